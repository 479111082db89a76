"""One page of rows on a fine grid, measured before anything is written.

So a page can be laid out in several ways, and the first is taken that fits on A4. Cells are merged
over as many columns of the grid as they need: tables of different columns stand on one sheet.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from allocator.reporting.layout import DIGITS, HEI, NARROWEST, SONG
from allocator.reporting.text import ems

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.reporting.layout import Document, Page, PageSheet
    from allocator.reporting.streaming import Cell

UNIT = 8 / 96 * 25.4 / NARROWEST
"""Millimetres of a column of the grid: eight whole pixels, so that rounding adds up to nothing."""
_FIRST, _NEXT = 1.25, 1.4
"""Height of the first line of a cell and of every further one, in em: type is centred in it, and
what the first one lacks of its font's line spacing is blank."""
_PIXEL = 0.75
"""Points of a pixel: programs make rows whole pixels high."""
_LAST = 30.0
"""Points that the last row may gain."""
_BESIDE = 3.9
"""Points left and right of the type of a cell, together: Excel's own."""
_DIGIT, _CAPITAL = 0.556, 0.65
"""Width of a digit of Arial, and of a letter of a code in bold, in em."""


class Box(NamedTuple):
    """A cell of a page: how many columns of the grid it covers, and what stands there how."""

    span: int
    text: str | int | None
    align: str = "center"
    font: str = SONG
    fill: str = ""
    open: str = ""
    """Sides without a line: left, right, or border for all."""
    factor: float = 1.0
    """Size of the type against that of the page."""


class _Row(NamedTuple):
    height: float
    boxes: tuple[Box, ...]
    grows: bool


@dataclass(slots=True)
class Grid:
    """The rows of one page in type of one size."""

    columns: int
    size: float
    rows: list[_Row]

    @classmethod
    def of(cls, page: Page, size: float) -> Grid:
        """Return an empty grid as wide as a page."""
        return cls(int(page.width / UNIT), size, [])

    def row(self, *boxes: Box, least: float = 0.0, grows: bool = True) -> None:
        """Append a row as high as its text needs; `grows`: higher where there is room to spare."""
        assert sum(box.span for box in boxes) == self.columns
        needed = max(
            (_FIRST + _NEXT * (self.lines(box.text, box.span, box.factor) - 1))
            * self.size * box.factor
            for box in boxes
        )  # fmt: skip
        # A hair less than what is needed does no harm; a pixel more in every row would.
        height = math.ceil(max(least, needed) / _PIXEL - 0.05) * _PIXEL
        self.rows.append(_Row(height, boxes, grows))

    def across(self, text: str, **more: Any) -> None:
        """Append a row of one cell."""
        least, grows = more.pop("least", 0.0), more.pop("grows", False)
        self.row(Box(self.columns, text, **more), least=least, grows=grows)

    def lines(self, text: str | int | None, span: int, factor: float = 1.0) -> int:
        """Return on how many lines a text stands in so many columns."""
        size = self.size * factor
        if isinstance(text, int):
            return 1 if len(str(text)) * _DIGIT * size <= _room(span) else 2
        return _lines(text or "", span, size)

    @property
    def height(self) -> float:
        """Return the points that all rows take."""
        return sum(row.height for row in self.rows)

    def write(self, document: Document, name: str, page: Page, most: float = 4.0) -> PageSheet:
        """Write the page.

        Room that is left makes rows higher, each by the same and by at most `most` points; the
        rest goes to the last row, where people sign.
        """
        sheet = document.sheet(name, page, [UNIT] * self.columns)
        growing = sum(row.grows for row in self.rows)
        left = max(0.0, page.height - self.height)
        more = min(most, left / growing) // _PIXEL * _PIXEL if growing else 0.0
        last = min(_LAST, (left - more * growing) // _PIXEL * _PIXEL)
        for nth, row in enumerate(self.rows, start=1):
            height = row.height + more * row.grows + last * (nth == len(self.rows))
            sheet.row(height, self._cells(document, row.boxes))
        sheet.one_page()
        return sheet

    def _cells(self, document: Document, boxes: Sequence[Box]) -> list[Cell]:
        cells: list[Cell] = []
        first = 0
        for box in boxes:
            look: dict[str, Any] = {"align": box.align, "text_wrap": True, "border": 1}
            if box.fill:
                look["bg_color"] = box.fill
            if box.open:
                look[box.open] = 0
            plain = isinstance(box.text, int) or (box.text or "x").isascii()
            font = DIGITS if plain and box.font == SONG else box.font
            if plain and box.font == HEI:
                font, look["bold"] = DIGITS, True
            style = document.style(font, round(self.size * box.factor, 1), **look)
            # A number too wide for its cell is shown as ####, a text on two lines.
            text = (
                str(box.text)
                if plain and self.lines(box.text, box.span, box.factor) > 1
                else box.text
            )
            cells.append((first, first + box.span - 1, style, text))
            first += box.span
        return cells


def columns_for(code: str, size: float) -> int:
    """Return how many columns of the grid a code in capitals needs."""
    return math.ceil((len(code) * _CAPITAL * size + _BESIDE) / (_room(1) + _BESIDE))


def _room(span: int) -> float:
    """Return the points that type may take in a cell of so many columns."""
    return span * UNIT * NARROWEST * 72 / 25.4 - _BESIDE


@lru_cache(maxsize=4096)
def _lines(text: str, span: int, size: float) -> int:
    room = _room(span) / size
    if text.isascii() and text.isupper():
        return 1 if len(text) * _CAPITAL <= room else 2
    return sum(
        # What is wrapped may leave half an em at the end of each line.
        1 if ems(part) <= room else -int(-ems(part) // max(1.0, room - 0.5))
        for part in text.split("\n")
    )
