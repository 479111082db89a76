"""What long names and long words do to documents of the staff: nothing tiny, nothing torn."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook
from reporting_builders import a_room, a_site
from staff_builders import a_sheet, a_work_room
from staff_reading import assert_fits, pages, texts
from test_reporting_documents import written as document

from allocator.models.domain.exam import Form
from allocator.reporting import post_summary, post_table
from allocator.reporting.day_export import export_day
from allocator.reporting.layout import inside
from allocator.reporting.text import LINE, ems, lines_at, word_ems

if TYPE_CHECKING:
    from pathlib import Path

_EXAMS = (
    "2026年度一级造价工程师（含土木建筑、交通运输、水利、安装工程）职业资格全国统一考试、"
    "2026年度中级注册安全工程师（建筑施工、金属冶炼、矿山安全等类别）职业资格考试"
)


def _day(folder: Path, name: str, *, title: str = "", rehearsal: bool = False) -> Any:
    room = a_work_room(1, form=Form.ELECTRONIC, invigilators=2, admins=1)
    sheet, draw = a_sheet((room,))
    sheet = replace(sheet, title=title or sheet.title)
    export_day(
        sheet, 0, draw, folder, seed="391072", digest="5f" * 32, number=1, rehearsal=rehearsal
    )
    return load_workbook(folder / f"{name}_场次1.xlsx").worksheets[0]


@pytest.mark.parametrize("rehearsal", [False, True])
def test_patrol_card_names_several_long_exams_in_letters_that_are_read(
    rehearsal: bool, tmp_path: Path
) -> None:
    sheet = _day(tmp_path, "流动监考路线卡", title=_EXAMS, rehearsal=rehearsal)
    cell = next(c for c in sheet["A"] if c.value == _EXAMS)
    assert cell.font.sz >= 9
    needed = lines_at(_EXAMS, inside(178), cell.font.sz) * cell.font.sz * LINE
    assert needed <= sheet.row_dimensions[cell.row].height
    assert_fits(sheet)


def test_slip_parts_no_role_within_a_word(tmp_path: Path) -> None:
    sheet = _day(tmp_path, "抽签条")
    assert "考场系统\n管理员" in texts([sheet])


def test_slips_of_a_rehearsal_stand_clear_of_its_mark(tmp_path: Path) -> None:
    sheet = _day(tmp_path, "抽签条", rehearsal=True)
    for rows in pages(sheet):
        assert str(sheet.cell(rows.start, 1).value).startswith("演　练")
        assert sheet.cell(rows.start + 1, 1).value is None
        assert 4 <= sheet.row_dimensions[rows.start + 1].height <= 10
    assert_fits(sheet)


def test_post_table_has_room_for_a_long_foreign_name() -> None:
    width = next(column.width for column in post_table._COLUMNS if column.name == "姓名")
    assert word_ems("Montgomeryshire") * 8 <= inside(width)


def test_head_of_the_summary_parts_no_post_within_a_word() -> None:
    names = [
        name for post in post_summary._DRAWN for name in post_summary.head_of(post).split("\n")
    ]
    assert "考场系统" in names
    assert max(map(ems, names)) * 9 <= inside(17.5)


def test_record_of_an_electronic_room_speaks_of_no_answer_sheets(tmp_path: Path) -> None:
    rooms = (a_room("001", form=Form.ELECTRONIC),)
    assert not [text for text in texts(document("考场情况记录单", a_site(rooms), tmp_path))
                if "答题卡" in str(text)]  # fmt: skip


def test_label_of_a_long_exam_stands_clear_of_the_line_to_cut(tmp_path: Path) -> None:
    room = replace(a_room("001"), exam_name=_EXAMS.split("考试、")[0])
    sheet = document("桌贴", a_site((room,)), tmp_path)["桌贴"]
    cell = sheet["A1"]
    lines = lines_at(cell.value, inside(61), cell.font.sz)
    assert lines == 2
    assert cell.alignment.vertical in (None, "bottom")
    assert sheet.row_dimensions[1].height - lines * cell.font.sz * LINE >= 2
    assert sum(sheet.row_dimensions[row].height for row in range(1, 5)) <= 75
