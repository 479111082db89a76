"""One page of 考场座次表: heading, board, door, seats, lines to sign (see `seat_plan.py`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allocator.models.domain.rooms import FirstSeat
from allocator.reporting.layout import DIGITS, GREY, HEI, KAI, PALE, SONG, inside
from allocator.reporting.photos import photo_of
from allocator.reporting.seat_geometry import BOARD, HEAD, places
from allocator.reporting.text import (
    date_text,
    exam_text,
    fit,
    papers_text,
    room_place,
    room_time,
    short_papers,
)

if TYPE_CHECKING:
    from allocator.reporting.layout import Document, PageSheet
    from allocator.reporting.seat_geometry import Geometry
    from allocator.reporting.streaming import Cell
    from allocator.reporting.views import BookView, RoomSession, RoomView, SeatView, SiteView

_NAMES = (15, 14, 13, 12, 11, 10, 9, 8, 7.5, 7, 6.5, 6, 5.5, 5, 4.5, 4)
_TEXTS = (11, 10, 9, 8, 7, 6, 5, 4)
_TICKETS = (13, 12, 11, 10, 9, 8.5, 8, 7.5, 7, 6.5, 6, 5.5, 5, 4.5, 4)
_ABSENT = "本场不考"


class SeatPage:
    """Writes pages of one kind of room into one sheet; styles are made once."""

    def __init__(
        self, document: Document, sheet: PageSheet, shape: Geometry, book: BookView, site: SiteView
    ) -> None:
        """Prepare the styles of this geometry."""
        self.style, self.sheet, self.shape = document.style, sheet, shape
        self.book, self.site = book, site
        self.last = 2 * shape.columns - 1
        self.seat_width = inside(shape.narrow + shape.wide)
        self.name_width = inside(shape.wide)
        if shape.compact:
            self.name_width = self.seat_width
        self.name_height = shape.heights[1 if shape.photo or shape.compact else 0]
        self.tags: dict[int, str] = {}
        self.photos: list[tuple[int, int, str]] = []
        self.names: dict[float, tuple[int, int]] = {}
        self._seat_styles()

    def _seat_styles(self) -> None:
        style, heights = self.style, self.shape.heights
        left: dict[str, Any] = {"left": 1}
        right: dict[str, Any] = {"right": 1}
        number_height = heights[0]
        wanted = inside(self.shape.wide if self.shape.photo else self.shape.narrow)
        # A number that is wider than its cell would show as ###.
        digits = max(2, len(str(self.shape.rows * self.shape.columns)))
        size = int(min(22.0, number_height / 1.15, (wanted + 3) / (0.58 * digits)))
        side = right if self.shape.photo else left
        top: dict[str, Any] = {"top": 1}
        self.number = style(DIGITS, size, bold=True, align="center", **side, **top)
        self.number_off = style(DIGITS, size, align="center", font_color=GREY, **side, **top)
        sign = min(9.0, heights[-1] / 1.5)
        self.sign = style(SONG, sign, align="left", valign="bottom", **left, bottom=1,
                          font_color=GREY)  # fmt: skip
        self.arrow = style(SONG, sign, align="right", valign="bottom", **right, bottom=1,
                           font_color=GREY)  # fmt: skip
        absent = min(11.0, heights[-1] / 1.5)
        self.absent = style(HEI, absent, align="center_across", bg_color=PALE, **left, bottom=1)
        self.absent_right = style(HEI, absent, align="center_across", bg_color=PALE, **right,
                                  bottom=1)  # fmt: skip
        self.empty = style(SONG, min(12.0, heights[-2] / 1.4), align="center_across",
                           font_color=GREY, **left)  # fmt: skip
        self.blank_left, self.blank_right = style(SONG, 8, **left), style(SONG, 8, **right)
        self.top_left, self.top_right = (
            style(SONG, 8, **left, **top),
            style(SONG, 8, **right, **top),
        )
        self.across_right = style(SONG, 8, align="center_across", **right)

    def _name(self, name: str) -> tuple[int, int]:
        """Return the styles (due, not due) at which a name fits."""
        size = fit(name, self.name_width, self.name_height - 2, _NAMES)
        found = self.names.get(size)
        if found is None:
            more: dict[str, Any] = {"align": "center", "text_wrap": True, "right": 1}
            if self.shape.compact:
                more["left"] = 1
            elif not self.shape.photo:
                more["top"] = 1
            found = self.names[size] = (
                self.style(SONG, size, **more),
                self.style(SONG, size, **more, font_color=GREY),
            )
        return found

    def write(self, room: RoomView, due: RoomSession) -> None:
        """Write the page of one room and session."""
        self.tags = short_papers(self.book, due) if len(due.papers) > 1 else {}
        self._heading(room, due)
        self._board(room)
        self._seats(room, due)
        self._foot()
        self.sheet.end_page()

    def finish(self) -> None:
        """Close the sheet and place the photos."""
        self.sheet.finish()
        if not self.photos:
            return
        self.sheet.fix_row_sizes()
        width = inside(self.shape.narrow) + 4
        height = sum(self.shape.heights[:2]) - 4
        for row, column, path in self.photos:
            picture = photo_of(path, width, height)
            if picture:
                self.sheet.insert_image(row, column, picture.path, picture.options)

    def _heading(self, room: RoomView, due: RoomSession) -> None:
        title = f"{exam_text(room)}　考场座次表"
        width = inside(sum(self.shape.widths))
        size = fit(title, width, HEAD, (18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8))
        self.sheet.row(HEAD, [(0, self.last, self.style(HEI, size, align="center",
                                                        text_wrap=True), title)])  # fmt: skip
        time = room_time(room, due)
        self._facts("考点", self.site.name, "考场号", room.number, number=True)
        self._facts("教室", room_place(room), "场次", due.session, number=True)
        self._facts("日期", date_text(due.start), "时间", time)
        papers = papers_text(self.book, due)
        self._facts("科目（类别）", papers, "应到人数", due.people, number=True, high=2)

    def _facts(
        self, first: str, text: str, second: str, value: str | int, *, number: bool = False,
        high: int = 1,
    ) -> None:  # fmt: skip
        """Write two labels with their values across the page, the first one wider."""
        columns, height = self.shape.columns, self.shape.fact * high
        # Two sheet columns are one seat: labels take one seat's width, the second value one or two.
        tail = 2 * (columns - max(1, columns // 4)) - 1
        label = self.style(HEI, 9, align="center", border=1, bg_color=PALE, shrink=True)
        width = inside(sum(self.shape.widths[2 : tail - 1]))
        style = self.style(SONG, fit(text, width, height, _TEXTS), align="center", border=1,
                           text_wrap=True)  # fmt: skip
        space = inside(sum(self.shape.widths[tail + 1 :]))
        size = fit(str(value), space, height, (13, 12, 11, 10, 9, 8, 7, 6, 5, 4))
        font = DIGITS if number else SONG
        shown = self.style(font, min(size, 13 if number else 11), align="center", border=1,
                           bold=number)  # fmt: skip
        self.sheet.row(height, [(0, 1, label, first), (2, tail - 2, style, text),
                              (tail - 1, tail, label, second),
                              (tail + 1, self.last, shown, value)])  # fmt: skip

    def _board(self, room: RoomView) -> None:
        board = self.style(HEI, 12, align="center", border=1, bg_color=PALE)
        door = self.style(HEI, 10, align="center", border=1)
        note = self.style(KAI, 8, align="center", font_color=GREY)
        middle = self.shape.columns // 2
        first, last = 2 * max(1, middle - 1), 2 * min(self.shape.columns - 1, middle + 1) - 1
        on_left = room.first is FirstSeat.FRONT_LEFT
        walk = f"走向：{room.order.value}"
        cells: list[Cell] = [(first, last, board, "讲　台")]
        # Practice has seat 1 at the front door; the sheet does not say where the door is.
        cells.append((0, 0, door, "门") if on_left else (self.last, self.last, door, "门"))
        cells.append((last + 1, self.last, note, walk) if on_left else (0, first - 1, note, walk))
        self.sheet.row(6, [])
        self.sheet.row(BOARD, sorted(cells, key=lambda cell: cell[0]))

    def _seats(self, room: RoomView, due: RoomSession) -> None:
        seat_at = {(seat.row, seat.column): seat for seat in room.seats}
        spots = places(room.layout, room.order, room.first)
        longest = max((seat.ticket for seat in room.seats), key=len, default="")
        more: dict[str, Any] = {"align": "center_across", "left": 1}
        width, high = self.seat_width, self.shape.heights[-2] + 2
        if self.shape.compact:
            more = {"align": "center", "right": 1, "top": 1}
            width, high = inside(self.shape.wide) + 4, self.shape.heights[0] + 2
        size = fit(longest, width, high, _TICKETS)
        ticket = self.style(DIGITS, size, **more)
        ticket_off = self.style(DIGITS, size, **more, font_color=GREY)
        for row in range(1, self.shape.rows + 1):
            lines: list[list[Cell]] = [[] for _ in self.shape.heights]
            for column in range(1, len(room.layout) + 1):
                spot = spots.get((row, column))
                if spot is None:
                    continue
                seat = seat_at.get((row, column))
                place = 2 * (column - 1 + self.shape.offset)
                if seat is None:
                    self._empty(lines, place, spot)
                    continue
                paper = next((p for session, p in seat.papers if session == due.session), None)
                here = paper is not None
                self._person(lines, place, seat, here, ticket if here else ticket_off)
                if here:
                    note = f"{self.tags.get(paper or 0, '')} {spot[1]}".strip()
                    lines[-1] += ((place, place, self.sign, "签名"),
                                  (place + 1, place + 1, self.arrow, note))  # fmt: skip
                else:
                    lines[-1] += ((place, place, self.absent, _ABSENT),
                                  (place + 1, place + 1, self.absent_right, None))  # fmt: skip
            for height, cells in zip(self.shape.heights, lines, strict=True):
                self.sheet.row(height, cells)

    def _person(
        self, lines: list[list[Cell]], place: int, seat: SeatView, here: bool, ticket: int
    ) -> None:
        """Write number, name and ticket of a seat, and remember its photo."""
        right = place + 1
        number = self.number if here else self.number_off
        name = self._name(seat.name)[0 if here else 1]
        if self.shape.compact:
            lines[0] += ((place, place, number, seat.seat), (right, right, ticket, seat.ticket))
            lines[1].append((place, right, name, seat.name))
            return
        if self.shape.photo:
            lines[0] += ((place, place, self.top_left, None), (right, right, number, seat.seat))
            lines[1] += ((place, place, self.blank_left, None), (right, right, name, seat.name))
            if seat.photo:
                self.photos.append((self.sheet.rows_written, place, seat.photo))
        else:
            lines[0] += ((place, place, number, seat.seat), (right, right, name, seat.name))
        lines[-2] += ((place, place, ticket, seat.ticket), (right, right, self.across_right, None))

    def _empty(self, lines: list[list[Cell]], place: int, spot: tuple[int, str]) -> None:
        right = place + 1
        if self.shape.photo:
            lines[0] += ((place, place, self.top_left, None),
                         (right, right, self.number_off, spot[0]))  # fmt: skip
            lines[1] += (
                (place, place, self.blank_left, None),
                (right, right, self.blank_right, None),
            )
        else:
            lines[0] += ((place, place, self.number_off, spot[0]),
                         (right, right, self.top_right, None))  # fmt: skip
        lines[-2] += ((place, place, self.empty, "空"), (right, right, self.across_right, None))
        lines[-1] += ((place, place, self.sign, None), (right, right, self.arrow, spot[1]))

    def _foot(self) -> None:
        gap = "　" * 8
        first = f"实到人数：{gap}缺考人数：{gap}监考员（签字）甲：{gap}　乙："
        second = f"流动监考（签字）：{gap}　　主考（签字）："
        lines = [f"{first}{gap}{second}"] if self.shape.compact else [first, second]
        height, width = self.shape.foot, inside(sum(self.shape.widths))
        self.sheet.row(6, [])
        for line in lines:
            size = fit(line, width, height, (11, 10, 9, 8, 7))
            self.sheet.row(height, [(0, self.last, self.style(SONG, size, align="left"), line)])
