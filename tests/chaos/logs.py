"""What the logs of all services say of each other, once all is over and the
services have ended: what one said had its effect at the other once, and what
it said of one subject in the order in which it was said."""
import collections
import contextlib
import itertools
import sqlite3

from hub import SERVICES

# What is answered once, and by what.
ANSWERS = {
    "grants.award_proposed": ("fundraising.award_reserved",
                              "fundraising.award_refused"),
    "grants.tranche_released": ("fundraising.payment_due",),
    "fundraising.payment_made": ("grants.tranche_changed",),
    "fundraising.transfer_sent": ("fundraising.transfer_received",
                                  "fundraising.transfer_refused"),
    "fundraising.gift_attributed": ("notification.message_posted",),
    "fundraising.mandate_attributed": ("notification.message_posted",),
}
# These answer something else, or a person, too.
OF_MANY = {"grants.tranche_changed", "notification.message_posted"}

Event = collections.namedtuple("Event", "seq id type subject cause")


def read(store):
    with contextlib.closing(sqlite3.connect(store)) as database:
        return [Event(*row) for row in database.execute(
            "SELECT seq, id, type, subject, cause FROM event ORDER BY seq")]


class Logs:
    def __init__(self, places):
        """Of each hub the machine that has it."""
        self.logs = {(service, hub): read(
            machine.data / service / hub / "current" / "store.db")
            for hub, machine in places.items() for service in SERVICES}

    def events(self):
        return itertools.chain.from_iterable(self.logs.values())

    def effects(self):
        """Facts that had none, or more than one; effects of no fact."""
        said = collections.defaultdict(list)
        for event in self.events():
            said[event.type].append(event)
        found = []
        for fact, answers in ANSWERS.items():
            facts = {event.id for event in said[fact]}
            there = collections.Counter(
                event.cause for answer in answers for event in said[answer]
                if event.cause in facts or answer not in OF_MANY)
            found += [f"{fact} {id_.hex()} was said {id_ in facts:d} times,"
                      f" and answered {there[id_]} times"
                      for id_ in facts | set(there)
                      if there[id_] != (id_ in facts)]
        return found

    def order(self):
        """Effects of one source on one subject that overtook each other."""
        said = {event.id: (source, event) for source, log in self.logs.items()
                for event in log}
        found = []
        for follower, log in self.logs.items():
            last = {}
            for event in log:
                source, fact = said.get(event.cause, (None, None))
                if not fact:
                    continue
                key = source, fact.subject
                if fact.seq < last.get(key, 0):
                    found.append(f"{follower}: {fact.type} {fact.seq} of "
                                 f"{source} after {last[key]}")
                last[key] = fact.seq
        return found
