"""The draws of the day: one on the morning itself, or all of them as a rehearsal.

A draw reads the sheet of its site and the draws made there before, nothing else, so it runs on a
laptop from the project folder alone. The attempt is logged first; documents and record appear
together, or not at all.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from allocator.errors import InfeasibleError, InputError, LimitError, UsageError
from allocator.pipeline.staffing import each_site
from allocator.pipeline.telling import explain
from allocator.reporting.text import folder_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.models.domain.staffing import SiteSheet
    from allocator.progress import Progress
    from allocator.publish import Addition
    from allocator.record.day_store import DayRecord

RESULT = "抽签结果"
OFFICIAL, REHEARSAL, VOID = "监考抽签", "演练", "已作废"
"""Folders of a site: draws in force, rehearsals, and draws that a later one replaced."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOptions:
    """What somebody says when a draw is made."""

    site: str
    session: int
    seed: str
    absent: tuple[str, ...] = ()
    redraw: bool = False
    reason: str = ""
    rehearsal: bool = False
    operator: str = ""
    reviewer: str = ""
    witness: str = ""
    time: str = ""
    """When, for the log only; nothing drawn depends on it."""


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

    Raises `UsageError` for a session without rooms there, `InputError` for an unknown absentee,
    `LimitError` when the turn was drawn before (unless a redraw with a reason is asked for), and
    `InfeasibleError` when it cannot be finished with those present.
    """
    from allocator.publish import added
    from allocator.record import log
    from allocator.record.day_store import read_days, write_day
    from allocator.record.staff_store import read_sheet

    sheet, data = read_sheet(record, options.site)
    turn = _turn_of(sheet, options.session)
    _refuse_strangers(sheet, options.absent)
    with added(output, record) as staging:
        days = read_days(record, sheet.site, rehearsals=options.rehearsal)
        mine = [day for day in days if day.session == sheet.turns[turn].turn.name]
        number = 1 if options.rehearsal else len(mine) + 1
        if not options.rehearsal:
            _settle_log(record, days, options.time)
            _refuse_again(mine, options)
            log.append(record, "抽签开始", _attempt(options, number))
        try:
            drawn = make_draw(sheet, data, turn, options, number, days)
        except InfeasibleError as error:
            explain(error, output)
            raise
        place = Path(folder_name(sheet.site, sheet.name))
        kind = REHEARSAL if options.rehearsal else OFFICIAL
        _documents(sheet, turn, drawn, staging.output / place / kind)
        if mine and not options.rehearsal:
            _put_aside(staging, output / place / OFFICIAL, mine[-1])
        write_day(staging.record, drawn)
        if options.rehearsal:
            staging.publish()
        else:
            staging.publish(lambda: log_result(record, drawn, options.time))
    due = {sheet.people[person].staff for person in _posted(sheet, turn)}
    return DayResult(
        sheet=sheet,
        turn=turn,
        record=drawn,
        folder=output / place / kind,
        not_due=tuple(who for who in options.absent if who not in due),
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
    from allocator.record.day_store import day_digest, day_record, in_force
    from allocator.solvers.day.draw import draw_day

    session = sheet.turns[turn].turn.name
    others = [day for day in in_force(days) if day.session != session]
    earlier = tuple(day.result_digest for day in others)
    absent = tuple(sorted(options.absent))
    digest = day_digest(data, session, absent, earlier, number)
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
        _documents(sheet, turn, drawn, output / folder_name(sheet.site, sheet.name) / REHEARSAL)
        write_day(record, drawn)
        days.append(drawn)
    return tuple(days)


def _turn_of(sheet: SiteSheet, session: int) -> int:
    for nth, one in enumerate(sheet.turns):
        if session in one.turn.sessions:
            return nth
    have = "、".join(str(s) for one in sheet.turns for s in one.turn.sessions)
    raise UsageError(f"考点 {sheet.site} 在场次 {session} 没有启用的考场。有考场的场次：{have}。")


def _posted(sheet: SiteSheet, turn: int) -> list[int]:
    here = sheet.turns[turn]
    return [*here.invigilators, *here.patrols, *here.admins, *here.reserves]


def _refuse_strangers(sheet: SiteSheet, absent: Sequence[str]) -> None:
    known = {person.staff for person in sheet.people}
    strangers = [who for who in absent if who not in known]
    if strangers:
        raise InputError(
            f"缺席名单中有 {len(strangers)} 个工号不属于考点 {sheet.site} 参加抽签的人员："
            f"{'、'.join(strangers[:20])}。请核对工号；没有抽签。"
        )


def _refuse_again(mine: Sequence[DayRecord], options: DayOptions) -> None:
    if mine and not options.redraw:
        raise LimitError(
            f"考点 {options.site} 场次 {options.session} 已抽签（第 {mine[-1].number} 次，"
            f"种子 {mine[-1].seed}），没有重抽。确需重抽，加 --redraw 并用 --reason 写明理由；"
            "先前的结果会保留并标明作废。"
        )
    if options.redraw and not mine:
        raise UsageError(
            f"考点 {options.site} 场次 {options.session} 还没有抽签，不用加 --redraw。"
        )
    if options.redraw and not options.reason.strip():
        raise UsageError("重抽必须写明理由：加 --reason 理由。没有重抽。")


def _attempt(options: DayOptions, number: int) -> dict[str, object]:
    return {
        "site": options.site,
        "session": options.session,
        "number": number,
        "seed": options.seed,
        "absent": tuple(sorted(options.absent)),
        "reason": options.reason,
        "operator": options.operator,
        "reviewer": options.reviewer,
        "witness": options.witness,
        "time": options.time,
    }


def _settle_log(record: Path, days: Sequence[DayRecord], time: str) -> None:
    """Log results that were published by a draw cut short before it could log them."""
    from allocator.record import log

    logged = {entry.body for entry in log.read(record) if entry.act == RESULT}
    known = {json.loads(body)["result"] for body in sorted(logged)}
    for day in days:
        if day.result_digest not in known:
            log_result(record, day, time)


def log_result(record: Path, drawn: DayRecord, time: str) -> None:
    """Append the result of a draw to the log."""
    from allocator.record import log

    body = {
        "site": drawn.site,
        "session": drawn.session,
        "number": drawn.number,
        "method": drawn.method,
        "seed": drawn.seed,
        "digest": drawn.digest,
        "result": drawn.result_digest,
        "time": time,
    }
    log.append(record, RESULT, body)


def _documents(sheet: SiteSheet, turn: int, drawn: DayRecord, folder: Path) -> None:
    from allocator.reporting.day_export import export_day

    folder.mkdir(parents=True, exist_ok=True)
    export_day(
        sheet,
        turn,
        drawn.result,
        folder,
        seed=drawn.seed,
        digest=drawn.result_digest,
        rehearsal=drawn.rehearsal,
    )


def _put_aside(staging: Addition, folder: Path, old: DayRecord) -> None:
    """Keep the documents of an earlier draw beside those that replace them."""
    for path in sorted(folder.glob(f"*_场次{old.session}.xlsx")):
        staging.keep(path.resolve(), (folder / VOID / f"第{old.number}次" / path.name).resolve())
