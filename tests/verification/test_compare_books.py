"""Printed workbooks held against what they must be: every cell, rows missing, rows too many."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest

from allocator.pipeline.verification import books
from allocator.pipeline.verification.books import (
    Books,
    Trust,
    column_letters,
    compare_books,
    contents_of,
    shown,
)
from allocator.record.documents import Listed, sha256_of

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


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (lambda sheet: sheet.delete_rows(len(ROWS) - 1, 2), "此行之后缺少应有的一行"),
        (lambda sheet: [sheet.append(["多出"]) for _ in range(2)], "不应有这一行"),
    ],
)
def test_a_sheet_too_long_to_align_is_compared_to_its_end(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    edit: Callable[[Worksheet], object],
    words: str,
) -> None:
    monkeypatch.setattr(books, "_ALIGNED_ROWS", 5)
    found = _compared(tmp_path, edit).differences
    assert [one.words.partition("：")[0] for one in found] == [words] * 2


def test_a_row_that_is_missing_is_told_short_and_without_numbers_of_persons(
    tmp_path: Path,
) -> None:
    first = _book(tmp_path / "a.xlsx", lambda s: s.append(["370201199001011234", *["某某"] * 60]))
    (one,) = compare_books(first, _book(tmp_path / "b.xlsx"), "表.xlsx").differences
    assert one.words.startswith("此行之后缺少应有的一行：370*************34 某某")
    assert len(one.words) < 80


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


def test_a_listed_workbook_is_trusted_for_what_it_says_and_no_other(tmp_path: Path) -> None:
    (tmp_path / "一中" / "内").mkdir(parents=True)
    path = _book(tmp_path / "一中" / "a.xlsx")
    damaged = tmp_path / "一中" / "c.xlsx"
    damaged.write_bytes(b"PK\x03\x04 not a workbook")
    mine = Listed(sha256_of(path), contents_of(path))
    blank = Listed("0" * 64, "")
    trust = Trust({"一中/a.xlsx": mine, "一中/c.xlsx": blank, "一中/d.xlsx": mine, "x": mine})
    assert trust.holds(tmp_path, "一中/a.xlsx")
    assert not trust.holds(tmp_path, "一中/c.xlsx")
    assert not trust.holds(tmp_path, "一中/d.xlsx")
    assert not trust.holds(tmp_path, "别的.xlsx")
    assert trust.of_folder(tmp_path, "一中") is None
    assert trust.of_folder(tmp_path, "三中") is None
    # Saved by another program it has other bytes and says the same.
    wider = openpyxl.load_workbook(path)
    wider.worksheets[0].column_dimensions["A"].width = 30
    wider.save(path)
    assert sha256_of(path) != mine.digest
    both = {"一中/a.xlsx": mine, "一中/内/没有.xlsx": mine}
    assert Trust(both).holds(tmp_path, "一中/a.xlsx")
    assert Trust(both).of_folder(tmp_path, "一中") == Books((), 1)
    wider.worksheets[0].row_dimensions[6].hidden = True
    wider.save(path)
    found = Trust(both).of_folder(tmp_path, "一中")
    assert found
    assert [(one.row, one.words) for one in found.differences] == [(6, "行被隐藏")]
    _book(path, _set("B6", "别人"))
    assert not Trust(both).holds(tmp_path, "一中/a.xlsx")
    assert Trust(both).of_folder(tmp_path, "一中") is None


def test_both_together_are_all_that_was_compared() -> None:
    assert Books((), 1, 20).plus(Books((), 2, 300)) == Books((), 3, 320)


def test_the_same_bytes_are_not_read(tmp_path: Path) -> None:
    path = _book(tmp_path / "a.xlsx")
    assert compare_books(path, path, "表.xlsx") == Books((), 1, 0)


def test_no_message_repeats_a_whole_number_of_a_person() -> None:
    assert shown("370201199001011234") == "370*************34"
    assert shown("证件 37020119900101123X 完") == "证件 370*************3X 完"
    assert shown("电话13812345678") == "电话138******78"
    assert shown("护照 E12345678") == "护照 E12****78"
    assert shown("26111001") == "26111001"
    assert shown("某" * 60) == "某" * 60
    assert shown("某" * 61) == "某" * 60 + "…"


def test_what_a_workbook_says_is_said_with_its_place(tmp_path: Path) -> None:
    plain = contents_of(_book(tmp_path / "a.xlsx"))
    moved = _book(tmp_path / "b.xlsx", lambda sheet: sheet.move_range("B6", cols=1))
    assert contents_of(moved) not in (plain, "")


def test_columns_are_called_as_excel_calls_them() -> None:
    assert [column_letters(n) for n in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
