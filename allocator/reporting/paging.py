"""Where the pages of a table part."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_LAST_ROWS = 4
"""So many rows at least stand on the last page of a table, such as two, a total and a signature."""


def page_starts(heights: Sequence[float], header: int, height: float) -> list[int]:
    """Return the first row (0-based) of each page but the first of a table.

    `heights` are those of all rows and `height` that of a page, in points; the rows to `header`
    stand on every page. The last page takes rows of the one before, so that it has four.
    """
    again = sum(heights[: header + 1])
    first = header + 1
    starts: list[int] = []
    used = again
    for row in range(first, len(heights)):
        if used + heights[row] > height and row > (starts[-1] if starts else first):
            starts.append(row)
            used = again
        used += heights[row]
    if starts:
        least = (starts[-2] if len(starts) > 1 else first) + 1
        last = starts[-1]
        while (
            len(heights) - last < _LAST_ROWS
            and last > least
            and again + sum(heights[last - 1 :]) <= height
        ):
            last -= 1
        starts[-1] = last
    return starts
