"""The first stages of every arrangement: inputs read and checked, the structure of rooms solved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from allocator.errors import InfeasibleError, InputError
from allocator.pipeline.telling import HEALTH_REPORT, report_back

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from allocator.intake.load import Intake
    from allocator.models.domain.exam import Inputs
    from allocator.models.domain.plans import RoomingPlan
    from allocator.pipeline.acts import Start
    from allocator.pipeline.telling import Password
    from allocator.progress import Progress
    from allocator.publish import Workplace


def read_inputs(
    paths: Sequence[Path],
    output: Path,
    place: Workplace,
    password: Password,
    progress: Progress,
    *,
    undone: str = "没有编排",
) -> tuple[Intake, Inputs]:
    """Return checked inputs; writes 体检报告 into `output` before it raises `InputError`.

    `place` is that of the command, which has locked `output`; `undone` says what is not done.
    """
    from allocator.intake.load import load

    intake = load(paths, password=password, progress=progress)
    if intake.inputs is None:
        report_back(intake, place, password)
        errors = sum(issue.severity == "错误" for issue in intake.issues)
        raise InputError(
            f"数据有 {errors} 处错误，{undone}。详见 {output / HEALTH_REPORT}", intake.issues
        )
    return intake, intake.inputs


def solve_structure(inputs: Inputs, progress: Progress) -> RoomingPlan:
    """Return which rooms open and who of which kind sits there.

    Raises `InfeasibleError` if no structure can be, `LimitError` if none was found.
    """
    from allocator.solvers.explain import clashes
    from allocator.solvers.kin_more import rooms_apart
    from allocator.solvers.numbering import plan_of
    from allocator.solvers.rooming import prepare

    task = prepare(inputs)
    found = rooms_apart(task, progress)
    if found is None:
        raise InfeasibleError("现有考场安排不下这些考生", clashes(task))
    return plan_of(task, *found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What an arrangement starts from."""

    inputs: Inputs
    plan: RoomingPlan | None
    """The structure that was frozen with the inputs; None: it is to be solved."""
    folders: Sequence[Path]
    """Where photos are looked for."""
    warnings: int


def read_source(
    paths: Sequence[Path],
    output: Path,
    place: Workplace,
    start: Start,
    password: Password,
    progress: Progress,
) -> Source:
    """Read the inputs; those of a freeze come from the record, and those given must be the same."""
    from allocator.pipeline.comparing import refuse_other_inputs
    from allocator.pipeline.freezing import frozen_source

    intake = None
    if paths or start.proposal is None:
        intake, inputs = read_inputs(paths, output, place, password, progress)
    plan = None
    if start.ledger is not None and start.proposal is not None:
        given = None if intake is None else inputs
        inputs, plan = frozen_source(start.ledger, start.proposal)
        if given is not None:
            refuse_other_inputs(inputs, given)
    return Source(
        inputs=inputs,
        plan=plan,
        folders=sorted({path.parent for path in intake.files}) if intake is not None else (),
        warnings=len(intake.issues) if intake is not None else 0,
    )
