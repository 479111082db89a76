"""What the people of each pool serve, women and others apart where the model tells them apart.

A pool is people of one crew and one 历史场次; the model counts them by stint and by load.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from allocator.models.cpsat.posting.problem import PostingProblem
    from allocator.models.cpsat.posting.variables import Load, PostingCounts, Stint


class Half(NamedTuple):
    """Those posted, or the women or the others among them, by stint and by load."""

    woman: bool | None
    """None: everybody."""
    people: Mapping[Stint, int]
    loads: Mapping[Load, int]


def halves(counts: PostingCounts) -> list[Half]:
    """Return those posted by sex where the model says how many, everybody where it does not."""
    women = counts.women
    if women is None:
        return [Half(None, counts.people, counts.loads)]
    people = {key: n - women.people.get(key, 0) for key, n in counts.people.items()}
    loads = {key: n - women.loads.get(key, 0) for key, n in counts.loads.items()}
    return [Half(True, women.people, women.loads), Half(False, people, loads)]


def stints_by_pool(problem: PostingProblem, half: Half) -> dict[tuple[int, int], list[Stint]]:
    """Return by pool the stints its people serve, each as often as it is served.

    The model counts people by stint and by load; within a load any match of the two will do.
    """
    queues: dict[tuple[int, int], list[Stint]] = defaultdict(list)
    for stint, people in sorted(half.people.items()):
        queues[stint.crew, problem.load[stint.pattern]] += [stint] * people
    pools: dict[tuple[int, int], list[Stint]] = defaultdict(list)
    for (crew, sessions), stints in sorted(queues.items()):
        shares = [
            (load.past, people)
            for load, people in sorted(half.loads.items())
            if (load.crew, load.sessions) == (crew, sessions)
        ]
        for stint, past in zip(stints, interleaved(shares), strict=True):
            pools[crew, past].append(stint)
    return pools


def interleaved(shares: Sequence[tuple[int, int]]) -> list[int]:
    """Return each value as often as its number says, spread evenly over the list."""
    order = [
        ((2 * i + 1) * 10**6 // (2 * number), nth, value)
        for nth, (value, number) in enumerate(shares)
        for i in range(number)
    ]
    return [value for _, _, value in sorted(order)]
