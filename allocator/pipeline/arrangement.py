"""The whole data flow on one page: read, arrange, freeze, draw, number, export, audit, publish.

Only the order of stages is decided here. Each stage is imported when its turn comes, so that the
command line starts fast; nothing of an arrangement appears before its audit is passed. Where two
persons froze the inputs beforehand (`freezing`), the draw starts from what they froze.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from allocator.errors import InfeasibleError
from allocator.pipeline.acts import begin, carry_on, enter_posts, enter_seats, witness_seats
from allocator.pipeline.announcing import announce_again
from allocator.pipeline.clock import Clock
from allocator.pipeline.freezing import photos_named
from allocator.pipeline.listing import list_posts, list_seats, reports_made
from allocator.pipeline.persons import refuse_one_person, refuse_recused_planners
from allocator.pipeline.reading import read_source
from allocator.pipeline.rehearsing import rehearse
from allocator.pipeline.screening import screened_structure
from allocator.pipeline.staff_result import summarise
from allocator.pipeline.staffing import post_staff, publish_staff, staff_sheets
from allocator.pipeline.telling import ARRANGEMENT, explain, report_back, withdraw
from allocator.pipeline.wording import refuse_unseen
from allocator.progress import Progress, Silent
from allocator.publish import added, staged
from allocator.verdict import audit_exported, refuse_broken

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from allocator.intake.load import Intake
    from allocator.models.domain.exam import Inputs
    from allocator.models.domain.findings import RuleReport
    from allocator.models.domain.plans import RoomingPlan, SeatingPlan, Tier
    from allocator.pipeline.acts import Start
    from allocator.pipeline.confirming import Confirmer
    from allocator.pipeline.halves import Asker
    from allocator.pipeline.staff_result import StaffResult
    from allocator.pipeline.staffing import Staffing
    from allocator.pipeline.telling import Password
    from allocator.publish import Staging
    from allocator.record.day_store import DayRecord
    from allocator.record.halves import Revealed
    from allocator.record.store import Frozen, RunClaims


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to run; none of it but `seed` changes who sits where."""

    seed: str
    jobs: int = 1
    full_ids: bool = False
    operator: str = ""
    reviewer: str = ""
    witness: str = ""
    reason: str = ""
    """Why it is drawn again, with `replace`."""
    time: str = ""
    """When, for the log and the witness sheet only; nothing drawn depends on it."""
    halves: Asker | None = None
    """Whoever asks two persons for the halves of a seed, in place of `seed`."""
    revealed: Revealed | None = None
    """The halves that `seed` was made of."""
    confirmer: Confirmer | None = None
    """Whoever asks the second person to confirm a draw."""
    confirmed: str = ""
    """What he confirmed, as `draw_digest`."""
    replace: bool = False
    posts: bool = False
    """Post the staff too."""
    rehearse: bool = False
    """Draw every site and turn as a rehearsal; only with `posts`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a finished run has to say."""

    output: Path
    record: Path
    aside: Path | None
    """Where earlier results were put."""
    seed: str
    digest: str
    candidates: int
    rooms: int
    """Physical rooms opened."""
    tiers: tuple[Tier, ...]
    pairs_left: int
    pairs_bound: int
    staff: StaffResult | None
    """None: no staff was posted."""
    reports: tuple[RuleReport, ...]
    warnings: int
    duties: int
    """Rows of 值守, which nothing arranges."""
    photos_left_out: int
    """Candidates with a photo where nothing was read beside which it could lie."""
    seconds: Mapping[str, float]


def check(
    paths: Sequence[Path], output: Path, *, password: Password = None, progress: Progress
) -> Intake:
    """Read and check; write 体检报告 and the annotated workbooks into `output`.

    Problems of the input are in what is returned, never raised.
    """
    from allocator.intake.load import load

    intake = load(paths, password=password, progress=progress)
    with added(output, output) as place:
        report_back(intake, place, password)
    return intake


def arrange(
    paths: Sequence[Path],
    output: Path,
    record: Path,
    options: Options,
    *,
    password: Password = None,
    progress: Progress | None = None,
) -> Result:
    """Arrange, export, audit and publish; raises the error of each exit code.

    Nothing is written but 体检报告 before `InputError`, 无解说明 before `InfeasibleError`.
    """
    refuse_unseen(options.seed, reason=options.reason, witness=options.witness)
    progress = progress or Silent()
    clock = Clock()
    with staged(output, record, replace=options.replace) as staging:
        start = begin(output, record, options)
        with clock.stage("读取与检查"):
            source = read_source(paths, output, staging, start, password, progress)
        inputs = source.inputs
        staffing = None
        rehearsals: tuple[DayRecord, ...] = ()
        try:
            refuse_recused_planners(inputs, options.operator, options.reviewer)
            refuse_one_person(inputs, options.operator, options.reviewer)
            with clock.stage("考场安排"):
                plan = screened_structure(inputs, source.plan, progress, staffed=options.posts)
            options = carry_on(start, inputs, plan, options, staging.record)
            with clock.stage("抽签"):
                frozen, seating = seat_candidates(inputs, plan, options.seed, progress)
            if options.posts and inputs.staff:
                with clock.stage("岗位安排"):
                    staffing = _staff(inputs, plan, seating, frozen, options, progress)
            with clock.stage("导出"):
                claims = _write(staging, inputs, plan, seating, frozen, options, progress,
                                source.folders, staffing, start)  # fmt: skip
                if start.proposal is not None:
                    announce_again(staging.output, output, inputs, start.proposal)
            if staffing is not None and options.rehearse:
                with clock.stage("演练抽签"):
                    rehearsals = rehearse(
                        staffing.sheets, staging.output, staging.record,
                        seed=options.seed, jobs=options.jobs, progress=progress,
                    )  # fmt: skip
        except InfeasibleError as error:
            explain(error, staging, ARRANGEMENT)
            raise
        if staffing is not None:
            list_posts(staging.output, staging.record)
        with clock.stage("审查"):
            verdict = audit_exported(staging.output, staging.record, inputs, claims, options.jobs,
                                     progress)  # fmt: skip
            refuse_broken(verdict.reports)
            verdict.write(staging.output)
        if staffing is not None:
            reports = reports_made(verdict, staging.output)
            enter_posts(staging.record, inputs, staffing, options, len(rehearsals), reports)
        aside = staging.publish(replace=options.replace)
    withdraw(output, ARRANGEMENT)
    return Result(
        output=output,
        record=record,
        aside=aside,
        seed=options.seed,
        digest=claims.digest,
        candidates=len(inputs.candidates),
        rooms=len({room.room for room in plan.open_rooms}),
        tiers=plan.tiers,
        pairs_left=seating.pairs_left,
        pairs_bound=seating.pairs_bound,
        staff=None if staffing is None else summarise(staffing, rehearsals),
        reports=verdict.reports,
        warnings=source.warnings,
        duties=len(inputs.duty_needs),
        photos_left_out=0 if source.folders else photos_named(inputs),
        seconds=clock.seconds,
    )


def seat_candidates(
    inputs: Inputs, plan: RoomingPlan, seed: str, progress: Progress
) -> tuple[Frozen, SeatingPlan]:
    """Freeze inputs and structure; return that, and the seats drawn of it with their tickets.

    Raises as `draw_seats` does; writes nothing.
    """
    from allocator.record.store import freeze
    from allocator.solvers.kinds import Kinds
    from allocator.solvers.seating import draw_seats
    from allocator.solvers.tickets import with_tickets

    frozen = freeze(inputs, plan)
    seating = draw_seats(
        inputs, Kinds(inputs), plan, seed=seed, digest=frozen.digest, progress=progress
    )
    return frozen, with_tickets(inputs, plan, seating)


def _staff(
    inputs: Inputs,
    plan: RoomingPlan,
    seating: SeatingPlan,
    frozen: Frozen,
    options: Options,
    progress: Progress,
) -> Staffing:
    from allocator.record.canonical import canonical_bytes

    seats = (frozen.inputs, frozen.structure, canonical_bytes(seating))
    return post_staff(
        inputs, plan, seating, seats, seed=options.seed, jobs=options.jobs, progress=progress
    )


def _write(
    staging: Staging,
    inputs: Inputs,
    plan: RoomingPlan,
    seating: SeatingPlan,
    frozen: Frozen,
    options: Options,
    progress: Progress,
    photo_folders: Sequence[Path],
    staffing: Staffing | None,
    start: Start,
) -> RunClaims:
    from allocator.record.solver import solved_by
    from allocator.record.store import write_record
    from allocator.reporting.export import export
    from allocator.reporting.marks import mark_of

    claims = write_record(
        staging.record,
        frozen,
        seating,
        plan,
        seed=options.seed,
        full_ids=options.full_ids,
        operator=options.operator,
        reviewer=options.reviewer,
        solver="" if start.proposal is not None else solved_by(),
    )
    book = export(
        inputs,
        plan,
        seating,
        staging.output,
        mark=mark_of(claims.result_digest),
        full_ids=options.full_ids,
        jobs=options.jobs,
        progress=progress,
        photo_folders=photo_folders,
        photos_assumed=not photo_folders,
        more_sheets=() if staffing is None else staff_sheets(inputs, staffing),
    )
    witness_seats(staging.output, book.title, claims, inputs, start, options)
    list_seats(staging.output, staging.record)
    enter_seats(staging.record, inputs, claims, start, options)
    if staffing is not None:
        publish_staff(staging.output, staging.record, inputs, staffing, book, progress,
                      operator=options.operator, reviewer=options.reviewer)  # fmt: skip
    return claims
