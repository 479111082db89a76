"""Reading 考场座次表 back: who is drawn where on each page, by the cells themselves.

A page begins at the label 考场号; below the board (讲台) each row of seats is a block of sheet rows
whose last has `签名`, `本场不考` or neither (an empty seat). Five shapes of a block are known, see
`_shape`.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from allocator.audit.cells import text, whole
from allocator.audit.exported import SeatPage

if TYPE_CHECKING:
    from allocator.audit.cells import Row
    from allocator.audit.exported import Spot

_LABELS = ("考场号", "场次", "应考人数")
_BOARD = "讲台"
_SIGN, _ABSENT = "签名", "本场不考"


class _Shape(NamedTuple):
    """Where in a block the parts of a seat stand: rows up from `签名` and columns right of it."""

    height: int
    number: tuple[int, int]
    ticket: tuple[int, int]


_PLAIN = _Shape(3, (2, 0), (1, 0))
_COMPACT = _Shape(3, (2, 0), (2, 1))
_PAPERS = _Shape(4, (3, 0), (2, 0))
_PHOTO = _Shape(4, (3, 1), (1, 0))
_PHOTO_PAPERS = _Shape(5, (4, 1), (2, 0))


def seat_pages(sheet: str, rows: list[Row]) -> list[SeatPage]:
    """Return the pages of a sheet."""
    starts = [nth for nth, row in enumerate(rows) if "考场号" in row]
    return [_page(sheet, rows, start, end) for start, end in pairwise([*starts, len(rows)])]


def _page(sheet: str, rows: list[Row], start: int, end: int) -> SeatPage:
    texts: list[str] = []
    board = start
    while board < end:
        here = [text(cell) for cell in rows[board] if cell != ""]
        if any("".join(cell.split()) == _BOARD for cell in here):
            break
        texts += here
        board += 1
    value = dict.fromkeys(_LABELS, "")
    for label, following in pairwise(texts):
        if value.get(label) == "":
            value[label] = following
    due, absent = _people(rows[board + 1 : end])
    return SeatPage(
        number=value["考场号"], session=value["场次"], people=value["应考人数"],
        due=tuple(sorted(due)), absent=tuple(sorted(absent)), sheet=sheet, line=start + 1,
    )  # fmt: skip


def _people(rows: list[Row]) -> tuple[list[Spot], list[Spot]]:
    """Return who is to sign and who is marked as not due, on the rows below the board."""
    due: list[Spot] = []
    absent: list[Spot] = []
    shape = None
    left = 0
    for nth, row in enumerate(rows):
        if _SIGN not in row and _ABSENT not in row:
            continue
        if shape is None:
            first = min(row.index(mark) for mark in (_SIGN, _ABSENT) if mark in row)
            shape = _shape(rows, nth, first)
            left = _leftmost(rows[0], shape)
        (up, right), (over, beside) = shape.number, shape.ticket
        if nth < up:
            continue
        numbers, tickets = rows[nth - up], rows[nth - over]
        deep = nth // shape.height + 1
        for column in range(left, len(row), 2):
            mark = row[column]
            if mark in (_SIGN, _ABSENT):
                spot = (
                    whole(numbers[column + right]), deep, (column - left) // 2 + 1,
                    text(tickets[column + beside]),
                )  # fmt: skip
                (due if mark == _SIGN else absent).append(spot)
    return due, absent


def _shape(rows: list[Row], nth: int, column: int) -> _Shape:
    """Return the shape of the blocks from one signature cell.

    Plain: seat number above the ticket above `签名`. Compact: the ticket beside the number, the
    name between. With photos: the number stands right of the photo, above the name. Where the room
    holds several papers, that of the seat stands above `签名` in a row of its own.
    """

    def is_number(up: int, right: int) -> bool:
        return nth >= up and isinstance(rows[nth - up][column + right], float)

    if is_number(2, 0):
        # Tickets have digits, names have none.
        above = text(rows[nth - 1][column])
        return _PLAIN if any(char.isdecimal() for char in above) else _COMPACT
    if is_number(3, 0):
        return _PAPERS
    return _PHOTO if is_number(3, 1) else _PHOTO_PAPERS


def _leftmost(row: Row, shape: _Shape) -> int:
    """Return the column in which the room's first column of seats begins; all reach the board."""
    numbers = [column for column, cell in enumerate(row) if isinstance(cell, float)]
    return numbers[0] - shape.number[1] if numbers else 0
