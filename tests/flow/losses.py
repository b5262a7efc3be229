"""What a restore did not bring back, as a store has it afterwards.

    losses.py DATA HUB      three in fundraising, of each kind one
"""
import contextlib
import pathlib
import sqlite3
import sys
import uuid

VALUE, EVENT, NUMBERS = 1, 2, 3


def lose(data, hub):
    """The rows that recovery writes, and no more."""
    store = next((pathlib.Path(data) / "fundraising" / hub).rglob("store.db"))
    rows = [(VALUE, "donor.contact", str(uuid.uuid4()), 0, None),
            (EVENT, "gift_received", str(uuid.uuid4()), 41, uuid.uuid4().bytes),
            (NUMBERS, "gift", "LG-2026-000017 – LG-2026-001016", 0, None)]
    with contextlib.closing(sqlite3.connect(store)) as database, database:
        database.executemany(
            "INSERT INTO loss (kind, what, which, seq, event, at)"
            " VALUES (?, ?, ?, ?, ?, 1767225600000)", rows)


if __name__ == "__main__":
    lose(*sys.argv[1:])
