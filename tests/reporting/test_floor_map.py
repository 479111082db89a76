"""考场分布图, written and read back: what stands on it, how it fills pages and where they part."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from reporting_builders import a_room, a_site, demo_site
from test_reporting_documents import texts, written

from allocator.reporting.layout import LANDSCAPE, inside
from allocator.reporting.text import lines_at

if TYPE_CHECKING:
    from pathlib import Path

    from allocator.reporting.views import RoomView, SiteView


def test_map_shows_every_room_spare_ones_and_closed_ones(tmp_path: Path) -> None:
    values = texts(written("考场分布图", demo_site(), tmp_path))
    for label in ("001", "008", "备1", "未启用", "停用", "本场不用"):
        assert label in values


def _tall_site() -> SiteView:
    """Two buildings of three floors with two rooms each: both do not fit one page."""
    rooms = [
        replace(a_room(f"{n + 1:03d}", floor=1 + n % 6 // 2, classroom=f"{n + 1:03d}"),
                building="明德楼" if n < 6 else "求是楼")
        for n in range(12)
    ]  # fmt: skip
    site = a_site(tuple(rooms))
    return replace(site, floor_rooms=tuple(one for one in site.floor_rooms if not one.state))


def test_map_keeps_a_building_on_one_page(tmp_path: Path) -> None:
    sheet = written("考场分布图", _tall_site(), tmp_path)["场次1"]
    breaks = [mark.id for mark in sheet.row_breaks.brk]
    assert breaks
    heads = [row for row in range(1, sheet.max_row + 1)
             if sheet.cell(row, 1).value in ("明德楼", "求是楼")]  # fmt: skip
    floors = [row for row in range(1, sheet.max_row + 1)
              if re.fullmatch(r"\d层", str(sheet.cell(row, 1).value))]  # fmt: skip
    page = {row: sum(end < row for end in breaks) for row in (*heads, *floors)}
    assert len(heads) == 2
    assert len(floors) == 6
    assert [page[row] for row in floors] == [page[heads[0]]] * 3 + [page[heads[1]]] * 3


@pytest.mark.parametrize("rooms", [1, 2, 3, 4, 6, 8, 9])
def test_map_of_short_floors_fills_the_width_of_the_page(rooms: int, tmp_path: Path) -> None:
    site = a_site(tuple(a_room(f"{n:03d}", classroom=f"{n:03d}") for n in range(1, rooms + 1)))
    site = replace(site, floor_rooms=tuple(one for one in site.floor_rooms if not one.state))
    sheet = written("考场分布图", site, tmp_path)["场次1"]
    row = next(row for row in range(1, sheet.max_row) if sheet.cell(row, 2).value == "001")
    spans = {one.min_col: one.max_col for one in sheet.merged_cells.ranges if one.min_row == row}
    columns = [n for n in range(2, sheet.max_column + 1) if sheet.cell(row, n).value]
    assert len(columns) == min(rooms, 8)
    assert spans[columns[-1]] == sheet.max_column


def _floors(*floors: int, building: str = "明德楼") -> tuple[RoomView, ...]:
    """One building of as many rooms on each floor as told, from the ground up."""
    return tuple(
        replace(a_room(f"{floor}{n:02d}", floor=floor, classroom=f"{floor}{n:02d}"),
                building=building)
        for floor, rooms in enumerate(floors, start=1) for n in range(rooms)
    )  # fmt: skip


def _map_of(rooms: tuple[RoomView, ...], folder: Path) -> Any:
    site = a_site(rooms)
    site = replace(site, floor_rooms=tuple(one for one in site.floor_rooms if not one.state))
    return written("考场分布图", site, folder)["场次1"]


def test_map_of_a_building_of_five_floors_is_one_page(tmp_path: Path) -> None:
    sheet = _map_of(_floors(3, 3, 3, 3, 3), tmp_path)
    assert len(sheet.row_breaks.brk) == 0
    assert [cell.value for cell in sheet["A"] if re.fullmatch(r"\d层", str(cell.value))] == [
        "5层", "4层", "3层", "2层", "1层",
    ]  # fmt: skip
    assert min(c.font.sz for row in sheet.iter_rows() for c in row if c.value) >= 8


def test_map_of_few_floors_is_drawn_as_large_as_the_page_allows(tmp_path: Path) -> None:
    sheet = _map_of(_floors(1, 1), tmp_path)
    number = next(c for c in sheet["B"] if c.value == "200")
    assert number.font.sz >= 20
    assert sheet.row_dimensions[number.row].height >= 1.4 * 21
    high = sum(sheet.row_dimensions[row].height for row in range(1, sheet.max_row + 1))
    assert high <= LANDSCAPE.height


def test_map_draws_each_building_as_wide_as_the_page(tmp_path: Path) -> None:
    rooms = (*_floors(4, building="求是楼"), *_floors(2, building="明德楼"))
    rooms = tuple(replace(room, number=f"{n:03d}") for n, room in enumerate(rooms))
    sheet = _map_of(rooms, tmp_path)
    ends = {one.min_row: max(other.max_col for other in sheet.merged_cells.ranges
                             if other.min_row == one.min_row)
            for one in sheet.merged_cells.ranges
            if sheet.cell(one.min_row, one.min_col).value in ("003", "005")}  # fmt: skip
    assert list(ends.values()) == [sheet.max_column] * 2


def test_map_line_of_a_long_site_is_not_cut(tmp_path: Path) -> None:
    name = "内蒙古自治区呼伦贝尔市海拉尔区第一实验中学（河东校区）暨职业教育公共实训中心"
    sheet = written("考场分布图", replace(_tall_site(), name=name), tmp_path)["场次1"]
    cell = sheet["A2"]
    assert name in cell.value
    assert cell.alignment.wrap_text
    assert lines_at(cell.value, inside(LANDSCAPE.width), cell.font.sz) * cell.font.sz <= 21


def test_map_of_two_exams_with_long_names_has_a_title_and_five_floors_on_a_page(
    tmp_path: Path,
) -> None:
    names = (
        "2026年度一级造价工程师（含土木建筑、交通运输、水利、安装工程）职业资格全国统一考试",
        "2026年度中级注册安全工程师（建筑施工、金属冶炼、矿山安全等类别）职业资格考试",
    )
    rooms = tuple(replace(room, exam_name=names[nth % 2])
                  for nth, room in enumerate(_floors(3, 3, 3, 3, 3)))  # fmt: skip
    sheet = _map_of(rooms, tmp_path)
    assert sheet["A1"].value == "\n".join((*names, "考场分布图"))
    assert sheet["A1"].font.sz >= 10
    assert len(sheet.row_breaks.brk) == 0


def test_legend_names_only_what_has_a_colour(tmp_path: Path) -> None:
    """Rooms of several papers are white; where all are, there is no legend."""
    mixed = a_room("001", papers=((3,), (4,)))
    alone = a_room("002", papers=((5,),))
    for rooms, legend in (((mixed,), []), ((mixed, alone), ["专业工程管理与实务（机电工程）"])):
        sheet = written("考场分布图", a_site(rooms), tmp_path)["场次4"]
        named = [cell.value for row in sheet.iter_rows(min_row=3, max_row=4) for cell in row
                 if str(cell.value).startswith("专业工程")]  # fmt: skip
        assert named == legend
        assert ("图例" in texts(sheet.parent)) == bool(legend)
