"""From laid rooms to the frozen structure: 考场号, spare rooms, and the tiers recomputed.

The tiers are counted from the concrete rooms, so a plan never claims what only the solver said.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from allocator.errors import InfeasibleError, ModelError
from allocator.models.domain.findings import Clash
from allocator.models.domain.plans import OpenRoom, RoomingPlan, Tier
from allocator.models.domain.policy import Numbering
from allocator.models.domain.tickets import parse_template
from allocator.solvers.supply import usable

if TYPE_CHECKING:
    from allocator.models.domain.exam import Inputs
    from allocator.models.domain.ids import RoomId
    from allocator.solvers.laying import LaidRoom
    from allocator.solvers.rooming import Solved
    from allocator.solvers.rooming_task import Task

_WIDTH = 3
_RANKED = ("无监控考场", "优先级")
"""Tiers that nobody minimises while ROOM-PRIORITY is off: then they are not claimed either."""


def plan_of(task: Task, solved: Solved, laid: list[LaidRoom]) -> RoomingPlan:
    """Number the rooms and state every tier.

    Raises `InfeasibleError` when 考场号 outgrow the ticket template, `ModelError` if a tier does
    not add up.
    """
    numbers = room_numbers(task, laid)
    open_rooms = tuple(
        OpenRoom(
            sitting=task.sittings[room.sitting],
            room=task.inputs.rooms[room.room].id,
            number=numbers[task.sittings[room.sitting].exam, room.room],
            counts=tuple(sorted(room.people.items())),
        )
        for room in laid
    )
    return RoomingPlan(
        kinds=task.kinds.kinds,
        batch_counts=task.counts,
        open_rooms=open_rooms,
        spare_rooms=_spare_rooms(task.inputs, laid),
        tiers=_tiers(task, solved, laid),
        apart=task.kinds.kin,
    )


def in_whole_region(inputs: Inputs) -> bool:
    """Return whether 考场号 runs through the whole 考区 (the default without a 考点 segment)."""
    if inputs.policy.numbering is not None:
        return inputs.policy.numbering is Numbering.REGION
    return any(
        all(segment.name != "考点" for segment in parse_template(inputs.policy.template_of(exam)))
        for exam in inputs.exam_codes()
    )


def room_numbers(task: Task, laid: list[LaidRoom]) -> dict[tuple[str, int], str]:
    """Return 考场号 by (exam, room index): by exam, sites and rooms in the order of their sheets.

    Raises `InfeasibleError` when they outgrow the ticket template.
    """
    inputs = task.inputs
    whole = in_whole_region(inputs)
    site_rank = {site.code: n for n, site in enumerate(inputs.sites)}
    used: dict[str, set[int]] = defaultdict(set)
    for room in laid:
        used[task.sittings[room.sitting].exam].add(room.room)
    counter: dict[str, int] = defaultdict(int)
    numbers: dict[tuple[str, int], str] = {}
    widths = {exam: _room_width(inputs, exam) for exam in inputs.exam_codes()}
    for exam in inputs.exam_codes():
        order = sorted(used[exam], key=lambda n: (site_rank[inputs.rooms[n].site], n))
        for n in order:
            scope = "" if whole else inputs.rooms[n].site
            counter[scope] += 1
            numbers[exam, n] = str(counter[scope]).zfill(widths[exam] or _WIDTH)
    _check_widths(inputs, numbers, widths)
    return numbers


def _room_width(inputs: Inputs, exam: str) -> int:
    segments = parse_template(inputs.policy.template_of(exam))
    return max((s.width for s in segments if s.name == "考场"), default=0)


def _check_widths(
    inputs: Inputs, numbers: dict[tuple[str, int], str], widths: dict[str, int]
) -> None:
    """TICKET: more rooms than the segment can number is a clash with both figures."""
    for exam, width in widths.items():
        most = max((int(number) for (e, _), number in numbers.items() if e == exam), default=0)
        if width and most >= 10**width:
            template = inputs.policy.template_of(exam)
            raise InfeasibleError(
                "准考证模板的 考场 段太窄",
                [
                    Clash(
                        rule="TICKET",
                        cause=f"考试 {exam} 的考场号要编到 {most}，"
                        f"模板 {template} 的 {{考场:{width}}} 只能编到 {10**width - 1}",
                        demand=most,
                        supply=10**width - 1,
                        cure=f"把 参数 中 准考证模板 的 {{考场:{width}}} 改为"
                        f" {{考场:{width + 1}}}，或改为 考点连续 编号并在模板中加 {{考点:2}}",
                    )
                ],
            )


def _spare_rooms(inputs: Inputs, laid: list[LaidRoom]) -> tuple[tuple[RoomId, str], ...]:
    """Label the spare rooms of each open site 备1, 备2 …, of each form in use there."""
    opened = {room.room for room in laid}
    used = {(inputs.rooms[n].site, inputs.rooms[n].form) for n in opened}
    spare = []
    for site in inputs.sites:
        label = 0
        taken: dict[object, int] = defaultdict(int)
        for n, room in enumerate(inputs.rooms):
            if room.site != site.code or n in opened or not usable(room):
                continue
            if (site.code, room.form) in used and taken[room.form] < site.spare_rooms:
                taken[room.form] += 1
                label += 1
                spare.append((room.id, f"备{label}"))
    return tuple(spare)


def _tiers(task: Task, solved: Solved, laid: list[LaidRoom]) -> tuple[Tier, ...]:
    """Recompute each tier from concrete rooms; a value above the solver's is a defect of ours."""
    facts = _count(task, laid)
    ranked = task.inputs.policy.is_on("ROOM-PRIORITY")
    tiers = []
    better = False
    for tier in solved.tiers:
        if tier.name in _RANKED and not ranked:
            continue
        value = facts[tier.name]
        if tier.name != "考场场次":
            # Rooms are opened best first, so a tier may beat the solver's and cost a later one.
            if value > tier.value and not better:
                raise ModelError(f"tier {tier.name}: solver says {tier.value}, rooms say {value}")
            better = better or value < tier.value
        bound = min(tier.bound, value)
        tiers.append(Tier(name=tier.name, rule="ROOM-PRIORITY", value=value, bound=bound))
    value, bound = _paper_sites(task, laid)
    tiers.append(Tier(name="科目考点", rule="ROOM-PRIORITY", value=value, bound=bound))
    return tuple(tiers)


def _count(task: Task, laid: list[LaidRoom]) -> dict[str, int]:
    """Return the values of the tiers, counted anew from concrete rooms."""
    rooms = task.inputs.rooms
    opened = sorted({room.room for room in laid})
    floors: dict[tuple[str, str, int], int] = defaultdict(int)
    for n in opened:
        floors[rooms[n].site, rooms[n].building, rooms[n].floor] += 1
    used = set()
    for room in laid:
        batch = task.sittings[room.sitting].batch
        for kind in room.people:
            for session, _ in task.kinds.due(task.kinds.kinds[kind], batch):
                used.add((room.room, room.sitting, session))
    best = max((priority for k in task.supply.classes for _, priority, _ in k.ranks), default=0)
    return {
        "启用考场": len(opened),
        "考场场次": len(used),
        "启用考点": len({rooms[n].site for n in opened}),
        "流动监考": sum(-(-n // 5) for n in floors.values()),
        "无监控考场": sum(1 for n in opened if not rooms[n].video),
        "优先级": sum(best - rooms[n].priority for n in opened),
    }


def _paper_sites(task: Task, laid: list[LaidRoom]) -> tuple[int, int]:
    """Return pairs (paper, site), and the least there can be: each paper in the largest sites."""
    rooms_of: dict[int, set[int]] = defaultdict(set)
    for room in laid:
        batch = task.sittings[room.sitting].batch
        for kind in room.people:
            for _, paper in task.kinds.due(task.kinds.kinds[kind], batch):
                rooms_of[paper].add(room.room)
    capacity: dict[str, int] = defaultdict(int)
    for n in {room.room for room in laid}:
        capacity[task.inputs.rooms[n].site] += 1
    sizes = sorted(capacity.values(), reverse=True)
    value = bound = 0
    for rooms in rooms_of.values():
        value += len({task.inputs.rooms[n].site for n in rooms})
        need, sites = len(rooms), 0
        while need > 0:
            need -= sizes[sites]
            sites += 1
        bound += sites
    return value, bound
