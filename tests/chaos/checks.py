"""What must be true afterwards. Each check gives back what it found wrong."""
import collections
import contextlib
import sqlite3

from hub import SERVICES, behind
from majordomo import all_items
from story import DISTRICT
from workload import MONEY, STREET

HUBS = (DISTRICT, STREET)
ENDED = ("reserved", "refused", "cancelled")


class Checks:
    def __init__(self, work):
        self.work, self.story = work, work.story
        self.client, self.hub = work.story.client, work.story.hub

    def all_of(self, op, hub, who="finance", **body):
        return all_items(self.client, op, hub, body,
                         self.story.people.token(who))

    # -- before anything is counted ------------------------------------------

    def is_settled(self):
        """Followers at the end, awards and transfers answered."""
        supervisor = self.story.people.token("supervisor")
        return (not any(behind(self.client, supervisor, hub) for hub in HUBS)
                and all(award["state"] in ENDED for award in self.awards())
                and all(state in ("received", "refused")
                        for state in self.transfers().values()))

    def awards(self):
        return self.all_of("grants.list_awards", STREET, "operator")

    def transfers(self):
        """Those that left, by id."""
        return {item["transfer_id"]: item["state"] for hub in HUBS
                for item in self.all_of("fundraising.list_transfers", hub)
                if item["from_hub"] == hub}

    # -- what is wrong --------------------------------------------------------

    def once(self):
        """Every acknowledged write once, and none besides."""
        found = {
            "fundraising.give": [
                gift["gift_id"] for hub in HUBS
                for gift in self.all_of("fundraising.list_gifts", hub)],
            "fundraising.send_transfer": list(self.transfers()),
            "grants.submit_application": [
                item["application_id"] for item in self.all_of(
                    "grants.list_applications", STREET, "operator")],
            "grants.decide_round": [award["award_id"]
                                    for award in self.awards()],
        }
        return [f"{op}: {what}" for op, ids in found.items()
                for what in self.differences(op, ids)]

    def differences(self, op, ids):
        there = collections.Counter(ids)
        said = collections.Counter(
            self.id_in(op, command.reply())
            for command in self.work.acknowledged(op))
        return ([f"{id_.hex()} was acknowledged {said[id_]} times, is there"
                 f" {there[id_]} times" for id_ in there | said
                 if said[id_] != there[id_]])

    def id_in(self, op, reply):
        if op == "grants.decide_round":
            return reply["awards"][0]["award"]
        return reply[{"fundraising.give": "gift_id",
                      "fundraising.send_transfer": "transfer_id",
                      "grants.submit_application": "application_id"}[op]]

    def books(self):
        """What is in each fund is what the journal says went in and out."""
        return [f"{hub}: {name} is {self.fund(hub)[name]}, should be {fen}"
                for hub in HUBS for name, fen in self.expected(hub).items()
                if self.fund(hub)[name] != fen]

    def fund(self, hub):
        return self.story.fund(self.work.funds[hub], hub)

    def expected(self, hub):
        received = {id_ for id_, state in self.transfers().items()
                    if state == "received"}
        reserved = sum(award["amount"] for award in self.awards()
                       if award["state"] == "reserved" and hub == DISTRICT)
        free = MONEY + self.sum_of("fundraising.give", hub) - reserved
        free -= sum(gift.body["amount"] for gift in self.given_back(hub))
        for sent in self.work.acknowledged("fundraising.send_transfer"):
            if sent.reply()["transfer_id"] in received:
                free += (sent.body["amount"]
                         * ((sent.body["to_hub"] == hub) - (sent.hub == hub)))
        return {"free": free, "reserved": reserved}

    def sum_of(self, op, hub):
        return sum(command.body["amount"]
                   for command in self.work.acknowledged(op)
                   if command.hub == hub)

    def given_back(self, hub):
        back = {command.body["gift"] for command in
                self.work.acknowledged("fundraising.refund_gift")}
        return [gift for gift in self.work.acknowledged("fundraising.give")
                if gift.hub == hub and gift.reply()["gift_id"] in back]

    def audits(self):
        return [str(found) for found in self.story.problems_of_money(*HUBS)]

    def chains(self):
        return [str(found) for found in self.story.problems_of_logs(*HUBS)]

    def same_answers(self):
        return [f"{key} was answered with other bytes"
                for key in self.work.repeat(100)]

    def files(self):
        """Of services that have ended: SQLite's own opinion of each file."""
        found = []
        for service in SERVICES:
            for store in (self.hub.data / service).rglob("store.db"):
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

    def look(self):
        for shard in self.story.ask("gateway.list_shards", "supervisor",
                                    limit=200)["items"]:
            key, term = (shard["service"], shard["hub"]), shard.get("term", 0)
            if term and term < self.terms.get(key, 0):
                self.fallen.append(f"{key}: {term} after {self.terms[key]}")
            self.terms[key] = max(term, self.terms.get(key, 0))
