"""How workers come, live and go, and what becomes of what they had."""
import signal
import time
import unittest
import uuid

import msgpack

from peers import HOME, GatewayTest, Silence, receive, shard

QUERY = "grants.list_rounds"
COMMAND = "grants.settle_dead_letter"
PARKED = "grants.fetch_events"
OTHER_STORE = b"\1" * 16
LONG = 60000  # a budget that no test uses up


class Attaching(GatewayTest):
    def stranger(self, *frames):
        """What a connection is told that was never READY."""
        socket = self.gateway.dealer(self.gateway.workers)
        self.addCleanup(socket.close)
        socket.send_multipart([b"MDPW02", *frames])
        return receive(socket)

    def test_what_only_workers_may_say_ends_a_strangers_connection(self):
        for frames in ([b"\5"], [b"\4", b"12345678", b"", b"h", b"p"],
                       [b"\3", b"12345678", b"", b"h", b"p"]):
            self.assertEqual(self.stranger(*frames), [b"MDPW02", b"\6"])

    def test_only_our_services_may_be_ready(self):
        attach = msgpack.packb(
            {"instance": "x", "window": 1, "shards": [], "schema": bytes(32)})
        for name in (b"mmi.service", b"gateway", b"echo", b"grants.x"):
            self.assertEqual(self.stranger(b"\1", name, attach),
                             [b"MDPW02", b"\6"])

    def test_ready_must_say_what_is_attached(self):
        for attach in ([], [b""], [b"\x80"], [b"\xc1"],
                       [msgpack.packb({"instance": "x", "window": 0,
                                       "shards": [], "schema": bytes(32)})]):
            self.assertEqual(self.stranger(b"\1", b"grants", *attach),
                             [b"MDPW02", b"\6"])

    def test_a_second_ready_is_an_error(self):
        worker = self.worker()
        worker.send(b"\1", b"grants", msgpack.packb(worker.attach))
        self.assertEqual(worker.receive(), (b"\6", []))

    def test_malformed_worker_messages_are_dropped(self):
        worker, client = self.worker(), self.client()
        for frames in ([b"\4"], [b"\4", b"x", b"", b"h"], [b"\7", b"x"],
                       [b"\2", b"x", b"", b"h", b"p"], [b"\x08"], []):
            worker.socket.send_multipart([b"MDPW02", *frames])
        worker.send(b"\4", b"not a ticket", b"", b"h", b"p")
        worker.send(b"\4", b"\xff" * 8, b"", b"h", b"p")
        client.send(QUERY)
        worker.answer(worker.request())
        self.assertEqual(client.receive().status, 200)

    def test_a_heartbeat_may_change_what_is_attached(self):
        worker, client = self.worker(), self.client()
        worker.attach["shards"].append(shard("longgang.bantian"))
        worker.heartbeat(worker.attach)
        client.send(QUERY, hub="longgang.bantian")
        worker.answer(worker.request())
        self.assertEqual(client.receive().status, 200)
        worker.attach["shards"].pop()
        worker.heartbeat(worker.attach)
        worker.settle()
        client.send(QUERY, hub="longgang.bantian", budget_ms=200)
        self.assert_problem(client.receive(), 504, "too_late")

    def test_a_stand_by_is_asked_nothing(self):
        worker, client = self.worker(), self.client()
        worker.attach["shards"] = [shard(HOME, role="standby")]
        worker.heartbeat(worker.attach)
        worker.settle()
        client.send(QUERY, budget_ms=200)
        self.assert_problem(client.receive(), 504, "too_late")
        with self.assertRaises(Silence):
            worker.request(0)


class Owners(GatewayTest):
    def test_the_highest_term_is_asked(self):
        old = self.worker(instance="old", term=1)
        new = self.worker(instance="new", term=2)
        client = self.client()
        client.send(QUERY)
        new.answer(new.request())
        self.assertEqual(client.receive().status, 200)
        with self.assertRaises(Silence):
            old.request(0)

    def test_a_new_owner_is_asked_again_what_the_old_one_had(self):
        old, client = self.worker(instance="old", term=1), self.client()
        id = client.send(COMMAND, key="once")
        had = old.request()
        new = self.worker(instance="new", term=2)
        again = new.request()
        self.assertEqual(again.header["id"], id)
        self.assertEqual(again.header["key"], "once")
        new.answer(again, {"by": "new"})
        old.answer(had, {"by": "old"})
        self.assertEqual(client.receive().payload, {"by": "new"})
        with self.assertRaises(Silence):
            client.receive(50)

    def test_what_waited_keeps_its_order_behind_what_was_sent(self):
        old = self.worker(instance="old", term=1, window=3)
        client = self.client()
        for n in range(6):
            client.send(QUERY, {"limit": n})
        for _ in range(3):
            old.request()
        new = self.worker(instance="new", term=2)
        order = [new.request().payload["limit"] for _ in range(6)]
        self.assertEqual(order, list(range(6)))

    def test_two_stores_of_one_hub_are_both_refused_until_one_leaves(self):
        first = self.worker(instance="first")
        client = self.client()
        client.send(QUERY)
        first.request()
        second = self.worker(instance="second", store_epoch=OTHER_STORE)
        self.assert_problem(client.receive(), 503, "unavailable")
        self.assert_problem(client.call(QUERY), 503, "unavailable")
        first.leave()
        second.settle()
        while True:  # the leaving may be seen a moment later
            client.send(QUERY)
            try:
                second.answer(second.request(100))
                break
            except Silence:
                self.assertEqual(client.receive().status, 503)
        self.assertEqual(client.receive().status, 200)

    def test_the_same_instance_again_replaces_itself(self):
        self.worker(instance="one")
        again = self.worker(instance="one", store_epoch=OTHER_STORE)
        client = self.client()
        client.send(QUERY)
        again.answer(again.request())
        self.assertEqual(client.receive().status, 200)


class Leaving(GatewayTest):
    def test_what_a_leaving_worker_had_waits_for_the_next(self):
        worker, client = self.worker(), self.client()
        client.send(QUERY)
        worker.request()
        worker.leave()
        successor = self.worker()
        successor.answer(successor.request())
        self.assertEqual(client.receive().status, 200)

    def test_a_closed_connection_is_noticed_when_it_is_written_to(self):
        worker, client = self.worker(instance="first"), self.client()
        client.send(COMMAND)
        worker.request()
        worker.close()
        successor = self.worker(instance="second")
        successor.answer(successor.request())
        self.assertEqual(client.receive().status, 200)

    def lose_twice(self, op):
        client = self.client()
        client.send(op, budget_ms=LONG)
        for _ in range(2):
            worker = self.worker()
            worker.request()
            worker.leave()
        third = self.worker()
        reply = client.receive()
        with self.assertRaises(Silence):
            third.request(0)
        return reply

    def test_a_command_lost_twice_may_have_been_done(self):
        self.assert_problem(self.lose_twice(COMMAND), 502, "outcome_unknown")

    def test_a_query_lost_twice_is_not_done(self):
        self.assert_problem(self.lose_twice(QUERY), 503, "unavailable")

    def test_an_answer_that_began_is_not_begun_again(self):
        worker, client = self.worker(), self.client()
        client.send(QUERY)
        worker.answer(worker.request(), {"page": 1}, command=b"\3")
        worker.leave()
        successor = self.worker()
        self.assertEqual(client.receive().command, b"\2")
        self.assert_problem(client.receive(), 503, "unavailable")
        with self.assertRaises(Silence):
            successor.request(0)

    def test_what_was_parked_is_not_sent_again(self):
        worker, client = self.worker(), self.service_client()
        client.send(PARKED, actor={"service": "grants", "home_hub": HOME})
        worker.request()
        worker.leave()
        self.assert_problem(client.receive(), 503, "unavailable")
        successor = self.worker()
        with self.assertRaises(Silence):
            successor.request(50)

    def test_without_an_owner_requests_wait_two_seconds(self):
        worker, client = self.worker(), self.client()
        worker.leave()
        reply = client.call(QUERY)
        self.assert_problem(reply, 503, "unavailable")
        self.assertGreater(reply.header["retry_after_ms"], 0)

    def test_stand_bys_do_not_prolong_the_wait(self):
        worker, client = self.worker(), self.client()
        worker.attach["shards"] = [shard(HOME, role="standby")]
        worker.heartbeat(worker.attach)
        worker.settle()
        client.send(QUERY)
        started = time.monotonic()
        while time.monotonic() - started < 5:
            worker.heartbeat(worker.attach)
            try:
                reply = client.receive(200)
                break
            except Silence:
                pass
        self.assert_problem(reply, 503, "unavailable")
        self.assertLess(time.monotonic() - started, 4)

    def test_a_command_that_waits_after_being_sent_may_have_been_done(self):
        worker, client = self.worker(), self.client()
        client.send(COMMAND)
        worker.request()
        worker.leave()
        self.assert_problem(client.receive(), 502, "outcome_unknown")

    def test_a_queue_without_an_owner_is_bounded(self):
        worker, client = self.worker(), self.client()
        worker.leave()
        for _ in range(257):
            client.send(QUERY)
        got = [client.receive() for _ in range(257)]
        self.assertEqual({reply.status for reply in got}, {503})
        self.assertEqual({reply.payload["detail"] for reply in got},
                         {"too many requests wait for this hub",
                          "nobody serves this hub at the moment"})


class Liveness(GatewayTest):
    heartbeat_ms = 100

    def test_the_gateway_beats(self):
        worker = self.worker()
        for _ in range(3):
            self.assertEqual(receive(worker.socket), [b"MDPW02", b"\5"])
            worker.heartbeat()

    def test_a_worker_that_beats_stays(self):
        worker, client = self.worker(), self.client()
        for _ in range(8):  # more than three intervals
            receive(worker.socket)
            worker.heartbeat()
        client.send(QUERY)
        worker.answer(worker.request())
        self.assertEqual(client.receive().status, 200)

    def test_a_silent_worker_is_lost_and_another_asked(self):
        silent, client = self.worker(instance="silent"), self.client()
        client.send(QUERY, budget_ms=LONG)
        silent.request()
        other = self.worker(instance="other")
        until = time.monotonic() + 5
        while time.monotonic() < until:
            try:
                other.answer(other.request(50))
                break
            except Silence:
                other.heartbeat()
        self.assertEqual(client.receive().status, 200)
        silent.heartbeat()
        self.assertEqual(silent.receive(), (b"\6", []))

    def test_a_gateway_that_was_paused_loses_nobody(self):
        worker, client = self.worker(), self.client()
        self.gateway.process.send_signal(signal.SIGSTOP)
        with self.assertRaises(Silence):
            while True:
                receive(worker.socket, 600)  # six intervals
        self.gateway.process.send_signal(signal.SIGCONT)
        client.send(QUERY)
        worker.answer(worker.request())
        self.assertEqual(client.receive().status, 200)

    def test_any_message_counts_as_a_heartbeat(self):
        worker, client = self.worker(window=1), self.client()
        for _ in range(8):
            client.send(QUERY)
            receive(worker.socket)
            worker.send(b"\4", b"\0" * 8, b"", b"h", b"p")
        worker.settle()
        self.assertEqual(client.mmi(b"mmi.service", b"grants")[3], b"200")


class Starting(GatewayTest):
    """The first and the last moments of a gateway."""

    def test_requests_before_the_first_worker_wait_for_it(self):
        client = self.client()
        client.send(QUERY, hub="longgang.bantian")
        self.worker(hubs=[HOME], instance="a")
        worker = self.worker(hubs=["longgang.bantian"], instance="b")
        worker.answer(worker.request())
        self.assertEqual(client.receive().status, 200)

    def test_without_any_worker_it_is_503(self):
        client = self.client()
        self.assertEqual(client.call(QUERY).status, 503)

    def test_known_tokens_serve_on_while_registry_is_away(self):
        client = self.client()
        registry = self.worker("registry")
        grants = self.worker()
        token = f"cw_{HOME}.{uuid.uuid4().hex}.c2VjcmV0"
        client.send(QUERY, token=token)
        registry.answer(registry.request(), {
            "account": bytes(15) + b"\1", "home_hub": HOME, "grants": [],
            "expires_at": int(time.time() * 1000) + 60000, "token_id": bytes(16)})
        grants.answer(grants.request())
        client.receive()
        registry.leave()
        client.send(QUERY, token=token)
        self.assertEqual(grants.request().header["actor"]["account"],
                         bytes(15) + b"\1")
        reply = client.call(QUERY, token=f"cw_{HOME}.other.c2VjcmV0")
        self.assertEqual(reply.status, 503)

    def test_a_gateway_that_ends_says_so(self):
        client = self.client()
        worker = self.worker()
        sent = client.send(COMMAND)
        worker.request()
        waiting = client.send(QUERY, hub="longgang.nowhere")
        client.send("grants.nothing")  # dealt with: so are the ones before
        self.assertEqual(client.receive().status, 404)
        self.gateway.process.terminate()
        self.assertEqual(worker.receive(), (b"\6", []))
        status = {}
        for _ in range(2):
            reply = client.receive()
            status[reply.header["id"]] = reply.status
        self.assertEqual(status, {sent: 502, waiting: 503})
        self.assertEqual(self.gateway.process.wait(5), 0)


if __name__ == "__main__":
    unittest.main()
