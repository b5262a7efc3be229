"""The simulation: what docs/operations.md quotes of it holds, and it can tell
a district that is overloaded from one that is not."""
import unittest

import province
from province import CAMPAIGN, District, PEOPLE, peak_rate, people_of


class ProvinceTest(unittest.TestCase):
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
        limit = province.find_limit(7)
        self.assertGreater(limit, CAMPAIGN * peak_rate(max(people_of(7))))
        over = District(2 * limit, 7)
        short = over.run(2).quantile(.99)
        long = District(2 * limit, 7).run(6).quantile(.99)
        self.assertGreater(long, 1.5 * short)

    def test_the_gateway_is_what_breaks_first(self):
        worked = District(province.find_limit(7), 7).run(5).worked
        self.assertEqual(max(worked, key=worked.get), "gateway")


if __name__ == "__main__":
    unittest.main(verbosity=2)
