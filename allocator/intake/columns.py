"""What a column and a sheet of a workbook are, as data.

The lists of them: `schema` of what a planner hands in, `roster_schema` of the roster of duty.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["code", "text", "name", "int", "decimal", "yesno", "date", "time", "datetime"]
"""`code`: text of identity, a number is an error; `name`: kept exactly; `text`: a whole number is
read as text; the others as they say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a sheet."""

    key: str
    header: str
    aliases: tuple[str, ...] = ()
    required: bool = False
    """Marked * in the contract: the column must be there and its cells filled."""
    kind: Kind = "text"
    allowed: tuple[str, ...] = ()
    """Values it may have; for a column with `open_list` only a suggestion."""
    open_list: bool = False
    example: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One kind of sheet."""

    key: str
    name: str
    aliases: tuple[str, ...] = ()
    required: bool = False
    columns: tuple[Column, ...]
    note: str = ""

    def column(self, key: str) -> Column:
        """Return the column of a key; KeyError when there is none."""
        for column in self.columns:
            if column.key == key:
                return column
        raise KeyError(key)


YES_NO = ("是", "否")
SEXES = ("男", "女")
