"""Processes, folders and noise: what measuring needs of the machine."""
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1]))
from ports import free_port  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PATIENCE_S = 60  # for a program that runs for a given time, beyond that time


class Missing(Exception):
    """A row cannot be measured here; the text says why."""


def wait_for(look, what, patience_s=30, pause_s=0.01):
    end = time.monotonic() + patience_s
    while time.monotonic() < end:
        found = look()
        if found:
            return found
        time.sleep(pause_s)
    raise TimeoutError(f"waited {patience_s} s for {what}")


def is_listening(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def find_program(name, *folders):
    found = shutil.which(name, path=os.pathsep.join(
        [os.environ.get("PATH", ""), "/usr/sbin", *folders]))
    if not found:
        raise Missing(f"{name} is not installed")
    return found


class Machine:
    """All that was started, so that it can be ended, each by its own id."""

    def __init__(self, programs):
        self.programs = programs
        # A disk, not a file system in memory: what is synced must cost.
        self.folder = pathlib.Path(
            tempfile.mkdtemp(prefix="cw-bench-", dir="/var/tmp"))
        self.folder.chmod(0o755)
        self.processes = []

    def program(self, name):
        path = self.programs / name
        if not path.exists():
            raise Missing(f"{name} was not built")
        return str(path)

    def new_folder(self, name):
        return pathlib.Path(tempfile.mkdtemp(prefix=f"{name}-",
                                             dir=self.folder))

    def start(self, command, **more):
        log = open(self.folder / f"{pathlib.Path(command[0]).name}.log", "ab")
        more.setdefault("stdout", log)
        process = subprocess.Popen([str(part) for part in command],
                                   stderr=log, **more)
        log.close()
        self.processes.append(process)
        return process

    def stop(self, process, how=signal.SIGTERM):
        if process in self.processes:
            self.processes.remove(process)
        if process.poll() is None:
            process.send_signal(how)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def close(self):
        for process in reversed(list(self.processes)):
            self.stop(process)
        shutil.rmtree(self.folder, ignore_errors=True)

    def run(self, *command, patience_s=PATIENCE_S, **more):
        """What it wrote; a failure says what it said."""
        done = subprocess.run([str(part) for part in command], text=True,
                              capture_output=True, timeout=patience_s, **more)
        if done.returncode:
            raise RuntimeError(f"{command[0]}: {done.stdout[-500:]}"
                               f"{done.stderr[-500:]}")
        return done.stdout

    def run_json(self, *command, **more):
        result = json.loads(self.run(*command, **more))
        if result.get("failed"):
            raise RuntimeError(f"{command[0]}: {result}")
        return result


def tree_of(pid):
    """pid and all below it."""
    found, at = [pid], 0
    while at < len(found):
        for thread in pathlib.Path(f"/proc/{found[at]}/task").glob("*"):
            try:
                found += map(int, (thread / "children").read_text().split())
            except FileNotFoundError:
                pass
        at += 1
    return found


def memory_mib(pids):
    """Their proportional set size: what is shared counts once."""
    kib = 0
    for pid in pids:
        for line in open(f"/proc/{pid}/smaps_rollup"):
            if line.startswith("Pss:"):
                kib += int(line.split()[1])
    return kib / 1024


class Noise:
    """How far the machine is from being ours, between two looks."""

    SPINS = 200000

    def __init__(self):
        self.begin()

    def begin(self):
        self.spins, self.first = [], self._ticks()

    @staticmethod
    def _ticks():
        fields = open("/proc/stat").readline().split()[1:]
        return int(fields[7]), sum(map(int, fields[:8]))

    def look(self):
        """The same little work, each time before something is measured."""
        start = time.perf_counter()
        for _ in range(self.SPINS):
            pass
        self.spins.append(time.perf_counter() - start)

    def end(self):
        stolen, total = (b - a for a, b in zip(self.first, self._ticks()))
        spread = max(self.spins) / min(self.spins) - 1 if self.spins else 0
        return {"steal": round(stolen / max(total, 1), 3),
                "spin_spread": round(spread, 2),
                "load": round(os.getloadavg()[0], 1)}
