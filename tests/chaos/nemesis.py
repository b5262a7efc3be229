"""What happens to the processes while people work."""
import signal
import time

from hub import SERVICES

FAILPOINTS = ("before_commit", "after_commit", "before_reply", "before_apply")


class Nemesis:
    def __init__(self, hub, chance, shim=None, only=None):
        self.hub, self.chance, self.shim, self.only = hub, chance, shim, only
        self.deeds = []  # told when a run fails

    def strike(self):
        """One misfortune; undone when it returns, but for the dead, which are
        started again."""
        deed, service = self.choose()
        self.deeds.append(f"{deed.__name__} {service}")
        self.wait(0.02)  # answers are under way, or none is yet
        deed(service)

    def choose(self):
        if self.only:
            name, service = self.only.split()
            return getattr(self, name), service
        deeds = [self.kill, self.kill, self.die_at, self.pause, self.terminate,
                 self.kill_gateway, self.kill_two, self.jump]
        if self.shim:
            deeds += [self.lose_fsync, self.fill_disk]
        return self.chance.choice(deeds), self.chance.choice(SERVICES)

    def wait(self, longest):
        time.sleep(self.chance.uniform(0, longest))

    def kill(self, service):
        self.hub.kill(service)
        self.hub.start(service)

    def kill_gateway(self, _):
        self.hub.kill("gateway")
        self.wait(0.2)
        self.hub.start("gateway")

    def kill_two(self, service):
        other = self.chance.choice([s for s in SERVICES if s != service])
        self.hub.kill(service)
        self.hub.kill(other)
        self.hub.start(other)
        self.hub.start(service)

    def die_at(self, service):
        """At a named place, some passes after it has come up."""
        place = self.chance.choice(FAILPOINTS)
        passes = self.chance.randint(1, 40)
        self.deeds[-1] += f" {place}:{passes}"
        self.hub.kill(service)
        self.hub.start(service,
                       environment={"CW_FAILPOINT": f"{place}:{passes}"})

    def pause(self, service):
        process = self.hub.processes[service]
        process.send_signal(signal.SIGSTOP)
        self.wait(0.4)
        process.send_signal(signal.SIGCONT)

    def terminate(self, service):
        process = self.hub.processes.pop(service)
        process.send_signal(signal.SIGTERM)
        process.wait(20)
        self.hub.start(service)

    def jump(self, _):
        """The clocks of the machine are set forward, or back again."""
        self.hub.advance(ms=self.chance.choice([-60_000, 60_000, 3_600_000]))

    def with_trouble(self, service, what):
        self.hub.kill(service)
        folder = self.hub.data / f"trouble-{len(self.deeds)}"
        folder.mkdir()
        self.hub.start(service, environment={
            "LD_PRELOAD": str(self.shim), "TROUBLE": str(folder),
            "ASAN_OPTIONS": "verify_asan_link_order=0"})
        self.wait(0.5)
        (folder / what).touch()
        self.wait(0.5)
        (folder / what).unlink()

    def lose_fsync(self, service):
        self.with_trouble(service, "fsync")

    def fill_disk(self, service):
        self.with_trouble(service, "full")

    def raise_the_dead(self):
        """Who died of what was done to it."""
        for name in list(self.hub.processes):
            if self.hub.is_dead(name):
                self.hub.processes.pop(name)
                self.hub.start(name)

    def make_peace(self):
        """Everybody up, and nobody to die of a place any more."""
        for name in list(self.hub.processes):
            if name != "gateway":
                self.terminate(name)
        self.raise_the_dead()
        self.hub.wait_ready(120)
