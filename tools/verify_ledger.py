#!/usr/bin/env python3
"""Check the published ledger of a hub without trusting whoever publishes it.

Every event of a hub's fundraising is a link of a chain: its hash covers the
link before it, so nobody can alter, remove or insert one afterwards without
changing every hash that follows. This program reads the links as anyone can
download them and recomputes

  * each hash, from the link before it and from what the link says. Where a
    link withholds what it says (who gave, for instance), the two hashes that
    stand in for it still bind it into the chain;
  * that whatever else a link shows is what was hashed: its kind is its type,
    the money moved in each entry is the money its event speaks of, and there
    is nothing in it that no hash covers;
  * that each entry takes from some accounts exactly what it gives to others;
  * every account's balance, to compare with the balances that are published.

usage:
  verify_ledger.py https://HOST/v1/hubs/HUB/ledger
  verify_ledger.py ledger-1.json ledger-2.json … [--balances balances.json …]

A file holds one page as the address above gives it, or a list of links.
With an address the balances are read from …/ledger/balances; with files they
are compared if they are given. Pages of balances are told from the others by
what they hold, so the order of files does not matter.

  --receipt HASH   also find the link that a donor's receipt names
  --head HASH      also find the link that was the last one at some time: write
                   down the one that is printed, and nobody can shorten the
                   chain or rewrite it without your seeing it. Without it,
                   that the newest links were not cut off is not known

A HASH is written as here, in hexadecimal, or as in the ledger, in base64url.
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
CHINA = datetime.timezone(datetime.timedelta(hours=8))
START = bytes(32)


class Unreadable(Exception):
    """What is wrong, for whoever runs this."""


# Reading what JSON writes as text: in one form only, as what could be written
# in two ways could be altered without changing a hash.

def bytes_of(text):
    """Base64 for URLs, without padding."""
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    expect(base64.urlsafe_b64encode(data).decode().rstrip("=") == text)
    return data


def hash_from(text):
    data = bytes_of(text)
    expect(len(data) == len(START))
    return data


def milliseconds_of(text):
    moment = datetime.datetime.fromisoformat(text).astimezone(CHINA)
    expect(moment.isoformat(timespec="milliseconds") == text)
    return (moment - EPOCH) // datetime.timedelta(milliseconds=1)


def uuid_of(text):
    value = uuid.UUID(text)
    expect(str(value) == text)
    return value.bytes


def text_of(text):
    expect(isinstance(text, str))
    text.encode()
    return text


def whole_of(number):
    expect(type(number) is int)
    return number


def number_of(seq):
    expect(0 < whole_of(seq) < 1 << 63)
    return seq


def postings_of(postings):
    for posting in postings:
        expect(posting.keys() == {"account", "amount"})
    return [(text_of(p["account"]), whole_of(p["amount"])) for p in postings]


def expect(is_so):
    if not is_so:
        raise ValueError


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


# What a link has, and how each is read; then what one has that is shown, and
# one that is withheld.
ALWAYS = {"seq": number_of, "at": milliseconds_of, "kind": text_of,
          "type": text_of, "id": uuid_of, "leaf": hash_from,
          "hash": hash_from}
SHOWN = {"subject": uuid_of, "salt": bytes_of, "body": bytes_of}
WITHHELD = {"subject_hash": hash_from}
PERHAPS = {"actor": text_of, "postings": postings_of}
ERRORS = (AttributeError, LookupError, OverflowError, RecursionError,
          TypeError, ValueError)


def read_link(item):
    """A link's fields as what they mean."""
    if not isinstance(item, dict):
        raise Unreadable("it is no link of a ledger")
    needed = {**ALWAYS, **(SHOWN if "salt" in item else WITHHELD)}
    for name in needed:
        if name not in item:
            raise Unreadable(f"it has no {name}")
    link = {"actor": "", "postings": []}
    for name, value in item.items():
        read = needed.get(name) or PERHAPS.get(name)
        if not read or name == "actor" and "salt" not in item:
            raise Unreadable(f"no hash covers what it has as {name!r}")
        link[name] = read_field(name, read, value)
    return link


def read_field(name, read, value):
    try:
        return read(value)
    except ERRORS:
        raise Unreadable(f"its {name} is not written as it should be") from None


def read_event(link):
    """What was hashed, after its leaf was found right."""
    try:
        return postings_of(unpack(link["body"]).get("postings", []))
    except ERRORS:
        raise Unreadable("its body is no event") from None


def is_withheld(link):
    return "salt" not in link


def leaf_of(link):
    return H(link["salt"], link["body"], link["actor"].encode())


def subject_hash_of(link):
    if is_withheld(link):
        return link["subject_hash"]
    return H(link["salt"], link["subject"])


def hash_of(link, before):
    return H(before, link["seq"], link["id"], link["at"], link["type"],
             subject_hash_of(link), link["leaf"])


def day_of(at):
    return (EPOCH + datetime.timedelta(milliseconds=at)).astimezone(CHINA).date()


class Ledger:
    """What was found so far, link after link."""

    def __init__(self):
        self.seq = 0
        self.head = START
        self.links = {}  # hash -> where it is
        self.found = []
        self.withheld = 0
        self.unproven = 0
        self.unread = 0
        self.entries = 0
        self.balances = {}
        self.is_compared = False
        self.faults = []

    def fault(self, text):
        self.faults.append(text)

    def add_all(self, items):
        for item in items:
            self.add(item)

    def add(self, item):
        try:
            link = read_link(item)
            is_whole = self.check_chain(link)
            self.check_money(link, is_whole)
        except Unreadable as error:
            self.fault(f"after link {self.seq}: cannot be read: {error}")
            self.pass_over(item)

    def pass_over(self, item):
        """Go on behind it, so that one fault is not told again and again."""
        self.unread += 1
        self.seq += 1
        try:
            self.head = hash_from(item["hash"])
        except ERRORS:
            self.head = None

    def check_chain(self, link):
        seq = link["seq"]
        is_whole = is_withheld(link) or leaf_of(link) == link["leaf"]
        if seq != self.seq + 1:
            self.fault(f"link {seq}: {self.seq + 1} should come here")
        if link["type"].partition(".")[2] != link["kind"]:
            self.fault(f"link {seq}: its kind {link['kind']!r} is not its "
                       f"type {link['type']!r}")
        if not is_whole:
            self.fault(f"link {seq}: its content is not what was hashed")
        elif self.head and hash_of(link, self.head) != link["hash"]:
            self.fault(f"link {seq}: its hash does not follow from the chain")
        self.withheld += is_withheld(link)
        self.seq = seq
        self.head = link["hash"]
        self.links[self.head] = (seq, link["kind"], link["at"])
        return is_whole

    def check_money(self, link, is_whole):
        postings = self.proven_postings(link, is_whole)
        if postings:
            self.entries += 1
        if sum(amount for _, amount in postings) != 0:
            self.fault(f"link {link['seq']}: its postings do not sum to zero")
        for account, amount in postings:
            self.balances[account] = self.balances.get(account, 0) + amount

    def proven_postings(self, link, is_whole):
        """Those of the event where it is shown, else those that are claimed."""
        claimed = link["postings"]
        if is_withheld(link):
            self.unproven += bool(claimed)
            return claimed
        if not is_whole:
            return claimed
        hashed = read_event(link)
        if sorted(claimed) != sorted(hashed):
            self.fault(f"link {link['seq']}: its postings are not those of "
                       "its event")
        return hashed

    def compare(self, published):
        """Every account, also one that only one side knows."""
        self.is_compared = True
        if self.unread:
            return
        for account in sorted({*self.balances, *published}):
            own = self.balances.get(account, 0)
            theirs = published.get(account, 0)
            if own != theirs:
                self.fault(f"account {account}: {theirs} is published, but "
                           f"its postings come to {own}")

    def find(self, name, wanted):
        if wanted not in self.links:
            self.fault(f"no link has the hash of the {name}, {wanted.hex()}")
            return
        seq, kind, at = self.links[wanted]
        self.found.append(f"the {name} is link {seq}, {kind} of {day_of(at)}; "
                          f"{self.seq - seq} links follow it")


# Where the ledger comes from

def items_of(page, source):
    if isinstance(page, dict) and page.keys() <= {"items", "next_cursor"}:
        page = page.get("items")
    if not isinstance(page, list):
        raise Unreadable(f"{source} is no page of a ledger")
    return page


def without_twins(pairs):
    """JSON leaves open which of two fields of one name is meant."""
    fields = dict(pairs)
    expect(len(fields) == len(pairs))
    return fields


def read_json(file, source):
    try:
        return json.load(file, object_pairs_hook=without_twins)
    except (ValueError, RecursionError):
        raise Unreadable(f"{source} is not JSON") from None


def read_files(paths):
    for path in paths:
        with open(path, encoding="utf-8") as file:
            yield path, items_of(read_json(file, path), path)


def is_of_balances(items):
    return bool(items) and isinstance(items[0], dict) and "balance" in items[0]


def read_address(address):
    """Everything in a list, page by page."""
    query = "?limit=200"
    while query:
        with urllib.request.urlopen(address + query, timeout=60) as answer:
            page = read_json(answer, address)
        yield from items_of(page, address)
        after = page.get("next_cursor")
        query = after and "?limit=200&cursor=" + urllib.parse.quote(after)


def balances_of(items, source):
    try:
        return {text_of(item["account"]): whole_of(item["balance"])
                for item in items}
    except ERRORS:
        raise Unreadable(f"{source} is no page of balances") from None


def read_balances(address):
    return balances_of(read_address(address), address)


def verify_address(address):
    """Once more if money moved while the ledger was read."""
    address = address.rstrip("/")
    for _ in range(5):
        published = read_balances(address + "/balances")
        ledger = Ledger()
        ledger.add_all(read_address(address))
        if read_balances(address + "/balances") == published:
            break
    ledger.compare(published)
    return ledger


def verify_files(paths, has_balances):
    """Pages of both kinds, each known by what it holds."""
    ledger, published = Ledger(), {}
    for path, items in read_files(paths):
        if is_of_balances(items):
            published.update(balances_of(items, path))
        else:
            ledger.add_all(items)
    if published or has_balances:
        ledger.compare(published)
    return ledger


def verify_source(args):
    if args.source and args.source[0].startswith(("http://", "https://")):
        return verify_address(args.source[0])
    return verify_files([*args.source, *args.balances], bool(args.balances))


def report(ledger, knows_head):
    for line in (*ledger.faults, *ledger.found):
        print(line)
    print(f"{ledger.seq} links, {ledger.withheld} of them withheld; "
          f"{ledger.entries} entries ({ledger.unproven} with their event "
          f"withheld) on {len(ledger.balances)} accounts")
    if ledger.head:
        print(f"head {ledger.head.hex()}")
    if ledger.faults:
        count = len(ledger.faults)
        print("1 fault" if count == 1 else f"{count} faults")
        return
    if ledger.is_compared:
        print("the chain is whole and the balances follow from it")
    else:
        print("the chain is whole; no balances were given to compare")
    if not knows_head:
        print("whether its newest links were cut off cannot be seen without "
              "--head HASH, one noted before; note the one above")


def hash_of_argument(text):
    """As we print it, or as the ledger and receipts have it."""
    try:
        return bytes.fromhex(text) if len(text) == 64 else hash_from(text)
    except ERRORS:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no hash: 64 hexadecimal digits, or 43 characters of "
            "base64url as in the ledger") from None


def words_of(arguments):
    """The text of a hash may begin with a dash: it is no option."""
    arguments = iter(arguments)
    for word in arguments:
        takes_hash = word in ("--receipt", "--head")
        yield f"{word}={next(arguments, '')}" if takes_hash else word


def read_arguments():
    parser = argparse.ArgumentParser(
        usage=argparse.SUPPRESS, description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", nargs="*", help="address or files")
    parser.add_argument("--balances", metavar="FILE", nargs="+", default=[])
    parser.add_argument("--receipt", metavar="HASH", type=hash_of_argument)
    parser.add_argument("--head", metavar="HASH", type=hash_of_argument)
    args = parser.parse_args(list(words_of(sys.argv[1:])))
    if not args.source and not args.balances:
        parser.error("give an address or files")
    return args


def main():
    args = read_arguments()
    try:
        ledger = verify_source(args)
    except (OSError, UnicodeError, Unreadable) as error:
        print(f"cannot read the ledger: {error}", file=sys.stderr)
        return 2
    if args.receipt:
        ledger.find("receipt", args.receipt)
    if args.head:
        ledger.find("head", args.head)
    report(ledger, bool(args.head))
    return 1 if ledger.faults else 0


if __name__ == "__main__":
    sys.exit(main())
