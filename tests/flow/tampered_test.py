"""What somebody did to a store behind our back is found.

The service is stopped, a row of its file is changed, and it is started again:
then the operator asks cw verify and cw audit.
"""
import contextlib
import sqlite3
import unittest

from hub import Hub, wait_for
from story import DISTRICT, Story

FLIPPED = "UPDATE event SET body = cast(substr(body, 1, length(body) - 1)" \
          " || x'00' AS BLOB) WHERE seq = 2"
REMOVED = "DELETE FROM event WHERE seq = 2"
LAST_REMOVED = "DELETE FROM event WHERE seq = (SELECT max(seq) FROM event)"
ALTERED = "UPDATE account SET balance = balance + 1 WHERE rowid =" \
          " (SELECT rowid FROM account WHERE balance > 0 LIMIT 1)"


class TamperedTest(unittest.TestCase):
    def setUp(self):
        self.hub = Hub()
        self.addCleanup(self.hub.close)
        self.hub.start()
        self.hub.wait_ready()
        self.story = Story(self.hub)
        self.addCleanup(self.story.close)
        for _ in range(2):
            self.story.open_fund(5000)
        wait_for(self.is_followed, what="the log to be followed to its end")

    def is_followed(self):
        stores = self.story.ask("notification.get_condition", "supervisor")
        return all(log["applied"] > 3 and log["lag"] == 0
                   for log in stores["stores"][0]["follows"]
                   if log["source"] == f"fundraising@{DISTRICT}")

    def change(self, statement):
        self.hub.kill("fundraising")
        store = next((self.hub.data / "fundraising" / DISTRICT)
                     .rglob("store.db"))
        with contextlib.closing(sqlite3.connect(store)) as database, database:
            self.assertEqual(database.execute(statement).rowcount, 1)
        self.hub.start("fundraising")
        wait_for(lambda: self.hub.run(
            "cw", "call", "fundraising.list_funds", "--hub", DISTRICT,
            check=False, errors=True).returncode == 0)

    def cw(self, command):
        found = self.hub.run("cw", command, check=False, errors=True)
        return found.returncode, found.stdout

    def assert_found(self, command, shown):
        status, said = self.cw(command)
        self.assertEqual(status, 1, said)
        self.assertRegex(said, shown)

    def test_nothing_is_found_where_nothing_was_done(self):
        for command in ("verify", "audit"):
            self.assertEqual(self.cw(command)[0], 0)

    def test_one_flipped_byte_is_found(self):
        self.change(FLIPPED)
        for command in ("verify", "audit"):
            self.assert_found(command, r"fundraising +BROKEN at event 2")

    def test_one_removed_event_is_found(self):
        self.change(REMOVED)
        for command in ("verify", "audit"):
            self.assert_found(command, r"fundraising +BROKEN at event")

    def test_the_last_event_removed_is_found(self):
        self.change(LAST_REMOVED)
        for command in ("verify", "audit"):
            self.assert_found(
                command, r"fundraising@longgang: ENDS at event \d+, but "
                r"(grants|notification) of longgang has seen \d+")

    def test_one_altered_balance_is_found(self):
        self.change(ALTERED)
        self.assert_found("audit", r"NOT SOUND")
        self.assert_found("audit", r"balance [^\n]*: expected \d+, found \d+")
        self.assert_found("audit", r"fundraising +whole")


if __name__ == "__main__":
    unittest.main(verbosity=2)
