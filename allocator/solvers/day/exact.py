"""The exact draw of a small site: counts every valid plan and takes one of them by its number.

Room by room over subsets of people. The fewest broken shoulds come out of it proven, and each valid
plan, the choice of who is left over included, is as likely as any other.
"""

from __future__ import annotations

from itertools import combinations
from math import comb
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from allocator.randomness import Stream
    from allocator.solvers.day.task import DayTask

MOST_PEOPLE = 16
"""So many at most: 16! plans still fit a word of the stream."""
MOST_WORK = 400_000
"""Steps of counting at most, about a second; beyond, the draw walks."""


class _Team(NamedTuple):
    people: tuple[int, ...]
    mask: int
    cost: int
    ties: int
    """Where those stand who have relatives on patrol."""


class ExactDraw:
    """All valid plans of one task, counted but not listed."""

    def __init__(self, task: DayTask) -> None:
        """List the teams of every room; counting waits for `least`."""
        self._task = task
        people = sorted(task.party.invigilators + task.party.admins)
        self._bit = {who: 1 << n for n, who in enumerate(people)}
        self._width = len(people)
        self._tied = {who: n for n, who in enumerate(task.ties)}
        self._base = len(task.party.groups) + 1
        self._teams = [list(self._teams_of(r)) for r in range(len(task.rooms))]
        self._known: list[dict[int, tuple[int, int]]] = [{} for _ in range(len(task.rooms) + 1)]

    def _teams_of(self, room: int) -> Iterator[_Team]:
        task = self._task
        need = task.rooms[room]
        for watch in combinations(task.party.invigilators, need.invigilators):
            for admin in combinations(task.party.admins, need.admins):
                team = watch + admin
                cost = task.cost(room, team)
                if cost < task.must:
                    mask = sum(self._bit[who] for who in team)
                    yield _Team(team, mask, cost, self._ties_of(team, room))

    def _ties_of(self, team: Sequence[int], room: int) -> int:
        group = self._task.group_of[room] + 1
        tied = self._tied
        return sum(group * self._base ** tied[who] for who in team if who in tied)

    def least(self) -> tuple[int, int] | None:
        """Return the least cost of all plans and how many plans have it; None: there is none."""
        found = self._count(0, 0)
        return found if found[1] else None

    def plan(self, number: int) -> list[int]:
        """Return the plan of this number, 0 <= number < plans, among those of least cost.

        Plans are ordered by the team of the first room, then the second …; teams by 监考, then
        administrator, each ascending.
        """
        key = 0
        chosen: list[int] = []
        for r, teams in enumerate(self._teams):
            need = self._count(r, key)[0]
            for team in teams:
                if team.mask & key:
                    continue
                after = key + team.mask + (team.ties << self._width)
                cost, ways = self._count(r + 1, after)
                if not ways or cost + team.cost != need:
                    continue
                if number < ways:
                    chosen.extend(team.people)
                    key = after
                    break
                number -= ways
        party = self._task.party
        placed = set(chosen)
        chosen += [who for who in party.invigilators if who not in placed]
        return chosen + [who for who in party.admins if who not in placed]

    def _count(self, room: int, key: int) -> tuple[int, int]:
        """Return least cost and number of ways to fill the rooms from this one on."""
        known = self._known[room]
        if key in known:
            return known[key]
        if room == len(self._teams):
            known[key] = (0, int(self._patrols_fit(key >> self._width)))
            return known[key]
        least = ways = 0
        for team in self._teams[room]:
            if team.mask & key:
                continue
            cost, count = self._count(room + 1, key + team.mask + (team.ties << self._width))
            if count:
                cost += team.cost
                if not ways or cost < least:
                    least, ways = cost, count
                elif cost == least:
                    ways += count
        known[key] = (least, ways)
        return known[key]

    def _patrols_fit(self, ties: int) -> bool:
        task = self._task
        closed = {patrol: set(groups) for patrol, groups in task.closed.items()}
        for who, n in self._tied.items():
            group = ties // self._base**n % self._base - 1
            for patrol in task.patrol_kin[who]:
                closed[patrol].add(group)
        return task.patrols_fit(closed)


def small(task: DayTask) -> bool:
    """Return whether every plan of this task can be counted in about a second."""
    party = task.party
    watch, admins = len(party.invigilators), len(party.admins)
    if watch + admins > MOST_PEOPLE:
        return False
    work = used = used_admins = 0
    for room in task.rooms:
        states = comb(watch, used) * comb(admins, used_admins)
        work += (
            states * comb(watch - used, room.invigilators) * comb(admins - used_admins, room.admins)
        )
        used, used_admins = used + room.invigilators, used_admins + room.admins
    ties: int = (1 + len(party.groups)) ** len(task.ties)
    return work * ties <= MOST_WORK


def exact_plan(task: DayTask, stream: Stream) -> tuple[list[int], int] | None:
    """Return a plan, uniform over all of least cost, and that cost; None: no valid plan."""
    draw = ExactDraw(task)
    found = draw.least()
    if found is None:
        return None
    cost, plans = found
    return draw.plan(stream.below(plans)), cost
