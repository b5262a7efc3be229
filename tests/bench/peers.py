"""What people would otherwise pick, each as it is best used for this work."""
import json
import os
import pwd
import re
import shutil
import signal
import subprocess

from machine import (HERE, Missing, find_program, free_port, is_listening,
                     wait_for)

PEERS = HERE / "peers"
FUNDS = 1000
GIFTS = 100000  # in the store before anything is measured
POSTGRES = "/usr/lib/postgresql/15/bin"


def percentile(values, percent):
    values = sorted(values)
    return values[min(len(values) - 1, int(len(values) * percent / 100))]


class Postgres:
    """A cluster of its own, on a UNIX socket, which it never leaves."""

    SETTINGS = {"listen_addresses": "''", "shared_buffers": "1GB",
                "max_connections": "400", "synchronous_commit": "on",
                "max_wal_size": "8GB", "checkpoint_timeout": "30min",
                "logging_collector": "off"}

    def __init__(self, machine):
        self.machine = machine
        self.folder = machine.new_folder("postgres")
        self.data = self.folder / "data"
        self.process = None
        self.as_user = self._other_user()
        self._run("initdb", "-D", self.data, "-U", "bench", "-A", "trust",
                  "-E", "UTF8", "--locale=C")

    def _other_user(self):
        """It refuses to run as root."""
        if os.geteuid() != 0:
            return {}
        try:
            user = pwd.getpwnam("postgres")
        except KeyError as error:
            raise Missing("there is no user postgres") from error
        os.chown(self.folder, user.pw_uid, user.pw_gid)
        return {"user": user.pw_uid, "group": user.pw_gid,
                "extra_groups": []}

    def _run(self, name, *arguments, patience_s=300):
        return self.machine.run(find_program(name, POSTGRES), *arguments,
                                patience_s=patience_s, cwd=self.folder,
                                **self.as_user)

    def start(self):
        command = [find_program("postgres", POSTGRES), "-D", self.data,
                   "-k", self.folder]
        for name, value in self.SETTINGS.items():
            command += ["-c", f"{name}={value.strip(chr(39))}"]
        self.process = self.machine.start(command, cwd=self.folder,
                                          **self.as_user)

    def is_ready(self):
        return subprocess.run(
            [find_program("pg_isready", POSTGRES), "-q", "-h", self.folder],
            check=False).returncode == 0

    def wait_ready(self):
        wait_for(self.is_ready, "PostgreSQL")

    def fill(self, *files, **variables):
        for file in files:
            command = ["psql", "-q", "-h", self.folder, "-U", "bench", "-d",
                       "postgres", "-v", "ON_ERROR_STOP=1", "-f", PEERS / file]
            for name, value in variables.items():
                command += ["-v", f"{name}={value}"]
            self._run(*command)

    def stop(self):
        if self.process:
            self.machine.stop(self.process, signal.SIGINT)
        self.process = None

    def load(self, script, clients, seconds, rate=0, **variables):
        """pgbench; its log has the time of each, from when it was due. The
        time it takes to connect is part of its seconds, not of its rate."""
        log = self.folder / "log"
        shutil.rmtree(log, ignore_errors=True)
        log.mkdir()
        os.chmod(log, 0o777)
        options = [f"-D{name}={value}" for name, value in variables.items()]
        if rate:
            options += ["-R", rate]
        text = self._run(
            "pgbench", "-n", "-M", "prepared", "-c", clients, "-j",
            min(clients, 2), "-T", round(max(1, seconds) + clients / 64),
            "-f",
            PEERS / script, "-l", f"--log-prefix={log}/t", "-h", self.folder,
            "-U", "bench", *options, "postgres")
        times = [int(line.split()[2]) for file in log.iterdir()
                 for line in open(file)]
        rate = re.search(r"tps = ([\d.]+) \(without", text)
        if not rate or not times or "failed transactions: 0 " not in text:
            raise RuntimeError(text)
        return {"per_s": float(rate.group(1)),
                "p50_us": percentile(times, 50),
                "p99_us": percentile(times, 99)}


class Redis:
    """SET of 200 bytes, on disk before it is answered."""

    def __init__(self, machine):
        self.port = free_port()
        machine.start([find_program("redis-server"), "--port", self.port,
                       "--bind", "127.0.0.1", "--save", "", "--appendonly",
                       "yes", "--appendfsync", "always", "--dir",
                       machine.new_folder("redis")])
        self.machine = machine
        wait_for(lambda: is_listening(self.port), "Redis")

    def load(self, clients, seconds):
        count = int(20000 * max(seconds, 0.5))
        text = self.machine.run(
            find_program("redis-benchmark"), "-p", self.port, "-c", clients,
            "-t", "set", "-d", "200", "-r", "100000000", "-n", count, "--csv")
        row = text.strip().splitlines()[-1].replace('"', "").split(",")
        return {"per_s": float(row[1]), "p50_us": float(row[4]) * 1000,
                "p99_us": float(row[6]) * 1000}


class Nats:
    def __init__(self, machine):
        self.machine, self.port = machine, free_port()
        machine.start([find_program("nats-server"), "-a", "127.0.0.1", "-p",
                       self.port])
        wait_for(lambda: is_listening(self.port), "nats-server")
        self.url = f"nats://127.0.0.1:{self.port}"
        responder = machine.start(
            [machine.program("nats_hop"), "serve", f"url={self.url}"],
            stdout=subprocess.PIPE)
        if responder.stdout.readline() != b"ready\n":
            raise RuntimeError("nats_hop does not serve")

    def load(self, window, seconds):
        return self.machine.run_json(
            self.machine.program("nats_hop"), "ask", f"url={self.url}",
            f"window={window}", f"seconds={seconds}")


class Nginx:
    """A file of the same bytes."""

    def __init__(self, machine, body):
        self.port, folder = free_port(), machine.new_folder("nginx")
        folder.chmod(0o755)
        (folder / "page.json").write_text(body)
        text = (PEERS / "nginx.conf").read_text()
        (folder / "nginx.conf").write_text(
            text.replace("PORT", str(self.port)).replace("FOLDER", str(folder)))
        machine.start([find_program("nginx"), "-p", folder, "-c",
                       folder / "nginx.conf", "-e", folder / "error.log"])
        wait_for(lambda: is_listening(self.port), "nginx")
        self.url = f"http://127.0.0.1:{self.port}/page.json"


class Fastify:
    """One of the servers in peers/, in so many processes."""

    def __init__(self, machine, modules, server, processes, **settings):
        self.port = free_port()
        self.process = machine.start(
            [find_program("node"), PEERS / server],
            env=dict(os.environ, NODE_PATH=str(modules), NODE_ENV="production",
                     PORT=str(self.port), PROCESSES=str(processes),
                     **{name: str(value) for name, value in settings.items()}))
        self.machine = machine
        self.url = f"http://127.0.0.1:{self.port}"

    def wait_ready(self):
        wait_for(lambda: is_listening(self.port), "Fastify")

    def stop(self):
        self.machine.stop(self.process)


def install_modules(folder):
    """Fastify, pg and better-sqlite3 from npm, once."""
    modules = folder / "node_modules"
    if not (modules / "better-sqlite3").exists():
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(PEERS / name, folder / name)
        print("installing Fastify, pg and better-sqlite3 ...", flush=True)
        done = subprocess.run([find_program("npm"), "ci", "--no-audit",
                               "--no-fund"], cwd=folder, check=False,
                              capture_output=True, text=True, timeout=900)
        if done.returncode:
            raise Missing("npm ci failed: " + done.stderr[-300:])
    return modules


def wrk(machine, url, connections, seconds, script=None, **settings):
    """Requests over HTTP, kept alive; a status from 300 on is a failure."""
    command = [find_program("wrk"), "-t1", f"-c{connections}",
               f"-d{max(1, round(seconds))}s", "--timeout", "10s", "-s",
               PEERS / (script or "get.lua"), url]
    text = machine.run(*command, env=dict(
        os.environ, **{name: str(value) for name, value in settings.items()}))
    result = json.loads(text.strip().splitlines()[-1])
    if result["failed"]:
        raise RuntimeError(f"wrk {url}: {result}")
    return result


__all__ = ["Fastify", "FUNDS", "GIFTS", "Nats", "Nginx", "Postgres", "Redis",
           "install_modules", "wrk"]
