"""Why there is no arrangement: counts that clash, then the rules whose absence would allow one.

Counting names places and numbers, so it comes first; solving without a rule only names the rule.
Cures that name a number were tried by solving (`rooming_relief`).
"""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from allocator.models.domain.findings import Clash
from allocator.models.rules import RULE_OF
from allocator.solvers.rooming import feasible
from allocator.solvers.rooming_causes import Cause, Scope, Wish, causes, free_rooms
from allocator.solvers.rooming_relief import (
    Added,
    Relief,
    fewest_changed,
    possible,
    rooms_to_add,
    spare_to_lend,
)
from allocator.solvers.rooming_words import alone_of, late_of, named
from allocator.solvers.supply import FORMS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from allocator.models.domain.exam import Candidate
    from allocator.solvers.rooming_task import Task

_CURES = {
    "SEAT-KIN": "核对 亲属关系、其他回避 两表是否填错",
    "ROOM-SPARE": "",
    "SEAT-SITE": "减少 考生 表中 指定考点 的人数",
    "SEAT-NEEDS": "核对 考生 表的 特殊需求，考场 表的 楼层、无障碍",
    "SEAT-CLASH": "错开时间重叠的考试",
}
"""What else to do about a rule without which there is an arrangement; tried in this order."""
_MIXED_PAPERS = 4


def clashes(task: Task) -> list[Clash]:
    """Return the causes found, each with demand, supply and a cure; never empty."""
    found = causes(task)
    general = _general_cures(task)
    if not found:
        return list(_by_leaving_out(task, general))
    told = []
    for nth, cause in enumerate(found):
        # The rooms to add make good all causes together.
        cures = [*(general if not nth else ["与第 1 条一并解决"]), *_own_cures(task, cause)]
        told.append(replace(cause.clash, cure="；或".join(cures)))
    return told


def _general_cures(task: Task) -> list[str]:
    """Return cures that make everything possible, whatever is to blame."""
    cures = []
    relief = rooms_to_add(task)
    if relief is not None:
        closed = any(room.closed for room in task.inputs.rooms)
        cures.append(
            _added(relief, several=len(task.inputs.sites) > 1)
            + ("（恢复停用的考场也算）" if closed else "")
        )
    lent = spare_to_lend(task)
    if lent:
        sites = "、".join(f"考点 {site} 减少 {count} 个" for site, count in lent.items())
        cures.append(f"在 考点 表减少 备用考场：{sites}")
    return cures or ["增加考场"]


def _added(relief: Relief, *, several: bool) -> str:
    whole = f"{'至少' if relief.least else ''}再增加 {relief.rooms} 个考场即可排下"
    parts = []
    for site, entries in groupby(relief.added, key=lambda entry: entry.site):
        parts.append(f"考点 {site} " + "、".join(map(_kind, entries)))
    return f"{whole}：{'例如 ' if several else ''}{'；'.join(parts)}"


def _kind(entry: Added) -> str:
    wish = Wish(entry.ground, entry.accessible).words
    size = f"（每个可坐 {entry.places} 人）"
    return f"{wish}{entry.form}考场 {entry.rooms} 个{size}"


def _own_cures(task: Task, cause: Cause) -> Iterator[str]:
    """Yield what else helps against one cause."""
    scope = cause.people.scope
    if cause.by_alone:
        who = alone_of(task, scope)
        few = fewest_changed(task, who, _not_alone)
        if few is not None:
            whom = named(task, who[-few:])
            yield f"把 {few} 名考生（如 {whom}）的 单独考场 改为与他人同考场"
    elif cause.people.extra and cause.clash.rule == "SEAT-NEEDS":
        yield "核对 考生 表 特殊需求 的 延时（不同延时不能同考场）"
    if late_of(task, scope):
        yield "在 考试 表中推迟较晚的考试，到延时考生考完之后（他们的考场到那时才空出来）"
    if scope.wish.words:
        yield "核对 考场 表的 楼层、无障碍 两列是否漏填"
    if scope.site:
        who = _designated(task, scope)
        few = fewest_changed(task, who, _anywhere)
        if few is not None:
            whom = named(task, who[-few:])
            yield f"给 {few} 名考生（如 {whom}）清空 指定考点 {scope.site}"
    if cause.clash.rule == "ROOM-ONE-PAPER" and _mixing_helps(task):
        yield "在 参数 中设 允许混编 和 混编专业，让人数少的专业同考场"


def _not_alone(who: Candidate) -> Candidate:
    return replace(who, need=who.need._replace(alone=False))


def _anywhere(who: Candidate) -> Candidate:
    return replace(who, site="")


def _designated(task: Task, scope: Scope) -> list[int]:
    exams = {task.sittings[sitting].exam for sitting in scope.clique}
    return [
        n for n, who in enumerate(task.inputs.candidates)
        if who.site == scope.site and who.exam in exams and scope.wish.of(who.need)
    ]  # fmt: skip


def _mixing_helps(task: Task) -> bool:
    """Return whether mixing a few papers of all specialties makes it possible."""
    names = sorted({who.specialty for who in task.inputs.candidates if who.specialty})
    if len(names) < 2:
        return False
    policy = replace(
        task.inputs.policy,
        mixed_papers=min(len(names), _MIXED_PAPERS),
        mixed_specialties=tuple(names),
    )
    return possible(replace(task.inputs, policy=policy))


def _needs_left_out(task: Task) -> Iterator[tuple[str, str, str]]:
    """Yield what no constraint carries but the families of rooms: 单独考场 and 延时."""
    for words, cure, without in (
        ("若不安排 单独考场 就能安排", "减少 考生 表 特殊需求 的 单独考场", {"alone": False}),
        ("若 延时 考生不另设考场就能安排", "核对 考生 表 特殊需求 的 延时", {"extra_percent": 0}),
    ):
        candidates = tuple(
            replace(who, need=who.need._replace(**without)) for who in task.inputs.candidates
        )
        if candidates != task.inputs.candidates and possible(
            replace(task.inputs, candidates=candidates)
        ):
            yield "SEAT-NEEDS", words, cure


def _by_leaving_out(task: Task, general: list[str]) -> Iterator[Clash]:
    """Solve again without each rule in turn; what makes it possible is to blame."""
    people = sum(portion.people for portion in task.portions)
    rooms = sum(
        len(free_rooms(task, Scope(task.cliques[0], form, "", Wish()))[0]) for form in FORMS
    )
    relief = rooms_to_add(task)
    demand = rooms + (relief.rooms if relief is not None else 1)
    rules = [
        (code, f"若不要求“{RULE_OF[code].title}”就能安排", cure)
        for code, cure in _CURES.items()
        if feasible(task, (code,))
    ]
    rules += list(_needs_left_out(task))
    if not rules:
        rules = [("ROOM-30", "按试卷、级别、专业和特殊需求分组后放不下", "")]
    for code, words, cure in rules:
        yield Clash(
            rule=code,
            cause=f"{people} 名考生，留出备用考场后可用的考场 {rooms} 个：{words}",
            demand=demand,
            supply=rooms,
            cure="；或".join([*general, *([cure] if cure else [])]),
        )
