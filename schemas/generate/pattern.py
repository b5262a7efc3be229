"""POSIX extended expressions, as the schemas have them, for others."""
import re
from re import _constants as op
from re import _parser

CLASSES = {"[:space:]": r"\s", "[:digit:]": "0-9", "[:alpha:]": "A-Za-z",
           "[:alnum:]": "0-9A-Za-z", "[:cntrl:]": r"\u0000-\u001f\u007f"}
MEMBERS = {op.CATEGORY_SPACE: [(9, 13), (32, 32)]}


def to_ecma(text):
    """The same expression for JSON Schema (and for Python)."""
    for posix, plain in CLASSES.items():
        text = text.replace(posix, plain)
    return text


def covers(members, char):
    for kind, value in members:
        if kind is op.LITERAL and value == char:
            return True
        if kind is op.RANGE and value[0] <= char <= value[1]:
            return True
        if kind is op.CATEGORY and any(
                low <= char <= high for low, high in MEMBERS[value]):
            return True
    return False


def member(members):
    negated = members[0][0] is op.NEGATE
    for char in [*map(ord, "abcdefghijklmnopqrstuvwxyz0123456789ABCXYZ-_.")]:
        if covers(members[negated:], char) != negated:
            return chr(char)
    raise ValueError(f"no plain character in {members}")


def spell(parts, repeats):
    """Text that matches; what may repeat does so `repeats` times, if it can."""
    text = ""
    for kind, value in parts:
        if kind is op.LITERAL:
            text += chr(value)
        elif kind is op.IN:
            text += member(value)
        elif kind is op.MAX_REPEAT:
            low, high, inner = value
            text += spell(inner, repeats) * min(max(low, repeats), high)
        elif kind is op.SUBPATTERN:
            text += spell(value[3], repeats)
        elif kind is op.BRANCH:
            text += spell(value[1][0], repeats)
        elif kind is not op.AT:
            raise ValueError(f"{kind} in a pattern")
    return text


def example(text, low, high):
    """A text of low to high characters that matches."""
    parts = _parser.parse(to_ecma(text))
    for repeats in [2, *range(2), *range(3, high + 1)]:
        candidate = spell(parts, repeats)
        if low <= len(candidate) <= high and re.search(to_ecma(text), candidate):
            return candidate
    raise ValueError(f"nothing of {low} to {high} characters matches {text}")
