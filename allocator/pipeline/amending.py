"""A late change of what was published: facts put right, people replaced, by two persons.

The attempt is logged before anybody is drawn; the amendment, the sheets of the sites concerned and
the documents that change come together, or nothing does. What was frozen and drawn stays as it is
(`docs/amend.md`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from allocator.errors import InfeasibleError, LimitError, UsageError
from allocator.models.domain.staffing import DRAWN_POSTS
from allocator.pipeline.amended_documents import refuse_begun, write_changed
from allocator.pipeline.amended_state import Request, amended, read_state
from allocator.pipeline.confirming import with_confirmation
from allocator.pipeline.listing import reports_made
from allocator.pipeline.persons import named, refuse_unnamed, require_two
from allocator.pipeline.recording import opened_alone
from allocator.pipeline.telling import AMENDMENT, explain, withdraw

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from allocator.models.domain.amendments import Amendment, Correction
    from allocator.models.domain.exam import Inputs
    from allocator.models.domain.findings import RuleReport
    from allocator.pipeline.amended_state import State
    from allocator.pipeline.confirming import Confirmer
    from allocator.pipeline.halves import Asker
    from allocator.pipeline.telling import Password
    from allocator.progress import Progress
    from allocator.publish import Workplace

_SHOWN = 20
"""Changes that whoever confirms reads one by one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendOptions:
    """What somebody says when he amends."""

    operator: str
    reviewer: str
    reason: str
    seed: str = ""
    """Blank: nobody has to be drawn."""
    out: tuple[str, ...] = ()
    """工号 of people who cannot serve any more."""
    witness: str = ""
    jobs: int = 1
    time: str = ""
    """When, for the log only; nothing drawn depends on it."""
    halves: Asker | None = None
    """Always None: a seed for an amendment is drawn in the open."""
    confirmer: Confirmer | None = None
    confirmed: str = ""
    """What the second person confirmed, as `draw_digest`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendResult:
    """What an amendment has to say."""

    output: Path
    amendment: Amendment
    documents: tuple[str, ...]
    """Paths below `output` of what is to be printed again, sorted."""
    rehearsed: int
    """Rehearsals made again."""
    reports: tuple[RuleReport, ...]


def amend(
    paths: Sequence[Path],
    output: Path,
    record: Path,
    options: AmendOptions,
    *,
    password: Password,
    progress: Progress,
) -> AmendResult:
    """Change what was published, if the second person confirms it.

    `paths`: the roster with what is to be put right; empty: nothing is. Raises `UsageError` where
    nothing is asked for or something is missing, `AuditError` for what an amendment cannot change,
    `InfeasibleError` where nobody can take a place, and as `open_record` does.
    """
    from allocator.publish import added
    from allocator.record import ledger
    from allocator.record.ceremony import AMEND_BEGUN, AMENDED, refuse_undrawn

    _refuse_nothing(paths, options)
    with added(output, record, existing=True) as staging:
        opened = opened_alone(output, record)
        refuse_undrawn(opened)
        ledger.refuse_clock(opened.entries, options.time)
        state = read_state(record)
        require_two(state.inputs, options.operator, options.reviewer, AMENDMENT)
        corrections, folders = _corrections(paths, state, output, staging, password, progress)
        _refuse_unfit(record, state, options, corrections)
        digest = state.digest(corrections, options.out)
        options = _confirmed(state, options, corrections, digest)
        facts = _facts(state.inputs, options, number=state.number, digest=digest)
        ledger.append(record, AMEND_BEGUN, facts | {"confirmed": options.confirmed})
        request = _request(state.inputs, options, corrections)
        try:
            after = amended(state, request, digest, progress)
            written = write_changed(staging, output, record, state, after, folders,
                                    jobs=options.jobs, progress=progress)  # fmt: skip
        except InfeasibleError as error:
            explain(error, staging, AMENDMENT)
            raise
        reports = reports_made(written.verdict, staging.output)
        facts |= {"result": written.result, "reports": reports}
        ledger.propose(staging.record, record, AMENDED, facts)
        staging.publish()
        ledger.settle(record)
    withdraw(output, AMENDMENT)
    return AmendResult(
        output=output,
        amendment=after.amendment,
        documents=written.documents,
        rehearsed=written.rehearsed,
        reports=written.verdict.reports,
    )


def _refuse_nothing(paths: Sequence[Path], options: AmendOptions) -> None:
    """Raise `UsageError` where nothing is asked for, or something that belongs to it is missing."""
    if not paths and not options.out:
        raise UsageError(
            "没有写明变更什么：更正信息，请给出改好的名单（INPUT）；"
            "人员不能到岗，用 --out 写明工号。没有变更。"
        )
    if not options.reason.strip():
        raise UsageError("变更必须写明理由：加 --reason 理由。没有变更。")
    refuse_unnamed(options.operator, options.reviewer, AMENDMENT)
    if options.out and not options.seed:
        raise UsageError("接替的人由抽签产生，请用 --seed 写明种子，如当众摇出的数字。没有变更。")
    if options.seed and not options.out:
        raise UsageError("没有人退出，不用抽签。请去掉 --seed，或用 --out 写明退出人员的工号。")


def _corrections(
    paths: Sequence[Path],
    state: State,
    output: Path,
    place: Workplace,
    password: Password,
    progress: Progress,
) -> tuple[tuple[Correction, ...], tuple[Path, ...]]:
    """Return what the roster given puts right, and where its photos are looked for."""
    if not paths:
        return (), ()
    from allocator.pipeline.correcting import corrections_between
    from allocator.pipeline.reading import read_inputs

    intake, given = read_inputs(paths, output, place, password, progress)
    found = corrections_between(state.inputs, given)
    return found, tuple(sorted({path.parent for path in intake.files}))


def _refuse_unfit(
    record: Path, state: State, options: AmendOptions, corrections: Sequence[Correction]
) -> None:
    """Raise `UsageError` for what cannot be meant, `LimitError` for what comes too late."""
    from allocator.record.staff_store import read_sheet

    if not corrections and not options.out:
        raise UsageError("给出的名单与现有的相同，没有要更正的。没有变更。")
    known = {member.staff for member in state.inputs.staff}
    strangers = [who for who in options.out if who not in known]
    if strangers:
        raise UsageError(f"名单中没有工号 {'、'.join(strangers)}。请核对 --out；没有变更。")
    again = [who for who in options.out if who in state.gone]
    if again:
        raise UsageError(f"工号 {'、'.join(again)} 在以前的变更中已经退出。没有变更。")
    if state.inputs.staff and state.staff is None:
        raise LimitError(
            "还没有安排岗位，现在变更会使岗位与名单不一致，没有变更。请先运行 allocator posts。"
        )
    for one in state.staff.posts.posted if state.staff is not None else ():
        if one.staff in options.out and one.post in DRAWN_POSTS:
            refuse_begun(record, read_sheet(record, one.site)[0])


def _confirmed(
    state: State, options: AmendOptions, corrections: Sequence[Correction], digest: str
) -> AmendOptions:
    """Return the options with what the second person confirmed."""
    from allocator.record.ceremony import AMENDED
    from allocator.record.halves import Subject

    inputs = state.inputs
    subject = Subject(
        digest=digest,
        number=state.number,
        operator=named(inputs, options.operator),
        reviewer=named(inputs, options.reviewer),
        witness=options.witness,
    )
    return with_confirmation(
        options, AMENDED, subject, _words(corrections, options.out), noun=AMENDMENT
    )


def _words(corrections: Sequence[Correction], out: Sequence[str]) -> str:
    """Return what is asked for, as whoever confirms it reads it, without names and their like."""
    columns: dict[tuple[str, str], list[str]] = {}
    for one in corrections:
        columns.setdefault((one.sheet, one.key), []).append(one.column)
    words = [f"更正{sheet} {key} 的{'、'.join(names)}" for (sheet, key), names in columns.items()]
    words += [f"{who} 退出，抽签接替" for who in out]
    more = f"，等共 {len(words)} 人" if len(words) > _SHOWN else ""
    return "；".join(words[:_SHOWN]) + more


def _request(inputs: Inputs, options: AmendOptions, corrections: tuple[Correction, ...]) -> Request:
    return Request(
        corrections=corrections,
        out=options.out,
        seed=options.seed,
        reason=options.reason,
        operator=_kept(inputs, options.operator),
        reviewer=_kept(inputs, options.reviewer),
        witness=options.witness,
    )


def _kept(inputs: Inputs, who: str) -> str:
    """Return a person by 工号; who is not of the staff as he was named (RECUSE-PLANNER)."""
    return next((m.staff for m in inputs.staff if m.id_number.upper() == who.upper()), who.strip())


def _facts(inputs: Inputs, options: AmendOptions, *, number: int, digest: str) -> dict[str, Any]:
    return {
        "seed": options.seed,
        "operator": named(inputs, options.operator),
        "reviewer": named(inputs, options.reviewer),
        "witness": options.witness,
        "reason": options.reason,
        "time": options.time,
        "number": number,
        "digest": digest,
    }
