"""Names that cannot be right are told: two of one number, letters no name has, 同上."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from intake_books import a_book, an_id, codes, put, read, with_staff

if TYPE_CHECKING:
    from pathlib import Path

    from allocator.intake.load import Intake
    from allocator.models.domain.findings import Issue


def _one(intake: Intake, code: str) -> Issue:
    (issue,) = [issue for issue in intake.issues if issue.code == code]
    return issue


def _in_two_exams(name: str) -> dict[str, list[list[Any]]]:
    """The first candidate once more, in another exam of another day, by some name."""
    book = a_book()
    for paper in book["考试"][1:]:
        book["考试"].append(
            ["02", "另一考试", *paper[2:10], paper[10] + 2, "2026-09-13", *paper[12:]]
        )
    again = [*book["考生"][1]]
    again[0], again[1], again[5] = "C001", name, "02"
    book["考生"].append(again)
    return book


def test_one_number_with_two_names_in_two_exams_is_refused(tmp_path: Path) -> None:
    issue = _one(read(_in_two_exams("别人"), tmp_path), "number-two-names")
    assert (issue.severity, issue.sheet, issue.row, issue.column) == ("错误", "考生", 5, "姓名")
    assert "名单.xlsx“考生”第 2 行" in issue.message
    assert "“姓名1”" in issue.message
    assert "“别人”" in issue.message


@pytest.mark.parametrize("name", ["姓名1", "姓 名1", "姓·名1"])
def test_one_number_with_a_name_written_otherwise_is_not(tmp_path: Path, name: str) -> None:
    intake = read(_in_two_exams(name), tmp_path)
    assert "number-two-names" not in codes(intake)
    assert intake.inputs is not None


def test_one_number_twice_in_an_exam_is_told_once(tmp_path: Path) -> None:
    book = put(a_book(), "考生", 2, "证件号码", an_id(1))
    assert codes(read(book, tmp_path)) == {"id-twice"}


def test_number_of_a_candidate_with_another_name_among_the_staff_is_refused(tmp_path: Path) -> None:
    book = put(
        put(with_staff(a_book()), "工作人员", 1, "证件号码", an_id(2)), "工作人员", 1, "性别", "男"
    )
    issue = _one(read(book, tmp_path), "number-two-names")
    assert (issue.sheet, issue.row, issue.column) == ("工作人员", 2, "姓名")


def test_number_of_a_relative_with_another_name_is_only_told(tmp_path: Path) -> None:
    book = with_staff(a_book())
    book["亲属关系"] = [
        ["申报人", "关系", "亲属姓名", "亲属证件号码"],
        ["G001", "弟弟", "别人", an_id(1)],
    ]
    intake = read(book, tmp_path)
    issue = _one(intake, "kin-two-names")
    assert (issue.severity, issue.sheet, issue.row, issue.column) == (
        "警告",
        "亲属关系",
        2,
        "亲属姓名",
    )
    assert intake.inputs is not None


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("张 三", "空格"), ("张　三", "空格"),
        ("张?三", "显示不了"), ("张？三", "显示不了"), ("张□三", "显示不了"),
        ("张\ue863三", "显示不了"), ("张\ufffd三", "显示不了"),
        ("张三*", "“*”"), ("张三（退考）", "“（）”"), ("张三、李四", "“、”"),
        ("无", "不是姓名"), ("NULL", "不是姓名"),
    ],
)  # fmt: skip
def test_name_that_is_hardly_one_is_told_and_kept(tmp_path: Path, name: str, word: str) -> None:
    intake = read(put(a_book(), "考生", 2, "姓名", name), tmp_path)
    assert codes(intake) == {"name-odd"}
    issue = _one(intake, "name-odd")
    assert (issue.severity, issue.row, issue.column) == ("警告", 3, "姓名")
    assert word in issue.message
    assert intake.inputs is not None
    assert intake.inputs.candidates[1].name == name


@pytest.mark.parametrize(
    "name",
    ["张三", "张三1", "买买提·阿不都拉", "买买提•阿不都拉", "买买提．阿不都拉", "𠮷田", "张〇",
     "㐂", "龴", "ZHANG SAN", "O'Brien-Smith", "Jean-Luc Élise", "葛\U000e0100", "乌云其木格"],
)  # fmt: skip
def test_names_of_people_are_not_told_of(tmp_path: Path, name: str) -> None:
    assert read(put(a_book(), "考生", 2, "姓名", name), tmp_path).issues == ()


def test_odd_names_of_one_kind_are_told_at_once(tmp_path: Path) -> None:
    book = put(put(a_book(), "考生", 1, "姓名", "张 三"), "考生", 3, "姓名", "李　四")
    issue = _one(read(book, tmp_path), "name-odd")
    assert "共 2 行：第 2、4 行" in issue.message


@pytest.mark.parametrize("word", ["同上", "〃", '"', "”", " 同上 "])
@pytest.mark.parametrize(
    ("sheet", "header"),
    [("考生", "工作单位"), ("考生", "姓名"), ("考场", "楼栋"), ("考试", "科目名称")],
)
def test_ditto_is_refused(tmp_path: Path, sheet: str, header: str, word: str) -> None:
    issue = _one(read(put(a_book(), sheet, 2, header, word), tmp_path), "ditto")
    assert (issue.severity, issue.sheet, issue.row, issue.column) == ("错误", sheet, 3, header)
