"""How few sites and patrols a number of rooms needs: exact by dynamic programming over sites.

Forgetting what sits in the rooms, the cheapest way to open R of them (sites first, then patrols,
rooms without video, priority) is a shortest path over the rooms opened so far. A lower bound for
`rooming`, usually its answer: the linear relaxation is weak here, since half a site costs half.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from allocator.models.cpsat.rooming.problem import RoomingProblem

_SITE, _PATROL, _NO_VIDEO = 10**14, 10**10, 10**6
"""Weights that keep the order sites, patrols, rooms without video, shortfall of priority."""


class SiteBound(NamedTuple):
    """The cheapest way to open so many rooms; each figure is least given those before it."""

    sites: int
    patrols: int
    without_video: int
    low_priority: int
    rooms_of_floor: dict[int, int]


def site_bound(problem: RoomingProblem, rooms: int) -> SiteBound | None:
    """Return the bound for opening exactly `rooms` rooms; None if there are two forms or no way."""
    if len({k.form for k in problem.classes}) != 1:
        return None
    floors: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    best_priority = max(priority for k in problem.classes for _, priority, _ in k.ranks)
    for k in problem.classes:
        for video, priority, n in k.ranks:
            price = (not video) * _NO_VIDEO + best_priority - priority
            floors[k.site][k.floor] += [price] * n
    lowest = min(priority for k in problem.classes for _, priority, _ in k.ranks)
    if (best_priority - lowest) * rooms >= _NO_VIDEO:
        return None
    infinite = 1 << 62
    cost = np.full(rooms + 1, infinite, dtype=np.int64)
    cost[0] = 0
    chosen = []
    for site in sorted(floors):
        table = _SiteTable(floors[site], problem.patrol_rooms)
        least = problem.least_rooms[site] if problem.least_rooms else 0
        most = max(0, table.rooms - problem.spare[site])
        best = cost.copy() if not least else np.full(rooms + 1, infinite, dtype=np.int64)
        take = np.zeros(rooms + 1, dtype=np.int32)
        for h in range(max(1, least), min(most, rooms) + 1):
            before = cost[: rooms + 1 - h]
            candidate = np.where(before < infinite, before + (_SITE + table.cost[h]), infinite)
            better = candidate < best[h:]
            best[h:][better] = candidate[better]
            take[h:][better] = h
        chosen.append((table, take))
        cost = best
    if cost[rooms] >= infinite:
        return None
    sites, rest = divmod(int(cost[rooms]), _SITE)
    patrols, rest = divmod(rest, _PATROL)
    without_video, low_priority = divmod(rest, _NO_VIDEO)
    rooms_of_floor: dict[int, int] = {}
    left = rooms
    for table, take in reversed(chosen):
        h = int(take[left])
        left -= h
        rooms_of_floor.update(table.floors_of(h))
    return SiteBound(sites, patrols, without_video, low_priority, rooms_of_floor)


class _SiteTable:
    """Least cost of opening h rooms of one site, and on which floors."""

    def __init__(self, floors: dict[int, list[int]], size: int) -> None:
        """Add floor after floor; a floor opens its best rooms first."""
        self._steps: list[tuple[int, list[int]]] = []
        self.cost: list[int] = [0]
        for floor, rooms in sorted(floors.items()):
            opened = [0]
            for room in sorted(rooms):
                opened.append(opened[-1] + room)
            priced = [-(-n // size) * _PATROL + c for n, c in enumerate(opened)]
            total = len(self.cost) + len(rooms)
            cost = [0] * total
            take = [0] * total
            for h in range(total):
                options = range(max(0, h - len(self.cost) + 1), min(len(rooms), h) + 1)
                sums = [priced[n] + self.cost[h - n] for n in options]
                cost[h] = min(sums)
                take[h] = options[sums.index(cost[h])]
            self.cost = cost
            self._steps.append((floor, take))
        self.rooms = len(self.cost) - 1

    def floors_of(self, rooms: int) -> dict[int, int]:
        """Return by floor how many of `rooms` rooms to open on it."""
        result = {}
        for floor, take in reversed(self._steps):
            result[floor] = take[rooms]
            rooms -= take[rooms]
        return result
