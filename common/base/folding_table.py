#!/usr/bin/env python3
"""Write folding_table.c: which characters search takes for the same.

usage: folding_table.py > folding_table.c      (needs Debian's libopencc1.1)

Traditional and regional forms become simplified ones by OpenCC's tables,
capitals small letters, full-width and compatibility forms ordinary ones.
The table is kept in the tree: search indexes on disk were built with it, so
a new one needs a migration that rebuilds them.
"""
import ctypes
import unicodedata

CONVERSIONS = [b"t2s.json", b"hk2s.json", b"tw2s.json"]
HAN = [(0x3400, 0x4DC0), (0x4E00, 0xA000), (0x20000, 0x31350)]
COMPATIBLE = [(0x3000, 0x3001), (0xF900, 0xFB00), (0xFF01, 0xFF5F)]
CASED = [(0x41, 0x530), (0x1E00, 0x2000)]

opencc = ctypes.CDLL("libopencc.so.1.1")
opencc.opencc_open.restype = ctypes.c_void_p
opencc.opencc_convert_utf8.restype = ctypes.c_void_p
opencc.opencc_convert_utf8.argtypes = [
    ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t]
converters = [ctypes.c_void_p(opencc.opencc_open(name)) for name in CONVERSIONS]


def simplified(character):
    for converter in converters:
        text = character.encode()
        text = ctypes.string_at(
            opencc.opencc_convert_utf8(converter, text, len(text))).decode()
        character = text if len(text) == 1 else character
    return character


def fold_once(character):
    for form in (unicodedata.normalize("NFKC", character), character.lower()):
        if len(form) == 1 and form != character:
            return form
    return simplified(character)


def fold(character):
    while fold_once(character) != character:
        character = fold_once(character)
    return character


rows = []
for first, end in sorted(HAN + COMPATIBLE + CASED):
    for code in range(first, end):
        if fold(chr(code)) != chr(code):
            rows.append(f"{{ {code:#x}, {ord(fold(chr(code))):#x} }},")

print('/* Written by folding_table.py. Do not edit. */\n#include "base/folding.h"\n')
print("/* clang-format off */")
print("const struct folding folding_table[] = {")
for i in range(0, len(rows), 4):
    print("    " + " ".join(rows[i:i + 4]))
print("};\n/* clang-format on */\n")
print(f"const size_t folding_table_len = {len(rows)};")
