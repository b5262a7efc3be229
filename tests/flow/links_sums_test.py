"""A district's figures are the sums of those below it, over links that may be
cut; who is silent is shown as such and not as zero."""
import unittest

from hub import wait_for
from tree import Instance, StoryAt

DISTRICT, STREET, SPACE = ("longgang", "longgang.bantian",
                           "longgang.bantian.yangguang")


class Sums(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.tree = [Instance(home=home) for home in (DISTRICT, STREET, SPACE)]
        cls.district, cls.street, cls.space = cls.tree
        for hub in cls.tree:
            cls.addClassCleanup(hub.close)
            hub.start()
        for hub in cls.tree:
            hub.wait_ready()
        cls.street.join(cls.district)
        cls.space.join(cls.street)
        cls.stories = {hub.home: StoryAt(hub) for hub in cls.tree}
        cls.funds = {}
        for home, story in cls.stories.items():
            cls.addClassCleanup(story.close)
            cls.funds[home] = story.open_fund(at=home)

    def give(self, home, *amounts):
        for amount in amounts:
            self.stories[home].do(
                "fundraising.give", "finance", home, fund=self.funds[home],
                amount=amount, channel="counter", donor={})

    def sums(self, hub, by="hub", service="fundraising", metric="given"):
        reply = hub.http(
            "GET", f"/v1/hubs/{hub.home}/{service}/sums?by={by}")[2]
        return ({item["key"]: item["value"] for item in reply["items"]
                 if item["metric"] == metric},
                {source["hub"]: source for source in reply["hubs"]})

    def wait_sums(self, hub, expected, *which):
        """By hub, of the gifts, unless more is said."""
        wait_for(lambda: self.sums(hub, *which)[0] == expected, 60,
                 f"{expected}, not {self.sums(hub, *which)[0]}")

    def apply(self, home, *fields):
        story = self.stories[home]
        round_id = story.open_round(self.funds[home], home, fund_hub=home)
        for field in fields:
            story.do("grants.submit_application", "applicant", home,
                     round=round_id, organisation=story.organisation,
                     title="睦邻计划", amount=100, field=field, answers=[],
                     budget=[{"item": "活动", "amount": 100}], attachments=[])

    def test_each_service_adds_up_by_field_and_by_street(self):
        self.apply(DISTRICT, "养老")
        self.apply(STREET, "养老", "助残")
        self.apply(SPACE, "助残", "助残")
        self.wait_sums(self.district, {"养老": 2, "助残": 3}, "field",
                       "grants", "applications")
        self.wait_sums(self.district, {DISTRICT: 1, STREET: 4}, "street",
                       "grants", "applications")
        self.wait_sums(self.street, {"养老": 1, "助残": 3}, "field", "grants",
                       "applications")
        self.wait_sums(self.district, {DISTRICT: 100, STREET: 200, SPACE: 200},
                       "hub", "grants", "asked")
        self.stories[SPACE].register("阳光社")
        self.wait_sums(self.district, {DISTRICT: 1, STREET: 1, SPACE: 2},
                       "hub", "registry", "organisations_registered")

    def test_sums_add_up_and_a_silent_branch_is_no_zero(self):
        self.give(DISTRICT, 100)
        self.give(STREET, 200, 30)
        self.give(SPACE, 4000)
        self.wait_sums(self.space, {SPACE: 4000})
        self.wait_sums(self.street, {STREET: 230, SPACE: 4000})
        whole = {DISTRICT: 100, STREET: 230, SPACE: 4000}
        self.wait_sums(self.district, whole)
        self.assertEqual(self.sums(self.district, "street")[0],
                         {DISTRICT: 100, STREET: 4230})
        self.assertEqual(sum(self.sums(self.district, "year")[0].values()),
                         sum(whole.values()))
        self.is_silent_and_back(whole)

    def is_silent_and_back(self, whole):
        heard = wait_for(lambda: self.sums(self.district)[1].get(STREET))
        self.assertFalse(heard["is_silent"])
        self.street.line.cut()
        self.give(STREET, 7)
        self.give(SPACE, 50)
        sources = wait_for(lambda: (found := self.sums(self.district)[1])
                           [STREET]["is_silent"] and found, 60, "silence")
        self.assertTrue(sources[SPACE]["is_silent"], "behind a silent one")
        self.assertIn("as_of", sources[STREET])
        self.assertEqual(self.sums(self.district)[0], whole)
        self.wait_sums(self.street, {STREET: 237, SPACE: 4050})
        self.street.line.mend()
        self.wait_sums(self.district, {DISTRICT: 100, STREET: 237, SPACE: 4050})
        wait_for(lambda: not self.sums(self.district)[1][STREET]["is_silent"],
                 60, "the street to be heard")


if __name__ == "__main__":
    unittest.main(verbosity=2)
