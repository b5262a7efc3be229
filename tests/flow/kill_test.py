"""Nothing acknowledged is lost, whatever is killed and whenever.

A load of keyed commands is kept in flight while a service is killed again
and again; the client journals what was acknowledged and asks again by key.
The checker looks through the public interfaces alone.
"""
import collections
import os
import random
import time
import unittest
import uuid

import msgpack

from hub import SERVICES, Hub, People, behind, wait_for
from load import Load
from majordomo import all_items
from story import Story

KILLS = int(os.environ.get("KILLS", "50"))
HUB, STREET = "longgang", "longgang.bantian"


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

    def assert_logs_sound(self):
        """Every chain whole, and every follower at the end of what it follows."""
        supervisor = self.people.token("supervisor")
        for service in SERVICES:
            found = self.client.call(f"{service}.verify_log", HUB,
                                     token=supervisor)
            self.assertEqual(found["bad_seq"], 0, service)
        wait_for(lambda: not behind(self.client, supervisor, HUB), 60,
                 "the followers to catch up")

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
        found = collections.Counter(gift["gift_id"] for gift in gifts)
        for payload in load.acknowledged.values():
            self.assertEqual(found[msgpack.unpackb(payload)["gift_id"]], 1)
        self.assertEqual(len(gifts), len(load.acknowledged))
        fund = self.client.call("fundraising.get_fund", HUB,
                                {"fund": self.fund})["fund"]
        self.assertEqual(fund["raised"], sum(g["amount"] for g in gifts))
        audit = self.client.call("fundraising.audit", HUB, token=self.finance)
        self.assertEqual((audit["differences"], audit["sum"]), ([], 0))
        self.assert_logs_sound()

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
        self.assert_logs_sound()

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
        self.assert_logs_sound()

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
        self.assert_logs_sound()

    def inbox(self, token):
        return [message for message in all_items(
            self.client, "notification.list_inbox", HUB, token=token)
            if message["event"] == "fundraising.gift_attributed"]


class SagaTest(unittest.TestCase):
    """What two services, and two hubs, must agree on is agreed on."""

    def setUp(self):
        self.hub = Hub(STREET)
        self.addCleanup(self.hub.close)
        self.hub.start()
        self.hub.wait_ready()
        self.story = Story(self.hub)
        self.addCleanup(self.story.close)
        self.amounts = random.Random(int(os.environ.get("SEED", "7")))

    def give_award(self):
        application = self.story.apply(self.round, STREET, 100)
        return self.story.decide(self.round, application, STREET, 100)

    def send_money(self):
        return self.story.do(
            "fundraising.send_transfer", "finance", from_fund=self.fund,
            to_hub=STREET, to_fund=self.streets, amount=10,
            reason="支持街道")["transfer_id"]

    def kill_soon(self, service):
        """While what was just answered is on its way to the others."""
        time.sleep(self.amounts.uniform(0, 0.03))
        self.hub.kill(service)
        self.hub.start(service)

    def states(self, op, who, at, field):
        items = all_items(self.story.client, op, at,
                          token=self.story.people.token(who))
        return {item[field]: item["state"] for item in items}

    def test_awards_and_transfers_settle_while_both_sides_are_killed(self):
        self.fund = self.story.open_fund(110 * KILLS)
        self.streets = self.story.open_fund(0, STREET)
        self.round = self.story.open_round(self.fund, STREET)
        awards, transfers = [], []
        for turn in range(KILLS):
            awards.append(self.give_award())
            transfers.append(self.send_money())
            self.kill_soon(("grants", "fundraising")[turn % 2])
        for award in awards:
            self.story.wait_award(award, STREET, "reserved")
        wait_for(lambda: self.states("fundraising.list_transfers", "finance",
                                     HUB, "transfer_id")
                 == dict.fromkeys(transfers, "received"), 60, "transfers")
        self.assert_money(len(awards))

    def assert_money(self, count):
        fund = self.story.fund(self.fund)
        self.assertEqual((fund["free"], fund["reserved"]), (0, 100 * count))
        self.assertEqual(self.story.fund(self.streets, STREET)["free"],
                         10 * count)
        self.assertEqual(self.story.problems_of_money(HUB, STREET), [])
        self.assertEqual(self.story.problems_of_logs(HUB, STREET), [])
        supervisor = self.story.people.token("supervisor")
        for hub in (HUB, STREET):
            wait_for(lambda hub=hub: not behind(self.story.client, supervisor,
                                                hub), 60, "followers")


# Gifts in the file of a service that died there of the first one.
KEPT_AT = {"before_commit": 0, "after_commit": 1, "before_reply": 1}


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
        # What is sent to a service that is dead already is sent once more only.
        wait_for(lambda: not self.hub.is_ready(), what="the gateway to see it")
        self.hub.start("fundraising", environment={
            "CW_FAILPOINT": f"{place}:1@fundraising.give/{HUB}"})
        asked = self.client.send(
            "fundraising.give", HUB,
            {"fund": self.fund, "amount": 100, "channel": "online"}, "gift",
            budget_ms=20000)
        self.hub.wait_dead("fundraising")
        self.assertEqual(
            self.hub.kept("fundraising", HUB, "fundraising.gift_received"),
            KEPT_AT[place])
        self.hub.start("fundraising")
        answer = self.client.receive(20000)
        self.assertEqual(answer[0], asked)
        return answer

    def gifts(self):
        return all_items(self.client, "fundraising.list_gifts", HUB,
                         token=self.people.token("finance"))

    def test_at_each_place_a_keyed_gift_arrives_once(self):
        for place in KEPT_AT:
            with self.subTest(place):
                self.tearDown()
                self.setUp()
                answer = self.give_dying_at(place)
                self.assertEqual(answer[1], 200)
                self.assertEqual(len(self.gifts()), 1)


if __name__ == "__main__":
    unittest.main(verbosity=2)
