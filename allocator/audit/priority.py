"""ROOM-PRIORITY: what the run claims to have kept small, counted again from the export."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from allocator.audit.people import rooms_in_use
from allocator.audit.plain import may_open, report, rooms_by_id
from allocator.audit.room_floors import PATROLLED, room_floors
from allocator.audit.sessions import rooms_by_session
from allocator.models.domain.findings import Finding, Measure

if TYPE_CHECKING:
    from allocator.audit.exported import Due, Exported
    from allocator.audit.facts import RunFacts
    from allocator.audit.people import RoomUse
    from allocator.models.domain.exam import Inputs
    from allocator.models.domain.findings import RuleReport
    from allocator.models.domain.plans import Tier

RULE = "ROOM-PRIORITY"
_RANKED = ("无监控考场", "优先级")
"""Objectives that are pursued only while the rule is on."""


def room_priority(book: Exported, inputs: Inputs, run: RunFacts) -> RuleReport:
    """Recount every tier; a claim that differs from the recount is a finding."""
    measures, findings = priority_claims(book, inputs, run)
    remark = "；".join(_claim(tier) for tier in run.tiers)
    unknown = [measure.name for measure in measures if measure.recomputed is None]
    remark += f"；未重新清点：{'、'.join(unknown)}" if unknown else ""
    silent = [measure.name for measure in measures if measure.claimed is None]
    remark += f"；运行记录未列：{'、'.join(silent)}" if silent else ""
    return report(RULE, len(run.tiers), findings, inputs, remark, measures)


def priority_claims(
    book: Exported, inputs: Inputs, run: RunFacts
) -> tuple[list[Measure], list[Finding]]:
    """Return every objective counted anew, and what of the claims is false."""
    counted = _recount(book, inputs)
    floors = room_floors(book, inputs, counted)
    if not inputs.policy.is_on(RULE):
        for name in _RANKED:
            del counted[name]
    measures, findings = [], []
    for tier in run.tiers:
        wrong = _claim_wrong(tier, counted.get(tier.name))
        findings += [
            Finding(rule=RULE, place="运行记录", message=f"{tier.name}：{text}") for text in wrong
        ]
        measures.append(
            Measure(
                name=tier.name,
                recomputed=counted.get(tier.name),
                claimed=tier.value,
                bound=tier.bound,
                floor=floors[tier.name] if tier.name in counted else None,
                wrong=len(wrong),
            )
        )
    told = {tier.name for tier in run.tiers}
    measures += [
        Measure(name=name, recomputed=value, claimed=None, bound=None, floor=floors[name])
        for name, value in counted.items()
        if name not in told
    ]
    return measures, findings


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
    if counted is not None and counted < tier.bound <= tier.value:
        wrong.append(f"运行记录称已证明至少 {tier.bound}，按导出的编排总表重新清点只有 {counted}")
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
