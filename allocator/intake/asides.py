"""Rows of a table that are no data: totals, lines to be signed, remarks, title or header once more.

They stand below (or, where lists were pasted together, within) the tables that people print. Read
as data, one line for signatures would come back as an error in every column. So would hints right
below the header, and numbers filled down farther than the list.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import TYPE_CHECKING

from allocator.intake import headers
from allocator.intake.sink import listed, show

if TYPE_CHECKING:
    from collections.abc import Sequence, Set

    from allocator.intake.sink import Sink
    from allocator.intake.tables import RawSheet

_COUNTS = r"[\d有男女其中监考生点场教室科座位人数个间名份次,.、;:。()/]"
_COUNT = re.compile(rf"(?=.*\d){_COUNTS}+")
_TOTAL = re.compile(rf".{{0,8}}(?:合计|总计|小计|共计|累计|共(?=有?\d)){_COUNTS}*")
_REMARK = re.compile(
    r"""  .{0,8}(?:注|说明|须知|事项|提示|来源)\d{0,2}[:.、].*
        | .{0,12}(?:人|单位|部门|科室|日期|时间|签字|签名|签章|盖章|公章|领导|负责|电话
                    |制表|填表|填报|经办|统计|审核|复核|校对|审批)(?:\(.{0,8}\))?:.*
        | \(?\d{1,2}[.、)]\D.{5,}                # a remark's next line
        | \W*.{0,4}以下(?:空白|无正文|无内容)\W*
        | .{0,12}\(?(?:盖章|公章|签章|签字)\)
        | \d*年\d*月\d*日
        | 第\d+页\W*(?:共\d+页)?
    """,
    re.VERBOSE,
)
_HINT = re.compile(r"\(.*\)|\[.*\]|【.*】|必填项?|选填项?|可空|可不填")
_LEAST_HINTS = 4
_LONGEST_ENTRY = 12
_WIDEST = 200
"""Characters of a cell that are looked at."""


def find_asides(raw: RawSheet, match: headers.Match, sink: Sink) -> set[int]:
    """Return the indexes in `raw.rows`, below the header, of rows that are no data; tell each."""
    names = {
        position: headers.plain(raw.rows[match.row][position]) or headers.plain(match.headers[key])
        for key, position in match.columns.items()
    }
    found: set[int] = set()
    above = raw.rows[: match.row + 1]
    for index in range(match.row + 1, len(raw.rows)):
        row = raw.rows[index]
        place, first = next(((n, cell) for n, cell in enumerate(row) if _said(cell)), (0, ""))
        if index == match.row + 1 and _is_hint(row, names):
            what = "是对各列的说明"
        elif not isinstance(first, str):
            continue
        elif names.get(place) == headers.plain(first) and _is_header(row, names):
            what = "是重复的表头"
        elif row in above and sum(map(_said, row)) == 1:
            what = "是重复的标题"
        elif _is_alone(first, row, place, names):
            what = f"不是数据（“{show(first)[:20]}”）"
        else:
            continue
        found.add(index)
        _tell(raw, match, [index], f"这一行{what}，没有读取。", sink)
    empty = _empty(raw, match, found)
    if empty:
        _tell(raw, match, empty, "只有不认识的列有内容，没有读取。", sink)
    return found.union(empty)


def _tell(
    raw: RawSheet, match: headers.Match, rows: Sequence[int], message: str, sink: Sink
) -> None:
    first = raw.rows[rows[0]]
    place = next(n for n, cell in enumerate(first) if _said(cell))
    if len(rows) > 1:
        message += f"（共 {len(rows)} 行：{listed([raw.first_row + index for index in rows])}）"
    cure = "不用处理；如果是数据，请填全必填的列。"
    sink.report("row-aside", message, cure, file=raw.file, sheet=raw.name,
                row=raw.first_row + rows[0], column=headers.shown(raw.rows[match.row][place]),
                value=first[place])  # fmt: skip


def _empty(raw: RawSheet, match: headers.Match, found: Set[int]) -> list[int]:
    """Return the other rows that hold nothing in any known column: a number filled down, say."""
    known = set(match.columns.values())
    flawed = {row for row, column in raw.flaws if column - raw.first_column in known}
    return [
        index
        for index in range(match.row + 1, len(raw.rows))
        if index not in found
        and raw.first_row + index not in flawed
        and not any(_said(raw.rows[index][n]) for n in known)
        and any(map(_said, raw.rows[index]))
    ]


def _said(cell: object) -> bool:
    return cell != "" and (not isinstance(cell, str) or cell.strip() != "")


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text[:_WIDEST]).split())


def _is_hint(row: list[object], names: dict[int, str]) -> bool:
    """Return whether the columns are numbered from 1, or the known ones hold hints: （必填）."""
    said = [_plain(show(cell)) for cell in row if _said(cell)]
    hints = [_plain(show(row[n])) for n in names if _said(row[n])]
    return len(hints) >= _LEAST_HINTS and (
        said == [str(number) for number in range(1, len(said) + 1)]
        or all(map(_HINT.fullmatch, hints))
    )


def _is_header(row: list[object], names: dict[int, str]) -> bool:
    """Return whether every filled cell of a known column says the column's name, two at least."""
    filled = [position for position in names if _said(row[position])]
    return len(filled) > 1 and all(headers.plain(row[n]) == names[n] for n in filled)


def _is_alone(word: str, row: list[object], place: int, names: dict[int, str]) -> bool:
    """Return whether all that stands beside a total is counts, and beside a remark remarks.

    What 制表人： and its like leave open may stand in the next cell: a name or a day. Only known
    columns are looked at.
    """
    beside = [row[n] for n in sorted(names) if n != place and _said(row[n])]
    if _TOTAL.fullmatch(_plain(word)):
        return all(not isinstance(cell, str) or _COUNT.fullmatch(_plain(cell)) for cell in beside)
    before = ""
    for cell in (word, *beside):
        said = _plain(cell) if isinstance(cell, str) else ""
        is_remark = _REMARK.fullmatch(said) is not None
        if not is_remark and not (before.endswith(":") and _is_entry(cell, said)):
            return False
        before = said if is_remark else ""
    return True


def _is_entry(cell: object, said: str) -> bool:
    """Return whether a cell is what people write behind 制表人：, no code and no number."""
    return isinstance(cell, date) or (0 < len(said) <= _LONGEST_ENTRY and not said.isascii())
