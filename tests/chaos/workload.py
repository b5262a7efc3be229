"""Keyed commands of people at two hubs, kept in flight whatever happens.

The journal says of each key what was asked and what came back; whoever is not
answered is asked again, by the same key, until an answer is final.
"""
import time

import msgpack

from story import DISTRICT

STREET = "longgang.bantian"
IN_FLIGHT = 32
MONEY = 10**7  # fen, in each fund at the beginning
ASK_AGAIN = (409, 502, 503, 504)  # 409 in_progress alone


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
    def __init__(self, story, chance):
        self.story, self.chance = story, chance
        self.funds = {hub: story.open_fund(MONEY, hub)
                      for hub in (DISTRICT, STREET)}
        self.round = story.open_round(self.funds[DISTRICT], STREET)
        self.journal = {}    # key -> Command
        self.under_way = {}  # request id -> Command
        self.applications, self.awarded, self.gifts = [], [], []

    # -- what people do ---------------------------------------------------

    def next_command(self):
        make = self.chance.choices(
            [self.give, self.transfer, self.apply, self.award, self.withdraw,
             self.refund], [50, 10, 15, 15, 4, 6])[0]
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
                {"round": self.round, "organisation": self.story.organisation,
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
        return ("grants.decide_round", STREET, "council", self.story.decision(
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

    # -- asking -----------------------------------------------------------

    def run_for(self, seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            while len(self.under_way) < IN_FLIGHT:
                self.send(self.next_command())
            self.receive(20)
            self.ask_again()

    def finish(self, patience_s):
        end = time.monotonic() + patience_s
        while self.under_way:
            if time.monotonic() > end:
                raise TimeoutError(
                    f"{len(self.under_way)} commands have no answer")
            self.receive(100)
            self.ask_again()

    def send(self, command):
        command.asked_at = time.monotonic()
        self.under_way[self.story.client.send(
            command.op, command.hub, command.body, command.key, 3000,
            self.story.people.token(command.who))] = command

    def receive(self, timeout_ms):
        answer = self.story.client.receive(timeout_ms)
        command = answer and self.under_way.pop(answer[0], None)
        if not command:
            return
        if answer[1] in ASK_AGAIN and not self.is_final(answer):
            self.send(command)
        else:
            self.settle(command, answer[1], answer[2])

    def is_final(self, answer):
        return (answer[1] == 409 and not msgpack.unpackb(answer[2])["type"]
                .endswith(":in_progress"))

    def settle(self, command, status, payload):
        command.status, command.payload = status, payload
        kind = command.op.partition(".")[2]
        if status == 200 and kind in ("submit_application", "decide_round",
                                      "give"):
            {"submit_application": self.applications, "give": self.gifts,
             "decide_round": self.awarded}[kind].append(command)

    def ask_again(self):
        for asked, command in list(self.under_way.items()):
            if time.monotonic() - command.asked_at > 5:
                del self.under_way[asked]
                self.send(command)

    # -- afterwards -------------------------------------------------------

    def acknowledged(self, op):
        return [c for c in self.journal.values()
                if c.op == op and c.status == 200]

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
