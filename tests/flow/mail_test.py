"""Mail, from an event to a real SMTP server, whatever happens on the way."""
import signal
import time
import unittest
import uuid

import hub
from mail_server import MailServer

HUB = "longgang"
MINUTE_MS = 60 * 1000
NEEDED = ["gateway", "registry", "notification"]


def wait_for(look, what="it"):
    """Patient: what another process does may take long on a busy machine."""
    return hub.wait_for(look, 60, what)


class MailCase(unittest.TestCase):
    with_mail = True

    def setUp(self):
        self.server = MailServer()
        self.addCleanup(self.server.close)
        self.settings = {
            "CW_SMTP_URL": self.server.url,
            "CW_SMTP_SENDER": "notice@hub.example.org",
        } if self.with_mail else {}
        self.hub = hub.Hub(environment=self.settings)
        self.hub.environment["CW_LOG"] = "debug"
        self.addCleanup(self.hub.close)
        self.hub.start(*NEEDED)
        self.client = self.hub.client()
        self.addCleanup(self.client.close)
        self.admin = self.hub.admin_token()
        wait_for(self.is_up, what="the services")

    def is_up(self):
        wanted = self.client.send("notification.list_rules", HUB, {"limit": 1},
                                  token=self.admin)
        answer = self.client.receive(2000)
        return answer and answer[0] == wanted and answer[1] == 200

    def call(self, op, body=None, token=None):
        return self.client.call(op, HUB, body, str(uuid.uuid4()), token)

    def open(self, name, role="operator", address=None):
        """An account; being given its role is what it hears of."""
        body = {"account": name, "password": "correct horse battery",
                "grants": [{"role": role, "scope": HUB}]}
        if address:
            body["email"] = address
        return self.call("registry.open_account", body, self.admin)["account_id"]

    def log_in(self, name):
        return self.call("registry.log_in", {
            "account": name, "password": "correct horse battery"})["token"]

    def messages(self, **body):
        return self.call("notification.list_messages", body, self.admin)["items"]

    def mailed(self, state):
        return self.messages(mail=state)

    def attempts(self, message):
        return self.call("notification.list_attempts", {"message": message},
                         self.admin)["items"]


class Delivery(MailCase):
    def test_a_mail_arrives_in_the_language_of_its_reader(self):
        self.open("wang", address="wang@example.org")
        mail, = wait_for(lambda: self.server.to("wang@example.org"))
        self.assertEqual(mail["Subject"], "您已获得角色：运营人员")
        self.assertEqual(mail["To"], "wang@example.org")
        self.assertEqual(mail["From"].addresses[0].addr_spec,
                         "notice@hub.example.org")
        self.assertEqual(mail.get_content_type(), "text/plain")
        self.assertEqual(mail.get_content_charset(), "utf-8")
        self.assertIn("您在 longgang 获得了角色「运营人员」。",
                      mail.get_content())
        self.assertEqual(mail["Auto-Submitted"], "auto-generated")
        self.assertRegex(mail["Message-ID"], r"^<[0-9a-f-]{36}@hub.example.org>$")

        self.call("notification.set_preferences",
                  {"locale": "en", "email": True, "events": []},
                  self.log_in("wang"))
        self.call("registry.set_password", {
            "old_password": "correct horse battery",
            "password": "another horse battery"}, self.log_in("wang"))
        wait_for(lambda: len(self.server.to("wang@example.org")) == 2)
        self.assertEqual(self.server.to("wang@example.org")[1]["Subject"],
                         "Your password was changed")

    def test_mail_goes_where_it_is_wanted_for_this_hub(self):
        self.open("li", address="li@example.org")
        wait_for(lambda: self.server.to("li@example.org"))
        token = self.log_in("li")
        self.call("notification.set_contact", {"email": "li2@example.org"}, token)
        self.call("registry.set_password", {
            "old_password": "correct horse battery",
            "password": "another horse battery"}, token)
        wait_for(lambda: self.server.to("li2@example.org"))
        self.assertEqual(len(self.server.to("li@example.org")), 1)

    def test_deferred_is_tried_again_when_it_is_time(self):
        self.server.answers["wang@example.org"] = ["451 4.3.0 later"]
        self.open("wang", address="wang@example.org")
        waiting, = wait_for(
            lambda: [m for m in self.mailed("waiting") if m["tries"] == 1])
        self.hub.advance(ms=2 * MINUTE_MS)
        wait_for(lambda: self.mailed("sent"))
        first, second = self.attempts(waiting["message"])
        self.assertEqual(
            (first["outcome"], first["reply_code"], first["enhanced_code"]),
            ("deferred", 451, "4.3.0"))
        self.assertEqual(second["outcome"], "accepted")
        self.assertGreaterEqual(second["begun_at"] - first["begun_at"],
                                48 * 1000)
        self.assertEqual(len(self.server.to("wang@example.org")), 1)

    def test_refused_is_dead_and_told_to_the_admins(self):
        self.server.answers["gone@example.org"] = [
            "550 5.1.1 <gone@example.org> no such user"] * 9
        self.open("chief", role="admin")
        self.open("wang", address="gone@example.org")
        dead, = wait_for(lambda: self.mailed("dead"))
        attempt, = self.attempts(dead["message"])
        self.assertEqual((attempt["outcome"], attempt["enhanced_code"]),
                         ("refused", "5.1.1"))
        inbox = self.call("notification.list_inbox", {}, self.log_in("chief"))
        self.assertEqual(inbox["items"][0]["event"], "notification.mail_failed")
        self.hub.advance(days=3)
        self.call("notification.list_rules", {}, self.admin)
        self.assertEqual(len(self.attempts(dead["message"])), 1)
        # A person mends the cause and has it tried again.
        del self.server.answers["gone@example.org"]
        self.call("notification.retry_message",
                  {"message": dead["message"], "reason": "user was created"},
                  self.admin)
        wait_for(lambda: self.server.to("gone@example.org"))

    def test_no_server_for_days_then_it_comes(self):
        self.server.close()
        self.open("wang", address="wang@example.org")
        for _ in range(3):
            tries = wait_for(lambda: [
                m["tries"] for m in self.mailed("waiting") if m["tries"]])[0]
            self.hub.advance(ms=7 * 60 * MINUTE_MS)
            wait_for(lambda: [m for m in self.mailed("waiting")
                              if m["tries"] > tries])
        self.server.open()
        self.hub.advance(days=1)
        wait_for(lambda: self.server.to("wang@example.org"))

    def test_no_address_is_kept_by_notification(self):
        address = "very.private@example.org"
        self.open("wang", address=address)
        wait_for(lambda: self.mailed("sent"))
        self.hub.stop()
        kept = [path for path in self.hub.data.rglob("notification/**/*")
                if path.is_file() and address.encode() in path.read_bytes()]
        self.assertEqual(kept, [])
        for log in self.hub.data.glob("*.log"):
            self.assertNotIn(address, log.read_text())


class Ends(MailCase):
    def test_killed_after_sending_it_sends_the_same_again(self):
        self.server.is_held.set()
        self.open("wang", address="wang@example.org")
        self.assertTrue(self.server.has_data.wait(20))
        self.hub.kill("notification")
        self.server.is_held.clear()
        self.server.released.set()
        self.hub.start("notification")
        # What was begun is put off from when it is found: time passes after.
        wait_for(self.is_up, what="notification")
        wait_for(lambda: self.mailed("waiting"), "the lost one to be found")
        self.hub.advance(ms=3 * MINUTE_MS)
        wait_for(lambda: len(self.server.to("wang@example.org")) == 2)
        first, second = self.server.to("wang@example.org")
        self.assertEqual(first["Message-ID"], second["Message-ID"])
        sent, = wait_for(lambda: self.mailed("sent"))
        lost, good = self.attempts(sent["message"])
        self.assertEqual((lost["outcome"], good["outcome"]),
                         ("begun", "accepted"))
        inbox = self.call("notification.list_inbox", {}, self.log_in("wang"))
        events = [item["event"] for item in inbox["items"]]
        self.assertEqual(len(events), len(set(events)))

    def test_a_server_that_hangs_does_not_keep_the_service(self):
        self.server.is_held.set()
        self.open("wang", address="wang@example.org")
        self.assertTrue(self.server.has_data.wait(20))
        service = self.hub.processes.pop("notification")
        began = time.monotonic()
        service.send_signal(signal.SIGTERM)
        self.assertEqual(service.wait(10), 0)
        self.assertLess(time.monotonic() - began, 5.5)


class WithoutServer(MailCase):
    with_mail = False

    def test_without_a_mail_server_the_inbox_is_enough(self):
        self.open("wang", address="wang@example.org")
        messages = wait_for(lambda: [
            m for m in self.messages() if m["event"] == "registry.role_granted"])
        self.assertNotIn("mail", messages[0])


class Password(MailCase):
    def setUp(self):
        super().setUp()
        secret = self.hub.data / "password"
        secret.write_text("secret\n")
        self.hub.stop()
        self.hub.environment |= {"CW_SMTP_USER": "hub",
                                 "CW_SMTP_PASSWORD_FILE": str(secret)}
        self.hub.start(*NEEDED)
        wait_for(self.is_up, what="the services")

    def test_a_password_never_crosses_an_open_line(self):
        self.open("wang", address="wang@example.org")
        waiting, = wait_for(
            lambda: [m for m in self.mailed("waiting") if m["tries"]])
        attempts = wait_for(lambda: self.attempts(waiting["message"]))
        self.assertEqual(attempts[0]["outcome"], "deferred")
        self.assertEqual(self.server.commands, [])


if __name__ == "__main__":
    unittest.main()
