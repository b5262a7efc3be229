"""Every operation, called as every role in its own hub, a sister, the parent
and a child, against a matrix that people wrote down.

authorisation.csv has a line per operation: who may call it. The schema is
what the services enforce; the matrix is what was meant. A body of no fields
is sent, so that what is allowed is refused a step later, as malformed.

    authorisation_test.py --write     a first matrix, from the schemas: read it
"""
import collections
import csv
import os
import pathlib
import sys
import unittest
import uuid

from hub import Hub, People

HERE = pathlib.Path(__file__).parent
MATRIX = HERE / "authorisation.csv"
ROLES = ["donor", "applicant", "reviewer", "operator", "finance", "council",
         "supervisor", "admin"]
OWN = "longgang.bantian"
HUBS = {"own": OWN, "sister": "longgang.buji", "parent": "longgang",
        "child": "longgang.bantian.yangguang"}
WINDOW = 100
STAFF = {"operator", "finance", "council", "admin"}
# Long, but it writes: a backup.
NO_READ = "backup_store"
# These end the session that asks.
NOT_CALLED = {"registry.log_out"}


def read_matrix():
    with MATRIX.open() as file:
        return {row["operation"]: set(row["who"].split())
                for row in csv.DictReader(file)}


def is_expected(who, role, relation):
    """May an account with this role for OWN call it at this relation?"""
    if "public" in who:
        return True
    if role is None:
        return False
    if "signed_in" in who:
        return True
    return role in who and relation in ("own", "child")


def schema_kinds():
    import yaml
    schemas = HERE.parents[1] / "schemas"
    shared = yaml.safe_load((schemas / "types.yaml").read_text())["operations"]
    for service in ("registry", "grants", "fundraising", "notification"):
        spec = yaml.safe_load((schemas / f"{service}.yaml").read_text())
        for name, operation in {**spec["operations"], **shared}.items():
            yield f"{service}.{name}", operation["kind"], operation["roles"]


def schema_operations():
    for name, _, roles in schema_kinds():
        yield name, roles


def write_matrix():
    with MATRIX.open("w") as file:
        file.write("operation,who\n")
        for name, roles in schema_operations():
            file.write(f"{name},{' '.join(roles)}\n")


class AuthorisationTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.hub = Hub(*[h for h in HUBS.values() if h != "longgang"])
        cls.hub.start()
        cls.hub.wait_ready()
        cls.people = People(cls.hub)
        cls.client = cls.hub.client()
        cls.matrix = read_matrix()

    @classmethod
    def tearDownClass(cls):
        cls.hub.close()

    def calls(self):
        for operation, who in self.matrix.items():
            if operation in NOT_CALLED:
                continue
            for role in [None, *ROLES]:
                for relation in HUBS:
                    yield operation, who, role, relation

    def test_the_matrix_names_every_operation(self):
        self.assertEqual(set(self.matrix), {n for n, _ in schema_operations()})

    def test_the_supervisor_reads_everything_and_writes_only_findings(self):
        """FT-17, in the schemas."""
        hidden = {name for name, kind, roles in schema_kinds()
                  if kind != "command" and STAFF & set(roles)
                  and "supervisor" not in roles
                  and not name.endswith(NO_READ)}
        writes = {name for name, kind, roles in schema_kinds()
                  if kind == "command" and "supervisor" in roles}
        self.assertEqual(hidden, set())
        self.assertEqual(writes, {"registry.record_finding",
                                  "registry.change_finding"})

    def test_every_operation_as_every_role_at_every_relation(self):
        """401 or 403 exactly where the matrix does not allow the call."""
        waiting, wrong, to_ask = {}, [], collections.deque(self.calls())
        while waiting or to_ask:
            while len(waiting) < WINDOW and to_ask:
                call = to_ask.popleft()
                waiting[self.send(*call)] = call
            answer = self.client.receive(20000)
            self.assertIsNotNone(answer, f"no answer: {list(waiting.values())[:3]}")
            call, status = waiting.pop(answer[0]), answer[1]
            if status == 503:  # busy with others of ours: later
                to_ask.append(call)
            elif (status not in (401, 403)) != is_expected(*call[1:]):
                wrong.append((*call, status))
        self.assertEqual(wrong[:20], [], f"{len(wrong)} differ")

    def send(self, operation, who, role, relation):
        token = self.people.token(f"{role}.{OWN}", role, OWN) if role else None
        return self.client.send(operation, HUBS[relation], {},
                                str(uuid.uuid4()), token=token)


if __name__ == "__main__":
    if "--write" in sys.argv:
        write_matrix()
    else:
        unittest.main(verbosity=2)
