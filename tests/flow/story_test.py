"""What ./run plays, on real processes: whole, and interrupted half-way."""
import json
import pathlib
import signal
import stat
import subprocess
import sys
import unittest

from hub import Hub, wait_for
from majordomo import all_items

ROOT = pathlib.Path(__file__).parents[2]
HUB = "longgang"


def hubs_of_the_sample():
    lines = (ROOT / "tools/sample/hubs.csv").read_text().splitlines()
    return [line.split(",")[0] for line in lines
            if line.startswith(f"{HUB}.")]


class StoryTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.hub = Hub(*hubs_of_the_sample())
        cls.addClassCleanup(cls.hub.close)
        # As ./run does: no service may log anything later than the story.
        cls.hub.advance(days=-90)
        cls.hub.start()
        cls.hub.wait_ready()
        cls.interrupt()
        cls.told = cls.tell()

    @classmethod
    def command(cls):
        return [sys.executable, "-B", ROOT / "tools/sample", "--data",
                cls.hub.data, "--port", str(cls.hub.port)]

    @classmethod
    def steps(cls):
        journal = cls.hub.data / "sample-journal.json"
        return json.loads(journal.read_text()) if journal.exists() else {}

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

    @classmethod
    def tell(cls):
        return subprocess.run(cls.command(), stdout=subprocess.PIPE, text=True,
                              check=True, timeout=120).stdout

    def accounts(self):
        return json.loads((self.hub.data / "sample-accounts.json").read_text())

    def token(self, role):
        return next(a["token"] for a in self.accounts() if a["role"] == role)

    def test_the_trace_and_the_messages_are_shown(self):
        self.assertIn("of the gift paid tranche 2", self.told)
        self.assertIn("感谢您的捐赠", self.told)
        self.assertIn("第2期款已支付", self.told)

    def test_nothing_was_done_twice(self):
        client = self.hub.client()
        self.assertEqual(
            len(all_items(client, "registry.list_organisations", HUB)), 8)
        self.assertEqual(len(all_items(client, "fundraising.list_gifts", HUB,
                                       token=self.token("finance"))), 2)
        client.close()

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
