"""The checks of the draws of the day, run on workbooks written to disk and read back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.audit.days.draw import draw_day
from allocator.audit.days.pairs import pair_kin, recuse_other_rooms
from allocator.audit.days.patrols import patrol_5
from allocator.audit.days.rooms import room_computer, room_sysadmin_findings
from allocator.audit.days.should import (
    pair_experience,
    pair_gender,
    pair_unit,
    room_own_unit,
    room_repeat,
)
from allocator.audit.staff.posts import room_two

if TYPE_CHECKING:
    from pathlib import Path

    from day_scene import DayScene

    from allocator.audit.exported import Exported
    from allocator.models.domain.findings import RuleReport

CHECKS = (
    room_two, room_computer, draw_day, patrol_5, pair_kin, pair_unit, pair_gender,
    pair_experience, room_own_unit, room_repeat,
)  # fmt: skip


def reports_of(day: DayScene, output: Path, book: Exported | None = None) -> dict[str, RuleReport]:
    if book is None:
        day.write(output)
        book = day.book(output)
    inputs, run = day.inputs(), day.run()
    return {report.rule: report for report in (check(book, inputs, run) for check in CHECKS)}


def broken(day: DayScene, output: Path) -> dict[str, list[str]]:
    """Return the findings by rule, waived ones left out, those of the helpers too."""
    day.write(output)
    book, inputs = day.book(output), day.inputs()
    found = {
        rule: [f.message for f in report.findings if not f.waived]
        for rule, report in reports_of(day, output, book).items()
    }
    for findings in (room_sysadmin_findings(book, inputs), recuse_other_rooms(book, inputs)):
        for finding in findings:
            found.setdefault(finding.rule, []).append(finding.message)
    return {rule: messages for rule, messages in found.items() if messages}
