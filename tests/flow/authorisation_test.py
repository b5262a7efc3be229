"""Every operation, called as every role in its own hub, a sister, the parent
and a child, against a matrix that people wrote down.

authorisation.csv has a line per operation: who may call it. The schema is
what the services enforce; the matrix is what was meant. A body of no fields
is sent, so that what is allowed is refused a step later, as malformed.
What the gateway answers itself is asked over HTTP; it counts the roles of
the hub it stands at.

    authorisation_test.py --write     a first matrix, from the schemas: read it
"""
import collections
import csv
import os
import pathlib
import sys
import unittest
import uuid

from hub import Hub, People, wait_for

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
# It ends the session that asks: each has one of its own.
LOG_OUT = "registry.log_out"


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


def read_schema(name):
    import yaml
    path = HERE.parents[1] / "schemas" / f"{name}.yaml"
    return yaml.safe_load(path.read_text())["operations"]


def schema_kinds():
    shared = read_schema("types")
    for service in ("registry", "grants", "fundraising", "notification"):
        for name, operation in {**read_schema(service), **shared}.items():
            yield f"{service}.{name}", operation["kind"], operation["roles"]
    for name, operation in read_schema("gateway").items():
        yield f"gateway.{name}", operation["kind"], operation["roles"]


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
            if operation == LOG_OUT or operation.startswith("gateway."):
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

    def token(self, role, scope):
        return self.people.token(f"{role}.{scope}", role, scope) if role else None

    def send(self, operation, who, role, relation):
        return self.client.send(operation, HUBS[relation], {},
                                str(uuid.uuid4()), token=self.token(role, OWN))

    def ask(self, method, path, role, scope):
        """Again as long as the machine is busy."""
        token = self.token(role, scope)
        return wait_for(
            lambda: (status := self.hub.http(method, path, token=token)[0])
            != 503 and status, 60, path)

    def test_the_gateway_as_every_role_of_its_hub_and_of_one_below(self):
        asked = 0
        for name, operation in read_schema("gateway").items():
            who = self.matrix[f"gateway.{name}"]
            method, path = operation["http"].split()
            path = path.replace("{key}", "k").replace("{hub}", OWN)
            for role in [None, *ROLES]:
                for scope, relation in (("longgang", "own"), (OWN, "parent")):
                    with self.subTest(operation=name, role=role, scope=scope):
                        status = self.ask(method, path, role, scope)
                        self.assertEqual(
                            200 if is_expected(who, role, relation) else
                            403 if role else 401, status)
                        asked += 1
        self.assertGreaterEqual(asked, 5 * 9 * 2)

    def test_everybody_signed_in_may_sign_out_and_nobody_else(self):
        self.assertEqual(self.matrix[LOG_OUT], {"signed_in"})
        path = "/v1/session"
        self.assertEqual(self.hub.http("DELETE", path)[0], 401)
        for role in ROLES:
            token = self.token(role, OWN)
            self.people.tokens.pop(f"{role}.{OWN}")
            self.assertEqual(self.hub.http("DELETE", path, token=token)[0], 200)
            self.assertEqual(self.hub.http("DELETE", path, token=token)[0], 401)


if __name__ == "__main__":
    if "--write" in sys.argv:
        write_matrix()
    else:
        unittest.main(verbosity=2)
