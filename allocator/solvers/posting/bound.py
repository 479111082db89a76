"""Bounds of the tiers of `posting` that need no solver.

All sessions to be served are poured over all staff, each time on whoever has least: no plan has a
smaller sum of squares, for it hands out the same sessions under more rules.
"""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING

from allocator.models.cpsat.posting.problem import JOINT_ROLES, needed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from allocator.models.cpsat.posting.problem import PostingProblem


def sessions_bound(problem: PostingProblem) -> int:
    """Return a lower bound of the sum of (历史场次 + sessions served) squared."""
    everything = (1 << len(problem.sessions)) - 1
    people = (
        (past, crew.most if crew.most >= 0 else problem.load[everything])
        for crew in problem.crews
        for past, count in crew.past
        for _ in range(count)
    )
    return _poured(_places(problem, everything, problem.sessions), people)


def early_bound(problem: PostingProblem) -> int:
    """Return a lower bound of the sum of early turns served, squared."""
    most = problem.early.bit_count()
    people = ((0, most) for crew in problem.crews for _ in range(crew.people))
    return _poured(_places(problem, problem.early, (1,) * len(problem.sessions)), people)


def mixed_bound(problem: PostingProblem) -> int:
    """Return a lower bound of the women or men that rooms lack: all there are, in every turn."""
    least = 0
    for t in range(len(problem.sessions)):
        women = men = 0
        for crew in problem.crews:
            turns = 0 if crew.volunteer else crew.trained & crew.available & crew.free
            if turns >> t & 1 and set(crew.roles) & set(problem.in_rooms):
                women += sum(crew.women)
                men += crew.people - sum(crew.women)
        wanted = sum(site.each_sex[t] for site in problem.sites)
        least += max(0, wanted - women, wanted - men)
    return least


def _places(problem: PostingProblem, turns: int, weights: tuple[int, ...]) -> int:
    """Return the weights of turns added over all places that must be filled."""
    sum_ = 0
    for site in problem.sites:
        for t, weight in enumerate(weights):
            if turns >> t & 1:
                sum_ += weight * sum(needed(site, roles[0])[t] for roles in JOINT_ROLES)
                if problem.areas[site.area] >> t & 1:
                    sum_ += weight * sum(people for _, people in site.whole)
    return sum_


def _poured(amount: int, people: Iterable[tuple[int, int]]) -> int:
    """Return the least sum of squares of `amount` units over pairs (load, most to add)."""
    heap = []
    squares = 0
    for past, most in people:
        squares += past * past
        if most > 0:
            heap.append((past, most))
    heapq.heapify(heap)
    for _ in range(amount):
        if not heap:
            break
        load, most = heap[0]
        squares += 2 * load + 1
        if most > 1:
            heapq.heapreplace(heap, (load + 1, most - 1))
        else:
            heapq.heappop(heap)
    return squares
