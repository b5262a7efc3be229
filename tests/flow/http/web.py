"""HTTP clients from the standard library, and services that answer as a test
wants: Majordomo peers as docs/wire.md describes them, not parts of the
product."""
import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import uuid

import msgpack
import zmq

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "mdp"))
from peers import HOME, Request, shard  # noqa: E402

sys.path.append(str(pathlib.Path(__file__).resolve().parents[2]))
from ports import free_port  # noqa: E402

ACCOUNT = bytes.fromhex("0190a6c2000070008000000000000001")
EPOCH = bytes.fromhex("0190a6c20000700080000000deadbeef")
DEFAULTS = {"CW_HTTP_PORT": "0", "CW_RATE_LIMITS": "off",
            "CW_HEARTBEAT_MS": "60000", "CW_HOME_HUB": HOME}
SOON = 10
HEARTBEAT_MS = 250


class Gateway:
    """A gateway process in a folder of its own, with HTTP on a free port."""

    def __init__(self, **settings):
        self.data = tempfile.mkdtemp(prefix="cw-http-")
        self.context = zmq.Context()
        self.process = subprocess.Popen(
            [pathlib.Path(os.environ["CW_BIN"], "gateway")],
            env=dict(os.environ, **{**DEFAULTS, "CW_DATA": self.data,
                                    **settings}),
            stderr=subprocess.PIPE, text=True)
        self.log = []
        for line in self.process.stderr:
            self.log.append(line)
            ready = re.search(r"event=ready .*http=\S+:(\d+)", line)
            if ready:
                self.port = int(ready.group(1))
                break
        self.reader = threading.Thread(target=self.read_log, daemon=True)
        self.reader.start()

    def read_log(self):
        self.log.extend(self.process.stderr)

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(10)
        self.reader.join(10)
        self.process.stderr.close()
        self.context.destroy(0)
        shutil.rmtree(self.data)
        if code:
            sys.stderr.writelines(self.log[-60:])
        return code


class Service(threading.Thread):
    """
    One of our services. answer(request) gives a payload, (payload, status),
    or None to say nothing; what was asked is kept in `requests`.
    """

    def __init__(self, gateway, name, answer, hubs=(HOME,), window=256):
        super().__init__(daemon=True)
        self.name, self.answer = name, answer
        self.requests = []
        self.socket = gateway.context.socket(zmq.DEALER)
        self.socket.linger = 1000
        self.socket.connect(f"ipc://{gateway.data}/run/workers")
        self.outbox = gateway.context.socket(zmq.PULL)
        self.inbox = gateway.context.socket(zmq.PUSH)
        pipe = f"inproc://{uuid.uuid4()}"
        self.outbox.bind(pipe)
        self.inbox.connect(pipe)
        self.send(b"\1", name.encode(), msgpack.packb({
            "instance": f"{name}-test", "window": window, "schema": bytes(32),
            "shards": [shard(hub, 1, EPOCH) for hub in hubs]}))
        self.socket.send_multipart(
            [b"MDPC02", b"\1", b"mmi.service", name.encode()])
        while self.socket.recv_multipart()[0] != b"MDPC02":
            pass
        self.start()

    def send(self, *frames):
        self.socket.send_multipart([b"MDPW02", *frames])

    def run(self):
        poller = zmq.Poller()
        poller.register(self.socket, zmq.POLLIN)
        poller.register(self.outbox, zmq.POLLIN)
        while True:
            self.send(b"\5")
            for ready, _ in poller.poll(HEARTBEAT_MS):
                frames = ready.recv_multipart()
                if ready is self.outbox and frames == [b"stop"]:
                    self.send(b"\6")
                    self.socket.close()
                    self.outbox.close()
                    return
                if ready is self.outbox:
                    self.send(*frames)
                elif frames[:2] == [b"MDPW02", b"\2"]:
                    self.take(Request(frames[2:]))

    def take(self, request):
        self.requests.append(request)
        answer = self.answer(request)
        if answer is not None:
            self.send(*reply(request, answer))

    def reply_later(self, request, answer):
        """From another thread."""
        self.inbox.send_multipart(reply(request, answer))

    def stop(self):
        if not self.inbox.closed:
            self.inbox.send_multipart([b"stop"])
            self.join(10)
            self.inbox.close()


def reply(request, answer):
    payload, status = answer if isinstance(answer, tuple) else (answer, 200)
    header = {"id": request.header["id"], "status": status}
    if isinstance(payload, dict) and "retry_after_ms" in payload:
        header["retry_after_ms"] = payload.pop("retry_after_ms")
    return [b"\4", request.client, b"", msgpack.packb(header),
            payload if isinstance(payload, bytes) else msgpack.packb(payload)]


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.raw = response.read()
        self.json = None
        if "json" in (self.headers.get("Content-Type") or "") and self.raw \
                and not self.headers.get("Content-Encoding"):
            self.json = json.loads(self.raw)

    @property
    def problem(self):
        return self.json["type"].removeprefix("urn:commonweal:problem:")


class WebTest(unittest.TestCase):
    """One gateway for the class; services come and go with each test."""

    settings = {}

    @classmethod
    def setUpClass(cls):
        cls.gateway = Gateway(**cls.settings)

    @classmethod
    def tearDownClass(cls):
        assert cls.gateway.stop() == 0

    def service(self, name, answer, hubs=(HOME,)):
        service = Service(self.gateway, name, answer, hubs)
        self.addCleanup(service.stop)
        return service

    def registry(self, answer=None, roles=("operator",)):
        """A registry that knows one token, "cw_longgang.known.secret"."""
        def both(request):
            if request.header["op"] != "registry.authenticate":
                return answer(request) if answer else (
                    problem("not_found", 404), 404)
            if ".known." not in request.payload["token"]:
                return problem("unauthenticated", 401), 401
            return {"account": ACCOUNT, "home_hub": HOME, "token_id": ACCOUNT,
                    "grants": [{"role": role, "scope": HOME} for role in roles],
                    "expires_at": int(time.time() * 1000) + 3600000}
        return self.service("registry", both)

    def http(self, method, path, body=None, headers=None, source=None):
        connection = http.client.HTTPConnection(
            "127.0.0.1", self.gateway.port, timeout=SOON,
            source_address=(source, 0) if source else None)
        headers = dict(headers or {})
        if isinstance(body, (dict, list)):
            headers.setdefault("Content-Type", "application/json")
            body = json.dumps(body)
        connection.request(method, path, body, headers)
        answer = Answer(connection.getresponse())
        connection.close()
        return answer

    def get(self, path, **headers):
        return self.http("GET", path, headers={
            name.replace("_", "-"): value for name, value in headers.items()})

    def connect(self, source="127.0.0.1", receive_buffer=None):
        connection = socket.socket()
        self.addCleanup(connection.close)
        connection.settimeout(SOON)
        if receive_buffer:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF,
                                  receive_buffer)
        connection.bind((source, 0))
        connection.connect(("127.0.0.1", self.gateway.port))
        return connection

    def exchange(self, data):
        """The statuses that raw bytes are answered with, and whether the
        connection is closed after them."""
        connection = self.connect()
        connection.sendall(data)
        return statuses(connection)

    def assert_problem(self, answer, status, code, field=None):
        self.assertEqual((answer.status, answer.problem), (status, code),
                         answer.json)
        self.assertEqual(answer.json["status"], status)
        self.assertEqual(answer.headers["Content-Type"],
                         "application/problem+json")
        self.assertEqual(answer.json.get("field"), field)


def problem(code, status, **more):
    return {"type": f"urn:commonweal:problem:{code}", "title": "A title",
            "status": status, **more}


def statuses(connection, patience=0.4):
    """Read until nothing more comes."""
    connection.settimeout(patience)
    data, is_closed = b"", False
    try:
        while not is_closed:
            more = connection.recv(65536)
            data += more
            is_closed = not more
    except TimeoutError:
        pass
    except ConnectionResetError:
        is_closed = True
    return [int(code) for code in
            re.findall(rb"HTTP/1\.1 (\d{3})", data)], is_closed


def wait_for(look, patience=SOON):
    """Until look() is true, or the last it said."""
    end = time.monotonic() + patience
    while not (found := look()) and time.monotonic() < end:
        time.sleep(0.01)
    return found
