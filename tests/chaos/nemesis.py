"""What happens to the processes while people work."""
import shutil
import signal
import subprocess
import time

from hub import BIN, SERVICES

FAILPOINTS = ("before_commit", "after_commit", "before_reply", "before_apply")


class Nemesis:
    def __init__(self, hub, chance, shim=None, only=None):
        self.hub, self.chance, self.shim, self.only = hub, chance, shim, only
        self.services, self.left = SERVICES, None
        self.deeds = []  # told when a run fails
        self.troubles = []  # files that go when it is over

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
        if self.left is None:  # each once, then as it comes
            possible = self.possible()
            self.left = self.chance.sample(possible, len(possible))
        deed = (self.left.pop() if self.left
                else self.chance.choice(self.possible()))
        return deed, self.chance.choice(self.services)

    def possible(self):
        deeds = [self.kill, self.kill, self.die_at, self.pause, self.terminate,
                 self.kill_gateway, self.kill_two, self.jump, self.back_up]
        if self.shim:
            deeds += [self.lose_fsync, self.fill_disk, self.use_up_disk,
                      self.die_in_checkpoint]
        return deeds

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
        other = self.chance.choice(
            [name for name in self.services if name != service])
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
        process.wait(60)
        self.hub.start(service)

    def jump(self, _):
        """The clocks of the machine are set forward, or back again."""
        self.hub.advance(ms=self.chance.choice([-60_000, 60_000, 3_600_000]))

    def start_in_trouble(self, service):
        """Its folder: what is wrong is said by files in it."""
        self.hub.kill(service)
        folder = self.hub.data / f"trouble-{len(self.deeds)}"
        folder.mkdir()
        self.hub.start(service, environment={
            "LD_PRELOAD": str(self.shim), "TROUBLE": str(folder),
            "ASAN_OPTIONS": "verify_asan_link_order=0"})
        self.wait(0.5)
        return folder

    def with_trouble(self, service, what):
        folder = self.start_in_trouble(service)
        (folder / what).touch()
        self.wait(0.5)
        (folder / what).unlink()

    def lose_fsync(self, service):
        self.with_trouble(service, "fsync")

    def fill_disk(self, service):
        self.with_trouble(service, "full")

    def use_up_disk(self, service):
        """What its stores write is refused, until all this is over."""
        trouble = self.start_in_trouble(service) / "room"
        trouble.touch()
        self.troubles.append(trouble)

    def die_in_checkpoint(self, service):
        """While pages move from the WAL into the database: it ends, and so
        all of them must."""
        folder = self.start_in_trouble(service)
        (folder / "checkpoint").write_text(str(self.chance.randint(1, 30)))
        process = self.hub.processes[service]
        process.send_signal(signal.SIGTERM)
        self.deeds[-1] += f" ({process.wait(60)})"
        self.hub.start(service)

    def back_up(self, service):
        """It dies in the midst of a backup."""
        self.hub.kill(service)
        self.hub.start(service, environment={"CW_FAILPOINT": "mid_backup:1"})
        folder, process = self.hub.data / f"backup-{len(self.deeds)}", None
        end = time.monotonic() + 120
        while not self.hub.is_dead(service):
            if time.monotonic() > end:
                raise TimeoutError(f"{service} takes no part in a backup")
            self.raise_the_dead(but=service)
            if not process or process.poll() is not None:
                process = subprocess.Popen(
                    [BIN / "cw", "backup", str(folder)],
                    env=self.hub.environment, stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL)
            time.sleep(0.02)
        self.raise_the_dead()
        process.wait(120)
        shutil.rmtree(folder, ignore_errors=True)

    def raise_the_dead(self, but=None):
        """Who died of what was done to it."""
        while self.troubles:
            self.troubles.pop().unlink(missing_ok=True)
        for name in list(self.hub.processes):
            if name != but and self.hub.is_dead(name):
                self.hub.processes.pop(name)
                self.hub.start(name)

    def make_peace(self):
        """Everybody up, and nobody to die of a place any more."""
        for name in list(self.hub.processes):
            if name != "gateway":
                self.terminate(name)
        self.raise_the_dead()
        self.hub.wait_ready(120)
