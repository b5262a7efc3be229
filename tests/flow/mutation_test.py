"""The kill test can fail: with the promise broken on purpose it does.

A copy of one source is changed so that fundraising answers before it commits
(a batch is committed when the next one begins), the program is linked with it,
and the kill test of gifts and the chaos run are tried on it.
"""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parents[1]
BIN = pathlib.Path(os.environ["BIN"]).resolve()
TEST = "KillTest.test_gifts_survive_fundraising_being_killed"
ANSWER_FIRST = [
    ("status = db_begin(shard->writer);",
     "db_exec(shard->writer, \"END\");\n    status = db_begin(shard->writer);"),
    ("    else\n        status = db_commit(shard->writer);\n", ""),
]


SOURCE, OBJECT = "common/server/shard.c", "common/server/CMakeFiles/server.dir/shard.c.o"
PROGRAM = "bin/fundraising"
FIRST_ARCHIVE = "services/fundraising/libfundraising-service.a"


def break_promise(target):
    text = (ROOT / SOURCE).read_text()
    for right, wrong in ANSWER_FIRST:
        assert text.count(right) == 1, f"{right} has moved: change this test"
        text = text.replace(right, wrong)
    target.write_text(text)


def commands():
    """How the program is built: how its source is compiled, and the link."""
    *compiled, link = subprocess.run(
        ["ninja", "-C", BIN.parent, "-t", "commands", PROGRAM], check=True,
        stdout=subprocess.PIPE, text=True).stdout.splitlines()
    compiled = [line for line in compiled if line.endswith(SOURCE)]
    assert len(compiled) == 1 and PROGRAM in link, "change this test"
    return compiled[0], link


def build(folder):
    """The program of the same build, with the broken source in it."""
    source, made = folder / "shard.c", folder / "shard.o"
    program = folder / "fundraising"
    break_promise(source)
    compiled, link = commands()
    compiled = compiled.replace(str(ROOT / SOURCE), str(source))
    compiled = compiled.replace(OBJECT, str(made))
    compiled += f" -I {(ROOT / SOURCE).parent}"
    link = link.replace(f"-o {PROGRAM}", f"-o {program}")
    link = link.replace(FIRST_ARCHIVE, f"{made} {FIRST_ARCHIVE}")
    for command in (compiled, link):
        subprocess.run(command, shell=True, check=True, cwd=BIN.parent)
    return program


def programs_with(broken, folder):
    """The real programs, but for the broken one."""
    folder.mkdir()
    for name in ("cw", "gateway", "registry", "grants", "notification"):
        shutil.copy(BIN / name, folder / name)
    shutil.copy(broken, folder / "fundraising")
    return folder


class MutationTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="cw-mutation-")
        cls.addClassCleanup(folder.cleanup)
        target = pathlib.Path(folder.name)
        cls.programs = programs_with(build(target), target / "programs")

    def run_broken(self, *test):
        return subprocess.run(
            [sys.executable, "-B", *test],
            env=dict(os.environ, BIN=str(self.programs), KILLS="5"),
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def test_answering_before_the_commit_is_found_by_kills(self):
        found = self.run_broken(HERE / "kill_test.py", TEST)
        self.assertEqual(found.returncode, 1, found.stdout)
        self.assertIn("AssertionError: 0 != 1", found.stdout)

    def test_answering_before_the_commit_is_found_by_chaos(self):
        found = self.run_broken(
            ROOT / "tests/chaos/chaos.py", "--seed", "16", "--strikes", "20",
            "--only", "kill fundraising")
        self.assertEqual(found.returncode, 1, found.stdout)
        self.assertIn("was acknowledged 1 times, is there 0 times",
                      found.stdout)


if __name__ == "__main__":
    unittest.main(verbosity=2)
