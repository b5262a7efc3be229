#!/usr/bin/env python3
"""Fail if a room includes one it may not see, or holds what it may not hold.

Run by ctest as 'layers'; check_layers_test.py shows what it catches.
docs/architecture.md says why.
"""
import pathlib
import re
import sys

# What each room of common/ may include of the others.
COMMON = {
    "base": set(),
    "wire": {"base"},
    "db": {"base"},
    "bus": {"base", "wire"},
    "server": {"base", "wire", "db", "bus"},
}
SERVICES = ["registry", "grants", "fundraising", "notification"]
SEEN_BY_SERVICES = {"base", "wire", "db", "server"}
SEEN_BY_GATEWAY = {"base", "wire", "bus"}
# Of another service everybody may know what it says, nothing else of it.
MESSAGES = re.compile(r"(types|gateway|%s)_messages\.h" % "|".join(SERVICES))
MESSAGES_OF_COMMON = re.compile(r"(types|gateway)_messages\.h")
PAGES_OF_GATEWAY = re.compile(r"(openapi_document|reference_page)\.h")

# What is no noun's rules in a service: these do its work, or wire it up.
NO_RULES = re.compile(r"(handlers|follow|store)(_\w+)?|main|service|smtp")
# Rules may know texts, and what a message is made of; not how it is coded.
WIRE_OF_RULES = {"wire/buffer.h", "wire/utf8.h", "wire/schema.h"}
# Settings are read where a service is wired up, and by who sends its mails.
READS_SETTINGS = re.compile(r"main|service|smtp")
SENDS_MAIL = re.compile(r"main|smtp")  # by libcurl: no socket of ours

SOCKET = re.compile(r"\b((?:zmq|zsock|zmsg|zframe|zpoller|zactor)_\w+"
                    r"|socket|socketpair)\s*\(")
SOCKET_HEADER = re.compile(r"(c?zmq|netdb|poll|sys/(socket|un|epoll|select)"
                           r"|arpa/\w+|net\w*/\w+|curl/\w+)\.h")
MACHINE_CLOCK = re.compile(
    r"\b(time|ftime|clock_gettime|gettimeofday|timespec_get)\s*\(")
OUR_CLOCK = re.compile(r"\b(clock_(?:now|machine|monotonic|monotonic_us))\s*\(")
SQL = re.compile(r"""
    # anywhere in a text, however it is written
    \bselect\b.+?\bfrom\b | \binsert\s+(or\s+\w+\s+)?into\b
  | \breplace\s+into\b | \bupdate\s+(or\s+\w+\s+)?\S+\s+set\b
  | \bdelete\s+from\b | \bpragma\s+\w+
  | \bwith\s+(recursive\s+)?\w+\s*(\([^)]*\)\s*)?as\s*(materialized\s*)?\(
  | \b(create|drop|alter)\s+((temp|temporary|unique|virtual)\s+)?
      (table|index|view|trigger)\b
    # all of a text
  | ^\s*(begin|commit|end|rollback|vacuum)\s*;?\s*$
  | ^\s*(begin\s+(deferred|immediate|exclusive|transaction)
      |rollback\s+to|vacuum\s+into|(attach|detach)\s+database)\b
    # the first word of one that goes on elsewhere
  | ^\s*(?-i:SELECT|INSERT|UPDATE|REPLACE|WITH|PRAGMA|BEGIN|EXPLAIN|VALUES
      |CREATE|ALTER|DROP|ATTACH|DETACH|ANALYZE|REINDEX|SAVEPOINT|RELEASE)\b
    """, re.I | re.S | re.X)

COMMENT_OR_TEXT = re.compile(
    r"""/\*.*?\*/ | //[^\n]* | "(?:\\.|[^"\\\n])*" | '(?:\\.|[^'\\\n])*'""",
    re.S | re.X)
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"].*$', re.M)
# Adjacent literals are one text, over the ends of lines and of macros' lines.
TEXT = re.compile(r'"(?:\\.|[^"\\\n])*"(?:[\s\\]*"(?:\\.|[^"\\\n])*")*')
PART = re.compile(r'"((?:\\.|[^"\\\n])*)"')


class Source:
    """A file: what it includes, its texts, and its code without either."""

    def __init__(self, path):
        self.path = path
        whole = COMMENT_OR_TEXT.sub(
            lambda found: found[0] if found[0][0] == '"' else " ",
            path.read_text())
        self.includes = INCLUDE.findall(whole)
        whole = INCLUDE.sub("", whole)
        self.texts = ["".join(PART.findall(text))
                      for text in TEXT.findall(whole)]
        self.code = COMMENT_OR_TEXT.sub('""', whole)

    def has(self, name):
        return any(seen == name for _, seen in self.includes)

    def is_store(self):
        return self.path.stem.startswith("store")


def sources(folder):
    for path in sorted(folder.rglob("*.[ch]")):
        if "notebook" in path.parts:
            continue  # a whole service, for tests alone
        if not path.stem.endswith(("_test", "_fuzz")):
            yield Source(path)


def check_includes(source, rooms, generated):
    """Ours lie in a room it may see, or beside it, or are generated for it."""
    for quote, name in source.includes:
        room, inside, _ = name.partition("/")
        if quote == "<":
            if room in COMMON or name.endswith(("_messages.h", "_service.h")):
                yield f"<{name}> is ours: in quotes"
        elif inside and room not in rooms:
            yield f"must not include {name}"
        elif not inside and not generated.fullmatch(name):
            if not (source.path.parent / name).exists():
                yield f"must not include {name}: it is another room's"


def check_sql(source):
    if source.has("sqlite3.h"):
        yield "sqlite3.h outside common/db and store*.c"
    for text in source.texts:
        if SQL.search(text):
            yield f'SQL outside common/db and store*.c: "{text[:40]}"'


def check_clock(source, clock=MACHINE_CLOCK, why="outside base/clock.c"):
    for name in clock.findall(source.code):
        yield f"{name}() {why}"


def check_sockets(source, allowed=()):
    for name in SOCKET.findall(source.code):
        if name not in allowed:
            yield f"{name}(): sockets outside common/bus"
    for _, name in source.includes:
        if SOCKET_HEADER.fullmatch(name) and name not in allowed:
            yield f"{name}: sockets outside common/bus"


def check_common(source, room):
    yield from check_includes(source, COMMON[room] | {room}, MESSAGES_OF_COMMON)
    if room != "db":
        yield from check_sql(source)
    if source.path.name != "clock.c":
        yield from check_clock(source)
    if room != "bus":  # who waits for its sockets asks for all at once
        yield from check_sockets(source, ["zmq_poll"])


def check_service(source, service):
    settings = {"bus"} if READS_SETTINGS.fullmatch(source.path.stem) else set()
    generated = re.compile(MESSAGES.pattern + rf"|{service}_service\.h")
    yield from check_includes(source, SEEN_BY_SERVICES | settings, generated)
    if not source.is_store():
        yield from check_sql(source)
    yield from check_clock(source)
    yield from check_clock(source, OUR_CLOCK,
                           "in a service: it takes the time from its call")
    yield from check_sockets(
        source, ["curl/curl.h"] if SENDS_MAIL.fullmatch(source.path.stem) else [])
    for _, name in source.includes:
        if name.startswith("bus/") and name != "bus/config.h":
            yield f"must not include {name}"
    if source.path.stem != service and not NO_RULES.fullmatch(source.path.stem):
        yield from check_rules(source)


def check_rules(source):
    for _, name in source.includes:
        if name.startswith("wire/") and name not in WIRE_OF_RULES:
            yield f"rules must not include {name}"
        if name in ("time.h", "sys/time.h"):
            yield f"rules must not include {name}"


def check_gateway(source):
    generated = re.compile(f"{MESSAGES.pattern}|{PAGES_OF_GATEWAY.pattern}")
    yield from check_includes(source, SEEN_BY_GATEWAY, generated)
    yield from check_sql(source)
    yield from check_clock(source)


def check_tool(source):
    yield from check_sql(source)
    yield from check_clock(source)


def places(root):
    """(folder, the check of a source there)"""
    for room in COMMON:
        yield f"common/{room}", lambda source, room=room: check_common(
            source, room)
    for service in SERVICES:
        yield f"services/{service}", lambda source, service=service: (
            check_service(source, service))
    yield "services/gateway", check_gateway
    yield "tools", check_tool


def problems(root):
    for folder, check in places(root):
        for source in sources(root / folder):
            for problem in check(source):
                yield f"{source.path.relative_to(root)}: {problem}"


def main(root):
    found = list(problems(root))
    print("\n".join(found) or "every room keeps to its layer")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
