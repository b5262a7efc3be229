#!/usr/bin/env python3
"""Fail if the web pages lack a word for a value of the schemas, or have one too many.

Run by ctest as 'words', without Node: the types say the same when the pages
are built, but that is not on every machine that changes a schema.
"""
import pathlib
import re
import sys

import yaml

WEB = "services/gateway/web"
# "export const roles: Words<Schemas['role']> = {", and what is like it.
TABLE = re.compile(
    r"const (\w+): (?:Readonly<)?(?:Words|Record)<Schemas\['(\w+)'\][^=]*= \{")
# Entries of the ledger are events: their kinds are typed nowhere.
LEDGER = re.compile(r"const (kinds): Readonly<Record<string, Word>> = \{")
OF_EVERY_LOG = {"rows_changed"}
# What messages can be about: what notification follows, and some of its own.
HAPPENINGS = re.compile(
    r"const (\w+): Readonly<Record<string, Word>> = \{")
OF_ITS_OWN = {"notification": {"mail_failed", "trouble_found", "alarm_raised"}}
# What is said of refusals: what to do about a problem, what a field is called,
# and what the decoder and the services find wrong with one.
REFUSALS = re.compile(
    r"const (advice|fields|findings|rules): Readonly<Record<string, Word>> = \{")
REFUSAL = re.compile(r"^  (?:'([^']+)'|(\w+)): ", re.M)
DECODERS = ("common/wire/check.c", "common/wire/json_decode.c",
            "services/gateway/*.c")
FINDING = re.compile(r'"((?:is|has) [^"]*)"')
RULE = re.compile(r'problem_invalid_field,\s*"(\w+)"')
RULES_OF_RULES = re.compile(r'return "(\w+)";')
TOKEN = re.compile(r"'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"|`[^`]*`|//[^\n]*"
                   r"|(\w+)(?=:)|[{}\[\]()]")


def names_in(text, start):
    """The names of an object that opens before start."""
    names, depth = set(), 1
    for token in TOKEN.finditer(text, start):
        if token[0] in "{[(":
            depth += 1
        elif token[0] in "}])":
            depth -= 1
        elif token[1] and depth == 1:
            names.add(token[1])
        if depth == 0:
            return names
    return names


def read_schemas(root):
    """Enums, the events of the ledger, and what messages are about, by name."""
    enums, ledger, happenings = {}, set(), OF_ITS_OWN
    for path in sorted((root / "schemas").glob("*.yaml")):
        schema = yaml.safe_load(path.read_text())
        enums |= {name: set(values)
                  for name, values in schema.get("enums", {}).items()}
        if path.stem == "fundraising":
            ledger = OF_EVERY_LOG | set(schema["events"])
        if path.stem == "notification":
            happenings = OF_ITS_OWN | {
                service: set(followed["events"])
                for service, followed in schema["follows"].items()}
    return enums, ledger, happenings


def fields_of(record, structs, seen=frozenset()):
    """The names in a request, and in the structs it is made of."""
    for name, kind in (record or {}).items():
        yield name
        kind = kind["type"] if isinstance(kind, dict) else kind
        struct = re.sub(r"^list\(", "", kind).split(",")[0].split("(")[0]
        struct = struct.rstrip("?)")
        if struct in structs and struct not in seen:
            yield from fields_of(structs[struct], structs, seen | {struct})


def programs(root, *patterns):
    for pattern in patterns:
        for path in sorted(root.glob(pattern)):
            if not path.stem.endswith("_test"):
                yield path.read_text()


def read_refusals(root):
    """What the pages need words for to tell of any refusal, by the table."""
    problems, structs, operations = set(), {}, []
    for path in sorted((root / "schemas").glob("*.yaml")):
        schema = yaml.safe_load(path.read_text())
        problems |= set(schema.get("problems", {}))
        structs |= schema.get("structs", {})
        operations += schema.get("operations", {}).values()
    return {
        "advice": problems,
        "fields": {name for operation in operations if "http" in operation
                   for name in fields_of(operation["request"], structs)},
        "findings": {found.split(":")[0]
                     for text in programs(root, *DECODERS)
                     for found in FINDING.findall(text)},
        "rules": {name for text in programs(root, "services/*/*.c")
                  for name in RULE.findall(text)}
                 | {name for text in programs(root, "services/notification/rule.c")
                    for name in RULES_OF_RULES.findall(text)},
    }


def refusals_in(text, start):
    """The names of a table of refusals that opens before start."""
    end = text.index("\n}", start) if "\n}" in text[start:] else len(text)
    return {quoted or name for quoted, name in REFUSAL.findall(text[start:end])}


def sources(root):
    for folder in ("public", "console", "shared"):
        for path in sorted((root / WEB / folder).rglob("*")):
            if path.suffix in (".ts", ".vue"):
                yield path


def faults(root):
    enums, ledger, happenings = read_schemas(root)
    refusals = read_refusals(root)
    for path in sources(root):
        text = path.read_text()
        tables = [(found, enums.get(found[2])) for found in TABLE.finditer(text)]
        if path.name == "entries.ts":
            tables += [(found, ledger) for found in LEDGER.finditer(text)]
        if path.name == "happenings.ts":
            tables += [(found, happenings.get(found[1]))
                       for found in HAPPENINGS.finditer(text)]
        if path.name in ("advice.ts", "fields.ts", "faults.ts"):
            tables += [(found, refusals[found[1]])
                       for found in REFUSALS.finditer(text)]
        for found, values in tables:
            if values is None:
                yield f"{path.name}: {found[1]}: no schema has {found[found.lastindex]}"
                continue
            names = (refusals_in if found.re is REFUSALS
                     else names_in)(text, found.end())
            for name in sorted(values - names):
                yield f"{path.name}: {found[1]} has no word for {name}"
            for name in sorted(names - values):
                yield f"{path.name}: {found[1]} has a word for {name}, which is none"


if __name__ == "__main__":
    found = list(faults(pathlib.Path(sys.argv[1])))
    print("\n".join(found))
    sys.exit(1 if found else 0)
