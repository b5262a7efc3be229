"""Each side of a saga dies at each named place of each step, and the step is
done once. What the file of the dead holds shows that it died where it should:
without what it was about to say, or with it.
"""
import unittest

from hub import wait_for
from majordomo import all_items
from saga_test import STREET, SagaCase
from story import DISTRICT, new_key

# What a service says when an operation is done, what the other one says when
# it has heard of that, and whether the first one wants to hear it.
SAGA = {
    "grants.decide_round":
        ("grants.award_proposed", "fundraising.award_reserved", True),
    "grants.repropose_award":
        ("grants.award_proposed", "fundraising.award_reserved", True),
    "grants.sign_agreement":
        ("grants.tranche_released", "fundraising.payment_due", False),
    "grants.reopen_report":
        ("grants.tranche_withdrawn", "fundraising.payable_withdrawn", True),
    "grants.withdraw_application":
        ("grants.award_cancelled", "fundraising.reservation_released", True),
    "grants.settle_objection":
        ("grants.award_cancelled", "fundraising.reservation_released", True),
    "grants.terminate_award":
        ("grants.award_cancelled", "fundraising.reservation_released", True),
    "fundraising.approve_payment":
        ("fundraising.payment_made", "grants.tranche_changed", False),
    "fundraising.fail_payment":
        ("fundraising.payment_failed", "grants.tranche_changed", False),
    "fundraising.record_return":
        ("fundraising.grant_returned", "grants.award_changed", False),
}
# Said by an operation that nobody else need hear of.
ALONE = {
    "fundraising.refund_gift": "fundraising.gift_refunded",
    "fundraising.charge_back_gift": "fundraising.gift_charged_back",
    "fundraising.settle_chargeback": "fundraising.chargeback_settled",
    "fundraising.reverse_entry": "fundraising.entry_reversed",
    "fundraising.send_transfer": "fundraising.transfer_sent",
}
COMMITS = ("before_commit", "after_commit")
PLACES = ("before_apply", *COMMITS)
HUB_OF = {"grants": STREET, "fundraising": DISTRICT}


class DeathCase(SagaCase):
    def die(self, service, place, op, who, at, then=None, **body):
        """Ask; the service dies of it, or of hearing of it; ask again."""
        key, token = new_key(), self.story.people.token(who)
        what, said, more = self.aim(service, place, op, then)
        if not what:
            return self.story.client.call(op, at, body, key, token)
        self.hub.kill(service)
        self.aimed(service, f"{place}:1@{what}/{HUB_OF[service]}")
        before = self.hub.kept(service, HUB_OF[service], said)
        self.ask_to_death(service, op, at, body, key, token)
        kept = self.hub.kept(service, HUB_OF[service], said)
        self.hub.start(service)
        self.assertEqual(kept, before + more, f"{service} at {place} of {what}")
        return self.story.client.call(op, at, body, key, token)

    def ask_to_death(self, service, op, at, body, key, token):
        """A slow machine may say 503 before the service was asked: once more,
        with the same key."""
        client = self.story.client
        client.send(op, at, body, key, token=token)

        def look():
            answer = client.receive(100)
            if answer and answer[1] in (503, 504):
                client.send(op, at, body, key, token=token)
            return self.hub.is_dead(service)
        wait_for(look, 60, f"{service} to die of {op}")
        self.hub.wait_dead(service)

    def aimed(self, service, failpoint):
        self.hub.start(service, environment={"CW_FAILPOINT": failpoint})
        wait_for(self.hub.is_ready, 60, "the hub to be ready again")

    def aim(self, service, place, op, then):
        """(the operation or event it dies of, what it says of that, how often
        it has said it by then)."""
        if op in ALONE:
            return op, ALONE[op], int(place == "after_commit")
        says, answer, is_heard = SAGA[op]
        answer = then or answer
        if service != op.split(".")[0]:
            return says, answer, int(place == "after_commit")
        if place != "before_apply":
            return op, says, int(place == "after_commit")
        return (answer, says, 1) if is_heard else (None, None, None)


class AwardDeathTest(DeathCase):
    def live_through(self, service, place):
        story, fund = self.story, self.story.open_fund(7000)
        round_id = story.open_round(fund, STREET)
        application = story.apply(round_id, STREET, 6000)
        award = self.die(
            service, place, "grants.decide_round", "council", STREET,
            **story.decision(round_id, application, 6000))["awards"][0]["award"]
        story.wait_award(award, STREET, "reserved")
        self.assert_fund(fund, free=1000, reserved=6000)
        story.pass_notice(round_id, award, STREET)
        self.die(service, place, "grants.sign_agreement", "operator", STREET,
                 award=award, tranches=[])
        payment = story.record_payment(story.payable(award)["tranche"])
        self.die(service, place, "fundraising.approve_payment", "复核",
                 DISTRICT, payment=payment)
        story.wait_tranche(award, STREET, "paid")
        self.assert_fund(fund, free=1000, reserved=0, payable=0, paid=6000)
        self.assertEqual(story.reservation(award)["paid"], 6000)

    def cancel(self, service, place):
        story, fund = self.story, self.story.open_fund(6000)
        _, application, award = story.propose(fund, STREET, 6000)
        story.wait_award(award, STREET, "reserved")
        self.die(service, place, "grants.withdraw_application", "applicant",
                 STREET, application=application, reason="场地没了")
        self.assert_freed(fund, award, 6000)

    def assert_freed(self, fund, award, amount):
        self.story.wait_award(award, STREET, "cancelled", "abandoned", "closed")
        wait_for(lambda: self.story.award(award, STREET)["is_freed"],
                 what="the award to be freed")
        self.assert_fund(fund, free=amount, reserved=0)

    def test_grants_dies(self):
        for place in PLACES:
            with self.subTest(place):
                self.live_through("grants", place)
                self.cancel("grants", place)

    def test_fundraising_dies(self):
        for place in PLACES:
            with self.subTest(place):
                self.live_through("fundraising", place)
                self.cancel("fundraising", place)

    def go_wrong(self, service, place):
        """Refused, proposed again, a transfer that fails, money back."""
        story, fund = self.story, self.story.open_fund(10000)
        round_id = story.open_round(fund, STREET)
        application = story.apply(round_id, STREET, 12000)
        award = self.die(
            service, place, "grants.decide_round", "council", STREET,
            then="fundraising.award_refused",
            **story.decision(round_id, application, 12000)
        )["awards"][0]["award"]
        story.wait_award(award, STREET, "refused")
        self.assert_fund(fund, free=10000, reserved=0)
        self.die(service, place, "grants.repropose_award", "council", STREET,
                 award=award, amount=6000, reason="减额")
        story.wait_award(award, STREET, "reserved")
        story.pass_notice(round_id, award, STREET)
        story.sign(award, STREET)
        payment = story.pay(award)
        story.wait_tranche(award, STREET, "paid")
        self.die(service, place, "fundraising.fail_payment", "finance",
                 DISTRICT, payment=payment, reason="账号有误")
        story.wait_tranche(award, STREET, "failed")
        self.assert_fund(fund, free=4000, payable=6000, paid=0)
        story.pay(award)
        story.wait_tranche(award, STREET, "paid")
        self.die(service, place, "fundraising.record_return", "finance",
                 DISTRICT, award=award, amount=500, reason="结余退回",
                 bank_reference=new_key())
        wait_for(lambda: story.award(award, STREET)["returned"] == 500)
        self.assert_fund(fund, free=4500, reserved=0, payable=0, paid=5500)

    def uphold(self, service, place):
        story, fund = self.story, self.story.open_fund(3000)
        round_id, application, award = story.propose(fund, STREET, 3000)
        story.wait_award(award, STREET, "reserved")
        story.open_notice(round_id, STREET)
        objection = story.do("grants.raise_objection", None, STREET,
                             application=application,
                             text="该社已停办")["objection_id"]
        self.die(service, place, "grants.settle_objection", "council", STREET,
                 objection=objection, outcome="upheld", finding="属实")
        self.assert_freed(fund, award, 3000)

    def test_what_goes_wrong_goes_wrong_once(self):
        for service in HUB_OF:
            for place in COMMITS:
                with self.subTest(service=service, place=place):
                    self.go_wrong(service, place)
                    self.uphold(service, place)

    def take_back(self, service, place):
        """What let a tranche through; it waits again, and is paid once."""
        story = self.story
        fund, award, report, _ = self.let_through(3000)
        self.die(service, place, "grants.reopen_report", "operator", STREET,
                 report=report, reason="看错了报告")
        story.wait_tranche(award, STREET, "waiting")
        self.assertEqual(story.report_state(award, STREET, report), "submitted")
        self.assertEqual(len(story.award(award, STREET)["tranches"]), 2)
        self.assert_fund(fund, reserved=3000, payable=0)
        story.do("grants.accept_report", "operator", STREET, report=report)
        story.pay(award)
        story.wait_tranche(award, STREET, "paid")
        self.assert_fund(fund, free=0, reserved=0, payable=0, paid=3000)

    def test_a_release_is_recalled_once(self):
        for service in HUB_OF:
            for place in PLACES:
                with self.subTest(service=service, place=place):
                    self.take_back(service, place)

    def signable(self, amount):
        story, fund = self.story, self.story.open_fund(amount)
        round_id, _, award = story.propose(fund, STREET, amount)
        story.wait_award(award, STREET, "reserved")
        story.pass_notice(round_id, award, STREET)
        return fund, award

    def test_an_award_that_ends_early_frees_its_money_once(self):
        for service in HUB_OF:
            for place in COMMITS:
                with self.subTest(service=service, place=place):
                    fund, award = self.signable(2000)
                    self.die(service, place, "grants.terminate_award", "council",
                             STREET, award=award, reason="机构放弃")
                    self.assert_freed(fund, award, 2000)

    def test_an_award_that_is_never_signed_frees_its_money_once(self):
        for service in HUB_OF:
            with self.subTest(service):
                fund, award = self.signable(2000)
                self.hub.kill(service)
                said = "grants.award_cancelled"
                before = self.hub.kept("grants", STREET, said)
                self.story.advance(91)
                self.hub.start(service)
                self.assert_freed(fund, award, 2000)
                self.hub.kill("grants")
                self.assertEqual(self.hub.kept("grants", STREET, said),
                                 before + 1)
                self.hub.start("grants")


class MoneyDeathTest(DeathCase):
    """What fundraising does alone, and between two hubs of its own."""

    def at_each_commit(self, step):
        for place in COMMITS:
            with self.subTest(place):
                step(lambda op, who="finance", **body: self.die(
                    "fundraising", place, op, who, DISTRICT, **body))

    def give(self, fund, amount):
        return self.story.do("fundraising.give", None, fund=fund, amount=amount,
                             channel="online")

    def test_a_gift_is_given_back_once(self):
        def step(die):
            fund = self.story.open_fund()
            die("fundraising.refund_gift", reason="重复付款",
                gift=self.give(fund, 500)["gift_id"])
            self.assert_fund(fund, free=0, raised=0)
        self.at_each_commit(step)

    def test_a_chargeback_is_taken_and_settled_once(self):
        def step(die):
            fund = self.story.open_fund()
            gift = self.give(fund, 500)["gift_id"]
            _, _, award = self.story.propose(fund, STREET, 500)
            self.story.wait_award(award, STREET, "reserved")
            die("fundraising.charge_back_gift", gift=gift, reason="银行退单")
            die("fundraising.settle_chargeback", gift=gift,
                settlement="repaid", reason="捐赠人补付")
            self.assert_fund(fund, free=0, reserved=500)
        self.at_each_commit(step)

    def test_an_entry_is_reversed_once(self):
        def step(die):
            fund = self.story.open_fund(700)
            entry = max(item["seq"] for item in all_items(
                self.story.client, "fundraising.list_ledger", DISTRICT)
                if item["kind"] == "appropriation_recorded")
            die("fundraising.reverse_entry", seq=entry, reason="误记")
            self.assert_fund(fund, free=0)
        self.at_each_commit(step)

    def test_a_transfer_arrives_once(self):
        def step(die):
            above, below = self.story.open_fund(900), self.story.open_fund(
                0, STREET)
            die("fundraising.send_transfer", from_fund=above, to_hub=STREET,
                to_fund=below, amount=400, reason="下拨")
            self.wait_fund(above, DISTRICT, free=500)
            self.wait_fund(below, STREET, free=400)
        self.at_each_commit(step)

    def test_a_transfer_to_no_fund_comes_back_once(self):
        def step(die):
            above = self.story.open_fund(900)
            die("fundraising.send_transfer", from_fund=above, to_hub=STREET,
                to_fund=above, amount=400, reason="下拨")
            self.wait_fund(above, DISTRICT, free=900)
        self.at_each_commit(step)

    def test_a_transfer_that_dies_on_its_way_arrives_once(self):
        """The same process is the sender and the receiver."""
        for place in PLACES:
            for heard, at in (("transfer_sent", STREET),
                              ("transfer_received", DISTRICT)):
                with self.subTest(place=place, heard=heard):
                    self.send_dying(f"{place}:1@fundraising.{heard}/{at}")

    def send_dying(self, failpoint):
        above = self.story.open_fund(900)
        below = self.story.open_fund(0, STREET)
        self.hub.kill("fundraising")
        self.aimed("fundraising", failpoint)
        asked = ("fundraising.send_transfer", DISTRICT,
                 {"from_fund": above, "to_hub": STREET, "to_fund": below,
                  "amount": 400, "reason": "下拨"},
                 new_key(), self.story.people.token("finance"))
        self.ask_to_death("fundraising", *asked)
        self.hub.start("fundraising")
        self.story.client.call(*asked)
        self.wait_fund(above, DISTRICT, free=500)
        self.wait_fund(below, STREET, free=400)


if __name__ == "__main__":
    unittest.main(verbosity=2)
