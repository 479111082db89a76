"""People named by 工号, in the option or in a file of them: who is absent, who leaves."""

from __future__ import annotations

import csv
import re
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from allocator.errors import InputError
from allocator.far_cells import far_cell

if TYPE_CHECKING:
    from collections.abc import Sequence

Cell = TypeVar("Cell")
_SEPARATORS = re.compile(r"[\s,，、;；]+")
_HEADERS = frozenset(("工号", "人员编号", "编号", "缺席", "缺席人员"))
_TABLES = (".xlsx", ".xlsm", ".xls", ".ods")


def read_absent(given: str) -> tuple[str, ...]:
    """Return who is absent from a draw; raises as `read_numbers` does."""
    return read_numbers(given, "缺席名单", "没有抽签")


def read_numbers(given: str, what: str, undone: str) -> tuple[str, ...]:
    """Return the 工号 in the option or in the file it names, in order, without repeats.

    `what` is the file called, `undone` what is not done. Raises `InputError` where the file cannot
    be read.
    """
    text = given.strip()
    path = Path(text) if text else None
    if path is not None and path.suffix.lower() in (*_TABLES, ".txt", ".csv"):
        read = _table if path.suffix.lower() in _TABLES else _plain
        text = read(path, what, undone)
    words = _SEPARATORS.split(unicodedata.normalize("NFKC", text).replace("\ufeff", ""))
    return tuple(dict.fromkeys(word for word in words if word and word not in _HEADERS))


def _plain(path: Path, what: str, undone: str) -> str:
    """Return the 工号 of a text file: all of a txt, the column of a csv."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{what} {path} 不存在或无法读取。请核对文件名；{undone}。") from error
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if path.suffix.lower() == ".txt":
            return text
        return "\n".join(_column(list(csv.reader(text.splitlines()))))
    raise InputError(f"{what} {path} 的文字编码无法识别。请另存为 UTF-8；{undone}。")


def _table(path: Path, what: str, undone: str) -> str:
    """Return column 工号 of the first sheet, or its first column."""
    from allocator.intake.sheet_reader import Damaged, Endless, Locked, read_cells

    far = far_cell(path) if path.is_file() else ""
    if far:
        raise InputError(
            f"{what} {path} 的 {far} 格有内容，离表格太远。请删去该格所在的行和列；{undone}。"
        )
    try:
        rows = [row for sheet in read_cells(path.read_bytes())[:1] for row in sheet.rows]
    except (OSError, Damaged, Locked) as error:
        raise InputError(f"{what} {path} 不存在或无法读取。请核对文件；{undone}。") from error
    except Endless as ended:
        raise InputError(
            f"{what} {path} {ended}，文件可能已损坏。请用 Excel 打开检查，另存为 .xlsx 后重试；"
            f"{undone}。"
        ) from ended
    cells = _column(rows)
    wrong = next((cell for cell in cells if isinstance(cell, float)), None)
    if wrong is not None:
        raise InputError(
            f"{what} {path} 的工号是数字（{wrong}）。请把单元格设为文本格式后重填；{undone}。"
        )
    return "\n".join(str(cell) for cell in cells)


def _column(rows: Sequence[Sequence[Cell]]) -> list[Cell]:
    """Return the cells under 工号, which may stand below a title, or those of the first column."""
    column, first = 0, 0
    for line, row in enumerate(rows[:5], start=1):
        named = [nth for nth, cell in enumerate(row) if str(cell).strip() in _HEADERS]
        if named:
            column, first = named[0], line
    return [row[column] for row in rows[first:] if len(row) > column]
