"""From an application to a payment, across real processes, in few words.

People are of the district; what they do may be at any hub below it. Every
command has a key, so that it can be asked again after a kill.
"""
import uuid

from hub import SERVICES, People, wait_for
from majordomo import all_items

DISTRICT = "longgang"
DAYS_OF_NOTICE = 12  # five working days and every holiday among them
NEVER_NEGATIVE = ("free", "restricted", "reserved", "payable")


def new_key():
    return str(uuid.uuid4())


class Story:
    def __init__(self, hub):
        self.hub, self.client = hub, hub.client()
        self.people = People(hub)
        self.organisation = self.register("互助社")
        self.people.token("applicant", organisation=self.organisation)
        self.people.token("复核", "finance")
        for role in ("finance", "council", "supervisor", "reviewer"):
            self.people.token(role)  # now: the admin's token does not last
        self.programme = {}

    def close(self):
        self.client.close()
        self.people.client.close()

    def do(self, op, who, at=DISTRICT, key=None, **body):
        token = self.people.token(who) if who else None
        return self.client.call(op, at, body, key or new_key(), token)

    def ask(self, op, who, at=DISTRICT, **body):
        token = self.people.token(who) if who else None
        return self.client.call(op, at, body, token=token)

    def advance(self, days):
        self.hub.advance(days=days)
        self.people.sign_in_again()

    def register(self, name, at=DISTRICT):
        return self.do("registry.register_organisation", "operator", at,
                       name=name, kind="filed_group")["organisation_id"]

    def open_fund(self, amount=0, at=DISTRICT, name="基金"):
        fund = self.do("fundraising.open_fund", "finance", at, name=name,
                       level="district", purposes=[])["fund_id"]
        if amount:
            self.do("fundraising.record_appropriation", "finance", at,
                    fund=fund, amount=amount)
        return fund

    def fund(self, fund, at=DISTRICT):
        return self.ask("fundraising.get_fund", None, at, fund=fund)["fund"]

    def open_round(self, fund, at, fund_hub=DISTRICT, **settings):
        """One that is decided as applications come in, without a panel."""
        if at not in self.programme:
            self.programme[at] = self.do(
                "grants.open_programme", "operator", at,
                title="公益创投")["programme_id"]
        now = self.hub.now_ms()
        body = {"title": "一批", "fund_hub": fund_hub, "fund": fund,
                "opens_at": now - 1000, "closes_at": now + 90 * 86400000,
                "budget": 100000000, "sections": [], "criteria": [],
                "tranches": [], "skips_screening": True, "skips_panel": True,
                "is_rolling": True} | settings
        return self.do("grants.open_round", "operator", at,
                       programme=self.programme[at], **body)["round_id"]

    def apply(self, round_id, at, amount, title="睦邻计划", who="applicant",
              organisation=None):
        return self.do(
            "grants.submit_application", who, at, round=round_id,
            organisation=organisation or self.organisation, title=title,
            amount=amount, budget=[{"item": "活动", "amount": amount}],
            answers=[], attachments=[])["application_id"]

    def decision(self, round_id, application, amount):
        return {"round": round_id, "declined": [], "decisions": [
            {"application": application, "amount": amount}]}

    def decide(self, round_id, application, at, amount):
        return self.do(
            "grants.decide_round", "council", at,
            **self.decision(round_id, application, amount)
        )["awards"][0]["award"]

    def propose(self, fund, at, amount, **settings):
        """(round, application, award): asked of the fund, not yet answered."""
        round_id = self.open_round(fund, at, **settings)
        application = self.apply(round_id, at, amount)
        return (round_id, application,
                self.decide(round_id, application, at, amount))

    def award(self, award, at):
        return self.ask("grants.get_award", "operator", at, award=award)

    def wait_award(self, award, at, *states):
        return wait_for(lambda: (found := self.award(award, at))["state"]
                        in states and found, what=f"an award {states}")

    def open_notice(self, round_id, at):
        return self.do("grants.publish_notice", "operator", at,
                       round=round_id, experts=[])["notice_id"]

    def pass_notice(self, round_id, award, at):
        self.open_notice(round_id, at)
        self.advance(DAYS_OF_NOTICE)
        self.wait_award(award, at, "awaiting_agreement")

    def sign(self, award, at):
        self.do("grants.sign_agreement", "operator", at, award=award,
                tranches=[])

    def payable(self, award, at=DISTRICT, ordinal=1):
        return wait_for(lambda: next(
            (p for p in all_items(
                self.client, "fundraising.list_payables", at,
                {"award": award}, self.people.token("finance"))
             if p["ordinal"] == ordinal and p["state"] == "payable"), None),
            what="a tranche to pay")

    def record_payment(self, tranche, at=DISTRICT):
        return self.do("fundraising.record_payment", "finance", at,
                       tranche=tranche, bank_reference=new_key())["payment_id"]

    def approve(self, payment, at=DISTRICT):
        return self.do("fundraising.approve_payment", "复核", at,
                       payment=payment)

    def pay(self, award, ordinal=1):
        payment = self.record_payment(
            self.payable(award, ordinal=ordinal)["tranche"])
        self.approve(payment)
        return payment

    def wait_tranche(self, award, at, state, ordinal=1):
        return wait_for(lambda: next(
            (t for t in self.award(award, at)["tranches"]
             if t["ordinal"] == ordinal and t["state"] == state), None),
            what=f"a tranche {state}")

    def report(self, award, at):
        """A progress report, accepted."""
        report = self.do("grants.submit_report", "applicant", at, award=award,
                         text="办了三场", spent=3000,
                         attachments=[])["report_id"]
        self.do("grants.accept_report", "operator", at, report=report)
        return report

    def report_state(self, award, at, report):
        found = self.ask("grants.list_reports", "operator", at, award=award)
        return next(r["state"] for r in found["items"]
                    if r["report"] == report)

    def reservation(self, award, at=DISTRICT):
        return next((r for r in all_items(
            self.client, "fundraising.list_reservations", at, {},
            self.people.token("finance")) if r["award"] == award), None)

    def problems_of_money(self, *hubs):
        """What an auditor would find; nothing, if all is well."""
        found = []
        for at in hubs:
            audit = self.ask("fundraising.audit", "finance", at)
            if audit["differences"] or audit["sum"]:
                found.append((at, audit))
            for item in all_items(self.client, "fundraising.list_balances", at):
                if item["kind"] in NEVER_NEGATIVE and item["balance"] < 0:
                    found.append((at, item))
        return found

    def problems_of_logs(self, *hubs):
        found = []
        for at in hubs:
            for service in SERVICES:
                check = self.ask(f"{service}.verify_log", "supervisor", at)
                letters = self.ask(f"{service}.list_dead_letters", "supervisor",
                                   at)["items"]
                if check["bad_seq"] or letters:
                    found.append((at, service, check, letters))
        return found
