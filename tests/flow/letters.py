"""A dead letter, as a service leaves one after the fifth refusal.

    letters.py DATA HUB     buries two in grants: one that can be applied by
                            now, one that never can
"""
import contextlib
import pathlib
import sqlite3
import sys
import uuid

import msgpack


def bury(data, hub, name, body):
    """What the service writes after the fifth refusal, and no more."""
    store = next((pathlib.Path(data) / "grants" / hub).rglob("store.db"))
    subject = uuid.uuid4().bytes
    event = {"seq": 1, "id": uuid.uuid4().bytes, "at": 1767225600000,
             "type": name, "subject": subject,
             "body": msgpack.packb(body), "leaf": bytes(32),
             "hash": bytes(32)}
    with contextlib.closing(sqlite3.connect(store)) as database, database:
        database.execute(
            "INSERT INTO dead_letter (source, seq, type, subject, event,"
            " tries, retry_at, reason) VALUES (?, 1, ?, ?, ?, 5, 0, ?)",
            (f"registry@{hub}", name, subject, msgpack.packb(event),
             "malformed"))


def bury_two(data, hub):
    bury(data, hub, "registry.organisation_registered",
         {"name": "互助会", "kind": "filed_group", "status": "active"})
    bury(data, hub, "registry.organisation_registered", {"name": "半封信"})


if __name__ == "__main__":
    bury_two(*sys.argv[1:])
