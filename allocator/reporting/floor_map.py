"""考场分布图: the floors of each building by session, rooms in corridor order; public.

Page shape (sheets `场次1` …): title; a line (site, session, date); the legend (科目 by
colour); for each building a heading `楼栋`, then for each floor, top floor first, blocks of
five rows: in column A `n层`, and per room some columns (fewer the more rooms a floor has, so that
they fill the page) holding 考场号 (text; 备1, 未启用, 停用 or 本场不用 for others), classroom,
papers, first ticket, last ticket. The subject stands in every cell, so a black-and-white print
loses nothing. No names, no 证件号码.
"""

from __future__ import annotations

import math
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from allocator.reporting import Report
from allocator.reporting.layout import DIGITS, GREY, HEI, LANDSCAPE, SONG, Document, inside
from allocator.reporting.paper_names import paper_text, papers_text
from allocator.reporting.text import (
    LINE,
    by_session,
    date_text,
    ems,
    exam_text,
    fit,
    height_of,
    lines_at,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from allocator.reporting.layout import PageSheet
    from allocator.reporting.streaming import Cell
    from allocator.reporting.views import BookView, FloorRoom, RoomSession, RoomView, SiteView

REPORT = Report(name="考场分布图", audience="考生（张贴于考点入口）", public=True)

ACROSS, MOST = 24, 8
"""Columns beside that of the floors, and rooms beside each other: of 2, 3, 4, 6 or 8 a page is
full."""
_FLOOR, _KEYS = 14.0, 4
"""mm of the column of floors, and papers of the legend beside each other."""
_COLUMN = (LANDSCAPE.width - _FLOOR) / ACROSS
WIDTHS = (_FLOOR, *([_COLUMN] * ACROSS))
HEIGHTS = (21.0, 13.5, 25.5, 13.5, 13.5)
"""Points of 考场号, classroom, papers (more where several need it) and tickets."""
_CLASSROOM, _PAPERS, _LEAST = 1, 2, 8.0
_BETWEEN = 7.5
_COLOURS = (
    "#DDEBF7", "#E2EFDA", "#FFF2CC", "#FCE4D6", "#E4DFEC",
    "#D9F0F0", "#F8D7E3", "#EAEAD2", "#CFE2F3", "#F4E1C1",
)  # fmt: skip
_MIXED, _CLOSED = "#FFFFFF", "#D9D9D9"
_SIZES = (16, 14, 12, 10, 9, 8, 7, 6, 5, 4)
_FACTS = (12, 11, 10, 9, 8, 7)
_HEADING = 24.0

Due = tuple["RoomView", "RoomSession"]
Key = tuple[str, int, str]


def write(book: BookView, site: SiteView, target: Path) -> None:
    """Write the map of each session of a site."""
    with Document.of(REPORT.name, book, target, site.name) as document:
        sessions = by_session(site)
        for session, rooms in sessions:
            sheet = document.sheet(f"场次{session}", LANDSCAPE, WIDTHS)
            _Map(document, sheet, book, site).write(session, rooms)
            sheet.finish()
        if not sessions:
            document.nothing("本考点没有启用的考场。")


def _floors(site: SiteView) -> Iterator[tuple[str, int, list[FloorRoom]]]:
    """Yield building, floor and its rooms: buildings in the order of the sheet, top floor first."""
    found: dict[str, dict[int, list[FloorRoom]]] = {}
    for room in site.floor_rooms:
        found.setdefault(room.building, {}).setdefault(room.floor, []).append(room)
    for building, floors in found.items():
        for floor in sorted(floors, reverse=True):
            yield building, floor, floors[floor]


class _Map:
    """One session of a site."""

    def __init__(
        self, document: Document, sheet: PageSheet, book: BookView, site: SiteView
    ) -> None:
        self.style, self.sheet, self.book, self.site = document.style, sheet, book, site
        self.colour: dict[int, str] = {}
        longest = max((len(line) for _, _, line in _floors(site)), default=0)
        self.span = ACROSS // min(MOST, max(2, longest))
        self.width = inside(self.span * _COLUMN)

    def write(self, session: int, rooms: list[Due]) -> None:
        due_in: dict[Key, Due] = {
            (room.building, room.floor, room.classroom): (room, due) for room, due in rooms
        }
        papers = sorted({part.paper for _, due in rooms for part in due.papers})
        self.colour = {paper: _COLOURS[nth % len(_COLOURS)] for nth, paper in enumerate(papers)}
        self._top(session, rooms, papers)
        begun, fresh = self.sheet.rows_written, self.sheet.height_left()
        for name, floors in groupby(_floors(self.site), key=itemgetter(0)):
            blocks = [
                (floor, block, self._heights(block, due_in))
                for _, floor, line in floors
                for start in range(0, len(line), MOST)
                for block in (line[start : start + MOST],)
            ]
            needed = _HEADING - _BETWEEN + sum(sum(heights) + _BETWEEN for *_, heights in blocks)
            apart = self.sheet.rows_written > begun and needed <= fresh
            heading = _HEADING
            for nth, (floor, block, heights) in enumerate(blocks):
                # A building stands on one page if it can.
                wanted = needed if apart and not nth else sum(heights) + heading
                if self.sheet.height_left() < wanted:
                    self.sheet.end_page()
                    self._top(session, rooms, papers)
                    heading = _HEADING
                if heading:
                    style = self.style(HEI, 13, align="left")
                    self.sheet.row(heading, [(0, ACROSS, style, name)])
                    heading = 0.0
                self._block(floor, block, due_in, heights)

    def _top(self, session: int, rooms: list[Due], papers: list[int]) -> None:
        exams = "、".join(dict.fromkeys(exam_text(room) for room, _ in rooms))
        title = f"{exams}　{REPORT.name}"
        width = inside(sum(WIDTHS))
        head = self.style(HEI, fit(title, width, 33, _SIZES), align="center", text_wrap=True)
        self.sheet.row(33, [(0, ACROSS, head, title)])
        fact = f"{self.site.name}　　场次 {session}　　{date_text(rooms[0][1].start)}"
        size = fit(fact, width, 21, _FACTS)
        look = self.style(SONG, size, align="center", text_wrap=True)
        self.sheet.row(21, [(0, ACROSS, look, fact)])
        names = {paper: paper_text(self.book, paper) for paper in papers}
        span = ACROSS // _KEYS
        width = inside(span * _COLUMN)
        lines = max(lines_at(text, width, _LEAST) for text in names.values())
        high = max(18.0, math.ceil(lines * _LEAST * LINE))
        size = min(fit(text, width, high, (10, 9, 8, 7, 6, 5)) for text in names.values())
        for start in range(0, len(papers), _KEYS):
            cells: list[Cell] = [
                (0, 0, self.style(SONG, 9, align="center"), "图例" if not start else None)
            ]
            for nth, paper in enumerate(papers[start : start + _KEYS]):
                style = self.style(SONG, size, align="center", text_wrap=True, border=1,
                                   bg_color=self.colour[paper])  # fmt: skip
                cells.append((1 + span * nth, span * (nth + 1), style, names[paper]))
            self.sheet.row(high, cells)
        self.sheet.row(_BETWEEN, [])

    def _heights(self, line: list[FloorRoom], due_in: dict[Key, Due]) -> tuple[float, ...]:
        """Return the heights of a block: classrooms and papers are to be read."""
        found = (due_in.get((room.building, room.floor, room.classroom)) for room in line)
        wanted = {
            _CLASSROOM: [room.classroom for room in line if ems(room.classroom)
                         * _LEAST > self.width],
            _PAPERS: [self._open(*due)[0][_PAPERS] for due in found if due],
        }  # fmt: skip
        return tuple(max(height, *(height_of(text, self.width, _LEAST)
                                   for text in wanted.get(n, ())), 0.0)
                     for n, height in enumerate(HEIGHTS))  # fmt: skip

    def _block(
        self,
        floor: int,
        line: list[FloorRoom],
        due_in: dict[Key, Due],
        heights: tuple[float, ...],
    ) -> None:
        """Write up to `MOST` rooms of one floor as five rows."""
        label = self.style(HEI, 12, align="center", border=1, bg_color="#F2F2F2")
        first_row = self.sheet.rows_written + 1
        rows: list[list[Cell]] = [
            [(0, 0, label, f"{floor}层" if not n else None)] for n in range(5)
        ]
        for nth, place in enumerate(line):
            first = 1 + self.span * nth
            due = due_in.get((place.building, place.floor, place.classroom))
            texts, fill, ink = self._open(*due) if due else self._shut(place)
            for n, (text, height) in enumerate(zip(texts, heights, strict=True)):
                size = self._size(text, height, 15 if n == 0 else 9)
                style = self.style(
                    DIGITS if n in (0, 3, 4) else SONG, size, align="center", bold=n == 0,
                    text_wrap=n in (1, 2), bg_color=fill, font_color=ink, left=1, right=1,
                    top=1 if n == 0 else 0, bottom=1 if n == 4 else 0,
                )  # fmt: skip
                rows[n].append((first, first + self.span - 1, style, text or None))
        for height, cells in zip(heights, rows, strict=True):
            self.sheet.row(height, cells)
        self.sheet.merge_down(first_row, 0, first_row + 4, 0)
        # At the end of a page there need be none.
        gap = min(_BETWEEN, self.sheet.height_left())
        if gap > 0:
            self.sheet.row(gap, [])

    def _open(self, room: RoomView, due: RoomSession) -> tuple[tuple[str, ...], str, str]:
        first = due.papers[0].paper
        fill = self.colour[first] if len(due.papers) == 1 else _MIXED
        text = papers_text(self.book, due)
        if len(due.papers) == 1:
            text = f"{text}\n{due.people}人"
        elif len(due.papers) > 6:
            # The door sign lists them all.
            text = f"{len(due.papers)} 个科目（类别）\n{due.people}人"
        return (
            (room.number, room.classroom, text, due.first_ticket, due.last_ticket),
            fill,
            "#000000",
        )

    def _shut(self, place: FloorRoom) -> tuple[tuple[str, ...], str, str]:
        if place.state.startswith("备"):
            return (place.state, place.classroom, "备用考场", "", ""), "#FFFFFF", "#000000"
        state = place.state or "本场不用"
        return (state, place.classroom, "", "", ""), _CLOSED, GREY if place.state else "#000000"

    def _size(self, text: str, height: float, most: float) -> float:
        """Return the size of letters at which a text fits a room of the map."""
        if not text:
            return 8
        sizes = tuple(size for size in (15, 12, 11, 10, 9, 8, 7, 6, 5, 4) if size <= most)
        if height < 20:
            return next((size for size in sizes if ems(text) * size <= self.width + 3
                         and size * 1.2 <= height), 4)  # fmt: skip
        return fit(text, self.width, height, sizes)
