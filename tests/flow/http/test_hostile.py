"""Clients that mean no good, or are just slow."""
import json
import socket
import time
import unittest

from web import HOME, WebTest, statuses, wait_for

GET = b"GET /v1/session HTTP/1.1\r\n"
POST = b"POST /v1/session HTTP/1.1\r\n"
HOST = b"Host: a\r\n"
SMUGGLED = b"GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"
REFUSED = ([400], True)


class Smuggling(WebTest):
    """Requests that two parties on the way could read differently: answered
    once at most, and the connection is closed."""

    def assert_refused(self, *requests):
        for data in requests:
            self.assertEqual(self.exchange(data), REFUSED, data[:200])

    def test_what_is_in_order_passes(self):
        self.assertEqual(self.exchange((GET + HOST + b"\r\n") * 3),
                         ([200] * 3, False))
        self.assertEqual(self.exchange(
            POST + HOST + b"Content-Length: 2\r\nContent-Type: "
            b"application/json\r\n\r\n{}" + GET + HOST + b"\r\n"),
            ([400, 200], False))

    def test_two_lengths(self):
        self.assert_refused(
            POST + HOST + b"Content-Length: 5\r\nTransfer-Encoding: chunked"
            b"\r\n\r\n0\r\n\r\n" + SMUGGLED,
            POST + HOST + b"Content-Length: 0\r\nContent-Length: 37\r\n\r\n"
            + SMUGGLED,
            POST + HOST + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: "
            b"chunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
            POST + HOST + b"Content-Length: 5\r\nTransfer-Encoding: gzip, "
            b"chunked\r\n\r\n0\r\n\r\n" + SMUGGLED)

    def test_lengths_that_are_none(self):
        for value in (b"+5", b"5,5", b"0x5", b"-1", b"5 5", b""):
            answers, is_closed = self.exchange(
                POST + HOST + b"Content-Length: " + value + b"\r\n\r\nabcde"
                + SMUGGLED)
            self.assertTrue(is_closed, value)
            self.assertTrue(set(answers) <= {400}, value)

    def test_encodings_that_are_none(self):
        for value in (b"xchunked", b"gzip", b"chunked, identity",
                      b"\x0bchunked", b"chunked "):
            answers, is_closed = self.exchange(
                POST + HOST + b"Transfer-Encoding: " + value
                + b"\r\n\r\n5\r\nabcde\r\n0\r\n\r\n" + SMUGGLED)
            self.assertTrue(is_closed, value)
            self.assertLessEqual(len(answers), 1, value)

    def test_header_lines_that_are_ambiguous(self):
        self.assert_refused(
            POST + HOST + b"Content-Length : 5\r\n\r\nabcde",
            GET + HOST + b"X: a\rTransfer-Encoding: chunked\r\n\r\n",
            GET + HOST + b"X: a\0b\r\n\r\n",
            GET + HOST + b"X: a\0\0Y: b\r\n\r\n",
            GET + HOST + b"X: a\r\n b\r\n\r\n",
            GET + HOST + b"Content-Lengt: 5\r\n h\r\n\r\n",
            GET + HOST + b"X: a\nY: b\r\n\r\n",
            GET + HOST + b"X: a\n\r\n",
            b"GET / HTTP/1.1\nHost: a\n\n",
            GET + HOST + b"X\xff: a\r\n\r\n")

    def test_hosts(self):
        self.assertEqual(self.exchange(GET + HOST + b"Host: b\r\n\r\n"),
                         REFUSED)
        self.assertEqual(self.exchange(GET + b"\r\n"), REFUSED)

    def test_targets(self):
        for target in (b"http://a/v1/hubs", b"/../etc/passwd", b"/a/../b",
                       b"/%2e%2e/a", b"//a", b"/a\\b", b"/a\0b", b"*",
                       b"/v1/hubs\0/x", b"/a#b", b"a"):
            answers, is_closed = self.exchange(
                b"GET " + target + b" HTTP/1.1\r\n" + HOST + b"\r\n")
            self.assertTrue(is_closed, target)
            self.assertNotIn(200, answers, target)

    def test_versions(self):
        for version in (b"HTTP/1.0", b"HTTP/1.2", b"HTTP/2.0", b"http/1.1",
                        b"HTTP/0.9", b""):
            answers, is_closed = self.exchange(
                b"GET /healthz " + version + b"\r\n" + HOST + b"\r\n")
            self.assertTrue(is_closed, version)
            self.assertNotIn(200, answers, version)

    def test_chunks_that_are_none(self):
        for chunk in (b"0x5\r\nabcde\r\n", b"FFFFFFFFFFFFFFFFF\r\nabcde\r\n",
                      b"-5\r\nabcde\r\n", b"5\r\nabcdefgh\r\n", b"g\r\n"):
            answers, is_closed = self.exchange(
                POST + HOST + b"Transfer-Encoding: chunked\r\n\r\n" + chunk
                + b"0\r\n\r\n" + SMUGGLED)
            self.assertTrue(is_closed, chunk)
            self.assertLessEqual(len(answers), 1, chunk)

    def test_headers_that_are_too_large(self):
        for data in (GET + HOST + b"X: " + b"a" * 40000 + b"\r\n\r\n",
                     GET + HOST + b"".join(b"X%d: a\r\n" % i
                                           for i in range(2000)) + b"\r\n",
                     b"GET /" + b"a" * 70000 + b" HTTP/1.1\r\n" + HOST
                     + b"\r\n"):
            answers, is_closed = self.exchange(data)
            self.assertTrue(is_closed)
            self.assertTrue(set(answers) <= {414, 431}, answers)

    def test_lengths_beyond_all_measure(self):
        answers, is_closed = self.exchange(
            POST + HOST + b"Content-Length: 9999999999\r\n\r\n")
        self.assertEqual((answers, is_closed), ([413], True))

    def test_noise(self):
        for data in (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" * 20,
                     b"\0" * 100, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                     b"\r\n" * 1000 + b"x\r\n\r\n"):
            answers, _ = self.exchange(data + b"\r\n\r\n")
            self.assertNotIn(200, answers, data[:20])


class Refusals(WebTest):
    """What the library below refuses by itself is answered as all else is:
    one status line, a problem, and the end."""

    def read_all(self, connection):
        connection.settimeout(5)
        data = b""
        try:
            while more := connection.recv(65536):
                data += more
        except ConnectionResetError:
            pass
        return data

    def send(self, *parts):
        connection = self.connect()
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            for part in parts:
                connection.sendall(part)
        except OSError:
            pass  # it has heard enough
        return self.read_all(connection)

    def assert_refused(self, status, code, *parts):
        data = self.send(*parts)
        head, _, body = data.partition(b"\r\n\r\n")
        self.assertEqual(data.count(b"HTTP/1.1 "), 1, data[:400])
        lines = head.decode().split("\r\n")
        fields = dict(line.split(": ", 1) for line in lines[1:])
        self.assertTrue(lines[0].startswith(f"HTTP/1.1 {status} "), lines[0])
        self.assertEqual(fields["Content-Type"], "application/problem+json")
        self.assertEqual(fields["Connection"], "close")
        self.assertEqual(int(fields["Content-Length"]), len(body))
        self.assertIn("Date", fields)
        self.assertIn("Request-Id", fields)
        problem = json.loads(body)
        self.assertEqual((problem["status"], problem["type"]),
                         (status, f"urn:commonweal:problem:{code}"))
        return problem

    def test_a_length_that_is_no_number(self):
        for value in b"-5", b"x", b"", b"+0":
            self.assert_refused(
                400, "malformed",
                POST + HOST + b"Content-Length: " + value + b"\r\n\r\n{}")

    def test_a_length_beyond_all_measure(self):
        for digits in 10, 20, 200:
            self.assert_refused(
                413, "too_large", POST + HOST + b"Content-Length: "
                + b"9" * digits + b"\r\n\r\n{}")

    def test_a_target_that_is_too_long(self):
        for size in 9000, 24000:
            problem = self.assert_refused(
                414, "target_too_long",
                b"GET /" + b"a" * size + b" HTTP/1.1\r\n" + HOST + b"\r\n")
            self.assertEqual(problem["expected"], "at most 8192 bytes")

    def test_a_header_that_is_too_large(self):
        many = b"".join(b"X%d: a\r\n" % i for i in range(3000))
        for lines in b"X: " + b"a" * 40000 + b"\r\n", many, many * 10:
            problem = self.assert_refused(431, "header_too_large",
                                          GET + HOST + lines + b"\r\n")
            self.assertEqual(problem["expected"], "at most 16384 bytes")

    def test_it_comes_in_pieces(self):
        self.assert_refused(400, "malformed", POST, HOST, b"Content-Len",
                            b"gth: -5\r", b"\n\r\n", b"{}")
        self.assert_refused(431, "header_too_large", GET, HOST,
                            *[b"X%d: a\r\n" % i * 20 for i in range(300)],
                            b"\r\n")

    def test_others_are_not_taken_for_it(self):
        """Two that send a header slowly: whose fault it is cannot be told,
        so the library has its way; the other one is served."""
        slow = self.connect()
        slow.sendall(GET + HOST)
        self.assertTrue(wait_for(lambda: self.get("/healthz").status == 200))
        data = self.send(GET + HOST + b"X: a\r\n" * 5000 + b"\r\n")
        self.assertEqual(data.count(b"HTTP/1.1 "), 1)
        self.assertTrue(data.startswith(b"HTTP/1.1 431 "))
        self.assert_refused(400, "malformed",
                            POST + HOST + b"Content-Length: -5\r\n\r\n")
        slow.sendall(b"\r\n")
        self.assertEqual(statuses(slow), ([200], False))

    def test_what_came_before_is_answered(self):
        data = self.send(GET + HOST + b"\r\n" + POST + HOST
                         + b"Content-Length: -5\r\n\r\n")
        self.assertEqual([data.count(b"HTTP/1.1 200 "),
                          data.count(b"HTTP/1.1 400 "),
                          data.count(b"HTTP/1.1 ")], [1, 1, 2])


class SlowClients(WebTest):
    settings = {"CW_HTTP_HEADER_MS": "400", "CW_HTTP_BODY_MS": "400"}

    def drip(self, connection, start):
        """How long a client lives that sends a byte now and then."""
        connection.sendall(start)
        begin = time.monotonic()
        while time.monotonic() - begin < 5:
            answers, is_closed = statuses(connection, 0.05)
            if is_closed:
                return time.monotonic() - begin
            try:
                connection.send(b"a")
            except OSError:
                pass
        return None

    def test_a_header_that_comes_byte_by_byte(self):
        lived = self.drip(self.connect(), GET + HOST + b"X: ")
        self.assertIsNotNone(lived)
        self.assertLess(lived, 2)

    def test_a_body_that_comes_byte_by_byte(self):
        lived = self.drip(self.connect(), POST + HOST +
                          b"Content-Length: 60000\r\n\r\n")
        self.assertIsNotNone(lived)
        self.assertLess(lived, 2)

    def test_a_client_that_says_nothing(self):
        connection = self.connect()
        self.assertEqual(statuses(connection, 3), ([], True))

    def test_a_client_that_says_nothing_more(self):
        connection = self.connect()
        connection.sendall(GET + HOST + b"\r\n")
        self.assertEqual(statuses(connection, 3), ([200], True))

    def test_one_that_waits_for_us_is_not_cut_off(self):
        registry = self.registry(lambda request: None)
        connection = self.connect()
        connection.sendall(b"GET /v1/hubs HTTP/1.1\r\nHost: a\r\n\r\n")
        self.assertTrue(wait_for(lambda: registry.requests))
        self.assertEqual(statuses(connection, 1.2), ([], False))
        registry.reply_later(registry.requests[0], {"items": []})
        self.assertEqual(statuses(connection, 0.3)[0], [200])


class SlowReaders(WebTest):
    settings = {"CW_HTTP_SEND_MS": "500"}

    def test_an_answer_that_nobody_takes(self):
        item = {"hub": HOME, "name": "x" * 100, "kind": "district_centre",
                "status": "open"}
        self.registry(lambda request: {"items": [item] * 200})
        connection = self.connect()
        connection.sendall(b"GET /v1/hubs HTTP/1.1\r\nHost: a\r\n\r\n" * 200)
        end = time.monotonic() + 8
        while time.monotonic() < end:
            try:
                connection.sendall(b"GET /v1/hubs HTTP/1.1\r\nHost: a\r\n\r\n")
            except OSError:
                return
            time.sleep(0.1)
        self.fail("it was waited for all the time")


class Crowds(WebTest):
    settings = {"CW_HTTP_CONNECTIONS": "300",
                "CW_HTTP_CONNECTIONS_PER_ADDRESS": "20",
                "CW_HTTP_HEADER_MS": "1500"}

    def count(self):
        for line in self.get("/metrics").raw.decode().splitlines():
            if line.startswith("commonweal_http_connections "):
                return int(line.split()[1])

    def test_one_address_has_its_share_only(self):
        mine = [self.connect("127.0.6.1") for _ in range(40)]
        closed = sum(statuses(c, 0.02)[1] for c in mine)
        self.assertEqual(closed, 20)
        self.assertEqual(self.http("GET", "/healthz",
                                   source="127.0.6.2").status, 200)

    def test_a_crowd_is_outlived(self):
        crowd = [self.connect(f"127.0.7.{i % 200 + 1}") for i in range(1000)]
        self.assertTrue(wait_for(lambda: self.is_served(crowd)))

    def is_served(self, crowd):
        """The deadline of those who say nothing makes room."""
        try:
            return self.get("/healthz").status == 200 and self.count() <= 300
        except OSError:
            return False


class Ending(WebTest):
    def test_what_is_open_is_answered_when_it_ends(self):
        registry = self.registry(lambda request: None)
        connection = self.connect()
        connection.sendall(b"GET /v1/hubs HTTP/1.1\r\nHost: a\r\n\r\n")
        self.assertTrue(wait_for(lambda: registry.requests))
        self.gateway.process.terminate()
        self.assertEqual(statuses(connection, 5), ([503], True))


if __name__ == "__main__":
    unittest.main()
