"""A hub says that its staff alone enter gifts: across real processes, by HTTP.

What was given before stays; a gift that is sent again is answered as it was.
"""
import unittest
import uuid

from hub import Hub, wait_for
from story import DISTRICT, Story, new_key

STREET = "longgang.bantian"


class GiftEntryTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.hub = Hub(STREET)
        cls.addClassCleanup(cls.hub.close)
        cls.hub.start()
        cls.hub.wait_ready()
        cls.story = Story(cls.hub)
        cls.addClassCleanup(cls.story.close)
        cls.fund = str(uuid.UUID(bytes=cls.story.open_fund()))
        cls.first_key = new_key()
        cls.story.people.token("柜台", "finance", STREET)

    @classmethod
    def give(cls, who=None, key=None, **more):
        """(status, what was answered)."""
        token = cls.story.people.token(who) if who else None
        status, _, answer = cls.hub.http(
            "POST", f"/v1/hubs/{DISTRICT}/gifts",
            {"fund": cls.fund, "amount": 500, "channel": "counter"} | more,
            token, {"Idempotency-Key": key or new_key()})
        return status, answer

    def say(self, who):
        self.story.client.call(
            "fundraising.set_gift_entry", DISTRICT,
            {"who": who, "reason": "本站没有公开募捐资格"}, new_key(),
            self.story.people.token("主任", "admin"))

    def test_1_anybody_gives_at_first(self):
        status, GiftEntryTest.first = self.give(key=self.first_key)
        self.assertEqual(status, 200, self.first)

    def test_2_then_staff_alone(self):
        # The district hears of the street, where a gift is taken, by events.
        wait_for(lambda: self.give("finance", channel_hub=STREET)[0] == 200,
                 what="the street to be known")
        self.say("staff")
        status, problem = self.give()
        self.assertEqual((status, problem["type"].split(":")[-1]),
                         (403, "gifts_by_staff"))
        self.assertEqual(self.give("applicant")[0], 403)
        self.assertEqual(self.give("finance")[0], 200)
        self.assertEqual(self.give("柜台", channel_hub=STREET)[0], 200)
        self.assertEqual(self.give("柜台")[0], 403)

    def test_3_what_was_given_before_is_answered_as_before(self):
        status, again = self.give(key=self.first_key)
        self.assertEqual((status, again), (200, self.first))
        receipt = self.first["receipt"]
        found = self.story.ask("fundraising.get_receipt", None, **receipt)
        self.assertEqual(found["state"], "received")

    def test_4_it_is_said_in_public_and_taken_back(self):
        found = self.story.ask("fundraising.get_gift_entry", None)
        self.assertEqual((found["who"], found["reason"]),
                         ("staff", "本站没有公开募捐资格"))
        self.say("anybody")
        self.assertEqual(self.give()[0], 200)


if __name__ == "__main__":
    unittest.main()
