"""What must be true afterwards. Each check gives back what it found wrong."""
import collections
import contextlib
import itertools
import sqlite3

import msgpack

from hub import SERVICES, behind
from majordomo import all_items
from story import DISTRICT
from workload import AMOUNT, MONEY, STREET, date_at

HUBS = (DISTRICT, STREET)
ENDED = ("reserved", "refused", "cancelled")
COUNTED = ("given", "taken_back", "paid")


def alarms(machines, *names):
    """Those of these that a log tells: what must never be."""
    return [f"{log}: {name}" for machine in machines
            for log in machine.data.glob("*.log") for name in names
            if f"alarm={name}" in log.read_text()]


class Checks:
    def __init__(self, work, machines):
        """Machines: those that are running, of all that have stores."""
        self.work, self.stories, self.machines = work, work.stories, machines

    def all_of(self, op, hub, who="finance", **body):
        story = self.stories[hub]
        return all_items(story.client, op, hub, body, story.people.token(who))

    # -- before anything is counted ------------------------------------------

    def unsettled(self):
        """What followers have not applied, and who waits for an answer."""
        found = [(hub, *what) for hub in HUBS for what in behind(
            self.stories[hub].client,
            self.stories[hub].people.token("supervisor"), hub)]
        found += [award for award in self.awards()
                  if award["state"] not in ENDED]
        found += [(id_, state) for id_, state in self.transfers().items()
                  if state not in ("received", "refused")]
        found += self.sums()
        found += self.uncharged()
        if sum(award["paid"] for award in self.noticed()) != self.paid():
            found.append("the street has not heard of each payment")
        return found

    def awards(self):
        """But for those that were there before."""
        return [award for award in self.all_of(
            "grants.list_awards", STREET, "operator")
            if award["award"] not in self.work.noticed]

    def noticed(self):
        return [award for award in self.all_of(
            "grants.list_awards", STREET, "operator")
            if award["award"] in self.work.noticed]

    def transfers(self):
        """Those that left, by id."""
        return {item["transfer_id"]: item["state"] for hub in HUBS
                for item in self.all_of("fundraising.list_transfers", hub)
                if item["from_hub"] == hub}

    def mandates(self):
        """(hub, mandate, its charges) of each there is."""
        for hub in HUBS:
            charges = collections.defaultdict(list)
            for charge in self.all_of("fundraising.list_charges", hub):
                charges[charge["mandate"]].append(charge)
            for mandate in self.all_of("fundraising.list_mandates", hub):
                yield hub, mandate, charges[mandate["mandate_id"]]

    def uncharged(self):
        """Those whose timer has not run."""
        return [f"{mandate['number']} of {hub} has no charge"
                for hub, mandate, charges in self.mandates()
                if not charges and self.starts_at_once(mandate)]

    @staticmethod
    def starts_at_once(mandate):
        return mandate["day"] == date_at(mandate["at"]).day

    # -- what is wrong --------------------------------------------------------

    def once(self):
        """Every acknowledged write once, and none besides."""
        found = {
            "fundraising.send_transfer": list(self.transfers()),
            "grants.submit_application": [
                item["application_id"] for item in self.all_of(
                    "grants.list_applications", STREET, "operator")
                if item["application_id"] not in self.work.noticed.values()],
            "grants.decide_round": [award["award_id"]
                                    for award in self.awards()],
            "grants.sign_agreement": [
                item["award"] for item in self.all_of(
                    "fundraising.list_payables", DISTRICT)],
            "fundraising.record_payment": [
                item["payment_id"] for item in self.all_of(
                    "fundraising.list_payments", DISTRICT)],
            "fundraising.open_mandate": [
                mandate["mandate_id"] for _, mandate, _ in self.mandates()],
        }
        return self.gifts() + [f"{op}: {what}" for op, ids in found.items()
                               for what in self.differences(op, ids)]

    def gifts(self):
        """They are there as soon as they are acknowledged."""
        there = [gift["gift_id"] for hub in HUBS
                 for gift in self.all_of("fundraising.list_gifts", hub)]
        return [f"fundraising.give: {what}" for what in self.differences(
            "fundraising.give", there, "fundraising.settle_charge")]

    def charges(self):
        """A month is charged once, and each charge is what was said of it: a
        gift if it was settled, which it was once; as often tried in vain."""
        found = []
        settled = {command.body["charge"]: command.reply()["gift_id"]
                   for command in self.work.acknowledged(
                       "fundraising.settle_charge")}
        failed = collections.Counter(
            command.body["charge"] for command in self.work.acknowledged(
                "fundraising.fail_charge"))
        for hub, mandate, charges in self.mandates():
            months = [charge["period"] for charge in charges]
            if len(months) != len(set(months)) or len(months) != mandate["made"]:
                found.append(f"{mandate['number']} of {hub}: {months}")
            for charge in charges:
                id_ = charge["charge_id"]
                if (charge.get("gift") != settled.pop(id_, None)
                        or (charge["state"] == "paid") != ("gift" in charge)
                        or charge["attempts"] != failed[id_]):
                    found.append(f"{mandate['number']} of {hub}: {charge}")
        return found + [f"{id_.hex()} was settled and is not there"
                        for id_ in settled]

    def differences(self, op, ids, *others):
        there = collections.Counter(ids)
        said = collections.Counter(
            self.id_in(command.op, command) for one in (op, *others)
            for command in self.work.acknowledged(one))
        return ([f"{id_.hex()} was acknowledged {said[id_]} times, is there"
                 f" {there[id_]} times" for id_ in there | said
                 if said[id_] != there[id_]])

    def id_in(self, op, command):
        if op == "grants.sign_agreement":
            return command.body["award"]
        reply = command.reply()
        if op == "grants.decide_round":
            return reply["awards"][0]["award"]
        return reply[{"fundraising.give": "gift_id",
                      "fundraising.settle_charge": "gift_id",
                      "fundraising.open_mandate": "mandate_id",
                      "fundraising.send_transfer": "transfer_id",
                      "fundraising.record_payment": "payment_id",
                      "grants.submit_application": "application_id"}[op]]

    def books(self):
        """What is in each fund is what the journal says went in and out."""
        return [f"{hub}: {name} is {self.fund(hub)[name]}, should be {fen}"
                for hub in HUBS for name, fen in self.expected(hub).items()
                if self.fund(hub)[name] != fen]

    def fund(self, hub):
        return self.stories[hub].fund(self.work.funds[hub], hub)

    def expected(self, hub):
        received = {id_ for id_, state in self.transfers().items()
                    if state == "received"}
        reserved = sum(award["amount"] for award in self.awards()
                       if award["state"] == "reserved" and hub == DISTRICT)
        free = MONEY + self.given(hub) - reserved
        signed = AMOUNT * len(self.work.acknowledged("grants.sign_agreement"))
        if hub == DISTRICT:
            reserved += AMOUNT * len(self.work.noticed) - signed
            free -= AMOUNT * len(self.work.noticed)
        free -= sum(gift.body["amount"] for gift in self.given_back(hub))
        for sent in self.work.acknowledged("fundraising.send_transfer"):
            if sent.reply()["transfer_id"] in received:
                free += (sent.body["amount"]
                         * ((sent.body["to_hub"] == hub) - (sent.hub == hub)))
        payable = (signed - self.paid()) * (hub == DISTRICT)
        return {"free": free, "reserved": reserved, "payable": payable,
                "paid": self.paid() * (hub == DISTRICT)}

    def paid(self):
        return AMOUNT * len(
            self.work.acknowledged("fundraising.approve_payment"))

    def given(self, hub):
        """At once, or as a month of a mandate."""
        return sum(
            command.body["amount"]
            for command in self.work.acknowledged("fundraising.give")
            if command.hub == hub) + sum(
            self.work.charges[command.body["charge"]].amount
            for command in self.work.acknowledged("fundraising.settle_charge")
            if command.hub == hub)

    def given_back(self, hub):
        back = {command.body["gift"] for command in
                self.work.acknowledged("fundraising.refund_gift")}
        return [gift for gift in self.work.acknowledged("fundraising.give")
                if gift.hub == hub and gift.reply()["gift_id"] in back]

    def sums(self):
        """What the district says of each hub is what that hub's lists add up
        to, and what it says of itself."""
        told = {hub: self.sums_told_by(hub) for hub in HUBS}
        expected = {}
        for hub in HUBS:
            expected |= {("given", hub): self.given(hub),
                         ("taken_back", hub): sum(
                             gift.body["amount"]
                             for gift in self.given_back(hub))}
        expected["paid", DISTRICT] = self.paid()
        expected = {key: fen for key, fen in expected.items() if fen}
        own = {key: fen for key, fen in expected.items() if key[1] == STREET}
        return [f"{hub} says {told[hub]}, should be {rightly}"
                for hub, rightly in ((DISTRICT, expected), (STREET, own))
                if told[hub] != rightly]

    def sums_told_by(self, hub):
        reply = self.stories[hub].ask("fundraising.list_sums", None, hub)
        return {(item["metric"], item["key"]): item["value"]
                for item in reply["items"]
                if item["metric"] in COUNTED and item["value"]}

    def audits(self):
        return [str(found) for hub in HUBS
                for found in self.stories[hub].problems_of_money(hub)]

    def chains(self):
        return [str(found) for hub in HUBS
                for found in self.stories[hub].problems_of_logs(hub)]

    def same_answers(self):
        return [f"{key} was answered with other bytes"
                for key in self.work.repeat(100)]

    def files(self):
        """Of services that have ended: SQLite's own opinion of each file."""
        found = []
        for machine, service in itertools.product(self.machines, SERVICES):
            for store in (machine.data / service).rglob("store.db"):
                with contextlib.closing(sqlite3.connect(store)) as database:
                    for check in ("integrity_check", "foreign_key_check"):
                        rows = database.execute(f"PRAGMA {check}").fetchall()
                        if rows not in ([], [("ok",)]):
                            found.append(f"{store}: {check}: {rows[:3]}")
        return found


class Terms:
    """The term of a store rises with each owner and never falls."""

    def __init__(self, story):
        self.story, self.terms, self.fallen = story, {}, []
        self.client = story.hub.client()

    def look(self):
        self.note(self.story.ask("gateway.list_shards", "supervisor",
                                 limit=200))

    def glance(self):
        """In the midst of it all: who does not answer is not waited for."""
        asked = self.client.send(
            "gateway.list_shards", DISTRICT, {"limit": 200},
            token=self.story.people.tokens.get("supervisor"))
        answer = self.client.answer_to(asked, 200)
        if answer and answer[1] == 200:
            self.note(msgpack.unpackb(answer[2]))

    def note(self, reply):
        for shard in reply["items"]:
            key = shard["service"], shard["hub"], shard.get("store_epoch")
            term = shard.get("term", 0)
            if term and term < self.terms.get(key, 0):
                self.fallen.append(f"{key}: {term} after {self.terms[key]}")
            self.terms[key] = max(term, self.terms.get(key, 0))

    def close(self):
        self.client.close()
