"""The command line, as the operator of a machine uses it."""
import json
import os
import pathlib
import pty
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import unittest
import uuid

from hub import BIN, SERVICES, Hub, wait_for
from letters import bury_two

HUB = "longgang"


def children(pid):
    """pid -> program, of the processes that pid started."""
    found = {}
    for entry in pathlib.Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            stat = (entry / "stat").read_text()
            name = pathlib.Path(os.readlink(entry / "exe")).name
        except OSError:
            continue
        if int(stat.rpartition(")")[2].split()[1]) == pid:
            found[int(entry.name)] = name
    return found


def is_running(pid):
    try:
        stat = pathlib.Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] not in "ZX"


class CommandLineTest(unittest.TestCase):
    """Nothing is done before every word is understood."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="cw-words-"))
        self.addCleanup(shutil.rmtree, self.folder)

    def cw(self, *arguments, stdin=subprocess.DEVNULL):
        environment = {name: value for name, value in os.environ.items()
                       if not name.startswith("CW_")}
        return subprocess.run(
            [BIN / "cw", *arguments], cwd=self.folder, env=environment,
            text=True, stdin=stdin, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, timeout=20)

    def test_a_terminal_is_not_read(self):
        ours, its = pty.openpty()
        self.addCleanup(os.close, ours)
        self.addCleanup(os.close, its)
        asked = self.cw("call", "registry.list_hubs", stdin=its)
        self.assertIn("no gateway answers", asked.stderr)
        asked = self.cw("call", "registry.search", stdin=its)
        self.assertIn("field 'q'", asked.stderr)

    def commands(self):
        """Their words, as cw --help lists them: [["hub", "add"], ...]"""
        return [re.match("  cw ([a-z]+(?: [a-z]+)?)", line).group(1).split()
                for line in self.cw("--help").stdout.splitlines()
                if re.match("  cw [a-z]", line)]

    def assert_nothing_was_done(self):
        self.assertEqual(list(self.folder.iterdir()), [])

    def assert_refused(self, said, *arguments):
        refused = self.cw(*arguments)
        self.assertEqual(refused.returncode, 2, arguments)
        self.assertEqual(refused.stdout, "", arguments)
        self.assertEqual(len(refused.stderr.splitlines()), 1, refused.stderr)
        self.assertIn(said, refused.stderr)
        self.assert_nothing_was_done()

    def test_every_command_has_a_page_and_does_nothing(self):
        self.assertGreaterEqual(len(self.commands()), 19)
        for command in self.commands():
            for words in ([*command, "--help"], ["help", *command],
                          [*command, "x", "--nonsense", "-h"]):
                page = self.cw(*words)
                self.assertEqual((page.returncode, page.stderr), (0, ""), words)
                for section in ("NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS",
                                "EXAMPLES", "EXIT STATUS"):
                    self.assertIn(f"{section}\n", page.stdout)
                self.assertIn(f"  cw {' '.join(command)} - ", page.stdout)
                for line in page.stdout.splitlines():
                    self.assertEqual(line, line.rstrip())
                    self.assertLessEqual(len(line), 80)
        self.assert_nothing_was_done()

    def test_a_group_lists_its_commands(self):
        page = self.cw("hub", "--help")
        self.assertEqual(page.returncode, 0)
        self.assertIn("cw hub revoke HUB --reason TEXT", page.stdout)
        self.assertNotIn("cw events", page.stdout)
        self.assert_refused("see cw hub --help", "hub")

    def test_unknown_words_are_refused_with_what_to_do(self):
        for command in self.commands():
            self.assert_refused(
                f"no option --nonsense; see cw {' '.join(command)} --help",
                *command, "--nonsense")
        self.assert_refused("no command nonsense; see cw --help", "nonsense")
        self.assert_refused("no command hub nonsense", "hub", "nonsense")
        self.assert_refused("it wants a command; see cw --help")
        self.assert_refused("'b' is a word too many", "backup", "a", "b")
        self.assert_refused("'a' is a word too many", "up", "a")

    def test_what_is_missing_is_named(self):
        for said, words in (
                ("it wants FROM", ["restore"]),
                ("--key wants a value: --key KEY", ["call", "a.b", "--key"]),
                ("--key wants a value", ["call", "a.b", "--key", "--hub", "h"]),
                ("it wants --hub HUB", ["tail", "grants"]),
                ("it wants --admin ACCOUNT", ["init", "longgang"]),
                ("--hub was given twice", ["verify", "--hub=a", "--hub", "b"]),
                ("--once takes no value", ["status", "--once=1"])):
            self.assert_refused(said, *words)

    def test_a_mistyped_data_folder_is_not_made(self):
        for said, words in (
                ("there is no store in typo", ["backup", "x"]),
                ("typo: No such file or directory", ["restore", "x"]),
                ("typo: No such file or directory",
                 ["hub", "release", "longgang.bantian", "x"])):
            refused = self.cw("--data", "typo", *words)
            self.assertEqual((refused.returncode, refused.stdout), (1, ""))
            self.assertIn(said, refused.stderr)
            self.assert_nothing_was_done()
        (self.folder / "typo").mkdir()
        self.assertEqual(self.cw("--data", "typo", "backup", "x").returncode, 1)
        self.assertEqual(list((self.folder / "typo").iterdir()), [])

    def test_numbers_are_numbers(self):
        for letter in "x", "7x", "0", "-1", "99999999999999999999", "":
            self.assert_refused("LETTER is a number from 1 on", "events",
                                "retry", "grants", "--hub", HUB,
                                "--reason", "r", "--", letter)
        self.assert_refused("SEQ is a number", "tail", "grants", "--hub", HUB,
                            "--after", "soon")

    def test_behind_two_dashes_are_no_options(self):
        (self.folder / "--help").mkdir()
        there = self.cw("backup", "--", "--help")
        self.assertEqual(there.returncode, 1)
        self.assertIn("--help: File exists", there.stderr)


class InitTest(unittest.TestCase):
    """What was interrupted or failed is done again, and then is whole."""

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="cw-flow-")
        self.data = pathlib.Path(self.folder.name)
        self.token = self.data / "keys/longgang-admin-token"

    def tearDown(self):
        self.folder.cleanup()

    def begin(self, *arguments):
        return subprocess.Popen(
            [BIN / "cw", *arguments, "--kind", "test"], text=True,
            env=dict(os.environ, CW_DATA=str(self.data)),
            start_new_session=True, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT)

    def cw(self, *arguments):
        process = self.begin(*arguments)
        said, _ = process.communicate(timeout=60)
        return process.returncode, said

    def assert_whole(self):
        for service in SERVICES:
            self.assertTrue((self.data / service / HUB / "current").exists())
        self.assertEqual(self.token.stat().st_mode & 0o777, 0o600)
        self.assertTrue(self.token.read_text().startswith("cw_longgang."))
        status, said = self.cw("init", HUB, "--admin", "admin")
        self.assertNotEqual(status, 0)
        self.assertIn("registry: longgang has a store already", said)

    def test_what_failed_halfway_is_repeated(self):
        (self.data / "fundraising").write_text("in the way")
        self.assertNotEqual(self.cw("init", HUB, "--admin", "admin")[0], 0)
        (self.data / "fundraising").unlink()
        status, said = self.cw("init", HUB, "--admin", "admin")
        self.assertEqual(status, 0, said)
        self.assert_whole()

    def test_a_name_that_is_none_is_explained(self):
        status, said = self.cw("init", "Long Gang", "--admin", "admin")
        self.assertNotEqual(status, 0)
        self.assertIn("'Long Gang' is no name of a hub", said)

    def test_a_token_of_an_unfinished_hub_is_replaced(self):
        self.token.parent.mkdir()
        self.token.write_text("old")
        status, said = self.cw("init", HUB, "--admin", "admin")
        self.assertEqual(status, 0, said)
        self.assertIn(self.token.read_text(), said)
        self.assert_whole()

    def test_a_store_of_another_kind_is_left_alone(self):
        self.assertEqual(self.cw("init", HUB, "--admin", "admin")[0], 0)
        live = subprocess.run(
            [BIN / "cw", "init", HUB, "--admin", "admin"], text=True,
            env=dict(os.environ, CW_DATA=str(self.data)),
            stderr=subprocess.PIPE, check=False)
        self.assertIn("notification: longgang has a store already",
                      live.stderr)

    def test_one_that_was_killed_anywhere_is_repeated(self):
        for moment in (0.1, 0.2, 0.3, 0.5):
            process = self.begin("init", HUB, "--admin", "admin")
            try:
                process.communicate(timeout=moment)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.communicate()
            status, said = self.cw("init", HUB, "--admin", "admin")
            self.assertTrue(
                status == 0 or "registry: longgang has a store" in said, said)
            self.assert_whole()
            self.tearDown()
            self.setUp()


class UpTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.hub = Hub("longgang.bantian")
        cls.log = open(cls.hub.data / "up.log", "w")
        cls.up = subprocess.Popen([BIN / "cw", "up"], env=cls.hub.environment,
                                  stderr=cls.log, stdout=cls.log)
        cls.hub.wait_ready()

    @classmethod
    def tearDownClass(cls):
        if cls.up.poll() is None:
            cls.up.send_signal(signal.SIGTERM)
            cls.up.wait(20)
        cls.log.close()
        cls.hub.close()

    def cw(self, *arguments):
        return subprocess.run(
            [BIN / "cw", *arguments], env=self.hub.environment, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)

    def programs(self):
        return children(self.up.pid)

    def test_a_hub_is_invited_only_where_links_are_taken(self):
        invited = self.cw("hub", "invite", "longgang.buji", "--at",
                          "tcp://127.0.0.1:5557")
        self.assertEqual((invited.returncode, invited.stdout), (1, ""))
        self.assertIn("CW_LINKS_ENDPOINT", invited.stderr)

    def test_1_five_programs_run(self):
        self.assertEqual(sorted(self.programs().values()),
                         sorted([*SERVICES, "gateway"]))

    def test_2_one_that_is_killed_is_started_again(self):
        for name in ("registry", "gateway"):
            pid = next(p for p, n in self.programs().items() if n == name)
            os.kill(pid, signal.SIGKILL)
            wait_for(lambda p=pid, n=name: any(
                other == n and q != p for q, other in self.programs().items()))
            wait_for(self.hub.is_ready)
            self.assertEqual(self.cw("call", "registry.list_hubs", "--hub",
                                     HUB).returncode, 0)

    def test_3_status_shows_every_store_with_its_owner(self):
        shown = self.cw("status", "--once")
        self.assertEqual(shown.returncode, 0, shown.stderr)
        lines = shown.stdout.splitlines()
        at = next(i for i, line in enumerate(lines) if line.startswith("HUB"))
        rows = [line.split() for line in lines[at + 1:]]
        served = {(row[0], row[1]) for row in rows if row[2] == row[1] + "-1"}
        self.assertEqual(served, {(hub, service) for hub in self.hub.hubs
                                  for service in SERVICES})

    def test_4_call_prints_json_and_problems_in_words(self):
        hubs = self.cw("call", "registry.list_hubs", "--hub", HUB)
        self.assertEqual(json.loads(hubs.stdout)["items"][0]["hub"], HUB)
        key = str(uuid.uuid4())
        refused = self.cw("call", "fundraising.give", "--hub", HUB, "--key",
                          key, json.dumps({"fund": key, "amount": 1,
                                           "channel": "box"}))
        self.assertEqual(refused.returncode, 1)
        self.assertIn("no_such_fund", refused.stderr)
        for body, said in (("{", "cw call: the JSON: "), ('{"nonsense": 1}', "nonsense"),
                           ('{"amount": "much"}', "amount")):
            wrong = self.cw("call", "fundraising.give", "--hub", HUB, body)
            self.assertEqual(wrong.returncode, 1)
            self.assertIn(said, wrong.stderr)

    def test_4_a_field_is_named_as_the_command_line_does(self):
        refused = self.cw("call", "fundraising.give", "--hub", HUB,
                          json.dumps({"fund": str(uuid.uuid4()), "amount": 1,
                                      "channel": "box"}))
        self.assertEqual(refused.returncode, 1)
        self.assertIn("key_required", refused.stderr)
        self.assertIn("field: --key\n", refused.stderr)

    def test_4_an_outcome_shows_the_reply_as_json(self):
        key = str(uuid.uuid4())
        done = self.cw("--token", self.hub.admin_token(), "call",
                       "registry.change_me", "--hub", HUB, "--key", key,
                       '{"display_name": "王芳"}')
        self.assertEqual(done.returncode, 0, done.stderr)
        shown = self.cw("--token", self.hub.admin_token(), "call",
                        "registry.get_outcome", "--hub", HUB,
                        json.dumps({"key": key}))
        self.assertEqual(json.loads(shown.stdout)["reply"],
                         json.loads(done.stdout), shown.stderr)

    def test_5_verify_and_audit_find_everything_sound(self):
        for command in ("verify", "audit"):
            found = self.cw(command)
            self.assertEqual(found.returncode, 0, found.stderr)
            self.assertIn("whole", found.stdout)
        self.assertIn("sound", self.cw("audit", "--hub", HUB).stdout)
        nowhere = self.cw("verify", "--hub", "nowhere")
        self.assertEqual(nowhere.returncode, 1)
        self.assertEqual(nowhere.stderr, "cw verify: no store is being served "
                         "at nowhere\n")

    def test_6_tail_prints_the_log(self):
        tail = self.cw("tail", "registry", "--hub", HUB, "--once")
        self.assertEqual(tail.returncode, 0, tail.stderr)
        self.assertIn("registry.hub_added", tail.stdout)

    def test_7_dead_letters_are_listed(self):
        dead = self.cw("events", "dead", "grants", "--hub", HUB)
        self.assertEqual(json.loads(dead.stdout), {"items": []})
        lost = self.cw("events", "lost", "grants", "--hub", HUB)
        self.assertEqual(lost.stdout, "no loss waits for a person\n")
        none = self.cw("events", "skip", "grants", "7", "--hub", HUB,
                       "--reason", "test")
        self.assertEqual(none.returncode, 1)
        self.assertIn("no dead letter", none.stderr)

    def test_8_config_says_where_a_setting_came_from(self):
        (self.hub.data / "commonweal.cfg").write_text(
            "smtp\n    sender = hub@example.org\n")
        shown = self.cw("config")
        lines = {line.split()[0]: line for line in shown.stdout.splitlines()}
        self.assertIn("environment", lines["CW_HTTP_PORT"])
        self.assertEqual(lines["CW_HTTP_PORT"].split()[1:3],
                         ["http/port", str(self.hub.port)])
        self.assertIn("commonweal.cfg", lines["CW_SMTP_SENDER"])
        self.assertIn("default", lines["CW_HTTP_ADDRESS"])
        data = self.hub.data.resolve()
        for name, value in (
                ("CW_CLIENTS_ENDPOINT", f"ipc://{data}/run/clients"),
                ("CW_WORKERS_ENDPOINT", f"ipc://{data}/run/workers"),
                ("CW_KEYS", f"{data}/keys"), ("CW_INSTANCE", "SERVICE-1"),
                ("CW_LINKS_ENDPOINT", "-")):
            self.assertEqual(lines[name].split()[2], value)
        environment = {name: value
                       for name, value in self.hub.environment.items()
                       if name != "CW_HOME_HUB"}
        shown = subprocess.run([BIN / "cw", "config"], env=environment,
                               text=True, stdout=subprocess.PIPE, check=True)
        self.assertRegex(shown.stdout, rf"CW_HOME_HUB +home_hub +{HUB} ")

    def test_8_an_unknown_operation_points_to_the_list(self):
        wrong = self.cw("call", "nosuch.op", "--hub", HUB)
        self.assertEqual(wrong.returncode, 1)
        self.assertIn(f":{self.hub.port}/docs", wrong.stderr)

    def test_8_a_hub_needs_the_one_above_it(self):
        orphan = self.cw("hub", "add", "longgang.buji.nanmen", "--kind", "test")
        self.assertEqual(orphan.returncode, 1)
        self.assertIn("above longgang.buji.nanmen", orphan.stderr)
        self.assertFalse((self.hub.data / "registry/longgang.buji.nanmen")
                         .exists())

    def test_8_a_hub_of_another_tree_is_not_added(self):
        stray = self.cw("hub", "add", "foshan", "--kind", "test")
        self.assertEqual(stray.returncode, 1)
        self.assertIn("there is no hub above foshan: cw init makes it",
                      stray.stderr)
        self.assertFalse((self.hub.data / "registry/foshan").exists())

    def test_8_config_names_commands_that_there_are(self):
        words = {line.split()[1] for line in self.cw("--help").stdout
                 .splitlines() if line.startswith("  cw ")}
        said = re.findall(r"\bcw ([a-z-]+)", self.cw("config").stdout)
        self.assertIn("backup-key", said)
        self.assertLessEqual(set(said), words)

    def test_8_who_lost_token_and_password_is_let_in_again(self):
        """By whoever may open the data folder."""
        words = ("account", "reset", "admin", "--hub", HUB, "--reason", "丢失")
        done = self.cw(*words)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("/console/join", done.stderr)
        token = done.stdout.strip()
        me = self.cw("--token", token, "call", "registry.get_me", "--hub", HUB)
        self.assertEqual(json.loads(me.stdout)["account"]["account"], "admin",
                         me.stderr)
        old = self.cw("--token", self.hub.admin_token(), "call",
                      "registry.get_me", "--hub", HUB)
        self.assertIn("unauthenticated", old.stderr)
        nobody = self.cw("account", "reset", "nobody", *words[3:])
        self.assertEqual(nobody.returncode, 1)
        self.assertIn("no_such_account", nobody.stderr)

    def test_8_help_has_no_trailing_blanks(self):
        for line in self.cw("--help").stdout.splitlines():
            self.assertEqual(line, line.rstrip())

    def test_8_a_second_up_of_the_same_folder_refuses(self):
        second = self.cw("up")
        self.assertEqual(second.returncode, 1)
        self.assertEqual(
            second.stderr, f"cw up: another cw up (process {self.up.pid}) "
            f"serves {self.hub.data}: end it first\n")
        self.assertTrue(self.hub.is_ready())

    def test_9_a_signal_ends_all_within_five_seconds(self):
        pids = list(self.programs())
        begun = time.monotonic()
        self.up.send_signal(signal.SIGTERM)
        self.assertEqual(self.up.wait(20), 0)
        self.assertLess(time.monotonic() - begun, 5)
        for pid in pids:
            self.assertFalse(pathlib.Path(f"/proc/{pid}").exists())


class NobodyThereTest(unittest.TestCase):
    def test_that_no_gateway_is_there_is_said_at_once(self):
        hub = Hub()
        self.addCleanup(hub.close)
        for words, endpoint in (
                ("call registry.list_hubs --hub longgang", "clients"),
                ("status --once", "workers"), ("verify", "workers"),
                ("audit", "workers"), (f"backup {hub.data}/backup", "workers"),
                ("tail grants --hub longgang", "workers")):
            with self.subTest(words):
                began = time.monotonic()
                said = hub.run("cw", *words.split(), check=False, errors=True)
                self.assertLess(time.monotonic() - began, 5)
                self.assertEqual((said.returncode, said.stdout), (1, ""))
                self.assertEqual(
                    said.stderr, f"cw {words.split()[0]}: no gateway answers at "
                    f"ipc://{hub.data}/run/{endpoint}: is cw up running?\n")

    def test_over_tcp_it_says_that_it_waits(self):
        hub = Hub()
        self.addCleanup(hub.close)
        hub.environment["CW_CLIENTS_ENDPOINT"] = "tcp://127.0.0.1:9"
        waiting = subprocess.Popen(
            [BIN / "cw", "call", "registry.list_hubs"], text=True,
            env=hub.environment, stderr=subprocess.PIPE)
        self.addCleanup(waiting.wait)
        self.addCleanup(waiting.kill)
        self.assertEqual(
            waiting.stderr.readline(), "cw call: no gateway answers at "
            "tcp://127.0.0.1:9 yet, waiting 30 s\n")
        waiting.stderr.close()


class UnopenedStoreTest(unittest.TestCase):
    def test_a_store_that_nobody_can_open_costs_its_hub_alone(self):
        hub = Hub("longgang.bantian")
        self.addCleanup(hub.close)
        store = next((hub.data / "grants/longgang.bantian").rglob("store.db"))
        store.write_bytes(b"this is no database" * 100)
        hub.start()
        wait_for(lambda: hub.run("cw", "call", "registry.list_hubs", "--hub",
                                 HUB, check=False, errors=True).returncode == 0)
        shown = wait_for(lambda: self.status(hub))
        self.assertRegex(shown, r"longgang.bantian +grants +NO OWNER")
        self.assertRegex(shown, r"7 of 8 stores served")

    def status(self, hub):
        """When those of the other services are there."""
        shown = hub.run("cw", "status", "--once").stdout
        return shown if re.search(" 7 of 8 ", shown) else None


class DeadLetterTest(unittest.TestCase):
    """Events that grants refused, as its store keeps them: one that would be
    taken now, and one that never will be."""

    def setUp(self):
        self.hub = Hub()
        self.addCleanup(self.hub.close)
        bury_two(self.hub.data, HUB)
        self.hub.start()
        self.hub.wait_ready()

    def cw(self, *words):
        return self.hub.run("cw", *words, check=False, errors=True)

    def dead(self):
        shown = self.cw("events", "dead", "grants", "--hub", HUB)
        return [item["letter"] for item in json.loads(shown.stdout)["items"]]

    def settle(self, verb, letter):
        return self.cw("events", verb, "grants", str(letter), "--hub", HUB,
                       "--reason", "重复登记")

    def test_letters_are_retried_and_skipped(self):
        first, second = self.dead()
        self.assertEqual(self.settle("retry", first).returncode, 0)
        self.assertEqual(self.dead(), [second])
        again = self.settle("retry", second)
        self.assertEqual(again.returncode, 1)
        self.assertIn("it is refused again", again.stderr)
        self.assertEqual(self.dead(), [second])
        self.assertEqual(self.settle("skip", second).returncode, 0)
        self.assertEqual(self.dead(), [])
        self.assertEqual(self.settle("skip", second).returncode, 1)
        tail = self.cw("tail", "grants", "--hub", HUB, "--once").stdout
        skipped = [line for line in tail.splitlines()
                   if " log.event_skipped " in line]
        self.assertEqual(len(skipped), 1, tail)
        self.assertIn('"reason":"重复登记"', skipped[0])
        self.assertIn(f'"source":"registry@{HUB}"', skipped[0])


class MistypedTest(unittest.TestCase):
    """A setting that is none is named where it stands."""

    def setUp(self):
        self.hub = Hub()
        self.addCleanup(self.hub.close)
        self.file = self.hub.data / "commonweal.cfg"

    def cw(self, *words):
        return self.hub.run("cw", *words, check=False, errors=True)

    def test_a_setting_that_is_none_is_named_with_the_one_meant(self):
        self.file.write_text(
            "# ours\nsmpt\n    url = smtp://x\nhttp\n    prot = 18121\n"
            "    port = 8080\nkeep/days = 3\nnonsense = 1\n")
        done = self.cw("config")
        self.assertEqual(done.returncode, 1)
        said = [line.partition(", ")[2] for line in done.stderr.splitlines()]
        self.assertEqual(said, [
            "line 2: there is no setting smpt",
            "line 3: there is no setting smpt/url; is smtp/url meant?",
            "line 5: there is no setting http/prot; is http/port meant?",
            "line 8: there is no setting nonsense"])
        self.assertRegex(done.stdout, r"CW_KEEP_DAYS +keep/days +3 ")
        with socket.create_server(("127.0.0.1", self.hub.port)):
            up = self.cw("up")  # which ends at once, but says it first
        self.assertTrue(up.stderr.startswith("cw up: "), up.stderr)
        self.assertIn("is smtp/url meant?", up.stderr.splitlines()[1])
        self.assertIn("event=setting_is_unknown", up.stderr)

    def test_nothing_starts_on_a_file_that_cannot_be_read(self):
        for wrong in ("http\n  port = 1\n", "http\n    port 1\n",
                      "http\n\tport = 1\n", "http / port = 1\n",
                      "        port = 1\n"):
            with self.subTest(wrong):
                self.file.write_text(wrong)
                for word in ("config", "up"):
                    done = self.cw(word)
                    self.assertEqual(done.returncode, 1)
                    self.assertRegex(done.stderr, r"line [12] cannot be read")


class HopelessUpTest(unittest.TestCase):
    """What can never begin is said, and not tried for ever."""

    def setUp(self):
        self.hub = Hub()
        self.addCleanup(self.hub.close)

    def assert_ends_with(self, reason):
        up = self.hub.run("cw", "up", check=False, errors=True)
        self.assertEqual(up.returncode, 1)
        self.assertIn(reason, up.stderr)
        self.assertTrue(up.stderr.splitlines()[-1].startswith(
            "cw up: gateway cannot start with these settings"), up.stderr)

    def test_a_port_that_is_taken(self):
        with socket.create_server(("127.0.0.1", self.hub.port)):
            self.assert_ends_with("Address already in use")

    def test_a_port_that_is_none(self):
        self.hub.environment["CW_HTTP_PORT"] = "abc"
        self.assert_ends_with("variable=CW_HTTP_PORT")


class KilledUpTest(unittest.TestCase):
    def test_its_programs_end_with_it(self):
        hub = Hub()
        self.addCleanup(hub.close)
        with open(hub.data / "up.log", "w") as log:
            up = subprocess.Popen([BIN / "cw", "up"], env=hub.environment,
                                  stderr=log, stdout=log)
        self.addCleanup(up.kill)
        hub.wait_ready()
        pids = list(children(up.pid))
        self.assertEqual(len(pids), 5)
        up.kill()
        up.wait(20)
        wait_for(lambda: not any(map(is_running, pids)))


if __name__ == "__main__":
    unittest.main(verbosity=2)
