"""The bill of materials lists what is loaded and built in, and no more."""
import base64
import json
import pathlib
import re
import shutil
import subprocess
import sys
import unittest

BUILD = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "build/asan")
TOOL = pathlib.Path(__file__).with_name("sbom")
LOCK = (TOOL.parents[1] / "services" / "gateway" / "web"
        / "package-lock.json")
PROGRAMS = ["registry", "grants", "fundraising", "notification", "gateway",
            "cw"]


def output(*command):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE,
                          text=True).stdout


class BillTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.text = output(TOOL, BUILD)
        cls.bill = json.loads(cls.text)
        cls.packages = json.loads(LOCK.read_text())["packages"]

    def of(self, kind):
        return {part["name"]: part for part in self.bill["components"]
                if part["purl"].startswith(f"pkg:{kind}/")}

    def test_it_is_what_cyclonedx_wants(self):
        self.assertEqual((self.bill["bomFormat"], self.bill["specVersion"]),
                         ("CycloneDX", "1.5"))
        refs = [part["bom-ref"] for part in self.bill["components"]]
        self.assertEqual(len(refs), len(set(refs)))
        for part in self.bill["components"]:
            self.assertEqual(part["type"], "library")
            self.assertRegex(part["purl"], r"^pkg:(deb|npm)/[^ @]+@[^ @]+$")
            self.assertTrue(part["name"] and part["version"])

    def test_every_library_that_is_asked_for_is_in_it(self):
        """By the programs' own words, not by the loader's."""
        listed = self.of("deb")
        files = {path.rsplit("/", 1)[-1] for package in listed
                 for path in output("dpkg", "-L", package).split()}
        for program in PROGRAMS:
            wanted = re.findall(r"NEEDED.*\[(.*)\]", output(
                "readelf", "-d", BUILD / "bin" / program))
            self.assertGreater(len(wanted), 2)
            self.assertEqual([name for name in wanted if name not in files],
                             [])

    def test_versions_are_those_that_are_installed(self):
        listed = self.of("deb")
        for name in "libzmq5", "libsodium23", "libsqlite3-0", "libc6":
            self.assertEqual(listed[name]["version"], output(
                "dpkg-query", "-W", "-f", "${Version}", name))

    def test_the_pages_packages_are_those_of_the_lock_file(self):
        listed = self.of("npm")
        wanted = {path.rpartition("node_modules/")[2]
                  for path, package in self.packages.items()
                  if path and not package.get("dev")}
        self.assertEqual(set(listed), wanted)
        self.assertIn("vue", listed)
        self.assertNotIn("eslint", listed)
        kept = base64.b64encode(bytes.fromhex(
            listed["vue"]["hashes"][0]["content"])).decode()
        self.assertEqual(self.packages["node_modules/vue"]["integrity"],
                         f"sha512-{kept}")

    def test_the_same_inputs_give_the_same_bytes(self):
        self.assertEqual(output(TOOL, BUILD), self.text)


if __name__ == "__main__":
    if not shutil.which("dpkg-query"):
        print("no Debian here")
        sys.exit(77)
    unittest.main(argv=sys.argv[:1], verbosity=2)
