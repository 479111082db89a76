"""Documents of a draw of the day, written from the sheet of a site and read back."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook
from staff_builders import LONG, a_sheet, a_work_room
from staff_reading import A4, assert_fits, columns, flows, headers, pages, repeated, table, texts

from allocator.models.domain.day_draws import DayDraw, SiteSheet
from allocator.models.domain.exam import Form
from allocator.reporting.day_export import export_day
from allocator.reporting.day_views import day_view
from allocator.reporting.room_roles import role_name

if TYPE_CHECKING:
    from pathlib import Path

ALL = ("备用监考表_场次{n}", "抽签条_场次{n}", "流动监考路线卡_场次{n}", "监考安排表_场次{n}",
       "监考抽签_01_场次{n}")  # fmt: skip
SEED = "391072"
Drawn = tuple[SiteSheet, DayDraw]


def big(**changes: Any) -> Drawn:
    return a_sheet(tuple(a_work_room(n) for n in range(1, 61)), **changes)


def mixed(**changes: Any) -> Drawn:
    """Paper and electronic rooms with four 监考, in a draw for two sessions."""
    rooms = (*(a_work_room(n, invigilators=4) for n in range(1, 4)),
             *(a_work_room(n, form=Form.ELECTRONIC, invigilators=4, admins=1)
               for n in range(4, 7)))  # fmt: skip
    return a_sheet(rooms, **({"sessions": (3, 4)} | changes))


def tiny() -> Drawn:
    return a_sheet((a_work_room(1),), reserves=0, patrols=False)


def written(drawn: Drawn, folder: Path, *, rehearsal: bool = False, seed: str = SEED,
            number: int = 1) -> Path:  # fmt: skip
    sheet, draw = drawn
    export_day(sheet, 0, draw, folder, seed=seed, digest="5f2d8a91c0de" + "0" * 52,
               number=number, rehearsal=rehearsal)  # fmt: skip
    return folder


def book(folder: Path, name: str) -> Any:
    return load_workbook(next(folder.glob(f"{name}*.xlsx")))


CASES = {"big": big, "mixed": mixed, "tiny": tiny}


@pytest.fixture(params=[(name, real) for name in CASES for real in (True, False)],
                ids=lambda param: f"{param[0]}-{'real' if param[1] else 'rehearsal'}")  # fmt: skip
def day(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, bool]:
    name, real = request.param
    return written(CASES[name](), tmp_path, rehearsal=not real), real


def test_every_sheet_prints_on_a4_with_seed_and_digest(day: tuple[Path, bool]) -> None:
    folder, _ = day
    paths = sorted(folder.glob("*.xlsx"))
    assert len(paths) == len(ALL)
    for path in paths:
        for sheet in load_workbook(path):
            assert int(sheet.page_setup.paperSize) == 9
            assert sheet.page_setup.orientation in A4
            assert sheet.print_area
            assert "391072" in sheet.oddFooter.right.text
            assert "5f2d8a91" in sheet.oddFooter.right.text
            assert_fits(sheet)


def test_every_page_of_a_rehearsal_says_so_and_no_other(day: tuple[Path, bool]) -> None:
    folder, real = day
    for path in sorted(folder.glob("*.xlsx")):
        for sheet in load_workbook(path):
            marked = {cell.row for row in sheet.iter_rows() for cell in row
                      if "演　练" in str(cell.value)}  # fmt: skip
            if real:
                assert not marked
                assert "演练" not in str(texts([sheet])) + str(sheet.oddFooter.left.text)
                continue
            assert min(marked) == 1
            assert sheet.cell(1, 1).font.sz >= 14
            assert "演练" in sheet.oddFooter.left.text
            if not flows(sheet) and 1 not in repeated(sheet):
                assert all(rows.start in marked for rows in pages(sheet)), path.name
            else:
                assert 1 in repeated(sheet), path.name


@pytest.mark.parametrize("name", CASES)
def test_every_page_of_a_redraw_says_which_draw_it_is(name: str, tmp_path: Path) -> None:
    for path in sorted(written(CASES[name](), tmp_path, number=2).glob("*.xlsx")):
        for sheet in load_workbook(path):
            assert_fits(sheet)
            assert sheet.oddFooter.left.text.startswith("第2次抽签")
            marked = {cell.row for row in sheet.iter_rows() for cell in row
                      if str(cell.value).startswith("第 2 次抽签　（重抽")}  # fmt: skip
            if path.name.startswith("监考抽签"):
                # Programs read it: nothing above its header.
                assert not marked
            elif flows(sheet) or 1 in repeated(sheet):
                assert marked == {1}
                assert 1 in repeated(sheet)
            else:
                assert all(rows.start in marked for rows in pages(sheet)), path.name


def test_files_are_named_by_the_first_session_of_the_draw(tmp_path: Path) -> None:
    written(mixed(), tmp_path)
    assert sorted(path.stem for path in tmp_path.iterdir()) == sorted(
        name.format(n=3) for name in ALL
    )


def test_draw_table_has_the_columns_and_rows_of_the_contract(tmp_path: Path) -> None:
    sheet, draw = mixed()
    found = book(written((sheet, draw), tmp_path), "监考抽签")
    assert found.sheetnames == ["监考安排", "流动监考", "备用监考"]
    assert [c.value for c in found["监考安排"][1]] == [
        "考试代码", "场次", "考点代码", "考场号", "教室", "角色", "工号", "姓名", "工作单位",
    ]  # fmt: skip
    assert [c.value for c in found["流动监考"][1]] == [
        "场次", "考点代码", "楼栋", "楼层", "工号", "姓名", "考场号",
    ]  # fmt: skip
    assert [c.value for c in found["备用监考"][1]] == ["场次", "考点代码", "顺序", "工号", "姓名"]
    rows = table(found["监考安排"], "考试代码")
    assert [(row[1], row[3], row[5], row[6]) for row in rows] == [
        (session, duty.number, role, staff)
        for session in (3, 4) for duty in draw.rooms
        for role, staff in (
            *zip(("监考甲", "监考乙", "监考丙", "监考丁"), duty.invigilators, strict=True),
            *((("考场系统管理员", duty.admin),) if duty.admin else ()),
        )
    ]  # fmt: skip
    assert rows[0] == ["YJ", 3, "01", "001", "101", "监考甲", "G0000", "监考员0", "示例市第一中学"]
    walks = table(found["流动监考"], "场次")
    assert [(row[0], row[3], row[4], row[6]) for row in walks] == [
        (session, duty.group.floors[0], duty.staff, number)
        for session in (3, 4) for duty in draw.patrols for number in duty.group.rooms
    ]  # fmt: skip
    assert [row[:4] for row in table(found["备用监考"], "场次")] == [
        [session, "01", order, staff]
        for session in (3, 4) for order, staff in enumerate(draw.reserves, start=1)
    ]  # fmt: skip


def test_rehearsal_table_has_its_header_below_the_mark(tmp_path: Path) -> None:
    sheet = book(written(mixed(), tmp_path, rehearsal=True), "监考抽签")["监考安排"]
    assert sheet.cell(2, 1).value == "考试代码"
    assert repeated(sheet) == [1, 2]


def test_codes_are_text_and_counts_are_numbers(tmp_path: Path) -> None:
    sheet = book(written(tiny(), tmp_path), "监考抽签")["监考安排"]
    assert all(isinstance(sheet.cell(2, n).value, str) for n in (1, 3, 4, 7))
    assert sheet.cell(2, 2).data_type == "n"
    assert sheet.cell(2, 3).number_format == "@"


def test_duty_table_marks_the_leader_and_keeps_rooms_whole(tmp_path: Path) -> None:
    drawn = mixed()
    found = book(written(drawn, tmp_path), "监考安排表")
    assert found.sheetnames == ["场次3", "场次4"]
    for sheet in found:
        rows = table(sheet, "考场号")[:-1]
        rows = rows[: next(n for n, row in enumerate(rows) if row[0] == "流动监考、备用监考")]
        numbers = [row[0] for row in rows if row[0]]
        assert numbers == [duty.number for duty in drawn[1].rooms]
        assert [row[2] for row in rows if row[3] == "★"] == ["监考甲"] * 6
        starts = {cell.row for cell in sheet["A"] if cell.value in numbers}
        for rows_of_page in list(pages(sheet))[1:]:
            assert rows_of_page.start in starts or _below_the_rooms(sheet, rows_of_page.start)
        merged = {str(area) for area in sheet.merged_cells.ranges}
        first = min(starts)
        assert {f"A{first}:A{first + 3}", f"B{first}:B{first + 3}"} <= merged


def _below_the_rooms(sheet: Any, row: int) -> bool:
    """Whether a row is of somebody who serves no room, or for signatures."""
    role = str(sheet.cell(row, 3).value)
    return role.startswith(("流动监考", "备用")) or "签字" in str(sheet.cell(row, 1).value)


def test_duty_table_of_60_rooms_takes_several_pages_and_parts_no_room(tmp_path: Path) -> None:
    sheet = book(written(big(), tmp_path), "监考安排表")["场次1"]
    found = list(pages(sheet))
    assert len(found) > 3
    assert all(sheet.cell(rows.start, 1).value or _below_the_rooms(sheet, rows.start)
               for rows in found)  # fmt: skip
    assert "考场号" in [sheet.cell(row, 1).value for row in repeated(sheet)]


def test_signature_columns_depend_on_the_form(tmp_path: Path) -> None:
    paper = headers(book(written(tiny(), tmp_path / "p"), "监考安排表")["场次1"], "考场号")
    assert paper[-2:] == ["领卷\n签字", "交卷\n签字"]
    rooms = (a_work_room(1, form=Form.ELECTRONIC, invigilators=1, admins=1),)
    electronic = written(a_sheet(rooms), tmp_path / "e")
    sheet = book(electronic, "监考安排表")["场次1"]
    assert headers(sheet, "考场号")[-2:] == ["领用具\n签字", "交接\n签字"]


def test_admin_alone_leads_the_room() -> None:
    rooms = (a_work_room(1, form=Form.ELECTRONIC, invigilators=0, admins=1),)
    sheet, draw = a_sheet(rooms, reserves=0, patrols=False)
    draw = DayDraw(site="01", sessions=(1,), rooms=draw.rooms, patrols=(), reserves=(),
                   stepped_in=(), tiers=())  # fmt: skip
    view = day_view(sheet, 0, draw, seed=SEED, digest="", number=1, rehearsal=False)
    assert [(post.role, post.leader) for post in view.rooms[0].posts] == [("考场系统管理员", True)]


def test_patrol_card_lists_its_rooms_in_corridor_order_with_times(tmp_path: Path) -> None:
    sheet, draw = big()
    group = draw.patrols[0].group
    turned = group._replace(rooms=tuple(reversed(group.rooms)))
    patrols = (draw.patrols[0]._replace(group=turned), *draw.patrols[1:])
    draw = DayDraw(site="01", sessions=(1,), rooms=draw.rooms, patrols=patrols,
                   reserves=draw.reserves, stepped_in=(), tiers=())  # fmt: skip
    values = texts(book(written((sheet, draw), tmp_path), "流动监考路线卡"))
    assert values.count("流动监考路线卡") == len(patrols)
    places = [values.index(number) for number in turned.rooms]
    assert places == sorted(places)
    assert "开考前\n08:30" in values
    assert "开考后\n09:30" in values
    assert "明德楼 1层（4 个考场）" in values


def test_patrol_cards_are_not_parted(tmp_path: Path) -> None:
    for rehearsal in (False, True):
        folder = written(big(), tmp_path / str(rehearsal), rehearsal=rehearsal)
        sheet = book(folder, "流动监考路线卡")["场次1"]
        for rows in pages(sheet):
            top = rows.start + (1 if rehearsal else 0)
            assert sheet.cell(top, 1).value == "流动监考路线卡"


def test_slips_are_one_per_person_and_tell_when_to_fetch_papers(tmp_path: Path) -> None:
    sheet, draw = mixed()
    values = texts(book(written((sheet, draw), tmp_path), "抽签条"))
    people = sum(len(duty.invigilators) + bool(duty.admin) for duty in draw.rooms)
    people += len(draw.patrols) + len(draw.reserves)
    assert values.count("姓名") == people
    assert values.count("领卷时间") == 12
    due = sheet.turns[0].turn.start - timedelta(minutes=30)
    assert values.count(f"{due.month}月{due.day}日 {due:%H:%M}") == people - len(draw.reserves)
    assert values.count("待命") == len(draw.reserves)
    assert values.count("监考甲\n（负责人）") == 6
    assert values.count("3、4") == people


def test_reserves_after_the_draw_say_who_waits_and_where_others_went(tmp_path: Path) -> None:
    _, draw = drawn = mixed()
    rows = table(book(written(drawn, tmp_path), "备用监考表")["场次4"], "顺序")
    assert [(row[0], row[1], row[4]) for row in rows[:-1]] == [
        (1, draw.reserves[0], "待命"), (2, draw.reserves[1], "待命"), (3, draw.reserves[2], "待命"),
        ("已递补", draw.stepped_in[0], "考场 001\n监考甲"),
    ]  # fmt: skip


def test_site_without_patrols_gets_a_page_that_says_so(tmp_path: Path) -> None:
    assert "本场次没有流动监考。" in texts(book(written(tiny(), tmp_path), "流动监考路线卡"))


def test_long_names_are_written_whole_and_wrap(tmp_path: Path) -> None:
    folder = written(big(), tmp_path)
    for name in ("监考抽签", "监考安排表", "抽签条"):
        cells = [cell for sheet in book(folder, name) for row in sheet.iter_rows() for cell in row
                 if cell.value == LONG]  # fmt: skip
        assert cells
        assert all(cell.alignment.wrap_text for cell in cells)
        assert all(cell.font.sz >= 7 for cell in cells)


def test_long_seed_is_shortened_and_its_signs_do_not_break_the_footer(tmp_path: Path) -> None:
    folder = written(tiny(), tmp_path, seed="甲&乙" * 30, rehearsal=True)
    sheet = book(folder, "监考安排表")["场次1"]
    assert sheet.oddFooter.right.text.startswith("种子 甲&&乙甲")
    assert sheet.oddFooter.right.text.endswith("校验 5f2d8a91")
    assert "…" in sheet.oddFooter.right.text


def test_roles_go_on_after_the_fourth() -> None:
    assert [role_name(n) for n in (0, 3, 4, 12)] == ["监考甲", "监考丁", "监考戊", "监考13"]


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_columns_to_sign_are_wide_enough_for_a_name(case: Any, tmp_path: Path) -> None:
    folder = written(case(), tmp_path)
    for sheet in book(folder, "监考安排表"):
        names = headers(sheet, "考场号")
        at = [nth for nth, name in enumerate(names, start=1) if name and "签字" in name]
        assert len(at) == 2
        for nth in at:
            assert 7 * columns(sheet)[nth - 1].width / 96 * 25.4 >= 18
