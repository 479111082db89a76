"""Gives problems back to the planner: 体检报告.xlsx, and the planner's own workbook with red cells.

The annotated copy of a workbook with a password has the same password again. What openpyxl cannot
keep (pictures, charts, macros) is missing from the copy; the original is never touched.
"""

from __future__ import annotations

import io
import warnings
import zipfile
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from allocator.intake import headers
from allocator.intake.files import labels
from allocator.intake.saving import save
from allocator.intake.sink import Fault, Sink
from allocator.intake.tables import FLAWED, RawSheet
from allocator.intake.workbook import read_file, unlock

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from allocator.intake.load import Intake
    from allocator.models.domain.findings import Issue

_SHEET = "体检报告"
_HEADS = ("文件", "工作表", "行", "列", "值", "问题", "怎样改", "级别")
_WIDTHS = (22, 11, 7, 13, 22, 50, 46, 7)
_WRAPPED = (6, 7)
"""Columns (from 1) of an annotated copy's report that are long; styling more is slow."""
_COUNT_HEADS = ("文件", "工作表", "读取行数", "接收行数", "拒收行数")
_FONT = "微软雅黑"
_RED, _AMBER = "FFFF7C80", "FFFFE699"
_MOST_COMMENTS = 5000
"""Comments in one workbook; beyond it cells are only coloured, and all stands in the sheet."""
_UNREADABLE = (KeyError, ValueError, TypeError, AttributeError, IndexError, zipfile.BadZipFile)
"""What openpyxl raises for workbooks that it cannot take; they are converted instead."""


def _cells(issue: Issue) -> tuple[str | int, ...]:
    return (
        issue.file,
        issue.sheet,
        issue.row if issue.row else "",
        issue.column,
        issue.value,
        _printable(issue.message),
        _printable(issue.cure),
        issue.severity,
    )


def _printable(text: str) -> str:
    """Return text that a workbook can hold."""
    if text.isprintable():
        return text
    return "".join(mark if mark.isprintable() or mark == "\n" else "\ufffd" for mark in text)


def _worst_first(issues: Sequence[Issue]) -> list[Issue]:
    return sorted(issues, key=lambda issue: issue.severity != "错误")


def write_health_report(intake: Intake, target: Path) -> None:
    """Write 体检报告.xlsx to `target`: errors first, then warnings, and how many rows were read."""
    import xlsxwriter

    packed = io.BytesIO()
    book = xlsxwriter.Workbook(packed, {"constant_memory": True})
    head = book.add_format(
        {"font_name": _FONT, "bold": True, "bg_color": "#DDEBF7", "border": 1, "align": "center"}
    )
    base = {"font_name": _FONT, "font_size": 10, "border": 1, "text_wrap": True, "valign": "top"}
    plain = book.add_format({**base, "num_format": "@"})
    colours = {
        "错误": book.add_format({**base, "bg_color": f"#{_RED[2:]}"}),
        "警告": book.add_format({**base, "bg_color": f"#{_AMBER[2:]}"}),
    }
    sheet = _page(book, _SHEET, _HEADS, _WIDTHS, head)
    for row, issue in enumerate(_worst_first(intake.issues), 1):
        for position, value in enumerate(_cells(issue)):
            style = colours[issue.severity] if position == len(_HEADS) - 1 else plain
            _put(sheet, row, position, value, style)
    if not intake.issues:
        sheet.write_string(1, 5, "没有发现问题。", plain)
    sheet.autofilter(0, 0, max(1, len(intake.issues)), len(_HEADS) - 1)
    _write_counts(book, intake, head, plain)
    book.close()
    save(target, packed.getvalue())


def _put(sheet: Any, row: int, position: int, value: str | int, style: Any) -> None:
    if isinstance(value, int):
        sheet.write_number(row, position, value, style)
    elif value:
        sheet.write_string(row, position, value, style)
    else:
        sheet.write_blank(row, position, None, style)


def _page(book: Any, name: str, heads: Sequence[str], widths: Sequence[int], head: Any) -> Any:
    sheet = book.add_worksheet(name)
    for position, (text, width) in enumerate(zip(heads, widths, strict=True)):
        sheet.set_column(position, position, width)
        sheet.write_string(0, position, text, head)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_header(f"&C&12{name}")
    sheet.set_footer("&C第 &P 页，共 &N 页")
    return sheet


def _write_counts(book: Any, intake: Intake, head: Any, plain: Any) -> None:
    sheet = _page(book, "读取统计", _COUNT_HEADS, (30, 16, 12, 12, 12), head)
    rows: list[tuple[str | int, ...]] = [
        (count.file, count.sheet, count.read, count.accepted, count.rejected)
        for count in intake.counts
    ]
    total = [sum(int(row[position]) for row in rows) for position in (2, 3, 4)]
    rows.append(("合计", "", *total))
    for row, values in enumerate(rows, 1):
        for position, value in enumerate(values):
            _put(sheet, row, position, value, plain)


def write_annotated(
    intake: Intake, folder: Path, *, password: Callable[[Path], str | None] | None = None
) -> tuple[Path, ...]:
    """Write `<name>_批注.xlsx` into `folder` for each readable input with issues; return the paths.

    Spreadsheets keep their formats; CSV, DBF, XLS and ODS are converted. A file that could not be
    opened at all has no copy: it stands in 体检报告.
    """
    names = labels(intake.files)
    by_file: dict[str, list[Issue]] = defaultdict(list)
    for issue in intake.issues:
        by_file[issue.file].append(issue)
    written: list[Path] = []
    for path in intake.files:
        issues = by_file.get(names[path], [])
        found = _open(path, names[path], password) if issues else None
        if found is None:
            continue
        book, word = found
        _mark(book, issues)
        _add_report(book, issues)
        stem = names[path].rpartition(".")[0].strip("/").replace("/", "_").replace(":", "_")
        target = folder / f"{stem}_批注.xlsx"
        _save(book, target, word)
        written.append(target)
    return tuple(written)


def _open(
    path: Path, label: str, password: Callable[[Path], str | None] | None
) -> tuple[Any, str] | None:
    """Return the workbook for openpyxl and its password, or None where it cannot be read."""
    import openpyxl

    word = ""
    if path.suffix.lower() in (".xlsx", ".xlsm", ".xls"):
        opened = unlock(path, password)
        if isinstance(opened, Fault):
            return None
        word = opened.word
    sheets = read_file(path, label, Sink(), lambda _: word)
    if not sheets:
        return None
    if path.suffix.lower() in (".xlsx", ".xlsm") and not isinstance(opened, Fault):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return openpyxl.load_workbook(io.BytesIO(opened.data)), word
        except _UNREADABLE:
            pass
    return _convert(sheets), word


def _convert(sheets: Sequence[RawSheet]) -> Any:
    import openpyxl
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for raw in sheets:
        sheet = book.create_sheet(raw.name[:31])
        for down, row in enumerate(raw.rows):
            for across, value in enumerate(row):
                if value == "" or value is FLAWED:
                    continue
                cell = sheet.cell(raw.first_row + down, raw.first_column + across + 1)
                if isinstance(value, str):
                    cell.value = ILLEGAL_CHARACTERS_RE.sub("\ufffd", value)
                    cell.data_type = "s"
                    cell.number_format = "@"
                else:
                    cell.value = value
    return book


def _mark(book: Any, issues: Sequence[Issue]) -> None:
    """Colour the cells that have issues and comment on each."""
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    fills = {
        "错误": PatternFill("solid", fgColor=_RED),
        "警告": PatternFill("solid", fgColor=_AMBER),
    }
    places: dict[tuple[str, int, int], list[Issue]] = defaultdict(list)
    columns: dict[str, dict[str, int]] = {}
    for issue in issues:
        name = issue.sheet[:31]
        if not issue.row or name not in book.sheetnames:
            continue
        if name not in columns:
            columns[name] = _columns(book[name], issue.sheet)
        position = columns[name].get(issue.column)
        if position is not None:
            places[name, issue.row, position + 1].append(issue)
    for nth, ((name, row, column), found) in enumerate(places.items()):
        cell = _writable(book[name], row, column)
        worst = _worst_first(found)
        cell.fill = fills[worst[0].severity]
        if nth >= _MOST_COMMENTS:
            continue
        lines = [f"【{issue.severity}】{issue.message}\n{issue.cure}" for issue in worst]
        if cell.comment is not None:
            lines.insert(0, cell.comment.text)
        cell.comment = Comment(
            _printable("\n".join(lines)), "体检", width=320, height=60 + 60 * len(lines)
        )


def _columns(sheet: Any, name: str) -> dict[str, int]:
    """Return the column from 0 of each header as messages show it."""
    top = [
        ["" if value is None else value for value in row]
        for row in sheet.iter_rows(
            min_row=1, max_row=headers.HEADER_WITHIN + sheet.min_row, values_only=True
        )
    ]
    while top and not any(top[0]):
        top.pop(0)
    raw = RawSheet(file="", name=name, rows=top, loose_name=True, cut_names=True)
    match = headers.identify(raw)
    if not isinstance(match, headers.Match):
        return {}
    found = {header: position for position, header in match.unknown.items()}
    return found | {match.headers[key]: position for key, position in match.columns.items()}


def _writable(sheet: Any, row: int, column: int) -> Any:
    """Return the cell, or the first of the merged range that it is in."""
    from openpyxl.cell.cell import MergedCell

    cell = sheet.cell(row, column)
    if isinstance(cell, MergedCell):
        for area in sheet.merged_cells.ranges:
            if cell.coordinate in area:
                return sheet.cell(area.min_row, area.min_col)
    return cell


def _add_report(book: Any, issues: Sequence[Issue]) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    if _SHEET in book.sheetnames:
        book.remove(book[_SHEET])
    sheet = book.create_sheet(_SHEET)
    wrap = Alignment(wrap_text=True, vertical="top")
    for position, (head, width) in enumerate(zip(_HEADS, _WIDTHS, strict=True), 1):
        cell = sheet.cell(1, position, head)
        cell.font = Font(name=_FONT, bold=True)
        cell.fill = PatternFill("solid", fgColor="FFDDEBF7")
        sheet.column_dimensions[cell.column_letter].width = width
    for row, issue in enumerate(_worst_first(issues), 2):
        for position, value in enumerate(_cells(issue), 1):
            cell = sheet.cell(row, position, value)
            if isinstance(value, str):
                cell.data_type = "s"
            if position in _WRAPPED:
                cell.alignment = wrap
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _save(book: Any, target: Path, word: str) -> None:
    """Write the workbook whole or not at all, with its password again where it had one."""
    packed = io.BytesIO()
    book.save(packed)
    if word:
        from msoffcrypto.format.ooxml import OOXMLFile

        packed.seek(0)
        locked = io.BytesIO()
        OOXMLFile(packed).encrypt(word, locked)
        packed = locked
    save(target, packed.getvalue())
