"""The first stages of every arrangement: inputs read and checked, the structure of rooms solved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.errors import InfeasibleError, InputError
from allocator.pipeline.telling import HEALTH_REPORT, report_back

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from allocator.intake.load import Intake
    from allocator.models.domain.exam import Inputs
    from allocator.models.domain.plans import RoomingPlan
    from allocator.pipeline.telling import Password
    from allocator.progress import Progress
    from allocator.publish import Workplace


def read_inputs(
    paths: Sequence[Path], output: Path, place: Workplace, password: Password, progress: Progress
) -> tuple[Intake, Inputs]:
    """Return checked inputs; writes 体检报告 into `output` before it raises `InputError`.

    `place` is that of the command, which has locked `output`.
    """
    from allocator.intake.load import load

    intake = load(paths, password=password, progress=progress)
    if intake.inputs is None:
        report_back(intake, place, password)
        errors = sum(issue.severity == "错误" for issue in intake.issues)
        raise InputError(
            f"数据有 {errors} 处错误，没有编排。详见 {output / HEALTH_REPORT}", intake.issues
        )
    return intake, intake.inputs


def solve_structure(inputs: Inputs, progress: Progress) -> RoomingPlan:
    """Return which rooms open and who of which kind sits there; `InfeasibleError` if none can."""
    from allocator.solvers.explain import clashes
    from allocator.solvers.laying import lay
    from allocator.solvers.numbering import plan_of
    from allocator.solvers.rooming import prepare, solve_rooming

    task = prepare(inputs)
    solved = solve_rooming(task, progress)
    if solved is None:
        raise InfeasibleError("现有考场安排不下这些考生", clashes(task))
    return plan_of(task, solved, lay(task, solved))
