"""The draw of the day of one site and turn, made on the morning itself or as a rehearsal.

A draw reads the sheet of its site and the draws made there before, nothing else, so it runs on a
laptop from the project folder alone. The attempt is logged first; documents, record and the entry
of the result appear together, or not at all. A redraw, and a draw of what two persons froze, takes
two of them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from allocator.errors import InfeasibleError, UsageError
from allocator.pipeline.absentees import with_those_due
from allocator.pipeline.confirming import refuse_idle_confirmation, with_confirmation
from allocator.pipeline.day_acts import (
    attempt_facts,
    other_day,
    result_facts,
    subject_of,
    turn_words,
)
from allocator.pipeline.halves import RecordBook, refuse_rehearsed_halves, with_halves
from allocator.pipeline.listing import list_day
from allocator.pipeline.persons import refuse_one_person, refuse_recused_planners, require_two
from allocator.pipeline.recording import opened_alone
from allocator.pipeline.replacing import refuse_again
from allocator.pipeline.telling import explain, withdraw
from allocator.pipeline.witnessing import witness_day
from allocator.pipeline.wording import refuse_unseen
from allocator.reporting.text import folder_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.models.domain.day_draws import SiteSheet
    from allocator.pipeline.confirming import Confirmer
    from allocator.pipeline.halves import Asker
    from allocator.publish import Addition
    from allocator.record.day_store import DayRecord
    from allocator.record.halves import Revealed

OFFICIAL, REHEARSAL, VOID = "监考抽签", "演练", "已作废"
"""Folders of a site: draws in force, rehearsals, and draws that a later one replaced."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOptions:
    """What somebody says when a draw is made."""

    site: str
    session: int
    seed: str
    absent: tuple[str, ...] = ()
    idle: tuple[str, ...] = ()
    """Those named absent who are not due in this turn: told, and nothing drawn depends on them."""
    redraw: bool = False
    reason: str = ""
    rehearsal: bool = False
    operator: str = ""
    reviewer: str = ""
    witness: str = ""
    time: str = ""
    """When, for the log only; nothing drawn depends on it."""
    halves: Asker | None = None
    """Whoever asks two persons for the halves of a seed, in place of `seed`."""
    revealed: Revealed | None = None
    """The halves that `seed` was made of."""
    confirmer: Confirmer | None = None
    """Whoever asks the second person to confirm a draw."""
    confirmed: str = ""
    """What he confirmed, as `draw_digest`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayResult:
    """What a finished draw has to say."""

    sheet: SiteSheet
    turn: int
    """Index into `sheet.turns`."""
    record: DayRecord
    folder: Path
    not_due: tuple[str, ...]
    """Absent people who were not due in this turn."""


def draw(output: Path, record: Path, options: DayOptions) -> DayResult:
    """Make the draw of the day of one site and turn and publish its documents.

    Raises `UsageError` for a site without sheet and a session without rooms there, `InputError`
    for an unknown absentee, `LimitError` when the turn was drawn before (unless a redraw with a
    reason is asked for), and `InfeasibleError` when it cannot be finished with those present.
    """
    from allocator.publish import added
    from allocator.record import ledger
    from allocator.record.amendments import left_by_amendment
    from allocator.record.ceremony import DAY, DAY_BEGUN, FREEZE, REDRAWN, REHEARSED
    from allocator.record.clock import refuse_clock
    from allocator.record.day_store import read_days, write_day
    from allocator.record.staff_store import read_sheet, staff_at

    refuse_unseen(options.seed, reason=options.reason, witness=options.witness)
    refuse_rehearsed_halves(options)
    if options.rehearsal:
        refuse_idle_confirmation(options)
    with added(output, record, existing=True) as staging:
        opened = opened_alone(output, record)
        sheet, data = read_sheet(record, options.site)
        turn = turn_named(sheet, options.session)
        options = with_those_due(
            sheet, turn, options,
            lambda: staff_at(record, sheet.site), lambda: left_by_amendment(record),
        )  # fmt: skip
        refuse_clock(opened.entries, options.time)
        days = read_days(record, sheet.site, rehearsals=options.rehearsal)
        mine = [day for day in days if day.session == sheet.turns[turn].turn.name]
        number = 1 if options.rehearsal else len(mine) + 1
        if not options.rehearsal:
            refuse_again(mine, options)
            frozen = bool(opened.facts(FREEZE))
            _refuse_recused(record, options, frozen=frozen)
            # Any session of a turn may be asked for; the log names the turn, as its results do.
            options = replace(options, session=sheet.turns[turn].turn.name)
            _, digest = basis(sheet, data, turn, options, number, days)
            subject = subject_of(sheet, options, number, digest)
            what, by_two = turn_words(sheet, options), frozen or bool(mine)
            notes = other_day(sheet.turns[turn].turn, options.time)
            options = with_confirmation(options, DAY, subject, what, by_two=by_two, details=notes)
            options = with_halves(options, subject, RecordBook(record))
            ledger.append(record, REDRAWN if mine else DAY_BEGUN, attempt_facts(options, number))
        try:
            drawn = make_draw(sheet, data, turn, options, number, days)
        except InfeasibleError as error:
            explain(error, staging, day_subject(options))
            raise
        place = Path(folder_name(sheet.site, sheet.name))
        place /= REHEARSAL if options.rehearsal else OFFICIAL
        write_documents(sheet, turn, drawn, staging.output / place)
        if not options.rehearsal:
            witness_day(sheet, drawn, staging.output / place, options.revealed, time=options.time)
            if mine:
                put_aside(staging, output / place, mine[-1])
        write_day(staging.record, drawn)
        list_day(staging.output, staging.record, drawn)
        act = REHEARSED if options.rehearsal else DAY
        ledger.propose(staging.record, record, act, result_facts(drawn, options.time))
        staging.publish()
        ledger.settle(record)
    withdraw(output, day_subject(options))
    return day_result(sheet, turn, drawn, output / place, options)


def day_subject(options: DayOptions) -> str:
    """Return what a 无解说明 of this draw is about."""
    what = "演练抽签" if options.rehearsal else "监考抽签"
    return f"{what}（考点 {options.site}，场次 {options.session}）"


def day_result(
    sheet: SiteSheet, turn: int, drawn: DayRecord, folder: Path, options: DayOptions
) -> DayResult:
    """Return what a finished draw has to say; its documents lie in `folder`."""
    return DayResult(
        sheet=sheet,
        turn=turn,
        record=drawn,
        folder=folder,
        not_due=options.idle,
    )


def make_draw(
    sheet: SiteSheet,
    data: bytes,
    turn: int,
    options: DayOptions,
    number: int,
    days: Sequence[DayRecord],
) -> DayRecord:
    """Return the draw of one turn; `data` is the sheet's bytes, `days` all earlier draws there."""
    from allocator.record.day_store import day_record
    from allocator.solvers.day.draw import draw_day

    others, digest = basis(sheet, data, turn, options, number, days)
    earlier = tuple(day.result_digest for day in others)
    absent = tuple(sorted(options.absent))
    result = draw_day(
        sheet,
        turn,
        absent=frozenset(absent),
        earlier=[day.result for day in others],
        seed=options.seed,
        digest=digest,
    )
    return day_record(
        result,
        number=number,
        rehearsal=options.rehearsal,
        seed=options.seed,
        digest=digest,
        absent=absent,
        earlier=earlier,
        reason=options.reason,
        operator=options.operator,
        reviewer=options.reviewer,
        witness=options.witness,
    )


def basis(
    sheet: SiteSheet,
    data: bytes,
    turn: int,
    options: DayOptions,
    number: int,
    days: Sequence[DayRecord],
) -> tuple[list[DayRecord], str]:
    """Return the draws of other turns that count, and the digest that enters a draw.

    Both are known before there is a seed.
    """
    from allocator.record.day_store import day_digest, in_force

    session = sheet.turns[turn].turn.name
    others = [day for day in in_force(days) if day.session != session]
    earlier = [day.result_digest for day in others]
    return others, day_digest(data, session, sorted(options.absent), earlier, number)


def turn_named(sheet: SiteSheet, session: int) -> int:
    """Return the index of the turn that a session belongs to; `UsageError` where there is none."""
    for nth, one in enumerate(sheet.turns):
        if session in one.turn.sessions:
            return nth
    have = "、".join(str(s) for one in sheet.turns for s in one.turn.sessions)
    raise UsageError(f"考点 {sheet.site} 在场次 {session} 没有启用的考场。有考场的场次：{have}。")


def _refuse_recused(record: Path, options: DayOptions, *, frozen: bool) -> None:
    """Refuse persons who are one, however named, or recused.

    Of an exam that was arranged in one act a first draw may name nobody; what two persons froze is
    drawn by two.
    """
    from allocator.record.store import read_inputs

    if frozen:
        require_two(read_inputs(record), options.operator, options.reviewer, "抽签")
    elif options.redraw or options.operator or options.reviewer:
        inputs = read_inputs(record)
        refuse_one_person(inputs, options.operator, options.reviewer)
        refuse_recused_planners(inputs, options.operator, options.reviewer)


def write_documents(sheet: SiteSheet, turn: int, drawn: DayRecord, folder: Path) -> None:
    """Write the documents of a draw but its witness sheet into `folder`."""
    from allocator.reporting.day_export import export_day

    folder.mkdir(parents=True, exist_ok=True)
    export_day(
        sheet,
        turn,
        drawn.result,
        folder,
        seed=drawn.seed,
        digest=drawn.result_digest,
        number=drawn.number,
        rehearsal=drawn.rehearsal,
    )


def put_aside(staging: Addition, folder: Path, old: DayRecord) -> None:
    """Keep the documents of an earlier draw beside those that replace them."""
    for path in sorted(folder.glob(f"*_场次{old.session}.xlsx")):
        staging.keep(path.resolve(), (folder / VOID / f"第{old.number}次" / path.name).resolve())
