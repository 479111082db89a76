"""How facts read on paper: dates, rooms, and type that fits its frame without being cut."""

from __future__ import annotations

import math
import re
import unicodedata
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from allocator.reporting.views import RoomSession, RoomView, SiteView

_WEEKDAYS = "一二三四五六日"
# Fonts here set lines 1.15 to 1.45 em apart (宋体 the least, Noto the most).
LINE = 1.38
# Half-width letters and digits of 黑体, 宋体 and Arial are 0.5 to 0.6 em wide on average.
NARROW = 0.58
DIGIT = 0.556
"""Width of a digit of Arial in em."""
READ = 8.0
"""Points of the smallest letters that are read with ease."""
_CAPITAL = 0.7
_WORDS = re.compile(r"[A-Za-zÀ-ɏЀ-ӿ'’]{2,}-?")
_PARTS = re.compile(r"[A-Za-zÀ-ɏЀ-ӿ0-9'’.]+-? *|[^A-Za-zÀ-ɏЀ-ӿ0-9'’.]")
SHEET_NAME_LIMIT = 31
_APART = "　　"
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
    return f"{building} {floor}层 {classroom}".strip()


def room_place(room: RoomView) -> str:
    """Return building, floor and classroom of an open room."""
    return place_text(room.building, room.floor, room.classroom)


def exam_text(room: RoomView) -> str:
    """Return the exam's name, with its 批次 where it has any."""
    return f"{room.exam_name}（第{room.batch}批）" if room.batch else room.exam_name


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


@lru_cache(maxsize=65536)
def ems(text: str) -> float:
    """Return the width of one line of text in em."""
    if text.isascii():
        return NARROW * len(text)
    # "·" and other ambiguous characters are full width in Chinese fonts.
    return sum(1.0 if unicodedata.east_asian_width(sign) in "WFA" else NARROW for sign in text)


@lru_cache(maxsize=65536)
def fit(text: str, width: float, height: float, sizes: Sequence[float]) -> float:
    """Return the largest of `sizes` (points, descending) at which a wrapped text fits its frame.

    Width and height are points inside the cell. A word of Latin letters is broken only where it
    would have to be smaller than can be read. The last size is returned where none fits.
    """
    wanted, word = text.count("\n") + 1, word_ems(text)
    first: float = 0
    for size in sizes:
        if first and size < READ:
            break
        lines = lines_at(text, width, size)
        if lines * size * LINE <= height and (lines <= wanted or width / size >= 4.5):
            if word * size <= width:
                return size
            first = first or size
    return first or sizes[-1]


@lru_cache(maxsize=65536)
def lines_at(text: str, width: float, size: float) -> int:
    """Return on how many lines a text stands in letters of `size` points, `width` points wide."""
    lines = text.split("\n")
    wanted = [ems(line) for line in lines]
    # One em may stay unused at the end of each line, for nothing is cut within a character.
    per_line = max(1.0, width / size - (0.5 if max(wanted) * size > width else 0.0))
    return sum(
        max(1, -int(-want // per_line), _lines_of_words(line, per_line) if want > per_line else 1)
        for line, want in zip(lines, wanted, strict=True)
    )


def _lines_of_words(line: str, per_line: float) -> int:
    """Return on how many lines of so many em a text stands whose words stay whole if they can."""
    lines, used = 1, 0.0
    for part in _PARTS.findall(line):
        wide = ems(part)
        if used + ems(part.rstrip()) <= per_line:
            used += wide
        elif wide <= per_line:
            lines, used = lines + 1, wide
        else:
            # A word wider than its line is broken within, after a new line was begun for it.
            more = -int(-wide // per_line)
            lines += more if used else more - 1
            used = wide - (more - 1) * per_line
    return lines


@lru_cache(maxsize=65536)
def word_ems(text: str) -> float:
    """Return the width in em of the widest word of Latin or Cyrillic letters; 0 without any.

    Capitals are wider than the average that `ems` takes.
    """
    words = _WORDS.findall(text)
    return max(
        (sum(_CAPITAL if c.isupper() else NARROW for c in word) for word in words), default=0
    )


def height_of(text: str, width: float, size: float) -> float:
    """Return the points of height that a text takes, `width` points wide, in steps of a quarter."""
    return math.ceil(lines_at(text, width, size) * size * LINE * 4) / 4


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

    So 考点 and exam of any length leave the name of the document in one piece.
    """
    size = fit(text, width, height, sizes)
    head, blank, tail = text.rpartition("　")
    if not blank or "\n" in text or ems(text) * size <= width:
        return text, size
    broken = f"{head.rstrip()}\n{tail}"
    return broken, fit(broken, width, height, sizes)
