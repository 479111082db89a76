"""Forms to fill in by hand: lines of labels and fields on one grid, one page each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allocator.reporting.layout import DIGITS, HEI, PALE, SONG, inside
from allocator.reporting.room_roles import signing
from allocator.reporting.text import fit, headline

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from allocator.reporting.layout import Document, PageSheet
    from allocator.reporting.streaming import Cell

Field = tuple[int, "str | int | None"]
"""How many grid columns wide, and what stands there."""

_SIZES = (12, 11, 10, 9, 8, 7, 6, 5, 4)
_LABELS = (10.5, 10, 9.5, 9, 8.5, 8, 7, 6)
_SHORT = 5
"""Letters of a role that stand on a line of their own."""
_PAIRS = 6
"""People up to whom two share a line to sign; of more, four do."""
_TITLES = (20, 18, 16, 15, 14, 13, 12, 11, 10, 9)


def signature_lines(roles: Sequence[str]) -> int:
    """Return how many lines a form needs for those of a room, 流动监考 and 主考 to sign."""
    people = len(signing(roles))
    return -(-people // (2 if people <= _PAIRS else 4))


class Form:
    """Writes lines of a form into a sheet of pages."""

    def __init__(self, document: Document, sheet: PageSheet, widths: Sequence[float]) -> None:
        """Prepare the styles all lines share."""
        self.style, self.sheet = document.style, sheet
        self._body: list[tuple[float, list[Cell]]] | None = None
        self._bodies: dict[str, list[tuple[float, list[Cell]]]] = {}
        self.edges = [sum(widths[:nth]) for nth in range(len(widths) + 1)]
        self.last = len(widths) - 1
        self.blank = self.style(SONG, 11, align="center", border=1)

    def once(self, key: str, write: Callable[[Form], None]) -> None:
        """Write the lines that `write` makes; they are made once and stamped for the same key."""
        body = self._bodies.get(key)
        if body is None:
            body = self._body = self._bodies[key] = []
            write(self)
            self._body = None
        self.sheet.stamp(body)

    def _row(self, height: float, cells: list[Cell]) -> None:
        if self._body is None:
            self.sheet.row(height, cells)
        else:
            self._body.append((height, cells))

    def title(self, text: str, height: float = 36) -> None:
        """Write a line in large type across the page."""
        text, size = headline(text, inside(self.edges[-1]), height, _TITLES)
        self._row(height, [(0, self.last, self.style(HEI, size, align="center",
                                                          text_wrap=True), text)])  # fmt: skip

    def note(self, text: str, height: float = 18) -> None:
        """Write a small line across the page, without a frame."""
        size = fit(text, inside(self.edges[-1]), height, (10, 9, 8, 7, 6))
        self._row(height, [(0, self.last, self.style(SONG, size, align="left",
                                                          text_wrap=True), text)])  # fmt: skip

    def line(self, height: float, *fields: Field) -> None:
        """Write labels and values in turn: label, value, label, value …"""
        cells: list[Cell] = []
        place = 0
        for nth, (span, text) in enumerate(fields):
            last = place + span - 1
            kind = self._label if nth % 2 == 0 else self._value
            style = kind(text, place, last, height)
            cells.append((place, last, style, text))
            place = last + 1
        self._row(height, cells)

    def signatures(self, height: float, roles: Sequence[str]) -> None:
        """Write lines for those of a room, 流动监考 and 主考 to sign, on eight columns."""
        people = signing(roles)
        each = 2 if len(people) <= _PAIRS else 4
        for start in range(0, len(people), each):
            row = people[start : start + each]
            fields: list[Field] = []
            for who in row:
                label = f"{who}\n签字" if len(who) <= _SHORT else f"{who[:4]}\n{who[4:]}签字"
                fields += [(1, label), (8 // each - 1, None)]
            left = (each - len(row)) * 8 // each
            fields[-1] = (fields[-1][0] + left, None)
            self.line(height, *fields)

    def heads(self, height: float, *fields: Field) -> None:
        """Write a row of labels only."""
        place = 0
        cells: list[Cell] = []
        for span, text in fields:
            last = place + span - 1
            cells.append((place, last, self._label(text, place, last, height), text))
            place += span
        self._row(height, cells)

    def count(self, height: float, label: str, first: int, *spans: int) -> None:
        """Write one label of `first` columns and empty fields after it."""
        style = self._label(label, 0, first - 1, height)
        cells: list[Cell] = [(0, first - 1, style, label)]
        place = first
        for span in spans:
            cells.append((place, place + span - 1, self.blank, None))
            place += span
        self._row(height, cells)

    def blanks(self, height: float, rows: int, *spans: int) -> None:
        """Write empty rows to fill in."""
        cells: list[Cell] = []
        place = 0
        for span in spans:
            cells.append((place, place + span - 1, self.blank, None))
            place += span
        for _ in range(rows):
            self._row(height, cells)

    def area(self, height: float, label: str, text: str = "") -> None:
        """Write a label of one column and a high field beside it."""
        style = self.style(SONG, 10, align="left", valign="top", border=1, text_wrap=True)
        name = self._label(label, 0, 0, height)
        self._row(height, [(0, 0, name, label), (1, self.last, style, text or None)])

    def _label(self, value: str | int | None, first: int, last: int, height: float) -> int:
        width = inside(self.edges[last + 1] - self.edges[first])
        size = fit(str(value or ""), width, height, _LABELS)
        return self.style(HEI, size, align="center", border=1, bg_color=PALE, text_wrap=True)

    def _value(self, value: str | int | None, first: int, last: int, height: float) -> int:
        if value is None:
            return self.blank
        more: dict[str, Any] = {"align": "center", "border": 1, "text_wrap": True}
        text = str(value)
        size = fit(text, inside(self.edges[last + 1] - self.edges[first]), height, _SIZES)
        return self.style(DIGITS if text.isascii() else SONG, size, **more)
