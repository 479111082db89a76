"""Dates and times as clerks write them: `2026年9月12日`, `2026.9.12`, `9：00`, 下午2点."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta

from allocator.intake.sink import Fault, show

_DATE = re.compile(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_TIME = re.compile(
    r"(上午|早上|中午|下午|晚上|AM|PM)?\s*(\d{1,2})\s*(?:[:时点]\s*(?:(\d{1,2}|半)\s*分?)?"
    r"(?::(\d{1,2})(?:\.0+)?)?)\s*(AM|PM)?",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(r"[(（]?(?:星期|周)[一二三四五六日天][)）]?")
_NO_DAY = 1904
"""Up to this year a moment is a time of day: the days of Excel begin in 1899, or in 1904."""
_SERIALS = range(36526, 73051)
"""Days of this century as Excel counts them; which day one is depends on the workbook."""
_AFTERNOON = ("下午", "晚上", "PM")


def day(cell: object) -> date | Fault:
    """Read a date; a time of day other than midnight makes it none."""
    if isinstance(cell, datetime):
        if cell.time() == time():
            return cell.date()
    elif isinstance(cell, date):
        return cell
    elif isinstance(cell, str):
        plain = _WEEKDAY.sub("", _plain(cell)).strip()
        plain = re.sub(r"\s+0?0:00(:00)?$", "", plain)
        found = _day_of(plain)
        if found is not None:
            return found
    elif isinstance(cell, int | float) and float(cell).is_integer():
        # As a number too it is plain what 20260912 means.
        found = _day_of(str(int(cell)))
        if found is not None:
            return found
        if int(cell) in _SERIALS:
            message = f"{show(cell)} 是没有设成日期格式的数字。"
            cure = "请把单元格的格式设为“日期”，核对显示出来的日期；或写成 2026-09-12 的样子。"
            return Fault("not-a-date", message, cure)
    return Fault("not-a-date", f"“{show(cell)}”不是能识别的日期。", "请写成 2026-09-12 的样子。")


def clock(cell: object) -> time | Fault:
    """Read a time of day; Excel also gives a fraction of a day, or hours counted from midnight."""
    if isinstance(cell, datetime):
        return cell.time().replace(second=0, microsecond=0)
    if isinstance(cell, time):
        return cell.replace(microsecond=0)
    if isinstance(cell, timedelta):
        cell = cell / timedelta(days=1)
    if isinstance(cell, float) and 0 < cell < 1:
        minutes = round(cell * 1440)
        if minutes < 1440:
            return time(minutes // 60, minutes % 60)
    if isinstance(cell, str):
        found = _clock_of(_plain(cell))
        if found is not None:
            return found
    return Fault("not-a-time", f"“{show(cell)}”不是能识别的时间。", "请写成 09:00 的样子。")


def other_day(cell: object, at: date) -> Fault | None:
    """Return a fault where the cell of a time names a day, and that day is not `at`."""
    if not isinstance(cell, datetime) or cell.year <= _NO_DAY or cell.date() == at:
        return None
    message = f"单元格里是 {show(cell)}，与“日期”列的 {at} 不是同一天。"
    return Fault("not-a-time", message, "请核对日期；这一列只填时间，如 09:00。")


def moment(cell: object) -> datetime | Fault:
    """Read a date with a time; a date alone is its midnight."""
    if isinstance(cell, datetime):
        return cell
    if isinstance(cell, date):
        return datetime.combine(cell, time())
    if isinstance(cell, str):
        plain = _WEEKDAY.sub(" ", _plain(cell)).replace("T", " ").strip()
        found = _DATE.match(plain) or _COMPACT.match(plain)
        if found is not None:
            at = _day_of(found.group().strip())
            rest = plain[found.end() :].strip()
            hour = _clock_of(rest) if rest else time()
            if at is not None and hour is not None:
                return datetime.combine(at, hour)
    message = f"“{show(cell)}”不是能识别的日期和时间。"
    return Fault("not-a-date", message, "请写成 2026-09-12 09:00 的样子。")


def day_alone(cell: object) -> Fault | None:
    """Return a fault where the cell of an end holds a day and, as far as can be seen, no time."""
    end = moment(cell)
    if isinstance(end, Fault) or end.time() != time():
        return None
    if isinstance(cell, str) and _day_of(_WEEKDAY.sub(" ", _plain(cell)).strip()) is None:
        return None
    message = f"只有日期，按 {end:%Y-%m-%d %H:%M} 结束，这一天不值守。"
    cure = "到这一天几点为止，请写上时间，如 2026-09-12 20:00；就是零点的写 0:00。"
    return Fault("duty-end-day", message, cure)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


def _day_of(text: str) -> date | None:
    found = _DATE.fullmatch(text) or _COMPACT.fullmatch(text)
    if found is None:
        return None
    try:
        return date(int(found.group(1)), int(found.group(2)), int(found.group(3)))
    except ValueError:
        return None


def _clock_of(text: str) -> time | None:
    found = _TIME.fullmatch(text)
    if found is None:
        return None
    before, hours, minutes, _, after = found.groups()
    hour = int(hours)
    minute = 30 if minutes == "半" else int(minutes or 0)
    half_day = (before or after or "").upper()
    if not half_day and text.strip().isdigit():
        return None
    if half_day in _AFTERNOON and hour < 12:
        hour += 12
    if half_day == "AM" and hour == 12:
        hour = 0
    if hour > 23 or minute > 59:
        return None
    return time(hour, minute)
