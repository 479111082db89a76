"""The walk: a fixed number of random moves that forget where the search came from.

Moves are swaps of two people and whole redraws of three rooms with the people left over, each as
likely forth as back. One that breaks a must or changes what the plan costs is refused, so all plans
of least cost that can be reached become equally likely.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.solvers.day.search import State, places_of

if TYPE_CHECKING:
    from allocator.randomness import Stream
    from allocator.solvers.day.task import DayTask

MOVES = 24_000
"""Rounds times rooms, so far as the next two allow: small sites are often the tightest."""
FEWEST_ROUNDS, MOST_ROUNDS = 60, 2000
"""One round has as many swaps as places and as many redraws as rooms."""


def rounds_for(rooms: int) -> int:
    """Return the published number of rounds."""
    return min(MOST_ROUNDS, max(FEWEST_ROUNDS, -(-MOVES // max(rooms, 1))))


class Walk:
    """Moves a plan about among those that cost the same."""

    def __init__(self, task: DayTask, who: list[int], stream: Stream) -> None:
        """Start from a plan that keeps every must."""
        self._task, self._stream = task, stream
        self._state = State(task, who)
        self.who = who
        self.level = self._state.total
        self.lower = False
        """Whether a plan that costs less was met; the walk then stands on it."""

    def run(self, rounds: int) -> list[int]:
        """Walk so many rounds, or until a plan that costs less turns up, and return the plan."""
        rooms = len(self._task.rooms)
        for _ in range(rounds):
            self._swaps(len(self.who))
            for _ in range(rooms):
                self._redraw()
            if self.lower:
                break
        return self.who

    def _swaps(self, steps: int) -> None:
        task, who, below = self._task, self.who, self._stream.below
        costs, room_of, start, cost = self._state.costs, task.room_of, task.start, task.cost
        watch, admins, admin = task.watch_places, task.admin_places, task.is_admin
        ties, places, must = task.ties, len(who), task.must
        for _ in range(steps):
            i = below(places)
            peers = admins if admin[i] else watch
            j = peers[below(len(peers))]
            ri, rj = room_of[i], room_of[j]
            if ri == rj:
                continue
            old_i = costs[ri] if ri >= 0 else 0
            old_j = costs[rj] if rj >= 0 else 0
            a, b = who[i], who[j]
            who[i], who[j] = b, a
            new_i = cost(ri, who[start[ri] : start[ri + 1]]) if ri >= 0 else 0
            if new_i < must:
                new_j = cost(rj, who[start[rj] : start[rj + 1]]) if rj >= 0 else 0
                change = new_i + new_j - old_i - old_j
                if change <= 0 and not (ties and (a in ties or b in ties) and self._unfit()):
                    if ri >= 0:
                        costs[ri] = new_i
                    if rj >= 0:
                        costs[rj] = new_j
                    self.lower |= change < 0
                    continue
            who[i], who[j] = a, b

    def _unfit(self) -> bool:
        return self._state.lacking() > 0

    def _three(self) -> list[int]:
        """Return three different rooms, or all of fewer."""
        below, count = self._stream.below, len(self._task.rooms)
        if count <= 3:
            return list(range(count))
        rooms: list[int] = []
        while len(rooms) < 3:
            r = below(count)
            if r not in rooms:
                rooms.append(r)
        return rooms

    def _redraw(self) -> None:
        """Draw three rooms anew from their people and those left over; keep what costs the same."""
        task, who, costs = self._task, self.who, self._state.costs
        rooms = self._three()
        old: list[tuple[list[int], list[int]]] = []
        for places in places_of(task, rooms):
            old.append((places, [who[place] for place in places]))
            self._deal(places)
        left = sum(costs[r] for r in rooms)
        new: list[int] = []
        for r in rooms:
            price = task.cost(r, who[task.start[r] : task.start[r + 1]])
            left -= price
            if left < 0:
                break
            new.append(price)
        ties = task.ties
        tied = ties and any(person in ties for _, people in old for person in people)
        if left < 0 or (tied and self._unfit()):
            for places, people in old:
                for place, person in zip(places, people, strict=True):
                    who[place] = person
            return
        for r, price in zip(rooms, new, strict=True):
            costs[r] = price
        self.lower |= left > 0

    def _deal(self, places: list[int]) -> None:
        """Give each place inside a room one of the people from it on, at random.

        That is a shuffle of all from its first place up, which stops where only people left over
        would change places among themselves.
        """
        who, below, many = self.who, self._stream.below, len(places)
        for n, place in enumerate(places):
            if place >= self._task.in_rooms or n == many - 1:
                break
            other = places[n + below(many - n)]
            who[place], who[other] = who[other], who[place]
