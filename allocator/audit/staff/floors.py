"""The least that STAFF-SPREAD's objectives can come to, by counting alone.

All sessions to be served, counted from the rooms of 考场编排, are poured over everybody who may
serve, each on whoever has least: no plan has a smaller sum of squares, for it hands out the same
sessions under more rules. Counts of people off their share are never below nothing.
"""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple

from allocator.audit.days.plan import open_rooms, turn_of
from allocator.audit.room_floors import PATROLLED
from allocator.audit.staff.mixed import PAIRS, lacking_at_least
from allocator.audit.staff.shares import EXPERIENCE, HOME, UNITS, WOMEN
from allocator.audit.staff.sites import admins, doubling, site_needs
from allocator.models.domain.staff_policy import invigilators_of, reserves_for

if TYPE_CHECKING:
    from collections.abc import Iterable

    from allocator.audit.days.plan import DayRoom
    from allocator.audit.exported import Exported
    from allocator.models.domain.exam import Inputs
    from allocator.models.domain.staff import StaffMember


class _Least(NamedTuple):
    """What must be served whoever does."""

    sessions: int
    """People times sessions."""
    early: int
    """People times early turns, of those whose place is drawn."""
    whole: list[int]
    """Early turns of everybody who serves a site throughout."""
    at_site: dict[str, int]
    """People, at least."""


def staff_floors(
    book: Exported, inputs: Inputs, people: Iterable[StaffMember], early: set[int]
) -> dict[str, int]:
    """Return a floor for each objective, by its name; `people` may serve, `early` are turns."""
    least = _least(book, inputs, early)
    every = {paper.session for paper in inputs.papers}
    limited = inputs.policy.is_on("STAFF-AVAILABLE")
    loads, homes = [], Counter[str]()
    for member in people:
        most = len(every)
        if limited:
            most = len(every & set(member.sessions)) if member.sessions else most
            most = most if member.max_sessions is None else min(most, member.max_sessions)
        loads.append((member.past_sessions, most))
        homes[member.site] += 1
    # Who serves a site throughout takes all its early turns; the others share the rest.
    free = [(0, len(early))] * max(0, len(loads) - len(least.whole))
    # Who has no 所属考点 may stand in anywhere.
    away = sum(max(0, wanted - homes[site]) for site, wanted in least.at_site.items())
    return {
        "场次均衡": _poured(least.sessions, loads),
        "早场均衡": _poured(least.early, free) + sum(turns * turns for turns in least.whole),
        PAIRS: lacking_at_least(book, inputs),
        UNITS: 0,
        WOMEN: 0,
        EXPERIENCE: 0,
        HOME: max(0, away - homes[""]),
    }


def _least(book: Exported, inputs: Inputs, early: set[int]) -> _Least:
    turns = turn_of(inputs)
    sessions = early_turns = 0
    whole: list[int] = []
    together: dict[str, int] = defaultdict(int)
    served: dict[str, set[int]] = defaultdict(set)
    for (site, first), rooms in open_rooms(book, inputs).items():
        people = _drawn(list(rooms.values()), inputs)
        sessions += people * len(turns[first])
        early_turns += people * (first in early)
        together[site] = max(together[site], people)
        served[site].add(first)
    at_site = {}
    for site, needs in site_needs(book, inputs).items():
        throughout = sum(needs.whole.values())
        sessions += throughout * len(needs.sessions)
        whole += [len(served[site] & early)] * throughout
        at_site[site] = together[site] + throughout
    return _Least(sessions, early_turns, whole, at_site)


def _drawn(rooms: list[DayRoom], inputs: Inputs) -> int:
    """Return how many people whose place is drawn a site needs in a turn."""
    policy = inputs.policy
    regular = sum(
        invigilators_of(policy, room.form, room.most) - doubling(inputs, room) for room in rooms
    )
    spare = reserves_for(regular) if policy.is_on("STAFF-RESERVE") else 0
    floors = Counter((room.room.building, room.room.floor) for room in rooms)
    patrols = sum(-(-count // PATROLLED) for count in floors.values())
    if "PATROL-5" in policy.waivers:
        patrols = 1  # how far ranges may be joined then, no rule says
    return regular + spare + patrols + sum(admins(inputs, room) for room in rooms)


def _poured(amount: int, people: Iterable[tuple[int, int]]) -> int:
    """Return the least sum of squares of `amount` units over pairs (load, most to add)."""
    squares = 0
    heap = []
    for load, most in people:
        squares += load * load
        if most > 0:
            heap.append((load, most))
    heapq.heapify(heap)
    while amount and heap:
        load, most = heap[0]
        squares += 2 * load + 1
        amount -= 1
        if most > 1:
            heapq.heapreplace(heap, (load + 1, most - 1))
        else:
            heapq.heappop(heap)
    return squares
