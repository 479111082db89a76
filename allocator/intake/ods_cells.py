"""What the reader of ODS sheets shows as blank: error values, formulas without a value, merges."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.parsers import expat
from zipfile import ZipFile

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import BinaryIO

    from allocator.intake.tables import Merge

_MOST_REPEATED = 1000
"""Cells, alike, in a row that are told of one by one; one that is told refuses the row."""

_SIGNS = (b"-spanned=", b":formula=", b'value-type="error"')
"""Most rosters have none of them, and need not be gone through cell by cell."""


@dataclass(slots=True)
class Marks:
    """What is to be known of one sheet besides its cells."""

    flaws: dict[tuple[int, int], str] = field(default_factory=dict)
    """(row from 1, column from 0) -> error value as text, or "" for a formula without a value."""
    merges: list[Merge] = field(default_factory=list)


def read_marks(stream: BinaryIO) -> dict[str, Marks]:
    """Return the marks by sheet name.

    Raises zipfile.BadZipFile, KeyError, ValueError, OSError or EOFError for a damaged archive.
    """
    with ZipFile(stream) as archive:
        content = archive.read("content.xml")
    if not any(sign in content for sign in _SIGNS):
        return {}
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise ValueError(str(error)) from None
    return reader.found


def _repeated(said: Mapping[str, str], name: str) -> int:
    return max(1, int(said.get(f"table:number-{name}", "1")))


class _Reader:
    """Goes through the elements, counting rows and columns; names have the usual prefixes."""

    def __init__(self) -> None:
        self.found: dict[str, Marks] = {}
        self._marks = Marks()
        self._row = self._column = self._rows = 0
        self._flawed: list[tuple[int, int]] = []
        """The cells, alike, of the flaw whose text is being read."""

    def start(self, name: str, said: dict[str, str]) -> None:
        if name in ("table:table-cell", "table:covered-table-cell"):
            wide = 1
            if said:
                wide = _repeated(said, "columns-repeated")
                self._look(said, wide)
            self._column += wide
        elif name == "table:table-row":
            self._column, self._rows = 0, _repeated(said, "rows-repeated")
        elif name == "table:table":
            self._marks = self.found.setdefault(said.get("table:name", ""), Marks())
            self._row = 0

    def end(self, name: str) -> None:
        if name == "table:table-row":
            self._row += self._rows
        elif name in ("table:table-cell", "table:covered-table-cell"):
            self._flawed = []

    def text(self, text: str) -> None:
        for place in self._flawed:
            self._marks.flaws[place] += text

    def _look(self, said: dict[str, str], wide: int) -> None:
        """Note what is to be known of a cell (and of as many like it as it is repeated)."""
        down, across = _repeated(said, "rows-spanned"), _repeated(said, "columns-spanned")
        if down > 1 or across > 1:
            end = (self._row + down - 1, self._column + across - 1)
            self._marks.merges.append(((self._row, self._column), end))
        blank = "table:formula" in said and "office:value-type" not in said
        if blank or said.get("calcext:value-type") == "error":
            columns = range(self._column, self._column + min(wide, _MOST_REPEATED))
            self._flawed = [(self._row + 1, column) for column in columns]
            self._marks.flaws.update(dict.fromkeys(self._flawed, ""))
