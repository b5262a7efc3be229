"""A real SMTP server in this process: it keeps what it got and answers as told."""
import asyncio
import email
import email.policy
import socket
import threading

from aiosmtpd.controller import Controller


class MailServer:
    """`answers` maps an address to replies, used up one by one, then 250."""

    def __init__(self):
        self.mails = []          # (recipient, parsed message)
        self.answers = {}        # to RCPT
        self.commands = []
        self.is_held = threading.Event()   # set: DATA is not answered yet
        self.has_data = threading.Event()
        self.released = threading.Event()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"smtp://127.0.0.1:{self.port}"
        self.open()

    def open(self):
        self.controller = Controller(
            self, hostname="127.0.0.1", port=self.port, decode_data=False)
        self.controller.start()

    def close(self):
        self.released.set()
        if self.controller:
            self.controller.stop()
        self.controller = None

    async def handle_MAIL(self, server, session, envelope, address, options):
        self.commands.append("MAIL")
        envelope.mail_from = address
        return "250 2.1.0 ok"

    async def handle_RCPT(self, server, session, envelope, address, options):
        left = self.answers.get(address)
        if left:
            return left.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 ok"

    async def handle_DATA(self, server, session, envelope):
        message = email.message_from_bytes(
            envelope.content, policy=email.policy.default)
        for recipient in envelope.rcpt_tos:
            self.mails.append((recipient, message))
        self.has_data.set()
        if self.is_held.is_set():
            while not self.released.is_set():
                await asyncio.sleep(0.02)
        return "250 2.0.0 taken"

    def to(self, address):
        return [mail for recipient, mail in self.mails if recipient == address]
