"""How fair the draws are: measured against every valid plan where those can be listed.

    python tests/benchmarks/fairness.py [--draws 2000] [--people 300]

Prints one Markdown row for each instance: total variation distance (TVD) of the drawn plans to the
uniform distribution over all valid plans, what truly uniform samples of the same size show, and the
ratio. Then chi-square over many draws of an instance far too large to list.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fairness_listing import (
    DIGEST,
    UNIFORM_SAMPLES,
    Instance,
    Measured,
    Plan,
    View,
    free,
    grid,
    islands,
    measure,
    valid_plans,
)

from allocator.solvers.seat_draw import DrawnRoom

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from allocator.solvers.neighbours import Neighbours

HEAD = """\
| instance | plans | TVD | uniform median | uniform 99 % | x median | within 99 % | never drawn \
| invalid draws |
|---|---|---|---|---|---|---|---|---|"""


def drawn_room(neighbours: Neighbours, counts: Mapping[int, int] | None = None) -> DrawnRoom:
    """Return a room for people of kind 0, or for so many of each kind."""
    places = counts or {0: len(neighbours.around)}
    return DrawnRoom(counts=tuple(sorted(places.items())), neighbours=neighbours)


def units_of(seats: int, *sizes: int) -> tuple[int, ...]:
    """Return units 1, 2 … of the given sizes; whoever is left has none."""
    units = [unit for unit, people in enumerate(sizes, start=1) for _ in range(people)]
    return tuple(units + [0] * (seats - len(units)))


def rooms_of(*people: int) -> View:
    """Return the view that tells only in which room these people sit."""
    return lambda plan: tuple(
        next(r for r, seats in enumerate(plan) if who in seats) for who in people
    )


def full_rooms(plan: Plan) -> Hashable:
    """Tell how many rooms hold two of the nine people of unit 1."""
    return sum(sum(who < 9 for who in seats) == 2 for seats in plan)


def dense(rows: int, columns: int, *sizes: int) -> Instance:
    """Return one room so crowded by its units that whole redraws hardly ever succeed."""
    return Instance(
        name=f"dense {rows}x{columns}, units {'+'.join(map(str, sizes))}",
        rooms=(drawn_room(grid(rows, columns)),),
        units=units_of(rows * columns, *sizes),
    )


LISTABLE = (
    Instance(
        name="one room 2x3, units 2+2",
        rooms=(drawn_room(grid(2, 3)),),
        units=units_of(6, 2, 2),
    ),
    Instance(
        name="two rooms 2x2, unit 3",
        rooms=(drawn_room(grid(2, 2)),) * 2,
        units=units_of(8, 3),
    ),
    Instance(
        name="two rooms 2x2, two kinds, unit 3 over both",
        rooms=(
            drawn_room(grid(2, 2), {0: 3, 1: 1}),
            drawn_room(grid(2, 2), {0: 1, 1: 3}),
        ),
        units=(1, 0, 0, 0, 1, 1, 0, 0),
        kinds=(0, 0, 0, 0, 1, 1, 1, 1),
    ),
    Instance(
        name="three rooms of 2, kin a-b, b-c, d-e",
        rooms=(drawn_room(free(2)),) * 3,
        units=units_of(6),
        kin=((0, 1), (1, 2), (3, 4)),
        view=rooms_of(0, 1, 2, 3, 4),
    ),
    Instance(
        name="deal: seven rooms of 2, three kin",
        rooms=(drawn_room(free(2)),) * 7,
        units=units_of(14),
        kin=((0, 1), (1, 2), (0, 2)),
        view=rooms_of(0, 1, 2),
    ),
    Instance(
        name="deal: seven rooms 1x2, unit 7",
        rooms=(drawn_room(grid(1, 2)),) * 7,
        units=units_of(14, 7),
    ),
    Instance(
        name="deal: seven rooms 1x3, unit 9, rooms with two of it",
        rooms=(drawn_room(grid(1, 3)),) * 7,
        units=units_of(21, 9),
        view=full_rooms,
    ),
    dense(4, 4, 8, 8),
    dense(4, 4, 7, 7),
    dense(3, 5, 7, 8),
    dense(3, 5, 5, 3, 7),
    dense(3, 5, 6, 6, 3),
    dense(4, 4, 7, 3, 6),
    dense(5, 5, 13, 12),
)


def batch_draw(draws: int) -> Measured:
    """Measure who of seven like candidates goes into which of three 批次 (3 + 2 + 2)."""
    from itertools import permutations
    from types import SimpleNamespace

    from allocator.randomness import Stream
    from allocator.solvers.seating import draw_batches

    parts = ((1, 3), (2, 2), (3, 2))
    people = [SimpleNamespace(registration=f"R{n}") for n in range(7)]
    inputs = SimpleNamespace(candidates=people)
    kinds = SimpleNamespace(kinds=(SimpleNamespace(exam="E"),), members=(tuple(range(7)),))
    plan = SimpleNamespace(batch_counts=(parts,))

    def draw(seed: int) -> Hashable:
        stream = Stream("batches/E", str(seed), DIGEST)
        drawn = draw_batches(inputs, kinds, plan, "E", stream)  # type: ignore[arg-type]
        return tuple(tuple(drawn[0, batch]) for batch, _ in parts)

    weights = Counter(
        tuple(tuple(sorted(row[a:b])) for a, b in ((0, 3), (3, 5), (5, 7)))
        for row in permutations(range(7))
    )
    drawn = [draw(seed) for seed in range(draws)]
    return measure("batches: 7 people into 3+2+2", dict.fromkeys(weights, 1), drawn)


@dataclass(frozen=True, kw_only=True)
class ChiSquare:
    """One test of a table of counts."""

    name: str
    statistic: float
    freedom: int

    @property
    def chance(self) -> float:
        """Return the p-value (Wilson and Hilferty: good to three digits from 30 degrees on)."""
        spread = 2 / (9 * self.freedom)
        z = ((self.statistic / self.freedom) ** (1 / 3) - (1 - spread)) / math.sqrt(spread)
        return math.erfc(z / math.sqrt(2)) / 2

    def row(self) -> str:
        """Return the row in Markdown."""
        ratio = self.statistic / self.freedom
        return (
            f"| {self.name} | {self.statistic:.0f} | {self.freedom} | {ratio:.4f} |"
            f" {self.chance:.3f} |"
        )


def large(people: int) -> Instance:
    """Return equal rooms 5x6: half of the people in units of 8, every 30th with a relative."""
    rooms = people // 30
    seats = rooms * 30
    return Instance(
        name=f"{seats} people, {rooms} rooms",
        rooms=(drawn_room(grid(5, 6)),) * rooms,
        units=units_of(seats, *([8] * (seats // 16))),
        kin=tuple((n, seats - 1 - n) for n in range(0, seats // 2, 30)),
    )


def chi_squares(instance: Instance, draws: int) -> list[ChiSquare]:
    """Compare person x room over all, and person x seat among people who look alike.

    Rooms are equal, so everybody's chance of each is the same. Like people (one unit, no kin) share
    whatever seats fall to them, each the same part of each seat.
    """
    rooms, seats = len(instance.rooms), len(instance.units)
    width = seats // rooms
    by_seat = [[0] * seats for _ in range(seats)]
    for seed in range(draws):
        for r, people in enumerate(instance.draw(seed)):
            for n, who in enumerate(people):
                by_seat[who][r * width + n] += 1
    return [
        _person_room(by_seat, rooms, draws),
        _person_seat(by_seat, instance),
    ]


def _person_room(by_seat: list[list[int]], rooms: int, draws: int) -> ChiSquare:
    """Rows are drawn without replacement: the statistic is scaled by (n - 1) / n."""
    seats = len(by_seat)
    width, fair = seats // rooms, draws / rooms
    statistic = sum(
        (sum(row[r * width : (r + 1) * width]) - fair) ** 2 / fair
        for row in by_seat
        for r in range(rooms)
    )
    freedom = (seats - 1) * (rooms - 1)
    return ChiSquare(
        name="person x room", statistic=statistic * (seats - 1) / seats, freedom=freedom
    )


def _person_seat(by_seat: list[list[int]], instance: Instance) -> ChiSquare:
    groups: dict[tuple[int, int, int], list[int]] = {}
    for who in range(len(by_seat)):
        groups.setdefault(instance.label(who), []).append(who)
    seats = len(by_seat)
    statistic, freedom = 0.0, 0
    for people in groups.values():
        if len(people) < 2:
            continue
        used = 0
        for seat in range(seats):
            fair = sum(by_seat[who][seat] for who in people) / len(people)
            if fair:
                used += 1
                statistic += sum((by_seat[who][seat] - fair) ** 2 / fair for who in people)
        freedom += (len(people) - 1) * (used - 1)
    return ChiSquare(
        name="person x seat, like people",
        statistic=statistic * (seats - 1) / seats,
        freedom=freedom,
    )


def listed(instance: Instance, draws: int) -> list[Measured]:
    """Measure over all plans, and where swaps of two seats leave islands, over the islands too."""
    plans = valid_plans(instance)
    drawn = [instance.seen(instance.draw(seed)) for seed in range(draws)]
    rows = [measure(instance.name, plans, drawn)]
    island_of = islands(plans) if instance.view is None and len(instance.rooms) == 1 else {}
    sizes = Counter(island_of.values())
    if len(sizes) > 1:
        name = f"... {len(sizes)} islands"
        rows.append(measure(name, sizes, [island_of.get(plan, -1) for plan in drawn]))
    return rows


def main(arguments: Sequence[str]) -> int:
    """Measure and print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=2000)
    parser.add_argument("--people", type=int, default=300)
    options = parser.parse_args(arguments)
    print(f"{options.draws} draws each; uniform: {UNIFORM_SAMPLES} samples of the same size\n")
    print(HEAD)
    for instance in LISTABLE:
        for row in listed(instance, options.draws):
            print(row.row(), flush=True)
    print(batch_draw(options.draws).row(), flush=True)
    instance = large(options.people)
    print(f"\n{instance.name}\n\n| chi-square | value | degrees of freedom | ratio | p |")
    print("|---|---|---|---|---|")
    for test in chi_squares(instance, options.draws):
        print(test.row(), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
