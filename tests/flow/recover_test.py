"""A branch's machine burns after its last backup. A new one is made from that
backup, and what came after it comes back from the district."""
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import unittest

from hub import SERVICES, People, wait_for
from majordomo import all_items
from tree import Instance, StoryAt, join_two

DISTRICT, STREET = "longgang", "longgang.bantian"
SPACE = "longgang.bantian.yangguang"
VERIFY = pathlib.Path(__file__).parents[2] / "tools/verify_ledger.py"
KEPT = ("registry", "grants", "fundraising")


class Case(unittest.TestCase):
    hosted = ()

    def setUp(self):
        self.district, self.street = join_two(self, DISTRICT, STREET,
                                              hosted=self.hosted)
        self.above = People(self.district)
        self.above.token("supervisor")
        self.story = StoryAt(self.street)
        self.addCleanup(self.story.close)
        self.fund = self.story.open_fund(100000, at=STREET)
        self.funds = {STREET: self.fund}
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="cw-recover-"))
        self.addCleanup(shutil.rmtree, self.folder, True)
        self.given = {}

    # ---- what happens at the street

    def give(self, key, hub=STREET, **body):
        body = {"amount": 100, "channel": "online", "fund": self.funds[hub],
                "donor": {"contact": f"{key}@example.org"}} | body
        self.given[key] = (body, self.story.do(
            "fundraising.give", None, hub, key=key, **body))
        return self.given[key][1]

    def propose(self):
        _, _, award = self.story.propose(self.fund, STREET, 500,
                                         fund_hub=STREET)
        self.story.wait_award(award, STREET, "reserved")
        return award

    def condition(self, hub, service, people):
        status, _, body = hub.http(
            "GET", f"/v1/hubs/{hub.home}/{service}/condition",
            token=people.token("supervisor"))
        self.assertEqual(status, 200, body)
        return body["stores"][0]

    def applied(self, service):
        found = self.condition(self.district, service, self.above)
        return next(log["applied"] for log in found["follows"]
                    if log["source"] == f"{service}@{STREET}")

    def head(self, service):
        return self.condition(self.street, service, self.story.people)["head"]

    def wait_followed(self, *services):
        """The district has seen all there is."""
        for service in services:
            wait_for(lambda: self.applied(service) >= self.head(service), 30,
                     f"the district to follow {service}")

    def sign_in(self):
        """Who is to look afterwards, so that the backup knows them."""
        self.street_token = self.story.people.token("operator")
        for role in ("supervisor", "finance"):
            self.story.people.token(role)

    def back_up(self):
        self.street.run("cw", "backup", str(self.folder / "backup"))

    def burn(self):
        """Nothing is left of the folder but what the test itself holds, and
        the key of contacts, of which the operator has a copy."""
        for name in list(self.street.processes):
            self.street.kill(name)
        for service in SERVICES:
            shutil.rmtree(self.street.data / service)
        shutil.copytree(self.street.data / "keys/contacts",
                        self.folder / "contacts")
        shutil.rmtree(self.street.data / "keys")

    def restore(self):
        self.street.move_to(self.folder / "fresh")
        shutil.copytree(self.folder / "contacts",
                        self.folder / "fresh/keys/contacts")
        self.street.run("cw", "restore", str(self.folder / "backup"))
        self.street.start()
        self.street.wait_ready()

    def enrol_again(self):
        self.street.run("cw", "hub", "enrol", self.district.invite(
            STREET, self.street.line.port))

    def is_recovering(self, service, hub=STREET):
        client = self.street.client()
        self.addCleanup(client.close)
        wanted = client.send(f"{service}.settle_dead_letter", hub,
                             {"letter": 1, "skip": False, "reason": "无"},
                             token=self.street_token)
        return b"recovering" in client.answer_to(wanted, 12000)[2]

    def wait_served(self, *services, hub=STREET):
        for service in services:
            wait_for(lambda: not self.is_recovering(service, hub), 30,
                     f"{service} of {hub} to be served")

    # ---- what is looked at

    def gifts(self, hub=STREET):
        return {gift["number"]: gift for gift in all_items(
            self.story.client, "fundraising.list_gifts", hub, {},
            self.story.people.token("finance"))}

    def losses(self, service, hub=STREET):
        return self.story.ask(f"{service}.list_losses", "supervisor",
                              hub)["items"]

    def assert_void(self, hub):
        """Numbers that may have been given since the backup, of each series,
        are given to nobody, and a person is told."""
        self.assertEqual({loss["kind"] for loss in self.losses(
            "fundraising", hub)}, {"numbers"})
        self.assertRegex(self.losses("fundraising", hub)[0]["which"],
                         r"^GF-\d+-0002 to 1001$")
        self.assertRegex(self.street.run("cw", "status", "--once").stdout,
                         rf"fundraising@{hub}: loss, \d")
        given = self.give("new", hub=hub)["number"]
        self.assertEqual(given.rpartition("-")[2], "1002")

    def log(self, hub, service):
        return (hub.data / f"{service}.log").read_text()

    def verify_ledger(self, head):
        subprocess.run(
            [sys.executable, "-B", VERIFY, "--head", head,
             f"http://127.0.0.1:{self.street.port}/v1/hubs/{STREET}/ledger"],
            check=True, stdout=subprocess.DEVNULL)

    def assert_sound(self):
        self.assertEqual(self.story.problems_of_money(STREET), [])
        self.assertEqual(self.story.problems_of_logs(STREET), [])


class BurntTest(Case):
    def test_what_was_acknowledged_is_there_once(self):
        self.give("before")
        award = self.propose()
        self.back_up()
        for i in range(5):
            self.give(f"after-{i}")
        awards = [award, self.propose()]
        self.story.register("备份以后登记的组织")
        self.wait_followed(*KEPT)
        gifts, figures = self.gifts(), self.balances()
        self.street_token = self.story.people.token("operator")
        self.assert_sealed()
        self.burn()

        self.restore()
        self.assertEqual(list(self.gifts()), [min(gifts)])
        wait_for(lambda: f"{DISTRICT} is not joined: cw hub invite" in
                 self.street.run("cw", "status", "--once").stdout, 20,
                 "the reason")
        with self.assertRaisesRegex(TimeoutError, "recovering"):
            self.story.client.call(
                "fundraising.give", STREET, self.given["before"][0], "new",
                patience_s=0)
        self.enrol_again()
        self.wait_served(*KEPT)

        self.assertEqual(self.gifts(), gifts)
        self.assertEqual(self.balances(), figures)
        for key, (body, reply) in self.given.items():
            again = self.story.do("fundraising.give", None, key=key, **body)
            self.assertEqual(again, reply)
            self.story.do("fundraising.trace_gift", None, key=None,
                          gift=reply["gift_id"], **reply["receipt"])
        for award in awards:
            self.assertEqual(self.story.award(award, STREET)["state"],
                             "reserved")
        self.goes_on(gifts)
        self.what_is_lost_is_listed()
        self.is_followed_on()

    def balances(self):
        return all_items(self.story.client, "fundraising.list_balances",
                         STREET)

    def assert_sealed(self):
        """The district holds it, and cannot read it."""
        store = self.district.data / "fundraising" / DISTRICT / "current"
        with sqlite3.connect(f"file:{store}/store.db?mode=ro",
                             uri=True) as database:
            kept = [row[0] for row in database.execute(
                "SELECT event FROM kept_event")]
        self.assertTrue(any(b"log.rows_changed" in event for event in kept))
        for word in (b"kept_key", b"example.org"):
            self.assertFalse(any(word in event for event in kept), word)

    def goes_on(self, gifts):
        """Numbers go on without a gap, and the district follows on."""
        last = max(gifts)
        given = self.give("fresh")
        self.assertEqual(int(given["number"].rpartition("-")[2]),
                         int(last.rpartition("-")[2]) + 1)
        self.propose()
        self.wait_followed("grants", "fundraising")
        wait_for(lambda: self.given_above() == 7 * 100, what="the sums")
        for service in ("grants", "fundraising"):
            for hub in (self.district, self.street):
                self.assertNotRegex(
                    self.log(hub, service),
                    r"alarm=diverged hub=\S+ source=(grants|fundraising)@")
        self.verify_ledger(self.given["before"][1]["receipt"]["hash"])
        self.assert_sound()

    def given_above(self):
        reply = self.district.http(
            "GET", f"/v1/hubs/{DISTRICT}/fundraising/sums")[2]
        return sum(item["value"] for item in reply["items"]
                   if item["metric"] == "given" and item["key"] == STREET)

    def what_is_lost_is_listed(self):
        """Who gave is in no log; registry has no rows in its own."""
        lost = self.losses("fundraising")
        self.assertEqual({item["kind"] for item in lost}, {"value"})
        self.assertEqual(
            len([i for i in lost if i["what"] == "donor.contact"]), 5)
        self.assertIn("registry.organisation_registered",
                      [item["what"] for item in self.losses("registry")])
        table = self.street.run("cw", "status", "--once").stdout
        self.assertRegex(table, rf"fundraising@{STREET}: loss, {len(lost)}")
        self.street.run("cw", "events", "settle", "fundraising",
                        str(lost[-1]["loss"]), "--hub", STREET,
                        "--reason", "已补录")
        self.assertEqual(self.losses("fundraising"), [])

    def is_followed_on(self):
        """What registry lost others had seen: they wait for a person."""
        wait_for(lambda: (DISTRICT, "registry", f"registry@{STREET}")
                 in self.forks(), what="the fork")
        for home, service, source in self.forks():
            hub = self.street if home == STREET else self.district
            hub.run("cw", "events", "rejoin", service, source, "--hub", home,
                    "--reason", "已核对")
        self.assertEqual(self.forks(), [])
        self.story.register("重新登记的组织")
        self.wait_followed(*KEPT)
        lost = self.district.run("cw", "events", "lost", "registry", "--hub",
                                 DISTRICT).stdout
        self.assertIn("registry.organisation_registered", lost)
        self.assertNotIn("BEHIND",
                         self.district.run("cw", "status", "--once").stdout)

    def forks(self):
        return [(hub.home, service, log["source"])
                for hub, people in ((self.district, self.above),
                                    (self.street, self.story.people))
                for service in SERVICES
                for log in self.condition(hub, service, people)["follows"]
                if log["is_failing"]
                and "goes on otherwise" in log.get("last_error", "")]


class HostedTest(Case):
    """A space on the street's machine burns with it, and who kept what it
    did, too. Nobody else has that."""

    hosted = (SPACE,)

    def setUp(self):
        super().setUp()
        self.funds[SPACE] = self.story.open_fund(100000, at=SPACE)

    def given_above(self):
        reply = self.district.http(
            "GET", f"/v1/hubs/{DISTRICT}/fundraising/sums")[2]
        return {item["key"]: item["value"] for item in reply["items"]
                if item["metric"] == "given"}

    def test_its_numbers_are_void_and_a_person_is_told(self):
        for hub in (STREET, SPACE):
            self.give(f"before-{hub}", hub)
        self.sign_in()
        self.back_up()
        for i in range(6):
            self.give(f"after-{i}", (STREET, SPACE)[i % 2])
        wait_for(lambda: self.given_above() == {STREET: 400, SPACE: 400},
                 30, "the district to see all of it")
        self.wait_followed("fundraising")
        gifts = self.gifts()
        self.burn()
        self.restore()
        self.enrol_again()
        for hub in (STREET, SPACE):
            self.wait_served(*KEPT, hub=hub)
        self.assertEqual(self.gifts(), gifts)
        self.assertEqual(len(self.gifts(SPACE)), 1)
        self.assert_void(SPACE)
        for service in ("registry", "grants"):
            self.assertIn("numbers", [loss["kind"] for loss in self.losses(
                service, SPACE)])


class AloneTest(Case):
    def test_a_person_decides_when_the_district_cannot_be_asked(self):
        """It burnt, too, or the line is down: served as restored, and numbers
        that may have been given are not given again."""
        self.give("before")
        self.back_up()
        self.give("after")
        self.street_token = self.story.people.token("operator")
        self.burn()
        self.restore()
        wait_for(lambda: "not joined" in self.status(), what="why it waits")
        self.assertTrue(self.is_recovering("fundraising"))
        self.assertRegex(self.status(),
                         rf"fundraising@{STREET}: recovering {DISTRICT} ")
        for service in KEPT:
            self.street.run("cw", "recover", service, "--hub", STREET,
                            "--reason", "区中心同时受灾", "--numbers", "50")
        self.wait_served(*KEPT)
        self.assertEqual(int(self.give("new")["number"].rpartition("-")[2]),
                         52)
        void = next(item for item in self.losses("fundraising")
                    if item["kind"] == "numbers")
        self.assertRegex(void["which"], r"^GF-\d+-0002 to 0051$")
        log = self.street.run("cw", "tail", "fundraising", "--hub", STREET,
                              "--once").stdout
        self.assertRegex(log, "log.store_recovered.*区中心同时受灾")
        done = self.street.run("cw", "recover", "fundraising", "--hub", STREET,
                               "--reason", "再来", check=False, errors=True)
        self.assertNotEqual(done.returncode, 0)
        self.assert_sound()

    def status(self):
        return self.street.run("cw", "status", "--once").stdout


class UppermostTest(Case):
    """A district and its street on one machine: nobody is above them."""

    def setUp(self):
        self.street = Instance(STREET, home=DISTRICT)
        self.addCleanup(self.street.close)
        self.street.start()
        self.street.wait_ready()
        self.story = StoryAt(self.street)
        self.addCleanup(self.story.close)
        self.funds = {hub: self.story.open_fund(100000, at=hub)
                      for hub in (DISTRICT, STREET)}
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="cw-recover-"))
        self.addCleanup(shutil.rmtree, self.folder, True)
        self.given = {}

    def test_its_numbers_are_void_and_a_person_is_told(self):
        for hub in self.funds:
            self.give(f"before-{hub}", hub)
        self.sign_in()
        self.back_up()
        for hub in self.funds:
            self.give(f"after-{hub}", hub)
        self.burn()
        self.restore()
        for hub in self.funds:
            self.wait_served(*KEPT, hub=hub)
            self.assertEqual(len(self.gifts(hub)), 1)
            self.assert_void(hub)
        self.assertEqual(self.story.problems_of_money(*self.funds), [])
        self.assertEqual(self.story.problems_of_logs(*self.funds), [])


if __name__ == "__main__":
    unittest.main(verbosity=2)
