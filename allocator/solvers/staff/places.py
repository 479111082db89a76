"""Where a recusal bites: the site or room in which the candidate concerned was drawn to sit.

RECUSE-OTHER at the range of a 考点 or 考场 can only be settled once seats are drawn; this module
turns such ranges into sites and rooms, for posting, for the draw of the day and for 回避名单.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from allocator.models.domain.exam import Inputs
    from allocator.models.domain.plans import OpenRoom, RoomingPlan, SeatingPlan
    from allocator.models.domain.staffing import Recusal

Rooms = dict[str, "OpenRoom"]
"""报名序号 to the open room in which the candidate sits."""


def rooms_of_candidates(
    inputs: Inputs, plan: RoomingPlan, seating: SeatingPlan, registrations: Sequence[str]
) -> Rooms:
    """Return the rooms of the candidates named."""
    wanted = set(registrations)
    return {
        who: plan.open_rooms[seat.open_room]
        for seat in seating.seats
        if (who := inputs.candidates[seat.candidate].registration) in wanted
    }


def barred_sites(recusals: Sequence[Recusal], rooms: Rooms) -> Mapping[str, frozenset[str]]:
    """Return 工号 to the sites at which the person must not serve (range 考点)."""
    found: dict[str, set[str]] = defaultdict(set)
    for recusal in recusals:
        if recusal.scope == "考点":
            found[recusal.staff].add(rooms[recusal.registration].room.site)
    return {staff: frozenset(found[staff]) for staff in sorted(found)}


def barred_rooms(recusals: Sequence[Recusal], rooms: Rooms) -> Mapping[str, tuple[OpenRoom, ...]]:
    """Return 工号 to the open rooms that the person must not serve (range 考场)."""
    found: dict[str, list[OpenRoom]] = defaultdict(list)
    for recusal in recusals:
        if recusal.scope == "考场":
            found[recusal.staff].append(rooms[recusal.registration])
    return {staff: tuple(found[staff]) for staff in sorted(found)}


def printed_scopes(recusals: Sequence[Recusal], rooms: Rooms) -> Mapping[Recusal, str]:
    """Return the 范围 of each recusal as 回避名单 prints it: 考试, 考点 01, 考场 003（考点 01）."""
    scopes = {}
    for recusal in recusals:
        text = recusal.scope
        if recusal.scope != "考试":
            room = rooms[recusal.registration]
            site = f"考点 {room.room.site}"
            text = site if recusal.scope == "考点" else f"考场 {room.number}（{site}）"
        scopes[recusal] = text
    return scopes
