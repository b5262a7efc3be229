"""Contacts are sealed in the stores, by a key that lies outside of them; a
person gets a copy of what is kept, and is erased; who was told how to reach
somebody is on record."""
import contextlib
import fcntl
import os
import pathlib
import re
import shutil
import sqlite3
import tempfile
import unittest
import uuid

import yaml

from hub import Hub, Problem, SERVICES, wait_for
from story import DISTRICT, Story

# Where contacts are: a store's columns, and what is written there.
COLUMNS = {
    "registry": [("account", "email"), ("person", "phone"), ("person", "email"),
                 ("person_version", "phone"), ("person_version", "email"),
                 ("organisation", "contact")],
    "grants": [("application", "contact"), ("objection", "contact")],
    "fundraising": [("donor", "contact"), ("mandate_donor", "contact")],
    "notification": [("contact", "email")],
}


# Of the caller, or for our own services alone.
READ_BY_NO_OTHER = {"registry.get_me", "notification.get_contact",
                    "registry.get_account_contact",
                    "fundraising.get_donor_contact"}


def disclosing():
    """The operations whose replies have a contact, by the schemas."""
    schemas = pathlib.Path(__file__).parents[2] / "schemas"
    types = yaml.safe_load((schemas / "types.yaml").read_text())
    for service in SERVICES:
        schema = yaml.safe_load((schemas / f"{service}.yaml").read_text())
        structs = types["structs"] | schema["structs"]
        for name, operation in schema["operations"].items():
            if has_contact(operation["reply"], structs):
                yield f"{service}.{name}"


def has_contact(fields, structs):
    for name, kind in fields.items():
        kind = kind["type"] if isinstance(kind, dict) else kind
        struct = re.match(r"(?:list\()?(\w+)", kind)[1]
        if (name in ("contact", "phone", "email") and struct == "text" or
                struct in structs and has_contact(structs[struct], structs)):
            return True
    return False


class ContactsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.hub = Hub()
        cls.addClassCleanup(cls.hub.close)
        cls.hub.start()
        cls.hub.wait_ready()
        cls.story = Story(cls.hub)
        cls.addClassCleanup(cls.story.close)
        cls.fund = cls.story.open_fund(1000000)
        cls.marks, cls.planted = [], []
        cls.keys = cls.hub.data / "keys/contacts" / DISTRICT
        cls.plant()

    @classmethod
    def mark(cls, around="{}"):
        cls.marks.append(f"zq{uuid.uuid4().hex[:12]}")
        cls.planted.append(around.format(cls.marks[-1]))
        return cls.planted[-1]

    @classmethod
    def plant(cls):
        """A contact in each of the columns."""
        story = cls.story
        cls.email = cls.mark("{}@example.org")
        story.people.token("李四", "operator", email=cls.email)
        cls.phone = cls.mark()
        cls.person = story.do("registry.add_person", "operator", name="赵一",
                              phone=cls.phone,
                              email=cls.mark("{}@example.org"))["person_id"]
        cls.organisation = story.do(
            "registry.register_organisation", "operator", name="睦邻社",
            kind="filed_group", contact=cls.mark())["organisation_id"]
        cls.contact = cls.mark()
        cls.gift = cls.give(cls.contact)["gift_id"]
        cls.mandate = story.do(
            "fundraising.open_mandate", None, fund=cls.fund, amount=100,
            day=15, channel="online", code=str(uuid.uuid4()),
            donor={"contact": cls.mark()})["mandate_id"]
        round_id = story.open_round(cls.fund, DISTRICT)
        application = cls.application = story.do(
            "grants.submit_application", "applicant", round=round_id,
            organisation=story.organisation, title="睦邻计划", amount=100,
            contact=cls.mark(), budget=[{"item": "活动", "amount": 100}],
            answers=[], attachments=[])["application_id"]
        award = story.decide(round_id, application, DISTRICT, 100)
        story.wait_award(award, DISTRICT, "reserved")
        story.open_notice(round_id, DISTRICT)
        story.do("grants.raise_objection", None, application=application, text="有异议",
                 contact=cls.mark())
        story.do("notification.set_contact", "operator",
                 email=cls.mark("{}@example.org"))
        cls.first = list(cls.planted)

    @classmethod
    def give(cls, contact):
        donor = {"donor": {"contact": contact}} if contact else {}
        return cls.story.do("fundraising.give", None, fund=cls.fund,
                            amount=100, channel="counter", **donor)

    def post_gift(self, contact, key):
        """As anybody does, and told at once what comes of it."""
        return self.hub.http(
            "POST", f"/v1/hubs/{DISTRICT}/gifts",
            {"fund": str(uuid.UUID(bytes=self.fund)), "amount": 100,
             "channel": "online", "donor": {"contact": contact}},
            headers={"Idempotency-Key": key})

    def raw(self, service):
        """{(table, column): its values} as the file has them."""
        store = next((self.hub.data / service / DISTRICT).rglob("*/store.db"))
        with contextlib.closing(sqlite3.connect(f"file:{store}?mode=ro",
                                                uri=True)) as database:
            return {(table, column): [value for value, in database.execute(
                f"SELECT {column} FROM {table} WHERE {column} IS NOT NULL")]
                for table, column in COLUMNS[service]}

    def values(self):
        return [value for service in SERVICES
                for column in self.raw(service).values() for value in column]

    def assert_readable(self):
        story = self.story
        person = story.ask("registry.get_person", "operator",
                           person=self.person)["person"]
        self.assertEqual(person["phone"], self.phone)
        gift = story.ask("fundraising.get_gift", "finance", gift=self.gift)
        self.assertEqual(gift["contact"], self.contact)
        me = story.ask("registry.get_me", "李四")
        self.assertEqual(me["email"], self.email)

    def alarms(self):
        return [alarm["kind"] for service in SERVICES
                for alarm in self.story.ask(
                    f"{service}.get_condition", "supervisor")
                ["stores"][0]["alarms"]]

    def restart(self):
        for service in SERVICES:
            self.hub.kill(service)
        self.hub.start(*SERVICES)
        self.hub.wait_ready()

    # ----

    def test_no_store_and_no_backup_has_a_contact(self):
        for service in SERVICES:
            for column, values in self.raw(service).items():
                self.assertTrue(values, column)
        backup = pathlib.Path(tempfile.mkdtemp(prefix="cw-contacts-"))
        self.addCleanup(shutil.rmtree, backup, True)
        self.hub.run("cw", "backup", str(backup / "one"))
        folders = [self.hub.data / service for service in SERVICES]
        for folder in (*folders, backup):
            for path in folder.rglob("*"):
                if path.is_file():
                    found = path.read_bytes()
                    self.assertFalse([m for m in self.marks
                                      if m.encode() in found], path)
        keys = self.keys.read_text().split()
        self.assertFalse([p for p in backup.rglob("*") if p.is_file()
                          and keys[0].encode() in p.read_bytes()])
        self.assert_readable()

    def test_a_new_key_seals_all_and_the_old_one_is_retired(self):
        before, key = self.values(), self.keys.read_text()
        done = self.hub.run("cw", "keys", "rotate", "--hub", DISTRICT)
        self.assertIn("done", done.stdout)
        after = self.values()
        self.assertEqual(len(after), len(before))
        self.assertFalse(set(before) & set(after))
        self.assertNotIn(key.strip(), self.keys.read_text())
        self.assertEqual(len(self.keys.read_text().split()), 1)
        retired = self.keys.with_name(f"{DISTRICT}.retired")
        self.assertIn(key.strip(), retired.read_text())
        self.assertEqual(retired.stat().st_mode & 0o777, 0o600)
        self.assert_readable()
        self.restart()
        self.assert_readable()

    def test_a_key_is_not_changed_while_another_change_runs(self):
        before = self.keys.read_text()
        folder = os.open(self.keys.parent, os.O_RDONLY)
        self.addCleanup(os.close, folder)
        fcntl.flock(folder, fcntl.LOCK_EX)
        refused = self.hub.run("cw", "keys", "rotate", "--hub", DISTRICT,
                               check=False, errors=True)
        self.assertEqual(refused.returncode, 1)
        self.assertIn("another rotation", refused.stderr)
        self.assertEqual(self.keys.read_text(), before)

    def test_a_service_that_is_away_keeps_the_old_key_in_use(self):
        self.hub.kill("grants")
        wait_for(lambda: self.hub.run(
            "cw", "keys", "rotate", "--hub", DISTRICT, check=False,
            errors=True).returncode, what="a refusal")
        self.assertEqual(len(self.keys.read_text().split()), 2)
        self.assert_readable()
        self.hub.start("grants")
        self.hub.wait_ready()
        self.hub.run("cw", "keys", "rotate", "--hub", DISTRICT)
        self.assertEqual(len(self.keys.read_text().split()), 1)
        self.assert_readable()

    def test_without_the_key_all_else_is_served(self):
        story, away = self.story, self.hub.data / "away"
        self.keys.rename(away)
        self.restart()
        story.people.sign_in_again()
        person = story.ask("registry.get_person", "operator",
                           person=self.person)["person"]
        self.assertNotIn("phone", person)
        self.assertEqual(person["name"], "赵一")
        self.give(None)
        status, _, problem = self.post_gift("13800000000", "kept")
        self.assertEqual(status, 503)
        self.assertIn("no_contact_key", problem["type"])
        story.do("registry.change_me", "李四", display_name="钱二")
        self.assertEqual(self.alarms().count("no_contact_key"), len(SERVICES))

        away.rename(self.keys)
        wait_for(lambda: "no_contact_key" not in self.alarms(),
                 what="the key to be seen")
        self.assert_readable()
        self.assertEqual(self.post_gift("13800000000", "kept")[0], 200)

    def test_a_key_that_is_lost_is_given_up_by_a_person(self):
        away = self.hub.data / "away"
        lost = self.hub.run("cw", "keys", "rotate", "--hub", DISTRICT, "--lost",
                            check=False, errors=True)
        self.assertEqual(lost.returncode, 1)  # it is there
        self.keys.rename(away)
        self.restart()
        refused = self.hub.run("cw", "keys", "rotate", "--hub", DISTRICT,
                               check=False, errors=True)
        self.assertIn("No such file or directory. Put it back",
                      refused.stderr)
        self.hub.run("cw", "keys", "rotate", "--hub", DISTRICT, "--lost")
        wait_for(lambda: self.is_taken("13922222222"), what="the new key")
        self.keys.write_text(away.read_text() + self.keys.read_text())
        away.unlink()
        self.restart()
        self.assert_readable()  # it was found again
        self.hub.run("cw", "keys", "rotate", "--hub", DISTRICT)
        self.assertEqual(len(self.keys.read_text().split()), 1)

    def is_taken(self, contact):
        return self.post_gift(contact, str(uuid.uuid4()))[0] == 200

    # ---- what is kept of a person

    def copy(self, who, service, **body):
        items = []
        while True:
            page = self.story.ask(f"{service}.list_personal_data", who, **body)
            items += page["items"]
            if "next_cursor" not in page:
                return items
            body["cursor"] = page["next_cursor"]

    def values_of(self, who, **body):
        return {service: {item["value"] for item in self.copy(
            who, service, **body)} for service in SERVICES}

    def arrive(self):
        """An account with something of its own in each service."""
        story, name = self.story, self.mark("人{}")
        email = self.mark("{}@example.org")
        story.people.token(name, "applicant", email=email,
                           organisation=story.organisation)
        story.do("registry.change_me", name, display_name=self.mark())
        round_id = story.open_round(self.fund, DISTRICT)
        contact = self.mark()
        application = wait_for(lambda: self.apply(name, round_id, contact),
                               what="grants to know the account")
        gift = story.do("fundraising.give", name, fund=self.fund, amount=100,
                        channel="online")["gift_id"]
        address = self.mark("{}@example.org")
        story.do("notification.set_contact", name, email=address)
        return name, email, contact, application, address, gift

    def apply(self, who, round_id, contact):
        story = self.story
        try:
            return story.do(
                "grants.submit_application", who, round=round_id,
                organisation=story.organisation, title="邻里", amount=100,
                contact=contact, budget=[{"item": "活动", "amount": 100}],
                answers=[], attachments=[])["application_id"]
        except Problem:
            return None

    def kept_locale(self, who):
        return next(item["value"] for item in self.copy(who, "notification")
                    if item["kind"] == "preference"
                    and item["field"] == "locale")

    def test_people_get_a_copy_of_what_is_kept_of_them(self):
        name, email, contact, application, address, gift = self.arrive()
        self.story.do("notification.set_preferences", name, locale="en",
                      email=True, events=[])
        wait_for(lambda: any(item["kind"] == "message" for item in self.copy(
            name, "notification")), what="a message")
        found = self.values_of(name)
        self.assertLessEqual({name, email, "applicant"}, found["registry"])
        self.assertIn("applicant", found["grants"])
        self.assertIn(contact, found["grants"])
        self.assertIn(address, found["notification"])
        self.assertEqual(self.kept_locale(name), "en")
        self.assertEqual({item["row"] for item in self.copy(
            name, "fundraising")}, {str(uuid.UUID(bytes=gift))})
        pages = self.copy(name, "notification", limit=1)
        self.assertEqual(pages, self.copy(name, "notification"))
        others = self.values_of("李四")
        for service in SERVICES:
            self.assertFalse({email, contact, address} & others[service])

    def test_an_admin_gets_it_for_who_asks_by_a_contact(self):
        """All that was planted is found by what was typed."""
        self.story.people.token("主管", "admin")
        found = {}
        for contact in self.first:
            for service, values in self.values_of(
                    "主管", contact=contact).items():
                if values:
                    self.assertIn(contact, values)
                    found[service] = found.get(service, 0) + 1
        self.assertEqual(found, {"registry": 4, "grants": 2, "fundraising": 2,
                                 "notification": 1})
        for body in ({"contact": self.contact},
                     {"account": self.story.people.ids["李四"]}):
            with self.assertRaises(Problem) as raised:
                self.copy("operator", "registry", **body)
            self.assertEqual(raised.exception.code, "forbidden")

    def test_who_is_erased_is_gone_everywhere(self):
        name, email, contact, application, address, gift = self.arrive()
        admin, account = self.story.people.token("主管", "admin"), \
            self.story.people.ids[name]
        self.story.client.call("registry.erase_account", DISTRICT, {
            "account_id": account, "reason": "本人要求"}, "erase", admin)
        self.story.people.tokens.pop(name)
        wait_for(lambda: not self.copy("主管", "notification",
                                       account=account)
                 and contact not in self.values_of(
                     "主管", account=account)["grants"], what="all to follow")
        found = self.values_of("主管", account=account)
        for service in SERVICES:
            self.assertFalse([value for value in found[service]
                              for mark in self.marks if mark in value])
        for asked in email, contact, address:
            self.assertFalse(any(self.values_of(
                "主管", contact=asked).values()))
        with self.assertRaises(Problem):
            self.story.people.token(name)

    def test_an_objector_is_erased_too(self):
        contact = self.mark()
        self.story.do("grants.raise_objection", None,
                      application=self.application, text="再议",
                      contact=contact)
        objection = next(item for item in self.story.ask(
            "grants.list_objections", "operator")["items"]
            if item.get("contact") == contact)
        self.story.do("grants.erase_contact", "operator",
                      subject=objection["objection"], reason="本人要求")
        kept = next(item for item in self.story.ask(
            "grants.list_objections", "operator")["items"]
            if item["objection"] == objection["objection"])
        self.assertNotIn("contact", kept)
        self.assertEqual(kept["text"], "再议")

    # ---- who was told

    def told(self, op, who, **filters):
        """What the supervisor sees of it at once: the row was there first."""
        service = op.partition(".")[0]
        return [item for item in self.story.ask(
            f"{service}.list_disclosures", "supervisor",
            account=self.story.people.ids[who], **filters)["items"]
            if item["operation"] == op]

    def test_who_was_told_is_on_record_before_they_are(self):
        objection = self.story.ask("grants.list_objections", "council")[
            "items"][-1]["objection"]
        readings = {
            "registry.get_person": (
                "finance", {"person": self.person}, self.person),
            "registry.list_people": ("finance", {}, self.person),
            "registry.list_person_history": (
                "council", {"person": self.person}, self.person),
            "registry.get_organisation": (
                "finance", {"organisation": self.organisation},
                self.organisation),
            "grants.get_application": (
                "operator", {"application": self.application},
                self.application),
            "grants.list_objections": ("operator", {}, objection),
            "fundraising.get_gift": (
                "finance", {"gift": self.gift}, self.gift),
            "fundraising.get_mandate": (
                "finance", {"mandate": self.mandate}, self.mandate),
        }
        self.assertEqual(set(readings) | READ_BY_NO_OTHER, set(disclosing()))
        for op, (who, body, subject) in readings.items():
            self.story.people.token(who)
            before = len(self.told(op, who, subject=subject))
            self.story.ask(op, who, **body)
            self.assertEqual(len(self.told(op, who, subject=subject)),
                             before + 1, op)

    def test_what_is_read_of_oneself_is_no_disclosure(self):
        name, *_, gift = self.arrive()
        self.story.ask("fundraising.get_gift", name, gift=gift)
        self.story.ask("registry.get_me", name)
        self.copy(name, "registry")
        for service in SERVICES:
            self.assertEqual(self.story.ask(
                f"{service}.list_disclosures", "supervisor",
                account=self.story.people.ids[name])["items"], [])

    def test_an_admin_who_looks_for_another_is_on_record(self):
        self.story.people.token("主管", "admin")
        account = self.story.people.ids["李四"]
        before = len(self.told("registry.list_personal_data", "主管"))
        self.copy("主管", "registry", account=account)
        self.assertEqual(len(self.told(
            "registry.list_personal_data", "主管", subject=account)), 1)
        self.assertGreater(len(self.told(
            "registry.list_personal_data", "主管")), before)

    def test_one_that_was_moved_to_another_row_is_not_believed(self):
        other = self.give("13911111111")["gift_id"]
        self.hub.stop()
        store = next((self.hub.data / "fundraising" / DISTRICT).rglob(
            "*/store.db"))
        with contextlib.closing(sqlite3.connect(store)) as database:
            database.execute(
                "UPDATE donor SET contact = (SELECT contact FROM donor d JOIN"
                " gift g ON g.serial = d.gift WHERE g.id = ?) WHERE gift ="
                " (SELECT serial FROM gift WHERE id = ?)", (self.gift, other))
            database.commit()
        self.hub.start()
        self.hub.wait_ready()
        gift = self.story.ask("fundraising.get_gift", "finance", gift=other)
        self.assertNotIn("contact", gift)
        self.assert_readable()


class RestoredTest(unittest.TestCase):
    """A backup that was sealed by a key which is out of use since."""

    CONTACT = "13800000000"

    def setUp(self):
        self.hub = Hub()
        self.addCleanup(self.hub.close)
        self.hub.start()
        self.hub.wait_ready()
        self.story = Story(self.hub)
        self.addCleanup(self.story.close)
        self.fund = self.story.open_fund(1000000)
        for _ in range(3):
            self.story.do("fundraising.give", None, fund=self.fund, amount=100,
                          channel="counter", donor={"contact": self.CONTACT})
        self.story.people.token("主管", "admin")
        self.keys = self.hub.data / "keys/contacts" / DISTRICT
        self.retired = self.keys.with_name(f"{DISTRICT}.retired")
        backup = self.hub.data / "backup"
        self.cw("backup", str(backup))
        self.cw("keys", "rotate", "--hub", DISTRICT)
        self.hub.stop()
        self.restored = self.cw("restore", str(backup), "--forward").stdout
        self.hub.start()
        self.hub.wait_ready()

    def cw(self, *words, check=True):
        return self.hub.run("cw", *words, check=check, errors=True)

    def rotate(self, *words):
        done = self.cw("keys", "rotate", "--hub", DISTRICT, *words, check=False)
        return done.returncode, done.stdout + done.stderr

    def found(self):
        return [item["value"] for item in self.story.ask(
            "fundraising.list_personal_data", "主管",
            contact=self.CONTACT)["items"] if item["field"] == "contact"]

    def alarms(self):
        return [alarm["kind"] for alarm in self.story.ask(
            "fundraising.get_condition", "supervisor")["stores"][0]["alarms"]]

    def test_who_asks_is_not_told_that_nothing_is_kept(self):
        self.assertEqual(self.alarms(), ["no_contact_key"])  # nobody read one
        status, _, problem = self.hub.http(
            "GET", f"/v1/hubs/{DISTRICT}/fundraising/personal-data"
            f"?contact={self.CONTACT}", token=self.story.people.token("主管"))
        self.assertEqual(status, 503)
        self.assertIn("no_contact_key", problem["type"])
        self.keys.write_text(self.keys.read_text() + self.retired.read_text())
        wait_for(lambda: not self.alarms(), what="the key to be seen")
        self.assertEqual(self.found(), [self.CONTACT] * 3)

    def test_a_restore_names_the_key_and_a_rotation_takes_it_back(self):
        self.assertRegex(
            self.restored, r"fundraising +3 contacts CANNOT BE READ: key "
            rf"[0-9a-f]{{8}} is not in {self.keys}\n *its line is in "
            rf"{self.retired}: cw keys rotate")
        status, said = self.rotate()
        self.assertEqual(status, 0, said)
        self.assertIn(f"1 lines of {self.retired} are tried, too", said)
        self.assertEqual(self.found(), [self.CONTACT] * 3)
        self.assertEqual(len(self.keys.read_text().split()), 1)

    def test_a_key_that_nobody_has_is_named_and_then_given_up(self):
        self.retired.unlink()
        status, said = self.rotate()
        self.assertEqual(status, 1)
        self.assertIn(f"neither in {self.keys} nor in {self.retired}", said)
        self.assertIn("--lost", said)
        status, said = self.rotate("--lost")
        self.assertEqual(status, 0, said)
        self.assertRegex(said, "fundraising +3 contacts are given up")
        wait_for(lambda: not self.alarms(), what="nothing to be missed")
        self.assertEqual(self.found(), [])
        self.assertEqual(self.rotate()[0], 0)
        self.assertEqual(self.alarms(), [])


if __name__ == "__main__":
    unittest.main(verbosity=2)
