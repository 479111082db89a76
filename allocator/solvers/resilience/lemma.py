"""When bars and relatives cannot stop a draw that counting allows: a lemma and its inequalities.

With enough rooms there is always another one for whoever is barred from a room or has a relative
in it. `docs/resilience.md` has the lemma and the proof. It speaks of everybody who might come, so
that it holds whoever is absent, as long as no more are absent than it was asked for.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from allocator.solvers.resilience.case import ADMINISTERS, INVIGILATES, PATROLS, plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.solvers.resilience.case import Case


class _Places(NamedTuple):
    """Places of one class: a person may be put into any of them as far as counting sees."""

    post: int
    in_room: tuple[int, ...]
    """Places by room."""
    skilled: bool
    """For people with 计算机能力."""


def holds(case: Case, people: Sequence[int], absent: int) -> bool:
    """Tell whether these people, with at most `absent` of them away, can finish if they suffice.

    To suffice means by counting, as `counts` does.
    """
    known = frozenset(people)
    kin = {person: case.kin[person] & known for person in people}
    troubled = [person for person in people if case.barred[person] or kin[person]]
    if not troubled:
        return True
    if case.doubles and case.computer and not _admins_skilled(case, people):
        # Who gives a room its 计算机能力 then differs from room to room: no fixed classes.
        return False
    moving = _moving(case, people, frozenset(troubled), absent)
    return _patrols_fit(case, moving) and all(
        _fits(case, places, troubled, kin, moving) for places in _classes(case)
    )


def spare_people(case: Case, absent: int) -> tuple[int, ...]:
    """Return few people without whom the lemma holds, those with most bars and relatives first."""
    people = list(range(len(case.staff)))
    dropped: list[int] = []
    while not holds(case, people, absent):
        worst = max(people, key=lambda person: (_trouble(case, person, people), -person))
        people.remove(worst)
        dropped.append(worst)
    return tuple(sorted(dropped))


def _moving(
    case: Case, people: Sequence[int], troubled: frozenset[int], absent: int
) -> frozenset[int]:
    """Return those of the troubled who may have to patrol or administer.

    Nobody of a kind has to of which enough others, who have no trouble, are surely present: two of
    one kind may change places as far as counting sees.
    """
    free = Counter(plain(case, case.kinds[p]) for p in people if p not in troubled)
    found = []
    for person in sorted(troubled):
        kind = plain(case, case.kinds[person])
        elsewhere = sum(case.needs[post] for post in kind.posts if post != INVIGILATES)
        if free[kind] - absent < elsewhere:
            found.append(person)
    return frozenset(found)


def _trouble(case: Case, person: int, people: Sequence[int]) -> int:
    return len(case.barred[person]) + len(case.kin[person].intersection(people))


def _admins_skilled(case: Case, people: Sequence[int]) -> bool:
    return all(
        case.kinds[person].computer for person in people if ADMINISTERS in case.kinds[person].posts
    )


def _classes(case: Case) -> tuple[_Places, ...]:
    """Return the classes of places in rooms; skilled 监考 stand apart where a room needs one."""
    given = [case.doubles and room.admins > 0 for room in case.rooms]
    needs = [room.computer and not has for room, has in zip(case.rooms, given, strict=True)]
    plain = tuple(room.invigilators - need for room, need in zip(case.rooms, needs, strict=True))
    admins = tuple(room.admins for room in case.rooms)
    every = (
        _Places(ADMINISTERS, admins, skilled=False),
        _Places(INVIGILATES, tuple(map(int, needs)), skilled=True),
        _Places(INVIGILATES, plain, skilled=False),
    )
    return tuple(places for places in every if any(places.in_room))


def _fits(
    case: Case,
    places: _Places,
    troubled: Sequence[int],
    kin: dict[int, frozenset[int]],
    moving: frozenset[int],
) -> bool:
    able = [
        person
        for person in troubled
        if places.post in case.kinds[person].posts
        and (case.kinds[person].computer or not places.skilled)
        and (places.post == INVIGILATES or person in moving)
    ]
    if min(places.in_room) < 0:
        return False
    total, most = sum(places.in_room), max(places.in_room)
    relatives = [person for person in able if kin[person]]
    first = min(len(relatives), total)
    largest = max(map(len, case.groups), default=0)
    for person in relatives:
        taken = sum(
            largest if q in moving and PATROLS in case.kinds[q].posts else 1 for q in kin[person]
        )
        if total - most * (len(case.barred[person]) + taken) < first:
            return False
    barred = [person for person in able if case.barred[person] and not kin[person]]
    return _bars_fit(
        total - first,
        min(len(barred), total),
        most * max((len(case.barred[person]) for person in barred), default=0),
        _most_barred([case.barred[person] for person in barred], len(case.rooms)),
    )


def _patrols_fit(case: Case, moving: frozenset[int]) -> bool:
    """Patrols are placed before anybody else, so that only bars stand in their way."""
    group_of = {room: nth for nth, group in enumerate(case.groups) for room in group}
    barred = [
        frozenset(group_of[room] for room in case.barred[person] if room in group_of)
        for person in sorted(moving)
        if PATROLS in case.kinds[person].posts
    ]
    barred = [groups for groups in barred if groups]
    return _bars_fit(
        len(case.groups),
        min(len(barred), len(case.groups)),
        max(map(len, barred), default=0),
        _most_barred(barred, len(case.groups)),
    )


def _bars_fit(places: int, people: int, lost: int, barring: int) -> bool:
    """Tell whether the people surely find a place each.

    `places` are free, each person loses at most `lost` of them, and each place is barred for at
    most `barring` people. Either they are placed one after another, or by Hall's condition.
    """
    return people == 0 or people <= places - lost or lost + barring <= places


def _most_barred(barred: Sequence[frozenset[int]], places: int) -> int:
    counts = [0] * places
    for some in barred:
        for place in sorted(some):
            counts[place] += 1
    return max(counts, default=0)
