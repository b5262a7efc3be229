#!/usr/bin/env python3
"""Migrations as C: usage: migrations.py NAME OUT.c 001_init.sql …

What follows a line "-- rows" changes rows: see struct migration.
"""
import pathlib
import sys


def c_lines(text):
    for line in text.splitlines():
        escaped = line.replace("\\", "\\\\").replace('"', '\\"')
        yield f'        "{escaped}\\n"\n'


def c_migration(path):
    tables, _, rows = path.read_text().partition("-- rows\n")
    text = f'    {{ "{path.stem}",\n{"".join(c_lines(tables))}'
    return text + (f'        ,\n{"".join(c_lines(rows))}' if rows else "") + "    },\n"


name, out, *paths = sys.argv[1:]
migrations = "".join(
    c_migration(path) for path in sorted(map(pathlib.Path, paths)))
pathlib.Path(out).write_text(
    f'/* Generated from migrations/. Do not edit. */\n#include "db/folder.h"\n\n'
    f"extern const struct migration {name}_migrations[];\n"
    f"const struct migration {name}_migrations[] = {{\n{migrations}"
    f"    {{ NULL, NULL, NULL }},\n}};\n")
