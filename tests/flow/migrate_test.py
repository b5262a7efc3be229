"""A store of an earlier release: nothing is answered from it until it has
been backed up and migrated; and the way back to that release."""
import contextlib
import sqlite3
import unittest

from hub import Hub, wait_for

HUB = "longgang"
ROUNDS = f"/v1/hubs/{HUB}/rounds"
TO_FIRST_RELEASE = """
DROP TABLE kept_key; DROP TABLE rollup; DROP TABLE rollup_hub;
DROP TABLE kept_event; DROP TABLE loss; DROP TABLE disclosure;
DELETE FROM meta WHERE key = 'sealed';
PRAGMA user_version = {};
"""


class MigrateTest(unittest.TestCase):
    def setUp(self):
        self.hub = Hub()
        self.addCleanup(self.hub.close)
        self.store = next((self.hub.data / "grants" / HUB).rglob("store.db"))

    def database(self):
        return contextlib.closing(sqlite3.connect(self.store))

    def version(self):
        with self.database() as database:
            return database.execute("PRAGMA user_version").fetchone()[0]

    def ask(self, path):
        try:
            return self.hub.http("GET", path)[0]
        except OSError:
            return None  # the gateway comes

    def test_a_store_is_migrated_before_it_is_served(self):
        now = self.version()
        old = 1000 + now % 1000
        with self.database() as database:
            database.executescript(TO_FIRST_RELEASE.format(old))
        self.hub.start("gateway", "registry", "fundraising", "notification")
        wait_for(lambda: self.ask("/v1/hubs") == 200)
        self.assertEqual([self.ask(ROUNDS), self.ask("/readyz")], [503, 503])
        self.assertEqual(self.version(), old)
        self.hub.start("grants")
        wait_for(lambda: self.ask(ROUNDS) == 200)
        self.assertEqual(self.version(), now)
        backups = list((self.hub.data / "grants" / HUB / "backups").iterdir())
        self.assertEqual([b.name.partition("-")[2] for b in backups],
                         [f"version-{old}"])

    def test_the_way_back_is_the_backup_of_before(self):
        backup = self.hub.data / "before"
        self.hub.start()
        wait_for(lambda: self.ask("/readyz") == 200)
        self.hub.run("cw", "backup", str(backup))
        self.hub.stop()
        old = self.version()
        with self.database() as database:  # as a newer release leaves it
            database.execute(f"PRAGMA user_version = {old + 1}")
            database.commit()
        self.hub.start()
        wait_for(lambda: self.ask("/v1/hubs") == 200)
        self.assertEqual(self.ask(ROUNDS), 503)
        self.hub.stop()
        self.assertEqual(self.version(), old + 1)
        self.hub.run("cw", "restore", str(backup), "--drop-later")
        self.store = (self.hub.data / "grants" / HUB / "current").resolve() / \
            "store.db"
        self.hub.start()
        wait_for(lambda: self.ask(ROUNDS) == 200)
        self.assertEqual(self.version(), old)


if __name__ == "__main__":
    unittest.main(verbosity=2)
