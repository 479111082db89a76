"""The acts of an arrangement in the log: what it may start from, and what it enters.

A new record gets its log while it is made. One that was frozen by two persons, or is drawn again,
carries its log on. An attempt at what was frozen is logged before a number is drawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from allocator.errors import LimitError
from allocator.pipeline import witnessing
from allocator.pipeline.confirming import refuse_idle_confirmation, with_confirmation
from allocator.pipeline.halves import RecordBook, with_halves
from allocator.pipeline.persons import named, refuse_unnamed, require_two
from allocator.pipeline.recording import existing
from allocator.pipeline.replacing import refuse_silent_redraw
from allocator.publish import is_occupied

if TYPE_CHECKING:
    from pathlib import Path

    from allocator.models.domain.exam import Inputs
    from allocator.models.domain.plans import RoomingPlan
    from allocator.pipeline.amending import AmendOptions
    from allocator.pipeline.arrangement import Options
    from allocator.pipeline.staffing import Staffing
    from allocator.record.ceremony import Proposal
    from allocator.record.halves import Subject
    from allocator.record.ledger import Ledger
    from allocator.record.store import RunClaims


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """What lies where an arrangement is about to be made."""

    ledger: Ledger | None
    """The record that is carried on; None: there is none yet."""
    proposal: Proposal | None
    """What two persons froze; None: the arrangement is made in one act."""
    number: int
    """1 for the first draw of seats of this record, 2 for its first redraw …"""
    by_two: bool
    """Two persons froze this, or earlier results are replaced that take two."""


def begin(output: Path, record: Path, options: Options) -> Start:
    """Return what an arrangement starts from.

    Raises `LimitError` for a freeze nobody confirmed, a clock set back, or halves of a seed where
    nothing was frozen, `UsageError` where results are drawn again without a reason or without the
    two persons it takes, or confirmed where it does not take two, and as `open_record` does.
    """
    from allocator.record.ceremony import SEATS, proposal_of, refuse_unconfirmed
    from allocator.record.clock import refuse_clock

    ledger = existing(record)
    proposal = proposal_of(ledger) if ledger is not None else None
    if proposal is None and options.halves is not None:
        # Halves are committed to the digest of what was frozen, in the log that is there.
        raise LimitError(
            "--halves 只用于已封存并确认的数据，这里没有。请先用 allocator freeze 封存、"
            "allocator confirm 确认（见说明），或改用 --seed。没有抽签。"
        )
    if ledger is not None:
        refuse_clock(ledger.entries, options.time)
    if proposal is not None:
        refuse_unconfirmed(proposal)
    number = len(ledger.facts(SEATS)) + 1 if ledger is not None else 1
    by_two = proposal is not None
    if ledger is not None and is_occupied(output, record):
        by_two |= refuse_silent_redraw(ledger, options, frozen=proposal is not None)
    if proposal is not None:
        refuse_unnamed(options.operator, options.reviewer, "抽签")
    if not by_two:
        refuse_idle_confirmation(options)
    return Start(ledger=ledger, proposal=proposal, number=number, by_two=by_two)


def carry_on(
    start: Start, inputs: Inputs, plan: RoomingPlan, options: Options, staged: Path
) -> Options:
    """Give a record in the making the log it carries on; log the attempt of a draw of a freeze.

    Returns the options with their seed, which two persons may have made of halves just now. What
    takes two is confirmed by the second of them here, before anything is drawn.
    """
    from allocator.record import ledger, log
    from allocator.record.ceremony import REDRAWN, SEATS, SEATS_BEGUN
    from allocator.record.store import freeze

    if start.by_two:
        require_two(inputs, options.operator, options.reviewer, "抽签")
        digest = start.proposal.digest if start.proposal else freeze(inputs, plan).digest
        subject = subject_of(digest, start.number, inputs, options)
        what = "重新编排座位" if options.replace else "编排座位"
        if gone := _amended(start):
            what += f"（已办的 {gone} 次变更随之作废，仍需要的须重新办理）"
        options = with_confirmation(options, SEATS, subject, what)
    if start.ledger is None:
        return options
    folder = start.ledger.folder
    if start.proposal is not None:
        options = with_halves(options, subject, RecordBook(folder))
        facts = facts_of(inputs, options, number=start.number, digest=start.proposal.digest)
        facts |= _confirmed(options)
        if options.revealed is not None:
            facts |= {"halves": options.revealed.entry}
        ledger.append(folder, REDRAWN if start.number > 1 else SEATS_BEGUN, facts)
    staged.mkdir(parents=True, exist_ok=True)
    log.copy(folder, staged)
    return options


def _amended(start: Start) -> int:
    """Return how many amendments there are of the results that are replaced."""
    from allocator.record.ceremony import AMENDED, SEATS

    acts = [entry.act for entry in start.ledger.entries] if start.ledger is not None else []
    last = len(acts) - acts[::-1].index(SEATS) if SEATS in acts else 0
    return acts[last:].count(AMENDED)


def subject_of(
    digest: str, number: int, inputs: Inputs, options: Options | AmendOptions
) -> Subject:
    """Return what a digest is confirmed of, and what the halves of a seed are committed to."""
    from allocator.record.halves import Subject

    return Subject(
        digest=digest,
        number=number,
        operator=named(inputs, options.operator),
        reviewer=named(inputs, options.reviewer),
        witness=options.witness,
    )


def enter_seats(
    staged: Path, inputs: Inputs, claims: RunClaims, start: Start, options: Options
) -> None:
    """Enter the draw of seats, whose files lie in a record in the making.

    A redraw of what nobody froze is entered with it: such inputs can be tried with any seed in any
    folder, so that an attempt logged before would tell nothing.
    """
    from allocator.record.ceremony import REDRAWN, SEATS
    from allocator.record.ledger import append, differences

    facts = facts_of(inputs, options, number=start.number, digest=claims.digest)
    if start.proposal is None and start.number > 1:
        append(staged, REDRAWN, facts | _confirmed(options))
    facts |= {"result": claims.result_digest, "method": claims.method}
    append(staged, SEATS, facts, changed=differences(staged))


def enter_posts(
    staged: Path,
    inputs: Inputs,
    staffing: Staffing,
    options: Options,
    rehearsed: int,
    reports: tuple[str, str],
) -> None:
    """Enter the draw of posts, with the rehearsals made at once and what the audit reported."""
    from allocator.record.ceremony import POSTS
    from allocator.record.ledger import append, differences

    facts = posts_facts(inputs, staffing, options, rehearsed, reports)
    append(staged, POSTS, facts, changed=differences(staged))


def announce_posts(opened: Ledger, inputs: Inputs, claims: RunClaims, options: Options) -> None:
    """Log that posts are about to be drawn with a seed that nobody has told yet.

    With the seed of the seats there is nothing left to choose. With another, what two persons froze
    is drawn by two: raises as `require_two`, `with_confirmation` and `refuse_idle_confirmation` do.
    """
    from allocator.record.ceremony import FREEZE, POSTS, POSTS_BEGUN
    from allocator.record.ledger import append

    chosen = options.seed != claims.seed
    if chosen and opened.facts(FREEZE):
        require_two(inputs, options.operator, options.reviewer, "抽签")
        basis = claims.result_digest  # posts follow from who sits where
        subject = subject_of(basis, 1, inputs, options)
        options = with_confirmation(options, POSTS, subject, "安排岗位")
    else:
        refuse_idle_confirmation(options)
    if not chosen:
        return
    append(opened.folder, POSTS_BEGUN, facts_of(inputs, options) | _confirmed(options))


def posts_facts(
    inputs: Inputs,
    staffing: Staffing,
    options: Options,
    rehearsed: int,
    reports: tuple[str, str],
) -> dict[str, Any]:
    """Return what the log says of a draw of posts; `reports` as `listing.reports_made`."""
    digest = staffing.frozen.digest
    return facts_of(inputs, options, digest=digest, rehearsed=rehearsed, reports=reports)


def witness_seats(
    output: Path, title: str, claims: RunClaims, inputs: Inputs, start: Start, options: Options
) -> None:
    """Write 抽签见证单 of the draw of seats into a folder in the making."""
    witnessing.witness_seats(
        claims,
        output,
        title=title,
        number=start.number,
        sm3=start.proposal.sm3 if start.proposal is not None else "",
        persons=(named(inputs, options.operator), named(inputs, options.reviewer), options.witness),
        reason=options.reason,
        time=options.time,
        revealed=options.revealed,
    )


def facts_of(inputs: Inputs, options: Options | AmendOptions, **more: Any) -> dict[str, Any]:
    """Return what the log says of every act of an arrangement, and more."""
    return {
        "seed": options.seed,
        "operator": named(inputs, options.operator),
        "reviewer": named(inputs, options.reviewer),
        "witness": options.witness,
        "reason": options.reason,
        "time": options.time,
        **more,
    }


def _confirmed(options: Options) -> dict[str, str]:
    return {"confirmed": options.confirmed} if options.confirmed else {}
