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


@pytest.fixture(scope="module", params=EXAMS)
def documents(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, program: Program
) -> list[Path]:
    """Return all workbooks of one exam, arranged, staffed and rehearsed."""
    folder = tmp_path_factory.mktemp("看")
    write_exam(folder / "入", exam=request.param, candidates=120, sites=1, seed="一")
    done = program("run", folder / "入", "--seed", "甲一", "-o", folder / "出", "-q", "--rehearse")
    assert done.returncode == 0, done.stderr
    found = sorted((folder / "出").rglob("*.xlsx"))
    assert len(found) > 25
    return found


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
            high = sum(sheet.row_dimensions[n].height or 15 for n in range(cell.row, bottom + 1))
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
