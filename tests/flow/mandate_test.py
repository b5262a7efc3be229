"""A mandate's whole life, over HTTP alone: months go by, money comes and does
not come, everybody is killed, and the donor, who has no account, stops it."""
import datetime
import unittest
import uuid

from hub import SERVICES, Hub, wait_for
from mail_server import MailServer
from story import DISTRICT, Story

CODE = "k7d2-93hf-0qpa-41zz"
AMOUNT = 3000
PATIENCE_S = 60


def months_after(date, count):
    month = date.month - 1 + count
    return datetime.date(date.year + month // 12, month % 12 + 1, date.day)


class MandateTest(unittest.TestCase):
    def setUp(self):
        self.mails = MailServer()
        self.addCleanup(self.mails.close)
        self.hub = Hub(environment={
            "CW_SMTP_URL": self.mails.url,
            "CW_SMTP_SENDER": "notice@hub.example.org"})
        self.addCleanup(self.hub.close)
        self.hub.start()
        self.hub.wait_ready()
        self.story = Story(self.hub)
        self.addCleanup(self.story.close)
        self.fund = str(uuid.UUID(bytes=self.story.open_fund()))

    # -- as a browser asks ----------------------------------------------------

    def ask(self, method, path, body=None, who=None, key=None):
        token = self.story.people.token(who) if who else None
        headers = {"Idempotency-Key": key or str(uuid.uuid4())} if body else {}
        return wait_for(lambda: self.answer(method, path, body, token, headers),
                        PATIENCE_S, f"{method} {path}")

    def answer(self, method, path, body, token, headers):
        """Who is restarted is asked again."""
        try:
            status, _, answer = self.hub.http(
                method, f"/v1/hubs/{DISTRICT}/{path}", body, token, headers)
        except OSError:
            return None
        return None if status in (502, 503, 504) else (status, answer)

    def done(self, method, path, body=None, who=None, key=None):
        status, answer = self.ask(method, path, body, who, key)
        self.assertEqual(status, 200, answer)
        return answer

    def today(self):
        return datetime.datetime.fromtimestamp(
            self.hub.now_ms() / 1000,
            datetime.timezone(datetime.timedelta(hours=8))).date()

    def days_pass(self, days):
        self.hub.advance(days)
        self.story.people.sign_in_again()

    def wait_until(self, date):
        """Just after midnight of that day."""
        self.days_pass((date - self.today()).days)

    def charges(self, count=0):
        """Once there are so many."""
        return wait_for(lambda: (found := self.done(
            "GET", "charges?limit=200", who="finance")["items"])
            and len(found) >= count and found, PATIENCE_S, f"{count} charges")

    def settle(self, charge, reference, key=None):
        return self.ask("POST", f"charges/{charge['charge_id']}/settlement",
                        {"bank_reference": reference}, "finance", key)

    def fail(self, charge):
        return self.done("POST", f"charges/{charge['charge_id']}/failure",
                         {"reason": "余额不足"}, "finance")

    def found(self):
        return self.done("POST", "mandates/search",
                         {"number": self.number, "code": CODE})

    def raised(self):
        return self.done("GET", f"funds/{self.fund}")["fund"]["raised"]

    def mailed(self, subject):
        return wait_for(lambda: [m for m in self.mails.to("chen@example.org")
                                 if subject in m["Subject"]],
                        PATIENCE_S, f"a mail: {subject}")

    def assert_sound(self):
        audit = self.done("GET", "ledger/audit", who="finance")
        self.assertEqual((audit["differences"], audit["sum"]), ([], 0))
        self.assertEqual(self.story.problems_of_logs(DISTRICT), [])

    # -- what happens ---------------------------------------------------------

    def open(self):
        """On the first of next month, so that the days are known."""
        self.first = months_after(self.today().replace(day=1), 1)
        body = {"fund": self.fund, "amount": AMOUNT, "day": 1,
                "channel": "online", "code": CODE,
                "donor": {"display_name": "陈小红",
                          "contact": "chen@example.org"}}
        opened = self.done("POST", "mandates", body, key="opened")
        self.assertEqual(self.done("POST", "mandates", body, key="opened"),
                         opened)
        self.number, self.mandate = opened["number"], opened["mandate_id"]
        self.assertEqual(opened["next_on"], self.first.isoformat())
        self.assertEqual(self.done("GET", "charges", who="finance")["items"],
                         [])
        self.mailed("已登记")

    def let_a_month_come(self):
        self.wait_until(self.first)
        charge, = self.charges(1)
        self.assertEqual(
            (charge["period"], charge["state"], charge["amount"],
             charge["donor"]),
            (self.first.strftime("%Y-%m"), "due", AMOUNT, "陈**"))
        self.assertEqual(self.raised(), 0)
        status, gift = self.settle(charge, "B-1", "settled")
        self.assertEqual(status, 200)
        self.assertEqual(self.settle(charge, "B-1", "settled"), (200, gift))
        self.assertEqual(self.settle(charge, "B-2")[0], 409)
        self.assertEqual(self.raised(), AMOUNT)
        receipt = self.done(
            "GET", f"receipts/{gift['receipt']['number']}"
            f"?hash={gift['receipt']['hash']}")
        self.assertEqual((receipt["amount"], receipt["donor"]),
                         (AMOUNT, "陈**"))
        self.mailed("感谢您的捐赠")
        self.settled = gift

    def be_away_for_months(self):
        """Nobody is up, then all is made at once, each month once."""
        for service in SERVICES:
            self.hub.kill(service)
        self.hub.advance((months_after(self.first, 3) - self.today()).days)
        self.hub.start(*SERVICES)
        self.hub.wait_ready(PATIENCE_S)
        self.story.people.sign_in_again()
        self.charges(4)
        self.hub.kill("fundraising")
        self.hub.start("fundraising")
        self.hub.wait_ready(PATIENCE_S)
        charges = self.charges(4)
        self.assertEqual([c["period"] for c in charges], [
            months_after(self.first, n).strftime("%Y-%m") for n in range(4)])
        self.assertEqual(self.found()["mandate"]["next_on"],
                         months_after(self.first, 4).isoformat())

    def take_one_back(self):
        """Settled for the wrong donor: reversed, and settled again."""
        self.done("POST", f"ledger/{self.settled['seq']}/reversal",
                  {"reason": "登记有误"}, "finance")
        self.assertEqual(self.raised(), 0)
        charge = self.charges()[0]
        self.assertEqual(charge["state"], "due")
        self.assertNotIn("gift", charge)
        self.assertEqual(self.settle(charge, "B-1")[0], 200)
        self.assertEqual(self.raised(), AMOUNT)
        self.assert_sound()

    def lapse_and_go_on(self):
        second = self.charges()[1]
        self.assertEqual(self.fail(second)["state"], "due")
        self.mailed("未到账")
        self.fail(second)
        lapsed = self.fail(second)
        self.assertEqual((lapsed["state"], lapsed["mandate_state"]),
                         ("failed", "lapsed"))
        self.assertEqual([c["state"] for c in self.charges()],
                         ["paid", "failed", "skipped", "skipped"])
        self.mailed("已失效")
        resumed = self.done("POST", f"mandates/{self.mandate}/resumption",
                            {"code": CODE})
        self.assertEqual((resumed["state"], resumed["next_on"]),
                         ("active", months_after(self.first, 4).isoformat()))

    def stop(self):
        body = {"code": "another-code-of-24-letters"}
        path = f"mandates/{self.mandate}/cancellation"
        self.assertEqual(self.ask("POST", path, body)[0], 404)
        self.assertEqual(self.ask("POST", path, {"reason": "x"})[0], 404)
        self.done("POST", path, {"code": CODE})
        self.mailed("已停止")
        self.days_pass(70)
        # A mandate of somebody else is charged meanwhile; this one is not.
        self.done("POST", "mandates", {
            "fund": self.fund, "amount": 100, "day": min(28, self.today().day),
            "channel": "online", "code": CODE})
        self.days_pass(31)
        self.charges(5)
        self.assertEqual(len([c for c in self.charges()
                              if c["number"] == self.number]), 4)
        found = self.found()["mandate"]
        self.assertEqual((found["state"], found["received"], found["made"]),
                         ("cancelled", AMOUNT, 4))

    # LGA-15
    def test_a_mandate_from_the_first_day_to_the_last(self):
        self.open()
        self.let_a_month_come()
        self.be_away_for_months()
        self.take_one_back()
        self.lapse_and_go_on()
        self.stop()
        self.assert_sound()

    def test_nothing_that_is_published_says_who_gives(self):
        """Neither the public ledger nor what everybody may read."""
        self.open()
        self.let_a_month_come()
        for path in ("ledger?limit=200", "public-gifts"):
            answer = self.done("GET", path)
            self.assertIn(f"'amount': {AMOUNT}", str(answer))
            for secret in ("陈小红", "chen@example.org", CODE):
                self.assertNotIn(secret, str(answer))
        for path in ("mandates", "charges", f"mandates/{self.mandate}"):
            self.assertEqual(self.ask("GET", path)[0], 401)


if __name__ == "__main__":
    unittest.main(verbosity=2)
