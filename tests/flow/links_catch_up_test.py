"""A street that was cut off for long catches up in pages, in order, once, and
who asks the district meanwhile is answered.

GIFTS says how many it took meanwhile; of itself the test is a short one.
"""
import os
import time
import unittest

import msgpack

from hub import wait_for
from load import Load
from skew_test import log, rows
from tree import StoryAt, join_two

DISTRICT, STREET = "longgang", "longgang.bantian"
GIFTS = int(os.environ.get("GIFTS", "2500"))
LONGEST_S = 5  # of a live gift, on a machine that is at work
PATIENCE_S = 60 + GIFTS / 100


class CatchUpTest(unittest.TestCase):
    def setUp(self):
        self.district, self.street = join_two(self, DISTRICT, STREET)
        self.above, self.below = StoryAt(self.district), StoryAt(self.street)
        self.addCleanup(self.above.close)
        self.addCleanup(self.below.close)
        self.purse = self.above.open_fund(at=DISTRICT)
        self.fund = self.below.open_fund(at=STREET)

    def give_cut_off(self, load, count):
        self.street.line.cut()
        before = load.sent
        while load.sent < before + count:
            load.run_for(0.1)
        load.finish()

    def followed(self):
        """How many events of the street the district has applied."""
        return rows(self.district, "fundraising",
                    "SELECT count(*) FROM kept_event")[0][0]

    def kept(self):
        found = [msgpack.unpackb(event) for event, in rows(
            self.district, "fundraising",
            "SELECT event FROM kept_event ORDER BY id")]
        return [(event["seq"], event["at"], event["hash"]) for event in found]

    def given_above(self):
        reply = self.district.http(
            "GET", f"/v1/hubs/{DISTRICT}/fundraising/sums")[2]
        return sum(item["value"] for item in reply["items"]
                   if item["metric"] == "given" and item["key"] == STREET)

    def give_live(self):
        """A gift at the district: how long it took."""
        begin = time.monotonic()
        self.above.do("fundraising.give", None, DISTRICT, fund=self.purse,
                      amount=1, channel="online")
        return time.monotonic() - begin

    def give_until_followed(self, count):
        """How far the district was, and how long the gift took, of each gift
        between the first page and the last."""
        end, found = time.monotonic() + PATIENCE_S, []
        first = self.followed()
        while (now := self.followed()) < count:
            took = self.give_live()
            if first < now:
                found.append((now, took))
            self.assertLess(time.monotonic(), end, f"{now} of {count}")
        return found

    def catch_up(self, load, gifts):
        """Until where the street was followed when a gift was answered."""
        self.give_cut_off(load, gifts)
        count, before = len(log(self.street, "fundraising")), self.followed()
        self.assertGreater(count - before, gifts / 2)
        self.street.line.mend()
        begin = time.monotonic()
        live = self.give_until_followed(count)
        longest = max((took for _, took in live), default=0)
        print(f"{count - before} events in {time.monotonic() - begin:.1f} s;"
              f" {len(live)} gifts meanwhile, {longest * 1000:.0f} ms at most",
              flush=True)
        self.assertLess(longest, LONGEST_S)
        return {now for now, _ in live}

    def test_in_order_once_and_live_gifts_go_on(self):
        client = self.street.client()
        self.addCleanup(client.close)
        load = Load(client, STREET, "fundraising.give", lambda number: {
            "fund": self.fund, "amount": number, "channel": "online"})
        gifts, stops = GIFTS, set()
        while len(stops) < 2 and gifts < 10 * GIFTS:  # it may be too quick
            stops, gifts = self.catch_up(load, gifts), 2 * gifts
        self.assertGreater(len(stops), 1, "it did not come by pages")
        given = sum(load.numbers.values())
        wait_for(lambda: self.kept() == log(self.street, "fundraising"), 60,
                 "the same log")
        wait_for(lambda: self.given_above() == given, 60, "the sums")
        self.assertEqual(self.above.problems_of_logs(DISTRICT), [])
        self.assertEqual(self.above.problems_of_money(DISTRICT), [])


if __name__ == "__main__":
    unittest.main(verbosity=2)
