"""Workbooks written to disk come back as they were, and what is missing is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from audit_builders import a_site
from audit_scene import Scene
from audit_tables import ROOM_COLUMNS, ROSTER_COLUMNS, export_to, room_rows, roster_rows, save
from openpyxl import load_workbook
from openpyxl.comments import Comment

from allocator.audit.documents import desk_labels, door_pages, table_rows
from allocator.audit.exported import OWNER, ROOMS, ROSTER
from allocator.audit.reading import read_exported
from allocator.audit.run import audit
from allocator.audit.seat_pages import seat_pages
from allocator.audit.site_work import reading_sites, site_folders
from allocator.errors import LimitError
from allocator.models.rules import CANDIDATE_RULES, RULES
from allocator.progress import Silent

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("jobs", [1, 2])
def test_exported_workbooks_pass_and_come_back_the_same(tmp_path: Path, jobs: int) -> None:
    scene = Scene()
    book = scene.export()
    export_to(tmp_path, book)
    folders = site_folders(tmp_path, scene.inputs())
    with reading_sites(folders, frozenset(), jobs, Silent()) as sites:
        read = read_exported(tmp_path, sites, frozenset(), Silent())
        documents = list(read.sites)
    assert read.places == book.places
    assert read.room_rows == book.room_rows
    for rows, meant_rows in ((read.orders, book.orders), (read.totals, book.totals)):
        assert [row._replace(line=0) for row in rows] == [
            row._replace(line=0) for row in meant_rows
        ]
    assert [len(site.labels) for site in documents] == [len(s.labels) for s in book.sites]
    for site, meant in zip(documents, book.sites, strict=True):
        assert [p._replace(sheet="", line=0) for p in site.plans] == [
            p._replace(sheet="", line=0) for p in meant.plans
        ]
        assert sorted(r._replace(line=0) for r in site.rows) == sorted(
            r._replace(line=0) for r in meant.rows
        )
        assert (site.numbers, site.gaps) == ((), ())
    reports = audit(tmp_path, scene.inputs(), scene.run, jobs=jobs)
    assert [r.rule for r in reports] == [rule.code for rule in RULES]
    assert [f for r in reports for f in r.findings] == []


def test_finding_names_file_sheet_and_excel_row(tmp_path: Path) -> None:
    scene = Scene()
    book = scene.export()
    export_to(tmp_path, book)
    scene.change_person("A15", site="01")
    reports = audit(tmp_path, scene.inputs(), scene.run)
    finding = next(r for r in reports if r.rule == "SEAT-SITE").findings[0]
    line = next(p.line for p in book.places if p.registration == "A15")
    assert finding.place == f"编排总表.xlsx 考生编排 第 {line} 行"


def test_no_master_workbook_cannot_be_audited(tmp_path: Path) -> None:
    with pytest.raises(LimitError, match="编排总表"):
        audit(tmp_path, Scene().inputs(), Scene().run)


@pytest.mark.parametrize("damage", ["missing sheet", "missing column", "not a workbook"])
def test_unreadable_room_sheet_is_a_finding_of_the_rules_that_need_it(
    tmp_path: Path, damage: str
) -> None:
    scene = Scene()
    book = scene.export()
    export_to(tmp_path, book, without=ROOMS if damage == "missing sheet" else "")
    if damage == "missing column":
        flat = {ROSTER: (ROSTER_COLUMNS, roster_rows(book)), ROOMS: (ROOM_COLUMNS[1:], [["1"]])}
        save(tmp_path / "编排总表.xlsx", flat)
    if damage == "not a workbook":
        (tmp_path / "编排总表.xlsx").write_bytes(b"x")
    reports = audit(tmp_path, scene.inputs(), scene.run)
    found = {r.rule: r.findings[0].message for r in reports if r.findings}
    if damage == "not a workbook":
        assert set(found) == {rule.code for rule in CANDIDATE_RULES}
    else:
        assert set(found) == {"SEAT-NEEDS", "DOOR"}
        assert ("考试代码" if damage == "missing column" else ROOMS) in found["DOOR"]


@pytest.mark.parametrize(
    ("name", "rule"),
    OWNER.items(),
)
def test_missing_document_is_a_finding_of_its_rule(tmp_path: Path, name: str, rule: str) -> None:
    scene = Scene()
    export_to(tmp_path, scene.export())
    next(tmp_path.rglob(f"{name}.xlsx")).unlink()
    reports = audit(tmp_path, scene.inputs(), scene.run)
    assert [r.rule for r in reports if r.findings] == [rule]


def test_site_without_a_folder_is_a_finding(tmp_path: Path) -> None:
    scene = Scene()
    export_to(tmp_path, scene.export())
    (tmp_path / "02_第二中学").rename(tmp_path / "2_第二中学")
    reports = audit(tmp_path, scene.inputs(), scene.run)
    assert [r.rule for r in reports if r.findings] == ["SEAT-STABLE", "DOOR", "DESK", "PAPERS"]


def test_number_in_a_ticket_cell_is_seen(tmp_path: Path) -> None:
    scene = Scene()
    book = scene.export()
    rows = roster_rows(book)
    rows[0][0] = 123.0
    export_to(tmp_path, book)
    save(
        tmp_path / "编排总表.xlsx",
        {ROSTER: (ROSTER_COLUMNS, rows), ROOMS: (ROOM_COLUMNS, room_rows(book))},
    )
    reports = audit(tmp_path, scene.inputs(), scene.run)
    messages = [f.message for r in reports if r.rule == "TICKET" for f in r.findings]
    assert any("不是文本" in message for message in messages)


def test_blank_value_of_a_sign_is_not_taken_from_the_next_label() -> None:
    (page,) = door_pages("场次1", [["考场号"], ["007"], ["教室", ""], ["场次", "1"]])
    assert (page.number, page.place, page.session) == ("007", "", "1")


def test_sheet_without_signs_has_no_pages() -> None:
    assert door_pages("考场门贴", [["本考点没有启用的考场。"]]) == []


def test_labels_beside_each_other_are_told_apart() -> None:
    rows: list[list[object]] = [
        ["座位号", "考场号", "座位号", "考场号"], [1.0, "001", 2.0, "001"], ["T1", "", "T2", ""]
    ]  # fmt: skip
    assert [(x.seat, x.number, x.ticket) for x in desk_labels("桌贴", rows)] == [
        ("1", "001", "T1"),
        ("2", "001", "T2"),
    ]


def test_label_cut_off_at_the_end_has_no_ticket() -> None:
    (label,) = desk_labels("桌贴", [["座位号", "考场号"], [1.0, "001"]])
    assert (label.seat, label.ticket) == ("1", "")


HEAD: list[list[object]] = [
    ["考试　考场座次表"], ["考点", "", "某校", "", "考场号", "", "007", ""],
    ["教室", "", "101", "", "场次", "", 2.0, ""],
    ["科目（类别）", "", "S", "", "应考人数", "", 1.0],
    [""], ["门", "", "讲　台"],
]  # fmt: skip
SHAPES: dict[str, list[list[object]]] = {
    "plain": [[1.0, "赵甲", 4.0, "钱乙"], ["T01", "", "T04", ""], ["签名", "↓", "本场不考", ""],
              [2.0, "", 3.0, "孙丙"], ["空", "", "T03", ""], ["", "↓", "本场不考", ""]],
    "compact": [[1.0, "T01", 4.0, "T04"], ["赵甲", "", "钱乙"], ["签名", "↓", "本场不考", ""],
                [2.0, "", 3.0, "T03"], ["空", "", "孙丙", ""], ["", "↓", "本场不考", ""]],
    "photo": [["", 1.0, "", 4.0], ["", "赵甲", "", "钱乙"], ["T01", "", "T04"],
              ["签名", "↓", "本场不考", ""], ["", 2.0, "", 3.0], ["", "", "", "孙丙"],
              ["空", "", "T03", ""], ["", "↓", "本场不考", ""]],
    "papers": [[1.0, "赵甲", 4.0, "钱乙"], ["T01", "", "T04", ""], ["金融", "", "", ""],
               ["签名", "↓", "本场不考", ""], [2.0, "", 3.0, "孙丙"], ["空", "", "T03", ""],
               ["", "", "", ""], ["", "↓", "本场不考", ""]],
    "photo and papers": [["", 1.0, "", 4.0], ["", "赵甲", "", "钱乙"], ["T01", "", "T04"],
                         ["金融", "", "", ""], ["签名", "↓", "本场不考", ""], ["", 2.0, "", 3.0],
                         ["", "", "", "孙丙"], ["空", "", "T03", ""], ["", "", "", ""],
                         ["", "↓", "本场不考", ""]],
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("left", [0, 4], ids=["at the margin", "in the middle"])
def test_seats_are_found_in_every_shape_of_a_seat_plan(shape: str, left: int) -> None:
    body = [[*[""] * left, *row, *[""] * (4 - len(row))] for row in SHAPES[shape]]
    foot: list[list[object]] = [[""], ["实考人数：　　缺考人数："]]
    one, other = seat_pages("场次2", [*HEAD, *body, *foot, *HEAD, *body, *foot])
    assert (one.number, one.session, one.people) == ("007", "2", "1")
    assert one.due == ((1, 1, 1, "T01"),)
    assert one.absent == ((3, 2, 2, "T03"), (4, 1, 2, "T04"))
    assert other._replace(line=2) == one


def test_row_of_empty_seats_keeps_the_rows_behind_it_in_place() -> None:
    empty: list[list[object]] = [[2.0, ""], ["空", ""], ["", "↓"]]
    rows = [*HEAD, [1.0, "赵甲"], ["T01", ""], ["签名", "↓"], *empty, *empty, [4.0, "钱乙"],
            ["T04", ""], ["签名", ""]]  # fmt: skip
    (page,) = seat_pages("场次2", rows)
    assert page.due == ((1, 1, 1, "T01"), (4, 4, 1, "T04"))


def test_session_of_a_room_table_stands_above_its_header() -> None:
    header = ["考场号", "教室", "科目（类别）", "时间", "准考证起号", "准考证止号", "人数"]
    rows: list[list[object]] = [
        ["考场安排表"], ["考点：01　　场次：3　　日期：2026年9月12日"], [*header],
        ["001", "101", "科目", "09:00—11:30", "T1", "T2", 2.0],
        ["备1", "102", "备用考场", "", "", "", ""], ["合计", "1 个考场", "", "", "", "", 2.0],
    ]  # fmt: skip
    found = [(r.session, r.number, r.people, r.line) for r in table_rows("场次3", rows)]
    assert found == [("3", "001", "2", 4), ("3", "合计", "2", 6)]


@pytest.mark.parametrize("hidden", [False, True], ids=["in a cell", "in a comment"])
@pytest.mark.parametrize("document", ["考场座次表", "考场安排表", "考场情况记录单", "试卷袋封面"])
def test_whole_id_in_a_document_for_staff_is_seen(
    tmp_path: Path, document: str, hidden: bool
) -> None:
    scene = Scene()
    export_to(tmp_path, scene.export())
    path = tmp_path / "01_第一中学" / f"{document}.xlsx"
    number = scene.person("A02").id_number
    workbook = load_workbook(path)
    cell = workbook.worksheets[0].cell(60, 30)
    if hidden:
        cell.comment = Comment(f"证件号码 {number}", "某")
    else:
        cell.value = f"证件号码：{number}"
    workbook.save(path)
    reports = audit(tmp_path, scene.inputs(), scene.run)
    (finding,) = [f for r in reports for f in r.findings]
    assert (finding.rule, "报名序号 A02" in finding.message) == ("DOOR", True)
    assert finding.place.startswith(f"01_第一中学/{document}.xlsx")
    assert finding.place.endswith("（单元格以外）" if hidden else " 第 60 行")
    assert number not in finding.message + finding.place


def test_copy_of_a_site_folder_holds_no_documents(tmp_path: Path) -> None:
    scene = Scene(sites=[a_site("A", "甲"), a_site("B", "乙")])
    for name in ("A_甲", "A_甲 - 副本", "B_丙"):
        (tmp_path / name).mkdir()
    found = [(code, path.name) for code, path in site_folders(tmp_path, scene.inputs())]
    assert found == [("A", "A_甲"), ("B", "B_丙")]


def test_folder_of_a_code_with_a_mark_is_not_that_of_a_shorter_code(tmp_path: Path) -> None:
    scene = Scene(sites=[a_site("A", "甲"), a_site("A_1", "乙"), a_site("B/2", "丙")])
    for name in ("A_甲", "A_1_乙", "B_2_丙", "record"):
        (tmp_path / name).mkdir()
    found = [(code, path.name) for code, path in site_folders(tmp_path, scene.inputs())]
    assert found == [("A", "A_甲"), ("A_1", "A_1_乙"), ("B/2", "B_2_丙")]
