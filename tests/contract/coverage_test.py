"""docs/coverage.md against the schemas and the tests that it names.

coverage_test.py CTEST BUILD: CTEST tells which programs BUILD runs as tests.
"""
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
LAST = {"LGA": 25, "LGB": 27, "FT": 27, "SD": 24, "HS": 25}
IDS = [f"{area}-{n:02}" for area, last in LAST.items()
       for n in range(1, last + 1)]
NOT_YET = ["not yet", "—"]


def rows_of(text):
    """The cells of every row of the table: ID, capability, two more."""
    lines = [line for line in text.splitlines() if re.match(r"\| [A-Z]+-", line)]
    return [[cell.strip() for cell in line.strip("| ").split(" | ")]
            for line in lines]


def operations_of(root):
    return {f"{path.stem}.{name}" for path in root.glob("schemas/*.yaml")
            for name in yaml.safe_load(path.read_text()).get("operations", {})}


def check_ids(rows):
    found = [row[0] for row in rows]
    for number in IDS:
        if found.count(number) != 1:
            yield f"{number} is there {found.count(number)} times"
    for number in sorted(set(found) - set(IDS)):
        yield f"{number} is no capability"


def check_counts(rows, text):
    """The sentence above the table says how many there are of each."""
    started = [row[2] for row in rows if row[2] != "not yet"]
    partly = sum(cell.startswith("partly") for cell in started)
    said = (f"Today {len(started) - partly} are served, {partly} partly, "
            f"{len(rows) - len(started)} not yet.")
    if said not in text:
        yield f"it should say: {said}"


def check_row(row, operations, root, ran):
    if len(row) != 4:
        yield f"{row[0]}: {len(row)} cells"
        return
    named = re.findall(r"`([^`]*)`", row[2])
    tests = re.findall(r"`([^`]*)`", row[3])
    if not named or not tests:
        if row[2:] != NOT_YET:
            yield f"{row[0]}: without operation and test it is not yet served"
        return
    if not re.match("`|partly: `", row[2]):
        yield f"{row[0]}: neither served nor partly"
    if row[2].startswith("partly") and not row[2].partition("; ")[2]:
        yield f"{row[0]}: partly does not say what is missing"
    for operation in named:
        if operation not in operations:
            yield f"{row[0]}: no operation {operation}"
    for test in tests:
        for fault in check_test(row[0], test, root, ran):
            yield f"{row[0]}: {test} {fault}"


def check_test(number, test, root, ran):
    path, _, name = test.partition("::")
    if not (root / path).is_file():
        yield "has no such file"
        return
    check = check_python if path.endswith(".py") else check_c
    yield from check(number, name, (root / path).read_text())
    if path not in ran:
        yield "is of a file that is not run"


def says(number, comment):
    return re.search(rf"\b{number}\b", comment) is not None


def check_c(number, name, text):
    comment = re.search(
        rf"(?:/\*((?:(?!\*/).)*)\*/\n)?static void\n{name}\(void", text, re.S)
    if not comment:
        yield "is not in its file"
    elif not says(number, comment[1] or ""):
        yield "does not carry the ID in a comment above it"
    listed = text.partition("const struct CMUnitTest")[2]
    if not re.search(rf"\({name}[,)]", listed):
        yield "is not in the list of its file"


def check_python(number, name, text):
    group, _, method = name.partition(".")
    body = re.search(rf"^class {group}\b(?:.*\n(?=[ \n#]|$))*", text, re.M)
    test = body and re.search(rf"((?:^ +#.*\n)*)^ +def {method}\(self", body[0],
                              re.M)
    if not test or not method.startswith("test_"):
        yield "is not in its file"
    elif not says(number, test[1]):
        yield "does not carry the ID in a comment above it"


def faults(root, ran):
    text = (root / "docs/coverage.md").read_text()
    rows = rows_of(text)
    operations = operations_of(root)
    return [*check_ids(rows), *check_counts(rows, text),
            *(fault for row in rows
              for fault in check_row(row, operations, root, ran))]


def ran_by(ctest, build):
    """The files of the tests: a script is named, a program has its name."""
    told = json.loads(subprocess.run(
        [ctest, "--test-dir", build, "--show-only=json-v1"],
        stdout=subprocess.PIPE, text=True, check=True).stdout)
    words = {word for test in told["tests"] for word in test.get("command", [])}
    stems = {pathlib.Path(word).name for word in words}
    paths = {word.removeprefix(f"{ROOT}/") for word in words}
    return paths | {str(path.relative_to(ROOT)) for folder in
                    ("common", "services", "tests") for path in
                    (ROOT / folder).rglob("*_test.c") if path.stem in stems}


class CoverageTest(unittest.TestCase):
    def test_the_table_names_what_is_there(self):
        self.assertEqual(faults(ROOT, ran_by(*ARGUMENTS)), [])

    def test_there_are_128_capabilities(self):
        self.assertEqual(len(IDS), 128)


C_TEST = """
/* HS-06: of 90 */
static void
some_fit(void **state)
{
}

static void
forgotten(void **state)
{
}

    const struct CMUnitTest tests[] = { TEST(some_fit) };
"""
PYTHON_TEST = """
class Story(unittest.TestCase):
    # HS-06
    def test_some_fit(self):
        pass


class Other(unittest.TestCase):
    def test_none_fit(self):
        pass
"""
OPERATION = "`grants.decide_round`"


class CheckerTest(unittest.TestCase):
    """What the checker finds in a tree of three files."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        for name, text in {"a_test.c": C_TEST, "a_test.py": PYTHON_TEST,
                           "schemas/grants.yaml":
                           "operations: {decide_round: {}}"}.items():
            path = self.root / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(text)

    def faults(self, operations, tests, number="HS-06",
               ran=("a_test.c", "a_test.py")):
        row = rows_of(f"| {number} | awards | {operations} | {tests} |")[0]
        return list(check_row(row, operations_of(self.root), self.root, ran))

    def refused(self, fault, *arguments, **named):
        found = self.faults(*arguments, **named)
        self.assertTrue(any(fault in text for text in found), found)

    def test_what_is_served_passes(self):
        for tests in ("`a_test.c::some_fit`", "`a_test.py::Story.test_some_fit`",
                      "`a_test.c::some_fit`, `a_test.py::Story.test_some_fit`"):
            self.assertEqual(self.faults(OPERATION, tests), [])
        self.assertEqual(self.faults(
            f"partly: {OPERATION}; no badges", "`a_test.c::some_fit`"), [])
        self.assertEqual(self.faults("not yet", "—"), [])

    def test_an_operation_or_test_alone_is_not_yet(self):
        fault = "not yet served"
        self.refused(fault, OPERATION, "—")
        self.refused(fault, "not yet", "`a_test.c::some_fit`")
        self.refused(fault, "soon", "—")

    def test_partly_says_what_is_missing(self):
        self.refused("what is missing", f"partly: {OPERATION}",
                     "`a_test.c::some_fit`")
        self.refused("neither", f"perhaps {OPERATION}", "`a_test.c::some_fit`")

    def test_an_operation_must_be_in_the_schemas(self):
        self.refused("no operation grants.decide", "`grants.decide`",
                     "`a_test.c::some_fit`")

    def test_a_test_must_be_in_its_file(self):
        fault = "is not in its file"
        self.refused("no such file", OPERATION, "`b_test.c::some_fit`")
        self.refused(fault, OPERATION, "`a_test.c::some`")
        self.refused(fault, OPERATION, "`a_test.py::Other.test_some_fit`")
        self.refused(fault, OPERATION, "`a_test.py::Story.test_none_fit`")

    def test_a_test_must_be_run(self):
        self.refused("is not in the list", OPERATION, "`a_test.c::forgotten`")
        self.refused("not run", OPERATION, "`a_test.c::some_fit`", ran=())

    def test_a_test_carries_the_id(self):
        fault = "does not carry"
        self.refused(fault, OPERATION, "`a_test.c::some_fit`", number="HS-07")
        self.refused(fault, OPERATION, "`a_test.c::forgotten`")
        self.refused(fault, OPERATION, "`a_test.py::Other.test_none_fit`")

    def test_each_id_is_there_once(self):
        rows = [[number] for number in IDS]
        self.assertEqual(list(check_ids(rows)), [])
        self.assertEqual(list(check_ids(rows[1:])), ["LGA-01 is there 0 times"])
        self.assertEqual(list(check_ids([*rows, ["HS-06"]])),
                         ["HS-06 is there 2 times"])
        self.assertEqual(list(check_ids([*rows, ["HS-26"]])),
                         ["HS-26 is no capability"])

    def test_the_counts_are_those_of_the_rows(self):
        rows = [["HS-06", "", OPERATION, ""], ["HS-07", "", *NOT_YET],
                ["HS-08", "", f"partly: {OPERATION}; no badges", ""]]
        right = "Today 1 are served, 1 partly, 1 not yet."
        self.assertEqual(list(check_counts(rows, right)), [])
        self.assertEqual(list(check_counts(rows[1:], right)),
                         ["it should say: Today 0 are served, 1 partly, "
                          "1 not yet."])

    def test_a_row_has_four_cells(self):
        self.assertEqual(list(check_row(["HS-06", "awards"], set(), None, ())),
                         ["HS-06: 2 cells"])


if __name__ == "__main__":
    ARGUMENTS = sys.argv[1:3]
    unittest.main(argv=sys.argv[:1])
