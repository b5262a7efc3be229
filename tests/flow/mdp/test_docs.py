"""docs/wire.md says what is on the wire: its own bytes are sent and expected."""
import contextlib
import io
import pathlib
import re
import threading
import unittest

from peers import GatewayTest, receive

TEXT = (pathlib.Path(__file__).parents[3] / "docs" / "wire.md").read_text()


def read_frames(dump):
    frames = []
    for line in dump.splitlines():
        left = re.split(r"(?<=\S)  ", line, maxsplit=1)[0]
        content = bytes.fromhex(left.replace("(empty)", ""))
        if line.startswith(" "):
            frames[-1] += content
        else:
            frames.append(content)
    return frames


DUMPS = {name: read_frames(dump) for name, dump in
         re.findall(r"```frames (\w+)\n(.*?)\n```", TEXT, re.S)}
CODE = re.search(r"```python\n(.*?)```", TEXT, re.S)[1]


class Dumps(GatewayTest):
    def setUp(self):
        super().setUp()
        self.worker = self.gateway.dealer(self.gateway.workers)
        self.asker = self.gateway.dealer(self.gateway.clients)
        self.addCleanup(self.worker.close)
        self.addCleanup(self.asker.close)

    def send(self, socket, name):
        socket.send_multipart(DUMPS[name])

    def expect(self, socket, name):
        self.assertEqual(receive(socket), DUMPS[name], name)

    def attach(self):
        self.send(self.worker, "ready")
        self.send(self.worker, "mmi_request")
        self.expect(self.worker, "mmi_reply")

    def test_a_request_goes_to_the_worker_and_back(self):
        self.attach()
        self.send(self.asker, "request")
        self.expect(self.worker, "worker_request")
        self.send(self.worker, "worker_partial")
        self.expect(self.asker, "partial")
        self.send(self.worker, "worker_final")
        self.expect(self.asker, "final")

    def test_an_old_client_is_answered(self):
        self.attach()
        self.send(self.asker, "old_request")
        self.expect(self.worker, "worker_request")
        self.send(self.worker, "worker_partial")
        self.send(self.worker, "worker_final")
        self.expect(self.asker, "old_reply")

    def test_a_problem_says_what_is_wrong(self):
        self.send(self.asker, "problem_request")
        self.expect(self.asker, "problem")

    def test_what_is_gathered_goes_to_the_worker_and_back(self):
        self.send(self.worker, "ready_for_bundles")
        self.send(self.worker, "mmi_request")
        self.expect(self.worker, "mmi_reply")
        self.send(self.asker, "request")
        self.expect(self.worker, "bundle_of_requests")
        self.send(self.worker, "bundle_of_replies")
        self.expect(self.asker, "partial")
        self.expect(self.asker, "final")

    def test_the_gateway_beats(self):
        self.attach()
        self.expect(self.worker, "heartbeat")

    def test_a_second_ready_is_the_end(self):
        self.attach()
        self.send(self.worker, "heartbeat")
        self.send(self.worker, "ready")
        self.expect(self.worker, "disconnect")

    def test_a_worker_that_leaves_is_asked_nothing(self):
        self.attach()
        self.send(self.worker, "disconnect")
        self.send(self.worker, "mmi_request")
        self.assertEqual(receive(self.worker)[3], b"404")

    def test_a_parked_request_is_cancelled(self):
        self.attach()
        follower = self.service_client()
        follower.send("registry.fetch_events", budget_ms=100,
                      actor={"service": "grants", "home_hub": "longgang"})
        self.assertEqual(receive(self.worker)[1], b"\2")
        self.expect(self.worker, "cancel")
        self.assertEqual(follower.receive().status, 504)


class Client(GatewayTest):
    def run_client(self):
        code = CODE.replace("ipc://data/run/clients", self.gateway.clients)
        with contextlib.redirect_stdout(io.StringIO()) as out:
            self.scope = {}
            exec(compile(code, "wire.md", "exec"), self.scope)
        self.printed = out.getvalue()

    def test_the_python_client_works(self):
        worker = self.worker("registry")
        thread = threading.Thread(target=self.run_client)
        thread.start()
        request = worker.request()
        worker.answer(request, {"items": [{"hub": "longgang", "name": "龙岗"}]})
        thread.join()
        self.assertEqual(self.printed, "longgang 龙岗\n")
        hub, problem = self.scope["hub"], self.scope["Problem"]
        with self.assertRaises(problem) as caught:
            hub.call("registry.no_such")
        self.assertEqual(caught.exception.code, "no_such_operation")
        hub.socket.close()


if __name__ == "__main__":
    unittest.main()
