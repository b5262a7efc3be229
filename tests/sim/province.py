#!/usr/bin/python3 -B
"""A province of a hundred districts, simulated with measured costs.

    tests/sim/province.py [--seed N]

Each district is one machine with two cores: a gateway, four services, an edge,
thirteen hubs. Requests come at random (Poisson), half of them for the district
itself; a process is a queue that takes all that waits; a batch has one part per
request, and one per hub that it changes, each of which commits for itself; a
process that wants to work waits for a core. What a request costs is in
costs.json (measure.py); what is assumed is below, and printed.
"""
import argparse
import heapq
import json
import pathlib
import random

COSTS = json.loads((pathlib.Path(__file__).parent / "costs.json").read_text())
DISTRICTS, HUBS, CORES = 100, 13, 2
EDGE_US = 60         # of a request: nginx, and HTTP at the gateway
HTTP_US = 120        # both assumed, above what was measured of bare ones
SYNC_US = 400        # of a commit; the core is counted as held meanwhile
PEOPLE = 450_000     # who live in a district, in the middle; the largest has ten
ACTIVE = 0.02        # of them, in a day
REQUESTS = 20        # of each, in a day
PEAK_HOUR = 0.15     # of a day
GIFTS = 0.05         # of all requests are commands
CAMPAIGN = 10        # times the usual, on the day of the great campaign
BATCH_MAX = 256
SECONDS = 10         # simulated, of the peak hour


def fixed_us(process):
    """Of a commit: what one gift alone costs more than one of sixty-four."""
    return max(COSTS["gift_alone"][process] - COSTS["gift"][process], 0)


FOLLOWERS = ("notification", "grants", "registry")


def silence(process):
    """Of a core: what a province whose hubs are all cut off spends on asking
    in vain, in the first minute."""
    return DISTRICTS * HUBS * COSTS["silent_hub"][process] / 1e6


class District:
    """One machine, by events: (time, what, request)."""

    def __init__(self, rate, seed):
        self.random = random.Random(seed)
        self.rate = rate
        self.events, self.order = [], 0
        self.queues = {"edge": [], "gateway": [], "fundraising": [],
                       "followers": []}
        self.busy, self.waiting, self.free = set(), [], CORES
        self.took = []
        self.worked = dict.fromkeys(self.queues, 0.0)

    def at(self, time, what, value):
        self.order += 1
        heapq.heappush(self.events, (time, self.order, what, value))

    def put(self, now, process, request):
        self.queues[process].append(request)
        self.wake(now, process)

    def wake(self, now, process):
        if process in self.busy or not self.queues[process]:
            return
        self.busy.add(process)
        if self.free:
            self.free -= 1
            self.begin(now, process)
        else:
            self.waiting.append(process)

    def begin(self, now, process):
        taken = self.queues[process][:BATCH_MAX]
        del self.queues[process][:BATCH_MAX]
        us = self.cost(process, taken)
        self.worked[process] += us
        self.at(now + us / 1e6, "done", (process, taken))

    def cost(self, process, taken):
        commands = sum(request["is_command"] for request in taken)
        changed = len({request["hub"] for request in taken
                       if request["is_command"]})
        reads = len(taken) - commands
        if process == "followers":
            return sum(changed * fixed_us(name)
                       + len(taken) * COSTS["gift"][name]
                       for name in FOLLOWERS)
        if process == "edge":
            return len(taken) * EDGE_US / 2
        us = (commands * COSTS["gift"][process] +
              reads * COSTS["read"][process])
        if process == "gateway":  # each request passes it twice
            return (fixed_us(process) + us + len(taken) * HTTP_US) / 2
        return us + changed * (fixed_us(process) + SYNC_US)

    ROUTE = ["edge", "gateway", "fundraising", "gateway", "edge"]

    def on_done(self, now, process, taken):
        self.busy.discard(process)
        self.free += 1
        for request in taken:
            if process != "followers":
                self.move_on(now, request)
        self.wake(now, process)
        while self.free and self.waiting:
            self.free -= 1
            self.begin(now, self.waiting.pop(0))

    def move_on(self, now, request):
        if self.ROUTE[request["step"]] == "fundraising" and \
                request["is_command"]:
            self.put(now, "followers", request)
        request["step"] += 1
        if request["step"] < len(self.ROUTE):
            self.put(now, self.ROUTE[request["step"]], request)
        else:
            self.took.append(now - request["came"])

    def hub(self):
        """The district itself, or one of its branches."""
        return (0 if self.random.random() < 0.5
                else self.random.randrange(1, HUBS))

    def run(self, seconds):
        self.at(self.random.expovariate(self.rate), "come", None)
        while self.events:
            now, _, what, value = heapq.heappop(self.events)
            if now > seconds:
                break
            if what == "done":
                self.on_done(now, *value)
                continue
            self.put(now, "edge", {
                "came": now, "step": 0, "hub": self.hub(),
                "is_command": self.random.random() < GIFTS})
            self.at(now + self.random.expovariate(self.rate), "come", None)
        return self

    def quantile(self, share):
        took = sorted(self.took) or [float("inf")]
        return took[min(int(len(took) * share), len(took) - 1)] * 1000

    def load(self, seconds):
        return sum(self.worked.values()) / 1e6 / seconds / CORES


def peak_rate(people):
    return people * ACTIVE * REQUESTS * PEAK_HOUR / 3600


def people_of(seed):
    """From a tenth to ten times the middle."""
    draw = random.Random(seed)
    return [min(max(PEOPLE * draw.lognormvariate(0, 0.8), PEOPLE / 10),
                PEOPLE * 10) for _ in range(DISTRICTS)]


def describe(name, rate, seed):
    district = District(rate, seed).run(SECONDS)
    print(f"{name:42} {rate:8.1f}/s {district.load(SECONDS):6.1%} "
          f"{district.quantile(.5):8.2f} {district.quantile(.99):8.2f} ms")
    return district


def find_limit(seed):
    """The rate at which a hundredth waits more than half a second."""
    low, high = 10, 20000
    while high - low > low / 20:
        middle = (low + high) / 2
        district = District(middle, seed).run(SECONDS)
        is_well = (district.quantile(.99) < 500 and
                   len(district.took) > middle * SECONDS * 0.9)
        low, high = (middle, high) if is_well else (low, middle)
    return low


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=7)
    seed = parser.parse_args().seed
    people = people_of(seed)
    print(f"{DISTRICTS} districts x {HUBS} hubs, {sum(people) / 1e6:.0f} million"
          f" people; {ACTIVE:.0%} active a day, {REQUESTS} requests each,"
          f" {GIFTS:.0%} of them commands, {PEAK_HOUR:.0%} in the peak hour")
    print(f"{'':42} {'requests':>10} {'cores':>6} {'p50':>8} {'p99':>8}")
    describe("a district in the middle, peak hour", peak_rate(PEOPLE), seed)
    describe("the same, campaign day", CAMPAIGN * peak_rate(PEOPLE), seed)
    describe("the largest, peak hour", peak_rate(max(people)), seed)
    describe("the largest, campaign day", CAMPAIGN * peak_rate(max(people)), seed)
    limit = find_limit(seed)
    full = describe("what two cores carry", limit, seed)
    print("  of one core each: " + ", ".join(
        f"{name} {us / 1e6 / SECONDS:.0%}" for name, us in full.worked.items()))
    rates = [CAMPAIGN * peak_rate(count) for count in people]
    worst = [District(rate, seed + i).run(SECONDS / 5).quantile(.99)
             for i, rate in enumerate(rates)]
    print(f"campaign day in all: {sum(rates):.0f} requests a second;"
          f" {sum(rate > limit for rate in rates)} of {DISTRICTS} districts"
          f" need more than two cores; the worst p99 is {max(worst):.0f} ms")
    events = sum(rates) * GIFTS
    apply_us = COSTS["gift"]["notification"]
    print(f"the province follows {events:.0f} events a second:"
          f" {events * apply_us / 1e6:.2f} of one core;"
          f" a district's 100000 events of a month cut off take"
          f" {100000 * apply_us / 1e6 / 60:.1f} minutes to apply")
    print(f"all cut off, its {DISTRICTS * HUBS} hubs cost it " + ", ".join(
        f"{silence(name):.1%} of a core in {name}"
        for name in ("gateway", "fundraising")))


if __name__ == "__main__":
    main()
