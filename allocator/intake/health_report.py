"""体检报告 as a sheet: of its own, errors first, and of an annotated copy. Both are ready to print.

On A4 across at about full size; each row is as high as its texts need, for what opens a workbook
does not grow the rows of one that it did not write.
"""

from __future__ import annotations

import io
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from allocator.intake.saving import save
from allocator.intake.sink import BLANKS
from allocator.lettering import COLUMN_UNIT, LINE, broken_lines

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from allocator.intake.load import Intake
    from allocator.models.domain.findings import Issue

SHEET = "体检报告"
FONT = "微软雅黑"
COLOURS = {"错误": "FF7C80", "警告": "FFE699"}
_HEAD_COLOUR = "DDEBF7"
_HEADS = ("文件", "工作表", "行", "列", "值", "问题", "怎样改", "级别")
_WIDTHS = (17, 10, 6, 13, 20, 38, 33, 7)
_COUNT_HEADS = ("文件", "工作表", "读取行数", "接收行数", "拒收行数")
_COUNT_WIDTHS = (60, 28, 14, 14, 14)
"""Of both sheets together about as wide as the paper, or they were printed smaller."""
_POINTS = 5.25
"""Width of one unit of column width."""
_PADDING = 5 / 7
"""Units that a cell keeps free left and right of its text."""
_SIZES = (10.0, 9.0, 8.0, 7.0)
_MOST_HIGH = 405.0
"""Excel takes at most 409 points a row."""
_MARGINS = {"left": 0.35, "right": 0.35, "top": 0.6, "bottom": 0.6}
_FOOTER = "第 &P 页，共 &N 页"


def _cells(issue: Issue) -> tuple[str | int, ...]:
    return (
        issue.file,
        issue.sheet,
        issue.row if issue.row else "",
        issue.column,
        issue.value,
        printable(issue.message),
        printable(issue.cure),
        issue.severity,
    )


def printable(text: str) -> str:
    """Return text that a workbook can hold."""
    if text.isprintable():
        return text
    fine = BLANKS | {"\n"}
    return "".join(mark if mark in fine or mark.isprintable() else "\ufffd" for mark in text)


def worst_first(issues: Sequence[Issue]) -> list[Issue]:
    """Return errors before warnings, else in the order given."""
    return sorted(issues, key=lambda issue: issue.severity != "错误")


def write_health_report(intake: Intake, target: Path) -> None:
    """Write 体检报告.xlsx to `target`: errors first, then warnings, and how many rows were read."""
    import xlsxwriter

    packed = io.BytesIO()
    book = xlsxwriter.Workbook(packed, {"constant_memory": True, **COLUMN_UNIT})
    styles = _Styles(book)
    sheet = _page(book, SHEET, _HEADS, _WIDTHS, styles)
    for row, issue in enumerate(worst_first(intake.issues), 1):
        _line(sheet, row, _cells(issue), _WIDTHS, styles, issue.severity)
    if not intake.issues:
        sheet.write_string(1, 5, "没有发现问题。", styles.of(_SIZES[0]))
    sheet.autofilter(0, 0, max(1, len(intake.issues)), len(_HEADS) - 1)
    _write_counts(book, intake, styles)
    book.close()
    save(target, packed.getvalue())


class _Styles:
    """The styles of a workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[float, str], Any] = {}
        self.head = book.add_format(
            {"font_name": FONT, "bold": True, "bg_color": f"#{_HEAD_COLOUR}", "border": 1,
             "align": "center", "valign": "vcenter"}
        )  # fmt: skip

    def of(self, size: float, severity: str = "") -> Any:
        """Return the style of cells in letters of `size` points, coloured by severity."""
        key = (size, severity)
        if key not in self._made:
            look = {"font_name": FONT, "font_size": size, "border": 1, "text_wrap": True,
                    "valign": "top"}  # fmt: skip
            more = {"bg_color": f"#{COLOURS[severity]}"} if severity else {"num_format": "@"}
            self._made[key] = self._book.add_format({**look, **more})
        return self._made[key]


def _page(
    book: Any, name: str, heads: Sequence[str], widths: Sequence[int], styles: _Styles
) -> Any:
    sheet = book.add_worksheet(name)
    sheet.set_row(0, 21)
    for position, (text, width) in enumerate(zip(heads, widths, strict=True)):
        sheet.set_column(position, position, width)
        sheet.write_string(0, position, text, styles.head)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.set_margins(**_MARGINS)
    sheet.fit_to_pages(1, 0)
    sheet.set_header(f"&C&12{name}")
    sheet.set_footer(f"&C{_FOOTER}")
    # Codes and numbers of identity are text on purpose; Excel need not mark them.
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    return sheet


def _line(
    sheet: Any,
    row: int,
    values: Sequence[str | int],
    widths: Sequence[int],
    styles: _Styles,
    severity: str = "",
) -> None:
    """Write a row that is as high as its longest text; `severity` stands in its last cell."""
    sizes = [_size(value, width) for value, width in zip(values, widths, strict=True)]
    sheet.set_row(row, _height(values, widths, sizes))
    for position, (value, size) in enumerate(zip(values, sizes, strict=True)):
        style = styles.of(size, severity if position == len(values) - 1 else "")
        if isinstance(value, int):
            sheet.write_number(row, position, value, style)
        elif value:
            sheet.write_string(row, position, value, style)
        else:
            sheet.write_blank(row, position, None, style)


@lru_cache(maxsize=4096)
def _high(text: str, width: int, size: float) -> float:
    """Return the points of height that a text takes in a column of a width."""
    return broken_lines(text, width * _POINTS, size) * size * LINE + 4


def _size(value: str | int, width: int) -> float:
    """Return the largest size at which a text fits a row of the greatest height there is."""
    if isinstance(value, int):
        return _SIZES[0]
    return next((s for s in _SIZES if _high(value, width, s) <= _MOST_HIGH), _SIZES[-1])


def _height(values: Sequence[str | int], widths: Sequence[int], sizes: Sequence[float]) -> float:
    high = max(
        _high(str(value), width, size)
        for value, width, size in zip(values, widths, sizes, strict=True)
    )
    return min(_MOST_HIGH, high)


def _write_counts(book: Any, intake: Intake, styles: _Styles) -> None:
    sheet = _page(book, "读取统计", _COUNT_HEADS, _COUNT_WIDTHS, styles)
    rows: list[tuple[str | int, ...]] = [
        (count.file, count.sheet, count.read, count.accepted, count.rejected)
        for count in intake.counts
    ]
    total = [sum(int(row[position]) for row in rows) for position in (2, 3, 4)]
    rows.append(("合计", "", *total))
    for row, values in enumerate(rows, 1):
        _line(sheet, row, values, _COUNT_WIDTHS, styles)


def add_report(book: Any, issues: Sequence[Issue]) -> None:
    """Add sheet 体检报告 to a workbook of openpyxl, in place of one of that name."""
    from openpyxl.styles import Alignment, Font, PatternFill

    if SHEET in book.sheetnames:
        book.remove(book[SHEET])
    sheet = book.create_sheet(SHEET)
    wrap = Alignment(wrap_text=True, vertical="top")
    fonts = {size: Font(name=FONT, size=size) for size in _SIZES}
    for position, (head, width) in enumerate(zip(_HEADS, _WIDTHS, strict=True), 1):
        cell = sheet.cell(1, position, head)
        cell.font = Font(name=FONT, bold=True)
        cell.fill = PatternFill("solid", fgColor=f"FF{_HEAD_COLOUR}")
        sheet.column_dimensions[cell.column_letter].width = width + _PADDING
    for row, issue in enumerate(worst_first(issues), 2):
        values = _cells(issue)
        sizes = [_size(value, width) for value, width in zip(values, _WIDTHS, strict=True)]
        sheet.row_dimensions[row].height = _height(values, _WIDTHS, sizes)
        for position, (value, size) in enumerate(zip(values, sizes, strict=True), 1):
            cell = sheet.cell(row, position, value)
            if isinstance(value, str):
                cell.data_type = "s"
            cell.alignment = wrap
            cell.font = fonts[size]
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    for side, inches in _MARGINS.items():
        setattr(sheet.page_margins, side, inches)
    sheet.oddFooter.center.text = _FOOTER
