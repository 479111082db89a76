"""Gives problems back in the planner's own workbook, with red cells and a sheet 体检报告.

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
from allocator.intake.health_report import COLOURS, add_report, printable, worst_first
from allocator.intake.saving import save
from allocator.intake.sink import Fault, Sink
from allocator.intake.tables import FLAWED, RawSheet
from allocator.intake.workbook import read_file, unlock

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from allocator.intake.load import Intake
    from allocator.models.domain.findings import Issue

_MOST_COMMENTS = 5000
"""Comments in one workbook; beyond it cells are only coloured, and all stands in the sheet."""
_UNREADABLE = (KeyError, ValueError, TypeError, AttributeError, IndexError, zipfile.BadZipFile)
"""What openpyxl raises for workbooks that it cannot take; they are converted instead."""


def write_annotated(
    intake: Intake, folder: Path, *, password: Callable[[Path], str | None] | None = None
) -> tuple[Path, ...]:
    """Write `<name>_批注.xlsx` into `folder` for each readable input with issues; return the paths.

    Spreadsheets keep their formats; CSV, DBF, XLS and ODS are converted. A file that could not be
    opened at all has no copy: it stands in 体检报告.
    """
    names = labels(intake.files)
    closed = {issue.file for issue in intake.issues if issue.code == "file-unreadable"}
    by_file: dict[str, list[Issue]] = defaultdict(list)
    for issue in intake.issues:
        by_file[issue.file].append(issue)
    written: list[Path] = []
    for path in intake.files:
        issues = by_file.get(names[path], [])
        is_open = issues and names[path] not in closed
        found = _open(path, names[path], password) if is_open else None
        if found is None:
            continue
        book, word = found
        _mark(book, issues)
        add_report(book, issues)
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

    fills = {word: PatternFill("solid", fgColor=f"FF{of}") for word, of in COLOURS.items()}
    places: dict[tuple[str, int, int], list[Issue]] = defaultdict(list)
    columns: dict[str, dict[str, int]] = {}
    for issue in issues:
        name = issue.sheet[:31]
        if not issue.row or name not in book.sheetnames:
            continue
        if name not in columns:
            columns[name] = _columns(book[name], issue)
        position = columns[name].get(issue.column)
        if position is not None:
            places[name, issue.row, position + 1].append(issue)
    for nth, ((name, row, column), found) in enumerate(places.items()):
        cell = _writable(book[name], row, column)
        worst = worst_first(found)
        cell.fill = fills[worst[0].severity]
        if nth >= _MOST_COMMENTS:
            continue
        lines = [f"【{issue.severity}】{issue.message}\n{issue.cure}" for issue in worst]
        if cell.comment is not None:
            lines.insert(0, cell.comment.text)
        cell.comment = Comment(
            printable("\n".join(lines)), "体检", width=320, height=60 + 60 * len(lines)
        )


def _columns(sheet: Any, issue: Issue) -> dict[str, int]:
    """Return the column from 0 of each header of the issue's sheet, as messages show it."""
    top = [
        ["" if value is None else value for value in row]
        for row in sheet.iter_rows(
            min_row=1, max_row=headers.HEADER_WITHIN + sheet.min_row, values_only=True
        )
    ]
    while top and not any(top[0]):
        top.pop(0)
    raw = RawSheet(file=issue.file, name=issue.sheet, rows=top, loose_name=True, cut_names=True)
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
