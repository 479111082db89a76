"""Proven bounds of the should rules by counting, each by itself; no solver.

Each is a bound whatever the other rules ask, so a plan that reaches all of them is the least.
"""

from __future__ import annotations

from collections import Counter, deque
from typing import TYPE_CHECKING

from allocator.solvers.day.task import EXPERIENCED, MAN, WOMAN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.solvers.day.task import DayTask


def counted_bounds(task: DayTask) -> list[int]:
    """Return a bound for each should in force: units, sexes and experience; 0 for the others."""
    rooms = len(task.rooms)
    have = Counter(
        trait
        for who in task.counted
        for trait in (MAN, WOMAN, EXPERIENCED)
        if task.traits[who] & trait
    )
    both = sum(_counted(task, r) > 1 for r in range(rooms))
    bounds = {
        "PAIR-UNIT": _unit_bound(task),
        "PAIR-GENDER": rooms - min(both, have[MAN], have[WOMAN]),
        "PAIR-EXPERIENCE": max(0, rooms - have[EXPERIENCED]),
    }
    return [bounds.get(rule, 0) for rule in task.shoulds]


def _counted(task: DayTask, room: int) -> int:
    """Return how many people of a room count as 监考."""
    need = task.rooms[room]
    return need.invigilators + (need.admins if task.sheet.doubles else 0)


def _unit_bound(task: DayTask) -> int:
    """Spread each unit evenly over the rooms; those left over are taken where it helps most.

    The k-th person of a unit in one room adds k - 1 pairs, and only rooms with k places take one.
    """
    sizes = [_counted(task, r) for r in range(len(task.rooms))]
    units = Counter(task.units[who] for who in task.counted if task.units[who] >= 0)
    added: list[int] = []
    for people in units.values():
        for nth in range(1, max(sizes, default=0) + 1):
            here = min(people, sum(size >= nth for size in sizes))
            added += [nth - 1] * here
            people -= here
        # More of a unit than places there are: they must be among those left over.
        added += [0] * people
    spare = len(task.spare_places) + (len(task.spare_admin_places) if task.sheet.doubles else 0)
    added.sort(reverse=True)
    return sum(added[spare:])


def improved_bounds(task: DayTask, values: Sequence[int], bounds: Sequence[int]) -> list[int]:
    """Return bounds with those of ROOM-OWN-UNIT and ROOM-REPEAT by matching people to rooms."""
    better = list(bounds)
    for nth, rule in enumerate(task.shoulds):
        if rule in ("ROOM-OWN-UNIT", "ROOM-REPEAT") and values[nth] > bounds[nth]:
            better[nth] = max(bounds[nth], _unfilled(task, nth))
    return better


def _unfilled(task: DayTask, nth: int) -> int:
    """Return the places of rooms that only people who break this rule there can fill."""
    refused = []
    for prices in task.here:
        refused.append(
            {r for r, cost in prices.items() if cost >= task.must or task.digits(cost)[nth]}
        )
    left = 0
    party = task.party
    for people, needs in (
        (party.invigilators, [room.invigilators for room in task.rooms]),
        (party.admins, [room.admins for room in task.rooms]),
    ):
        left += sum(needs) - _filled(people, needs, refused)
    return left


def _filled(people: Sequence[int], needs: Sequence[int], refused: Sequence[set[int]]) -> int:
    """Return how many places can be filled with people a room does not refuse (max flow)."""
    inside: list[list[int]] = [[] for _ in needs]
    free = list(people)
    filled = 0
    for r, need in enumerate(needs):
        for _ in range(need):
            if _augment(r, inside, free, refused):
                filled += 1
    return filled


def _augment(
    room: int, inside: list[list[int]], free: list[int], refused: Sequence[set[int]]
) -> bool:
    """Take somebody for a room, moving others from room to room where nobody free will do."""
    came: dict[int, tuple[int, int]] = {}
    queue = deque([room])
    seen = {room}
    while queue:
        at = queue.popleft()
        for n, who in enumerate(free):
            if at not in refused[who]:
                free.pop(n)
                inside[at].append(who)
                while at != room:
                    moved, before = came[at]
                    inside[at].remove(moved)
                    inside[before].append(moved)
                    at = before
                return True
        for other, members in enumerate(inside):
            if other not in seen:
                mover = next((who for who in members if at not in refused[who]), None)
                if mover is not None:
                    seen.add(other)
                    came[other] = (mover, at)
                    queue.append(other)
    return False
