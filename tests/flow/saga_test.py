"""An award of one hub on the money of another, to its end, whatever happens.

Grants of a street and the fund of its district agree by events alone. At the
end of every test the books balance, no balance is negative, every chain is
whole and no event waits for a person.
"""
import unittest
import uuid

from hub import Hub, Problem, wait_for
from majordomo import all_items
from story import DISTRICT, Story, new_key

STREET, SISTER = "longgang.bantian", "longgang.buji"


class SagaCase(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.hub = Hub(STREET, SISTER)
        cls.addClassCleanup(cls.hub.close)
        cls.hub.start()
        cls.hub.wait_ready()
        cls.story = Story(cls.hub)
        cls.addClassCleanup(cls.story.close)

    def tearDown(self):
        hubs = (DISTRICT, STREET, SISTER)
        self.assertEqual(self.story.problems_of_money(*hubs), [])
        self.assertEqual(self.story.problems_of_logs(*hubs), [])

    def assert_fund(self, fund, at=DISTRICT, **expected):
        found = self.story.fund(fund, at)
        self.assertEqual({k: found[k] for k in expected}, expected)

    def wait_fund(self, fund, at=DISTRICT, **expected):
        wait_for(lambda: expected.items() <= self.story.fund(fund, at).items(),
                 what=f"a fund with {expected}")

    def decider(self):
        """The machine on which the grants of the street run."""
        return self.hub

    def let_through(self, amount):
        """An award whose one tranche was released on a report and a visit."""
        story, fund = self.story, self.story.open_fund(amount)
        round_id, _, award = story.propose(fund, STREET, amount, tranches=[
            {"share": 10000, "needs_report": True, "needs_visit": True}])
        story.wait_award(award, STREET, "reserved")
        story.pass_notice(round_id, award, STREET)
        story.sign(award, STREET)
        report = story.report(award, STREET)
        visit = story.do("grants.record_visit", "operator", STREET, award=award,
                         findings="现场正常")["visit_id"]
        self.wait_fund(fund, reserved=0, payable=amount)
        return fund, award, report, visit

    def refused(self, status, code, op, who, at=DISTRICT, **body):
        with self.assertRaises(Problem) as caught:
            self.story.do(op, who, at, **body)
        self.assertEqual((caught.exception.status, caught.exception.code),
                         (status, code))

    def wait_refused(self, fund, code):
        def look():
            try:
                self.story.open_round(fund, STREET)
            except Problem as problem:
                return problem.code == code
            return code is None
        wait_for(look, what=f"a round to be refused: {code}")


class AwardTest(SagaCase):
    def test_a_street_is_paid_from_the_fund_of_its_district(self):
        story, fund = self.story, self.story.open_fund(10000)
        round_id, _, award = story.propose(
            fund, STREET, 6000, tranches=[
                {"share": 6000, "needs_report": False, "needs_visit": False},
                {"share": 4000, "needs_report": True, "needs_visit": False}])
        story.wait_award(award, STREET, "reserved")
        self.assert_fund(fund, free=4000, reserved=6000)
        story.pass_notice(round_id, award, STREET)
        story.sign(award, STREET)
        story.pay(award)
        story.wait_tranche(award, STREET, "paid")
        self.assert_fund(fund, free=4000, reserved=2400, payable=0, paid=3600)
        report = story.do("grants.submit_report", "applicant", STREET,
                          award=award, text="办了三场", spent=3000,
                          attachments=[])["report_id"]
        story.do("grants.accept_report", "operator", STREET, report=report)
        story.pay(award, ordinal=2)
        story.wait_tranche(award, STREET, "paid", ordinal=2)
        self.assert_fund(fund, free=4000, reserved=0, payable=0, paid=6000)

    def test_an_account_of_the_district_is_known_at_the_street(self):
        story, fund = self.story, self.story.open_fund(100)
        round_id = story.open_round(fund, STREET)
        other = story.register("别人的社")
        wait_for(lambda: self.is_refused_for_another(round_id, other),
                 what="the street to hear of the account")

    def is_refused_for_another(self, round_id, organisation):
        try:
            self.story.apply(round_id, STREET, 100, organisation=organisation)
        except Problem as problem:
            return problem.code == "not_your_organisation"
        return False

    def test_a_refused_award_is_proposed_again(self):
        story, fund = self.story, self.story.open_fund(5000)
        _, _, award = story.propose(fund, STREET, 6000)
        refused = story.wait_award(award, STREET, "refused")
        self.assertEqual(refused["reason"], "insufficient_funds")
        self.assert_fund(fund, free=5000, reserved=0)
        story.do("grants.repropose_award", "council", STREET, award=award,
                 amount=4000, reason="基金余额有限")
        story.wait_award(award, STREET, "reserved")
        self.assert_fund(fund, free=1000, reserved=4000)

    def test_a_round_for_a_fund_that_cannot_pay_is_refused(self):
        """As soon as the street has heard of it from the district."""
        story = self.story
        closed = story.open_fund(0)
        story.do("fundraising.close_fund", "finance", fund=closed,
                 reason="并入总基金")
        self.wait_refused(closed, "fund_takes_no_round")
        self.wait_refused(story.open_fund(0), None)

    def test_what_is_withdrawn_is_free_again(self):
        story, fund = self.story, self.story.open_fund(5000)
        _, application, award = story.propose(fund, STREET, 5000)
        story.wait_award(award, STREET, "reserved")
        story.do("grants.withdraw_application", "applicant", STREET,
                 application=application, reason="场地没了")
        wait_for(lambda: story.award(award, STREET)["is_freed"])
        self.assertEqual(story.award(award, STREET)["state"], "cancelled")
        self.assert_fund(fund, free=5000, reserved=0)

    def test_a_withdrawal_taken_back_is_decided_anew(self):
        story, fund = self.story, self.story.open_fund(5000)
        round_id, application, award = story.propose(fund, STREET, 5000)
        story.wait_award(award, STREET, "reserved")
        story.do("grants.withdraw_application", "operator", STREET,
                 application=application, reason="点错了")
        wait_for(lambda: story.award(award, STREET)["is_freed"])
        story.do("grants.reinstate_application", "operator", STREET,
                 application=application, reason="误操作")
        again = story.decide(round_id, application, STREET, 5000)
        story.wait_award(again, STREET, "reserved")
        self.assert_fund(fund, free=0, reserved=5000)

    def test_a_wrong_agreement_is_taken_back_and_signed_again(self):
        story, fund = self.story, self.story.open_fund(3000)
        round_id, _, award = story.propose(fund, STREET, 3000)
        story.wait_award(award, STREET, "reserved")
        story.pass_notice(round_id, award, STREET)
        story.sign(award, STREET)
        self.wait_fund(fund, reserved=0, payable=3000)
        self.hub.kill("fundraising")
        story.do("grants.unsign_agreement", "operator", STREET, award=award,
                 reason="登记到了另一项目")
        self.refused(409, "wrong_tranche_state", "grants.sign_agreement",
                     "operator", STREET, award=award, tranches=[])
        self.hub.start("fundraising")
        story.wait_tranche(award, STREET, "dropped")
        self.assert_fund(fund, reserved=3000, payable=0)
        story.sign(award, STREET)
        story.pay(award, ordinal=1)
        story.wait_tranche(award, STREET, "paid", ordinal=1)
        self.assert_fund(fund, free=0, reserved=0, payable=0, paid=3000)

    def test_a_report_accepted_in_error_is_taken_back_before_its_payment(self):
        """And the tranche is released again under a new name."""
        story = self.story
        fund, award, report, _ = self.let_through(3000)
        first = story.payable(award)["tranche"]
        self.hub.kill("fundraising")
        answer = story.do("grants.reopen_report", "operator", STREET,
                          report=report, reason="看错了报告")
        self.assertEqual((answer["state"], answer["awaits_fund"]),
                         ("accepted", True))
        self.assertEqual(story.wait_tranche(award, STREET, "recalled")
                         ["taking_back"], report)
        self.refused(409, "wrong_tranche_state", "grants.reopen_report",
                     "operator", STREET, report=report, reason="再点一次")
        self.hub.start("fundraising")
        story.wait_tranche(award, STREET, "waiting")
        self.assertEqual(story.report_state(award, STREET, report), "submitted")
        self.assert_fund(fund, reserved=3000, payable=0)
        story.do("grants.accept_report", "operator", STREET, report=report)
        self.wait_fund(fund, reserved=0, payable=3000)
        self.assertNotEqual(story.payable(award)["tranche"], first)
        self.refused(409, "not_payable", "fundraising.record_payment",
                     "finance", tranche=first, bank_reference=new_key())
        story.pay(award)
        story.wait_tranche(award, STREET, "paid")
        self.assert_fund(fund, free=0, reserved=0, payable=0, paid=3000)

    def test_a_visit_recorded_in_error_is_taken_back_before_its_payment(self):
        story = self.story
        fund, award, _, visit = self.let_through(3000)
        story.do("grants.withdraw_visit", "operator", STREET, visit=visit,
                 reason="登记到别的项目")
        story.wait_tranche(award, STREET, "waiting")
        self.assert_fund(fund, reserved=3000, payable=0)
        story.do("grants.record_visit", "operator", STREET, award=award,
                 findings="补走访")
        story.pay(award)
        story.wait_tranche(award, STREET, "paid")
        self.assert_fund(fund, reserved=0, payable=0, paid=3000)

    def unheard(self, step):
        """Let the fund do something of which grants hears only after."""
        self.decider().kill("grants")
        step()
        self.hub.kill("fundraising")
        self.decider().start("grants")

    def test_a_recall_that_meets_a_recorded_payment_is_refused(self):
        """The report stays accepted; once the payment is rejected it goes."""
        story = self.story
        fund, award, report, _ = self.let_through(3000)
        tranche, payment = story.payable(award)["tranche"], []
        self.unheard(lambda: payment.append(story.record_payment(tranche)))
        story.do("grants.reopen_report", "operator", STREET, report=report,
                 reason="看错了报告")
        story.wait_tranche(award, STREET, "recalled")
        self.hub.start("fundraising")
        kept = story.wait_tranche(award, STREET, "released")
        self.assertEqual((kept["tranche"], kept["recall_refusal"]),
                         (tranche, "payment_recorded"))
        self.assertEqual(story.report_state(award, STREET, report), "accepted")
        self.refused(409, "tranche_has_payment", "grants.reopen_report",
                     "operator", STREET, report=report, reason="看错了报告")
        story.do("fundraising.reject_payment", "finance", payment=payment[0],
                 reason="报告有误")
        self.reopen_once_heard(report)
        story.wait_tranche(award, STREET, "waiting")
        self.assert_fund(fund, reserved=3000, payable=0)

    def reopen_once_heard(self, report):
        def look():
            try:
                return self.story.do("grants.reopen_report", "operator", STREET,
                                     report=report, reason="看错了报告")
            except Problem as problem:
                self.assertEqual(problem.code, "tranche_has_payment")
                return None
        wait_for(look, what="grants to hear that finance corrected it")

    def test_a_recall_that_meets_a_payment_leaves_it_paid(self):
        """And is done once finance has corrected the payment."""
        story = self.story
        fund, award, report, _ = self.let_through(3000)
        made = []
        self.unheard(lambda: made.append(story.pay(award)))
        story.do("grants.reopen_report", "operator", STREET, report=report,
                 reason="看错了报告")
        self.hub.start("fundraising")
        wait_for(lambda: story.wait_tranche(award, STREET, "paid")
                 .get("recall_refusal") == "payment_made",
                 what="the refusal to be shown")
        self.assertEqual(story.report_state(award, STREET, report), "accepted")
        self.refused(409, "tranche_has_payment", "grants.reopen_report",
                     "operator", STREET, report=report, reason="看错了报告")
        story.do("fundraising.fail_payment", "finance", payment=made[0],
                 cause="entered_wrongly", reason="付错了")
        self.reopen_once_heard(report)
        story.wait_tranche(award, STREET, "waiting")
        self.assert_fund(fund, reserved=3000, payable=0, paid=0)

    def test_withdrawn_before_the_fund_answers(self):
        story, fund = self.story, self.story.open_fund(5000)
        self.hub.kill("fundraising")
        _, application, award = story.propose(fund, STREET, 5000)
        story.do("grants.withdraw_application", "applicant", STREET,
                 application=application, reason="场地没了")
        self.assertEqual(story.award(award, STREET)["state"], "proposed")
        self.hub.start("fundraising")
        story.wait_award(award, STREET, "cancelled")
        wait_for(lambda: story.award(award, STREET)["is_freed"])
        self.assert_fund(fund, free=5000, reserved=0)

    def test_an_objection_upheld_frees_the_reservation(self):
        story, fund = self.story, self.story.open_fund(5000)
        round_id, application, award = story.propose(fund, STREET, 3000)
        story.wait_award(award, STREET, "reserved")
        story.open_notice(round_id, STREET)
        story.wait_award(award, STREET, "on_notice")
        objection = story.do("grants.raise_objection", None, STREET,
                             application=application,
                             text="该社已停办")["objection_id"]
        story.do("grants.settle_objection", "council", STREET,
                 objection=objection, outcome="upheld", finding="属实")
        story.wait_award(award, STREET, "cancelled")
        self.wait_fund(fund, free=5000, reserved=0)

    def test_a_terminated_award_frees_what_was_not_paid(self):
        story, fund = self.story, self.story.open_fund(5000)
        round_id, application, award = story.propose(
            fund, STREET, 5000, tranches=[
                {"share": 4000, "needs_report": False, "needs_visit": False},
                {"share": 6000, "needs_report": False, "needs_visit": True}])
        story.wait_award(award, STREET, "reserved")
        story.pass_notice(round_id, award, STREET)
        story.sign(award, STREET)
        story.pay(award)
        story.wait_tranche(award, STREET, "paid")
        before = self.sums(round_id)
        self.terminate(award)
        self.assert_fund(fund, free=3000, reserved=0, payable=0, paid=2000)
        self.assertEqual(self.page(application),
                         (200, "terminated", 2000, 2000))
        self.assertEqual(self.sums(round_id), before | {"awarded": 2000})
        self.refused(422, "no_such_project", "fundraising.give", None,
                     fund=fund, project=application, amount=100,
                     channel="online")

    def test_a_terminated_project_that_was_not_paid_is_not_shown(self):
        story, fund = self.story, self.story.open_fund(5000)
        round_id, application, award = story.propose(fund, STREET, 5000)
        story.wait_award(award, STREET, "reserved")
        story.pass_notice(round_id, award, STREET)
        story.sign(award, STREET)
        self.terminate(award)
        self.assertEqual(self.page(application)[0], 404)
        self.assertEqual(self.sums(round_id),
                         {"projects": 0, "awarded": 0, "paid": 0})
        self.refused(422, "no_such_project", "fundraising.give", None,
                     fund=fund, project=application, amount=100,
                     channel="online")
        self.assert_fund(fund, free=5000, reserved=0, payable=0, paid=0)

    def terminate(self, award):
        self.story.do("grants.terminate_award", "council", STREET, award=award,
                      reason="无法继续")
        wait_for(lambda: self.story.award(award, STREET)["is_freed"])

    def page(self, application):
        """(status, state, amount, paid), as anybody reads it."""
        status, _, found = self.hub.http(
            "GET", f"/v1/hubs/{STREET}/projects/"
            f"{uuid.UUID(bytes=application)}")
        project = found.get("project", {})
        return (status, project.get("state"), project.get("amount"),
                project.get("paid"))

    def sums(self, round_id):
        _, _, found = self.hub.http(
            "GET", f"/v1/hubs/{STREET}/project-sums?by=year"
            f"&round={uuid.UUID(bytes=round_id)}")
        return {key: found[key] for key in ("projects", "awarded", "paid")}

    def test_a_failed_payment_is_payable_again(self):
        story, fund = self.story, self.story.open_fund(3000)
        round_id, _, award = story.propose(fund, STREET, 3000)
        story.wait_award(award, STREET, "reserved")
        story.pass_notice(round_id, award, STREET)
        story.sign(award, STREET)
        payment = story.pay(award)
        story.wait_tranche(award, STREET, "paid")
        story.do("fundraising.fail_payment", "finance", payment=payment,
                 reason="账号有误")
        story.wait_tranche(award, STREET, "failed")
        self.assert_fund(fund, payable=3000, paid=0)
        story.pay(award)
        story.wait_tranche(award, STREET, "paid")
        self.assert_fund(fund, free=0, reserved=0, payable=0, paid=3000)

    def test_a_payment_that_fails_after_the_termination_is_free(self):
        story, fund = self.story, self.story.open_fund(3000)
        round_id, _, award = story.propose(fund, STREET, 3000)
        story.wait_award(award, STREET, "reserved")
        story.pass_notice(round_id, award, STREET)
        story.sign(award, STREET)
        payment = story.pay(award)
        story.wait_tranche(award, STREET, "paid")
        story.do("grants.terminate_award", "council", STREET, award=award,
                 reason="无法继续")
        wait_for(lambda: story.award(award, STREET)["is_freed"])
        story.do("fundraising.fail_payment", "finance", payment=payment,
                 reason="账号有误")
        story.wait_tranche(award, STREET, "dropped")
        self.assert_fund(fund, free=3000, reserved=0, payable=0, paid=0)

    def test_money_a_grantee_gives_back_shows_on_the_award(self):
        """Told while grants is away, and taken back when it was a mistake."""
        story, fund = self.story, self.story.open_fund(3000)
        award = self.paid(fund, 3000)
        self.hub.kill("grants")
        story.do("fundraising.record_return", "finance", award=award,
                 amount=700, bank_reference=new_key(), reason="结余退回")
        self.hub.start("grants")
        self.wait_returned(award, 700)
        self.assert_fund(fund, free=700, paid=2300)
        entry = next(e["seq"] for e in reversed(all_items(
            story.client, "fundraising.list_ledger", DISTRICT))
            if e["kind"] == "grant_returned")
        story.do("fundraising.reverse_entry", "finance", seq=entry,
                 reason="误登")
        self.wait_returned(award, 0)
        self.assert_fund(fund, free=0, paid=3000)

    def paid(self, fund, amount):
        """An award of the street, paid in one tranche."""
        story = self.story
        round_id, _, award = story.propose(fund, STREET, amount)
        story.wait_award(award, STREET, "reserved")
        story.pass_notice(round_id, award, STREET)
        story.sign(award, STREET)
        story.pay(award)
        story.wait_tranche(award, STREET, "paid")
        return award

    def wait_returned(self, award, amount):
        wait_for(lambda: self.story.award(award, STREET)["returned"] == amount,
                 what=f"{amount} fen to be back")


class RaceTest(SagaCase):
    def test_two_streets_race_for_the_last_money(self):
        """One has it, the other is refused; which one is not ours to say."""
        for _ in range(3):
            self.race(self.story.open_fund(10000))

    def race(self, fund):
        story, asked = self.story, {}
        for at in (STREET, SISTER):
            round_id = story.open_round(fund, at)
            application = story.apply(round_id, at, 6000)
            asked[at] = story.decision(round_id, application, 6000)
        token, keys = story.people.token("council"), {}
        for at, body in asked.items():
            keys[at] = new_key()
            story.client.send("grants.decide_round", at, body, keys[at],
                              token=token)
        states = []
        for at, body in asked.items():
            award = story.client.call("grants.decide_round", at, body, keys[at],
                                      token=token)["awards"][0]["award"]
            states.append(story.wait_award(award, at, "reserved", "refused")
                          ["state"])
        self.assertEqual(sorted(states), ["refused", "reserved"])
        self.assert_fund(fund, free=4000, reserved=6000)


class SisterTest(SagaCase):
    def test_a_round_for_a_fund_of_a_sister_is_refused(self):
        """The district is known to have none: it told of a later one."""
        of_sister = self.story.open_fund(0, SISTER)
        self.story.open_fund(0)
        self.wait_refused(of_sister, "no_fund_of_hub")


class TransferTest(SagaCase):
    def setUp(self):
        self.above = self.story.open_fund(9000, DISTRICT)
        self.below = self.story.open_fund(0, STREET)

    def send(self, amount, key=None):
        return self.story.do(
            "fundraising.send_transfer", "finance", key=key,
            from_fund=self.above, to_hub=STREET, to_fund=self.below,
            amount=amount, reason="下拨")["transfer_id"]

    def transfer(self, at, transfer):
        return next(t for t in all_items(
            self.story.client, "fundraising.list_transfers", at, {},
            self.story.people.token("finance")) if t["transfer"] == transfer)

    def wait_received(self, transfer):
        wait_for(lambda: self.transfer(DISTRICT, transfer)["state"]
                 == "received", what="the sender to hear of it")

    def test_a_transfer_arrives_once(self):
        transfer = self.send(4000)
        self.wait_received(transfer)
        self.assert_fund(self.above, DISTRICT, free=5000)
        self.assert_fund(self.below, STREET, free=4000)

    def test_a_transfer_to_no_fund_comes_back(self):
        self.below = self.above  # not of the street
        transfer = self.send(4000)
        wait_for(lambda: self.transfer(DISTRICT, transfer)["state"]
                 == "refused")
        self.wait_fund(self.above, DISTRICT, free=9000)


class RefundTest(SagaCase):
    def give(self, fund, amount, project=None):
        body = {"fund": fund, "amount": amount, "channel": "online"}
        return self.story.do("fundraising.give", None,
                             **body | ({"project": project} if project else {})
                             )["gift_id"]

    def give_to(self, fund, project, amount):
        """As soon as the fund has heard that the project is public."""
        def look():
            try:
                return self.give(fund, amount, project)
            except Problem as problem:
                self.assertEqual(problem.code, "no_such_project")
                return None
        return wait_for(look, what="the project to be known")

    def test_a_free_gift_is_given_back(self):
        fund = self.story.open_fund()
        gift = self.give(fund, 500)
        self.story.do("fundraising.refund_gift", "finance", gift=gift,
                      reason="重复付款")
        self.assert_fund(fund, free=0, raised=0)

    def test_a_gift_that_is_promised_is_not(self):
        fund = self.story.open_fund()
        gift = self.give(fund, 500)
        _, _, award = self.story.propose(fund, STREET, 500)
        self.story.wait_award(award, STREET, "reserved")
        self.refused(409, "funds_committed", "fundraising.refund_gift",
                     "finance", gift=gift, reason="反悔")

    def test_a_gift_paid_out_is_only_charged_back(self):
        story, fund = self.story, self.story.open_fund(5000)
        round_id, application, award = story.propose(fund, STREET, 5000)
        story.wait_award(award, STREET, "reserved")
        story.do("grants.publish_project", "operator", STREET,
                 application=application)
        gift = self.give_to(fund, application, 1200)
        story.pass_notice(round_id, award, STREET)
        story.sign(award, STREET)
        story.pay(award)
        story.wait_tranche(award, STREET, "paid")
        self.assert_fund(fund, free=1200, restricted=0, paid=5000)
        self.refused(409, "funds_committed", "fundraising.refund_gift",
                     "finance", gift=gift, reason="反悔")
        owed = story.do("fundraising.charge_back_gift", "finance", gift=gift,
                        reason="银行退单")["receivable"]
        self.assertEqual(owed, 1200)
        self.assertEqual(story.problems_of_money(DISTRICT), [])
        story.do("fundraising.settle_chargeback", "finance", gift=gift,
                 settlement="repaid", reason="捐赠人补付")
        self.assert_fund(fund, free=1200, paid=5000)


if __name__ == "__main__":
    unittest.main(verbosity=2)
