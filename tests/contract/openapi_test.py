"""usage: openapi_test.py BUILD/schemas

What the golden vectors say in JSON is what openapi.json allows, and the
other way round: a field that is taken away or added is refused.
"""
import json
import pathlib
import sys
import unittest

import jsonschema

FOLDER = pathlib.Path(sys.argv.pop())
DOCUMENT = json.loads((FOLDER / "openapi.json").read_text())
VECTORS = json.loads((FOLDER / "golden.json").read_text())
SCHEMAS = DOCUMENT["components"]["schemas"]


def operations():
    """All but the stream of events, which answers no JSON."""
    for path, methods in DOCUMENT["paths"].items():
        for item in methods.values():
            if "application/json" in item["responses"]["200"]["content"]:
                yield path, item


def validator(reference):
    return jsonschema.Draft202012Validator(
        {"$ref": reference, "components": DOCUMENT["components"]})


def vectors(name):
    return [json.loads(v["json"]) for v in VECTORS if v["name"] == name]


def reference_of(content):
    return content["application/json"]["schema"]["$ref"]


class OpenApiTest(unittest.TestCase):
    def check(self, reference, value, name):
        errors = [f"{list(e.path)}: {e.message}"
                  for e in validator(reference).iter_errors(value)]
        self.assertEqual(errors, [], name)

    def test_replies_are_as_the_document_says(self):
        for _, item in operations():
            reference = reference_of(item["responses"]["200"]["content"])
            for value in vectors(item["operationId"] + ".reply"):
                if item["operationId"].endswith("_outcome"):
                    value.pop("reply", None)  # the edge shows the object
                self.check(reference, value, item["operationId"])

    def test_bodies_are_as_the_document_says(self):
        for path, item in operations():
            if "requestBody" not in item:
                continue
            reference = reference_of(item["requestBody"]["content"])
            for value in vectors(item["operationId"] + ".request"):
                body = {k: v for k, v in value.items() if f"{{{k}}}" not in path}
                self.check(reference, body, item["operationId"])

    def test_a_field_that_is_not_listed_is_refused(self):
        for _, item in operations():
            if "requestBody" in item:
                reference = reference_of(item["requestBody"]["content"])
                value = vectors(item["operationId"] + ".request")[0]
                self.assertFalse(
                    validator(reference).is_valid({**value, "no_such": 1}))

    def test_a_required_field_that_is_absent_is_refused(self):
        for _, item in operations():
            reference = reference_of(item["responses"]["200"]["content"])
            kind = SCHEMAS[reference.rsplit("/", 1)[1]]
            for name in kind.get("required", []):
                value = vectors(item["operationId"] + ".reply")[0]
                del value[name]
                self.assertFalse(validator(reference).is_valid(value), name)

    def test_every_command_takes_a_key(self):
        for _, item in operations():
            names = [p.get("$ref", "") for p in item["parameters"]]
            has_key = any(n.endswith("/key") or n.endswith("/required_key")
                          for n in names)
            command = "outcome_unknown" in item["responses"].get(
                "502", {}).get("$ref", "")
            self.assertEqual(has_key, command, item["operationId"])

    def test_problems_are_known(self):
        for name, response in DOCUMENT["components"]["responses"].items():
            if name != "unchanged":
                content = response["content"]["application/problem+json"]
                codes = content["schema"]["allOf"][1]["properties"]["type"]
                self.assertTrue(codes["enum"])


if __name__ == "__main__":
    unittest.main()
