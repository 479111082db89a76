"""A sheet as it was read (`RawSheet`) and with its columns known (`Table`)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Set

    from allocator.intake.columns import Sheet

Merge = tuple[tuple[int, int], tuple[int, int]]
"""First and last cell, both (row, column), from 0 as the sheet counts."""


class Flawed:
    """Type of `FLAWED`."""

    def __bool__(self) -> bool:
        return True


FLAWED: Final = Flawed()
"""Stands for a cell that was already reported (formula without value, error value)."""


@dataclass(slots=True, kw_only=True)
class RawSheet:
    """Cells of one sheet, CSV or DBF; blank cells are ""."""

    file: str
    name: str
    rows: list[list[object]]
    first_row: int = 1
    """Row number, as Excel shows it, of `rows[0]`."""
    first_column: int = 0
    """Column, from 0, of the first cell of a row."""
    flaws: dict[tuple[int, int], str] = field(default_factory=dict)
    """(Excel row, column from 0) -> error value as text, or "" for a formula without a value."""
    merges: tuple[Merge, ...] = ()
    hidden_rows: Set[int] = frozenset()
    """Excel rows that are hidden."""
    struck_rows: Set[int] = frozenset()
    """Excel rows with crossed out letters."""
    hidden: bool = False
    cut_names: bool = False
    """DBF: column names were cut at 10 bytes."""
    loose_name: bool = False
    """CSV or DBF: `name` is a file name, which may hold the sheet's name only in part."""


@dataclass(slots=True, kw_only=True)
class Table:
    """The data rows of one sheet, column by column."""

    file: str
    sheet: str
    """The sheet's name as the planner wrote it."""
    spec: Sheet
    header_row: int
    rows: list[int]
    """Row numbers as Excel shows them; every column has as many cells."""
    columns: dict[str, list[object]]
    """By column key; a column that the sheet lacks is absent."""
    headers: dict[str, str]
    """Header as the planner wrote it, by column key."""
    extra: list[tuple[str, list[object]]]
    """Columns of no known name, left to right, with their header."""

    def __len__(self) -> int:
        return len(self.rows)

    def header(self, key: str) -> str:
        """Return the header to show for a column key (an unknown key is shown as it is)."""
        known = self.headers.get(key)
        if known is not None:
            return known
        for column in self.spec.columns:
            if column.key == key:
                return column.header
        return key
