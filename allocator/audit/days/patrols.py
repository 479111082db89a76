"""PATROL-5: who walks the corridor covers at most five neighbouring rooms of one floor."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from allocator.audit.days.plan import at_round, counted, day_plans, gaps_of, stopped
from allocator.audit.days.tables import PATROLS
from allocator.audit.plain import report
from allocator.models.domain.findings import Finding, RuleReport

if TYPE_CHECKING:
    from collections.abc import Iterator

    from allocator.audit.days.plan import DayPlan
    from allocator.audit.exported import Exported
    from allocator.audit.facts import RunFacts
    from allocator.models.domain.exam import Inputs
    from allocator.models.domain.ids import RoomId

RULE = "PATROL-5"
MOST = 5
"""Rooms that one 流动监考 covers at most (规范 7.2.1.4)."""
Floor = tuple[str, int]


def patrol_5(book: Exported, inputs: Inputs, run: RunFacts) -> RuleReport:
    """Ranges are of one floor, neighbouring, at most five, fewest and even; every room is in one.

    The waiver (原则上) is about ranges; a room that nobody covers, or two people, is not waived.
    """
    if stop := stopped(RULE, book, inputs):
        return stop
    plans = day_plans(book, inputs)
    corridor = {room.id: nth for nth, room in enumerate(inputs.rooms)}
    ranges: list[Finding] = []
    uncovered = gaps_of(RULE, book, PATROLS)
    for plan in plans:
        if plan.table.lacks(PATROLS):
            continue
        floors = _floors(plan, corridor)
        for staff in plan.rounds:
            message = _range_wrong(plan, staff, floors)
            if message:
                place = at_round(plan, staff)
                ranges.append(Finding(rule=RULE, place=place, message=message))
        ranges += _splits_wrong(plan, floors)
        uncovered += _cover_wrong(plan)
    checked = sum(len(plan.rounds) for plan in plans)
    made = report(RULE, checked, ranges, inputs, counted(plans))
    strict = report(RULE, checked, uncovered, inputs).findings
    return replace(
        made,
        findings=made.findings + tuple(replace(finding, waived=False) for finding in strict),
        applies=True,
    )


def _floors(plan: DayPlan, corridor: dict[RoomId, int]) -> dict[Floor, list[str]]:
    """Return the open rooms of each floor in the order of sheet 考场."""
    floors: dict[Floor, list[str]] = defaultdict(list)
    last = len(corridor)
    for room in sorted(plan.open.values(), key=lambda r: (corridor.get(r.room, last), r.number)):
        floors[room.room.building, room.room.floor].append(room.number)
    return floors


def _range_wrong(plan: DayPlan, staff: str, floors: dict[Floor, list[str]]) -> str:
    """Return what is wrong with the rooms of one 流动监考; blank: nothing."""
    rooms = [number for number in plan.rounds[staff] if number in plan.open]
    touched = _touched(plan, rooms)
    name = f"流动监考 工号 {staff}"
    if len(rooms) > MOST:
        return f"{name} 巡视 {len(rooms)} 个考场，至多 {MOST} 个"
    if len(touched) > 1:
        places = "、".join(f"{building} {floor} 楼" for building, floor in sorted(touched))
        return f"{name} 的范围跨 {places}，应在同一楼层"
    for floor in touched:
        at = sorted(floors[floor].index(number) for number in rooms)
        if at[-1] - at[0] >= len(at):
            return f"{name} 的考场 {'、'.join(sorted(rooms))} 不相邻"
    return ""


def _touched(plan: DayPlan, rooms: list[str]) -> set[Floor]:
    return {(plan.open[number].room.building, plan.open[number].room.floor) for number in rooms}


def _splits_wrong(plan: DayPlan, floors: dict[Floor, list[str]]) -> Iterator[Finding]:
    """Yield the floors with more ranges than needed, or with uneven ones."""
    sizes: dict[Floor, list[int]] = defaultdict(list)
    across: set[Floor] = set()
    for rounds in plan.rounds.values():
        rooms = [number for number in rounds if number in plan.open]
        touched = _touched(plan, rooms)
        for level in touched:
            sizes[level].append(len(rooms))
        if len(touched) > 1:
            across |= touched
    for (building, floor), rooms in floors.items():
        found = sizes[building, floor]
        least = -(-len(rooms) // MOST)
        message = ""
        if len(found) > least:
            message = f"{len(rooms)} 个考场分给 {len(found)} 名流动监考，只需 {least} 名"
        elif found and (building, floor) not in across and max(found) - min(found) > 1:
            message = f"巡视范围大小不均：{'、'.join(str(size) for size in sorted(found))}"
        if message:
            where = f"考点 {plan.table.site} 场次 {plan.table.session} {building} {floor} 楼"
            place = f"{plan.table.file} {PATROLS}"
            yield Finding(rule=RULE, place=place, message=f"{where}：{message}")


def _cover_wrong(plan: DayPlan) -> Iterator[Finding]:
    """Yield rooms that nobody covers, or two people, or that there are not, or named wrongly."""
    table = plan.table
    covering: dict[str, set[str]] = defaultdict(set)
    listed = {(row.number, row.session) for row in table.patrols}
    for row in table.patrols:
        covering[row.number].add(row.staff)
        room = plan.open.get(row.number)
        message = ""
        if room is None:
            message = f"考场 {row.number} 未启用"
        elif (row.building, row.floor) != (room.room.building, room.room.floor):
            message = f"考场 {row.number} 在 {room.room.building} {room.room.floor} 楼"
        if message:
            yield Finding(rule=RULE, place=table.at(PATROLS, row.line), message=message)
    for number, room in plan.open.items():
        for session in sorted(room.due):
            if (number, session) not in listed:
                message = f"考点 {table.site} 场次 {session} 考场 {number} 没有流动监考"
                yield Finding(rule=RULE, place=f"{table.file} {PATROLS}", message=message)
        if len(covering[number]) > 1:
            message = f"{plan.where(number)} 有 {len(covering[number])} 名流动监考"
            yield Finding(rule=RULE, place=f"{table.file} {PATROLS}", message=message)
