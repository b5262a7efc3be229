"""Keyed commands of people at two hubs, kept in flight whatever happens.

The journal says of each key what was asked and what came back; whoever is not
answered is asked again, by the same key, until an answer is final. Where the
hubs have a machine each, some ask at the other one's.
"""
import collections
import datetime
import random
import time

import msgpack
import zmq

from story import DAYS_OF_NOTICE, DISTRICT

STREET = "longgang.bantian"
IN_FLIGHT = 32
MONEY = 10**7  # fen, in each fund at the beginning
ASK_AGAIN = (409, 502, 503, 504)  # 409 in_progress alone
A_MOMENT_S = 0.1  # before who was sent away asks again
AWARDS, AMOUNT = 12, 1000  # with an agreement to sign, at the beginning
OFFICE = datetime.timezone(datetime.timedelta(hours=8))
LAST_DAY = 28  # of a month, for mandates


def date_at(time_ms):
    return datetime.datetime.fromtimestamp(time_ms / 1000, OFFICE).date()


Due = collections.namedtuple("Due", "hub amount")


class Command:
    def __init__(self, key, op, hub, who, body):
        self.key, self.op, self.hub, self.who, self.body = (
            key, op, hub, who, body)
        self.status, self.payload, self.asked_at = None, None, 0

    def is_done(self):
        return self.status is not None

    def reply(self):
        return msgpack.unpackb(self.payload)


class Workload:
    def __init__(self, stories, chance):
        """Of each hub the story of its machine; two may be one."""
        self.stories, self.chance = stories, chance
        self.where = random.Random(chance.random())
        self.apart = list({id(s): s for s in stories.values()}.values())
        self.desks = [story.client for story in self.apart]
        self.funds = {hub: story.open_fund(MONEY, hub)
                      for hub, story in stories.items()}
        self.journal = {}    # key -> Command
        self.under_way = {}  # request id -> Command
        self.since_peace = []  # what was answered since all had been
        self.sent_away = []
        self.applications, self.awarded, self.gifts = [], [], []
        self.recorded, self.payables, self.tranches = [], [], {}
        self.due, self.charges = [], {}  # id -> what is due
        for story in self.apart:
            story.people.token("donor")
        self.noticed = self.notice_awards()
        self.unsigned = list(self.noticed)
        self.reach_a_day_of_mandates()
        self.round = stories[STREET].open_round(self.funds[DISTRICT], STREET)

    def notice_awards(self):
        """Awards of which the notice has run: an agreement may be signed."""
        story = self.stories[STREET]
        round_id = story.open_round(self.funds[DISTRICT], STREET)
        applied = [story.apply(round_id, STREET, AMOUNT)
                   for _ in range(AWARDS)]
        awards = {story.decide(round_id, application, STREET, AMOUNT):
                  application for application in applied}
        for award in awards:
            story.wait_award(award, STREET, "reserved")
        story.open_notice(round_id, STREET)
        for other in self.apart:
            other.advance(DAYS_OF_NOTICE)
            for name in other.people.ids:
                other.people.token(name)
        for award in awards:
            story.wait_award(award, STREET, "awaiting_agreement")
        return awards

    def reach_a_day_of_mandates(self):
        """So that one that is opened has a charge at once."""
        while self.today(DISTRICT).day > LAST_DAY:
            for story in self.apart:
                story.advance(1)
        for story in self.apart:
            for name in story.people.ids:
                story.people.token(name)

    def today(self, hub):
        return date_at(self.stories[hub].hub.now_ms())

    # -- what people do ---------------------------------------------------

    def next_command(self):
        make = self.chance.choices(
            [self.give, self.transfer, self.apply, self.award, self.withdraw,
             self.refund, self.sign, self.record_payment,
             self.approve_payment, self.open_mandate, self.settle_charge,
             self.fail_charge], [50, 10, 15, 15, 4, 6, 2, 4, 4, 8, 6, 3])[0]
        command = make()
        if command is None:
            command = self.give()
        key = f"chaos-{len(self.journal)}-{self.chance.getrandbits(64):x}"
        self.journal[key] = Command(key, *command)
        return self.journal[key]

    def either(self):
        here = self.chance.choice((DISTRICT, STREET))
        return here, STREET if here == DISTRICT else DISTRICT

    def give(self):
        hub, _ = self.either()
        return ("fundraising.give", hub, "donor",
                {"fund": self.funds[hub], "channel": "online",
                 "amount": self.chance.randint(1, 5000)})

    def transfer(self):
        here, there = self.either()
        return ("fundraising.send_transfer", here, "finance",
                {"from_fund": self.funds[here], "to_hub": there,
                 "to_fund": self.funds[there], "reason": "调剂",
                 "amount": self.chance.randint(1, 9000)})

    def apply(self):
        amount = self.chance.randint(1, 20000)
        return ("grants.submit_application", STREET, "applicant",
                {"round": self.round, "organisation": self.stories[STREET].organisation,
                 "title": "睦邻计划", "amount": amount, "answers": [],
                 "budget": [{"item": "活动", "amount": amount}],
                 "attachments": []})

    def take(self, commands):
        """One of those answered with success that nothing was made of yet."""
        done = [c for c in commands if c.status == 200]
        if not done:
            return None
        taken = self.chance.choice(done)
        commands.remove(taken)
        return taken

    def award(self):
        applied = self.take(self.applications)
        if not applied:
            return None
        return ("grants.decide_round", STREET, "council",
                self.stories[STREET].decision(
                    self.round, applied.reply()["application_id"],
                    applied.body["amount"]))

    def withdraw(self):
        decided = self.take(self.awarded)
        if not decided:
            return None
        return ("grants.withdraw_application", STREET, "applicant",
                {"application": decided.body["decisions"][0]["application"],
                 "reason": "场地没了"})

    def refund(self):
        given = self.take(self.gifts)
        if not given:
            return None
        return ("fundraising.refund_gift", given.hub, "finance",
                {"gift": given.reply()["gift_id"], "reason": "重复付款"})

    def sign(self):
        if not self.unsigned:
            return None
        return ("grants.sign_agreement", STREET, "operator",
                {"award": self.unsigned.pop(), "tranches": []})

    def record_payment(self):
        """Of what the district has heard to be payable; or look for more."""
        if not self.payables:
            self.send(Command(None, "fundraising.list_payables", DISTRICT,
                              "finance", {"limit": 200}))
            return None
        tranche = self.payables.pop()
        return ("fundraising.record_payment", DISTRICT, "finance",
                {"tranche": tranche, "bank_reference": tranche.hex()})

    def approve_payment(self):
        recorded = self.take(self.recorded)
        if not recorded:
            return None
        return ("fundraising.approve_payment", DISTRICT, "复核",
                {"payment": recorded.reply()["payment_id"]})

    def open_mandate(self):
        """Most of them with a charge as soon as the timer runs."""
        hub, _ = self.either()
        day = self.chance.choice([min(self.today(hub).day, LAST_DAY)] * 3
                                 + [self.chance.randint(1, LAST_DAY)])
        return ("fundraising.open_mandate", hub, "donor",
                {"fund": self.funds[hub], "channel": "online", "day": day,
                 "amount": self.chance.randint(1, 5000)})

    def take_charge(self):
        """One that is due, with nobody at it; or look for more."""
        if self.due:
            return self.due.pop(self.chance.randrange(len(self.due)))
        hub, _ = self.either()
        self.send(Command(None, "fundraising.list_charges", hub, "finance",
                          {"state": "due", "limit": 200}))
        return None

    def settle_charge(self):
        charge = self.take_charge()
        return charge and (
            "fundraising.settle_charge", self.charges[charge].hub, "finance",
            {"charge": charge, "bank_reference": f"charge {charge.hex()}"})

    def fail_charge(self):
        charge = self.take_charge()
        return charge and (
            "fundraising.fail_charge", self.charges[charge].hub, "finance",
            {"charge": charge, "reason": "余额不足"})

    # -- asking -----------------------------------------------------------

    def run_for(self, seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            while len(self.under_way) + len(self.sent_away) < IN_FLIGHT:
                self.send(self.next_command())
            self.receive(20)
            self.ask_again()

    def finish(self, patience_s):
        end = time.monotonic() + patience_s
        while self.under_way or self.sent_away:
            if time.monotonic() > end:
                raise TimeoutError(
                    f"{len(self.under_way)} commands have no answer")
            self.receive(100)
            self.ask_again()
        self.since_peace.clear()

    def forget_since_peace(self, hub):
        """What was acknowledged there went down with the machine."""
        for command in self.since_peace:
            if command.hub == hub and self.journal.pop(command.key, None):
                for made in (self.applications, self.awarded, self.gifts):
                    if command in made:
                        made.remove(command)

    def send(self, command):
        command.asked_at = time.monotonic()
        home = self.stories[command.hub]
        desk = self.where.choice([home.client, home.client, *self.desks])
        self.under_way[desk.send(
            command.op, command.hub, command.body, command.key, 3000,
            home.people.token(command.who))] = command

    def receive(self, timeout_ms):
        """One answer of each machine, when there is one."""
        sockets = {desk.socket: desk for desk in self.desks}
        for socket in zmq.select(list(sockets), [], [], timeout_ms / 1000)[0]:
            self.take_answer(sockets[socket].receive(0))

    def take_answer(self, answer):
        command = answer and self.under_way.pop(answer[0], None)
        if not command:
            return
        if answer[1] in ASK_AGAIN and not self.is_final(answer):
            self.sent_away.append(command)
        else:
            self.settle(command, answer[1], answer[2])

    def is_final(self, answer):
        return (answer[1] == 409 and not msgpack.unpackb(answer[2])["type"]
                .endswith(":in_progress"))

    def settle(self, command, status, payload):
        command.status, command.payload = status, payload
        self.since_peace.append(command)
        kind = command.op.partition(".")[2]
        made = {"submit_application": self.applications, "give": self.gifts,
                "decide_round": self.awarded, "record_payment": self.recorded}
        if status == 200 and kind in made:
            made[kind].append(command)
        elif status == 200 and kind == "list_payables":
            self.note_payables(command.reply()["items"])
        elif status == 200 and kind == "list_charges":
            self.note_charges(command)
        elif status == 200 and kind == "fail_charge":
            self.note_failed(command)

    def note_payables(self, items):
        new = {item["tranche"]: item["amount"] for item in items
               if item["tranche"] not in self.tranches}
        self.tranches |= new
        self.payables += new

    def note_charges(self, command):
        for item in command.reply()["items"]:
            if item["charge_id"] not in self.charges:
                self.due.append(item["charge_id"])
                self.charges[item["charge_id"]] = Due(command.hub,
                                                      item["amount"])

    def note_failed(self, command):
        if command.reply()["state"] == "due":
            self.due.append(command.body["charge"])

    def ask_again(self):
        now = time.monotonic()
        for asked, command in list(self.under_way.items()):
            if now - command.asked_at > 5:
                del self.under_way[asked]
                self.send(command)
        again = [c for c in self.sent_away if now - c.asked_at > A_MOMENT_S]
        for command in again:
            self.sent_away.remove(command)
            self.send(command)

    # -- afterwards -------------------------------------------------------

    def acknowledged(self, op):
        return [c for c in self.journal.values()
                if c.op == op and c.status == 200]

    def answers(self):
        """How often which; of those who were refused, what and why."""
        return [f"{count} {answer}" for answer, count in collections.Counter(
            "done" if c.status == 200 else "no answer" if not c.is_done()
            else f"{c.op} {c.hub} {c.status} {c.reply()['type']}"
            for c in self.journal.values()).most_common()]

    def repeat(self, count):
        """The same keys again: those that are not answered by the same bytes."""
        done = [c for c in self.journal.values() if c.status == 200]
        unlike = []
        for command in self.chance.sample(done, min(count, len(done))):
            again = Command(command.key, command.op, command.hub, command.who,
                            command.body)
            self.send(again)
            self.finish(60)
            if again.payload != command.payload:
                unlike.append(command.key)
        return unlike
