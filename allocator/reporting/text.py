"""How facts read on paper: dates, rooms, and type that fits its frame without being cut."""

from __future__ import annotations

import math
import re
from datetime import datetime
from typing import TYPE_CHECKING

from allocator.lettering import LINE as LINE
from allocator.lettering import NARROW as NARROW
from allocator.lettering import READ as READ
from allocator.lettering import ems as ems
from allocator.lettering import fit as fit
from allocator.lettering import height_of as height_of
from allocator.lettering import lines_at as lines_at
from allocator.lettering import word_ems as word_ems

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from allocator.reporting.views import RoomSession, RoomView, SiteView

_WEEKDAYS = "一二三四五六日"
DIGIT = 0.556
"""Width of a digit of Arial in em."""
SHEET_NAME_LIMIT = 31
_APART = "　　"
_MUCH_SMALLER = 0.85
_BAD_IN_FILE_NAME = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
_BAD_IN_SHEET_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


def date_text(moment: datetime) -> str:
    """Return 2026年9月12日（星期六）."""
    day = f"{moment.year}年{moment.month}月{moment.day}日"
    return f"{day}（星期{_WEEKDAYS[moment.weekday()]}）"


def moment_text(iso: str) -> str:
    """Return 2026年9月12日 08:05:30 and the zone of a moment in ISO 8601; blank for none."""
    if not iso:
        return ""
    moment = datetime.fromisoformat(iso)
    zone = f"{moment:%z}"
    told = f"\n（UTC{zone[:3]}:{zone[3:5]}）" if zone else ""
    return f"{moment.year}年{moment.month}月{moment.day}日 {moment:%H:%M:%S}{told}"


def span_text(start: datetime, end: datetime) -> str:
    """Return 2026年9月12日 09:00 至 9月13日 18:00; day and year of the end only where others."""
    first = f"{start.year}年{start.month}月{start.day}日 {start:%H:%M}"
    if start.date() == end.date():
        return f"{first} 至 {end:%H:%M}"
    year = f"{end.year}年" if end.year != start.year else ""
    return f"{first} 至 {year}{end.month}月{end.day}日 {end:%H:%M}"


def time_text(start: datetime, end: datetime) -> str:
    """Return 09:00—11:30, with 次日 where the end lies on another day."""
    next_day = "次日" if end.date() != start.date() else ""
    return f"{start:%H:%M}—{next_day}{end:%H:%M}"


def room_time(room: RoomView, due: RoomSession) -> str:
    """Return the time of a room and session, naming 延时 where there is any."""
    extra = f"（延时{room.extra_percent}%）" if room.extra_percent else ""
    return time_text(due.start, due.end) + extra


def place_text(building: str, floor: int, classroom: str) -> str:
    """Return 明德楼 3层 305."""
    return f"{building} {floor_text(floor)} {classroom}".strip()


def floor_text(floor: int) -> str:
    """Return 3层, or 地下1层 of a floor below ground."""
    return f"{floor}层" if floor >= 0 else f"地下{-floor}层"


def room_place(room: RoomView) -> str:
    """Return building, floor and classroom of an open room."""
    return place_text(room.building, room.floor, room.classroom)


def exam_text(room: RoomView) -> str:
    """Return the exam's name, with its 批次 where it has any."""
    return f"{room.exam_name}（第{room.batch}批）" if room.batch else room.exam_name


def session_text(sessions: Sequence[int], batches: Sequence[int]) -> str:
    """Return 1、2, or 1、2（第1批） where what is sat there has 批次."""
    shown = "、".join(map(str, sessions))
    return f"{shown}（第{'、'.join(map(str, batches))}批）" if batches else shown


def ranges(numbers: Sequence[int]) -> str:
    """Return ascending numbers as 1—4、6: three or more in a row become a range."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return "、".join(
        f"{run[0]}—{run[-1]}" if len(run) > 2 else "、".join(map(str, run)) for run in runs
    )


def range_text(first: str, last: str) -> str:
    """Return a range of tickets as one text."""
    return f"{first} — {last}"


def by_session(site: SiteView) -> list[tuple[int, list[tuple[RoomView, RoomSession]]]]:
    """Return (session, its rooms with what is due there), sessions ascending, rooms by 考场号."""
    found: dict[int, list[tuple[RoomView, RoomSession]]] = {}
    for room in site.rooms:
        for due in room.sessions:
            found.setdefault(due.session, []).append((room, due))
    return sorted(found.items(), key=lambda item: item[0])


def sheet_name(wanted: str, taken: Iterable[str]) -> str:
    """Return a legal sheet name (at most 31 characters, nothing forbidden) not yet taken."""
    clean = _BAD_IN_SHEET_NAME.sub("_", wanted).strip().strip("'") or "表"
    used = {name.casefold() for name in taken}
    name, copy = clean[:SHEET_NAME_LIMIT], 1
    while name.casefold() in used:
        copy += 1
        tail = f"({copy})"
        name = clean[: SHEET_NAME_LIMIT - len(tail)] + tail
    return name


def folder_name(code: str, name: str) -> str:
    """Return `<考点代码>_<考点名称>`, without characters that Windows forbids in names."""
    return _BAD_IN_FILE_NAME.sub("_", f"{code}_{name}").rstrip(" .")


def shared_heights(usual: Sequence[float], needed: Sequence[float]) -> tuple[float, ...]:
    """Return the heights of rows that are `usual` ones where all need no more, in points.

    Who needs more gets it from those that can spare it, as far as they can: the sum never grows.
    """
    lack = sum(max(0.0, need - have) for have, need in zip(usual, needed, strict=True))
    spare = sum(max(0.0, have - need) for have, need in zip(usual, needed, strict=True))
    moved = min(lack, spare)
    if not moved:
        return tuple(usual)
    return tuple(
        math.floor(4 * (have + (need - have) * moved / (lack if need > have else spare))) / 4
        for have, need in zip(usual, needed, strict=True)
    )


def without_middle(text: str, width: float) -> str:
    """Return a text of at most so many em, what is too much left out of its middle.

    Names of schools differ at their end: （东校区）, （西校区）.
    """
    if ems(text) <= width:
        return text
    first = (len(text) + 1) // 2
    last = len(text) - first
    while first + last > 1 and ems(text[:first]) + 1 + ems(text[len(text) - last :]) > width:
        if first > last:
            first -= 1
        else:
            last -= 1
    return f"{text[:first]}…{text[len(text) - last :]}"


def by_facts(text: str, width: float, size: float) -> str:
    """Return a text whose facts stand apart by two blanks, broken between them where it must be.

    Else a label would end one line, and its value begin the next.
    """
    if ems(text) * size <= width:
        return text
    first, *others = text.split(_APART)
    lines = [first]
    for fact in others:
        longer = f"{lines[-1]}{_APART}{fact}"
        if ems(longer) * size <= width:
            lines[-1] = longer
        else:
            lines.append(fact)
    return "\n".join(lines)


def line_of_digits(text: str, width: float, height: float, sizes: Sequence[float]) -> float:
    """Return the largest of `sizes` (points, descending) at which one line of Arial digits fits."""
    wide = sum(DIGIT if sign.isdecimal() else ems(sign) for sign in text)
    fitting = (size for size in sizes if wide * size <= width and size * LINE <= height)
    return next(fitting, sizes[-1])


def headline(text: str, width: float, height: float, sizes: Sequence[float]) -> tuple[str, float]:
    """Return a title and the size at which it fits; one that takes two lines breaks at its blank.

    So 考点 and exam of any length leave the name of the document in one piece. Several exams have
    a line each, unless letters were much smaller for it.
    """
    size = fit(text, width, height, sizes)
    head, blank, tail = text.rpartition("　")
    if not blank or "\n" in text or ems(text) * size <= width:
        return text, size
    whole, parted = f"{head.rstrip()}\n{tail}", f"{by_exams(head.rstrip())}\n{tail}"
    size = fit(whole, width, height, sizes)
    lines = parted.split("\n")
    widest = max(map(ems, lines))
    smaller = (one for one in sizes
               if one * widest <= width and one * LINE * len(lines) <= height)  # fmt: skip
    found = next(smaller, 0.0)
    return (parted, found) if found >= _MUCH_SMALLER * size else (whole, size)


def title_row(
    text: str, width: float, height: float, sizes: Sequence[float], least: float, most: float
) -> tuple[str, float, float]:
    """Return a title, its size, and the height of its row, in points.

    Where letters would be smaller than `least` the row is higher, up to `most`.
    """
    title, size = headline(text, width, height, sizes)
    if size >= least:
        return title, size, height
    high = min(most, max(height, height_of(title, width, least)))
    title, size = headline(text, width, high, tuple(one for one in sizes if one <= least))
    return title, size, min(high, max(height, height_of(title, width, size)))


def by_exams(title: str) -> str:
    """Return names of exams, joined with 、, on a line each; a 、 in brackets is part of a name."""
    depth, lines = 0, [""]
    for sign in title:
        depth += (sign in "（(") - (sign in "）)")
        if sign == "、" and depth <= 0:
            lines.append("")
        else:
            lines[-1] += sign
    return "\n".join(filter(None, lines))
