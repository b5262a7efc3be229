"""A service speaks to gateways as they speak to it: to one of before bundles
Majordomo alone."""
import struct
import unittest
import uuid

import msgpack
import zmq
from hub import Hub

SOON_MS = 20000


def entry(command, client, header, payload):
    return (command + struct.pack(">BII", len(client), len(header), len(payload))
            + client + header + payload)


class Gateway:
    """As little of one as a service needs: it is asked, and answers."""

    def __init__(self, hub):
        self.socket = zmq.Context.instance().socket(zmq.ROUTER)
        self.socket.linger = 0
        self.socket.bind(f"ipc://{hub.data}/run/workers")
        self.worker = None

    def receive(self):
        """The next message of the worker but for heartbeats."""
        while self.socket.poll(SOON_MS):
            peer, *frames = self.socket.recv_multipart()
            if frames[0] == b"MDPW02" and frames[1] != b"\5":
                self.worker = self.worker or peer
                return frames[1], frames[2:]
        raise TimeoutError

    def send(self, command, *frames):
        self.socket.send_multipart([self.worker, b"MDPW02", command, *frames])

    def close(self):
        self.socket.close()


def question(hub):
    header = {"id": uuid.uuid4().bytes, "op": "notification.get_condition",
              "hub": hub, "budget_ms": 10000,
              "actor": {"service": "gateway", "home_hub": hub, "grants": []}}
    return header["id"], msgpack.packb(header), msgpack.packb({})


class Services(unittest.TestCase):
    def setUp(self):
        self.hub = Hub()
        self.addCleanup(self.hub.close)
        self.gateway = Gateway(self.hub)
        self.addCleanup(self.gateway.close)
        self.hub.start("notification")
        command, frames = self.gateway.receive()
        self.assertEqual((command, frames[0]), (b"\1", b"notification"))
        self.assertTrue(msgpack.unpackb(frames[1])["bundles"])

    def ask_plainly(self):
        asked, header, payload = question(self.hub.home)
        self.gateway.send(b"\2", b"client 1", b"", header, payload)
        command, frames = self.gateway.receive()
        self.assertEqual((command, frames[0]), (b"\4", b"client 1"))
        self.assertEqual(msgpack.unpackb(frames[2])["id"], asked)

    def ask_in_a_bundle(self, count):
        asked, bundle = [], b""
        for n in range(count):
            identifier, header, payload = question(self.hub.home)
            asked.append(identifier)
            bundle += entry(b"\2", b"client %d" % n, header, payload)
        self.gateway.send(b"\x08", bundle)
        return asked

    def answers(self, count):
        """Of bundles alone: the ids, in their order."""
        found = []
        while len(found) < count:
            command, (frame,) = self.gateway.receive()
            self.assertEqual(command, b"\x08")
            while frame:
                client, header, payload = struct.unpack(">BII", frame[1:10])
                at = 10 + client
                found.append(msgpack.unpackb(frame[at:at + header])["id"])
                frame = frame[at + header + payload:]
        return found

    def test_a_gateway_without_bundles_gets_none(self):
        for _ in range(3):
            self.ask_plainly()

    def test_a_bundle_is_answered_by_bundles(self):
        asked = self.ask_in_a_bundle(300)
        self.assertEqual(self.answers(300), asked)

    def test_a_malformed_bundle_is_not_answered(self):
        _, header, payload = question(self.hub.home)
        good = entry(b"\2", b"client 1", header, payload)
        for bad in (b"", good[:-1], good + b"\2", good[:2] + b"\xff" * 8,
                    good + entry(b"\4", b"client 1", header, payload)):
            self.gateway.send(b"\x08", bad)
        self.ask_plainly()

    def test_a_gateway_that_was_replaced_by_an_older_one_gets_none(self):
        self.assertEqual(len(self.answers(len(self.ask_in_a_bundle(2)))), 2)
        self.gateway.send(b"\6")
        self.gateway.worker = None
        command, _ = self.gateway.receive()
        self.assertEqual(command, b"\1")
        self.ask_plainly()


if __name__ == "__main__":
    unittest.main()
