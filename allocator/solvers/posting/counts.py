"""First level of `posting`: how many people of each crew serve where and when, in two tiers.

*Merged* solves with the sites of an area put together: a relaxation, so its optima are bounds.
*Apart* gives exactly these people to single sites; where their turns do not fit, only their loads
are kept, and where these do not fit either, everything is solved at once: `docs/posting.md`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from allocator.errors import LimitError
from allocator.models.cpsat.posting.build import build
from allocator.models.cpsat.posting.objective import TIERS, past_squares
from allocator.models.cpsat.posting.variables import total
from allocator.solvers.base import Limits, Status, TierResult
from allocator.solvers.cpsat import Objective, Ordered, minimise_in_order, solve
from allocator.solvers.posting.bound import early_bound, sessions_bound

if TYPE_CHECKING:
    from collections.abc import Collection

    from ortools.sat.python import cp_model

    from allocator.models.cpsat.posting.problem import PostingProblem
    from allocator.models.cpsat.posting.variables import PostingCounts, PostingVars

FIRST = TIERS[:2]
"""The tiers that see no more of people than their crew and 历史场次."""
_MERGED = Limits(deterministic_time=8.0)
_FIXED = Limits(deterministic_time=6.0)
_LOADS = Limits(deterministic_time=12.0)
_WHOLE = Limits(deterministic_time=20.0)
_DIAGNOSIS = Limits(deterministic_time=2.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """People by crew and places by site, with the tiers that are proven of them."""

    counts: PostingCounts
    tiers: tuple[TierResult, ...]


def solve_counts(problem: PostingProblem, *, narrowed: bool) -> Counted | None:
    """Solve both tiers; None when nobody can be posted so, `LimitError` when the effort ran out.

    Places kept for 计算机能力 that reserves make are given up only where they cannot be had.
    `narrowed` says that not every set of turns is a pattern, so bounds must come from elsewhere.
    """
    solved = _solve(problem, lenient=False)
    if solved is None and any(any(site.capable) for site in problem.sites):
        solved = _solve(problem, lenient=True)
    if solved is None or not narrowed:
        return solved
    bounds = (sessions_bound(problem), early_bound(problem))
    tiers = (replace(t, bound=min(t.value, b)) for t, b in zip(solved.tiers, bounds, strict=True))
    return Counted(counts=solved.counts, tiers=tuple(tiers))


def feasible(problem: PostingProblem, without: Collection[str]) -> bool | None:
    """Return whether posting can be done when rules are left out; None if the effort ran out."""
    merged, _ = build(problem.merged(), without=without, lenient=True)
    status, _ = solve(merged, _DIAGNOSIS)
    if status in (Status.OPTIMAL, Status.FEASIBLE):
        model, _ = build(problem, without=without, lenient=True)
        status, _ = solve(model, _DIAGNOSIS)
    return {Status.INFEASIBLE: False, Status.NO_ANSWER: None}.get(status, True)


def _solve(problem: PostingProblem, *, lenient: bool) -> Counted | None:
    merged = problem.merged()
    model, x = build(merged, lenient=lenient)
    outcome = _in_order(model, merged, x, _MERGED)
    if outcome.status is Status.INFEASIBLE:
        return None
    if outcome.status is not Status.NO_ANSWER:
        tiers = outcome.tiers[-len(FIRST) :]
        found = _apart(problem, x.extract(outcome.value), tiers, lenient=lenient)
        if found is not None:
            return found
        if not lenient:
            return _whole(problem, tiers[0].bound, lenient=False)
    # Nothing is known, or only for as few lacking 计算机能力 as the sites put together lack.
    return _whole(problem, sessions_bound(problem), lenient=lenient)


def _in_order(
    model: cp_model.CpModel,
    problem: PostingProblem,
    x: PostingVars,
    limits: Limits,
) -> Ordered:
    """Minimise what is lacking, where that is asked at all, then the tiers."""
    objectives = [
        Objective(name=name, term=partial(term, model, problem, x)) for name, term in FIRST
    ]
    if x.lack:
        objectives.insert(0, Objective(name="计算机能力", term=lambda: total(x.lack.values())))
    return minimise_in_order(model, objectives, limits)


def _apart(
    problem: PostingProblem,
    merged: PostingCounts,
    tiers: tuple[TierResult, ...],
    *,
    lenient: bool,
) -> Counted | None:
    """Return counts by single site with the loads of `merged`; None if they do not fit.

    First with its people as they are; then they may serve in other turns and sites, at the least
    sum of the second tier.
    """
    sessions, early = tiers
    for fixed in (True, False):
        model, x = build(problem, lenient=lenient)
        for load, variable in x.loads.items():
            model.add(variable == merged.loads.get(load, 0))
        if x.lack:
            model.add(total(x.lack.values()) <= sum(merged.lack.values()))
        if fixed:
            for stint, variable in x.people.items():
                model.add(variable == merged.people.get(stint, 0))
        else:
            _, term = FIRST[1]
            model.minimize(term(model, problem, x))
            model.add(term(model, problem, x) >= early.bound)
        _hint_people(model, x, merged)
        status, solver = solve(model, _FIXED if fixed else _LOADS)
        if status in (Status.OPTIMAL, Status.FEASIBLE):
            values = list(solver.response_proto.solution)
            counts = x.extract(Ordered(status, (), values).value)
            _, value = reached(problem, counts)
            return Counted(counts=counts, tiers=(sessions, replace(early, value=value)))
    return None


def reached(problem: PostingProblem, counts: PostingCounts) -> tuple[int, int]:
    """Return what both tiers come to."""
    sessions = past_squares(problem) + sum(
        load.sessions * (load.sessions + 2 * load.past) * n for load, n in counts.loads.items()
    )
    early = sum(problem.early_turns(stint.pattern) ** 2 * n for stint, n in counts.people.items())
    return sessions, early


def _hint_people(model: cp_model.CpModel, x: PostingVars, merged: PostingCounts) -> None:
    """Start the search from the people of the relaxation; places are for the search to find."""
    for stint, people in x.people.items():
        model.add_hint(people, merged.people.get(stint, 0))


def _whole(problem: PostingProblem, known: int, *, lenient: bool) -> Counted | None:
    """Solve everything at once, with the better bound of the first tier, its own or the known one.

    The bound of the second tier is that at the value the first one reached.
    """
    model, x = build(problem, lenient=lenient)
    outcome = _in_order(model, problem, x, _WHOLE)
    if outcome.status is Status.INFEASIBLE:
        return None
    if outcome.status is Status.NO_ANSWER:
        raise LimitError(
            "岗位安排未能在规定的计算量内完成。"
            "请放宽 可用场次、每人最多场次 的限制，或增加工作人员后重试。"
        )
    sessions, early = outcome.tiers[-len(FIRST) :]
    sessions = replace(sessions, bound=max(sessions.bound, min(known, sessions.value)))
    return Counted(counts=x.extract(outcome.value), tiers=(sessions, early))
