"""Backups that are sealed, and those that are taken by themselves."""
import os
import pathlib
import shutil
import signal
import stat
import subprocess
import tempfile
import unittest

import s3_server
from hub import BIN, SERVICES, Hub, wait_for

HUB = "longgang"


class SealedCase(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="cw-sealed-"))
        self.addCleanup(shutil.rmtree, self.folder, True)
        self.shelf = self.folder / "shelf"
        self.shelf.mkdir()

    def key(self, name="key"):
        """The file of a new key, and its public half."""
        done = subprocess.run([BIN / "cw", "backup-key", self.folder / name],
                              stdout=subprocess.PIPE, text=True, check=True)
        return self.folder / name, done.stdout.strip()

    def serve(self, **settings):
        self.hub = Hub(environment=settings)
        self.addCleanup(self.hub.close)
        self.hub.start()
        self.hub.wait_ready()


    def refusal(self, *arguments):
        done = self.hub.run("cw", *map(str, arguments), check=False,
                            errors=True)
        self.assertNotEqual(done.returncode, 0)
        return done.stderr

    def epochs(self):
        return [(self.hub.data / s / HUB / "current").resolve().name
                for s in SERVICES]


class SealTest(SealedCase):
    def test_who_has_the_key_can_restore_and_nobody_else(self):
        key, public = self.key()
        other, _ = self.key("other")
        self.assertEqual(stat.S_IMODE(key.stat().st_mode), 0o600)
        self.assertNotIn(public, key.read_text())
        self.serve(CW_BACKUP_KEY=public)
        sealed = self.folder / "b"
        self.hub.run("cw", "backup", str(sealed))
        self.assertTrue(sealed.is_file())
        raw = sealed.read_bytes()
        self.assertEqual(raw[:10], b"CWBACKUP1\n")
        for plain in (b"SQLite format 3", b"contents", HUB.encode()):
            self.assertNotIn(plain, raw)
        self.hub.stop()
        before = self.epochs()
        self.assertIn("is sealed", self.refusal("restore", sealed))
        self.assertIn("cannot be opened",
                      self.refusal("restore", sealed, "--key", other))
        bad = self.folder / "bad"
        for damage in (raw[:-1], raw[:len(raw) // 2], raw + b"x",
                       raw[:5000] + bytes([raw[5000] ^ 1]) + raw[5001:]):
            bad.write_bytes(damage)
            self.assertIn("cannot be opened",
                          self.refusal("restore", bad, "--key", key))
        self.assertEqual(self.epochs(), before)
        self.hub.run("cw", "restore", str(sealed), "--key", str(key))
        self.assertNotEqual(self.epochs(), before)
        self.assertEqual(list((self.hub.data / "backups").glob("b*")), [])
        self.hub.start()
        self.hub.wait_ready()

    def test_a_key_that_is_none_is_said_so(self):
        self.serve(CW_BACKUP_KEY="abc")
        self.assertIn("is not a key",
                      self.refusal("backup", self.folder / "b"))
        self.assertEqual(list(self.folder.glob("b*")), [])


class ShelfTest(SealedCase):
    def names(self):
        return sorted(p.name for p in self.shelf.iterdir())

    def test_the_oldest_beyond_those_to_keep_go(self):
        _, public = self.key()
        self.serve(CW_BACKUP_TO=str(self.shelf), CW_BACKUP_KEEP="2",
                   CW_BACKUP_KEY=public)
        (self.shelf / "notes.txt").write_text("stays")
        made = set()
        for _ in range(3):
            self.hub.run("cw", "backup")
            made |= set(self.names()) - {"notes.txt"}
            self.hub.advance(days=1)
        self.assertEqual(len(made), 3)
        self.assertEqual(self.names(), sorted(made)[1:] + ["notes.txt"])
        self.assertTrue(all(n.endswith("Z.cwbackup") for n in made))

    def test_cw_up_takes_them_by_itself(self):
        self.hub = Hub(environment={"CW_BACKUP_TO": str(self.shelf),
                                    "CW_BACKUP_HOURS": "24"})
        self.addCleanup(self.hub.close)
        process = subprocess.Popen(
            [BIN / "cw", "up"], env=self.hub.environment,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(process.wait)
        self.addCleanup(process.send_signal, signal.SIGTERM)

        def whole():
            return [n for n in self.names() if not n.endswith(".part")]

        wait_for(whole, 150, "the first backup")
        first = whole()
        self.hub.advance(days=1)
        wait_for(lambda: len(whole()) == 2, 150, "the next day's")
        self.assertEqual(whole()[0], first[0])
        self.assertTrue((self.shelf / first[0] / "contents").is_file())


    def test_one_that_fails_is_told_and_made_up_for(self):
        self.serve(CW_BACKUP_TO=str(self.shelf))
        self.shelf.rmdir()
        told = self.folder / "told"
        with told.open("w") as file:
            process = subprocess.Popen([BIN / "cw", "backups"],
                                       env=self.hub.environment, stderr=file,
                                       stdout=file)
        self.addCleanup(process.wait)
        self.addCleanup(process.terminate)
        wait_for(lambda: "alarm=backup_failed" in told.read_text(), 60,
                 "the alarm")
        self.shelf.mkdir()
        wait_for(lambda: [n for n in self.names() if n.endswith("Z")], 200,
                 "the next try")


class PushTest(SealedCase):
    """A copy goes to an S3-compatible store, which checks who sends what."""

    def settings(self, secret):
        key, public = self.key()
        store = s3_server.S3()
        self.addCleanup(store.close)
        file = self.folder / "secret"
        file.write_text(secret + "\n")
        self.serve(CW_BACKUP_TO=str(self.shelf), CW_BACKUP_KEY=public,
                   CW_BACKUP_PUSH="s3://bucket/hub", CW_S3_SECRET_FILE=str(file),
                   CW_S3_ENDPOINT=store.endpoint, CW_S3_REGION=s3_server.REGION,
                   CW_S3_KEY_ID=s3_server.KEY_ID)
        return key, store.server

    def test_what_was_pushed_is_restored_from_there(self):
        key, store = self.settings(s3_server.SECRET)
        self.hub.run("cw", "backup")
        (path, body), = store.objects.items()
        kept, = self.shelf.iterdir()
        self.assertEqual(path, f"/bucket/hub/{kept.name}")
        self.assertEqual(body, kept.read_bytes())
        kept.unlink()
        self.hub.stop()
        before = self.epochs()
        self.hub.run("cw", "restore", f"s3:/{path}", "--key", str(key))
        self.assertNotEqual(self.epochs(), before)
        self.assertEqual([why for _, _, why in store.seen], [None, None])
        self.assertEqual(list((self.hub.data / "backups").glob("b*")), [])
        self.assertIn("404", self.refusal("restore", "s3://bucket/none",
                                          "--key", key))

    def test_a_push_that_is_refused_fails_the_backup_and_keeps_it(self):
        _, store = self.settings("wrong")
        self.assertIn("403", self.refusal("backup"))
        self.assertEqual(store.objects, {})
        self.assertEqual(len(list(self.shelf.iterdir())), 1)


if __name__ == "__main__":
    os.umask(0o077)
    unittest.main(verbosity=2)
