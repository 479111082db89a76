"""A sheet that programs read held against its rows: each cell, its kind, rows and their order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest

from allocator.pipeline.verification.tables import Compared, Sheet, compare

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

COLUMNS = ("报名序号", "科目代码", "证件号码", "座位号")
ROWS = [
    *((f"2609{n:04}", subject, f"99010119880612{n:04}", n) for n in range(1, 20)
      for subject in ("A", "B")),
    ("26099999", "A", None, 7),
]  # fmt: skip
EXPECTED = Sheet("考生", COLUMNS, ("报名序号", "科目代码"), "报名序号", ROWS)


def _compared(folder: Path, edit: Callable[[Worksheet], object]) -> Compared:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "考生"
    for row in (COLUMNS, *ROWS):
        sheet.append(row)
    edit(sheet)
    book.save(folder / "表.xlsx")
    return compare(folder / "表.xlsx", "表.xlsx", EXPECTED)


def _set(cell: str, value: object) -> Callable[[Worksheet], object]:
    return lambda sheet: sheet.__setitem__(cell, value)


def _exchanged(sheet: Worksheet) -> None:
    """Exchange two rows that stand next to each other, and two that stand far apart."""
    for one, other in ((4, 5), (10, 33)):
        for a, b in zip(sheet[one], sheet[other], strict=True):
            a.value, b.value = b.value, a.value


def _reordered(sheet: Worksheet) -> None:
    """Put the first column behind the last."""
    for row in range(1, sheet.max_row + 1):
        sheet.cell(row, 5).value = sheet.cell(row, 1).value
    sheet.delete_cols(1)


def test_a_table_that_holds_its_rows_is_believed(tmp_path: Path) -> None:
    done = _compared(tmp_path, lambda _: None)
    assert (done.differences, done.cells) == ([], len(ROWS) * len(COLUMNS))


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (_set("B6", "C"), [(6, "科目代码 应为“A”，表中为“C”", "科目代码")]),
        (_set("D6", 9), [(6, "座位号 应为“3”，表中为“9”", "座位号")]),
        (_set("D6", "3"), [(6, "座位号 应为数字", "座位号")]),
        (_set("A6", 26090003), [(6, "报名序号 应为文本", "报名序号")]),
        (_set("C40", 5), [(40, "证件号码 应为文本", "证件号码"), (40, "证件号码 与", "证件号码")]),
        (_set("C6", "110101199001011234"), [(6, "证件号码 与记录不符", "证件号码")]),
        (_set("C6", None), [(6, "证件号码 与记录不符", "证件号码")]),
        (_set("F6", "旁注"), [(6, "表外多出内容“旁注”", "")]),
        (lambda sheet: sheet.delete_rows(6), [(5, "此行之后缺少", "")]),
        (lambda sheet: sheet.delete_rows(6, 9), [(5, "此行之后缺少", "")] * 9),
        (lambda sheet: sheet.delete_rows(40), [(39, "此行之后缺少", "")]),
        (lambda sheet: sheet.append(["26098888", "A", "x", 1]), [(41, "不应有这一行", "")]),
        (lambda sheet: (sheet.insert_rows(6), sheet.__setitem__("A6", "某")),
         [(6, "不应有这一行", "")]),
        (_set("D1", "座位"), [(0, "表.xlsx 的工作表 考生 缺少列：座位号", "")]),
        (lambda sheet: setattr(sheet, "title", "别的"), [(0, "表.xlsx 的工作表 考生", "")]),
        (_reordered, []),
    ],
)  # fmt: skip
def test_a_change_is_told_with_row_and_column(
    tmp_path: Path, edit: Callable[[Worksheet], object], told: list[tuple[int, str, str]]
) -> None:
    found = _compared(tmp_path, edit).differences
    assert [(one.row, one.column) for one in found if one.column] == [
        (row, column) for row, _, column in told if column
    ]
    assert [one.row for one in found] == [row for row, _, _ in told]
    assert all(one.words.startswith(words) for one, (_, words, _) in zip(found, told, strict=True))
    assert all((one.file, one.sheet) == ("表.xlsx", "考生") for one in found)


def test_exchanged_rows_are_told_and_none_between_them(tmp_path: Path) -> None:
    found = _compared(tmp_path, _exchanged).differences
    assert [(one.row, one.column, one.key.partition(" ")[2]) for one in found] == [
        (4, "", "26090002"), (5, "", "26090002"),
        *((10, column, "26090005") for column in COLUMNS),
        *((33, column, "26090016") for column in COLUMNS),
    ]  # fmt: skip
    assert [one.words for one in found[:2]] == ["不应有这一行", "此行之后缺少应有的一行"]


def test_contents_of_identity_numbers_are_told_to_nobody(tmp_path: Path) -> None:
    (one,) = _compared(tmp_path, _set("C6", "110101199001011234")).differences
    assert "110101199001011234" not in str(one)
    assert ROWS[4][2] not in str(one)
    assert one.key == "报名序号 26090003"
