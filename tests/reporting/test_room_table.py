"""考场安排表, written and read back: where a room of several papers is signed for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporting_builders import a_room, a_site
from staff_reading import assert_fits, header_row, pages
from test_reporting_documents import written

from allocator.models.domain.exam import Form

if TYPE_CHECKING:
    from pathlib import Path


def test_what_an_electronic_room_hands_out_is_signed_once_on_each_page(tmp_path: Path) -> None:
    kinds = tuple((paper,) for paper in range(6, 16))
    rooms = tuple(a_room(f"{n:03d}", form=Form.ELECTRONIC, papers=kinds) for n in range(1, 5))
    sheet = written("考场安排表", a_site(rooms), tmp_path)["场次1"]
    assert_fits(sheet)
    blocks = {(area.min_row, area.max_row) for area in sheet.merged_cells.ranges
              if area.min_col == 10 and area.max_row > area.min_row}  # fmt: skip
    first = header_row(sheet, "考场号") + 1
    held = [list(range(first + 10 * nth, first + 10 * nth + 10)) for nth in range(4)]
    wanted = {(part[0], part[-1]) for page in pages(sheet) for rows in held
              if (part := [row for row in rows if row in page])}  # fmt: skip
    assert len(wanted) > 4
    assert blocks == {(top, end) for top, end in wanted if end > top}


def test_papers_of_a_room_are_signed_for_one_by_one(tmp_path: Path) -> None:
    site = a_site((a_room("001", papers=((3,), (4,), (5,))),))
    sheet = written("考场安排表", site, tmp_path)["场次4"]
    assert not any(area.max_row > area.min_row for area in sheet.merged_cells.ranges)
