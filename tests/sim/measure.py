#!/usr/bin/python3 -B
"""What a request costs each process, in microseconds of a core.

    BIN=build/release/bin tests/sim/measure.py >tests/sim/costs.json

Runs a hub with its log on, keeps 64 requests under way for some seconds, and
reads from /proc how much time each process was given: that hardly depends on
what else the machine does, unlike the time on the clock. Then, for a province,
what a hub that is followed and cut off costs in each second of the first minute:
a peer speaks for 1300 hubs, and then says nothing.
"""
import json
import os
import pathlib
import sys
import time
import uuid

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "flow"))
import msgpack  # noqa: E402
import zmq  # noqa: E402
from hub import Hub, People  # noqa: E402
from tree import Instance  # noqa: E402

SECONDS, IN_FLIGHT, HUB = 8, 64, "longgang"
SILENT, QUIET_SECONDS = 1300, 40
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


def dial(above, below):
    """A line to the one, in the name of the other."""
    def key(hub, name):
        return (hub.data / "keys" / name).read_text().strip().encode()

    socket = zmq.Context.instance().socket(zmq.DEALER)
    socket.linger = 0
    socket.curve_serverkey = key(above, "link.pub")
    socket.curve_publickey = key(below, "link.pub")
    socket.curve_secretkey = key(below, "link.key")
    socket.connect(f"tcp://127.0.0.1:{above.links_port}")
    return socket


def speak_for(socket, branch):
    names = [branch, *(f"{branch}.x{i}" for i in range(1, SILENT))]
    socket.send_multipart([b"MDPW02", b"\1", b"link", msgpack.packb({
        "instance": "silent", "window": 10, "schema": bytes(32),
        "shards": [{"hub": name, "store": uuid.uuid4().bytes, "term": 1,
                    "store_epoch": uuid.uuid4().bytes, "role": "owner"}
                   for name in names]})])


def spent_in_quiet(hub):
    """Microseconds a second of each process, while nobody asks anything."""
    before = {name: cpu_us(p) for name, p in hub.processes.items()}
    time.sleep(QUIET_SECONDS)
    return {name: (cpu_us(p) - before[name]) / QUIET_SECONDS
            for name, p in hub.processes.items()}


def cost_of_silence():
    branch = f"{HUB}.bantian"
    above = Instance(home=HUB, environment={"CW_LINK_HUBS": str(SILENT)})
    below = Instance(home=branch)
    try:
        above.start()
        above.wait_ready()
        below.run("cw", "hub", "enrol", above.invite(branch))
        socket = dial(above, below)
        alone = spent_in_quiet(above)
        speak_for(socket, branch)
        time.sleep(5)  # without a heartbeat: it is taken for dead
        spent = spent_in_quiet(above)
        socket.close()
        return {name: round(max(us - alone[name], 0) / SILENT, 2)
                for name, us in spent.items()}
    finally:
        below.close()
        above.close()


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
                   "read": cost(hub, client, look),
                   "silent_hub": cost_of_silence()}, sys.stdout, indent=1)
        print()
        people.client.close()
        client.close()
    finally:
        hub.close()


if __name__ == "__main__":
    main()
