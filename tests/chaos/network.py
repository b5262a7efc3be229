"""A network of our own: two namespaces of the kernel and a wire between them.

Each end of the wire is a tun device; what one machine sends, a program reads,
and decides whether it is lost, sent twice, held back or overtaken. (netem
would do the same in the kernel, where the kernel has it; but it takes no seed.)
The namespaces have no names: they end with the last process in them.
"""
import contextlib
import ctypes
import fcntl
import heapq
import itertools
import os
import select
import shutil
import struct
import subprocess
import threading
import time

CLONE_NEWNET = 0x40000000
TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454CA, 0x0001, 0x1000
DEVICE = b"wire"
LIBC = ctypes.CDLL(None, use_errno=True)


def obstacle():
    """Why there can be no such network here; None if there can."""
    if os.geteuid() != 0:
        return "a network namespace needs root"
    if not shutil.which("ip"):
        return "there is no ip (package iproute2)"
    if not os.access("/dev/net/tun", os.R_OK | os.W_OK):
        return "there is no /dev/net/tun"
    return None


def checked(result):
    if result:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def own():
    return os.open("/proc/thread-self/ns/net", os.O_RDONLY)


class Net:
    """One machine's network; what is begun in its `with` lives in it."""

    def __init__(self, address, peer):
        before = own()
        checked(LIBC.unshare(CLONE_NEWNET))
        self.fd = own()
        self.address = address
        self.tun = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
        fcntl.ioctl(self.tun, TUNSETIFF, struct.pack(
            "16sH", DEVICE, IFF_TUN | IFF_NO_PI))
        for words in ("link set lo up",
                      f"addr add {address} peer {peer} dev wire",
                      "link set wire up"):
            self.ip(words)
        checked(LIBC.setns(before, CLONE_NEWNET))
        os.close(before)

    @staticmethod
    def ip(words):
        subprocess.run(["ip", *words.split()], check=True)

    @contextlib.contextmanager
    def inside(self):
        """Of the calling thread, and of what it starts."""
        before = own()
        checked(LIBC.setns(self.fd, CLONE_NEWNET))
        try:
            yield
        finally:
            checked(LIBC.setns(before, CLONE_NEWNET))
            os.close(before)

    def unplug(self):
        with self.inside():
            self.ip("link set wire down")

    def plug_in(self):
        with self.inside():
            self.ip("link set wire up")

    def close(self):
        os.close(self.tun)
        os.close(self.fd)


class Weather:
    """What befalls a packet of one direction; parts of one, and seconds."""

    def __init__(self, loss=0.0, twice=0.0, delay=0.0, jitter=0.0):
        self.loss, self.twice = loss, twice
        self.delay, self.jitter = delay, jitter

    def __str__(self):
        return (f"{self.loss:.0%} lost, {self.twice:.0%} twice, "
                f"{self.delay * 1000:.0f}+{self.jitter * 1000:.0f} ms")

    def delays(self, chance):
        """One of each copy that arrives; jitter lets packets overtake."""
        copies = 1 + (chance.random() < self.twice)
        return [self.delay + chance.uniform(0, self.jitter)
                for _ in range(copies) if chance.random() >= self.loss]


CALM, CUT = Weather(), Weather(loss=1.0)


class Wire:
    def __init__(self, one, other, chance):
        self.chance, self.on_the_way = chance, []
        self.numbers = itertools.count()
        self.far = {one.tun: other.tun, other.tun: one.tun}
        self.ends = (one.tun, other.tun)
        self.weather = dict.fromkeys(self.ends, CALM)
        self.carried = self.is_over = 0
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def turn(self, weather, back=None):
        """From the first end to the other, and back."""
        self.weather = dict(zip(self.ends, (weather, back or weather)))

    def close(self):
        self.is_over = True
        self.thread.join(5)

    def _run(self):
        while not self.is_over:
            wait = 0.1
            if self.on_the_way:
                wait = min(wait, self.on_the_way[0][0] - time.monotonic())
            for end in select.select(self.ends, [], [], max(wait, 0))[0]:
                self._take(end)
            self._deliver()

    def _take(self, end):
        with contextlib.suppress(OSError):  # it is unplugged, or empty
            packet = os.read(end, 65536)
            for delay in self.weather[end].delays(self.chance):
                heapq.heappush(self.on_the_way, (
                    time.monotonic() + delay, next(self.numbers),
                    self.far[end], packet))

    def _deliver(self):
        while self.on_the_way and self.on_the_way[0][0] <= time.monotonic():
            _, _, end, packet = heapq.heappop(self.on_the_way)
            self.carried += 1
            with contextlib.suppress(OSError):
                os.write(end, packet)
