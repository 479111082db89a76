"""What a draw of the day needs and who could serve, as small integers: the input of `resilience`.

People are numbered from 0 in the order of 工号, rooms as in `DrawTurn.rooms`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from allocator.models.domain.exam import Form
from allocator.models.domain.staffing import DRAWN_POSTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.models.domain.day_draws import DrawTurn, SiteSheet
    from allocator.models.domain.staffing import PatrolGroup

INVIGILATES, PATROLS, ADMINISTERS = 0, 1, 2
"""Posts as numbers: places in `DRAWN_POSTS` and in the triples of this package."""


class Room(NamedTuple):
    """What one room needs."""

    invigilators: int
    admins: int
    computer: bool
    """Somebody of the room must have 计算机能力 (ROOM-COMPUTER)."""


class Kind(NamedTuple):
    """What counting sees of a person."""

    posts: tuple[int, ...]
    """Posts he may take and somebody must, ascending."""
    computer: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One draw of the day as integers."""

    staff: tuple[str, ...]
    """工号 by person, ascending; everybody posted for the turn, reserves among them."""
    kinds: tuple[Kind, ...]
    """By person."""
    barred: tuple[frozenset[int], ...]
    """By person: rooms he must not serve."""
    kin: tuple[frozenset[int], ...]
    """By person: people of this draw he must not work with."""
    rooms: tuple[Room, ...]
    groups: tuple[tuple[int, ...], ...]
    """Rooms of each patrol group."""
    doubles: bool
    """A 考场系统管理员 with 计算机能力 gives his room what it needs."""

    @property
    def needs(self) -> tuple[int, int, int]:
        """Return how many places there are of each post."""
        return (
            sum(room.invigilators for room in self.rooms),
            len(self.groups),
            sum(room.admins for room in self.rooms),
        )

    @property
    def computer(self) -> int:
        """Return how many rooms need somebody with 计算机能力."""
        return sum(room.computer for room in self.rooms)

    def troubled(self) -> tuple[int, ...]:
        """Return the people whom counting does not see through: with a bar or a relative."""
        return tuple(
            person for person in range(len(self.staff)) if self.barred[person] or self.kin[person]
        )


def plain(case: Case, kind: Kind) -> Kind:
    """Return the kind without a 计算机能力 that nobody asks for."""
    return kind if case.computer else Kind(kind.posts, computer=False)


def case_of(sheet: SiteSheet, turn: int, groups: Sequence[PatrolGroup] | None = None) -> Case:
    """Return the draw `sheet.turns[turn]`, with other patrol groups than its own if given."""
    work = sheet.turns[turn]
    posts = _posts(sheet, work)
    everybody = sorted(posts)
    number = {person: nth for nth, person in enumerate(everybody)}
    barred: list[set[int]] = [set() for _ in everybody]
    for person, room in work.barred:
        if person in number:
            barred[number[person]].add(room)
    kin: list[set[int]] = [set() for _ in everybody]
    for one, other in sheet.relatives:
        if one in number and other in number:
            kin[number[one]].add(number[other])
            kin[number[other]].add(number[one])
    covered = work.groups if groups is None else groups
    rooms = _rooms(work)
    needed = (
        any(room.invigilators for room in rooms),
        bool(covered),
        any(room.admins for room in rooms),
    )
    place = {room.number: nth for nth, room in enumerate(work.rooms)}
    return Case(
        staff=tuple(sheet.people[person].staff for person in everybody),
        kinds=tuple(
            Kind(
                tuple(post for post in posts[person] if needed[post]),
                sheet.people[person].computer,
            )
            for person in everybody
        ),
        barred=tuple(map(frozenset, barred)),
        kin=tuple(map(frozenset, kin)),
        rooms=rooms,
        groups=tuple(tuple(place[number] for number in group.rooms) for group in covered),
        doubles=sheet.doubles,
    )


def _posts(sheet: SiteSheet, work: DrawTurn) -> dict[int, tuple[int, ...]]:
    """Return what each person may be drawn for: regulars their post, reserves any of theirs."""
    posts: dict[int, tuple[int, ...]] = {}
    for post, people in enumerate((work.invigilators, work.patrols, work.admins)):
        posts.update(dict.fromkeys(people, (post,)))
    for person in work.reserves:
        able = sheet.people[person].posts
        posts[person] = tuple(post for post, name in enumerate(DRAWN_POSTS) if name in able)
    return posts


def _rooms(work: DrawTurn) -> tuple[Room, ...]:
    return tuple(
        Room(room.invigilators, room.admins, room.form is Form.ELECTRONIC) for room in work.rooms
    )
