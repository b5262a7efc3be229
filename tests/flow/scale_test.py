"""Several processes of one service on one data folder.

They share the hubs out, and whoever is killed, paused or added: each
acknowledged gift is there once, and no keyed command ends in an error.
"""
import collections
import os
import random
import signal
import time
import unittest
import uuid

import msgpack

from hub import Hub, People, wait_for
from load import Load
from majordomo import all_items

KILLS = int(os.environ.get("KILLS", "12"))
BRANCHES = ["bantian", "buji", "jihua", "nanwan", "wenhua"]
HUBS = ["longgang", *(f"longgang.{branch}" for branch in BRANCHES)]
FIRST, SECOND, THIRD = "fundraising", "fundraising/2", "fundraising/3"
FUNDRAISING = [FIRST, SECOND, THIRD]
TAKE_OVER_S = 3
UNDECIDED = {200, 502, 503, 504}  # what a keyed client asks again


class ScaleTest(unittest.TestCase):
    def setUp(self):
        random.seed(int(os.environ.get("SEED", "7")))
        self.hub = Hub(*HUBS[1:])
        self.hub.start()
        self.hub.wait_ready()
        self.people = People(self.hub)
        self.client = self.hub.client()
        self.finance = self.people.token("finance")
        self.donor = self.people.token("donor")
        self.admin = self.hub.admin_token()
        self.names = {"fundraising-1": FIRST}
        self.funds = {hub: self.client.call(
            "fundraising.open_fund", hub,
            {"name": hub, "level": "district", "purposes": []},
            key=hub, token=self.finance)["fund_id"] for hub in HUBS}

    def tearDown(self):
        self.client.close()
        self.people.client.close()
        self.hub.close()

    # -- what is asked and seen ----------------------------------------------

    def owners(self, service="fundraising"):
        """hub -> (instance, term) of the hubs that have an owner."""
        shards = self.client.call("gateway.list_shards", HUBS[0],
                                  token=self.admin)["items"]
        return {shard["hub"]: (shard["instance"], shard["term"])
                for shard in shards
                if shard["service"] == service and shard["has_owner"]}

    def shares(self):
        """instance -> hubs, once every hub has an owner."""
        shares = collections.defaultdict(set)
        owners = self.owners()
        for hub, (instance, _) in owners.items():
            shares[instance].add(hub)
        return shares if len(owners) == len(HUBS) else {}

    def wait_shared(self, count):
        """Among so many, to nobody more than an even share."""
        most = -(-len(HUBS) // count)

        def is_even():
            shares = self.shares()
            return (len(shares) == count and shares if
                    all(len(hubs) <= most for hubs in shares.values()) else None)
        return wait_for(is_even, 20, f"{count} to share the hubs")

    def add(self, *names):
        """Start further processes; each takes the next free name."""
        for name in names:
            before = len(self.shares())
            self.hub.start(name)
            self.names[f"fundraising-{before + 1}"] = name
            self.wait_shared(before + 1)

    def gift(self, number):
        return {"fund": self.funds[self.hub_of(number)],
                "amount": 100 + number, "channel": "online"}

    @staticmethod
    def hub_of(number):
        return HUBS[number % len(HUBS)]

    def load(self):
        return Load(self.client, self.hub_of, "fundraising.give", self.gift,
                    self.donor)

    def give(self, hub, budget_ms=1000):
        """The status of one gift, without asking again."""
        asked = self.client.send(
            "fundraising.give", hub,
            {"fund": self.funds[hub], "amount": 100, "channel": "online"},
            str(uuid.uuid4()), budget_ms, self.donor)
        answer = self.client.answer_to(asked, budget_ms + 5000)
        return answer[1] if answer else None

    def assert_gifts_arrived(self, load):
        load.finish()
        self.assertLessEqual(set(load.statuses), UNDECIDED)
        given = collections.defaultdict(set)
        for key, payload in load.acknowledged.items():
            number = msgpack.unpackb(payload)["number"]
            given[self.hub_of(load.numbers[key])].add(number)
        for hub in HUBS:
            gifts = all_items(self.client, "fundraising.list_gifts", hub,
                              token=self.finance)
            numbers = [gift["number"] for gift in gifts]
            self.assertEqual(len(numbers), len(set(numbers)), hub)
            self.assertEqual(set(numbers), given[hub], hub)
            fund = self.client.call("fundraising.get_fund", hub,
                                    {"fund": self.funds[hub]})["fund"]
            self.assertEqual(fund["raised"], sum(g["amount"] for g in gifts))
            audit = self.client.call("fundraising.audit", hub,
                                     token=self.finance)
            self.assertEqual((audit["differences"], audit["sum"]), ([], 0))

    # -- what is promised ----------------------------------------------------

    def test_a_new_process_takes_its_share_without_an_error(self):
        load = self.load()
        load.run_for(0.2)
        for count, name in ((2, SECOND), (3, THIRD)):
            before = self.owners()
            self.hub.start(name)
            self.run_until(load, lambda n=count: len(self.shares()) == n)
            self.assert_terms_rose(before)
        self.assert_gifts_arrived(load)
        self.assertLessEqual(set(load.statuses), {200, 503})

    def run_until(self, load, look, patience_s=30):
        end = time.monotonic() + patience_s
        while not look():
            self.assertLess(time.monotonic(), end)
            load.run_for(0.05)

    def assert_terms_rose(self, before):
        for hub, (instance, term) in self.owners().items():
            if before[hub][0] != instance:
                self.assertGreater(term, before[hub][1], hub)

    def test_stand_bys_take_over_within_three_seconds(self):
        self.add(SECOND, THIRD)
        for instance, hubs in self.shares().items():
            with self.subTest(instance):
                before = self.owners()
                self.hub.kill(self.names[instance])
                killed_at = time.monotonic()
                for hub in hubs:
                    while self.give(hub) != 200:
                        pass
                took = time.monotonic() - killed_at
                print(f"{instance} killed: its {len(hubs)} hubs were taken"
                      f" over in {took:.2f} s", flush=True)
                self.assertLess(took, TAKE_OVER_S)
                self.assert_terms_rose(before)
                self.hub.start(self.names[instance])
                self.wait_shared(3)

    def test_gifts_survive_killing_any_of_three(self):
        self.add(SECOND, THIRD)
        load = self.load()
        for _ in range(KILLS):
            load.run_for(random.uniform(0.1, 0.6))
            victim = random.choice(FUNDRAISING)
            self.hub.kill(victim)
            load.run_for(random.uniform(0.1, 0.6))
            self.hub.start(victim)
        self.assert_gifts_arrived(load)
        print(f"{KILLS} kills, {len(load.acknowledged)} acknowledged,"
              f" {dict(load.statuses)}", flush=True)

    def pause_one(self):
        """Its name, its process and its hubs; the others' hubs."""
        instance, hubs = sorted(self.wait_shared(2).items())[0]
        process = self.hub.processes[self.names[instance]]
        process.send_signal(signal.SIGSTOP)
        return instance, process, hubs, set(HUBS) - hubs

    def assert_only_these_wait(self, paused, others):
        for hub in others:
            self.assertEqual(self.give(hub), 200, hub)
        for hub in paused:
            self.assertIn(self.give(hub), {502, 503, 504}, hub)

    def test_a_paused_owner_costs_its_hubs_alone_and_goes_on(self):
        self.add(SECOND)
        instance, process, hubs, others = self.pause_one()
        self.assert_only_these_wait(hubs, others)
        before = self.owners()
        process.send_signal(signal.SIGCONT)
        for hub in hubs:
            wait_for(lambda hub=hub: self.give(hub) == 200, 10, hub)
        self.assertEqual(set(self.wait_shared(2)[instance]), hubs)
        for hub in others:
            self.assertEqual(self.owners()[hub], before[hub])

    def test_a_paused_owner_that_is_killed_is_taken_over(self):
        self.add(SECOND)
        instance, _, hubs, others = self.pause_one()
        self.assert_only_these_wait(hubs, others)
        self.hub.kill(self.names[instance])
        for hub in hubs:
            wait_for(lambda hub=hub: self.give(hub) == 200, TAKE_OVER_S, hub)
        self.assertEqual(len(self.shares()), 1)

    def test_who_was_paused_while_another_came_yields_cleanly(self):
        """And to who is paused nothing is handed over."""
        self.add(SECOND)
        load = self.load()
        load.run_for(0.2)
        paused, process, hubs, _ = self.pause_one()
        self.hub.start(THIRD)
        wait_for(lambda: "fundraising-3" in
                 {instance for instance, _ in self.owners().values()},
                 20, "the third to have a share")
        self.assertEqual(hubs, self.not_taken_from(paused))
        process.send_signal(signal.SIGCONT)
        self.run_until(load, lambda: len(self.shares()) == 3)
        self.assert_gifts_arrived(load)

    def not_taken_from(self, instance):
        return {hub for hub in HUBS
                if self.owners().get(hub, (instance,))[0] == instance}

    def test_who_is_told_to_end_hands_everything_over(self):
        self.add(SECOND, THIRD)
        load = self.load()
        for name in FUNDRAISING:
            load.run_for(0.3)
            process = self.hub.processes.pop(name)
            process.send_signal(signal.SIGTERM)
            self.run_until(load, lambda process=process:
                           process.poll() is not None)
            self.assertEqual(process.returncode, 0)
            self.hub.start(name)
            self.run_until(load, lambda: len(self.shares()) == 3)
        self.assert_gifts_arrived(load)
        self.assertLessEqual(set(load.statuses), {200, 503})
        print(f"rolling restart: {dict(load.statuses)}", flush=True)

    def test_events_go_on_when_hubs_change_hands(self):
        """Notification follows the gifts of whoever serves the hub now."""
        donor = self.people.token("另一位捐赠人", "donor")
        self.hub.start("notification/2")
        load = Load(self.client, self.hub_of, "fundraising.give", self.gift,
                    donor)
        load.run_for(0.2)
        self.hub.start(SECOND)
        self.run_until(load, lambda: len(self.shares()) == 2)
        self.hub.kill("notification")
        self.hub.start("notification")
        load.run_for(0.2)
        self.hub.kill(SECOND)
        load.run_for(0.2)
        self.assert_gifts_arrived(load)
        wait_for(lambda: len(self.inbox(donor)) >= len(load.acknowledged),
                 60, "all messages")
        about = [message["about"] for message in self.inbox(donor)]
        self.assertEqual(len(about), len(set(about)))
        self.assertEqual(set(about), {
            msgpack.unpackb(payload)["gift_id"]
            for payload in load.acknowledged.values()})

    def inbox(self, token):
        return [message for hub in HUBS for message in all_items(
            self.client, "notification.list_inbox", hub, token=token)
            if message["event"] == "fundraising.gift_attributed"]

    def test_a_name_is_used_once(self):
        self.hub.start(SECOND, environment={"CW_INSTANCE": "fundraising-1"})
        self.assertNotEqual(self.hub.wait_dead(SECOND), 0)
        self.assertEqual(set(self.shares()), {"fundraising-1"})


if __name__ == "__main__":
    unittest.main(verbosity=2)
