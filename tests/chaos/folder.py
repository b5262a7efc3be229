"""The scene `folder`: a district and a street that it hosts, on one machine."""
from hub import Hub
from story import DISTRICT, Story

from nemesis import Nemesis
from workload import STREET


class Folder:
    longest_s = 0.6

    def __init__(self, chance, shim, only):
        self.chance, self.hub = chance, Hub(STREET)
        self.machines, self.stories = [self.hub], {}
        self.nemesis = Nemesis(self.hub, chance, shim, only)
        self.deeds = self.nemesis.deeds

    @staticmethod
    def obstacle():
        return None

    def start(self):
        self.hub.start()
        self.hub.wait_ready(120)
        self.stories = dict.fromkeys((DISTRICT, STREET), Story(self.hub))

    def strike(self, _):
        self.nemesis.strike()

    def relent(self, _):
        self.nemesis.raise_the_dead()

    def make_peace(self):
        self.nemesis.make_peace()

    @staticmethod
    def faults():
        return []

    def places(self):
        """Of each hub the machine that has it."""
        return dict.fromkeys((DISTRICT, STREET), self.hub)

    def stop(self):
        self.hub.stop()

    def close(self):
        for story in set(self.stories.values()):
            story.close()
        self.hub.close()
