"""Finds out which sheet a sheet is, where its header row stands, and which column is which.

A sheet is known by its name, else by its headers, else (CSV, DBF) by a name that holds the sheet's.
The header may stand below a title, over two rows of merged cells, with full-width letters, spaces
or line breaks, and with a remark in brackets or an asterisk.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from allocator.intake.schema import SHEETS, Sheet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.intake.tables import RawSheet

HEADER_WITHIN = 30
"""Rows from the top of a sheet in which its header row is looked for."""
_REMARK = re.compile(r"[（(\[【].*?[)）\]】]$")
_DBF_NAME = 10


class Match(NamedTuple):
    """Where the columns of a sheet stand."""

    spec: Sheet
    row: int
    """Index of the last header row in the rows given."""
    columns: dict[str, int]
    """Index of the column by its key."""
    headers: dict[str, str]
    """Header as written, by column key."""
    unknown: dict[int, str]
    """Header as written of every other column that has one."""
    twice: tuple[str, ...]
    """Headers that stand twice."""


def plain(text: object) -> str:
    """Return a header or sheet name without what does not matter."""
    if not isinstance(text, str):
        return ""
    wide = unicodedata.normalize("NFKC", text)
    return "".join(wide.split()).strip("*:;、.·_-").lower()


def shown(text: object) -> str:
    """Return a header as messages show it."""
    return "".join(str(text).split()).strip("*＊")


def cut(name: str) -> str:
    """Return a column name as a DBF keeps it: ten bytes of GBK."""
    return name.encode("gb18030", "ignore")[:_DBF_NAME].decode("gb18030", "ignore")


@cache
def _lookup(key: str, cut_names: bool) -> dict[str, tuple[str, int]]:
    """Return (column key, 0 for its own header, 1 for an alias) by plain header."""
    spec = next(sheet for sheet in SHEETS if sheet.key == key)
    found: dict[str, tuple[str, int]] = {}
    for rank in (0, 1):
        for column in spec.columns:
            names = (column.header,) if rank == 0 else column.aliases
            for name in names:
                found.setdefault(plain(name), (column.key, rank))
                if cut_names:
                    found.setdefault(plain(cut(name)), (column.key, rank))
    return found


@cache
def _sheet_names() -> dict[str, Sheet]:
    names: dict[str, Sheet] = {}
    for spec in SHEETS:
        names[plain(spec.name)] = spec
    for spec in SHEETS:
        for alias in spec.aliases:
            names.setdefault(plain(alias), spec)
    return names


def named(name: str) -> Sheet | None:
    """Return the sheet of a name (a trailing number or bracket does not matter)."""
    names = _sheet_names()
    base = plain(name)
    return names.get(base) or names.get(re.sub(r"[\d\s()（）_-]+$", "", base))


def _named_in_part(name: str) -> Sheet | None:
    base = plain(name)
    inside = [(len(alias), alias, spec) for alias, spec in _sheet_names().items() if alias in base]
    return max(inside, key=lambda found: found[:2])[2] if inside else None


def identify(raw: RawSheet) -> Match | Sheet | None:
    """Return the match of a sheet, its `Sheet` when only the header is missing, None if unknown."""
    spec = named(raw.name)
    if spec is not None:
        known = locate(spec, raw.rows, cut_names=raw.cut_names)
        if known is not None:
            return known
        if plain(raw.name) == plain(spec.name):
            return spec
    best: Match | None = None
    for candidate in SHEETS:
        match = locate(candidate, raw.rows, cut_names=raw.cut_names)
        required = [column.key for column in candidate.columns if column.required]
        if match is None or any(key not in match.columns for key in required):
            continue
        if best is None or len(match.columns) > len(best.columns):
            best = match
    if best is None and raw.loose_name:
        spec = _named_in_part(raw.name)
        if spec is not None:
            return locate(spec, raw.rows, cut_names=raw.cut_names) or spec
    return best


def locate(
    spec: Sheet, rows: Sequence[Sequence[object]], *, cut_names: bool = False
) -> Match | None:
    """Return where the header of `spec` stands in `rows`, or None.

    The row that knows most columns wins, the upper one of equals; two rows count as one header
    when together they know more than either (merged cells with sub-headers).
    """
    lookup = _lookup(spec.key, cut_names)
    needed = min(2, len(spec.columns))
    best: tuple[int, int, list[object]] | None = None
    top = rows[:HEADER_WITHIN]
    for index, row in enumerate(top):
        score = _score(row, lookup)
        if score >= needed and (best is None or score > best[0]):
            best = (score, index, list(row))
        if index + 1 < len(top):
            joined = [
                low if plain(low) else up for up, low in zip(row, top[index + 1], strict=False)
            ]
            both = _score(joined, lookup)
            least = max(needed - 1, score, _score(top[index + 1], lookup))
            if both > least and (best is None or both > best[0]):
                best = (both, index + 1, joined)
    if best is None:
        return None
    return _columns(spec, best[1], best[2], lookup)


def _find(cell: object, lookup: dict[str, tuple[str, int]]) -> tuple[str, int] | None:
    text = plain(cell)
    if not text:
        return None
    return lookup.get(text) or lookup.get(_REMARK.sub("", text).strip("*"))


def _score(row: Sequence[object], lookup: dict[str, tuple[str, int]]) -> int:
    return len({found[0] for cell in row if (found := _find(cell, lookup)) is not None})


def _columns(
    spec: Sheet, index: int, row: Sequence[object], lookup: dict[str, tuple[str, int]]
) -> Match:
    columns: dict[str, int] = {}
    ranks: dict[str, int] = {}
    twice: list[str] = []
    unknown: dict[int, str] = {}
    for position, cell in enumerate(row):
        found = _find(cell, lookup)
        if found is None:
            if shown(cell):
                unknown[position] = shown(cell)
            continue
        key, rank = found
        if key not in columns:
            columns[key], ranks[key] = position, rank
        elif rank == ranks[key]:
            twice.append(shown(cell))
        elif rank < ranks[key]:
            unknown[columns[key]] = shown(row[columns[key]])
            columns[key], ranks[key] = position, rank
        else:
            unknown[position] = shown(cell)
    headers = {key: shown(row[position]) for key, position in columns.items()}
    return Match(spec, index, columns, headers, unknown, tuple(twice))
