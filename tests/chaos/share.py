"""The scene `share`: the district and its street on one machine, several
processes of each service, which hand their hubs to each other."""
import signal

from hub import SERVICES, wait_for

from checks import alarms
from folder import Folder
from nemesis import Nemesis
from workload import STREET

SECONDS = [f"{service}/2" for service in SERVICES]


class Sharing(Nemesis):
    """Any of them may have the hub that is meant, or none."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.services, self.paused = [*SERVICES, *SECONDS], []

    def possible(self):
        return [deed for deed in super().possible() if deed != self.back_up]

    def pause(self, service):
        """Until all this is over: what it has nobody takes from it."""
        self.paused.append(self.hub.processes[service])
        self.paused[-1].send_signal(signal.SIGSTOP)

    def raise_the_dead(self, but=None):
        while self.paused:
            self.paused.pop().send_signal(signal.SIGCONT)
        super().raise_the_dead(but)


class Share(Folder):
    longest_s = 4

    def __init__(self, chance, shim, only):
        super().__init__(chance, shim, only)
        self.nemesis = Sharing(self.hub, chance, shim, only)
        self.deeds = self.nemesis.deeds

    def start(self):
        super().start()
        self.hub.start(*SECONDS)
        wait_for(self.is_shared, 120, "two of each service to share the hubs")

    def is_shared(self):
        """Each has one of the two hubs."""
        shards = self.stories[STREET].ask(
            "gateway.list_shards", "supervisor", limit=200)["items"]
        owners = {(shard["service"], shard["instance"]) for shard in shards
                  if shard["has_owner"]}
        return len(owners) == 2 * len(SERVICES)

    def faults(self):
        return alarms([self.hub], "two_stores")
