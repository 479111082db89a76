"""Rows below a table that are no data are passed over, each told once; data never is."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
from intake_books import a_book, codes, put, read, with_settings, with_staff

if TYPE_CHECKING:
    from pathlib import Path

NO_DATA = [
    "合计：120人",
    "共120人",
    "共 3 人。",
    "总计 3 名考生",
    "合计：3人，其中男2人、女1人",
    "制表：张三",
    "制表人：张三 审核人：李四  日期：2026年5月1日",
    "审核：",
    "注1：以上信息已核实",
    "注 2、以上信息已核实",
    "*备注：已核实",
    "说明：已核实",
    "填表须知：请用钢笔填写",
    "2、证件号码须为文本格式",
    "（以下空白）",
    "以下空白",
    "——以下无正文——",
    "单位（盖章）：",
    "（公章）",
    "2026年5月1日",
    "年　月　日",
    "第1页 共3页",
    "东区小计：60人",
    "数据来源：报名系统",
]
DATA = [
    "注德全",
    "共德全",
    "合计德",
    "说明德",
    "备注",
    "制表",
    "公章",
    "以下",
    "共建工程有限公司",
    "注册安全工程师协会",
    "日期",
    "2026年",
    "3号楼",
    "B1、B2",
    "01、02",
]


def _below(word: object, sheet: str, at: int) -> dict[str, list[list[Any]]]:
    book = with_staff(a_book())
    row: list[Any] = [""] * len(book[sheet][0])
    row[at] = word
    book[sheet].append(row)
    return book


@pytest.mark.parametrize("word", NO_DATA)
@pytest.mark.parametrize(("sheet", "at"), [("考生", 0), ("考生", 1), ("工作人员", 0), ("考场", 3)])
def test_row_of_nothing_but_words_below_the_table_is_told_once(
    tmp_path: Path, word: str, sheet: str, at: int
) -> None:
    intake = read(_below(word, sheet, at), tmp_path)
    assert [(i.code, i.sheet, i.value) for i in intake.issues] == [("row-aside", sheet, word)]
    assert intake.inputs == read(with_staff(a_book()), tmp_path).inputs


@pytest.mark.parametrize("word", DATA)
@pytest.mark.parametrize(("sheet", "at"), [("考生", 1), ("工作人员", 1), ("考场", 3)])
def test_row_of_one_cell_that_may_be_data_is_not_passed_over(
    tmp_path: Path, word: str, sheet: str, at: int
) -> None:
    told = codes(read(_below(word, sheet, at), tmp_path))
    assert "row-aside" not in told
    assert "required-blank" in told


@pytest.mark.parametrize("word", NO_DATA)
@pytest.mark.parametrize("header", ["报名序号", "姓名", "工作单位", "备注"])
def test_candidate_one_of_whose_cells_reads_so_is_not_lost(
    tmp_path: Path, word: str, header: str
) -> None:
    intake = read(put(a_book(), "考生", 2, header, word), tmp_path)
    assert "row-aside" not in codes(intake)
    assert intake.inputs is not None
    assert len(intake.inputs.candidates) == 3


@pytest.mark.parametrize(
    ("word", "beside"),
    [
        ("制表人：", [3]),
        ("制表人：", ["990101198806120026"]),
        ("制表人：", ["G00012"]),
        ("制表人：", ["张三", "李四"]),
        ("制表人：王五", ["张三"]),
        ("以下空白", ["张三"]),
        ("制表人", ["张三"]),
        ("制表人：", ["", "张三", "", "", "审核人", "李四"]),
    ],
)
def test_word_with_a_value_of_another_kind_beside_it_is_told_as_data(
    tmp_path: Path, word: str, beside: list[object]
) -> None:
    book = _below(word, "考生", 0)
    book["考生"][-1][1 : 1 + len(beside)] = beside
    assert "required-blank" in codes(read(book, tmp_path))


@pytest.mark.parametrize(
    "beside",
    [
        ["张三"],
        ["", "张三", "", "审核人：", "李四"],
        ["审核人：", "李四", "日期：", "2026年5月1日"],
        ["张三", "日期：", datetime.fromisoformat("2026-05-01")],
        ["", "", "审核人：", "", "日期："],
    ],
)
def test_line_to_sign_that_was_filled_in_is_no_data(tmp_path: Path, beside: list[object]) -> None:
    book = _below("制表人：", "考生", 0)
    book["考生"][-1][1 : 1 + len(beside)] = beside
    intake = read(book, tmp_path)
    assert [issue.code for issue in intake.issues] == ["row-aside"]
    assert intake.inputs is not None


def test_setting_without_a_value_is_not_passed_over(tmp_path: Path) -> None:
    book = with_settings(a_book(), ("准考证模板:01", ""), ("说明：见附件", ""))
    told = {(i.code, i.row) for i in read(book, tmp_path).issues}
    assert told == {("required-blank", 2), ("row-aside", 3)}


def test_total_with_counts_beside_it_is_no_data(tmp_path: Path) -> None:
    book = _below("合计：2间", "考场", 0)
    book["考场"][-1][4] = 60
    book["考场"][-1][3] = "2 间教室"
    assert [i.code for i in read(book, tmp_path).issues] == ["row-aside"]


def test_title_once_more_where_lists_were_pasted_together_is_no_data(tmp_path: Path) -> None:
    book = a_book()
    width = len(book["考生"][0])
    title = ["2026年东区考生名单", *[""] * (width - 1)]
    blank = [""] * width
    book["考生"] = [title, blank, *book["考生"], blank, title, blank, [*book["考生"][0]]]
    intake = read(book, tmp_path)
    assert [(i.code, i.row) for i in intake.issues] == [("row-aside", 8), ("row-aside", 10)]
    assert intake.inputs is not None


def test_rows_that_hold_nothing_but_a_number_filled_down_are_told_at_once(tmp_path: Path) -> None:
    book = a_book()
    for number, row in enumerate(book["考生"]):
        row.insert(0, number or "序号")
    book["考生"] += [[number, *[""] * 14] for number in range(4, 31)]
    intake = read(book, tmp_path)
    assert [i.code for i in intake.issues] == ["column-unknown", "row-aside"]
    assert "共 27 行：第 5、6" in intake.issues[1].message
    assert intake.inputs is not None
    assert [count.read for count in intake.counts if count.sheet == "考生"] == [3]


def test_row_of_an_unknown_column_with_a_formula_without_value_is_data(tmp_path: Path) -> None:
    book = a_book()
    for number, row in enumerate(book["考生"]):
        row.insert(0, number or "序号")
    book["考生"].append([4, "=A9", *[""] * 13])
    assert "formula-no-value" in codes(read(book, tmp_path))


@pytest.mark.parametrize(
    "hints",
    [
        ["（必填）", "(必填)", "（选填）", "", "【文本格式，18位】"],
        ["必填", "必填", "选填", "可空", "必填"],
        [1, 2, 3, 4, 5],
        ["1", "2", "3", "4", "5"],
        ["（1）", "（2）", "（3）", "（4）", "（5）"],
    ],
)
def test_row_of_hints_below_the_header_is_no_data(tmp_path: Path, hints: list[Any]) -> None:
    book = a_book()
    book["考生"].insert(1, [*hints, *[""] * 9])
    intake = read(book, tmp_path)
    assert [(i.code, i.row) for i in intake.issues] == [("row-aside", 2)]
    assert intake.inputs is not None


def test_numbers_of_columns_that_are_not_read_count_too(tmp_path: Path) -> None:
    book = a_book()
    for number, row in enumerate(book["考生"]):
        row.insert(0, number or "序号")
    book["考生"].insert(1, list(range(1, 16)))
    intake = read(book, tmp_path)
    assert [(i.code, i.row) for i in intake.issues] == [("column-unknown", 1), ("row-aside", 2)]


@pytest.mark.parametrize("row", [["1", "2", "", "", ""], ["B9", "（张三）", "男", "", ""]])
def test_first_row_that_is_no_hint_is_data(tmp_path: Path, row: list[Any]) -> None:
    book = a_book()
    book["考生"].insert(1, [*row, *[""] * 9])
    told = codes(read(book, tmp_path))
    assert "row-aside" not in told
    assert "required-blank" in told


def test_rooms_numbered_one_and_two_are_data(tmp_path: Path) -> None:
    book = a_book()
    book["考点"] = [["考点代码", "考点名称", "备用考场"], ["1", "2", 3]]
    assert "row-aside" not in codes(read(book, tmp_path))
