#!/usr/bin/python3 -B
"""What a request costs each process, in microseconds of a core.

    BIN=build/release/bin tests/sim/measure.py >tests/sim/costs.json

Runs a hub with its log on, keeps 64 requests under way for some seconds, and
reads from /proc how much time each process was given: that hardly depends on
what else the machine does, unlike the time on the clock.
"""
import json
import os
import pathlib
import sys
import time
import uuid

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "flow"))
from hub import Hub, People  # noqa: E402

SECONDS, IN_FLIGHT, HUB = 8, 64, "longgang"
TICK_US = 1_000_000 / os.sysconf("SC_CLK_TCK")


def cpu_us(process):
    stat = pathlib.Path(f"/proc/{process.pid}/stat").read_text()
    fields = stat.rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * TICK_US


def keep_asking(hub, client, ask, in_flight):
    """(answers, microseconds per process) of some seconds."""
    before = {name: cpu_us(p) for name, p in hub.processes.items()}
    end, under_way, answers = time.monotonic() + SECONDS, 0, 0
    while time.monotonic() < end:
        while under_way < in_flight:
            ask()
            under_way += 1
        answer = client.receive(5000)
        assert answer and answer[1] == 200, answer
        under_way, answers = under_way - 1, answers + 1
    while under_way:
        assert client.receive(5000)[1] == 200
        under_way, answers = under_way - 1, answers + 1
    return answers, {name: cpu_us(p) - before[name]
                     for name, p in hub.processes.items()}


def cost(hub, client, ask, in_flight=IN_FLIGHT):
    answers, spent = keep_asking(hub, client, ask, in_flight)
    return {name: round(us / answers, 1) for name, us in spent.items()}


def main():
    hub = Hub()
    try:
        hub.start()
        hub.wait_ready()
        people, client = People(hub), hub.client()
        donor, finance = people.token("donor"), people.token("finance")
        fund = client.call("fundraising.open_fund", HUB,
                           {"name": "基金", "level": "district",
                            "purposes": []}, key="fund", token=finance)["fund_id"]
        body = {"fund": fund, "amount": 100, "channel": "online"}

        def give():
            client.send("fundraising.give", HUB, body, str(uuid.uuid4()),
                        token=donor)

        def look():
            client.send("fundraising.get_fund", HUB, {"fund": fund})

        json.dump({"gift": cost(hub, client, give),
                   "gift_alone": cost(hub, client, give, 1),
                   "read": cost(hub, client, look)}, sys.stdout, indent=1)
        print()
        people.client.close()
        client.close()
    finally:
        hub.close()


if __name__ == "__main__":
    main()
