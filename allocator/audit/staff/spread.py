"""STAFF-SPREAD: how evenly sessions and early turns lie on people, counted again from the posts.

The claims are sums of squares over everybody who may serve; who may is derived here once more.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from allocator.audit.claims import claimed, evenness
from allocator.audit.days.plan import turn_of
from allocator.audit.plain import report
from allocator.audit.staff.chances import may_serve
from allocator.audit.staff.floors import staff_floors
from allocator.audit.staff.mixed import PAIRS, lacking
from allocator.audit.staff.shares import Stationed, counted
from allocator.audit.staff.sites import blocked, services_by_staff, sessions_served
from allocator.audit.staff.tables import POSTS
from allocator.models.domain.findings import Finding

if TYPE_CHECKING:
    from datetime import datetime

    from allocator.audit.exported import Exported
    from allocator.audit.facts import RunFacts
    from allocator.models.domain.exam import Inputs
    from allocator.models.domain.findings import Measure, RuleReport
    from allocator.models.domain.staff import StaffMember
    from allocator.models.domain.staffing import Spread

RULE = "STAFF-SPREAD"
_SESSIONS, _EARLY = "场次", "早场"
_ROUNDING = 1
"""Ten-thousandths by which a Gini coefficient may differ, cut or rounded."""


def staff_spread(book: Exported, inputs: Inputs, run: RunFacts) -> RuleReport:
    """Sessions and early turns are as evenly spread as the record claims."""
    if stop := blocked(RULE, book, POSTS):
        return stop
    people = _people(book, inputs)
    of_people = _all_loads(people, book, inputs)
    remarks = []
    for spread in run.spreads:
        loads = of_people.get(spread.name)
        remarks.append(
            f"未重新计算：{spread.name}"
            if loads is None
            else f"{spread.name}：{len(loads)} 人，最少 {min(loads, default=0)}，"
            f"最多 {max(loads, default=0)}，基尼系数 {gini(loads) / 10000:.4f}，"
            f"平方和 {squares_of(loads)}，已证最少 {spread.bound}"
        )
    if not run.spreads:
        remarks.append("运行记录没有均衡数据")
    measures, findings = spread_claims(book, inputs, run)
    evenly = {evenness(spread.name) for spread in run.spreads}
    remarks += [
        f"未重新计算：{measure.name}"
        if measure.recomputed is None
        else f"{measure.name} {measure.recomputed}，已证不少于 {measure.bound}"
        for measure in measures
        if measure.name not in evenly
    ]
    return report(RULE, len(people), findings, inputs, "；".join(remarks), measures)


def spread_claims(
    book: Exported, inputs: Inputs, run: RunFacts
) -> tuple[list[Measure], list[Finding]]:
    """Return every objective counted anew, and what of the claims is false."""
    if blocked(RULE, book, POSTS):
        return list(claimed(RULE, inputs, run)), []
    people = _people(book, inputs)
    of_people = _all_loads(people, book, inputs)
    found = _over_sites(book, inputs) | {PAIRS: lacking(book, inputs)}
    found |= {evenness(name): squares_of(loads) for name, loads in of_people.items()}
    floors = staff_floors(book, inputs, people, early_turns(inputs))
    wrong: dict[str, list[Finding]] = defaultdict(list)
    for spread in run.spreads:
        loads = of_people.get(spread.name)
        for text in () if loads is None else _claims_wrong(spread, loads):
            place = f"运行记录 {evenness(spread.name)}"
            wrong[evenness(spread.name)].append(Finding(rule=RULE, place=place, message=text))
    for tier in run.post_tiers:
        value = found.get(tier.name)
        if value is not None and (tier.value != value or tier.bound > value):
            message = f"记为 {tier.value}（下界 {tier.bound}），重新计算为 {value}"
            place = f"运行记录 {tier.name}"
            wrong[tier.name].append(Finding(rule=RULE, place=place, message=message))
    measures = [
        replace(
            measure,
            recomputed=found.get(measure.name),
            floor=floors.get(measure.name),
            wrong=len(wrong[measure.name]),
        )
        for measure in claimed(RULE, inputs, run)
    ]
    return measures, [finding for of_one in wrong.values() for finding in of_one]


def _people(book: Exported, inputs: Inputs) -> list[StaffMember]:
    """Return who serves, then who else may."""
    served = services_by_staff(book, inputs)
    people = [member for member in inputs.staff if member.staff in served]
    return people + [member for member in may_serve(book, inputs) if member.staff not in served]


def _over_sites(book: Exported, inputs: Inputs) -> dict[str, int]:
    """Return how people posted lie over sites, by the name of the tier."""
    members = {member.staff: member for member in inputs.staff}
    sites = {
        (staff, row.row.site)
        for staff, rows in services_by_staff(book, inputs).items()
        for row in rows
        if staff in members
    }
    stationed = [Stationed(members[staff], site) for staff, site in sorted(sites)]
    return dict(counted(stationed, inputs))


def squares_of(loads: list[int]) -> int:
    """Return the sum of squares, which is what is kept small."""
    return sum(load * load for load in loads)


def _claims_wrong(spread: Spread, loads: list[int]) -> list[str]:
    """Return what the record says of a spread and the posts do not."""
    squares = squares_of(loads)
    pairs = [
        ("人数", spread.people, len(loads)),
        ("最少", spread.least, min(loads, default=0)),
        ("最多", spread.most, max(loads, default=0)),
        ("平方和", spread.squares, squares),
    ]
    wrong = [
        f"{name}记为 {claim}，重新计算为 {count}" for name, claim, count in pairs if claim != count
    ]
    if abs(spread.gini - gini(loads)) > _ROUNDING:
        wrong.append(f"基尼系数记为万分之 {spread.gini}，重新计算为 {gini(loads)}")
    if spread.bound > squares:
        wrong.append(f"所记下界 {spread.bound} 大于平方和 {squares}")
    return wrong


def gini(loads: list[int]) -> int:
    """Return the Gini coefficient in ten-thousandths, rounded; 0 where nobody has any load.

    Sum of |x - y| over all ordered pairs, divided by twice the number of people and their sum.
    """
    total, count = sum(loads), len(loads)
    if not total:
        return 0
    ranked = sum((2 * nth - count + 1) * load for nth, load in enumerate(sorted(loads)))
    return (2 * 10000 * ranked + count * total) // (2 * count * total)


def _all_loads(people: list[StaffMember], book: Exported, inputs: Inputs) -> dict[str, list[int]]:
    """Return by the name of a spread the load of each person.

    场次: sessions with 历史场次. 早场: early turns.
    """
    served = services_by_staff(book, inputs)
    sessions = {member.staff: sessions_served(served.get(member.staff, [])) for member in people}
    turns, early = turn_of(inputs), early_turns(inputs)
    return {
        _SESSIONS: [member.past_sessions + len(sessions[member.staff]) for member in people],
        _EARLY: [
            len({turns[one][0] for one in sessions[member.staff] if one in turns} & early)
            for member in people
        ],
    }


def early_turns(inputs: Inputs) -> set[int]:
    """Return the turns that begin before noon and before all others of their day, by name."""
    starts: dict[int, datetime] = {}
    turns = turn_of(inputs)
    for paper in inputs.papers:
        first = turns[paper.session][0]
        starts[first] = min(starts.get(first, paper.start), paper.start)
    days = {start.date() for start in starts.values()}
    opening = {day: min(s for s in starts.values() if s.date() == day) for day in days}
    return {
        first
        for first, start in starts.items()
        if start == opening[start.date()] and start.hour < 12
    }
