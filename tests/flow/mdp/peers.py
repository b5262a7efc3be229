"""Majordomo peers, written from rfc.zeromq.org/spec/18, /7, /8 and
docs/wire.md alone: nothing here is shared with the product."""
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import unittest
import uuid

import msgpack
import zmq

HOME = "longgang"
SOON = 5000  # ms: what must happen, happens before
STORE = uuid.uuid4().bytes


class Silence(Exception):
    """Nothing came in time."""


def receive(socket, timeout=SOON):
    if not socket.poll(timeout):
        raise Silence
    return socket.recv_multipart()


class Gateway:
    """A gateway process of its own in a folder of its own."""

    def __init__(self, heartbeat_ms):
        self.data = tempfile.mkdtemp(prefix="cw-mdp-")
        self.clients = f"ipc://{self.data}/run/clients"
        self.workers = f"ipc://{self.data}/run/workers"
        self.context = zmq.Context()
        self.process = subprocess.Popen(
            [pathlib.Path(os.environ["CW_BIN"], "gateway")],
            env=dict(os.environ, CW_DATA=self.data, CW_HOME_HUB=HOME,
                     CW_HTTP_PORT="0", CW_HEARTBEAT_MS=str(heartbeat_ms)))

    def dealer(self, endpoint, kind=zmq.DEALER):
        socket = self.context.socket(kind)
        socket.linger = 1000
        socket.reconnect_ivl = 10
        socket.connect(endpoint)
        return socket

    def status(self):
        """The gateway's own counters, asked for as a service may."""
        client = Client(self, self.workers)
        reply = client.call("gateway.get_status", actor={"service": "test"})
        client.close()
        return reply.payload

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(10)
        self.context.destroy(0)
        shutil.rmtree(self.data)
        return code


class Reply:
    def __init__(self, frames):
        self.command, self.service = frames[0], frames[1]
        self.header = msgpack.unpackb(frames[2])
        self.payload = msgpack.unpackb(frames[3])
        self.status = self.header["status"]

    @property
    def problem(self):
        return self.payload["type"].removeprefix("urn:commonweal:problem:")


class Client:
    """RFC 18: DEALER, no empty frame, replies 0x02 and 0x03."""

    def __init__(self, gateway, endpoint=None):
        self.socket = gateway.dealer(endpoint or gateway.clients)

    def send(self, op, payload=None, service=None, **header):
        header = {"id": uuid.uuid4().bytes, "op": op, **header}
        self.send_frames(service or op.split(".")[0], msgpack.packb(header),
                         msgpack.packb(payload or {}))
        return header["id"]

    def send_frames(self, service, *body):
        self.socket.send_multipart([b"MDPC02", b"\1", service.encode(), *body])

    def receive(self, timeout=SOON):
        protocol, *rest = receive(self.socket, timeout)
        assert protocol == b"MDPC02", protocol
        return Reply(rest)

    def call(self, op, payload=None, **header):
        id = self.send(op, payload, **header)
        reply = self.receive()
        assert reply.header["id"] == id
        return reply

    def mmi(self, service, *body):
        self.socket.send_multipart([b"MDPC02", b"\1", service, *body])
        return receive(self.socket)

    def close(self):
        self.socket.close()


class OldClient(Client):
    """RFC 7: REQ, which adds the empty frame; no command frames."""

    def __init__(self, gateway):
        self.socket = gateway.dealer(gateway.clients, zmq.REQ)

    def send_frames(self, service, *body):
        self.socket.send_multipart([b"MDPC01", service.encode(), *body])

    def receive(self, timeout=SOON):
        protocol, *rest = receive(self.socket, timeout)
        assert protocol == b"MDPC01", protocol
        return Reply([b"\3", *rest])


class Request:
    def __init__(self, frames):
        self.client, empty, header, payload = frames
        assert empty == b""
        self.header = msgpack.unpackb(header)
        self.payload = msgpack.unpackb(payload)
        self.is_watch = (
            self.header["op"].endswith(".fetch_events")
            and self.header["actor"].get("service") == "gateway")


class Worker:
    """One of our services, as docs/wire.md describes them."""

    def __init__(self, gateway, service="grants", hubs=(HOME,), window=64,
                 instance=None, term=1, store_epoch=bytes(16)):
        self.socket = gateway.dealer(gateway.workers)
        self.early = []  # commands that came while something else was due
        self.watching = []  # what the gateway itself has parked
        self.service = service.encode()
        self.attach = {
            "instance": instance or service, "window": window,
            "shards": [shard(hub, term, store_epoch) for hub in hubs],
            "schema": bytes(32)}

    def send(self, command, *frames):
        self.socket.send_multipart([b"MDPW02", command, *frames])

    def ready(self):
        """READY; and wait until the gateway has taken note."""
        self.send(b"\1", self.service, msgpack.packb(self.attach))
        self.settle()
        return self

    def settle(self):
        """Everything sent so far has been dealt with."""
        self.socket.send_multipart(
            [b"MDPC02", b"\1", b"mmi.service", self.service])
        while (frames := receive(self.socket))[0] != b"MDPC02":
            self.early.append(frames)

    def heartbeat(self, attach=None):
        self.send(b"\5", *([msgpack.packb(attach)] if attach else []))

    def receive(self, timeout=SOON):
        """The next command but heartbeats: (command, frames)."""
        while True:
            protocol, command, *frames = (
                self.early.pop(0) if self.early
                else receive(self.socket, timeout))
            if protocol == b"MDPW02" and command != b"\5":
                return command, frames

    def request(self, timeout=SOON):
        """The next request, but for the gateway's own long polls."""
        while True:
            command, frames = self.receive(timeout)
            assert command == b"\2", command
            request = Request(frames)
            if not request.is_watch:
                return request
            self.watching.append(request)

    def watch(self, timeout=SOON):
        """The gateway's long poll of this service's log."""
        if not self.watching:
            command, frames = self.receive(timeout)
            assert command == b"\2", command
            self.watching.append(Request(frames))
        request = self.watching.pop(0)
        assert request.is_watch, request.header
        return request

    def answer(self, request, payload=None, status=200, command=b"\4"):
        header = {"id": request.header["id"], "status": status}
        self.send(command, request.client, b"", msgpack.packb(header),
                  msgpack.packb(payload or {}))

    def leave(self):
        self.send(b"\6")
        self.socket.close()

    def close(self):
        self.socket.close()


def shard(hub, term=1, store_epoch=bytes(16), role="owner"):
    return {"hub": hub, "store": STORE, "store_epoch": store_epoch,
            "term": term, "role": role}


class GatewayTest(unittest.TestCase):
    """Each test has a gateway of its own."""

    heartbeat_ms = 2000

    def setUp(self):
        self.gateway = Gateway(self.heartbeat_ms)
        self.addCleanup(self.stop)

    def stop(self):
        self.assertEqual(self.gateway.stop(), 0)

    def client(self, kind=Client, **arguments):
        client = kind(self.gateway, **arguments)
        self.addCleanup(client.close)
        return client

    def service_client(self):
        return self.client(endpoint=self.gateway.workers)

    def worker(self, *arguments, **named):
        worker = Worker(self.gateway, *arguments, **named).ready()
        self.addCleanup(worker.close)
        return worker

    def assert_problem(self, reply, status, code):
        self.assertEqual(reply.command, b"\3")
        self.assertEqual(reply.status, status, reply.payload)
        self.assertEqual(reply.payload["status"], status)
        self.assertEqual(reply.problem, code)
        self.assertTrue(reply.payload["title"])
