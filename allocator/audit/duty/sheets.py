"""The sheets of a roster made by hand: found by name, merged cells spelled out."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from allocator.audit.cells import Unreadable, readable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

_HEADER_WITHIN = 20
"""Rows from the top in which the header is looked for: titles and notes may stand above."""


class RosterSheet(NamedTuple):
    """One sheet of the roster."""

    name: str
    missing: tuple[str, ...]
    """Columns that its header lacks; then there are no rows."""
    rows: list[tuple[int, tuple[object, ...]]]
    """Excel row and the cells of the columns, in their order."""


def roster_sheets(
    path: Path, columns: Mapping[str, tuple[str, ...]], optional: tuple[str, ...]
) -> Iterator[RosterSheet]:
    """Yield the sheets of a workbook that bear a name of `columns`; none where there is no file.

    Of a column in `optional` that is missing all cells are blank. Raises `Unreadable` where the
    workbook is damaged.
    """
    from python_calamine import CalamineError

    if not path.is_file():
        return
    try:
        book = readable(path)
        names = {word(name): name for name in book.sheet_names}
        for name, wanted in columns.items():
            if name in names:
                sheet = book.get_sheet_by_name(names[name])
                rows: list[list[object]] = [list(row) for row in sheet.iter_rows()]
                for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
                    _spell_out(rows, top, left, bottom, right)
                yield _table(name, rows, wanted, optional)
    except CalamineError:
        raise Unreadable(f"{path.name} 已损坏，无法读取") from None


def _spell_out(rows: list[list[object]], top: int, left: int, bottom: int, right: int) -> None:
    """Write what a merged cell says into every row that it covers, in its first column."""
    if right - left > 0 or top >= len(rows) or left >= len(rows[top]):
        return  # A title over several columns says nothing of single rows.
    for row in rows[top + 1 : bottom + 1]:
        row[left] = rows[top][left]


def _table(
    name: str,
    rows: Sequence[Sequence[object]],
    wanted: tuple[str, ...],
    optional: tuple[str, ...],
) -> RosterSheet:
    nearest = tuple(column for column in wanted if column not in optional)
    for line, row in enumerate(rows[:_HEADER_WITHIN], start=1):
        header = [word(cell).rstrip("*") for cell in row]
        missing = tuple(
            column for column in wanted if column not in header and column not in optional
        )
        if not missing:
            places = [header.index(one) if one in header else None for one in wanted]
            below = [
                (number, tuple("" if n is None else _cell(cells[n]) for n in places))
                for number, cells in enumerate(rows[line:], start=line + 1)
            ]
            return RosterSheet(name, (), below)
        if len(missing) < len(nearest):
            nearest = missing
    return RosterSheet(name, nearest, [])


def word(cell: object) -> str:
    """Return a cell as one word: without blanks, in half-width signs; 3.0 is 3."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "".join(unicodedata.normalize("NFKC", str(cell)).split())


def _cell(cell: object) -> object:
    return cell.strip() if isinstance(cell, str) else cell
