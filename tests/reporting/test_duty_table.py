"""监考安排表, written and read back: everybody whom the draw has to do with stands on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook
from staff_builders import a_sheet, a_work_room
from staff_reading import assert_fits, pages, table

from allocator.reporting import day_duty
from allocator.reporting.day_export import export_day
from allocator.reporting.layout import inside
from allocator.reporting.tables import READ
from allocator.reporting.text import word_ems

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("rooms", [*range(1, 30), 60])
def test_patrols_and_reserves_stand_below_the_rooms(rooms: int, tmp_path: Path) -> None:
    sheet, draw = a_sheet(tuple(a_work_room(n) for n in range(1, rooms + 1)), sessions=(3, 4))
    export_day(sheet, 0, draw, tmp_path, seed="1", digest="", number=1, rehearsal=False)
    names = {one.staff: one.name for one in sheet.people}
    for found in load_workbook(tmp_path / "监考安排表_场次3.xlsx"):
        assert_fits(found)
        rows = table(found, "考场号")
        below = rows[2 * rooms :]
        assert below[0][0] == "流动监考、备用监考"
        walks = below[1 : 1 + len(draw.patrols)]
        assert [(row[1], row[2], row[4]) for row in walks] == [
            (f"明德楼 {duty.group.floors[0]}层\n{'、'.join(duty.group.rooms)}", "流动监考",
             names[duty.staff]) for duty in draw.patrols
        ]  # fmt: skip
        waiting = below[1 + len(draw.patrols) : -1]
        assert [(row[1], row[2], row[4]) for row in waiting] == [
            ("待命", f"备用{order}", names[staff])
            for order, staff in enumerate(draw.reserves, start=1)
        ]
        # Neither the heading nor the line to sign stands alone on a page.
        for page in pages(found):
            last = str(found.cell(page[-1], 1).value)
            assert last != "流动监考、备用监考"
        assert len(list(pages(found))[-1]) > 1


def test_the_longest_word_of_a_name_is_not_torn() -> None:
    """Letters shrink to `READ`, not below, so the column must hold it at that size."""
    widths = {column.name: column.width for column in day_duty._columns((), ("", ""))}
    assert word_ems("Konstantinovna") * READ <= inside(widths["姓名"])
