"""A machine in trouble: fsync fails, the disk is full, a loop is stuck.

trouble.c stands between the service and the system; files in its folder
say what is wrong.
"""
import os
import pathlib
import re
import signal
import unittest
import uuid

from hub import BIN, Hub, People, wait_for
from majordomo import all_items

HUB = "longgang"


class TroubleCase(unittest.TestCase):
    def setUp(self):
        self.hub = Hub()
        self.addCleanup(self.hub.close)
        self.trouble = self.hub.data / "trouble"
        self.trouble.mkdir()
        self.hub.start("gateway", "registry", "grants", "notification")
        self.start()
        self.hub.wait_ready()
        self.people = People(self.hub)
        self.addCleanup(self.people.client.close)
        self.client = self.hub.client()
        self.addCleanup(self.client.close)
        self.fund = self.client.call(
            "fundraising.open_fund", HUB,
            {"name": "基金", "level": "district", "purposes": []},
            key="fund", token=self.people.token("finance"))["fund_id"]

    def start(self):
        shim = pathlib.Path(os.environ["TROUBLE_SHIM"]).resolve()
        self.hub.start("fundraising", environment={
            "LD_PRELOAD": str(shim), "TROUBLE": str(self.trouble),
            "ASAN_OPTIONS": "verify_asan_link_order=0"})

    def begin(self, what):
        (self.trouble / what).touch()

    def end(self, what):
        (self.trouble / what).unlink()

    def send(self, key=None):
        return self.client.send(
            "fundraising.give", HUB,
            {"fund": self.fund, "amount": 100, "channel": "online"},
            key or str(uuid.uuid4()), budget_ms=3000)

    def give(self, key=None):
        self.send(key)
        return self.client.receive(20000)[1]

    def give_at_last(self, key=None):
        key = key or str(uuid.uuid4())
        wait_for(lambda: self.give(key) == 200, 60, "a gift to be taken")

    def gifts(self):
        return len(all_items(self.client, "fundraising.list_gifts", HUB, {},
                             self.people.token("finance")))

    def log(self):
        return (self.hub.data / "fundraising.log").read_text()

    def is_sound(self):
        return self.client.call("fundraising.verify_log", HUB,
                                token=self.people.token("supervisor")
                                )["bad_seq"] == 0


class DiskTest(TroubleCase):
    def test_a_failed_fsync_ends_the_process(self):
        """And what was in that batch is not said to be done."""
        self.assertEqual(self.give(), 200)
        self.begin("fsync")
        key = str(uuid.uuid4())
        self.send(key)
        self.assertEqual(self.hub.wait_dead("fundraising"), -signal.SIGABRT)
        self.end("fsync")
        self.start()
        self.hub.wait_ready()
        answer = self.client.receive(20000)
        if answer[1] != 200:  # a keyed one is sent on to the new process
            self.assertIn(answer[1], (502, 503, 504))
        wait_for(lambda: self.give(key) == 200)
        self.assertEqual(self.gifts(), 2)
        self.assertTrue(self.is_sound())

    def test_below_five_percent_commands_wait_and_queries_go_on(self):
        self.assertEqual(self.give(), 200)
        self.begin("full")
        wait_for(lambda: self.give() == 503, what="the disk to be seen full")
        before = self.gifts()
        self.assertEqual(self.give(), 503)
        self.assertEqual(self.gifts(), before)
        self.end("full")
        wait_for(lambda: self.give() == 200, what="room on the disk")

    def test_without_any_room_nothing_is_half_done(self):
        """What is written is refused, as a disk does that others filled."""
        self.give_at_last()
        self.begin("room")
        keys = [str(uuid.uuid4()) for _ in range(5)]
        for key in keys:
            self.assertIn(self.give(key), (503, 504))
        self.assertEqual(self.gifts(), 1)
        self.end("room")
        for key in keys:
            self.give_at_last(key)
        self.assertEqual(self.gifts(), 6)
        self.assertTrue(self.is_sound())

    def test_killed_in_the_midst_of_a_checkpoint(self):
        """The database has some of the pages; the WAL still has all."""
        for _ in range(20):
            self.give_at_last()
        for page in (1, 2, 7):
            (self.trouble / "checkpoint").write_text(str(page))
            self.hub.processes["fundraising"].terminate()
            self.assertEqual(self.hub.wait_dead("fundraising", 60),
                             -signal.SIGKILL, page)
            self.end("checkpoint")
            self.start()
            self.give_at_last()
        self.assertEqual(self.gifts(), 23)
        self.assertTrue(self.is_sound())

    def test_a_network_disk_is_refused(self):
        self.hub.kill("fundraising")
        self.begin("network")
        self.start()
        self.assertEqual(self.hub.wait_dead("fundraising"), 1)
        self.assertIn("event=network_file_system", self.log())


class StuckTest(TroubleCase):
    def test_a_loop_that_does_not_turn_is_ended(self):
        self.begin("hang")
        self.send()
        self.assertEqual(self.hub.wait_dead("fundraising"), -signal.SIGABRT)
        self.assertIn("alarm=stuck", self.log())
        self.end("hang")
        self.start()
        self.hub.wait_ready()
        wait_for(lambda: self.give() == 200)


class BatchTest(TroubleCase):
    def batches(self):
        """How many batches, and how many calls were in them."""
        text = self.hub.http(
            "GET", "/metrics?service=fundraising&hub=longgang")[2].decode()
        found = dict(re.findall(
            r"^commonweal_batch_commands_(count|sum)\S* (\d+)", text,
            re.MULTILINE))
        return int(found["count"]), int(found["sum"])

    def test_what_waits_is_one_batch(self):
        """Sixty gifts that came together take a few commits."""
        self.assertEqual(self.give(), 200)
        before = self.batches()
        process = self.hub.processes["fundraising"]
        process.send_signal(signal.SIGSTOP)
        sent = {self.send() for _ in range(60)}
        process.send_signal(signal.SIGCONT)
        while sent:
            answer = self.client.receive(20000)
            self.assertEqual(answer[1], 200)
            sent.remove(answer[0])
        batches, calls = (after - first for after, first in
                          zip(self.batches(), before))
        self.assertEqual(calls, 60)
        self.assertLess(batches, 30)


if __name__ == "__main__":
    assert BIN.is_dir()
    unittest.main(verbosity=2)
