"""The unit says nothing wrong, keeps to itself, and runs what is installed."""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

BUILD = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "build/asan")
UNIT = BUILD / "tools" / "systemd" / "commonweal.service"
DOCUMENT = pathlib.Path(__file__).parents[2] / "docs" / "operations.md"
# docs/operations.md quotes the score: 0 is closed, 10 is open.
SCORE = re.compile(r"`systemd-analyze security`: (\d\.\d)")


def run(*command):
    return subprocess.run(command, text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT)


class UnitTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="cw-unit-"))
        self.addCleanup(shutil.rmtree, self.folder)

    def built(self):
        """The unit, with the programs where they were built."""
        unit = self.folder / UNIT.name
        unit.write_text(re.sub(r"(?m)^ExecStart=\S+/cw ",
                               f"ExecStart={BUILD.resolve()}/bin/cw ",
                               UNIT.read_text()))
        return unit

    def test_systemd_finds_nothing_wrong(self):
        verdict = run("systemd-analyze", "verify", self.built())
        self.assertEqual((verdict.returncode, verdict.stdout), (0, ""))

    def test_it_is_as_closed_as_the_document_says(self):
        told = SCORE.search(DOCUMENT.read_text()).group(1)
        verdict = run("systemd-analyze", "security", "--offline=true",
                      self.built())
        measured = re.search(r"exposure level .*: (\d\.\d)", verdict.stdout)
        self.assertEqual(measured and measured.group(1), told,
                         verdict.stdout[-200:])

    def test_it_runs_what_is_installed(self):
        done = run("cmake", "--install", BUILD, "--prefix", self.folder)
        self.assertEqual(done.returncode, 0, done.stdout)
        installed = {path.name for path in (self.folder / "bin").iterdir()}
        self.assertEqual(installed, {"cw", "registry", "grants", "gateway",
                                     "fundraising", "notification",
                                     "verify_ledger.py"})
        unit = self.folder / "lib" / "systemd" / "system" / UNIT.name
        program = re.search(r"ExecStart=(\S+) up", unit.read_text()).group(1)
        self.assertEqual(program.split("/")[-2:], ["bin", "cw"])
        users = self.folder / "lib" / "sysusers.d" / "commonweal.conf"
        user = re.search(r"User=(\w+)", unit.read_text()).group(1)
        self.assertIn(f"u {user} ", users.read_text())
        documents = self.folder / "share" / "doc" / "commonweal"
        self.assertTrue((documents / DOCUMENT.name).is_file())


if __name__ == "__main__":
    if not shutil.which("systemd-analyze"):
        print("no systemd-analyze here")
        sys.exit(77)
    unittest.main(argv=sys.argv[:1], verbosity=2)
