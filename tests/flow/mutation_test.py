"""The kill test can fail: with the promise broken on purpose it does.

A copy of the tree is changed so that fundraising answers before it commits
(a batch is committed when the next one begins), its program is built, and
the kill test of gifts and the chaos run are tried on it.
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


def copy_tree(target):
    for name in ("cmake", "common", "schemas", "services", "tests", "tools"):
        shutil.copytree(ROOT / name, target / name)
    shutil.copy(ROOT / "CMakeLists.txt", target)


def break_promise(target):
    path = target / "common/server/shard.c"
    text = path.read_text()
    for right, wrong in ANSWER_FIRST:
        assert text.count(right) == 1, f"{right} has moved: change this test"
        text = text.replace(right, wrong)
    path.write_text(text)


def build(target):
    folder = target / "build"
    for command in (["cmake", "-S", target, "-B", folder, "-G", "Ninja",
                     "-DCMAKE_BUILD_TYPE=Debug"],
                    ["ninja", "-C", folder, "fundraising"]):
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return folder / "bin" / "fundraising"


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
        copy_tree(target)
        break_promise(target)
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
