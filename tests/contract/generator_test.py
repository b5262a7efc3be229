"""What the generator refuses, and that its own codec and tables are right."""
import pathlib
import re
import sys
import tempfile
import unittest

import msgpack

HERE = pathlib.Path(__file__).resolve().parent
SCHEMAS = HERE.parents[1] / "schemas"
sys.path.insert(0, str(SCHEMAS / "generate"))

import automaton
import examples
import model
import pack
import pattern

TYPES = "enums: {role: [donor, admin]}\nproblems: {closed: [409, Closed, 关闭]}\n"

GRANTS = """
patterns: {word: '^[a-z]+$'}
structs:
  line: {item: text(1..20)}
operations:
  apply:
    kind: command
    http: POST /v1/hubs/{hub}/rounds/{round}/applications
    roles: [donor]
    doc: {en: Apply., zh: 申报。}
    request:
      round: uuid
      lines: list(line, 8)
    reply: {}
    errors: [closed]
"""


def load(types=TYPES, grants=GRANTS, **others):
    with tempfile.TemporaryDirectory() as folder:
        texts = {"types": types, "grants": grants, **others}
        for name, text in texts.items():
            (pathlib.Path(folder) / f"{name}.yaml").write_text(text)
        return model.load(folder)


class ModelTest(unittest.TestCase):
    def test_what_cannot_be_meant_is_refused(self):
        cases = [
            ("round: uuid", "rounds: uuid", "path names 'round'"),
            ("round: uuid", "round: uuid?", "in the path and optional"),
            ("round: uuid", "round: line", "cannot stand in a path"),
            ("POST", "GET", "lines cannot stand in a path or a query"),
            ("round: uuid", "round: uid", "no type 'uid'"),
            ("list(line, 8)", "list(line, 8)?", "a list is never optional"),
            ("text(1..20)", "{type: text(1..20), secret: true}",
             "secret, and not optional"),
            ("text(1..20)", "{type: text(1..20), optional: true, secret: true}",
             "secret, and in no request or reply itself"),
            ("text(1..20)", "{type: text, pattern: wort}", "no pattern 'wort'"),
            ("text(1..20)", "{type: text, patern: word}", "unknown ['patern']"),
            ("roles: [donor]", "roles: [donator]", "no role 'donator'"),
            ("errors: [closed]", "errors: [shut]", "no problem 'shut'"),
            ("kind: command", "kind: order", "no kind 'order'"),
            ("kind: command", "kind: command\n    rolls: []", "unknown ['rolls']"),
            ("{en: Apply., zh: 申报。}", "{en: Apply.}", "doc needs en and zh"),
        ]
        for old, new, expected in cases:
            with self.subTest(expected):
                self.assertIn(old, GRANTS)
                with self.assertRaises(model.SchemaError) as caught:
                    load(grants=GRANTS.replace(old, new))
                self.assertIn(expected, str(caught.exception))

    def test_a_name_is_there_once(self):
        with self.assertRaises(model.SchemaError) as caught:
            load(registry="structs: {line: {item: uuid}}")
        self.assertIn("struct line", str(caught.exception))

    def test_a_route_is_there_once(self):
        again = GRANTS.split("operations:")[1].replace("apply:", "call:")
        with self.assertRaises(model.SchemaError) as caught:
            load(grants=GRANTS + again.replace("{round}", "{other}")
                 .replace("round: uuid", "other: uuid"))
        self.assertIn("grants.call: the path of grants.apply",
                      str(caught.exception))


class PatternTest(unittest.TestCase):
    TEXTS = ["", "a", "ab", "A", "1", "a.b", "a..b", ".a", "a.", "a-b", "-a",
             "a b", "a\tb", "a@b", "@b", "a@", "a@b@c", "GA-2026-0001",
             "GA-2026-001", "0" * 64, "f" * 64, "f" * 63, "a" * 31, "a" * 32,
             "a.b.c.d", "a.b.c.d.e", "give", "grants.give", "text/csv", "公益",
             "91440300MA5EXAMPLE", "52440300MJL1234567", "a\n"]

    def test_tables_and_expressions_agree(self):
        shared, schemas = model.load(SCHEMAS)
        for schema in [shared, *schemas.values()]:
            for name, text in schema.patterns.items():
                table = automaton.Automaton(text)
                expression = re.compile(pattern.to_ecma(text[1:-1]))
                for sample in self.TEXTS + [pattern.example(text, 1, 127)]:
                    self.assertEqual(table.matches(sample.encode()),
                                     bool(expression.fullmatch(sample)),
                                     (name, sample))

    def test_a_pattern_covers_the_whole_text(self):
        for text in ("[a-z]+", "^[a-z]+", "[a-z]+$"):
            with self.assertRaises(ValueError):
                automaton.Automaton(text)

    def test_choices_and_counts(self):
        table = automaton.Automaton("^(ab|a[^b])?x{2,3}$")
        for text, expected in [("xx", True), ("abxxx", True), ("acxx", True),
                               ("ax", False), ("xxxx", False), ("x", False),
                               ("axxx", True)]:
            self.assertEqual(table.matches(text.encode()), expected, text)


class PackTest(unittest.TestCase):
    def test_it_writes_what_msgpack_writes(self):
        values = [*examples.NUMBERS, 2**63 - 1, -2**63, True, False, "", "a" * 31,
                  "a" * 32, "a" * 255, "a" * 256, "公" * 30000, b"", b"x" * 256,
                  b"x" * 70000, [], [1] * 16, [1] * 70000, {"a": {"b": [1]}},
                  {f"k{i}": i for i in range(20)}]
        for value in values:
            self.assertEqual(pack.pack(value), msgpack.packb(value))


if __name__ == "__main__":
    unittest.main()
