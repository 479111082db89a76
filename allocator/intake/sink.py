"""Where problems are collected: one `Sink` per `load`, asked at the end for sorted issues.

Readers report with a code of `issue_codes.py`, which also says how severe it is.
"""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date, datetime, time
from typing import TYPE_CHECKING, NamedTuple

from allocator.intake.issue_codes import ISSUE_CODE_OF
from allocator.models.domain.findings import Issue

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from allocator.intake.tables import Table

_ROWS_LISTED = 20
_WIDEST_VALUE = 120
BLANKS = frozenset("\u3000\u00a0\u2002\u2003")
"""Blanks that a workbook shows as such, though Python calls them not printable."""
_LINE_ENDS = re.compile(r"[\r\n\t]+")
_SHOWN_WHOLE = 10**11
"""Excel shows whole numbers below it digit by digit; every number of .xlsx is read as a float."""


class Fault(NamedTuple):
    """Why a cell is refused: what a parser returns in place of a value."""

    code: str
    message: str
    cure: str


def show(value: object) -> str:
    """Return a cell's value as the planner would recognise it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        whole = value.is_integer() and abs(value) < _SHOWN_WHOLE
        return str(int(value)) if whole else repr(value).upper()
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date | time):
        return value.isoformat()
    text = _LINE_ENDS.sub(" ", str(value))
    if not text.isprintable():
        text = "".join(mark if mark in BLANKS or mark.isprintable() else "\ufffd" for mark in text)
    return text if len(text) <= _WIDEST_VALUE else text[:_WIDEST_VALUE] + "…"


def listed(rows: Sequence[int]) -> str:
    """Return rows in words for a summary, at most twenty of them."""
    head = "、".join(str(row) for row in rows[:_ROWS_LISTED])
    return f"第 {head} 行" if len(rows) <= _ROWS_LISTED else f"第 {head} 等行"


def placed(cells: Sequence[tuple[Table, int]]) -> str:
    """Return 第 2、5 行, with the file where the rows (counted from 0) stand in several tables."""
    tables: dict[int, list[tuple[Table, int]]] = {}
    for table, at in cells:
        tables.setdefault(id(table), []).append((table, at))
    rows = {key: listed([table.rows[at] for table, at in same]) for key, same in tables.items()}
    if len(tables) == 1:
        return "".join(rows.values())
    return "、".join(tables[key][0][0].file + words for key, words in rows.items())


class Sink:
    """Collects issues in any order."""

    def __init__(self) -> None:
        self._issues: list[Issue] = []
        self._refused: dict[tuple[str, str], set[int]] = defaultdict(set)

    def report(
        self,
        code: str,
        message: str,
        cure: str,
        *,
        file: str = "",
        sheet: str = "",
        row: int = 0,
        column: str = "",
        value: object = "",
    ) -> None:
        """Add one issue; KeyError for a code that `issue_codes.py` does not declare."""
        self._refuse(code, file, sheet, [row])
        self._issues.append(
            Issue(
                code=code,
                severity=ISSUE_CODE_OF[code].severity,
                file=file,
                sheet=sheet,
                row=row,
                column=column,
                value=show(value),
                message=message,
                cure=cure,
            )
        )

    def cell(self, table: Table, index: int, key: str, fault: Fault, value: object = None) -> None:
        """Add an issue about one cell of a table; `index` counts its data rows from 0."""
        if value is None:
            column = table.columns.get(key)
            value = column[index] if column is not None else ""
        self.report(
            fault.code,
            fault.message,
            fault.cure,
            file=table.file,
            sheet=table.sheet,
            row=table.rows[index],
            column=table.header(key),
            value=value,
        )

    def summary(self, table: Table, indexes: Sequence[int], key: str, fault: Fault) -> None:
        """Add one issue for many rows: it stands at the first and lists the rows."""
        rows = [table.rows[index] for index in indexes]
        many = f"{fault.message}（共 {len(rows)} 行：{listed(rows)}）"
        message = many if len(rows) > 1 else fault.message
        self.cell(table, indexes[0], key, fault._replace(message=message))
        self._refuse(fault.code, table.file, table.sheet, rows)

    def _refuse(self, code: str, file: str, sheet: str, rows: Sequence[int]) -> None:
        if ISSUE_CODE_OF[code].severity == "错误":
            self._refused[file, sheet].update(rows)

    def refused(self, file: str, sheet: str) -> set[int]:
        """Return the rows of a sheet that have an 错误, 0 among them where the sheet itself has."""
        return self._refused.get((file, sheet), set())

    def issues(self, order: Mapping[tuple[str, str], int] | None = None) -> tuple[Issue, ...]:
        """Return all issues, each once, by file, sheet, row, column and code.

        Whole files come first. `order` ranks sheets by (file, sheet), so that a fault stands before
        those that follow from it in other sheets; sheets without a rank come last.
        """
        ranks = order or {}
        return tuple(
            sorted(
                dict.fromkeys(self._issues),
                key=lambda i: (
                    i.sheet != "",
                    i.file,
                    ranks.get((i.file, i.sheet), len(ranks)),
                    i.sheet,
                    i.row,
                    i.column,
                    i.code,
                    i.message,
                ),
            )
        )

    def has_errors(self) -> bool:
        """Return whether any issue is an 错误."""
        return any(issue.severity == "错误" for issue in self._issues)
