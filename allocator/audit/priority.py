"""ROOM-PRIORITY: what the run claims to have kept small, counted again from the export."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from allocator.audit.people import rooms_in_use
from allocator.audit.plain import may_open, report, rooms_by_id
from allocator.audit.sessions import rooms_by_session
from allocator.models.domain.findings import Finding, RuleReport

if TYPE_CHECKING:
    from allocator.audit.exported import Due, Exported
    from allocator.audit.facts import RunFacts
    from allocator.audit.people import RoomUse
    from allocator.models.domain.exam import Inputs
    from allocator.models.domain.plans import Tier

PATROLLED = 5
"""Rooms of one floor that one 流动监考 covers (规范 7.2.1.4)."""


def room_priority(book: Exported, inputs: Inputs, run: RunFacts) -> RuleReport:
    """Recount every tier; a claim that differs from the recount is a finding."""
    counted = _recount(book, inputs)
    findings = []
    for tier in run.tiers:
        for wrong in _claim_wrong(tier, counted.get(tier.name)):
            message = f"{tier.name}：{wrong}"
            findings.append(Finding(rule="ROOM-PRIORITY", place="运行记录", message=message))
    remark = "；".join(_claim(tier) for tier in run.tiers)
    unknown = [tier.name for tier in run.tiers if tier.name not in counted]
    remark += f"；未重新清点：{'、'.join(unknown)}" if unknown else ""
    silent = [name for name in counted if name not in {tier.name for tier in run.tiers}]
    remark += f"；运行记录未列：{'、'.join(silent)}" if silent else ""
    return report("ROOM-PRIORITY", len(run.tiers), findings, inputs, remark)


def _claim(tier: Tier) -> str:
    proven = "已证明最少" if tier.value == tier.bound else f"已证明至少 {tier.bound}"
    return f"{tier.name} {tier.value}（{proven}）"


def _claim_wrong(tier: Tier, counted: int | None) -> list[str]:
    """Return what is wrong about one claim; None: the audit does not know how to count it."""
    wrong = []
    if tier.value < tier.bound:
        wrong.append(f"运行记录的数值 {tier.value} 小于它自己的下界 {tier.bound}")
    if counted is not None and counted != tier.value:
        wrong.append(f"运行记录称 {tier.value}，按导出的编排总表重新清点为 {counted}，两者不符")
    return wrong


def _dues(use: RoomUse) -> set[tuple[Due, ...]]:
    """Return what people of a room are due in, once for all who have the same."""
    return {place.dues for place in use.places}


def _recount(book: Exported, inputs: Inputs) -> dict[str, int]:
    """Return the quantities of ROOM-PRIORITY as the export has them, by the name of their tier."""
    rooms = rooms_by_id(inputs)
    uses = rooms_in_use(book, inputs)
    opened = {use.id for use in uses if use.room is not None}
    sessions = sum(len({due.session for dues in _dues(use) for due in dues}) for use in uses)
    floors: dict[tuple[str, str, int], int] = defaultdict(int)
    for room in opened:
        floors[room.site, room.building, room.floor] += 1
    forms = {paper.form for paper in inputs.papers}
    best = max((r.priority for r in inputs.rooms if may_open(r) and r.form in forms), default=0)
    pairs = {
        (paper, sheet.room.site)
        for sheet in rooms_by_session(book, inputs)
        for paper in sheet.papers
    }
    return {
        "启用考场": len(opened),
        "考场场次": sessions,
        "启用考点": len({room.site for room in opened}),
        "流动监考": sum(-(-count // PATROLLED) for count in floors.values()),
        "无监控考场": sum(not rooms[room].video for room in opened),
        "优先级": sum(best - rooms[room].priority for room in opened),
        "科目考点": len(pairs),
    }
