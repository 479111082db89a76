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
COMPACT_BELOW, _TAGGED_BELOW = 44.0, 54.0
"""Seats lower than this (points) put the ticket beside the number and give the name a whole row;
so do those that name their paper on a page across, which are narrow."""
_PHOTO_BELOW = 60.0
"""Lower seats have no photo: what stands beside and below it could not be read."""
_TWO_DIGITS, _SLIM = 99, 27.0
"""Seats whose numbers have two digits, and mm of a seat that has no more room for these than they
need: else its ticket could not be read."""
_GAPS = 12.0
"""Points of the blank lines above the board and below the seats, together."""
NUMBER, NAME, TICKET, TAG, SIGN = "number", "name", "ticket", "tag", "sign"
_PLAIN = ((NUMBER, 0.48), (TICKET, 0.22), (SIGN, 0.30))
_TAGGED = ((NUMBER, 0.36), (TICKET, 0.20), (TAG, 0.18), (SIGN, 0.26))
_PHOTO = ((NUMBER, 0.22), (NAME, 0.42), (TICKET, 0.15), (SIGN, 0.21))
_PHOTO_TAGGED = ((NUMBER, 0.20), (NAME, 0.34), (TICKET, 0.14), (TAG, 0.12), (SIGN, 0.20))
_COMPACT = ((NUMBER, 0.30), (NAME, 0.42), (SIGN, 0.28))
_COMPACT_TAGGED = ((NUMBER, 0.28), (NAME, 0.34), (SIGN, 0.38))
_SHARES = {
    # photo, compact, tagged
    (False, False, False): _PLAIN, (False, False, True): _TAGGED,
    (True, False, False): _PHOTO, (True, False, True): _PHOTO_TAGGED,
    (False, True, False): _COMPACT, (False, True, True): _COMPACT_TAGGED,
}  # fmt: skip
"""What shares of a seat's height its rows take."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands above and below the seats, in points."""

    head: float
    board: float
    fact: float
    """A line of facts."""
    papers: float
    """The last line of facts, with the papers."""
    foot: float
    feet: int
    """How many lines to sign, each `foot` high."""
    pairs: int
    """Labels with their values on each line of facts but the last."""

    def left_of(self, page: Page) -> float:
        """Return what is left of a page for its seats."""
        facts = 6 // self.pairs * self.fact + self.papers
        return page.height - self.head - facts - self.board - self.foot * self.feet - _GAPS


_USUAL = Frame(head=33, board=24, fact=19.5, papers=39, foot=24, feet=2, pairs=2)
_TIGHT = Frame(head=33, board=24, fact=15, papers=30, foot=21, feet=1, pairs=2)
_WIDE = Frame(head=27, board=18, fact=15, papers=21, foot=21, feet=1, pairs=3)
"""Crowded rooms, upright and across."""


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
    parts: tuple[str, ...]
    """The rows of a seat: number (and name), ticket, (tag,) sign; with photos number, name, ticket,
    (tag,) sign; compact number and ticket, name, sign and tag."""
    heights: tuple[float, ...]
    """Points of each; pages with long names or papers differ (see `seat_rows.py`)."""
    photo: bool
    compact: bool
    """The ticket stands beside the number, and the name has a row of its own."""
    frame: Frame

    @property
    def crowded(self) -> bool:
        """Return whether seats are so low that the heading makes room for them."""
        return self.frame is not _USUAL

    @property
    def seats_high(self) -> float:
        """Return the points that all rows of seats may take."""
        return self.frame.left_of(self.page)

    @property
    def widths(self) -> tuple[float, ...]:
        """Return the widths of the sheet's columns, two per seat."""
        return (self.narrow, self.wide) * self.columns


@lru_cache(maxsize=256)
def geometry(columns: int, rows: int, photo: bool, tagged: bool, named: bool = False) -> Geometry:
    """Return how a room of so many columns and rows is drawn; those of many rows have no photos.

    `tagged`: the room holds several papers, so that each seat names its own. `named`: names need
    the whole width of a seat, which those beside a photo cannot have.
    """
    drawn = max(columns, LEAST_COLUMNS)
    page = PORTRAIT if drawn <= MOST_PORTRAIT else LANDSCAPE
    seat_width = min(page.width / drawn, 60.0)
    frame = _USUAL
    height = frame.left_of(page) / rows
    photo = photo and height >= _PHOTO_BELOW
    across = tagged and page is LANDSCAPE
    crowded = height < (_TAGGED_BELOW if across else COMPACT_BELOW)
    if crowded:
        frame = _TIGHT if page is PORTRAIT else _WIDE
        height = frame.left_of(page) / rows
    compact = crowded or (named and not photo)
    height = min(height, 130.0 if photo else 92.0)
    narrow = min(seat_width * 0.34, 12.0)
    if compact:
        slim = columns * rows <= _TWO_DIGITS and seat_width < _SLIM
        narrow = seat_width * (0.18 if slim else 0.22)
    elif photo:
        narrow = seat_width * 0.46
    shares = _SHARES[photo, compact, tagged]
    return Geometry(
        page=page, columns=drawn, offset=(drawn - columns) // 2, rows=rows, narrow=narrow,
        wide=seat_width - narrow, parts=tuple(part for part, _ in shares),
        heights=tuple(int(height * share * 4) / 4 for _, share in shares),
        photo=photo, compact=compact, frame=frame,
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
