"""How evenly sessions and early turns lie on people: the figures a planner reads."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from allocator.models.domain.staffing import Spread

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.solvers.base import TierResult
    from allocator.solvers.posting.deal import Deal, Kinds
    from allocator.solvers.posting.task import Task


def spreads_of(
    task: Task, kinds: Kinds, deal: Deal, solved: Sequence[TierResult]
) -> tuple[Spread, ...]:
    """Return 场次 (with 历史场次) and 早场 over everybody who may serve."""
    served: dict[int, int] = defaultdict(int)
    sessions: list[int] = []
    early: list[int] = []
    for k, bucket in zip(deal.kind, deal.bucket, strict=True):
        served[k] += 1
        sessions.append(kinds.keys[k].past + task.problem.load[bucket.pattern])
        early.append(task.problem.early_turns(bucket.pattern))
    for k, members in enumerate(kinds.members):
        idle = len(members) - served[k]
        sessions += [kinds.keys[k].past] * idle
        early += [0] * idle
    first, second = solved
    return (spread("场次", sessions, first.bound), spread("早场", early, second.bound))


def spread(name: str, loads: Sequence[int], bound: int) -> Spread:
    """Return the figures of some loads; `bound` is the proven least sum of squares."""
    return Spread(
        name=name,
        people=len(loads),
        least=min(loads, default=0),
        most=max(loads, default=0),
        gini=gini(loads),
        squares=sum(load * load for load in loads),
        bound=bound,
    )


def gini(loads: Sequence[int]) -> int:
    """Return the Gini coefficient in ten-thousandths, rounded half up; 0 where all is 0.

    Sum over i of (2 i - n - 1) x_i divided by n times the sum, x ascending and i from 1.
    """
    count, amount = len(loads), sum(loads)
    if not amount:
        return 0
    tilted = sum((2 * i - count - 1) * load for i, load in enumerate(sorted(loads), 1))
    return (2 * 10_000 * tilted + count * amount) // (2 * count * amount)
