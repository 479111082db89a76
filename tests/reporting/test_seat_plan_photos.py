"""考场座次表 of large rooms whose candidates have photos: what is written there can be read."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest
from reporting_builders import a_room, a_site
from staff_reading import assert_fits
from test_reporting_documents import a_png, written

from allocator.models.domain.exam import Form

if TYPE_CHECKING:
    from pathlib import Path

_NAMES = ("欧阳文静", "王小明", "阿不都热依木·买买提")
_ONE, _TEN = ((0,),), tuple((6 + nth,) for nth in range(10))


def _photos(path: Path) -> int:
    with ZipFile(path) as package:
        return sum(package.read(name).decode().count("<xdr:pic>")
                   for name in package.namelist() if "drawings/drawing" in name)  # fmt: skip


@pytest.mark.parametrize("layout", [(10,) * 6, (6,) * 10, (9,) * 7, (7,) * 9, (12,) * 5])
@pytest.mark.parametrize("papers", [_ONE, _TEN])
def test_seats_of_a_large_room_can_be_read(
    layout: tuple[int, ...], papers: tuple[tuple[int, ...], ...], tmp_path: Path
) -> None:
    photo = tmp_path / "照片.png"
    photo.write_bytes(a_png())
    room = a_room(people=sum(layout) - 2, layout=layout, papers=papers, photo=str(photo),
                  form=Form.ELECTRONIC)  # fmt: skip
    named = (seat._replace(name=_NAMES[seat.seat % 3]) for seat in room.seats)
    book = written("考场座次表", a_site((replace(room, seats=tuple(named)),)), tmp_path)
    sheet = book["场次1"]
    assert_fits(sheet)
    tickets = {seat.ticket for seat in room.seats}
    shown = {"空", *tickets, *_NAMES}
    cells = [cell for row in sheet.iter_rows() for cell in row]
    read = [cell for cell in cells if cell.value in shown or str(cell.value).startswith("建筑与")]
    assert {cell.value for cell in read} >= shown
    assert min(cell.font.sz for cell in read) >= 7
    assert _photos(tmp_path / "考场座次表.xlsx") == 0


@pytest.mark.parametrize("layout", [(6,) * 5, (7, 8, 7, 8)])
def test_standard_rooms_keep_their_photos(layout: tuple[int, ...], tmp_path: Path) -> None:
    photo = tmp_path / "照片.png"
    photo.write_bytes(a_png())
    written("考场座次表", a_site((a_room(layout=layout, papers=_TEN, photo=str(photo)),)), tmp_path)
    assert _photos(tmp_path / "考场座次表.xlsx") == 30
