#!/usr/bin/env python3
"""Migrations as C: usage: migrations.py NAME OUT.c 001_init.sql …"""
import pathlib
import sys


def c_lines(text):
    for line in text.splitlines():
        escaped = line.replace("\\", "\\\\").replace('"', '\\"')
        yield f'        "{escaped}\\n"\n'


name, out, *paths = sys.argv[1:]
rows = "".join(
    f'    {{ "{path.stem}",\n{"".join(c_lines(path.read_text()))}    }},\n'
    for path in sorted(map(pathlib.Path, paths)))
pathlib.Path(out).write_text(
    f'/* Generated from migrations/. Do not edit. */\n#include "db/folder.h"\n\n'
    f"extern const struct migration {name}_migrations[];\n"
    f"const struct migration {name}_migrations[] = {{\n{rows}"
    f"    {{ NULL, NULL }},\n}};\n")
