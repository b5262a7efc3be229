"""How HTTP requests become operations, and replies answers."""
import gzip
import json
import unittest
import uuid

import msgpack

from web import ACCOUNT, HOME, WebTest, problem, statuses, wait_for

TOKEN = {"Authorization": "Bearer cw_longgang.known.secret"}
HUB_LIST = {"items": [{"hub": HOME, "name": "龙岗", "kind": "district_centre",
                       "status": "open"}]}
ORGANISATION = {"name": "社工站", "kind": "filed_group"}


class Mapping(WebTest):
    def asked(self, service, method, path, body=None, headers=None):
        answer = self.http(method, path, body, headers)
        self.assertEqual(answer.status, 200, answer.json)
        return service.requests[-1]

    def test_path_and_query_become_fields(self):
        registry = self.registry(lambda request: {"items": []})
        request = self.asked(
            registry, "GET", "/v1/hubs/longgang/search?q=%E5%85%AC+%e7%9b%8a"
            "&scope=subtree&limit=5")
        self.assertEqual(request.header["op"], "registry.search")
        self.assertEqual(request.header["hub"], HOME)
        self.assertEqual(request.payload,
                         {"q": "公 益", "scope": "subtree", "limit": 5})

    def test_path_and_body_become_fields(self):
        grants = self.service("grants",
                              lambda request: {"conflict_id": ACCOUNT})
        self.registry()
        application = uuid.uuid4()
        request = self.asked(
            grants, "POST", f"/v1/hubs/longgang/applications/{application}"
            "/conflicts", {"reason": "亲属"},
            {**TOKEN, "Idempotency-Key": "a1"})
        self.assertEqual(request.payload, {"application": application.bytes,
                                           "reason": "亲属"})
        self.assertEqual(request.header["key"], "a1")
        self.assertEqual(request.header["actor"]["account"], ACCOUNT)

    def test_a_path_that_names_no_hub_means_the_home_hub(self):
        registry = self.registry(lambda request: HUB_LIST)
        self.asked(registry, "GET", "/v1/hubs")
        self.assertEqual(registry.requests[-1].header["hub"], HOME)

    def test_a_key_may_stand_in_quotes(self):
        registry = self.registry(
            lambda request: {"organisation_id": ACCOUNT})
        request = self.asked(
            registry, "POST", "/v1/hubs/longgang/organisations", ORGANISATION,
            {**TOKEN, "Idempotency-Key": '"8e03978e-40d5"'})
        self.assertEqual(request.header["key"], "8e03978e-40d5")

    def test_the_trace_is_passed_on_if_it_is_one(self):
        registry = self.registry(lambda request: HUB_LIST)
        trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        self.get("/v1/hubs", traceparent=trace)
        self.assertEqual(registry.requests[-1].header["trace"], trace)
        self.get("/v1/hubs", traceparent=trace.upper())
        self.assertNotIn("trace", registry.requests[-1].header)

    def test_the_request_id_is_told(self):
        registry = self.registry(lambda request: HUB_LIST)
        answer = self.get("/v1/hubs")
        self.assertEqual(uuid.UUID(answer.headers["Request-Id"]).bytes,
                         registry.requests[-1].header["id"])

    def test_a_client_may_wait_to_be_told_to_go_on(self):
        self.registry(lambda request: {"organisation_id": ACCOUNT})
        connection = self.connect()
        head = ("POST /v1/hubs/longgang/organisations HTTP/1.1\r\nHost: a\r\n"
                f"Authorization: {TOKEN['Authorization']}\r\n"
                "Idempotency-Key: k\r\nContent-Type: application/json\r\n"
                "Content-Length: %d\r\nExpect: 100-continue\r\n\r\n")
        body = json.dumps(ORGANISATION).encode()
        connection.sendall((head % len(body)).encode())
        self.assertTrue(connection.recv(100).startswith(b"HTTP/1.1 100 "))
        connection.sendall(body)
        self.assertEqual(statuses(connection)[0], [200])
        connection.sendall((head % 9999999).encode())
        self.assertEqual(statuses(connection), ([413], True))

    def test_many_requests_on_one_connection(self):
        self.registry(lambda request: HUB_LIST)
        get = b"GET /v1/hubs HTTP/1.1\r\nHost: a\r\n\r\n"
        self.assertEqual(self.exchange(get * 5), ([200] * 5, False))


class Refusals(WebTest):
    def post(self, body, headers=None, path="/v1/hubs/longgang/organisations"):
        return self.http("POST", path, body, {"Idempotency-Key": "k", **TOKEN,
                                              **(headers or {})})

    def test_what_is_no_field_is_named(self):
        self.assert_problem(self.get("/v1/hubs?colour=red"),
                            400, "malformed", "colour")
        self.assert_problem(self.get("/v1/hubs/longgang/events?colour=red"),
                            400, "malformed", "colour")
        self.assert_problem(self.post({**ORGANISATION, "colour": 1}),
                            400, "malformed", "colour")
        self.assert_problem(self.get("/v1/hubs/longgang/search?q=a&q=b"),
                            400, "malformed", "q")

    def test_a_missing_field_is_named(self):
        self.assert_problem(self.post({"kind": "school"}),
                            400, "malformed", "name")
        self.assert_problem(self.get("/v1/hubs/longgang/search"),
                            400, "malformed", "q")

    def test_a_wrong_value_is_named(self):
        self.assert_problem(self.post({**ORGANISATION, "kind": "club"}),
                            422, "invalid_field", "kind")
        self.assert_problem(self.post({**ORGANISATION, "name": 5}),
                            400, "malformed", "name")
        self.assert_problem(
            self.get("/v1/hubs/longgang/awards/not-a-uuid"),
            422, "invalid_field", "award")

    def test_a_body_that_is_not_json(self):
        for body in ("{", "[]", '{"name": "a", "name": "b"}', "\xff", "null"):
            answer = self.post(body.encode("latin-1"),
                               {"Content-Type": "application/json"})
            self.assertEqual(answer.status, 400, body)

    def test_the_body_must_be_said_to_be_json(self):
        for kind in ("text/plain", "application/x-www-form-urlencoded",
                     "application/jsonx", "multipart/form-data"):
            self.assert_problem(
                self.post(json.dumps(ORGANISATION), {"Content-Type": kind}),
                415, "unsupported_media_type", "Content-Type")

    def test_a_query_is_for_reading(self):
        self.assert_problem(
            self.post(ORGANISATION,
                      path="/v1/hubs/longgang/organisations?name=x"),
            400, "malformed", "name")

    def test_a_command_that_needs_a_key(self):
        answer = self.http("POST", "/v1/hubs/longgang/organisations",
                           ORGANISATION, TOKEN)
        self.assert_problem(answer, 400, "key_required", "Idempotency-Key")
        for key in ('"', 'a"b', "a b", "x" * 256, '""'):
            self.assert_problem(self.post(ORGANISATION,
                                          {"Idempotency-Key": key}),
                                400, "malformed", "Idempotency-Key")

    def test_paths_that_are_none(self):
        for path in ("/v1", "/v1/hubs/", "/v1/hubs/longgang/nothing",
                     "/v2/hubs", "/index.html", "/v1/hubs/longgang/gifts/a/b"):
            self.assert_problem(self.get(path), 404, "no_such_path")

    def test_methods_that_a_path_does_not_take(self):
        answer = self.http("PUT", "/v1/session", {})
        self.assert_problem(answer, 405, "method_not_allowed")
        self.assertEqual(sorted(answer.headers["Allow"].split(", ")),
                         ["DELETE", "GET", "POST"])
        self.assertEqual(self.http("OPTIONS", "/v1/hubs").status, 405)
        self.assertEqual(self.http("TRACE", "/v1/hubs").status, 405)

    def test_names_that_no_hub_has(self):
        for name in ("Longgang", "a..b", "9", "%20", "a/b".replace("/", "%2F")):
            self.assert_problem(self.get(f"/v1/hubs/{name}/search?q=a"),
                                404, "no_such_hub", "hub")

    def test_escapes_that_are_none(self):
        for path in ("/v1/%zz", "/v1/%", "/v1/%00", "/v1/%ff", "/v1/hubs?a=%0a",
                     "/v1/" + "a/" * 20, "/v1/hubs?" + "a=b&" * 100):
            self.assertEqual(self.get(path).status, 400, path)

    def test_an_authorization_of_another_kind(self):
        for value in ("Basic YTpi", "Bearer", "Bearer a b", "Token x"):
            answer = self.get("/v1/hubs", Authorization=value)
            self.assert_problem(answer, 401, "unauthenticated",
                                "Authorization")
            self.assertIn("Bearer", answer.headers["WWW-Authenticate"])

    def test_a_token_that_is_unknown(self):
        self.registry(lambda request: HUB_LIST)
        answer = self.get("/v1/hubs",
                          Authorization="Bearer cw_longgang.stranger.secret")
        self.assert_problem(answer, 401, "unauthenticated")

    def test_a_body_that_is_too_large(self):
        answer = self.post({**ORGANISATION, "name": "x" * 200000})
        self.assert_problem(answer, 413, "too_large")
        self.assertEqual(answer.headers["Connection"], "close")

    def test_chunks_that_add_up_to_too_much(self):
        chunk = b"8000\r\n" + b"x" * 0x8000 + b"\r\n"
        self.assertEqual(self.exchange(
            b"POST /v1/session HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: "
            b"chunked\r\n\r\n" + chunk * 5 + b"0\r\n\r\n")[0], [413])

    def test_the_title_is_in_the_readers_language(self):
        for language, title in (("", "没有这个路径"), ("en-GB,en", "No such path"),
                                ("zh-CN,en;q=0.5", "没有这个路径"),
                                ("fr, en;q=0.2", "No such path"),
                                ("de;q=0.9", "没有这个路径")):
            answer = self.get("/nothing", Accept_Language=language)
            self.assertEqual(answer.json["title"], title, language)


class Answers(WebTest):
    def test_a_services_problem_is_titled_here(self):
        self.registry(lambda request: (problem(
            "no_such_organisation", 404, detail="none", field="organisation",
            expected="one"), 404))
        path = f"/v1/hubs/longgang/organisations/{uuid.uuid4()}"
        answer = self.get(path)
        self.assert_problem(answer, 404, "no_such_organisation",
                            "organisation")
        self.assertEqual(answer.json["title"], "没有这个机构")
        self.assertEqual(answer.json["detail"], "none")
        self.assertEqual(answer.json["expected"], "one")
        answer = self.get(path, Accept_Language="en")
        self.assertEqual(answer.json["title"], "No such organisation")

    def test_when_to_try_again_is_told_in_seconds(self):
        self.registry(lambda request: (problem(
            "unavailable", 503) | {"retry_after_ms": 1500}, 503))
        answer = self.get("/v1/hubs")
        self.assertEqual(answer.status, 503)
        self.assertEqual(answer.headers["Retry-After"], "2")

    def test_a_reply_that_cannot_be_read_is_our_fault(self):
        answers = iter([b"\xc1", {"items": 5}, (b"", 404),
                        (problem("malformed", 400), 404)])
        self.registry(lambda request: next(answers))
        for _ in range(4):
            answer = self.get("/v1/hubs")
            self.assert_problem(answer, 500, "internal")
            self.assertNotIn("detail", answer.json)

    def test_what_did_not_change_is_not_sent_again(self):
        self.registry(lambda request: HUB_LIST)
        tag = self.get("/v1/hubs").headers["ETag"]
        for known in (tag, f'"other", {tag}', "*", tag.removeprefix("W/")):
            answer = self.get("/v1/hubs", If_None_Match=known)
            self.assertEqual((answer.status, answer.raw), (304, b""))
            self.assertEqual(answer.headers["ETag"], tag)
        self.assertEqual(
            self.get("/v1/hubs", If_None_Match='"other"').status, 200)

    def test_what_is_large_is_compressed_for_who_takes_it(self):
        large = {"items": [HUB_LIST["items"][0]] * 50}
        self.registry(lambda request: large)
        plain = self.get("/v1/hubs")
        packed = self.get("/v1/hubs", Accept_Encoding="br, gzip;q=0.5")
        self.assertEqual(packed.headers["Content-Encoding"], "gzip")
        self.assertEqual(gzip.decompress(packed.raw), plain.raw)
        self.assertEqual(packed.headers["ETag"], plain.headers["ETag"])
        for refusal in ("", "gzip;q=0", "br", "*;q=0"):
            answer = self.get("/v1/hubs", Accept_Encoding=refusal)
            self.assertNotIn("Content-Encoding", answer.headers, refusal)

    def test_a_list_is_a_table_for_who_wants_one(self):
        self.registry(lambda request: HUB_LIST)
        wanted = ("\ufeffhub,name,kind,parent,status\r\n"
                  "longgang,龙岗,district_centre,,open\r\n").encode()
        for answer in (self.get("/v1/hubs?format=csv"),
                       self.get("/v1/hubs", Accept="text/csv"),
                       self.get("/v1/hubs", Accept="text/csv, */*;q=0.1")):
            self.assertEqual(answer.raw, wanted)
            self.assertEqual(answer.headers["Content-Type"],
                             "text/csv; charset=utf-8")
            self.assertIn('"hubs.csv"', answer.headers["Content-Disposition"])
        for answer in (self.get("/v1/hubs", Accept="*/*"),
                       self.get("/v1/hubs", Accept="text/html, */*"),
                       self.get("/v1/hubs?format=json", Accept="text/csv")):
            self.assertEqual(answer.headers["Content-Type"],
                             "application/json")
        self.assert_problem(self.get("/v1/hubs?format=xlsx"),
                            400, "malformed", "format")

    def pages(self, count, size=2, name="街道"):
        """A registry whose list has that many pages; its cursors count."""
        def answer(request):
            page = int(request.payload.get("cursor", "0"))
            hub = {"kind": "street_branch", "status": "open", "parent": HOME}
            items = [hub | {"hub": f"{HOME}.h{page}x{i}", "name": name}
                     for i in range(size)]
            more = {"next_cursor": str(page + 1)} if page + 1 < count else {}
            return {"items": items, **more}
        return self.registry(answer)

    def test_a_table_is_the_whole_list(self):
        """What is downloaded is never silently a part of it."""
        registry = self.pages(7)
        answer = self.get("/v1/hubs?format=csv")
        rows = answer.raw.decode("utf-8-sig").splitlines()
        self.assertEqual(rows[0], "hub,name,kind,parent,status")
        self.assertEqual([row.split(",")[0] for row in rows[1:]],
                         [f"{HOME}.h{page}x{i}" for page in range(7)
                          for i in range(2)])
        self.assertNotIn("Link", answer.headers)
        asked = [request.payload for request in registry.requests]
        self.assertEqual({payload["limit"] for payload in asked},
                         {self.largest_page()})
        self.assertEqual(self.get(
            "/v1/hubs?format=csv",
            If_None_Match=answer.headers["ETag"]).status, 304)

    def largest_page(self):
        """As the OpenAPI document says."""
        operation = self.get("/openapi.json").json["paths"]["/v1/hubs"]["get"]
        return next(p["schema"]["maximum"] for p in operation["parameters"]
                    if p.get("name") == "limit")

    def test_who_wants_a_page_as_a_table_gets_one(self):
        registry = self.pages(7)
        for query in "limit=2", "cursor=3", "limit=2&cursor=3":
            asked = len(registry.requests)
            answer = self.get(f"/v1/hubs?format=csv&{query}")
            self.assertEqual(len(answer.raw.splitlines()), 3, query)
            self.assertIn('rel="next"', answer.headers["Link"])
            self.assertEqual(len(registry.requests), asked + 1)

    def test_a_table_that_fails_half_way_is_a_problem(self):
        self.registry(lambda request: (
            (problem("unavailable", 503), 503) if "cursor" in request.payload
            else {"items": [], "next_cursor": "1"}))
        self.assert_problem(self.get("/v1/hubs?format=csv"), 503,
                            "unavailable")

    def test_a_table_is_bounded(self):
        for size, name in (200, "x" * 64), (0, ""):
            registry = self.pages(10 ** 9, size, name)
            answer = self.get("/v1/hubs?format=csv")
            self.assert_problem(answer, 413, "too_large", "format")
            self.assertIn("limit and cursor", answer.json["expected"])
            registry.stop()

    def test_the_next_page_is_linked(self):
        self.registry(lambda request: {
            "items": [], "next_cursor": "a&b/公"})
        answer = self.get("/v1/hubs/longgang/search?q=%E5%85%AC&cursor=old"
                          "&format=csv")
        self.assertEqual(
            answer.headers["Link"],
            "</v1/hubs/longgang/search?q=%E5%85%AC&format=csv"
            '&cursor=a%26b%2F%E5%85%AC>; rel="next"')

    def test_head_is_a_get_without_a_body(self):
        self.registry(lambda request: HUB_LIST)
        whole, head = self.get("/v1/hubs"), self.http("HEAD", "/v1/hubs")
        self.assertEqual((head.status, head.raw), (200, b""))
        self.assertEqual(head.headers["Content-Length"], str(len(whole.raw)))

    def test_every_answer_is_safe_to_look_at(self):
        self.registry(lambda request: HUB_LIST)
        for answer in (self.get("/v1/hubs"), self.get("/nothing"),
                       self.get("/docs"), self.get("/metrics")):
            self.assertEqual(answer.headers["X-Content-Type-Options"],
                             "nosniff")
            self.assertIn("default-src 'none'",
                          answer.headers["Content-Security-Policy"])
            self.assertIn("frame-ancestors 'none'",
                          answer.headers["Content-Security-Policy"])
            self.assertEqual(answer.headers["Referrer-Policy"], "same-origin")
            self.assertNotIn("Server", answer.headers)
            self.assertNotIn("Access-Control-Allow-Origin", answer.headers)

    def test_what_one_may_see_is_kept_by_nobody(self):
        self.registry(lambda request: HUB_LIST)
        self.assertEqual(self.get("/v1/hubs").headers["Cache-Control"],
                         "no-cache")
        answer = self.http("GET", "/v1/hubs", headers=TOKEN)
        self.assertEqual(answer.headers["Cache-Control"], "no-store")

    def test_markup_in_data_cannot_become_markup(self):
        self.registry(lambda request: {"items": [
            {**HUB_LIST["items"][0], "name": "<script>&\u2028"}]})
        self.assertNotIn(b"<", self.get("/v1/hubs").raw)


class Outcomes(WebTest):
    KNOWN = {"state": "succeeded", "op": "fundraising.open_fund",
             "reply": msgpack.packb({"fund_id": bytes(range(16))})}
    FUND = {"fund_id": "00010203-0405-0607-0809-0a0b0c0d0e0f"}
    UNKNOWN = {"state": "unknown"}

    def four(self, **answers):
        return {name: self.service(
            name, lambda request, name=name: answers.get(name, self.UNKNOWN))
            for name in ("registry", "grants", "fundraising", "notification")}

    def test_the_first_service_that_knows_the_key_answers(self):
        services = self.four(fundraising=self.KNOWN)
        answer = self.get("/v1/hubs/longgang/outcomes/my-key")
        self.assertEqual(answer.json, {"service": "fundraising",
                                       "state": "succeeded",
                                       "op": "fundraising.open_fund",
                                       "reply": self.FUND})
        self.assertEqual(services["grants"].requests[0].payload,
                         {"key": "my-key"})
        self.assertEqual(services["notification"].requests, [])

    def test_a_key_that_nobody_knows(self):
        self.four()
        answer = self.get("/v1/hubs/longgang/outcomes/my-key")
        self.assertEqual(answer.json, {"state": "unknown"})

    def test_one_service_can_be_asked_alone(self):
        services = self.four(grants=self.KNOWN)
        answer = self.get("/v1/hubs/longgang/outcomes/k?service=grants")
        self.assertEqual(answer.json["service"], "grants")
        self.assertEqual(services["registry"].requests, [])
        self.assert_problem(
            self.get("/v1/hubs/longgang/outcomes/k?service=gateway"),
            422, "invalid_field", "service")

    def test_each_service_has_its_own_path(self):
        self.four(fundraising=self.KNOWN)
        answer = self.get("/v1/hubs/longgang/fundraising/outcomes/k")
        self.assertEqual(answer.json, {"state": "succeeded",
                                       "op": "fundraising.open_fund",
                                       "reply": self.FUND})
        answer = self.get("/v1/hubs/longgang/grants/outcomes/k")
        self.assertEqual(answer.json, {"state": "unknown"})

    def test_a_reply_that_cannot_be_read_is_no_reply(self):
        self.four(fundraising={**self.KNOWN, "reply": b"\xc1"})
        self.assert_problem(self.get("/v1/hubs/longgang/outcomes/k"),
                            500, "internal")

    def test_who_cannot_say_leaves_it_open(self):
        self.four(grants=(problem("unavailable", 503), 503))
        self.assert_problem(self.get("/v1/hubs/longgang/outcomes/k"),
                            503, "unavailable")

    def test_who_cannot_say_does_not_hide_who_can(self):
        self.four(grants=(problem("unavailable", 503), 503),
                  fundraising=self.KNOWN)
        answer = self.get("/v1/hubs/longgang/outcomes/k")
        self.assertEqual(answer.json["service"], "fundraising")


class Leaving(WebTest):
    def test_a_client_that_leaves_frees_what_it_waited_for(self):
        registry = self.registry(lambda request: None)
        connection = self.connect()
        connection.sendall(b"GET /v1/hubs HTTP/1.1\r\nHost: a\r\n\r\n")
        self.assertTrue(wait_for(lambda: registry.requests))
        connection.close()
        self.assertTrue(wait_for(lambda: "status=0" in "".join(
            self.gateway.log)), "the gateway did not see it leave")
        registry.reply_later(registry.requests[0], HUB_LIST)
        self.assertEqual(self.get("/healthz").status, 200)


if __name__ == "__main__":
    unittest.main()
