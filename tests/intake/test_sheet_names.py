"""Sheets of other names than the expected: read with a word, or told with the cure, never lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from intake_books import a_book, codes, read, save, with_staff

from allocator.intake.load import load

if TYPE_CHECKING:
    from pathlib import Path

    from allocator.intake.load import Intake
    from allocator.models.domain.findings import Issue

OTHER = [["单位", "联系人", "电话"], ["某校", "某人", "0000"]]


def _handed_in(folder: Path, name: str, sheets: dict[str, list[list[Any]]]) -> Intake:
    """Read one file beside the workbook of all other sheets, without the sheet it is to give."""
    book = with_staff(a_book())
    for known in ("考生", "工作人员", "值守"):
        if known in name and not name.startswith("东区"):
            del book[known]
    save(book, folder / "总表.xlsx")
    save(sheets, folder / name)
    return load([folder])


def _roster(header: str = "证件号码", serial: int = 1) -> list[list[Any]]:
    head, *rows = a_book()["考生"]
    return [[header if cell == "证件号码" else cell for cell in head], rows[serial - 1]]


def _one(intake: Intake, code: str) -> Issue:
    (issue,) = [issue for issue in intake.issues if issue.code == code]
    return issue


@pytest.mark.parametrize("name", ["考生作废", "考生（旧）", "东区考生", "备份"])
def test_second_sheet_of_candidates_of_another_name_is_told(tmp_path: Path, name: str) -> None:
    book = a_book()
    book[name] = [book["考生"][0], book["考生"].pop()]
    intake = read(book, tmp_path)
    assert [(i.code, i.sheet) for i in intake.issues] == [("sheet-by-headers", name)]
    assert intake.inputs is not None
    assert len(intake.inputs.candidates) == 3


@pytest.mark.parametrize("name", ["考生2", "考生 (2)", "考生名单"])
def test_second_sheet_of_a_known_name_is_read(tmp_path: Path, name: str) -> None:
    book = a_book()
    book[name] = [book["考生"][0], book["考生"].pop()]
    assert read(book, tmp_path).issues == ()


@pytest.mark.parametrize("name", ["考生.xlsx", "报送.xlsx"])
def test_sheet_of_another_name_with_all_headers_is_read_and_told(tmp_path: Path, name: str) -> None:
    book = a_book()
    sheets = {"Sheet1": book.pop("考生"), "Sheet2": []}
    save(book, tmp_path / "总表.xlsx")
    save(sheets, tmp_path / name)
    intake = load([tmp_path])
    assert codes(intake) == {"sheet-by-headers"}
    issue = _one(intake, "sheet-by-headers")
    assert (issue.file, issue.sheet, issue.severity) == (name, "Sheet1", "警告")
    assert "“考生”" in issue.message
    assert intake.inputs is not None
    assert len(intake.inputs.candidates) == 3


def test_sheet_of_another_name_that_fits_two_tables_is_refused(tmp_path: Path) -> None:
    sheets = {
        "Sheet1": [["考点代码", "学校", "地址", "岗位", "人数"], ["01", "一中", "", "保卫", 9]]
    }
    issue = _one(_handed_in(tmp_path, "报送.xlsx", sheets), "sheet-ambiguous")
    assert (issue.file, issue.sheet, issue.severity) == ("报送.xlsx", "Sheet1", "错误")
    assert "“考点”" in issue.message
    assert "“岗位”" in issue.message


def test_unknown_sheet_beside_one_that_is_read_is_only_told(tmp_path: Path) -> None:
    intake = _handed_in(tmp_path, "考生.xlsx", {"Sheet1": _roster(), "Sheet2": OTHER})
    assert codes(intake) == {"sheet-by-headers", "sheet-unknown"}
    assert _one(intake, "sheet-unknown").sheet == "Sheet2"
    assert intake.inputs is not None


@pytest.mark.parametrize("name", ["考生.xlsx", "东区考生名单（定稿）.xlsx"])
@pytest.mark.parametrize("more", [{}, {"Sheet2": OTHER}])
def test_file_of_a_known_name_with_one_wrong_header_is_told_by_that_column(
    tmp_path: Path, name: str, more: dict[str, list[list[Any]]]
) -> None:
    intake = _handed_in(tmp_path, name, {"Sheet1": _roster("公民身份", 2), **more})
    assert intake.inputs is None
    issue = _one(intake, "column-missing")
    assert (issue.file, issue.sheet, issue.row, issue.column) == (name, "Sheet1", 1, "证件号码")


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("考生.xlsx", "考生"),
        ("东区考生.xlsx", "考生"),
        ("工作人员2.xlsx", "工作人员"),
        ("东区亲属关系（定稿）.xlsx", "亲属关系"),
    ],
)
def test_file_of_a_known_name_from_which_nothing_is_read_is_refused(
    tmp_path: Path, name: str, table: str
) -> None:
    intake = _handed_in(tmp_path, name, {"第一页": OTHER, "第二页": OTHER})
    issue = _one(intake, "header-missing")
    assert (issue.file, issue.sheet, issue.row, issue.severity) == (name, "", 0, "错误")
    assert f"“{table}”" in issue.message
    assert "第一页、第二页" in issue.message
    assert f"改名为“{table}”" in issue.cure
    assert "sheet-missing" not in codes(intake)


@pytest.mark.parametrize("sheet", ["亲属关系", "Sheet1"])
def test_file_of_a_known_name_that_is_blank_says_that_there_are_none(
    tmp_path: Path, sheet: str
) -> None:
    save(with_staff(a_book()), tmp_path / "总表.xlsx")
    save({sheet: []}, tmp_path / "亲属关系.xlsx")
    assert load([tmp_path]).issues == ()


@pytest.mark.parametrize("name", ["考生须知.xlsx", "考点分布图.xlsx", "考场规则.xlsx", "通知.xlsx"])
def test_file_about_something_is_only_told(tmp_path: Path, name: str) -> None:
    save(with_staff(a_book()), tmp_path / "总表.xlsx")
    save({"Sheet1": OTHER}, tmp_path / name)
    intake = load([tmp_path])
    assert codes(intake) == {"sheet-unknown"}
    assert intake.inputs is not None


def test_list_of_people_in_a_file_of_a_known_name_is_not_taken_for_it(tmp_path: Path) -> None:
    people = [["姓名", "工作单位", "电话"], ["某人", "某校", "0000"]]
    save(with_staff(a_book()), tmp_path / "总表.xlsx")
    save({"Sheet1": people}, tmp_path / "工作人员通讯录.xlsx")
    intake = load([tmp_path])
    assert codes(intake) == {"sheet-unknown"}


def test_unknown_sheet_is_told_what_it_is_like_and_which_names_are_known(tmp_path: Path) -> None:
    issue = _one(
        _handed_in(tmp_path, "报送.xlsx", {"Sheet1": _roster("公民身份")}), "sheet-unknown"
    )
    assert "像“考生”表，但缺少列：证件号码" in issue.message
    for known in ("考试", "考生", "考点", "考场", "工作人员", "亲属关系"):
        assert known in issue.cure


def test_missing_sheet_may_be_one_that_is_not_known(tmp_path: Path) -> None:
    book = a_book()
    book["Sheet1"] = [["姓名", "公民身份"], ["某人", "1"]]
    del book["考生"]
    save(book, tmp_path / "总表.xlsx")
    issue = _one(load([tmp_path]), "sheet-missing")
    assert issue.sheet == "考生"
    assert "总表.xlsx“Sheet1”" in issue.cure
    assert "改名为“考生”" in issue.cure


def test_a_roster_of_duty_among_the_rosters_is_not_read_as_what_duty_there_is(
    tmp_path: Path,
) -> None:
    save(with_staff(a_book()), tmp_path / "总表.xlsx")
    needs = load([tmp_path]).inputs
    head = ["任务", "地点", "开始", "结束", "工号", "姓名"]
    watch = ["卷库值守", "考区", "2026-09-11 15:00", "2026-09-11 23:00", "G1", "某"]
    save({"值守安排": [head, watch]}, tmp_path / "值守安排.xlsx")
    intake = load([tmp_path])
    issue = _one(intake, "sheet-unknown")
    assert (issue.file, issue.sheet) == ("值守安排.xlsx", "值守安排")
    assert "与编排总表.xlsx 放在一起，用 allocator audit 核对" in issue.cure
    assert needs is not None
    assert intake.inputs is not None
    assert intake.inputs.duty_needs == needs.duty_needs
