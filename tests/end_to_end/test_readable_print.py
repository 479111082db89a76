"""Everything printed can be read: no tiny letters, nothing wider or higher than its cell."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from allocator.reporting.text import DIGIT, ems
from allocator.synthesis.exams import EXAMS
from allocator.synthesis.write import write_exam

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from published import Program

LEAST = 7.0
"""Points; a candidate reads desk labels, an invigilator seat plans, at arm's length."""
_PADDING, _LINE = 3.0, 1.15
_POINT = 72 / 96


_LONGER = {
    ("考试", "考试名称"): "（全国专业技术人员职业资格统一考试内蒙古自治区考区）",
    ("考试", "科目名称"): "及相关法律法规与综合能力案例分析",
    ("考点", "考点名称"): "暨内蒙古师范大学附属实验学校（呼伦贝尔市海拉尔区新校区北门）",
    ("考场", "楼栋"): "（第二教学实训综合楼）",
    ("考场", "教室"): "多媒体阶梯语音教室（东侧）",
    ("工作人员", "工作单位"): "呼伦贝尔市海拉尔区分公司第二项目部",
}
_NAME = "阿卜杜热合曼·买买提吐尔逊·艾合买提江"


@pytest.fixture(scope="module", params=[*EXAMS, "经济，长名称", "一级建造师，长名称"])
def documents(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, program: Program
) -> list[Path]:
    """Return all workbooks of one exam, arranged, staffed and rehearsed."""
    folder = tmp_path_factory.mktemp("看")
    exam, *longer = request.param.split("，")
    (book,) = write_exam(folder / "入", exam=exam, candidates=120, sites=1, seed="一")
    if longer:
        _lengthen(book)
    done = program("run", folder / "入", "--seed", "甲一", "-o", folder / "出", "-q", "--rehearse")
    assert done.returncode == 0, done.stderr
    found = sorted((folder / "出").rglob("*.xlsx"))
    assert len(found) > 25
    return found


def _lengthen(path: Path) -> None:
    """Write longer names than any exam is likely to have into a workbook."""
    book = openpyxl.load_workbook(path)
    for (sheet, header), more in _LONGER.items():
        for cell in _column(book[sheet], header):
            cell.value = f"{cell.value}{more}"
    for sheet in ("考生", "工作人员"):
        for cell in _column(book[sheet], "姓名")[::17]:
            cell.value = _NAME
    book.save(path)


def _column(sheet: Any, header: str) -> list[Any]:
    """Return the cells below a header that hold something."""
    (head,) = (cell for cell in sheet[1] if str(cell.value).strip("*＊ ") == header)
    return [row[0] for row in sheet.iter_rows(2, None, head.column, head.column) if row[0].value]


def test_no_letter_is_tiny_and_nothing_is_cut(documents: list[Path]) -> None:
    faults = []
    for path in documents:
        for sheet in openpyxl.load_workbook(path):
            faults += [f"{path.name} {sheet.title} {fault}" for fault in _faults(sheet)]
    assert faults == []


def _faults(sheet: Any) -> Iterator[str]:
    widths = {
        number: column.width * 7 * _POINT
        for column in sheet.column_dimensions.values()
        for number in range(column.min, column.max + 1)
    }
    # Sheets with too many rows to set one by one set the height of all of them.
    usual = sheet.sheet_format.defaultRowHeight if sheet.sheet_format.customHeight else 15
    merged = {(area.min_row, area.min_col): area for area in sheet.merged_cells.ranges}
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value is None:
                continue
            area = merged.get((cell.row, cell.column))
            last, bottom = (area.max_col, area.max_row) if area else (cell.column, cell.row)
            while cell.alignment.horizontal == "centerContinuous" and (
                sheet.cell(cell.row, last + 1).value is None
                and sheet.cell(cell.row, last + 1).alignment.horizontal == "centerContinuous"
            ):
                last += 1
            width = sum(widths[number] for number in range(cell.column, last + 1)) - _PADDING
            high = sum(sheet.row_dimensions[n].height or usual for n in range(cell.row, bottom + 1))
            if cell.font.sz < LEAST:
                yield f"{cell.coordinate} {cell.font.sz} points: {cell.value}"
            elif not _fits(cell, width, high):
                yield f"{cell.coordinate} cut: {cell.value}"


def _fits(cell: Any, width: float, height: float) -> bool:
    size = cell.font.sz
    lines = str(cell.value).split("\n")
    wide = [_wide(line, cell.font.name) * size for line in lines]
    if not cell.alignment.wrap_text:
        return max(wide) <= width or bool(cell.alignment.shrink_to_fit)
    rows = sum(max(1, math.ceil(line / width)) for line in wide)
    # The lowest line may lose what a font leaves blank below it.
    return rows * size * _LINE <= height + 1


def _wide(text: str, font: str) -> float:
    """Return the width of a text in em."""
    if font != "Arial":
        return ems(text)
    return sum(DIGIT if sign.isdecimal() else ems(sign) for sign in text)
