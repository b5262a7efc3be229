"""Many requests to a worker, and its replies, in one frame; and workers of
both kinds beside and after each other."""
import struct
import unittest

import msgpack
import zmq

from peers import HOME, GatewayTest, Silence, Worker, receive

QUERY = "grants.list_rounds"
COMMAND = "grants.settle_dead_letter"
PARKED = "grants.fetch_events"


def entry(command, client, header, payload):
    return (command + struct.pack(">BII", len(client), len(header), len(payload))
            + client + header + payload)


def entries(frame):
    while frame:
        command, (client, header, payload) = frame[:1], struct.unpack(
            ">BII", frame[1:10])
        ends = (10 + client, 10 + client + header,
                10 + client + header + payload)
        assert ends[2] <= len(frame)
        yield command, [frame[10:ends[0]], b"", frame[ends[0]:ends[1]],
                        frame[ends[1]:ends[2]]]
        frame = frame[ends[2]:]


class BundlingWorker(Worker):
    def __init__(self, *arguments, **named):
        super().__init__(*arguments, **named)
        self.attach["bundles"] = True
        self.waiting, self.replies, self.sizes = [], b"", []

    def receive(self, *timeout):
        while not self.waiting:
            command, frames = super().receive(*timeout)
            if command != b"\x08":
                return command, frames
            self.waiting += entries(*frames)
            self.sizes.append(len(self.waiting))
        return self.waiting.pop(0)

    def answer(self, request, payload=None, status=200, command=b"\4"):
        header = {"id": request.header["id"], "status": status}
        self.replies += entry(command, request.client, msgpack.packb(header),
                              msgpack.packb(payload or {}))

    def send_replies(self):
        self.send(b"\x08", self.replies)
        self.replies = b""


class BundleTest(GatewayTest):
    def bundling(self, **named):
        worker = BundlingWorker(self.gateway, **named).ready()
        self.addCleanup(worker.close)
        return worker

    def call(self, worker, client):
        client.send(QUERY)
        worker.answer(worker.request())
        worker.send_replies()
        self.assertEqual(client.receive().status, 200)


class Bundles(BundleTest):
    def test_what_waits_together_travels_together(self):
        client = self.client()
        ids = [client.send(QUERY, {"limit": n}) for n in range(20)]
        self.assertEqual(client.mmi(b"mmi.service", b"grants")[3], b"404")
        worker = self.bundling()
        requests = [worker.request() for _ in range(20)]
        self.assertEqual(worker.sizes, [16, 4])
        self.assertEqual([r.header["id"] for r in requests], ids)
        self.assertEqual([r.payload["limit"] for r in requests],
                         list(range(20)))
        for request in requests:
            worker.answer(request, {"n": request.payload["limit"]})
        worker.send_replies()
        self.assertEqual([client.receive().payload["n"] for _ in range(20)],
                         list(range(20)))

    def test_pages_of_an_answer_and_its_end_share_a_bundle(self):
        worker, client = self.bundling(), self.client()
        client.send(QUERY)
        request = worker.request()
        worker.answer(request, {"page": 1}, command=b"\3")
        worker.answer(request, {"page": 2})
        worker.send_replies()
        replies = [client.receive(), client.receive()]
        self.assertEqual([(r.command, r.payload) for r in replies],
                         [(b"\2", {"page": 1}), (b"\3", {"page": 2})])

    def test_a_window_holds_for_bundles(self):
        worker, client = self.bundling(window=3), self.client()
        for n in range(5):
            client.send(QUERY, {"limit": n})
        first = [worker.request() for _ in range(3)]
        worker.settle()
        self.assertEqual(worker.early, [])
        for request in first:
            worker.answer(request)
        worker.send_replies()
        self.assertEqual([worker.request().payload["limit"] for _ in range(2)],
                         [3, 4])

    def test_a_large_request_goes_by_itself(self):
        worker, client = self.bundling(), self.client()
        client.send(QUERY, {"text": "x" * 100000})
        self.assertEqual(worker.receive()[0], b"\2")
        self.assertEqual(worker.sizes, [])

    def test_what_was_parked_in_a_bundle_is_cancelled(self):
        worker, client = self.bundling(), self.service_client()
        client.send(PARKED, budget_ms=100,
                    actor={"service": "grants", "home_hub": HOME})
        request = worker.request()
        self.assertEqual(worker.receive(), (b"\7", [request.client]))
        self.assertEqual(client.receive().status, 504)

    def test_what_a_lost_worker_had_in_a_bundle_is_sent_again(self):
        worker, client = self.bundling(instance="a"), self.client()
        ids = [client.send(QUERY) for _ in range(5)]
        self.assertEqual([worker.request().header["id"] for _ in ids], ids)
        worker.leave()
        again = self.bundling(instance="b")
        self.assertEqual([again.request().header["id"] for _ in ids], ids)

    def test_what_was_gathered_for_a_dead_worker_was_not_sent_to_it(self):
        """A command is sent twice at most: the first worker had it never."""
        context, client = zmq.Context(), self.client()
        dead = BundlingWorker(self.gateway, instance="dead")
        dead.socket.close()
        dead.socket = context.socket(zmq.DEALER)
        dead.socket.connect(self.gateway.workers)
        dead.ready().close()
        context.term()  # now its connection is closed
        client.mmi(b"mmi.service", b"grants")
        client.send(COMMAND, key="once")
        for _ in range(2):
            worker = self.bundling(instance="next")
            request = worker.request()
            worker.close()
        last = self.bundling(instance="next")
        self.assert_problem(client.receive(), 502, "outcome_unknown")
        self.assertEqual(request.header["key"], "once")
        with self.assertRaises(Silence):
            last.request(0)


class Malformed(BundleTest):
    def test_a_malformed_bundle_is_dropped_and_nothing_else(self):
        worker, client = self.bundling(), self.client()
        client.send(QUERY)
        request = worker.request()
        worker.answer(request)
        good, worker.replies = worker.replies, b""
        for bundle in (b"", good[:-1], good + b"\4", good + good[:9],
                       good + entry(b"\2", b"c", b"h", b"p"),
                       good + entry(b"\6", b"c", b"h", b"p"),
                       good + entry(b"\4", b"", b"h", b"p"),
                       good[:2] + b"\xff" * 8 + good[10:]):
            worker.send(b"\x08", bundle)
        worker.send(b"\x08")
        worker.send(b"\x08", good, good)
        worker.settle()
        self.assertEqual(self.gateway.status()["requests"], 2)
        worker.send(b"\x08", good)
        self.assertEqual(client.receive().status, 200)

    def test_answers_nobody_waits_for_are_counted(self):
        worker = self.bundling()
        worker.send(b"\x08", entry(b"\4", b"\xff" * 8, b"h", b"p") +
                    entry(b"\4", b"no ticket", b"h", b"p"))
        worker.settle()
        self.assertEqual(self.gateway.status()["late_replies"], 2)

    def test_a_stranger_with_a_bundle_is_let_go(self):
        socket = self.gateway.dealer(self.gateway.workers)
        self.addCleanup(socket.close)
        socket.send_multipart([b"MDPW02", b"\x08",
                               entry(b"\4", b"\0" * 8, b"h", b"p")])
        self.assertEqual(receive(socket), [b"MDPW02", b"\6"])


class Both(BundleTest):
    """Programs of two versions, as while they are replaced one by one."""

    def test_who_does_not_say_so_gets_majordomo_alone(self):
        worker, client = self.worker(), self.client()
        for _ in range(3):
            client.send(QUERY)
        for _ in range(3):
            worker.answer(worker.request())
            self.assertEqual(client.receive().status, 200)

    def test_an_older_worker_follows_a_newer_and_a_newer_an_older(self):
        client = self.client()
        newer = self.bundling(instance="newer", term=1)
        self.call(newer, client)
        client.send(QUERY)
        lost = newer.request()
        older = self.worker(instance="older", term=2)
        again = older.request()
        self.assertEqual(again.header["id"], lost.header["id"])
        older.answer(again)
        self.assertEqual(client.receive().status, 200)
        newest = self.bundling(instance="newest", term=3)
        self.call(newest, client)

    def test_who_takes_bundles_may_answer_without(self):
        worker, client = self.bundling(), self.client()
        client.send(QUERY)
        Worker.answer(worker, worker.request())
        self.assertEqual(client.receive().status, 200)


if __name__ == "__main__":
    unittest.main()
