"""Third tier of `posting`: that rooms may have both a woman and a man (PAIR-GENDER).

It comes after `counts` and keeps its values. With sites put together it is asked how many of the
people posted are women, then whether others may serve; then people and women go to single sites.
Each step starts from the solution of the one before: `docs/posting.md`.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from ortools.sat.python import cp_model

from allocator.errors import ModelError
from allocator.models.cpsat.posting.build import build
from allocator.models.cpsat.posting.objective import TIERS
from allocator.models.cpsat.posting.variables import Cover, PostingCounts, total
from allocator.models.cpsat.posting.women import WomenVars, some_women
from allocator.solvers.base import Limits, Status, TierResult
from allocator.solvers.cpsat import Objective, Ordered, minimise_in_order, solve
from allocator.solvers.posting.bound import mixed_bound
from allocator.solvers.posting.counts import FIRST, Counted, reached

if TYPE_CHECKING:
    from collections.abc import Mapping

    from allocator.models.cpsat.posting.problem import PostingProblem
    from allocator.models.cpsat.posting.variables import Linear, PostingVars

Key = TypeVar("Key")
_SPLIT = Limits(deterministic_time=1.0)
_OTHERS = Limits(deterministic_time=6.0)
_PLACES = Limits(deterministic_time=2.0)
_NAME, _term = TIERS[len(FIRST)]


def with_women(problem: PostingProblem, counted: Counted, *, narrowed: bool) -> Counted:
    """Return the counts with the women among them, and the third tier after the first two.

    The first two tiers become no larger, and no more places lack 计算机能力. `narrowed`: see
    `solve_counts`; sites put together then give no bound.
    """
    if not problem.mixing:
        return counted
    bound = mixed_bound(problem)
    merged = problem.merged()
    same = _split(merged, _together(problem, counted.counts), bound)
    choices = [_split(problem, counted.counts, bound)]
    if missing(same) > bound:
        others, proven = _with_others(merged, counted, same, bound)
        bound = bound if narrowed else proven
        for counts in others:
            placed = _at_sites(problem, counts, counted.counts, bound)
            if placed is not None:
                choices.append(placed)
                break
    found = _other_places(problem, min(choices, key=missing), bound)
    value = missing(found)
    status = Status.OPTIMAL if value == bound else Status.FEASIBLE
    tier = TierResult(name=_NAME, value=value, bound=min(bound, value), status=status)
    # Where a first tier had a gap, others who serve may even have closed it.
    first = (
        replace(one, value=now)
        for one, now in zip(counted.tiers, reached(problem, found), strict=True)
    )
    return Counted(counts=found, tiers=(*first, tier))


def missing(counts: PostingCounts) -> int:
    """Return the third tier of counts that tell women."""
    if counts.women is None:
        raise ModelError("posting: women were not counted")
    return sum(counts.women.missing.values())


def _together(problem: PostingProblem, counts: PostingCounts) -> PostingCounts:
    """Return counts of sites put together."""
    covers: dict[Cover, int] = defaultdict(int)
    for cover, places in counts.covers.items():
        covers[cover._replace(site=problem.sites[cover.site].area)] += places
    lack: dict[tuple[int, int], int] = defaultdict(int)
    for (site, turn), lacking in counts.lack.items():
        lack[problem.sites[site].area, turn] += lacking
    return replace(counts, covers=dict(covers), lack=dict(lack))


def _split(problem: PostingProblem, counts: PostingCounts, known: int) -> PostingCounts:
    """Return the same people in the same places, with the women among them who do best."""
    model = cp_model.CpModel()
    women = WomenVars(model, problem, counts)
    start = some_women(problem, counts)
    term = total(women.missing.values())
    found = _least(model, term, known, women.hint(start), _SPLIT)
    return replace(counts, women=women.extract(found.value) if found.tiers else start)


def _with_others(
    merged: PostingProblem, counted: Counted, same: PostingCounts, known: int
) -> tuple[list[PostingCounts], int]:
    """Return better counts in which others serve, the best ones first, and a bound.

    The first tiers stay; first with the loads as they are. Of sites put together rooms lack no more
    than those of each do, so what is proven of them is proven.
    """
    better, bound = [same], known
    for fixed in (True, False):
        model, x = _lacking_no_more(merged, same)
        if fixed:
            _fix(model, x.loads, same.loads)
        for (_, first), tier in zip(FIRST, counted.tiers, strict=True):
            model.add(first(model, merged, x) <= tier.value)
        found = _least(model, _term(model, merged, x), known, x.hint(better[0]), _OTHERS)
        if found.tiers and found.tiers[0].value < missing(better[0]):
            better.insert(0, x.extract(found.value))
        if found.tiers and not fixed:
            bound = found.tiers[0].bound
        if missing(better[0]) == known:
            break
    return better[:-1], bound


def _at_sites(
    problem: PostingProblem, merged: PostingCounts, near: PostingCounts, known: int
) -> PostingCounts | None:
    """Return the people of sites put together at single sites; None where they were not fitted.

    The search for places begins with those of `near`.
    """
    model, x = _lacking_no_more(problem, merged)
    _fix(model, x.loads, merged.loads)
    _fix(model, x.people, merged.people)
    for cover, variable in x.covers.items():
        model.add_hint(variable, near.covers.get(cover, 0))
    status, solver = solve(model, _PLACES)
    if status not in (Status.OPTIMAL, Status.FEASIBLE):
        return None
    values = list(solver.response_proto.solution)
    return _split(problem, x.extract(Ordered(status, (), values).value), known)


def _other_places(problem: PostingProblem, counts: PostingCounts, known: int) -> PostingCounts:
    """Return the same people, at other sites of their area where that is better."""
    if missing(counts) == known:
        return counts
    model, x = _lacking_no_more(problem, counts)
    _fix(model, x.loads, counts.loads)
    _fix(model, x.people, counts.people)
    term = _term(model, problem, x)
    found = _least(model, term, known, x.hint(counts), _PLACES)
    return x.extract(found.value) if found.tiers else counts


def _lacking_no_more(
    problem: PostingProblem, counts: PostingCounts
) -> tuple[cp_model.CpModel, PostingVars]:
    """Return a model in which as few places lack 计算机能力 as in `counts`."""
    lacking = sum(counts.lack.values())
    model, x = build(problem, lenient=lacking > 0)
    if x.lack:
        model.add(total(x.lack.values()) <= lacking)
    return model, x


def _fix(
    model: cp_model.CpModel, variables: Mapping[Key, cp_model.IntVar], counts: Mapping[Key, int]
) -> None:
    for key, variable in variables.items():
        model.add(variable == counts.get(key, 0))


def _least(
    model: cp_model.CpModel, term: Linear, known: int, hint: Mapping[int, int], limits: Limits
) -> Ordered:
    """Minimise from a solution that is known; no tier where the effort did not even find that."""
    objective = Objective(name=_NAME, term=lambda: term, known_bound=lambda _: known)
    found = minimise_in_order(model, [objective], limits, hint=hint)
    if found.status is Status.INFEASIBLE:
        raise ModelError(f"tier {_NAME} infeasible after a solution was found")
    return found
