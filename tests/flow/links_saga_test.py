"""What one hub knows and does of another, over a line that may be cut: awards
of a street on the fund of its district, each on a machine of its own."""
import unittest

import saga_test
from hub import People, wait_for
from saga_test import DISTRICT, STREET, Story
from tree import Instance


class District(Instance):
    """Its clock is the street's, too."""

    def advance(self, days=0, ms=0):
        super().advance(days, ms)
        self.street.advance(days, ms)


class TwoMachines(saga_test.SagaCase):
    @classmethod
    def setUpClass(cls):
        cls.hub = District(home=DISTRICT)
        cls.street = cls.hub.street = Instance(home=STREET)
        for hub in (cls.hub, cls.street):
            cls.addClassCleanup(hub.close)
            hub.start()
        for hub in (cls.hub, cls.street):
            hub.wait_ready()
        cls.street.join(cls.hub)
        cls.story = Story(cls.hub)
        cls.addClassCleanup(cls.story.close)

    def setUp(self):
        self.mend()

    def mend(self):
        self.street.line.mend()
        wait_for(lambda: self.hub.neighbours().get(STREET) == "up" and
                 self.street.is_joined(), 40, "the link")

    def cut(self):
        self.street.line.cut()
        wait_for(lambda: self.hub.neighbours()[STREET] == "OFFLINE", 20,
                 "the cut to be seen")

    def decider(self):
        return self.street

    def tearDown(self):
        self.mend()
        self.assertEqual(self.story.problems_of_money(DISTRICT, STREET), [])
        self.assertEqual(self.story.problems_of_logs(DISTRICT, STREET), [])


class Award(TwoMachines, saga_test.AwardTest):
    """All that holds in one folder holds over a link."""


class Cut(TwoMachines):
    def test_an_award_waits_for_the_line(self):
        story, fund = self.story, self.story.open_fund(5000)
        round_id = story.open_round(fund, STREET)
        application = story.apply(round_id, STREET, 3000)
        at_street = self.street.client()
        self.addCleanup(at_street.close)
        people = People(self.street)
        people.token("council")
        self.cut()
        decided = at_street.call(
            "grants.decide_round", STREET,
            story.decision(round_id, application, 3000), saga_test.new_key(),
            people.token("council"))
        award = decided["awards"][0]["award"]
        self.assert_fund(fund, free=5000, reserved=0)
        self.mend()
        story.wait_award(award, STREET, "reserved")
        self.assert_fund(fund, free=2000, reserved=3000)

    def test_the_district_finds_what_the_street_has(self):
        people = People(self.street)
        self.addCleanup(people.client.close)
        token = people.token("operator")
        self.cut()
        people.client.call(
            "registry.register_organisation", STREET,
            {"name": "坂田绿道志愿队", "kind": "self_organised_group"},
            saga_test.new_key(), token)
        self.mend()
        wait_for(lambda: self.story.ask(
            "registry.search", None, DISTRICT, q="绿道", scope="subtree")
            ["items"], what="the street's organisation at the district")
        hubs = self.story.ask("registry.list_hubs", None)["items"]
        self.assertIn(STREET, [hub["hub"] for hub in hubs])


if __name__ == "__main__":
    unittest.main(verbosity=2)
