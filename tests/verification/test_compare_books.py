"""Printed workbooks held against what they must be: every cell, rows missing, rows too many."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest

from allocator.pipeline.verification.books import Books, column_letters, compare_books, shown

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

ROWS = [
    ["考场安排表"],
    [],
    ["考场号", "姓名"],
    *([f"{n:03}", f"人{n}"] for n in range(1, 9)),
    ["签字："],
]


def _book(path: Path, edit: Callable[[Worksheet], object] | None = None, title: str = "表") -> Path:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    for row in ROWS:
        sheet.append(row)
    if edit is not None:
        edit(sheet)
    book.save(path)
    return path


def _compared(tmp_path: Path, edit: Callable[[Worksheet], object]) -> Books:
    return compare_books(_book(tmp_path / "a.xlsx"), _book(tmp_path / "b.xlsx", edit), "甲/表.xlsx")


def _set(cell: str, value: object) -> Callable[[Worksheet], object]:
    def edit(sheet: Worksheet) -> None:
        sheet[cell] = value

    return edit


@pytest.mark.parametrize(
    ("edit", "places"),
    [
        (_set("B6", "别人"), [(6, "B")]),
        (_set("C6", "旁边多写的"), [(6, "C")]),
        (_set("B6", None), [(6, "B")]),
        (_set("A14", "表下多写的"), [(14, "整行")]),
        (lambda sheet: sheet.delete_rows(5), [(4, "整行")]),
        (lambda sheet: sheet.insert_rows(5), [(5, "整行")]),
        (lambda sheet: sheet.delete_rows(2), [(1, "整行")]),
    ],
)  # fmt: skip
def test_a_change_is_told_at_its_place(
    tmp_path: Path, edit: Callable[[Worksheet], object], places: list[tuple[int, str]]
) -> None:
    done = _compared(tmp_path, edit)
    assert [(one.row, one.column) for one in done.differences] == places
    assert all(one.file == "甲/表.xlsx" and one.sheet == "表" for one in done.differences)


def test_swapped_rows_are_told_both(tmp_path: Path) -> None:
    def swap(sheet: Worksheet) -> None:
        for column in "AB":
            sheet[f"{column}5"], sheet[f"{column}7"] = (
                sheet[f"{column}7"].value,
                sheet[f"{column}5"].value,
            )

    found = _compared(tmp_path, swap).differences
    assert [(one.row, one.column) for one in found] == [(5, "A"), (5, "B"), (7, "A"), (7, "B")]
    assert found[1].words == "B5 格应为“人2”，表中为“人4”"


def test_a_number_saved_as_text_reads_the_same(tmp_path: Path) -> None:
    first = _book(tmp_path / "a.xlsx", _set("B4", 3))
    assert compare_books(first, _book(tmp_path / "b.xlsx", _set("B4", "3")), "x").differences == ()


def test_sheets_that_are_gone_or_too_many_are_named(tmp_path: Path) -> None:
    done = compare_books(
        _book(tmp_path / "a.xlsx"), _book(tmp_path / "b.xlsx", title="别的"), "表.xlsx"
    )
    assert [(one.sheet, one.words) for one in done.differences] == [
        ("表", "缺少这张工作表"),
        ("别的", "多出这张工作表"),
    ]


def test_a_book_that_is_gone_or_no_book_is_told(tmp_path: Path) -> None:
    first, other = _book(tmp_path / "a.xlsx"), tmp_path / "b.xlsx"
    assert compare_books(first, other, "表.xlsx").differences[0].words == "没有这个工作簿"
    other.write_bytes(b"PK\x03\x04 not a workbook")
    assert "已损坏" in compare_books(first, other, "表.xlsx").differences[0].words


def test_the_same_bytes_are_not_read(tmp_path: Path) -> None:
    path = _book(tmp_path / "a.xlsx")
    assert compare_books(path, path, "表.xlsx") == Books((), 1, 0)


def test_no_message_repeats_a_whole_number_of_a_person() -> None:
    assert shown("370201199001011234") == "370*************34"
    assert shown("证件 37020119900101123X 完") == "证件 370*************3X 完"
    assert shown("电话13812345678") == "电话138******78"
    assert shown("护照 E12345678") == "护照 E12****78"
    assert shown("26111001") == "26111001"


def test_columns_are_called_as_excel_calls_them() -> None:
    assert [column_letters(n) for n in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
