"""Seeded rehearsals: people stay away one by one in random order until the draw is stopped."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from allocator.solvers.resilience import counts
from allocator.solvers.resilience.search import Effort, finishable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.randomness import Stream
    from allocator.solvers.resilience.counts import Bound
    from allocator.solvers.resilience.worst import Answer, Proof

LIKELY_PERCENT = 95


class _Spare(NamedTuple):
    """What people have to spare over every inequality, all in one whole number.

    Each inequality has its own bits and a mark above them: subtracting a person tests them all
    together, which is what makes a thousand rehearsals cheap.
    """

    start: int
    marks: int
    worth: tuple[int, ...]
    """By person."""


def likely(proof: Proof, stream: Stream, rehearsals: int) -> int:
    """Return the most absent with whom at least 95 % of the rehearsals can be finished.

    -1: not even with everybody. In each rehearsal people ascending by 工号 are shuffled from the
    last place down; whoever comes to stand there is absent, until the draw cannot be finished. The
    next rehearsal goes on with the next words of the stream.
    """
    effort = Effort.for_case(proof.case)
    asked = proof.exact or (lambda present: finishable(proof.case, present, effort))
    spare = _spare(proof, proof.bounds, ())
    if spare.start & spare.marks != spare.marks:
        return -1
    orders: list[tuple[list[int], int]] = []
    for _ in range(rehearsals):
        order = list(range(len(proof.kinds)))
        orders.append((order, _absent(order, spare, stream)))
    most = max(absent for _, absent in orders)
    sure = proof.sure if most < proof.fewest else proof.surely(most)
    reached = [absent for _, absent in orders]
    if sure.spared or sure.bounds != proof.bounds:
        surely = _spare(proof, sure.bounds, sure.spared)
        known: dict[frozenset[int], bool] = {}
        reached = [
            _settled(order, max(proof.worst, _still(order, surely, absent)), absent, asked, known)
            for order, absent in orders
        ]
    needed = -(-rehearsals * LIKELY_PERCENT // 100)
    return sorted(reached, reverse=True)[needed - 1]


def _spare(proof: Proof, bounds: Sequence[Bound], without: Sequence[int]) -> _Spare:
    """Return the spare of everybody but some, whose absence then changes nothing any more."""
    gone = frozenset(without)
    people = proof.people - Counter(proof.kinds[person] for person in without)
    spare = [counts.slack(bound, people) for bound in bounds]
    # A gain is at most 4, so that a mark of 8 or more cannot be borrowed from twice.
    width = max(map(abs, spare), default=0).bit_length() + 4
    mark = 1 << (width - 1)
    worth = {
        kind: sum(bound.gains[kind] << (nth * width) for nth, bound in enumerate(bounds))
        for kind in proof.people
    }
    return _Spare(
        sum((left + mark) << (nth * width) for nth, left in enumerate(spare)),
        sum(mark << (nth * width) for nth in range(len(spare))),
        tuple(0 if person in gone else worth[kind] for person, kind in enumerate(proof.kinds)),
    )


def _absent(order: list[int], spare: _Spare, stream: Stream) -> int:
    """Shuffle the tail of `order` in place and return how many may be absent by counting."""
    below = stream.below
    state, marks, worth = spare
    for last in range(len(order) - 1, -1, -1):
        chosen = below(last + 1)
        order[chosen], order[last] = order[last], order[chosen]
        state -= worth[order[last]]
        if state & marks != marks:
            return len(order) - 1 - last
    return len(order)


def _still(order: Sequence[int], spare: _Spare, most: int) -> int:
    """Return how many of the last `most` may be absent while the spare lasts; -1: none."""
    state, marks, worth = spare
    if state & marks != marks:
        return -1
    for absent in range(most):
        state -= worth[order[-1 - absent]]
        if state & marks != marks:
            return absent
    return most


def _settled(
    order: Sequence[int], low: int, high: int, answer: Answer, known: dict[frozenset[int], bool]
) -> int:
    """Return with how many absent the draw can be finished, between `low`, proven, and `high`.

    Whoever goes makes it no easier, so that halving the range finds it; unknown counts as "no".
    """
    while low < high:
        middle = (low + high + 1) // 2
        present = order[: len(order) - middle]
        key = frozenset(present)
        if key not in known:
            known[key] = bool(answer(sorted(present)))
        if known[key]:
            low = middle
        else:
            high = middle - 1
    return low
