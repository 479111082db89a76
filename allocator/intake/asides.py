"""Rows of a table that are no data: totals, lines to be signed, remarks, a header once more.

They stand below (or, where lists were pasted together, within) the tables that people print. Read
as data, one line for signatures would come back as an error in every column.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from allocator.intake import headers
from allocator.intake.sink import show

if TYPE_CHECKING:
    from allocator.intake.sink import Sink
    from allocator.intake.tables import RawSheet

_TOTAL = re.compile(r"(?:合计|总计|小计|共计|本页合计|累计)(?:人数|座位数|考场数)?:?")
_REMARK = re.compile(
    r"(?:注|备注|说明|填表说明|填报说明|温馨提示):"
    r"|.{0,12}(?:人|单位|日期|时间|签字|签名|签章|盖章|领导|电话)(?:\(.{0,8}\))?:"
)
_COUNT = re.compile(r"\d+(?:\.\d+)?[人个间名场份]?")
_WIDEST = 200
"""Characters of a cell that are looked at."""


def find_asides(raw: RawSheet, match: headers.Match, sink: Sink) -> set[int]:
    """Return the indexes in `raw.rows`, below the header, of rows that are no data; tell each."""
    names = {
        position: headers.plain(raw.rows[match.row][position]) or headers.plain(match.headers[key])
        for key, position in match.columns.items()
    }
    found: set[int] = set()
    for index in range(match.row + 1, len(raw.rows)):
        row = raw.rows[index]
        place, first = next(((n, cell) for n, cell in enumerate(row) if _said(cell)), (0, ""))
        if not isinstance(first, str):
            continue
        if names.get(place) == headers.plain(first) and _is_header(row, names):
            what = "是重复的表头"
        elif _is_alone(first, row, place, names):
            what = f"不是数据（“{show(first)[:20]}”）"
        else:
            continue
        found.add(index)
        cure = "不用处理；如果是数据，请填全必填的列。"
        sink.report("row-aside", f"这一行{what}，没有读取。", cure, file=raw.file, sheet=raw.name,
                    row=raw.first_row + index, column=headers.shown(raw.rows[match.row][place]),
                    value=first)  # fmt: skip
    return found


def _said(cell: object) -> bool:
    return cell != "" and (not isinstance(cell, str) or cell.strip() != "")


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text[:_WIDEST]).split())


def _is_header(row: list[object], names: dict[int, str]) -> bool:
    """Return whether every filled cell of a known column says the column's name, two at least."""
    filled = [position for position in names if _said(row[position])]
    return len(filled) > 1 and all(headers.plain(row[n]) == names[n] for n in filled)


def _is_alone(word: str, row: list[object], place: int, names: dict[int, str]) -> bool:
    """Return whether all that stands beside a total is counts, and beside a remark remarks.

    Only known columns are looked at.
    """
    beside = [row[n] for n in names if n != place and _said(row[n])]
    if _TOTAL.fullmatch(_plain(word)):
        return all(not isinstance(cell, str) or _COUNT.fullmatch(_plain(cell)) for cell in beside)
    return _REMARK.match(_plain(word)) is not None and all(
        isinstance(cell, str) and _REMARK.match(_plain(cell)) for cell in beside
    )
