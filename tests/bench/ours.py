"""Commonweal as it is run: the release programs, its log on."""
import contextlib
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import uuid

import msgpack

from machine import ROOT, free_port, wait_for

sys.path.insert(0, str(ROOT / "tests" / "flow"))
import hub as flow  # noqa: E402
import story as stories  # noqa: E402

HOME = "longgang"
BRANCHES = [f"{HOME}.b{number:02}" for number in range(1, 13)]
DAYS_BACK = 14  # a public notice takes so long
GIFT = {"amount": 2000, "channel": "online"}


class Hub(flow.Hub):
    """Its clock goes back for what takes days, and is then left alone."""

    def __init__(self, machine, *hubs):
        flow.BIN = machine.programs
        tempfile.tempdir = str(machine.folder)
        super().__init__(*hubs)
        self.environment["CW_LOG"] = "info"
        self.machine = machine
        self.files = machine.new_folder("hub")

    def copy(self):
        """A stage's folder goes with it: nothing made there can be copied."""
        self.create()

    def start_now(self):
        """With the real clock, as in service."""
        self.environment.pop("CW_CLOCK_FILE", None)
        self.start()
        self.wait_ready()

    def call_all(self, op, at, bodies, token):
        """Many keyed commands at once; their replies in the same order."""
        client, found = self.client(token), {}
        for first in range(0, len(bodies), 100):
            part = bodies[first:first + 100]
            ids = [client.send(op, at, body, key=str(uuid.uuid4()))
                   for body in part]
            while not all(i in found for i in ids):
                answer = client.receive(10000)
                if answer is None or answer[1] != 200:
                    raise RuntimeError(f"{op}: {answer}")
                found[answer[0]] = msgpack.unpackb(answer[2])
        client.close()
        return list(found.values())

    def open_funds(self, people, at, count):
        return [reply["fund_id"] for reply in self.call_all(
            "fundraising.open_fund", at,
            [{"name": f"基金 {n}", "level": "district"} for n in range(count)],
            people.token("finance"))]

    def endpoint(self):
        return self.environment.get("CW_CLIENTS_ENDPOINT",
                                    f"ipc://{self.data}/run/clients")

    def use_tcp(self):
        """With CURVE, as every tcp:// is; from the next start on."""
        for name in ("CLIENTS", "WORKERS"):
            self.environment[f"CW_{name}_ENDPOINT"] = (
                f"tcp://127.0.0.1:{free_port()}")

    def targets(self, name, rows):
        """A file for `load`: (hub, payload) by line."""
        path = self.files / name
        path.write_text("".join(
            f"{at} {msgpack.packb(body).hex()}\n" for at, body in rows))
        return path

    def gifts(self, name, funds):
        return self.targets(name, [(at, dict(GIFT, fund=fund))
                                   for at, fund in funds])

    def gift_bodies(self, name, funds):
        """The same for wrk: JSON by line."""
        path = self.files / name
        path.write_text("".join(
            json.dumps(dict(GIFT, fund=str(uuid.UUID(bytes=fund)))) + "\n"
            for fund in funds))
        return path

    def load(self, op, targets, **options):
        """One line of what tests/bench/load.c measured."""
        return self.machine.run_json(
            self.machine.program("load"), f"endpoint={self.endpoint()}",
            f"op={op}", f"targets={targets}",
            *[f"{name}={value}" for name, value in options.items()],
            patience_s=1800 if "count" in options else 60,
            env=self.environment)

    def give(self, targets, **options):
        return self.load("fundraising.give", targets, keys=1, **options)

    def read_store(self, service, question):
        """One number; only reading, beside the service."""
        folder = self.data / service / self.home
        with contextlib.closing(sqlite3.connect(
                f"file:{folder}/current/store.db?mode=ro", uri=True)) as store:
            return store.execute(question).fetchone()[0]

    def metrics(self, service):
        text = self.http("GET", f"/metrics?service={service}")[2]
        text = text.decode() if isinstance(text, bytes) else text
        return dict(line.rsplit(" ", 1) for line in text.splitlines()
                    if not line.startswith("#"))

    def pids(self):
        return [process.pid for process in self.processes.values()]


def make_project(hub):
    """A published project, by the way that every project takes; its id."""
    hub.offset_ms = -DAYS_BACK * flow.DAY_MS
    hub.advance()
    hub.start()
    hub.wait_ready()
    story = stories.Story(hub)
    fund = story.open_fund(100000000)
    round_id, _, award = story.propose(fund, HOME, 5000000)
    story.wait_award(award, HOME, "reserved")
    story.pass_notice(round_id, award, HOME)
    story.sign(award, HOME)
    hub.advance(ms=-hub.offset_ms)
    items = hub.http("GET", f"/v1/hubs/{HOME}/projects")[2]["items"]
    story.close()
    hub.stop()
    return items[0]["project"]


class Gateway:
    """The gateway alone, with a worker that only echoes."""

    PAYLOAD = {"bytes": b"x" * 189}  # 200 bytes, packed

    def __init__(self, machine):
        folder = machine.new_folder("hop")
        self.machine, self.endpoint = machine, f"ipc://{folder}/clients"
        self.workers = f"ipc://{folder}/workers"
        self.targets = folder / "targets"
        self.targets.write_text(
            f"{HOME} {msgpack.packb(self.PAYLOAD).hex()}\n")
        self.folder = folder

    def start(self):
        self.machine.start(
            [self.machine.program("gateway")],
            env=dict(os.environ, CW_DATA=str(self.folder), CW_LOG="info",
                     CW_HOME_HUB=HOME, CW_HTTP_PORT=str(free_port()),
                     CW_CLIENTS_ENDPOINT=self.endpoint,
                     CW_WORKERS_ENDPOINT=self.workers))
        self._start_echo()

    def start_bare(self):
        """Instead of the gateway, what can be least."""
        self.machine.start([self.machine.program("forward"),
                            f"clients={self.endpoint}",
                            f"workers={self.workers}"])
        self._start_echo()

    def _start_echo(self):
        self.machine.start([self.machine.program("echo"),
                            f"endpoint={self.workers}"])
        wait_for(self._answers, "the echo")

    def _answers(self):
        try:
            return self.load(1, 0.01)["count"] > 0
        except (RuntimeError, subprocess.TimeoutExpired):
            return False

    def load(self, window, seconds):
        return self.machine.run_json(
            self.machine.program("load"), f"endpoint={self.endpoint}",
            "op=notification.list_templates", f"targets={self.targets}",
            f"window={window}", f"seconds={seconds}")
