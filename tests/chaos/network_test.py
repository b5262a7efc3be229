"""The wire between two machines does to packets what its weather says."""
import random
import socket
import unittest

from network import CALM, CUT, Net, Weather, Wire, obstacle

NEAR, FAR, PORT = "10.77.0.1", "10.77.0.2", 4000


class WeatherTest(unittest.TestCase):
    def copies(self, weather):
        chance = random.Random(7)
        return [len(weather.delays(chance)) for _ in range(1000)]

    def test_a_calm_wire_carries_each_once_and_a_cut_one_nothing(self):
        self.assertEqual(set(self.copies(CALM)), {1})
        self.assertEqual(set(self.copies(CUT)), {0})

    def test_packets_are_lost_and_sent_twice(self):
        copies = self.copies(Weather(loss=0.1, twice=0.1))
        self.assertTrue(60 < copies.count(0) < 140, copies.count(0))
        self.assertTrue(40 < copies.count(2) < 130, copies.count(2))

    def test_jitter_lets_packets_overtake(self):
        chance = random.Random(7)
        delays = [Weather(delay=1, jitter=1).delays(chance)[0]
                  for _ in range(100)]
        self.assertTrue(all(1 <= delay <= 2 for delay in delays))
        self.assertNotEqual(delays, sorted(delays))


@unittest.skipIf(obstacle(), obstacle())
class WireTest(unittest.TestCase):
    def setUp(self):
        self.near, self.far = Net(NEAR, FAR), Net(FAR, NEAR)
        self.addCleanup(self.near.close)
        self.addCleanup(self.far.close)
        self.wire = Wire(self.near, self.far, random.Random(7))
        self.addCleanup(self.wire.close)
        self.here, self.there = self.socket(self.near), self.socket(self.far)

    def socket(self, net):
        with net.inside():
            made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        made.bind((net.address, PORT))
        made.settimeout(5)
        self.addCleanup(made.close)
        return made

    def send(self, count):
        for number in range(count):
            self.here.sendto(number.to_bytes(2, "big"), (FAR, PORT))

    def receive(self, count):
        return [int.from_bytes(self.there.recv(2), "big")
                for _ in range(count)]

    def test_what_is_sent_arrives_in_order(self):
        self.send(50)
        self.assertEqual(self.receive(50), list(range(50)))

    def test_each_comes_twice_and_out_of_order(self):
        self.wire.turn(Weather(twice=1.0, jitter=0.05))
        self.send(50)
        received = self.receive(100)
        self.assertEqual(sorted(received), sorted([*range(50)] * 2))
        self.assertNotEqual(received, sorted(received))

    def test_one_direction_is_cut_alone(self):
        self.wire.turn(CUT, CALM)
        self.send(5)
        for _ in range(5):  # the wire takes one of each side in turn
            self.there.sendto(b"up", (NEAR, PORT))
        for _ in range(5):
            self.assertEqual(self.here.recv(2), b"up")
        self.wire.turn(CALM)
        self.send(1)
        self.assertEqual(self.receive(1), [0])
        with self.assertRaises(BlockingIOError):
            self.there.setblocking(False)
            self.there.recv(2)

    def test_an_unplugged_end_says_so_and_comes_back(self):
        self.near.unplug()
        with self.assertRaises(OSError):
            self.send(1)
        self.near.plug_in()
        self.send(1)
        self.assertEqual(self.receive(1), [0])


if __name__ == "__main__":
    unittest.main(verbosity=2)
