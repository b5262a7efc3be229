"""The built programs have what cmake/hardening.cmake asks for.

BIN (from ctest) is the folder of the programs.
"""
import os
import pathlib
import platform
import re
import subprocess
import unittest

BIN = pathlib.Path(os.environ.get("BIN", "build/release/bin"))
PROGRAMS = ["registry", "grants", "fundraising", "notification", "gateway",
            "cw"]


def tool(*command):
    return subprocess.run(command, check=True, capture_output=True,
                          text=True).stdout


class HardeningTest(unittest.TestCase):
    def each(self, look, *options):
        for program in PROGRAMS:
            with self.subTest(program):
                look(tool("readelf", "-W", *options, BIN / program))

    def test_they_are_loaded_at_random_places(self):
        self.each(lambda text: self.assertRegex(text, r"FLAGS_1\).*\bPIE\b"),
                  "-d")

    def test_what_is_linked_is_read_only_before_they_begin(self):
        def look(text):
            self.assertIn("GNU_RELRO", text)
            self.assertRegex(text, r"FLAGS_1\).*\bNOW\b")
        self.each(look, "-l", "-d")

    def test_nothing_is_writable_and_executable(self):
        def look(text):
            flags = dict(re.findall(
                r"^  (\w+) +(?:0x\w+ +){5}([R ][W ][E ])", text, re.M))
            self.assertEqual(flags["GNU_STACK"], "RW ")
            self.assertNotIn("RWE", re.findall(r" (RWE) ", text))
        self.each(look, "-l")

    def test_stack_and_copies_are_checked(self):
        def look(text):
            self.assertIn("__stack_chk_fail", text)
            self.assertRegex(text, r"__\w+_chk@")
        self.each(look, "--dyn-syms")

    @unittest.skipUnless(platform.machine() == "x86_64", "another processor")
    def test_jumps_land_where_they_should(self):
        for program in PROGRAMS:
            with self.subTest(program):
                self.assertIn("endbr64", tool(
                    "objdump", "-d", "--disassemble=main", BIN / program))


if __name__ == "__main__":
    unittest.main(verbosity=2)
