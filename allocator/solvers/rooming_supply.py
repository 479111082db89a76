"""First solve of `rooming`: which rooms open, in ordered tiers, each with a proven bound.

Where the rooms behind the bound of `site_bound` suffice, that bound is the optimum of every tier
after the first and no search is needed; otherwise its figures still stop the search early.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from allocator.models.cpsat.rooming.build import build
from allocator.models.cpsat.rooming.objective import TIERS
from allocator.solvers.base import Limits, Status, TierResult
from allocator.solvers.cpsat import Objective, Ordered, minimise_in_order, solve
from allocator.solvers.site_bound import SiteBound, site_bound

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ortools.sat.python import cp_model

    from allocator.models.cpsat.rooming.problem import RoomingProblem
    from allocator.models.cpsat.rooming.variables import RoomingVars

_LIMITS = Limits(deterministic_time=1.5)
_TASTE_LIMITS = Limits(deterministic_time=0.15)
"""For the tiers after patrols: their gap is reported, not closed at any price."""
_TRIAL_LIMITS = Limits(deterministic_time=2.0)
_TASTE = ("无监控考场", "优先级")


def solve_supply(problem: RoomingProblem) -> tuple[Ordered, RoomingVars]:
    """Solve the tiers that concern which rooms open; return them with the variables solved.

    The tier 考场场次 is left out: it depends on what sits in the rooms (`rooming_detail`). No tiers
    come back with the statuses INFEASIBLE and NO_ANSWER.
    """
    model, x = build(problem)
    name, term = TIERS[0]
    first = Objective(name=name, term=partial(term, model, problem, x))
    outcome = minimise_in_order(model, (first,), _LIMITS)
    if not outcome.tiers:
        return outcome, x
    rooms = outcome.tiers[0]
    bound = site_bound(problem, rooms.value) if rooms.status is Status.OPTIMAL else None
    if bound is not None:
        values = _try_opening(model, problem, x, bound, larger_first=False)
        if values is not None:
            settled = [
                TierResult(name=tier, value=figure, bound=figure, status=Status.OPTIMAL)
                for tier, figure in _figures(bound).items()
            ]
            return Ordered(outcome.status, (rooms, *settled), values), x
    start = outcome.solution
    if bound is not None:
        # The bound's best rooms are too small somewhere; its sites and floors may do all the same.
        larger = _try_opening(model, problem, x, bound, larger_first=True)
        start = start if larger is None else dict(enumerate(larger))
    rest = _search(model, problem, x, bound, start)
    return Ordered(outcome.status, (rooms, *rest.tiers), list(rest.solution.values())), x


def _search(
    model: cp_model.CpModel,
    problem: RoomingProblem,
    x: RoomingVars,
    bound: SiteBound | None,
    hint: Mapping[int, int],
) -> Ordered:
    """Minimise the tiers after the first, each from the solution of the one before."""
    figures = _figures(bound) if bound is not None else {}

    def known(tier: str, done: Sequence[TierResult]) -> int | None:
        # A figure of the bound is least only given that all figures before it were reached.
        if any(t.value != figures.get(t.name) for t in done):
            return None
        return figures.get(tier)

    return minimise_in_order(
        model,
        [
            Objective(
                name=tier,
                term=partial(term, model, problem, x),
                known_bound=partial(known, tier),
                limits=_TASTE_LIMITS if tier in _TASTE else None,
            )
            for tier, term in TIERS[1:]
            if tier != "考场场次"
        ],
        _LIMITS,
        hint=hint,
        completed=x.rank_hint,
    )


def _figures(bound: SiteBound) -> dict[str, int]:
    """Return the figures of a bound by tier, in the order of the tiers."""
    return {
        "启用考点": bound.sites,
        "流动监考": bound.patrols,
        "无监控考场": bound.without_video,
        "优先级": bound.low_priority,
    }


def _try_opening(
    model: cp_model.CpModel,
    problem: RoomingProblem,
    x: RoomingVars,
    bound: SiteBound,
    *,
    larger_first: bool,
) -> list[int] | None:
    """Return a full solution that opens as many rooms of each floor as the bound's optimum.

    Of a floor the best rooms are opened, exactly as the bound counts them, or the larger ones.
    """
    trial = model.clone()
    trial.clear_objective()  # type: ignore[no-untyped-call]
    in_trial = trial.get_int_var_from_proto_index
    for c, n in enumerate(_opened(problem, bound, larger_first)):
        trial.add(in_trial(x.opened[c].index) == n)
    for floor in x.classes_of_floor:
        rooms = bound.rooms_of_floor.get(floor, 0)
        whole = sum(problem.classes[c].rooms for c in x.classes_of_floor[floor])
        rest = whole % problem.patrol_rooms
        full, more = divmod(rooms, problem.patrol_rooms)
        last = int(0 < more <= rest)
        trial.add(in_trial(x.full_patrols[floor].index) == full + int(more > 0) - last)
        trial.add(in_trial(x.last_patrol[floor].index) == last)
    status, solver = solve(trial, _TRIAL_LIMITS)
    if status not in (Status.OPTIMAL, Status.FEASIBLE):
        return None
    return list(solver.response_proto.solution)


def _opened(problem: RoomingProblem, bound: SiteBound, larger_first: bool) -> list[int]:
    """Return by class how many rooms to open so that each floor has those of the bound."""
    left = dict(bound.rooms_of_floor)
    opened = [0] * len(problem.classes)
    ranks = [
        (-k.places if larger_first else 0, not video, -priority, -k.places, c, n)
        for c, k in enumerate(problem.classes)
        for video, priority, n in k.ranks
    ]
    for *_, c, n in sorted(ranks):
        floor = problem.classes[c].floor
        taken = min(n, left.get(floor, 0))
        left[floor] = left.get(floor, 0) - taken
        opened[c] += taken
    return opened
