"""Rehearsals: the draws of the day of every site and turn, marked 演练, that count for nothing."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from allocator.pipeline.absentees import due_in
from allocator.pipeline.days import (
    REHEARSAL,
    DayOptions,
    make_draw,
    turn_named,
    write_documents,
)
from allocator.pipeline.processes import each_site
from allocator.reporting.text import folder_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.models.domain.day_draws import SiteSheet
    from allocator.progress import Progress
    from allocator.record.day_store import DayRecord


def rehearse(
    sheets: Sequence[SiteSheet],
    output: Path,
    record: Path,
    *,
    seed: str,
    jobs: int,
    progress: Progress,
) -> tuple[DayRecord, ...]:
    """Draw every site and turn as a rehearsal, into folders in the making.

    Every page says 演练, and the draws count for nothing.
    """
    progress.start("演练抽签", len(sheets))
    work = partial(_rehearse_site, output=output, record=record, seed=seed)
    found: list[DayRecord] = []
    for made in each_site(work, sheets, jobs):
        found += made
        progress.advance()
    progress.finish()
    return tuple(found)


def rehearse_again(
    sheets: Sequence[SiteSheet], record: Path, output: Path, made: Path
) -> tuple[DayRecord, ...]:
    """Make the rehearsals of sites whose sheets were changed again, with the seeds they had.

    `record` has the ones of before; the new ones go to folders in the making, `output` and `made`.
    Raises `InfeasibleError` where those absent in one leave too few by now.
    """
    from allocator.pipeline.listing import list_rehearsal
    from allocator.record.canonical import canonical_bytes
    from allocator.record.day_store import read_days, write_day

    found: list[DayRecord] = []
    for sheet in sheets:
        place, data = Path(folder_name(sheet.site, sheet.name)) / REHEARSAL, canonical_bytes(sheet)
        days: list[DayRecord] = []
        for old in read_days(record, sheet.site, rehearsals=True):
            turn = turn_named(sheet, old.session)
            options = DayOptions(
                site=sheet.site,
                session=old.session,
                seed=old.seed,
                absent=tuple(sorted(due_in(sheet, turn).intersection(old.absent))),
                rehearsal=True,
            )
            drawn = make_draw(sheet, data, turn, options, 1, days)
            write_documents(sheet, turn, drawn, output / place)
            write_day(made, drawn)
            list_rehearsal(output, made, place, drawn)
            days.append(drawn)
        found += days
    return tuple(found)


def _rehearse_site(
    sheet: SiteSheet, *, output: Path, record: Path, seed: str
) -> tuple[DayRecord, ...]:
    from allocator.record.canonical import canonical_bytes
    from allocator.record.day_store import write_day

    data = canonical_bytes(sheet)
    days: list[DayRecord] = []
    for turn, one in enumerate(sheet.turns):
        options = DayOptions(site=sheet.site, session=one.turn.name, seed=seed, rehearsal=True)
        drawn = make_draw(sheet, data, turn, options, 1, days)
        write_documents(
            sheet, turn, drawn, output / folder_name(sheet.site, sheet.name) / REHEARSAL
        )
        write_day(record, drawn)
        days.append(drawn)
    return tuple(days)
