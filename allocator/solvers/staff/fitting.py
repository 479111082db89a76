"""Which rooms and groups of a site and turn each person is barred from, for posting to count.

`closed` closes a post to whoever is of no use in it by himself. Where many are barred, people who
each are of use may all be barred from the same room. Posting is told of such sites and turns one by
one, for people who differ in their bars there can no longer be counted together.
"""

from __future__ import annotations

from collections import defaultdict
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from allocator.models.domain.staffing import INVIGILATOR, PATROL, ROOM_ADMIN

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from allocator.models.domain.plans import OpenRoom
    from allocator.models.domain.staffing import SiteWork, TurnWork

Spot = tuple[str, str, int]
"""考点代码, drawn post, turn index."""
Bar = tuple[str, str, int, int]
"""考点代码, drawn post, turn index, mask of the units a person is barred from, never 0."""


class Fitting(NamedTuple):
    """What is wanted at some spots, unit by unit, and who is barred from what.

    A unit is a room, for 流动监考 a group; bit n of a mask is unit n.
    """

    wanted: Mapping[Spot, tuple[int, ...]] = MappingProxyType({})
    """People each unit needs."""
    bars: Mapping[str, tuple[Bar, ...]] = MappingProxyType({})
    """By 工号, sorted."""


NOTHING = Fitting()


def fitting_of(
    works: Sequence[SiteWork],
    barred: Mapping[str, Sequence[OpenRoom]],
    places: Collection[tuple[str, int]],
    *,
    merging: bool,
) -> Fitting:
    """Return what `places` (考点代码, turn index) want of whom.

    `works` are the needs that are posted for, `barred` is 工号 -> open rooms that the person must
    not serve. With `merging` (PATROL-5 waived) groups that could be merged are left out.
    """
    wanted: dict[Spot, tuple[int, ...]] = {}
    bars: dict[str, list[Bar]] = defaultdict(list)
    for work in works:
        for part in work.turns:
            if (work.site, part.turn) not in places:
                continue
            shut = _shut(work.site, part, barred)
            for post, units in _units(part, merging=merging):
                wanted[work.site, post, part.turn] = tuple(people for _, people in units)
                for staff, rooms in shut.items():
                    mask = sum(
                        1 << n
                        for n, (inside, _) in enumerate(units)
                        if not rooms.isdisjoint(inside)
                    )
                    if mask:
                        bars[staff].append((work.site, post, part.turn, mask))
    return Fitting(wanted, {staff: tuple(sorted(found)) for staff, found in bars.items()})


def _shut(
    site: str, part: TurnWork, barred: Mapping[str, Sequence[OpenRoom]]
) -> dict[str, frozenset[str]]:
    """Return by 工号 the 考场号 of a turn that a person is barred from, where there are any."""
    number = {(room.number, room.exam, room.batch): room.number for room in part.rooms}
    found = {}
    for staff, rooms in barred.items():
        keys = [(room.number, *room.sitting) for room in rooms if room.room.site == site]
        here = frozenset(number[key] for key in keys if key in number)
        if here:
            found[staff] = here
    return found


def _units(
    part: TurnWork, *, merging: bool
) -> Iterator[tuple[str, list[tuple[tuple[str, ...], int]]]]:
    """Yield each drawn post of a turn with its units: their rooms and the people they need."""
    yield INVIGILATOR, [((room.number,), room.invigilators) for room in part.rooms]
    yield ROOM_ADMIN, [((room.number,), room.admins) for room in part.rooms]
    if not merging or len(part.groups) <= len({group.building for group in part.groups}):
        yield PATROL, [(group.rooms, 1) for group in part.groups]
