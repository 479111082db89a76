"""Long names of Latin letters on 考场座次表: no word torn, nothing that cannot be read."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from reporting_builders import a_room, a_site
from staff_reading import assert_fits, columns
from test_reporting_documents import after, texts, written

from allocator.reporting.text import LINE, lines_at, word_ems

if TYPE_CHECKING:
    from pathlib import Path

    from allocator.reporting.views import RoomView

LATIN = (
    "MAMATJANOV ABDURAHMAN YUSUPOV",
    "ABDURRAHMANJAN MUHAMMADALI",
    "NURMUHAMMADJAN ABDUKERIMOV",
    "Alexandra-Maria Konstantinopol",
    "阿卜杜热合曼江·麦麦提阿布都拉",
    "王小明",
)
STANDARD = [(6,) * 5, (7, 8, 7, 8), (5,) * 6, (7, 7, 7, 6, 6), (11,) * 3, (5, 5, 5, 5, 5, 4, 4),
            (4,) * 8]  # fmt: skip


def _named(number: str, layout: tuple[int, ...], names: tuple[str, ...], **more: Any) -> RoomView:
    room = a_room(number, people=sum(layout), layout=layout, **more)
    seats = tuple(
        seat._replace(name=names[nth % len(names)]) for nth, seat in enumerate(room.seats)
    )
    return replace(room, seats=seats)


def _cells(sheet: Any, wanted: set[str]) -> list[tuple[Any, float, float]]:
    """The cells of such texts, and how many points across and down their type may take."""
    ends = {one.coord.partition(":")[0]: one.max_col for one in sheet.merged_cells.ranges}
    widths = [round(7 * column.width) * 0.75 for column in columns(sheet)]
    return [
        (cell, sum(widths[cell.column - 1 : ends.get(cell.coordinate, cell.column)]) - 7,
         sheet.row_dimensions[cell.row].height)
        for row in sheet.iter_rows() for cell in row if cell.value in wanted
    ]  # fmt: skip


@pytest.mark.parametrize("papers", [((0,),), ((3,), (4,))], ids=["one paper", "several"])
@pytest.mark.parametrize("layout", STANDARD, ids=str)
def test_no_word_of_a_name_is_torn_in_a_room_of_ordinary_size(
    layout: tuple[int, ...], papers: tuple[tuple[int, ...], ...], tmp_path: Path
) -> None:
    room = _named("001", layout, LATIN, papers=papers)
    sheet = written("考场座次表", a_site((room,)), tmp_path).worksheets[0]
    names = _cells(sheet, set(LATIN))
    assert len(names) == sum(layout)
    for cell, width, height in names:
        size = cell.font.sz
        assert size >= 7, cell.value
        assert word_ems(cell.value) * size <= width + 0.5, cell.value
        assert lines_at(cell.value, width, size) * size * LINE <= height, cell.value
    tickets = _cells(sheet, {seat.ticket for seat in room.seats})
    assert min(cell.font.sz for cell, _, _ in tickets) >= 7
    assert_fits(sheet)


@pytest.mark.parametrize(("layout", "least"), [((10,) * 6, 7), ((16, 17), 6), ((10,) * 10, 5)])
def test_words_of_names_stay_whole_in_a_crowded_room(
    layout: tuple[int, ...], least: float, tmp_path: Path
) -> None:
    room = _named("001", layout, LATIN[:4])
    sheet = written("考场座次表", a_site((room,)), tmp_path).worksheets[0]
    for cell, width, height in _cells(sheet, set(LATIN)):
        size = cell.font.sz
        assert size >= least, cell.value
        assert word_ems(cell.value) * size <= width + 0.5, cell.value
        assert lines_at(cell.value, width, size) * size * LINE <= height, cell.value


def test_rooms_of_a_site_that_are_equally_wide_share_the_look_of_one_with_long_words(
    tmp_path: Path,
) -> None:
    rooms = (a_room("001"), _named("002", (6,) * 5, LATIN), a_room("003"))
    book = written("考场座次表", a_site(rooms), tmp_path)
    assert after(texts([book["场次1"]]), "考场号") == ["001", "002", "003"]
    for room in rooms:
        cells = _cells(book["场次1"], {room.seats[0].ticket})
        (ticket,) = (cell for cell, _, _ in cells)
        assert ticket.offset(0, -1).value == room.seats[0].seat
        assert ticket.offset(1, -1).value == room.seats[0].name


def test_short_names_stand_beside_the_number_of_the_seat(tmp_path: Path) -> None:
    room = _named("001", (6,) * 5, ("王小明", "阿卜杜热合曼江·麦麦提阿布都拉", "Anna Ivanova"))
    sheet = written("考场座次表", a_site((room,)), tmp_path).worksheets[0]
    for cell, _, _ in _cells(sheet, {"王小明"}):
        assert isinstance(cell.offset(0, -1).value, int)


def test_long_words_leave_a_long_ticket_its_line(tmp_path: Path) -> None:
    room = _named("001", (5,) * 6, LATIN, prefix="32611010132")
    sheet = written("考场座次表", a_site((room,)), tmp_path).worksheets[0]
    tickets = _cells(sheet, {seat.ticket for seat in room.seats})
    assert len(tickets) == 30
    for cell, _, _ in tickets:
        assert cell.font.sz >= 7
        assert isinstance(cell.offset(-1, 0).value, int)
