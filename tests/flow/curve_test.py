"""Over tcp:// every socket is CURVE, and keys say who one is."""
import os
import stat
import unittest
import uuid

import msgpack
import zmq

from hub import SERVICES, Hub, free_port


def header(op, **more):
    return msgpack.packb({"id": uuid.uuid4().bytes, "op": op, **more})


class OverTcp(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.workers = f"tcp://127.0.0.1:{free_port()}"
        cls.clients = f"tcp://127.0.0.1:{free_port()}"
        cls.hub = Hub(environment={"CW_WORKERS_ENDPOINT": cls.workers,
                                   "CW_CLIENTS_ENDPOINT": cls.clients})
        cls.hub.start()
        cls.hub.wait_ready()
        cls.table = cls.hub.run("cw", "status", "--once").stdout
        cls.context = zmq.Context()

    @classmethod
    def tearDownClass(cls):
        cls.hub.close()
        cls.context.destroy(0)

    def key(self, name, suffix):
        path = self.hub.data / "keys" / f"{name}.{suffix}"
        return path.read_text().strip().encode()

    def dial(self, endpoint, name=None):
        socket = self.context.socket(zmq.DEALER)
        self.addCleanup(socket.close, 0)
        socket.immediate = 1
        if name:
            socket.curve_serverkey = self.key("gateway", "pub")
            socket.curve_publickey = self.key(name, "pub")
            socket.curve_secretkey = self.key(name, "key")
        socket.connect(endpoint)
        return socket

    def ask(self, socket, op, payload=None, **more):
        self.assertTrue(socket.poll(5000, zmq.POLLOUT))
        socket.send_multipart([b"MDPC02", b"\1", op.split(".")[0].encode(),
                               header(op, **more), msgpack.packb(payload or {})])
        self.assertTrue(socket.poll(5000))
        return msgpack.unpackb(socket.recv_multipart()[3])["status"]

    def test_the_processes_find_each_other_by_their_keys(self):
        for service in SERVICES:
            self.assertRegex(self.table, rf"longgang +{service} +{service}-1")

    def test_the_keys_are_their_owners_alone(self):
        for name in ("gateway", "cw", *SERVICES):
            mode = os.stat(self.hub.data / "keys" / f"{name}.key").st_mode
            self.assertEqual(stat.S_IMODE(mode), 0o600)

    def test_who_has_no_key_is_not_heard(self):
        for endpoint in (self.workers, self.clients):
            self.assertFalse(self.dial(endpoint).poll(500, zmq.POLLOUT))

    def test_a_service_speaks_for_itself_alone(self):
        socket = self.dial(self.workers, "grants")
        for service, status in ("grants", 200), ("registry", 403), ("cw", 403):
            self.assertEqual(status, self.ask(
                socket, "registry.fetch_events", {"after": 0}, hub="longgang",
                actor={"service": service, "home_hub": "longgang"}))

    def test_a_service_cannot_pass_for_another(self):
        socket = self.dial(self.workers, "grants")
        self.assertTrue(socket.poll(5000, zmq.POLLOUT))
        socket.send_multipart([b"MDPW02", b"\1", b"registry", msgpack.packb(
            {"instance": "x", "window": 1, "shards": [], "schema": bytes(32)})])
        self.assertTrue(socket.poll(5000))
        self.assertEqual(socket.recv_multipart(), [b"MDPW02", b"\6"])

    def test_clients_have_keys_too(self):
        socket = self.dial(self.clients, "cw")
        self.assertEqual(200, self.ask(socket, "registry.list_hubs",
                                       hub="longgang"))


if __name__ == "__main__":
    unittest.main()
