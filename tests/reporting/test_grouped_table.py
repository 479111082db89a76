"""Tables whose groups stay on one page: where their last page begins."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook
from staff_reading import assert_fits, pages

from allocator.reporting.layout import PORTRAIT
from allocator.reporting.staff_layout import DayDocument, GroupedTable
from allocator.reporting.tables import Column

if TYPE_CHECKING:
    from pathlib import Path

_SIGN = "抽签人（签字）："


@pytest.mark.parametrize("unit", ["县一中", "县人力资源和社会保障局考试服务中心" * 3])
@pytest.mark.parametrize("rooms", range(9, 20))
def test_a_line_to_sign_never_stands_alone_on_the_last_page(
    rooms: int, unit: str, tmp_path: Path
) -> None:
    target = tmp_path / "表.xlsx"
    columns = (Column("考场号", 20), Column("姓名", 60), Column("工作单位", 90))
    with DayDocument("监考安排表", target, place="", digest="", seed="1") as book:
        table = GroupedTable(book, "表", columns, page=PORTRAIT, title="考试　监考安排表")
        for nth in range(rooms):
            table.group([[f"{nth:03d}", "甲", unit], [None, "乙", unit]], merged=(0,))
        table.sign(_SIGN)
        table.close()
    sheet = load_workbook(target)["表"]
    assert_fits(sheet)
    *_, last = pages(sheet)
    assert sheet.cell(last[-1], 1).value == _SIGN
    assert sheet.cell(last[-3], 1).value == f"{rooms - 1:03d}"
    for page in pages(sheet):
        assert sheet.cell(page[0], 2).value != "乙"
