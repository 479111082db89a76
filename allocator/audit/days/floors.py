"""The least that a draw of the day must leave of what it keeps small, by counting alone.

With so few women among those who may be put in rooms, so many rooms have none, wherever they go.
Not to be put there are those posted as 流动监考, and reserves who were not needed: they step in for
somebody absent only. For all others any room would do here, so a figure may be too low, never too
high.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from math import comb
from typing import TYPE_CHECKING

from allocator.audit.days.plan import invigilators, members
from allocator.audit.plain import once
from allocator.models.domain.staff_policy import experienced_from
from allocator.models.domain.staffing import PATROL

if TYPE_CHECKING:
    from collections.abc import Callable

    from allocator.audit.days.plan import DayPlan
    from allocator.audit.exported import Exported
    from allocator.models.domain.exam import Inputs
    from allocator.models.domain.staff import StaffMember

    Count = Callable[[DayPlan, list[StaffMember], Inputs], int]


def day_floor(rule: str, plan: DayPlan, book: Exported, inputs: Inputs) -> int:
    """Return the least of one rule in one draw; 0 where counting shows nothing."""
    count = _FLOORS.get(rule)
    return count(plan, _for_rooms(plan, book, inputs), inputs) if count else 0


def _gender(plan: DayPlan, there: list[StaffMember], inputs: Inputs) -> int:
    """Rooms less the women, or less the men, whichever are fewer."""
    sexes = Counter(member.sex for member in there)
    return max(0, len(plan.open) - min(sexes["女"], sexes["男"]))


def _experience(plan: DayPlan, there: list[StaffMember], inputs: Inputs) -> int:
    """Rooms less those with experience."""
    enough = experienced_from(inputs.policy)
    return max(0, len(plan.open) - sum(member.experience >= enough for member in there))


def _unit(plan: DayPlan, there: list[StaffMember], inputs: Inputs) -> int:
    """People of each unit over the rooms as evenly as can be, as many left out as there may be."""
    rooms = len(plan.open)
    idle = len(there) - sum(len(invigilators(plan, number, inputs)) for number in plan.open)
    least = 0
    for unit, people in Counter(member.employer for member in there).items():
        if unit and rooms:
            each, more = divmod(max(0, people - idle), rooms)
            least += more * comb(each + 1, 2) + (rooms - more) * comb(each, 2)
    return least


_FLOORS: dict[str, Count] = {
    "PAIR-GENDER": _gender,
    "PAIR-EXPERIENCE": _experience,
    "PAIR-UNIT": _unit,
}


def _for_rooms(plan: DayPlan, book: Exported, inputs: Inputs) -> list[StaffMember]:
    """Return everybody in a draw who may be put in a room."""
    inside = {serving.staff for crew in plan.crews.values() for serving in crew}
    others = set(plan.rounds) | {row.staff for row in plan.table.reserves}
    posted = once(book, inputs, "posted elsewhere", lambda: _elsewhere(book))
    kept = {who for session in plan.sessions for who in posted[plan.table.site, session]}
    known = members(inputs)
    return [known[who] for who in sorted(inside | (others - kept)) if who in known]


def _elsewhere(book: Exported) -> dict[tuple[str, int], set[str]]:
    """Return by site and session who is posted as 流动监考 or as a reserve."""
    found: dict[tuple[str, int], set[str]] = defaultdict(set)
    for row in book.staff.posts if book.staff else ():
        if row.post == PATROL or row.order:
            found[row.site, row.session].add(row.staff)
    return found
