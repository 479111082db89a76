"""Second solve of `rooming`: fills exactly the rooms that were opened, with every need in it.

First in the widest patterns, by construction (`filling`) where that works; that plan is the start
of the search for the fewest room-sessions in all patterns, which can then only improve it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from allocator.errors import LimitError, ModelError
from allocator.models.cpsat.rooming.build import build
from allocator.models.cpsat.rooming.objective import TIERS
from allocator.solvers.base import Limits, Status, TierResult
from allocator.solvers.cpsat import Objective, minimise_in_order, solve
from allocator.solvers.filling import Filling
from allocator.solvers.rooming_task import problem_of, sessions_bound

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ortools.sat.python import cp_model

    from allocator.models.cpsat.rooming.problem import RoomingProblem
    from allocator.models.cpsat.rooming.variables import RoomingCounts, RoomingVars
    from allocator.solvers.rooming_task import Aggregate, Task

_ANY_LIMITS = Limits(deterministic_time=1.5)
"""For any plan at all."""
_LIMITS = Limits(deterministic_time=1.2)
_SESSION_LIMITS = Limits(deterministic_time=5.0)
"""For the fewest room-sessions: each of them costs two 监考, and with kin to be parted the search
that is cut off after 1.2 keeps a quarter too many where the proof comes before 3."""
_SEARCHED = 20_000
"""Portions x patterns up to which room-sessions are searched for; beyond, filling order does it."""
_SESSIONS = "考场场次"


def fill_supply(
    task: Task, aggregate: Aggregate, supplied: RoomingCounts
) -> tuple[RoomingCounts, TierResult] | None:
    """Fill the supplied rooms with the fewest room-sessions; None if they do not suffice.

    `supplied` are counts of `aggregate`; the counts returned are by portion and task pattern.
    Raises `LimitError` when the effort ran out before any plan was found.
    """
    start = _start(task, aggregate, supplied)
    if start is None:
        return None
    if len(task.portions) * len(task.patterns) > _SEARCHED:
        return start, _not_searched(task, start)
    return _fewest_sessions(task, start, supplied.opened)


def _start(task: Task, aggregate: Aggregate, supplied: RoomingCounts) -> RoomingCounts | None:
    """Return a plan in the widest patterns; None if there is none."""
    widest = problem_of(task, widest=True)
    start = Filling(task, widest.problem, aggregate.spread(supplied, task.portions)).run()
    if start is not None:
        return start
    # Sizes of rooms were given to patterns without looking at sites: give them anew.
    placed = problem_of(task, flags=False, widest=True)
    status, x, solver = _fill_widest(_with_rooms(placed.problem, supplied.opened), None)
    if status is Status.INFEASIBLE:
        return None
    if status is not Status.NO_ANSWER:
        guide = placed.spread(x.extract(solver.value), task.portions)
        start = Filling(task, widest.problem, guide).run()
        if start is not None:
            return start
    status, x, solver = _fill_widest(_with_rooms(widest.problem, supplied.opened), supplied)
    if status is Status.INFEASIBLE:
        return None
    if status is Status.NO_ANSWER:
        raise LimitError("考生未能在规定的计算量内排入考场，请增加可用考场后重试。")
    return widest.spread(x.extract(solver.value), task.portions)


def _fewest_sessions(
    task: Task, start: RoomingCounts, opened: Sequence[int]
) -> tuple[RoomingCounts, TierResult]:
    """Search all patterns for fewer room-sessions than `start` has."""
    fine = problem_of(task)
    problem = _with_rooms(fine.problem, opened)
    model, x = build(problem)
    objective = Objective(
        name=_SESSIONS,
        term=partial(dict(TIERS)[_SESSIONS], model, problem, x),
        known_bound=lambda _: sessions_bound(task),
    )
    hint = x.hint(fine.gather(start))
    outcome = minimise_in_order(model, (objective,), _SESSION_LIMITS, hint=hint)
    if outcome.status is Status.INFEASIBLE:
        raise ModelError("rooming: more patterns made it infeasible")
    if outcome.status is Status.NO_ANSWER:
        return start, _not_searched(task, start)
    return fine.spread(x.extract(outcome.value), task.portions), outcome.tiers[0]


def _not_searched(task: Task, counts: RoomingCounts) -> TierResult:
    sessions = sum(n * task.patterns[p].sessions for (p, _), n in counts.rooms.items())
    return TierResult(name=_SESSIONS, value=sessions, bound=0, status=Status.FEASIBLE)


def _fill_widest(
    problem: RoomingProblem, supplied: RoomingCounts | None
) -> tuple[Status, RoomingVars, cp_model.CpSolver]:
    """Find any plan; at first with as many rooms of each size for each pattern as `supplied` has.

    What is left is then a transportation of people with needs, with hardly any packing in it.
    """
    model, x = build(problem)
    if supplied is None:
        status, solver = solve(model, _ANY_LIMITS)
        return status, x, solver
    guided = model.clone()
    size_of: dict[tuple[int, int, int], int] = defaultdict(int)
    for (p, offer), n in supplied.rooms.items():
        size_of[p, offer.form, offer.places] += n
    parts: dict[tuple[int, int, int], list[cp_model.IntVar]] = defaultdict(list)
    for (p, offer), rooms in x.rooms.items():
        parts[p, offer.form, offer.places].append(guided.get_int_var_from_proto_index(rooms.index))
    for size, of_size in parts.items():
        guided.add(sum(of_size) == size_of.get(size, 0))
    status, solver = solve(guided, _LIMITS)
    if status in (Status.INFEASIBLE, Status.NO_ANSWER):
        status, solver = solve(model, _ANY_LIMITS)
    return status, x, solver


def _with_rooms(problem: RoomingProblem, opened: Sequence[int]) -> RoomingProblem:
    """Return the problem with only the opened rooms of each class, none of them spare."""
    classes = tuple(k._replace(rooms=n) for k, n in zip(problem.classes, opened, strict=True))
    return replace(problem, classes=classes, spare=(0,) * len(problem.spare))
