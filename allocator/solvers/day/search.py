"""Finds a plan of the day from which the walk starts: seeded repair, then kicks where it is stuck.

Its path depends on the task and the stream only, never on what is being sought: it stops at the
first plan that costs no more than the goal. So whoever knows the goal, which the draw states in
its tiers, follows it without any solver.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.solvers.day.task import matched

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.randomness import Stream
    from allocator.solvers.day.task import DayTask

TRIES = 8
"""Partners tried for each place of a room that breaks something, at least."""
PATIENCE = 12
"""Sweeps without a new least cost after which three rooms are shuffled."""


class State:
    """A plan with the cost of each room and how many groups lack a 流动监考."""

    def __init__(self, task: DayTask, who: list[int]) -> None:
        """Price a plan."""
        self.task, self.who = task, who
        self.costs = task.costs(who)
        self.short = self.lacking()

    @property
    def total(self) -> int:
        """Return the cost of the plan, a missing 流动监考 being a broken must."""
        return sum(self.costs) + self.task.must * self.short

    def lacking(self) -> int:
        """Return how many groups cannot have a 流动监考 of their own."""
        party = self.task.party
        if not party.groups:
            return 0
        return len(party.groups) - len(
            matched(len(party.groups), party.patrols, self.task.open_to(self.who))
        )

    def exchange(self, i: int, j: int) -> None:
        """Let the people of two places change places, unless that costs more."""
        task, who, costs = self.task, self.who, self.costs
        ri, rj = task.room_of[i], task.room_of[j]
        if ri == rj:
            return
        start = task.start
        who[i], who[j] = who[j], who[i]
        before = (costs[ri] if ri >= 0 else 0) + (costs[rj] if rj >= 0 else 0)
        new_i = task.cost(ri, who[start[ri] : start[ri + 1]]) if ri >= 0 else 0
        new_j = task.cost(rj, who[start[rj] : start[rj + 1]]) if rj >= 0 else 0
        after, short = new_i + new_j, self.short
        if task.ties and (who[i] in task.ties or who[j] in task.ties):
            short = self.lacking()
        if after + task.must * short > before + task.must * self.short:
            who[i], who[j] = who[j], who[i]
            return
        self.short = short
        if ri >= 0:
            costs[ri] = new_i
        if rj >= 0:
            costs[rj] = new_j

    def shuffle_rooms(self, rooms: Sequence[int], stream: Stream) -> None:
        """Shuffle the people of these rooms and those left over, whatever it costs."""
        for places in places_of(self.task, rooms):
            people = [self.who[place] for place in places]
            stream.shuffle(people)
            for place, person in zip(places, people, strict=True):
                self.who[place] = person
        for r in rooms:
            self.costs[r] = self.task.cost(r, self.who[self.task.start[r] : self.task.start[r + 1]])
        if self.task.ties:
            self.short = self.lacking()


def places_of(task: DayTask, rooms: Sequence[int]) -> tuple[list[int], list[int]]:
    """Return the places of 监考 and of administrators in these rooms, then those left over."""
    start, admin = task.start, task.is_admin
    inside = [place for r in rooms for place in range(start[r], start[r + 1])]
    watch = [place for place in inside if not admin[place]] + task.spare_places
    return watch, [place for place in inside if admin[place]] + task.spare_admin_places


def dealt(task: DayTask, stream: Stream) -> list[int]:
    """Return everybody shuffled over the places of his post: 监考 first, then administrators."""
    who = [-1] * len(task.room_of)
    for people, places in (
        (list(task.party.invigilators), task.watch_places),
        (list(task.party.admins), task.admin_places),
    ):
        stream.shuffle(people)
        for place, person in zip(places, people, strict=True):
            who[place] = person
    return who


class Search:
    """A repair that can be continued: `until` goes on where it stopped."""

    def __init__(self, task: DayTask, stream: Stream) -> None:
        """Deal everybody at random."""
        self._task, self._stream = task, stream
        self.state = State(task, dealt(task, stream))
        self.best = self.state.total
        self._idle = 0

    def until(self, goal: int, sweeps: int) -> bool:
        """Go on until a plan costs at most `goal`; False when so many sweeps were not enough."""
        for _ in range(sweeps):
            if self.state.total <= goal:
                return True
            self._sweep()
            total = self.state.total
            self._idle = 0 if total < self.best else self._idle + 1
            self.best = min(self.best, total)
            if self._idle >= PATIENCE and total > goal:
                self._kick()
        return self.state.total <= goal

    def _breaking(self) -> list[int]:
        """Return the rooms worth changing, ascending."""
        state, task = self.state, self._task
        found = {r for r, cost in enumerate(state.costs) if cost}
        if state.short:
            found |= {
                task.room_of[place]
                for place in range(task.in_rooms)
                if state.who[place] in task.ties
            }
        return sorted(found)

    def _sweep(self) -> None:
        state, task, below = self.state, self._task, self._stream.below
        breaking = self._breaking()
        tries = max(TRIES, len(task.room_of) // max(1, len(breaking)))
        for r in breaking:
            for place in range(task.start[r], task.start[r + 1]):
                peers = task.admin_places if task.is_admin[place] else task.watch_places
                for _ in range(tries):
                    if not state.costs[r] and not state.short:
                        break
                    state.exchange(place, peers[below(len(peers))])

    def _kick(self) -> None:
        """Shuffle a room that breaks something with two others."""
        self._idle = 0
        below, count = self._stream.below, len(self._task.rooms)
        breaking = self._breaking()
        rooms = [breaking[below(len(breaking))]] if breaking else []
        while len(rooms) < min(3, count):
            r = below(count)
            if r not in rooms:
                rooms.append(r)
        self.state.shuffle_rooms(rooms, self._stream)
