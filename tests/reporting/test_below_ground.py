"""Floors below ground: 地下1层 wherever a document names the place of a room."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook
from reporting_builders import a_room, a_site
from staff_builders import a_sheet, a_work_room
from test_reporting_documents import texts, written

from allocator.reporting.day_export import export_day

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("name", ["考场分布图", "考场门贴", "考场安排表", "考场座次表"])
def test_a_floor_below_ground_is_named_so(name: str, tmp_path: Path) -> None:
    site = a_site((a_room("001", floor=-1, classroom="机房2"), a_room("002", floor=1)))
    shown = "　".join(
        str(value).replace("\n", "") for value in texts(written(name, site, tmp_path))
    )
    assert "地下1层" in shown
    assert "-1层" not in shown


def test_the_floors_of_a_patrol_are_named_so_too(tmp_path: Path) -> None:
    sheet, draw = a_sheet((a_work_room(1),))
    duty = draw.patrols[0]
    below = duty._replace(group=duty.group._replace(floors=(-2, -1, 1)))
    export_day(sheet, 0, replace(draw, patrols=(below,)), tmp_path, seed="1", digest="", number=1,
               rehearsal=False)  # fmt: skip
    for name in ("流动监考路线卡", "抽签条"):
        shown = "　".join(map(str, texts(load_workbook(tmp_path / f"{name}_场次1.xlsx"))))
        assert "明德楼 地下2、地下1、1层" in shown
