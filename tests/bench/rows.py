"""What is measured: stages of things that run side by side, and the rows that
compare two of them, round by round."""
import contextlib
import dataclasses
import json
import os
import subprocess
import time
import urllib.request
import uuid
from typing import Callable

import ours
import peers
from machine import Machine, Missing, memory_mib, tree_of, wait_for


@dataclasses.dataclass
class Setting:
    machine: Machine
    seconds: float  # of each single measurement
    is_quick: bool
    modules: object  # the folder of npm's


def per_second(ours_, peer):
    return ours_["per_s"] / peer["per_s"]


def faster(what):
    """Times: less is better."""
    return lambda ours_, peer: peer[what] / ours_[what]


@dataclasses.dataclass
class Row:
    name: str
    goal: float | None  # None: told, not judged
    ours: str           # a party of the stage
    peer: str | tuple   # several: the best of them in that round
    text: str
    unit: str = "per_s"  # what the table shows of each
    ratio: Callable = per_second


class Stage:
    """Things that are up at the same time; parties() says what can be asked."""

    rows: list = []

    def __init__(self, setting):
        self.setting, self.machine = setting, setting.machine
        self.seconds = setting.seconds
        self.hub = None

    def open(self):
        pass

    def close(self):
        if self.hub:
            self.hub.close()

    def measure(self, party):
        name, *arguments = party.split(":")
        return getattr(self, name)(*arguments)


class Gifts(Stage):
    rows = [
        Row("gift_vs_postgres_call", 7, "ours:64", "postgres_call:64",
            "gifts at 64 in flight, over one prepared function call"),
        Row("gift_vs_postgres_tx", 12, "ours:64", "postgres_tx:64",
            "... over the same rows as statements in a transaction"),
        Row("gift_vs_postgres_best", 8, "ours:256",
            ("postgres_call:1", "postgres_call:16", "postgres_call:64",
             "postgres_call:256"),
            "gifts at 256 in flight, over its best of 1, 16, 64, 256 clients"),
        Row("gift_p99", 6, "ours:64", "postgres_call:64",
            "the slowest of a hundred at 64 in flight", "p99_us",
            faster("p99_us")),
        Row("gift_open_p99", None, "ours_open", "postgres_open",
            "the same with requests that do not wait for each other, at half "
            "of PostgreSQL's rate", "p99_us", faster("p99_us")),
        Row("gift_hot_fund", 25, "ours_hot:64", "postgres_hot:64",
            "all gifts to one fund"),
        Row("gift_of_limit_64", 0.65, "ours:64", "limit:64",
            "the same statements on SQLite alone, in batches as they came"),
        Row("gift_of_limit_256", 0.80, "ours:256", "limit:256",
            "... at 256 in flight"),
        Row("gift_of_full_limit_64", None, "ours:64", "full_limit:64",
            "... in batches of 64, which no window of 64 can give"),
        Row("gift_of_full_limit_256", None, "ours:256", "full_limit:256",
            "... in batches of 256"),
        Row("gift_vs_redis_64", 1.0, "ours:64", "redis:64",
            "a gift over Redis SET, appendfsync always"),
        Row("gift_vs_redis_256", 1.5, "ours:256", "redis:256",
            "... at 256"),
        Row("gift_http_vs_fastify_pg", 6, "http:64", "fastify:64",
            "POST of a keyed gift, 64 connections"),
        Row("gift_latency_1", 1.4, "http:1", "fastify:1",
            "one in flight over HTTP, half of them faster", "p50_us",
            faster("p50_us")),
    ]

    def __init__(self, setting):
        super().__init__(setting)
        self.fastify_server = self.redis_server = self.postgres = None
        self.plain = None
        self.batch, self.rates = {}, {}

    def open(self):
        self.hub = ours.Hub(self.machine)
        self.hub.start_now()
        people = ours.flow.People(self.hub)
        self.funds = self.hub.open_funds(people, ours.HOME, peers.FUNDS)
        people.client.close()
        self.all = self.hub.gifts("all", [(ours.HOME, f) for f in self.funds])
        self.one = self.hub.gifts("one", [(ours.HOME, self.funds[0])])
        self.bodies = self.hub.gift_bodies("bodies", self.funds)
        self.hub.give(self.all, window=256, count=peers.GIFTS)

    def close(self):
        super().close()
        if self.plain:
            with contextlib.suppress(BrokenPipeError):  # it said why and ended
                self.plain.stdin.close()
            self.plain.wait(30)

    # -- ours

    def ours(self, window):
        before = self._batches()
        result = self.hub.give(self.all, window=window, seconds=self.seconds)
        sum_, count = (b - a for a, b in zip(before, self._batches()))
        self.batch[window] = max(1, round(sum_ / max(count, 1)))
        return result | {"batch": self.batch[window]}

    def _batches(self):
        found = self.hub.metrics("fundraising")
        label = '{service="fundraising"}'
        return [float(found[f"commonweal_batch_commands_{what}{label}"])
                for what in ("sum", "count")]

    def _half(self):
        """Half of what PostgreSQL did at 64 in this round."""
        return max(50, round(self.rates.get("64", 500) / 2))

    def ours_open(self):
        return self.hub.give(self.all, rate=self._half(), seconds=self.seconds)

    def ours_hot(self, window):
        return self.hub.give(self.one, window=window, seconds=self.seconds)

    def http(self, connections):
        return peers.wrk(self.machine, f"http://127.0.0.1:{self.hub.port}",
                         connections, self.seconds, "gift.lua",
                         BODIES=self.bodies,
                         GIFT_PATH=f"/v1/hubs/{ours.HOME}/gifts")

    # -- the limit

    def limit(self, window):
        """In batches as large as ours were in this round."""
        return self._limit(self.batch.get(window, int(window) // 2))

    def full_limit(self, window):
        return self._limit(window)

    def _limit(self, batch):
        if not self.plain:
            self.plain = self.machine.start(
                [self.machine.program("limit_gift"), f"funds={peers.FUNDS}",
                 f"gifts={peers.GIFTS}"], stdin=subprocess.PIPE,
                stdout=subprocess.PIPE, text=True,
                env=dict(os.environ, TMPDIR=str(self.machine.folder)))
            self._expect("ready")
        self.plain.stdin.write(f"{batch} {self.seconds}\n")
        self.plain.stdin.flush()
        return json.loads(self._expect("{")) | {"batch": int(batch)}

    def _expect(self, start):
        line = self.plain.stdout.readline()
        if not line.startswith(start):
            raise RuntimeError(f"limit_gift: {line}")
        return line

    # -- peers

    def _postgres(self):
        if not self.postgres:
            self.postgres = peers.Postgres(self.machine)
            self.postgres.start()
            self.postgres.wait_ready()
            self.postgres.fill("gift.sql", funds=peers.FUNDS,
                               gifts=peers.GIFTS)
        return self.postgres

    def postgres_call(self, clients):
        result = self._postgres().load("gift_call.sql", int(clients),
                                       self.seconds, funds=peers.FUNDS)
        self.rates[clients] = result["per_s"]
        return result

    def postgres_open(self):
        return self._postgres().load("gift_call.sql", 64, self.seconds,
                                     rate=self._half(), funds=peers.FUNDS)

    def postgres_hot(self, clients):
        return self._postgres().load("gift_call.sql", int(clients),
                                     self.seconds, funds=1)

    def postgres_tx(self, clients):
        return self._postgres().load("gift_tx.sql", int(clients),
                                     self.seconds, funds=peers.FUNDS)

    def redis(self, clients):
        if not self.redis_server:
            self.redis_server = peers.Redis(self.machine)
        return self.redis_server.load(int(clients), self.seconds)

    def fastify(self, connections):
        if not self.fastify_server:
            self.fastify_server = peers.Fastify(
                self.machine, self.setting.modules, "gifts.js", 2,
                PGHOST=self._postgres().folder)
            self.fastify_server.wait_ready()
            self.fastify_bodies = self.hub.files / "fastify"
            self.fastify_bodies.write_text("".join(
                json.dumps(dict(ours.GIFT, fund=n)) + "\n"
                for n in range(1, peers.FUNDS + 1)))
        return peers.wrk(self.machine, self.fastify_server.url, connections,
                         self.seconds, "gift.lua", BODIES=self.fastify_bodies,
                         GIFT_PATH="/gifts")


class Reads(Stage):
    rows = [
        Row("read_http_vs_fastify_sqlite", 3, "http:64", "fastify:64",
            "GET of a project's page by id, 64 connections"),
        Row("read_http_of_nginx", 0.6, "http:64", "nginx:64",
            "... over nginx serving the same bytes as a file"),
        Row("read_zmq_vs_postgres", 2, "zmq:64", "postgres:64",
            "the same read over ZeroMQ, over pgbench's select, 64 in flight"),
    ]

    def open(self):
        self.hub = ours.Hub(self.machine)
        self.project = ours.make_project(self.hub)
        self.hub.start_now()
        self.path = f"/v1/hubs/{ours.HOME}/projects/{self.project}"
        self.page = json.dumps(self.hub.http("GET", self.path)[2],
                               ensure_ascii=False, separators=(",", ":"))
        self.targets = self.hub.targets(
            "project", [(ours.HOME, {"project": uuid.UUID(self.project).bytes})])
        self.servers = {}

    def _server(self, name, make):
        if name not in self.servers:
            self.servers[name] = make()
        return self.servers[name]

    def http(self, connections):
        return peers.wrk(
            self.machine, f"http://127.0.0.1:{self.hub.port}{self.path}",
            connections, self.seconds)

    def zmq(self, window):
        return self.hub.load("grants.get_project", self.targets, window=window,
                             seconds=self.seconds)

    def _fastify(self):
        page = self.hub.files / "page.json"
        page.write_text(self.page)
        server = peers.Fastify(self.machine, self.setting.modules,
                               "projects.js", 1, PAGE=page,
                               DATABASE=self.hub.files / "projects.db")
        server.wait_ready()
        return server

    def fastify(self, connections):
        server = self._server("fastify", self._fastify)
        return peers.wrk(self.machine, f"{server.url}/projects/{self.project}",
                         connections, self.seconds)

    def nginx(self, connections):
        server = self._server(
            "nginx", lambda: peers.Nginx(self.machine, self.page))
        return peers.wrk(self.machine, server.url, connections, self.seconds)

    def _postgres(self):
        postgres = peers.Postgres(self.machine)
        postgres.start()
        postgres.wait_ready()
        postgres.fill("project.sql")
        return postgres

    def postgres(self, clients):
        return self._server("postgres", self._postgres).load(
            "project_read.sql", int(clients), self.seconds)


class Hops(Stage):
    rows = [
        Row("hop_vs_nats_1", 1.1, "ours:1", "nats:1",
            "request and reply of 200 bytes over nats-server, one in flight"),
        Row("hop_vs_nats_64", 1.5, "ours:64", "nats:64", "... 64 in flight"),
        Row("hop_vs_nats_256", 1.5, "ours:256", "nats:256",
            "... 256 in flight"),
        Row("hop_of_limit", 0.8, "ours:256", "bare:256",
            "... over a bare ROUTER-ROUTER forwarder of the same frames"),
    ]

    def open(self):
        self.gateway = ours.Gateway(self.machine)
        self.gateway.start()
        self.forwarder = ours.Gateway(self.machine)
        self.forwarder.start_bare()
        self.server = None

    def ours(self, window):
        return self.gateway.load(window, self.seconds)

    def bare(self, window):
        return self.forwarder.load(window, self.seconds)

    def nats(self, window):
        if not self.server:
            self.server = peers.Nats(self.machine)
        return self.server.load(window, self.seconds)


class Shards(Stage):
    rows = [
        Row("shards_13", 0.7, "all_hubs", "one_hub",
            "gifts over 13 hubs in one instance, relative to one hub"),
    ]

    def open(self):
        self.hub = ours.Hub(self.machine, *ours.BRANCHES)
        self.hub.start_now()
        people = ours.flow.People(self.hub)
        funds = [(at, fund) for at in (ours.HOME, *ours.BRANCHES)
                 for fund in self.hub.open_funds(people, at, 77)]
        people.client.close()
        self.all = self.hub.gifts("all", sorted(funds, key=lambda f: f[1][-4:]))
        self.one = self.hub.gifts("one", [f for f in funds if f[0] == ours.HOME])
        for targets in (self.all, self.one):
            self.hub.give(targets, window=64, count=5000)

    def all_hubs(self):
        return self.hub.give(self.all, window=64, seconds=self.seconds)

    def one_hub(self):
        return self.hub.give(self.one, window=64, seconds=self.seconds)


class Parts(Stage):
    """Inside one process: what does not depend on disk or network."""

    rows = [
        Row("chain_cost", 0.9, "gift", "gift_unchained",
            "a gift's CPU without the hashes of the chain, over with",
            "us", faster("us")),
        Row("codec", 2, "our_codec", "msgpack_c",
            "decode and encode of a gift, over msgpack-c's unpack and pack",
            "us", faster("us")),
    ]

    def open(self):
        self.found = {}

    def gift(self):
        lines = self.machine.run(self.machine.program("give_bench"),
                                 "10240").splitlines()
        self.found = next(found for found in map(json.loads, lines)
                          if found["batch"] == 64)
        return {"us": self.found["gift_us"]}

    def gift_unchained(self):
        return {"us": self.found["gift_us"] - self.found["chain_us"]}

    def our_codec(self):
        self.found = json.loads(
            self.machine.run(self.machine.program("codec_bench")))
        return {"us": (self.found["decode"] + self.found["encode"]) / 1000}

    def msgpack_c(self):
        return {"us": (self.found["unpack_msgpack_c"] +
                       self.found["pack_msgpack_c"]) / 1000}


class Idle(Stage):
    rows = [
        Row("idle_memory", 3, "ours", "pair",
            "five processes with 13 empty hubs, over Fastify and PostgreSQL",
            "mib", faster("mib")),
        Row("start", 2, "ours", "pair", "... from nothing to the first answer",
            "ready_s", faster("ready_s")),
    ]

    def open(self):
        self.hub = ours.Hub(self.machine, *ours.BRANCHES)
        self.hub.environment.pop("CW_CLOCK_FILE")
        self.postgres = peers.Postgres(self.machine)

    def ours(self):
        start = time.monotonic()
        process = self.machine.start([self.machine.program("cw"), "up"],
                                     env=self.hub.environment)
        try:
            wait_for(self.hub.is_ready, "the hub", pause_s=0.002)
            ready_s = time.monotonic() - start
            time.sleep(1)  # what begins with the first second is over
            return {"ready_s": ready_s,
                    "mib": memory_mib(tree_of(process.pid)[1:])}
        finally:
            self.machine.stop(process)

    def pair(self):
        start = time.monotonic()
        self.postgres.start()
        fastify = peers.Fastify(self.machine, self.setting.modules, "gifts.js",
                                1, PGHOST=self.postgres.folder)
        try:
            wait_for(lambda: self._answers(fastify), "the pair", pause_s=0.002)
            ready_s = time.monotonic() - start
            time.sleep(1)
            return {"ready_s": ready_s, "mib": memory_mib(
                tree_of(fastify.process.pid) +
                tree_of(self.postgres.process.pid))}
        finally:
            fastify.stop()
            self.postgres.stop()

    @staticmethod
    def _answers(server):
        with contextlib.suppress(OSError):
            with urllib.request.urlopen(server.url + "/ready") as answer:
                return answer.status == 200
        return False


class Follow(Stage):
    rows = [
        Row("follow_rate", 2, "catching_up", "giving",
            "events a follower applies in a second, over gifts taken in one"),
    ]
    FOLLOWER = "notification"

    def open(self):
        self.hub = ours.Hub(self.machine)
        self.hub.start_now()
        people = ours.flow.People(self.hub)
        funds = self.hub.open_funds(people, ours.HOME, 100)
        people.client.close()
        self.all = self.hub.gifts("all", [(ours.HOME, f) for f in funds])
        self.given = None

    def _behind(self):
        """How many of fundraising's events it has not applied."""
        head = self.hub.read_store(
            "fundraising", "SELECT coalesce(max(seq), 0) FROM event")
        return head - self.hub.read_store(
            self.FOLLOWER, "SELECT coalesce(max(seq), 0) FROM cursor"
            " WHERE source LIKE 'fundraising%'")

    def catching_up(self):
        """The gifts came while the follower was away."""
        self.hub.kill(self.FOLLOWER)
        self.given = self.hub.give(self.all, window=64,
                                   seconds=max(2, self.seconds))
        behind = self._behind()
        self.hub.start(self.FOLLOWER)
        wait_for(lambda: self._behind() < behind, "the follower", 60, 0.002)
        start, left = time.monotonic(), self._behind()
        wait_for(lambda: self._behind() == 0, "the follower", 120, 0.002)
        return {"per_s": left / (time.monotonic() - start)}

    def giving(self):
        return self.given


class Curve(Stage):
    rows = [
        Row("curve_cost", 0.85, "curve", "plain",
            "gifts at 64 over tcp:// with CURVE on both links, over ipc://"),
    ]

    def __init__(self, setting):
        super().__init__(setting)
        self.hubs = []

    def open(self):
        self.hubs = [self._make(False), self._make(True)]

    def _make(self, has_curve):
        hub = ours.Hub(self.machine)
        hub.start_now()
        people = ours.flow.People(hub)
        funds = hub.open_funds(people, ours.HOME, peers.FUNDS)
        people.client.close()
        hub.all = hub.gifts("all", [(ours.HOME, fund) for fund in funds])
        if has_curve:
            hub.stop()
            hub.use_tcp()
            hub.start_now()
        hub.give(hub.all, window=64, count=5000)
        return hub

    def close(self):
        for hub in self.hubs:
            hub.close()

    def plain(self):
        return self.hubs[0].give(self.hubs[0].all, window=64,
                                 seconds=self.seconds)

    def curve(self):
        return self.hubs[1].give(self.hubs[1].all, window=64,
                                 seconds=self.seconds)


class Growth(Stage):
    rows = [
        Row("growth_gift", 0.95, "gift:large", "gift:small",
            "gifts at 64 with 5 000 000 in the store, relative to 100 000"),
        Row("growth_read", 0.95, "read:large", "read:small",
            "a gift by id at 64, the same"),
        Row("growth_rollup", 0.9, "rollup:large", "rollup:small",
            "what a fund raised by channel, at 64, the same"),
    ]
    SIZES = {"small": 100000, "large": 5000000}

    def __init__(self, setting):
        super().__init__(setting)
        self.hubs = {}

    def open(self):
        if self.setting.is_quick:
            raise Missing("five million gifts take minutes: not with --quick")
        for name, size in self.SIZES.items():
            self.hubs[name] = self._make(size)

    def _make(self, size):
        hub = ours.Hub(self.machine)
        hub.start_now()
        hub.people = ours.flow.People(hub)
        funds = hub.open_funds(hub.people, ours.HOME, peers.FUNDS)
        hub.all = hub.gifts("all", [(ours.HOME, fund) for fund in funds])
        hub.rollups = hub.targets("funds", [(ours.HOME, {"fund": fund})
                                            for fund in funds])
        hub.give(hub.all, window=256, count=size)
        hub.reads = hub.targets("gifts", [
            (ours.HOME, {"gift": gift}) for gift in self._some_gifts(hub)])
        return hub

    @staticmethod
    def _some_gifts(hub):
        client, found, cursor = hub.client(), [], None
        for _ in range(20):
            page = client.call(
                "fundraising.list_gifts", ours.HOME,
                {"limit": 200} | ({"cursor": cursor} if cursor else {}),
                token=hub.people.token("finance"))
            found += [item["gift_id"] for item in page["items"]]
            cursor = page.get("next_cursor")
        client.close()
        return found

    def close(self):
        for hub in self.hubs.values():
            hub.people.client.close()
            hub.close()

    def gift(self, size):
        return self.hubs[size].give(self.hubs[size].all, window=64,
                                    seconds=self.seconds)

    def read(self, size):
        hub = self.hubs[size]
        return hub.load("fundraising.get_gift", hub.reads, window=64,
                        seconds=self.seconds,
                        token=hub.people.token("finance"))

    def rollup(self, size):
        hub = self.hubs[size]
        return hub.load("fundraising.get_fund", hub.rollups, window=64,
                        seconds=self.seconds)


STAGES = [Gifts, Reads, Hops, Shards, Follow, Parts, Idle, Curve, Growth]
