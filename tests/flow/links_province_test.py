"""A province above the district: four hubs, each on a machine of its own, and
each named after the one above it."""
import unittest

from hub import wait_for
from tree import Instance, StoryAt

HUBS = ("guangdong", "guangdong.longgang", "guangdong.longgang.bantian",
        "guangdong.longgang.bantian.yangguang")


class ProvinceTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.machines = {}
        for home in HUBS:
            cls.machines[home] = Instance(home=home)
            cls.addClassCleanup(cls.machines[home].close)
            cls.machines[home].start("gateway", "registry", "fundraising")
        for above, below in zip(HUBS, HUBS[1:]):
            cls.machines[below].join(cls.machines[above])

    def name(self, asked, hub):
        return self.machines[asked].http("GET", f"/v1/hubs/{hub}")[2].get("hub")

    def given(self, asked):
        reply = self.machines[asked].http(
            "GET", f"/v1/hubs/{asked}/fundraising/sums?by=hub")[2]
        return {item["key"]: item["value"] for item in reply["items"]
                if item["metric"] == "given"}

    def test_from_the_top_to_the_bottom_and_back(self):
        for asked in HUBS:
            for hub in HUBS:
                wait_for(lambda a=asked, h=hub: self.name(a, h) == h, 60,
                         f"{hub} from {asked}")

    def test_the_provinces_figures_are_the_sums_of_all(self):
        for amount, home in enumerate(HUBS, 1):
            client = self.machines[home].client()
            self.addCleanup(client.close)
            story = StoryAt(self.machines[home])
            self.addCleanup(story.close)
            story.do("fundraising.give", None, home, channel="online",
                     fund=story.open_fund(at=home), amount=amount)
        for depth, asked in enumerate(HUBS):
            expected = dict(zip(HUBS[depth:], range(depth + 1, 5)))
            wait_for(lambda a=asked, e=expected: self.given(a) == e, 60,
                     f"{expected} at {asked}")


if __name__ == "__main__":
    unittest.main(verbosity=2)
