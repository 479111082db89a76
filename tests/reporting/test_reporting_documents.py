"""Every document of a site, written and read back: pages, print set-up, values, secrecy."""

from __future__ import annotations

import importlib
import struct
import zlib
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from reporting_builders import LONG_NAME, a_book, a_room, a_site, demo_site

from allocator.models.domain.exam import Form
from allocator.reporting import REGION_REPORTS, SITE_REPORTS
from allocator.reporting.layout import NARROWEST, inside
from allocator.reporting.seat_geometry import geometry
from allocator.reporting.text import LINE, lines_at

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from allocator.reporting.views import SiteView

A4 = {"portrait": (210.0, 297.0), "landscape": (297.0, 210.0)}


def written(name: str, site: SiteView, folder: Path) -> Any:
    module = next(entry.module for entry in SITE_REPORTS if entry.name == name)
    target = folder / f"{name}.xlsx"
    importlib.import_module(module).write(a_book(), site, target)
    return load_workbook(target)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Any]:
    """Each document of the demo site, written and read once."""
    folder = tmp_path_factory.mktemp("demo")
    return cache(lambda name: written(name, demo_site(), folder))


def texts(book: Any) -> list[Any]:
    return [
        c.value for sheet in book for row in sheet.iter_rows() for c in row if c.value is not None
    ]


def pages(book: Any) -> int:
    return sum(len(sheet.row_breaks.brk) + 1 for sheet in book)


def after(values: list[Any], label: str) -> list[Any]:
    return [values[n + 1] for n, value in enumerate(values) if value == label]


@pytest.mark.parametrize("entry", [*SITE_REPORTS, *REGION_REPORTS], ids=lambda entry: entry.name)
def test_module_of_the_list_names_its_report(entry: Any) -> None:
    module = importlib.import_module(entry.module)
    assert module.REPORT.name == entry.name
    assert callable(module.write)


@pytest.mark.parametrize("name", [entry.name for entry in SITE_REPORTS])
def test_every_sheet_prints_on_a4(name: str, demo: Callable[[str], Any]) -> None:
    for sheet in demo(name):
        assert int(sheet.page_setup.paperSize) == 9
        assert sheet.page_setup.orientation in A4
        assert sheet.print_area
        assert sheet.oddFooter.left.text.startswith(f"{name}　")
        assert "&P" in sheet.oddFooter.center.text
        assert "5f2d8a91" in sheet.oddFooter.right.text
        assert len(sheet.title) <= 31


@pytest.mark.parametrize(
    "name", ["考场门贴", "考场座次表", "桌贴", "考场分布图", "考场情况记录单", "试卷袋封面"]
)
def test_each_page_fits_its_sheet_of_paper_with_a_reserve(
    name: str, demo: Callable[[str], Any]
) -> None:
    for sheet in demo(name):
        assert (
            not sheet.sheet_properties.pageSetUpPr
            or not sheet.sheet_properties.pageSetUpPr.fitToPage
        )
        width, height = A4[sheet.page_setup.orientation]
        margins = sheet.page_margins
        room = (height / 25.4 - margins.top - margins.bottom) * 72
        ends = [*(mark.id for mark in sheet.row_breaks.brk), sheet.max_row]
        start = 1
        for end in ends:
            used = sum(sheet.row_dimensions[row].height for row in range(start, end + 1))
            assert used <= room * 0.97
            start = end + 1
        across = (width / 25.4 - margins.left - margins.right) * 96
        wide = sum(round(7 * column.width) for column in _columns(sheet)) / NARROWEST
        assert wide <= across * 0.97


def _columns(sheet: Any) -> list[Any]:
    found = []
    for column in sheet.column_dimensions.values():
        found += [column] * (column.max - column.min + 1)
    return found


def test_one_door_sign_seat_plan_and_record_per_room_and_session(
    demo: Callable[[str], Any],
) -> None:
    site = demo_site()
    wanted = sum(len(room.sessions) for room in site.rooms)
    for name in ("考场门贴", "考场座次表"):
        assert pages(demo(name)) == wanted
    # Those absent from a large room need a further page.
    large = sum(due.people > 32 for room in site.rooms for due in room.sessions)
    assert pages(demo("考场情况记录单")) == wanted + large


def test_one_bag_cover_per_room_session_and_paper_of_paper_rooms(
    demo: Callable[[str], Any],
) -> None:
    site = demo_site()
    wanted = sum(len(due.papers) for room in site.rooms for due in room.sessions
                 if room.form.value == "纸笔")  # fmt: skip
    assert pages(demo("试卷袋封面")) == wanted


def test_door_sign_states_number_range_count_session_and_time(tmp_path: Path) -> None:
    site = a_site((a_room("004", people=7, extra=30, batch=2),))
    values = texts(written("考场门贴", site, tmp_path))
    assert after(values, "考场号") == ["004"] * 4
    assert after(values, "准考证起号") == [site.rooms[0].seats[0].ticket] * 4
    assert after(values, "准考证止号") == [site.rooms[0].seats[-1].ticket] * 4
    assert after(values, "人数") == [7] * 4
    assert after(values, "场次") == [1, 2, 3, 4]
    assert after(values, "批次") == [2] * 4
    assert after(values, "时间")[0] == "09:00—11:36（延时30%）"
    assert after(values, "科目（类别）")[3] == "专业工程管理与实务（建筑工程）"


def test_room_number_is_readable_from_a_corridor(tmp_path: Path) -> None:
    for number in ("001", "1001", "备12"):
        book = written("考场门贴", a_site((a_room(number),)), tmp_path)
        cell = next(c for row in book["场次1"].iter_rows() for c in row if c.value == number)
        assert cell.font.sz >= 150


def test_door_sign_lists_each_paper_of_a_mixed_room(tmp_path: Path) -> None:
    room = a_room("003", papers=((3,), (4,), (5,)))
    values = texts(written("考场门贴", a_site((room,)), tmp_path))
    for part in room.sessions[0].papers:
        assert f"{part.first_ticket} — {part.last_ticket}" in values
    assert values.count(10) == 3


def test_public_documents_hold_no_name_and_no_id_number(demo: Callable[[str], Any]) -> None:
    site = demo_site()
    secrets = {seat.name for room in site.rooms for seat in room.seats}
    secrets |= {seat.id_shown for room in site.rooms for seat in room.seats}
    for name in ("考场门贴", "桌贴", "考场分布图"):
        shown = " ".join(str(value) for value in texts(demo(name)))
        assert not [secret for secret in secrets if secret in shown]


def test_labels_are_the_occupied_seats_in_walking_order(demo: Callable[[str], Any]) -> None:
    site = demo_site()
    sheet = demo("桌贴")["桌贴"]
    found = []
    for row in range(1, sheet.max_row + 1):
        for column in (1, 3, 5):
            if sheet.cell(row, column).value == "座位号":
                places = ((row + 1, column + 1), (row + 1, column), (row + 2, column))
                found.append(tuple(sheet.cell(*place).value for place in places))
    assert found == [
        (room.number, seat.seat, seat.ticket) for room in site.rooms for seat in room.seats
    ]


def test_standard_room_is_one_page_of_labels(tmp_path: Path) -> None:
    assert pages(written("桌贴", a_site((a_room("001"), a_room("002"))), tmp_path)) == 2


def test_seats_stand_where_they_are_and_say_who_is_not_due(tmp_path: Path) -> None:
    room = a_room("002", layout=(7, 8, 7, 8), people=29, papers=((0, 1), (1,)))
    book = written("考场座次表", a_site((room,)), tmp_path)
    first = book["场次1"]
    values = texts([first])
    assert values.count("本场不考") == 14
    assert values.count("签名") == 15
    assert values.count("空") == 1
    assert after(values, "应考人数") == [15]
    seat = room.seats[8]
    place = next(c for row in first.iter_rows() for c in row if c.value == seat.ticket)
    assert place.column == 2 * (seat.column - 1) + 1
    above = first.cell(place.row - 1, place.column)
    assert above.value == seat.seat
    assert first.cell(place.row - 1, place.column + 1).value == seat.name


def test_name_that_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    book = written("考场座次表", a_site((a_room("001"),)), tmp_path)
    cells = [c for row in book["场次1"].iter_rows() for c in row if c.value == "=1+1"]
    assert cells
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr"}


def test_long_name_is_written_whole_and_wraps(demo: Callable[[str], Any]) -> None:
    book = demo("考场座次表")
    cells = [c for sheet in book for row in sheet.iter_rows() for c in row if c.value == LONG_NAME]
    assert cells
    assert all(cell.alignment.wrap_text for cell in cells)


@pytest.mark.parametrize(
    ("layout", "form", "photo", "least"),
    [
        ((10,) * 5, Form.ELECTRONIC, "", 7.0),
        ((6,) * 5, Form.PAPER, "照片.png", 7.0),
        ((10,) * 10, Form.ELECTRONIC, "", 6.0),
        ((9,) * 11, Form.ELECTRONIC, "", 6.0),
    ],
)
def test_letters_of_a_full_room_of_many_papers_can_be_read(
    layout: tuple[int, ...], form: Form, photo: str, least: float, tmp_path: Path
) -> None:
    people = min(99, sum(layout))
    room = a_room(people=people, layout=layout, form=form, photo=photo,
                  papers=tuple((6 + n,) for n in range(10)))  # fmt: skip
    seats = tuple(
        seat._replace(name=LONG_NAME if seat.seat == 3 else "王小明") for seat in room.seats
    )
    book = written("考场座次表", a_site((replace(room, seats=seats),)), tmp_path)
    cells = [c for row in book["场次1"].iter_rows() for c in row if c.value is not None]
    assert {"建筑与房地产经济", LONG_NAME} <= {str(c.value).rstrip("↓↑→← ") for c in cells}
    assert [(c.value, c.font.sz) for c in cells if c.font.sz < least] == []


def test_photos_are_placed_in_their_seats_and_bad_ones_left_out(tmp_path: Path) -> None:
    photo, bad = tmp_path / "a.png", tmp_path / "b.png"
    photo.write_bytes(a_png())
    bad.write_bytes(b"not a picture")
    rooms = (a_room("001", people=3, photo=str(photo), papers=((0,),)),
             a_room("002", people=2, photo=str(bad), papers=((0,),)))  # fmt: skip
    book = written("考场座次表", a_site(rooms), tmp_path)
    # openpyxl drops images where Pillow is missing: count them in the package.
    with ZipFile(tmp_path / "考场座次表.xlsx") as package:
        drawing = package.read("xl/drawings/drawing1.xml").decode()
        media = [name for name in package.namelist() if name.startswith("xl/media/")]
    assert drawing.count("<xdr:pic>") == 3
    assert len(media) == 1
    assert pages(book) == 2


def a_png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", 50, 70, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\x80" * 50) * 70)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def test_site_without_rooms_gets_a_page_that_says_so(tmp_path: Path) -> None:
    empty = a_site(())
    for entry in SITE_REPORTS:
        assert any("没有" in str(value) for value in texts(written(entry.name, empty, tmp_path)))


def test_same_facts_make_the_same_bytes(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    for folder in ("a", "b"):
        written("考场门贴", demo_site(), tmp_path / folder)
    assert (tmp_path / "a/考场门贴.xlsx").read_bytes() == (
        tmp_path / "b/考场门贴.xlsx"
    ).read_bytes()


def test_columns_to_sign_are_wide_enough_for_a_name(demo: Callable[[str], Any]) -> None:
    sheet = demo("考场安排表")["场次1"]
    header = next(row for row in range(1, 6) if sheet.cell(row, 1).value == "考场号")
    at = next(cell.column for cell in sheet[header] if cell.value == "签字")
    assert 7 * _columns(sheet)[at - 1].width / 96 * 25.4 >= 20


def test_room_table_of_electronic_rooms_speaks_of_no_papers_to_hand_out(tmp_path: Path) -> None:
    electronic = a_room("001", form=Form.ELECTRONIC)
    for rooms, papers in (((electronic,), False), ((electronic, a_room("002")), True)):
        (tmp_path / str(papers)).mkdir()
        shown = texts(written("考场安排表", a_site(rooms), tmp_path / str(papers)))
        assert ("回收\n答题卡" in shown) is papers
        assert ("回收\n草稿纸" in shown) is not papers
        assert any("收卷人" in str(value) for value in shown) is papers


def test_record_of_a_room_with_long_names_can_be_read(tmp_path: Path) -> None:
    room = a_room("001", classroom="多媒体阶梯语音教室（东侧，靠近二号楼梯口）")
    name = (
        "内蒙古自治区呼伦贝尔市海拉尔区第一中学（河东校区）"
        "暨职业教育公共实训中心综合教学楼考点（北门）"
    )
    sheet = written("考场情况记录单", replace(a_site((room,)), name=name), tmp_path)["场次1"]
    for cell in (sheet["B2"], sheet["B3"]):
        assert cell.font.sz >= 8
        lines = lines_at(cell.value, inside(62), cell.font.sz)
        assert lines * cell.font.sz * LINE <= sheet.row_dimensions[cell.row].height


def test_room_table_adds_up(demo: Callable[[str], Any]) -> None:
    site = demo_site()
    book = demo("考场安排表")
    sheet = book["场次1"]
    header = next(row for row in range(1, 6) if sheet.cell(row, 1).value == "考场号")
    column = [sheet.cell(row, 7).value for row in range(header + 1, sheet.max_row + 1)]
    counts = [value for value in column if isinstance(value, int)]
    assert sum(counts[:-1]) == counts[-1] == sum(room.sessions[0].people for room in site.rooms)
    assert sheet.print_title_rows


LONG_SITE = "青岚维吾尔自治州高新技术产业开发区第一高级中学暨青岚师范大学附属实验学校（东校区）"


def test_ticket_of_a_label_stands_clear_of_the_line_to_cut(tmp_path: Path) -> None:
    sheet = written("桌贴", a_site((a_room("001"),)), tmp_path)["桌贴"]
    ticket = sheet.cell(4, 1)
    # Arial takes 1.15 of its size; 1.5 points stay above and below.
    assert ticket.font.sz * 1.15 + 3 <= sheet.row_dimensions[4].height


def test_long_site_name_is_read_from_a_few_steps_at_the_door(tmp_path: Path) -> None:
    sheet = written("考场门贴", a_site((a_room("001"),), name=LONG_SITE), tmp_path)["场次1"]
    assert sheet.cell(2, 1).value == LONG_SITE
    assert sheet.cell(2, 1).font.sz >= 18


def test_title_of_a_seat_plan_never_parts_the_name_of_the_document(tmp_path: Path) -> None:
    room = replace(a_room("001", layout=(7, 8, 8, 7)), exam_name=LONG_SITE)
    book = written("考场座次表", a_site((room,), name=LONG_SITE), tmp_path)
    sheet = book.worksheets[0]
    assert sheet.cell(1, 1).value == f"{LONG_SITE}\n考场座次表"
    (place,) = (cell for cell in sheet[2] if cell.value == LONG_SITE)
    assert place.font.sz >= 7


@pytest.mark.parametrize("layout", [(10,) * 3, (8, 8, 7, 7), (6,) * 5, (5,) * 6, (10,) * 4])
def test_facts_of_a_seat_plan_of_a_long_site_can_be_read(
    layout: tuple[int, ...], tmp_path: Path
) -> None:
    name = "内蒙古自治区呼伦贝尔市海拉尔区第一实验中学（河东校区）暨职业教育公共实训中心教学楼考点"
    site = a_site((a_room("001", people=20, layout=layout),))
    sheet = written("考场座次表", replace(site, name=name), tmp_path)["场次1"]
    widths = geometry(len(layout), max(layout), photo=False, tagged=False).widths
    ends = {one.coord.partition(":")[0]: one.max_col for one in sheet.merged_cells.ranges}
    facts = [cell for row in sheet.iter_rows(max_row=5) for cell in row if cell.value is not None]
    assert name in [cell.value for cell in facts]
    for cell in facts:
        assert cell.font.sz >= (7 if cell.font.name == "黑体" else 8), cell.value
        width = inside(sum(widths[cell.column - 1 : ends.get(cell.coordinate, cell.column)]))
        lines = lines_at(str(cell.value), width, cell.font.sz)
        assert lines * cell.font.sz * 1.2 <= sheet.row_dimensions[cell.row].height, cell.value


def test_subjects_of_a_room_of_four_columns_have_half_the_page(tmp_path: Path) -> None:
    room = a_room(people=40, layout=(10,) * 4, form=Form.ELECTRONIC,
                  papers=tuple((6 + n,) for n in range(10)))  # fmt: skip
    sheet = written("考场座次表", a_site((room,)), tmp_path).worksheets[0]
    row = next(row for row in range(1, 9) if sheet.cell(row, 1).value == "科目")
    assert sheet.cell(row, 2).font.sz >= 7
    (value,) = [one for one in sheet.merged_cells.ranges if one.min_row == row and one.min_col == 2]
    assert value.max_col == 5
