"""Why staff cannot be posted where turns overlap in time, as they do where 延时 keeps a room.

Nobody serves a drawn post in two such turns, so their people add up: by counting, for posts that
share their people; where counting finds nothing, by solving as if the turns did not overlap.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from allocator.models.cpsat.posting.problem import DRAWN_ROLES, needed
from allocator.models.domain.findings import Clash
from allocator.solvers.posting.counts import feasible
from allocator.solvers.posting.patterns import patterns
from allocator.solvers.times import meet

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from allocator.solvers.posting.supply import Supply
    from allocator.solvers.posting.task import Task

RULE = "STAFF-ONE-PLACE"
_LARGEST_GROUP = 3
"""Posts that share their people are looked at in groups of up to so many, and all together."""


class _Lack(NamedTuple):
    """Posts of two turns that overlap against those who may take any of them."""

    demand: int
    people: int
    turns: tuple[int, int]
    roles: tuple[int, ...]


def overlapping(task: Task, supply: Supply) -> Iterator[Clash]:
    """Yield the two turns that overlap and lack most, as few posts as show it; nothing if none."""
    pairs = sorted({pair for here in task.problem.overlaps for pair in here})
    if not pairs:
        return
    roles = [role for role in range(len(task.problem.roles)) if role != 1]
    for size in [*range(1, min(_LARGEST_GROUP, len(roles)) + 1), len(roles)]:
        found = [
            lack
            for pair in pairs
            for group in combinations(roles, size)
            if (lack := _lack(task, supply, pair, group)).demand > lack.people
        ]
        if found:
            worst = max(found, key=lambda lack: lack.demand - lack.people)
            yield _clash(task, worst)
            return


def blamed_on_overlaps(task: Task, demand: int, supply: int) -> list[Clash]:
    """Return that posting could be done if no turns overlapped; empty where it could not."""
    problem = task.problem
    pairs = sorted({pair for here in problem.overlaps for pair in here})
    if not pairs:
        return []
    masks = {crew.trained & crew.available & crew.free for crew in problem.crews}
    anyhow = tuple(patterns(area, masks, every_subset=not task.narrowed) for area in problem.areas)
    if not feasible(replace(problem, patterns=anyhow, overlaps=()), ()):
        return []
    told = "；".join(_why(task, pair) for pair in pairs[:3])
    return [
        Clash(
            rule=RULE,
            cause=f"{supply} 名工作人员、约 {demand} 个岗位场次：{told}，"
            "同一人不能任时间重叠的两场；若不重叠就能安排",
            demand=demand,
            supply=supply,
            cure=f"增加监考、流动监考人员；或{_cure(task, pairs[0])}",
        )
    ]


def _lack(task: Task, supply: Supply, pair: tuple[int, int], group: tuple[int, ...]) -> _Lack:
    """Count the places of posts in both turns where these overlap, else in the fuller one."""
    problem = task.problem
    areas = tuple(range(len(problem.areas)))
    demand = 0
    for area in areas:
        drawn = [_drawn(task, group, area, turn) for turn in pair]
        demand += sum(drawn) if pair in problem.overlaps[area] else max(drawn)
        if any(problem.areas[area] >> turn & 1 for turn in pair):
            demand += sum(
                people
                for site in problem.sites
                if site.area == area
                for role, people in site.whole
                if role in group
            )
    people = {who for role in group for turn in pair for who in supply.fit(role, areas, turn)}
    return _Lack(demand, len(people), pair, group)


def _drawn(task: Task, group: Sequence[int], area: int, turn: int) -> int:
    """Return the places of drawn posts of the sites of an area in a turn."""
    return sum(
        needed(site, role)[turn]
        for site in task.problem.sites
        if site.area == area
        for role in group
        if role in DRAWN_ROLES
    )


def _clash(task: Task, lack: _Lack) -> Clash:
    posts = Counter(task.problem.roles[role].post for role in lack.roles)
    names = "、".join(posts) if len(posts) <= _LARGEST_GROUP else "全部岗位"
    missing = lack.demand - lack.people
    return Clash(
        rule=RULE,
        cause=f"{_why(task, lack.turns)}，同一人不能任时间重叠的两场："
        f"{names} 共需要 {lack.demand} 人，能任的共 {lack.people} 人",
        demand=lack.demand,
        supply=lack.people,
        cure=f"再增加 {missing} 名可任{'其中任一岗位' if len(posts) > 1 else names}、"
        f"已按时培训且无需回避的人员；或{_cure(task, lack.turns)}",
    )


def _why(task: Task, pair: tuple[int, int]) -> str:
    """Return which sessions overlap at which sites, and whether it is 延时 that makes them."""
    first, second = (task.turns[turn] for turn in _in_time(task, pair))
    sites = [work.site for work in task.works if pair in work.overlaps]
    late = not meet(first.times, second.times)
    reason = f"（前者有延时考场，到后者 {second.start:%H:%M} 开始时还没有结束）" if late else ""
    where = "、".join(sites[:8]) + (" 等" if len(sites) > 8 else "")
    return f"考点 {where} {_name(first.sessions)} 与 {_name(second.sessions)} 时间重叠{reason}"


def _cure(task: Task, pair: tuple[int, int]) -> str:
    first, second = (task.turns[turn] for turn in _in_time(task, pair))
    cure = f"在 考试 表中把 {_name(second.sessions)} 推迟到 {_name(first.sessions)} 全部结束之后"
    if meet(first.times, second.times):
        return cure
    return (
        f"{cure}（含延时）；或核对 考生 表 特殊需求 的 延时，用 指定考点 把延时考生集中到一个考点"
    )


def _in_time(task: Task, pair: tuple[int, int]) -> list[int]:
    return sorted(pair, key=lambda turn: (task.turns[turn].start, turn))


def _name(sessions: Sequence[int]) -> str:
    return "场次 " + "、".join(map(str, sessions))
