"""考场情况记录单, written and read back: room for those who are absent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from reporting_builders import a_room, a_site
from staff_reading import assert_fits, pages
from test_reporting_documents import written

from allocator.models.domain.exam import Form

if TYPE_CHECKING:
    from pathlib import Path


def _lines(sheet: Any) -> int:
    """Return for how many absentees there is room: blank rows below their labels, two on each."""
    found = 0
    for row in range(1, sheet.max_row + 1):
        if sheet.cell(row, 1).value == "座位号":
            below = row + 1
            while below <= sheet.max_row and sheet.cell(below, 1).value is None:
                assert sheet.row_dimensions[below].height >= 18
                found, below = found + 2, below + 1
    return found


@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize("people", [1, 25, 30, 32, 33, 60, 99])
def test_half_of_those_due_may_be_absent(people: int, form: Form, tmp_path: Path) -> None:
    roles = ("监考甲", "监考乙", "监考丙", "监考丁", "考场系统管理员")
    rooms = tuple(
        a_room(f"00{nth}", people=people, layout=(people,), form=form, roles=own)
        for nth, own in enumerate((roles, roles[:2]), start=1)
    )
    for room in rooms:
        sheet = written("考场情况记录单", a_site((room,)), tmp_path)["场次1"]
        assert_fits(sheet)
        assert _lines(sheet) >= max(12, people / 2)
        assert len(list(pages(sheet))) == (1 if people <= 32 else 2)
        further = [cell.value for cell in sheet["A"] if "（续页）" in str(cell.value)]
        assert len(further) == (0 if people <= 32 else 1)
