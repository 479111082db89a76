"""Dates with times in a roster made by hand, as Excel keeps them or as people type them."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta

_MOMENT = re.compile(
    r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?\s*"
    r"(?:[(（]?(?:星期|周)[一二三四五六日天][)）]?)?\s*T?\s*"
    r"(\d{1,2})\s*[:时点]\s*(?:(\d{1,2})\s*分?)?(?::\d{1,2}(?:\.0+)?)?"
)


def moment(cell: object) -> datetime | None:
    """Return the moment that a cell means, to the minute; None where it names no day and time.

    24:00 is the midnight after that day. A day alone names no time: see `midnight`.
    """
    if isinstance(cell, datetime):
        # Excel keeps fractions of a day: 08:00 may be some microseconds less.
        return (cell + timedelta(seconds=30)).replace(second=0, microsecond=0)
    if not isinstance(cell, str):
        return None
    found = _MOMENT.fullmatch(unicodedata.normalize("NFKC", cell).strip())
    if found is None:
        return None
    year, month, day, hour, minute = (int(part or 0) for part in found.groups())
    try:
        midnight = datetime.combine(date(year, month, day), time())
    except ValueError:
        return None
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        return None
    return midnight + timedelta(hours=hour, minutes=minute)


def midnight(cell: object) -> datetime | None:
    """Return the midnight that a cell may mean; None where it is not a day of a workbook.

    A workbook keeps 00:00 of a day as the day alone: only what stands beside it tells which.
    """
    if isinstance(cell, date) and not isinstance(cell, datetime):
        return datetime.combine(cell, time())
    return None
