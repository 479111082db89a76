"""What is told where there is no result: 体检报告 of bad input, 无解说明 of an impossible plan."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from allocator.errors import InfeasibleError
    from allocator.intake.load import Intake
    from allocator.publish import Workplace

Password: TypeAlias = Callable[[Path], str | None] | None
"""Asked for the password of a workbook; it gives None to give up on it."""
HEALTH_REPORT, NO_WAY = "体检报告.xlsx", "无解说明.xlsx"
ARRANGEMENT, POSTING, AMENDMENT = "考务编排", "岗位安排", "变更"
"""What may turn out to be impossible; the draws of the day are the fourth, each of its own."""


def report_back(intake: Intake, place: Workplace, password: Password) -> None:
    """Write 体检报告 and, where there are problems, the planner's workbooks with marks."""
    from allocator.intake.health_report import write_health_report
    from allocator.intake.report_back import write_annotated

    def write(folder: Path) -> None:
        write_health_report(intake, folder / HEALTH_REPORT)
        if intake.issues:
            write_annotated(intake, folder, password=password)

    place.tell(write)


def explain(error: InfeasibleError, place: Workplace, subject: str) -> None:
    """Write 无解说明; `subject` is what cannot be done, such as 岗位安排."""
    from allocator.reporting.infeasible import write

    place.tell(lambda folder: write(error.clashes, folder / NO_WAY, subject))


def withdraw(output: Path, subject: str) -> None:
    """Take 无解说明 of this subject away: what it says cannot be done has been done."""
    from allocator.reporting.infeasible import subject_of

    path = output / NO_WAY
    if path.is_file() and subject_of(path) == subject:
        # Somebody may be reading it in Excel; what was done is not undone for that.
        with suppress(PermissionError):
            path.unlink()
