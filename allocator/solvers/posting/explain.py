"""Why staff cannot be posted: counts that clash, then the rules whose absence would allow it.

Counting names posts and numbers, so it comes first: each post by itself, posts that share their
people (Hall's condition), sessions people may serve in all. Leaving a rule out only names the rule.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import combinations
from typing import TYPE_CHECKING

from allocator.models.cpsat.posting.problem import DRAWN_ROLES, INVIGILATE, needed
from allocator.models.domain.findings import Clash
from allocator.models.domain.staff_policy import may_administer
from allocator.models.domain.staffing import ROOM_ADMIN
from allocator.solvers.posting.explain_overlaps import overlapping
from allocator.solvers.posting.explain_rules import CURES, blamed_rules
from allocator.solvers.posting.supply import (
    ABSENT,
    RECUSED,
    SOURCE,
    UNTRAINED,
    Supply,
    rule_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from allocator.solvers.posting.task import Task

_LARGEST_GROUP = 5
"""Posts that share their people are looked at in groups of up to so many, and all together."""


def clashes(task: Task) -> list[Clash]:
    """Return the causes found, each with demand, supply and a cure; never empty.

    `task` is made with `everyone`, so that people whom a rule leaves nothing are counted too.
    """
    return counted(task) or list(blamed_rules(task))


def counted(task: Task) -> list[Clash]:
    """Return the causes that counting alone finds: each makes posting impossible by itself."""
    supply = Supply(task)
    found = [*_posts(task, supply), *_computers(task, supply)]
    found = found or [*_shared(task, supply), *_sessions(task, supply)]
    return found or list(overlapping(task, supply))


def _where(task: Task, areas: Sequence[int]) -> str:
    """Return sites by code, or that all are meant."""
    if len(areas) == len(task.problem.areas):
        return "全部考点"
    codes = [task.works[j].site for area in areas for j in task.sites_of(area)]
    return "考点 " + "、".join(sorted(codes)[:8]) + (" 等" if len(codes) > 8 else "")


def _when(task: Task, turn: int) -> str:
    return "场次 " + "、".join(map(str, task.turns[turn].sessions))


def _groups_of_areas(task: Task) -> list[tuple[int, ...]]:
    """Return all areas together, then each by itself where there are several."""
    areas = tuple(range(len(task.problem.areas)))
    return [areas, *((area,) for area in areas if len(areas) > 1)]


def _demand(task: Task, role: int, areas: Sequence[int], turn: int) -> int:
    """Return people needed of a role; the places for 计算机能力 are among those of 监考."""
    problem = task.problem
    people = 0
    for site in problem.sites:
        if site.area not in areas or not problem.areas[site.area] >> turn & 1:
            continue
        if role in DRAWN_ROLES:
            people += needed(site, role)[turn]
        else:
            people += sum(n for r, n in site.whole if r == role)
    return people


def _roles(task: Task) -> list[int]:
    return [r for r in range(len(task.problem.roles)) if r != 1]


def _posts(task: Task, supply: Supply) -> Iterator[Clash]:
    """Each post against the people who may fill it, in the turn that lacks most."""
    for role in _roles(task):
        for areas in _groups_of_areas(task):
            short = [
                (_demand(task, role, areas, t) - len(supply.fit(role, areas, t)), -t)
                for t in range(len(task.turns))
            ]
            lack, turn = max(short)
            if lack > 0:
                yield _post_clash(task, supply, role, areas, -turn)
                break


def _post_clash(task: Task, supply: Supply, role: int, areas: Sequence[int], turn: int) -> Clash:
    demand = _demand(task, role, areas, turn)
    fit = supply.fit(role, areas, turn)
    reasons = supply.reasons(role, areas, turn)
    able = len(fit) + sum(map(len, reasons.values()))
    post = task.problem.roles[role].post
    spare = sum(
        site.reserves[turn] for site in task.problem.sites if site.area in areas
    ) if role == INVIGILATE else 0  # fmt: skip
    told = "".join(
        f"，{reason} {len(people)} 人（{'、'.join(people[:5])}{' 等' if len(people) > 5 else ''}）"
        for reason, people in reasons.items()
        if people
    )
    nobody = f"岗位 {post} 无人可任：" if not fit else f"岗位 {post} 人数不足："
    unskilled = _unskilled(task, post)
    if unskilled:
        able += len(unskilled)
        told += f"，计算机能力不是“是” {len(unskilled)} 人（{'、'.join(unskilled[:5])}）"
    return Clash(
        rule="STAFF-RESERVE" if spare and demand - spare <= len(fit) else rule_of(post),
        cause=f"{nobody}{_where(task, areas)}，{_when(task, turn)} 需要 {demand} 人，"
        f"登记可任 {able} 人{told}，能上岗 {len(fit)} 人",
        demand=demand,
        supply=len(fit),
        cure=f"再增加 {demand - len(fit)} 名可任{post}、已按时培训且无需回避的人员"
        + _to_look_at(reasons, unskilled=bool(unskilled)),
    )


def _to_look_at(reasons: Mapping[str, Sequence[str]], *, unskilled: bool) -> str:
    """Return what to check for the reasons that keep people out, blank for none."""
    places = [
        place
        for reason, place in (
            (RECUSED, "亲属关系、其他回避 两表"),
            (SOURCE, "选派方式"),
            (UNTRAINED, "培训日期"),
            (ABSENT, "可用场次、每人最多场次"),
        )
        if reasons.get(reason)
    ]
    places += ["计算机能力"] if unskilled else []
    return f"；或核对上列人员的 {'、'.join(places)}" if places else ""


def _unskilled(task: Task, post: str) -> list[str]:
    """Return who would be 考场系统管理员 but for 计算机能力 (ROOM-COMPUTER)."""
    if post != ROOM_ADMIN:
        return []
    return [
        member.staff
        for member, _ in task.everybody
        if post in member.posts and not may_administer(task.inputs.policy, member)
    ]


def _computers(task: Task, supply: Supply) -> Iterator[Clash]:
    """监考 with 计算机能力 against the rooms that need one, without reserves."""
    for areas in _groups_of_areas(task):
        worst = None
        for t in range(len(task.turns)):
            demand = sum(
                part.computer
                for j, work in enumerate(task.works)
                if task.problem.sites[j].area in areas
                for part in work.turns
                if part.turn == t
            )
            people = len(supply.fit(1, areas, t)) if demand else 0
            if demand > people and (worst is None or demand - people > worst[0] - worst[1]):
                worst = (demand, people, t)
        if worst is None:
            continue
        demand, people, t = worst
        sites = _where(task, areas)
        lacking = (
            f"{sites}没有具备计算机能力的监考" if not people else f"{sites}具备计算机能力的监考不足"
        )
        yield Clash(
            rule="ROOM-COMPUTER",
            cause=f"{lacking}：{_when(task, t)} 至少需要 {demand} 人，能上岗 {people} 人",
            demand=demand,
            supply=people,
            cure=f"再增加 {demand - people} 名具备计算机能力的监考，"
            "或核对 工作人员 表的 计算机能力 一列是否漏填",
        )
        return


def _shared(task: Task, supply: Supply) -> Iterator[Clash]:
    """Posts that together need more people than can fill any of them (Hall's condition)."""
    roles = _roles(task)
    for areas in _groups_of_areas(task):
        masks = [supply.masks(areas, t) for t in range(len(task.turns))]
        sizes = [*range(2, min(_LARGEST_GROUP, len(roles)) + 1), len(roles)]
        for size in sizes:
            worst = _worst_group(task, roles, areas, masks, size)
            if worst is None:
                continue
            demand, people, turn, group = worst
            posts = "、".join(task.problem.roles[r].post for r in group)
            yield Clash(
                rule=rule_of(task.problem.roles[group[0]].post),
                cause=f"岗位 {posts} 合用同一批人员：{_where(task, areas)}，{_when(task, turn)} "
                f"共需要 {demand} 人，其中任一岗位能任的共 {people} 人",
                demand=demand,
                supply=people,
                cure=f"再增加 {demand - people} 名可任其中任一岗位的人员",
            )
            return


def _worst_group(
    task: Task,
    roles: Sequence[int],
    areas: Sequence[int],
    masks: Sequence[Counter[int]],
    size: int,
) -> tuple[int, int, int, tuple[int, ...]] | None:
    """Return (demand, people, turn, roles) of the group of a size that lacks most, if any."""
    worst: tuple[int, int, int, tuple[int, ...]] | None = None
    for t, here in enumerate(masks):
        need = {role: _demand(task, role, areas, t) for role in roles}
        wanted = [role for role in roles if need[role]]
        for group in combinations(wanted, min(size, len(wanted))):
            bits = sum(1 << role for role in group)
            people = sum(n for mask, n in here.items() if mask & bits)
            lack = sum(need[role] for role in group) - people
            if lack > 0 and (worst is None or lack > worst[0] - worst[1]):
                worst = (lack + people, people, t, group)
    return worst


def _sessions(task: Task, supply: Supply) -> Iterator[Clash]:
    """Sessions to serve in a drawn post, over all turns, against those people may serve."""
    areas = tuple(range(len(task.problem.areas)))
    for role in DRAWN_ROLES:
        if role == 1:
            continue
        demand = sum(
            length * _demand(task, role, areas, t) for t, length in enumerate(task.problem.sessions)
        )
        most: dict[str, int] = defaultdict(int)
        for t, length in enumerate(task.problem.sessions):
            for staff in supply.fit(role, areas, t):
                most[staff] += length
        people = sum(supply.within_limit(staff, sessions) for staff, sessions in most.items())
        if demand > people:
            post = task.problem.roles[role].post
            yield Clash(
                rule="STAFF-AVAILABLE",
                cause=f"岗位 {post} 全部场次共需要 {demand} 人次，"
                f"{len(most)} 名能任人员按可用场次和每人最多场次最多服务 {people} 人次",
                demand=demand,
                supply=people,
                cure=CURES["STAFF-AVAILABLE"],
            )
