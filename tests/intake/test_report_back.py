"""What the planner gets back: 体检报告, the annotated copy, and the template."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import msoffcrypto
import openpyxl
from intake_books import a_book, codes, put, read, save
from msoffcrypto.format.ooxml import OOXMLFile
from openpyxl.styles import Font

from allocator.intake.health_report import write_health_report
from allocator.intake.load import Intake, load
from allocator.intake.report_back import write_annotated
from allocator.intake.schema import SHEETS
from allocator.intake.template import write_template
from allocator.lettering import ems
from allocator.models.domain.findings import Issue

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet


def _damaged() -> dict[str, list[list[object]]]:
    book = put(a_book(), "考生", 2, "姓名", "")
    put(book, "考生", 3, "工作单位", "无")
    return put(book, "考场", 1, "楼层", "顶\x0b楼".replace("\x0b", ""))


def test_health_report_lists_every_issue_and_the_counts(tmp_path: Path) -> None:
    intake = read(_damaged(), tmp_path)
    write_health_report(intake, tmp_path / "体检报告.xlsx")
    book = openpyxl.load_workbook(tmp_path / "体检报告.xlsx")
    rows = list(book["体检报告"].iter_rows(values_only=True))
    assert rows[0] == ("文件", "工作表", "行", "列", "值", "问题", "怎样改", "级别")
    assert len(rows) == 1 + len(intake.issues)
    assert [row[7] for row in rows[1:]] == ["错误", "错误", "警告"]
    assert ("名单.xlsx", "考生", 3, "姓名") in {row[:4] for row in rows}
    counts = list(book["读取统计"].iter_rows(min_row=2, values_only=True))
    assert counts[-1] == ("合计", None, 8, 6, 2)
    assert all(read == taken + refused for _, _, read, taken, refused in counts)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["体检报告.xlsx", "名单.xlsx"]


A4_ACROSS = (297 - 18) / 25.4 * 96
"""Pixels of a page less its margins."""


def _assert_printable(sheet: Worksheet) -> None:
    """Every text has room in its row, and the sheet is not made smaller to fit its page."""
    widths = [sheet.column_dimensions[cell.column_letter].width for cell in sheet[1]]
    assert 7 * sum(widths) <= A4_ACROSS
    for row in sheet.iter_rows(min_row=2):
        high = sheet.row_dimensions[row[0].row].height
        assert high <= 409
        for cell, width in zip(row, widths, strict=True):
            if isinstance(cell.value, str):
                size = cell.font.size
                lines = -(-ems(cell.value) * size // ((7 * width - 5) * 0.75))
                assert lines * size * 1.3 <= high, cell.value
                assert cell.alignment.wrap_text
    assert sheet.print_title_rows == "$1:$1"
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
    assert "&P" in sheet.oddFooter.center.text


def _with_long_texts() -> dict[str, list[list[object]]]:
    book = put(a_book(60), "考生", 2, "科目", "这是一个很长的科目名称" * 9)
    for row in range(3, 61):
        put(book, "考生", row, "姓名", "迪丽热巴·阿不都热西提·买买提")
    put(book, "考生", 3, "姓名", "")
    return book


def test_health_report_and_copy_print_whole_at_full_size(tmp_path: Path) -> None:
    name = "二〇二六年度示例考区第一考点考生及工作人员名单（第三次修改稿）.xlsx"
    intake = read(_with_long_texts(), tmp_path, name)
    write_health_report(intake, tmp_path / "体检报告.xlsx")
    book = openpyxl.load_workbook(tmp_path / "体检报告.xlsx")
    _assert_printable(book["体检报告"])
    _assert_printable(book["读取统计"])
    (copy,) = write_annotated(intake, tmp_path)
    _assert_printable(openpyxl.load_workbook(copy)["体检报告"])


def test_wide_blanks_stand_in_the_report_as_they_are(tmp_path: Path) -> None:
    intake = read(put(a_book(), "考生", 1, "性别", "男　女"), tmp_path)
    write_health_report(intake, tmp_path / "r.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "r.xlsx")["体检报告"]
    assert (sheet["E2"].value, sheet["F2"].value) == ("男　女", "“男　女”不在可选范围内。")


def test_text_too_long_for_any_row_is_printed_smaller(tmp_path: Path) -> None:
    issue = Issue(code="same-name", severity="警告", file="a.xlsx", sheet="考生", row=2,
                  column="姓名", value="", message="同名不同人" * 180, cure="")  # fmt: skip
    intake = Intake(inputs=None, issues=(issue,), counts=(), files=())
    write_health_report(intake, tmp_path / "r.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "r.xlsx")["体检报告"]
    assert sheet["F2"].font.size < sheet["A2"].font.size
    _assert_printable(sheet)


def test_annotated_copy_is_the_planners_book_with_red_cells(tmp_path: Path) -> None:
    path = save(_damaged(), tmp_path / "名单.xlsx")
    workbook = openpyxl.load_workbook(path)
    workbook["考生"]["A2"].font = Font(name="楷体", bold=True)
    workbook["考生"].column_dimensions["A"].width = 33
    workbook.save(path)
    before = path.read_bytes()
    intake = load([path])
    written = write_annotated(intake, tmp_path)
    assert [target.name for target in written] == ["名单_批注.xlsx"]
    assert path.read_bytes() == before
    book = openpyxl.load_workbook(written[0])
    cell = book["考生"]["B3"]
    assert cell.comment is not None
    assert "没有填写" in cell.comment.text
    assert cell.fill.fgColor.rgb == "FFFF7C80"
    assert book["考生"]["A2"].font.name == "楷体"
    assert book["考生"]["A2"].comment is None
    assert book["考生"].column_dimensions["A"].width == 33
    assert [row[:4] for row in book["体检报告"].iter_rows(min_row=2, values_only=True)] == [
        ("名单.xlsx", "考生", 3, "姓名"),
        ("名单.xlsx", "考场", 2, "楼层"),
        ("名单.xlsx", "考生", 4, "工作单位"),
    ]
    commented = [c.coordinate for row in book["考生"] for c in row if c.comment is not None]
    assert commented == ["B3", "J4"]


def test_good_workbook_has_no_annotated_copy(tmp_path: Path) -> None:
    intake = read(a_book(), tmp_path)
    assert write_annotated(intake, tmp_path) == ()


def test_csv_comes_back_as_marked_workbook_with_formulas_as_text(tmp_path: Path) -> None:
    book = put(a_book(), "考生", 1, "备注", "=1+1")
    roster = put(book, "考生", 2, "证件号码", "1.1E+17").pop("考生")
    save(book, tmp_path / "总表.xlsx")
    with (tmp_path / "考生.csv").open("w", encoding="gb18030", newline="") as stream:
        csv.writer(stream).writerows(roster)
    intake = load([tmp_path])
    out = tmp_path / "out"
    out.mkdir()
    assert [path.name for path in write_annotated(intake, out)] == ["考生_批注.xlsx"]
    sheet = openpyxl.load_workbook(out / "考生_批注.xlsx")["考生"]
    assert sheet["E3"].comment is not None
    assert (sheet["N2"].value, sheet["N2"].data_type) == ("=1+1", "s")
    assert sheet["A2"].value == "B001"


def test_annotated_copy_keeps_the_password(tmp_path: Path) -> None:
    path = save(_damaged(), tmp_path / "a.xlsx")
    locked = io.BytesIO()
    OOXMLFile(io.BytesIO(path.read_bytes())).encrypt("pw", locked)
    path.write_bytes(locked.getvalue())
    intake = load([path], password=lambda _: "pw")
    (copy,) = write_annotated(intake, tmp_path, password=lambda _: "pw")
    with copy.open("rb") as stream:
        assert msoffcrypto.OfficeFile(stream).is_encrypted()
    assert "required-blank" in codes(load([copy], password=lambda _: "pw"))


def test_unreadable_file_stands_in_the_report_only(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"PK\x03\x04 broken")
    intake = load([tmp_path / "a.xlsx"])
    assert write_annotated(intake, tmp_path) == ()
    write_health_report(intake, tmp_path / "r.xlsx")
    rows = list(openpyxl.load_workbook(tmp_path / "r.xlsx")["体检报告"].iter_rows(values_only=True))
    assert "a.xlsx" in {row[0] for row in rows}


def test_file_that_cannot_be_opened_stands_in_the_report_only(tmp_path: Path) -> None:
    save(put(a_book(), "考点", 1, "备用考场", "三"), tmp_path / "a.xlsx")
    (tmp_path / "b.xlsx").symlink_to(tmp_path / "nowhere.xlsx")
    (tmp_path / "out").mkdir()
    written = write_annotated(load([tmp_path]), tmp_path / "out")
    assert [one.name for one in written] == ["a_批注.xlsx"]


def test_empty_template_says_that_there_are_no_rows(tmp_path: Path) -> None:
    target = tmp_path / "录入模板.xlsx"
    write_template(target)
    intake = load([target])
    assert {(i.code, i.sheet) for i in intake.issues} == {
        ("sheet-empty", name) for name in ("考试", "考生", "考点", "考场")
    }


def test_template_has_every_sheet_and_column_with_notes(tmp_path: Path) -> None:
    target = tmp_path / "录入模板.xlsx"
    write_template(target)
    book = openpyxl.load_workbook(target)
    assert book.sheetnames == ["说明", *[spec.name for spec in SHEETS]]
    for spec in SHEETS:
        heads = book[spec.name][1]
        assert [cell.value for cell in heads] == [column.header for column in spec.columns]
        assert all(cell.comment is not None for cell in heads)
        styles = {
            at: span.number_format
            for span in book[spec.name].column_dimensions.values()
            for at in range(span.min, span.max + 1)
        }
        for column, cell in zip(spec.columns, heads, strict=True):
            is_text = column.kind in ("code", "text", "name", "yesno")
            assert (styles[cell.column] == "@") == is_text
    assert book["考试"].data_validations.count >= 2


def test_template_prints_as_a_ruled_form(tmp_path: Path) -> None:
    target = tmp_path / "录入模板.xlsx"
    write_template(target)
    book = openpyxl.load_workbook(target)
    for spec in SHEETS:
        sheet = book[spec.name]
        assert 15 <= sheet.max_row <= 45
        for column, cell in zip(spec.columns, sheet[sheet.max_row], strict=True):
            assert cell.border.bottom.style == "thin"
            assert (cell.number_format == "@") == (column.kind in ("code", "text", "name", "yesno"))
        (rule,) = sheet.conditional_formatting
        assert f"A{sheet.max_row + 1}:" in str(rule.sqref)


def test_filled_template_loads(tmp_path: Path) -> None:
    target = tmp_path / "录入模板.xlsx"
    write_template(target)
    book = openpyxl.load_workbook(target)
    for name, rows in a_book().items():
        at = {cell.value: cell.column for cell in book[name][1]}
        for down, row in enumerate(rows[1:], 2):
            for header, value in zip(rows[0], row, strict=True):
                if value != "":
                    book[name].cell(down, at[header], value)
    book.save(target)
    intake = load([target])
    assert intake.issues == ()
    assert intake.inputs is not None


def test_template_is_the_same_twice(tmp_path: Path) -> None:
    write_template(tmp_path / "a.xlsx")
    write_template(tmp_path / "b.xlsx")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
