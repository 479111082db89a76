"""Draws as published against those recorded: none is missing, nobody was exchanged by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.models.domain.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from allocator.audit.days.plan import DayPlan
    from allocator.audit.facts import RunFacts
    from allocator.models.domain.day_draws import DayDraw

RULE = "DRAW-DAY"


def off_the_record(plans: Sequence[DayPlan], run: RunFacts) -> Iterator[Finding]:
    """Yield recorded draws without a workbook, and what a workbook says otherwise."""
    published = {plan.key for plan in plans}
    for site, session, rehearsal in sorted(set(run.draws) - published):
        kind = "演练" if rehearsal else "监考抽签"
        message = f"记录中有这次{kind}，没有找到它的工作簿 监考抽签_{site}_场次{session}.xlsx"
        yield Finding(rule=RULE, place=f"考点 {site} 场次 {session}", message=message)
    for plan in plans:
        drawn = run.draws.get(plan.key)
        if drawn is not None and not plan.table.gaps:
            yield from _rooms(plan, drawn)
            yield from _rounds(plan, drawn)


def _rooms(plan: DayPlan, drawn: DayDraw) -> Iterator[Finding]:
    for duty in drawn.rooms:
        meant = {who for who in (*duty.invigilators, duty.admin) if who}
        found = {one.staff for one in plan.crews.get(duty.number, ())}
        if found != meant:
            message = (
                f"考场 {duty.number} 的人员与抽签记录不同：记录为 {'、'.join(sorted(meant))}，"
                f"工作簿为 {'、'.join(sorted(found)) or '无'}"
            )
            yield Finding(rule=RULE, place=plan.at_room(duty.number), message=message)


def _rounds(plan: DayPlan, drawn: DayDraw) -> Iterator[Finding]:
    for duty in drawn.patrols:
        found = set(plan.rounds.get(duty.staff, {}))
        if found != set(duty.group.rooms):
            message = (
                f"流动监考 工号 {duty.staff} 的考场与抽签记录不同：记录为"
                f" {'、'.join(duty.group.rooms)}，工作簿为 {'、'.join(sorted(found)) or '无'}"
            )
            yield Finding(rule=RULE, place=plan.table.file, message=message)
