"""Nothing acknowledged is lost, whatever is killed and whenever.

A load of keyed commands is kept in flight while a service is killed again
and again; the client journals what was acknowledged and asks again by key.
The checker looks through the public interfaces alone.
"""
import collections
import os
import random
import unittest
import uuid

import msgpack

from hub import SERVICES, Hub, People, wait_for
from load import Load
from majordomo import all_items

KILLS = int(os.environ.get("KILLS", "50"))
HUB = "longgang"


class KillTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        random.seed(int(os.environ.get("SEED", "7")))
        cls.hub = Hub()
        cls.hub.start()
        cls.hub.wait_ready()
        cls.people = People(cls.hub)
        cls.client = cls.hub.client()
        cls.finance = cls.people.token("finance")
        cls.donor = cls.people.token("donor")
        cls.operator = cls.people.token("operator")

    @classmethod
    def tearDownClass(cls):
        cls.client.close()
        cls.people.client.close()
        cls.hub.close()

    def setUp(self):
        self.fund = self.client.call(
            "fundraising.open_fund", HUB,
            {"name": self.id(), "level": "district", "purposes": []},
            key=self.id(), token=self.finance)["fund_id"]

    def torment(self, service, load):
        for _ in range(KILLS):
            load.run_for(random.uniform(0.02, 0.15))
            self.hub.kill(service)
            self.hub.start(service)
        load.finish()
        self.assertGreater(len(load.acknowledged), KILLS)
        print(f"{service}: {KILLS} kills, {len(load.acknowledged)} "
              "acknowledged", flush=True)

    def assert_chains_whole(self):
        for service in SERVICES:
            found = self.client.call(f"{service}.verify_log", HUB,
                                     token=self.people.token("supervisor"))
            self.assertEqual(found["bad_seq"], 0, service)

    def gift(self, number):
        return {"fund": self.fund, "amount": 100 + number, "channel": "online"}

    def test_gifts_survive_fundraising_being_killed(self):
        load = Load(self.client, HUB, "fundraising.give", self.gift, self.donor)
        self.torment("fundraising", load)
        self.assert_gifts_arrived(load)

    def test_gifts_survive_the_gateway_being_killed(self):
        load = Load(self.client, HUB, "fundraising.give", self.gift, self.donor)
        self.torment("gateway", load)
        self.assert_gifts_arrived(load)

    def assert_gifts_arrived(self, load):
        """Each acknowledged gift once, none besides, and the books sound."""
        gifts = [gift for gift in all_items(
            self.client, "fundraising.list_gifts", HUB, token=self.finance)
            if gift["fund"] == self.fund]
        numbers = collections.Counter(gift["number"] for gift in gifts)
        for payload in load.acknowledged.values():
            self.assertEqual(numbers[msgpack.unpackb(payload)["number"]], 1)
        self.assertEqual(len(gifts), len(load.acknowledged))
        fund = self.client.call("fundraising.get_fund", HUB,
                                {"fund": self.fund})["fund"]
        self.assertEqual(fund["raised"], sum(g["amount"] for g in gifts))
        audit = self.client.call("fundraising.audit", HUB, token=self.finance)
        self.assertEqual((audit["differences"], audit["sum"]), ([], 0))
        self.assert_chains_whole()

    def test_a_repeated_key_gets_the_same_bytes_after_a_kill(self):
        body = self.gift(1)
        key = str(uuid.uuid4())
        first = self.client.call("fundraising.give", HUB, body, key,
                                 token=self.donor)
        self.hub.kill("fundraising")
        self.hub.start("fundraising")
        second = self.client.call("fundraising.give", HUB, body, key,
                                  token=self.donor)
        self.assertEqual(msgpack.packb(first), msgpack.packb(second))

    def test_organisations_survive_registry_being_killed(self):
        load = Load(self.client, HUB, "registry.register_organisation",
                    lambda n: {"name": f"互助组{n}", "kind": "filed_group"},
                    self.operator)
        self.torment("registry", load)
        listed = collections.Counter(
            o["organisation_id"] for o in all_items(
                self.client, "registry.list_organisations", HUB))
        for payload in load.acknowledged.values():
            self.assertEqual(
                listed[msgpack.unpackb(payload)["organisation_id"]], 1)
        self.assertEqual(len(listed), len(load.acknowledged))
        self.assert_chains_whole()

    def test_programmes_survive_grants_being_killed(self):
        load = Load(self.client, HUB, "grants.open_programme",
                    lambda n: {"title": f"创投{n}"}, self.operator)
        self.torment("grants", load)
        listed = collections.Counter(
            p["programme"] for p in all_items(
                self.client, "grants.list_programmes", HUB))
        for payload in load.acknowledged.values():
            self.assertEqual(
                listed[msgpack.unpackb(payload)["programme_id"]], 1)
        self.assertEqual(len(listed), len(load.acknowledged))
        self.assert_chains_whole()

    def test_each_gift_makes_one_message_while_notification_is_killed(self):
        donor = self.people.token("另一位捐赠人", "donor")
        load = Load(self.client, HUB, "fundraising.give", self.gift, donor)
        self.torment("notification", load)
        wait_for(lambda: len(self.inbox(donor)) >= len(load.acknowledged),
                 60, "all messages")
        about = collections.Counter(m["about"] for m in self.inbox(donor))
        for payload in load.acknowledged.values():
            self.assertEqual(about[msgpack.unpackb(payload)["gift_id"]], 1)
        self.assertEqual(len(about), len(load.acknowledged))
        self.assert_chains_whole()

    def inbox(self, token):
        return [message for message in all_items(
            self.client, "notification.list_inbox", HUB, token=token)
            if message["event"] == "fundraising.gift_attributed"]


class FailpointTest(unittest.TestCase):
    """Killed at a named place: what was answered is there, the rest is not."""

    def setUp(self):
        self.hub = Hub()
        self.hub.start()
        self.hub.wait_ready()
        self.people = People(self.hub)
        self.client = self.hub.client()
        self.fund = self.client.call(
            "fundraising.open_fund", HUB,
            {"name": "基金", "level": "district", "purposes": []},
            key="fund", token=self.people.token("finance"))["fund_id"]

    def tearDown(self):
        self.client.close()
        self.people.client.close()
        self.hub.close()

    def give_dying_at(self, place):
        """The answer that came, if any, before the service died there."""
        self.hub.kill("fundraising")
        self.hub.start("fundraising", environment={
            "CW_FAILPOINT": f"{place}:1"})
        asked = self.client.send(
            "fundraising.give", HUB,
            {"fund": self.fund, "amount": 100, "channel": "online"}, "gift",
            budget_ms=20000)
        self.hub.wait_dead("fundraising")
        self.hub.start("fundraising")
        answer = self.client.receive(20000)
        self.assertEqual(answer[0], asked)
        return answer

    def gifts(self):
        return all_items(self.client, "fundraising.list_gifts", HUB,
                         token=self.people.token("finance"))

    def test_at_each_place_a_keyed_gift_arrives_once(self):
        for place in ("before_commit", "after_commit", "before_reply"):
            with self.subTest(place):
                self.tearDown()
                self.setUp()
                answer = self.give_dying_at(place)
                self.assertEqual(answer[1], 200)
                self.assertEqual(len(self.gifts()), 1)


if __name__ == "__main__":
    unittest.main(verbosity=2)
