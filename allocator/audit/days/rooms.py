"""What each drawn room needs: enough 监考, one at home with computers, a 考场系统管理员."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.audit.days.plan import (
    ADMIN,
    counted,
    day_plans,
    gaps_of,
    invigilators,
    members,
    stopped,
)
from allocator.audit.days.tables import DUTIES
from allocator.audit.plain import report
from allocator.models.domain.exam import Form
from allocator.models.domain.findings import Finding, RuleReport
from allocator.models.domain.staff_policy import admin_in_each_room, invigilators_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from allocator.audit.days.plan import DayPlan, DayRoom
    from allocator.audit.exported import Exported
    from allocator.audit.facts import RunFacts
    from allocator.models.domain.exam import Inputs


def room_two_findings(book: Exported, inputs: Inputs) -> list[Finding]:
    """Return the drawn rooms with fewer 监考 than 规范 6.3.2.2.2 asks (part of ROOM-TWO)."""
    findings = gaps_of("ROOM-TWO", book, DUTIES)
    for plan, room in drawn_rooms(book, inputs):
        needed = invigilators_of(inputs.policy, room.form, room.most)
        there = len(invigilators(plan, room.number, inputs))
        if there < needed:
            message = f"{plan.where(room.number)} 监考 {there} 人，应有 {needed} 人"
            place = plan.at_room(room.number)
            findings.append(Finding(rule="ROOM-TWO", place=place, message=message))
    return findings


def room_computer(book: Exported, inputs: Inputs, run: RunFacts) -> RuleReport:
    """Each electronic room has a 监考 with 计算机能力, who doubles counted."""
    if stop := stopped("ROOM-COMPUTER", book, inputs):
        return stop
    able = {staff for staff, member in members(inputs).items() if member.computer}
    findings = gaps_of("ROOM-COMPUTER", book, DUTIES)
    rooms = [
        (plan, room) for plan, room in drawn_rooms(book, inputs) if room.form is Form.ELECTRONIC
    ]
    for plan, room in rooms:
        if not any(one.staff in able for one in invigilators(plan, room.number, inputs)):
            message = f"{plan.where(room.number)} 的监考人员都没有计算机能力"
            place = plan.at_room(room.number)
            findings.append(Finding(rule="ROOM-COMPUTER", place=place, message=message))
    return report("ROOM-COMPUTER", len(rooms), findings, inputs, counted(day_plans(book, inputs)))


def room_sysadmin_findings(book: Exported, inputs: Inputs) -> list[Finding]:
    """Return the drawn electronic rooms without a 考场系统管理员 (part of ROOM-SYSADMIN)."""
    if not admin_in_each_room(inputs.policy):
        return []
    findings = gaps_of("ROOM-SYSADMIN", book, DUTIES)
    for plan, room in drawn_rooms(book, inputs):
        crew = plan.crews.get(room.number, ())
        if room.form is Form.ELECTRONIC and all(one.role != ADMIN for one in crew):
            message = f"{plan.where(room.number)} 没有考场系统管理员"
            place = plan.at_room(room.number)
            findings.append(Finding(rule="ROOM-SYSADMIN", place=place, message=message))
    return findings


def drawn_rooms(book: Exported, inputs: Inputs) -> Iterator[tuple[DayPlan, DayRoom]]:
    """Yield the open rooms of every draw whose 监考安排 can be read."""
    for plan in day_plans(book, inputs):
        if not plan.table.lacks(DUTIES):
            for room in plan.open.values():
                yield plan, room
