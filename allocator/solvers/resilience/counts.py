"""How many may be absent by counting alone, exactly: Hall's condition and its weighted kin.

A draw fills the places of each post, and enough of those places with people of 计算机能力. By the
duality of the assignment problem that is possible just when every inequality

    sum over the people present of gain(kind) >= demand

holds, one for each choice of small whole prices of the three posts (`docs/resilience.md` gives the
prices and the proof). Whoever wants to stop the draw breaks one of them, and does it with the
fewest people by keeping away those of the largest gain: so the least number is exact.
"""

from __future__ import annotations

from functools import cache
from itertools import combinations, product
from operator import ge
from typing import TYPE_CHECKING, NamedTuple

from allocator.solvers.resilience.case import ADMINISTERS, INVIGILATES, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from allocator.solvers.resilience.case import Case

_PRICES = range(-3, 4)
"""Prices beyond +-3 say nothing new: differences of four nodes, each at most 1."""


class Bound(NamedTuple):
    """One inequality that everybody present must hold together."""

    gains: Mapping[Kind, int]
    demand: int
    posts: tuple[int, ...]
    """Posts it speaks of, ascending."""
    computer: bool
    """It speaks of 计算机能力."""


class _Prices(NamedTuple):
    """A choice of prices; the demand they make depends on the needs of the case."""

    weight: int
    """Worth of a person with 计算机能力 where it counts: 0 or 1."""
    prices: tuple[int, ...]
    """By needed post."""
    gains: tuple[int, ...]
    """By kind, in the order of `_kinds`."""


def every_kind(case: Case) -> tuple[Kind, ...]:
    """Return all kinds there could be, those that can do least first."""
    kinds = _kinds(_needed(case), computer=case.computer > 0)
    return tuple(kind for kind in kinds if kind.posts)


def _needed(case: Case) -> tuple[int, ...]:
    return tuple(post for post, need in enumerate(case.needs) if need)


@cache
def _kinds(needed: tuple[int, ...], *, computer: bool) -> tuple[Kind, ...]:
    return tuple(
        Kind(chosen, skill)
        for size in range(len(needed) + 1)
        for skill in ((False, True) if computer else (False,))
        for chosen in combinations(needed, size)
    )


@cache
def _every_price(needed: tuple[int, ...], *, computer: bool, doubles: bool) -> tuple[_Prices, ...]:
    """Return all choices of prices; few posts first, Hall's before others."""
    choices = [
        (0, tuple(-(post in chosen) for post in needed))
        for size in range(1, len(needed) + 1)
        for chosen in combinations(needed, size)
    ]
    if computer:
        choices += [(1, prices) for prices in product(_PRICES, repeat=len(needed))]
    kinds = _kinds(needed, computer=computer)
    skilled = (INVIGILATES, ADMINISTERS) if doubles else (INVIGILATES,)
    return tuple(
        _Prices(
            weight,
            prices,
            tuple(
                max(
                    0,
                    *(
                        weight * (kind.computer and post in skilled) - price
                        for post, price in zip(needed, prices, strict=True)
                        if post in kind.posts
                    ),
                    0,
                )
                for kind in kinds
            ),
        )
        for weight, prices in choices
    )


def bounds_of(case: Case) -> tuple[Bound, ...]:
    """Return the inequalities, none of them implied by another."""
    needed, computer = _needed(case), case.computer
    needs = [case.needs[post] for post in needed]
    best: dict[tuple[int, ...], tuple[int, _Prices]] = {}
    for choice in _every_price(needed, computer=computer > 0, doubles=case.doubles):
        asked = sum(need * price for need, price in zip(needs, choice.prices, strict=True))
        demand = choice.weight * computer - asked
        if demand > 0 and (choice.gains not in best or best[choice.gains][0] < demand):
            best[choice.gains] = demand, choice
    kinds = _kinds(needed, computer=computer > 0)
    return tuple(
        Bound(
            dict(zip(kinds, choice.gains, strict=True)),
            demand,
            tuple(
                post
                for post, price in zip(needed, choice.prices, strict=True)
                if price < 0 or (choice.weight and not price)
            ),
            bool(choice.weight),
        )
        for demand, choice in _strongest(list(best.values()))
    )


def _strongest(bounds: list[tuple[int, _Prices]]) -> list[tuple[int, _Prices]]:
    """Drop what another inequality implies: gains no larger and demand no smaller there."""
    kept: list[tuple[int, _Prices]] = []
    for bound in bounds:
        if not any(_implies(other, bound) for other in kept):
            kept = [other for other in kept if not _implies(bound, other)]
            kept.append(bound)
    return kept


def _implies(strong: tuple[int, _Prices], weak: tuple[int, _Prices]) -> bool:
    return weak[0] <= strong[0] and all(map(ge, weak[1].gains, strong[1].gains))


def slack(bound: Bound, people: Mapping[Kind, int]) -> int:
    """Return by how much the people hold the inequality; negative: they do not."""
    return sum(bound.gains[kind] * count for kind, count in people.items()) - bound.demand


def absent_to_break(bound: Bound, people: Mapping[Kind, int]) -> int:
    """Return the fewest people whose absence breaks the inequality."""
    left = slack(bound, people)
    absent = 0
    for gain, count in sorted(
        ((bound.gains[kind], count) for kind, count in people.items()), reverse=True
    ):
        if left < 0:
            break
        if gain == 0:
            raise ValueError("an inequality that nobody's absence breaks has no demand")
        needed = min(count, left // gain + 1)
        absent += needed
        left -= needed * gain
    return absent


def weakest(bounds: Sequence[Bound], people: Mapping[Kind, int]) -> tuple[int, Bound | None]:
    """Return the fewest absent that break any inequality, and the first that breaks with them.

    Without inequalities (nobody is needed) that is one more than there are people, and None.
    """
    least, first = sum(people.values()) + 1, None
    for bound in bounds:
        absent = absent_to_break(bound, people)
        if absent < least:
            least, first = absent, bound
    return least, first


def breakers(bound: Bound, kinds: Sequence[Kind], least: int) -> tuple[int, ...]:
    """Return `least` people, as places in `kinds`, whose absence breaks the inequality."""
    order = sorted(range(len(kinds)), key=lambda person: (-bound.gains[kinds[person]], person))
    return tuple(sorted(order[:least]))


def cure(case: Case, bounds: Sequence[Bound], people: Mapping[Kind, int]) -> Kind | None:
    """Return the kind that can do least of whom one more raises the number, None for no need.

    One is always enough: whoever may take every post and has 计算机能力 has the largest gain in
    each inequality, so that breaking it takes one more.
    """
    least = weakest(bounds, people)[0]
    for kind in every_kind(case):
        if weakest(bounds, {**people, kind: people.get(kind, 0) + 1})[0] > least:
            return kind
    return None
