"""Which rooms `rooming` must keep apart in time: sittings that overlap, and rooms longer in use.

A sitting is one slot, and two sittings overlap where any of their papers do. Where 延时 besides
keeps rooms of a sitting until people of another one are due, those rooms are a slot of their own,
so that the other rooms may still be used again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from allocator.models.domain.ids import Sitting
from allocator.solvers.times import meet, sat

if TYPE_CHECKING:
    from collections.abc import Mapping

    from allocator.models.domain.exam import Inputs
    from allocator.solvers.batching import BatchCounts
    from allocator.solvers.kinds import Kinds
    from allocator.solvers.times import Span

Key = tuple[int, int]
"""(index of the sitting, 延时 in per cent)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slots:
    """Slots by number: one for each sitting in its order, then those longer in use."""

    sittings: tuple[Sitting, ...]
    """By slot."""
    number: Mapping[tuple[Sitting, int], int]
    """By sitting and 延时 in per cent: the slot of such people."""
    neighbours: list[set[int]]
    """By slot: the others in use at one time with it (SEAT-CLASH); those of one sitting always."""


def slots_of(
    inputs: Inputs, kinds: Kinds, counts: BatchCounts, sittings: tuple[Sitting, ...]
) -> Slots:
    """Return the slots of some sittings; `counts` says by kind who sits in which 批次."""
    spans = _spans(inputs, kinds, counts, sittings)
    papers = [
        [sat(p, 0) for p in inputs.papers if (p.exam, p.batch) == sitting] for sitting in sittings
    ]
    meets = {
        one: {
            other
            for other in spans
            if other[0] != one[0]
            and (meet(papers[one[0]], papers[other[0]]) or meet(spans[one], spans[other]))
        }
        for one in spans
    }
    slot: dict[Key, int] = {(n, 0): n for n in range(len(sittings))}
    found = list(sittings)
    for key in sorted(spans):
        alike = [one for one in slot if one[0] == key[0] and meets[one] == meets[key]]
        if key not in slot and alike:
            slot[key] = slot[alike[0]]
        elif key not in slot:
            slot[key] = len(found)
            found.append(sittings[key[0]])
    neighbours: list[set[int]] = [set() for _ in found]
    for key, others in meets.items():
        neighbours[slot[key]].update(slot[other] for other in others)
    for this, sitting in enumerate(found):
        neighbours[this].update(n for n, one in enumerate(found) if one == sitting and n != this)
    return Slots(
        sittings=tuple(found),
        number={(sittings[n], percent): this for (n, percent), this in slot.items()},
        neighbours=neighbours,
    )


def _spans(
    inputs: Inputs, kinds: Kinds, counts: BatchCounts, sittings: tuple[Sitting, ...]
) -> dict[Key, set[Span]]:
    """Return when somebody is due, by sitting and 延时; an entry for each sitting without 延时."""
    number = {sitting: n for n, sitting in enumerate(sittings)}
    found: dict[Key, set[Span]] = {(n, 0): set() for n in range(len(sittings))}
    for kind, parts in zip(kinds.kinds, counts, strict=True):
        percent = kind.need.extra_percent
        for batch, people in parts:
            if people:
                here = found.setdefault((number[Sitting(kind.exam, batch)], percent), set())
                here.update(sat(inputs.papers[p], percent) for _, p in kinds.due(kind, batch))
    return found
