"""The least number of neighbouring pairs of one unit that any draw must leave (SEAT-APART).

A room leaves at least f(m) pairs when m of a unit sit in it: the fewest edges that m of its seats
span. Spreading a unit over the places of its kinds is a small integer program over counts, whose
bound holds for every draw. Units are bounded one by one and added: a pair belongs to one unit.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from math import ceil
from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

from allocator.solvers.base import Limits
from allocator.solvers.cpsat import solve

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from allocator.solvers.neighbours import Neighbours

_LIMITS = Limits(deterministic_time=2.0)


def pairs_bound(
    units: Mapping[int, Mapping[int, int]], rooms: Sequence[tuple[Neighbours, Mapping[int, int]]]
) -> int:
    """Return a proven lower bound on the neighbouring pairs of one unit, over all units and rooms.

    `units` gives by unit its people of each kind, `rooms` each room's neighbours and its places of
    each kind; a kind has as many places as people in all. Where the effort runs out the bound is
    weaker, never wrong.
    """
    places: dict[int, int] = defaultdict(int)
    for _, of_kind in rooms:
        for kind, n in of_kind.items():
            places[kind] += n
    costs = _Costs()
    total = 0
    for _, people in sorted(units.items()):
        # A unit that is a small part of each of its kinds can always be kept apart.
        if any(n * 4 > places[kind] for kind, n in people.items()):
            total += _unit_bound(people, rooms, costs)
    return total


class _Costs:
    """f(m) by room geometry, solved once each."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], int] = {}
        self._alive: list[Neighbours] = []

    def of(self, neighbours: Neighbours, people: int) -> int:
        key = (id(neighbours), people)
        if key not in self._known:
            self._alive.append(neighbours)
            self._known[key] = _fewest_pairs(neighbours, people)
        return self._known[key]


def _unit_bound(
    people: Mapping[int, int],
    rooms: Sequence[tuple[Neighbours, Mapping[int, int]]],
    costs: _Costs,
) -> int:
    """Spread one unit over the places of its kinds with the fewest pairs."""
    model = cp_model.CpModel()
    parts: dict[int, list[cp_model.IntVar]] = defaultdict(list)
    pairs = []
    for r, (neighbours, of_kind) in enumerate(rooms):
        here = []
        for kind in sorted(set(of_kind) & set(people)):
            most = min(of_kind[kind], people[kind])
            part = model.new_int_var(0, most, f"part[{r},{kind}]")
            parts[kind].append(part)
            here.append((most, part))
        if not here:
            continue
        most = sum(n for n, _ in here)
        cost = model.new_int_var(0, len(neighbours.pairs), f"pairs[{r}]")
        inside = cp_model.LinearExpr.sum([part for _, part in here])
        curve = [costs.of(neighbours, m) for m in range(most + 1)]
        for left, right in _envelope(curve):
            width, rise = right - left, curve[right] - curve[left]
            model.add(cost * width >= (inside - left) * rise + curve[left] * width)
        pairs.append(cost)
    for kind, n in people.items():
        model.add(cp_model.LinearExpr.sum(parts[kind]) == n)
    model.minimize(cp_model.LinearExpr.sum(pairs))
    _, solver = solve(model, _LIMITS)
    return max(0, ceil(solver.best_objective_bound - 1e-6))


def _envelope(curve: list[int]) -> list[tuple[int, int]]:
    """Return the edges of the lower convex envelope of a curve, left to right."""
    hull: list[int] = []
    for m in range(len(curve)):
        while len(hull) >= 2 and (curve[hull[-1]] - curve[hull[-2]]) * (m - hull[-1]) >= (
            curve[m] - curve[hull[-1]]
        ) * (hull[-1] - hull[-2]):
            hull.pop()
        hull.append(m)
    return list(pairwise(hull))


def _fewest_pairs(neighbours: Neighbours, people: int) -> int:
    """Return the fewest neighbouring pairs of `people` chosen seats (or a proven lower bound)."""
    if people <= 1 or not neighbours.pairs:
        return 0
    model = cp_model.CpModel()
    chosen = [model.new_bool_var(f"chosen[{n}]") for n in range(len(neighbours.around))]
    model.add(cp_model.LinearExpr.sum(chosen) == people)
    both = []
    for i, j in neighbours.pairs:
        pair = model.new_bool_var(f"pair[{i},{j}]")
        model.add(pair >= chosen[i] + chosen[j] - 1)
        both.append(pair)
    model.minimize(cp_model.LinearExpr.sum(both))
    _, solver = solve(model, _LIMITS)
    return max(0, ceil(solver.best_objective_bound - 1e-6))
