"""How wide type is and how many lines a text takes: for every sheet that is to be printed."""

from __future__ import annotations

import math
import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# Fonts here set lines 1.15 to 1.45 em apart (宋体 the least, Noto the most).
LINE = 1.38
# Half-width letters and digits of 黑体, 宋体 and Arial are 0.5 to 0.6 em wide on average.
NARROW = 0.58
COLUMN_UNIT = {
    "default_format_properties": {"font_name": "Arial", "font_size": 10, "font_scheme": "none"}
}
"""Options of XlsxWriter. Columns are as wide as so many digits of the default font: Arial 10 is 7
pixels wide in LibreOffice too, where a missing Calibri would stretch every column."""
READ = 8.0
"""Points of the smallest letters that are read with ease."""
_CAPITAL = 0.7
_WORDS = re.compile(r"[A-Za-zÀ-ɏЀ-ӿ'’]{2,}-?")
_PARTS = re.compile(r"[A-Za-zÀ-ɏЀ-ӿ0-9'’.]+-? *|[^A-Za-zÀ-ɏЀ-ӿ0-9'’.]")
_UNBROKEN = re.compile(
    r"[“‘（《【〔]*(?:[!-~]+(?:、[!-~]+)*|.)[，。、；：！？”’）》】〕]*",
    re.DOTALL,
)
"""What stays on one line: words and numbers (LibreOffice parts no list of them by 、), or else a
single character, with its punctuation."""
_OBEYED = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
"""Characters that a terminal obeys: ends of lines, escapes, turns of direction."""


def printable(text: str) -> str:
    """Return one line as it may be shown, whatever files are called that it names."""
    return _OBEYED.sub("\ufffd", text)


@lru_cache(maxsize=65536)
def ems(text: str) -> float:
    """Return the width of one line of text in em."""
    if text.isascii():
        return NARROW * len(text)
    # "·" and other ambiguous characters are full width in Chinese fonts.
    return sum(1.0 if unicodedata.east_asian_width(sign) in "WFA" else NARROW for sign in text)


@lru_cache(maxsize=65536)
def fit(
    text: str, width: float, height: float, sizes: Sequence[float], least: float = READ
) -> float:
    """Return the largest of `sizes` (points, descending) at which a wrapped text fits its frame.

    Width and height are points inside the cell. A word of Latin letters is broken only where it
    would have to be smaller than `least` points. The last size is returned where none fits.
    """
    wanted, word = text.count("\n") + 1, word_ems(text)
    first: float = 0
    for size in sizes:
        if first and size < least:
            break
        lines = lines_at(text, width, size)
        if lines * size * LINE <= height and (lines <= wanted or width / size >= 4.5):
            if word * size <= width:
                return size
            first = first or size
    return first or sizes[-1]


@lru_cache(maxsize=65536)
def lines_at(text: str, width: float, size: float) -> int:
    """Return on how many lines a text stands in letters of `size` points, `width` points wide."""
    lines = text.split("\n")
    wanted = [ems(line) for line in lines]
    # One em may stay unused at the end of each line, for nothing is cut within a character.
    per_line = max(1.0, width / size - (0.5 if max(wanted) * size > width else 0.0))
    return sum(
        max(
            1,
            -int(-want // per_line),
            _packed(_PARTS.findall(line), per_line) if want > per_line else 1,
        )
        for line, want in zip(lines, wanted, strict=True)
    )


def _packed(parts: Iterable[str], per_line: float) -> int:
    """Return on how many lines of so many em parts stand that stay whole if they can.

    One wider than a line is broken within, after a new line was begun for it. Blanks at the end of
    a part may reach beyond the line.
    """
    lines, used = 1, 0.0
    for part in parts:
        wide = ems(part)
        if used + ems(part.rstrip()) > per_line:
            lines, used = lines + (used > 0), 0.0
        more = max(0, math.ceil(wide / per_line) - 1)
        lines, used = lines + more, used + wide - more * per_line
    return lines


@lru_cache(maxsize=65536)
def word_ems(text: str) -> float:
    """Return the width in em of the widest word of Latin or Cyrillic letters; 0 without any.

    Capitals are wider than the average that `ems` takes.
    """
    words = _WORDS.findall(text)
    return max(
        (sum(_CAPITAL if c.isupper() else NARROW for c in word) for word in words), default=0
    )


def height_of(text: str, width: float, size: float) -> float:
    """Return the points of height that a text takes, `width` points wide, in steps of a quarter."""
    return math.ceil(lines_at(text, width, size) * size * LINE * 4) / 4


def broken_lines(text: str, width: float, size: float) -> int:
    """Return as `lines_at`, for texts in which long numbers and names of files stand.

    Such a word goes to the next line whole, and leaves the rest of its line empty; one that is
    wider than a line is cut.
    """
    per_line = max(1.0, width / size)
    return sum(
        _packed(_UNBROKEN.findall(line), per_line) if ems(line) > per_line else 1
        for line in text.split("\n")
    )
