"""Draws from a site pack, on the laptop of the site.

The laptop has the pack and the program, no roster and no record. What it draws is kept, signed, in
a small folder beside the pack before any document appears, so that a turn is drawn once and
ROOM-REPEAT sees the draws before; documents that were cut short are written by the next command.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from allocator.errors import InfeasibleError, LimitError, UsageError
from allocator.pipeline.absentees import with_those_due
from allocator.pipeline.confirming import refuse_idle_confirmation, with_confirmation
from allocator.pipeline.day_acts import attempt_facts, other_day, subject_of, turn_words
from allocator.pipeline.days import (
    OFFICIAL,
    REHEARSAL,
    DayResult,
    basis,
    day_result,
    day_subject,
    make_draw,
    put_aside,
    turn_named,
    write_documents,
)
from allocator.pipeline.halves import refuse_rehearsed_halves, with_halves
from allocator.pipeline.pack_state import (
    DONE,
    STATE,
    StateBook,
    drawn_at,
    halves_of,
    log_result,
    read_state,
    refuse_names,
    settle_state,
)
from allocator.pipeline.persons import refuse_unnamed
from allocator.pipeline.replacing import refuse_again
from allocator.pipeline.telling import explain, withdraw
from allocator.pipeline.witnessing import witness_day
from allocator.pipeline.wording import refuse_unseen
from allocator.publish import FLAT_TABLE
from allocator.record.ceremony import DAY, DAY_BEGUN, REDRAWN
from allocator.reporting.text import folder_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from allocator.models.domain.day_draws import SiteSheet
    from allocator.pipeline.days import DayOptions
    from allocator.record.day_store import DayRecord
    from allocator.record.packs import Pack, SiteResult


@dataclass(frozen=True, slots=True, kw_only=True)
class PackDrawn:
    """What a draw on a laptop has to say."""

    result: DayResult
    pack: int
    file: Path | None
    """The signed result; None for a rehearsal."""


def draw_from_pack(file: Path, target: Path, options: DayOptions, passphrase: str) -> PackDrawn:
    """Make a draw of the day from a pack alone; documents and signed result go to `target`.

    `options.site` may be blank. Raises as `open_pack`, `read_state` and `days.draw` do.
    """
    from allocator.record.packs import open_pack, read_file, safe

    pack = open_pack(read_file(file, "考点包"), passphrase, file.name)
    sheet = pack.sheet
    # Named by the site, so that a copy of the pack under another name is no fresh start.
    state = file.with_name(f"考点包_{safe(sheet.site)}{STATE}")
    if options.site not in ("", sheet.site):
        raise LimitError(
            f"{file.name} 是考点 {sheet.site} {sheet.name} 的考点包，不是考点 {options.site} 的。"
            "请换成本考点的包；没有抽签。"
        )
    if target.resolve() == state.resolve():
        raise UsageError(f"--result-to 不能是考点包自己的文件夹 {state}。请另写一个文件夹。")
    if target.exists() and not target.is_dir():
        raise UsageError(f"--result-to 的 {target} 是文件，不是文件夹。请另写一个文件夹。")
    if (target / "record").is_dir() or (target / FLAT_TABLE).exists():
        raise UsageError(
            f"--result-to 的 {target} 是考区自己的文书文件夹，考点包的结果不能直接写在那里。"
            "请另写一个文件夹，再用 allocator merge 并入；没有抽签。"
        )
    options = replace(options, site=sheet.site)
    turn = turn_named(sheet, options.session)
    options = with_those_due(sheet, turn, options)
    refuse_names(sheet, options)
    refuse_unseen(options.seed, reason=options.reason, witness=options.witness)
    refuse_rehearsed_halves(options)
    if options.rehearsal:
        refuse_idle_confirmation(options)
        return _rehearsed(pack, turn, target, options)
    return _drawn(pack, state, turn, target, options)


def _drawn(pack: Pack, state: Path, turn: int, target: Path, options: DayOptions) -> PackDrawn:
    from allocator.publish import added
    from allocator.record.packs import read_result, result_bytes, result_name

    session = pack.sheet.turns[turn].turn.name
    with added(state, state) as staging:
        results = read_state(state, pack)
        settle_state(state, results, options.time)
        days = sorted((*pack.days, *(one.day for one in results)), key=_order)
        overdue = [one for one in results if not _done(state, one.day).exists()]
        for one in overdue:
            _deliver(pack, one, state, target)
        same = [one.day for one in overdue if _is_asked(one.day, session, options)]
        if same:
            return _told(pack, turn, same[-1], target, options)
        mine = [day for day in days if day.session == session]
        refuse_again(mine, options)
        if pack.by_two:
            refuse_unnamed(options.operator, options.reviewer, "抽签")
        # Any session of a turn may be asked for; the log names the turn, as its results do.
        options = replace(options, session=session)
        number = len(mine) + 1
        _refuse_occupied(pack.sheet, session, number, target)
        # Made before anything is settled: a place that cannot be written to shows in time.
        target.mkdir(parents=True, exist_ok=True)
        book = StateBook(state, pack)
        _, digest = basis(pack.sheet, pack.data, turn, options, number, days)
        subject = subject_of(pack.sheet, options, number, digest)
        what, by_two = turn_words(pack.sheet, options), pack.by_two or bool(mine)
        notes = other_day(pack.sheet.turns[turn].turn, options.time)
        options = with_confirmation(options, DAY, subject, what, by_two=by_two, details=notes)
        options = with_halves(options, subject, book)
        book.append(REDRAWN if mine else DAY_BEGUN, attempt_facts(options, number))
        log = book.entries()
        try:
            drawn = make_draw(pack.sheet, pack.data, turn, options, number, days)
        except InfeasibleError as error:
            with added(target, target) as place:
                explain(error, place, day_subject(options))
            raise
        signed = result_bytes(pack, drawn, len(results) + 1, log)
        (staging.output / result_name(drawn)).write_bytes(signed)
        staging.publish(lambda: log_result(state, drawn, options.time))
        _deliver(pack, read_result(signed, result_name(drawn)), state, target)
    withdraw(target, day_subject(options))
    return _told(pack, turn, drawn, target, options)


def _is_asked(day: DayRecord, session: int, options: DayOptions) -> bool:
    """Return whether a draw is the one asked for: a command that was cut short comes again.

    Whoever asks for halves does not name their seed again.
    """
    seed = options.seed if options.halves is None else day.seed
    return (day.session, day.seed, day.absent, day.reason) == (
        session, seed, tuple(sorted(options.absent)), options.reason,
    )  # fmt: skip


def _refuse_occupied(sheet: SiteSheet, session: int, number: int, target: Path) -> None:
    """Refuse a folder with documents of another exam's or pack's draw of this turn."""
    folder = target / folder_name(sheet.site, sheet.name) / OFFICIAL
    if number == 1 and any(folder.glob(f"*_场次{session}.xlsx")):
        raise LimitError(
            f"{folder} 里已有场次 {session} 的抽签文书，但不是用这个考点包抽的，没有抽签。"
            "请用 --result-to 指定另一个文件夹。"
        )


def _deliver(pack: Pack, one: SiteResult, state: Path, target: Path) -> None:
    """Write the documents of a draw that is settled, and its signed result, into `target`."""
    from allocator.publish import added
    from allocator.record.packs import result_name

    sheet, day = pack.sheet, one.day
    place, name = Path(folder_name(sheet.site, sheet.name)) / OFFICIAL, result_name(day)
    with _settled(state), added(target, target) as staging:
        write_documents(sheet, turn_named(sheet, day.session), day, staging.output / place)
        witness_day(sheet, day, staging.output / place, halves_of(one), time=drawn_at(one))
        if day.number > 1:
            put_aside(staging, target / place, replace(day, number=day.number - 1))
        (staging.output / name).write_bytes((state / name).read_bytes())
        staging.publish()
    _done(state, day).touch()


@contextmanager
def _settled(state: Path) -> Iterator[None]:
    """Say with every failure in here that the draw itself stands."""
    try:
        yield
    except LimitError as error:
        raise LimitError(
            f"{error}抽签结果已经确定，签名保存在 {state}；排除故障后重新运行同一命令，即写出文书。"
        ) from error


def _done(state: Path, day: DayRecord) -> Path:
    from allocator.record.packs import result_name

    return state / (result_name(day) + DONE)


def _rehearsed(pack: Pack, turn: int, target: Path, options: DayOptions) -> PackDrawn:
    """Make a rehearsal: documents that say so, no result, nothing kept."""
    from allocator.publish import added

    drawn = make_draw(pack.sheet, pack.data, turn, options, 1, ())
    place = Path(folder_name(pack.sheet.site, pack.sheet.name))
    with added(target, target) as staging:
        write_documents(pack.sheet, turn, drawn, staging.output / place / REHEARSAL)
        staging.publish()
    return _told(pack, turn, drawn, target, options)


def _told(pack: Pack, turn: int, day: DayRecord, target: Path, options: DayOptions) -> PackDrawn:
    from allocator.record.packs import result_name

    place = folder_name(pack.sheet.site, pack.sheet.name)
    folder = target / place / (REHEARSAL if day.rehearsal else OFFICIAL)
    result = day_result(pack.sheet, turn, day, folder, options)
    file = None if day.rehearsal else target / result_name(day)
    return PackDrawn(result=result, pack=pack.number, file=file)


def _order(day: DayRecord) -> tuple[int, int]:
    return day.session, day.number
