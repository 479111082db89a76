"""Documents of the staff before the draw, written and read back."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook
from reporting_builders import a_book
from staff_builders import (
    LONG,
    Case,
    a_paper,
    a_turn,
    a_work_room,
    clock,
)
from staff_reading import A4, assert_fits, flows, header_row, headers, pages, repeated, table, texts

from allocator.models.domain.day_draws import Resilience
from allocator.models.domain.exam import Form
from allocator.models.domain.staffing import ReserveList
from allocator.progress import Silent
from allocator.reporting import STAFF_REGION_REPORTS, STAFF_SITE_REPORTS, flat_table
from allocator.reporting.staff_build import masked_name
from allocator.reporting.staff_export import export_staff, posting_rows, recusal_rows, sheets
from allocator.reporting.text import ranges

if TYPE_CHECKING:
    from pathlib import Path

SITE_NAMES = [entry.name for entry in STAFF_SITE_REPORTS]
REGION_NAMES = [entry.name for entry in STAFF_REGION_REPORTS]


def exported(case: Case, folder: Path) -> Path:
    export_staff(case.inputs, case.posting, case.posts, case.recusals, case.scopes,
                 case.resilience, a_book(), folder, Silent())  # fmt: skip
    return folder


def site_book(folder: Path, name: str, code: str = "01") -> Any:
    return load_workbook(next(folder.glob(f"{code}_*")) / f"{name}.xlsx")


def full_case() -> Case:
    """A paper site of 60 rooms, one with both forms, and a tiny one without reserves."""
    papers = (a_paper(1), a_paper(2), a_paper(3), a_paper(4),
              a_paper(1, form=Form.ELECTRONIC, exam="JJ", exam_name="经济"))  # fmt: skip
    case = Case(a_turn(1), a_turn(2), a_turn(3, 4), papers=papers)
    case.site("01", rooms=tuple(a_work_room(n) for n in range(1, 61)), reserves=6)
    mixed = (*(a_work_room(n, site="02") for n in range(1, 4)),
             *(a_work_room(n, site="02", form=Form.ELECTRONIC, exam="JJ", invigilators=4, admins=1)
               for n in range(4, 7)))  # fmt: skip
    case.site("02", rooms=mixed, whole=(("主考", 1), ("考点系统管理员", 1)),
              name="示例自治旗民族职业高级中学（河东校区）")  # fmt: skip
    case.site("03", rooms=(a_work_room(1, site="03"),), reserves=0, patrols=False, name="小考点")
    case.recused("考场", "考场 003（考点 01）")
    case.resilience.append(
        Resilience(site="02", turn=2, people=30, worst=0, witness=("G020001",), likely=3,
                   lacking="流动监考", cure="增加 1 名流动监考")
    )  # fmt: skip
    return case


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return exported(full_case(), tmp_path_factory.mktemp("staff"))


def all_books(folder: Path) -> list[tuple[str, Any]]:
    return [(path.name, load_workbook(path)) for path in sorted(folder.rglob("*.xlsx"))]


def test_every_listed_document_is_written(full: Path) -> None:
    for code in ("01", "02", "03"):
        folder = next(full.glob(f"{code}_*"))
        assert sorted(path.stem for path in folder.iterdir()) == sorted(SITE_NAMES)
    assert sorted(path.stem for path in full.glob("*.xlsx")) == sorted(REGION_NAMES)


def test_every_sheet_prints_on_a4_and_fits(full: Path) -> None:
    for name, book in all_books(full):
        for sheet in book:
            assert int(sheet.page_setup.paperSize) == 9, name
            assert sheet.page_setup.orientation in A4
            assert sheet.print_area
            assert "5f2d8a91" in sheet.oddFooter.right.text
            assert_fits(sheet)


def test_long_tables_repeat_their_header(full: Path) -> None:
    for name, first in (("岗位安排表", "序号"), ("考务人员签到表", "序号")):
        sheet = site_book(full, name).worksheets[0]
        assert header_row(sheet, first) in repeated(sheet)
        assert 1 in repeated(sheet)


def test_no_id_number_and_no_telephone_anywhere(full: Path) -> None:
    case = full_case()
    secrets = {member.id_number for member in case.staff} | {m.phone for m in case.staff}
    secrets.add("0470-1234567")
    for name, book in all_books(full):
        shown = "\n".join(map(str, texts(book)))
        assert not [secret for secret in secrets if secret in shown], name


def test_no_site_document_before_the_draw_names_a_room(full: Path) -> None:
    room = re.compile(r"\b0\d\d\b|明德楼|\d层")
    for path in sorted(full.rglob("*/*.xlsx")):
        for value in texts(load_workbook(path)):
            assert not room.search(str(value)), (path.name, value)


def test_post_table_lists_everybody_once_with_post_and_sessions(full: Path) -> None:
    case = full_case()
    rows = table(site_book(full, "岗位安排表")["岗位安排表"], "序号")[:-1]
    posted = [one for one in case.posted if one.site == "01"]
    assert sorted(row[2] for row in rows) == sorted(one.staff for one in posted)
    assert [row[0] for row in rows] == list(range(1, len(posted) + 1))
    assert {row[5] for row in rows if row[1] == "监考"} == {"1—4"}
    assert {row[5] for row in rows if row[1] == "主考"} == {"全程"}
    reserve = next(row for row in rows if row[2] == case.reserves[0].staff[1])
    assert reserve[6] == "场次1—4：备用2"


def test_ranges_join_three_or_more_in_a_row() -> None:
    assert ranges([1, 2, 3, 4, 6]) == "1—4、6"
    assert ranges([1, 2, 5]) == "1、2、5"
    assert ranges([]) == ""


def test_sign_in_has_a_set_per_session_with_reserves_in_order(full: Path) -> None:
    case = full_case()
    book = site_book(full, "考务人员签到表")
    assert book.sheetnames == ["场次1", "场次2", "场次3", "场次4"]
    sheet = book["场次2"]
    assert headers(sheet, "序号") == ["序号", "岗位", "姓名", "工作单位", "到岗时间", "签名"]
    rows = table(sheet, "序号")[:-1]
    assert len(rows) == sum(one.site == "01" for one in case.posted)
    marked = [row for row in rows if "备用" in row[1]]
    assert [row[1] for row in marked] == [f"监考（备用{n}）" for n in range(1, 7)]
    names = {member.staff: member.name for member in case.staff}
    assert [row[2] for row in marked] == [names[staff] for staff in case.reserves[1].staff]
    places = [nth for nth, row in enumerate(rows) if row[1].startswith("监考")]
    assert places == list(range(places[0], places[-1] + 1))
    assert all(row[4] is None and row[5] is None for row in rows)
    shown = "\n".join(map(str, texts([sheet])))
    assert "13:00 前到岗签到" in shown
    assert "13:20 考前会、抽签" in shown


def test_sign_in_leaves_out_who_does_not_serve_the_session(tmp_path: Path) -> None:
    case = Case(a_turn(1), a_turn(2)).site("01", rooms=(a_work_room(1),), reserves=1)
    one = next(posted for posted in case.posted if posted.post == "监考")
    case.posted[case.posted.index(one)] = one._replace(turns=(1,))
    book = site_book(exported(case, tmp_path), "考务人员签到表")
    name = next(member.name for member in case.staff if member.staff == one.staff)
    assert name not in texts([book["场次1"]])
    assert name in texts([book["场次2"]])


def test_only_the_first_session_of_a_turn_has_a_draw(full: Path) -> None:
    book = site_book(full, "考务人员签到表")
    assert any("抽签" in str(value) for value in texts([book["场次3"]]))
    assert not any("抽签" in str(value) for value in texts([book["场次4"]]))
    cards = site_book(full, "时间卡")
    assert any("沿用场次3" in str(value) for value in texts([cards["场次4 监考"]]))


def test_card_names_person_post_site_and_unit_and_eight_fit_a_page(full: Path) -> None:
    case = full_case()
    book = site_book(full, "监考证")
    sheet = book["监考证"]
    people = [one for one in case.posted if one.site == "01"]
    assert len(list(pages(sheet))) == -(-len(people) // 8)
    values = texts(book)
    assert values.count("照　片\n（一寸）") == len(people)
    for label in ("姓名", "岗位", "考点", "单位"):
        assert values.count(label) == len(people)
    assert {f"工号 {one.staff}" for one in people} <= set(values)
    assert values.count("监 考 证") == sum(one.post in ("监考", "流动监考") for one in people)
    merged = {str(area) for area in sheet.merged_cells.ranges}
    assert {"A3:A6", "E3:E6"} <= merged


def test_time_card_of_paper_has_the_clock_of_table_1(full: Path) -> None:
    rows = table(site_book(full, "时间卡")["场次1 监考"], "时间")[:-1]
    assert [(row[0], row[1]) for row in rows] == [
        ("08:00", "考前60分钟"), ("08:20", "考前40分钟"), ("08:30", "考前30分钟"),
        ("08:40", "考前20分钟"), ("08:45", "考前15分钟"), ("08:55", "考前5分钟"),
        ("09:00", "考试开始"), ("09:05", "开考5分钟"), ("09:30", "开考30分钟"),
        ("11:15", "考试结束前15分钟"), ("11:30", "考试结束"),
    ]  # fmt: skip


def test_time_card_of_electronic_rooms_follows_table_2(full: Path) -> None:
    book = site_book(full, "时间卡", "02")
    rows = table(book["场次1 考点系统管理员（电子化）"], "时间")[:-1]
    assert ("08:00", "考前60分钟", "确认开考授权") in [tuple(row[:3]) for row in rows]
    # 考前60分钟 stands before the meeting at 08:20, though it is of another source.
    assert [row[0] for row in rows if row[0]] == sorted(row[0] for row in rows if row[0])
    assert rows[-1][:3] == [None, "考试结束后", "清点交接"]
    assert "场次1 监考（纸笔）" in book.sheetnames
    assert "场次1 考场系统管理员（电子化）" in book.sheetnames
    assert "场次2 监考" in book.sheetnames


def test_each_time_card_is_one_page(full: Path) -> None:
    for sheet in site_book(full, "时间卡", "02"):
        # 1 is the default and left out; 0 would be as many pages as it takes.
        assert flows(sheet)
        assert {sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight} <= {None, 1}


def test_time_card_names_each_end_and_when_entry_ends(tmp_path: Path) -> None:
    late = clock(1) + timedelta(hours=4)
    papers = (a_paper(1, audio_video=True), a_paper(1, subject="09", subject_name="长卷", end=late))
    case = Case(a_turn(1), papers=papers).site("01", rooms=(a_work_room(1),))
    rows = table(site_book(exported(case, tmp_path), "时间卡")["场次1 监考"], "时间")
    ends = [(row[0], row[2].split("\n")[-1]) for row in rows if row[1] == "考试结束"]
    assert ends == [("11:30", "（科目1）"), ("13:00", "（长卷）")]
    assert [row[0] for row in rows if row[0]][-5:-1] == ["11:15", "11:30", "12:45", "13:00"]
    entry = [(row[0], row[1]) for row in rows if row[2] == "禁止应试人员入场"]
    assert entry == [("09:00", "开考"), ("09:05", "开考5分钟")]


def test_reserves_stand_in_their_drawn_order_or_the_page_says_none(full: Path) -> None:
    case = full_case()
    rows = table(site_book(full, "备用监考表")["场次2"], "顺序")[:-1]
    assert [(row[0], row[1]) for row in rows] == list(enumerate(case.reserves[1].staff, start=1))
    assert any("没有备用监考" in str(value) for value in texts(site_book(full, "备用监考表", "03")))


def test_reserve_of_one_turn_only_is_marked_there_only(tmp_path: Path) -> None:
    case = Case(a_turn(1), a_turn(2)).site("01", rooms=(a_work_room(1),), reserves=1)
    case.reserves[1] = ReserveList("01", 1, ())
    folder = exported(case, tmp_path)
    assert site_book(folder, "备用监考表").sheetnames == ["场次1"]
    rows = table(site_book(folder, "考务人员签到表")["场次2"], "序号")
    assert not any("备用" in str(row[1]) for row in rows)
    posts = table(site_book(folder, "岗位安排表")["岗位安排表"], "序号")
    assert [row[6] for row in posts if row[6]] == ["场次1：备用1"]


def test_summary_sets_needs_beside_people_and_adds_up(full: Path) -> None:
    book = load_workbook(full / "岗位安排汇总表.xlsx")
    rows = table(book["分场次岗位"], "考点代码")
    first = next(row for row in rows if row[0] == "01")
    assert first[2:] == ["1", 60, 120, 120, 6, 6, 15, 15, 0, 0]
    total = next(row for row in rows if row[0] == "合计" and row[2] == "3、4")
    of_turn = [row for row in rows if row[0] != "合计" and row[2] == "3、4"]
    assert total[3:] == [sum(column) for column in zip(*(row[3:] for row in of_turn), strict=True)]
    for name in ("分场次岗位", "全程岗位"):
        last = table(book[name], "考点代码")[-1][0]
        assert last.startswith("编制人（签字）：")
        assert "审核人（签字）：" in last
    spread = table(book["均衡情况"], "项目")[0]
    assert spread == ["场次", 40, 1, 3, "0.1234", 90, 88, "2.27%"]
    assert table(book["优化目标"], "次序")[0][-1] == "差距 2"


def test_summary_marks_what_is_short(tmp_path: Path) -> None:
    case = Case(a_turn(1)).site("01", rooms=(a_work_room(1),))
    case.posted = [one for one in case.posted if one.post not in ("考务办公室", "流动监考")]
    book = load_workbook(exported(case, tmp_path) / "岗位安排汇总表.xlsx")
    sheet = book["全程岗位"]
    row = table(sheet, "考点代码")[0]
    assert row[headers(sheet, "考点代码").index("考务办公室")] == "0/3"
    turn = book["分场次岗位"]
    place = header_row(turn, "考点代码") + 1
    assert turn.cell(place, 1).fill.start_color.rgb == "FFF8CBAD"


def test_recusal_list_masks_the_name_and_shows_the_printed_range(full: Path) -> None:
    case = full_case()
    row = table(load_workbook(full / "回避名单.xlsx")["回避名单"], "序号")[0]
    assert row[2:4] == [case.staff[0].staff, "工某某"]
    assert "考场 003（考点 01）" in row
    assert case.staff[0].name not in row


def test_masked_names() -> None:
    assert [masked_name(name) for name in ("张三", "张小三", LONG, "张", "")] == [
        "张某", "张某某", "阿某某", "张某", "",
    ]  # fmt: skip


def test_resilience_table_names_the_sessions_and_marks_no_slack(full: Path) -> None:
    sheet = load_workbook(full / "抽签预演表.xlsx")["抽签预演表"]
    assert table(sheet, "考点代码")[0] == [
        "02", "示例自治旗民族职业高级中学（河东校区）", "3、4", 30, 0, 3, "流动监考",
        "增加 1 名流动监考", "G020001",
    ]  # fmt: skip
    assert sheet.cell(header_row(sheet, "考点代码") + 1, 1).fill.start_color.rgb == "FFF8CBAD"


def test_region_documents_say_so_when_there_is_nothing(tmp_path: Path) -> None:
    case = Case(a_turn(1)).site("01", rooms=(a_work_room(1),))
    folder = exported(case, tmp_path)
    assert "没有需要回避的人员。" in texts(load_workbook(folder / "回避名单.xlsx"))
    assert table(load_workbook(folder / "抽签预演表.xlsx")["抽签预演表"], "考点代码")[0][0] == "—"


def test_posting_rows_one_per_session_for_drawn_posts_blank_for_others() -> None:
    case = Case(a_turn(1), a_turn(2, 3)).site("01", rooms=(a_work_room(1),), reserves=2)
    rows = list(posting_rows(case.inputs, case.posting, case.posts))
    chief = [row for row in rows if row[1] == "主考"]
    assert [(row[0], row[2], row[6]) for row in chief] == [("01", None, None)]
    assert [row[2] for row in rows if row[1] == "流动监考"] == [1, 2, 3]
    reserves = [(row[2], row[3], row[6]) for row in rows if row[6]]
    waiting = case.reserves[0].staff
    assert reserves == [
        (session, staff, order)
        for session in (1, 2, 3) for order, staff in enumerate(waiting, start=1)
    ]  # fmt: skip
    regular = [row for row in rows if row[1] == "监考" and row[3] not in waiting]
    assert [row[6] for row in regular] == [None] * (3 * 2)


def test_flat_table_holds_the_four_sheets_with_text_codes(tmp_path: Path) -> None:
    case = full_case()
    more = sheets(case.inputs, case.posting, case.posts, case.recusals, case.scopes)
    target = tmp_path / "编排总表.xlsx"
    flat_table.write(a_book(), [], [], target, more)
    book = load_workbook(target)
    assert book.sheetnames == ["考生编排", "考场编排", "岗位安排", "回避名单"]
    posts = book["岗位安排"]
    assert [cell.value for cell in posts[1]] == [
        "考点代码", "岗位", "场次", "工号", "姓名", "工作单位", "备用顺序",
    ]  # fmt: skip
    rows = [[cell.value for cell in row] for row in posts.iter_rows(min_row=2)]
    assert len(rows) == len(list(posting_rows(case.inputs, case.posting, case.posts)))
    chief = next(row for row in rows if row[1] == "主考")
    assert (chief[0], chief[2], chief[6]) == ("01", None, None)
    assert any(row[2] == 4 and row[6] == 6 for row in rows)
    assert posts.cell(2, 1).number_format == "@"
    found = [[cell.value for cell in row] for row in book["回避名单"].iter_rows()]
    assert found[0] == list(flat_table.RECUSAL_COLUMNS) == [
        "考试代码", "工号", "姓名", "规则", "类别", "范围", "考生报名序号", "关系链", "依据",
    ]  # fmt: skip
    assert found[1:] == [list(row) for row in
                         recusal_rows(case.inputs, case.recusals, case.scopes)]  # fmt: skip


def test_same_facts_make_the_same_bytes(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        exported(full_case(), tmp_path / folder)
    for path in sorted((tmp_path / "a").rglob("*.xlsx")):
        other = tmp_path / "b" / path.relative_to(tmp_path / "a")
        assert path.read_bytes() == other.read_bytes(), path.name
