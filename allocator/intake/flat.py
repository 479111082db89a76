"""Reads CSV (UTF-8, GB18030 or what Excel calls Unicode) and DBF (GBK) into `RawSheet`.

A number of a DBF field without decimals is exact, so it becomes text as it stands; CSV cells are
text as they stand.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
import struct
from collections import Counter
from typing import TYPE_CHECKING

from allocator.intake.sink import Fault
from allocator.intake.tables import RawSheet

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_DAMAGED = Fault("file-damaged", "文件损坏或不完整，读不出来。", "请重新导出或重新传送这个文件。")
_ENCODING = Fault(
    "file-encoding",
    "文字编码既不是 UTF-8 也不是 GB18030（GBK），或有个别字损坏。",
    "请用 Excel 另存为“CSV UTF-8（逗号分隔）”或 .xlsx。",
)


_FIRST_LINES = 10
"""Lines of a CSV in which its separator is looked for: titles may stand above the header."""
_GUARDED = re.compile(r'="([^"]*)"')
"""Text that a program has written so that Excel leaves its zeros and digits alone."""


def read_csv(path: Path, label: str) -> RawSheet | Fault:
    """Return the rows of a CSV; its separator is the comma, tab or semicolon that is most used."""
    data = path.read_bytes()
    text = _decode(data)
    if text is None:
        return _ENCODING
    if "\0" in text:
        return Fault("file-wrong-extension", "扩展名是 .csv，内容却不是文本。", _ENCODING.cure)
    lines = text.split("\n", _FIRST_LINES)[:_FIRST_LINES]
    # Most lines have it: within a cell others may stand, and more often.
    separator = max(",\t;", key=lambda mark: (
        sum(mark in line for line in lines), max(line.count(mark) for line in lines), mark == ","
    ))  # fmt: skip
    rows: list[list[object]] = []
    try:
        # Strict: a quote that is never closed would swallow all rows below it without a word.
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        rows.extend([_unguarded(cell) for cell in cells] for cells in reader)
    except csv.Error:
        return _uneven(len(rows) + 1, "双引号不成对")
    fault = _check_cells(rows, separator)
    if fault is not None:
        return fault
    width = max((len(row) for row in rows), default=0)
    for row in rows:
        row.extend([""] * (width - len(row)))
    return RawSheet(file=label, name=path.stem, rows=rows, loose_name=True)


def _check_cells(rows: Sequence[Sequence[object]], separator: str) -> Fault | None:
    """Return what is wrong where a row has more cells than the header, or a cell holds a row.

    Every cell to the right would be read as that of another column.
    """
    usual = Counter(map(len, rows)).most_common(1)[0][0] if rows else 0
    width = next((len(row) for row in rows if len(row) >= usual), 0)
    least = max(2, width - 1)
    for number, row in enumerate(rows, 1):
        if len(row) > width:
            return _uneven(number, f"有 {len(row)} 格，比其他行（{width} 格）多")
        if any("\n" in str(cell) and str(cell).count(separator) >= least for cell in row):
            return _uneven(number, "的一格里有好几行，双引号可能不成对")
    return None


def _uneven(row: int, what: str) -> Fault:
    cure = "单元格里有逗号、换行、双引号的，须整格加英文双引号；也可用 Excel 另存为 .xlsx 再交。"
    return Fault("csv-cells", f"第 {row} 行{what}，没有读取。", cure)


def _unguarded(cell: str) -> str:
    guarded = _GUARDED.fullmatch(cell) if cell[:1] == "=" else None
    return guarded.group(1) if guarded else cell


def _decode(data: bytes) -> str | None:
    is_wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if is_wide else ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def read_dbf(path: Path, label: str) -> RawSheet | Fault:
    """Return the records of a DBF below a row of field names; deleted records are left out."""
    import dbfread

    try:
        with path.open("rb") as stream:
            _, _, _, _, records, header, size = struct.unpack("<BBBBLHH", stream.read(12))
        if header + records * size > path.stat().st_size:
            return _DAMAGED
        table = dbfread.DBF(
            str(path),
            encoding="gb18030",
            ignorecase=False,
            recfactory=None,
            char_decode_errors="replace",
            ignore_missing_memofile=True,
        )
        rows: list[list[object]] = [[name.rstrip("\ufffd") for name in table.field_names]]
        rows.extend([_plain(value) for _, value in record] for record in table)
    except (struct.error, ValueError, KeyError, EOFError, dbfread.DBFNotFound):
        return _DAMAGED
    if any(isinstance(value, str) and "\ufffd" in value for row in rows[1:] for value in row):
        return Fault("file-encoding", "有的文字不是 GBK 编码。", "请另存为 .xlsx 再交。")
    return RawSheet(file=label, name=path.stem, rows=rows, cut_names=True, loose_name=True)


def _plain(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value
