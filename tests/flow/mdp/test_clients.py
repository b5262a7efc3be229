"""What clients of either version may send, and what they are answered."""
import os
import stat
import time
import unittest
import uuid

import msgpack
import zmq

from peers import HOME, GatewayTest, OldClient, Silence, receive

QUERY = "grants.list_rounds"
KEYED = "grants.open_programme"          # a command that requires a key
COMMAND = "grants.settle_dead_letter"  # one that does not
PARKED = "grants.fetch_events"
TOKEN = f"cw_{HOME}.0011.c2VjcmV0"


class Framing(GatewayTest):
    def test_a_request_is_answered_in_rfc18_frames(self):
        worker, client = self.worker(), self.client()
        client.send(QUERY, {"limit": 3})
        request = worker.request()
        self.assertEqual(request.payload, {"limit": 3})
        worker.answer(request, {"items": []})
        frames = receive(client.socket)
        self.assertEqual(frames[:3], [b"MDPC02", b"\3", b"grants"])
        self.assertEqual(len(frames), 5)
        self.assertEqual(msgpack.unpackb(frames[4]), {"items": []})

    def test_partial_replies_come_in_order_before_the_final_one(self):
        worker, client = self.worker(), self.client()
        client.send(QUERY)
        request = worker.request()
        worker.answer(request, {"page": 1}, command=b"\3")
        worker.answer(request, {"page": 2}, command=b"\3")
        worker.answer(request, {"page": 3})
        got = [client.receive() for _ in range(3)]
        self.assertEqual([r.command for r in got], [b"\2", b"\2", b"\3"])
        self.assertEqual([r.payload["page"] for r in got], [1, 2, 3])

    def test_an_rfc7_client_gets_only_the_final_reply(self):
        worker, client = self.worker(), self.client(OldClient)
        client.send(QUERY)
        request = worker.request()
        worker.answer(request, {"page": 1}, command=b"\3")
        worker.answer(request, {"page": 2})
        reply = client.receive()
        self.assertEqual(reply.service, b"grants")
        self.assertEqual(reply.payload, {"page": 2})
        self.assertEqual(client.call(QUERY + "x").status, 404)

    def test_an_rfc7_dealer_sends_and_gets_the_empty_frame(self):
        socket = self.client().socket
        header = msgpack.packb({"id": uuid.uuid4().bytes, "op": "grants.no"})
        socket.send_multipart([b"", b"MDPC01", b"grants", header, b"\x80"])
        frames = receive(socket)
        self.assertEqual(frames[:3], [b"", b"MDPC01", b"grants"])
        self.assertEqual(len(frames), 5)

    def test_a_leading_empty_frame_is_tolerated_and_returned(self):
        socket = self.client().socket
        socket.send_multipart([b"", b"MDPC02", b"\1", b"mmi.service", b"x"])
        self.assertEqual(receive(socket), [b"", b"MDPC02", b"\3",
                                           b"mmi.service", b"404"])

    def test_malformed_messages_are_dropped_and_counted(self):
        client = self.client()
        before = self.gateway.status()["malformed"]
        malformed = [
            [b""], [b"", b""], [b"MDPC02"], [b"MDPC02", b"\1"],
            [b"MDPC02", b"\1", b"grants"], [b"MDPC02", b"\1", b"", b"x"],
            [b"MDPC02", b"\2", b"grants", b"x", b"y"],
            [b"MDPC02", b"\3", b"grants", b"x", b"y"],
            [b"MDPC02", b"", b"grants", b"x", b"y"],
            [b"MDPC02", b"\1\1", b"grants", b"x", b"y"],
            [b"MDPC01"], [b"MDPC01", b"grants"], [b"MDPC03", b"\1", b"g", b"x"],
            [b"MDPW01", b"\1", b"grants"], [b"\0" * 300], [b"MDPC02"] * 40,
            [b"MDPC02", b"\1", b"g" * 256, b"x", b"y"]]
        for frames in malformed:
            client.socket.send_multipart(frames)
        self.assert_problem(client.call("grants.nothing"), 404,
                            "no_such_operation")
        self.assertEqual(self.gateway.status()["malformed"] - before,
                         len(malformed))

    def test_a_worker_at_the_clients_endpoint_is_disconnected(self):
        socket = self.client().socket
        for frames in ([b"\1", b"grants"], [b"\5"], [b"\4", b"x", b"", b"h", b"p"]):
            socket.send_multipart([b"MDPW02", *frames])
            self.assertEqual(receive(socket), [b"MDPW02", b"\6"])

    def test_the_workers_endpoint_is_for_this_user_only(self):
        self.assertEqual(self.client().call("grants.nothing").status, 404)
        mode = os.stat(self.gateway.workers.removeprefix("ipc://")).st_mode
        self.assertEqual(stat.S_IMODE(mode) & 0o077, 0)


class Management(GatewayTest):
    """rfc.zeromq.org/spec/8."""

    def test_a_service_with_a_worker_is_there(self):
        self.worker("fundraising")
        for client in (self.client(), self.service_client()):
            self.assertEqual(client.mmi(b"mmi.service", b"fundraising"),
                             [b"MDPC02", b"\3", b"mmi.service", b"200"])

    def test_a_service_without_a_worker_is_not(self):
        for name in (b"notification", b"nobody", b"", b"mmi.service"):
            self.assertEqual(
                self.client().mmi(b"mmi.service", name)[3], b"404")

    def test_other_names_are_not_implemented(self):
        for name in (b"mmi.", b"mmi.echo", b"mmi.service2"):
            self.assertEqual(self.client().mmi(name, b"x"),
                             [b"MDPC02", b"\3", name, b"501"])

    def test_rfc7_clients_ask_as_well(self):
        self.worker()
        socket = self.gateway.dealer(self.gateway.clients, zmq.REQ)
        self.addCleanup(socket.close)
        socket.send_multipart([b"MDPC01", b"mmi.service", b"grants"])
        self.assertEqual(receive(socket), [b"MDPC01", b"mmi.service", b"200"])


class Refusals(GatewayTest):
    def test_unknown_operations_and_services(self):
        client = self.client()
        for op in ("grants.no_such", "nobody.list_rounds", "gateway.no_such"):
            self.assert_problem(client.call(op), 404, "no_such_operation")

    def test_an_unknown_hub(self):
        self.worker()
        reply = self.client().call(QUERY, hub="longgang.nowhere")
        self.assert_problem(reply, 404, "no_such_hub")
        self.assertEqual(
            (reply.payload["field"], reply.payload["detail"]),
            ("header.hub", "grants serves no hub longgang.nowhere here"))

    def test_the_service_frame_must_be_that_of_the_operation(self):
        self.worker()
        client = self.client()
        client.send(QUERY, service="registry")
        self.assert_problem(client.receive(), 400, "malformed")

    def test_headers_that_cannot_be_read(self):
        client, good = self.client(), {"id": bytes(16), "op": QUERY}
        bad = [b"", b"\xc1", b"{}", b"\xdd\xff\xff\xff\xff", b"\x81\xa2id",
               msgpack.packb([1, 2]), msgpack.packb({"op": QUERY}),
               msgpack.packb({"id": bytes(16)}),
               msgpack.packb({**good, "id": "0" * 16}),
               msgpack.packb({**good, "id": bytes(15)}),
               msgpack.packb({**good, "budget_ms": "1"}),
               msgpack.packb({**good, "hub": None}),
               msgpack.packb(good) + b"\0"]
        for header in bad:
            client.send_frames("grants", header, b"\x80")
            reply = client.receive()
            self.assert_problem(reply, 400, "malformed")
            self.assertTrue(reply.payload["field"].startswith("header"))

    def test_header_values_out_of_range(self):
        client = self.client()
        for header in ({"hub": "Longgang"}, {"hub": "../x"}, {"key": ""},
                       {"budget_ms": -1}, {"budget_ms": 600001},
                       {"token": "x" * 256}):
            reply = client.call(QUERY, **header)
            self.assert_problem(reply, 422, "invalid_field")
            self.assertEqual(reply.payload["field"],
                             "header." + list(header)[0])

    def test_unknown_header_fields_are_skipped(self):
        worker, client = self.worker(), self.client()
        client.send(QUERY, colour="red")
        request = worker.request()
        self.assertNotIn("colour", request.header)

    def test_another_number_of_body_frames_than_two(self):
        client = self.client()
        header = msgpack.packb({"id": b"i" * 16, "op": QUERY})
        for body in ([header], [header, b"\x80", b"\x80"]):
            client.send_frames("grants", *body)
            reply = client.receive()
            self.assert_problem(reply, 400, "malformed")
            self.assertEqual(reply.header["id"], b"i" * 16)

    def test_frames_that_are_too_large(self):
        worker, client = self.worker(), self.client()
        client.send(QUERY, {"x": b"x" * (256 * 1024 - 16)})
        self.assertEqual(len(worker.request().payload["x"]), 256 * 1024 - 16)
        client.send(QUERY, {"x": b"x" * (256 * 1024)})
        self.assert_problem(client.receive(), 413, "too_large")

    def test_a_frame_beyond_all_bounds_ends_only_its_connection(self):
        client, other = self.client(), self.client()
        client.send(QUERY, {"x": b"x" * (3 << 20)})
        self.assertEqual(other.call("grants.nothing").status, 404)
        with self.assertRaises(Silence):
            client.receive(200)

    def test_a_command_that_requires_a_key(self):
        self.worker()
        self.assert_problem(self.client().call(KEYED), 400, "key_required")

    def test_no_budget_at_all(self):
        self.worker()
        self.assert_problem(self.client().call(QUERY, budget_ms=0), 504,
                            "too_late")

    def test_the_gateway_tells_its_load_only_to_who_may_know(self):
        client = self.client()
        for op in ("gateway.list_shards", "gateway.get_status"):
            self.assert_problem(client.call(op), 401, "unauthenticated")


class WhatServicesSee(GatewayTest):
    def test_the_header_is_completed(self):
        worker, client = self.worker(), self.client()
        id = client.send(QUERY, trace="00-11-22-01", hops=1)
        header = worker.request().header
        self.assertEqual(header["id"], id)
        self.assertEqual(header["op"], QUERY)
        self.assertEqual(header["hub"], HOME)
        self.assertEqual(header["trace"], "00-11-22-01")
        self.assertEqual(header["actor"].get("account"), None)
        self.assertTrue(0 < header["budget_ms"] <= 10000)

    def test_the_budget_is_what_is_left(self):
        worker, client = self.worker(window=1), self.client()
        client.send(QUERY)
        first = worker.request()
        started = time.monotonic()
        client.send(QUERY, budget_ms=5000)
        client.call("grants.nothing")  # dealt with: so is the one before
        with self.assertRaises(Silence):
            worker.request(50)
        worker.answer(first)
        waited_ms = (time.monotonic() - started) * 1000
        budget = worker.request().header["budget_ms"]
        self.assertLessEqual(budget, 5000 - 50)
        self.assertGreater(budget, 5000 - waited_ms - 1000)

    def test_a_command_without_a_key_gets_its_id(self):
        worker, client = self.worker(), self.client()
        id = client.send(COMMAND)
        self.assertEqual(worker.request().header["key"],
                         str(uuid.UUID(bytes=id)))
        client.send(COMMAND, key="mine")
        self.assertEqual(worker.request().header["key"], "mine")

    def test_a_query_gets_no_key(self):
        worker, client = self.worker(), self.client()
        client.send(QUERY)
        self.assertNotIn("key", worker.request().header)

    def test_a_client_cannot_say_who_it_is(self):
        worker = self.worker()
        self.client().send(QUERY, actor={"service": "registry"})
        self.assertNotIn("service", worker.request().header["actor"])

    def test_a_service_says_who_it_is(self):
        worker = self.worker()
        actor = {"service": "notification", "home_hub": HOME, "grants": []}
        self.service_client().send(QUERY, actor=actor)
        self.assertEqual(worker.request().header["actor"], actor)

    def test_requests_go_to_the_hub_they_name(self):
        worker = self.worker(hubs=(HOME, "longgang.bantian"))
        client = self.client()
        client.send(QUERY, hub="longgang.bantian")
        self.assertEqual(worker.request().header["hub"], "longgang.bantian")
        client.send(QUERY)
        self.assertEqual(worker.request().header["hub"], HOME)


class Tokens(GatewayTest):
    def setUp(self):
        super().setUp()
        self.registry = self.worker("registry")
        self.grants = self.worker()
        self.account = uuid.uuid4().bytes

    def answer_authenticate(self, **changes):
        request = self.registry.request()
        self.assertEqual(request.header["op"], "registry.authenticate")
        self.assertEqual(request.header["actor"]["service"], "gateway")
        self.registry.answer(request, {
            "account": self.account, "home_hub": HOME,
            "grants": [{"role": "operator", "scope": HOME}],
            "expires_at": int(time.time() * 1000) + 60000,
            "token_id": uuid.uuid4().bytes, **changes})
        return request

    def token(self):
        return f"cw_{HOME}.{uuid.uuid4().hex}.c2VjcmV0"

    def test_a_token_becomes_an_actor(self):
        token = self.token()
        self.client().send(QUERY, token=token)
        asked = self.answer_authenticate()
        self.assertEqual(asked.payload, {"token": token})
        header = self.grants.request().header
        self.assertNotIn("token", header)
        self.assertEqual(header["actor"], {
            "account": self.account, "home_hub": HOME,
            "grants": [{"role": "operator", "scope": HOME}]})

    def test_what_is_known_is_not_asked_again(self):
        token, client = self.token(), self.client()
        client.send(QUERY, token=token)
        self.answer_authenticate()
        self.grants.request()
        client.send(QUERY, token=token)
        self.assertEqual(self.grants.request().header["actor"]["account"],
                         self.account)

    def test_many_at_once_ask_once(self):
        token, client = self.token(), self.client()
        for _ in range(5):
            client.send(QUERY, token=token)
        self.answer_authenticate()
        for _ in range(5):
            self.assertIn("account", self.grants.request().header["actor"])
        with self.assertRaises(Silence):
            self.registry.request(100)

    def test_an_expired_token_is_asked_about_each_time(self):
        token, client = self.token(), self.client()
        for _ in range(2):
            client.send(QUERY, token=token)
            self.answer_authenticate(expires_at=1)
            self.grants.request()

    def test_an_unknown_token_is_refused(self):
        client = self.client()
        client.send(QUERY, token=self.token())
        request = self.registry.request()
        self.registry.answer(request, {}, status=401)
        self.assert_problem(client.receive(), 401, "unauthenticated")

    def test_what_is_no_token_is_refused_without_asking(self):
        client = self.client()
        for token in ("x", "cw_", f"cw_{HOME}", "cw_..", "Bearer x"):
            self.assert_problem(client.call(QUERY, token=token), 401,
                                "unauthenticated")

    def test_a_fault_of_registry_is_not_a_refusal(self):
        client = self.client()
        client.send(QUERY, token=self.token())
        self.registry.answer(self.registry.request(), {}, status=500)
        self.assert_problem(client.receive(), 503, "unavailable")

    def test_operators_may_see_the_shards(self):
        client, token = self.client(), self.token()
        client.send("gateway.list_shards", {"limit": 1}, token=token)
        self.answer_authenticate()
        reply = client.receive()
        self.assertEqual(reply.status, 200, reply.payload)
        items = [reply.payload["items"][0]]
        while "next_cursor" in reply.payload:
            reply = client.call("gateway.list_shards", {
                "limit": 1, "cursor": reply.payload["next_cursor"]}, token=token)
            items += reply.payload["items"]
        self.assertEqual([i["service"] for i in items], ["grants", "registry"])
        self.assertTrue(items[0]["has_owner"])
        self.assertEqual(items[0]["instance"], "grants")

    def test_donors_may_not_see_the_shards(self):
        client = self.client()
        client.send("gateway.get_status", token=self.token())
        self.answer_authenticate(grants=[{"role": "donor", "scope": HOME}])
        reply = client.receive()
        self.assert_problem(reply, 403, "forbidden")
        self.assertRegex(reply.payload["detail"],
                         f"^at hub {HOME} this takes: .*operator")

    def test_a_role_elsewhere_counts_for_nothing_here(self):
        client = self.client()
        client.send("gateway.get_status", token=self.token())
        self.answer_authenticate(
            grants=[{"role": "operator", "scope": "longgang.bantian"}])
        self.assert_problem(client.receive(), 403, "forbidden")


class Revocation(GatewayTest):
    """What was cached of a token is void when registry says so."""

    heartbeat_ms = 300
    EPOCH = b"\7" * 16

    def setUp(self):
        super().setUp()
        self.registry = self.worker("registry")
        self.account = uuid.uuid4().bytes
        self.token = f"cw_{HOME}.{uuid.uuid4().hex}.c2VjcmV0"
        self.asker = self.client()

    def answer_watch(self, events=(), epoch=EPOCH):
        request = self.registry.watch()
        self.registry.answer(request, {
            "store_epoch": epoch, "head": 41 + len(events), "events": [
                {"seq": 42, "id": uuid.uuid4().bytes, "at": 1,
                 "type": "registry.role_revoked", "subject": subject,
                 "leaf": bytes(32), "hash": bytes(32)} for subject in events]})
        return request

    def is_asked_about(self):
        """Does the gateway ask who the token is before it goes on?"""
        self.asker.send("registry.list_hubs", token=self.token)
        request = self.registry.request()
        asked = request.header["op"] == "registry.authenticate"
        if asked:
            self.registry.answer(request, {
                "account": self.account, "home_hub": HOME, "grants": [],
                "expires_at": int(time.time() * 1000) + 60000,
                "token_id": bytes(16)})
            request = self.registry.request()
        self.registry.answer(request, {"items": []})
        self.assertEqual(self.asker.receive().status, 200)
        return asked

    def test_the_log_is_followed_from_its_end(self):
        first = self.answer_watch()
        self.assertNotIn("wait_ms", first.payload)
        second = self.registry.watch()
        self.assertEqual(second.payload["after"], 41)
        self.assertGreater(second.payload["wait_ms"], 1000)

    def test_an_event_about_the_account_makes_it_unknown(self):
        self.answer_watch()
        self.assertTrue(self.is_asked_about())
        self.assertFalse(self.is_asked_about())
        self.answer_watch([self.account])
        self.assertEqual(self.registry.watch().payload["after"], 42)
        self.assertTrue(self.is_asked_about())

    def test_an_event_about_another_changes_nothing(self):
        self.answer_watch()
        self.assertTrue(self.is_asked_about())
        self.answer_watch([uuid.uuid4().bytes])
        self.registry.watch()
        self.assertFalse(self.is_asked_about())

    def test_another_store_makes_everybody_unknown(self):
        self.answer_watch()
        self.assertTrue(self.is_asked_about())
        self.answer_watch(epoch=b"\x08" * 16)
        self.assertEqual(self.registry.watch().payload["after"], 41)
        self.assertTrue(self.is_asked_about())

    def test_a_command_of_registry_makes_its_caller_unknown(self):
        self.assertTrue(self.is_asked_about())
        self.asker.send("registry.log_out", token=self.token)
        request = self.registry.request()
        self.assertEqual(request.header["actor"]["account"], self.account)
        self.registry.answer(request)
        self.assertEqual(self.asker.receive().status, 200)
        self.assertTrue(self.is_asked_about())


class Bounds(GatewayTest):
    def test_a_worker_has_no_more_than_its_window(self):
        worker, client = self.worker(window=2), self.client()
        for _ in range(3):
            client.send(QUERY)
        requests = [worker.request(), worker.request()]
        with self.assertRaises(Silence):
            worker.request(100)
        worker.answer(requests[0])
        worker.answer(worker.request())

    def test_a_full_queue_is_503_with_a_time_to_come_back(self):
        worker, client = self.worker(window=1), self.client()
        for _ in range(1 + 256 + 1):
            client.send(QUERY)
        reply = client.receive()
        self.assert_problem(reply, 503, "unavailable")
        self.assertGreater(reply.header["retry_after_ms"], 0)
        for _ in range(257):
            worker.answer(worker.request())
            self.assertEqual(client.receive().status, 200)

    def test_a_queue_is_full_at_4_mib(self):
        worker, client = self.worker(window=1), self.client()
        for _ in range(1 + 17):
            client.send(QUERY, {"x": b"x" * (250 * 1024)})
        self.assert_problem(client.receive(), 503, "unavailable")
        worker.answer(worker.request())
        self.assertEqual(client.receive().status, 200)

    def test_a_full_hub_does_not_hold_up_another(self):
        worker = self.worker(hubs=(HOME, "longgang.bantian"), window=2)
        client, other = self.client(), self.client()
        for _ in range(20):
            client.send(QUERY)
        first = [worker.request(), worker.request()]
        other.send(QUERY, hub="longgang.bantian")
        other.send("grants.nothing")  # dealt with: so is the one before
        other.receive()
        for request in first:
            worker.answer(request)
        hubs = [worker.request().header["hub"] for _ in range(2)]
        self.assertIn("longgang.bantian", hubs)

    def test_order_within_a_hub_is_kept(self):
        worker, client = self.worker(window=4), self.client()
        for n in range(50):
            client.send(QUERY, {"limit": n})
        got = []
        for _ in range(50):
            request = worker.request()
            got.append(request.payload["limit"])
            worker.answer(request)
        self.assertEqual(got, list(range(50)))

    def test_a_thousand_replies_at_once_all_arrive(self):
        worker, client = self.worker(window=1000), self.client()
        requests = []
        for _ in range(10):
            for _ in range(100):
                client.send(QUERY)
            requests += [worker.request() for _ in range(100)]
        for request in requests:
            worker.answer(request)
        for _ in range(1000):
            self.assertEqual(client.receive().status, 200)


class Deadlines(GatewayTest):
    def test_a_query_without_an_answer_is_too_late(self):
        worker, client = self.worker(), self.client()
        client.send(QUERY, budget_ms=100)
        request = worker.request()
        self.assert_problem(client.receive(), 504, "too_late")
        before = self.gateway.status()["late_replies"]
        worker.answer(request)
        worker.settle()
        self.assertEqual(self.gateway.status()["late_replies"], before + 1)
        with self.assertRaises(Silence):
            client.receive(50)

    def test_a_command_that_was_sent_may_have_been_done(self):
        worker, client = self.worker(), self.client()
        client.send(COMMAND, budget_ms=100)
        worker.request()
        self.assert_problem(client.receive(), 502, "outcome_unknown")

    def test_a_command_that_was_not_sent_is_too_late(self):
        worker, client = self.worker(window=1), self.client()
        client.send(COMMAND)
        worker.request()
        client.send(COMMAND, budget_ms=100)
        self.assert_problem(client.receive(), 504, "too_late")

    def test_a_second_answer_is_dropped(self):
        worker, client = self.worker(), self.client()
        client.send(QUERY)
        request = worker.request()
        worker.answer(request)
        worker.answer(request)
        client.receive()
        with self.assertRaises(Silence):
            client.receive(50)

    def test_nobody_answers_what_another_was_asked(self):
        worker, thief = self.worker(), self.worker("registry")
        client = self.client()
        client.send(QUERY)
        request = worker.request()
        thief.answer(request, {"stolen": True})
        thief.settle()
        worker.answer(request, {"items": []})
        self.assertEqual(client.receive().payload, {"items": []})


class Parking(GatewayTest):
    ACTOR = {"service": "notification", "home_hub": HOME, "grants": []}

    def test_parked_requests_are_outside_the_window(self):
        worker, client = self.worker(window=1), self.service_client()
        for _ in range(64):
            client.send(PARKED, actor=self.ACTOR)
            worker.request()
        client.send(QUERY, actor=self.ACTOR)
        worker.answer(worker.request())
        self.assertEqual(client.receive().status, 200)

    def test_beyond_64_there_is_no_time_to_wait(self):
        worker, client = self.worker(), self.service_client()
        for _ in range(64):
            client.send(PARKED, actor=self.ACTOR)
            self.assertGreater(worker.request().header["budget_ms"], 1000)
        client.send(PARKED, actor=self.ACTOR)
        self.assertLessEqual(worker.request().header["budget_ms"], 1000)

    def test_a_service_started_again_leaves_nothing_parked(self):
        worker = self.worker()
        self.service_client().send(PARKED, actor=self.ACTOR)
        parked = worker.request()
        self.service_client().send(PARKED, actor=self.ACTOR)
        self.assertEqual(worker.receive(), (b"\7", [parked.client]))
        worker.answer(worker.request())

    def test_tools_may_follow_side_by_side(self):
        worker, actor = self.worker(), {**self.ACTOR, "service": "tool"}
        for _ in range(2):
            self.service_client().send(PARKED, actor=actor)
            worker.request()
        with self.assertRaises(Silence):
            worker.receive(100)

    def test_parked_requests_do_not_wait_behind_others(self):
        worker, client = self.worker(window=1), self.service_client()
        for _ in range(2):
            client.send(QUERY, actor=self.ACTOR)
        client.send(PARKED, actor=self.ACTOR)
        self.assertEqual(worker.request().header["op"], QUERY)
        self.assertEqual(worker.request().header["op"], PARKED)

    def test_followers_of_other_hubs_are_left_in_peace(self):
        worker = self.worker()
        self.service_client().send(PARKED, actor=self.ACTOR)
        worker.request()
        self.service_client().send(
            PARKED, actor={**self.ACTOR, "home_hub": "longgang.bantian"})
        worker.request()
        with self.assertRaises(Silence):
            worker.receive(100)

    def test_a_parked_request_that_is_too_late_is_cancelled(self):
        worker, client = self.worker(), self.service_client()
        client.send(PARKED, actor=self.ACTOR, budget_ms=100)
        parked = worker.request()
        self.assert_problem(client.receive(), 504, "too_late")
        self.assertEqual(worker.receive(), (b"\7", [parked.client]))


if __name__ == "__main__":
    unittest.main()
