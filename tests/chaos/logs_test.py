"""What logs.py finds wrong, in logs that were made up."""
import pathlib
import sqlite3
import sys
import tempfile
import types
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "flow"))

from hub import SERVICES  # noqa: E402
from logs import Logs  # noqa: E402

HUB, AWARD = "longgang", b"award"
PROPOSED = ("grants.award_proposed", AWARD, b"a request")
CHANGED = ("grants.award_changed", AWARD, b"another")


def reserved(cause):
    return "fundraising.award_reserved", AWARD, cause


class LogsTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="cw-logs-")
        self.addCleanup(self.folder.cleanup)

    def logs(self, **events):
        """Of each service its events: type, subject, cause. The id of the
        first of grants is b"grants1"."""
        data = pathlib.Path(self.folder.name)
        for service in SERVICES:
            store = data / service / HUB / "current"
            store.mkdir(parents=True)
            with sqlite3.connect(store / "store.db") as database:
                database.execute("CREATE TABLE event (seq INTEGER PRIMARY KEY,"
                                 " id, type, subject, cause)")
                for seq, event in enumerate(events.get(service, ()), 1):
                    database.execute(
                        "INSERT INTO event VALUES (?, ?, ?, ?, ?)",
                        (seq, f"{service}{seq}".encode(), *event))
        return Logs({HUB: types.SimpleNamespace(data=data)})

    def found(self, **events):
        logs = self.logs(**events)
        return len(logs.effects()), len(logs.order())

    def test_what_is_answered_once_is_well(self):
        self.assertEqual((0, 0), self.found(
            grants=[PROPOSED], fundraising=[reserved(b"grants1")]))

    def test_what_is_never_answered_is_found(self):
        self.assertEqual((1, 0), self.found(grants=[PROPOSED]))

    def test_what_is_answered_twice_is_found(self):
        self.assertEqual((1, 0), self.found(
            grants=[PROPOSED], fundraising=[reserved(b"grants1")] * 2))

    def test_what_was_done_for_no_fact_is_found(self):
        self.assertEqual((1, 0), self.found(fundraising=[reserved(b"none")]))

    def test_what_overtook_another_is_found(self):
        self.assertEqual((0, 1), self.found(
            grants=[CHANGED, PROPOSED],
            fundraising=[reserved(b"grants2"),
                         ("fundraising.x", AWARD, b"grants1")]))


if __name__ == "__main__":
    unittest.main(verbosity=2)
