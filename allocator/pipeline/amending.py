"""A late change of what was published: facts put right, people replaced, by two persons.

The attempt is logged before anybody is drawn; the amendment, the sheets of the sites concerned and
the documents that change come together, or nothing does. What was frozen and drawn stays as it is
(`docs/amend.md`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from allocator import METHOD_VERSION
from allocator.errors import InfeasibleError
from allocator.models.domain.amendments import Amendment
from allocator.pipeline.acts import facts_of, subject_of
from allocator.pipeline.amend_request import (
    read_roster,
    refuse_early,
    refuse_nothing,
    refuse_unfit,
)
from allocator.pipeline.amended_documents import write_changed
from allocator.pipeline.amended_state import amended, fixed_sites, read_state
from allocator.pipeline.amendment_paper import asked_for
from allocator.pipeline.confirming import with_confirmation
from allocator.pipeline.listing import reports_made
from allocator.pipeline.persons import require_two
from allocator.pipeline.recording import opened_alone
from allocator.pipeline.telling import AMENDMENT, explain, withdraw
from allocator.pipeline.wording import refuse_unseen

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from allocator.models.domain.amendments import Correction
    from allocator.models.domain.exam import Inputs
    from allocator.models.domain.findings import RuleReport
    from allocator.pipeline.amended_state import State
    from allocator.pipeline.confirming import Confirmer
    from allocator.pipeline.halves import Asker
    from allocator.pipeline.telling import Password
    from allocator.progress import Progress


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
    warnings: int
    """Of the roster that was given."""


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
    from allocator.record.ceremony import AMEND_BEGUN, AMENDED
    from allocator.record.clock import refuse_clock

    refuse_nothing(paths, options)
    refuse_unseen(options.seed, reason=options.reason, witness=options.witness)
    with added(output, record, existing=True) as staging:
        opened = opened_alone(output, record)
        refuse_early(opened)
        refuse_clock(opened.entries, options.time)
        state = read_state(record)
        require_two(state.inputs, options.operator, options.reviewer, AMENDMENT)
        roster = read_roster(paths, state, output, staging, password, progress)
        fixed = fixed_sites(opened.entries)
        refuse_unfit(state, options, roster.corrections, fixed)
        digest = state.digest(roster.corrections, options.out, fixed)
        options = _confirmed(state, options, roster.corrections, digest)
        facts = facts_of(state.inputs, options, number=state.number, digest=digest)
        ledger.append(record, AMEND_BEGUN, facts | {"confirmed": options.confirmed})
        asked = _asked(state, options, roster.corrections, fixed, digest)
        try:
            after = amended(state, asked, progress)
            written = write_changed(staging, output, record, state, after, roster.folders,
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
        warnings=roster.warnings,
    )


def _confirmed(
    state: State, options: AmendOptions, corrections: Sequence[Correction], digest: str
) -> AmendOptions:
    """Return the options with what the second person confirmed."""
    from allocator.record.ceremony import AMENDED

    subject = subject_of(digest, state.number, state.inputs, options)
    details = asked_for(state, corrections, options.out)
    rows = len({(one.sheet, one.key) for one in corrections})
    words = [f"更正 {rows} 人的 {len(corrections)} 处信息"] if rows else []
    words += [f"{'、'.join(options.out)} 退出"] if options.out else []
    return with_confirmation(
        options, AMENDED, subject, "；".join(words), noun=AMENDMENT, details=details
    )


def _asked(
    state: State,
    options: AmendOptions,
    corrections: tuple[Correction, ...],
    fixed: tuple[str, ...],
    digest: str,
) -> Amendment:
    """Return an amendment of which nothing has come yet."""
    return Amendment(
        number=state.number,
        method=METHOD_VERSION,
        seed=options.seed,
        digest=digest,
        corrections=corrections,
        out=options.out,
        fixed=fixed,
        moves=(),
        spreads=(),
        tiers=(),
        reason=options.reason,
        operator=_kept(state.inputs, options.operator.strip()),
        reviewer=_kept(state.inputs, options.reviewer.strip()),
        witness=options.witness,
    )


def _kept(inputs: Inputs, who: str) -> str:
    """Return a person by 工号; who is not of the staff as he was named (RECUSE-PLANNER)."""
    return next((m.staff for m in inputs.staff if m.id_number.upper() == who.upper()), who)
