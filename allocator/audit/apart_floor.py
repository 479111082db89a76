"""The least neighbours of one 工作单位 that any draw must leave, by counting alone (SEAT-APART).

Seats of a room fall into pairs side by side (八邻: squares of four) in which all are neighbours of
each other. More people of a unit than pairs in the rooms open to them share some, each of them one
neighbour at least. The draw exchanges people of one kind only, so a unit has the places of its
kinds; people are alike by the sheet, the 批次 they were drawn into and their papers.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple

from allocator.audit.people import rooms_in_use
from allocator.models.domain.policy import Apart

if TYPE_CHECKING:
    from collections.abc import Mapping

    from allocator.audit.exported import Exported
    from allocator.audit.people import RoomUse
    from allocator.models.domain.exam import Inputs, Need
    from allocator.models.domain.ids import Sitting

_SHIFTS = (0, 1)


class _Alike(NamedTuple):
    """What people of one sitting have in common whom the draw exchanges."""

    level: str
    specialty: str
    subjects: tuple[str, ...]
    need: Need
    site: str


def pairs_floor(book: Exported, inputs: Inputs) -> int:
    """Return the least pairs over all units and sittings."""
    by_sitting: dict[Sitting, list[RoomUse]] = defaultdict(list)
    for use in rooms_in_use(book, inputs):
        by_sitting[use.sitting].append(use)
    return sum(_of_sitting(uses, inputs.policy.apart) for uses in by_sitting.values())


def _of_sitting(uses: list[RoomUse], apart: Apart) -> int:
    units: dict[str, Counter[_Alike]] = defaultdict(Counter)
    places: list[Counter[_Alike]] = []
    rooms_of: dict[_Alike, list[int]] = defaultdict(list)
    for nth, use in enumerate(uses):
        here: Counter[_Alike] = Counter()
        for seated in use.people:
            who = seated.candidate
            kind = _Alike(who.level, who.specialty, who.subjects, who.need, who.site)
            here[kind] += 1
            if who.employer:
                units[who.employer][kind] += 1
        for kind in here:
            rooms_of[kind].append(nth)
        places.append(here)
    groups = [_groups(use, apart) for use in uses]
    return sum(_of_unit(people, rooms_of, places, groups) for people in units.values())


def _of_unit(
    people: Counter[_Alike],
    rooms_of: Mapping[_Alike, list[int]],
    places: list[Counter[_Alike]],
    groups: list[int],
) -> int:
    """Return how many of a unit find no group of their own, each room filled as far as it goes."""
    left = people.total()
    for nth in dict.fromkeys(nth for kind in people for nth in rooms_of[kind]):
        left -= min(groups[nth], sum(min(places[nth][kind], n) for kind, n in people.items()))
        if left <= 0:
            return 0
    return left


def _groups(use: RoomUse, apart: Apart) -> int:
    """Return into how few groups of mutual neighbours the seats of a room fall, as here cut."""
    cells = [(seated.place.row, seated.place.column) for seated in use.people]
    if apart is Apart.EIGHT:
        cuts = [
            {((row + down) // 2, (column + right) // 2) for row, column in cells}
            for down in _SHIFTS
            for right in _SHIFTS
        ]
    else:
        cuts = [{((row + down) // 2, column) for row, column in cells} for down in _SHIFTS]
        cuts += [{(row, (column + right) // 2) for row, column in cells} for right in _SHIFTS]
    return min(len(cut) for cut in cuts)
