"""The draw of one sitting: redraw, or deal and then walk over seats and rooms.

Every number below is part of the published method (`docs/draws.md`); the deal is in `seat_deal`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from allocator.solvers.seat_deal import Sitters, deal, even_out, part_kin

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from allocator.progress import Progress
    from allocator.randomness import Stream
    from allocator.solvers.neighbours import Neighbours
    from allocator.solvers.seat_deal import Plan

WHOLE_ROOMS, WHOLE_PEOPLE, WHOLE_TRIES = 6, 180, 400
"""A sitting of at most so many rooms and people is redrawn whole up to so many times."""
ROOM_TRIES = 300
"""A room is redrawn up to so many times before it counts as dense."""
DENSE_STEPS, DENSE_SEARCH, DENSE_MOST = 200, 600, 2000
"""Steps of the walk inside a dense room, for each of its seats: so many are spent at the fewest
pairs found; while pairs remain it goes on to the second number; the third ends it in any case."""
DENSE_COST, DENSE_COST_LEFT = 4, 3
"""A swap that adds n pairs is made with the chance 1 / cost ** n: the first cost once a plan
without pairs was found, the second until then."""
EVEN_ROUNDS = 3
"""While pairs remain, crowded units are evened out and seated anew, so many times."""
SWAP_STEPS_SMALL, SWAP_STEPS_LARGE, LARGE = 30, 3, 3000
"""Steps of the walk over the rooms for each person; from `LARGE` people on, the smaller number."""


@dataclass(frozen=True, slots=True)
class DrawnRoom:
    """A room as the draw sees it."""

    counts: tuple[tuple[int, int], ...]
    """Pairs (kind, places)."""
    neighbours: Neighbours


class SittingDraw:
    """Draws one sitting; `run` returns by room the candidates in seat order."""

    def __init__(
        self,
        rooms: Sequence[DrawnRoom],
        members: Mapping[int, Sequence[int]],
        units: Sequence[int],
        kin: Mapping[int, set[int]],
        stream: Stream,
        name_of: Callable[[int], str] = str,
    ) -> None:
        """Take rooms, candidates by kind (sorted), unit by candidate (0 none), kin to keep apart.

        `name_of` says how to call a candidate in a message (his 报名序号).
        """
        self._rooms = rooms
        self._sitters = Sitters.of(members, units, kin, name_of)
        self._stream = stream

    def run(self, progress: Progress) -> Plan:
        """Return the drawn plan; one unit of progress for each room.

        Raises `LimitError` when no plan was found that keeps people apart who must be.
        """
        people = sum(len(m) for m in self._sitters.members.values())
        if len(self._rooms) <= WHOLE_ROOMS and people <= WHOLE_PEOPLE:
            for _ in range(WHOLE_TRIES):
                plan = self._shuffled()
                if self._valid(plan):
                    progress.advance(len(self._rooms))
                    return plan
        plan = deal(self._sitters, [room.counts for room in self._rooms], self._stream)
        self._seat(plan, people)
        progress.advance(len(self._rooms))
        for _ in range(EVEN_ROUNDS):
            pairs = self.pairs_left(plan)
            if not pairs:
                break
            # Too many of a unit in some rooms: spread them evenly; keep what leaves fewer pairs.
            spread = [list(seats) for seats in plan]
            even_out(self._sitters, spread, self._stream)
            self._seat(spread, people)
            if self.pairs_left(spread) < pairs:
                plan = spread
        return plan

    def _seat(self, plan: Plan, people: int) -> None:
        """Part kin, draw every room's seats, walk over the rooms, mend rooms left with pairs."""
        part_kin(self._sitters, [room.counts for room in self._rooms], plan, self._stream)
        for room, seats in zip(self._rooms, plan, strict=True):
            self._seat_room(room.neighbours, seats)
        self._walk(plan, people)
        for room, seats in zip(self._rooms, plan, strict=True):
            if self._pairs(room.neighbours, seats):
                self._room_walk(room.neighbours, seats)

    def pairs_left(self, plan: Sequence[Sequence[int]]) -> int:
        """Return the neighbouring pairs of one unit."""
        return sum(
            self._pairs(room.neighbours, seats)
            for room, seats in zip(self._rooms, plan, strict=True)
        )

    def _shuffled(self) -> Plan:
        """Shuffle every kind over its places, then every room over its seats."""
        plan: Plan = [[] for _ in self._rooms]
        queue = {}
        for k, people in self._sitters.members.items():
            queue[k] = list(people)
            self._stream.shuffle(queue[k])
        for room, seats in zip(self._rooms, plan, strict=True):
            for k, places in room.counts:
                seats.extend(queue[k][-places:])
                del queue[k][-places:]
            self._stream.shuffle(seats)
        return plan

    def _valid(self, plan: Sequence[Sequence[int]]) -> bool:
        return not self.pairs_left(plan) and all(self._kin_free(seats) for seats in plan)

    def _kin_free(self, seats: Sequence[int]) -> bool:
        kin = self._sitters.kin
        if not kin:
            return True
        here = set(seats)
        return not any(kin[who] & here for who in seats if who in kin)

    def _pairs(self, neighbours: Neighbours, seats: Sequence[int]) -> int:
        unit_of = self._sitters.units
        units = [unit_of[who] for who in seats]
        return sum(1 for i, j in neighbours.pairs if units[i] == units[j] and units[i])

    def _seat_room(self, neighbours: Neighbours, seats: list[int]) -> None:
        """Redraw the room whole until valid; a dense room walks."""
        for _ in range(ROOM_TRIES):
            self._stream.shuffle(seats)
            if not self._pairs(neighbours, seats):
                return
        self._room_walk(neighbours, seats)

    def _room_walk(self, neighbours: Neighbours, seats: list[int]) -> None:
        """Swap two random seats again and again, now and then through worse plans.

        Only steps spent at the fewest pairs count, so what is left behind in between favours no
        plan; refusing all worse plans would shut the walk in, often short of the fewest pairs.
        """
        unit_of = self._sitters.units
        units = [unit_of[who] for who in seats]
        around, below, people = neighbours.around, self._stream.below, len(seats)
        pairs = fewest = self._pairs(neighbours, seats)
        kept = list(seats)
        counted = 0
        for step in range(DENSE_MOST * people):
            if counted >= DENSE_STEPS * people and (not fewest or step >= DENSE_SEARCH * people):
                break
            i, j = below(people), below(people)
            a, b = units[i], units[j]
            change = _change(units, around, i, j) if a != b else 0
            cost = DENSE_COST_LEFT if fewest else DENSE_COST
            if change <= 0 or not below(cost**change):
                if pairs == fewest < pairs + change:
                    kept[:] = seats
                pairs += change
                units[i], units[j] = b, a
                seats[i], seats[j] = seats[j], seats[i]
                if pairs < fewest:
                    fewest, counted = pairs, 0
            counted += pairs == fewest
        if pairs > fewest:
            seats[:] = kept

    def _walk(self, plan: Plan, people: int) -> None:
        """Swap two people of one kind between rooms again and again: the deal is forgotten."""
        steps = people * (SWAP_STEPS_SMALL if people < LARGE else SWAP_STEPS_LARGE)
        if len(plan) < 2:
            return
        sitters, below = self._sitters, self._stream.below
        units, kin = sitters.units, sitters.kin
        kind_of, members = sitters.kind_of, sitters.members
        everybody = [who for k in sorted(members) for who in members[k]]
        room_of = {who: r for r, seats in enumerate(plan) for who in seats}
        seat_of = {who: n for seats in plan for n, who in enumerate(seats)}
        around = [room.neighbours.around for room in self._rooms]
        for _ in range(steps):
            a = everybody[below(people)]
            peers = members[kind_of[a]]
            b = peers[below(len(peers))]
            ra, rb = room_of[a], room_of[b]
            if ra == rb:
                continue
            if kin and (
                (a in kin and not sitters.may_sit(a, rb, room_of, b))
                or (b in kin and not sitters.may_sit(b, ra, room_of, a))
            ):
                continue
            sa, sb = seat_of[a], seat_of[b]
            ua, ub = units[a], units[b]
            if ua != ub:
                room_a, room_b = plan[ra], plan[rb]
                change = 0
                for n in around[ra][sa]:
                    u = units[room_a[n]]
                    change += (u == ub) - (u == ua) if u else 0
                for n in around[rb][sb]:
                    u = units[room_b[n]]
                    change += (u == ua) - (u == ub) if u else 0
                if change > 0:
                    continue
            plan[ra][sa], plan[rb][sb] = b, a
            room_of[a], room_of[b] = rb, ra
            seat_of[a], seat_of[b] = sb, sa


def _change(units: Sequence[int], around: Sequence[Sequence[int]], i: int, j: int) -> int:
    """Return by how many pairs swapping seats i and j (of different units) changes the room."""
    a, b = units[i], units[j]
    change = 0
    for n in around[i]:
        if n != j:
            u = units[n]
            change += (u == b and b > 0) - (u == a and a > 0)
    for n in around[j]:
        if n != i:
            u = units[n]
            change += (u == a and a > 0) - (u == b and b > 0)
    return change
