"""Cells to values: one small parser for each kind of column, and the loop that applies it.

A parser takes a cell as it was read and returns the value or a `Fault`. Blank cells never reach it.
"""

from __future__ import annotations

import math
import re
import unicodedata
from datetime import date, datetime, time
from typing import TYPE_CHECKING, TypeVar, cast

from allocator.intake.sink import Fault, show
from allocator.intake.tables import FLAWED

if TYPE_CHECKING:
    from collections.abc import Callable

    from allocator.intake.sink import Sink
    from allocator.intake.tables import Table

T = TypeVar("T")

_INVISIBLE = re.compile(
    "[\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\ufff9-\uffff]"
)
_MANGLED = re.compile(r"\d+(?:\.\d+)?[eE]\+\d+|\d+\.0+")
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if chr(code - 0xFEE0).isalnum()}
_YES = frozenset(("是", "√", "✓", "✔", "☑", "1", "y", "yes", "true", "有", "对"))
_NO = frozenset(("否", "0", "×", "x", "✗", "✕", "n", "no", "false", "无", "-", "—", "/"))

_DITTO = frozenset(("同上", "同前", "〃", "″", '"', "“", "”"))
_REQUIRED_CURE = "请填写；如果整行作废，请删去整行。"
_CODE_CURE = "请把该列设为“文本”格式后重新填写完整的编号（或在编号前加一个英文单引号）。"


def read(
    table: Table,
    key: str,
    sink: Sink,
    parse: Callable[[object], T | Fault],
    blank: T,
    *,
    optional: bool = False,
) -> list[T | None]:
    """Return the values of a column; None where the cell was refused (and reported).

    Blank cells give `blank`, or are refused where the column is required (unless `optional`). A
    column that is not there gives `blank` throughout: that was told already when it is required.
    """
    cells = table.columns.get(key)
    if cells is None:
        return [blank] * len(table)
    required = table.spec.column(key).required and not optional
    known = _distinct(cells, parse, blank)
    if known is not None and not (required and "" in known):
        return list(map(known.__getitem__, cast("list[str]", cells)))
    return _read_one_by_one(table, key, sink, parse, blank, required=required)


def _distinct(
    cells: list[object], parse: Callable[[object], T | Fault], blank: T
) -> dict[str, T] | None:
    """Return the value of every wording, or None when some cell needs a word to the planner."""
    known: dict[str, T] = {}
    for cell in dict.fromkeys(cells):
        if type(cell) is not str:
            return None
        if not cell:
            known[cell] = blank
            continue
        value = parse(cell)
        if isinstance(value, Fault) or cell[0].isspace() or cell[-1].isspace():
            return None
        known[cell] = value
    return known


def _read_one_by_one(
    table: Table,
    key: str,
    sink: Sink,
    parse: Callable[[object], T | Fault],
    blank: T,
    *,
    required: bool,
) -> list[T | None]:
    known: dict[str, T | Fault] = {"": blank}
    values: list[T | None] = []
    trimmed: list[int] = []
    for index, cell in enumerate(table.columns[key]):
        value: T | Fault
        if cell is FLAWED:
            values.append(None)
            continue
        if isinstance(cell, str):
            bare = cell.strip()
            if bare not in known:
                known[bare] = parse(bare)
            value = known[bare]
            if required and not bare:
                value = _missing(table, key)
            elif bare and bare != cell:
                trimmed.append(index)
        else:
            value = parse(cell)
        if isinstance(value, Fault):
            sink.cell(table, index, key, value)
            values.append(None)
        else:
            values.append(value)
    if trimmed:
        message = "首尾的空格已去掉。"
        cure = "不需要处理；也可在原表删去空格。"
        sink.summary(table, trimmed, key, Fault("spaces-trimmed", message, cure))
    return values


def _missing(table: Table, key: str) -> Fault:
    return Fault("required-blank", f"“{table.header(key)}”没有填写。", _REQUIRED_CURE)


def half(text: str) -> str:
    """Return text with full-width digits and letters made narrow, all else kept."""
    return text.translate(_WIDE)


def canon(text: str) -> str:
    """Return what decides whether two names of one thing are the same."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def hidden_character(text: str) -> Fault | None:
    """Return a fault when a text holds characters that nobody sees."""
    if text.isprintable():
        return None
    found = _INVISIBLE.search(text)
    if found is None:
        return None
    position = found.start() + 1
    message = f"第 {position} 个字符是看不见的字符（U+{ord(found.group()):04X}）。"
    return Fault("invisible-character", message, "请删去该单元格内容，重新键入。")


def code(cell: object) -> str | Fault:
    """Read a code or number of identity: text, NFKC."""
    if isinstance(cell, datetime | date | time):
        return _as_date(cell)
    if not isinstance(cell, str):
        message = f"单元格是数字 {show(cell)}，前面的 0 或后面的数字可能已经丢失。"
        return Fault("number-as-code", message, _CODE_CURE)
    if cell.isascii() and cell.isalnum():
        return cell
    text = unicodedata.normalize("NFKC", cell).strip()
    if _MANGLED.fullmatch(text):
        message = f"“{text}”是被 Excel 改过的数字，不是原来的编号。"
        return Fault("number-as-code", message, _CODE_CURE)
    return hidden_character(text) or text


def ditto(text: str) -> Fault | None:
    """Return a fault when a cell says that it is as the one above: sorted, it would not be."""
    if text not in _DITTO:
        return None
    return Fault("ditto", f"写的是“{text}”，不是内容。", "请每行都写全。")


def name(cell: object) -> str | Fault:
    """Read a person's name: exactly as it stands, only trimmed."""
    if not isinstance(cell, str):
        return text(cell)
    return hidden_character(cell) or ditto(cell) or cell


def text(cell: object) -> str | Fault:
    """Read text; a whole number is its digits."""
    if isinstance(cell, str):
        return ditto(cell) or half(cell)
    if isinstance(cell, bool):
        return show(cell)
    if isinstance(cell, int | float):
        if not math.isfinite(cell):
            message = f"“{show(cell)}”不是数字。"
            return Fault("error-cell", message, "请重新填写这个单元格。")
        return str(int(cell)) if float(cell).is_integer() else repr(cell)
    return _as_date(cell)


def _as_date(cell: object) -> Fault:
    message = f"Excel 已把它变成日期 {show(cell)}。"
    return Fault("date-as-text", message, "请把单元格设为“文本”格式后重新填写。")


def whole(low: int, high: int) -> Callable[[object], int | Fault]:
    """Return a parser of whole numbers from `low` to `high`."""

    def parse(cell: object) -> int | Fault:
        number = _number(cell)
        if number is None or number != int(number):
            message = f"“{show(cell)}”不是整数。"
            return Fault("not-whole-number", message, f"请填写 {low} 到 {high} 的整数。")
        if not low <= number <= high:
            message = f"{int(number)} 超出范围。"
            return Fault("number-range", message, f"请填写 {low} 到 {high} 的整数。")
        return int(number)

    return parse


def _number(cell: object) -> float | None:
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int | float):
        return float(cell) if abs(cell) < 1e15 else None
    if isinstance(cell, str):
        plain = unicodedata.normalize("NFKC", cell).strip()
        if re.fullmatch(r"[+-]?\d{1,15}(?:\.\d{1,9})?", plain, re.ASCII):
            return float(plain)
    return None


def hundredths(cell: object) -> int | Fault:
    """Read a decimal such as 横向间距 in hundredths (half of a hundredth and more is one)."""
    number = _number(cell)
    if number is None:
        message = f"“{show(cell)}”不是数字。"
        return Fault("not-a-number", message, "请填写数字，例如 1.0。")
    if not 0 <= number <= 100:
        return Fault("number-range", f"{number} 超出范围。", "请填写 0 到 100 的数字。")
    return int(number * 100 + 0.5)


def yes_no(cell: object) -> bool | Fault:
    """Read 是/否 and what people write for it."""
    if isinstance(cell, bool):
        return cell
    if isinstance(cell, float | int) and cell in (0, 1):
        return bool(cell)
    if isinstance(cell, str):
        word = unicodedata.normalize("NFKC", cell).strip().lower()
        if word in _YES:
            return True
        if word in _NO:
            return False
    return Fault("not-yes-no", f"“{show(cell)}”不是“是”或“否”。", "请填写 是 或 否。")


def choice(options: dict[str, T], shown: str) -> Callable[[object], T | Fault]:
    """Return a parser of a closed list; `options` has every accepted spelling, without blanks."""

    def parse(cell: object) -> T | Fault:
        found = options.get(canon(cell)) if isinstance(cell, str) else None
        if found is None:
            message = f"“{show(cell)}”不在可选范围内。"
            return Fault("not-allowed", message, f"请填写：{shown}。")
        return found

    return parse


def one_of(allowed: tuple[str, ...]) -> Callable[[object], str | Fault]:
    """Return a parser of a closed list of words."""
    return choice({canon(word): word for word in allowed}, "、".join(allowed))
