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
          " || iif(substr(body, -1) = x'00', x'01', x'00') AS BLOB)" \
          " WHERE seq = 2"
LAST_FLIPPED = FLIPPED.replace("seq = 2",
                               "seq = (SELECT max(seq) FROM event)")
REMOVED = "DELETE FROM event WHERE seq = 2"
LAST_REMOVED = "DELETE FROM event WHERE seq = (SELECT max(seq) FROM event)"
ALTERED = "UPDATE account SET balance = balance + 1 WHERE rowid =" \
          " (SELECT rowid FROM account WHERE balance > 0 LIMIT 1)"

# What no sum tells, only the log: a change, and what is shown of it.
ROWS = {
    "fundraising": [
        ("UPDATE fund SET name = name || '会'", r"fund 1: changed name"),
        ("UPDATE project SET title = '别的'", r"project \d+: changed title"),
        ("UPDATE reservation SET state = 3", r"reservation \d+: changed state"),
        ("UPDATE payment SET recorded_by = approved_by",
         r"payment \d+: changed recorded_by"),
        ("DELETE FROM bank_reference", r"bank_reference \S+: gone"),
        ("INSERT INTO hub VALUES ('longgang.x')", r"hub longgang\.x: added"),
        ("UPDATE numbers SET last = 0", r"numbers \S+ \d+: changed last"),
        ("UPDATE rollup SET value = value + 1", r"rollup [^\n]*: changed value")],
    "grants": [
        ("UPDATE award SET amount = amount + 1", r"award \d+: changed amount")],
}


class StoreCase(unittest.TestCase):
    def open(self):
        self.hub = Hub()
        self.addCleanup(self.hub.close)
        self.hub.start()
        self.hub.wait_ready()
        self.story = Story(self.hub)
        self.addCleanup(self.story.close)

    def change(self, *statements, service="fundraising"):
        self.hub.kill(service)
        store = next((self.hub.data / service / DISTRICT).rglob("store.db"))
        with contextlib.closing(sqlite3.connect(store)) as database, database:
            for statement in statements:
                self.assertGreaterEqual(
                    database.execute(statement).rowcount, 1, statement)
        self.hub.start(service)
        wait_for(lambda: self.hub.run(
            "cw", "call", f"{service}.list_sums", "--hub", DISTRICT,
            check=False, errors=True).returncode == 0)

    def cw(self, command):
        found = self.hub.run("cw", command, check=False, errors=True)
        return found.returncode, found.stdout + found.stderr

    def assert_found(self, command, *shown):
        status, said = self.cw(command)
        self.assertEqual(status, 1, said)
        for line in shown:
            self.assertRegex(said, line)
        self.assertRegex(said.splitlines()[-1],
                         rf"^cw {command}: .* under Checking the books$")


class TamperedTest(StoreCase):
    def setUp(self):
        self.open()
        for _ in range(2):
            self.story.open_fund(5000)
        wait_for(self.is_followed, what="the log to be followed to its end")

    def store(self, service):
        return self.story.ask(f"{service}.get_condition",
                              "supervisor")["stores"][0]

    def is_followed(self):
        head = self.store("fundraising")["head"]
        return all(log["applied"] == head
                   for log in self.store("notification")["follows"]
                   if log["source"] == f"fundraising@{DISTRICT}")

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

    def test_what_was_altered_before_it_was_followed_is_an_alarm(self):
        self.hub.kill("notification")
        self.story.open_fund(700)
        self.change(LAST_FLIPPED)
        self.hub.start("notification")
        shown = wait_for(lambda: (said := self.cw("status")[1])
                         and "notification@longgang: diverged "
                         "fundraising@longgang" in said and said,
                         60, "the alarm")
        self.assertRegex(shown, r"its chain is broken: event \d+ says another "
                                r"thing than was hashed")
        self.assert_found("verify", r"fundraising +BROKEN at event")

    def test_one_altered_balance_is_found(self):
        self.change(ALTERED)
        self.assert_found("audit", r"NOT SOUND")
        self.assert_found("audit", r"balance [^\n]*: expected \d+, found \d+")
        self.assert_found("audit", r"fundraising +whole")


class RowsTest(StoreCase):
    def setUp(self):
        self.open()
        story, fund = self.story, self.story.open_fund(10000)
        round_id, _, award = story.propose(fund, DISTRICT, 6000)
        story.wait_award(award, DISTRICT, "reserved")
        story.pass_notice(round_id, award, DISTRICT)
        story.do("fundraising.give", None, fund=fund, amount=700,
                 channel="counter", donor={"display_name": "陈", "contact": "1"})
        story.sign(award, DISTRICT)
        story.pay(award)
        story.wait_tranche(award, DISTRICT, "paid")
        wait_for(lambda: story.ask("fundraising.list_sums", "finance")["items"],
                 what="the figures of the hub")

    def test_rows_that_are_not_as_logged_are_found(self):
        """And none where nobody touched them, after a whole award."""
        status, said = self.cw("audit")
        self.assertEqual(status, 0, said)
        for service, changes in ROWS.items():
            self.assertRegex(said, rf"{service} +rows as logged: \d+ compared")
            self.change(*(statement for statement, _ in changes),
                        service=service)
        self.assert_found("audit", *(shown for changes in ROWS.values()
                                     for _, shown in changes))
        self.assert_found("audit", r"grants +rows NOT AS LOGGED")
        for service in ROWS:
            self.assertEqual(
                list((self.hub.data / service / ".scratch").iterdir()), [])


if __name__ == "__main__":
    unittest.main(verbosity=2)
