"""Formats of cells that deceive, and those that only look unusual."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import pytest
import xlsxwriter

from allocator.pipeline.verification.books import compare_books
from allocator.pipeline.verification.concealed import concealed, footers
from allocator.pipeline.verification.looks import ANOTHER, ASIDE, CROSSED, SIGNS, UNSEEN
from allocator.pipeline.verification.pictures import OTHER_PICTURES, pictures_digest
from allocator.reporting.witness_sheet import qr_png

if TYPE_CHECKING:
    from pathlib import Path


def _told(folder: Path, value: object = 14, **looks: Any) -> list[tuple[str, int]]:
    """Return what is told of a workbook whose cell B3 has this format."""
    path = folder / "甲.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("页")
        sheet.write(0, 0, "座位号")
        sheet.write(2, 1, value, book.add_format(looks))
    return [(one.words, one.row) for one in concealed(path, "甲.xlsx")]


@pytest.mark.parametrize(
    "looks",
    [
        {},
        {"num_format": "@"},
        {"num_format": "0;-0;;@"},
        {"font_color": "#FFFFFF", "bg_color": "#000000"},
        {"font_color": "#808080"},
        {"font_size": 6},
        {"font_size": 4},
        {"bg_color": "#FFFF00"},
    ],
)
def test_looks_that_can_be_read_are_not_told(tmp_path: Path, looks: dict[str, Any]) -> None:
    assert _told(tmp_path, **looks) == []


@pytest.mark.parametrize("code", ['"29"', "0.00", "yyyy-mm-dd", ";;;", "0%", '0"号"'])
def test_a_number_shown_as_another_is_told(tmp_path: Path, code: str) -> None:
    assert _told(tmp_path, num_format=code) == [(ANOTHER, 3)]


@pytest.mark.parametrize(
    "looks",
    [
        {"font_color": "#FFFFFF"},
        {"font_color": "#FAFAFA"},
        {"font_color": "#000000", "bg_color": "#101010"},
        {"font_color": "#FFFF00", "bg_color": "#FFFF00"},
        {"font_size": 1},
    ],
)
def test_letters_that_nobody_sees_are_told(tmp_path: Path, looks: dict[str, Any]) -> None:
    assert _told(tmp_path, "张三", **looks) == [(UNSEEN, 3)]


def test_what_a_blank_cell_looks_like_is_not_told(tmp_path: Path) -> None:
    assert _told(tmp_path, "", font_color="#FFFFFF") == []


def test_pale_letters_within_a_cell_are_told(tmp_path: Path) -> None:
    path = tmp_path / "甲.xlsx"
    with xlsxwriter.Workbook(path) as book:
        pale, dark = book.add_format({"font_color": "#FFFFFF"}), book.add_format({"bold": True})
        book.add_worksheet("页").write_rich_string("A1", dark, "张", pale, "三")
    assert [one.words for one in concealed(path, "甲.xlsx")] == [UNSEEN]


def test_what_lies_over_cells_is_told(tmp_path: Path) -> None:
    path = tmp_path / "甲.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("页")
        sheet.write(0, 0, 14)
        sheet.insert_textbox(0, 0, "29")
        sheet.conditional_format("A1:A9", {"type": "no_blanks", "format": book.add_format()})
    words = [one.words for one in concealed(path, "甲.xlsx")]
    assert words == ["有盖在格上的文本框或图形", "有条件格式"]
    assert pictures_digest(path) == ""


@pytest.mark.parametrize(
    ("looks", "words"),
    [
        ({"font_strikeout": True}, CROSSED),
        ({"diag_type": 3, "diag_border": 1}, CROSSED),
        ({"font_name": "Wingdings"}, SIGNS),
        ({"align": "fill"}, ASIDE),
        ({"indent": 100}, ASIDE),
        ({"pattern": 2, "fg_color": "#000000", "bg_color": "#000000"}, UNSEEN),
    ],
)
def test_letters_that_cannot_be_read_as_they_are_are_told(
    tmp_path: Path, looks: dict[str, Any], words: str
) -> None:
    assert _told(tmp_path, "张三", **looks) == [(words, 3)]


def test_a_picture_more_than_there_should_be_is_told(tmp_path: Path) -> None:
    paths = [tmp_path / f"{name}.xlsx" for name in "甲乙"]
    for count, path in enumerate(paths):
        with xlsxwriter.Workbook(path) as book:
            sheet = book.add_worksheet("页")
            sheet.write(5, 4, "张三")
            for _ in range(count):
                sheet.insert_image(5, 4, "名字.png", {"image_data": BytesIO(qr_png("张冠李"))})
    plain, covered = paths
    told = [one.words for one in compare_books(plain, covered, "乙").differences]
    assert told == [OTHER_PICTURES]
    assert compare_books(plain, covered, "乙", photos=True).differences == ()
    assert compare_books(covered, plain, "甲").differences == ()


@pytest.mark.parametrize("end", ["\n", "_x000a_", "&#10;", "&#13;&#10;", "\r\n"])
def test_however_a_program_ends_a_line_of_a_footer_it_says_the_same(
    end: str, tmp_path: Path
) -> None:
    for name, between in (("甲.xlsx", "\n"), ("乙.xlsx", end)):
        with xlsxwriter.Workbook(tmp_path / "空.xlsx") as book:
            book.add_worksheet("页").set_footer("&L考场门贴@青岚市第一中学")
        with ZipFile(tmp_path / "空.xlsx") as old, ZipFile(tmp_path / name, "w") as new:
            for part in old.namelist():
                new.writestr(part, old.read(part).replace(b"@", between.encode()))
    assert footers(tmp_path / "乙.xlsx") == footers(tmp_path / "甲.xlsx")
    assert footers(tmp_path / "甲.xlsx") == {"页": "&L考场门贴青岚市第一中学"}
