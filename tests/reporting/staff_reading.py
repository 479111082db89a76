"""Reading a workbook of the staff back: its texts, its tables and its pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allocator.reporting.layout import NARROWEST

if TYPE_CHECKING:
    from collections.abc import Iterator

A4 = {"portrait": (210.0, 297.0), "landscape": (297.0, 210.0)}


def texts(book: Any) -> list[Any]:
    return [c.value for sheet in book for row in sheet.iter_rows() for c in row
            if c.value is not None]  # fmt: skip


def header_row(sheet: Any, first: str) -> int:
    return next(row for row in range(1, 12) if sheet.cell(row, 1).value == first)


def table(sheet: Any, first: str) -> list[list[Any]]:
    """The rows below the header whose first column is `first`."""
    start = header_row(sheet, first) + 1
    return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=start)]


def headers(sheet: Any, first: str) -> list[Any]:
    return [cell.value for cell in sheet[header_row(sheet, first)]]


def pages(sheet: Any) -> Iterator[range]:
    """The rows of each page, as far as manual breaks part them."""
    start = 1
    for end in [*(mark.id for mark in sheet.row_breaks.brk), sheet.max_row]:
        yield range(start, end + 1)
        start = end + 1


def repeated(sheet: Any) -> list[int]:
    """The rows that are printed on every page."""
    if not sheet.print_title_rows:
        return []
    first, last = sheet.print_title_rows.replace("$", "").split(":")
    return list(range(int(first), int(last) + 1))


def flows(sheet: Any) -> bool:
    """Whether Excel makes the pages itself, as wide as the paper."""
    found = sheet.sheet_properties.pageSetUpPr
    return bool(found and found.fitToPage)


def assert_fits(sheet: Any) -> None:
    """Each page holds its rows, those that repeat among them, with 3 % to spare."""
    width, height = A4[sheet.page_setup.orientation]
    margins = sheet.page_margins
    across = (width / 25.4 - margins.left - margins.right) * 96
    wide = sum(round(7 * column.width) for column in columns(sheet)) / NARROWEST
    assert wide <= across * 0.97 or flows(sheet)
    if flows(sheet):
        return
    room = (height / 25.4 - margins.top - margins.bottom) * 72
    again = sum(sheet.row_dimensions[row].height for row in repeated(sheet))
    for rows in pages(sheet):
        used = sum(sheet.row_dimensions[row].height for row in rows)
        follows = rows.start > max(repeated(sheet), default=0)
        assert used + (again if follows else 0) <= room * 0.97


def columns(sheet: Any) -> list[Any]:
    """Return what is said of each column, from A on."""
    found = []
    for column in sheet.column_dimensions.values():
        found += [column] * (column.max - column.min + 1)
    return found
