"""What the staff documents add to the common layout: tables whose groups stay on one page, and the
documents of a draw, which carry the seed and, when rehearsed, say 演练 on every page.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Self

from allocator.reporting.layout import DIGITS, HEI, LANDSCAPE, SONG, Document, Footer, inside
from allocator.reporting.marks import mark_of
from allocator.reporting.tables import SIGN_HEIGHT, Table
from allocator.reporting.text import LINE, by_facts, ems, fit, height_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from allocator.reporting.day_views import DayView
    from allocator.reporting.layout import Page, PageSheet
    from allocator.reporting.tables import Column, Value

BANNER = "演　练　（本页为演练抽签结果，不得用于正式考试）"
REDRAWN = "第 {} 次抽签　（重抽；本场以前的抽签文书作废）"
BANNER_HEIGHT = 40.0
_NOTE_LINE, _NOTE_LEAST, _NOTES = 16.5, 9.0, (10.5, 10, 9, 8, 7)
_PLAIN, _BAND = 10.0, 21.0
_BANNER_SIZES = (22, 20, 18, 16, 14, 12, 10, 9, 8)


def file_name(text: str) -> str:
    """Return a text without characters that Windows forbids in names."""
    return re.sub(r'[\\/:*?"<>|\x00-\x1f]', "_", text).rstrip(" .")


class DayDocument(Document):
    """A document of a draw: seed and digest in the footer; a rehearsal or a redraw says so there,
    and atop every page (`banner`).
    """

    def __init__(
        self,
        name: str,
        target: Path,
        *,
        place: str,
        digest: str,
        seed: str,
        warning: str = "",
        banner: str = "",
    ) -> None:
        """Open the workbook of a draw at a site."""
        super().__init__(name, target, place=place)
        self._top = banner
        self._widths: dict[str, float] = {}
        self._footer = Footer(
            f"{name}　{place}",
            # What is longer would run into the page number.
            f"种子 {_cut(seed, 13)}　{mark_of(digest)}",
            warning,
        )

    @classmethod
    def of_day(cls, name: str, day: DayView, target: Path, *, flat: bool = False) -> Self:
        """Open a document of a draw; one with `flat` tables has the banner of a rehearsal only."""
        banner = BANNER if day.rehearsal else ""
        if day.number > 1 and not (day.rehearsal or flat):
            banner = REDRAWN.format(day.number)
        return cls(name, target, place=f"场次{day.turn}抽签　{day.name}", digest=day.digest,
                   seed=day.seed, warning=day.warning, banner=banner)  # fmt: skip

    def sheet(self, wanted: str, page: Page, widths: Sequence[float]) -> PageSheet:
        """Add a sheet; a rehearsal or redraw says so in its first row."""
        sheet = super().sheet(wanted, page, widths)
        self._widths[sheet.get_name()] = sum(widths)
        self._banner(sheet)
        return sheet

    def next_page(self, sheet: PageSheet) -> None:
        """End a page of cards and begin the next one with the banner, if any."""
        sheet.end_page()
        self._banner(sheet)

    def _banner(self, sheet: PageSheet) -> None:
        if self._top:
            width = inside(self._widths[sheet.get_name()])
            size = fit(self._top, width, BANNER_HEIGHT, _BANNER_SIZES)
            style = self.style(HEI, size, align="center", border=1, bg_color="#FFE699")
            sheet.row(BANNER_HEIGHT, [(0, sheet.last_column, style, self._top)])


def _cut(text: str, width: float) -> str:
    """Return a text of at most so many em; a longer one ends in an ellipsis."""
    if ems(text) <= width:
        return text
    kept = len(text)
    while kept and ems(text[:kept]) > width - 1:
        kept -= 1
    return text[:kept] + "…"


class NotedTable(Table):
    """A table whose note may have several lines, each as large as fits; long ones are wrapped."""

    def _across(self, height: float, text: str, font: str, size: float, align: str) -> None:
        parts = text.split("\n")
        if len(parts) == 1:
            super()._across(height, text, font, size, align)
            return
        width = inside(sum(column.width for column in self.columns))
        for part in parts:
            whole = by_facts(part, width, _NOTE_LEAST)
            high = max(_NOTE_LINE, height_of(whole, width, _NOTE_LEAST) + 2)
            super()._across(high, whole, font, fit(whole, width, high, _NOTES), align)


class GroupedTable(NotedTable):
    """A table at 100 % whose groups of rows are never parted; the header repeats on each page."""

    _last_group = 0
    """The first row (0-based) of the last group."""

    def group(
        self, lines: Sequence[Sequence[Value]], merged: Iterable[int] = (), *, fill: str = ""
    ) -> None:
        """Append rows that belong together; columns `merged` become one cell over all of them.

        A merged column has its value in the first row.
        """
        self._keep(sum(self.high(values) for values in lines))
        self._last_group = self.sheet.rows_written
        first = self.sheet.rows_written + 1
        for values in lines:
            self.line(values, fill=fill)
        if len(lines) > 1:
            for column in merged:
                self.sheet.merge_down(first, column, self.sheet.rows_written, column)

    def band(self, text: str, below: float) -> None:
        """Append a heading across the table, on the page of what stands `below`, in points."""
        self._keep(_BAND + below)
        self._last_group = self.sheet.rows_written
        style = self.style(HEI, self.size, align="center", border=1, bg_color="#E7E6E6")
        self.sheet.row(_BAND, [(0, self.last, style, text)])

    def sign(self, text: str) -> None:
        """Append a line below the table; where its page is full, the last group goes with it."""
        first = self._last_group
        if self._free() < SIGN_HEIGHT and first > max(self.sheet.page_begun, self.header + 1):
            self.sheet.part_before(first)
        self._keep(SIGN_HEIGHT)
        super().sign(text)

    def close(self, *, filtered: bool = False) -> None:
        """Set print area, breaks and repeated rows."""
        self.sheet.finish()
        self.sheet.repeat_rows(0, self.header)
        self.sheet.freeze_panes(self.header + 1, 0)

    def _keep(self, height: float) -> None:
        """Begin a new page where less than `height` points are left."""
        if self._free() < height:
            self.sheet.end_page()

    def _free(self) -> float:
        """Return the points left on the open page, where the header is printed too."""
        repeated = sum(self.sheet.heights[: self.header + 1]) if self.sheet.pages else 0.0
        return self.sheet.height_left() - repeated

    def high(self, values: Sequence[Value]) -> float:
        """Return how high `line` will make a row."""
        texts = [(value, column.width) for value, column in zip(values, self.columns, strict=True)
                 if isinstance(value, str) and len(value) > 3]  # fmt: skip
        return max(self.least_height, *(self._height(*text) for text in texts), 0.0)


def _lines(text: str, width: float) -> int:
    """Return how many lines a text takes in a column of a plain sheet."""
    room = inside(width) / _PLAIN
    return 1 if ems(text) <= room else -int(-ems(text) // max(1.0, room - 0.5))


def plain_sheet(
    document: Document,
    name: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Value]],
    *,
    page: Page = LANDSCAPE,
) -> None:
    """Write a sheet for other programs: header and rows, nothing above but 演练; codes as text."""
    sheet = document.sheet(name, page, [column.width for column in columns])
    head = document.style(HEI, 10, align="center", border=1, bg_color="#D9E1F2")
    header = sheet.rows_written
    sheet.row(21, [(nth, nth, head, column.name) for nth, column in enumerate(columns)])
    text = document.style(SONG, _PLAIN, num_format="@", border=1, text_wrap=True)
    number = document.style(DIGITS, _PLAIN, align="center", border=1)
    styles = [number if column.digits else text for column in columns]
    for values in rows:
        lines = max(_lines(str(value or ""), column.width)
                    for value, column in zip(values, columns, strict=True))  # fmt: skip
        cells = enumerate(zip(styles, values, strict=True))
        sheet.row(_PLAIN * LINE * lines + 4, [(nth, nth, *cell) for nth, cell in cells])
    sheet.flow((0, header), header)
