"""Hubs on machines of their own, joined into a tree by CURVE over tcp://,
with a forwarder on each line that the test may cut."""
import asyncio
import threading

from hub import Hub, free_port, wait_for
from story import Story


class Line:
    """What is between a branch and its district: a router, a road, an
    excavator. Cut, it closes what is open and takes no more."""

    def __init__(self, port):
        self.target, self.port = port, free_port()
        self.is_cut, self.streams, self.bytes = False, set(), 0
        self.loop = asyncio.new_event_loop()
        ready = threading.Event()
        self.thread = threading.Thread(target=self._run, args=(ready,),
                                       daemon=True)
        self.thread.start()
        ready.wait(5)

    def _run(self, ready):
        asyncio.set_event_loop(self.loop)
        self.loop.run_until_complete(
            asyncio.start_server(self._serve, "127.0.0.1", self.port))
        ready.set()
        self.loop.run_forever()

    async def _serve(self, reader, writer):
        if self.is_cut:
            writer.close()
            return
        try:
            far = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            writer.close()
            return
        self.streams |= {writer, far[1]}
        await asyncio.gather(self._pump(reader, far[1]),
                             self._pump(far[0], writer))
        self.streams -= {writer, far[1]}

    async def _pump(self, reader, writer):
        try:
            while data := await reader.read(65536):
                self.bytes += len(data)
                writer.write(data)
                await writer.drain()
        except (OSError, asyncio.CancelledError):
            pass
        writer.close()

    def cut(self):
        def close():
            for stream in list(self.streams):
                stream.transport.abort()
        self.is_cut = True
        self.loop.call_soon_threadsafe(close)

    def mend(self):
        self.is_cut = False

    def close(self):
        self.cut()
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(5)


class Instance(Hub):
    """A hub that takes links, on a data folder and a gateway of its own."""

    def __init__(self, *hubs, home, environment=None, days=0):
        self.links_port = free_port()
        self.line = None
        super().__init__(*hubs, home=home, environment={
            "CW_LINKS_ENDPOINT": f"tcp://127.0.0.1:{self.links_port}",
            **(environment or {})}, days=days)

    def invite(self, branch, port=None, *arguments):
        return self.run("cw", "hub", "invite", branch, "--at",
                        f"tcp://127.0.0.1:{port or self.links_port}",
                        *arguments, errors=True).stdout.strip()

    def join(self, parent):
        self.line = Line(parent.links_port)
        self.run("cw", "hub", "enrol",
                 parent.invite(self.home, self.line.port))
        wait_for(self.is_joined, 60, f"the link of {self.home}")

    def neighbours(self):
        lines = self.run("cw", "hub", "links").stdout.splitlines()[1:]
        return {line.split()[1]: line.split()[2] for line in lines}

    def is_joined(self):
        return "up" in [state for hub, state in self.neighbours().items()
                        if self.home.startswith(f"{hub}.")]

    def close(self):
        super().close()
        if self.line:
            self.line.close()


def join_two(test, above, below, days=0, hosted=()):
    """Two machines for one test, the lower joined to the upper; its clock is
    days ahead, and others live on it, too."""
    upper = Instance(home=above)
    lower = Instance(*hosted, home=below, days=days)
    for hub in (upper, lower):
        test.addCleanup(hub.close)
        hub.start()
    for hub in (upper, lower):
        hub.wait_ready()
    lower.join(upper)
    return upper, lower


class StoryAt(Story):
    """Its people are at home where it plays."""

    def __init__(self, hub):
        self.at = hub.home
        super().__init__(hub)

    def do(self, op, who, at=None, key=None, **body):
        return super().do(op, who, at or self.at, key, **body)

    def register(self, name, at=None):
        return super().register(name, at or self.at)
