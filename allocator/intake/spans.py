"""Start and end of each row of sheet 考试, from its columns of day and times."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from allocator.intake import cells, times
from allocator.intake.sink import Fault

if TYPE_CHECKING:
    from datetime import date

    from allocator.intake.sink import Sink
    from allocator.intake.tables import Table


def read_spans(table: Table, sink: Sink) -> list[tuple[datetime, datetime] | None]:
    """Return start and end of each row; None where one was refused (and told)."""
    days = cells.read(table, "date", sink, times.day, None)
    starts = cells.read(table, "start", sink, times.clock, None)
    ends = cells.read(table, "end", sink, times.clock, None)
    found: list[tuple[datetime, datetime] | None] = []
    for index, (day, start, end) in enumerate(zip(days, starts, ends, strict=True)):
        if day is not None and _other_day(table, index, day, sink):
            found.append(None)
        elif start is not None and end is not None and end <= start:
            message = "结束时间不晚于开始时间。"
            cure = "请改正时间；跨过午夜的考试请分成两行。"
            sink.cell(table, index, "end", Fault("end-before-start", message, cure))
            found.append(None)
        elif day is None or start is None or end is None:
            found.append(None)
        else:
            found.append((datetime.combine(day, start), datetime.combine(day, end)))
    return found


def _other_day(table: Table, index: int, day: date, sink: Sink) -> bool:
    """Tell where a cell of a time names another day than the row does, and return whether."""
    faults = {
        key: times.other_day(table.columns[key][index], day)
        for key in ("start", "end")
        if key in table.columns
    }
    for key, fault in faults.items():
        if fault is not None:
            sink.cell(table, index, key, fault)
    return any(faults.values())
