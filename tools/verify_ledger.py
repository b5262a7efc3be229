#!/usr/bin/env python3
"""Check the published ledger of a hub without trusting whoever publishes it.

Every event of a hub's fundraising is a link of a chain: its hash covers the
link before it, so nobody can alter, remove or insert one afterwards without
changing every hash that follows. This program reads the links as anyone can
download them and recomputes

  * each hash, from the link before it and from what the link says. Where a
    link withholds what it says (who gave, for instance), the two hashes that
    stand in for it still bind it into the chain;
  * that the money moved in each entry is the money its event speaks of, and
    that each entry takes from some accounts exactly what it gives to others;
  * every account's balance, to compare with the balances that are published.

usage:
  verify_ledger.py https://HOST/v1/hubs/HUB/ledger
  verify_ledger.py ledger-1.json ledger-2.json … [--balances balances.json …]

A file holds one page as the address above gives it, or a list of links.
With an address the balances are read from …/ledger/balances.

  --receipt HASH   also find the link that a donor's receipt names
  --head HASH      also find the link that was the last one at some time: write
                   down the one that is printed, and nobody can shorten the
                   chain or rewrite it without your seeing it

Only Python's own library is needed. Exit status: 0 all is well, 1 something
is wrong (each fault is a line), 2 the ledger could not be read.

The rules, from docs/wire.md: H is BLAKE2b-256 over a msgpack array;
  leaf = H(salt, body, actor)
  hash = H(hash before, seq, id, at, type, H(salt, subject), leaf)
with seq and at (milliseconds since 1970) as integers, type as text, all else
as bytes. The hash before the first is 32 zero bytes.
"""
import argparse
import base64
import datetime
import hashlib
import json
import sys
import urllib.parse
import urllib.request
import uuid

EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
START = bytes(32)


# Reading what JSON writes as text

def bytes_of(text):
    """Base64 for URLs, without padding."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def milliseconds_of(text):
    moment = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    return (moment - EPOCH) // datetime.timedelta(milliseconds=1)


# msgpack: https://github.com/msgpack/msgpack/blob/master/spec.md

def pack(value):
    """An integer, text or bytes in its shortest form."""
    if isinstance(value, int):
        if value < 0x80:
            return bytes([value])
        return with_length(value, 0xcc, 8)
    if isinstance(value, str):
        data = value.encode()
        if len(data) < 32:
            return bytes([0xa0 | len(data)]) + data
        return with_length(len(data), 0xd9, 4) + data
    return with_length(len(value), 0xc4, 4) + value


def with_length(number, first_type, largest):
    for index, size in enumerate((1, 2, 4, 8)):
        if size <= largest and number < 1 << 8 * size:
            return bytes([first_type + index]) + number.to_bytes(size, "big")
    raise ValueError(f"{number} is too large")


class Unpacker:
    """The value of a message: a body is a map of names to values."""

    def __init__(self, data):
        self.data = data
        self.place = 0

    def take(self, size):
        piece = self.data[self.place:self.place + size]
        if len(piece) < size:
            raise ValueError("the body ends too early")
        self.place += size
        return piece

    def number(self, size, signed=False):
        return int.from_bytes(self.take(size), "big", signed=signed)

    def list(self, length):
        return [self.value() for _ in range(length)]

    def map(self, length):
        return {self.value(): self.value() for _ in range(length)}

    def value(self):
        kind = self.number(1)
        if kind < 0x80:
            return kind
        if kind < 0x90:
            return self.map(kind & 0x0f)
        if kind < 0xa0:
            return self.list(kind & 0x0f)
        if kind < 0xc0:
            return self.take(kind & 0x1f).decode()
        if kind >= 0xe0:
            return kind - 0x100
        if kind in (0xc2, 0xc3):
            return kind == 0xc3
        if 0xc4 <= kind <= 0xc6:
            return self.take(self.number(1 << kind - 0xc4))
        if 0xcc <= kind <= 0xcf:
            return self.number(1 << kind - 0xcc)
        if 0xd0 <= kind <= 0xd3:
            return self.number(1 << kind - 0xd0, signed=True)
        if 0xd9 <= kind <= 0xdb:
            return self.take(self.number(1 << kind - 0xd9)).decode()
        if kind in (0xdc, 0xdd):
            return self.list(self.number(2 if kind == 0xdc else 4))
        if kind in (0xde, 0xdf):
            return self.map(self.number(2 if kind == 0xde else 4))
        raise ValueError(f"a body does not hold values of type {kind:#x}")


def unpack(data):
    unpacker = Unpacker(data)
    value = unpacker.value()
    if unpacker.place != len(data):
        raise ValueError("something follows the body")
    return value


# The chain

def H(*parts):
    packed = bytes([0x90 | len(parts)]) + b"".join(map(pack, parts))
    return hashlib.blake2b(packed, digest_size=32).digest()


def is_withheld(link):
    return "salt" not in link


def event_of(link):
    return unpack(bytes_of(link["body"]))


def leaf_of(link):
    actor = link.get("actor", "").encode()
    return H(bytes_of(link["salt"]), bytes_of(link["body"]), actor)


def subject_hash_of(link):
    if is_withheld(link):
        return bytes_of(link["subject_hash"])
    return H(bytes_of(link["salt"]), uuid.UUID(link["subject"]).bytes)


def hash_of(link, before):
    return H(before, link["seq"], uuid.UUID(link["id"]).bytes,
             milliseconds_of(link["at"]), link["type"], subject_hash_of(link),
             bytes_of(link["leaf"]))


class Ledger:
    """What was found so far, link after link."""

    def __init__(self):
        self.seq = 0
        self.head = START
        self.hashes = set()
        self.withheld = 0
        self.unproven = 0
        self.entries = 0
        self.balances = {}
        self.faults = []

    def fault(self, text):
        self.faults.append(text)

    def add(self, link):
        try:
            self.check_money(link)
            self.check_chain(link)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            self.fault(f"after link {self.seq}: cannot be read: {error!r}")

    def check_chain(self, link):
        seq = link["seq"]
        if seq != self.seq + 1:
            self.fault(f"link {seq}: {self.seq + 1} should come here")
        if is_withheld(link):
            self.withheld += 1
        elif leaf_of(link) != bytes_of(link["leaf"]):
            self.fault(f"link {seq}: its content is not what was hashed")
        if hash_of(link, self.head) != bytes_of(link["hash"]):
            self.fault(f"link {seq}: its hash does not follow from the chain")
        self.seq = seq
        self.head = bytes_of(link["hash"])
        self.hashes.add(self.head)

    def check_money(self, link):
        seq = link["seq"]
        postings = pairs_of(link)
        if postings:
            self.entries += 1
        if sum(amount for _, amount in postings) != 0:
            self.fault(f"link {seq}: its postings do not sum to zero")
        if is_withheld(link):
            self.unproven += bool(postings)
        elif sorted(postings) != sorted(pairs_of(event_of(link))):
            self.fault(f"link {seq}: its postings are not those of its event")
        for account, amount in postings:
            self.balances[account] = self.balances.get(account, 0) + amount

    def compare(self, published):
        """Every account, also one that only one side knows."""
        for account in sorted({*self.balances, *published}):
            own = self.balances.get(account, 0)
            theirs = published.get(account, 0)
            if own != theirs:
                self.fault(f"account {account}: {theirs} is published, but "
                           f"its postings come to {own}")

    def find(self, name, wanted):
        if wanted not in self.hashes:
            self.fault(f"no link has the hash of the {name}, {wanted.hex()}")


def pairs_of(thing):
    return [(p["account"], p["amount"]) for p in thing.get("postings", [])]


# Where the ledger comes from

def items_of(page):
    return page if isinstance(page, list) else page["items"]


def read_files(paths):
    for path in paths:
        with open(path, encoding="utf-8") as file:
            yield from items_of(json.load(file))


def read_address(address):
    """Everything in a list, page by page."""
    query = "?limit=200"
    while query:
        with urllib.request.urlopen(address + query, timeout=60) as answer:
            page = json.load(answer)
        yield from items_of(page)
        after = page.get("next_cursor")
        query = after and "?limit=200&cursor=" + urllib.parse.quote(after)


def balances_of(items):
    return {item["account"]: item["balance"] for item in items}


def verify(links):
    ledger = Ledger()
    for link in links:
        ledger.add(link)
    return ledger


def verify_address(address):
    """Once more if money moved while the ledger was read."""
    address = address.rstrip("/")
    for _ in range(5):
        published = balances_of(read_address(address + "/balances"))
        ledger = verify(read_address(address))
        if balances_of(read_address(address + "/balances")) == published:
            break
    ledger.compare(published)
    return ledger


def verify_files(paths, balances):
    ledger = verify(read_files(paths))
    if balances:
        ledger.compare(balances_of(read_files(balances)))
    return ledger


def report(ledger):
    for fault in ledger.faults:
        print(fault)
    print(f"{ledger.seq} links, {ledger.withheld} of them withheld; "
          f"{ledger.entries} entries ({ledger.unproven} with their event "
          f"withheld) on {len(ledger.balances)} accounts")
    print(f"head {ledger.head.hex()}")
    if ledger.faults:
        print(f"{len(ledger.faults)} faults")
    else:
        print("the chain is whole and the balances follow from it")


def read_arguments():
    parser = argparse.ArgumentParser(
        usage=argparse.SUPPRESS, description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", nargs="+", help="address or files")
    parser.add_argument("--balances", nargs="+", help="files")
    parser.add_argument("--receipt", metavar="HASH", type=bytes.fromhex)
    parser.add_argument("--head", metavar="HASH", type=bytes.fromhex)
    return parser.parse_args()


def main():
    args = read_arguments()
    try:
        if args.source[0].startswith(("http://", "https://")):
            ledger = verify_address(args.source[0])
        else:
            ledger = verify_files(args.source, args.balances)
    except (OSError, ValueError, KeyError, TypeError) as error:
        print(f"cannot read the ledger: {error}", file=sys.stderr)
        return 2
    if args.receipt:
        ledger.find("receipt", args.receipt)
    if args.head:
        ledger.find("head", args.head)
    report(ledger)
    return 1 if ledger.faults else 0


if __name__ == "__main__":
    sys.exit(main())
