"""A load of keyed commands, and the journal of what was acknowledged."""
import collections
import time
import uuid

import msgpack

IN_FLIGHT = 64


class Load:
    """Keeps IN_FLIGHT keyed commands under way and journals the answers.

    The commands are numbered; hub and body are found by the number.
    """

    def __init__(self, client, hub, op, body, token=None):
        self.client, self.hub, self.op = client, hub, op
        self.body, self.token = body, token
        self.under_way = {}   # id -> (key, number)
        self.acknowledged = {}  # key -> raw payload
        self.numbers = {}       # key -> number, of those acknowledged
        self.statuses = collections.Counter()
        self.to_repeat = collections.deque()
        self.sent = 0

    def run_for(self, seconds):
        """And until the service works again: each kill meets it at work."""
        end = time.monotonic() + seconds
        before = len(self.acknowledged)
        while (time.monotonic() < end or len(self.acknowledged) == before):
            assert time.monotonic() < end + 60, "it does not come back"
            self._fill()
            self._take(20)
            self._forget_lost()

    def finish(self, patience_s=60):
        """Until every command that was begun is acknowledged."""
        end = time.monotonic() + patience_s
        while self.under_way or self.to_repeat:
            assert time.monotonic() < end, f"{len(self.under_way)} unanswered"
            while self.to_repeat:
                self._send(*self.to_repeat.popleft())
            self._take(100)
            self._forget_lost()

    def _fill(self):
        while len(self.under_way) < IN_FLIGHT:
            if self.to_repeat:
                self._send(*self.to_repeat.popleft())
            else:
                self.sent += 1
                self._send(str(uuid.uuid4()), self.sent)

    def _send(self, key, number):
        asked = self.client.send(self.op, self._hub_of(number), self.body(number), key,
                                 budget_ms=3000, token=self.token)
        self.under_way[asked] = (key, number, time.monotonic())

    def _hub_of(self, number):
        return self.hub if isinstance(self.hub, str) else self.hub(number)

    def _take(self, timeout_ms):
        answer = self.client.receive(timeout_ms)
        if not answer or answer[0] not in self.under_way:
            return
        key, number, _ = self.under_way.pop(answer[0])
        self.statuses[answer[1]] += 1
        if answer[1] in (502, 503, 504):
            self.to_repeat.append((key, number))
            return
        assert answer[1] == 200, (answer[1], msgpack.unpackb(answer[2]))
        assert self.acknowledged.setdefault(key, answer[2]) == answer[2]
        self.numbers[key] = number

    def _forget_lost(self):
        for asked, (key, number, at) in list(self.under_way.items()):
            if time.monotonic() - at > 5:
                del self.under_way[asked]
                self.to_repeat.append((key, number))
