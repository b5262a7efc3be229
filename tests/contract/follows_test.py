"""Who follows whom is what docs/architecture.md says."""
import pathlib
import re
import unittest

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
SERVICES = ("registry", "grants", "fundraising", "notification")


def said():
    text = (ROOT / "docs/architecture.md").read_text()
    sentence = re.search(r"Who follows whom: (.*?)\.\s", text).group(1)
    plain = re.sub(r" \([^)]*\)", "", sentence)
    return {follower: set(followed.split(", ")) for follower, followed in
            (clause.split(" ← ") for clause in plain.split("; "))}


class FollowsTest(unittest.TestCase):
    def test_the_architecture_says_who_follows_whom(self):
        for service in SERVICES:
            schema = yaml.safe_load(
                (ROOT / f"schemas/{service}.yaml").read_text())
            self.assertEqual(set(schema["follows"]), said()[service], service)
        self.assertEqual(set(said()), set(SERVICES))


if __name__ == "__main__":
    unittest.main(verbosity=2)
