"""Writes blank workbooks to be filled in: 录入模板.xlsx from `schema.py`, and others like it.

Code and text columns are formatted as text, so that Excel leaves numbers of identity alone. A sheet
prints as a form: the first page is ruled to its end, rows below it once they are filled.
"""

from __future__ import annotations

import io
import unicodedata
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from allocator.intake.saving import save
from allocator.intake.schema import SHEETS
from allocator.lettering import COLUMN_UNIT

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from allocator.intake.columns import Column, Sheet

_FONT = "微软雅黑"
_ROWS = 5000
"""Rows with drop-down lists."""
_HEAD_HIGH, _ROW_HIGH = 24, 20
"""Points; a row has room for handwriting."""
_PAGE_WIDE, _PAGE_HIGH = 1045, 490
"""What a page holds between its margins: pixels of columns, and points of rows."""
_ROOMY = {"证件号码": 21, "亲属证件号码": 21, "报名序号": 15, "申报人": 21, "甲": 21, "乙": 21,
          "科目": 15, "工作单位": 26, "考试名称": 22, "科目名称": 22, "考点名称": 26, "地址": 30,
          "可任岗位": 26, "备注": 14, "电话": 15, "培训日期": 13,
          "名称": 20, "值": 26, "理由": 40}  # fmt: skip
"""Least width of columns whose values are longer than their examples."""
_WIDEST = 40.0
"""Units of column width."""
_NUMBER_FORMATS = {
    "int": "0",
    "decimal": "0.0#",
    "date": "yyyy-mm-dd",
    "time": "hh:mm",
    "datetime": "yyyy-mm-dd hh:mm",
}
_KINDS = {
    "code": "文本（编号）",
    "text": "文本",
    "name": "文本（原样）",
    "int": "整数",
    "decimal": "数字",
    "yesno": "是/否",
    "date": "日期",
    "time": "时间",
    "datetime": "日期时间",
}
_MADE = datetime(2020, 1, 1, tzinfo=UTC)
"""Fixed, so that two templates are the same bytes."""
_NOTES = (
    "红色列名为必填，蓝色列名可不填；列的次序可以改动，列名请勿改动。",
    "编号类（代码、报名序号、工号、证件号码等）已设为文本格式；粘贴时请选“只粘贴值”，以免变成数字。",
    "必需的工作表：考试、考生、考点、考场（红色标签）；其余按需要填写。",
    "各考点可用各自的工作簿上报，同名工作表的行会合并；多余的工作表和列不读取，但会提示。",
    "填好后先做检查，按体检报告改正全部“错误”，再编排。",
)


def write_template(
    target: Path,
    *,
    sheets: Sequence[Sheet] = SHEETS,
    title: str = "考务编排录入模板",
    notes: Sequence[str] = _NOTES,
) -> None:
    """Write a blank workbook of some sheets to `target` (.xlsx), whole or not at all.

    Its first sheet, 说明, has the title, the notes and a table of all columns. Raises OSError.
    """
    import xlsxwriter

    packed = io.BytesIO()
    book = xlsxwriter.Workbook(packed, COLUMN_UNIT)
    book.set_properties({"title": title, "created": _MADE})
    formats = _formats(book)
    _write_notes(book, formats, sheets, title, notes)
    for spec in sheets:
        _write_sheet(book, spec, formats)
    book.worksheets()[1].activate()
    book.close()
    save(target, packed.getvalue())


def _formats(book: Any) -> dict[str, Any]:
    base = {"font_name": _FONT, "font_size": 10, "valign": "vcenter"}
    framed = {**base, "border": 1, "border_color": "#BFBFBF", "text_wrap": True}
    head = {**framed, "bold": True, "align": "center", "num_format": "@"}
    made = {
        "title": {**base, "bold": True, "font_size": 16},
        "plain": {**base, "text_wrap": True},
        "cell": framed,
        "head": {**head, "bg_color": "#DDEBF7"},
        "required": {**head, "bg_color": "#FCE4D6", "font_color": "#C00000"},
        "rule": {"border": 1, "border_color": "#BFBFBF"},
    }
    for kind, number_format in {**_NUMBER_FORMATS, "text": "@"}.items():
        own = {"num_format": number_format}
        if kind == "datetime":  # Flush right, it would run into a text beside it.
            own["align"] = "center"
        made[kind] = {**base, "text_wrap": True, **own}
        made[f"{kind} ruled"] = {**framed, **own}
    return {name: book.add_format(properties) for name, properties in made.items()}


def _print_setup(sheet: Any, title: str) -> None:
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.set_header(f"&C&12{title}")
    sheet.set_footer("&C第 &P 页，共 &N 页")


def _write_sheet(book: Any, spec: Sheet, formats: dict[str, Any]) -> None:
    sheet = book.add_worksheet(spec.name)
    sheet.set_tab_color("#C00000" if spec.required else "#5B9BD5")
    # Not the height of each row, which then would not grow with what is typed into it.
    sheet.set_default_row(_ROW_HIGH)
    sheet.set_row(0, _HEAD_HIGH)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    ruled = _rows_of_page(spec)
    for position, (column, width) in enumerate(zip(spec.columns, _widths(spec), strict=True)):
        kind = column.kind if column.kind in formats else "text"
        sheet.set_column(position, position, width, formats[kind])
        for row in range(1, ruled + 1):
            sheet.write_blank(row, position, None, formats[f"{kind} ruled"])
        head = formats["required" if column.required else "head"]
        sheet.write_string(0, position, column.header, head)
        sheet.write_comment(0, position, _comment(column), {"x_scale": 1.6, "font_size": 9})
        if column.allowed:
            sheet.data_validation(1, position, _ROWS, position, _list(column))
    _rule_when_filled(sheet, ruled + 1, len(spec.columns) - 1, formats["rule"])
    _print_setup(sheet, spec.name)


def _rule_when_filled(sheet: Any, first: int, last: int, style: Any) -> None:
    """Draw lines round each row from `first` on, columns 0 to `last`, that holds anything."""
    from xlsxwriter.utility import xl_col_to_name

    filled = f"COUNTA($A{first + 1}:${xl_col_to_name(last)}{first + 1})>0"
    rule = {"type": "formula", "criteria": filled, "format": style}
    sheet.conditional_format(first, 0, _ROWS, last, rule)


def _rows_of_page(spec: Sheet) -> int:
    """Return how many rows below the header end the first page, as it is scaled to the paper."""
    high = _PAGE_HIGH * max(1.0, _pixels(_widths(spec)) / _PAGE_WIDE)
    return int((high - _HEAD_HIGH) // _ROW_HIGH)


def _pixels(widths: Sequence[float]) -> float:
    return sum(7 * width + 5 for width in widths)


def _widths(spec: Sheet) -> list[float]:
    """Return the widths of the columns, which fill the page where they are few."""
    least = [_width(column) for column in spec.columns]
    stretch = max(1.0, _PAGE_WIDE / _pixels(least))
    return [min(max(_WIDEST, width), float(int(width * stretch))) for width in least]


def _list(column: Column) -> dict[str, Any]:
    return {
        "validate": "list",
        "source": list(column.allowed),
        "error_type": "information",
        "show_error": not column.open_list,
        "error_title": column.header,
        "error_message": f"常用：{'、'.join(column.allowed)}"[:255],
    }


def _width(column: Column) -> float:
    least = _ROOMY.get(column.header, 9)
    longest = max(_cells_wide(text) for text in (column.header, column.example, *column.allowed))
    return float(max(least, min(18, longest + 4)))


def _cells_wide(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(mark) in "WF" else 1 for mark in text)


def _comment(column: Column) -> str:
    lines = ["必填。" if column.required else "可不填。", f"格式：{_KINDS[column.kind]}"]
    if column.allowed:
        lines.append(f"可选：{'、'.join(column.allowed)}")
    if column.note:
        lines.append(column.note)
    if column.example:
        lines.append(f"例：{column.example}")
    return "\n".join(lines)


def _write_notes(
    book: Any, formats: dict[str, Any], sheets: Sequence[Sheet], title: str, notes: Sequence[str]
) -> None:
    sheet = book.add_worksheet("说明")
    widths = (12, 14, 7, 14, 30, 30, 46)
    for position, width in enumerate(widths):
        sheet.set_column(position, position, width)
    sheet.merge_range(0, 0, 0, 6, title, formats["title"])
    sheet.set_row(0, 30)
    for row, line in enumerate(notes, 1):
        sheet.merge_range(row, 0, row, 6, f"{row}. {line}", formats["plain"])
    top = len(notes) + 2
    for position, head in enumerate(("工作表", "列", "必填", "格式", "可选值", "示例", "说明")):
        sheet.write_string(top, position, head, formats["head"])
    row = top + 1
    for spec in sheets:
        for nth, column in enumerate(spec.columns):
            cells = (
                spec.name,
                column.header,
                "是" if column.required else "",
                _KINDS[column.kind],
                "、".join(column.allowed),
                column.example,
                f"{spec.note} {column.note}".strip() if nth == 0 else column.note,
            )
            for position, text in enumerate(cells):
                sheet.write_string(row, position, text, formats["cell"])
            lines = max(
                -(-_cells_wide(text) // (width - 2))
                for text, width in zip(cells, widths, strict=True)
            )
            sheet.set_row(row, 16 * max(1, lines))
            row += 1
    sheet.repeat_rows(top)
    sheet.hide_gridlines(2)
    _print_setup(sheet, "说明")
