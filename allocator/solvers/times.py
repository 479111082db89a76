"""When papers are sat, 延时 included: what meets in time needs rooms and people of its own."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from allocator.models.domain.extra_time import extended_end

if TYPE_CHECKING:
    from collections.abc import Collection

    from allocator.models.domain.exam import Paper

Span = tuple[datetime, datetime]
"""Begin and end."""


def sat(paper: Paper, percent: int) -> Span:
    """Return when a paper is sat with so many per cent of 延时."""
    return paper.start, extended_end(paper.start, paper.end, percent)


def meet(some: Collection[Span], others: Collection[Span]) -> bool:
    """Return whether any two stretches of time have more than a moment in common."""
    return any(
        start < other_end and other_start < end
        for start, end in some
        for other_start, other_end in others
    )
