"""How a hub is let in: by a code that works once, whatever becomes of the
question, of the answer, or of the gateway that was named first."""
import base64
import os
import unittest

import msgpack
import zmq
from zmq.auth.thread import ThreadAuthenticator

from hub import free_port, wait_for
from tree import Instance

DISTRICT, STREET = "longgang", "longgang.bantian"


class Code(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.district = Instance(home=DISTRICT)
        cls.addClassCleanup(cls.district.close)
        cls.district.start("registry", "gateway")

    def test_a_code_works_once(self):
        code = self.district.invite("longgang.henggang")
        other = Instance(home="longgang.henggang")
        self.addCleanup(other.close)
        other.run("cw", "hub", "enrol", code)
        again = Instance(home="longgang.henggang")
        self.addCleanup(again.close)
        refused = again.run("cw", "hub", "enrol", code, check=False,
                            errors=True)
        self.assertEqual(refused.returncode, 1)
        self.assertNotIn("no gateway answers", refused.stderr)
        self.assertIn("it does not take this code", refused.stderr)

    @unittest.skipIf("CW_THREAD_SANITIZER" in os.environ,
                     "getaddrinfo_a has threads that the sanitizer fails on")
    def test_a_code_is_tried_at_each_of_its_addresses(self):
        """The first of the district's gateways may be down."""
        dead = f"tcp://127.0.0.1:{free_port()}"
        other = Instance(home="longgang.pinghu")
        self.addCleanup(other.close)

        def enrol(at):
            code = self.district.run("cw", "hub", "invite", other.home, "--at",
                                     at, errors=True).stdout.strip()
            return other.run("cw", "hub", "enrol", code, check=False,
                             errors=True)
        refused = enrol(f"{dead},tcp://nowhere.invalid:1")
        self.assertEqual(refused.returncode, 1)
        self.assertIn(f"no answer from {dead}", refused.stderr)
        self.assertIn("did not let us in", refused.stderr)
        done = enrol(f"{dead},tcp://localhost:{self.district.links_port}")
        self.assertEqual(done.returncode, 0, done.stderr)


class Above:
    """A gateway above, at several ports, that says what the test has it say."""

    def __init__(self, *ports):
        self.public, self.secret = zmq.curve_keypair()
        self.code_public, self.code_secret = zmq.curve_keypair()
        self.allowed = {self.code_public}
        self.context = zmq.Context()
        self.authenticator = ThreadAuthenticator(self.context)
        self.authenticator.start()
        self.authenticator.configure_curve_callback(
            domain="*", credentials_provider=self)
        self.sockets = {port: self.bind(port) for port in ports}

    def callback(self, _, key):
        return key in self.allowed

    def bind(self, port):
        """None while the port is not free."""
        socket = self.context.socket(zmq.ROUTER)
        socket.linger = 0
        socket.curve_server = True
        socket.curve_secretkey, socket.curve_publickey = (self.secret,
                                                          self.public)
        try:
            socket.bind(f"tcp://127.0.0.1:{port}")
        except zmq.ZMQError:
            socket.close()
            return None
        return socket

    def code(self, branch):
        at = ",".join(f"tcp://127.0.0.1:{port}" for port in self.sockets)
        text = "".join(f"{line}\n" for line in (
            at, self.public.decode(), self.code_secret.decode(), DISTRICT,
            branch))
        return "cwj1." + base64.urlsafe_b64encode(
            text.encode()).decode().rstrip("=")

    def hear(self, port):
        """The next question there: who asks, header, payload."""
        if not self.sockets[port].poll(60000):
            raise TimeoutError("nobody asked")
        peer, *_, header, payload = self.sockets[port].recv_multipart()
        return peer, msgpack.unpackb(header), payload

    def answer(self, port, peer, header):
        self.sockets[port].send_multipart([
            peer, b"MDPC02", b"\3", b"registry",
            msgpack.packb({"id": header["id"], "status": 200}),
            msgpack.packb({})])

    def cut(self, port):
        """Whose key counts no more does not come again. The port is free a
        moment after it was closed."""
        self.sockets[port].close()
        self.sockets[port] = wait_for(lambda: self.bind(port), 60, "the port")

    def close(self):
        for socket in self.sockets.values():
            socket.close()
        self.authenticator.stop()
        self.context.term()


class LostAnswer(unittest.TestCase):
    """What becomes of `cw hub enrol` when it is not heard, or does not hear."""

    def begin(self, *ports):
        self.street = Instance(home=STREET)
        self.addCleanup(self.street.close)
        self.above = Above(*ports)
        self.addCleanup(self.above.close)
        self.process = self.street.begin("cw", "hub", "enrol",
                                         self.above.code(STREET))

    def assert_enrolled(self):
        self.assertEqual(self.process.wait(60), 0)
        self.assertIn(self.above.public.decode(),
                      (self.street.data / "keys" / "parent").read_text())

    def test_it_asks_again_with_its_key(self):
        port = free_port()
        self.begin(port)
        _, lost, payload = self.above.hear(port)
        peer, header, again = self.above.hear(port)
        self.assertEqual((header["op"], header["key"], again),
                         ("registry.enrol_hub", lost["key"], payload))
        self.above.answer(port, peer, header)
        self.assert_enrolled()

    def test_an_address_that_says_nothing_is_not_the_last(self):
        silent, port = free_port(), free_port()
        self.begin(silent, port)
        _, lost, _ = self.above.hear(silent)
        peer, header, _ = self.above.hear(port)
        self.assertEqual(header["key"], lost["key"])
        self.above.answer(port, peer, header)
        self.assert_enrolled()

    def test_who_was_let_in_unheard_is_enrolled(self):
        """The code is used up, and all lines were cut before the answer."""
        port = free_port()
        self.begin(port)
        self.above.hear(port)
        own = (self.street.data / "keys" / "link.pub").read_text().strip()
        self.above.allowed = {own.encode()}
        self.above.cut(port)
        peer, header, _ = self.above.hear(port)
        self.assertNotEqual(header["op"], "registry.enrol_hub")
        self.above.answer(port, peer, header)
        self.assert_enrolled()


if __name__ == "__main__":
    unittest.main(verbosity=2)
