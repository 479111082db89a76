"""The seats of one page of 考场座次表: number, name, ticket, paper and where to sign."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from allocator.reporting.layout import DIGITS, GREY, HEI, PALE, SONG, inside
from allocator.reporting.seat_geometry import NAME, NUMBER, SIGN, TAG, TICKET, places
from allocator.reporting.seat_rows import (
    least_of,
    name_part,
    name_width,
    row_heights,
    tag_width,
    ticket_width,
)
from allocator.reporting.text import NARROW, fit, line_of_digits

if TYPE_CHECKING:
    from collections.abc import Mapping

    from allocator.reporting.layout import Document, PageSheet
    from allocator.reporting.seat_geometry import Geometry
    from allocator.reporting.streaming import Cell
    from allocator.reporting.views import RoomSession, RoomView, SeatView

_NAMES = (15, 14, 13, 12, 11, 10, 9, 8, 7.5, 7, 6.5, 6, 5.5, 5, 4.5, 4)
_TAGS = (9, 8.5, 8, 7.5, 7, 6.5, 6, 5.5, 5, 4)
_TICKETS = (13, 12, 11, 10, 9, 8.5, 8, 7.5, 7, 6.5, 6, 5.5, 5, 4.5, 4)
_ABSENT = "本场不考"


class Photo(NamedTuple):
    """Where a photo goes: 0-based row and column, its file, and how high it may be, in points."""

    row: int
    column: int
    path: str
    height: float


class SeatCells:
    """Writes the seats of pages of one kind of room into one sheet."""

    def __init__(self, document: Document, sheet: PageSheet, shape: Geometry) -> None:
        """Prepare for rooms of one geometry."""
        self.style, self.sheet, self.shape = document.style, sheet, shape
        self.photos: list[Photo] = []
        self._tags: Mapping[int, str] = {}
        self._session = 0
        self._heights: dict[str, float] = {}

    def write(self, room: RoomView, due: RoomSession, tags: Mapping[int, str]) -> None:
        """Write all rows of seats; `tags` names papers where the room holds several."""
        shape = self.shape
        self._tags, self._session = tags, due.session
        seat_at = {(seat.row, seat.column): seat for seat in room.seats}
        spots = places(room.layout, room.order, room.first)
        grid = [
            [(column, spots.get((row, column)), seat_at.get((row, column)))
             for column in range(1, len(room.layout) + 1)]
            for row in range(1, shape.rows + 1)
        ]  # fmt: skip
        heights = row_heights(shape, [
            ([seat.name for _, _, seat in line if seat],
             [self._note(seat, spot) for _, spot, seat in line if seat and spot] if tags else [])
            for line in grid
        ])  # fmt: skip
        # One size for all numbers and tickets of a page.
        self._heights = {part: min(row[nth] for row in heights)
                         for nth, part in enumerate(shape.parts)}  # fmt: skip
        self._seat_styles(sum(room.layout), max((seat.ticket for seat in room.seats), key=len,
                                                default=""))  # fmt: skip
        for line, high in zip(grid, heights, strict=True):
            cells: dict[str, list[Cell]] = {part: [] for part in shape.parts}
            for column, spot, seat in line:
                place = 2 * (column - 1 + shape.offset)
                if spot and seat:
                    self._person(
                        cells, place, seat, spot, dict(zip(shape.parts, high, strict=True))
                    )
                elif spot:
                    self._empty(cells, place, spot)
            for part, height in zip(shape.parts, high, strict=True):
                self.sheet.row(height, cells[part])

    def _seat_styles(self, most: int, longest: str) -> None:
        style, shape, heights = self.style, self.shape, self._heights
        left: dict[str, Any] = {"left": 1}
        right: dict[str, Any] = {"right": 1}
        top: dict[str, Any] = {"top": 1}
        side = right if shape.photo else left
        # A number that is wider than its cell would show as ###.
        wanted = inside(shape.wide if shape.photo else shape.narrow)
        digits = max(2, len(str(most)))
        size = int(min(22.0, heights[NUMBER] / 1.15, (wanted + 3) / (NARROW * digits)))
        self.number = style(DIGITS, size, bold=True, align="center", **side, **top)
        self.number_off = style(DIGITS, size, align="center", font_color=GREY, **side, **top)
        sign = min(9.0, max(heights[SIGN] / 1.5, min(7.0, heights[SIGN] / 1.2)))
        if shape.compact:
            # 签名 beside the paper and the arrow.
            sign = min(sign, max(6.0, (inside(shape.narrow) + 4) / 2))
        self.sign = style(SONG, sign, align="left", valign="bottom", **left, bottom=1,
                          font_color=GREY)  # fmt: skip
        self.arrow = style(SONG, sign, align="right", valign="bottom", **right, bottom=1,
                           font_color=GREY)  # fmt: skip
        absent = min(11.0, max(heights[SIGN] / 1.5, min(7.0, heights[SIGN] / 1.2)))
        self.absent = style(HEI, absent, align="center_across", bg_color=PALE, **left, bottom=1)
        self.absent_right = style(HEI, absent, align="center_across", bg_color=PALE, **right,
                                  bottom=1)  # fmt: skip
        middle = heights[NAME if shape.compact else TICKET]
        self.empty = style(SONG, min(12.0, middle / 1.4), align="center_across", font_color=GREY,
                           **left)  # fmt: skip
        self.blank_left, self.blank_right = style(SONG, 8, **left), style(SONG, 8, **right)
        self.top_left, self.top_right = (
            style(SONG, 8, **left, **top),
            style(SONG, 8, **right, **top),
        )
        self.across_right = style(SONG, 8, align="center_across", **right)
        self._ticket_styles(longest)

    def _ticket_styles(self, longest: str) -> None:
        more: dict[str, Any] = {"align": "center_across", "left": 1}
        high = self._heights.get(TICKET, 0.0)
        if self.shape.compact:
            more = {"align": "center", "right": 1, "top": 1}
            high = self._heights[NUMBER]
        size = line_of_digits(longest, ticket_width(self.shape), high + 2, _TICKETS)
        self.ticket = self.style(DIGITS, size, **more)
        self.ticket_off = self.style(DIGITS, size, **more, font_color=GREY)

    def _name(self, name: str, height: float, here: bool) -> int:
        """Return the style at which a name fits."""
        more: dict[str, Any] = {"align": "center", "text_wrap": True, "right": 1}
        if self.shape.compact:
            more["left"] = 1
        elif not self.shape.photo:
            more["top"] = 1
        if not here:
            more["font_color"] = GREY
        size = fit(name, name_width(self.shape), height - 2, _NAMES, least_of(self.shape))
        return self.style(SONG, size, **more)

    def _note(self, seat: SeatView, spot: tuple[int, str]) -> str:
        """Return the paper of a seat in this session; on crowded pages with the arrow behind it."""
        paper = next((p for session, p in seat.papers if session == self._session), None)
        tag = "" if paper is None else self._tags.get(paper, "")
        return f"{tag} {spot[1]}".strip() if self.shape.compact else tag

    def _person(
        self, cells: dict[str, list[Cell]], place: int, seat: SeatView, spot: tuple[int, str],
        high: dict[str, float],
    ) -> None:  # fmt: skip
        """Write a seat that is taken, and remember its photo."""
        shape, right = self.shape, place + 1
        here = any(session == self._session for session, _ in seat.papers)
        number = self.number if here else self.number_off
        ticket = self.ticket if here else self.ticket_off
        name = self._name(seat.name, high[name_part(shape)], here)
        if shape.compact:
            cells[NUMBER] += (
                (place, place, number, seat.seat),
                (right, right, ticket, seat.ticket),
            )
            cells[NAME].append((place, right, name, seat.name))
        else:
            if shape.photo:
                cells[NUMBER] += ((place, place, self.top_left, None),
                                  (right, right, number, seat.seat))  # fmt: skip
                cells[NAME] += ((place, place, self.blank_left, None),
                                (right, right, name, seat.name))  # fmt: skip
                if seat.photo:
                    room = high[NUMBER] + high[NAME] - 4
                    self.photos.append(Photo(self.sheet.rows_written, place, seat.photo, room))
            else:
                cells[NUMBER] += ((place, place, number, seat.seat),
                                  (right, right, name, seat.name))  # fmt: skip
            cells[TICKET] += ((place, place, ticket, seat.ticket),
                              (right, right, self.across_right, None))  # fmt: skip
        self._sign(cells, place, self._note(seat, spot), spot[1], here, high)

    def _sign(
        self, cells: dict[str, list[Cell]], place: int, note: str, arrow: str, here: bool,
        high: dict[str, float],
    ) -> None:  # fmt: skip
        """Write the paper of a seat and where its holder signs."""
        right = place + 1
        if TAG in cells:
            size = fit(note, tag_width(self.shape), high[TAG], _TAGS)
            style = self.style(SONG, size, align="center", text_wrap=True, left=1, right=1)
            cells[TAG].append((place, right, style, note or None))
            note = arrow
        if not here:
            cells[SIGN] += ((place, place, self.absent, _ABSENT),
                            (right, right, self.absent_right, None))  # fmt: skip
            return
        last = self.arrow
        if self._tags and TAG not in cells:
            size = fit(note, tag_width(self.shape), high[SIGN], _TAGS)
            last = self.style(SONG, size, align="right", valign="bottom", text_wrap=True, right=1,
                              bottom=1)  # fmt: skip
        elif TAG not in cells:
            note = arrow
        cells[SIGN] += ((place, place, self.sign, "签名"), (right, right, last, note))

    def _empty(self, cells: dict[str, list[Cell]], place: int, spot: tuple[int, str]) -> None:
        right = place + 1
        if self.shape.photo:
            cells[NUMBER] += ((place, place, self.top_left, None),
                              (right, right, self.number_off, spot[0]))  # fmt: skip
            cells[NAME] += ((place, place, self.blank_left, None),
                            (right, right, self.blank_right, None))  # fmt: skip
        else:
            cells[NUMBER] += ((place, place, self.number_off, spot[0]),
                              (right, right, self.top_right, None))  # fmt: skip
        if TAG in cells:
            cells[TAG] += ((place, place, self.blank_left, None),
                           (right, right, self.blank_right, None))  # fmt: skip
        cells[NAME if self.shape.compact else TICKET] += (
            (place, place, self.empty, "空"), (right, right, self.across_right, None)
        )  # fmt: skip
        cells[SIGN] += ((place, place, self.sign, None), (right, right, self.arrow, spot[1]))
