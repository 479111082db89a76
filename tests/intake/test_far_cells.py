"""One cell at the far end of a sheet does not take the process down, whoever reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import xlsxwriter

from allocator.audit.cells import Unreadable, sheets
from allocator.cli.absence import read_absent
from allocator.errors import InputError
from allocator.far_cells import far_cell
from allocator.intake.sink import Sink
from allocator.intake.workbook import read_file

if TYPE_CHECKING:
    from pathlib import Path


def _book(folder: Path, *places: str) -> Path:
    path = folder / "甲.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("页")
        page.write("A1", "工号")
        for place in places:
            page.write(place, 1)
    return path


@pytest.mark.parametrize("places", [(), ("A1048576",), ("XFD1",), ("XFD1000",), ("AB100000",)])
def test_large_sheets_are_not_far(tmp_path: Path, places: tuple[str, ...]) -> None:
    assert far_cell(_book(tmp_path, *places)) == ""


@pytest.mark.parametrize(
    ("places", "far"),
    [(("XFD1048576",), "XFD1048576"), (("AD1048576",), "AD1048576"),
     (("XFD1", "A1048576"), "XFD1")],
)  # fmt: skip
def test_a_cell_too_far_is_told(tmp_path: Path, places: tuple[str, ...], far: str) -> None:
    assert far_cell(_book(tmp_path, *places)) == far


def test_cells_that_only_have_a_format_are_not_far(tmp_path: Path) -> None:
    path = tmp_path / "甲.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page, red = book.add_worksheet("页"), book.add_format({"bg_color": "red"})
        page.write("A1", "工号")
        for place in ("XFD1", "AD1048576", "XFD1048576"):
            page.write_blank(place, None, red)
        page.set_row(1048574, 30)
    assert far_cell(path) == ""
    (read,) = read_file(path, "甲.xlsx", Sink(), None)
    assert read.rows == [["工号"]]


def test_a_filled_cell_behind_formatted_ones_is_far(tmp_path: Path) -> None:
    path = tmp_path / "甲.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page, red = book.add_worksheet("页"), book.add_format({"bg_color": "red"})
        page.write("XFD1", 1)
        for column in range(2000):
            page.write_blank(1048575, column, None, red)
        page.write(1048575, 2000, 1)
    assert far_cell(path) == "XFD1"


def test_a_file_that_is_no_archive_has_none(tmp_path: Path) -> None:
    path = tmp_path / "甲.xlsx"
    assert far_cell(path) == ""
    path.write_bytes(b"PK")
    assert far_cell(path) == ""


def test_whoever_reads_a_workbook_refuses_it(tmp_path: Path) -> None:
    path = _book(tmp_path, "XFD1048576")
    with pytest.raises(Unreadable, match="的 XFD1048576 格有内容，离表格太远"):
        list(sheets(path))
    with pytest.raises(InputError, match="XFD1048576"):
        read_absent(str(path))
    sink = Sink()
    assert read_file(path, "甲.xlsx", sink, None) == []
    (issue,) = sink.issues()
    assert issue.code == "archive-bomb"
    assert "XFD1048576" in issue.message
