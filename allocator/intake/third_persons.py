"""Who may declare in sheet 亲属关系 without being candidate or staff: relatives of other rows.

A number that nobody else names is taken for a mistake in typing, and so are people who name only
each other: neither comes to anybody of the rosters.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.intake import cells, identity, needs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from allocator.intake.tables import Table

NO_NUMBERS = frozenset(("不详", "未知", "不知", "不知道", "不清楚", "不明"))
"""What planners write for a 证件号码 that they do not know."""


def third_persons(tables: Sequence[Table], is_listed: Callable[[str], bool]) -> frozenset[str]:
    """Return the numbers, in upper case and not checked, that a 申报人 may have.

    `is_listed` tells whether a text is a 工号 or 证件号码 of the rosters.
    """
    rows = [row for table in tables for row in _rows(table)]
    named = {relative for declarer, relative in rows if relative and relative != declarer}
    links: dict[str, list[str]] = {}
    for declarer, relative in rows:
        if relative:
            links.setdefault(declarer, []).append(relative)
            links.setdefault(relative, []).append(declarer)
    # Those whom a declarer of no name relates are not told as well: it is enough that he is.
    told = {declarer for declarer, _ in rows if declarer not in named}
    starts = {one for one in links if one in told or is_listed(one)}
    return frozenset(named & _reached(starts, links))


def _reached(starts: Iterable[str], links: dict[str, list[str]]) -> set[str]:
    found = set(starts)
    queue = list(found)
    while queue:
        for other in links[queue.pop()]:
            if other not in found:
                found.add(other)
                queue.append(other)
    return found


def _rows(table: Table) -> Iterator[tuple[str, str]]:
    """Yield 申报人 and 亲属证件号码 of each row, blank where there is none to read."""
    blank = [""] * len(table)
    declarers = table.columns.get("declarer", blank)
    relatives = table.columns.get("id_number", blank)
    for declarer, relative in zip(declarers, relatives, strict=True):
        yield _number(declarer), _number(relative)


def _number(cell: object) -> str:
    text = cells.code(cell.strip()) if isinstance(cell, str) else ""
    if not isinstance(text, str) or cells.ditto(text):
        return ""
    number = identity.clean(text)
    return "" if number in NO_NUMBERS or needs.is_placeholder(number) else number
