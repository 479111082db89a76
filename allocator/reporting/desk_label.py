"""桌贴: labels for the top-left corner of each desk (规范 6.3.2.2.2, rule DESK).

Three labels across and ten down fill an A4 page, so that a standard room of 30 is exactly one
page. Each room starts on a new page and its labels follow the walking order, left to right and
down: one person takes a room's sheets, cuts along the dashes and sticks them without sorting.

Page shape (sheets `桌贴`, `桌贴(2)` …): a label is a block of 2 columns (A:B, C:D, E:F) and 4
rows: exam | (merged); captions `座位号` | `考场号`; the seat number (number) | the 考场号
(text); ticket (text, merged). Below a `座位号` caption stands the seat number, below that the
ticket. One label per occupied seat of the sitting, however many sessions; unused blocks of a
page are empty. Exams follow each other, then 考场号 ascends.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from allocator.reporting import Report
from allocator.reporting.layout import DIGITS, GREY, LABELS, PAGES_PER_SHEET, SONG, Document, inside
from allocator.reporting.text import LINE, ems, exam_text, fit, lines_at

if TYPE_CHECKING:
    from pathlib import Path

    from allocator.reporting.layout import PageSheet
    from allocator.reporting.streaming import Cell
    from allocator.reporting.views import BookView, RoomView, SeatView, SiteView

REPORT = Report(name="桌贴", audience="考生（贴于桌面左上角）", public=True)

ACROSS, DOWN = 3, 10
_SEAT, _ROOM = 27.0, 34.0
WIDTHS = (_SEAT, _ROOM) * ACROSS
HEIGHTS = (17.25, 11.25, 25.5, 21.0)
"""Points of exam, captions, numbers and ticket; a long exam takes from the numbers.

The ticket stands clear of the line along which the labels are cut."""
_WIDTH = inside(_SEAT + _ROOM)
_DASHED = 3
_LEAST, _MOST, _CLEAR = 7.0, 12.0, 2.25
"""Points of the smallest letters of an exam, what it may take from the numbers, and what is left
free between it and the line to cut where it has the room."""
_TICKETS = (15, 14, 13, 12, 11, 10, 9, 8, 7, 6)


def write(book: BookView, site: SiteView, target: Path) -> None:
    """Write the labels of all occupied seats of a site."""
    with Document.of(REPORT.name, book, target, site.name) as document:
        sheet = None
        for room in site.rooms:
            per_page = ACROSS * DOWN
            for start in range(0, len(room.seats), per_page):
                if sheet is None or sheet.pages == PAGES_PER_SHEET:
                    if sheet is not None:
                        sheet.finish()
                    sheet = document.sheet(REPORT.name, LABELS, WIDTHS)
                _page(document, sheet, room, room.seats[start : start + per_page])
        if sheet is None:
            document.nothing("本考点没有考生。")
        else:
            sheet.finish()


def _heights(exam: str) -> tuple[float, ...]:
    """Return the heights of a label: the name of its exam is to be read."""
    more = min(max(0.0, _needed(exam) + _CLEAR - HEIGHTS[0]), _MOST)
    return (HEIGHTS[0] + more, HEIGHTS[1], HEIGHTS[2] - more, HEIGHTS[3])


def _needed(exam: str) -> float:
    """Return the points of height in which the name of an exam can be read."""
    return math.ceil(lines_at(exam, _WIDTH, _LEAST) * _LEAST * LINE * 4) / 4


def _page(
    document: Document, sheet: PageSheet, room: RoomView, seats: tuple[SeatView, ...]
) -> None:
    style = document.style
    exam = exam_text(room)
    left: dict[str, object] = {"align": "center", "left": _DASHED, "left_color": GREY}
    right: dict[str, object] = {"align": "center", "right": _DASHED, "right_color": GREY}
    top: dict[str, object] = {"top": _DASHED, "top_color": GREY, "valign": "bottom"}
    bottom: dict[str, object] = {"bottom": _DASHED, "bottom_color": GREY}
    heights = _heights(exam)
    high = min(heights[0], max(heights[0] - _CLEAR, _needed(exam)))
    title_size = fit(exam, _WIDTH, high, (9, 8.5, 8, 7.5, 7, 6.5, 6, 5.5, 5, 4))
    title = style(SONG, title_size, **left, right=_DASHED, right_color=GREY, text_wrap=True, **top)
    caption, caption_right = style(SONG, 8, **left), style(SONG, 8, **right)
    seat_style = style(DIGITS, min(22, int(heights[2] / 1.12)), bold=True, **left)
    room_size = min(20, int(heights[2] / 1.12), int(inside(_ROOM) / ems(room.number)))
    room_style = style(DIGITS, room_size, bold=True, **right)
    longest = max(seats, key=lambda seat: len(seat.ticket)).ticket
    ticket_style = style(DIGITS, fit(longest, _WIDTH, 23, _TICKETS), bold=True, **left,
                         right=_DASHED, right_color=GREY, **bottom)  # fmt: skip
    for start in range(0, len(seats), ACROSS):
        line = seats[start : start + ACROSS]
        rows: tuple[list[Cell], ...] = ([], [], [], [])
        for nth, seat in enumerate(line):
            first, last = 2 * nth, 2 * nth + 1
            rows[0].append((first, last, title, exam))
            rows[1].extend(
                ((first, first, caption, "座位号"), (last, last, caption_right, "考场号"))
            )
            rows[2].extend(
                ((first, first, seat_style, seat.seat), (last, last, room_style, room.number))
            )
            rows[3].append((first, last, ticket_style, seat.ticket))
        for height, cells in zip(heights, rows, strict=True):
            sheet.row(height, cells)
    sheet.end_page()
