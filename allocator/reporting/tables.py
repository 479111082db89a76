"""Plain tables on A4: title, one header row that repeats, lines; for the shorter documents."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from allocator.reporting.layout import DIGITS, HEI, LANDSCAPE, SONG, inside
from allocator.reporting.text import (
    LINE,
    READ,
    by_facts,
    ems,
    fit,
    height_of,
    lines_at,
    title_row,
    word_ems,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.reporting.layout import Document, Page, PageSheet

Value = str | int | None
BLANK = "　" * 11
"""Room for a signature."""
DATE_BLANK = "日期：　　　　年　　月　　日"
COMPILED = f"编制人（签字）：{BLANK}审核人（签字）：{BLANK}{DATE_BLANK}"
"""The line for signatures of a summary of the 考区."""
SIGN_HEIGHT, _SIGN_SIZE = 36.0, 11
_LEAST_BLANK = 5
_TITLE_SIZES = (20, 18, 16, 14, 13, 12, 11, 10, 9)
_TITLE_HEIGHT, _TITLE_LEAST, _TITLE_HIGHEST = 39.75, 12.0, 84.0
_NOTE_SIZES, _NOTE_LEAST = (11, 10, 9, 8, 7), 9.0


def signatures(text: str, width: float) -> str:
    """Return a line for signatures that fits the width in points, its blanks no longer than so."""
    for room in range(len(BLANK), _LEAST_BLANK, -1):
        line = text.replace(BLANK, "　" * room)
        if ems(line) * _SIGN_SIZE <= width:
            return line
    return text.replace(BLANK, "　" * _LEAST_BLANK)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: header, width in mm, and how its values stand."""

    name: str
    width: float
    align: str = "center"
    digits: bool = False
    """True: numbers and codes, in Arial."""
    zero_blank: bool = False
    """True: 0 stays in the cell and is not shown."""


class Table:
    """One sheet with one table; rows are as high as their longest text needs at `size` points."""

    def __init__(
        self,
        document: Document,
        name: str,
        columns: Sequence[Column],
        *,
        title: str,
        note: str = "",
        page: Page = LANDSCAPE,
        size: float = 10,
        least_height: float = 19.5,
    ) -> None:
        """Open the sheet and write title, note (a line under it) and header."""
        self.style, self.columns = document.style, tuple(columns)
        self.size, self.least_height = size, least_height
        widths = [column.width for column in columns]
        self.sheet: PageSheet = document.sheet(name, page, widths)
        self.last = len(columns) - 1
        self._merged: list[tuple[int, int, Sequence[int]]] = []
        width = self._width = inside(sum(widths))
        self._title(title, width)
        if note:
            self._note(note, width)
        self.header = self.sheet.rows_written
        head = self.style(HEI, size, align="center", text_wrap=True, border=1, bg_color="#E7E6E6")
        heights = [self._height(column.name, column.width) for column in columns]
        self.sheet.row(
            max(24.0, *heights),
            [(nth, nth, head, column.name) for nth, column in enumerate(columns)],
        )

    def _title(self, title: str, width: float) -> None:
        """Write the title; where it would be small, as of several exams, in a higher row."""
        text, size, high = title_row(
            title, width, _TITLE_HEIGHT, _TITLE_SIZES, _TITLE_LEAST, _TITLE_HIGHEST
        )
        look = self.style(HEI, size, align="center", text_wrap=True)
        self.sheet.row(high, [(0, self.last, look, text)])

    def _note(self, note: str, width: float) -> None:
        """Write the line under the title; one that is too long breaks between its facts."""
        if "\n" not in note:
            note = by_facts(note, width, _NOTE_LEAST)
        high = max(21.0, height_of(note, width, _NOTE_LEAST) + 2)
        self._across(high, note, SONG, fit(note, width, high, _NOTE_SIZES), "left")

    def _across(self, height: float, text: str, font: str, size: float, align: str) -> None:
        style = self.style(font, size, align=align, text_wrap=True)
        self.sheet.row(height, [(0, self.last, style, text)])

    def _height(self, text: str, width: float) -> float:
        lines = lines_at(text, inside(width), self._letters(text, width))
        # Excel takes at most 409 points a row.
        return min(405.0, lines * self.size * LINE + 4)

    def _letters(self, text: str, width: float) -> float:
        """Return the size of the letters of a cell: smaller where a word would be broken."""
        word = word_ems(text) * self.size
        if word <= inside(width):
            return self.size
        return max(min(self.size, READ), int(2 * self.size * inside(width) / word) / 2)

    def line(self, values: Sequence[Value], *, bold: bool = False, fill: str = "") -> None:
        """Append a row of as many values as there are columns."""
        extra: dict[str, object] = {"bg_color": fill} if fill else {}
        cells = []
        height = self.least_height
        for nth, (column, value) in enumerate(zip(self.columns, values, strict=True)):
            font = DIGITS if column.digits else (HEI if bold else SONG)
            form = {"num_format": "0;-0;;@"} if column.zero_blank else {}
            letters = self._letters(value, column.width) if isinstance(value, str) else self.size
            style = self.style(font, letters, align=column.align, text_wrap=True, border=1,
                               bold=bold and column.digits, **extra, **form)  # fmt: skip
            cells.append((nth, nth, style, value))
            if isinstance(value, str) and len(value) > 3:
                height = max(height, self._height(value, column.width))
        self.sheet.row(height, cells)

    def merge(self, first: int, columns: Sequence[int]) -> None:
        """Make one cell, on each page, of each column from a row (0-based) to the last."""
        self._merged.append((first, self.sheet.rows_written, columns))

    def sign(self, text: str) -> None:
        """Append a line below the table, such as one for signatures.

        Where it is too long for the page, the room of each `BLANK` shrinks, so that it never breaks
        within 日期.
        """
        self._across(SIGN_HEIGHT, signatures(text, self._width), SONG, _SIGN_SIZE, "left")

    def close(self, *, filtered: bool = False) -> None:
        """Set print area, repeated rows and, if asked, the filter."""
        starts = self.sheet.parted(self.header, self.header if filtered else None)
        for first, end, columns in self._merged:
            edges = [first, *(row for row in starts if first < row < end), end]
            for top, below in pairwise(edges):
                for column in columns if below - top > 1 else ():
                    self.sheet.merge_down(top + 1, column, below, column)
