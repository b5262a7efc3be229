"""The simulation: what docs/operations.md quotes of it holds, and it can tell
a district that is overloaded from one that is not."""
import functools
import pathlib
import re
import unittest

import province
from province import (CAMPAIGN, COSTS, District, GIFTS, HUBS, PEOPLE, SECONDS,
                      peak_rate, people_of)

DOCUMENT = pathlib.Path(__file__).parents[2] / "docs" / "operations.md"
ROW = r"\| %s \| ([\d .]+) \| ([\d.]+) %% \| ([\d.]+) ms \| ([\d.]+) ms \|"


def told(name):
    """Requests a second, percent of two cores, p50 and p99 as the document
    has them."""
    found = re.search(ROW % name, DOCUMENT.read_text())
    return [float(number.replace(" ", "")) for number in found.groups()]


@functools.cache
def limit():
    return province.find_limit(7)


class ProvinceTest(unittest.TestCase):
    def assert_told(self, name, rate):
        district = District(rate, 7).run(SECONDS)
        simulated = [rate, 100 * district.load(SECONDS),
                     district.quantile(.5), district.quantile(.99)]
        for says, found in zip(told(name), simulated):
            self.assertAlmostEqual(says, found, delta=0.05 + found / 20,
                                   msg=f"{name}: {simulated}")

    def test_the_document_says_what_the_simulation_does(self):
        largest = max(people_of(7))
        self.assert_told("its peak hour", peak_rate(PEOPLE))
        self.assert_told("the campaign day, ten times that",
                         CAMPAIGN * peak_rate(PEOPLE))
        self.assert_told("the largest of 100 districts, campaign day",
                         CAMPAIGN * peak_rate(largest))
        self.assert_told("what two cores carry", limit())

    def test_the_document_tells_of_the_whole_province(self):
        requests, load, events, core = map(
            lambda number: float(number.replace(" ", "")), re.search(
                r"together have ([\d ]+) requests a second,\s+none more than"
                r" ([\d.]+) % of its box; the province follows ([\d ]+) events"
                r" a second,\s+([\d.]+) % of a core",
                DOCUMENT.read_text()).groups())
        rates = [CAMPAIGN * peak_rate(people) for people in people_of(7)]
        self.assertAlmostEqual(requests, sum(rates), delta=sum(rates) / 20)
        self.assertAlmostEqual(events, GIFTS * sum(rates), delta=events / 20)
        self.assertAlmostEqual(core / 100, GIFTS * sum(rates) / 1e6
                               * COSTS["gift"]["notification"], delta=0.005)
        self.assertLess(District(max(rates), 7).run(5).load(5), load / 100)

    def test_the_document_tells_what_silence_costs(self):
        percents = re.search(
            r"costs ([\d.]+) % of a core\s+at the gateway and ([\d.]+) % in"
            r" fundraising", DOCUMENT.read_text()).groups()
        for percent, process in zip(percents, ("gateway", "fundraising")):
            self.assertAlmostEqual(float(percent) / 100,
                                   province.silence(process), delta=0.005)

    def test_each_of_thirteen_hubs_commits_for_itself(self):
        requests = [{"is_command": True, "hub": hub} for hub in range(HUBS)]
        one = [{"is_command": True, "hub": 0}] * HUBS
        district = District(1, 7)
        self.assertGreater(district.cost("fundraising", requests),
                           4 * district.cost("fundraising", one))

    def test_the_same_seed_gives_the_same(self):
        first, second = (District(100, 7).run(5).took for _ in range(2))
        self.assertEqual(first, second)

    def test_every_request_that_came_is_answered(self):
        district = District(200, 7).run(5)
        self.assertAlmostEqual(len(district.took) / 1000, 1, delta=0.15)

    def test_a_district_carries_a_campaign_day(self):
        largest = max(people_of(7))
        self.assertGreater(largest, 3 * PEOPLE)
        district = District(CAMPAIGN * peak_rate(largest), 7).run(5)
        self.assertLess(district.quantile(.99), 50)

    def test_beyond_the_limit_the_wait_grows_without_end(self):
        most = limit()
        self.assertGreater(most, CAMPAIGN * peak_rate(max(people_of(7))))
        over = District(2 * most, 7)
        short = over.run(2).quantile(.99)
        long = District(2 * most, 7).run(6).quantile(.99)
        self.assertGreater(long, 1.5 * short)

    def test_the_gateway_is_what_breaks_first(self):
        worked = District(limit(), 7).run(5).worked
        self.assertEqual(max(worked, key=worked.get), "gateway")


if __name__ == "__main__":
    unittest.main(verbosity=2)
