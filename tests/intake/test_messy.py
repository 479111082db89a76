"""Workbooks as strangers fill them: read as meant or told, never read wrong in silence."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import openpyxl
import pytest
from intake_books import a_book, codes, found, put, read, save, with_staff

from allocator.intake.load import load
from allocator.models.domain.exam import Need

if TYPE_CHECKING:
    from pathlib import Path


def test_time_of_another_day_than_that_of_its_row_is_refused(tmp_path: Path) -> None:
    right = put(a_book(), "考试", 1, "日期", datetime.fromisoformat("2026-09-12"))
    for header, moment in (("开始时间", "2026-09-12T09:00"), ("结束时间", "2026-09-12T11:00")):
        put(right, "考试", 1, header, datetime.fromisoformat(moment))
    assert read(right, tmp_path).issues == ()
    wrong = put(right, "考试", 1, "结束时间", datetime.fromisoformat("2026-09-13T11:00"))
    intake = read(wrong, tmp_path)
    assert ("not-a-time", "考试", 2, "结束时间") in found(intake)
    assert "2026-09-12" in next(i.message for i in intake.issues if i.code == "not-a-time")


def test_hours_counted_by_excel_are_a_time_of_day(tmp_path: Path) -> None:
    path = save(put(a_book(), "考试", 1, "开始时间", timedelta(hours=9)), tmp_path / "a.xlsx")
    assert load([path]) == load([save(a_book(), path)])
    intake = read(put(a_book(), "考试", 1, "开始时间", timedelta(hours=25)), tmp_path)
    assert ("not-a-time", "考试", 2, "开始时间") in found(intake)


def test_column_without_a_name_is_told_where_it_holds_anything(tmp_path: Path) -> None:
    book = a_book()
    for sheet in ("考生", "考点"):
        for row, value in zip(book[sheet], ("", "需要轮椅"), strict=False):
            row.append(value)
    intake = read(book, tmp_path)
    assert found(intake) == {
        ("column-unknown", "考生", 1, "O列"),
        ("column-unknown", "考点", 1, "D列"),
    }
    assert intake.issues[0].value == "需要轮椅"
    assert "没有列名" in intake.issues[0].message


def test_one_duty_twice_is_refused(tmp_path: Path) -> None:
    book = with_staff(a_book())
    book["值守"].append([*book["值守"][1]])
    book["值守"].append(["值班电话", *book["值守"][1][1:]])
    intake = read(book, tmp_path)
    assert ("duty-twice", "值守", 3, "任务") in found(intake)
    assert [count.rejected for count in intake.counts if count.sheet == "值守"] == [1]


@pytest.mark.parametrize(
    "end", ["2026-09-13", "2026年9月13日", datetime.fromisoformat("2026-09-13")]
)
def test_end_of_a_duty_without_a_time_is_told(tmp_path: Path, end: object) -> None:
    intake = read(put(with_staff(a_book()), "值守", 1, "结束", end), tmp_path)
    assert found(intake) == {("duty-end-day", "值守", 2, "结束")}
    assert "2026-09-13 00:00" in intake.issues[0].message
    assert intake.inputs is not None


@pytest.mark.parametrize("end", ["2026-09-13 0:00", "2026年9月13日0时", "2026-09-13 08:00"])
def test_end_of_a_duty_with_a_time_is_not(tmp_path: Path, end: str) -> None:
    assert read(put(with_staff(a_book()), "值守", 1, "结束", end), tmp_path).issues == ()


def test_rows_refused_by_one_issue_for_all_count_as_refused(tmp_path: Path) -> None:
    intake = read(put(a_book(), "考试", 1, "日期", "九月"), tmp_path)
    (issue,) = [issue for issue in intake.issues if issue.sheet == "考生"]
    assert "共 3 行" in issue.message
    (count,) = [count for count in intake.counts if count.sheet == "考生"]
    assert (count.read, count.accepted, count.rejected) == (3, 0, 3)


def test_people_of_one_name_are_told_with_their_rows(tmp_path: Path) -> None:
    book = put(a_book(), "考生", 1, "姓名", "姓名2")
    (issue,) = read(book, tmp_path).issues
    assert "（姓名2：第 2、3 行）" in issue.message


def test_people_of_one_name_in_two_files_are_told_with_their_files(tmp_path: Path) -> None:
    book = put(a_book(), "考生", 1, "姓名", "姓名2")
    head, *rows = book["考生"]
    book["考生"] = [head, rows[0]]
    save(book, tmp_path / "甲.xlsx")
    save({"考生": [head, *rows[1:]]}, tmp_path / "乙.xlsx")
    (issue,) = load([tmp_path / "甲.xlsx", tmp_path / "乙.xlsx"]).issues
    assert "（姓名2：甲.xlsx第 2 行、乙.xlsx第 2 行）" in issue.message


def test_sheet_whose_header_is_not_found_is_not_missing_as_well(tmp_path: Path) -> None:
    book = a_book()
    book["考生"] = [["须知"], ["请各单位"]]
    issues = [
        i for i in read(book, tmp_path).issues if i.code in ("header-missing", "sheet-missing")
    ]
    assert [(i.code, i.sheet) for i in issues] == [("header-missing", "考生")]


def test_sheet_may_be_in_a_file_that_could_not_be_read(tmp_path: Path) -> None:
    book = a_book()
    del book["考生"]
    save(book, tmp_path / "a.xlsx")
    (tmp_path / "名单.xlsx").write_bytes(b"")
    intake = load([tmp_path])
    (issue,) = [issue for issue in intake.issues if issue.code == "sheet-missing"]
    assert issue.cure.startswith("名单.xlsx 没有读出，这张表可能在其中；")


def _with_asides(tmp_path: Path) -> Path:
    book = with_staff(a_book())
    book["考生"].insert(2, [*book["考生"][0]])
    book["考生"] += [
        [""] * 14,
        ["合　计", "3人"],
        ["填表人：甲　　审核人：乙　　日期：2026年9月1日"],
        ["注：以上信息已核实。"],
    ]
    book["考点"].append(["合计", "1个", ""])
    book["考场"].append(["总计：", "", "", "", "=SUM(E2:E3)"])
    book["值守"].append(["单位负责人（签字）：", "", "", "", "", "", ""])
    path = save(book, tmp_path / "a.xlsx")
    workbook = openpyxl.load_workbook(path)
    workbook["考生"].merge_cells("A8:N8")
    workbook.save(path)
    return path


def test_totals_signatures_remarks_and_headers_again_are_no_data(tmp_path: Path) -> None:
    intake = load([_with_asides(tmp_path)])
    assert codes(intake) == {"row-aside"}
    assert [(issue.sheet, issue.row) for issue in intake.issues] == [
        ("考生", 3), ("考生", 7), ("考生", 8), ("考生", 9), ("考点", 3), ("考场", 4), ("值守", 3),
    ]  # fmt: skip
    assert intake.inputs == read(with_staff(a_book()), tmp_path).inputs
    assert [count.read for count in intake.counts] == [2, 3, 1, 2, 2, 1]


def test_row_that_only_looks_like_a_remark_is_data(tmp_path: Path) -> None:
    book = put(a_book(), "考点", 1, "考点名称", "备注：一中")
    put(book, "考生", 2, "报名序号", "联系人:B9")
    put(book, "考生", 3, "备注", "合计")
    intake = read(book, tmp_path)
    assert intake.issues == ()
    assert intake.inputs is not None
    assert len(intake.inputs.candidates) == 3


def test_whole_row_beside_a_word_in_a_column_that_is_not_read_is_data(tmp_path: Path) -> None:
    book = a_book()
    for row, word in zip(book["考生"], ("统计口径", "合计", "联系电话:1380000"), strict=False):
        row.insert(0, word)
    assert "row-aside" not in codes(read(book, tmp_path))


def test_row_with_a_remark_and_anything_else_is_data(tmp_path: Path) -> None:
    book = a_book()
    row = [*book["考生"][1]]
    row[:3] = ["张某单位:某公司", "", ""]
    book["考生"].append(row)
    told = codes(read(book, tmp_path))
    assert "row-aside" not in told
    assert "required-blank" in told


def test_number_of_a_day_is_told_to_want_the_format_of_a_date(tmp_path: Path) -> None:
    intake = read(put(a_book(), "考试", 1, "日期", 46277), tmp_path)
    (issue,) = [issue for issue in intake.issues if issue.code == "not-a-date"]
    assert (issue.row, issue.value) == (2, "46277")
    assert "没有设成日期格式" in issue.message
    assert "格式设为“日期”" in issue.cure


def test_code_of_a_site_without_its_zero_is_named_in_the_cure(tmp_path: Path) -> None:
    book = put(put(a_book(), "考点", 1, "考点代码", "1"), "考生", 1, "指定考点", "2")
    cures = {i.sheet: i.cure for i in read(book, tmp_path).issues if i.code == "site-unknown"}
    assert cures["考场"].startswith("考点表里有“1”，代码须完全相同。")
    assert cures["考生"].startswith("请填写")


def test_extra_time_with_a_blank_inside_is_read(tmp_path: Path) -> None:
    intake = read(put(a_book(), "考生", 1, "特殊需求", "一楼 延时 30%"), tmp_path)
    assert intake.inputs is not None
    assert intake.inputs.candidates[0].need == Need(True, False, False, 30)


def test_session_of_a_blank_batch_is_said_to_have_none(tmp_path: Path) -> None:
    book = put(put(a_book(), "考试", 2, "批次", 1), "考试", 2, "场次", 1)
    (told,) = [i for i in read(book, tmp_path).issues if i.code == "session-two-batches"]
    assert "没有填批次" in told.message
