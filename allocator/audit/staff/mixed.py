"""Women and men that the rooms of a site lack in a turn, counted anew: a tier of STAFF-SPREAD.

Each room wants one of each; half of the reserves, rounded down, come on top, since nobody knows
beforehand whom their draw takes (docs/posting.md).
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from allocator.audit.days.plan import open_rooms, turn_of
from allocator.audit.staff.sites import doubling, services
from allocator.models.domain.staff_policy import admin_doubles, invigilators_of, reserves_for
from allocator.models.domain.staffing import INVIGILATOR, ROOM_ADMIN

if TYPE_CHECKING:
    from allocator.audit.exported import Exported
    from allocator.models.domain.exam import Inputs

PAIRS = "男女搭配"
_SEXES = ("女", "男")


def lacking(book: Exported, inputs: Inputs) -> int:
    """Return how many women, or men, are missing, over sites and turns."""
    sex = {member.staff: member.sex for member in inputs.staff}
    turns = turn_of(inputs)
    counted = _counted(inputs)
    here: dict[tuple[str, int], set[str]] = defaultdict(set)
    for service in services(book, inputs):
        if service.row.post in counted:
            for session in service.sessions:
                here[service.row.site, turns.get(session, (session,))[0]].add(service.row.staff)
    missing = 0
    for key, wanted in _wanted(book, inputs).items():
        sexes = [sex.get(staff, "") for staff in here[key]]
        missing += max(0, *(wanted - sexes.count(one) for one in _SEXES))
    return missing


def lacking_at_least(book: Exported, inputs: Inputs) -> int:
    """Return the least that counting shows: as many women and men as the roster has in a turn."""
    counted = _counted(inputs)
    wanted: dict[int, int] = defaultdict(int)
    for (_, first), number in _wanted(book, inputs).items():
        wanted[first] += number
    limited = inputs.policy.is_on("STAFF-AVAILABLE")
    least = 0
    for first, number in wanted.items():
        sexes = [
            member.sex
            for member in inputs.staff
            if counted & set(member.posts)
            and not (limited and member.sessions and first not in member.sessions)
        ]
        least += max(0, *(number - sexes.count(one) for one in _SEXES))
    return least


def _counted(inputs: Inputs) -> set[str]:
    """Return the posts whose people count as 监考 of a room."""
    return {INVIGILATOR} | ({ROOM_ADMIN} if admin_doubles(inputs.policy) else set())


def _wanted(book: Exported, inputs: Inputs) -> dict[tuple[str, int], int]:
    """Return by site and turn how many women, and how many men, are wanted."""
    policy = inputs.policy
    wanted = {}
    for key, rooms in open_rooms(book, inputs).items():
        drawn = sum(
            invigilators_of(policy, room.form, room.most) - doubling(inputs, room)
            for room in rooms.values()
        )
        spare = reserves_for(drawn) if policy.is_on("STAFF-RESERVE") else 0
        wanted[key] = len(rooms) + spare // 2
    return wanted
