"""A street's clock goes days ahead of its district's, or behind: each hub dates
what it did by its own, and nothing else depends on it."""
import contextlib
import sqlite3
import unittest

import msgpack

from hub import DAY_MS, SERVICES, wait_for
from tree import StoryAt, join_two

DISTRICT, STREET = "longgang", "longgang.bantian"
HOUR_MS = 3600000
NEAR_MS = 10 * 60000  # between two dates of one test on one clock


def rows(hub, service, select):
    store = hub.data / service / hub.home / "current" / "store.db"
    with contextlib.closing(sqlite3.connect(f"file:{store}?mode=ro",
                                            uri=True)) as database:
        return database.execute(select).fetchall()


def log(hub, service):
    """(seq, date, hash) of each event."""
    return rows(hub, service, "SELECT seq, at, hash FROM event ORDER BY seq")


def dates(hub, service, event):
    return [at for at, in rows(
        hub, service,
        f"SELECT at FROM event WHERE type = '{service}.{event}' ORDER BY seq")]


class Skewed:
    """The same story, whatever the clock of the street says."""

    days = 0

    def setUp(self):
        self.district, self.street = join_two(self, DISTRICT, STREET, self.days)
        self.above, self.below = StoryAt(self.district), StoryAt(self.street)
        self.addCleanup(self.above.close)
        self.addCleanup(self.below.close)
        self.purse = self.above.open_fund(10000, DISTRICT)
        self.fund = self.below.open_fund(at=STREET)

    def test_order_and_dates_are_each_hubs_own(self):
        owners = self.owners()
        self.give(100)
        award = self.below.propose(self.purse, STREET, 500)[2]
        self.below.wait_award(award, STREET, "reserved")
        self.assert_dated_by_own_clocks()
        self.jump(20 * HOUR_MS)
        self.give(20)
        self.jump(-30 * HOUR_MS)  # dates stand still meanwhile
        self.give(3)
        other = self.below.propose(self.purse, STREET, 700)[2]
        self.below.wait_award(other, STREET, "reserved")
        self.assert_followed_as_it_was()
        self.assert_heard_lately()
        self.assertEqual(self.owners(), owners)
        self.assert_sound()

    def give(self, amount):
        self.below.do("fundraising.give", None, fund=self.fund, amount=amount,
                      channel="online")

    def jump(self, ms):
        self.street.advance(ms=ms)
        self.below.people.sign_in_again()

    def owners(self):
        """Who holds which lease, and since which term."""
        return [sorted((s["service"], s["hub"], s.get("instance"),
                        s.get("term")) for s in story.ask(
                            "gateway.list_shards", "supervisor", limit=200)
                       ["items"] if s["hub"] == story.at)
                for story in (self.above, self.below)]

    def assert_near(self, found, expected):
        self.assertLess(abs(found - expected), NEAR_MS)

    def assert_dated_by_own_clocks(self):
        """What one hub answers the other has the date of who answers."""
        here, there = self.street.now_ms(), self.district.now_ms()
        self.assert_near(here - there, self.days * DAY_MS)
        for service, event in (("fundraising", "gift_received"),
                               ("grants", "award_proposed")):
            self.assert_near(dates(self.street, service, event)[-1], here)
        reserved = dates(self.district, "fundraising", "award_reserved")
        self.assert_near(reserved[-1], there)

    def assert_followed_as_it_was(self):
        """The district kept the street's log: its order, its dates."""
        for service in ("grants", "fundraising"):
            own = log(self.street, service)
            self.assertEqual([at for _, at, _ in own],
                             sorted(at for _, at, _ in own))
            kept = wait_for(lambda s=service, n=len(own): self.kept(s, n), 30,
                            f"the district to follow {service}")
            self.assertEqual(kept, own)
        wait_for(lambda: self.given_above() == 123, 30, "the sums")

    def kept(self, service, count):
        found = [msgpack.unpackb(event) for event, in rows(
            self.district, service,
            f"SELECT event FROM kept_event WHERE branch = '{STREET}'"
            " ORDER BY id")]
        return len(found) == count and [
            (event["seq"], event["at"], event["hash"]) for event in found]

    def sums(self):
        return self.district.http(
            "GET", f"/v1/hubs/{DISTRICT}/fundraising/sums")[2]

    def given_above(self):
        return sum(item["value"] for item in self.sums()["items"]
                   if item["metric"] == "given" and item["key"] == STREET)

    def assert_heard_lately(self):
        """By the district's clock; no link fell."""
        heard = next(source for source in self.sums()["hubs"]
                     if source["hub"] == STREET)
        self.assertFalse(heard["is_silent"])
        for hub, said in ((self.street, "parent_gone"),
                          (self.district, "service=link")):
            self.assertNotIn(said, (hub.data / "gateway.log").read_text())
        self.assertTrue(self.street.is_joined())
        self.assertEqual(self.district.neighbours(), {STREET: "up"})

    def assert_sound(self):
        for story in (self.above, self.below):
            self.assertEqual(story.problems_of_money(story.at), [])
            self.assertEqual(story.problems_of_logs(story.at), [])
        for hub in (self.district, self.street):
            for service in SERVICES:
                self.assertNotIn(
                    "alarm=", (hub.data / f"{service}.log").read_text())


class AheadTest(Skewed, unittest.TestCase):
    days = 3

    def test_staff_of_the_district_work_on_when_the_line_is_cut(self):
        """Their sessions have ended by the street's clock, not by their own."""
        token = self.above.people.token("admin-2", "admin")

        def look():
            return self.below.client.call("registry.list_accounts", STREET,
                                          token=token)["items"]
        found = look()
        self.street.line.cut()
        wait_for(lambda: not self.street.is_joined(), 60, "the cut")
        self.assertEqual(look(), found)


class BehindTest(Skewed, unittest.TestCase):
    days = -3


if __name__ == "__main__":
    unittest.main(verbosity=2)
