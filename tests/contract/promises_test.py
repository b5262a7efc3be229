"""Every test that docs/promises.md, docs/security.md and docs/operations.md
name is there, and every row names one."""
import pathlib
import re
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]


def rows(text):
    """Of the tables whose second column says what shows the first."""
    cells = [[cell.strip() for cell in line.strip("| ").split(" | ")]
             for table in re.findall(
                 r"^\| [^|\n]+ \| shown by \|\n\|---\|---\|\n((?:\|.*\n?)+)",
                 text, re.MULTILINE)
             for line in table.splitlines()]
    return [row for row in cells if not row[0].startswith("**")]


def tests_of(path):
    """Of a script that runs by itself, its functions."""
    text = path.read_text()
    if path.suffix == ".py":
        return re.findall(r"^    def (test_\w+)", text, re.MULTILINE)
    if not path.suffix:
        return re.findall(r"^(?:def )?(\w+)\(", text, re.MULTILINE)
    return re.findall(r"TEST\w*\(\s*(\w+)[,)]|unit_test\w*\(\s*(\w+)[,)]",
                      text)


def faults(text, root):
    for row in rows(text):
        named = re.findall(r"`([^`]+)`: ((?:`\w+`(?:, )?)+)", row[-1])
        if len(row) != 2 or not named:
            yield f"{row[0]}: names no test"
        for file, tests in named:
            path = root / file
            there = tests_of(path) if path.is_file() else []
            there = {name for found in there
                     for name in ([found] if isinstance(found, str) else found)}
            for test in re.findall(r"`(\w+)`", tests):
                if test not in there:
                    yield f"{row[0]}: {file} has no {test}"


class PromisesTest(unittest.TestCase):
    def test_each_is_shown_by_a_test(self):
        for document, least in (("promises.md", 40), ("security.md", 40),
                                ("operations.md", 40)):
            text = (ROOT / "docs" / document).read_text()
            self.assertGreater(len(rows(text)), least)
            self.assertEqual(list(faults(text, ROOT)), [])

    def test_a_test_that_is_gone_is_found(self):
        text = ("| says | shown by |\n|---|---|\n"
                "| It works | `tests/contract/promises_test.py`: `test_no` |\n"
                "| It holds | |\n")
        self.assertEqual(len(list(faults(text, ROOT))), 2)


if __name__ == "__main__":
    unittest.main(verbosity=2)
