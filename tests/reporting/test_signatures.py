"""Whoever serves a room has a line to sign on what the room hands in, however many they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook
from reporting_builders import a_book, a_room, a_site

from allocator.models.domain.exam import Form
from allocator.models.domain.policy import Policy
from allocator.reporting import bag_cover, room_record, seat_plan
from allocator.reporting.room_roles import role_name, roles_of

if TYPE_CHECKING:
    from pathlib import Path

A, B, C, D = map(role_name, range(4))
ADMIN = "考场系统管理员"
_LEAST = 18.0
"""Points in which a line can be written by hand."""
FORMS = {"考场情况记录单": room_record, "试卷袋封面": bag_cover}


@pytest.mark.parametrize(
    ("form", "most", "settings", "roles"),
    [
        (Form.PAPER, 30, {}, (A, B)),
        (Form.PAPER, 30, {"每考场监考": "3"}, (A, B, C)),
        (Form.ELECTRONIC, 30, {}, (A, ADMIN)),
        (Form.ELECTRONIC, 31, {}, (A, B, ADMIN)),
        (Form.ELECTRONIC, 99, {}, (A, B, C, ADMIN)),
        (Form.ELECTRONIC, 61, {"系统管理员兼任监考": "否"}, (A, B, C, D, ADMIN)),
        (Form.ELECTRONIC, 61, {"考场系统管理员": "否"}, (A, B, C, D)),
        (Form.ELECTRONIC, 40, {"监考配比": "50:2;99:3"}, (A, ADMIN)),
    ],
)
def test_roles_are_those_that_the_draw_fills(
    form: Form, most: int, settings: dict[str, str], roles: tuple[str, ...]
) -> None:
    assert roles_of(Policy(others=settings), form, most) == roles


def _written(module: Any, roles: tuple[str, ...], folder: Path, **room: Any) -> Any:
    site = a_site((a_room("001", roles=roles, **room), a_room("002", **room)))
    target = folder / "文书.xlsx"
    module.write(a_book(), site, target)
    return load_workbook(target)["场次1"]


def _pages(sheet: Any) -> list[tuple[list[str], float]]:
    """Return the texts of each page, and its height in points."""
    found, start = [], 1
    for end in [*(mark.id for mark in sheet.row_breaks.brk), sheet.max_row]:
        rows = range(start, end + 1)
        cells = [cell.value for row in rows for cell in sheet[row] if isinstance(cell.value, str)]
        found.append((cells, sum(sheet.row_dimensions[row].height for row in rows)))
        start = end + 1
    return found


def _signed(cells: list[str]) -> list[str]:
    """Return whom the lines to sign of a page are for; the labels have two lines each."""
    labels = [cell.replace("\n", "") for cell in cells if "\n" in cell]
    return [label[:-2] for label in labels if label.endswith("签字")]


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("many", range(2, 10))
def test_form_has_a_line_for_each_and_stays_one_page(name: str, many: int, tmp_path: Path) -> None:
    roles = tuple(map(role_name, range(many)))
    first, second = _pages(_written(FORMS[name], roles, tmp_path))
    for (cells, height), wanted in ((first, roles), (second, (A, B))):
        signed = _signed(cells)
        assert signed == [*wanted, "流动监考", "主考"]
        assert height == second[1]
    sheet = _written(FORMS[name], roles, tmp_path)
    assert min(row.height for row in sheet.row_dimensions.values()) >= _LEAST


def test_form_names_the_administrator_of_the_room(tmp_path: Path) -> None:
    roles = (A, B, ADMIN)
    sheet = _written(room_record, roles, tmp_path, form=Form.ELECTRONIC)
    assert [ADMIN in _signed(cells) for cells, _ in _pages(sheet)] == [True, False]


@pytest.mark.parametrize("layout", [(6,) * 5, (10,) * 10])
@pytest.mark.parametrize("roles", [(A, B), (A, ADMIN), (A, B, ADMIN), (A, B, C, D, ADMIN)])
def test_seat_plan_has_a_line_for_each(
    layout: tuple[int, ...], roles: tuple[str, ...], tmp_path: Path
) -> None:
    sheet = _written(seat_plan, roles, tmp_path, layout=layout, people=sum(layout))
    cells, _ = _pages(sheet)[0]
    foot = "".join("".join(cell for cell in cells if "（签字）" in cell).split())
    own = "".join(f"{role.removeprefix('监考')}：" for role in roles)
    assert f"监考员（签字）{own}" in foot
    for label in ("实考人数：", "缺考人数：", "流动监考（签字）：", "主考（签字）："):
        assert foot.count(label) == 1
    lines = [cell for row in sheet.iter_rows() for cell in row if "（签字）" in str(cell.value)]
    assert all(cell.font.sz >= 7 for cell in lines)
