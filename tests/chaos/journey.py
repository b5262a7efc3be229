"""The scene `journey`: a street moves from its district's machine to one of its
own and back; there it burns, and is made again from an old backup."""
import contextlib
import pathlib
import random
import shutil
import tempfile
import threading

from hub import SERVICES, wait_for
from line import ADDRESSES, Machine
from network import CALM, CUT, Net, Wire, obstacle
from story import DISTRICT, Story

from checks import HUBS, alarms
from nemesis import Nemesis
from workload import STREET

KEPT = ("registry", "grants", "fundraising")
FIRST = ("move_out", "back_up", "burn_cut_off", "back_up", "burn", "move_back")


class Bare(Machine):
    """A machine on which there is no hub yet."""

    def create(self):
        pass


class Journey:
    longest_s = 2

    def __init__(self, chance, shim, only):
        self.chance, self.only, self.deeds = chance, only, []
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="cw-journey-"))
        self.nets = [Net(*ADDRESSES), Net(*reversed(ADDRESSES))]
        self.wire = Wire(*self.nets, random.Random(chance.random()))
        self.district = Machine(self.nets[0], STREET, home=DISTRICT)
        self.street = Bare(self.nets[1], home=STREET)
        self.machines, self.stories = [self.district, self.street], {}
        self.nemeses = {machine: Nemesis(machine, chance, shim)
                        for machine in self.machines}
        self.is_away, self.backup, self.desk = False, None, None
        self.missing = []  # what should have been listed as lost

    obstacle = staticmethod(obstacle)

    def start(self):
        self.district.start()
        self.district.wait_ready(120)
        self.stories = dict.fromkeys((DISTRICT, STREET), Story(self.district))

    # -- what happens ---------------------------------------------------------

    def strike(self, work):
        name = self.only or self.chance.choice(self.possible())
        self.deeds.append(name)
        getattr(self, name)(work)

    def possible(self):
        """Each once, in a short run, then as it comes."""
        if len(self.deeds) < len(FIRST):
            return [FIRST[len(self.deeds)]]
        if not self.is_away:
            return ["move_out", "move_out", "strike_machine"]
        if not self.backup:
            return ["back_up", "back_up", "strike_machine", "move_back"]
        return ["burn", "burn", "burn_cut_off", "burn_cut_off",
                "strike_machine", "move_back"]

    def strike_machine(self, _):
        machine = self.chance.choice(
            self.machines if self.is_away else [self.district])
        self.nemeses[machine].strike()
        self.deeds[-1] += f" {machine.home}: {self.nemeses[machine].deeds[-1]}"

    def relent(self, _):
        for machine in self.machines:
            self.nemeses[machine].raise_the_dead()

    def make_peace(self):
        for machine in self.machines:
            if machine.processes:
                self.nemeses[machine].make_peace()
        if self.is_away:
            wait_for(self.is_joined, 60, "the link")
        wait_for(lambda: not self.rejoin(), 60, "all to follow")

    @staticmethod
    def meanwhile(work, deed):
        """People go on asking while somebody does it."""
        fault = []

        def run():
            try:
                deed()
            except BaseException as error:
                fault.append(error)
        thread = threading.Thread(target=run)
        thread.start()
        while thread.is_alive():
            work.run_for(0.05)
        if fault:
            raise fault[0]

    # -- moving ---------------------------------------------------------------

    def move_out(self, work):
        self.meanwhile(work, self.carry_out)
        self.is_away, self.backup = True, None
        self.open_desk(work)

    def open_desk(self, work):
        """People ask at the street's machine, too."""
        self.desk = self.street.client()
        work.desks.append(self.desk)

    def close_desk(self, work):
        work.desks.remove(self.desk)
        self.desk.close()

    def carry_out(self):
        copy = self.carry(self.district, self.street)
        self.street.start()
        self.street.wait_ready(120)
        self.street.join(self.district)
        shutil.rmtree(copy)

    def carry(self, one, other):
        copy = self.folder / f"copy-{len(self.deeds)}"
        one.run("cw", "hub", "release", STREET, str(copy))
        other.run("cw", "hub", "take", str(copy))
        return copy

    def move_back(self, work):
        self.close_desk(work)
        self.meanwhile(work, self.carry_back)
        self.is_away = False

    def carry_back(self):
        copy = self.folder / f"copy-{len(self.deeds)}"
        self.street.run("cw", "hub", "release", STREET, str(copy), "--all")
        self.street.stop()
        self.district.run("cw", "hub", "take", str(copy))
        self.district.run("cw", "hub", "revoke", STREET, "--reason", "迁回")

    # -- burning --------------------------------------------------------------

    def back_up(self, work):
        self.backup = self.folder / f"backup-{len(self.deeds)}"
        self.meanwhile(work, lambda: self.street.run(
            "cw", "backup", str(self.backup)))

    def burn(self, work):
        """When the district has heard of all that was acknowledged."""
        self.register_what_will_be_lost()
        self.let_the_district_hear(work)
        self.lose_machine(work)
        self.make_again(work)

    def burn_cut_off(self, work):
        """What was acknowledged since is gone, but nothing from before."""
        self.register_what_will_be_lost()
        self.let_the_district_hear(work)
        self.wire.turn(CUT)
        work.run_for(self.chance.uniform(0.5, 4))
        self.lose_machine(work)
        work.forget_since_peace(STREET)
        self.wire.turn(CALM)
        self.make_again(work)

    def register_what_will_be_lost(self):
        self.lost_name = f"备份以后登记的组织 {len(self.deeds)}"
        self.lost_organisation = self.stories[STREET].register(
            self.lost_name, STREET)

    def let_the_district_hear(self, work):
        work.finish(60)
        for service in KEPT:
            wait_for(lambda: self.applied(service) >= self.head(service), 60,
                     f"the district to follow {service}")

    def condition(self, service, hub):
        return self.stories[hub].ask(f"{service}.get_condition", "supervisor",
                                     hub)["stores"][0]

    def applied(self, service):
        return next(log["applied"]
                    for log in self.condition(service, DISTRICT)["follows"]
                    if log["source"] == f"{service}@{STREET}")

    def head(self, service):
        return self.condition(service, STREET)["head"]

    def lose_machine(self, work):
        """But for the key of contacts, of which the operator has a copy."""
        self.close_desk(work)
        for name in list(self.street.processes):
            self.street.kill(name)
        for service in SERVICES:
            shutil.rmtree(self.street.data / service)
        keys = self.street.data / "keys"
        contacts = shutil.copytree(keys / "contacts", self.folder / "contacts",
                                   dirs_exist_ok=True)
        shutil.rmtree(keys)
        shutil.copytree(contacts, keys / "contacts")

    def make_again(self, work):
        """Until it has joined the district it knows none of its people."""
        self.meanwhile(work, self.restore)
        self.open_desk(work)
        self.rejoin_all(work)

    def restore(self):
        self.street.run("cw", "restore", str(self.backup))
        self.street.start()
        self.street.wait_ready(120)
        self.street.join(self.district)
        wait_for(lambda: "recovering" not in self.street.run(
            "cw", "status", "--once").stdout, 60, "the street to recover")
        self.see_to_what_is_lost()

    def see_to_what_is_lost(self):
        """Registry cannot take its events back: they are listed."""
        lost = self.street.run("cw", "events", "lost", "registry", "--hub",
                               STREET).stdout
        if self.lost_organisation.hex() not in lost.replace("-", ""):
            self.missing.append(f"{self.lost_name} is not listed: {lost}")
        self.backup = None  # another restore of it would be a fork unheard of

    def rejoin_all(self, work):
        """A person tells each who had seen what is lost to go on."""
        work.finish(60)
        wait_for(self.forks, 60, "a fork to be seen")
        wait_for(lambda: not self.rejoin(), 60, "all to follow again")

    def rejoin(self):
        for hub, service, source in self.forks():
            machine = self.street if hub == STREET else self.district
            machine.run("cw", "events", "rejoin", service, source, "--hub",
                        hub, "--reason", "已核对")
        return self.behind()

    def forks(self):
        return [(hub, service, log["source"])
                for hub, service, log in self.behind()
                if "goes on otherwise" in log.get("last_error", "")]

    def behind(self):
        return [(hub, service, log) for hub in HUBS for service in SERVICES
                for log in self.condition(service, hub)["follows"]
                if log["is_failing"] or log["lag"]]

    # -- afterwards -----------------------------------------------------------

    def is_joined(self):
        return (self.street.is_joined() and
                self.district.neighbours().get(STREET) == "up")

    def faults(self):
        return self.missing + alarms(self.machines, "two_stores")

    def places(self):
        """Of each hub the machine that has it."""
        return {DISTRICT: self.district,
                STREET: self.street if self.is_away else self.district}

    def stop(self):
        for machine in self.machines:
            machine.stop()

    def close(self):
        for story in set(self.stories.values()):
            story.close()
        for machine in self.machines:
            machine.close()
        self.wire.close()
        for net in self.nets:
            net.close()
        with contextlib.suppress(OSError):
            shutil.rmtree(self.folder)
