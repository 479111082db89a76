"""Whether a draw can be finished with given people, by bounded search: for small sites.

Only people with a bar or a relative in the draw are placed one by one; the others are alike to
every rule but for what they can do, so that counting settles them (Hall's condition).
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

from allocator.solvers.resilience.case import ADMINISTERS, INVIGILATES, PATROLS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from allocator.solvers.resilience.case import Case, Kind

_STEPS = 20_000
_SMALL = 8
"""Rooms up to which all steps are allowed."""

Option = tuple[int, int]
"""Post and room, for 流动监考 post and group; `_NOWHERE` for not serving."""
_NOWHERE: Option = (-1, -1)

# Places that differ: post, and whether for somebody with 计算机能力.
_SLOTS = (
    (INVIGILATES, True),
    (INVIGILATES, False),
    (PATROLS, False),
    (ADMINISTERS, True),
    (ADMINISTERS, False),
)


class Effort:
    """How many more people may be tried in a place, over several searches of one case."""

    def __init__(self, steps: int) -> None:
        """Allow so many steps."""
        self.left = steps

    @classmethod
    def for_case(cls, case: Case) -> Effort:
        """Return the usual effort: a step costs in proportion to the rooms."""
        return cls(min(_STEPS, _STEPS * _SMALL // max(1, len(case.rooms))))


def finishable(case: Case, present: Sequence[int], effort: Effort) -> bool | None:
    """Tell whether these people can finish the draw; None: effort ran out before it was known."""
    known = frozenset(present)
    troubled = [person for person in present if case.barred[person] or case.kin[person] & known]
    alike = Counter(case.kinds[person] for person in present)
    for person in troubled:
        alike[case.kinds[person]] -= 1
    troubled.sort(key=lambda p: (-len(case.barred[p]) - 2 * len(case.kin[p] & known), p))
    return _Search(case, troubled, alike, effort).place(0)


class _Search:
    """The places still free while the people with bars and relatives are put in one by one."""

    def __init__(
        self, case: Case, troubled: Sequence[int], alike: Mapping[Kind, int], effort: Effort
    ) -> None:
        self._case = case
        self._troubled = troubled
        self._alike = dict(alike)
        self._waiting = Counter(case.kinds[person] for person in troubled)
        self._effort = effort
        self._invigilators = [room.invigilators for room in case.rooms]
        self._admins = [room.admins for room in case.rooms]
        self._lacks = [room.computer for room in case.rooms]
        self._inside: list[list[int]] = [[] for _ in case.rooms]
        self._patrol: list[int | None] = [None] * len(case.groups)
        self._group_of = {room: nth for nth, group in enumerate(case.groups) for room in group}

    def place(self, nth: int) -> bool | None:
        """Place the people from `nth` on; None when effort ran out and no way was found."""
        if not self._rest_suffice():
            return False
        if nth == len(self._troubled):
            return True
        person = self._troubled[nth]
        self._waiting[self._case.kinds[person]] -= 1
        answer: bool | None = False
        for option in self._options(person, nth):
            if self._effort.left <= 0:
                answer = None
                break
            self._effort.left -= 1
            lacked = self._put(person, option)
            deeper = self.place(nth + 1)
            self._take(person, option, lacked=lacked)
            if deeper:
                answer = True
                break
            if deeper is None:
                answer = None
        self._waiting[self._case.kinds[person]] += 1
        return answer

    def _put(self, person: int, option: Option) -> bool:
        """Put somebody into a place; return whether the room lacked 计算机能力 before."""
        post, where = option
        if option == _NOWHERE:
            return False
        if post == PATROLS:
            self._patrol[where] = person
            return False
        (self._invigilators if post == INVIGILATES else self._admins)[where] -= 1
        self._inside[where].append(person)
        lacked = self._lacks[where]
        if self._case.kinds[person].computer and (post == INVIGILATES or self._case.doubles):
            self._lacks[where] = False
        return lacked

    def _take(self, person: int, option: Option, *, lacked: bool) -> None:
        post, where = option
        if option == _NOWHERE:
            return
        if post == PATROLS:
            self._patrol[where] = None
            return
        (self._invigilators if post == INVIGILATES else self._admins)[where] += 1
        self._inside[where].remove(person)
        self._lacks[where] = lacked

    def _options(self, person: int, nth: int) -> Iterator[Option]:
        """Yield where somebody may go; of rooms that nothing tells apart only the first."""
        case = self._case
        later = self._troubled[nth + 1 :]
        seen: set[tuple[object, ...]] = set()
        for room in range(len(case.rooms)):
            if room in case.barred[person] or self._relative_near(person, room):
                continue
            look = self._look(room, later)
            for post, free in ((INVIGILATES, self._invigilators), (ADMINISTERS, self._admins)):
                if free[room] and post in case.kinds[person].posts and (post, *look) not in seen:
                    seen.add((post, *look))
                    yield post, room
        if PATROLS in case.kinds[person].posts:
            for group, rooms in enumerate(case.groups):
                if self._patrol[group] is None and not any(
                    room in case.barred[person] or case.kin[person].intersection(self._inside[room])
                    for room in rooms
                ):
                    yield PATROLS, group
        yield _NOWHERE

    def _relative_near(self, person: int, room: int) -> bool:
        kin = self._case.kin[person]
        group = self._group_of.get(room)
        patrol = None if group is None else self._patrol[group]
        return patrol in kin or not kin.isdisjoint(self._inside[room])

    def _look(self, room: int, later: Sequence[int]) -> tuple[object, ...]:
        case = self._case
        return (
            self._group_of.get(room),
            self._invigilators[room],
            self._admins[room],
            self._lacks[room],
            tuple(person for person in later if room in case.barred[person]),
            tuple(person for person in self._inside[room] if case.kin[person]),
        )

    def _rest_suffice(self) -> bool:
        """Tell whether everybody else could fill what is free, if none had a bar or a relative."""
        either = alone = admin = 0
        for room, lacks in enumerate(self._lacks):
            if lacks:
                by_admin = self._case.doubles and self._admins[room] > 0
                if self._invigilators[room] and by_admin:
                    either += 1
                elif self._invigilators[room]:
                    alone += 1
                elif by_admin:
                    admin += 1
                else:
                    return False
        people = dict(self._alike)
        for kind, count in self._waiting.items():
            people[kind] = people.get(kind, 0) + count
        invigilators, admins = sum(self._invigilators), sum(self._admins)
        patrols = self._patrol.count(None)
        for skilled in range(either, -1, -1):
            first, second = alone + either - skilled, admin + skilled
            demand = (first, invigilators - first, patrols, second, admins - second)
            if _hall(demand, people):
                return True
        return False


def _hall(demand: Sequence[int], people: Mapping[Kind, int]) -> bool:
    """Tell whether the demand of `_SLOTS` can be met: no set of them asks for too many."""
    able = [(count, _slots_of(kind)) for kind, count in people.items() if count]
    asked = [(1 << nth, need) for nth, need in enumerate(demand) if need]
    sets = [(0, 0)]
    for bit, need in asked:
        sets += [(chosen | bit, wanted + need) for chosen, wanted in sets]
    return all(
        wanted <= sum(count for count, mask in able if mask & chosen) for chosen, wanted in sets
    )


@cache
def _slots_of(kind: Kind) -> int:
    """Return the places of `_SLOTS` that one of this kind may take, as bits."""
    return sum(
        1 << nth
        for nth, (post, skilled) in enumerate(_SLOTS)
        if post in kind.posts and (kind.computer or not skilled)
    )
