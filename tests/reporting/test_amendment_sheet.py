"""变更单: all of it is there, can be read, and parts its pages where people expect it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from staff_reading import assert_fits, columns, pages, repeated

from allocator.reporting.amendment_sheet import AmendmentSheet, Change, write
from allocator.reporting.layout import NARROWEST
from allocator.reporting.text import LINE, lines_at

if TYPE_CHECKING:
    from pathlib import Path

_DIGEST = "0123456789abcdef" * 4
_OTHER = "fedcba9876543210" * 4
_LONG_NAME = "阿不都热依木·买买提明·吐尔逊江·阿卜杜拉·艾合买提江"
_REASON = "开考前四十分钟发现监考人员因交通管制未能到岗，且其所在考场监考乙同时突发疾病送医，" * 5
_KINDS = (
    Change("更正考生", "000123", "张三", "姓名：张山", "姓名：张三"),
    Change("更正考生", "152326000001234567", _LONG_NAME, "证件号码：15012319900101001X",
           "证件号码：150123199001010011"),
    Change("更正考生", "B7", "ALEXANDER KONSTANTINOVICH", "姓名：ALEXANDRE", "姓名：ALEXANDER"),
    Change("更正工作人员", "G00031", "王五", "手机号码：13900000000", "手机号码：13900000001"),
    Change("退出", "G00012", "李四", "考点 01 监考 场次 1、2", "不再任职"),
    Change("接替", "G00077", _LONG_NAME, "未任职", "考点 01 监考 场次 1、2，接替 G00012"),
)  # fmt: skip
_SIGNING = ["编排人", "复核人", "见证人"]
_HEADER = "类别"
_SHEET = AmendmentSheet(
    title="一级建造师、二级建造师", number=2, reason="更正姓名", seed="5501",
    method="allocator-draw-v1",
    digests=(("变更依据摘要\nSHA-256", _DIGEST), ("变更依据摘要\nSM3", _OTHER)),
    operator="G00001", reviewer="G00002", witness="", rows=_KINDS,
    documents=("01_第一中学/考场座次表.xlsx", "01_第一中学/桌贴.xlsx", "编排总表.xlsx",
               "02_第二中学/监考抽签/监考抽签_02_场次1.xlsx", "01_第一中学/考场安排表.xlsx"),
)  # fmt: skip


def _written(folder: Path, **changes: Any) -> Any:
    target = folder / "变更单_第2次.xlsx"
    write(_SHEET._replace(**changes), target)
    return load_workbook(target)["变更单"]


def _many(number: int) -> tuple[Change, ...]:
    return tuple(_KINDS[n % len(_KINDS)]._replace(key=f"{n:06d}") for n in range(number))


def _lines(sheet: Any) -> list[list[str]]:
    """Return the texts of each row, left to right."""
    return [[str(c.value) for c in row if c.value is not None] for row in sheet.iter_rows()]


def _changes(sheet: Any) -> list[Change]:
    """Return the rows of the table, without the line breaks of long texts."""
    first = next(n for n, line in enumerate(_lines(sheet)) if line[:1] == [_HEADER]) + 1
    found = []
    for line in _lines(sheet)[first:]:
        if not line:
            break
        what, key, name, before, after = line
        found.append(Change(what, key, name, before.replace("\n", ""), after.replace("\n", "")))
    return found


def _room(sheet: Any, cell: Any) -> float:
    """Return the points that type may take across a cell, merged or not."""
    last = next((one.max_col for one in sheet.merged_cells.ranges if cell.coordinate in one),
                cell.column)  # fmt: skip
    wide = sum(round(7 * one.width) for one in columns(sheet)[cell.column - 1 : last])
    return float(wide) * 0.75 - 6


def test_it_says_all_it_was_given(tmp_path: Path) -> None:
    sheet = _written(tmp_path)
    lines = _lines(sheet)
    assert lines[0] == ["一级建造师\n二级建造师\n变更单（第 2 次）"]
    said = {line[0]: line[1].replace("\n", " ").replace(" ", "") for line in lines if line[1:]}
    assert said["变更理由"] == "更正姓名"
    assert (said["种子"], said["方法版本"]) == ("5501", "allocator-draw-v1")
    assert said["变更依据摘要\nSHA-256"] == _DIGEST
    assert said["变更依据摘要\nSM3"] == _OTHER
    assert _changes(sheet) == list(_KINDS)
    assert (said["编排人"], said["复核人"]) == ("G00001", "G00002")
    assert ["变更内容（共 6 项：更正考生 3、更正工作人员 1、退出 1、接替 1）"] in lines


def test_where_nobody_was_drawn_it_says_so(tmp_path: Path) -> None:
    assert ["种子", "没有人员变动，没有抽签"] in [line[:2] for line in
                                     _lines(_written(tmp_path, seed=""))]  # fmt: skip


def test_documents_of_a_folder_stand_in_one_line(tmp_path: Path) -> None:
    lines = _lines(_written(tmp_path))
    first = lines.index(["需要重新打印的文书（共 5 个）"])
    assert lines[first + 1 : first + 5] == [
        ["01_第一中学：考场座次表、桌贴、考场安排表"],
        ["考区：编排总表"],
        ["02_第二中学/监考抽签：监考抽签_02_场次1"],
        [],
    ]


@pytest.mark.parametrize("folders", [1, 60])
def test_many_documents_are_all_named_and_none_is_torn(folders: int, tmp_path: Path) -> None:
    documents = tuple(f"{n % folders:02d}_青岚市第一中学/监考安排表_{n}.xlsx" for n in range(300))
    sheet = _written(tmp_path, documents=documents)
    assert_fits(sheet)
    band = "需要重新打印的文书（共 300 个）"
    of_documents = [page for page in pages(sheet)
                    if str(sheet.cell(page[0], 1).value).startswith(band)]  # fmt: skip
    assert of_documents
    assert all(sheet.cell(page[0], 1).value == f"{band}（续）" for page in of_documents)
    text = "\n".join(cell.replace("\n", "") for line in _lines(sheet) for cell in line)
    assert set(re.findall(r"监考安排表_\d+(?=、|$)", text, re.MULTILINE)) == {
        path.split("/")[1].removesuffix(".xlsx") for path in documents
    }


def test_nothing_to_print_again_is_said(tmp_path: Path) -> None:
    lines = _lines(_written(tmp_path, documents=()))
    assert ["没有文书需要重新打印。"] in lines
    assert not [line for line in lines if line and "上列文书" in line[0]]


@pytest.mark.parametrize("many", [1, 2, *range(7, 22), 600])
def test_header_repeats_and_the_signatures_stay_with_the_last_rows(
    many: int, tmp_path: Path
) -> None:
    sheet = _written(tmp_path, rows=_many(many), reason=_REASON)
    assert_fits(sheet)
    assert _changes(sheet) == list(_many(many))
    again = repeated(sheet)
    head = next(n for n, line in enumerate(_lines(sheet), 1) if line[:1] == [_HEADER])
    assert again == [head - 1, head]
    *_, last = pages(sheet)
    labels = [sheet.cell(row, 1).value for row in last]
    assert [label for label in labels if label in _SIGNING] == _SIGNING
    kinds = [label for label in labels if label in {one.what for one in _KINDS}]
    assert len(kinds) >= min(many, 2)


@pytest.mark.parametrize("folders", range(14, 26))
def test_the_header_never_ends_a_page(folders: int, tmp_path: Path) -> None:
    documents = tuple(f"{n:02d}_第一中学/桌贴.xlsx" for n in range(folders))
    sheet = _written(tmp_path, rows=_KINDS[:3], documents=documents)
    assert_fits(sheet)
    assert not [page for page in pages(sheet) if page[-1] in repeated(sheet)]


def test_a_short_one_is_one_page(tmp_path: Path) -> None:
    assert len(list(pages(_written(tmp_path, rows=_KINDS[:4])))) == 1


@pytest.mark.parametrize("reason", [_REASON, _REASON * 4])
@pytest.mark.parametrize("witness", ["", f"青岚市纪律检查委员会驻局纪检监察组 {_LONG_NAME}"])
def test_no_text_is_cut_or_tiny(reason: str, witness: str, tmp_path: Path) -> None:
    sheet = _written(tmp_path, reason=reason, witness=witness)
    assert_fits(sheet)
    for cell in (one for row in sheet.iter_rows() for one in row if one.value is not None):
        if cell.value == "摘要二维码":
            continue
        assert cell.font.sz >= 8, cell.value
        lines = lines_at(str(cell.value), _room(sheet, cell), cell.font.sz)
        height = sheet.row_dimensions[cell.row].height
        assert lines * cell.font.sz * LINE <= height + 1, cell.value


def test_a_very_long_text_has_smaller_letters_and_leaves_the_page_whole(tmp_path: Path) -> None:
    rows = (*_KINDS[:3], _KINDS[0]._replace(after="姓名：" + _LONG_NAME * 30))
    sheet = _written(tmp_path, rows=rows, reason=_REASON * 20)
    assert_fits(sheet)
    assert _changes(sheet) == list(rows)


def test_long_texts_break_between_their_clauses(tmp_path: Path) -> None:
    cells = [cell for line in _lines(_written(tmp_path)) for cell in line]
    assert "考点 01 监考 场次 1、2，\n接替 G00012" in cells
    assert "姓名：张三" in cells


def test_the_code_stands_beside_the_digests(tmp_path: Path) -> None:
    sheet = _written(tmp_path)
    with ZipFile(tmp_path / "变更单_第2次.xlsx") as package:
        drawing = package.read("xl/drawings/drawing1.xml").decode()
    first, last = (int(row) + 1 for row in re.findall(r"<xdr:row>(\d+)</xdr:row>", drawing))
    labels = [sheet.cell(row, 1).value for row in range(first, last + 1)]
    assert labels[0] in ("种子", "方法版本")
    assert labels[-1] in [label for label, _ in _SHEET.digests]
    assert set(re.findall(r"<xdr:col>(\d+)</xdr:col>", drawing)) == {"5"}


def test_it_is_the_same_file_every_time_and_bears_no_time(tmp_path: Path) -> None:
    packages = []
    for name in ("甲", "乙"):
        folder = tmp_path / name
        folder.mkdir()
        sheet = _written(folder, rows=_many(40))
        packages.append((folder / "变更单_第2次.xlsx").read_bytes())
    assert packages[0] == packages[1]
    with ZipFile(tmp_path / "甲" / "变更单_第2次.xlsx") as package:
        assert {one.date_time[:3] for one in package.infolist()} == {(1980, 1, 1)}
        properties = package.read("docProps/core.xml").decode()
    assert set(re.findall(r"\d{4}-\d\d-\d\dT[\d:]+", properties)) == {"2000-01-01T00:00:00"}
    text = "".join(cell for line in _lines(sheet) for cell in line)
    assert not re.search(r"\d{4}年|\d+月\d+日|\d:\d\d|20\d\d-\d", text)


def test_lines_to_sign_have_room_for_a_signature_and_a_date(tmp_path: Path) -> None:
    sheet = _written(tmp_path)
    for row in sheet.iter_rows():
        if row[0].value in _SIGNING:
            assert [c.value for c in row if c.value][-1] == "签字、日期"
            assert sheet.row_dimensions[row[0].row].height >= 40
            assert (_room(sheet, row[4]) + 6) / 72 * 25.4 / NARROWEST >= 55
