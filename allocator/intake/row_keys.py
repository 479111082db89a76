"""Whom a row is about, as far as its own cells tell: known of refused rows as well.

What stands twice is looked for among these, lest a second fault of a row hide the first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from allocator.intake.sink import Fault

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from allocator.intake.sink import Sink
    from allocator.intake.tables import Table


class RowKeys(NamedTuple):
    """One row of 考生 or 工作人员; blank is what the row does not have or what cannot be read."""

    table: Table
    at: int
    """Data row of `table`, from 0."""
    code: str
    """报名序号 or 工号."""
    name: str
    number: str
    """证件号码 in upper case; one that is wrong itself is blank."""
    exam: str = ""
    """Of a candidate."""
    sittings: tuple[tuple[tuple[datetime, datetime], ...], ...] = ()
    """Of a candidate: for each 批次 that holds all subjects, the times of its papers."""

    @property
    def place(self) -> str:
        """Return the row in words."""
        return f"{self.table.file}“{self.table.sheet}”第 {self.table.rows[self.at]} 行"


def staff_once(rows: Sequence[RowKeys], sink: Sink) -> list[RowKeys]:
    """Tell who of the staff stands there twice, and return the others."""
    codes: dict[str, RowKeys] = {}
    numbers: dict[str, RowKeys] = {}
    found = []
    for row in rows:
        same = codes.setdefault(row.code, row) if row.code else row
        twin = numbers.setdefault(row.number, row) if row.number else row
        if same is not row:
            message = f"工号 {row.code} 与{same.place}重复。"
            fault = Fault("staff-twice", message, "一人一个工号，一个工号只写一行。")
            sink.cell(row.table, row.at, "staff", fault)
        if twin is not row and not (row.code and twin.code == row.code):
            who = f"工号 {row.code} 与" if row.code else "与"
            whose = f"工号 {twin.code} 是" if twin.code else "另一行是"
            message = f"{who}{whose}同一证件号码（{twin.place}）。"
            cure = "同一人只用一个工号、只写一行；不是同一人的请核对证件号码。"
            sink.cell(row.table, row.at, "id_number", Fault("staff-id-twice", message, cure))
        if same is row and twin is row:
            found.append(row)
    return found
