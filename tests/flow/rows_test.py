"""What a role allows and a row does not: whose it is, and when.

Beside authorisation_test.py, which knows roles and hubs only.
"""
import unittest
import uuid

from hub import Hub, Problem, wait_for
from listener import Listener
from majordomo import all_items
from story import DISTRICT, Story

SECRET = "甲的草稿"


class RowsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.hub = Hub()
        cls.addClassCleanup(cls.hub.close)
        cls.hub.start()
        cls.hub.wait_ready()
        cls.story = story = Story(cls.hub)
        cls.addClassCleanup(story.close)
        cls.other = story.register("另一家社团")
        story.people.token("applicant2", "applicant", organisation=cls.other)
        for name, role in (("reviewer2", "reviewer"), ("donor", "donor"),
                           ("donor2", "donor")):
            story.people.token(name, role)
        cls.fund = story.open_fund(100000)

    def do(self, op, who, **body):
        return self.story.do(op, who, **body)

    def refused(self, status, op, who, **body):
        with self.assertRaises(Problem) as caught:
            self.do(op, who, **body)
        self.assertEqual(caught.exception.status, status,
                         caught.exception.payload)
        return caught.exception.code

    def save_draft(self):
        round_id = self.story.open_round(self.fund, DISTRICT)
        draft = self.do("grants.save_draft", "applicant", round=round_id,
                        organisation=self.story.organisation, title=SECRET,
                        amount=100, budget=[], answers=[], attachments=[])
        return round_id, draft["application_id"]

    def open_panel(self):
        """A round of two reviewers and one application."""
        story = self.story
        round_id = story.open_round(
            self.fund, DISTRICT, skips_screening=False, skips_panel=False,
            criteria=[{"name": "成效", "weight": 10000}])
        application = story.apply(round_id, DISTRICT, 500)
        self.do("grants.screen_application", "operator",
                application=application, outcome="pass")
        for name in ("reviewer", "reviewer2"):
            account = story.people.ids[name]
            self.do("grants.appoint_reviewer", "operator", round=round_id,
                    account=account)
            self.do("grants.assign_reviewer", "operator",
                    application=application, account=account)
        return round_id, application

    def score(self, who, application):
        return self.do("grants.score_application", who, application=application,
                       scores=[{"criterion": "成效", "score": 8000}])

    def sheets(self, who, application):
        return self.do("grants.list_scores", who, application=application)

    # ---- applications

    def test_a_draft_is_its_authors_alone(self):
        round_id, draft = self.save_draft()
        for who in ("applicant2", "reviewer", "council", "supervisor"):
            with self.subTest(who):
                self.refused(404, "grants.get_application", who,
                             application=draft)
                self.refused(404, "grants.list_versions", who, application=draft)
                listed = all_items(
                    self.story.client, "grants.list_applications", DISTRICT,
                    {"round": round_id}, self.story.people.token(who))
                self.assertNotIn(SECRET, [a["title"] for a in listed])
        own = self.do("grants.get_application", "applicant", application=draft)
        self.assertEqual(own["application"]["title"], SECRET)

    def test_nobody_else_discards_or_submits_a_draft(self):
        round_id, draft = self.save_draft()
        self.refused(404, "grants.discard_draft", "applicant2",
                     application=draft)
        self.refused(404, "grants.submit_application", "applicant2",
                     round=round_id, draft=draft, organisation=self.other,
                     title="冒名",
                     amount=100, budget=[{"item": "活动", "amount": 100}],
                     answers=[], attachments=[])

    def test_an_application_is_hidden_from_other_applicants(self):
        round_id = self.story.open_round(self.fund, DISTRICT)
        application = self.story.apply(round_id, DISTRICT, 100)
        self.refused(404, "grants.get_application", "applicant2",
                     application=application)
        self.refused(404, "grants.withdraw_application", "applicant2",
                     application=application, reason="捣乱")

    # ---- review

    def test_scores_are_sealed_until_all_are_in(self):
        _, application = self.open_panel()
        self.score("reviewer", application)
        for who in ("reviewer2", "operator", "council"):
            with self.subTest(who):
                seen = self.sheets(who, application)
                self.assertTrue(seen["is_sealed"])
                self.assertEqual(seen["sheets"], [])
        self.score("reviewer2", application)
        self.assertEqual(len(self.sheets("council", application)["sheets"]), 2)

    def test_who_declared_a_conflict_does_not_score(self):
        _, application = self.open_panel()
        self.do("grants.declare_conflict", "reviewer", application=application,
                reason="亲属在该社任职")
        with self.assertRaises(Problem) as caught:
            self.score("reviewer", application)
        self.assertEqual((caught.exception.status, caught.exception.code),
                         (409, "conflict_declared"))
        self.score("reviewer2", application)

    def test_who_was_not_appointed_does_not_score(self):
        _, application = self.open_panel()
        self.story.people.token("reviewer3", "reviewer")
        with self.assertRaises(Problem) as caught:
            self.score("reviewer3", application)
        self.assertIn(caught.exception.status, (403, 404))

    # ---- the three powers

    def test_the_operator_does_not_decide(self):
        round_id = self.story.open_round(self.fund, DISTRICT)
        application = self.story.apply(round_id, DISTRICT, 100)
        decision = self.story.decision(round_id, application, 100)
        for who in ("operator", "supervisor", "finance", "reviewer", "applicant"):
            with self.subTest(who):
                self.assertEqual(
                    self.refused(403, "grants.decide_round", who, **decision),
                    "forbidden")
        self.do("grants.decide_round", "council", **decision)

    def test_nobody_holds_two_of_the_three_powers(self):
        account = self.story.people.ids["operator"]
        for role in ("council", "supervisor"):
            with self.assertRaises(Problem) as caught:
                self.story.client.call(
                    "registry.grant_role", DISTRICT,
                    {"account_id": account, "role": role, "scope": DISTRICT},
                    token=self.hub.admin_token())
            self.assertEqual(caught.exception.code, "powers_apart")

    # FT-17
    def test_the_supervisor_finds_and_the_operator_answers(self):
        body = {"grade": "serious", "about": "fund", "thing": self.fund,
                "text": "支出凭证不全", "answer_by": "2999-01-31"}
        for who in ("operator", "council", "finance", "applicant", None):
            with self.subTest(who):
                self.assertIn(self.refused_status(
                    "registry.record_finding", who, **body), (401, 403))
        finding = self.do("registry.record_finding", "supervisor",
                          **body)["finding_id"]
        self.wait_inbox("operator", "registry.finding_recorded", finding)
        self.wait_inbox("council", "registry.finding_recorded", finding)
        self.do("registry.answer_finding", "operator", finding=finding,
                text="凭证已补齐")
        self.wait_inbox("supervisor", "registry.finding_answered", finding)
        self.do("registry.change_finding", "supervisor", finding=finding,
                action="settle", reason="已核对")
        found = self.do("registry.get_finding", "finance", finding=finding)
        self.assertEqual(found["finding"]["state"], "settled")
        self.assertEqual([a["text"] for a in found["answers"]], ["凭证已补齐"])

    def refused_status(self, op, who, **body):
        with self.assertRaises(Problem) as caught:
            self.do(op, who, **body)
        return caught.exception.status

    def wait_inbox(self, who, event, about):
        wait_for(lambda: any(
            m["event"] == event and m["about"] == about for m in all_items(
                self.story.client, "notification.list_inbox", DISTRICT, {},
                self.story.people.token(who))), what=f"{event} for {who}")

    # ---- names

    def test_an_item_names_itself_as_the_reply_did_that_made_it(self):
        story = self.story
        round_id, application, award = story.propose(self.fund, DISTRICT, 100)
        story.wait_award(award, DISTRICT, "reserved")
        made = {"programmes": ("programme", story.programme[DISTRICT]),
                "rounds": ("round", round_id),
                "applications": ("application", application),
                "awards": ("award", award),
                "notices": ("notice", story.open_notice(round_id, DISTRICT))}
        for name, (noun, made_id) in made.items():
            with self.subTest(name):
                items = all_items(story.client, f"grants.list_{name}", DISTRICT,
                                  {}, story.people.token("supervisor"))
                self.assertIn(made_id, [item[f"{noun}_id"] for item in items])
                for item in items:
                    self.assertEqual(item[noun], item[f"{noun}_id"])

    # ---- gifts

    def give(self, who):
        return self.do("fundraising.give", who, fund=self.fund, amount=5000,
                       channel="online", donor={"contact": "13800000000"})

    def test_a_gift_is_its_donors(self):
        gift = self.give("donor")["gift_id"]
        for who in ("donor2", "applicant", "council"):
            with self.subTest(who):
                self.refused(404, "fundraising.get_gift", who, gift=gift)
                self.refused(403, "fundraising.trace_gift", who, gift=gift)
        self.refused(403, "fundraising.trace_gift", None, gift=gift)
        for who in ("donor", "finance", "supervisor"):
            self.do("fundraising.trace_gift", who, gift=gift)

    def test_the_receipt_stands_in_for_an_account(self):
        given = self.give(None)
        gift, receipt = given["gift_id"], given["receipt"]
        self.do("fundraising.trace_gift", None, gift=gift, **receipt)
        other = self.give(None)["receipt"]
        self.refused(403, "fundraising.trace_gift", None, gift=gift, **other)
        self.refused(403, "fundraising.trace_gift", None, gift=gift,
                     number=receipt["number"])

    def test_the_outcome_of_a_key_is_for_who_sent_it(self):
        body = {"fund": self.fund, "amount": 100, "channel": "online"}
        self.story.do("fundraising.give", "donor", key="of the donor", **body)
        mine = self.outcome("donor", "of the donor")
        self.assertEqual(mine["state"], "succeeded")
        other = self.outcome("donor2", "of the donor")
        self.assertNotEqual(other["state"], "succeeded")
        self.assertNotIn("reply", other)

    def outcome(self, who, key):
        return self.story.client.call(
            "fundraising.get_outcome", DISTRICT,
            {"key": key, "op": "fundraising.give"},
            token=self.story.people.token(who))

    def test_an_inbox_is_its_owners(self):
        for op in ("notification.get_message", "notification.mark_read"):
            with self.subTest(op):
                message = self.first_message("donor")
                self.refused(404, op, "donor2", message=message)

    def first_message(self, who):
        self.give(who)
        return wait_for(lambda: all_items(
            self.story.client, "notification.list_inbox", DISTRICT, {},
            self.story.people.token(who)), what="a message")[0]["message"]


class StreamTest(unittest.TestCase):
    """On a hub of its own, whose clock is moved."""

    def setUp(self):
        self.hub = Hub()
        self.addCleanup(self.hub.close)
        self.hub.start()
        self.hub.wait_ready()
        self.story = Story(self.hub)
        self.addCleanup(self.story.close)
        for name in ("donor", "donor2"):
            self.story.people.token(name, "donor")

    def hear_until(self, subject, listener):
        """The types of fundraising's events; nobody hears who gave."""
        heard = []
        while not heard or heard[-1]["subject"] != subject:
            kind, notice = listener.read()
            self.assertEqual(kind, "message")
            self.assertEqual(set(notice), {"service", "type", "seq", "subject"})
            if notice["service"] == "fundraising":
                heard.append(notice)
        listener.close()
        return [notice["type"] for notice in heard]

    def test_a_donors_stream_is_the_publics(self):
        story, fund = self.story, self.story.open_fund(100000)
        round_id, _, award = story.propose(fund, DISTRICT, 100)
        story.wait_award(award, DISTRICT, "reserved")
        story.pass_notice(round_id, award, DISTRICT)
        story.sign(award, DISTRICT)
        tranche = story.payable(award)["tranche"]
        listeners = {who: Listener(self.hub.port,
                                   who and story.people.token(who))
                     for who in (None, "donor", "donor2", "finance",
                                 "supervisor")}
        story.do("fundraising.give", "donor", fund=fund, amount=5000,
                 channel="online")
        story.record_payment(tranche)
        last = str(uuid.UUID(bytes=story.open_fund(name="其后")))
        heard = {who: self.hear_until(last, listener)
                 for who, listener in listeners.items()}
        for who in (None, "donor", "donor2"):
            self.assertEqual(heard[who], ["fundraising.gift_received",
                                          "fundraising.fund_opened"], who)
        for who in ("finance", "supervisor"):
            self.assertEqual(heard[who], ["fundraising.gift_received",
                                          "fundraising.payment_recorded",
                                          "fundraising.fund_opened"], who)


if __name__ == "__main__":
    unittest.main(verbosity=2)
