"""考场座次表: one A4 page per room and session, the room as it stands, board at the top.

Pages lie by session and 考场号, as those of the other documents of a room do. Page shape (sheets
`场次1`, `场次1 考场004` …, a new one, named by its first room, wherever columns of another width
begin; two columns per column of seats, pages one after another): row 1 the exam and 考场座次表;
facts as label and value (the next non-empty cell): 考点, 考场号 / 教室, 场次 (number) / 日期, 时间
/ 科目（类别）, 应考人数 (number); the board row; then per row of seats three sheet rows (four with
photos): seat number (number) | name; ticket (text); `签名` | arrow to the next seat. Where the
room holds several papers the short name of the seat's own stands in a row above `签名`. Crowded
rooms (such as 99 machines), and all rooms of a site that are as many columns wide as one where a
name is too long for its cell, have instead: seat number | ticket; name; `签名` | short name and
arrow. On crowded pages that lie across three facts stand on a line (考点, 教室, 考场号 / 日期,
时间, 场次). A holder not due in the session has `本场不考` instead of `签名`; an empty seat has its
number, then `空`. The page has names (for 监考 only) and never 证件号码.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from allocator.reporting import Report
from allocator.reporting.layout import PAGES_PER_SHEET, Document
from allocator.reporting.seat_geometry import geometry
from allocator.reporting.seat_page import SeatPage
from allocator.reporting.seat_rows import LEAST, ticket_width, too_narrow
from allocator.reporting.text import by_session, line_of_digits

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
        shapes = _Shapes(site)
        for session, rooms in sessions:
            name = f"场次{session}"
            for (page, widths), run in groupby(rooms, key=shapes.columns):
                same = list(run)
                for start in range(0, len(same), PAGES_PER_SHEET):
                    part = same[start : start + PAGES_PER_SHEET]
                    if part[0] != rooms[0]:
                        name = f"场次{session} 考场{part[0][0].number}"
                    _pages(document, document.sheet(name, page, widths), part, shapes, book,
                           site)  # fmt: skip
        if not sessions:
            document.nothing("本考点没有启用的考场。")


class _Shapes:
    """How the rooms of a site are drawn: those of one width alike, so that they share sheets."""

    def __init__(self, site: SiteView) -> None:
        """Look through all names and tickets for what is too wide."""
        self._named = {len(room.layout) for room in site.rooms if _too_narrow(room)}
        self._named -= {len(room.layout) for room in site.rooms if _long_tickets(room)}

    def of(self, room: RoomView, due: RoomSession) -> Geometry:
        """Return how the page of a room and session is drawn."""
        return _geometry(room, len(due.papers) > 1, len(room.layout) in self._named)

    def columns(self, found: Due) -> tuple[Page, tuple[float, ...]]:
        """Return what the pages of a sheet have in common."""
        shape = self.of(*found)
        return shape.page, shape.widths


def _geometry(room: RoomView, tagged: bool, named: bool) -> Geometry:
    photo = any(seat.photo for seat in room.seats)
    return geometry(len(room.layout), max(room.layout), photo, tagged, named)


def _too_narrow(room: RoomView) -> bool:
    """Return whether a name beside the number of its seat would be torn or too small to be read."""
    tagged = any(len(due.papers) > 1 for due in room.sessions)
    names = (seat.name for seat in room.seats)
    return too_narrow(_geometry(room, tagged=tagged, named=False), names)


def _long_tickets(room: RoomView) -> bool:
    """Return whether tickets beside the numbers of seats would be too small to be read."""
    width = ticket_width(_geometry(room, tagged=False, named=True))
    return any(
        line_of_digits(seat.ticket, width, 2 * LEAST, (LEAST, 0)) < LEAST for seat in room.seats
    )


def _pages(
    document: Document, sheet: PageSheet, rooms: list[Due], shapes: _Shapes, book: BookView,
    site: SiteView,
) -> None:  # fmt: skip
    """Write the pages of rooms whose columns are those of the sheet."""
    writers: dict[Geometry, SeatPage] = {}
    for room, due in rooms:
        shape = shapes.of(room, due)
        if shape not in writers:
            writers[shape] = SeatPage(document, sheet, shape, book, site)
        writers[shape].write(room, due)
    sheet.finish()
    for writer in writers.values():
        writer.place_photos()
