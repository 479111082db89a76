"""The deal of one sitting: everybody gets a room, nobody a seat of his own yet.

Kinds are dealt over their places, crowded units are evened out, kin is parted (SEAT-KIN). Every
number below is part of the published method (`docs/draws.md`); `seat_draw` has the other steps.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from allocator.solvers.kin_search import Search, not_found

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from allocator.randomness import Stream

CROWDED, EVEN_STEPS = 3, 40
"""A unit of more than 1 / CROWDED of a room is crowded there and is evened out, so many tries for
each of its people."""
KIN_TRIES = 20000
"""Tries to part one pair that must not share a room."""

Plan = list[list[int]]
"""By room: candidates."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitters:
    """Whom one sitting has to seat; candidates, kinds and units are numbers."""

    members: dict[int, list[int]]
    """By kind, ascending: its candidates."""
    units: Sequence[int]
    """By candidate: his unit, 0 for none."""
    kin: dict[int, set[int]]
    """By candidate of the sitting: whom he must not share a room with."""
    kind_of: dict[int, int]
    name_of: Callable[[int], str]
    """How a message calls a candidate."""

    @classmethod
    def of(
        cls,
        members: Mapping[int, Sequence[int]],
        units: Sequence[int],
        kin: Mapping[int, set[int]],
        name_of: Callable[[int], str],
    ) -> Sitters:
        """Keep what concerns the sitting; `kin` may speak of other candidates too."""
        sorted_members = {k: list(people) for k, people in sorted(members.items())}
        return cls(
            members=sorted_members,
            units=units,
            kin={
                who: kin[who] for people in sorted_members.values() for who in people if who in kin
            },
            kind_of={who: k for k, people in sorted_members.items() for who in people},
            name_of=name_of,
        )

    def may_sit(self, who: int, room: int, room_of: Mapping[int, int], leaving: int) -> bool:
        """Return whether nobody of a person's kin stays in a room once `leaving` has left it."""
        return all(
            room_of.get(relative, -1) != room or relative == leaving
            for relative in self.kin.get(who, ())
        )


def deal(
    sitters: Sitters, places_of_room: Sequence[Sequence[tuple[int, int]]], stream: Stream
) -> Plan:
    """Deal each kind round by round, people of one unit one after another.

    `places_of_room` gives by room its pairs (kind, places). The deal starts at a random point of
    the row of people, so each person is equally likely at each place of the kind; one after
    another, so a unit is spread over the rooms.
    """
    return _deal(sitters.members, sitters.units, places_of_room, stream)


def _deal(
    members: Mapping[int, Sequence[int]],
    units: Sequence[int],
    places_of_room: Sequence[Sequence[tuple[int, int]]],
    stream: Stream,
) -> Plan:
    plan: Plan = [[] for _ in places_of_room]
    places = _by_kind(places_of_room)
    for k, people in members.items():
        row = _row(people, units, stream)
        taken = 0
        for lap in range(max(n for _, n in places[k])):
            rooms = [r for r, n in places[k] if n > lap]
            stream.shuffle(rooms)
            for r in rooms:
                plan[r].append(row[taken])
                taken += 1
    return plan


def _by_kind(
    places_of_room: Sequence[Sequence[tuple[int, int]]],
) -> dict[int, list[tuple[int, int]]]:
    """Return by kind its pairs (room, places)."""
    places: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for r, counts in enumerate(places_of_room):
        for k, n in counts:
            places[k].append((r, n))
    return places


def _row(people: Sequence[int], units: Sequence[int], stream: Stream) -> list[int]:
    """Return people in drawn order, units together, from a random point on."""
    drawn = list(people)
    stream.shuffle(drawn)
    blocks: dict[int, list[int]] = {}
    for who in drawn:
        unit = units[who]
        blocks.setdefault(unit if unit else -who - 1, []).append(who)
    row = [who for block in blocks.values() for who in block]
    start = stream.below(len(row))
    return row[start:] + row[:start]


def even_out(sitters: Sitters, plan: Plan, stream: Stream) -> None:
    """Where a unit fills much of a room, swap people of one kind until it is spread evenly.

    A swap is made when it does not raise the sum, over rooms and crowded units, of the square of
    the unit's people divided by the people of the room.
    """
    units, members, kind_of, below = sitters.units, sitters.members, sitters.kind_of, stream.below
    inside = _unit_counts(plan, units)
    crowded = {
        unit
        for seats, counts in zip(plan, inside, strict=True)
        for unit, n in counts.items()
        if unit and n * CROWDED > len(seats)
    }
    if not crowded or len(plan) < 2:
        return
    place = {who: (r, i) for r, seats in enumerate(plan) for i, who in enumerate(seats)}
    movers = [who for people in members.values() for who in people if units[who] in crowded]
    for _ in range(EVEN_STEPS * len(movers)):
        a = movers[below(len(movers))]
        peers = members[kind_of[a]]
        b = peers[below(len(peers))]
        (ra, i), (rb, j) = place[a], place[b]
        ua, ub = units[a], units[b]
        if ra == rb or ua == ub:
            continue
        na, nb = len(plan[ra]), len(plan[rb])
        rise = (2 * inside[rb][ua] + 1) * na - (2 * inside[ra][ua] - 1) * nb
        if ub in crowded:
            rise += (2 * inside[ra][ub] + 1) * nb - (2 * inside[rb][ub] - 1) * na
        if rise > 0:
            continue
        plan[ra][i], plan[rb][j] = b, a
        place[a], place[b] = (rb, j), (ra, i)
        for unit, source, target in ((ua, ra, rb), (ub, rb, ra)):
            inside[source][unit] -= 1
            inside[target][unit] += 1


def _unit_counts(plan: Plan, units: Sequence[int]) -> list[dict[int, int]]:
    """Return by room the people of each unit in it."""
    inside: list[dict[int, int]] = []
    for seats in plan:
        counts: dict[int, int] = defaultdict(int)
        for who in seats:
            counts[units[who]] += 1
        inside.append(counts)
    return inside


def part_kin(
    sitters: Sitters,
    places_of_room: Sequence[Sequence[tuple[int, int]]],
    plan: Plan,
    stream: Stream,
) -> None:
    """SEAT-KIN: swap one of a pair in one room with somebody of his kind elsewhere.

    Where a pair cannot be parted so, `plan` is dealt anew, everybody with kin first. Raises
    `LimitError` naming the pair where that was not found either, which is no proof.
    """
    kin = sitters.kin
    if not kin:
        return
    room_of = {who: r for r, seats in enumerate(plan) for who in seats}
    for who in sorted(kin):
        for other in sorted(kin[who]):
            if room_of.get(other, -1) == room_of[who] and not _move_apart(
                sitters, plan, room_of, (who, other), stream
            ):
                plan[:] = _deal_anew(sitters, places_of_room, (who, other), stream)
                return


def _move_apart(
    sitters: Sitters, plan: Plan, room_of: dict[int, int], pair: tuple[int, int], stream: Stream
) -> bool:
    below = stream.below
    for _ in range(KIN_TRIES):
        mover = pair[below(2)]
        people = sitters.members[sitters.kind_of[mover]]
        partner = people[below(len(people))]
        here, there = room_of[mover], room_of[partner]
        if here == there or not sitters.may_sit(mover, there, room_of, partner):
            continue
        if not sitters.may_sit(partner, here, room_of, mover):
            continue
        i, j = plan[here].index(mover), plan[there].index(partner)
        plan[here][i], plan[there][j] = partner, mover
        room_of[mover], room_of[partner] = there, here
        return True
    return False


def _deal_anew(
    sitters: Sitters,
    places_of_room: Sequence[Sequence[tuple[int, int]]],
    pair: tuple[int, int],
    stream: Stream,
) -> Plan:
    """Find rooms for everybody with kin, then deal the others over the places left."""
    kin, kind_of = sitters.kin, sitters.kind_of
    with_kin = [who for people in sitters.members.values() for who in people if who in kin]
    places = _by_kind(places_of_room)
    search = Search(with_kin, kind_of, kin, places)
    found = search.run(stream)
    if found is None:
        name = sitters.name_of
        one, other = pair
        rooms = {r for who in pair for r, _ in places[kind_of[who]]}
        names = [name(who) for who in with_kin]
        raise not_found(names, (name(one), name(other)), len(rooms), exhausted=search.exhausted)
    taken: dict[tuple[int, int], int] = defaultdict(int)
    for who, r in found.items():
        taken[kind_of[who], r] += 1
    left = [[(k, n - taken[k, r]) for k, n in counts] for r, counts in enumerate(places_of_room)]
    others = {
        k: rest
        for k, people in sitters.members.items()
        if (rest := [who for who in people if who not in kin])
    }
    plan = _deal(others, sitters.units, left, stream)
    for who, r in found.items():
        plan[r].append(who)
    return plan
