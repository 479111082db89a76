"""Lists of absent people: in the option, in files, and what can be wrong with them."""

from pathlib import Path

import pytest
import xlsxwriter

from allocator.cli.absence import read_absent
from allocator.errors import InputError


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ("", ()),
        ("G1", ("G1",)),
        ("G1,G2，G3、G4；G5 G1", ("G1", "G2", "G3", "G4", "G5")),
        (" Ｇ１２ ", ("G12",)),
    ],
)
def test_numbers_in_the_option(given, found):
    assert read_absent(given) == found


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize(("name", "text"), [
    ("缺席.txt", "G1\nG2\n\nG1"), ("缺席.csv", "工号,姓名\nG1,张三\nG2,李四\n"),
    ("倒置.csv", '缺席登记\n姓名,工号\n"张,三",G1\n李四,G2\n'), ("无表头.csv", "G1\nG2\n"),
])  # fmt: skip
def test_numbers_in_a_text_file(tmp_path, encoding, name, text):
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    assert read_absent(str(path)) == ("G1", "G2")


def _book(path, rows):
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for nth, row in enumerate(rows):
            sheet.write_row(nth, 0, row)
    return str(path)


def test_column_of_a_workbook_is_found_by_its_header(tmp_path):
    rows = [["缺席登记"], ["姓名", "工号"], ["张三", "G1"], ["李四", "G2"], ["", ""]]
    assert read_absent(_book(tmp_path / "缺席.xlsx", rows)) == ("G1", "G2")


def test_without_a_header_the_first_column_counts(tmp_path):
    assert read_absent(_book(tmp_path / "a.xlsx", [["G1", "x"], ["G2", "y"]])) == ("G1", "G2")


def test_numbers_that_excel_made_of_codes_are_refused(tmp_path):
    with pytest.raises(InputError, match="文本格式"):
        read_absent(_book(tmp_path / "a.xlsx", [["工号"], [101]]))


@pytest.mark.parametrize("name", ["没有.txt", "没有.xlsx"])
def test_a_file_that_is_not_there_is_told(tmp_path, name):
    with pytest.raises(InputError, match="不存在"):
        read_absent(str(tmp_path / name))


def test_a_file_of_unknown_encoding_is_told(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"\xff\xff\xff\x80")
    with pytest.raises(InputError, match="编码"):
        read_absent(str(path))


def test_a_damaged_workbook_is_told(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"no workbook")
    with pytest.raises(InputError, match="无法读取"):
        read_absent(str(path))


def test_an_old_workbook_is_read_and_a_damaged_one_told(tmp_path):
    data = Path(__file__).parents[1].joinpath("intake/old_workbook.xls").read_bytes()
    path = tmp_path / "缺席.xls"
    path.write_bytes(data)
    assert read_absent(str(path)) == ("报名序号", "0001")
    path.write_bytes(data[:4442])
    with pytest.raises(InputError, match="无法读取"):
        read_absent(str(path))
