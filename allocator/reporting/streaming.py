"""A worksheet whose rows are turned into XML as they come; XlsxWriter makes all the rest.

XlsxWriter keeps every cell as an object until the workbook is closed, at some 60,000 cells a
second. Documents and tables here are written top to bottom once, so each row becomes text at
once: ten times as fast. Everything else (styles, page set-up, images, packaging) stays with
XlsxWriter.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Cell = tuple[int, int, int, "str | int | None"]
"""First column, last column (merged when larger), style number, value (None: blank)."""

_NUMBER = "\x01"  # no cell can hold it: `escape` turns control characters into text
COLUMNS = tuple(xl_col_to_name(index) for index in range(128))

# What must not stand in XML text as it is; `_x0041_` would be read back by Excel as "A".
_NEEDS_CARE = re.compile("[<>&\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f]")
_ESCAPE_LIKE = re.compile("_(x[0-9a-fA-F]{4}_)")
_NO_CHARACTER = re.compile("[\ufffe\uffff\ud800-\udfff]")


def is_plain(text: str) -> bool:
    """Return whether a text may stand in XML as it is."""
    return "_x" not in text and not _NEEDS_CARE.search(text)


def escape(text: str) -> str:
    """Return a text as XML character data, control characters in Excel's own way (`_x0007_`)."""
    if is_plain(text):
        return text
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = _ESCAPE_LIKE.sub(r"_x005F_\1", text)
    text = _CONTROL.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
    return _NO_CHARACTER.sub("\ufffd", text)


@lru_cache(maxsize=8192)
def _body(style: int, value: str | int | None) -> str:
    """Return a cell's XML after its row number; labels and blanks come thousands of times."""
    if value is None or value == "":
        return f'" s="{style}"/>'
    if isinstance(value, str):
        text = escape(value)
        return f'" s="{style}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
    return f'" s="{style}"><v>{value}</v></c>'


def _shows(value: str | int | None) -> bool:
    return value is not None and value != ""


_Pairs = list[tuple[str, str]]


class _Stamp:
    """Rows as text with a mark where the row number belongs."""

    def __init__(self, rows: Sequence[tuple[float, Sequence[Cell]]]) -> None:
        self.rows = rows
        self.lines: list[tuple[str, float, _Pairs, _Pairs]] = []
        for height, cells in rows:
            parts = [f'<row r="{_NUMBER}" ht="{height:g}" customHeight="1">']
            merges = []
            texts = [(COLUMNS[cell[0]], str(cell[3])) for cell in cells if _shows(cell[3])]
            for first, last, style, value in cells:
                parts.append(f'<c r="{COLUMNS[first]}{_NUMBER}{_body(style, value)}')
                parts += [
                    f'<c r="{name}{_NUMBER}" s="{style}"/>'
                    for name in COLUMNS[first + 1 : last + 1]
                ]
                if last > first:
                    merges.append((COLUMNS[first], COLUMNS[last]))
            self.lines.append(("".join([*parts, "</row>"]), height, merges, texts))


class StreamSheet(Worksheet):  # type: ignore[misc, unused-ignore]  # XlsxWriter is not typed everywhere
    """A worksheet that takes whole rows, from the top, and further ones when it is saved."""

    def __init__(self) -> None:
        """Start with no rows."""
        super().__init__()
        self.rows_written = 0
        self.last_column = 0
        self.heights: list[float] = []
        self.written = False
        self._parts: list[str] = []
        self._merges: list[str] = []
        self._source: Iterable[str] = ()
        self._stamps: dict[int, _Stamp] = {}
        self.texts: list[tuple[str, str]] = []
        """Place and text of each cell that shows one, but for those that are streamed."""

    def row(self, height: float, cells: Iterable[Cell]) -> None:
        """Append one row of `height` points; cells ascend by column and do not overlap."""
        self.rows_written = number = self.rows_written + 1
        self.heights.append(height)
        parts = [f'<row r="{number}" ht="{height:g}" customHeight="1">']
        last = 0
        for first, last, style, value in cells:
            parts.append(f'<c r="{COLUMNS[first]}{number}{_body(style, value)}')
            if _shows(value):
                self.texts.append((f"{COLUMNS[first]}{number}", str(value)))
            if last > first:
                blank = f'{number}" s="{style}"/>'
                parts += [f'<c r="{name}{blank}' for name in COLUMNS[first + 1 : last + 1]]
                self._merges.append(f"{COLUMNS[first]}{number}:{COLUMNS[last]}{number}")
        self.last_column = max(self.last_column, last)
        parts.append("</row>")
        self._parts.append("".join(parts))

    def stamp(self, rows: Sequence[tuple[float, Sequence[Cell]]]) -> None:
        """Append rows that stand alike on every page; one sequence object is made only once."""
        stamp = self._stamps.get(id(rows))
        if stamp is None:
            # The rows are kept with the stamp, so that their id is not given to others.
            stamp = self._stamps[id(rows)] = _Stamp(rows)
        for template, height, merges, texts in stamp.lines:
            self.rows_written = number = self.rows_written + 1
            self.heights.append(height)
            self._parts.append(template.replace(_NUMBER, str(number)))
            self._merges += [f"{first}{number}:{last}{number}" for first, last in merges]
            self.texts += [(f"{column}{number}", text) for column, text in texts]

    def merge_down(self, first_row: int, first: int, last_row: int, last: int) -> None:
        """Merge a block of rows (1-based rows, 0-based columns); its cells stay as written."""
        self._merges.append(f"{COLUMNS[first]}{first_row}:{COLUMNS[last]}{last_row}")

    def stream(self, rows: Iterable[str], last_column: int) -> None:
        """Take further rows as XML when the file is made; the caller counts `rows_written`."""
        self._source = rows
        self.last_column = max(self.last_column, last_column)

    @property
    def streams(self) -> bool:
        """Return whether rows come only when the file is made."""
        return self._source != ()

    def fix_row_sizes(self) -> None:
        """Tell XlsxWriter the heights, which it needs to place images."""
        for index, height in enumerate(self.heights):
            self.row_sizes[index] = [int(height * 4 / 3 + 0.5), False]

    def _write_dimension(self) -> None:
        if self.rows_written:
            self.dim_rowmin, self.dim_rowmax = 0, self.rows_written - 1
            self.dim_colmin, self.dim_colmax = 0, self.last_column
        super()._write_dimension()

    def _write_sheet_data(self) -> None:
        self.written = True
        self.fh.write("<sheetData>")
        for part in self._chunks():
            self.fh.write(part)
        self.fh.write("</sheetData>")

    def _chunks(self) -> Iterator[str]:
        yield "".join(self._parts)
        yield from self._source

    def _write_merge_cells(self) -> None:
        if self._merges:
            inner = "".join(f'<mergeCell ref="{place}"/>' for place in self._merges)
            self.fh.write(f'<mergeCells count="{len(self._merges)}">{inner}</mergeCells>')


def style_number(cell_format: Any) -> int:  # XlsxWriter's Format
    """Return the number under which cells name a format; XlsxWriter gives it out at first use."""
    return int(cell_format._get_xf_index())  # noqa: SLF001  # no public name for it
