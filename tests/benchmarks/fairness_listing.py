"""Lists every valid plan of a small sitting and says how far a sample is from uniform over them.

Plans that differ only by an exchange of people of one label (unit, kind, no kin) count as one: the
method never looks at anything else of a person, and each listed plan stands for equally many.
"""

from __future__ import annotations

import bisect
import itertools
import math
from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from allocator.progress import Silent
from allocator.randomness import Stream
from allocator.solvers.neighbours import Neighbours
from allocator.solvers.seat_draw import DrawnRoom, SittingDraw

DIGEST = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
UNIFORM_SAMPLES = 200

Plan = Sequence[Sequence[int]]
View = Callable[[Plan], Hashable]


def grid(rows: int, columns: int) -> Neighbours:
    """Return a full room, seats numbered row by row, neighbours 前后左右."""
    pairs = [(n, n + 1) for n in range(rows * columns) if (n + 1) % columns]
    pairs += [(n, n + columns) for n in range((rows - 1) * columns)]
    return Neighbours(tuple(sorted(pairs)), rows * columns)


def free(seats: int) -> Neighbours:
    """Return a room in which nobody has a neighbour."""
    return Neighbours((), seats)


@dataclass(frozen=True, kw_only=True)
class Instance:
    """One sitting whose valid plans can be listed."""

    name: str
    rooms: tuple[DrawnRoom, ...]
    units: tuple[int, ...]
    """By person; 0: none."""
    kinds: tuple[int, ...] = ()
    """By person; all of kind 0 where left out."""
    kin: tuple[tuple[int, int], ...] = ()
    view: View | None = None
    """What of a plan is told apart; by default unit, kind and people with kin, seat by seat."""
    _kin_of: dict[int, set[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Note kin both ways."""
        for a, b in self.kin:
            self._kin_of.setdefault(a, set()).add(b)
            self._kin_of.setdefault(b, set()).add(a)

    def kind_of(self, who: int) -> int:
        """Return a person's kind."""
        return self.kinds[who] if self.kinds else 0

    def members(self) -> dict[int, list[int]]:
        """Return people by kind."""
        found: dict[int, list[int]] = {}
        for who in range(len(self.units)):
            found.setdefault(self.kind_of(who), []).append(who)
        return found

    def label(self, who: int) -> tuple[int, int, int]:
        """Return what tells a person from others: unit, kind, himself when he has kin."""
        return self.units[who], self.kind_of(who), who if who in self._kin_of else -1

    def seen(self, plan: Plan) -> Hashable:
        """Return what of a plan is told apart."""
        if self.view is not None:
            return self.view(plan)
        return tuple(tuple(self.label(who) for who in seats) for seats in plan)

    def draw(self, seed: int) -> list[list[int]]:
        """Draw once with the method of the package."""
        stream = Stream("seats/fairness", str(seed), DIGEST)
        sitting = SittingDraw(self.rooms, self.members(), self.units, self._kin_of, stream)
        return sitting.run(Silent())


def valid_plans(instance: Instance) -> Counter[Hashable]:
    """Return how many valid plans look alike, by what is told apart of them.

    People of one label stand for one another: each listed plan is as many real ones as any other.
    """
    people: dict[tuple[int, int, int], list[int]] = {}
    for who in range(len(instance.units)):
        people.setdefault(instance.label(who), []).append(who)
    labels = sorted(people)
    left = {label: len(people[label]) for label in labels}
    plan: list[list[int]] = [[] for _ in instance.rooms]
    quota = [dict(room.counts) for room in instance.rooms]
    found: Counter[Hashable] = Counter()

    def place(r: int) -> None:
        if r == len(plan):
            found[instance.seen(plan)] += 1
            return
        room, seats = instance.rooms[r], plan[r]
        if len(seats) == len(room.neighbours.around):
            place(r + 1)
            return
        before = [seats[n] for n in room.neighbours.around[len(seats)] if n < len(seats)]
        for label in labels:
            unit, kind, _ = label
            if not left[label] or not quota[r].get(kind):
                continue
            who = people[label][0]
            if unit and any(instance.units[other] == unit for other in before):
                continue
            if any((who, other) in pairs for other in seats):
                continue
            left[label] -= 1
            quota[r][kind] -= 1
            seats.append(who)
            place(r)
            seats.pop()
            quota[r][kind] += 1
            left[label] += 1

    pairs = {*instance.kin, *((b, a) for a, b in instance.kin)}
    place(0)
    return found


@dataclass(frozen=True, kw_only=True)
class Measured:
    """One row of the table."""

    name: str
    plans: int
    invalid: int
    """Draws that are no valid plan."""
    distance: float
    median: float
    line: float
    """99 % of truly uniform samples lie below."""
    missed: int
    """Plans never drawn."""

    @property
    def ratio(self) -> float:
        """Return the distance in multiples of the median of uniform samples."""
        return self.distance / self.median if self.median else 0.0

    def row(self) -> str:
        """Return the row in Markdown."""
        verdict = "yes" if self.distance <= self.line else "**no**"
        return (
            f"| {self.name} | {self.plans} | {self.distance:.4f} | {self.median:.4f} |"
            f" {self.line:.4f} | {self.ratio:.2f} | {verdict} | {self.missed} | {self.invalid} |"
        )


def distance(drawn: Mapping[Hashable, int], weights: Mapping[Hashable, int]) -> float:
    """Return the total variation distance of a sample to the distribution given by weights."""
    draws, total = sum(drawn.values()), sum(weights.values())
    keys = {*drawn, *weights}
    return sum(abs(drawn.get(k, 0) / draws - weights.get(k, 0) / total) for k in keys) / 2


def uniform_distances(weights: Mapping[Hashable, int], draws: int) -> list[float]:
    """Return the sorted distances of samples that are uniform beyond doubt."""
    stream = Stream("fairness/uniform", str(draws), DIGEST)
    keys = list(weights)
    ends = list(accumulate(weights[key] for key in keys))
    found = []
    for _ in range(UNIFORM_SAMPLES):
        sample: Counter[Hashable] = Counter()
        for _ in range(draws):
            sample[keys[bisect.bisect_right(ends, stream.below(ends[-1]))]] += 1
        found.append(distance(sample, weights))
    return sorted(found)


def measure(name: str, weights: Mapping[Hashable, int], drawn: Sequence[Hashable]) -> Measured:
    """Compare what was drawn with the distribution given by weights."""
    counts = Counter(drawn)
    uniform = uniform_distances(weights, len(drawn))
    return Measured(
        name=name,
        plans=len(weights),
        invalid=sum(n for plan, n in counts.items() if plan not in weights),
        distance=distance(counts, weights),
        median=uniform[len(uniform) // 2],
        line=uniform[math.ceil(len(uniform) * 0.99) - 1],
        missed=sum(1 for plan in weights if plan not in counts),
    )


def islands(plans: Mapping[Hashable, int]) -> dict[Hashable, int]:
    """Return for each plan of one room the island it is on, when two seats are swapped at a time.

    A walk that refuses whatever makes a plan invalid never leaves its island.
    """
    number = {plan: n for n, plan in enumerate(plans)}
    island = list(range(len(number)))

    def root(n: int) -> int:
        while island[n] != n:
            n = island[n]
        return n

    for plan, n in number.items():
        (seats,) = plan  # type: ignore[misc]
        for i, j in itertools.combinations(range(len(seats)), 2):
            swapped = list(seats)
            swapped[i], swapped[j] = seats[j], seats[i]
            other = number.get((tuple(swapped),))
            if other is not None:
                island[root(n)] = root(other)
    return {plan: root(n) for plan, n in number.items()}
