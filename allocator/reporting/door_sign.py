"""考场门贴: one A4 page per room and session, 考场号 readable from across a corridor (rule DOOR).

Page shape (sheets `场次1` …, columns A:F, pages one after another): every value is the next
non-empty cell after its label, reading left to right and down. Labels: 考场号, 教室, 场次
(number), 日期, 时间, 准考证起号, 准考证止号, 人数 (number), 批次 (number; only where there is
one), 科目（类别）. With several papers the heading 科目（类别）| 人数 | 起止号码 follows, then
a row for each: text, number, "first — last". Row 1 of a page is the exam, row 2 the site.
Neither names nor 证件号码 (规程 第四十八条).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.reporting import Report
from allocator.reporting.entry_rule import entry_rule
from allocator.reporting.layout import (
    DIGITS,
    HEI,
    KAI,
    PAGES_PER_SHEET,
    PORTRAIT,
    SONG,
    Document,
    PageSheet,
    inside,
)
from allocator.reporting.paper_names import paper_text
from allocator.reporting.text import (
    by_session,
    date_text,
    ems,
    exam_text,
    fit,
    range_text,
    room_place,
    room_time,
)

if TYPE_CHECKING:
    from pathlib import Path

    from allocator.reporting.views import BookView, RoomSession, RoomView, SiteView

REPORT = Report(name="考场门贴", audience="考生（贴于考场门口）", public=True)

WIDTHS = (33.0, 36.0, 20.0, 29.0, 30.0, 30.0)
_ALL, _VALUE, _LONG = inside(sum(WIDTHS)), inside(60), inside(sum(WIDTHS[1:]))
_TITLES = (32, 28, 24, 22, 20, 18, 16, 14, 12, 10)
_TEXTS = (24, 22, 20, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4)
_BIG = 250.0
_SITE, _SITE_TWO, _SITE_LEAST = 36.0, 56.0, 16.0
"""Points of the row of 考点, of one with two lines, and the least letters of one line."""


def write(book: BookView, site: SiteView, target: Path) -> None:
    """Write the door signs of a site, a sheet per session, rooms by 考场号."""
    with Document.of(REPORT.name, book, target, site.name) as document:
        sessions = by_session(site)
        for session, rooms in sessions:
            for start in range(0, len(rooms), PAGES_PER_SHEET):
                sheet = document.sheet(f"场次{session}", PORTRAIT, WIDTHS)
                for room, due in rooms[start : start + PAGES_PER_SHEET]:
                    _Sign(document, sheet, book, site).write(room, due)
                sheet.finish()
        if not sessions:
            document.nothing("本考点没有启用的考场。")


class _Sign:
    """One page."""

    def __init__(
        self, document: Document, sheet: PageSheet, book: BookView, site: SiteView
    ) -> None:
        self.style, self.sheet, self.book, self.site = document.style, sheet, book, site
        self.label = self.style(HEI, 13, align="center", border=1, bg_color="#F2F2F2")

    def write(self, room: RoomView, due: RoomSession) -> None:
        row, style = self.sheet.row, self.style
        title = exam_text(room)
        row(66, [(0, 5, self._fitted(title, HEI, _ALL, 66, _TITLES), title)])
        name, high = self.site.name, _SITE
        # One paper has a high row; it gives a long name its second line.
        if len(due.papers) == 1 and ems(name) * _SITE_LEAST > _ALL:
            high = _SITE_TWO
        row(high, [(0, 5, self._fitted(name, SONG, _ALL, high, _TITLES[2:]), name)])
        row(34, [(0, 5, style(HEI, 24, align="center", valign="bottom"), "考场号")])
        # Many papers need room below; the number stays above 150 points for up to five characters.
        height = _BIG if len(due.papers) <= 4 else 200.0
        size = min(height * 0.92, int(_ALL / ems(room.number)))
        number = style(DIGITS, int(size), bold=True, align="center")
        row(height, [(0, 5, number, room.number)])
        self._facts(room, due)
        self._papers(due)
        note = style(KAI, 12, align="center")
        heard = {self.book.papers[part.paper].audio_video for part in due.papers}
        rule = entry_rule(self.book.entry_rule, audio_video=True in heard, others=False in heard)
        row(28, [(0, 5, note, rule)])
        self.sheet.end_page()

    def _fitted(
        self, text: str, font: str, width: float, height: float, sizes: tuple[float, ...]
    ) -> int:
        return self.style(font, fit(text, width, height, sizes), align="center", text_wrap=True)

    def _value(self, text: str, width: float, height: float, most: float = 18) -> int:
        sizes = tuple(size for size in _TEXTS if size <= most)
        return self.style(
            SONG, fit(text, width, height, sizes), align="center", text_wrap=True, border=1
        )

    def _facts(self, room: RoomView, due: RoomSession) -> None:
        row, label = self.sheet.row, self.label
        low, high = (33, 42) if len(due.papers) <= 4 else (26, 34)
        place, day, time = room_place(room), date_text(due.start), room_time(room, due)
        plain = self.style(DIGITS, 18, bold=True, align="center", border=1)
        ticket = self.style(DIGITS, fit(due.last_ticket, _LONG, high, (28, 24, 20, 16, 12)),
                            bold=True, align="center", border=1)  # fmt: skip
        row(low, [(0, 0, label, "教室"), (1, 5, self._value(place, _LONG, low), place)])
        row(low, [
            (0, 0, label, "场次"), (1, 2, plain, due.session),
            (3, 3, label, "日期"), (4, 5, self._value(day, _VALUE, low, 14), day),
        ])  # fmt: skip
        row(low, [(0, 0, label, "时间"), (1, 5, self._value(time, _LONG, low), time)])
        row(high, [(0, 0, label, "准考证起号"), (1, 5, ticket, due.first_ticket)])
        row(high, [(0, 0, label, "准考证止号"), (1, 5, ticket, due.last_ticket)])
        cells: list[tuple[int, int, int, str | int | None]] = [(0, 0, label, "人数")]
        if room.batch:
            cells += [(1, 2, plain, due.people), (3, 3, label, "批次"), (4, 5, plain, room.batch)]
        else:
            cells.append((1, 5, plain, due.people))
        row(low, cells)

    def _papers(self, due: RoomSession) -> None:
        room_left = self.sheet.height_left() - 30
        if len(due.papers) == 1:
            text = paper_text(self.book, due.papers[0].paper)
            height = min(room_left, 90.0)
            style = self.style(HEI, fit(text, _LONG, height, _TEXTS), align="center",
                               text_wrap=True, border=1)  # fmt: skip
            self.sheet.row(height, [(0, 0, self.label, "科目（类别）"), (1, 5, style, text)])
            return
        head = self.style(HEI, 11, align="center", border=1, bg_color="#F2F2F2")
        self.sheet.row(
            18, [(0, 1, head, "科目（类别）"), (2, 2, head, "人数"), (3, 5, head, "起止号码")]
        )
        height = int(10 * min(30.0, (room_left - 18) / len(due.papers))) / 10
        most = min(15.0, height / 1.38)
        for part in due.papers:
            text = paper_text(self.book, part.paper)
            numbers = range_text(part.first_ticket, part.last_ticket)
            digits = self.style(DIGITS, fit(numbers, inside(89), height, _TEXTS),
                                align="center", border=1)  # fmt: skip
            count = self.style(DIGITS, fit("99", 60, height, _TEXTS), align="center", border=1)
            self.sheet.row(height, [
                (0, 1, self._value(text, inside(69), height, max(most, 4)), text),
                (2, 2, count, part.people), (3, 5, digits, numbers),
            ])  # fmt: skip
