"""What the reader of ODS sheets shows as blank: error values, formulas without a value, merges."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.etree import ElementTree
from zipfile import ZipFile

if TYPE_CHECKING:
    from typing import BinaryIO

    from allocator.intake.tables import Merge

_MOST_REPEATED = 1000
"""Cells of one kind in a row (or column) that are told of one by one; there the rest is alike."""


@dataclass(slots=True)
class Marks:
    """What is to be known of one sheet besides its cells."""

    flaws: dict[tuple[int, int], str] = field(default_factory=dict)
    """(row from 1, column from 0) -> error value as text, or "" for a formula without a value."""
    merges: list[Merge] = field(default_factory=list)


def read_marks(stream: BinaryIO) -> dict[str, Marks]:
    """Return the marks by sheet name.

    Raises zipfile.BadZipFile, KeyError, ValueError or ElementTree.ParseError for a damaged archive.
    """
    found: dict[str, Marks] = {}
    place = _Place()
    with ZipFile(stream) as archive, archive.open("content.xml") as part:
        for event, element in ElementTree.iterparse(part, ("start", "end")):
            kind = element.tag.rpartition("}")[2]
            if event == "start":
                if kind == "table":
                    place = _Place(found.setdefault(_plain(element).get("name", ""), Marks()))
                elif kind == "table-row":
                    place.column = 0
            elif kind in ("table-cell", "covered-table-cell"):
                place.pass_cell(element)
                element.clear()
            elif kind == "table-row":
                place.row += _repeated(_plain(element), "number-rows-repeated")
                element.clear()
    return found


def _plain(element: ElementTree.Element) -> dict[str, str]:
    """Return attributes by local name; the later of two namespaces wins where both say it."""
    return {name.rpartition("}")[2]: value for name, value in element.attrib.items()}


def _repeated(attributes: dict[str, str], name: str) -> int:
    return max(1, int(attributes.get(name, "1")))


class _Place:
    """Where in a sheet the reading is."""

    def __init__(self, marks: Marks | None = None) -> None:
        self.row = self.column = 0
        self._marks = marks if marks is not None else Marks()

    def pass_cell(self, element: ElementTree.Element) -> None:
        """Note what is to be known of a cell, and go on to the next."""
        said = _plain(element)
        wide = _repeated(said, "number-columns-repeated")
        down, across = (_repeated(said, f"number-{name}-spanned") for name in ("rows", "columns"))
        if down > 1 or across > 1:
            end = (self.row + down - 1, self.column + across - 1)
            self._marks.merges.append(((self.row, self.column), end))
        flaw = _flaw(element, said)
        if flaw is not None:
            for column in range(self.column, self.column + min(wide, _MOST_REPEATED)):
                self._marks.flaws[self.row + 1, column] = flaw
        self.column += wide


def _flaw(element: ElementTree.Element, said: dict[str, str]) -> str | None:
    """Return the error value of a cell, "" for a formula without a value, None for neither."""
    types = [value for name, value in element.attrib.items() if name.endswith("}value-type")]
    if "error" in types:
        return "".join(element.itertext()) or "#N/A"
    if "formula" in said and not types:
        return "".join(element.itertext())
    return None
