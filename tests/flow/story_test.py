"""What ./run plays, on real processes: whole, and interrupted half-way."""
import contextlib
import json
import pathlib
import signal
import sqlite3
import stat
import subprocess
import sys
import unittest
import uuid

from hub import DAY_MS, SERVICES, Hub, wait_for
from majordomo import all_items

ROOT = pathlib.Path(__file__).parents[2]
HUB = "longgang"


def hubs_of_the_sample():
    lines = (ROOT / "tools/sample/hubs.csv").read_text().splitlines()
    return [line.split(",")[0] for line in lines
            if line.startswith(f"{HUB}.")]


class SampleTest(unittest.TestCase):
    """A hub of the sample's that waits for its story."""

    @classmethod
    def setUpClass(cls):
        # As ./run does: its stores are made on the first day of the story.
        cls.hub = Hub(*hubs_of_the_sample(), days=-90)
        cls.addClassCleanup(cls.hub.close)
        cls.hub.start()
        cls.hub.wait_ready()

    @classmethod
    def command(cls, program=ROOT / "tools/sample"):
        return [sys.executable, "-B", program, "--data", cls.hub.data,
                "--port", str(cls.hub.port)]

    @classmethod
    def tell(cls, **program):
        return subprocess.run(cls.command(**program), stdout=subprocess.PIPE,
                              text=True, check=True, timeout=300).stdout

    @classmethod
    def steps(cls):
        journal = cls.hub.data / "sample-journal.json"
        return json.loads(journal.read_text()) if journal.exists() else {}

    def accounts(self):
        return json.loads((self.hub.data / "sample-accounts.json").read_text())

    def token(self, role):
        return next(a["token"] for a in self.accounts() if a["role"] == role)

    def assert_nothing_was_done_twice(self):
        client, finance = self.hub.client(), self.token("finance")
        for op, count in (("registry.list_organisations", 8),
                          ("grants.list_rounds", 3),
                          ("grants.list_awards", 4),
                          ("grants.list_projects", 18),
                          ("fundraising.list_gifts", 2),
                          ("fundraising.list_payments", 5)):
            self.assertEqual(
                len(all_items(client, op, HUB, token=finance)), count, op)
        client.close()


class ForgetfulTest(SampleTest):
    def test_every_step_can_be_forgotten(self):
        told = self.tell(program=ROOT / "tests/flow/forgetful.py")
        self.assertIn("killed after 10 days", told)
        self.assertIn("done", self.steps())
        self.assert_nothing_was_done_twice()


class StoryTest(SampleTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.interrupt()
        cls.told = cls.tell()

    @classmethod
    def interrupt(cls):
        """Killed when about half of the steps are done."""
        story = subprocess.Popen(cls.command(), stdout=subprocess.DEVNULL)
        wait_for(lambda: len(cls.steps()) > 80 or story.poll() is not None, 60)
        story.send_signal(signal.SIGKILL)
        story.wait()
        assert "done" not in cls.steps(), "it was over before it was killed"
        cls.forget("open account 居民李")

    @classmethod
    def forget(cls, step):
        """As if it was killed after this was done and before it was noted."""
        steps = cls.steps()
        del steps[step]
        (cls.hub.data / "sample-journal.json").write_text(
            json.dumps(steps, ensure_ascii=False))

    def test_the_trace_and_the_messages_are_shown(self):
        self.assertIn("of the gift paid tranche 2", self.told)
        self.assertIn("感谢您的捐赠", self.told)
        self.assertIn("第2期款已支付", self.told)

    def test_nothing_was_done_twice(self):
        self.assert_nothing_was_done_twice()

    def events(self, service):
        """[(type, subject, actor, at)] of the district."""
        store = next((self.hub.data / service / HUB).rglob("store.db"))
        with contextlib.closing(sqlite3.connect(f"file:{store}?mode=ro",
                                                uri=True)) as database:
            return [(type, uuid.UUID(bytes=subject), actor, at)
                    for type, subject, actor, at in database.execute(
                        "SELECT type, subject, actor, at FROM event"
                        " WHERE subject IS NOT NULL ORDER BY seq")]

    def test_no_fact_precedes_what_it_rests_on(self):
        events = {service: self.events(service) for service in SERVICES}
        opened = {str(subject): at for type, subject, _, at
                  in events["registry"] if type == "registry.account_opened"}
        self.assertGreater(len(opened), 14)
        for service in SERVICES:
            for type, _, actor, at in events[service]:
                self.assertGreaterEqual(at, opened.get(actor, 0),
                                        type)
        registered = [at for type, _, _, at in events["registry"]
                      if type == "registry.organisation_registered"]
        self.assertEqual(len(registered), 8)
        for service, type in (("grants", "grants.application_submitted"),
                              ("fundraising", "fundraising.fund_opened")):
            first = min(at for t, _, _, at in events[service] if t == type)
            self.assertLessEqual(max(registered), first, type)

    def test_it_began_ninety_days_ago(self):
        began = self.steps()["began"]
        for service in ("registry", "grants", "fundraising"):
            first = self.events(service)[0][3]
            self.assertLess(first, began - 87 * DAY_MS, service)
            self.assertGreater(first, began - 91 * DAY_MS, service)

    def test_a_story_that_was_told_is_not_told_again(self):
        self.assertEqual(self.tell(), "")

    def test_accounts_are_for_their_owner_alone_and_work(self):
        path = self.hub.data / "sample-accounts.json"
        self.assertEqual(stat.S_IMODE(path.stat().st_mode), 0o600)
        self.assertEqual({a["role"] for a in self.accounts()},
                         {"donor", "applicant", "reviewer", "operator",
                          "finance", "council", "supervisor", "admin"})
        for account in self.accounts():
            status, _, me = self.hub.http(
                "GET", f"/v1/hubs/{HUB}/me", token=account["token"])
            self.assertEqual((status, me["account"]["account"]),
                             (200, account["account"]))

    def test_the_clock_is_left_at_zero(self):
        self.assertEqual((self.hub.data / "clock").read_text().strip(), "0")

    def test_nothing_needs_a_person(self):
        shown = self.hub.run("cw", "status", "--once").stdout
        self.assertIn(" 0 alarms", shown)

    def test_the_books_are_sound(self):
        self.assertEqual(self.hub.run("cw", "audit", check=False).returncode, 0)

    def test_anybody_can_check_the_ledger(self):
        found = subprocess.run(
            [sys.executable, ROOT / "tools/verify_ledger.py",
             f"http://127.0.0.1:{self.hub.port}/v1/hubs/{HUB}/ledger"],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.assertEqual(found.returncode, 0, found.stdout)


if __name__ == "__main__":
    unittest.main(verbosity=2)
