"""SEAT-KIN before the draw: structure in which kin can be parted, whoever is drawn where.

The draw swaps people of one kind between the rooms of that kind, so kin of kinds that share a
single room could never be parted. The model gives such people rooms enough (`apart_of`); laying
then moves places of their kinds between rooms (`spread_kin`).
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from allocator.solvers.kin_check import MANY_ROOMS, can_part, people_with_kin

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from allocator.solvers.laying import LaidRoom
    from allocator.solvers.patterns import Family
    from allocator.solvers.rooming_task import Task

_ROUNDS = 4

Apart = tuple[int, tuple[int, ...], int]
"""Sitting, portions (one for each person) of people with kin among them, rooms they need."""


def groups_of(task: Task) -> list[tuple[int, tuple[int, ...]]]:
    """Return (sitting, portions, one for each person) of people who must all be apart.

    Only people of one family can meet in a room. With 批次 the draw decides who meets, so a group
    counts in every sitting that all its kinds have portions of.
    """
    import networkx as nx

    kind_of = {who: k for k, members in enumerate(task.kinds.members) for who in members}
    portion_of: dict[tuple[int, int], int] = {
        (part.kind, part.sitting): n for n, part in enumerate(task.portions)
    }
    graph: nx.Graph[int] = nx.Graph()
    graph.add_edges_from(task.kinds.kin)
    found = set()
    for clique in nx.find_cliques(graph):
        for sitting in range(len(task.sittings)):
            parts = [portion_of.get((kind_of[who], sitting), -1) for who in sorted(clique)]
            by_family: dict[Family, list[int]] = defaultdict(list)
            for n in parts:
                if n >= 0:
                    family = task.patterns[task.portions[n].patterns[0]].family
                    by_family[family].append(n)
            for family, members in by_family.items():
                if len(members) > 1 and not family.alone:
                    found.add((sitting, tuple(sorted(members))))
    return sorted(found)


def apart_of(
    task: Task, number: Mapping[int, int], options: Mapping[int, Sequence[int]]
) -> tuple[tuple[tuple[int, ...], int], ...]:
    """Return (patterns, rooms) for `RoomingProblem.apart`.

    `options` gives by portion the patterns it may use, `number` the pattern's index in the problem.
    """
    least: dict[tuple[int, ...], int] = defaultdict(int)
    for _, members, rooms in task.apart:
        patterns = tuple(sorted({number[p] for n in members for p in options[n]}))
        least[patterns] = max(least[patterns], rooms)
    return tuple(sorted(least.items()))


def spread_kin(task: Task, laid: Sequence[LaidRoom]) -> None:
    """Exchange places of kinds between rooms until kin can be parted.

    First each group gets as many rooms as people; then a kind of which several people have kin gets
    as many places away from its fullest room, so that each of them can leave it. A place given to
    one group may be taken by another, hence two rounds. Only where they cannot be parted even so,
    the kinds give way to all their people with kin. With several 批次 the draw decides who meets.
    """
    kin_of_kind: dict[tuple[int, int], set[int]] = defaultdict(set)
    for g, (sitting, members) in enumerate(task.kin_groups):
        for n in members:
            kin_of_kind[task.portions[n].kind, sitting].add(g)
    rooms_of: dict[int, list[LaidRoom]] = defaultdict(list)
    for room in laid:
        rooms_of[room.sitting].append(room)
    at_first = {id(room): dict(room.people) for room in laid}
    for _ in range(2):
        for sitting, members, needed in task.apart:
            rooms = rooms_of[sitting]
            kinds = {task.portions[n].kind for n in members}
            for _ in range(needed):
                here = [room for room in rooms if any(room.people.get(k) for k in kinds)]
                if len(here) >= needed:
                    break
                if not _exchange(task, members, here, rooms, set(kin_of_kind)):
                    break
        for (kind, sitting), groups in sorted(kin_of_kind.items()):
            _make_way(task, kind, sitting, len(groups), rooms_of[sitting], set(kin_of_kind))
    for sitting, rooms in sorted(rooms_of.items()):
        if len(task.inputs.batches_of(task.sittings[sitting].exam)) == 1:
            _spread_more(task, sitting, rooms, set(kin_of_kind), at_first)


def _spread_more(
    task: Task,
    sitting: int,
    rooms: Sequence[LaidRoom],
    with_kin: set[tuple[int, int]],
    at_first: Mapping[int, Mapping[int, int]],
) -> None:
    """See to it that kin can be parted in a sitting where spreading has not made it possible.

    Several pairs of the same kinds are one group; so the kinds now give way to each of their
    people with kin. Or the rooms were better as they had been laid (`at_first`, by room).
    """
    if can_part(task, [room for room in rooms if room.people]):
        return
    spread = [dict(room.people) for room in rooms]
    lay_again(rooms, [at_first[id(room)] for room in rooms])
    if can_part(task, [room for room in rooms if room.people]):
        return
    lay_again(rooms, spread)
    people = people_with_kin(task)
    for more in range(_ROUNDS):
        for kind, members in people.items():
            if (kind, sitting) in with_kin:
                _make_way(task, kind, sitting, len(members) + more, rooms, with_kin)
        if can_part(task, [room for room in rooms if room.people]):
            return
    _leave_a_room(task, sitting, rooms, with_kin)


def _leave_a_room(
    task: Task, sitting: int, rooms: Sequence[LaidRoom], with_kin: set[tuple[int, int]]
) -> None:
    """Move the places of one kind out of one room, whichever it takes, one after another."""
    for kind, members in people_with_kin(task).items():
        with_it = [room for room in rooms if room.people.get(kind)]
        if (kind, sitting) not in with_kin or len(with_it) > MANY_ROOMS:
            continue
        for room in with_it:
            before = [dict(one.people) for one in rooms]
            for _ in members:
                if not _exchange(task, (portion_of(task, kind, sitting),), [room], rooms, with_kin):
                    break
                if can_part(task, [one for one in rooms if one.people]):
                    return
            lay_again(rooms, before)


def portion_of(task: Task, kind: int, sitting: int) -> int:
    """Return the number of the portion of a kind in a sitting that it has people in."""
    return next(
        n for n, part in enumerate(task.portions) if (part.kind, part.sitting) == (kind, sitting)
    )


def lay_again(rooms: Sequence[LaidRoom], people: Sequence[Mapping[int, int]]) -> None:
    """Give the rooms these people instead: by room, counts by kind."""
    for room, counts in zip(rooms, people, strict=True):
        room.people.clear()
        room.people.update(counts)


def _make_way(
    task: Task,
    kind: int,
    sitting: int,
    groups: int,
    rooms: Sequence[LaidRoom],
    with_kin: set[tuple[int, int]],
) -> None:
    """Move places of a kind out of its fullest room until `groups` of them are elsewhere."""
    portion = portion_of(task, kind, sitting)
    for _ in range(groups):
        with_it = [room for room in rooms if room.people.get(kind)]
        fullest = max(with_it, key=lambda room: room.people[kind])
        total = sum(room.people[kind] for room in with_it)
        if total - fullest.people[kind] >= min(groups, total // 2):
            return
        if not _exchange(task, (portion,), [fullest], rooms, with_kin):
            return


def _exchange(
    task: Task,
    members: Sequence[int],
    here: Sequence[LaidRoom],
    rooms: Sequence[LaidRoom],
    with_kin: set[tuple[int, int]],
) -> bool:
    """Give one of the kinds a place in a room not among `here`; False if nowhere possible.

    The place comes from a kind without kin if there is one, else from the one with most places.
    """
    portion_of = {(part.kind, part.sitting): n for n, part in enumerate(task.portions)}
    # Rooms in use first; one that filling left empty was opened for just this.
    targets = sorted(rooms, key=lambda candidate: not candidate.people)
    for room in here:
        for n in sorted(set(members)):
            kind = task.portions[n].kind
            if not room.people.get(kind):
                continue
            for other in targets:
                if any(other is one for one in here) or not may_hold(task, n, other):
                    continue
                if other.total < other.places and room.total > 1:
                    _move(kind, room, other)
                    return True
                for back in _givers(other, with_kin):
                    fits = may_hold(task, portion_of[back, room.sitting], room)
                    if back != kind and fits:
                        _move(back, other, room)
                        _move(kind, room, other)
                        return True
    return False


def _givers(room: LaidRoom, with_kin: set[tuple[int, int]]) -> list[int]:
    """Return the kinds of a room, the one to take a place from first."""
    return sorted(room.people, key=lambda k: ((k, room.sitting) in with_kin, -room.people[k], k))


def _move(kind: int, source: LaidRoom, target: LaidRoom) -> None:
    source.people[kind] -= 1
    if not source.people[kind]:
        del source.people[kind]
    target.people[kind] += 1


def may_hold(task: Task, portion: int, room: LaidRoom) -> bool:
    """Return whether people of a portion may sit in a room: pattern, site and needs."""
    part = task.portions[portion]
    return room.pattern in part.patterns and may_enter(task, portion, room)


def may_enter(task: Task, portion: int, room: LaidRoom) -> bool:
    """Return whether a room has the site and all that people of a portion need."""
    part = task.portions[portion]
    kind = task.kinds.kinds[part.kind]
    physical = task.inputs.rooms[room.room]
    return (
        kind.site in ("", physical.site)
        and (physical.floor == 1 or not kind.need.ground)
        and (physical.accessible or not kind.need.accessible)
    )
