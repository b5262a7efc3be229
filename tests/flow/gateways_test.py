"""Several gateways before the same services: the loss of one is noticed by
nobody who asks again, not by sessions, streams or keyed commands."""
import collections
import http.client
import json
import os
import random
import signal
import time
import unittest
import uuid

import msgpack
import zmq

from hub import Hub, People, SERVICES, free_port, wait_for
from listener import Listener
from load import Load
from majordomo import Client, all_items

HUB = "longgang"
GATEWAYS = ["gateway", "gateway/2"]
KILLS = int(os.environ.get("KILLS", "12"))


class Either:
    """A client that knows two gateways and asks them in turn."""

    def __init__(self, *clients):
        self.clients, self.next = clients, 0

    def send(self, *arguments, **more):
        self.next += 1
        return self.clients[self.next % len(self.clients)].send(
            *arguments, **more)

    def receive(self, timeout_ms):
        sockets = {client.socket: client for client in self.clients}
        ready, _, _ = zmq.select(list(sockets), [], [], timeout_ms / 1000)
        return sockets[ready[0]].receive(0) if ready else None


class GatewaysTest(unittest.TestCase):
    def setUp(self):
        random.seed(int(os.environ.get("SEED", "7")))
        self.hub = Hub()
        run = f"ipc://{self.hub.data}/run"
        self.second = {"CW_HTTP_PORT": str(free_port()),
                       "CW_WORKERS_ENDPOINT": f"{run}/workers-2",
                       "CW_CLIENTS_ENDPOINT": f"{run}/clients-2"}
        self.both = {"CW_WORKERS_ENDPOINT":
                     f"{run}/workers,{run}/workers-2"}
        self.start(*GATEWAYS, *SERVICES)
        self.clients = [self.hub.client(), Client(f"{run}/clients-2")]
        self.client = self.clients[0]
        for port in self.ports():
            wait_for(lambda port=port: self.is_ready(port), 30, "readiness")
        self.people = People(self.hub)
        self.finance = self.people.token("finance")
        self.donor = self.people.token("donor")
        self.fund = self.client.call(
            "fundraising.open_fund", HUB,
            {"name": "基金", "level": "district", "purposes": []},
            key="fund", token=self.finance)["fund_id"]

    def tearDown(self):
        for client in (*self.clients, self.people.client):
            client.close()
        self.hub.close()

    def start(self, *names):
        for name in names:
            self.hub.start(name, environment={
                "gateway": {}, "gateway/2": self.second}.get(name, self.both))

    def ports(self):
        return [self.hub.port, int(self.second["CW_HTTP_PORT"])]

    def ask(self, port, method, path, body=None, token=None, key=None):
        """(status, parsed answer) over HTTP."""
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        headers = {"Content-Type": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        if key:
            headers["Idempotency-Key"] = key
        connection.request(method, path, body and json.dumps(body), headers)
        answer = connection.getresponse()
        raw = answer.read()
        connection.close()
        is_json = "json" in (answer.headers.get("Content-Type") or "")
        return answer.status, json.loads(raw) if raw and is_json else raw

    def is_ready(self, port):
        try:
            return self.ask(port, "GET", "/readyz")[0] == 200
        except OSError:
            return False

    def gift(self, number=1):
        return {"fund": self.fund, "amount": 100 + number, "channel": "online"}

    def give(self, client=None, key=None):
        return (client or self.client).call(
            "fundraising.give", HUB, self.gift(), key or str(uuid.uuid4()),
            token=self.donor)

    # -- what is promised ----------------------------------------------------

    def test_a_session_holds_at_either_gateway(self):
        first, second = self.ports()
        status, session = self.ask(first, "POST", "/v1/session", {
            "account": "donor", "password": People.PASSWORD})
        self.assertEqual(status, 200, session)
        token = session["token"]
        self.hub.kill("gateway")
        status, mine = self.ask(second, "GET", "/v1/session", token=token)
        self.assertEqual(status, 200, mine)
        self.assertIn("account", json.dumps(mine))
        self.assertEqual(
            self.ask(second, "DELETE", "/v1/session", token=token,
                     key=str(uuid.uuid4()))[0], 200)
        self.start("gateway")
        wait_for(lambda: self.is_ready(first), 30, "the first gateway")
        self.assertEqual(
            self.ask(first, "GET", "/v1/session", token=token)[0], 401)

    def test_a_key_means_the_same_at_either_gateway(self):
        key = str(uuid.uuid4())
        asked = self.client.send("fundraising.give", HUB, self.gift(), key,
                                 token=self.donor)
        self.hub.kill("gateway")
        again = self.give(self.clients[1], key)
        self.assertEqual(again, self.give(self.clients[1], key))
        self.assertIsNotNone(asked)
        self.assertEqual(len(self.gifts(self.clients[1])), 1)

    def gifts(self, client):
        return all_items(client, "fundraising.list_gifts", HUB,
                         token=self.finance)

    def test_gifts_survive_killing_either_gateway(self):
        load = Load(Either(*self.clients), HUB, "fundraising.give", self.gift,
                    self.donor)
        for _ in range(KILLS):
            load.run_for(random.uniform(0.1, 0.4))
            victim = random.choice(GATEWAYS)
            self.hub.kill(victim)
            load.run_for(random.uniform(0.1, 0.4))
            self.start(victim)
        load.finish()
        self.assert_gifts_arrived(load)

    def assert_gifts_arrived(self, load):
        numbers = collections.Counter(
            gift["number"] for gift in self.gifts(self.client))
        self.assertEqual(numbers, collections.Counter(
            msgpack.unpackb(payload)["number"]
            for payload in load.acknowledged.values()))
        print(f"{len(load.acknowledged)} acknowledged,"
              f" {dict(load.statuses)}", flush=True)

    def test_a_stream_goes_on_at_the_other_gateway(self):
        first, second = self.ports()
        heard = []
        listener = Listener(first, self.finance)
        self.give()
        heard.append(self.next_gift(listener))
        self.hub.kill("gateway")
        for _ in range(3):
            self.give(self.clients[1])
        listener.close()
        listener = Listener(second, self.finance, listener.last)
        while len(heard) < 4:
            heard.append(self.next_gift(listener))
        listener.close()
        gifts = {str(uuid.UUID(bytes=gift["gift_id"]))
                 for gift in self.gifts(self.clients[1])}
        self.assertEqual(collections.Counter(heard),
                         collections.Counter(gifts))

    def next_gift(self, listener):
        while True:
            event, data = listener.read()
            self.assertNotEqual(event, "reset")
            if data.get("type") == "fundraising.gift_received":
                return data["subject"]

    def test_services_hear_each_other_through_the_gateway_that_is_left(self):
        donor = self.people.token("另一位捐赠人", "donor")
        for victim, client in zip(GATEWAYS, reversed(self.clients)):
            self.hub.kill(victim)
            gift = client.call("fundraising.give", HUB, self.gift(),
                               str(uuid.uuid4()), token=donor)["gift_id"]
            wait_for(lambda client=client, gift=gift: gift in {
                message.get("about") for message in all_items(
                    client, "notification.list_inbox", HUB, token=donor)},
                15, "the message about the gift")
            self.start(victim)
            wait_for(lambda: all(self.is_ready(p) for p in self.ports()),
                     30, "both gateways")

    def test_a_rolling_restart_of_everything_costs_no_keyed_command(self):
        self.hub.start("fundraising/2", environment=self.both)
        self.hub.start("registry/2", environment=self.both)
        load = Load(Either(*self.clients), HUB, "fundraising.give", self.gift,
                    self.donor)
        load.run_for(0.3)
        for name in list(self.hub.processes):
            process = self.hub.processes.pop(name)
            process.send_signal(signal.SIGTERM)
            self.run_until(load, lambda process=process:
                           process.poll() is not None)
            self.assertEqual(process.returncode, 0, name)
            self.start(name)
            self.run_until(load, lambda: all(
                self.is_ready(port) for port in self.ports()))
        load.finish()
        self.assert_gifts_arrived(load)
        self.assertLessEqual(set(load.statuses), {200, 503})

    def run_until(self, load, look, patience_s=30):
        end = time.monotonic() + patience_s
        while not look():
            self.assertLess(time.monotonic(), end)
            load.run_for(0.05)


if __name__ == "__main__":
    unittest.main(verbosity=2)
