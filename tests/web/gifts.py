"""Many gifts to a fund, as fast as the hub takes them.

    gifts.py DATA HUB TOKEN FUND COUNT
"""
import pathlib
import sys
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "flow"))
from majordomo import Client  # noqa: E402

IN_FLIGHT = 64


def give(client, hub, fund, number):
    client.send("fundraising.give", hub, {
        "fund": fund.bytes, "amount": 100 + number, "channel": "counter",
        "donor": {"display_name": f"捐赠人{number}"}}, key=str(uuid.uuid4()),
        budget_ms=60000)


def main(data, hub, token, fund, count):
    client = Client(f"ipc://{data}/run/clients", token)
    sent = answered = 0
    while answered < int(count):
        while sent < int(count) and sent - answered < IN_FLIGHT:
            sent += 1
            give(client, hub, uuid.UUID(fund), sent)
        answer = client.receive(60000)
        assert answer and answer[1] == 200, answer
        answered += 1
    client.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
