"""./run itself, from the shell: what it refuses, and how it is stopped.

The tree it runs in has its programs built already, those under test.
"""
import contextlib
import fcntl
import http.client
import os
import pathlib
import pty
import shutil
import signal
import socket
import subprocess
import tempfile
import termios
import unittest

from hub import BIN, free_port, wait_for

ROOT = pathlib.Path(__file__).parents[2]


class RunTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.tree = pathlib.Path(tempfile.mkdtemp(prefix="cw-run-"))
        cls.addClassCleanup(shutil.rmtree, cls.tree)
        shutil.copy(ROOT / "run", cls.tree / "run")
        (cls.tree / "build/release").mkdir(parents=True)
        (cls.tree / "build/release/build.ninja").touch()
        (cls.tree / "build/release/bin").symlink_to(BIN)
        (cls.tree / "tools").mkdir()
        (cls.tree / "tools/sample").symlink_to(ROOT / "tools/sample")
        (cls.tree / "path").mkdir()
        for done in ("tools/install", "path/cmake"):
            (cls.tree / done).write_text("#!/bin/sh\n")
            (cls.tree / done).chmod(0o755)

    def setUp(self):
        self.data = pathlib.Path(tempfile.mkdtemp(prefix="cw-run-data-"))
        self.addCleanup(shutil.rmtree, self.data, ignore_errors=True)
        self.port = free_port()
        self.said = self.data / "said"

    def begin(self, *words, port=None):
        """From a script, whose end leaves alone what it began."""
        return self.start(words, port, subprocess.DEVNULL)

    def begin_at_terminal(self, *words):
        """As a person does: what reads from it in the background is stopped."""
        ours, its = pty.openpty()
        self.addCleanup(os.close, ours)
        try:
            return self.start(words, None, its, preexec_fn=lambda: fcntl.ioctl(
                0, termios.TIOCSCTTY, 0))
        finally:
            os.close(its)

    def start(self, words, port, stdin, **how):
        environment = {name: value for name, value in os.environ.items()
                       if not name.startswith("CW_")}
        environment["PATH"] = f"{self.tree / 'path'}:{environment['PATH']}"
        with open(self.said, "w") as said:
            process = subprocess.Popen(
                [self.tree / "run", "--data", self.data, "--http",
                 str(port or self.port), *words], env=environment, stdin=stdin,
                stdout=said, stderr=subprocess.STDOUT, start_new_session=True,
                **how)
        self.addCleanup(self.end, process)
        return process

    @staticmethod
    def end(process):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def wait_to_hear(self, text, process):
        wait_for(lambda: text in self.said.read_text()
                 or process.poll() is not None, 150, text)
        self.assertIn(text, self.said.read_text())

    def assert_refused(self, reason, **how):
        self.assertEqual(self.begin("--exit", **how).wait(20), 1)
        self.assertEqual(self.said.read_text(), f"./run: {reason}\n")
        self.assertEqual(list(self.data.iterdir()), [self.said])

    def test_a_port_that_is_taken_is_refused(self):
        with socket.create_server(("127.0.0.1", self.port)):
            self.assert_refused(f"port {self.port} is in use: choose another "
                                "with --http PORT")

    def test_what_is_no_port_is_refused(self):
        for port in ("abc", "0", "65536", "-1", "08"):
            self.assert_refused("--http wants a port from 1 to 65535, "
                                f"not '{port}'", port=port)

    def test_it_never_tells_the_address_of_another(self):
        """The port is taken while the stores are made, after the first look."""
        process = self.begin("--exit")
        self.wait_to_hear("making the stores", process)
        with socket.create_server(("127.0.0.1", self.port)):
            self.assertEqual(process.wait(150), 1)
        self.assertIn("Address already in use", self.said.read_text())
        self.assertIn("cw up: gateway cannot start", self.said.read_text())
        self.assertNotIn("ready:", self.said.read_text())

    def test_it_is_stopped_and_goes_on(self):
        process = self.begin_at_terminal("--exit")
        self.wait_to_hear("13 hubs", process)
        os.killpg(process.pid, signal.SIGINT)
        self.assertEqual(process.wait(60), 130)
        said = self.said.read_text()
        self.assertTrue(said.endswith("\nstopped; run it again to go on\n"))
        self.assertNotIn("Traceback", said)
        self.assertNotIn("already done", said)

        process = self.begin("--exit")
        self.wait_to_hear("[ 1/18]", process)
        self.assertRegex(self.said.read_text(), r"13 hubs  \(already done\)\n")
        process.send_signal(signal.SIGTERM)  # to ./run alone
        self.assertEqual(process.wait(60), 143)
        self.assert_closed()

    def assert_closed(self):
        with self.assertRaises(ConnectionRefusedError):
            http.client.HTTPConnection("127.0.0.1", self.port).connect()

    def test_what_serves_already_is_named(self):
        process = self.begin("--exit")
        self.wait_to_hear("loading the sample", process)
        process.kill()
        process.wait()
        up = (self.data / "run/up.lock").read_text().strip()
        self.assertEqual(self.begin("--exit").wait(20), 1)
        self.assertEqual(
            self.said.read_text(), f"./run: {self.data} is being served by "
            f"process {up}; to end that one: kill {up}\n")


if __name__ == "__main__":
    unittest.main(verbosity=2)
