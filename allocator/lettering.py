"""How wide type is and how many lines a text takes: for every sheet that is to be printed."""

from __future__ import annotations

import math
import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

# Fonts here set lines 1.15 to 1.45 em apart (宋体 the least, Noto the most).
LINE = 1.38
# Half-width letters and digits of 黑体, 宋体 and Arial are 0.5 to 0.6 em wide on average.
NARROW = 0.58
COLUMN_UNIT = {
    "default_format_properties": {"font_name": "Arial", "font_size": 10, "font_scheme": "none"}
}
"""Options of XlsxWriter. Columns are as wide as so many digits of the default font: Arial 10 is 7
pixels wide in LibreOffice too, where a missing Calibri would stretch every column."""
_UNBROKEN = re.compile(
    r"[“‘（《【〔]*(?:[!-~]+(?:、[!-~]+)*|.)[，。、；：！？”’）》】〕]*",
    re.DOTALL,
)
"""What stays on one line: words and numbers (LibreOffice parts no list of them by 、), or else a
single character, with its punctuation."""


@lru_cache(maxsize=65536)
def ems(text: str) -> float:
    """Return the width of one line of text in em."""
    if text.isascii():
        return NARROW * len(text)
    # "·" and other ambiguous characters are full width in Chinese fonts.
    return sum(1.0 if unicodedata.east_asian_width(sign) in "WFA" else NARROW for sign in text)


@lru_cache(maxsize=65536)
def fit(text: str, width: float, height: float, sizes: Sequence[float]) -> float:
    """Return the largest of `sizes` (points, descending) at which a wrapped text fits its frame.

    Width and height are points inside the cell. The last size is returned where none fits.
    """
    wanted = text.count("\n") + 1
    for size in sizes:
        lines = lines_at(text, width, size)
        if lines * size * LINE <= height and (lines <= wanted or width / size >= 4.5):
            return size
    return sizes[-1]


@lru_cache(maxsize=65536)
def lines_at(text: str, width: float, size: float) -> int:
    """Return on how many lines a text stands in letters of `size` points, `width` points wide."""
    wanted = [ems(line) for line in text.split("\n")]
    # One em may stay unused at the end of each line, for nothing is cut within a character.
    per_line = max(1.0, width / size - (0.5 if max(wanted) * size > width else 0.0))
    return sum(max(1, -int(-want // per_line)) for want in wanted)


def height_of(text: str, width: float, size: float) -> float:
    """Return the points of height that a text takes, `width` points wide, in steps of a quarter."""
    return math.ceil(lines_at(text, width, size) * size * LINE * 4) / 4


def broken_lines(text: str, width: float, size: float) -> int:
    """Return as `lines_at`, for texts in which long numbers and names of files stand.

    Such a word goes to the next line whole, and leaves the rest of its line empty; one that is
    wider than a line is cut.
    """
    per_line = max(1.0, width / size)
    return sum(_filled(line, per_line) for line in text.split("\n"))


def _filled(line: str, per_line: float) -> int:
    if ems(line) <= per_line:
        return 1
    lines, used = 1, 0.0
    for word in _UNBROKEN.findall(line):
        wide = ems(word)
        if used + wide > per_line:
            lines, used = lines + (used > 0), 0.0
        more = max(0, math.ceil(wide / per_line) - 1)
        lines, used = lines + more, used + wide - more * per_line
    return lines
