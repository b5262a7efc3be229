"""What the check of words catches, in trees of one schema and one page."""
import pathlib
import tempfile
import unittest

import check_words

SCHEMA = """
enums: {colour: [red, green]}
events: {painted: {}}
"""
MESSAGES = """
follows: {registry: {hubs: own, events: [hub_added]}}
"""


def faults(page, name="states.ts"):
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        for path, text in {"schemas/fundraising.yaml": SCHEMA,
                           "schemas/notification.yaml": MESSAGES,
                           f"{check_words.WEB}/console/{name}": page}.items():
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


if __name__ == "__main__":
    unittest.main()
