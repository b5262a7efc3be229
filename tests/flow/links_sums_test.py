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

    def sums(self, hub, by="hub"):
        reply = hub.http(
            "GET", f"/v1/hubs/{hub.home}/fundraising/sums?by={by}")[2]
        return ({item["key"]: item["value"] for item in reply["items"]
                 if item["metric"] == "given"},
                {source["hub"]: source for source in reply["hubs"]})

    def wait_sums(self, hub, expected):
        wait_for(lambda: self.sums(hub)[0] == expected, 30,
                 f"{expected}, not {self.sums(hub)[0]}")

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
