"""流动监考 on the day: fewer groups under the waiver of PATROL-5, and who covers which group."""

from __future__ import annotations

from math import comb
from typing import TYPE_CHECKING, NamedTuple

from allocator.models.domain.staffing import PatrolGroup
from allocator.solvers.day.task import matched

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.randomness import Stream
    from allocator.solvers.day.task import DayTask

MOST_ROOMS = 5
"""Rooms of a group without the waiver (PATROL-5)."""
TRIES = 2000
"""Whole shuffles before the exact draw or the walk."""
EXACT_PEOPLE = 14
"""So many 流动监考 at most are drawn exactly where shuffles fail."""
ROUNDS = 200
"""Rounds of the walk; one has as many swaps as people and as many redraws as groups."""


class _Block(NamedTuple):
    """Neighbouring floors of a building whose rooms are split evenly over so many groups."""

    building: str
    rooms: tuple[tuple[int, str], ...]
    """Pairs (floor, 考场号) in corridor order."""
    groups: int

    @property
    def most(self) -> int:
        """Return the rooms of the largest group."""
        return -(-len(self.rooms) // self.groups)


def merged_groups(groups: Sequence[PatrolGroup], people: int) -> tuple[PatrolGroup, ...]:
    """Return at most `people` groups of neighbouring rooms of one building, as even as can be.

    `groups` are in the order of building, floor, corridor. One group fewer at a time: first where
    no group gets more than five rooms, then on one floor before neighbouring floors, then where
    groups stay smallest. A building keeps a group, so with fewer people than buildings more than
    `people` groups come back.
    """
    blocks: list[_Block] = []
    for group in groups:
        rooms = tuple((group.floors[0], number) for number in group.rooms)
        last = blocks[-1] if blocks else None
        if last and (last.building, last.rooms[-1][0]) == (group.building, group.floors[0]):
            blocks[-1] = last._replace(rooms=last.rooms + rooms, groups=last.groups + 1)
        else:
            blocks.append(_Block(group.building, rooms, 1))
    if len(groups) <= people:
        return tuple(groups)
    while sum(block.groups for block in blocks) > people:
        steps = _steps(blocks)
        if not steps:
            break
        (*_, start), new, length = min(steps)
        blocks[start : start + length] = [new]
    return tuple(group for block in blocks for group in _split(block))


def _steps(blocks: Sequence[_Block]) -> list[tuple[tuple[int, ...], _Block, int]]:
    """Return (preference, block, blocks it replaces) of every way to save one group."""
    steps: list[tuple[tuple[int, ...], _Block, int]] = []
    for n, block in enumerate(blocks):
        if block.groups > 1:
            less = block._replace(groups=block.groups - 1)
            steps.append(((int(less.most > MOST_ROOMS), 0, less.most, n), less, 1))
        after = blocks[n + 1] if n + 1 < len(blocks) else None
        if after and after.building == block.building:
            apart = abs(after.rooms[0][0] - block.rooms[-1][0])
            joined = _Block(
                block.building, block.rooms + after.rooms, block.groups + after.groups - 1
            )
            steps.append(((int(joined.most > MOST_ROOMS), apart, joined.most, n), joined, 2))
    return steps


def _split(block: _Block) -> list[PatrolGroup]:
    count, groups = len(block.rooms), block.groups
    found = []
    for n in range(groups):
        part = block.rooms[count * n // groups : count * (n + 1) // groups]
        floors = tuple(sorted({floor for floor, _ in part}))
        found.append(PatrolGroup(block.building, floors, tuple(number for _, number in part)))
    return found


def draw_patrols(task: DayTask, who: Sequence[int], stream: Stream) -> list[int]:
    """Return the 流动监考 of each group, uniform over all that keep every must with this plan.

    `who` is a plan in which every group can have one (see `DayTask.patrols_fit`).
    """
    groups = len(task.party.groups)
    closed = task.open_to(who)
    people = list(task.party.patrols)
    if not groups:
        return []
    for _ in range(TRIES):
        row = list(people)
        stream.shuffle(row)
        if not any(g in closed[row[g]] for g in range(groups)):
            return row[:groups]
    if len(people) <= EXACT_PEOPLE and comb(len(people), groups // 2):
        counted = _Counted(people, groups, closed)
        return counted.plan(stream.below(counted.ways(0, 0)))
    return _walked(people, groups, closed, stream)


class _Counted:
    """All ways to give each group somebody, counted over subsets of people."""

    def __init__(self, people: list[int], groups: int, closed: dict[int, set[int]]) -> None:
        self._people, self._groups, self._closed = people, groups, closed
        self._known: dict[tuple[int, int], int] = {}

    def ways(self, group: int, used: int) -> int:
        """Return the ways to serve the groups from this one on."""
        if group == self._groups:
            return 1
        key = (group, used)
        if key not in self._known:
            self._known[key] = sum(
                self.ways(group + 1, used | 1 << n) for n in self._able(group, used)
            )
        return self._known[key]

    def _able(self, group: int, used: int) -> list[int]:
        return [
            n
            for n, who in enumerate(self._people)
            if not used >> n & 1 and group not in self._closed[who]
        ]

    def plan(self, number: int) -> list[int]:
        """Return the way of this number, people ascending group by group."""
        used, row = 0, []
        for group in range(self._groups):
            for n in self._able(group, used):
                ways = self.ways(group + 1, used | 1 << n)
                if number < ways:
                    row.append(self._people[n])
                    used |= 1 << n
                    break
                number -= ways
        return row


def _walked(
    people: list[int], groups: int, closed: dict[int, set[int]], stream: Stream
) -> list[int]:
    """Swap two people, and redraw three groups with those left over, a fixed number of times."""
    order = list(people)
    stream.shuffle(order)
    holder = matched(groups, order, closed)
    held = set(holder.values())
    row = [holder[g] for g in range(groups)] + [who for who in order if who not in held]
    for _ in range(ROUNDS):
        for _ in range(len(row)):
            i, j = stream.below(len(row)), stream.below(len(row))
            if i not in closed[row[j]] and j not in closed[row[i]]:
                row[i], row[j] = row[j], row[i]
        for _ in range(groups):
            places = sorted({stream.below(groups) for _ in range(3)})
            places += range(groups, len(row))
            mixed = [row[place] for place in places]
            stream.shuffle(mixed)
            if not any(p in closed[who] for p, who in zip(places, mixed, strict=True)):
                for place, who in zip(places, mixed, strict=True):
                    row[place] = who
    return row[:groups]
