"""When papers are sat, 延时 included: what meets in time needs rooms and people of its own."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from allocator.models.domain.exam import Paper

Span = tuple[datetime, datetime]
"""Begin and end."""


def sat(paper: Paper, percent: int) -> Span:
    """Return when a paper is sat with so many per cent of 延时, rounded up to the minute."""
    if not percent:
        return paper.start, paper.end
    seconds = int((paper.end - paper.start).total_seconds())
    return paper.start, paper.start + timedelta(minutes=-(-seconds * (100 + percent) // 6000))


def meet(some: Collection[Span], others: Collection[Span]) -> bool:
    """Return whether any two stretches of time have more than a moment in common."""
    return any(
        start < other_end and other_start < end
        for start, end in some
        for other_start, other_end in others
    )
