"""Two persons say that entries of the log were timed by a clock that was ahead: times begin anew.

Without it, one act on such a computer would refuse every later one until its time has come. A clock
that is set back is refused as before: this act names the entry, says why, and stands in the log.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from allocator.errors import UsageError
from allocator.pipeline.freezing import frozen_source
from allocator.pipeline.masking import without_numbers
from allocator.pipeline.persons import named, require_two
from allocator.pipeline.recording import opened_alone
from allocator.publish import added

if TYPE_CHECKING:
    from pathlib import Path

    from allocator.models.domain.exam import Inputs
    from allocator.record.ledger import Ledger
    from allocator.record.log import LogEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockOptions:
    """Who says it, why, and what the clock shows that is right."""

    operator: str
    reviewer: str
    reason: str
    time: str


def set_clock(output: Path, record: Path, options: ClockOptions) -> LogEntry:
    """Enter that times begin anew, and return the entry that was timed ahead.

    Raises `UsageError` without a reason or two persons, and where no entry lies ahead of the clock.
    """
    from allocator.record import ledger
    from allocator.record.clock import CLOCK, ahead_of, time_of

    reason = without_numbers(" ".join(options.reason.split()))
    if not reason:
        raise UsageError("对时须用 --reason 写明理由，如哪台电脑的时钟快了。没有对时。")
    with added(output, record, existing=True):
        found = opened_alone(output, record)
        last = ahead_of(found.entries, options.time)
        if last is None:
            raise UsageError("日志中没有比现在更晚的时间，不用对时，没有改动。")
        inputs = _inputs(found)
        require_two(inputs, options.operator, options.reviewer, CLOCK)
        facts = {
            "operator": named(inputs, options.operator),
            "reviewer": named(inputs, options.reviewer),
            "reason": reason,
            "time": options.time,
            "entry": last.number,
            "ahead": time_of(last),
        }
        ledger.append(record, CLOCK, facts)
    return last


def _inputs(found: Ledger) -> Inputs:
    from allocator.record.ceremony import SEATS, proposal_of
    from allocator.record.store import read_inputs

    proposal = proposal_of(found)
    if proposal is not None and not found.facts(SEATS):
        return frozen_source(found, proposal)[0]
    return read_inputs(found.folder)
