"""How high the rows of a seat plan page are: long names and papers take what others can spare."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from allocator.reporting.layout import inside
from allocator.reporting.seat_geometry import NAME, NUMBER, SIGN, TAG, TICKET
from allocator.reporting.text import LINE, height_of, lines_at, word_ems

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from allocator.reporting.seat_geometry import Geometry

LEAST, LEAST_CROWDED = 7.0, 6.0
"""Points of the smallest letters that are read on paper; only where a page is too full for them are
there smaller ones, for nothing is ever cut."""
_SIZES = (LEAST, 6.5, LEAST_CROWDED, 5.5, 5.0)
"""Points of letters of names that rows are made high enough for, the first that the page holds."""
_AIR = 2.0
"""Points left free above and below a name, together."""
_LEAST_HEIGHT = {NUMBER: 14.0, NAME: 12.0, TICKET: 10.25, TAG: 10.0, SIGN: 12.0}
_NAMED = {NUMBER: 12.0, NAME: 12.0, SIGN: 12.0}
_CROWDED = {NUMBER: 9.5, NAME: 10.0, SIGN: 9.0}

Line = tuple["Sequence[str]", "Sequence[str]"]
"""Names and tags of the seats of one row."""


def _least_heights(shape: Geometry) -> Mapping[str, float]:
    if shape.crowded:
        return _CROWDED
    return _NAMED if shape.compact else _LEAST_HEIGHT


def name_width(shape: Geometry) -> float:
    """Return the points that a name may take across."""
    return inside(shape.narrow + shape.wide if shape.compact else shape.wide)


def tag_width(shape: Geometry) -> float:
    """Return the points that a tag may take across; on crowded pages it has the arrow beside it."""
    return inside(shape.wide if shape.compact else shape.narrow + shape.wide)


def least_of(shape: Geometry) -> float:
    """Return the points of the smallest letters that a name may have to keep its words whole."""
    return LEAST_CROWDED if shape.crowded else LEAST


def too_narrow(shape: Geometry, names: Iterable[str]) -> bool:
    """Return whether a name would have letters too small to be read, or a broken word."""
    width = name_width(shape)
    others = sum(_least_heights(shape)[part] for part in shape.parts if part != name_part(shape))
    high = shape.seats_high / shape.rows - others - _AIR
    return any(
        word_ems(name) * LEAST > width or height_of(name, width, LEAST) > high
        for name in set(names)
    )


def ticket_width(shape: Geometry) -> float:
    """Return the points that a ticket may take across."""
    return inside(shape.wide) + 4 if shape.compact else inside(shape.narrow + shape.wide)


def name_part(shape: Geometry) -> str:
    """Return in which row of a seat the name stands."""
    return NAME if NAME in shape.parts else NUMBER


def tag_part(shape: Geometry) -> str:
    """Return in which row of a seat the tag stands, if there is any."""
    return TAG if TAG in shape.parts else SIGN


def row_heights(shape: Geometry, lines: Sequence[Line]) -> list[tuple[float, ...]]:
    """Return for each row of seats the heights of its parts, in points.

    Usually those of the shape; where letters that can be read need more, the page's spare room and
    then the other rows give it. A page that is too full stays as it is.
    """
    budget = shape.seats_high
    # Where letters that can be read do not fit, names that are very long have to give way.
    for size, named in (*((size, True) for size in _SIZES), (_SIZES[-1], False)):
        needs = [_needed(shape, names if named else (), tags, size) for names, tags in lines]
        if sum(map(sum, needs)) <= budget:
            break
    if all(need <= usual for row in needs for need, usual in zip(row, shape.heights, strict=True)):
        return [shape.heights] * len(lines)
    wishes = [[max(pair) for pair in zip(row, shape.heights, strict=True)] for row in needs]
    least, wished = sum(map(sum, needs)), sum(map(sum, wishes))
    if least > budget:
        return [shape.heights] * len(lines)
    share = min(1.0, (budget - least) / (wished - least)) if wished > least else 0.0
    return [
        tuple(
            need + int((wish - need) * share * 4) / 4
            for need, wish in zip(row, wishes[nth], strict=True)
        )
        for nth, row in enumerate(needs)
    ]


def _needed(
    shape: Geometry, names: Sequence[str], tags: Sequence[str], named: float
) -> tuple[float, ...]:
    """Return how high the parts of one row of seats must be for names of `named` points.

    Papers have letters as large as can be read, whatever names have.
    """
    heights = dict(_least_heights(shape))
    for part, texts, width, air, size in (
        (name_part(shape), names, name_width(shape), _AIR, named),
        (tag_part(shape), tags, tag_width(shape), 0.0, max(named, least_of(shape))),
    ):
        rows = max((lines_at(text, width, size) for text in texts if text), default=0)
        needed = math.ceil(4 * (rows * size * LINE + air)) / 4
        heights[part] = max(heights[part], needed if rows else 0.0)
    return tuple(heights[part] for part in shape.parts)
