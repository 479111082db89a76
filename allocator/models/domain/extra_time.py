"""延时: extra time of a candidate's need, which keeps his room in use until later (SEAT-NEEDS)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


def extended_end(start: datetime, end: datetime, percent: int) -> datetime:
    """Return when a paper ends that is longer by so many per cent, rounded up to the minute."""
    if not percent:
        return end
    seconds = int((end - start).total_seconds())
    return start + timedelta(minutes=-(-seconds * (100 + percent) // 6000))
