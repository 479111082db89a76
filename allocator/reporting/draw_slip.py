"""抽签条: slips to cut and hand out after the draw, one per person drawn.

Page shape (sheets `抽签条`, `抽签条(2)` …): two slips across (A:D and F:I), six down
(fewer where long names need room); a slip is a
block of 5 rows: exam and site (merged), then labels each followed by its value: 姓名, 角色; 考场号,
教室; 场次, 领卷时间 (到场时间 in electronic rooms and for others than 监考); a gap. By room, then
流动监考, then those in reserve (待命). A slip of a rehearsal says 演练, of a
redraw which draw it is.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from allocator.models.domain.exam import Form
from allocator.models.domain.staffing import PATROL, ROOM_ADMIN
from allocator.reporting import Report
from allocator.reporting.layout import (
    DIGITS,
    GREY,
    HEI,
    LABELS,
    PAGES_PER_SHEET,
    PALE,
    SONG,
    inside,
)
from allocator.reporting.staff_layout import DayDocument
from allocator.reporting.staff_steps import FETCH_BEFORE
from allocator.reporting.text import fit, height_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from allocator.reporting.day_views import DayView
    from allocator.reporting.streaming import Cell

REPORT = Report(name="抽签条", audience="监考、流动监考（抽签后分发）", public=False)

ACROSS, DOWN = 2, 6
_SLIP = (15.0, 33.0, 17.0, 26.0)
WIDTHS = (*_SLIP, 4.0, *_SLIP)
_HEIGHTS = (20.0, 34.0, 28.0, 24.0, 11.0)
_LOWEST = (20.0, 25.0, 28.0, 20.0, 8.0)
"""Points of the rows of a slip, and what they keep where a long name needs more."""
_LEAST = 7.0
_CLEAR = 7.5
"""Points between the banner and the slips below it, at most."""
_BROKEN = {ROOM_ADMIN: "考场系统\n管理员"}
"""Roles too long for one line, broken between words."""
_SIZES = (15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5)


class _Slip(NamedTuple):
    name: str
    role: str
    room: str
    place: str
    when: str
    clock: str


def write(day: DayView, target: Path) -> None:
    """Write the slips of everybody drawn."""
    slips = list(_slips(day))
    with DayDocument.of_day(REPORT.name, day, target) as document:
        if not slips:
            document.nothing("本场次没有抽签人员。")
            return
        sheet = document.sheet(REPORT.name, LABELS, WIDTHS)
        heights = _heights(_head(day), sorted({slip.place for slip in slips}))
        down = max(1, min(DOWN, int(sheet.height_left() // sum(heights))))
        per_page = ACROSS * down
        clear = min(_CLEAR, sheet.height_left() - down * sum(heights)) if day.warning else 0.0
        for start in range(0, len(slips), per_page):
            if start and sheet.pages == PAGES_PER_SHEET:
                sheet.finish()
                sheet = document.sheet(REPORT.name, LABELS, WIDTHS)
            elif start:
                document.next_page(sheet)
            if clear > 0:
                sheet.row(clear, [])
            page = slips[start : start + per_page]
            for first in range(0, len(page), ACROSS):
                cards = [_card(document, day, slip, 5 * nth, heights)
                         for nth, slip in enumerate(page[first : first + ACROSS])]  # fmt: skip
                for nth, height in enumerate(heights):
                    sheet.row(height, [cell for card in cards for cell in card[nth]])
        sheet.finish()


def _slips(day: DayView) -> Iterator[_Slip]:
    due = day.start - timedelta(minutes=FETCH_BEFORE)
    clock = f"{due.month}月{due.day}日 {due:%H:%M}"
    for room in day.rooms:
        for post in room.posts:
            paper = room.form is Form.PAPER and post.role != ROOM_ADMIN
            role = _BROKEN.get(post.role, post.role)
            role = f"{role}\n（负责人）" if post.leader else role
            yield _Slip(post.person.name, role, room.number, room.place,
                        "领卷时间" if paper else "到场时间", clock)  # fmt: skip
    for patrol in day.patrols:
        numbers = "、".join(room.number for room in patrol.rooms)
        yield _Slip(patrol.person.name, PATROL, numbers, patrol.place, "到场时间", clock)
    for order, person in enumerate(day.reserves, start=1):
        yield _Slip(person.name, f"备用监考\n（第 {order} 位）", "待命", "—", "到场时间", "—")


def _head(day: DayView) -> str:
    head = f"{day.title}　{day.name}"
    return f"{day.warning}　{head}" if day.warning else head


def _heights(head: str, places: list[str]) -> tuple[float, ...]:
    """Return the heights of a slip: exam and place take what others can spare, or more."""
    wanted = list(_HEIGHTS)
    for nth, texts, width in ((0, [head], sum(_SLIP)), (2, places, _SLIP[3])):
        wanted[nth] = max(wanted[nth], *(height_of(text, inside(width), _LEAST) for text in texts))
    over = sum(wanted) - sum(_HEIGHTS)
    for nth in (4, 1, 3):
        given = min(over, wanted[nth] - _LOWEST[nth])
        wanted[nth] -= given
        over -= given
    return tuple(wanted)


def _card(
    document: DayDocument, day: DayView, slip: _Slip, left: int, heights: tuple[float, ...]
) -> list[list[Cell]]:
    """Return the five rows of a slip whose first column is `left`."""
    style = document.style
    last = left + len(_SLIP) - 1
    head = _head(day)
    size = fit(head, inside(sum(_SLIP)), heights[0], (9, 8.5, 8, 7.5, 7, 6, 5, 4))
    title = style(SONG, size, align="center", border=1, border_color=GREY, text_wrap=True)
    label = style(HEI, 9.5, align="center", border=1, border_color=GREY, bg_color=PALE)
    rows: list[list[Cell]] = [[(left, last, title, head)]]
    pairs = (
        ("姓名", slip.name, "角色", slip.role),
        ("考场号", slip.room, "教室", slip.place),
        ("场次", day.shown(*day.sessions), slip.when, slip.clock),
    )
    for height, (one, first, other, second) in zip(heights[1:], pairs, strict=False):
        cells: list[Cell] = []
        for nth, (name, text) in enumerate(((one, first), (other, second))):
            place = left + 2 * nth
            value = style(
                DIGITS if text.isascii() else HEI,
                fit(text, inside(_SLIP[2 * nth + 1]), height, _SIZES),
                align="center", border=1, border_color=GREY, text_wrap=True,
            )  # fmt: skip
            cells += [(place, place, label, name), (place + 1, place + 1, value, text)]
        rows.append(cells)
    return [*rows, []]
