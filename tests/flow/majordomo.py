"""A Majordomo client as anybody would write it from docs/wire.md.

It shares no code with the product: Debian's python3-zmq and python3-msgpack.
"""
import time
import uuid

import msgpack
import zmq

CLIENT, REQUEST, PARTIAL, FINAL = b"MDPC02", b"\x01", b"\x02", b"\x03"


class Problem(Exception):
    def __init__(self, status, payload):
        super().__init__(f"{status} {payload}")
        self.status = status
        self.payload = payload

    @property
    def code(self):
        return self.payload.get("type", "").rpartition(":")[2]


class Client:
    """Any number of questions under way, told apart by their id."""

    def __init__(self, endpoint, token=None):
        self.context = zmq.Context.instance()
        self.socket = self.context.socket(zmq.DEALER)
        self.socket.linger = 0
        self.socket.connect(endpoint)
        self.token = token

    def close(self):
        self.socket.close()

    def send(self, op, hub, body=None, key=None, budget_ms=10000, token=None,
             **more):
        header = {"id": uuid.uuid4().bytes, "op": op, "hub": hub,
                  "budget_ms": budget_ms, **more}
        if key:
            header["key"] = key
        if token or self.token:
            header["token"] = token or self.token
        service = op.partition(".")[0].encode()
        self.socket.send_multipart([
            CLIENT, REQUEST, service, msgpack.packb(header),
            msgpack.packb(body or {})])
        return header["id"]

    def receive(self, timeout_ms):
        """(id, status, raw payload), or None when nothing came in time."""
        if not self.socket.poll(timeout_ms):
            return None
        frames = self.socket.recv_multipart()
        assert frames[0] == CLIENT and frames[1] in (PARTIAL, FINAL), frames
        header = msgpack.unpackb(frames[3])
        return header["id"], header["status"], frames[4]

    def call(self, op, hub, body=None, key=None, token=None, patience_s=20):
        """Ask until there is an answer: 503 is asked again, a problem raised.
        On a slow machine the first may still be at it."""
        end = time.monotonic() + patience_s
        while True:
            wanted = self.send(op, hub, body, key, token=token)
            answer = self.answer_to(wanted, 12000)
            if answer and not self._is_passing(answer):
                break
            if time.monotonic() > end:
                raise TimeoutError(f"{op}: {answer}")
            time.sleep(0.1)
        payload = msgpack.unpackb(answer[2])
        if answer[1] >= 400:
            raise Problem(answer[1], payload)
        return payload

    @staticmethod
    def _is_passing(answer):
        return answer[1] in (502, 503, 504) or (
            answer[1] == 409 and b":in_progress" in answer[2])

    def answer_to(self, wanted, timeout_ms):
        end = time.monotonic() + timeout_ms / 1000
        while True:
            left = int((end - time.monotonic()) * 1000)
            answer = self.receive(left) if left > 0 else None
            if answer is None or answer[0] == wanted:
                return answer


def all_items(client, op, hub, body=None, token=None):
    """Every page of a list."""
    items, cursor = [], None
    while True:
        page = client.call(op, hub, dict(body or {}, limit=200) | (
            {"cursor": cursor} if cursor else {}), token=token)
        items += page["items"]
        cursor = page.get("next_cursor")
        if not cursor:
            return items
