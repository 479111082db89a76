"""Where things stand on a seat plan page: widths, heights and arrows for one kind of room."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from allocator.models.domain.geometry import walk
from allocator.reporting.layout import LANDSCAPE, PORTRAIT, Page

if TYPE_CHECKING:
    from allocator.models.domain.geometry import Cell
    from allocator.models.domain.rooms import FirstSeat, SeatOrder

LEAST_COLUMNS = 4
"""Narrower rooms stand in the middle of four columns, so that the heading has room."""
MOST_PORTRAIT = 6
COMPACT_BELOW = 44.0
"""Seats lower than this (points) put the ticket beside the number and give the name a whole row."""
HEAD, BOARD = 33.0, 24.0


@dataclass(frozen=True, slots=True)
class Geometry:
    """One kind of room on paper; all its pages share a sheet."""

    page: Page
    columns: int
    """Columns of seats drawn, at least `LEAST_COLUMNS`."""
    offset: int
    """Empty columns left of the room."""
    rows: int
    narrow: float
    """mm of a seat's left part: seat number, or the photo."""
    wide: float
    """mm of its right part: the name."""
    heights: tuple[float, ...]
    """Points of the rows of a seat: number and name, ticket, signature; with photos number, name,
    ticket, signature; compact number and ticket, name, signature."""
    photo: bool
    compact: bool
    fact: float
    """Points of a line of facts; the last of the four lines is two high."""
    foot: float
    """Points of each of the two lines to sign; compact pages have one."""

    @property
    def widths(self) -> tuple[float, ...]:
        """Return the widths of the sheet's columns, two per seat."""
        return (self.narrow, self.wide) * self.columns


@lru_cache(maxsize=256)
def geometry(columns: int, rows: int, photo: bool) -> Geometry:
    """Return how a room of so many columns and rows is drawn; crowded rooms have no photos."""
    drawn = max(columns, LEAST_COLUMNS)
    page = PORTRAIT if drawn <= MOST_PORTRAIT else LANDSCAPE
    seat_width = min(page.width / drawn, 60.0)
    fact, foot, feet = 19.5, 24.0, 2
    height = (page.height - HEAD - 5 * fact - BOARD - feet * foot - 12) / rows
    compact = height < COMPACT_BELOW
    if compact:
        fact, foot, feet = 15.0, 21.0, 1
        height = (page.height - HEAD - 5 * fact - BOARD - feet * foot - 12) / rows
    height = min(height, 130.0 if photo else 92.0)
    narrow = min(seat_width * 0.34, 12.0)
    shares: tuple[float, ...] = (0.48, 0.22, 0.30)
    if compact:
        narrow, shares = seat_width * 0.26, (0.30, 0.42, 0.28)
    elif photo:
        narrow, shares = seat_width * 0.46, (0.22, 0.42, 0.15, 0.21)
    heights = tuple(int(height * share * 4) / 4 for share in shares)
    return Geometry(
        page=page, columns=drawn, offset=(drawn - columns) // 2, rows=rows, narrow=narrow,
        wide=seat_width - narrow, heights=heights, photo=photo and not compact, compact=compact,
        fact=fact, foot=foot,
    )  # fmt: skip


@lru_cache(maxsize=1024)
def places(
    layout: tuple[int, ...], order: SeatOrder, first: FirstSeat
) -> dict[tuple[int, int], tuple[int, str]]:
    """Return by (row, column) the seat number and the arrow to the next seat ("" at a jump)."""
    cells = walk(layout, order, first)
    following = (*cells[1:], None)
    return {
        (cell.row, cell.column): (number, _arrow(cell, after))
        for number, (cell, after) in enumerate(zip(cells, following, strict=True), 1)
    }


def _arrow(here: Cell, after: Cell | None) -> str:
    if after is None:
        return ""
    across, down = after.column - here.column, after.row - here.row
    if across == 0 and abs(down) == 1:
        return "↓" if down > 0 else "↑"
    # Columns of unequal length: the next column's last seat may stand a row away.
    if abs(across) == 1 and abs(down) <= 1:
        return "→" if across > 0 else "←"
    return ""
