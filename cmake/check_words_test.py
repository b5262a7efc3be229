"""What the check of words catches, in trees of one schema and one page."""
import pathlib
import tempfile
import unittest

import check_words

SCHEMA = """
enums: {colour: [red, green]}
events: {painted: {}}
problems: {too_red: [422, Too red, 太红]}
structs: {layer: {depth: int}}
operations:
  paint: {http: POST /v1/paint, request: {shade: "list(layer, 3)"}}
  dream: {request: {vision: int}}
"""
PROGRAMS = {
    "common/wire/check.c": 'refuse("is too dark: by far");',
    "services/painter/paint.c":
        'call_refuse(call, &problem_invalid_field,\n        "shade", "dull");',
    "services/painter/paint_test.c": '&problem_invalid_field, "vision"',
}
MESSAGES = """
follows: {registry: {hubs: own, events: [hub_added]}}
"""


def faults(page, name="states.ts"):
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        tree = PROGRAMS | {"schemas/fundraising.yaml": SCHEMA,
                           "schemas/notification.yaml": MESSAGES,
                           f"{check_words.WEB}/console/{name}": page}
        for path, text in tree.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text)
        return list(check_words.faults(root))


def table(body):
    return ("export const colours: Words<Schemas['colour']> = {" + body + "}\n"
            "const other = { blue: 1 }\n")


class WordsTest(unittest.TestCase):
    def test_every_value_has_its_word(self):
        self.assertEqual(faults(table(
            "red: { zh: '红', en: 'say: red' },\n// not: this\n green: words.green,")), [])

    def test_a_missing_word_is_named(self):
        self.assertEqual(faults(table("red: { zh: '红', green: '' },")),
                         ["states.ts: colours has no word for green"])

    def test_a_word_for_nothing_is_named(self):
        self.assertEqual(faults(table("red: a, green: b, blue: c")),
                         ["states.ts: colours has a word for blue, which is none"])

    def test_a_value_of_no_schema_is_named(self):
        self.assertIn("no schema has shape", faults(
            "const x: Record<Schemas['shape'], Word> = { a: 1 }")[0])

    def test_the_ledger_has_a_word_for_each_event(self):
        page = "const kinds: Readonly<Record<string, Word>> = {%s}"
        self.assertEqual(faults(page % "painted: a, rows_changed: b",
                                "entries.ts"), [])
        self.assertEqual(len(faults(page % "", "entries.ts")), 2)

    def test_what_messages_are_about_has_words(self):
        page = "const registry: Readonly<Record<string, Word>> = {%s}"
        self.assertEqual(faults(page % "hub_added: a", "happenings.ts"), [])
        self.assertEqual(faults(page % "", "happenings.ts"),
                         ["happenings.ts: registry has no word for hub_added"])

    def test_every_problem_has_advice(self):
        page = "const advice: Readonly<Record<string, Word>> = {\n%s}"
        self.assertEqual(faults(page % "  too_red: RELOAD,\n", "advice.ts"), [])
        self.assertEqual(faults(page % "", "advice.ts"),
                         ["advice.ts: advice has no word for too_red"])

    def test_every_field_of_a_request_has_a_name(self):
        page = "const fields: Readonly<Record<string, Word>> = {\n%s}"
        self.assertEqual(faults(page % "  shade: a,\n  depth: b,\n",
                                "fields.ts"), [])
        self.assertEqual(faults(page % "  shade: a,\n", "fields.ts"),
                         ["fields.ts: fields has no word for depth"])

    def test_what_is_found_wrong_with_a_field_has_words(self):
        page = "const findings: Readonly<Record<string, Word>> = {\n%s}"
        self.assertEqual(faults(page % "  'is too dark': {},\n",
                                "faults.ts"), [])
        self.assertEqual(faults(page % "", "faults.ts"),
                         ["faults.ts: findings has no word for is too dark"])
        page = "const rules: Readonly<Record<string, Word>> = {\n%s}"
        self.assertEqual(faults(page % "", "faults.ts"),
                         ["faults.ts: rules has no word for shade"])


if __name__ == "__main__":
    unittest.main()
