"""Draws the rooms of one turn: exactly where plans can be counted, else by search and walk.

Both are uniform over the valid plans: every must kept, the shoulds at their least in their order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from allocator.errors import LimitError
from allocator.solvers.day.bounds import counted_bounds, improved_bounds
from allocator.solvers.day.exact import exact_plan, small
from allocator.solvers.day.search import Search
from allocator.solvers.day.walk import Walk, rounds_for

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from allocator.randomness import Stream
    from allocator.solvers.base import TierResult
    from allocator.solvers.day.task import DayTask

SWEEPS, SWEEPS_TIMES_ROOMS = 60, 24_000
"""Sweeps before the bounds are looked at again: the more, the smaller the site."""
LONG_SWEEPS = 3000
"""Sweeps in all for a goal that is known to exist."""
MODEL_BOOLEANS = 12_000
"""Booleans person x room up to which the shoulds are proven on persons."""


class Drawn(NamedTuple):
    """A plan and what of each should it breaks, with the proven least."""

    who: list[int]
    """People by place of the task."""
    values: tuple[int, ...]
    bounds: tuple[int, ...]


def draw_rooms(task: DayTask, turn: int, fresh: Callable[[], Stream]) -> tuple[Drawn, Stream]:
    """Return the plan, and the stream where it stands; `fresh` begins the stream anew.

    The musts of the task can be kept (`day_party.possible`). Raises LimitError when no plan was
    found all the same.
    """
    if small(task):
        stream = fresh()
        found = exact_plan(task, stream)
        if found is not None:
            who, cost = found
            return Drawn(who, task.digits(cost), task.digits(cost)), stream
    return walked_rooms(task, turn, fresh)


def walked_rooms(task: DayTask, turn: int, fresh: Callable[[], Stream]) -> tuple[Drawn, Stream]:
    """Return the plan of search and walk, whatever the size."""
    goal, bounds = _goal(task, turn, fresh)
    while True:
        stream = fresh()
        who, cost = walk_to(task, goal, stream)
        if cost >= task.must:
            raise _not_found(task)
        if cost == goal:
            return Drawn(who, task.digits(goal), bounds), stream
        # Either the least is not proven, and the walk met a lower cost; or it is, and the search
        # did not get there: on the morning a good plan goes before none, and the tiers show the
        # gap. In both cases what was met becomes the goal of a new draw.
        goal = cost
        bounds = tuple(map(min, zip(bounds, task.digits(goal), strict=True)))


def walk_to(task: DayTask, goal: int, stream: Stream) -> tuple[list[int], int]:
    """Return the plan of search and walk for a goal, with the cost it stands at.

    A cost above the goal, and no plan: the least that the search met without getting there.
    """
    search = Search(task, stream)
    if not search.until(goal, LONG_SWEEPS):
        return [], search.best
    walk = Walk(task, search.state.who, stream)
    who = walk.run(rounds_for(len(task.rooms)))
    return who, sum(task.costs(who)) if walk.lower else goal


def _not_found(task: DayTask) -> LimitError:
    return LimitError(
        f"考点 {task.sheet.site} 场次 {task.turn.turn.name} 的抽签在限定步数内没有找到方案。"
        "请增派备用人员，或核对其他回避后重新抽签。"
    )


def _goal(task: DayTask, turn: int, fresh: Callable[[], Stream]) -> tuple[int, tuple[int, ...]]:
    """Return the least cost that was found or proven to exist, and the bound of each should."""
    bounds = counted_bounds(task)
    search = Search(task, fresh())
    sweeps = SWEEPS + SWEEPS_TIMES_ROOMS // max(1, len(task.rooms))
    if search.until(task.code(bounds), sweeps):
        return search.state.total, tuple(bounds)
    search.until(task.code(bounds), LONG_SWEEPS if search.best >= task.must else 0)
    values = task.digits(search.best % task.must)
    bounds = improved_bounds(task, values, bounds)
    if search.best < task.must and values == tuple(bounds):
        return search.best, tuple(bounds)
    values, bounds = _by_kinds(task, values, bounds)
    return _by_persons(task, turn, search.best, values, bounds)


def _by_kinds(
    task: DayTask, values: Sequence[int], bounds: list[int]
) -> tuple[tuple[int, ...], list[int]]:
    from allocator.solvers.day.kinds import least_on_kinds

    tiers = least_on_kinds(task)
    better = list(bounds)
    for tier in tiers:
        nth = task.shoulds.index(tier.name)
        better[nth] = max(better[nth], tier.bound)
        # What comes after holds only if the draw is as good so far as the relaxation.
        if tier.value < values[nth]:
            break
    return tuple(values), better


def _by_persons(
    task: DayTask, turn: int, best: int, values: tuple[int, ...], bounds: list[int]
) -> tuple[int, tuple[int, ...]]:
    booleans = task.in_rooms * len(task.rooms)
    known = best < task.must
    if known and values == tuple(bounds):
        return best, tuple(bounds)
    if not known or booleans <= MODEL_BOOLEANS:
        from allocator.solvers.day.shoulds import least_shoulds

        tiers = least_shoulds(task, turn, bounds)
        if tiers:
            reached = task.code([tier.value for tier in tiers])
            goal = min(best, reached)
            return goal, _joined(tiers, task.digits(goal), bounds)
    return best, tuple(bounds)


def _joined(
    tiers: Sequence[TierResult], goal: Sequence[int], bounds: Sequence[int]
) -> tuple[int, ...]:
    """Raise bounds by the tiers that hold for the goal: up to the first that it betters."""
    better = list(bounds)
    for nth, tier in enumerate(tiers):
        better[nth] = min(goal[nth], max(better[nth], tier.bound))
        if goal[nth] < tier.value:
            break
    return tuple(min(pair) for pair in zip(better, goal, strict=True))
