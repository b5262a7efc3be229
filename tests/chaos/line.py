"""The scene `line`: a street on a machine of its own, and what may happen to
the line to its district; now and then to the machines, too."""
import random

from hub import SERVICES, wait_for
from story import DISTRICT
from tree import Instance, StoryAt

from checks import alarms
from nemesis import Nemesis
from network import CALM, CUT, Net, Weather, Wire, obstacle
from workload import STREET

PORT = 5557
ADDRESSES = "10.77.0.1", "10.77.0.2"


class Machine(Instance):
    """One in a network of its own: what runs on it lives there."""

    def __init__(self, net, *hubs, home):
        self.net = net
        self.at = f"tcp://{net.address}:{PORT}"
        super().__init__(*hubs, home=home,
                         environment={"CW_LINKS_ENDPOINT": self.at})

    def start(self, *names, environment=None):
        with self.net.inside():
            super().start(*names, environment=environment)

    def run(self, program, *arguments, check=True, errors=False):
        with self.net.inside():
            return super().run(program, *arguments, check=check, errors=errors)

    def http(self, *arguments, **more):
        with self.net.inside():
            return super().http(*arguments, **more)

    def join(self, parent):
        self.run("cw", "hub", "enrol", parent.run(
            "cw", "hub", "invite", self.home, "--at", parent.at,
            errors=True).stdout.strip())
        wait_for(self.is_joined, 60, f"the link of {self.home}")


class Line:
    longest_s = 6  # a neighbour is offline after three

    def __init__(self, chance, shim, only):
        self.chance, self.only, self.deeds = chance, only, []
        self.nets = [Net(*ADDRESSES), Net(*reversed(ADDRESSES))]
        self.wire = Wire(*self.nets, random.Random(chance.random()))
        self.district = Machine(self.nets[0], home=DISTRICT)
        self.street = Machine(self.nets[1], home=STREET)
        self.machines, self.stories = [self.district, self.street], {}
        self.nemeses = [Nemesis(machine, chance, shim)
                        for machine in self.machines]

    obstacle = staticmethod(obstacle)

    def start(self):
        for machine in self.machines:
            machine.start()
        for machine in self.machines:
            machine.wait_ready(120)
        self.street.join(self.district)
        self.stories = {machine.home: StoryAt(machine)
                        for machine in self.machines}

    # -- what goes wrong ------------------------------------------------------

    def strike(self, _):
        name = self.only or self.chance.choice(
            ["cut", "deafen", "storm", "storm", "unplug", "strike_machine"])
        self.deeds.append(name)
        getattr(self, name)()

    def cut(self):
        self.wire.turn(CUT)

    def deafen(self):
        """What one says is not heard; what it is told is."""
        self.wire.turn(*self.chance.choice([(CUT, CALM), (CALM, CUT)]))

    def unplug(self):
        self.chance.choice(self.nets).unplug()

    def storm(self):
        there, back = self.weather(), self.weather()
        self.deeds[-1] += f" ({there}; {back})"
        self.wire.turn(there, back)

    def weather(self):
        return Weather(self.chance.choice([0, 0.01, 0.05, 0.2]),
                       self.chance.choice([0, 0.05]),
                       self.chance.choice([0, 0.02, 0.2]),
                       self.chance.choice([0, 0.02, 0.2]))

    def strike_machine(self):
        """In bad weather."""
        self.storm()
        nemesis = self.chance.choice(self.nemeses)
        nemesis.strike()
        self.deeds[-1] += f", {nemesis.hub.home}: {nemesis.deeds[-1]}"

    def relent(self, _):
        self.wire.turn(CALM)
        for net in self.nets:
            net.plug_in()
        for nemesis in self.nemeses:
            nemesis.raise_the_dead()

    def make_peace(self):
        for nemesis in self.nemeses:
            nemesis.make_peace()
        wait_for(self.is_joined, 60, "the link")

    def is_joined(self):
        return (self.street.is_joined() and
                self.district.neighbours().get(STREET) == "up")

    # -- afterwards -----------------------------------------------------------

    def faults(self):
        return alarms(self.machines, "two_stores", "diverged")

    def places(self):
        """Of each hub the machine that has it."""
        return {machine.home: machine for machine in self.machines}

    def stop(self):
        for machine in self.machines:
            machine.stop()

    def close(self):
        for story in self.stories.values():
            story.close()
        for machine in self.machines:
            machine.close()
        self.wire.close()
        for net in self.nets:
            net.close()
