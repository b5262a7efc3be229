"""A backup taken while all run, and what follows when it is put back."""
import contextlib
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import time
import unittest
import uuid

from hub import BIN, SERVICES, Hub, Problem, wait_for
from majordomo import all_items
from story import DISTRICT, Story

STREET = "longgang.bantian"
LONGEST_S = 3  # of a gift while a backup is taken


def is_running(pid):
    """One that nobody has waited for yet has ended all the same."""
    try:
        state = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")")[1]
    except FileNotFoundError:
        return False
    return state.split()[0] != "Z"


class BackupCase(unittest.TestCase):
    def setUp(self):
        self.hub = Hub(STREET)
        self.addCleanup(self.hub.close)
        self.hub.start()
        self.hub.wait_ready()
        self.story = Story(self.hub)
        self.addCleanup(self.story.close)
        self.fund = self.story.open_fund(100000)
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="cw-backup-"))
        self.addCleanup(shutil.rmtree, self.folder, True)

    def give(self):
        return self.story.do("fundraising.give", None, fund=self.fund,
                             amount=100, channel="online")["number"]

    def numbers(self):
        return [g["number"] for g in all_items(
            self.story.client, "fundraising.list_gifts", DISTRICT, {},
            self.story.people.token("finance"))]

    def back_up(self, name="b"):
        self.hub.run("cw", "backup", str(self.folder / name))
        return self.folder / name

    def only(self, backup, service, hub):
        """A backup that holds one store of another."""
        to = self.folder / "part" / service
        to.mkdir(parents=True)
        shutil.copytree(backup / service / hub, to / hub)
        (to.parent / "contents").write_text(f"{service} {hub}\n")
        return self.folder / "part"

    def restore(self, backup):
        self.hub.stop()
        self.hub.run("cw", "restore", str(backup), "--drop-later")
        self.hub.start()
        self.hub.wait_ready()

    def epoch(self, service, hub, data=None):
        return ((data or self.hub.data) / service / hub / "current"
                ).resolve().name

    def propose(self):
        """An award of the street, answered by the fund of the district."""
        _, _, award = self.story.propose(self.fund, STREET, 500)
        self.story.wait_award(award, STREET, "reserved")
        return award

    def log(self, service):
        return (self.hub.data / f"{service}.log").read_text()


class WholeTest(BackupCase):
    def give_while(self, run):
        """Gifts are in flight the whole time; how many were."""
        client = self.hub.client()
        self.addCleanup(client.close)
        body = {"fund": self.fund, "amount": 100, "channel": "online"}
        process = run()
        sent, took = {}, []
        while process.poll() is None or sent:
            while process.poll() is None and len(sent) < 16:
                sent[client.send("fundraising.give", DISTRICT, body,
                                 str(uuid.uuid4()))] = time.monotonic()
            answer = client.receive(20000)
            self.assertEqual(answer[1], 200)
            took.append(time.monotonic() - sent.pop(answer[0]))
        self.assertEqual(process.returncode, 0)
        print(f"{len(took)} gifts meanwhile, {max(took) * 1000:.0f} ms at most",
              flush=True)
        self.assertLess(max(took), LONGEST_S)
        return len(took)

    def test_taken_while_gifts_flow_it_is_sound_elsewhere(self):
        self.propose()
        before = [self.give() for _ in range(5)]
        backup = self.folder / "b"
        during = self.give_while(lambda: self.hub.begin(
            "cw", "backup", str(backup)))
        self.assertGreater(during, 0)
        kept = len(self.numbers())
        epochs = {s: self.epoch(s, DISTRICT) for s in SERVICES}
        self.hub.stop()
        fresh = self.folder / "fresh"
        self.hub.move_to(fresh)
        self.hub.run("cw", "restore", str(backup))
        self.hub.start()
        self.hub.wait_ready()
        found = self.numbers()
        self.assertLessEqual(set(before), set(found))
        self.assertLessEqual(len(found), kept)
        self.assertEqual(self.story.problems_of_money(DISTRICT, STREET), [])
        self.assertEqual(self.story.problems_of_logs(DISTRICT, STREET), [])
        for service in SERVICES:
            self.assertNotEqual(self.epoch(service, DISTRICT, fresh),
                                epochs[service])
        self.assertNotIn(self.give(), found)


class KilledTest(BackupCase):
    """Killed in the middle: nothing is half-done, and the next one works."""

    def die_at(self, place, *arguments):
        process = subprocess.Popen(
            [BIN / "cw", *arguments], stdout=subprocess.DEVNULL,
            env=dict(self.hub.environment, CW_FAILPOINT=f"{place}:1"))
        self.assertEqual(process.wait(60), -signal.SIGKILL, place)

    def leftovers(self):
        """What only a backup or a restore under way may leave."""
        return [p for p in self.hub.data.rglob("*")
                if p.name.endswith(".part") or p.name == "unfinished"
                or re.fullmatch(r"b\d+", p.name)]

    def assert_whole(self):
        self.assertEqual(self.story.problems_of_money(DISTRICT, STREET), [])
        self.assertEqual(self.story.problems_of_logs(DISTRICT, STREET), [])

    def test_a_backup_that_is_killed_is_no_backup(self):
        to = self.folder / "b"
        for place in ("before_contents", "before_move"):
            self.die_at(place, "backup", str(to))
            self.assertFalse(to.exists())
            self.give()
        self.assertNotEqual(self.leftovers(), [])
        self.back_up()
        self.assertEqual(self.leftovers(), [])
        self.restore(to)
        self.assert_whole()

    def test_a_service_killed_while_it_backs_up_comes_again(self):
        self.give()
        self.hub.kill("fundraising")
        self.hub.start("fundraising",
                       environment={"CW_FAILPOINT": "mid_backup:1"})
        self.hub.wait_ready()
        process = self.hub.begin("cw", "backup", str(self.folder / "b"))
        self.addCleanup(process.kill)
        self.assertEqual(self.hub.wait_dead("fundraising"), -signal.SIGKILL)
        self.hub.start("fundraising")
        process.wait(60)
        if process.returncode:
            self.assertFalse((self.folder / "b").exists())
            self.hub.wait_ready()
            self.back_up()
        self.give()
        self.assertEqual(self.leftovers(), [])
        self.assert_whole()

    def test_a_restore_killed_before_it_replaces_leaves_all_as_it_was(self):
        backup = self.back_up()
        last = self.give()
        self.hub.stop()
        for place in ("mid_restore", "before_restore_commit"):
            self.die_at(place, "restore", str(backup), "--drop-later")
        self.assertNotEqual(self.leftovers(), [])
        self.hub.start()
        self.hub.wait_ready()
        self.assertEqual(self.leftovers(), [])
        self.assertIn(last, self.numbers())
        self.assert_whole()

    def is_refused(self, said):
        """A store that is half replaced has no owner, and the log says why."""
        status = self.hub.run("cw", "status", "--once", check=False).stdout
        return any(re.search(rf" {service} +NO OWNER", status)
                   and "event=restore_was_cut_short" in
                   self.log(service)[said[service]:] for service in SERVICES)

    def test_a_restore_killed_while_it_replaces_is_not_served_by_halves(self):
        backup = self.back_up()
        for place in ("mid_restore_commit", "mid_restore_finish"):
            last = self.give()
            self.hub.stop()
            self.die_at(place, "restore", str(backup), "--drop-later")
            said = {service: len(self.log(service)) for service in SERVICES}
            self.hub.start("gateway", *SERVICES)
            wait_for(lambda said=said: self.is_refused(said),
                     what=f"a store cut short {place}")
            self.restore(backup)
            self.assertEqual(self.leftovers(), [])
            self.assertNotIn(last, self.numbers())
            self.assert_whole()


class GapTest(BackupCase):
    def test_a_store_that_is_not_served_fails_the_backup(self):
        """One that nobody can open is not forgotten."""
        self.hub.kill("grants")
        self.hub.run("cw", "hub", "add", "longgang.nanwan", "--kind", "test")
        store = next((self.hub.data / "grants/longgang.nanwan").rglob(
            "store.db"))
        sound = store.read_bytes()
        store.write_bytes(b"?" * 4096)
        self.hub.start("grants")
        self.give()
        said = wait_for(self.said_of_grants, what="the others to serve it")
        self.assertNotEqual(said.returncode, 0)
        self.assertFalse((self.folder / "b").exists())
        self.hub.kill("grants")
        store.write_bytes(sound)
        self.hub.start("grants")
        wait_for(lambda: self.hub.http(
            "GET", "/v1/hubs/longgang.nanwan/rounds")[0] == 200)
        contents = (self.back_up() / "contents").read_text()
        self.assertIn("fundraising longgang.nanwan\n", contents)

    def said_of_grants(self):
        """A backup that fails, once the new hub's other stores are served."""
        done = self.hub.run("cw", "backup", str(self.folder / "b"),
                            check=False, errors=True)
        what = "grants of longgang.nanwan is not being served"
        return done if what in done.stderr else None


class FollowersTest(BackupCase):
    def test_the_same_history_is_followed_on(self):
        """Nothing was lost with the store that was put back."""
        self.propose()
        backup = self.only(self.back_up(), "fundraising", DISTRICT)
        before = self.epoch("fundraising", DISTRICT)
        self.restore(backup)
        self.assertNotEqual(self.epoch("fundraising", DISTRICT), before)
        self.propose()
        self.assertNotIn("alarm=diverged", self.log("grants"))
        self.assertEqual(self.story.problems_of_money(DISTRICT, STREET), [])
        self.assertEqual(self.story.problems_of_logs(DISTRICT, STREET), [])

    def test_another_history_is_not_applied(self):
        """What grants had seen of the fund is gone: it waits for a person."""
        backup = self.only(self.back_up(), "fundraising", DISTRICT)
        first = self.propose()
        self.restore(backup)
        wait_for(lambda: re.search(
            rf"alarm=diverged hub={STREET} source=fundraising@{DISTRICT} ",
            self.log("grants")), what="the alarm")
        round_id = self.story.open_round(self.fund, STREET)
        application = self.story.apply(round_id, STREET, 700)
        award = self.story.decide(round_id, application, STREET, 700)
        wait_for(lambda: self.story.reservation(award),
                 what="the fund to answer")
        self.assertEqual(self.story.award(award, STREET)["state"], "proposed")
        self.assertEqual(self.story.award(first, STREET)["state"], "reserved")


class AgainTest(BackupCase):
    """What registry did is lost with each restore: its followers wait for a
    person, and go on."""

    def follows(self):
        return [(hub, service, log) for hub in (DISTRICT, STREET)
                for service in SERVICES
                for log in self.story.ask(f"{service}.get_condition",
                                          "supervisor", hub)["stores"][0]
                ["follows"] if log["source"] == f"registry@{DISTRICT}"]

    def is_followed(self):
        return not any(log["lag"] or log["is_failing"]
                       for _, _, log in self.follows())

    def forks(self):
        """Of all that follow it, when each has looked."""
        found = self.follows()
        seen = ["goes on otherwise" in log.get("last_error", "")
                and log["is_failing"] for _, _, log in found]
        return all(seen) and found

    def test_a_backup_is_restored_twice(self):
        self.story.register("备份以前")
        self.story.people.token("supervisor")
        backup = self.only(self.back_up(), "registry", DISTRICT)
        for name in ("第一次以前", "第二次以前"):
            self.story.register(name)
            wait_for(self.is_followed, 60, "the log to be followed")
            self.restore(backup)
            for hub, service, log in wait_for(self.forks, 60, "the forks"):
                self.hub.run("cw", "events", "rejoin", service, log["source"],
                             "--hub", hub, "--reason", "已核对")
            wait_for(self.is_followed, 60, "the new log to be followed")
        self.assertEqual(self.story.problems_of_logs(DISTRICT, STREET), [])


class LaterTest(BackupCase):
    """What happened after the backup goes with a word, and its numbers stay
    given."""

    def cw_restore(self, backup, *options):
        return self.hub.run("cw", "restore", str(backup), *options,
                            check=False, errors=True)

    def test_later_events_are_dropped_by_who_says_so_alone(self):
        backup = self.back_up()
        given = [self.give() for _ in range(3)]
        self.hub.stop()
        before = self.epoch("fundraising", DISTRICT)
        done = self.cw_restore(backup)
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stdout, r"fundraising +has \d+ later events")
        self.assertRegex(done.stderr, "nothing is replaced: .* --forward .*"
                                      " --drop-later ")
        self.assertEqual(self.epoch("fundraising", DISTRICT), before)
        done = self.cw_restore(backup, "--drop-later")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.hub.start()
        self.hub.wait_ready()
        self.assertEqual(self.numbers(), [])
        fresh = wait_for(self.try_to_give, what="commands to be served")
        self.assertNotIn(fresh, given)
        lost = self.hub.run("cw", "events", "lost", "fundraising", "--hub",
                            DISTRICT).stdout
        self.assertRegex(lost, r"GF-\d+-0001 to 0003")

    def try_to_give(self):
        try:
            return self.give()
        except Problem:
            return None

    def test_a_store_that_cannot_be_read_is_replaced(self):
        backup = self.back_up()
        self.hub.stop()
        store = self.hub.data / f"fundraising/{DISTRICT}/current/store.db"
        store.write_bytes(b"?" * 4096)
        done = self.cw_restore(backup)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout, "fundraising +cannot be read: what it has"
                                      " that the backup lacks is lost")


class ForwardTest(BackupCase):
    def test_a_restore_goes_on_along_the_log_it_replaced(self):
        """Gifts and awards after the backup are there; who gave is not."""
        before = self.propose()
        backup = self.back_up()
        after = self.propose()
        last = self.give()
        self.story.do("fundraising.give", None, fund=self.fund, amount=100,
                      channel="counter", donor={"contact": "a@example.org"})
        self.story.register("备份以后登记的组织")
        numbers = self.numbers()
        self.hub.stop()
        done = self.hub.run("cw", "restore", str(backup), "--forward")
        self.hub.start()
        self.hub.wait_ready()
        self.assertRegex(done.stdout, "withheld: donor contact of row ")
        self.waits_for_a_person()
        self.assertNotIn("a@example.org", done.stdout)
        self.assertNotIn("message_posted", done.stdout)
        self.assertRegex(done.stdout,
                         r"notification +\d+ events of messages: made again")
        self.assertIn(last, self.numbers())
        self.assertEqual(self.numbers(), numbers)
        for award in (before, after):
            self.assertEqual(self.story.award(award, STREET)["state"],
                             "reserved")
            self.assertTrue(self.story.reservation(award))
        for hub in (DISTRICT, STREET):
            self.assertNotIn("GF-", self.hub.run(
                "cw", "events", "lost", "fundraising", "--hub", hub).stdout)
        self.propose()
        self.assertNotIn(self.give(), numbers)
        for service in ("grants", "fundraising"):
            self.assertNotRegex(
                self.log(service),
                r"alarm=diverged hub=\S+ source=(grants|fundraising)@")
        self.assertEqual(self.story.problems_of_money(DISTRICT, STREET), [])
        self.assertEqual(self.story.problems_of_logs(DISTRICT, STREET), [])

    def waits_for_a_person(self):
        """What was printed is on the list, and the alarm stands."""
        for service, lost in (("fundraising", "donor.contact"),
                              ("registry", "registry.organisation_registered")):
            listed = self.hub.run("cw", "events", "lost", service, "--hub",
                                  DISTRICT).stdout
            self.assertRegex(listed, r"\A +LOSS KIND ")
            self.assertRegex(listed, rf"(?m)^ +\d+ (value|event) .* {lost} ")
            self.assertNotIn(" log.", listed)
            table = self.hub.run("cw", "status", "--once").stdout
            self.assertRegex(table, rf"{service}@{DISTRICT}: loss")


class CutShortTest(BackupCase):
    """A restore that dies on its way along the log replaces nothing."""

    def setUp(self):
        super().setUp()
        self.backup = self.back_up()
        for _ in range(3):
            self.give()
        self.before = self.numbers()
        self.hub.stop()

    def forwarding(self, process):
        """The process that goes on along a log, when there is one."""
        self.assertIsNone(process.poll())
        found = subprocess.run(
            ["pgrep", "-P", str(process.pid), "-f", " forward "],
            stdout=subprocess.PIPE, text=True, check=False).stdout.split()
        return found and int(found[0])

    def stopped(self, process):
        """The same, in its midst; one that was quicker is followed by another."""
        child = self.forwarding(process)
        with contextlib.suppress(ProcessLookupError):
            if child:
                os.kill(child, signal.SIGSTOP)
                return child
        return None

    def assert_nothing_is_lost(self):
        self.hub.start()
        self.hub.wait_ready()
        self.assertEqual(self.numbers(), self.before)
        self.hub.stop()
        self.hub.run("cw", "restore", str(self.backup), "--forward")
        self.hub.start()
        self.hub.wait_ready()
        self.assertEqual(self.numbers(), self.before)
        self.assertNotIn(self.give(), self.before)
        self.assertEqual(self.story.problems_of_money(DISTRICT, STREET), [])

    def test_the_one_that_takes_events_back_dies(self):
        done = subprocess.run(
            [BIN / "cw", "restore", str(self.backup), "--forward"],
            env=dict(self.hub.environment, CW_FAILPOINT="mid_forward:1"),
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
            check=False)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("nothing is replaced", done.stderr)
        self.assert_nothing_is_lost()

    def test_cw_dies_and_takes_the_other_with_it(self):
        process = self.hub.begin("cw", "restore", str(self.backup),
                                 "--forward")
        child = wait_for(lambda: self.stopped(process), what="a child")
        process.kill()
        process.wait()
        wait_for(lambda: not is_running(child), what="its end")
        self.assert_nothing_is_lost()


    def status(self):
        return self.hub.run("cw", "status", "--once", check=False,
                            errors=True).stdout

    def test_status_says_that_it_is_under_way(self):
        process = self.hub.begin("cw", "restore", str(self.backup),
                                 "--forward")
        child = wait_for(lambda: self.stopped(process), what="a child")
        self.addCleanup(process.kill)
        self.assertRegex(self.status(), "^cw restore is under way since 20")
        self.hub.start("gateway", "fundraising")
        shown = wait_for(lambda: (s := self.status()) and "RESTORING" in s and s,
                         60, "the gateway")
        self.assertRegex(shown, "cw restore is under way since 20")
        self.assertRegex(shown, rf"{DISTRICT} +fundraising +RESTORING")
        self.assertNotIn("NO OWNER", shown)
        os.kill(child, signal.SIGCONT)
        self.assertEqual(process.wait(60), 0)
        self.hub.start("registry", "grants", "notification")
        self.hub.wait_ready(60)
        shown = self.status()
        self.assertNotIn("RESTORING", shown)
        self.assertNotIn("under way", shown)
        self.assertEqual(self.numbers(), self.before)


class RefusedTest(BackupCase):
    def refusal(self, backup):
        done = self.hub.run("cw", "restore", str(backup), check=False,
                            errors=True)
        self.assertNotEqual(done.returncode, 0)
        return done.stderr

    def test_a_store_that_is_served_is_not_replaced(self):
        backup = self.back_up()
        epochs = [self.epoch(s, DISTRICT) for s in SERVICES]
        self.assertIn("is being served", self.refusal(backup))
        self.assertEqual([self.epoch(s, DISTRICT) for s in SERVICES], epochs)
        self.give()

    def test_a_damaged_backup_replaces_nothing(self):
        backup = self.back_up()
        self.hub.stop()
        epochs = [self.epoch(s, DISTRICT) for s in SERVICES]
        store = backup / "notification" / STREET / "store.db"
        damaged = bytearray(store.read_bytes())
        damaged[len(damaged) // 2] ^= 1
        store.chmod(0o600)
        store.write_bytes(damaged)
        self.assertIn("not sound", self.refusal(backup))
        self.assertEqual([self.epoch(s, DISTRICT) for s in SERVICES], epochs)

    def test_a_backup_does_not_replace_another(self):
        backup = self.back_up()
        done = self.hub.run("cw", "backup", str(backup), check=False,
                            errors=True)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("File exists", done.stderr)

    def test_less_than_a_whole_backup_replaces_nothing(self):
        backup = self.back_up()
        empty = self.folder / "empty"
        empty.mkdir()
        self.hub.stop()
        epochs = [self.epoch(s, DISTRICT) for s in SERVICES]
        self.assertIn("not a whole backup", self.refusal(empty))
        (empty / "contents").touch()
        self.assertIn("names no store", self.refusal(empty))
        shutil.rmtree(backup / "grants" / STREET)
        self.assertIn(f"lacks grants of {STREET}", self.refusal(backup))
        (backup / "contents").unlink()
        self.assertIn("not a whole backup", self.refusal(backup))
        self.assertEqual([self.epoch(s, DISTRICT) for s in SERVICES], epochs)


if __name__ == "__main__":
    unittest.main(verbosity=2)
