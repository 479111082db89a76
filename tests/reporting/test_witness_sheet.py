"""抽签见证单: one page whose long texts can be read, as far as the page has room for them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from staff_reading import assert_fits, pages

from allocator.pipeline.witnessing import absent_words
from allocator.reporting.layout import NARROWEST
from allocator.reporting.text import LINE, lines_at
from allocator.reporting.witness_sheet import Witnessed, write

if TYPE_CHECKING:
    from pathlib import Path

_DIGEST = "0123456789abcdef" * 4
_SEED = "2026年9月1日中国福利彩票双色球第2026101期开奖号码03-07-12-18-22-31+09"
_WITNESS = (
    "青岚市纪律检查委员会监察委员会驻市人力资源和社会保障局纪检监察组 "
    "阿不都热依木·买买提明·吐尔逊江"
)
_REASON = "开考前四十分钟发现监考人员因交通管制未能到岗，且其所在考场监考乙同时突发疾病送医，" * 3
_TITLE = "2026年度一级造价工程师（含土木建筑、交通运输、水利、安装工程）职业资格全国统一考试"


class _Halves(NamedTuple):
    halves: tuple[str, str] = (_SEED[:23], _SEED[23:])
    nonces: tuple[str, str] = (_DIGEST[:32], _DIGEST[32:])
    commitments: tuple[str, str] = (_DIGEST, _DIGEST)


def _written(folder: Path, **changes: Any) -> Any:
    sheet = Witnessed(
        title=_TITLE, what="座位抽签（考点、考场、座位）", number=2,
        digests=(("数据与结构摘要\nSHA-256", _DIGEST), ("数据与结构摘要\nSM3", _DIGEST),
                 ("抽签结果摘要\nSHA-256", _DIGEST)),
        seed=_SEED, method="allocator-draw-v1", operator="G00009", reviewer="G00025",
        witness=_WITNESS, reason=_REASON, time="2026-09-12T08:05:30+08:00",
    )  # fmt: skip
    target = folder / "抽签见证单.xlsx"
    write(sheet._replace(**changes), target)
    return load_workbook(target)["抽签见证单"]


def _cell(sheet: Any, label: str) -> Any:
    """Return the cell beside a label."""
    found = next(c for row in sheet.iter_rows() for c in row if c.value == label)
    return next(c for c in sheet[found.row][found.column :] if c.value is not None)


def _width(sheet: Any, cell: Any) -> float:
    """Return the points across a cell, merged or not."""
    last = next((one.max_col for one in sheet.merged_cells.ranges if cell.coordinate in one),
                cell.column)  # fmt: skip
    letters = "ABCD"[cell.column - 1 : last]
    pixels: int = sum(round(7 * sheet.column_dimensions[n].width) for n in letters)
    return pixels * 0.75 / NARROWEST


@pytest.mark.parametrize("halves", [None, _Halves()])
@pytest.mark.parametrize("reason", ["", _REASON, _REASON * 10])
def test_it_is_one_page_whatever_it_says(halves: Any, reason: str, tmp_path: Path) -> None:
    sheet = _written(tmp_path, halves=halves, reason=reason)
    assert len(list(pages(sheet))) == 1
    assert_fits(sheet)


def test_those_absent_are_named_twenty_of_them_at_most(tmp_path: Path) -> None:
    absent = [f"G{n:07d}" for n in range(25, 0, -1)]
    assert absent_words([]) == ""
    assert absent_words(absent[-2:]) == "；缺席 2 人：G0000001、G0000002"
    assert absent_words(absent).startswith("；缺席 25 人：G0000001、G0000002、")
    assert absent_words(absent).endswith("、G0000020 等")
    sheet = _written(tmp_path, what=f"监考抽签：考点 01 {_TITLE}，场次 1、2{absent_words(absent)}",
                     digests=(("抽签依据摘要", _DIGEST), ("抽签结果摘要", _DIGEST)),
                     halves=_Halves(("391072", "5540"), ("ab" * 16, "cd" * 16)),
                     seed="391072-5540", reason="缺席名单有误", witness="张三")  # fmt: skip
    assert len(list(pages(sheet))) == 1
    assert_fits(sheet)
    assert _cell(sheet, "抽签内容").font.sz >= 9


@pytest.mark.parametrize("label", ["种子", "见证人", "重抽理由"])
def test_a_long_text_is_read_with_ease(label: str, tmp_path: Path) -> None:
    sheet = _written(tmp_path)
    cell = _cell(sheet, label)
    assert cell.font.sz >= 10
    lines = lines_at(cell.value, _width(sheet, cell) * NARROWEST - 7, cell.font.sz)
    assert lines * cell.font.sz * LINE <= sheet.row_dimensions[cell.row].height + 1


def test_halves_are_not_tiny_either(tmp_path: Path) -> None:
    sheet = _written(tmp_path, halves=_Halves(), reason="")
    assert _cell(sheet, "编排人的一半").font.sz >= 9
    assert _cell(sheet, "种子").font.sz >= 8


def test_the_code_stands_in_its_row(tmp_path: Path) -> None:
    sheet = _written(tmp_path)
    label = next(c for c in sheet["A"] if c.value == "摘要二维码")
    # openpyxl drops images where Pillow is missing.
    with ZipFile(tmp_path / "抽签见证单.xlsx") as package:
        drawing = package.read("xl/drawings/drawing1.xml").decode()
    rows = [int(row) + 1 for row in re.findall(r"<xdr:row>(\d+)</xdr:row>", drawing)]
    assert rows == [label.row, label.row]
