"""A hub of real processes in a temporary folder, for the flow tests.

BIN (from ctest) is the folder of the programs. Each process can be killed
and started again; nothing waits for time: the clock file moves it.
"""
import atexit
import contextlib
import json
import os
import pathlib
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import uuid

from majordomo import Client, Problem

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1]))
from ports import free_port  # noqa: E402

BIN = pathlib.Path(os.environ.get("BIN", "build/dev/bin")).resolve()
SERVICES = ["registry", "grants", "fundraising", "notification"]
DAY_MS = 86400000


class Hub:
    made = {}  # names of hubs -> a copy of the folder that cw made for them

    def __init__(self, *hubs, home="longgang", environment=None, days=0):
        self.home = home
        self.hubs = [home, *hubs]
        self.data = pathlib.Path(tempfile.mkdtemp(prefix="cw-flow-"))
        self.port = free_port()
        self.environment = dict(
            os.environ, CW_DATA=str(self.data), CW_HTTP_PORT=str(self.port),
            CW_HOME_HUB=home, CW_CLOCK_FILE=str(self.data / "clock"),
            CW_RATE_LIMITS="off", CW_LOG="warn", **(environment or {}))
        self.processes = {}
        self.offset_ms = 0
        (self.data / "run").mkdir(mode=0o700)
        if days:  # its stores are made on another day
            self.advance(days)
        if environment or days:
            self.create()
        else:
            self.copy()

    def create(self):
        self.run("cw", "init", self.home, "--admin", "admin", "--kind", "test")
        for hub in self.hubs[1:]:
            self.run("cw", "hub", "add", hub, "--kind", "test")

    def copy(self):
        """The same as create(); a test after the first one need not wait."""
        names = tuple(self.hubs)
        if names not in Hub.made:
            self.create()
            folder = tempfile.mkdtemp(prefix="cw-made-")
            atexit.register(shutil.rmtree, folder)
            Hub.made[names] = shutil.copytree(self.data, folder, symlinks=True,
                                              dirs_exist_ok=True)
        else:
            shutil.copytree(Hub.made[names], self.data, symlinks=True,
                            dirs_exist_ok=True)

    def run(self, program, *arguments, check=True, errors=False):
        return subprocess.run(
            [BIN / program, *arguments], env=self.environment, check=check,
            stdout=subprocess.PIPE, text=True,
            stderr=subprocess.PIPE if errors else None)

    def begin(self, program, *arguments):
        return subprocess.Popen([BIN / program, *arguments],
                                env=self.environment)

    def move_to(self, data):
        """Go on in another data folder; clients and logs stay where they are."""
        data.mkdir(mode=0o700)
        self.environment.update(
            CW_DATA=str(data),
            CW_CLIENTS_ENDPOINT=f"ipc://{self.data}/run/clients")

    def start(self, *names, environment=None):
        """Of several processes of one service the others are "grants/2" …"""
        for name in names or ("gateway", *SERVICES):
            log = open(self.data / f"{name.replace('/', '-')}.log", "a")
            self.processes[name] = subprocess.Popen(
                [BIN / name.partition("/")[0]], env=dict(self.environment, **(environment or {})),
                stderr=log, stdout=log)
            log.close()

    def kill(self, name):
        process = self.processes.pop(name)
        process.send_signal(signal.SIGKILL)
        process.wait()

    def is_dead(self, name):
        return self.processes[name].poll() is not None

    def wait_dead(self, name, patience_s=20):
        """For one that dies by itself, at a failpoint."""
        self.processes[name].wait(patience_s)
        return self.processes.pop(name).returncode

    def kept(self, service, hub, event):
        """How many events of this type the file of a dead service holds."""
        store = next((self.data / service / hub).rglob("store.db"))
        with contextlib.closing(sqlite3.connect(f"file:{store}?mode=ro",
                                                uri=True)) as database:
            return database.execute("SELECT count(*) FROM event WHERE type = ?",
                                    (event,)).fetchone()[0]

    def stop(self):
        for name in list(self.processes):
            if name != "gateway":
                self.processes[name].send_signal(signal.SIGTERM)
        statuses = {}
        for name in sorted(self.processes, key=lambda n: n == "gateway"):
            process = self.processes.pop(name)
            process.send_signal(signal.SIGTERM)
            statuses[name] = process.wait(10)
        return statuses

    def close(self):
        for name in list(self.processes):
            self.kill(name)
        shutil.rmtree(self.data, ignore_errors=True)

    def advance(self, days=0, ms=0):
        self.offset_ms += days * DAY_MS + ms
        fresh = self.data / "clock.new"
        fresh.write_text(f"{self.offset_ms}\n")
        fresh.replace(self.data / "clock")

    def now_ms(self):
        return int(time.time() * 1000) + self.offset_ms

    def client(self, token=None):
        return Client(f"ipc://{self.data}/run/clients", token)

    def admin_token(self):
        return (self.data / f"keys/{self.home}-admin-token").read_text().strip()

    def wait_ready(self, patience_s=30):
        wait_for(self.is_ready, patience_s)

    def is_ready(self):
        try:
            return self.http("GET", "/readyz")[0] == 200
        except OSError:
            return False

    def http(self, method, path, body=None, token=None, headers=None):
        """(status, headers, parsed JSON or text)."""
        headers = dict(headers or {})
        if body is not None:
            headers.setdefault("Content-Type", "application/json")
            body = body if isinstance(body, bytes) else json.dumps(body).encode()
        if token:
            headers["Authorization"] = f"Bearer {token}"
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}", body, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=20) as response:
                return self._answer(response)
        except urllib.error.HTTPError as error:
            return self._answer(error)

    @staticmethod
    def _answer(response):
        raw = response.read()
        is_json = "json" in (response.headers.get("Content-Type") or "")
        return (response.status, response.headers,
                json.loads(raw) if raw and is_json else raw)


def wait_for(look, patience_s=20, what="it"):
    """Until look() is true; only for what another process is about to do."""
    end = time.monotonic() + patience_s
    while time.monotonic() < end:
        found = look()
        if found:
            return found
        time.sleep(0.02)
    raise TimeoutError(f"waited {patience_s} s for {what}")


def behind(client, token, hub):
    """What the services of a hub have not applied of each other's logs, or
    put aside; (service, what) each."""
    found = []
    for service in SERVICES:
        store = client.call(f"{service}.get_condition", hub,
                            token=token)["stores"][0]
        found += [(service, log) for log in store["follows"]
                  if log["lag"] or log["is_failing"]]
        found += [(service, what) for what in ("waiting", "dead_letters")
                  if store[what]]
    return found


class People:
    """Accounts with one role each; token(role) signs in when first asked."""

    PASSWORD = "correct horse battery"

    def __init__(self, hub):
        self.hub, self.client = hub, hub.client()
        self.tokens, self.ids = {}, {}

    def token(self, name, role=None, scope=None, **more):
        if name not in self.ids:
            self.open(name, role or name, scope or self.hub.home, more)
        if name not in self.tokens:
            self.tokens[name] = self.client.call(
                "registry.log_in", self.hub.home,
                {"account": name, "password": self.PASSWORD})["token"]
        return self.tokens[name]

    def open(self, name, role, scope, more):
        """With a key: on a busy machine the first answer may be lost."""
        opened = self.client.call(
            "registry.open_account", self.hub.home,
            {"account": name, "password": self.PASSWORD,
             "grants": [{"role": role, "scope": scope}]} | more,
            str(uuid.uuid4()), self.hub.admin_token())
        self.ids[name] = opened["account_id"]

    def sign_in_again(self):
        """Sessions end when the clock is moved past them."""
        self.tokens.clear()


__all__ = ["Hub", "People", "Problem", "behind", "wait_for", "SERVICES", "DAY_MS"]
