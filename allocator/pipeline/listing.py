"""Which documents an act published, listed in the record by their digests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.pipeline.telling import HEALTH_REPORT, NO_WAY
from allocator.pipeline.witnessing import WITNESS_SHEET
from allocator.record.documents import POSTS_LIST, SEATS_LIST, list_of_day, write_list
from allocator.verdict import COMPLIANCE

if TYPE_CHECKING:
    from pathlib import Path

    from allocator.record.day_store import DayRecord

_LEFT_OUT = (COMPLIANCE, HEALTH_REPORT, NO_WAY, WITNESS_SHEET)
"""Made anew by other commands, or bearing the time: the same inputs and seeds give the same record,
but for its log."""


def list_seats(output: Path, record: Path) -> None:
    """List the documents of a draw of seats, all of them in folders in the making."""
    write_list(record, SEATS_LIST, output, _LEFT_OUT)


def list_posts(output: Path, record: Path) -> None:
    """List the documents of a draw of posts, with the rehearsals made at once."""
    write_list(record, POSTS_LIST, output, _LEFT_OUT)


def list_day(output: Path, record: Path, day: DayRecord) -> None:
    """List the documents of a draw of the day."""
    name = list_of_day(day.site, day.session, day.number, rehearsal=day.rehearsal)
    write_list(record, name, output, _LEFT_OUT)
