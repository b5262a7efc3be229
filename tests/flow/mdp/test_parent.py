"""What a gateway tells the hub above it."""
import pathlib
import unittest

import msgpack
import zmq

from peers import HOME, GatewayTest, receive, shard

SPACE = f"{HOME}.yangguang"


class Parent:
    """The gateway of a hub above, which takes whoever comes."""

    def __init__(self, gateway):
        public, secret = zmq.curve_keypair()
        self.socket = gateway.context.socket(zmq.ROUTER)
        self.socket.linger = 0
        self.socket.curve_server = True
        self.socket.curve_publickey = public
        self.socket.curve_secretkey = secret
        port = self.socket.bind_to_random_port("tcp://127.0.0.1")
        keys = pathlib.Path(gateway.data, "keys")
        keys.mkdir(0o700, exist_ok=True)
        fresh = keys / "fresh"
        fresh.write_text(
            f"tcp://127.0.0.1:{port}\n{public.decode()}\nshenzhen\n")
        fresh.rename(keys / "parent")

    def attached(self, timeout=20000):
        """The hubs of the next message that names them."""
        while True:
            _, protocol, command, *frames = receive(self.socket, timeout)
            assert protocol == b"MDPW02", protocol
            if command in (b"\1", b"\5") and frames:
                attach = msgpack.unpackb(frames[-1])
                return [shard["hub"] for shard in attach["shards"]]


class ParentTest(GatewayTest):
    heartbeat_ms = 2500

    def next_of(self, parent, worker):
        """Who is told something first."""
        poller = zmq.Poller()
        poller.register(parent.socket, zmq.POLLIN)
        poller.register(worker.socket, zmq.POLLIN)
        return dict(poller.poll(20000))

    def test_a_hub_that_goes_is_told_before_the_next_heartbeat(self):
        """Where it goes to, it may be served by then, and seem to be two."""
        parent = Parent(self.gateway)
        self.addCleanup(parent.socket.close)
        worker = self.worker("registry", hubs=(HOME, SPACE))
        while parent.attached() != [HOME, SPACE]:
            pass
        worker.settle()
        left = dict(worker.attach, shards=[
            shard(HOME), shard(SPACE, role="standby")])
        worker.heartbeat(left)
        told = self.next_of(parent, worker)
        self.assertIn(parent.socket, told)
        self.assertNotIn(worker.socket, told)
        self.assertEqual(parent.attached(), [HOME])


if __name__ == "__main__":
    unittest.main(verbosity=2)
