"""SEAT-KIN: more rooms where those that the groups of kin ask for do not suffice to part them.

Groups count people who must *all* be apart; five in a ring need three rooms, though no three of
them are a group, and a room may be too small for all who must leave another. So the laid rooms are
asked whether kin can be parted in them, exactly. Only where not are the rooms solved again with as
many as an exact colouring proves to be needed, then filled otherwise, then solved with one more.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from allocator.errors import InfeasibleError, LimitError
from allocator.models.domain.findings import Clash
from allocator.solvers.explain import clashes
from allocator.solvers.kin_check import can_part
from allocator.solvers.kin_colours import more_colours
from allocator.solvers.kin_refill import refill
from allocator.solvers.kin_search import some_of
from allocator.solvers.laying import lay
from allocator.solvers.rooming import Solved, feasible, solve_rooming

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from allocator.progress import Progress
    from allocator.solvers.kin_rooms import Apart
    from allocator.solvers.laying import LaidRoom
    from allocator.solvers.patterns import Family
    from allocator.solvers.rooming_task import Task

_LEAST_RING = 5
"""Fewer people never need more rooms than the largest group among them."""
_MORE_ROOMS = 6
"""Rooms added one at a time beyond those proven to be needed."""


Need = tuple["Apart", tuple[int, ...]]
"""Rooms that are proven to be needed, and the people who need them."""


class Kinsfolk(NamedTuple):
    """People of one sitting and family of rooms who are joined by pairs of kin."""

    sitting: int
    people: tuple[int, ...]
    portions: tuple[int, ...]
    """By person."""
    pairs: tuple[tuple[int, int], ...]

    def rooms(self, task: Task, laid: Sequence[LaidRoom]) -> int:
        """Return how many rooms of the sitting hold people like these."""
        kinds = {task.portions[n].kind for n in self.portions}
        return sum(
            room.sitting == self.sitting and any(room.people.get(k) for k in kinds) for room in laid
        )


def rooms_apart(task: Task, progress: Progress) -> tuple[Solved, list[LaidRoom]] | None:
    """Solve and lay the rooms so that kin can be parted; None when no arrangement exists.

    Raises `InfeasibleError` where there are fewer rooms than kin is proven to need, `LimitError`
    where the effort ran out or more rooms did not help.
    """
    solved = solve_rooming(task, progress)
    if solved is None:
        return None
    laid = lay(task, solved)
    needs = _proven(task, laid)
    while needs:
        asked = replace(task, more_apart=tuple(apart for apart, _ in needs))
        more = solve_rooming(asked, progress)
        if more is not None:
            by_chance = any(_of_batches(task, apart[0]) for apart, _ in needs)
            solved = _with_bounds(more, solved) if by_chance else more
            task, laid = asked, lay(asked, solved)
            break
        certain = [need for need in needs if not _of_batches(task, need[0][0])]
        if certain == needs:
            raise InfeasibleError("须回避的考生分不到不同考场", _clashes(asked, needs))
        # With 批次 chance may part them: that is no reason to refuse.
        needs = certain
    proven, left = solved, _MORE_ROOMS
    while tight := [one for one in _tight(task, laid) if not _filled_otherwise(task, one, laid)]:
        further = [(one.sitting, one.portions, one.rooms(task, laid) + 1) for one in tight]
        task = replace(task, more_apart=(*task.more_apart, *further))
        more = solve_rooming(task, progress) if left else None
        if more is None:
            raise _not_parted(task, tight)
        solved, left = _with_bounds(more, proven), left - 1
        laid = lay(task, solved)
    return solved, laid


def _with_bounds(solved: Solved, proven: Solved) -> Solved:
    """Return the plan with the bounds of before: more rooms were asked for without a proof.

    Other rooms, no more of them, might do, or chance might part kin by 批次.
    """
    bounds = {tier.name: tier.bound for tier in proven.tiers}
    tiers = [replace(tier, bound=min(tier.bound, bounds[tier.name])) for tier in solved.tiers]
    return replace(solved, tiers=tuple(tiers))


def _of_batches(task: Task, sitting: int) -> bool:
    """Return whether a sitting is one of several 批次."""
    return len(task.inputs.batches_of(task.sittings[sitting].exam)) > 1


def _kinsfolk(task: Task) -> Iterator[Kinsfolk]:
    """Yield who is joined by pairs, by sitting; with 批次 as if all were drawn into the same."""
    import networkx as nx

    kind_of = {who: k for k, members in enumerate(task.kinds.members) for who in members}
    portion_of = {(part.kind, part.sitting): n for n, part in enumerate(task.portions)}
    for sitting in range(len(task.sittings)):
        graphs: dict[Family, nx.Graph[int]] = defaultdict(nx.Graph)
        for pair in task.kinds.kin:
            parts = [portion_of.get((kind_of[who], sitting), -1) for who in pair]
            if min(parts) < 0:
                continue
            one, other = (task.patterns[task.portions[n].patterns[0]].family for n in parts)
            if one == other and not one.alone:
                graphs[one].add_edge(*pair)
        for _, graph in sorted(graphs.items()):
            for people in sorted(map(sorted, nx.connected_components(graph))):
                yield Kinsfolk(
                    sitting,
                    tuple(people),
                    tuple(portion_of[kind_of[who], sitting] for who in people),
                    tuple(sorted((min(pair), max(pair)) for pair in graph.edges(people))),
                )


def _proven(task: Task, laid: Sequence[LaidRoom]) -> list[Need]:
    """Return those who are laid fewer rooms than any plan needs to part them."""
    found = []
    for one in _kinsfolk(task):
        if len(one.people) < _LEAST_RING:
            continue
        more = more_colours(one.pairs, one.rooms(task, laid))
        if more is not None:
            needed, people = more
            portion = dict(zip(one.people, one.portions, strict=True))
            portions = tuple(sorted(portion[who] for who in people))
            found.append(((one.sitting, portions, needed), people))
    return found


def _tight(task: Task, laid: Sequence[LaidRoom]) -> Iterator[Kinsfolk]:
    """Yield who cannot be parted in the laid rooms; with several 批次 chance decides who meets."""
    for number in range(len(task.sittings)):
        rooms = [room for room in laid if room.sitting == number]
        if _of_batches(task, number) or can_part(task, rooms):
            continue
        here = [one for one in _kinsfolk(task) if one.sitting == number]
        alone = [one for one in here if not can_part(task, rooms, one.pairs)]
        yield from alone or here


def _filled_otherwise(task: Task, tight: Kinsfolk, laid: Sequence[LaidRoom]) -> bool:
    """Fill the rooms of a sitting so that kin can be parted; False where that cannot be."""
    rooms = [room for room in laid if room.sitting == tight.sitting]
    return can_part(task, rooms) or refill(task, tight.sitting, rooms)


def _names(task: Task, people: Sequence[int]) -> str:
    return some_of([task.inputs.candidates[who].registration for who in people])


def _clashes(task: Task, needs: Sequence[Need]) -> list[Clash]:
    """Return what kin is proven to need, where that is more than can be opened."""
    told = []
    for (sitting, portions, needed), people in needs:
        rooms = needed
        while rooms and not _may_open(task, (sitting, portions, rooms)):
            rooms -= 1
        if rooms == needed:
            continue
        who = _names(task, people)
        told.append(
            Clash(
                rule="SEAT-KIN",
                cause=f"报名序号 {who} 有须回避的关系（配偶、直系亲属、兄弟姐妹或其他回避），"
                f"怎样分都至少要 {needed} 个考场，他们能用的考场最多开 {rooms} 个",
                demand=needed,
                supply=rooms,
                cure=f"至少再增加 {needed - rooms} 个他们能用的考场"
                "（停用的可恢复，备用考场可减少）；核对 亲属关系、其他回避 两表是否填错",
            )
        )
    # Each alone could have its rooms: the rule as a whole is to blame.
    return told or clashes(task)


def _may_open(task: Task, apart: Apart) -> bool:
    return feasible(replace(task, more_apart=(apart,)), ()) is not False


def _not_parted(task: Task, tight: Sequence[Kinsfolk]) -> LimitError:
    people = sorted({who for one in tight for who in one.people})
    return LimitError(
        f"[SEAT-KIN] 报名序号 {_names(task, people)} 须回避（配偶、直系亲属、兄弟姐妹或其他回避），"
        "在规定的计算量内没有找到让他们都不同考场的考场安排，多开考场也没有分开，或已没有考场可以多开。这不证明无法安排。"
        "办法：核对 亲属关系、其他回避 两表有没有填错；或增加他们能用的考场；"
        "或放开他们的 指定考点；或把 参数 中的 标准人数 由 30 改为 25，再重新编排。"
    )
