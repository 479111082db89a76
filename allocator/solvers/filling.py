"""Fills supplied rooms by construction: people tied to a site or a flag first, then everybody.

*Supply* has said how many rooms of each size a pattern gets. Serving the few people with a 指定考点
or a need first almost always works, and success proves that the relaxation lost nothing.
None means "not found this way", never "impossible": the model decides then.
"""

from __future__ import annotations

from collections import defaultdict
from math import lcm
from typing import TYPE_CHECKING

from allocator.models.cpsat.rooming.variables import RoomingCounts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from allocator.models.cpsat.rooming.problem import Offer, RoomingProblem
    from allocator.solvers.patterns import Portion
    from allocator.solvers.rooming_task import Task

Size = tuple[int, int, int]
"""(form, places, tail places)."""


class Filling:
    """One construction: what is left of rooms and quotas, and what has been given."""

    def __init__(self, task: Task, problem: RoomingProblem, supplied: RoomingCounts) -> None:
        """Take the rooms of each sitting and site, and each pattern's rooms by size.

        `supplied` is keyed by task patterns and portions (people may be of any equal portion).
        """
        self._task = task
        self._supplied = supplied
        self._site = {site.code: n for n, site in enumerate(task.inputs.sites)}
        self._free: dict[tuple[int, int, Offer], int] = defaultdict(int)
        asked = problem.flags_asked()
        for (sitting, c), n in supplied.used.items():
            room_class = task.supply.classes[c]
            offer = problem.offer_of(asked[sitting], room_class)
            self._free[sitting, room_class.site, offer] += n
        self._quota: dict[tuple[int, Size], int] = defaultdict(int)
        for (p, offer), n in supplied.rooms.items():
            self._quota[p, _size(offer)] += n
        self._open: dict[tuple[int, int, Offer], int] = defaultdict(int)
        """Places left in rooms already given, by (site, pattern, offer)."""
        self._rooms_at: dict[tuple[int, int, Offer], int] = defaultdict(int)
        self._guide: dict[tuple[int, int, Size], int] = defaultdict(int)
        """Rooms of a pattern that a model put at a site, by size."""
        for (site, p, offer), n in supplied.site_rooms.items():
            self._guide[site, p, _size(offer)] += n
        self._slack: dict[int, int] = defaultdict(int)
        """Places of a pattern's rooms beyond its people."""
        for (p, size), n in self._quota.items():
            self._slack[p] += n * size[1]
        for (_, p), people in supplied.people.items():
            self._slack[p] -= people
        self._flow: dict[tuple[int, int, Offer], int] = defaultdict(int)
        self._people: dict[tuple[int, int], int] = defaultdict(int)

    def run(self) -> RoomingCounts | None:
        """Return the counts by portion and task pattern, or None."""
        task = self._task
        left: dict[tuple[tuple[int, ...], int], int] = defaultdict(int)
        for (n, p), people in self._supplied.people.items():
            left[task.portions[n].maximal, p] += people
        special = [n for n, portion in enumerate(task.portions) if self._is_special(portion)]
        special.sort(key=lambda n: self._urgency(task.portions[n], n))
        for n in special:
            portion = task.portions[n]
            people = portion.people
            for p in self._preferred(portion):
                share = min(people, left[portion.maximal, p])
                if share and not self._seat_special(n, portion, p, share):
                    return None
                left[portion.maximal, p] -= share
                people -= share
            if people:
                return None
        for n, portion in enumerate(task.portions):
            people = 0 if self._is_special(portion) else portion.people
            for p in portion.maximal:
                share = min(people, left[portion.maximal, p])
                if share:
                    self._people[n, p] += share
                    left[portion.maximal, p] -= share
                    people -= share
        return self._counts()

    def _is_special(self, portion: Portion) -> bool:
        kind = self._task.kinds.kinds[portion.kind]
        return bool(kind.site or kind.need.ground or kind.need.accessible)

    def _urgency(self, portion: Portion, n: int) -> tuple[bool, int, int, int]:
        """Serve who has a site first, and among them who has more needs and fewer patterns."""
        kind = self._task.kinds.kinds[portion.kind]
        needs = kind.need.ground + kind.need.accessible
        return not kind.site, -needs, len(portion.maximal), n

    def _preferred(self, portion: Portion) -> list[int]:
        """Patterns of a portion, those with places left at its site first."""
        site = self._site.get(self._task.kinds.kinds[portion.kind].site, -1)
        room = (
            {
                p: sum(n for (s, q, _), n in self._open.items() if q == p and site in (-1, s))
                for p in portion.maximal
            }
            if len(portion.maximal) > 1
            else {}
        )
        return sorted(portion.maximal, key=lambda p: (-room.get(p, 0), p))

    def _seat_special(self, n: int, portion: Portion, p: int, people: int) -> bool:
        """Give people places in rooms of pattern p that meet their needs; False where none are."""
        task = self._task
        kind = task.kinds.kinds[portion.kind]
        alone = task.patterns[p].family.alone
        sites = [self._site[kind.site]] if kind.site else list(range(len(self._site)))
        fitting = [
            offer
            for offer in self._offers(portion.sitting, p)
            if (offer.ground or not kind.need.ground)
            and (offer.accessible or not kind.need.accessible)
        ]
        left = people
        for site in sites:
            for offer in fitting:
                taken = min(left, self._open[site, p, offer])
                self._take(n, site, p, offer, taken)
                left -= taken
        while left:
            found = self._best_room(portion.sitting, p, fitting, sites)
            if found is None and self._exchange(portion.sitting, p, fitting, sites):
                found = self._best_room(portion.sitting, p, fitting, sites)
            if found is None:
                return False
            site, offer = found
            self._free[portion.sitting, site, offer] -= 1
            self._guide[site, p, _size(offer)] -= 1
            self._quota[p, _size(offer)] -= 1
            self._rooms_at[site, p, offer] += 1
            self._open[site, p, offer] += 1 if alone else offer.places
            taken = min(left, self._open[site, p, offer])
            self._take(n, site, p, offer, taken)
            left -= taken
        return True

    def _take(self, n: int, site: int, p: int, offer: Offer, people: int) -> None:
        if people:
            self._open[site, p, offer] -= people
            self._flow[n, p, offer] += people
            self._people[n, p] += people

    def _best_room(
        self, sitting: int, p: int, fitting: Iterable[Offer], sites: Iterable[int]
    ) -> tuple[int, Offer] | None:
        """Choose a free room: no flag wasted, then of the size the pattern has most left of."""
        options = [
            (
                self._guide[site, p, _size(offer)] <= 0,
                offer.ground + offer.accessible,
                -self._quota[p, _size(offer)],
                site,
                offer,
            )
            for site in sites
            for offer in fitting
            if self._free[sitting, site, offer] > 0 and self._quota[p, _size(offer)] > 0
        ]
        if not options:
            return None
        *_, site, offer = min(options)
        return site, offer

    def _exchange(
        self, sitting: int, p: int, fitting: Iterable[Offer], sites: Iterable[int]
    ) -> bool:
        """Let another pattern with places to spare give p a room of a size that is free here."""
        wanted = {
            _size(offer)
            for site in sites
            for offer in fitting
            if self._free[sitting, site, offer] > 0
        }
        options = []
        for (q, size), n in self._quota.items():
            same = self._task.patterns[q].family.sitting == sitting and q != p
            if not (n and same and size in wanted):
                continue
            for (own, given), there in self._quota.items():
                if own != p or not there:
                    continue
                loss = size[1] - given[1]
                if self._slack[q] >= loss and self._slack[p] >= -loss:
                    options.append((0, loss - self._slack[q], q, (1, size), (1, given)))
                # Rooms of equal places in all: six of 25 for five of 30.
                block = lcm(size[1], given[1])
                gets, gives = block // size[1], block // given[1]
                if n >= gets and there >= gives:
                    options.append((1, gets + gives, q, (gets, size), (gives, given)))
        if not options:
            return False
        _, _, q, got, given_up = min(options)
        for pattern, (more, larger), (fewer, smaller) in ((p, got, given_up), (q, given_up, got)):
            self._quota[pattern, larger] += more
            self._quota[pattern, smaller] -= fewer
            self._slack[pattern] += more * larger[1] - fewer * smaller[1]
        return True

    def _offers(self, sitting: int, p: int) -> list[Offer]:
        form = next((size[0] for q, size in self._quota if q == p), None)
        return sorted({offer for s, _, offer in self._free if s == sitting and offer.form == form})

    def _counts(self) -> RoomingCounts:
        """Give the rest of each quota out of the rest of the rooms, offer by offer."""
        rooms: dict[tuple[int, Offer], int] = defaultdict(int)
        for (_, p, offer), n in self._rooms_at.items():
            rooms[p, offer] += n
        free: dict[tuple[int, Offer], int] = defaultdict(int)
        for (sitting, _, offer), n in sorted(self._free.items()):
            free[sitting, offer] += n
        for (p, size), n in sorted(self._quota.items()):
            sitting = self._task.patterns[p].family.sitting
            for (s, offer), there in sorted(free.items()):
                if s == sitting and _size(offer) == size:
                    taken = min(n, there)
                    rooms[p, offer] += taken
                    free[s, offer] -= taken
                    n -= taken
        tail = set()
        for p, offer in sorted(self._supplied.tail):
            like = [o for q, o in sorted(rooms) if q == p and _size(o) == _size(offer)]
            tail.add((p, next(o for o in like if rooms[p, o])))
        return RoomingCounts(
            opened=self._supplied.opened,
            used=self._supplied.used,
            rooms={key: n for key, n in rooms.items() if n},
            tail=tail,
            people=dict(self._people),
            flow={key: n for key, n in self._flow.items() if n},
            site_rooms=self._designated_rooms(),
        )

    def _designated_rooms(self) -> dict[tuple[int, int, Offer], int]:
        """Rooms that must stand at their site: those given before the rest was shared out."""
        return {key: n for key, n in self._rooms_at.items() if n}


def _size(offer: Offer) -> Size:
    return offer.form, offer.places, offer.tail_places
