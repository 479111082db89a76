"""From counts to concrete rooms: which room holds which pattern, and how many of each kind.

Always succeeds on solved counts (`seat_site` in the model says why) and decides nothing about
people: only kinds are counted. Patterns of one paper are laid side by side, site after site, so
that each paper is at few sites and along one corridor.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from allocator.errors import ModelError
from allocator.solvers.kin_rooms import spread_kin

if TYPE_CHECKING:
    from allocator.models.cpsat.rooming.problem import Offer
    from allocator.solvers.rooming import Solved
    from allocator.solvers.rooming_task import Task

_AVOIDED = 5
"""ROOM-TAIL: a room of fewer people is avoided."""


@dataclass(slots=True)
class LaidRoom:
    """One physical room in one sitting."""

    room: int
    """Index into `Inputs.rooms`."""
    sitting: int
    pattern: int
    offer: Offer
    places: int
    people: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    """By kind index."""

    @property
    def total(self) -> int:
        """Return how many sit here."""
        return sum(self.people.values())


def lay(task: Task, solved: Solved) -> list[LaidRoom]:
    """Return every laid room with its people, by sitting and then in the order of the sheets.

    Raises `ModelError` when the counts do not fit the rooms: a defect of ours.
    """
    rooms = _hand_out(task, solved)
    laid: list[LaidRoom] = []
    for sitting in range(len(task.sittings)):
        laid.extend(_place_patterns(task, solved, sitting, rooms[sitting]))
    _fill(task, solved, laid)
    if task.inputs.policy.merge_tail:
        _avoid_small(task, laid)
    spread_kin(task, laid)
    kept = [room for room in laid if room.people]
    rank = {site.code: n for n, site in enumerate(task.inputs.sites)}
    place = [task.sittings.index(sitting) for sitting in task.sittings]
    return sorted(
        kept, key=lambda r: (place[r.sitting], rank[task.inputs.rooms[r.room].site], r.room)
    )


def _hand_out(task: Task, solved: Solved) -> list[dict[Offer, list[int]]]:
    """Give each sitting its rooms of each class: the first ones no overlapping sitting has."""
    taken: list[set[int]] = [set() for _ in task.sittings]
    result: list[dict[Offer, list[int]]] = [defaultdict(list) for _ in task.sittings]
    asked = solved.problem.flags_asked()
    for sitting in task.order:
        busy = set().union(*(taken[other] for other in task.neighbours[sitting]))
        for c, room_class in enumerate(task.supply.classes):
            wanted = solved.counts.used.get((sitting, c), 0)
            free = [n for n in task.supply.rooms_of_class[c] if n not in busy][:wanted]
            if len(free) < wanted:
                raise ModelError("laying: fewer rooms than counted")
            taken[sitting].update(free)
            result[sitting][solved.problem.offer_of(asked[sitting], room_class)].extend(free)
    return result


def _place_patterns(
    task: Task, solved: Solved, sitting: int, rooms: dict[Offer, list[int]]
) -> list[LaidRoom]:
    """Decide how many rooms of a pattern each site gets, then walk the corridors."""
    site_of = [
        {site.code: n for n, site in enumerate(task.inputs.sites)}[room.site]
        for room in task.inputs.rooms
    ]
    free: dict[tuple[int, Offer], list[int]] = defaultdict(list)
    for offer, numbers in rooms.items():
        for room in sorted(numbers):
            free[site_of[room], offer].append(room)
    left = {
        key: n
        for key, n in solved.counts.rooms.items()
        if solved.problem.patterns[key[0]].sitting == sitting
    }
    share: dict[tuple[int, Offer], dict[int, int]] = defaultdict(dict)
    room_left = {key: len(there) for key, there in free.items()}
    for (site, p, offer), n in sorted(solved.counts.site_rooms.items()):
        if solved.problem.patterns[p].sitting == sitting:
            share[site, offer][p] = n
            left[p, offer] -= n
            room_left[site, offer] -= n
    _share_rest(task, left, room_left, share)
    rank = {p: n for n, p in enumerate(_pattern_order(task))}
    laid = []
    for (site, offer), parts in sorted(share.items()):
        row = iter(free[site, offer])
        for p in sorted(parts, key=rank.__getitem__):
            for _ in range(parts[p]):
                alone = solved.problem.patterns[p].alone
                places = 1 if alone else offer.places
                laid.append(LaidRoom(next(row), sitting, p, offer, places))
    for p, offer in sorted(solved.counts.tail):
        if solved.problem.patterns[p].sitting == sitting:
            last = [r for r in laid if r.pattern == p and r.offer == offer][-1]
            last.places += offer.tail_places
    return laid


def _share_rest(
    task: Task,
    left: dict[tuple[int, Offer], int],
    room_left: dict[tuple[int, Offer], int],
    share: dict[tuple[int, Offer], dict[int, int]],
) -> None:
    """Give the rooms not tied to a site to sites, one group of patterns after another."""
    sites = sorted({site for site, _ in room_left})
    offers = sorted({offer for _, offer in room_left})
    groups: dict[object, list[int]] = defaultdict(list)
    for p in _pattern_order(task):
        if any((p, offer) in left for offer in offers):
            groups[_group(task, p)].append(p)
    start = 0
    for patterns in groups.values():
        # Where the group already has rooms first, then on from where the last group stopped.
        here = [s for s in sites if any(p in share[s, o] for o in offers for p in patterns)]
        for site in [*here, *sites[start:], *sites[:start]]:
            for p in patterns:
                for offer in offers:
                    n = min(left.get((p, offer), 0), room_left.get((site, offer), 0))
                    if n:
                        share[site, offer][p] = share[site, offer].get(p, 0) + n
                        left[p, offer] -= n
                        room_left[site, offer] -= n
                        start = sites.index(site)
    if any(left.values()):
        raise ModelError("laying: rooms of a pattern left over")


def _pattern_order(task: Task) -> list[int]:
    """Order patterns so that those sharing their rarest paper stand together."""
    return sorted(
        range(len(task.patterns)),
        key=lambda p: (task.patterns[p].family, _group(task, p)[1:], -len(task.patterns[p].due), p),
    )


def _group(task: Task, p: int) -> tuple[object, int]:
    """Return what to keep together: the family and the paper of the latest session."""
    pattern = task.patterns[p]
    return pattern.family, max(pattern.due)[1]


def _fill(task: Task, solved: Solved, laid: list[LaidRoom]) -> None:
    """Fill rooms to their places: first people whose room must have something, then everybody."""
    _fill_tied(task, solved, laid)
    by_pattern: dict[int, list[LaidRoom]] = defaultdict(list)
    for room in laid:
        by_pattern[room.pattern].append(room)
    tied = {n for n, _, _ in solved.counts.flow}
    rest: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for (n, p), people in solved.counts.people.items():
        if n not in tied:
            rest[p].append((n, people))
    for p, parts in sorted(rest.items()):
        # Who sits most sessions joins the rooms in use already; the others then keep together, so
        # that few rooms are in use in a session for the sake of a few people.
        parts.sort(key=lambda part: _sessions_rank(task, part[0]))
        rooms = sorted(by_pattern[p], key=lambda room: not room.people)
        for n, people in parts:
            _pour(task.portions[n].kind, people, rooms)


def _fill_tied(task: Task, solved: Solved, laid: list[LaidRoom]) -> None:
    """Seat the people of the flows: in rooms of their offer, at their site if they have one."""
    site_number = {site.code: n for n, site in enumerate(task.inputs.sites)}
    by_offer: dict[tuple[int, Offer], list[LaidRoom]] = defaultdict(list)
    for room in laid:
        by_offer[room.pattern, room.offer].append(room)
    portions, kinds = task.portions, task.kinds.kinds

    def site_of(portion: int) -> int:
        return site_number.get(kinds[portions[portion].kind].site, -1)

    flows = sorted(solved.counts.flow.items(), key=lambda item: (-site_of(item[0][0]), item[0]))
    for (n, p, offer), people in flows:
        rooms = by_offer[p, offer]
        site = site_of(n)
        if site >= 0:
            rooms = [r for r in rooms if site_number[task.inputs.rooms[r.room].site] == site]
        _pour(portions[n].kind, people, rooms)


def _pour(kind: int, people: int, rooms: list[LaidRoom]) -> None:
    """Give people of a kind the free places of rooms, one room after another."""
    for room in rooms:
        n = min(people, room.places - room.total)
        if n:
            room.people[kind] += n
            people -= n
    if people:
        raise ModelError("laying: people left over")


def _sessions_rank(task: Task, portion: int) -> tuple[int, tuple[tuple[int, int], ...], int]:
    part = task.portions[portion]
    due = task.kinds.due(task.kinds.kinds[part.kind], task.sittings[part.sitting].batch)
    return -len(due), due, portion


def _avoid_small(task: Task, laid: list[LaidRoom]) -> None:
    """ROOM-TAIL: fill a room of fewer than 5 from the fullest room of its pattern, if possible."""
    by_pattern: dict[int, list[LaidRoom]] = defaultdict(list)
    for room in laid:
        by_pattern[room.pattern].append(room)
    for rooms in by_pattern.values():
        for small in rooms:
            while small.people and small.total < min(_AVOIDED, small.places):
                fullest = max(rooms, key=lambda room: room.total)
                movable = [k for k in sorted(fullest.people) if not _tied(task, k)]
                if fullest.total <= _AVOIDED or not movable:
                    break
                kind = max(movable, key=lambda k: fullest.people[k])
                fullest.people[kind] -= 1
                if not fullest.people[kind]:
                    del fullest.people[kind]
                small.people[kind] += 1


def _tied(task: Task, kind: int) -> bool:
    """Return whether people of a kind may not change rooms freely."""
    of = task.kinds.kinds[kind]
    return bool(of.site or of.need.ground or of.need.accessible or of.need.alone)
