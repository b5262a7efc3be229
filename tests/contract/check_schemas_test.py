"""What check_schemas.py refuses and what it lets through."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "schemas" / "generate"))

import compatibility

TYPES = """
enums: {role: [donor, admin]}
structs:
  line:
    item: text(1..20)
    amount: fen(1..1000)?
"""

GRANTS = """
version: 1
enums: {colour: [red, green]}
patterns: {word: '^[a-z]+$', mark: '^[A-Z]+$'}
problems: {closed: [409, Closed, 关闭]}
operations:
  apply:
    kind: command
    http: POST /v1/hubs/{hub}/applications
    roles: [donor, admin]
    doc: {en: Apply., zh: 申报。}
    request:
      title: {type: text(1..20), pattern: word}
      count: int(0..10)
      note: text(0..50)?
      lines: list(line, 8)
      colour: colour
    reply:
      id: uuid
      colour: colour
      line: line
      hash: bytes(32)
      mark: {type: text(1..9), pattern: mark}
    errors: [closed]
  pay:
    kind: command
    key: kept
    roles: [admin]
    doc: {en: Pay., zh: 支付。}
    request: {}
    reply: {}
    errors: []
  look:
    kind: query
    roles: [public]
    doc: {en: Look., zh: 查看。}
    request: {}
    reply: {}
events:
  applied:
    subject: application
    visible: [donor, admin]
    doc: {en: Applied., zh: 已申报。}
    body:
      title: text(1..20)
      count: int(0..10)?
      proof: bytes(32)?
"""


class Folder:
    """The two schemas, released, then changed."""

    def __init__(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.path = pathlib.Path(self.temporary.name)
        self.write(TYPES, GRANTS)
        compatibility.write_released(
            self.path / "released", compatibility.normal_schemas(self.path))

    def write(self, types, grants):
        (self.path / "types.yaml").write_text(types)
        (self.path / "grants.yaml").write_text(grants)

    def breaks(self):
        return compatibility.breaks(
            compatibility.read_released(self.path / "released"),
            compatibility.normal_schemas(self.path))


class CheckSchemasTest(unittest.TestCase):
    def setUp(self):
        self.folder = Folder()
        self.addCleanup(self.folder.temporary.cleanup)

    def changed(self, *changes, types=TYPES, grants=GRANTS):
        for old, new in changes:
            self.assertIn(old, grants + types)
            grants, types = grants.replace(old, new), types.replace(old, new)
        self.folder.write(types, grants)
        return self.folder.breaks()

    def test_no_change_breaks_nothing(self):
        self.assertEqual(self.changed(), [])

    def test_additions_break_nothing(self):
        self.assertEqual(self.changed(
            ("note: text(0..50)?", "note: text(0..500)?\n      more: uuid?"),
            ("id: uuid", "id: uuid\n      number: text(1..40)"),
            ("count: int(0..10)\n", "count: int(-1..11)\n"),
            ("list(line, 8)", "list(line, 9)\n      tags: list(uuid, 3)"),
            ("[red, green]", "[red, green, blue]"),
            ("roles: [donor, admin]", "roles: [donor, admin, signed_in]"),
            ("  look:", "  peek:\n    kind: query\n    roles: [public]\n"
             "    doc: {en: x, zh: x}\n  look:"),
            ("amount: fen(1..1000)?", "amount: fen(0..1000)?"),
            ("text(1..9), pattern", "text(1..10), pattern"),
            ("visible: [donor, admin]", "visible: [public]"),
        ), [])

    def test_each_break_is_told(self):
        cases = [
            ("      note: text(0..50)?\n", "", "apply request.note is gone"),
            ("count: int(0..10)\n", "count: text(0..10)\n",
             "apply request.count has another type"),
            ("count: int(0..10)\n", "count: list(int(0..10), 4)\n",
             "apply request.count has another type"),
            ("note: text(0..50)?", "note: text(0..50)",
             "apply request.note is newly required"),
            ("note: text(0..50)?", "note: text(0..50)?\n      more: uuid",
             "apply request.more is new and required"),
            ("count: int(0..10)\n", "count: int(1..10)\n",
             "apply request.count has a higher minimum"),
            ("count: int(0..10)\n", "count: int(0..9)\n",
             "apply request.count has a lower maximum"),
            ("list(line, 8)", "list(line, 7)",
             "apply request.lines takes fewer entries"),
            ("^[a-z]+$", "^[a-y]+$", "apply request.title has another pattern"),
            ("      id: uuid\n", "", "apply reply.id is gone"),
            ("      id: uuid\n", "      id: uuid?\n",
             "apply reply.id may now be absent"),
            ("[red, green]", "[red]",
             "colour lost a value, or has them in another order"),
            ("[red, green]", "[green, red]",
             "colour lost a value, or has them in another order"),
            ("[409, Closed", "[422, Closed", "closed was a 409"),
            ("closed: [409, Closed, 关闭]", "shut: [409, Closed, 关闭]",
             "closed is gone from the problems"),
            ("  look:", "  peek:", "look is gone from the operations"),
            ("kind: query", "kind: command", "look was a query"),
            ("/applications", "/calls",
             "apply is no longer at POST /v1/hubs/{hub}/applications"),
            ("roles: [donor, admin]", "roles: [admin]",
             "apply is no longer for donor"),
            ("kind: command", "kind: command\n    key: required",
             "apply newly requires a key"),
            ("  applied:", "  submitted:", "applied is gone from the events"),
            ("subject: application", "subject: round",
             "applied has another subject"),
            ("      title: text(1..20)\n", "", "applied body.title is gone"),
            ("visible: [donor, admin]", "visible: [admin]",
             "applied is no longer visible to donor"),
            ("      hash: bytes(32)", "      hash: bytes(0..64)",
             "apply reply.hash is no longer of 32 bytes"),
            ("proof: bytes(32)?", "proof: bytes(16..32)?",
             "applied body.proof is no longer of 32 bytes"),
            ("^[A-Z]+$", "^[A-Z0-9]+$", "apply reply.mark has another pattern"),
            ("{type: text(1..9), pattern: mark}", "text(1..9)",
             "apply reply.mark has another pattern"),
            ("      title: text(1..20)\n", "      title: text(0..20)\n",
             "applied body.title may now be empty"),
            ("roles: [donor, admin]", "roles: [donor, admin]\n    secret: true",
             "apply newly is secret: a repeat gets no reply"),
            ("      id: uuid\n", "      id: uuid\n      code:"
             " {type: text(1..9), optional: true, secret: true}\n",
             "apply newly is secret: a repeat gets no reply"),
            ("key: kept", "key: required", "pay keeps its keys no longer"),
        ]
        for old, new, expected in cases:
            with self.subTest(expected):
                extra = [("errors: [closed]", "errors: []")
                         ] if "shut" in new else []
                self.assertEqual(self.changed((old, new), *extra),
                                 [f"grants: {expected}"])

    def test_a_shared_struct_breaks_whoever_sends_it(self):
        self.assertEqual(
            self.changed(("amount: fen(1..1000)?", "amount: fen(1..999)?")),
            ["grants: apply request.lines (line).amount has a lower maximum"])
        self.assertEqual(
            self.changed(("item: text(1..20)", "item: text(1..20)?")),
            ["grants: apply reply.line (line).item may now be absent"])

    def test_a_major_version_may_break(self):
        change = ("      id: uuid\n", "")
        self.assertEqual(len(self.changed(change, ("version: 1", "version: 1.5"))),
                         1)
        self.assertEqual(self.changed(change, ("version: 1", "version: 2")), [])

    def test_a_schema_that_is_gone_is_told(self):
        (self.folder.path / "grants.yaml").unlink()
        self.assertEqual(self.folder.breaks(), ["grants: the schema is gone"])

    def test_the_command_fails_on_a_break(self):
        command = ["/usr/bin/python3", "-B", HERE / "check_schemas.py",
                   self.folder.path]
        done = subprocess.run(command, capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.changed(("      id: uuid\n", ""))
        done = subprocess.run(command, capture_output=True, text=True)
        self.assertEqual(done.returncode, 1)
        self.assertIn("grants: apply reply.id is gone", done.stderr)


if __name__ == "__main__":
    unittest.main()
