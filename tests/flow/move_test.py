"""A hub moves from its district's machine to its own and back, with the space
below it, while people go on giving."""
import pathlib
import shutil
import tempfile
import threading
import unittest

from hub import SERVICES, Hub, behind, wait_for
from load import Load
from majordomo import all_items
from story import Story, new_key
from tree import Instance

DISTRICT, STREET, SPACE = ("longgang", "longgang.bantian",
                           "longgang.bantian.yangguang")
BUJI = "longgang.buji"
HUBS = (DISTRICT, STREET, SPACE)


class Machine(Instance):
    """A machine on which there is no hub yet."""

    def create(self):
        pass


class Giving(threading.Thread):
    """People who give to the street through the district's gateway, and ask
    again with the same key until they are answered."""

    def __init__(self, district, fund):
        super().__init__(daemon=True)
        self.district, self.fund = district, fund
        self.is_over, self.load, self.fault = False, None, None
        self.start()

    def run(self):
        client = self.district.client()
        self.load = Load(client, STREET, "fundraising.give", lambda number: {
            "fund": self.fund, "amount": number, "channel": "online"})
        try:
            while not self.is_over:
                self.load.run_for(0.1)
            self.load.finish()
        except BaseException as fault:
            self.fault = fault
        client.close()

    def count(self):
        return len(self.load.acknowledged) if self.load else 0

    def go_on(self):
        """Until some more of it was acknowledged, at where the hub is now."""
        before = self.count()
        wait_for(lambda: self.fault or self.count() > before + 100, 60,
                 "gifts to be taken")

    def finish(self):
        self.is_over = True
        self.join(90)
        if self.fault:
            raise self.fault
        return self.load


class MoveTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="cw-move-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder, True)
        cls.district = Instance(STREET, SPACE, home=DISTRICT)
        cls.addClassCleanup(cls.district.close)
        cls.machine = Machine(home=STREET)
        cls.addClassCleanup(cls.machine.close)
        cls.district.start()
        cls.district.wait_ready()
        cls.story = Story(cls.district)
        cls.addClassCleanup(cls.story.close)
        cls.fund = cls.story.open_fund(at=STREET)
        cls.purse = cls.story.open_fund(10000)
        cls.known = cls.story.do(
            "fundraising.give", None, STREET, fund=cls.fund, amount=3,
            channel="online", donor={"contact": "donor@example.org"})

    def release(self, hub, name, *options):
        copy = self.folder / name
        hub.run("cw", "hub", "release", STREET, str(copy), *options)
        return copy

    def take(self, hub, copy):
        hub.run("cw", "hub", "take", str(copy))

    def propose(self):
        """From the district's money: both machines must agree."""
        return self.story.propose(self.purse, STREET, 500)[2]

    def test_no_gift_is_lost_on_the_way_there_and_back(self):
        giving = Giving(self.district, self.fund)
        giving.go_on()
        awards = [self.propose()]
        self.move_out(giving)
        awards.append(self.propose())
        self.a_twin_is_refused(giving)
        self.move_back(giving)
        awards.append(self.propose())
        load = giving.finish()
        self.assert_given(load)
        for award in awards:
            self.story.wait_award(award, STREET, "reserved")
        self.assert_sound()

    def move_out(self, giving):
        copy = self.release(self.district, "out")
        self.twin = shutil.copytree(copy, self.folder / "twin")
        self.says_to_ask_again()
        self.take(self.machine, copy)
        again = Machine(home=STREET)
        self.addCleanup(again.close)
        self.refused(again, "taken already", "hub", "take", str(copy))
        self.machine.start()
        self.machine.wait_ready()
        self.machine.join(self.district)
        giving.go_on()
        self.knows_whom_to_thank()
        table = self.district.run("cw", "status", "--once").stdout
        for hub in (STREET, SPACE):
            self.assertRegex(table, rf"{hub} +registry +linked")
        self.assertTrue(self.district.is_ready())

    def knows_whom_to_thank(self):
        """The keys of contacts came along."""
        gift = self.story.ask("fundraising.get_gift", "finance", STREET,
                              gift=self.known["gift_id"])
        self.assertEqual(gift["contact"], "donor@example.org")

    def says_to_ask_again(self):
        """While it is nowhere; all else goes on, and is backed up."""
        status, headers, problem = self.district.http(
            "GET", f"/v1/hubs/{STREET}")
        self.assertEqual((status, headers["Retry-After"]), (503, "1"))
        self.assertIn("released to another machine", problem["detail"])
        self.assertTrue(self.district.is_ready())
        table = self.district.run("cw", "status", "--once").stdout
        self.assertRegex(table, rf"{STREET} +registry +AWAY")
        self.district.run("cw", "verify")
        backup = self.folder / "backup"
        self.district.run("cw", "backup", str(backup))
        self.assertNotIn(STREET, (backup / "contents").read_text())

    def refused(self, hub, said, *words):
        done = hub.run("cw", *words, check=False, errors=True)
        self.assertEqual(done.returncode, 1, done)
        self.assertIn(said, done.stderr)

    def a_twin_is_refused(self, giving):
        """A second copy of what was released comes to life at the district:
        neither of the two is asked, until one of them is put away."""
        self.take(self.district, self.twin)
        wait_for(lambda: "two stores" in self.district.http(
            "GET", f"/v1/hubs/{STREET}")[2].get("detail", ""), 20, "an alarm")
        self.assertGreater(self.alarms(), 0)
        self.release(self.district, "put-away")
        giving.go_on()
        self.alarms_of_twin = self.alarms()

    def alarms(self):
        log = (self.district.data / "gateway.log").read_text()
        return log.count("alarm=two_stores")

    def move_back(self, giving):
        self.refused(self.machine, "uppermost", "hub", "release", STREET,
                     str(self.folder / "back"))
        copy = self.release(self.machine, "back", "--all")
        wait_for(lambda: "released to another" in self.district.http(
            "GET", f"/v1/hubs/{STREET}")[2].get("detail", ""), 20,
            "the district to hear of it")
        self.take(self.district, copy)
        giving.go_on()
        self.knows_whom_to_thank()
        table = self.district.run("cw", "status", "--once").stdout
        self.assertRegex(table, rf"{STREET} +registry +registry-1")
        self.assertEqual(self.alarms(), self.alarms_of_twin)

    def assert_given(self, load):
        """Each that was acknowledged once, and nothing else; a key from
        before the moves still has its first answer."""
        finance = self.story.people.token("finance")
        client = self.story.client
        gifts = [gift["amount"] for gift in all_items(
            client, "fundraising.list_gifts", STREET, {}, finance)]
        self.assertEqual(sorted(gifts), sorted([3, *load.numbers.values()]))
        self.assertGreater(load.statuses[503], 0)
        for key, number in list(load.numbers.items())[:5]:
            asked = client.send("fundraising.give", STREET, {
                "fund": self.fund, "amount": number, "channel": "online"}, key)
            self.assertEqual(client.answer_to(asked, 10000)[2],
                             load.acknowledged[key])
        total = sum(load.numbers.values()) + 3
        wait_for(lambda: self.given_above() == total, 30, "the sums above")

    def given_above(self):
        reply = self.district.http(
            "GET", f"/v1/hubs/{DISTRICT}/fundraising/sums")[2]
        return sum(item["value"] for item in reply["items"]
                   if item["metric"] == "given" and item["key"] == STREET)

    def assert_sound(self):
        supervisor = self.story.people.token("supervisor")
        for hub in HUBS:
            wait_for(lambda: not behind(self.story.client, supervisor, hub),
                     30, f"{hub} to catch up")
        self.assertEqual(self.story.problems_of_money(*HUBS), [])
        self.assertEqual(self.story.problems_of_logs(*HUBS), [])
        for hub in (self.district, self.machine):
            for service in SERVICES:
                self.assertNotIn("diverged", (
                    hub.data / f"{service}.log").read_text())

    def test_a_hub_that_is_added_is_served_at_once(self):
        self.district.run("cw", "hub", "add", BUJI, "--kind", "test")
        for service in SERVICES:  # each looks for itself
            path = f"/v1/hubs/{BUJI}/{service}/sums"
            wait_for(lambda p=path: self.district.http("GET", p)[0] == 200,
                     5, path)
        fund = self.story.open_fund(at=BUJI)
        self.story.do("fundraising.give", None, BUJI, fund=fund, amount=7,
                      channel="online")
        self.story.open_round(fund, BUJI, fund_hub=BUJI)
        supervisor = self.story.people.token("supervisor")
        wait_for(lambda: not behind(self.story.client, supervisor, BUJI), 20,
                 "it to follow")
        wait_for(lambda: [item["value"] for item in self.district.http(
            "GET", f"/v1/hubs/{DISTRICT}/fundraising/sums")[2]["items"]
            if item["metric"] == "given" and item["key"] == BUJI] == [7],
            20, "the district to follow it")


class KilledTest(unittest.TestCase):
    """cw dies at every step, on folders whose services are not running."""

    RELEASING = ("mid_release_mark:3", "mid_release:2",
                 "before_release_end:1")
    TAKING = ("mid_take_begin:3", "before_taken:1", "after_taken:1",
              "mid_take_finish:2", "mid_take_end:2")

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="cw-killed-"))
        self.addCleanup(shutil.rmtree, self.folder, True)
        self.hub = Hub(STREET)
        self.addCleanup(self.hub.close)
        self.homes = [self.hub.data, self.folder / "other"]
        self.moves = 0

    def cw(self, data, *words, failpoint=None):
        self.hub.environment.pop("CW_FAILPOINT", None)
        if failpoint:
            self.hub.environment["CW_FAILPOINT"] = failpoint
        done = self.hub.run("cw", "--data", str(data), *words, check=False,
                            errors=True)
        self.hub.environment.pop("CW_FAILPOINT", None)
        return done

    def killed_and_repeated(self, data, failpoint, *words):
        if failpoint:
            dead = self.cw(data, *words, failpoint=failpoint)
            self.assertEqual(dead.returncode, -9, (failpoint, dead))
            self.elsewhere_it_is_refused(failpoint, words)
        done = self.cw(data, *words)
        self.assertEqual(done.returncode, 0, (failpoint, done.stderr))

    def elsewhere_it_is_refused(self, failpoint, words):
        """It is not whole yet, or somebody has begun to take it."""
        if words[1] == "take" and failpoint[:9] in ("mid_take_", "after_tak") \
                and not failpoint.startswith("mid_take_begin"):
            third = self.folder / f"third-{self.moves}"
            other = self.cw(third, *words)
            self.assertEqual(other.returncode, 1)
            self.assertIn("taken already", other.stderr)
        if words[1] == "release":
            self.assertFalse(pathlib.Path(words[3]).exists())

    def move(self, releasing=None, taking=None):
        """And forget where it was: the other folder is its home now."""
        self.moves += 1
        copy = str(self.folder / f"copy-{self.moves}")
        all_of_it = [] if self.homes[0] == self.hub.data else ["--all"]
        self.killed_and_repeated(self.homes[0], releasing, "hub", "release",
                                 STREET, copy, *all_of_it)
        self.killed_and_repeated(self.homes[1], taking, "hub", "take", copy)
        self.homes.reverse()

    def test_what_was_cut_short_is_repeated(self):
        key, fund = new_key(), self.give_before()
        body = {"fund": fund, "amount": 5, "channel": "online"}
        client = self.hub.client()
        self.addCleanup(client.close)
        first = client.call("fundraising.give", STREET, body, key)
        self.hub.stop()
        for failpoint in self.RELEASING:
            self.move(releasing=failpoint)
        for failpoint in self.TAKING:
            self.move(taking=failpoint)
        self.assertEqual(self.homes[0], self.hub.data)
        self.lost_is_released_again()
        self.hub.start()
        self.hub.wait_ready()
        self.assertEqual(first, client.call("fundraising.give", STREET, body,
                                            key))
        self.hub.run("cw", "audit")

    def give_before(self):
        self.hub.start()
        self.hub.wait_ready()
        story = Story(self.hub)
        self.addCleanup(story.close)
        return story.open_fund(at=STREET)

    def lost_is_released_again(self):
        """The copy fell into the river: what was released is still here."""
        lost, new = (str(self.folder / name) for name in ("lost", "new"))
        data = self.hub.data
        self.assertEqual(0, self.cw(data, "hub", "release", STREET,
                                    lost).returncode)
        shutil.rmtree(lost)
        for words in ((STREET, lost), (STREET, new)):
            refused = self.cw(data, "hub", "release", *words)
            self.assertEqual(refused.returncode, 1)
            self.assertIn("--lost", refused.stderr)
        self.assertEqual(0, self.cw(data, "hub", "release", STREET, new,
                                    "--lost").returncode)
        self.assertEqual(0, self.cw(data, "hub", "take", new).returncode)
        self.assertEqual(0, self.cw(data, "hub", "take", new).returncode)

    def test_between_two_folders_of_one_machine(self):
        other = self.folder / "bantian"
        self.assertEqual(0, self.cw(self.hub.data, "hub", "move", STREET,
                                    str(other)).returncode)
        whole = ("hub", "move", STREET, str(self.hub.data))
        self.assertIn("--all", self.cw(other, *whole).stderr)
        self.assertEqual(0, self.cw(other, *whole, "--all").returncode)
        refused = self.cw(self.hub.data, "hub", "release", BUJI, "x")
        self.assertIn("has no store", refused.stderr)
        again = self.cw(self.hub.data, "hub", "add", STREET, "--kind", "test")
        self.assertIn("has a store already", again.stderr)

    def release(self, hub, name, *options):
        copy = self.folder / name
        done = self.cw(self.hub.data, "hub", "release", hub, str(copy),
                       *options)
        self.assertEqual(done.returncode, 0, done.stderr)
        return str(copy)

    def is_closed(self, hub):
        return (self.hub.data / "registry" / hub / "away").exists()

    def test_a_move_of_the_uppermost_hub_is_called_off(self):
        """Though one below it left before: its closed folder is no hub."""
        for first in (STREET, DISTRICT):
            street = self.release(STREET, f"street-{first}")
            district = self.release(DISTRICT, f"district-{first}", "--all")
            copies = {STREET: street, DISTRICT: district}
            for hub in (first, DISTRICT if first == STREET else STREET):
                done = self.cw(self.hub.data, "hub", "take", copies[hub])
                self.assertEqual(done.returncode, 0, (first, done.stderr))
            self.assertFalse(self.is_closed(STREET))
            self.assertFalse(self.is_closed(DISTRICT))

    def test_a_whole_district_goes_by_an_explicit_word_alone(self):
        words = ("hub", "release", DISTRICT, str(self.folder / "copy"))
        refused = self.cw(self.hub.data, *words)
        self.assertEqual(refused.returncode, 1)
        self.assertRegex(refused.stderr, "uppermost .*hubs: 2.* --all")
        self.assertFalse(self.is_closed(DISTRICT) or self.is_closed(STREET))
        self.assertFalse((self.folder / "copy").exists())
        self.assertEqual(0, self.cw(self.hub.data, *words, "--all").returncode)
        self.assertTrue(self.is_closed(DISTRICT) and self.is_closed(STREET))


if __name__ == "__main__":
    unittest.main(verbosity=2)
