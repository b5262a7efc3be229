#!/usr/bin/env python3
"""Fail if a room includes one it may not see, or holds what it may not hold.

Run by ctest as 'layers'. docs/architecture.md says why.
"""
import pathlib
import re
import sys

COMMON = {
    "base": set(),
    "wire": {"base"},
    "db": {"base"},
    "bus": {"base", "wire"},
    "server": {"base", "wire", "db", "bus"},
}
SERVICES = {"registry", "grants", "fundraising", "notification"}
SQL = re.compile(r'"\s*(SELECT|INSERT INTO|UPDATE|DELETE FROM|CREATE) (?!fts5)', re.I)
CLOCK = re.compile(r"\bclock_(now|monotonic)\(")


def sources(folder):
    for path in sorted(folder.rglob("*.[ch]")):
        if "notebook" in path.parts:
            continue  # a whole service, for tests alone
        if not path.stem.endswith(("_test", "_fuzz")):
            yield path, path.read_text()


def includes(text):
    return re.findall(r'^#include "(\w+)/', text, re.M)


def check_common(root):
    for room, may_see in COMMON.items():
        for path, text in sources(root / "common" / room):
            for seen in includes(text):
                if seen != room and seen not in may_see:
                    yield f"{path}: {room} must not include {seen}"
            if room != "db" and SQL.search(text):
                yield f"{path}: SQL outside common/db"


def check_services(root):
    for service in SERVICES:
        others = SERVICES - {service}
        for path, text in sources(root / "services" / service):
            for other in re.findall(r'^#include "(\w+)_service\.h"', text, re.M):
                if other in others:
                    yield f"{path}: a service must not include {other}"
            if "zmq_" in text or "zsock_" in text:
                yield f"{path}: sockets outside common/bus"
            if not path.stem.startswith("store") and SQL.search(text):
                yield f"{path}: SQL outside store*.c"
            if CLOCK.search(text):
                yield f"{path}: a service takes the time from its call"


def main(root):
    problems = [*check_common(root), *check_services(root)]
    print("\n".join(problems) or "every room keeps to its layer")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
