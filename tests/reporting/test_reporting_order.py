"""Pages of a site lie in the order of its rooms, so that those of one room are found together."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import pytest
from reporting_builders import a_room, a_site
from test_reporting_documents import a_png, after, written

if TYPE_CHECKING:
    from pathlib import Path

_LAYOUTS = ((6,) * 5, (7, 8, 7, 8), (6,) * 5, (6,) * 6, (5,) * 6, (7, 8, 8, 7))


def _mixed_site() -> Any:
    """Six rooms of three kinds, no two neighbours of one kind but the fourth and the fifth."""
    return a_site(tuple(
        a_room(f"{n:03d}", layout=layout, people=20) for n, layout in enumerate(_LAYOUTS, start=1)
    ))  # fmt: skip


@pytest.mark.parametrize("name", ["考场门贴", "考场座次表", "考场情况记录单", "试卷袋封面"])
def test_pages_lie_by_session_and_room_whatever_the_rooms(name: str, tmp_path: Path) -> None:
    site = _mixed_site()
    book = written(name, site, tmp_path)
    label = "考场号"
    numbers = [one for sheet in book for one in _values(sheet, label)]
    assert numbers == [room.number for room in site.rooms] * len(site.rooms[0].sessions)


def test_seat_plans_of_neighbours_of_one_width_share_a_sheet_named_by_its_first_room(
    tmp_path: Path,
) -> None:
    book = written("考场座次表", _mixed_site(), tmp_path)
    found = {sheet.title: _values(sheet, "考场号") for sheet in book}
    assert {name: rooms for name, rooms in found.items() if name.startswith("场次1")} == {
        "场次1": ["001"], "场次1 考场002": ["002"], "场次1 考场003": ["003"],
        "场次1 考场004": ["004", "005"], "场次1 考场006": ["006"],
    }  # fmt: skip


def test_photos_stand_on_the_pages_of_all_kinds_of_rooms_of_a_sheet(tmp_path: Path) -> None:
    photo = tmp_path / "a.png"
    photo.write_bytes(a_png())
    rooms = tuple(
        a_room(number, people=people, photo=str(photo), papers=((0,),), layout=(rows,) * 5)
        for number, people, rows in (("001", 3, 6), ("002", 2, 5))
    )
    book = written("考场座次表", a_site(rooms), tmp_path)
    assert book.sheetnames == ["场次1"]
    # openpyxl drops images where Pillow is missing: look for them in the package.
    with ZipFile(tmp_path / "考场座次表.xlsx") as package:
        drawing = package.read("xl/drawings/drawing1.xml").decode()
    (second,) = (mark.id for mark in book["场次1"].row_breaks.brk)
    tops = [int(row) for row in re.findall(r"<xdr:from>.*?<xdr:row>(\d+)</xdr:row>", drawing)]
    assert [top >= second for top in tops] == [False] * 3 + [True] * 2


def _values(sheet: Any, label: str) -> list[str]:
    """Return the rooms of a sheet; on 考场门贴 the number stands below its label."""
    values = [cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None]
    return after(values, label)
