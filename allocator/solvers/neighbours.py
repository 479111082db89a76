"""Which seats of a room are neighbours for SEAT-APART, by seat index in walking order.

Only seats in use count: the first so many of the way through the room.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from allocator.models.domain.geometry import Cell, walk
from allocator.models.domain.policy import Apart

if TYPE_CHECKING:
    from allocator.models.domain.rooms import FirstSeat, Room, SeatOrder

_STEPS = {
    Apart.FOUR: ((0, 1), (1, 0)),
    Apart.EIGHT: ((0, 1), (1, 0), (1, 1), (1, -1)),
    Apart.OFF: (),
}


class Neighbours:
    """Pairs of neighbouring seats among the first `people` seats of a room."""

    def __init__(self, pairs: tuple[tuple[int, int], ...], people: int) -> None:
        """Keep the pairs (i < j, both from 0) and, by seat, its neighbours."""
        self.pairs = pairs
        around: list[list[int]] = [[] for _ in range(people)]
        for i, j in pairs:
            around[i].append(j)
            around[j].append(i)
        self.around = tuple(tuple(seats) for seats in around)


def neighbours_of(room: Room, people: int, apart: Apart) -> Neighbours:
    """Return the neighbours among the seats in use: the first `people` in walking order."""
    return _neighbours(room.layout, room.order, room.first, people, apart)


@cache
def _neighbours(
    layout: tuple[int, ...], order: SeatOrder, first: FirstSeat, people: int, apart: Apart
) -> Neighbours:
    cells = walk(layout, order, first)[:people]
    seat_of = {cell: n for n, cell in enumerate(cells)}
    pairs = []
    for cell, n in seat_of.items():
        for down, across in _STEPS[apart]:
            other = seat_of.get(Cell(cell.row + down, cell.column + across))
            if other is not None:
                pairs.append((min(n, other), max(n, other)))
    return Neighbours(tuple(sorted(pairs)), people)
