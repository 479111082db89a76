"""How large the letters of 变更单 are, how high its rows, and where its long texts are broken."""

from __future__ import annotations

import math
import re

from allocator.lettering import broken_lines
from allocator.reporting.text import DIGIT, LINE, READ, ems, lines_at, word_ems

SIZES = (9.5, 9.0, 8.5, READ, 7.0, 6.0, 5.0)
"""Points of the letters of the table, and of the documents to print again."""
AROUND = 7.0
"""Points that a row is higher than its text."""
_CLAUSE = re.compile("(?<=[，；：])")


def by_clauses(text: str, room: float) -> str:
    """Return a text broken after ，, ； and ： where it is too long for a line of `room` points."""
    width = room / letters_of(text, room)
    lines = [""]
    for part in _CLAUSE.split(text) if ems(text) > width else [text]:
        if not lines[-1] or ems(lines[-1] + part) <= width:
            lines[-1] += part
        else:
            lines.append(part)
    return "\n".join(lines)


def letters_of(text: str, room: float) -> float:
    """Return the size at which a number stands on one line and no word is broken, if there is one.

    Else those would be tiny: letters are of the usual size.
    """
    wide = len(text) * DIGIT if text.isdecimal() else word_ems(text)
    readable = (size for size in SIZES if size >= READ and wide * size <= room)
    return next(readable, SIZES[0])


def letters_in(text: str, room: float, height: float) -> float:
    """Return the size at which a text stands in a cell so many points wide and high."""
    sizes = tuple(size for size in SIZES if size <= letters_of(text, room))
    fitting = (size for size in sizes if _lines(text, room, size) * size * LINE <= height)
    return next(fitting, sizes[-1])


def high_at(text: str, room: float, least: float, most: float, size: float) -> float:
    """Return the height of a row for a text in letters of a size, all in points."""
    needed = _lines(text, room, size) * size * LINE + AROUND
    return min(most, max(least, math.ceil(4 * needed) / 4))


def _lines(text: str, room: float, size: float) -> int:
    """Return on how many lines a text stands, names of files and numbers in it unbroken."""
    if text.isdecimal() and len(text) * DIGIT * size <= room:
        return 1
    return max(lines_at(text, room, size), broken_lines(text, room, size))
