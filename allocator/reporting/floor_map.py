"""考场分布图: the floors of each building by session, rooms in corridor order; public.

Page shape (sheets `场次1` …): title; a line (site, session, date); the legend (科目 by colour) of
rooms with one paper, if any; for each building a heading `楼栋`, then for each floor, top floor
first, blocks of five rows: in column A `n层` or `地下n层`, and per room some columns (fewer the
more rooms the longest floor of the building has, so that they fill the page) holding 考场号 (text;
备1, 未启用, 停用 or 本场不用 for others), classroom, papers, first ticket, last ticket. Few floors
are drawn larger, so that they fill the page; where they are a little too many for it, smaller. The
subject stands in every cell, so a black-and-white print loses nothing. No names, no 证件号码.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

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
    floor_text,
    height_of,
    lines_at,
    title_row,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from allocator.reporting.layout import PageSheet
    from allocator.reporting.streaming import Cell
    from allocator.reporting.views import BookView, FloorRoom, RoomSession, RoomView, SiteView

REPORT = Report(name="考场分布图", audience="考生（张贴于考点入口）", public=True)

ACROSS, MOST = 24, 8
"""Columns beside that of the floors, and rooms beside each other: of 1, 2, 3, 4, 6 or 8 a page is
full."""
_FLOOR, _KEYS = 14.0, 4
"""mm of the column of floors, and papers of the legend beside each other."""
_COLUMN = (LANDSCAPE.width - _FLOOR) / ACROSS
WIDTHS = (_FLOOR, *([_COLUMN] * ACROSS))
HEIGHTS = (21.0, 13.5, 25.5, 13.5, 13.5)
"""Points of 考场号, classroom, papers (more where several need it) and tickets."""
_CLASSROOM, _PAPERS, _LEAST = 1, 2, 8.0
_BETWEEN = 7.5
_HEADING = 24.0
_NUMBER_LETTERS, _OTHER_LETTERS = 15.0, 9.0
_COLOURS = (
    "#DDEBF7", "#E2EFDA", "#FFF2CC", "#FCE4D6", "#E4DFEC",
    "#D9F0F0", "#F8D7E3", "#EAEAD2", "#CFE2F3", "#F4E1C1",
)  # fmt: skip
_MIXED, _CLOSED = "#FFFFFF", "#D9D9D9"
_TITLE_LEAST, _TITLE_HIGHEST = 10.0, 60.0
_SIZES = (16, 14, 12, 10, 9, 8, 7, 6, 5, 4)
_ROOM_SIZES = (22, 20, 18, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4)
_FACTS = (12, 11, 10, 9, 8, 7)

Due = tuple["RoomView", "RoomSession"]
Key = tuple[str, int, str]


class _Look(NamedTuple):
    """How large floors are drawn, in points."""

    heights: tuple[float, ...]
    heading: float
    between: float
    letters: float
    """Size of the letters against the usual one."""


def _larger(factor: float) -> _Look:
    heights = tuple(int(4 * factor * height) / 4 for height in HEIGHTS)
    return _Look(heights, _HEADING, _BETWEEN, factor)


_USUAL = _larger(1.0)
_TIGHT = _Look((17.25, 11.25, 22.25, 11.0, 11.0), 18.0, 2.25, 1.0)
"""Five floors stand on one page so."""
_LOOKS = (*(_larger(1 + nth / 20) for nth in range(10, 0, -1)), _USUAL, _TIGHT)


class _Building(NamedTuple):
    name: str
    span: int
    """Columns of a room."""
    blocks: list[tuple[int, list[FloorRoom]]]
    """A floor, and rooms of it beside each other."""


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


def _buildings(site: SiteView) -> Iterator[_Building]:
    """Yield the buildings in the order of the sheet, the top floor of each first."""
    found: dict[str, dict[int, list[FloorRoom]]] = {}
    for room in site.floor_rooms:
        found.setdefault(room.building, {}).setdefault(room.floor, []).append(room)
    for building, floors in found.items():
        longest = max(len(line) for line in floors.values())
        yield _Building(building, ACROSS // min(MOST, longest), [
            (floor, floors[floor][start : start + MOST])
            for floor in sorted(floors, reverse=True)
            for start in range(0, len(floors[floor]), MOST)
        ])  # fmt: skip


class _Map:
    """One session of a site."""

    def __init__(
        self, document: Document, sheet: PageSheet, book: BookView, site: SiteView
    ) -> None:
        self.style, self.sheet, self.book, self.site = document.style, sheet, book, site
        self.colour: dict[int, str] = {}
        self.due_in: dict[Key, Due] = {}

    def write(self, session: int, rooms: list[Due]) -> None:
        self.due_in = {
            (room.building, room.floor, room.classroom): (room, due) for room, due in rooms
        }
        # A room of several papers has no colour; the legend would say nothing of it.
        papers = sorted({due.papers[0].paper for _, due in rooms if len(due.papers) == 1})
        self.colour = {paper: _COLOURS[nth % len(_COLOURS)] for nth, paper in enumerate(papers)}
        self._top(session, rooms, papers)
        begun, fresh = self.sheet.rows_written, self.sheet.height_left()
        buildings = list(_buildings(self.site))
        same = next((look for look in _LOOKS if self._needed(buildings, look) <= fresh), None)
        for building in buildings:
            look = same or self._look(building, fresh)
            # A building stands on one page if it can.
            whole = self._needed([building], look)
            wanted = whole if self.sheet.rows_written > begun and whole <= fresh else 0.0
            heading = look.heading
            for floor, line in building.blocks:
                heights = self._heights(building, line, look)
                if self.sheet.height_left() < max(wanted, sum(heights) + heading):
                    self.sheet.end_page()
                    self._top(session, rooms, papers)
                    heading = look.heading
                if heading:
                    style = self.style(HEI, 13, align="left")
                    self.sheet.row(heading, [(0, ACROSS, style, building.name)])
                self._block(building, floor, line, heights, look)
                wanted = heading = 0.0

    def _look(self, building: _Building, fresh: float) -> _Look:
        """Return how a building is drawn where not all stand on one page."""
        looks = (look for look in (_USUAL, _TIGHT) if self._needed([building], look) <= fresh)
        return next(looks, _USUAL)

    def _needed(self, buildings: list[_Building], look: _Look) -> float:
        """Return the points that buildings take one below the other."""
        floors = [self._heights(building, line, look)
                  for building in buildings for _, line in building.blocks]  # fmt: skip
        gaps = (len(floors) - 1) * look.between
        return len(buildings) * look.heading + sum(map(sum, floors)) + gaps

    def _top(self, session: int, rooms: list[Due], papers: list[int]) -> None:
        exams = "、".join(dict.fromkeys(exam_text(room) for room, _ in rooms))
        title = f"{exams}　{REPORT.name}"
        width = inside(sum(WIDTHS))
        title, size, high = title_row(title, width, 33, _SIZES, _TITLE_LEAST, _TITLE_HIGHEST)
        head = self.style(HEI, size, align="center", text_wrap=True)
        self.sheet.row(high, [(0, ACROSS, head, title)])
        fact = f"{self.site.name}　　场次 {session}　　{date_text(rooms[0][1].start)}"
        size = fit(fact, width, 21, _FACTS)
        look = self.style(SONG, size, align="center", text_wrap=True)
        self.sheet.row(21, [(0, ACROSS, look, fact)])
        if papers:
            self._legend(papers)
        self.sheet.row(_BETWEEN, [])

    def _legend(self, papers: list[int]) -> None:
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

    def _heights(
        self, building: _Building, line: list[FloorRoom], look: _Look
    ) -> tuple[float, ...]:
        """Return the heights of a block: classrooms and papers are to be read."""
        width = inside(building.span * _COLUMN)
        found = (self.due_in.get((room.building, room.floor, room.classroom)) for room in line)
        wanted = {
            _CLASSROOM: [room.classroom for room in line if ems(room.classroom) * _LEAST > width],
            _PAPERS: [self._open(*due)[0][_PAPERS] for due in found if due],
        }
        return tuple(max(height, *(height_of(text, width, _LEAST)
                                   for text in wanted.get(n, ())), 0.0)
                     for n, height in enumerate(look.heights))  # fmt: skip

    def _block(
        self,
        building: _Building,
        floor: int,
        line: list[FloorRoom],
        heights: tuple[float, ...],
        look: _Look,
    ) -> None:
        """Write up to `MOST` rooms of one floor as five rows."""
        label = self.style(HEI, 12, align="center", text_wrap=True, border=1, bg_color="#F2F2F2")
        # The column is narrow.
        name = floor_text(floor).replace("地下", "地下\n")
        first_row = self.sheet.rows_written + 1
        width = inside(building.span * _COLUMN)
        rows: list[list[Cell]] = [[(0, 0, label, name if not n else None)] for n in range(5)]
        for nth, place in enumerate(line):
            first = 1 + building.span * nth
            due = self.due_in.get((place.building, place.floor, place.classroom))
            texts, fill, ink = self._open(*due) if due else self._shut(place)
            for n, (text, height) in enumerate(zip(texts, heights, strict=True)):
                most = (_NUMBER_LETTERS if n == 0 else _OTHER_LETTERS) * look.letters
                style = self.style(
                    DIGITS if n in (0, 3, 4) else SONG, _size(text, n, width, height, most),
                    align="center", bold=n == 0, text_wrap=n in (1, 2), bg_color=fill,
                    font_color=ink, left=1, right=1, top=1 if n == 0 else 0,
                    bottom=1 if n == 4 else 0,
                )  # fmt: skip
                rows[n].append((first, first + building.span - 1, style, text or None))
        for height, cells in zip(heights, rows, strict=True):
            self.sheet.row(height, cells)
        self.sheet.merge_down(first_row, 0, first_row + 4, 0)
        # At the end of a page there need be none.
        gap = min(look.between, self.sheet.height_left())
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


def _size(text: str, row: int, width: float, height: float, most: float) -> float:
    """Return the size of letters, at most `most`, at which a text fits its row of a room."""
    if not text:
        return 8
    sizes = tuple(size for size in _ROOM_SIZES if size <= most)
    if row in (_CLASSROOM, _PAPERS) and height >= 20:
        return fit(text, width, height, sizes)
    return next(
        (size for size in sizes if ems(text) * size <= width + 3 and size * 1.2 <= height), 4
    )
