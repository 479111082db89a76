"""Where seats stand in a room and in which order they are walked (sheet 考场, `workbooks.md`)."""

from __future__ import annotations

from typing import NamedTuple

from allocator.models.domain.rooms import FirstSeat, SeatOrder


class Cell(NamedTuple):
    """A seat's place: `row` 1 is nearest the board, `column` 1 leftmost as candidates face it."""

    row: int
    column: int


def default_layout(seats: int, *, electronic: bool) -> tuple[int, ...]:
    """Return seats per column where the sheet is blank.

    Paper: five columns as equal as can be, the longer ones first. Electronic: columns of ten.
    """
    if electronic:
        full, rest = divmod(seats, 10)
        return (10,) * full + ((rest,) if rest else ())
    columns = min(5, seats)
    base, longer = divmod(seats, columns)
    return (base + 1,) * longer + (base,) * (columns - longer)


def walk(layout: tuple[int, ...], order: SeatOrder, first: FirstSeat) -> tuple[Cell, ...]:
    """Return the cells in walking order: element i is where seat number i + 1 stands."""
    columns = list(range(1, len(layout) + 1))
    if first is FirstSeat.FRONT_RIGHT:
        columns.reverse()
    length = {column: layout[column - 1] for column in columns}
    cells: list[Cell] = []
    if order in (SeatOrder.COLUMN, SeatOrder.COLUMN_SNAKE):
        for nth, column in enumerate(columns):
            rows = range(1, length[column] + 1)
            back = order is SeatOrder.COLUMN_SNAKE and nth % 2 == 1
            cells.extend(Cell(row, column) for row in (reversed(rows) if back else rows))
        return tuple(cells)
    for row in range(1, max(layout) + 1):
        across = [column for column in columns if length[column] >= row]
        if order is SeatOrder.ROW_SNAKE and row % 2 == 0:
            across.reverse()
        cells.extend(Cell(row, column) for column in across)
    return tuple(cells)
