"""One page of 考场座次表: heading, board, door, seats, lines to sign (see `seat_plan.py`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.models.domain.rooms import FirstSeat
from allocator.reporting.layout import DIGITS, GREY, HEI, KAI, PALE, SONG, inside
from allocator.reporting.paper_names import papers_text, short_papers
from allocator.reporting.photos import photo_of
from allocator.reporting.room_roles import INVIGILATOR
from allocator.reporting.seat_cells import SeatCells
from allocator.reporting.text import (
    READ,
    date_text,
    exam_text,
    fit,
    headline,
    height_of,
    room_place,
    room_time,
    shared_heights,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from allocator.reporting.layout import Document, PageSheet
    from allocator.reporting.seat_geometry import Geometry
    from allocator.reporting.streaming import Cell
    from allocator.reporting.views import BookView, RoomSession, RoomView, SiteView

_TITLES = (18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8)
_TEXTS = (11, 10, 9, 8, 7.5, 7, 6.5, 6, 5, 4)
_SIZES = (13, 12, 11, 10, 9, 8, 7, 6, 5, 4)
_FACTS = {
    2: (("考点", "考场号"), ("教室", "场次"), ("日期", "时间")),
    3: (("考点", "教室", "考场号"), ("日期", "时间", "场次")),
}
"""Labels of the lines of facts by how many there are on each."""
_FEW = 4
_LABELS, _LEAST_LABEL = (9, 8.5, 8, 7.5, 7, 6.5, 6), 7.0
_LINE = 13.5
"""Points of the lowest line of facts."""
_NUMBERS = ("考场号", "场次", "应考人数")


class SeatPage:
    """Writes pages of one kind of room into one sheet."""

    def __init__(
        self, document: Document, sheet: PageSheet, shape: Geometry, book: BookView, site: SiteView
    ) -> None:
        """Prepare for rooms of this geometry."""
        self.style, self.sheet, self.shape = document.style, sheet, shape
        self.book, self.site = book, site
        self.last = 2 * shape.columns - 1
        self.cells = SeatCells(document, sheet, shape)

    def write(self, room: RoomView, due: RoomSession) -> None:
        """Write the page of one room and session."""
        self._heading(room, due)
        self._board(room)
        tags = short_papers(self.book, due) if len(due.papers) > 1 else {}
        self.cells.write(room, due, tags)
        self._foot(room)
        self.sheet.end_page()

    def place_photos(self) -> None:
        """Place the photos of all pages written; the sheet has been finished."""
        if not self.cells.photos:
            return
        self.sheet.fix_row_sizes()
        width = inside(self.shape.narrow) + 4
        for row, column, path, height in self.cells.photos:
            picture = photo_of(path, width, height)
            if picture:
                self.sheet.insert_image(row, column, picture.path, picture.options)

    def _heading(self, room: RoomView, due: RoomSession) -> None:
        title = f"{exam_text(room)}　考场座次表"
        frame = self.shape.frame
        width = inside(sum(self.shape.widths))
        title, size = headline(title, width, frame.head, _TITLES)
        head = self.style(HEI, size, align="center", text_wrap=True)
        self.sheet.row(frame.head, [(0, self.last, head, title)])
        facts: dict[str, str | int] = {
            "考点": self.site.name, "考场号": room.number, "教室": room_place(room),
            "场次": due.session, "日期": date_text(due.start), "时间": room_time(room, due),
        }  # fmt: skip
        papers = papers_text(self.book, due)
        lines = [[(label, facts[label]) for label in labels] for labels in _FACTS[frame.pairs]]
        subject = "科目" if self.shape.columns <= _FEW else "科目（类别）"
        lines.append([(subject, papers), ("应考人数", due.people)])
        heights = shared_heights(
            [*(frame.fact for _ in lines[1:]), frame.papers], [self._needed(line) for line in lines]
        )
        for line, height in zip(lines, heights, strict=True):
            self._facts(height, *line)

    def _spans(self, pairs: Sequence[tuple[str, str | int]]) -> Iterator[tuple[int, int, int]]:
        """Yield the first column of each label, and the first and last of its value.

        The first value is the widest.
        """
        columns = self.shape.columns
        # Two sheet columns are one seat: labels take one seat's width, later values one or two.
        later = 2 * max(1, columns // 4 if len(pairs) == 2 else (columns - 3) // 3)
        # Where one seat is a quarter of the page, a part of it does.
        beside = 1 if columns <= _FEW else 2
        place = 0
        for nth in range(len(pairs)):
            wide = later if nth else self.last + 1 - beside - (len(pairs) - 1) * (beside + later)
            yield place, place + beside, place + beside - 1 + wide
            place += beside + wide

    def _width(self, first: int, last: int) -> float:
        return inside(sum(self.shape.widths[first : last + 1]))

    def _needed(self, pairs: Sequence[tuple[str, str | int]]) -> float:
        """Return the points of height in which all values of a line can be read."""
        needed = [_LINE]
        for (name, value), (place, first, last) in zip(pairs, self._spans(pairs), strict=True):
            needed += [height_of(name, self._width(place, first - 1), _LEAST_LABEL),
                       height_of(str(value), self._width(first, last), READ)]  # fmt: skip
        return max(needed)

    def _facts(self, height: float, *pairs: tuple[str, str | int]) -> None:
        """Write labels with their values across the page."""
        cells: list[Cell] = []
        for (name, value), (place, first, last) in zip(pairs, self._spans(pairs), strict=True):
            size = fit(name, self._width(place, first - 1), height, _LABELS)
            label = self.style(HEI, size, align="center", border=1, bg_color=PALE, text_wrap=True)
            style = self._fact(name, value, self._width(first, last), height)
            cells += [(place, first - 1, label, name), (first, last, style, value)]
        self.sheet.row(height, cells)

    def _fact(self, name: str, value: str | int, width: float, height: float) -> int:
        if name in _NUMBERS:
            size = min(fit(str(value), width, height, _SIZES), 13)
            return self.style(DIGITS, size, align="center", border=1, bold=True)
        size = fit(str(value), width, height, _TEXTS)
        return self.style(SONG, size, align="center", border=1, text_wrap=True)

    def _board(self, room: RoomView) -> None:
        board = self.style(HEI, 12, align="center", border=1, bg_color=PALE)
        door = self.style(HEI, 10, align="center", border=1)
        note = self.style(KAI, 8, align="center", font_color=GREY)
        middle = self.shape.columns // 2
        first, last = 2 * max(1, middle - 1), 2 * min(self.shape.columns - 1, middle + 1) - 1
        on_left = room.first is FirstSeat.FRONT_LEFT
        high = self.shape.frame.board
        # The columns of numbers are too narrow for it on crowded pages.
        one = 1 if self.shape.compact else 0
        walk = f"走向：{room.order.value}"
        cells: list[Cell] = [(first, last, board, "讲　台")]
        # Practice has seat 1 at the front door; the sheet does not say where the door is.
        cells.append((0, one, door, "门") if on_left else (self.last - one, self.last, door, "门"))
        cells.append((last + 1, self.last, note, walk) if on_left else (0, first - 1, note, walk))
        self.sheet.row(6, [])
        self.sheet.row(high, sorted(cells, key=lambda cell: cell[0]))

    def _foot(self, room: RoomView) -> None:
        roles = [role.removeprefix(INVIGILATOR) for role in room.roles]
        gap = "　" * (8 if len(roles) <= 2 else 5)
        counts = f"实考人数：{gap}缺考人数："
        own = f"监考员（签字）{f'{gap}　'.join(f'{role}：' for role in roles)}"
        others = f"流动监考（签字）：{gap}　　主考（签字）："
        if self.shape.crowded:
            lines = [f"{counts}{gap}{own}{gap}{others}"]
        elif len(roles) <= 2:
            lines = [f"{counts}{gap}{own}", others]
        else:
            lines = [f"{counts}{gap}{others}", own]
        height, width = self.shape.frame.foot, inside(sum(self.shape.widths))
        self.sheet.row(6, [])
        size = min(fit(line, width, height, (11, 10, 9, 8, 7)) for line in lines)
        for line in lines:
            self.sheet.row(height, [(0, self.last, self.style(SONG, size, align="left"), line)])
