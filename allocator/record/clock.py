"""Times in the log never go back, but where two persons say that an entry came of a clock ahead."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from allocator.errors import LimitError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.record.log import LogEntry

CLOCK = "对时"
"""The act that lets times begin anew: the last entries were timed by a clock that was ahead."""
_SLACK = timedelta(seconds=60)
"""An act is timed when its command begins; commands on one folder wait for each other a while."""
_ON_A_RECORD = (
    "由两人运行 allocator record clock 写明理由（--reason、--operator、--reviewer），记入日志后继续"
    "（备份、导出不受影响）"
)


def latest(entries: Sequence[LogEntry]) -> LogEntry | None:
    """Return the entry with the latest time since times began, if one has a time."""
    last = None
    for entry in entries:
        time = time_of(entry)
        if time and (last is None or begins(entry, time, time_of(last))):
            last = entry
    return last


def ahead_of(entries: Sequence[LogEntry], time: str) -> LogEntry | None:
    """Return the latest entry where `time` lies before it: a clock is behind, or was ahead."""
    last = latest(entries)
    return last if time and last is not None and is_back(time, time_of(last)) else None


def refuse_clock(entries: Sequence[LogEntry], time: str, way_on: str = _ON_A_RECORD) -> None:
    """Raise `LimitError` where `time` lies before the last entry: a clock was set back.

    `way_on` is what to do where it is the entry that is wrong.
    """
    last = ahead_of(entries, time)
    if last is not None:
        raise LimitError(
            f"时钟回拨：电脑现在的时间 {time} 早于日志第 {last.number} 条（{last.act}）的时间 "
            f"{time_of(last)}，没有执行，记录没有改动。若是这台电脑的时钟慢了，请校准日期、时间和"
            f"时区后重试；若现在的时间是对的，是第 {last.number} 条记入时电脑的时钟快了，"
            f"请{way_on}。"
        )


def timed(entries: Sequence[LogEntry], time: str) -> dict[str, str]:
    """Return what the log says of the time of an act that draws nothing and is never refused.

    `clock` is what the computer showed, where it cannot be the time.
    """
    return {"time": "", "clock": time} if ahead_of(entries, time) else {"time": time}


def time_of(entry: LogEntry) -> str:
    """Return the time of an entry, blank where it has none."""
    return str(json.loads(entry.body).get("time", ""))


def begins(entry: LogEntry, time: str, last: str) -> bool:
    """Return whether later entries are held against this one, with its `time`, and not `last`."""
    return entry.act == CLOCK or _moment(time) >= _moment(last)


def is_back(time: str, last: str) -> bool:
    """Return whether a time lies before another by more than commands may wait."""
    return _moment(time) < _moment(last) - _SLACK


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
