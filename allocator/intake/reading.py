"""From raw sheets to tables: cuts off the header, drops blank rows, tells what is not used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.intake import headers
from allocator.intake.asides import find_asides
from allocator.intake.columns import Sheet
from allocator.intake.roster_schema import ROSTER_SHEETS
from allocator.intake.schema import SHEETS, SHEETS_OF_NO_INTEREST
from allocator.intake.sink import Fault, listed
from allocator.intake.tables import FLAWED, RawSheet, Table
from allocator.models.rules.duty import ROSTER_BOOK

if TYPE_CHECKING:
    from collections.abc import Sequence, Set

    from allocator.intake.sink import Sink

_NO_VALUE = Fault(
    "formula-no-value",
    "公式没有存下计算结果，读不到值。",
    "请在 Excel 中打开、重新计算并保存，或把公式粘贴为数值。",
)
_OF_ROSTER = frozenset(headers.plain(sheet.name) for sheet in ROSTER_SHEETS)
"""What people fill in after the arrangement: nothing to arrange by."""
_MERGED = Fault("merged-cell", "数据区的合并单元格只有左上角有值。", "请取消合并，每行都填上。")


def to_table(raw: RawSheet, sink: Sink) -> Table | Sheet | RawSheet | None:
    """Return the table of a sheet, or None for a blank one and one that is never used.

    The `Sheet` where it is known which one it is to be, but not read (told); the sheet itself where
    it is not known (told).
    """
    if headers.plain(raw.name) in SHEETS_OF_NO_INTEREST or not any(map(any, raw.rows)):
        return _blank(raw, sink)
    if headers.plain(raw.name) in _OF_ROSTER:
        message = "工作表没有使用：这是人工编排的值守安排，不是录入的工作表。"
        cure = f"请以 {ROSTER_BOOK} 为名，与编排总表.xlsx 放在一起，用 allocator audit 核对。"
        sink.report("sheet-unknown", message, cure, file=raw.file, sheet=raw.name)
        return raw
    match = headers.identify(raw)
    if match is None:
        _tell_unknown(raw, sink)
        return raw
    if isinstance(match, Sheet):
        message = f"没有找到“{match.name}”的表头。"
        needed = "、".join(column.header for column in match.columns if column.required)
        cure = f"表头须在前 {headers.HEADER_WITHIN} 行内，至少有：{needed}。"
        sink.report("header-missing", message, cure, file=raw.file, sheet=raw.name)
        return match
    if match.rival is not None:
        one, other = match.spec.name, match.rival.name
        message = f"工作表名称不认识，表头既像“{one}”也像“{other}”，没有读取。"
        cure = f"请把工作表改名为“{one}”或“{other}”；两者都不是的，请删去或移出。"
        sink.report("sheet-ambiguous", message, cure, file=raw.file, sheet=raw.name)
        return match.spec
    if match.guessed:
        message = f"工作表名称不是“{match.spec.name}”，已按表头作为这张表读取。"
        cure = "是的，不用处理；不是的（如旧表、备份、作废名单），请删去这张工作表或移出文件。"
        sink.report("sheet-by-headers", message, cure, file=raw.file, sheet=raw.name)
    if raw.hidden:
        cure = "不用处理；是旧表或备份的，请取消隐藏后删去整张工作表。"
        message = "工作表是隐藏的，已照常读取。"
        sink.report("sheet-hidden", message, cure, file=raw.file, sheet=raw.name)
    _tell_columns(raw, match, sink)
    return _cut(raw, match, sink)


def _tell_unknown(raw: RawSheet, sink: Sink) -> None:
    near = headers.nearest(raw)
    message = "工作表没有使用：名称和表头都不认识。"
    if near is not None:
        lacks = "、".join(near.lacks())
        message += f"表头像“{near.spec.name}”表，但缺少列：{lacks}。"
    names = "、".join(spec.name for spec in SHEETS)
    cure = f"如需读取，请按模板改正工作表名称（{names}）或表头；否则不用处理。"
    sink.report("sheet-unknown", message, cure, file=raw.file, sheet=raw.name)


def tell_unread(file: str, sheets: Sequence[RawSheet], sink: Sink) -> Sheet | None:
    """Tell, where a file of which nothing was read is named after a sheet; return that."""
    spec = headers.file_named(file)
    if spec is None:
        return None
    there = "、".join(sheet.name for sheet in sheets)
    needed = "、".join(column.header for column in spec.columns if column.required)
    message = f"文件名像“{spec.name}”表，但没有一张工作表读得出来。有工作表：{there}。"
    cure = f"请把有数据的工作表改名为“{spec.name}”，表头至少有：{needed}；不是这张表的，请移出。"
    sink.report("header-missing", message, cure, file=file)
    return spec


def _blank(raw: RawSheet, sink: Sink) -> Sheet | None:
    """Tell of a blank sheet (and return which) only where its name says what should be there."""
    spec = headers.named(raw.name)
    if spec is None or not spec.required:
        return None
    message = f"没有找到“{spec.name}”的表头，工作表是空的。"
    sink.report("header-missing", message, "请按模板填写。", file=raw.file, sheet=raw.name)
    return spec


def _tell_columns(raw: RawSheet, match: headers.Match, sink: Sink) -> None:
    row = raw.first_row + match.row
    for name in match.twice:
        message = f"列“{name}”出现两次（或有同义的列）。"
        sink.report("column-twice", message, "请只留一列。", file=raw.file, sheet=raw.name,
                    row=row, column=name, value=name)  # fmt: skip
    for column in match.spec.columns:
        if column.required and column.key not in match.columns:
            message = f"缺少必需的列“{column.header}”。"
            names = "、".join(column.aliases)
            cure = f"请加上这一列{f'（也可叫 {names}）' if names else ''}。"
            sink.report("column-missing", message, cure, file=raw.file, sheet=raw.name,
                        row=row, column=column.header)  # fmt: skip
    if match.spec.key == "candidates":
        return
    for name in match.unknown.values():
        tell_unused(sink, raw.file, raw.name, row, name)


def tell_unused(sink: Sink, file: str, sheet: str, row: int, name: str) -> None:
    """Tell that a column of no known name is not used."""
    message = f"列“{name}”没有使用。"
    cure = "如需读取，请按模板改正列名；否则不用处理。"
    sink.report("column-unknown", message, cure, file=file, sheet=sheet, row=row,
                column=name, value=name)  # fmt: skip


def _tell_nameless(raw: RawSheet, match: headers.Match, rows: Sequence[int], sink: Sink) -> None:
    """Tell of columns that hold something below a blank header: nobody reads them."""
    names = raw.rows[match.row]
    for position in range(len(names)):
        known = position in match.columns.values() or position in match.unknown
        if known or headers.shown(names[position]):
            continue
        filled = [index for index in rows if _filled(raw.rows[index][position : position + 1])]
        if not filled:
            continue
        name = f"{_letters(raw.first_column + position)}列"
        first = filled[0]
        many = f"共 {len(filled)} 行有内容，如第 {raw.first_row + first} 行"
        message = f"{name}没有列名，没有读取（{many}）。"
        cure = "如需读取，请填上列名；否则不用处理。"
        sink.report("column-unknown", message, cure, file=raw.file, sheet=raw.name,
                    row=raw.first_row + match.row, column=name,
                    value=raw.rows[first][position])  # fmt: skip


def _tell_rows(raw: RawSheet, match: headers.Match, rows: Sequence[int], sink: Sink) -> None:
    """Tell of data that whoever looks at the sheet does not see, or sees crossed out."""
    numbers = [raw.first_row + index for index in rows]
    name = headers.shown(raw.rows[match.row][min(match.columns.values())])
    for code, odd, what in (
        ("row-hidden", raw.hidden_rows, "隐藏或被筛选掉的"),
        ("row-struck", raw.struck_rows, "有删除线的"),
    ):
        found = [number for number in numbers if number in odd]
        if found:
            message = f"有 {len(found)} 行是{what}，已照常读取（{listed(found)}）。"
            cure = "不用处理；是退考、作废的，请删去整行。"
            sink.report(code, message, cure, file=raw.file, sheet=raw.name, row=found[0],
                        column=name)  # fmt: skip


def _letters(column: int) -> str:
    """Return what Excel calls a column, counted from 0."""
    before = _letters(column // 26 - 1) if column >= 26 else ""
    return before + chr(ord("A") + column % 26)


def _cut(raw: RawSheet, match: headers.Match, sink: Sink) -> Table:
    body = match.row + 1
    _reach(raw)
    position_key = {position: key for key, position in match.columns.items()}
    asides = find_asides(raw, match, sink)
    _unmerge(raw, match, asides, sink)
    flawed = _mark_flaws(raw, match, asides, sink)
    width = len(raw.rows[0])
    keep = [
        index
        for index in range(body, len(raw.rows))
        if index not in asides and (index in flawed or _filled(raw.rows[index]))
    ]
    _tell_nameless(raw, match, keep, sink)
    _tell_rows(raw, match, keep, sink)
    rows = raw.rows
    columns: dict[str, list[object]] = {}
    extra: list[tuple[str, list[object]]] = []
    for position in range(width):
        if position in position_key:
            columns[position_key[position]] = [rows[index][position] for index in keep]
        elif position in match.unknown:
            name = match.unknown[position]
            extra.append((name, [rows[index][position] for index in keep]))
    return Table(
        file=raw.file,
        sheet=raw.name,
        spec=match.spec,
        header_row=raw.first_row + match.row,
        rows=[raw.first_row + index for index in keep],
        columns=columns,
        headers=match.headers,
        extra=extra,
    )


def _filled(row: list[object]) -> bool:
    return any(cell != "" and (not isinstance(cell, str) or cell.strip() != "") for cell in row)


def _reach(raw: RawSheet) -> None:
    """Add the rows below the last filled one whose only cells are flawed."""
    last = max((row for row, _ in raw.flaws), default=0)
    width = len(raw.rows[0])
    while raw.first_row + len(raw.rows) <= last:
        raw.rows.append([""] * width)


def _mark_flaws(raw: RawSheet, match: headers.Match, asides: Set[int], sink: Sink) -> set[int]:
    """Report flawed cells of known columns, mark them, and return the indexes of their rows."""
    key_at = {position: key for key, position in match.columns.items()}
    flawed: set[int] = set()
    for (row, column), text in sorted(raw.flaws.items()):
        index, position = row - raw.first_row, column - raw.first_column
        key = key_at.get(position)
        if key is None or index in asides or not match.row < index < len(raw.rows):
            continue
        raw.rows[index][position] = FLAWED
        flawed.add(index)
        fault = _NO_VALUE
        if text:
            fault = Fault("error-cell", f"单元格是错误值 {text}。", "请改正公式，或直接填写值。")
        sink.report(fault.code, fault.message, fault.cure, file=raw.file, sheet=raw.name,
                    row=row, column=match.headers[key], value=text)  # fmt: skip
    return flawed


def _unmerge(raw: RawSheet, match: headers.Match, asides: Set[int], sink: Sink) -> None:
    """Report merged ranges of the data, and fill them so that the other checks go on."""
    key_at = {position: key for key, position in match.columns.items()}
    for (top, left), (bottom, right) in raw.merges:
        first, last = top - raw.first_row + 1, bottom - raw.first_row + 1
        start, end = left - raw.first_column, right - raw.first_column
        keys = [key_at[position] for position in range(start, end + 1) if position in key_at]
        if first <= match.row or not keys or first >= len(raw.rows) or start < 0:
            continue
        if first in asides:
            continue
        value = raw.rows[first][start]
        if value == "":
            continue
        sink.report(_MERGED.code, _MERGED.message, _MERGED.cure, file=raw.file, sheet=raw.name,
                    row=top + 1, column=match.headers[keys[0]], value=value)  # fmt: skip
        for index in range(first, min(last, len(raw.rows) - 1) + 1):
            for position in range(start, min(end, len(raw.rows[index]) - 1) + 1):
                raw.rows[index][position] = value
