"""The stream of a hub's events: who hears what, and how it goes on."""
import json
import queue
import socket
import threading
import time
import unittest
import uuid

from web import ACCOUNT, EPOCH, Service, WebTest, problem, wait_for

PUBLIC, STAFF, SILENT = (
    "grants.round_opened", "grants.application_submitted", "grants.nothing")
PATH = "/v1/hubs/longgang/events"
BEARER = "Bearer cw_longgang.known.secret"
MARK = EPOCH[-4:][::-1].hex()  # as a little-endian number


class Log:
    """The log of a service: long polls wait until something is written."""

    def __init__(self, test, name, otherwise=None, epoch=EPOCH):
        self.events, self.epoch = [], epoch
        self.otherwise = otherwise
        self.waiting, self.lock = [], threading.Lock()
        self.is_known = False  # to a gateway that knew another before
        self.service = test.service(name, self.answer)
        test.addCleanup(self.release)

    def answer(self, request):
        if not request.header["op"].endswith(".fetch_events"):
            return self.otherwise(request)
        assert request.header["actor"]["service"] == "gateway"
        with self.lock:
            page = self.page(request.payload)
            if page["events"] or not request.payload.get("wait_ms"):
                return page
            self.waiting.append(request)

    def page(self, payload):
        found = [e for e in self.events if e["seq"] > payload["after"]]
        return {"store_epoch": self.epoch, "head": len(self.events),
                "events": found[:payload.get("limit", 200)]}

    def write(self, *types, subject=None):
        with self.lock:
            for type in types:
                self.events.append({
                    "seq": len(self.events) + 1, "id": uuid.uuid4().bytes,
                    "at": 0, "type": type,
                    "subject": subject or uuid.uuid4().bytes,
                    "body": b"\x80", "salt": bytes(16), "leaf": bytes(32),
                    "hash": bytes(32)})
        self.release()

    def release(self):
        with self.lock:
            waiting, self.waiting = self.waiting, []
            for request in waiting:
                self.service.reply_later(request, self.page(request.payload))

    def is_watched(self):
        """Does the gateway wait for the next event, for itself? It has to see
        first that this is another store than before."""
        with self.lock:
            places = [r.payload["after"] for r in self.waiting
                      if "store_epoch" not in r.payload]
        if self.is_known and len(self.events) in places:
            return True
        self.is_known = self.is_known or bool(places)
        self.release()
        return False

    def polls(self):
        with self.lock:
            return len(self.waiting)


class Listener:
    """Reads a stream as a browser would."""

    def __init__(self, test, source="127.0.0.1", **headers):
        self.connection = test.connect(source)
        lines = "".join(f"{name.replace('_', '-')}: {value}\r\n"
                        for name, value in headers.items())
        self.connection.sendall(
            f"GET {PATH} HTTP/1.1\r\nHost: a\r\n{lines}\r\n".encode())
        self.file = self.connection.makefile("rb")
        self.status = int(self.file.readline().split()[1])
        self.headers = dict(iter(self.header_line, None))
        self.events, self.id, self.text = queue.Queue(), None, b""
        threading.Thread(target=self.read, daemon=True).start()

    def header_line(self):
        line = self.file.readline().decode().strip()
        return tuple(line.split(": ", 1)) if line else None

    def read(self):
        try:
            while size := int(self.file.readline() or b"0", 16):
                self.text += self.file.read(size)
                self.file.readline()
                *whole, self.text = self.text.split(b"\n\n")
                for block in whole:
                    self.take(block.decode())
        except (OSError, ValueError):
            pass
        self.events.put(None)

    def take(self, block):
        fields = dict(line.split(": ", 1) for line in block.split("\n")
                      if not line.startswith(":"))
        if "id" in fields:
            self.id = fields["id"]
        if "data" in fields:
            self.events.put((fields.get("event", "message"),
                             json.loads(fields["data"])))

    def next(self, timeout=5):
        return self.events.get(timeout=timeout)

    def close(self):
        try:
            self.connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # the gateway was first


class EventsTest(WebTest):
    def setUp(self):
        self.others = {name: Service(self.gateway, name, lambda request: (
            problem("not_found", 404), 404))
            for name in ("registry", "fundraising", "notification")}
        self.addCleanup(self.others_leave)
        self.grants = Log(self, "grants")
        self.addCleanup(self.all_have_left)

    def service(self, name, *arguments, **named):
        """In the place of one that has nothing to say."""
        if name in self.others:
            self.others.pop(name).stop()
        return super().service(name, *arguments, **named)

    def others_leave(self):
        for other in self.others.values():
            other.stop()

    def all_have_left(self):
        """So that the next test begins with nobody."""
        for listener in self.listeners:
            listener.close()
        self.assertTrue(wait_for(lambda: self.open_streams() == 0))

    def open_streams(self):
        for line in self.get("/metrics").raw.decode().splitlines():
            if line.startswith("commonweal_http_streams "):
                return int(line.split()[1])

    def listen(self, **arguments):
        listener = Listener(self, **arguments)
        self.listeners.append(listener)
        return listener

    def run(self, result=None):
        self.listeners = []
        return super().run(result)

    def settled(self, **arguments):
        """One that was told where it is."""
        listener = self.listen(**arguments)
        self.assertEqual(listener.status, 200)
        self.assertTrue(wait_for(lambda: listener.id))
        return listener


class Listening(EventsTest):
    def test_a_notice_says_what_and_no_more(self):
        self.grants.write(PUBLIC, PUBLIC)
        listener = self.settled()
        self.assertEqual(listener.headers["Content-Type"], "text/event-stream")
        self.assertEqual(listener.id, f"g2@{MARK}")
        self.grants.write(PUBLIC)
        kind, notice = listener.next()
        self.assertEqual(kind, "message")
        self.assertEqual(notice, {
            "service": "grants", "type": PUBLIC, "seq": 3, "subject":
            str(uuid.UUID(bytes=self.grants.events[2]["subject"]))})
        self.assertEqual(listener.id, f"g3@{MARK}")

    def test_one_poll_serves_all_who_listen(self):
        listeners = [self.settled() for _ in range(5)]
        self.grants.write(PUBLIC)
        for listener in listeners:
            self.assertEqual(listener.next()[1]["seq"], 1)
        self.assertTrue(wait_for(lambda: self.grants.polls() == 1))

    def test_nobody_hears_what_is_not_visible_to_them(self):
        self.registry(roles=("operator",))
        stranger = self.settled()
        operator = self.settled(Authorization=BEARER)
        self.grants.write(STAFF, SILENT, PUBLIC)
        self.assertEqual(operator.next()[1]["type"], STAFF)
        self.assertEqual(operator.next()[1]["type"], PUBLIC)
        self.assertEqual(stranger.next()[1]["type"], PUBLIC)
        self.assertTrue(stranger.events.empty())

    def test_events_of_several_services_come_together(self):
        fundraising = Log(self, "fundraising")
        listener = self.settled()
        self.assertTrue(wait_for(lambda: listener.id == f"g0.f0@{MARK}.{MARK}"))
        fundraising.write("fundraising.fund_opened")
        self.assertEqual(listener.next()[1]["service"], "fundraising")
        self.assertEqual(listener.id, f"g0.f1@{MARK}.{MARK}")

    def test_when_all_have_left_nobody_is_followed(self):
        listener = self.settled()
        self.assertTrue(wait_for(lambda: self.grants.polls() == 1))
        listener.close()
        self.assertTrue(wait_for(lambda: b'parked_requests{service="grants",'
                                 b'hub="longgang"} 0' in
                                 self.get("/metrics").raw))


class Rights(EventsTest):
    """The registry says whose rights change: what is cached is forgotten."""

    settings = {"CW_HEARTBEAT_MS": "500"}

    def setUp(self):
        super().setUp()
        self.grants_of_all = [{"role": "operator", "scope": "longgang"}]
        self.is_revoked = False
        self.accounts = Log(self, "registry", self.authenticate,
                            uuid.uuid4().bytes)

    def authenticate(self, request):
        if self.is_revoked:
            return problem("unauthenticated", 401), 401
        return {"account": ACCOUNT, "home_hub": "longgang",
                "token_id": ACCOUNT, "grants": self.grants_of_all,
                "expires_at": int(time.time() * 1000) + 3600000}

    def watched(self):
        self.assertTrue(wait_for(self.accounts.is_watched))

    def test_a_token_that_is_revoked_is_refused_at_once(self):
        self.watched()
        self.assertEqual(self.get("/v1/session", Authorization=BEARER).status,
                         200)
        self.is_revoked = True
        self.accounts.write("registry.token_revoked", subject=ACCOUNT)
        self.assertTrue(wait_for(lambda: self.get(
            "/v1/session", Authorization=BEARER).status == 401, 2))

    def test_a_stream_whose_token_is_revoked_ends(self):
        self.watched()
        listener = self.settled(Authorization=BEARER)
        self.is_revoked = True
        self.accounts.write("registry.token_revoked", subject=ACCOUNT)
        self.assertIsNone(listener.next())

    def test_a_stream_follows_the_roles(self):
        self.watched()
        listener = self.settled(Authorization=BEARER)
        self.grants.write(STAFF)
        self.assertEqual(listener.next()[1]["type"], STAFF)
        self.grants_of_all = [{"role": "donor", "scope": "longgang"}]
        self.accounts.write("registry.role_revoked", subject=ACCOUNT)
        self.assertTrue(wait_for(lambda: not self.hears_staff(listener), 20))

    def test_a_stream_follows_a_registry_that_was_replaced(self):
        self.watched()
        listener = self.settled(Authorization=BEARER)
        self.grants_of_all = [{"role": "donor", "scope": "longgang"}]
        self.accounts.epoch = uuid.uuid4().bytes
        self.accounts.release()
        self.assertTrue(wait_for(lambda: not self.hears_staff(listener), 20))

    def hears_staff(self, listener):
        self.grants.write(STAFF, PUBLIC)
        heard = []
        while PUBLIC not in heard:
            heard.append(listener.next()[1].get("type"))  # a reset has none
        return STAFF in heard

    def test_a_scope_covers_the_hubs_below_it_only(self):
        for scope, heard in (("longgang.bantian", PUBLIC), ("long", PUBLIC),
                             ("longgang", STAFF)):
            self.grants_of_all = [{"role": "operator", "scope": scope}]
            listener = self.settled(
                Authorization=f"Bearer cw_longgang.known.in-{len(scope)}")
            self.grants.write(STAFF, PUBLIC)
            self.assertEqual(listener.next()[1]["type"], heard, scope)


class ComingBack(EventsTest):
    def test_what_was_missed_is_told(self):
        self.grants.write(PUBLIC)
        listener = self.settled()
        listener.close()
        self.grants.write(PUBLIC, STAFF, PUBLIC)
        again = self.listen(Last_Event_ID=listener.id)
        self.assertEqual([again.next()[1]["seq"] for _ in range(2)], [2, 4])
        self.assertTrue(wait_for(lambda: again.id == f"g4@{MARK}"))

    def test_an_id_that_cannot_be_read_means_start_over(self):
        for id in ("nonsense", f"g1@{MARK}.{MARK}", "g1", f"x1@{MARK}",
                   f"g1@{MARK[:-1]}", f"g1.g2@{MARK}.{MARK}", "@", "9" * 200):
            self.assertEqual(self.listen(Last_Event_ID=id).next()[0], "reset",
                             id)

    def test_an_id_of_another_store_means_start_over(self):
        self.grants.write(PUBLIC)
        self.assertEqual(
            self.listen(Last_Event_ID="g1@00000000").next()[0], "reset")

    def test_an_id_of_the_future_means_start_over(self):
        self.assertEqual(
            self.listen(Last_Event_ID=f"g9@{MARK}").next()[0], "reset")

    def test_too_long_away_means_start_over(self):
        self.grants.write(*[PUBLIC] * 400)
        listener = self.listen(Last_Event_ID=f"g10@{MARK}")
        self.assertEqual(listener.next()[0], "reset")
        self.assertEqual(listener.id, f"g400@{MARK}")
        again = self.listen(Last_Event_ID=f"g398@{MARK}")
        self.assertEqual([again.next()[1]["seq"] for _ in range(2)], [399, 400])

    def test_another_store_under_way_means_start_over(self):
        self.grants.write(PUBLIC, PUBLIC)
        listener = self.settled()
        self.grants.epoch = bytes(16)
        self.grants.events = []
        self.grants.write(PUBLIC)
        self.assertEqual(listener.next()[0], "reset")
        self.assertEqual(listener.id, "g1@00000000")
        again = self.listen(Last_Event_ID="g1@00000000")
        self.grants.write(PUBLIC)
        self.assertEqual(again.next(), listener.next())

    def test_a_service_that_comes_later_means_start_over(self):
        listener = self.settled()
        fundraising = Log(self, "fundraising")
        self.assertEqual(listener.next(10)[0], "reset")
        self.assertEqual(listener.id, f"g0.f0@{MARK}.{MARK}")
        fundraising.write("fundraising.fund_opened")
        self.assertEqual(listener.next()[1]["service"], "fundraising")


class Refusals(EventsTest):
    settings = {"CW_HTTP_STREAMS": "6", "CW_HTTP_STREAMS_PER_ADDRESS": "3"}

    def test_a_hub_that_nobody_knows(self):
        self.assert_problem(self.get("/v1/hubs/nowhere/events"), 404,
                            "no_such_hub", "hub")

    def test_a_token_that_nobody_knows(self):
        self.registry()
        answer = self.get(PATH, Authorization="Bearer cw_longgang.x.y")
        self.assert_problem(answer, 401, "unauthenticated")

    def test_only_the_header_is_asked_for(self):
        answer = self.http("HEAD", PATH)
        self.assertEqual((answer.status, answer.raw), (200, b""))
        self.assertTrue(wait_for(lambda: self.open_streams() == 0))

    def test_too_many_from_one_address(self):
        for _ in range(3):
            self.settled()
        answer = self.get(PATH)
        self.assert_problem(answer, 429, "too_many_streams")
        self.assertTrue(answer.headers["Retry-After"])
        self.settled(source="127.0.0.2")

    def test_too_many_in_all(self):
        for i in range(6):
            self.settled(source=f"127.0.0.{i // 2 + 2}")
        self.assert_problem(self.get(PATH), 429, "too_many_streams")


class Slow(EventsTest):
    def test_a_service_that_says_nothing_holds_up_nobody_for_long(self):
        self.service("registry", lambda request: None)
        self.settled()

    def test_one_that_does_not_read_is_let_go(self):
        idle = self.connect(receive_buffer=4096)
        idle.sendall(f"GET {PATH} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
        other = self.settled()
        self.assertTrue(wait_for(lambda: self.open_streams() == 2))
        end = time.monotonic() + 30
        while self.open_streams() == 2 and time.monotonic() < end:
            self.grants.write(*[PUBLIC] * 200)
            for _ in range(200):
                self.assertIsNotNone(other.next())
        self.assertEqual(self.open_streams(), 1)


if __name__ == "__main__":
    unittest.main()
