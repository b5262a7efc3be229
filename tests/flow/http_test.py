"""The whole hub over HTTP, against its own OpenAPI document.

The edge alone is proved in tests/flow/http; here real services answer.
"""
import copy
import csv
import gzip
import hashlib
import http.client
import io
import json
import shutil
import subprocess
import unittest
import uuid

import jsonschema

from hub import Hub, SERVICES, wait_for
from majordomo import all_items
from story import DISTRICT, Story, new_key

READERS = [None, "supervisor", "operator", "applicant", "reviewer", "finance",
           "donor"]
FILE = "预算表".encode()


def text_of(raw):
    return str(uuid.UUID(bytes=raw))


class Document:
    """openapi.json; replies are held to exactly the fields it names."""

    def __init__(self, document):
        self.document = copy.deepcopy(document)
        for schema in self.document["components"]["schemas"].values():
            if "properties" in schema:
                schema.setdefault("additionalProperties", False)
        self.resolver = jsonschema.RefResolver("", self.document)

    def reads(self):
        """(path, operation) of everything that is read as JSON."""
        for path, methods in self.document["paths"].items():
            get = methods.get("get")
            if get and self.content(get, "200"):
                yield path, get

    def resolve(self, part):
        return (self.resolver.resolve(part["$ref"])[1] if "$ref" in part
                else part)

    def content(self, operation, status):
        answer = self.resolve(operation["responses"][status])
        found = answer.get("content", {})
        kind = "application/json" if status == "200" else (
            "application/problem+json")
        return found.get(kind, {}).get("schema")

    def parameters(self, operation):
        return [self.resolve(p) for p in operation.get("parameters", [])]

    def complaints(self, schema, value):
        validator = jsonschema.Draft202012Validator(
            schema, resolver=self.resolver)
        return [f"{list(e.path)}: {e.message[:200]}"
                for e in validator.iter_errors(value)]


class HttpCase(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.hub = Hub()
        cls.addClassCleanup(cls.hub.close)
        cls.hub.start()
        cls.hub.wait_ready()
        cls.story = Story(cls.hub)
        cls.addClassCleanup(cls.story.close)
        cls.story.people.token("donor")
        cls.fund = cls.story.open_fund(100000)

    def get(self, path, who=None, **headers):
        return self.hub.http("GET", path, None, self.token(who), headers)

    def post(self, path, body, who=None, key=None):
        headers = {"Idempotency-Key": key} if key else {}
        return self.hub.http("POST", path, body, self.token(who), headers)

    def token(self, who):
        return self.story.people.token(who) if who else None

    def gift(self, amount=100):
        return {"fund": text_of(self.fund), "amount": amount,
                "channel": "online"}


class DocumentTest(HttpCase):
    def test_every_reply_is_what_the_document_says(self):
        document = Document(self.get("/openapi.json")[2])
        known, wrong = self.build(), []
        self.assertGreater(len(list(document.reads())), 80)
        for path, operation in document.reads():
            status, answer = self.read(document, path, operation, known)
            if status != 200:
                wrong.append((operation["operationId"], status, answer))
                continue
            wrong += [(operation["operationId"], complaint) for complaint in
                      document.complaints(document.content(operation, "200"),
                                          answer)]
        self.assertEqual(wrong, [])

    def read(self, document, path, operation, known):
        """The first answer that a reader is given."""
        own = known | known.get(operation["operationId"], {})
        query = []
        for parameter in document.parameters(operation):
            name = parameter["name"]
            if parameter["in"] == "path":
                path = path.replace(f"{{{name}}}", own[name])
            elif parameter["in"] == "query" and parameter.get("required"):
                query.append(f"{name}={own[name]}")
        for who in [*READERS, "admin"]:
            token = self.hub.admin_token() if who == "admin" else (
                self.token(who))
            status, _, answer = self.hub.http(
                "GET", path + ("?" + "&".join(query) if query else ""),
                token=token)
            if status == 200:
                break
        return status, answer

    def build(self):
        """One of everything that can be asked for by its id."""
        story = self.story
        round_id = story.open_round(
            self.fund, DISTRICT, skips_screening=False, skips_panel=False,
            criteria=[{"name": "成效", "weight": 10000}])
        application = story.apply(round_id, DISTRICT, 500)
        self.review(round_id, application)
        award = story.decide(round_id, application, DISTRICT, 500)
        story.wait_award(award, DISTRICT, "reserved")
        gift = story.do("fundraising.give", "donor", key="a-key",
                        fund=self.fund, amount=100, channel="online")
        mandate = story.do("fundraising.open_mandate", "donor", fund=self.fund,
                           amount=100, day=15, channel="online")
        known = {
            "hub": DISTRICT, "round": round_id, "application": application,
            "award": award, "programme": story.programme[DISTRICT],
            "project": application, "subject": application,
            "notice": story.open_notice(round_id, DISTRICT),
            "organisation": story.organisation, "fund": self.fund,
            "person": self.person(), "campaign": self.campaign(),
            "account_id": story.people.ids["reviewer"],
            "gift": gift["gift_id"], "mandate": mandate["mandate_id"],
            "message": self.message("donor"),
            "finding": self.finding(),
            "key": "a-key", "q": "%E4%BA%92%E5%8A%A9", "year": "2026",
            "number": gift["receipt"]["number"]}
        known = {k: text_of(v) if isinstance(v, bytes) else v
                 for k, v in known.items()}
        return known | {
            "fundraising.get_receipt": {"hash": gift["receipt"]["hash"]},
            "grants.sum_projects": {"by": "year"},
            "fundraising.sum_gifts": {"by": "year"},
            "notification.list_template_versions": {
                "name": "application_received"},
            "notification.get_placeholders": {
                "event": "grants.application_submitted"},
            "grants.get_attachment": {"hash": self.attachment()}}

    def review(self, round_id, application):
        account = self.story.people.ids["reviewer"]
        do = self.story.do
        do("grants.screen_application", "operator", application=application,
           outcome="pass")
        do("grants.appoint_reviewer", "operator", round=round_id,
           account=account)
        do("grants.assign_reviewer", "operator", application=application,
           account=account)
        do("grants.score_application", "reviewer", application=application,
           scores=[{"criterion": "成效", "score": 8000}])
        do("grants.close_panel", "operator", round=round_id)

    def person(self):
        return self.story.do("registry.add_person", "operator",
                             name="林某")["person_id"]

    def finding(self):
        return self.story.do("registry.record_finding", "supervisor",
                             grade="remark", about="hub",
                             text="公示栏应更新")["finding_id"]

    def campaign(self):
        plan = dict.fromkeys(
            ["purpose", "area", "person_in_charge", "office",
             "ways_to_receive", "bank_account", "beneficiaries",
             "use_of_money", "fundraising_cost", "surplus_rule"], "见方案")
        campaign = self.story.do(
            "fundraising.draft_campaign", "finance", fund=self.fund,
            title="邻里节", kind="targeted", form="sale",
            plan=plan | {"starts_on": "2026-11-01", "ends_on": "2027-11-01"}
        )["campaign_id"]
        self.story.do("fundraising.file_campaign", "finance",
                      campaign=campaign, filing_number="2026-1")
        return campaign

    def message(self, who):
        return wait_for(lambda: all_items(
            self.story.client, "notification.list_inbox", DISTRICT, {},
            self.token(who)), what="a message")[0]["message"]

    def attachment(self):
        digest = hashlib.sha256(FILE).hexdigest()
        self.story.do("grants.put_attachment_chunk", "applicant", hash=digest,
                      size=len(FILE), offset=0, media_type="text/plain",
                      bytes=FILE)
        return digest


class ProblemTest(HttpCase):
    def assert_problem(self, answer, status, code, field=None):
        self.assertEqual(answer[1]["Content-Type"], "application/problem+json")
        problem = answer[2]
        self.assertEqual(
            (answer[0], problem["status"], problem["type"], problem.get("field")),
            (status, status, f"urn:commonweal:problem:{code}", field))
        self.assertTrue(problem["title"])

    def test_bad_input_is_refused_by_its_name(self):
        gifts = f"/v1/hubs/{DISTRICT}/gifts"
        for body, field in ((self.gift() | {"amuont": 1}, "amuont"),
                            (self.gift() | {"amount": "100"}, "amount"),
                            (self.gift() | {"amount": 0}, "amount"),
                            (self.gift() | {"channel": "post"}, "channel"),
                            (self.gift() | {"fund": "no"}, "fund")):
            with self.subTest(field):
                answer = self.post(gifts, body, key=new_key())
                self.assertIn(answer[0], (400, 422))
                self.assert_problem(answer, answer[0], answer[2]["type"]
                                    .rpartition(":")[2], field)

    def test_a_body_in_another_form_is_refused(self):
        for header, value in (("Content-Type", "text/plain"),
                              ("Content-Encoding", "gzip")):
            with self.subTest(header):
                answer = self.hub.http(
                    "POST", f"/v1/hubs/{DISTRICT}/gifts", self.gift(),
                    headers={"Idempotency-Key": new_key(), header: value})
                self.assert_problem(answer, 415, "unsupported_media_type",
                                    header)

    def test_a_gift_without_a_key(self):
        answer = self.post(f"/v1/hubs/{DISTRICT}/gifts", self.gift())
        self.assertEqual((answer[0], answer[2]["type"]),
                         (400, "urn:commonweal:problem:key_required"))

    def test_a_key_used_for_another_gift(self):
        gifts, key = f"/v1/hubs/{DISTRICT}/gifts", new_key()
        first = self.post(gifts, self.gift(100), "donor", key)
        again = self.post(gifts, self.gift(100), "donor", key)
        self.assertEqual((first[0], again[2]), (200, first[2]))
        self.assert_problem(self.post(gifts, self.gift(101), "donor", key),
                            422, "key_reused", "Idempotency-Key")

    def test_overspending(self):
        other = text_of(self.story.open_fund(0, name="另一基金"))
        poor = text_of(self.story.open_fund(100, name="小基金"))
        answer = self.post(
            f"/v1/hubs/{DISTRICT}/transfers",
            {"from_fund": poor, "to_hub": DISTRICT, "to_fund": other,
             "amount": 101, "reason": "超支"}, "finance", new_key())
        self.assertEqual((answer[0], answer[2]["type"]),
                         (409, "urn:commonweal:problem:overspent"))

    def test_who_guesses_is_told_when_to_come_back(self):
        wrong = {"account": "nobody", "password": "not this one"}
        for _ in range(5):
            self.assert_problem(self.post("/v1/session", wrong), 401,
                                "wrong_credentials")
        answer = self.post("/v1/session", wrong)
        self.assert_problem(answer, 429, "too_many")
        self.assertEqual(answer[1]["Retry-After"], "10")
        self.assertIn("the next one in 10 s", answer[2]["detail"])

    def test_what_is_not_there_or_not_allowed(self):
        self.assert_problem(self.get(f"/v1/hubs/{DISTRICT}/funds/{uuid.uuid4()}"),
                            404, "not_found", "fund")
        self.assert_problem(self.get(f"/v1/hubs/{DISTRICT}/gifts"),
                            401, "unauthenticated")
        answer = self.get(f"/v1/hubs/{DISTRICT}/gifts", "donor")
        self.assert_problem(answer, 403, "forbidden")
        self.assertEqual(
            answer[2]["detail"],
            f"at hub {DISTRICT} this takes: finance, supervisor")


class ReadingTest(HttpCase):
    def test_what_did_not_change_is_not_sent_again(self):
        path = f"/v1/hubs/{DISTRICT}/funds/{text_of(self.fund)}"
        tag = self.get(path)[1]["ETag"]
        same = self.hub.http("GET", path, headers={"If-None-Match": tag})
        self.assertEqual((same[0], same[2]), (304, b""))
        self.post(f"/v1/hubs/{DISTRICT}/gifts", self.gift(), key=new_key())
        changed = self.hub.http("GET", path, headers={"If-None-Match": tag})
        self.assertEqual(changed[0], 200)

    def test_a_list_is_a_table(self):
        self.post(f"/v1/hubs/{DISTRICT}/gifts", self.gift(250), key=new_key())
        status, headers, raw = self.get(f"/v1/hubs/{DISTRICT}/gifts", "finance",
                                        Accept="text/csv")
        self.assertEqual(status, 200)
        self.assertTrue(headers["Content-Type"].startswith("text/csv"))
        rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))
        self.assertIn("250", [row["amount"] for row in rows])

    def test_a_long_answer_is_compressed(self):
        path = f"/v1/hubs/{DISTRICT}/ledger"
        for _ in range(10):
            self.post(f"/v1/hubs/{DISTRICT}/gifts", self.gift(), key=new_key())
        plain = self.get(path)[2]
        connection = http.client.HTTPConnection("127.0.0.1", self.hub.port,
                                                timeout=20)
        self.addCleanup(connection.close)
        connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
        packed = connection.getresponse()
        self.assertEqual(packed.headers["Content-Encoding"], "gzip")
        self.assertEqual(json.loads(gzip.decompress(packed.read())), plain)

    def test_the_outcome_of_a_key(self):
        key = new_key()
        given = self.post(f"/v1/hubs/{DISTRICT}/gifts", self.gift(), "donor",
                          key)
        for path in (f"/v1/hubs/{DISTRICT}/outcomes/{key}",
                     f"/v1/hubs/{DISTRICT}/fundraising/outcomes/{key}"):
            found = self.get(path, "donor")
            self.assertEqual((found[0], found[2]["state"]), (200, "succeeded"))
            self.assertEqual((found[2]["op"], found[2]["reply"]),
                             ("fundraising.give", given[2]))
        self.assertEqual(self.get(f"/v1/hubs/{DISTRICT}/outcomes/{key}")[2]
                         ["state"], "unknown")

    def test_prometheus_can_read_what_is_counted(self):
        self.assertEqual(self.get("/healthz")[0], 200)
        self.assertEqual(self.get("/readyz")[0], 200)
        self.assert_readable(self.get("/metrics")[2])

    def test_each_service_tells_what_it_counts(self):
        self.get("/v1/hubs")
        for service in SERVICES:
            with self.subTest(service):
                status, _, raw = self.get(f"/metrics?service={service}")
                self.assertEqual(status, 200)
                self.assertIn(f'commonweal_dead_letters{{service="{service}",'
                              f'hub="{DISTRICT}"}} 0\n'.encode(), raw)
                self.assert_readable(raw)
        raw = self.get("/metrics?service=registry")[2]
        for counted, status in ((b"requests_total", b"200"),
                                (b"request_seconds_count", b"2xx")):
            self.assertIn(b"commonweal_" + counted + b'{service="registry",'
                          b'operation="list_hubs",status="' + status + b'"} ',
                          raw)
        raw = self.get("/metrics?service=fundraising")[2]
        self.assertIn(f'commonweal_follower_lag_events{{service="fundraising",'
                      f'hub="{DISTRICT}",source="grants@'.encode(), raw)
        self.assertEqual(self.get("/metrics?service=nobody")[0], 400)
        # 504 while the gateway is young and waits for who may still come
        self.assertIn(self.get("/metrics?service=grants&hub=x")[0], (404, 504))

    def assert_readable(self, raw):
        self.assertIn(b"commonweal_", raw)
        if not shutil.which("promtool"):
            self.skipTest("no promtool here (Debian: prometheus)")
        check = subprocess.run(["promtool", "check", "metrics"], input=raw,
                               capture_output=True)
        self.assertEqual((check.returncode, check.stderr), (0, b""))


class SessionTest(HttpCase):
    """A browser: the session is in a cookie, and the page proves itself."""

    def browse(self, method, path, body=None, cookie=None, **headers):
        headers = {"Sec-Fetch-Site": "same-origin", **{
            name.replace("_", "-"): value for name, value in headers.items()}}
        if cookie:
            headers["Cookie"] = cookie
        return self.hub.http(method, path, body, headers=headers)

    def sign_in(self):
        self.story.people.token("operator")
        answer = self.browse("POST", "/v1/session", {
            "account": "operator", "password": self.story.people.PASSWORD})
        self.assertEqual(answer[0], 200)
        return answer[1]["Set-Cookie"].partition(";")[0]

    def who(self, cookie):
        return self.browse("GET", "/v1/session", cookie=cookie)

    def test_from_signing_in_to_signing_out(self):
        cookie = self.sign_in()
        session = self.who(cookie)[2]
        self.assertEqual(session["grants"],
                         [{"role": "operator", "scope": DISTRICT}])
        figure = {"metric": "visits", "value": 5, "qualifier": "exact",
                  "as_of": "2026-01-01", "source": "签到表"}
        path = f"/v1/hubs/{DISTRICT}/figures"
        answer = self.browse("POST", path, figure, cookie,
                             Idempotency_Key=new_key())
        self.assertEqual(answer[2]["type"],
                         "urn:commonweal:problem:csrf_token_required")
        proof = {"X_CSRF_Token": session["csrf_token"]}
        answer = self.browse("POST", path, figure, cookie,
                             Idempotency_Key=new_key(), **proof)
        self.assertEqual(answer[0], 200, answer[2])
        answer = self.browse("DELETE", "/v1/session", cookie=cookie, **proof)
        self.assertEqual(answer[0], 200, answer[2])
        self.assertIn("Max-Age=0", answer[1]["Set-Cookie"])
        self.assertEqual(self.who(cookie)[0], 401)

    def test_signing_out_here_leaves_the_other_window(self):
        here, there = self.sign_in(), self.sign_in()
        token = self.who(here)[2]["csrf_token"]
        self.browse("DELETE", "/v1/session", cookie=here, X_CSRF_Token=token)
        self.assertEqual(self.who(here)[0], 401)
        self.assertEqual(self.who(there)[0], 200)


class Stream:
    """Server-sent events, read as they come."""

    def __init__(self, hub, last=None):
        self.connection = http.client.HTTPConnection(
            "127.0.0.1", hub.port, timeout=20)
        self.connection.request("GET", f"/v1/hubs/{DISTRICT}/events", headers=(
            {"Last-Event-ID": last} if last else {}))
        self.answer = self.connection.getresponse()
        while not last and not self.answer.readline().startswith(b"id:"):
            pass  # what comes after the first id is told

    def next(self):
        """The next event that says something."""
        fields = {}
        while True:
            line = self.answer.readline().decode().rstrip("\r\n")
            if line:
                name, _, value = line.partition(":")
                fields[name] = value.strip()
            elif "data" in fields:
                return fields | {"data": json.loads(fields["data"])}
            else:
                fields = {key: v for key, v in fields.items() if key == "id"}

    def until(self, type_):
        while True:
            event = self.next()
            if event["data"].get("type", "").endswith(type_):
                return event

    def close(self):
        self.answer.close()
        self.connection.close()


class StreamTest(HttpCase):
    def test_a_notice_comes_and_what_was_missed_is_told(self):
        stream = Stream(self.hub)
        self.give()
        seen = stream.until("gift_received")
        stream.close()
        self.assertEqual(set(seen["data"]) - {"subject"},
                         {"service", "type", "seq"})
        missed = self.give()
        again = Stream(self.hub, seen["id"])
        told = again.until("gift_received")
        again.close()
        self.assertEqual(told["data"]["subject"], missed)

    def give(self):
        answer = self.post(f"/v1/hubs/{DISTRICT}/gifts", self.gift(),
                           key=new_key())
        self.assertEqual(answer[0], 200)
        return answer[2]["gift_id"]


if __name__ == "__main__":
    unittest.main(verbosity=2)
