"""Sets of turns that one person may serve in a drawn post."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence


ALL_SUBSETS = 6
"""Up to so many turns of an area every set of turns is a pattern."""


def patterns(turns: int, masks: Collection[int], *, every_subset: bool) -> tuple[int, ...]:
    """Return the sets of turns that may be served in a drawn post, out of a mask of open turns.

    All of them for few turns. For more: runs of neighbouring turns, all but one, and those in
    which some crew (`masks`) can serve.
    """
    numbers = [t for t in range(turns.bit_length()) if turns >> t & 1]
    found = set()
    if every_subset or len(numbers) <= ALL_SUBSETS:
        for choice in range(1, 1 << len(numbers)):
            found.add(sum(1 << t for n, t in enumerate(numbers) if choice >> n & 1))
        return tuple(sorted(found))
    for i in range(len(numbers)):
        for j in range(i, len(numbers)):
            found.add(sum(1 << t for t in numbers[i : j + 1]))
        found.add(turns & ~(1 << numbers[i]))
    found |= {mask & turns for mask in masks if mask & turns}
    return tuple(sorted(found))


def clear(found: tuple[int, ...], overlaps: Sequence[tuple[int, int]]) -> tuple[int, ...]:
    """Return sets of turns without two that overlap: of each, as many turns as can be by turns.

    The earliest are kept first, or the latest; every single turn is among the sets anyway.
    """
    if not overlaps:
        return found
    kept = set()
    for mask in found:
        numbers = [t for t in range(mask.bit_length()) if mask >> t & 1]
        for order in (numbers, numbers[::-1]):
            chosen: list[int] = []
            for t in order:
                if not any((min(t, u), max(t, u)) in overlaps for u in chosen):
                    chosen.append(t)
            kept.add(sum(1 << t for t in chosen))
    return tuple(sorted(kept))
