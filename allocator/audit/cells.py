"""Opening exported workbooks with calamine and reading cells and headers plainly."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from allocator.audit.exported import MISSING
from allocator.far_cells import far_cell
from allocator.old_workbooks import OLE

if TYPE_CHECKING:
    from pathlib import Path

    from python_calamine import CalamineWorkbook


Row = Sequence[object]
"""The cells of one row, from column A on."""


class Unreadable(Exception):
    """A file, sheet or column is missing; the text says which, in Chinese."""


def text(value: object) -> str:
    """Return a cell as the planner sees it: 3.0 is "3", blank is ""."""
    if type(value) is str:
        return value
    # `is_integer` is also asked of what no program writes but a file may hold: NaN, 1e999.
    if type(value) is float and value.is_integer():
        return str(int(value))
    return str(value)


def whole(value: object) -> int:
    """Return a whole number, or `MISSING` where the cell holds something else."""
    if type(value) is float and value.is_integer():
        return int(value)
    if type(value) is str and value.strip().isdecimal():
        return int(value)
    return MISSING


def sheets(path: Path, *, only: str = "") -> Iterator[tuple[str, Iterator[Row]]]:
    """Yield each sheet of a workbook (or one of them) with its rows from Excel row 1 on.

    Raises `Unreadable` where the file or the named sheet is missing or damaged.
    """
    from python_calamine import CalamineError

    workbook = readable(path)
    try:
        names = [only] if only else list(workbook.sheet_names)
        for name in names:
            sheet = workbook.get_sheet_by_name(name)
            yield name, sheet.iter_rows()
    except CalamineError:
        what = f"的工作表 {only} 不存在或" if only else ""
        raise Unreadable(f"{path.name} {what}已损坏，无法读取") from None


def readable(path: Path) -> CalamineWorkbook:
    """Open a workbook; raises `Unreadable` where it is missing, damaged or of no use."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        about = path.stat()
        with path.open("rb") as opened:
            if opened.read(len(OLE)) == OLE:
                # No published workbook is of this form, and a damaged one brings the reader down.
                raise Unreadable(f"{path.name} 是旧版工作簿，或加了密码，无法读取")
        far = _far_cell(path, about.st_size, about.st_mtime_ns)
        if far:
            raise Unreadable(f"{path.name} 的 {far} 格有内容，离表格太远，无法读取")
        return CalamineWorkbook.from_path(path)
    except OSError:
        raise Unreadable(f"{path.name} 不存在或无法打开") from None
    except CalamineError:
        raise Unreadable(f"{path.name} 已损坏，无法读取") from None


@lru_cache(maxsize=8)
def _far_cell(path: Path, _size: int, _moment: int) -> str:
    """Return the cell that is too far away; asked once for the sheets of a workbook."""
    return far_cell(path)


class Headed(NamedTuple):
    """A table below its header."""

    above: list[list[str]]
    """The rows above the header, as text."""
    header: list[str]
    rows: Iterator[tuple[int, Row]]
    """The rows below it, each with its Excel row."""


def headed(path: Path, sheet: str, columns: tuple[str, ...]) -> Headed:
    """Return a table. Its header is the first row of twenty that holds every one of `columns`.

    Raises `Unreadable` naming the columns that are missing.
    """
    for _, rows in sheets(path, only=sheet):
        nearest: list[str] = list(columns)
        above: list[list[str]] = []
        for line, row in enumerate(rows, start=1):
            header = [text(cell).strip() for cell in row]
            missing = [column for column in columns if column not in header]
            if not missing:
                return Headed(above, header, enumerate(rows, start=line + 1))
            if len(missing) < len(nearest):
                nearest = missing
            if line == 20:
                break
            above.append(header)
        raise Unreadable(f"{path.name} 的工作表 {sheet} 缺少列：{'、'.join(nearest)}")
    raise Unreadable(f"{path.name} 的工作表 {sheet} 不存在")


def table(
    path: Path, sheet: str, columns: tuple[str, ...]
) -> tuple[list[str], Iterator[tuple[int, Row]]]:
    """Return the header of a table and the rows below it; a title may stand above. See `headed`."""
    found = headed(path, sheet, columns)
    return found.header, found.rows
