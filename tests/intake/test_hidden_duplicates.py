"""A row that is refused for one thing is still seen to be there twice, and told so once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from intake_books import a_book, an_id, found, put, read, with_staff

if TYPE_CHECKING:
    from pathlib import Path

    from intake_books import Book

FAULTS = [
    ("指定考点", "99", "site-unknown"),
    ("性别", "女", "id-sex"),
    ("科目", "9", "subject-unknown"),
    ("证件类型", "身份", "not-allowed"),
    ("工作单位", "同上", "ditto"),
]


def told(book: Book, folder: Path, *codes: str) -> list[tuple[str, str, int, str]]:
    """Return all issues of some codes, repeats among them."""
    return [(i.code, i.sheet, i.row, i.column) for i in read(book, folder).issues
            if i.code in codes]  # fmt: skip


@pytest.mark.parametrize(("header", "value", "code"), FAULTS)
@pytest.mark.parametrize("row", [1, 3])
def test_candidate_twice_is_told_beside_another_fault_of_either_row(
    tmp_path: Path, header: str, value: str, code: str, row: int
) -> None:
    book = put(put(a_book(), "考生", 3, "证件号码", an_id(1)), "考生", row, header, value)
    assert {("id-twice", "考生", 4, "证件号码"), (code, "考生", row + 1, header)} <= found(
        read(book, tmp_path)
    )
    assert len(told(book, tmp_path, "id-twice")) == 1
    book = put(put(a_book(), "考生", 3, "报名序号", "B001"), "考生", row, header, value)
    assert told(book, tmp_path, "registration-twice") == [
        ("registration-twice", "考生", 4, "报名序号")
    ]


def test_numbers_that_are_wrong_themselves_are_not_compared(tmp_path: Path) -> None:
    book = a_book()
    for row in (1, 2):
        put(book, "考生", row, "证件号码", "990000199003")
    assert found(read(book, tmp_path)) == {
        ("id-length", "考生", 2, "证件号码"), ("id-length", "考生", 3, "证件号码")
    }  # fmt: skip


def test_candidate_of_an_exam_that_is_not_known_is_not_compared(tmp_path: Path) -> None:
    book = put(put(a_book(), "考生", 3, "证件号码", an_id(1)), "考生", 3, "考试代码", "09")
    assert not told(book, tmp_path, "id-twice", "seat-clash")


def test_candidates_of_whom_no_exam_can_be_read_are_not_compared(tmp_path: Path) -> None:
    book = put(a_book(), "考生", 3, "证件号码", an_id(1))
    for row in (1, 3):
        put(book, "考生", row, "考试代码", 1.5)
    assert len(told(book, tmp_path, "number-as-code")) == 2
    assert not told(book, tmp_path, "id-twice", "seat-clash")


def test_two_names_of_one_number_are_told_beside_another_fault(tmp_path: Path) -> None:
    book = put(with_staff(a_book()), "工作人员", 2, "证件号码", an_id(1))
    put(book, "考生", 1, "指定考点", "99")
    assert ("number-two-names", "工作人员", 3, "姓名") in found(read(book, tmp_path))


@pytest.mark.parametrize("row", [1, 2])
@pytest.mark.parametrize(("header", "value"), [("可用场次", "9"), ("培训日期", "九月")])
def test_staff_twice_is_told_beside_another_fault_of_either_row(
    tmp_path: Path, header: str, value: str, row: int
) -> None:
    book = put(
        put(with_staff(a_book()), "工作人员", 2, "工号", "G001"), "工作人员", row, header, value
    )
    assert told(book, tmp_path, "staff-twice", "staff-id-twice") == [
        ("staff-twice", "工作人员", 3, "工号")
    ]
    book = put(with_staff(a_book()), "工作人员", 2, "证件号码", an_id(51, male=False))
    put(put(book, "工作人员", 2, "性别", ""), "工作人员", row, header, value)
    assert told(book, tmp_path, "staff-twice", "staff-id-twice") == [
        ("staff-id-twice", "工作人员", 3, "证件号码")
    ]


def test_one_member_of_staff_written_twice_is_told_once(tmp_path: Path) -> None:
    book = with_staff(a_book())
    book["工作人员"].append([*book["工作人员"][1]])
    put(book, "工作人员", 3, "可用场次", "9")
    assert told(book, tmp_path, "staff-twice", "staff-id-twice", "number-two-names") == [
        ("staff-twice", "工作人员", 4, "工号")
    ]


def test_one_code_in_three_rows_is_told_as_nothing_else(tmp_path: Path) -> None:
    book = put(with_staff(a_book()), "工作人员", 2, "工号", "G001")
    book["工作人员"].append([*book["工作人员"][2]])
    assert told(book, tmp_path, "staff-twice", "staff-id-twice") == [
        ("staff-twice", "工作人员", 3, "工号"), ("staff-twice", "工作人员", 4, "工号")
    ]  # fmt: skip


def test_member_with_the_code_of_one_and_the_number_of_another_is_told_of_both(
    tmp_path: Path,
) -> None:
    book = with_staff(a_book())
    book["工作人员"].append([*book["工作人员"][1]])
    put(put(book, "工作人员", 3, "证件号码", an_id(52)), "工作人员", 3, "性别", "")
    assert told(book, tmp_path, "staff-twice", "staff-id-twice") == [
        ("staff-twice", "工作人员", 4, "工号"), ("staff-id-twice", "工作人员", 4, "证件号码")
    ]  # fmt: skip


@pytest.mark.parametrize("row", [1, 2])
@pytest.mark.parametrize(
    ("sheet", "key", "value", "fault", "wrong", "expected"),
    [
        ("考场", "教室", 101, "可用座位数", 0, ("room-twice", "考场", 3, "教室")),
        ("考场", "教室", 101, "视频监控", "大概", ("room-twice", "考场", 3, "教室")),
        ("考试", "科目代码", "01", "语音视频", "大概", ("paper-twice", "考试", 3, "科目代码")),
    ],
)
def test_room_and_paper_twice_are_told_beside_another_fault_of_either_row(
    tmp_path: Path, sheet: str, key: str, value: Any, fault: str, wrong: Any, row: int,
    expected: tuple[str, str, int, str],
) -> None:  # fmt: skip
    book = put(put(a_book(), sheet, 2, key, value), sheet, row, fault, wrong)
    assert told(book, tmp_path, expected[0]) == [expected]


@pytest.mark.parametrize("row", [1, 2])
def test_post_twice_is_told_beside_another_fault_of_either_row(tmp_path: Path, row: int) -> None:
    book = with_staff(a_book())
    book["岗位"] = [["考点代码", "岗位", "人数"], ["01", "保卫", 2], ["01", "保卫", 2]]
    put(book, "岗位", row, "人数", "两名")
    assert told(book, tmp_path, "post-twice") == [("post-twice", "岗位", 3, "岗位")]


@pytest.mark.parametrize("row", [1, 2])
def test_duty_twice_is_told_beside_another_fault_of_either_row(tmp_path: Path, row: int) -> None:
    book = with_staff(a_book())
    book["值守"].append([*book["值守"][1]])
    put(book, "值守", row, "每班人数", "两名")
    assert told(book, tmp_path, "duty-twice") == [("duty-twice", "值守", 3, "任务")]


@pytest.mark.parametrize("row", [1, 2])
def test_setting_twice_is_told_beside_another_fault_of_either_row(tmp_path: Path, row: int) -> None:
    book = a_book()
    book["参数"] = [["名称", "值"], ["标准人数", "30"], ["标准人数", "25"]]
    put(book, "参数", row, "值", "三十")
    assert told(book, tmp_path, "setting-twice") == [("setting-twice", "参数", 3, "名称")]


@pytest.mark.parametrize(("sheet", "header"), [("工作人员", "工号"), ("考场", "教室")])
def test_column_that_is_missing_makes_nobody_stand_there_twice(
    tmp_path: Path, sheet: str, header: str
) -> None:
    book = with_staff(a_book())
    at = book[sheet][0].index(header)
    for line in book[sheet]:
        del line[at]
    assert not told(book, tmp_path, "staff-twice", "room-twice")
