"""One sheet that is missing is told once, not again in every row that looks something up in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from allocator.intake.load import load
from allocator.synthesis.tiny import id_of, tiny_book, write_book

if TYPE_CHECKING:
    from pathlib import Path

    from allocator.intake.load import Intake
    from allocator.synthesis.tiny import Book


def tied_book() -> Book:
    """The faultless book, in which both sheets of ties name candidates and staff, row by row."""
    book = tiny_book()
    book["其他回避"] = [
        {"甲": "G2", "乙": f"A00{n}", "范围": "考场", "原因": "师生"} for n in (1, 2, 3)
    ]
    kin = {"关系": "弟弟", "亲属姓名": "某某", "备注": ""}
    book["亲属关系"] = [
        {**kin, "申报人": who, "亲属证件号码": id_of("19910101", 10 * n + 1)}
        for n, who in enumerate((id_of("19900101", 11), "G1", "G2"), 5)
    ]
    return book


def told(book: Book, folder: Path) -> list[tuple[str, int, str]]:
    return [(one.sheet, one.row, one.code) for one in loaded(book, folder).issues]


def loaded(book: Book, folder: Path) -> Intake:
    write_book(folder / "名单.xlsx", book)
    return load([folder / "名单.xlsx"])


def test_the_book_has_no_fault(tmp_path: Path) -> None:
    assert told(tied_book(), tmp_path) == []


@pytest.mark.parametrize("sheet", ["考试", "考生", "考点", "考场"])
def test_only_the_missing_sheet_is_told(tmp_path: Path, sheet: str) -> None:
    book = tied_book()
    del book[sheet]
    assert told(book, tmp_path) == [(sheet, 0, "sheet-missing")]


@pytest.mark.parametrize("sheet", ["考试", "考生", "考点", "考场"])
def test_only_the_empty_sheet_is_told(tmp_path: Path, sheet: str) -> None:
    book = tied_book()
    book[sheet] = []
    assert told(book, tmp_path) == [(sheet, 1, "sheet-empty")]


@pytest.mark.parametrize("header", ["报名序号", "证件号码"])
def test_only_the_missing_column_is_told(tmp_path: Path, header: str) -> None:
    book = tied_book()
    for row in book["考生"]:
        del row[header]
    assert told(book, tmp_path) == [("考生", 1, "column-missing")]


@pytest.mark.parametrize("empty", [False, True])
def test_ties_without_any_staff_are_told_once_for_each_sheet(tmp_path: Path, empty: bool) -> None:
    book = tied_book()
    del book["工作人员"]
    if empty:
        book["工作人员"] = []
    intake = loaded(book, tmp_path)
    assert [(one.sheet, one.row, one.code) for one in intake.issues] == [
        ("亲属关系", 3, "declarer-unknown"), ("其他回避", 2, "tie-end-unknown"),
    ]  # fmt: skip
    kin, other = intake.issues
    assert "没有工作人员" in kin.message
    assert "共 2 行：第 3、4 行" in kin.message
    assert "共 3 行：第 2、3、4 行" in other.message
    assert intake.inputs is None


def test_with_all_sheets_every_unknown_row_is_told(tmp_path: Path) -> None:
    book = tied_book()
    for row in book["其他回避"]:
        row["乙"] = "A999"
    assert told(book, tmp_path) == [("其他回避", n, "tie-end-unknown") for n in (2, 3, 4)]
