#!/usr/bin/env python3
"""Ledgers made here with Debian's msgpack, which shares no code with ours."""
import base64
import contextlib
import copy
import hashlib
import http.server
import io
import json
import pathlib
import random
import sys
import tempfile
import threading
import unittest
import unittest.mock
import urllib.parse
import uuid

import msgpack

import verify_ledger

FUND = "free:0192f0c4-6d2a-7000-8000-000000000001"
CLEARING = "clearing:0192f0c4-6d2a-7000-8000-000000000001:box:longgang"


def text_of(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def H(*parts):
    return hashlib.blake2b(msgpack.packb(parts), digest_size=32).digest()


def make_link(before, seq, body, withheld=False):
    """As list_ledger gives it; one link a minute, from 2026-03-02 09:00."""
    salt = hashlib.md5(b"salt%d" % seq).digest()
    subject, identifier = uuid.UUID(int=seq), uuid.UUID(int=seq << 64)
    packed = msgpack.packb(body)
    leaf = H(salt, packed, b"account:7")
    subject_hash = H(salt, subject.bytes)
    link_hash = H(before, seq, identifier.bytes, 1772413200000 + seq * 60000,
                  "fundraising.gift_received", subject_hash, leaf)
    link = {
        "seq": seq, "id": str(identifier), "leaf": text_of(leaf),
        "at": f"2026-03-02T{9 + seq // 60:02}:{seq % 60:02}:00.000+08:00",
        "kind": "gift_received", "type": "fundraising.gift_received",
        "postings": body.get("postings", []), "hash": text_of(link_hash)}
    if withheld:
        link["subject_hash"] = text_of(subject_hash)
    else:
        link.update(subject=str(subject), actor="account:7",
                    salt=text_of(salt), body=text_of(packed))
    return link, link_hash


def gift(amount):
    return {"amount": amount, "number": "公益-0001", "is_open": True,
            "steps": [-1, -70000, 255, 1 << 40, "x" * 40, b"bytes"],
            "postings": [{"account": CLEARING, "amount": -amount},
                         {"account": FUND, "amount": amount}]}


def make_ledger(count=12):
    """Gifts of 2000 fen and more; every fourth link withheld, one no entry."""
    before, links = bytes(32), []
    for seq in range(1, count + 1):
        body = {"name": "x" * 300} if seq == 3 else gift(2000 + seq * 90000)
        link, before = make_link(before, seq, body, withheld=seq % 4 == 0)
        links.append(link)
    total = sum(p["amount"] for link in links for p in link["postings"]
                if p["account"] == FUND)
    return links, [{"account": FUND, "kind": "free", "balance": total},
                   {"account": CLEARING, "kind": "clearing",
                    "balance": -total}]


def run(*args):
    """The program's exit status and what it prints."""
    output = io.StringIO()
    with (unittest.mock.patch.object(sys, "argv", ["verify_ledger", *args]),
          contextlib.redirect_stdout(output),
          contextlib.redirect_stderr(output)):
        status = verify_ledger.main()
    return status, output.getvalue()


class Files(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.links, self.balances = make_ledger()

    def write(self, name, content):
        path = self.folder / name
        path.write_text(json.dumps(content), encoding="utf-8")
        return str(path)

    def verify(self, *args):
        half = len(self.links) // 2
        return run(self.write("1.json", {"items": self.links[:half],
                                         "next_cursor": "6"}),
                   self.write("2.json", self.links[half:]),
                   "--balances",
                   self.write("balances.json", {"items": self.balances}),
                   *args)

    def assert_fault(self, text, *args):
        status, output = self.verify(*args)
        self.assertEqual(status, 1, output)
        self.assertIn(text, output)

    def test_a_whole_ledger_is_found_whole(self):
        status, output = self.verify()
        self.assertEqual(status, 0, output)
        self.assertIn("12 links, 3 of them withheld; 11 entries", output)
        self.assertIn("the chain is whole", output)

    def test_an_empty_ledger_is_whole(self):
        self.links, self.balances = [], []
        self.assertEqual(self.verify()[0], 0)

    def test_the_hash_is_the_one_that_the_store_computes(self):
        """The same event as in common/db/event_log_test.c."""
        salt, subject = b"3" * 16, b"\x22" * 16
        body = msgpack.packb({"amount": 5000})
        leaf = H(salt, body, b"service:grants@longgang")
        self.links = [{
            "seq": 1, "id": str(uuid.UUID(bytes=bytes(range(1, 17)))),
            "at": "2026-03-02T09:00:00.000+08:00", "postings": [],
            "type": "grants.award_proposed", "kind": "award_proposed",
            "subject": str(uuid.UUID(bytes=subject)),
            "actor": "service:grants@longgang", "salt": text_of(salt),
            "body": text_of(body), "leaf": text_of(leaf),
            "hash": text_of(bytes.fromhex(
                "7297f918f5f805f4a7513d61d23985e4"
                "47fdca946a3178aa8000a1980167c042"))}]
        self.balances = []
        self.assertEqual(self.verify()[0], 0)

    def test_one_flipped_byte_is_found_in_every_field(self):
        whole = self.links
        for index in (4, 7):  # one that is shown, one withheld
            for field in whole[index]:
                if field == "postings":
                    continue
                with self.subTest(index=index, field=field):
                    self.links = copy.deepcopy(whole)
                    flip(self.links[index], field)
                    status, output = self.verify()
                    self.assertEqual(status, 1, output)

    def test_one_removed_link_is_found(self):
        for index in range(len(self.links) - 1):
            with self.subTest(index=index):
                self.links, _ = make_ledger()
                del self.links[index]
                self.assert_fault(f"{index + 1} should come here")

    def test_a_removed_end_is_found_by_who_kept_the_head(self):
        head = self.links[-1]["hash"]
        hex_head = base64.urlsafe_b64decode(head + "=").hex()
        self.assertEqual(self.verify("--head", hex_head)[0], 0)
        del self.links[-1]
        self.assert_fault("no link has the hash of the head", "--head",
                          hex_head)
        self.assert_fault("no link has the hash of the head", "--head", head)

    def test_a_hash_is_taken_as_the_ledger_writes_it(self):
        head = self.links[-1]["hash"]
        self.assertEqual(self.verify("--head", head)[0], 0)
        self.assertEqual(self.verify("--receipt", head)[0], 0)
        for dashed in ("-" * 42 + "8", "-" + head[1:]):
            self.assert_fault("no link has the hash of the head", "--head",
                              dashed)
        for wrong in (head[:-1], head + "=", "", "xyz", "00ff"):
            said = io.StringIO()
            with (self.assertRaises(SystemExit),
                  contextlib.redirect_stderr(said),
                  unittest.mock.patch.object(
                      sys, "argv", ["verify_ledger", "x", "--head", wrong])):
                verify_ledger.main()
            self.assertIn(f"argument --head: {wrong!r} is no hash: 64 "
                          "hexadecimal digits, or 43 ", said.getvalue())

    def test_where_a_receipt_is_in_the_chain_is_said(self):
        said = self.verify("--receipt", self.links[4]["hash"])[1]
        self.assertIn("the receipt is link 5, gift_received of 2026-03-02; 7 "
                      "links follow it\n", said)

    def test_what_cannot_be_known_without_a_head_is_said(self):
        head = self.links[-1]["hash"]
        self.assertIn("cut off cannot be seen", self.verify()[1])
        self.assertNotIn("cut off", self.verify("--head", head)[1])

    def test_a_rewritten_history_is_found_by_who_kept_a_receipt(self):
        receipt = base64.urlsafe_b64decode(self.links[5]["hash"] + "=").hex()
        self.assertEqual(self.verify("--receipt", receipt)[0], 0)
        before, links = bytes(32), []
        for seq in range(1, 13):
            link, before = make_link(before, seq, gift(1))
            links.append(link)
        self.links = links
        self.balances = [{"account": FUND, "balance": 12},
                         {"account": CLEARING, "balance": -12}]
        self.assertEqual(self.verify()[0], 0)
        self.assert_fault("no link has the hash of the receipt", "--receipt",
                          receipt)

    def test_one_altered_balance_is_found(self):
        self.balances[0]["balance"] += 1
        self.assert_fault(f"account {FUND}")

    def test_an_account_on_one_side_only_is_found(self):
        self.balances.append({"account": "free:other", "balance": 100})
        self.assert_fault("account free:other: 100 is published")
        del self.balances[1:]
        self.assert_fault(f"account {CLEARING}: 0 is published")

    def test_postings_that_are_not_the_events_are_found(self):
        for posting in self.links[0]["postings"]:
            posting["amount"] *= 2
        self.assert_fault("link 1: its postings are not those of its event")

    def test_postings_that_do_not_balance_are_found(self):
        self.links, _ = make_ledger(0)
        body = gift(100)
        body["postings"][0]["amount"] = -99
        self.links = [make_link(bytes(32), 1, body)[0]]
        self.balances = [{"account": FUND, "balance": 100},
                         {"account": CLEARING, "balance": -99}]
        self.assert_fault("link 1: its postings do not sum to zero")

    def test_a_link_that_cannot_be_read_is_a_fault(self):
        whole = self.links
        for broken in ({}, None, 7, {**whole[1], "at": "yesterday"},
                       {**whole[1], "body": "!"},
                       {**whole[1], "postings": [{}]}):
            self.links = [whole[0], broken, *whole[2:]]
            self.assert_fault("after link 1: cannot be read")

    def test_a_kind_that_is_not_the_type_is_found(self):
        self.links[0]["kind"] = "gift_refunded"
        self.assert_fault("link 1: its kind 'gift_refunded' is not its type")

    def test_what_no_hash_covers_is_found(self):
        for index, field in ((0, "donor"), (3, "subject"), (3, "actor"),
                             (0, "subject_hash")):
            with self.subTest(index=index, field=field):
                self.links, _ = make_ledger()
                self.links[index][field] = "x"
                self.assert_fault(f"no hash covers what it has as '{field}'")

    def test_one_fault_is_told_once_and_in_plain_words(self):
        whole = self.links
        for field, value in (("body", "gA"), ("body", "!"), ("at", "noon"),
                             ("kind", "other"), ("salt", ""), ("id", 7),
                             ("postings", []), ("postings", None),
                             ("postings", [{}]), ("seq", "2")):
            with self.subTest(field=field, value=value):
                self.links = copy.deepcopy(whole)
                self.links[1][field] = value
                status, output = self.verify()
                self.assertEqual(status, 1, output)
                self.assertTrue(output.endswith("\n1 fault\n"), output)
                self.assertNotIn("Error", output)

    def test_the_same_in_other_words_is_found(self):
        """What means the same to a reader of JSON, but was not written so."""
        upper = {**self.links[1], "id": self.links[1]["id"].replace("-", "")}
        twin = json.dumps(self.links[1])
        for text in (json.dumps(upper), twin.replace("+08:00", "+0800"),
                     twin.replace('"seq": 2', '"seq": 2.0'),
                     twin.replace("{", '{"kind": "other", ', 1)):
            with self.subTest(text=text):
                path = self.folder / "page.json"
                path.write_text(f"[{json.dumps(self.links[0])}, {text}]")
                self.assertNotEqual(run(str(path))[0], 0)

    def test_every_altered_byte_of_a_page_is_found(self):
        """Only in what is withheld are balances needed to tell."""
        self.links, self.balances = make_ledger(4)
        balances = self.write("balances.json", self.balances)
        page = json.dumps({"items": self.links}, ensure_ascii=False,
                          separators=(",", ":")).encode()
        path = self.folder / "page.json"
        chance = random.Random(4)
        for place in range(len(page)):
            altered = bytearray(page)
            altered[place] ^= 1 << chance.randrange(8)
            path.write_bytes(altered)
            status, output = run(str(path), "--balances", balances)
            self.assertNotEqual(status, 0, bytes(altered))
            self.assertNotIn("Error", output)

    def test_without_balances_nothing_is_said_of_them(self):
        status, output = run(self.write("1.json", self.links))
        self.assertEqual(status, 0, output)
        self.assertIn("the chain is whole; no balances were given", output)
        self.assertNotIn("follow", output)

    def test_files_may_come_after_the_balances(self):
        status, output = run(
            "--balances", self.write("a.json", self.balances[:1]),
            self.write("1.json", self.links[:5]),
            self.write("b.json", self.balances[1:]),
            self.write("2.json", self.links[5:]))
        self.assertEqual(status, 0, output)
        self.assertIn("the balances follow from it", output)

    def test_balances_that_are_all_missing_are_found(self):
        self.balances = []
        self.assert_fault(f"account {FUND}: 0 is published")

    def test_balances_are_known_by_what_they_hold(self):
        links = self.write("1.json", {"items": self.links})
        balances = self.write("b.json", {"items": self.balances})
        status, output = run(balances, links)
        self.assertEqual(status, 0, output)
        self.assertIn("the balances follow from it", output)
        self.balances[0]["balance"] = "much"
        status, output = run(links, self.write("b.json", self.balances))
        self.assertEqual(status, 2, output)
        self.assertIn("b.json is no page of balances", output)

    def test_what_is_no_ledger_is_said_so(self):
        path = self.folder / "page.html"
        path.write_text("<html>")
        for args in ([str(path)], [str(self.folder / "nothing.json")],
                     ["http://127.0.0.1:1/ledger"]):
            status, output = run(*args)
            self.assertEqual(status, 2, output)
            self.assertIn("cannot read the ledger", output)


def flip(link, field):
    """One bit of what the field means."""
    value = link[field]
    if field == "seq":
        link[field] = value ^ 1
    elif field == "at":
        link[field] = value.replace(":00.000+", ":00.001+")
    elif field in ("id", "subject"):
        link[field] = str(uuid.UUID(int=uuid.UUID(value).int ^ 1))
    elif field in ("type", "kind", "actor"):
        link[field] = value[:-1] + chr(ord(value[-1]) ^ 1)
    else:
        data = bytearray(base64.urlsafe_b64decode(value + "=="))
        data[len(data) // 2] ^= 1
        link[field] = text_of(bytes(data))


class Server(http.server.BaseHTTPRequestHandler):
    """A hub of five links a page; money may move while it is read."""

    def do_GET(self):
        address = urllib.parse.urlparse(self.path)
        query = dict(urllib.parse.parse_qsl(address.query))
        is_balances = address.path.endswith("/balances")
        links, balances = make_ledger(12 - self.server.moves_left)
        items = balances if is_balances else links
        start = int(query.get("cursor", "0+0").split("+")[0])
        page = {"items": items[start:start + 5]}
        if start + 5 < len(items):
            page["next_cursor"] = f"{start + 5}+&="
        elif not is_balances and self.server.moves_left:
            self.server.moves_left -= 1
        body = json.dumps(page).encode()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


class Address(unittest.TestCase):
    def serve(self, moves):
        server = http.server.HTTPServer(("127.0.0.1", 0), Server)
        server.moves_left = moves
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        self.addCleanup(server.server_close)
        self.addCleanup(thread.join)
        self.addCleanup(server.shutdown)
        return f"http://127.0.0.1:{server.server_port}/v1/hubs/longgang/ledger"

    def test_a_ledger_is_read_page_by_page(self):
        status, output = run(self.serve(0))
        self.assertEqual(status, 0, output)
        self.assertIn("12 links", output)

    def test_money_that_moves_meanwhile_is_no_fault(self):
        status, output = run(self.serve(2))
        self.assertEqual(status, 0, output)
        self.assertIn("12 links", output)


if __name__ == "__main__":
    unittest.main()
