"""考场座次表: one A4 page per room and session, the room as it stands, board at the top.

Pages lie by session and 考场号, as those of the other documents of a room do. Page shape (sheets
`场次1`, `场次1 考场004` …, a new one, named by its first room, wherever columns of another width
begin; two columns per column of seats, pages one after another): row 1 the exam and 考场座次表;
facts as label and value (the next non-empty cell): 考点, 考场号 / 教室, 场次 (number) / 日期, 时间
/ 科目（类别）, 应到人数 (number); the board row; then per row of seats three sheet rows (four with
photos): seat number (number) | name; ticket (text); `签名` | arrow to the next seat. Where the
room holds several papers the short name of the seat's own stands in a row above `签名`. Crowded
rooms (such as 99 machines) have instead: seat number | ticket; name; `签名` | short name and
arrow; on a page that lies across they have three facts on a line (考点, 教室, 考场号 / 日期, 时间,
场次). A holder not due in the session has `本场不考` instead of `签名`; an empty seat has its
number, then `空`. The page has names (for 监考 only) and never 证件号码.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from allocator.reporting import Report
from allocator.reporting.layout import PAGES_PER_SHEET, Document
from allocator.reporting.seat_geometry import geometry
from allocator.reporting.seat_page import SeatPage
from allocator.reporting.text import by_session

if TYPE_CHECKING:
    from pathlib import Path

    from allocator.reporting.layout import Page, PageSheet
    from allocator.reporting.seat_geometry import Geometry
    from allocator.reporting.views import BookView, RoomSession, RoomView, SiteView

    Due = tuple[RoomView, RoomSession]

REPORT = Report(name="考场座次表", audience="监考", public=False)


def write(book: BookView, site: SiteView, target: Path) -> None:
    """Write the seat plans of a site: by session, rooms by 考场号."""
    with Document.of(REPORT.name, book, target, site.name) as document:
        sessions = by_session(site)
        for session, rooms in sessions:
            name = f"场次{session}"
            for (page, widths), run in groupby(rooms, key=_columns):
                same = list(run)
                for start in range(0, len(same), PAGES_PER_SHEET):
                    part = same[start : start + PAGES_PER_SHEET]
                    if part[0] != rooms[0]:
                        name = f"场次{session} 考场{part[0][0].number}"
                    _pages(document, document.sheet(name, page, widths), part, book, site)
        if not sessions:
            document.nothing("本考点没有启用的考场。")


def _pages(
    document: Document, sheet: PageSheet, rooms: list[Due], book: BookView, site: SiteView
) -> None:
    """Write the pages of rooms whose columns are those of the sheet."""
    writers: dict[Geometry, SeatPage] = {}
    for room, due in rooms:
        shape = _kind(room, due)
        if shape not in writers:
            writers[shape] = SeatPage(document, sheet, shape, book, site)
        writers[shape].write(room, due)
    sheet.finish()
    for writer in writers.values():
        writer.place_photos()


def _columns(found: Due) -> tuple[Page, tuple[float, ...]]:
    shape = _kind(*found)
    return shape.page, shape.widths


def _kind(room: RoomView, due: RoomSession) -> Geometry:
    photo = any(seat.photo for seat in room.seats)
    return geometry(len(room.layout), max(room.layout), photo, len(due.papers) > 1)
