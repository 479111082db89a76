"""What all printed documents share: page geometry, styles, footers and the workbook itself.

Pages are built for A4 at 100 %: Excel ignores manual page breaks once it fits sheets to pages,
so widths and heights must fit by themselves, with about 4 % to spare because printers, Excel
and LibreOffice measure type differently.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, Self
from zipfile import ZipFile

import xlsxwriter.workbook
from xlsxwriter import Workbook
from xlsxwriter.exceptions import XlsxFileError

from allocator.errors import LimitError, ModelError, reason_of
from allocator.models.domain.contents import PROPERTY, contents_digest
from allocator.reporting.paging import page_starts
from allocator.reporting.streaming import StreamSheet, style_number
from allocator.reporting.text import ems, sheet_name, without_middle

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from types import TracebackType

    from allocator.reporting.views import BookView

SONG, HEI, KAI, FANG, DIGITS = "宋体", "黑体", "楷体", "仿宋", "Arial"
GREY, PALE, INK = "#7F7F7F", "#F2F2F2", "#000000"
# A column is a number of digits of Arial 10: 7 pixels each in Excel at 96 dpi, 7.41 in LibreOffice
# and on finer screens. Widths here are the widest case; type must fit the narrowest.
NARROWEST = 7 / 7.41
PAGES_PER_SHEET = 1000
"""Excel takes 1,026 manual breaks a sheet; XlsxWriter stops at 1,023."""
# XlsxWriter has no setting for it: level 1 takes a third of the time of level 6, for files that
# are a fifth larger.
xlsxwriter.workbook.ZipFile = partial(ZipFile, compresslevel=1)
_A4 = 9
_NUMBER_WIDTH = 40.0
"""mm kept free for the page number in the middle of a footer, with a gap on both sides."""
_FOOT = 8
"""Points of the letters of a footer, at least."""
_CREATED = datetime(2000, 1, 1)  # noqa: DTZ001  # a fixed date keeps files the same from run to run


@dataclass(frozen=True, slots=True)
class Page:
    """A sheet of A4: what may be filled, in mm across and in points down."""

    landscape: bool
    width: float
    height: float
    top: float = 12.0
    bottom: float = 15.0
    side: float = 12.0


def _not_written(target: Path, error: BaseException) -> LimitError:
    return LimitError(f"{target.name} 没有写成：{reason_of(error)}。原有结果没有改动。")


PORTRAIT = Page(landscape=False, width=178.0, height=732.0)
LANDSCAPE = Page(landscape=True, width=262.0, height=492.0)
LABELS = Page(landscape=False, width=186.0, height=756.0, top=8.0, bottom=12.0, side=8.0)


def inside(width: float) -> float:
    """Return the points that type may take in a cell (or merged cells) of `width` mm."""
    return width * 72 / 25.4 * NARROWEST - 7


class Footer(NamedTuple):
    """What stands below every page, left and right of the page number."""

    left: str
    right: str
    warning: str = ""
    """Before the left text, which is larger and bolder for it."""

    def codes(self, page: Page) -> str:
        """Return the codes of Excel, which prints parts that are too long over each other."""
        room = (page.width - _NUMBER_WIDTH) / 2 * 72 / 25.4
        left, font = self.left, "宋体"
        sizes: tuple[int, ...] = (_FOOT,)
        if self.warning:
            # In one look: what reads footers again keeps only one.
            left, font, sizes = f"{self.warning}　{left}", "黑体", (10, 9, _FOOT)
        size = next((size for size in sizes if ems(left) * size <= room), 0)
        if not size:
            # On two lines, below the margin still; the name of the document stays whole.
            size = _FOOT
            name, _, place = left.rpartition("　")
            left = "\n".join(without_middle(text, room / size) for text in (name, place) if text)
        plain, right = (text.replace("&", "&&") for text in (left, self.right))
        middle = '&C&"宋体"&8第 &P 页 / 共 &N 页'
        return f'&L&"{font}"&{size}{plain}{middle}&R&"宋体"&8{right}'


class PageSheet(StreamSheet):
    """A sheet of whole pages (`end_page` after each) or of one flowing table (`flow`)."""

    page: Page = PORTRAIT

    def prepare(self, page: Page, widths: Sequence[float], footer: str) -> None:
        """Set paper, margins, footer and the column widths in mm."""
        self.page = page
        if sum(widths) > page.width + 0.01:
            raise ModelError(f"页面过宽：{sum(widths):.1f} 毫米，最多 {page.width:.1f} 毫米")
        self.set_paper(_A4)
        if page.landscape:
            self.set_landscape()
        else:
            self.set_portrait()
        side, top, bottom = page.side / 25.4, page.top / 25.4, page.bottom / 25.4
        self.set_margins(left=side, right=side, top=top, bottom=bottom)
        self.set_footer(footer, {"margin": bottom * 0.42})
        self.center_horizontally()
        self.hide_gridlines(2)
        # Tickets and codes are text on purpose; Excel need not mark them with green corners.
        self.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
        for column, width in enumerate(widths):
            self.set_width(column, width)
        self.last_column = len(widths) - 1
        self._page_start = 0
        self._breaks: list[int] = []

    def set_width(self, column: int, width: float) -> None:
        """Make a column (0-based) so many mm wide."""
        self.set_column_pixels(column, column, round(width / 25.4 * 96 * NARROWEST))

    @property
    def pages(self) -> int:
        """Return how many pages have been ended."""
        return len(self._breaks)

    @property
    def page_begun(self) -> int:
        """Return the first row (0-based) of the open page."""
        return self._page_start

    def height_left(self) -> float:
        """Return the points still free on the open page."""
        return self.page.height - sum(self.heights[self._page_start :])

    def end_page(self) -> None:
        """Close a page; a page that would not fit on A4 is a defect of ours."""
        if self.height_left() < -0.5:
            raise ModelError(
                f"页面过高：超出 {-self.height_left():.1f} 磅（工作表 {self.get_name()}）"
            )
        self._page_start = self.rows_written
        self._breaks.append(self.rows_written)

    def part_before(self, row: int) -> None:
        """Begin the open page anew with a row (0-based) of its own; those before it are a page."""
        self._page_start = row
        self._breaks.append(row)

    def finish(self) -> None:
        """Set print area and breaks of a sheet of pages."""
        if self.rows_written > self._page_start:
            self.end_page()
        self.set_print_scale(100)
        self.print_area(0, 0, max(0, self.rows_written - 1), self.last_column)
        self.set_h_pagebreaks(self._breaks[:-1])

    def one_page(self) -> None:
        """Make the sheet one page; it is laid out to fit, whatever the printer makes of it."""
        self.set_h_pagebreaks([])
        self.fit_to_pages(1, 1)
        self.print_area(0, 0, max(0, self.rows_written - 1), self.last_column)

    def parted(self, header: int, filter_from: int | None = None) -> list[int]:
        """Make the sheet one table at 100 %: rows to `header` (0-based) repeat, pages parted here.

        Returns the first row (0-based) of each page but the first.
        Left to itself a program may leave a total or a line to sign alone on the last page;
        LibreOffice even leaves out a single last row.
        """
        starts = page_starts(self.heights, header, self.page.height)
        self.flow((0, header), filter_from)
        if len(starts) < PAGES_PER_SHEET:
            self.set_print_scale(100)
            self.set_h_pagebreaks(starts)
        return starts

    def flow(self, header_rows: tuple[int, int], filter_from: int | None = None) -> None:
        """Make the sheet one table: one page wide, `header_rows` (0-based) repeated."""
        self.fit_to_pages(1, 0)
        self.repeat_rows(*header_rows)
        self.freeze_panes(header_rows[1] + 1, 0)
        last = max(header_rows[1], self.rows_written - 1)
        self.print_area(0, 0, last, self.last_column)
        if filter_from is not None:
            self.autofilter(filter_from, 0, last, self.last_column)


class Document:
    """One workbook being written: `with Document(...) as document`; it is closed on leaving."""

    def __init__(
        self, name: str, target: Path, *, place: str = "", mark: str = "", in_memory: bool = True
    ) -> None:
        """Open a workbook for the document `name` of a site (`place`), `mark` in its footer."""
        self.name = name
        self.target = target
        options = {
            "in_memory": in_memory,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            # Arial 10 is the unit of column widths: on every Windows, and 7 pixels wide in
            # LibreOffice too, where a missing Calibri would stretch every column.
            "default_format_properties": {
                "font_name": DIGITS,
                "font_size": 10,
                "font_scheme": "none",
            },
        }
        self._workbook = Workbook(str(target), options)
        self._workbook.set_properties(
            {"title": name, "subject": place, "created": _CREATED, "author": "", "comments": ""}
        )
        self._styles: dict[tuple[tuple[str, Any], ...], int] = {}
        self._sheets: list[StreamSheet] = []
        self.resources = ExitStack()
        """Closed with the workbook, whatever happens."""
        self._footer = Footer(f"{name}　{place}", mark)

    @classmethod
    def of(cls, name: str, book: BookView, target: Path, place: str = "") -> Self:
        """Open a document of a run."""
        return cls(name, target, place=place, mark=book.mark)

    def style(self, font: str, size: float, **properties: Any) -> int:
        """Return the number of a style; text is centred up and down unless told otherwise."""
        key = (("font_name", font), ("font_size", size), *properties.items())
        found = self._styles.get(key)
        if found is None:
            made = self._workbook.add_format(
                {"font_name": font, "font_size": size, "valign": "vcenter", **properties}
            )
            found = self._styles[key] = style_number(made)
        return found

    def sheet(self, wanted: str, page: Page, widths: Sequence[float]) -> PageSheet:
        """Add a sheet with a legal name, ready for pages."""
        name = sheet_name(wanted, [sheet.get_name() for sheet in self._sheets])
        sheet = self._workbook.add_worksheet(name, worksheet_class=PageSheet)
        assert isinstance(sheet, PageSheet)
        sheet.prepare(page, widths, self._footer.codes(page))
        self._sheets.append(sheet)
        return sheet

    def nothing(self, sentence: str) -> None:
        """Say on a page of its own that there is nothing to print."""
        sheet = self.sheet(self.name, PORTRAIT, (PORTRAIT.width,))
        sheet.row(60, [(0, 0, self.style(HEI, 16, align="center"), self.name)])
        sheet.row(40, [(0, 0, self.style(SONG, 12, align="center"), sentence)])
        sheet.finish()

    def __enter__(self) -> Self:
        """Hand out the open document."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Write the file, unless something went wrong before."""
        with self.resources:
            if kind is not None:
                # A workbook that is never closed would be written when it is collected.
                self._workbook.fileclosed = True
                if isinstance(error, OSError):
                    raise _not_written(self.target, error) from error
                return
            if not any(sheet.streams for sheet in self._sheets):
                contents = contents_digest((s.get_name(), s.texts) for s in self._sheets)
                self._workbook.set_custom_property(PROPERTY, contents, "text")
            try:
                self._workbook.close()
            except (OSError, XlsxFileError) as problem:
                self._workbook.fileclosed = True
                raise _not_written(self.target, problem) from problem
        if not all(sheet.written for sheet in self._sheets):
            raise ModelError("XlsxWriter 的版本不适用：工作表内容没有写出")
