"""Nothing that is private is logged: secrets are planted, then looked for.

Each is a mark of its own in what people type, in good bodies and in bad ones;
every process logs all it can, and no log has a mark in any form it may take
on its way.
"""
import base64
import json
import os
import urllib.parse
import unittest
import uuid

import msgpack
import zmq

from hub import Hub, Problem, SERVICES, wait_for
from mail_server import MailServer
from majordomo import CLIENT, REQUEST
from story import DISTRICT, Story


def forms(mark):
    """The spellings in which a log might have it."""
    raw = mark.encode()
    yield from (raw, mark.upper().encode(), raw.hex().encode())
    yield urllib.parse.quote(mark, safe="").encode()
    yield json.dumps(mark)[1:-1].encode()
    for shift in range(3):  # inside a longer text: the whole groups of it
        coded = base64.b64encode(b"\0" * shift + raw)
        inner = coded[4 * (shift > 0):len(coded) - 4]
        yield from (inner, inner.replace(b"+", b"-").replace(b"/", b"_"))


class PrivacyTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.mails = MailServer()
        cls.addClassCleanup(cls.mails.close)
        cls.hub = Hub(environment={
            "CW_SMTP_URL": cls.mails.url,
            "CW_SMTP_SENDER": "notice@hub.example.org"})
        cls.addClassCleanup(cls.hub.close)
        cls.hub.environment["CW_LOG"] = "debug"
        cls.hub.start()
        cls.hub.wait_ready()
        cls.story = Story(cls.hub)
        cls.addClassCleanup(cls.story.close)
        cls.fund = cls.story.open_fund(100000)
        cls.marks = {}

    def mark(self, what, text="{}"):
        """A secret, told apart from all others; `text` is written around it."""
        mark = f"zq{uuid.uuid4().hex[:12]}"
        self.marks[mark] = what
        return text.format(mark)

    def keep(self, what, secret):
        self.marks[secret] = what
        return secret

    def try_to(self, op, body, token=None, hub=DISTRICT, key=None):
        """Whatever comes of it."""
        try:
            return self.story.client.call(op, hub, body, key or str(uuid.uuid4()),
                                          token)
        except Problem as problem:
            return problem

    def logs(self):
        return {path.name: path.read_bytes()
                for path in self.hub.data.rglob("*.log")}

    def found(self):
        return sorted({f"{what} in {name}"
                       for name, text in self.logs().items()
                       for mark, what in self.marks.items()
                       for form in forms(mark) if form in text})

    def assert_nothing_logged(self, *expected):
        """`expected`: what the logs must say, so that silence proves nothing."""
        for name, line in expected:
            wait_for(lambda: line in self.logs()[f"{name}.log"],
                     what=f"{line} in {name}.log")
        self.assertEqual(self.found(), [])

    # ---- the look itself

    def test_a_mark_that_was_logged_is_found_in_any_form(self):
        mark = "zq0123456789ab"
        for text in (mark, f"password={mark}!", mark.upper(),
                     base64.b64encode(f"x{mark}y".encode()).decode(),
                     base64.urlsafe_b64encode(f"ab?{mark}".encode()).decode(),
                     mark.encode().hex()):
            self.assertTrue(any(f in text.encode() for f in forms(mark)), text)
        for name in ("李秘密", "a b\"c"):
            for text in (name, urllib.parse.quote(name), json.dumps(name)):
                self.assertTrue(any(f in text.encode() for f in forms(name)), text)

    # ---- who somebody is

    def test_no_password_name_or_address_of_an_account(self):
        admin = self.keep("admin's token", self.hub.admin_token())
        account = self.mark("account's name", "who.{}")
        password = self.mark("password", "correct {} battery")
        self.try_to("registry.open_account", {
            "account": account, "password": password,
            "display_name": self.mark("display name", "李{}"),
            "email": self.mark("account's mail", "{}@example.org"),
            "grants": [{"role": "operator", "scope": DISTRICT}]}, admin)
        for body in ({"account": account, "password": password},
                     {"account": account,
                      "password": self.mark("wrong password")},
                     {"account": self.mark("unknown account"),
                      "password": self.mark("its password")},
                     {"account": account, "password": self.mark(
                         "password too long") * 30}):
            self.try_to("registry.log_in", body)
            self.hub.http("POST", "/v1/session", body)
        signed_in = self.try_to("registry.log_in", {
            "account": account, "password": password})
        token = self.keep("session's token", signed_in["token"])
        self.keep("secret of it", token.rpartition(".")[2])
        self.try_to("registry.set_password", {
            "old_password": self.mark("wrong old password"),
            "password": self.mark("new password", "{} horse battery")}, token)
        self.try_to("registry.change_me", {
            "display_name": self.mark("second name"),
            "email": self.mark("no address", "{} at home")}, token)
        issued = self.try_to("registry.issue_token", {
            "name": self.mark("name of a token"), "grants": []}, token)
        if not isinstance(issued, Problem):
            self.keep("issued token", issued["token"])
        self.assert_nothing_logged(("registry", b"op=registry.log_in"),
                                   ("gateway", b"route=registry.log_in"))

    def test_no_token_however_it_comes(self):
        bad = self.mark("bad token", f"cw_{DISTRICT}.{{}}.AAAA")
        path = f"/v1/hubs/{DISTRICT}/ledger/accounts"
        self.try_to("registry.get_me", {}, bad)
        self.try_to("registry.get_me", {}, self.mark("no token"))
        for headers in ({"Authorization": f"Bearer {bad}"},
                        {"Authorization": f"Basic {self.mark('basic')}"},
                        {"Cookie": f"session={bad}; cw_session={bad}"},
                        {"Idempotency-Key": self.mark("key")},
                        {"User-Agent": self.mark("agent")},
                        {"traceparent": self.mark("trace")}):
            self.hub.http("GET", "/v1/me", headers=headers)
            self.hub.http("GET", path, headers=headers)
        self.hub.http("GET", f"{path}?token={bad}")
        self.assert_nothing_logged(("gateway", b"status=401"))

    def test_no_store_has_a_password_or_a_token(self):
        """For who takes the disk: the name shows that the right files are
        looked through, and the secrets of a first token are in their file."""
        name, password = (f"zq{uuid.uuid4().hex[:12]}" for _ in range(2))
        self.story.client.call("registry.open_account", DISTRICT, {
            "account": name, "password": password,
            "grants": [{"role": "operator", "scope": DISTRICT}]}, "open",
            self.hub.admin_token())
        token = self.story.client.call("registry.log_in", DISTRICT, {
            "account": name, "password": password}, "log in")["token"]
        stores = b"".join(path.read_bytes() for service in SERVICES
                          for path in (self.hub.data / service).rglob("*")
                          if path.is_file())
        self.assertIn(name.encode(), stores)
        for secret in (password, token.rpartition(".")[2],
                       self.hub.admin_token().rpartition(".")[2]):
            self.assertFalse([f for f in forms(secret) if f in stores])
        self.assertNotIn(base64.urlsafe_b64decode(
            token.rpartition(".")[2] + "="), stores)

    # ---- what people tell

    def test_no_person_and_no_donor(self):
        story = self.story
        story.do("registry.add_person", "operator",
                 name=self.mark("person", "王{}"),
                 phone=self.mark("phone"), home_place=self.mark("home"),
                 email=self.mark("person's mail", "{}@example.org"))
        gift = {"fund": self.fund, "amount": 2000, "channel": "counter",
                "donor": {"display_name": self.mark("donor", "陈{}"),
                          "contact": self.mark("donor's contact"),
                          "public_name": False},
                "handler": self.mark("handler")}
        story.do("fundraising.give", None, **gift)
        body = {**gift, "fund": str(uuid.UUID(bytes=gift["fund"]))}
        path = f"/v1/hubs/{DISTRICT}/gifts"
        for change in ({}, {"amount": 0}, {"amount": self.mark("an amount")},
                       {"channel": self.mark("a channel")},
                       {"fund": str(uuid.uuid4())},
                       {self.mark("a field"): 1}):
            key = str(uuid.uuid4())
            for _ in range(2):
                self.hub.http("POST", path, {**body, **change},
                              headers={"Idempotency-Key": key})
        self.try_to("fundraising.give", {**gift, "donor": self.mark("no donor")})
        code = self.mark("code of a mandate", "code {}")
        opened = story.do("fundraising.open_mandate", None, fund=self.fund,
                          amount=100, day=1, channel="online", code=code)
        for number in (opened["number"], "MD-2026-9999"):
            self.hub.http("POST", f"/v1/hubs/{DISTRICT}/mandates/search",
                          {"number": number, "code": code})
        self.assert_nothing_logged(
            ("registry", b"op=registry.add_person"),
            ("fundraising", b"op=fundraising.give hub=longgang status=200"),
            ("fundraising", b"op=fundraising.give hub=longgang status=422"),
            ("gateway", b"route=fundraising.give status=400"))

    def test_no_text_of_an_application(self):
        story = self.story
        round_id = story.open_round(self.fund, DISTRICT)
        draft = {"round": round_id, "organisation": story.organisation,
                 "title": self.mark("title"), "amount": 100, "budget": [],
                 "summary": self.mark("summary"),
                 "contact": self.mark("contact"), "answers": [],
                 "attachments": []}
        story.do("grants.save_draft", "applicant", **draft)
        for change in ({"answers": [{"question": self.mark("question"),
                                     "answer": self.mark("answer")}]},
                       {"budget": [{"item": self.mark("item"), "amount": -1}]},
                       {"section": self.mark("section")},
                       {"organisation": uuid.uuid4().bytes},
                       {"contact": self.mark("long contact") * 50}):
            self.try_to("grants.save_draft", draft | change,
                        story.people.token("applicant"))
            self.try_to("grants.submit_application", draft | change,
                        story.people.token("applicant"))
        self.assert_nothing_logged(("grants", b"op=grants.save_draft"))

    # ---- who was told

    def disclosed(self, service, op, subject):
        lines = self.logs()[f"{service}.log"].decode().splitlines()
        return [line for line in lines
                if f"event=disclosed op={service}.{op} " in line
                and f"subject={uuid.UUID(bytes=subject)}" in line]

    def test_who_was_told_how_to_reach_somebody(self):
        story = self.story
        person = story.do("registry.add_person", "operator", name="赵一",
                          phone=self.mark("phone"), is_listed=True)["person_id"]
        gift = story.do("fundraising.give", "donor", fund=self.fund, amount=100,
                        channel="counter", donor={
                            "display_name": "钱二", "public_name": False,
                            "contact": self.mark("contact")})["gift_id"]
        for op, body, role, subject in (
                ("registry.get_person", {"person": person}, "operator", person),
                ("registry.list_people", {}, "supervisor", person),
                ("fundraising.get_gift", {"gift": gift}, "finance", gift)):
            service, _, name = op.partition(".")
            for someone in None, role:
                before = len(self.disclosed(service, name, subject))
                token = someone and story.people.token(someone)
                self.try_to(op, body, token)
                expected = before + bool(someone)
                wait_for(lambda: expected == len(
                    self.disclosed(service, name, subject)), what=op)
            who = uuid.UUID(bytes=story.people.ids[role])
            self.assertIn(f" hub={DISTRICT} actor=account:{who} ",
                          self.disclosed(service, name, subject)[-1])
        self.try_to("fundraising.get_gift", {"gift": gift},
                    story.people.token("donor"))
        self.try_to("fundraising.list_gifts", {}, story.people.token("finance"))
        self.assertEqual(len(self.disclosed("fundraising", "get_gift", gift)), 1)
        self.assert_nothing_logged(("fundraising", b"op=fundraising.list_gifts"))

    # ---- mail

    def test_no_address_and_no_answer_of_a_mail_server(self):
        admin = self.hub.admin_token()
        for what, answers in (
                ("taken", []),
                ("refused", [f"550 5.1.1 {self.mark('a refusal')} unknown"]),
                ("deferred", [f"451 4.3.0 {self.mark('a delay')} later"])):
            address = self.mark(f"address that is {what}", "{}@example.org")
            self.mails.answers[address] = list(answers)
            self.try_to("registry.open_account", {
                "account": f"reader.{what}", "email": address,
                "password": self.mark("reader's password", "{} horse battery"),
                "grants": [{"role": "operator", "scope": DISTRICT}]}, admin)
        states = {"sent", "dead", "waiting"}
        wait_for(lambda: states <= {m.get("mail") for m in self.story.client.call(
            "notification.list_messages", DISTRICT, {},
            token=admin)["items"] if m.get("tries")},
            60, "mails to be sent and refused")
        self.assert_nothing_logged(("notification", b"status=200"))

    # ---- what cannot be read

    def test_nothing_of_a_body_that_cannot_be_read(self):
        token = self.story.people.token("operator")
        path = f"/v1/hubs/{DISTRICT}/people"
        marked = self.mark("text of a bad body", "{}").encode()
        bodies = [marked, b'{"name": "' + marked, b'{"name": "\xff' + marked + b'"}',
                  b'{"name": ["' + marked + b'"]}', b'[' * 40 + marked,
                  b'{"' + marked + b'": 1, "' + marked + b'": 2}',
                  b'{"name": "' + marked * 20 + b'"}',
                  b'{"name": "' + marked * 40000 + b'"}']
        for body in bodies:
            for headers in ({}, {"Idempotency-Key": str(uuid.uuid4())},
                            {"Content-Type": "text/plain"}):
                try:
                    self.hub.http("POST", path, body, token, headers)
                except OSError:
                    pass  # cut off: it was too large
        self.assert_nothing_logged(("gateway", b"route=registry.add_person"))

    def test_nothing_of_a_path_or_a_search(self):
        for path in (f"/{self.mark('path')}", f"/v1/hubs/{self.mark('hub')}/search",
                     f"/v1/hubs/{DISTRICT}/gifts/{self.mark('gift')}/trace",
                     f"/v1/hubs/{DISTRICT}/outcomes/{self.mark('key')}",
                     f"/v1/hubs/{DISTRICT}/search?q={self.mark('search')}",
                     f"/v1/hubs/{DISTRICT}/search?{self.mark('parameter')}=1",
                     "/v1/hubs/" + urllib.parse.quote(self.mark("name", "李{}"))
                     + "/search"):
            self.hub.http("GET", path)
            self.hub.http("GET", path, token=self.story.people.token("operator"))
        self.assert_nothing_logged(("gateway", b"route=registry.search"))

    def test_nothing_of_a_message_that_cannot_be_read(self):
        socket = zmq.Context.instance().socket(zmq.DEALER)
        socket.linger = 0
        socket.connect(f"ipc://{self.hub.data}/run/clients")
        marked = self.mark("text of a bad message").encode()

        def header(**more):
            return msgpack.packb({"id": uuid.uuid4().bytes, "hub": DISTRICT,
                                  "op": "registry.search"} | more)

        body = msgpack.packb({"q": marked.decode()})
        for frames in (
                [marked], [CLIENT, marked], [CLIENT, REQUEST, marked],
                [CLIENT, REQUEST, marked, header(), body],
                [CLIENT, REQUEST, b"registry", marked, body],
                [CLIENT, REQUEST, b"registry", header(), marked],
                [CLIENT, REQUEST, b"registry", header(op=marked.decode()), body],
                [CLIENT, REQUEST, b"registry",
                 header(op=f"registry.{marked.decode()}"), body],
                [CLIENT, REQUEST, b"registry", header(hub=marked.decode()), body],
                [CLIENT, REQUEST, b"registry", header(key=marked.decode()), body],
                [CLIENT, REQUEST, b"registry", header(token=marked.decode()), body],
                [CLIENT, REQUEST, b"registry", header(
                    actor={"account": marked}), body],
                [CLIENT, REQUEST, b"registry", header(), body + marked],
                [CLIENT, REQUEST, b"registry", header(),
                 msgpack.packb({marked.decode(): 1})],
                [CLIENT, REQUEST, b"registry", header(),
                 msgpack.packb({"q": marked + b"\xff"})],
                [CLIENT, REQUEST, b"registry", header(),
                 marked + os.urandom(40)]):
            socket.send_multipart(frames)
        socket.close()
        self.try_to("registry.search", {"q": self.mark("search")})
        self.assert_nothing_logged(("registry", b"op=registry.search"))


if __name__ == "__main__":
    unittest.main(verbosity=2)
