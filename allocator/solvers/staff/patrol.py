"""PATROL-5: each floor split into fewest groups of at most five neighbouring rooms, evenly.

规范 7.2.1.4: a 流动监考 covers rooms of one floor, at most five. Who covers which group is drawn
on the day; with too few of them, and the waiver, groups are merged (`day.patrols`).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from allocator.models.domain.staffing import PatrolGroup

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from allocator.models.domain.ids import RoomId
    from allocator.models.domain.staffing import SiteWork, WorkRoom

MOST_ROOMS = 5
_SHARES = (90, 80, 70, 60, 50, 40, 30, 20, 10, 0)
"""Per cent of the patrols wanted that the waiver makes do with, one after another."""


def floor_groups(
    rooms: Iterable[WorkRoom], corridor: Mapping[RoomId, int]
) -> tuple[PatrolGroup, ...]:
    """Return the groups of one site and turn, floors in the order of their first room.

    `corridor` gives the place of a room in sheet 考场, which is the order along the corridor. Sizes
    of a floor differ by one at most, the larger groups first.
    """
    floors: dict[tuple[str, int], list[WorkRoom]] = defaultdict(list)
    for room in sorted(rooms, key=lambda room: corridor[room.room]):
        floors[room.room.building, room.room.floor].append(room)
    groups = []
    for (building, floor), row in floors.items():
        parts = -(-len(row) // MOST_ROOMS)
        size, larger = divmod(len(row), parts)
        start = 0
        for nth in range(parts):
            end = start + size + (nth < larger)
            numbers = tuple(room.number for room in row[start:end])
            groups.append(PatrolGroup(building, (floor,), numbers))
            start = end
    return tuple(groups)


def with_fewer_patrols(works: Sequence[SiteWork]) -> Iterator[tuple[SiteWork, ...]]:
    """Yield the needs of sites with ever fewer 流动监考, for the waiver of PATROL-5.

    In each turn of a site the same share of groups, rounded up and at least one for each building;
    neighbouring groups are merged.
    """
    from allocator.solvers.day.patrols import merged_groups

    for share in _SHARES:
        yield tuple(
            replace(
                work,
                turns=tuple(
                    replace(
                        turn,
                        groups=merged_groups(turn.groups, -(-len(turn.groups) * share // 100)),
                    )
                    for turn in work.turns
                ),
            )
            for work in works
        )
