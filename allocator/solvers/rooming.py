"""`rooming`: which rooms open and how many of which kind sit in each, proven in ordered tiers.

*Supply* opens rooms without the needs of single people: a relaxation, so its optimum is a bound.
*Detail* fills exactly these rooms with every need; where they do not suffice, supply is solved
again with every need in it. `docs/rooming.md` says why; `laying` makes concrete rooms of counts.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from allocator.errors import LimitError, ModelError
from allocator.models.cpsat.rooming.build import build
from allocator.models.cpsat.rooming.objective import TIERS
from allocator.solvers.base import Limits, Status, TierResult
from allocator.solvers.cpsat import solve
from allocator.solvers.rooming_detail import fill_supply
from allocator.solvers.rooming_supply import solve_supply
from allocator.solvers.rooming_task import Task, prepare, problem_of, sessions_bound

if TYPE_CHECKING:
    from collections.abc import Collection

    from allocator.models.cpsat.rooming.problem import RoomingProblem
    from allocator.models.cpsat.rooming.variables import RoomingCounts
    from allocator.progress import Progress

__all__ = ["Solved", "Task", "feasible", "prepare", "problem_of", "solve_rooming"]

_DIAGNOSIS_LIMITS = Limits(deterministic_time=2.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Solved:
    """The solved counts by portion and task pattern, and the tiers in their order."""

    problem: RoomingProblem
    counts: RoomingCounts
    tiers: tuple[TierResult, ...]


def solve_rooming(task: Task, progress: Progress) -> Solved | None:
    """Solve in order; None when no arrangement exists; `LimitError` when the effort ran out."""
    progress.start("启用考场", 2)
    relaxed = problem_of(task, sites=False, flags=False, widest=True)
    outcome, x = solve_supply(relaxed.problem)
    if outcome.status is Status.INFEASIBLE:
        return None
    found = fill_supply(task, relaxed, x.extract(outcome.value)) if outcome.tiers else None
    progress.advance()
    if found is None:
        whole = problem_of(task, widest=True)
        outcome, x = solve_supply(whole.problem)
        if outcome.status is Status.INFEASIBLE:
            return None
        if outcome.status is Status.NO_ANSWER:
            raise LimitError(
                "考场安排未能在规定的计算量内完成。"
                "请增加可用考场，或减少指定考点和特殊需求的限制后重试。"
            )
        found = fill_supply(task, whole, x.extract(outcome.value))
        if found is None:
            raise ModelError("rooming: detail infeasible for rooms proven sufficient")
    progress.advance()
    counts, sessions = found
    tiers = {tier.name: tier for tier in outcome.tiers}
    tiers[sessions.name] = replace(sessions, bound=max(sessions.bound, sessions_bound(task)))
    return Solved(
        problem=problem_of(task).problem,
        counts=counts,
        tiers=tuple(tiers[name] for name, _ in TIERS),
    )


def feasible(task: Task, without: Collection[str]) -> bool | None:
    """Return whether the task can be done when rules are left out; None if the effort ran out."""
    model, _ = build(problem_of(task, widest=True).problem, without=without)
    status, _ = solve(model, _DIAGNOSIS_LIMITS)
    return {Status.INFEASIBLE: False, Status.NO_ANSWER: None}.get(status, True)
