"""The whole data flow on one page: read, arrange, freeze, draw, number, export, audit, publish.

Only the order of stages is decided here. Each stage is imported when its turn comes, so that the
command line starts fast; nothing of an arrangement appears before its audit is passed.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING

from allocator.errors import InfeasibleError, InputError
from allocator.pipeline.days import rehearse
from allocator.pipeline.staff_result import summarise
from allocator.pipeline.staffing import (
    post_staff,
    publish_staff,
    refuse_recused_planners,
    staff_sheets,
)
from allocator.pipeline.telling import HEALTH_REPORT, explain, report_back
from allocator.progress import Progress, Silent
from allocator.publish import recover, staged
from allocator.verdict import audit_exported, refuse_broken

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from allocator.intake.load import Intake
    from allocator.models.domain.exam import Inputs
    from allocator.models.domain.findings import RuleReport
    from allocator.models.domain.plans import RoomingPlan, SeatingPlan, Tier
    from allocator.pipeline.staff_result import StaffResult
    from allocator.pipeline.staffing import Staffing
    from allocator.pipeline.telling import Password
    from allocator.publish import Staging
    from allocator.record.day_store import DayRecord
    from allocator.record.store import Frozen, RunClaims
    from allocator.solvers.kinds import Kinds


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to run; none of it but `seed` changes who sits where."""

    seed: str
    jobs: int = 1
    full_ids: bool = False
    operator: str = ""
    reviewer: str = ""
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
    seconds: Mapping[str, float]


def check(
    paths: Sequence[Path], output: Path, *, password: Password = None, progress: Progress
) -> Intake:
    """Read and check; write 体检报告 and the annotated workbooks into `output`.

    Problems of the input are in what is returned, never raised.
    """
    from allocator.intake.load import load

    intake = load(paths, password=password, progress=progress)
    report_back(intake, output, password)
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

    Before `InputError` 体检报告 was written into `output`, before `InfeasibleError` 无解说明;
    nothing else is written then.
    """
    progress = progress or Silent()
    clock = _Clock()
    with staged(output, record, replace=options.replace) as staging:
        with clock.stage("读取与检查"):
            intake, inputs = _read(paths, output, password, progress)
        staffing = None
        rehearsals: tuple[DayRecord, ...] = ()
        try:
            refuse_recused_planners(inputs, options.operator, options.reviewer)
            with clock.stage("考场安排"):
                plan, kinds = _structure(inputs, progress)
            with clock.stage("抽签"):
                frozen, seating = _draw(inputs, plan, kinds, options, progress)
            if options.posts and inputs.staff:
                with clock.stage("岗位安排"):
                    staffing = _staff(inputs, plan, seating, frozen, options, progress)
            with clock.stage("导出"):
                folders = sorted({path.parent for path in intake.files})
                claims = _write(staging, inputs, plan, seating, frozen, options, progress, folders,
                                staffing)  # fmt: skip
            if staffing is not None and options.rehearse:
                with clock.stage("演练抽签"):
                    rehearsals = rehearse(
                        staffing.sheets, staging.output, staging.record,
                        seed=options.seed, jobs=options.jobs, progress=progress,
                    )  # fmt: skip
        except InfeasibleError as error:
            explain(error, output)
            raise
        with clock.stage("审查"):
            reports = audit_exported(staging.output, staging.record, inputs, claims, options.jobs,
                                     progress)  # fmt: skip
            refuse_broken(reports)
        aside = staging.publish(replace=options.replace)
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
        reports=reports,
        warnings=len(intake.issues),
        seconds=clock.seconds,
    )


def audit_folder(
    output: Path, record: Path, *, jobs: int, progress: Progress
) -> tuple[RuleReport, ...]:
    """Audit exported workbooks against their record and write 合规审查报告 anew.

    Raises `LimitError` when the record is missing or was changed.
    """
    from allocator.record.store import read_claims, read_inputs

    recover(output.resolve())
    inputs, claims = read_inputs(record), read_claims(record)
    return audit_exported(output, record, inputs, claims, jobs, progress)


def _read(
    paths: Sequence[Path], output: Path, password: Password, progress: Progress
) -> tuple[Intake, Inputs]:
    from allocator.intake.load import load

    intake = load(paths, password=password, progress=progress)
    if intake.inputs is None:
        report_back(intake, output, password)
        errors = sum(issue.severity == "错误" for issue in intake.issues)
        raise InputError(
            f"数据有 {errors} 处错误，没有编排。详见 {output / HEALTH_REPORT}", intake.issues
        )
    return intake, intake.inputs


def _structure(inputs: Inputs, progress: Progress) -> tuple[RoomingPlan, Kinds]:
    from allocator.solvers.explain import clashes
    from allocator.solvers.laying import lay
    from allocator.solvers.numbering import plan_of
    from allocator.solvers.rooming import prepare, solve_rooming

    task = prepare(inputs)
    solved = solve_rooming(task, progress)
    if solved is None:
        raise InfeasibleError("现有考场安排不下这些考生", clashes(task))
    return plan_of(task, solved, lay(task, solved)), task.kinds


def _draw(
    inputs: Inputs, plan: RoomingPlan, kinds: Kinds, options: Options, progress: Progress
) -> tuple[Frozen, SeatingPlan]:
    from allocator.record.store import freeze
    from allocator.solvers.seating import draw_seats
    from allocator.solvers.tickets import with_tickets

    frozen = freeze(inputs, plan)
    seating = draw_seats(
        inputs, kinds, plan, seed=options.seed, digest=frozen.digest, progress=progress
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
) -> RunClaims:
    from allocator.record.store import write_record
    from allocator.reporting.export import export

    claims = write_record(
        staging.record,
        frozen,
        seating,
        plan,
        seed=options.seed,
        full_ids=options.full_ids,
        operator=options.operator,
        reviewer=options.reviewer,
    )
    book = export(
        inputs,
        plan,
        seating,
        staging.output,
        digest=claims.digest,
        seed=options.seed,
        full_ids=options.full_ids,
        jobs=options.jobs,
        progress=progress,
        photo_folders=photo_folders,
        more_sheets=() if staffing is None else staff_sheets(inputs, staffing),
    )
    if staffing is not None:
        publish_staff(staging.output, staging.record, inputs, staffing, book, progress,
                      operator=options.operator, reviewer=options.reviewer)  # fmt: skip
    return claims


class _Clock:
    """Seconds by stage, for the summary only."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        begin = perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = round(perf_counter() - begin, 3)
