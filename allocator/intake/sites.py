"""Reads sheet 考点, and looks up a site by its code or its exact name."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, cast

from allocator.intake import cells
from allocator.intake.sink import Fault
from allocator.models.domain.rooms import Site

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from allocator.intake.sink import Sink
    from allocator.intake.tables import Table

_count = cells.whole(0, 999)


class PlacedSite(NamedTuple):
    """A site with the row it came from."""

    site: Site
    table: Table
    at: int
    """Index of the row in the table."""


class _Register:
    """Codes and names taken so far; codes of refused rows too, so that their rooms are found."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._places: dict[str, str] = {}
        self.codes: dict[str, str] = {}
        self.names: dict[str, str] = {}

    def take(self, table: Table, index: int, code: str, name: str | None) -> bool:
        """Enter a site; False (and told) when its code or name is taken."""
        key = cells.canon(code)
        if key in self.codes:
            message = f"考点代码 {code} 与{self._places[key]}重复。"
            fault = Fault("site-twice", message, "一个考点只写一行；不同考点用不同代码。")
            self._sink.cell(table, index, "site", fault)
            return False
        self.codes[key] = code
        self._places[key] = f"{table.file}“{table.sheet}”第 {table.rows[index]} 行"
        if name and self.names.setdefault(cells.canon(name), code) != code:
            message = f"考点名称“{name}”已用于考点 {self.names[cells.canon(name)]}。"
            fault = Fault("site-name-twice", message, "请在名称后注明校区，使名称不重复。")
            self._sink.cell(table, index, "name", fault)
            return False
        return True


def read(
    tables: Sequence[Table], spare: int, sink: Sink
) -> tuple[list[PlacedSite], dict[str, str] | None]:
    """Return the sites in order, and 考点代码 by canonical code or name.

    `spare` is 备用考场 where the cell is blank. Where the sheet is missing or empty, or one of
    its codes could not be read, there are none to look up: other sheets would be told that theirs
    is unknown.
    """
    found: list[PlacedSite] = []
    known = any(map(len, tables))
    register = _Register(sink)
    for table in tables:
        rows = zip(
            cells.read(table, "site", sink, cells.code, ""),
            cells.read(table, "name", sink, cells.text, ""),
            cells.read(table, "address", sink, cells.text, ""),
            cells.read(table, "contact", sink, cells.text, ""),
            cells.read(table, "phone", sink, cells.text, ""),
            cells.read(table, "spare", sink, _count, spare),
            strict=True,
        )
        for index, row in enumerate(rows):
            known = known and row[0] is not None
            if row[0] and not register.take(table, index, row[0], row[1]):
                continue
            if None in row:
                continue
            code, name, address, contact, phone, rooms = cast(
                "tuple[str, str, str, str, str, int]", row
            )
            site = Site(
                code=code,
                name=name,
                address=address,
                contact=contact,
                phone=phone,
                spare_rooms=rooms,
            )
            found.append(PlacedSite(site, table, index))
    return found, register.names | register.codes if known else None


def site_parser(sites: Mapping[str, str] | None) -> Callable[[object], str | Fault]:
    """Return a parser of a site's code or exact name; None: nothing to look it up in."""

    def parse(cell: object) -> str | Fault:
        text = cells.code(cell)
        if isinstance(text, Fault):
            return text
        if sites is None:
            return text
        site = sites.get(cells.canon(text))
        if site is None:
            message = f"考点“{text}”在考点表中没有。"
            cure = "请填写考点表中的考点代码或考点名称。"
            return Fault("site-unknown", message, _nearly(text, sites) + cure)
        return site

    return parse


def _nearly(text: str, sites: Mapping[str, str]) -> str:
    """Return a sentence that names the code which differs only in leading zeros; blank: none."""
    bare = cells.canon(text).lstrip("0")
    near = next((site for key, site in sites.items() if bare and key.lstrip("0") == bare), "")
    return f"考点表里有“{near}”，代码须完全相同。" if near else ""
