"""Names of people over all sheets: two of one 证件号码, and letters that no name has.

A name is kept exactly as it stands; what cannot be printed or is no name is told.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from typing import TYPE_CHECKING

from allocator.intake.row_keys import RowKeys
from allocator.intake.sink import Fault

if TYPE_CHECKING:
    from collections.abc import Iterable

    from allocator.intake.sink import Sink
    from allocator.intake.ties import PlacedTie

_DOTS = frozenset("·•・‧∙⋅．.")
_LATIN = frozenset(" -'’")
_LOST = frozenset("?？□�■")
_NO_NAMES = frozenset(("无", "空", "暂无", "待定", "姓名", "null", "none"))
_BLANK = Fault(
    "name-odd", "姓名中间有空格，照原样印在文书上。", "证件上没有空格的，请删去；有的不用处理。"
)
_UNSHOWN = Fault(
    "name-odd",
    "姓名里有显示不了的字，会印成方框或问号，多为丢失的生僻字或自造字。",
    "请对照证件，用输入法重新键入正式字库里的字。",
)
_NO_NAME = Fault("name-odd", "填的不是姓名。", "请对照证件填写姓名。")


def check(rows: Iterable[RowKeys], kin: Iterable[PlacedTie], sink: Sink) -> None:
    """Check the names of people and of relatives; in `rows` no member of staff stands twice."""
    people = [row for row in rows if row.name]
    relatives = [RowKeys(table, at, "", tie.name, tie.id_number) for tie, table, at in kin]
    _tell_odd([*people, *relatives], sink)
    first: dict[str, RowKeys] = {}
    for who in people:
        _compare(who, first.setdefault(who.number, who), "number-two-names", sink)
    for who in relatives:
        _compare(who, first.get(who.number, who), "kin-two-names", sink)


def _compare(who: RowKeys, other: RowKeys, code: str, sink: Sink) -> None:
    if not who.number or _letters(who.name) == _letters(other.name):
        return
    if who.exam and who.exam == other.exam:
        return
    message = f"同一证件号码在{other.place}是“{other.name}”，这里是“{who.name}”。"
    cure = "请对照证件核对这两行的姓名和证件号码。"
    sink.cell(who.table, who.at, "name", Fault(code, message, cure))


def _letters(name: str) -> str:
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", name))).lower()


def _tell_odd(people: Iterable[RowKeys], sink: Sink) -> None:
    """Tell names that are hardly names, those of one table and kind at once."""
    known: dict[str, Fault | None] = {}
    rows: dict[tuple[int, Fault], list[RowKeys]] = defaultdict(list)
    for who in people:
        if who.name not in known:
            known[who.name] = _oddity(who.name)
        fault = known[who.name]
        if fault is not None:
            rows[id(who.table), fault].append(who)
    for (_, fault), same in rows.items():
        sink.summary(same[0].table, [who.at for who in same], "name", fault)


def _oddity(name: str) -> Fault | None:
    if name.lower() in _NO_NAMES:
        return _NO_NAME
    is_latin = any(mark.isalpha() and mark.isascii() for mark in name)
    odd = [mark for mark in name if not _is_letter(mark) and not (is_latin and mark in _LATIN)]
    if any(mark in _LOST or unicodedata.category(mark) == "Co" for mark in odd):
        return _UNSHOWN
    if any(mark.isspace() for mark in odd):
        return _BLANK
    if odd:
        message = f"姓名里有“{''.join(dict.fromkeys(odd))}”，证件上一般没有，照原样印在文书上。"
        return Fault("name-odd", message, "请对照证件核对；确实如此的，不用处理。")
    return None


def _is_letter(mark: str) -> bool:
    """Return whether a character stands in names: 〇 too, combining marks, dots.

    Digits, too: planners tell people of one name apart with them.
    """
    return mark in _DOTS or mark == "〇" or mark.isdigit() or unicodedata.category(mark)[0] in "LM"
