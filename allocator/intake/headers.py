"""Finds out which sheet a sheet is, where its header row stands, and which column is which.

A sheet is known by its name, else by its headers, else by a name (its own or the file's) that holds
the sheet's and most of the required columns.
The header may stand below a title, over two rows of merged cells, with full-width letters, spaces
or line breaks, and with a remark in brackets or an asterisk.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import PurePath
from typing import TYPE_CHECKING, NamedTuple

from allocator.intake.schema import SHEETS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.intake.columns import Sheet
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
    guessed: bool = False
    """Known by its headers alone."""
    rival: Sheet | None = None
    """Another sheet that the headers fit as well."""

    def lacks(self) -> list[str]:
        """Return the headers of the required columns that are not there."""
        return [c.header for c in self.spec.columns if c.required and c.key not in self.columns]

    def is_likely(self) -> bool:
        """Return whether most of the required columns are there."""
        return 2 * len(self.lacks()) < sum(column.required for column in self.spec.columns)


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


def file_named(file: str) -> Sheet | None:
    """Return the sheet that a file is said to hold: one whose name its own ends with."""
    base = re.sub(r"(?:\(.*?\)|[\d_-])+$", "", plain(PurePath(file).stem))
    ends = [(len(alias), spec) for alias, spec in _sheet_names().items() if base.endswith(alias)]
    return max(ends, key=lambda found: found[0])[1] if ends else None


def identify(raw: RawSheet) -> Match | Sheet | None:
    """Return the match of a sheet, its `Sheet` when only the header is missing, None if unknown."""
    spec = named(raw.name)
    if spec is not None:
        known = locate(spec, raw.rows, cut_names=raw.cut_names)
        if known is not None:
            return known
        if plain(raw.name) == plain(spec.name):
            return spec
    found = _matches(raw)
    whole = [match for match in found if not match.lacks()]
    part = _named_in_part(raw.name)
    if whole:
        best = whole[0]
        if len(whole) > 1 and len(whole[1].columns) == len(best.columns):
            return best._replace(rival=whole[1].spec)
        # 考生备份 and 考生作废 have the headers, too: only of a CSV is a part of the name enough.
        return best._replace(guessed=not raw.loose_name or best.spec is not part)
    for spec in (part, _named_in_part(PurePath(raw.file).stem)):
        for match in found:
            if match.spec is spec and (match.is_likely() or raw.loose_name):
                return match
    return part if raw.loose_name else None


def nearest(raw: RawSheet) -> Match | None:
    """Return what an unknown sheet is most like: most of the required columns are there."""
    return next((match for match in _matches(raw) if match.is_likely()), None)


def _matches(raw: RawSheet) -> list[Match]:
    """Return where the header of each sheet stands, those with most columns first."""
    located = (locate(spec, raw.rows, cut_names=raw.cut_names) for spec in SHEETS)
    found = [match for match in located if match is not None]
    return sorted(found, key=lambda match: -len(match.columns))


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
