"""The kill test can fail: with the promise broken on purpose it does.

Copies of two sources are changed so that fundraising answers before it commits
(a batch is committed 20 ms after its answers), the program is linked with them,
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
SHARD, SERVER = "common/server/shard.c", "common/server/server.c"
ANSWER_FIRST = {
    SHARD: [
        ("status = db_begin(shard->writer);",
         "db_exec(shard->writer, \"END\");\n"
         "    status = db_begin(shard->writer);"),
        ("    else\n        status = db_commit(shard->writer);\n", "")],
    SERVER: [
        ("        loop_answer_all(server, lane);\n    } else {",
         "        loop_answer_all(server, lane);\n"
         "        usleep(20000);\n"
         "        db_exec(lane->shard->writer, \"END\");\n    } else {")]}
PROGRAM = "bin/fundraising"
FIRST_ARCHIVE = "services/fundraising/libfundraising-service.a"


def break_promise(source, target):
    text = (ROOT / source).read_text()
    for right, wrong in ANSWER_FIRST[source]:
        assert text.count(right) == 1, f"{right} has moved: change this test"
        text = text.replace(right, wrong)
    target.write_text(text)


def commands():
    """How the program is built: each source's compilation, and the link."""
    *compiled, link = subprocess.run(
        ["ninja", "-C", BIN.parent, "-t", "commands", PROGRAM], check=True,
        stdout=subprocess.PIPE, text=True).stdout.splitlines()
    assert PROGRAM in link, "change this test"
    return compiled, link


def compile_broken(folder, source, compiled):
    """The object of a source that is broken, made as the build makes it."""
    made = folder / f"{pathlib.Path(source).stem}.o"
    broken = made.with_suffix(".c")
    break_promise(source, broken)
    own = [line for line in compiled if line.endswith(source)]
    assert len(own) == 1, "change this test"
    command = own[0].replace(str(ROOT / source), str(broken))
    command = command.replace(
        f"common/server/CMakeFiles/server.dir/{broken.name}.o", str(made))
    run(f"{command} -I {(ROOT / source).parent}")
    return made


def run(command):
    subprocess.run(command, shell=True, check=True, cwd=BIN.parent)


def build(folder):
    """The program of the same build, with the broken sources in it."""
    program = folder / "fundraising"
    compiled, link = commands()
    made = " ".join(str(compile_broken(folder, source, compiled))
                    for source in ANSWER_FIRST)
    link = link.replace(f"-o {PROGRAM}", f"-o {program}")
    run(link.replace(FIRST_ARCHIVE, f"{made} {FIRST_ARCHIVE}"))
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
