"""Workbooks of draws come back as they were written; what is damaged or names a room is told."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import xlsxwriter
from day_checks import CHECKS, broken, reports_of
from day_scene import FOLDERS, HEADERS, SHOULD, DayScene, write_draw

from allocator.audit.days.draw import draw_day
from allocator.audit.days.early import read_early, read_early_posts
from allocator.audit.days.plan import turn_of
from allocator.audit.days.tables import DutyRow, PatrolRow, ReserveRow, read_draws

if TYPE_CHECKING:
    from pathlib import Path

SITE = FOLDERS["01"]


def test_a_draw_comes_back_as_it_was_written(tmp_path: Path) -> None:
    day = DayScene()
    day.write(tmp_path)
    first, second, machines, rehearsal = read_draws(tmp_path / SITE, "01")
    assert (first.session, second.session, machines.session, rehearsal.session) == (1, 2, 3, 1)
    assert [t.rehearsal for t in (first, second, machines, rehearsal)] == [False] * 3 + [True]
    assert first.file == "01_第一中学/监考抽签/监考抽签_01_场次1.xlsx"
    assert first.duties[1] == DutyRow(
        "A", 1, "01", "001", "101", "监考乙", "W1", "职员W1", "单位W1", 4
    )
    assert len(first.duties) == 14
    assert first.patrols[-1] == PatrolRow(1, "01", "明德楼", 2, "P3", "职员P3", "007", 9)
    assert first.reserves == (
        ReserveRow(1, "01", 1, "R1", "职员R1", 3), ReserveRow(1, "01", 2, "R2", "职员R2", 4),
    )  # fmt: skip
    assert [row.session for row in machines.duties] == [3] * 4 + [4] * 4
    assert (first.gaps, rehearsal.gaps) == ((), ())


def test_superseded_draws_and_other_documents_are_not_read(tmp_path: Path) -> None:
    day = DayScene()
    day.write(tmp_path)
    folder = tmp_path / SITE / "监考抽签"
    (folder / "已作废").mkdir()
    old = (folder / "监考抽签_01_场次1.xlsx").read_bytes()
    (folder / "已作废" / "监考抽签_01_场次1.xlsx").write_bytes(old)
    for beside in ("监考安排表_场次1.xlsx", "~$监考抽签_01_场次1.xlsx"):
        (folder / beside).write_bytes(b"")
    assert [draw.session for draw in read_draws(tmp_path / SITE, "01")] == [1, 2, 3, 1]
    assert broken(day, tmp_path) == {}


OF_ROOMS = {"ROOM-TWO", "ROOM-COMPUTER", *SHOULD}


@pytest.mark.parametrize(
    ("sheet", "silent"),
    [
        ("监考安排", {"PATROL-5"}),
        ("流动监考", OF_ROOMS),
        ("备用监考", {*OF_ROOMS, "PATROL-5", "PAIR-KIN"}),
    ],
)
def test_missing_sheet_is_a_finding_of_the_rules_that_need_it(
    tmp_path: Path, sheet: str, silent: set[str]
) -> None:
    day = DayScene()
    day.write(tmp_path)
    rows = {name: day.sheet("01", 1, name) for name in HEADERS if name != sheet}
    write_draw(tmp_path / SITE / "监考抽签" / "监考抽签_01_场次1.xlsx", rows, "监考抽签")
    reports = reports_of(day, tmp_path, day.book(tmp_path))
    assert {rule for rule, report in reports.items() if not report.findings} == silent
    for rule in set(reports) - silent:
        places = {(f.place, f"工作表 {sheet} 不存在" in f.message) for f in reports[rule].findings}
        assert ("01_第一中学/监考抽签/监考抽签_01_场次1.xlsx", True) in places


def test_damaged_workbook_is_a_finding_of_every_rule(tmp_path: Path) -> None:
    day = DayScene()
    day.write(tmp_path)
    (tmp_path / SITE / "监考抽签" / "监考抽签_01_场次1.xlsx").write_bytes(b"PK")
    reports = reports_of(day, tmp_path, day.book(tmp_path))
    for rule, report in reports.items():
        assert any("已损坏" in f.message for f in report.findings), rule
    assert len(reports) == len(CHECKS)


def test_column_that_is_missing_is_named(tmp_path: Path) -> None:
    day = DayScene()
    day.write(tmp_path)
    path = tmp_path / SITE / "监考抽签" / "监考抽签_01_场次1.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        for name, header in HEADERS.items():
            kept = [column for column in header if column != "角色"]
            workbook.add_worksheet(name).write_row(0, 0, kept)
    draw = read_draws(tmp_path / SITE, "01")[0]
    assert [(gap.document, "角色" in gap.message) for gap in draw.gaps] == [("监考安排", True)]


def test_copy_of_a_draw_is_no_draw(tmp_path: Path) -> None:
    day = DayScene()
    day.write(tmp_path)
    before = read_draws(tmp_path / SITE, "01")
    for path in sorted((tmp_path / SITE).rglob("监考抽签_*.xlsx")):
        path.with_stem(f"{path.stem} - 副本").write_bytes(path.read_bytes())
    assert read_draws(tmp_path / SITE, "01") == before


def test_file_of_another_site_in_the_folder_is_told(tmp_path: Path) -> None:
    day = DayScene()
    day.write(tmp_path)
    folder = tmp_path / SITE / "监考抽签"
    (folder / "监考抽签_01_场次2.xlsx").rename(folder / "监考抽签_02_场次2.xlsx")
    report = draw_day(day.book(tmp_path), day.inputs(), day.run())
    assert [f.message for f in report.findings] == ["文件名应为 监考抽签_01_场次<n>.xlsx"]


@pytest.mark.parametrize(
    ("folder", "title", "says"),
    [
        ("演练", "监考抽签", "首行没有标明“演练”"),
        ("监考抽签", "演练 勿用", "正式抽签的表标有“演练”"),
    ],
)
def test_marks_of_rehearsals_are_looked_at_on_every_sheet(
    tmp_path: Path, folder: str, title: str, says: str
) -> None:
    day = DayScene()
    day.write(tmp_path)
    rows = {name: day.sheet("01", 1, name) for name in HEADERS}
    write_draw(tmp_path / SITE / folder / "监考抽签_01_场次1.xlsx", rows, title)
    report = draw_day(day.book(tmp_path), day.inputs(), day.run())
    assert [(f.place.split()[-1], f.message) for f in report.findings] == [
        ("监考安排", says), ("流动监考", says), ("备用监考", says),
    ]  # fmt: skip


def test_sessions_of_one_batch_are_one_turn_and_others_are_their_own() -> None:
    assert turn_of(DayScene().inputs()) == {1: (1,), 2: (2,), 3: (3, 4), 4: (3, 4)}


# --- what is printed before -----------------------------------------------------------------------


def printed(folder: Path, name: str, rows: list[list[object]]) -> None:
    folder.mkdir(exist_ok=True)
    with xlsxwriter.Workbook(folder / name) as workbook:
        sheet = workbook.add_worksheet("表")
        for nth, row in enumerate(rows):
            sheet.write_row(nth, 0, row)


HARMLESS: list[list[object]] = [
    ["考务人员签到表"], ["序号", "岗位", "姓名", "工作单位", "签名"],
    [101, "监考", "职员M1", "单位M1"], ["考前30分钟 到考场", "每个考场 2 名监考", "备用考场 1 个"],
    ["考场", "时间"], ["考务办公室", "08:30"], ["启用考场 003 个", "共 003 考场"],
]  # fmt: skip


def test_documents_without_a_room_are_not_found_fault_with(tmp_path: Path) -> None:
    printed(tmp_path / SITE, "考务人员签到表.xlsx", HARMLESS)
    day = DayScene()
    assert broken(day, tmp_path) == {}


@pytest.mark.parametrize(
    "rows",
    [
        [["姓名", "考场号"], ["职员M1", "003"]],
        [["姓名", "责任考场"], ["职员M2", ""], ["职员M1", "003"]],
        [["姓名", "职员M1"], ["考场号：", "003"]],
        [["姓名", "教室"], ["职员M1", "103"]],
        [["职员M1 监考 考场003"]],
        [["职员M1 在第003考场"]],
        [["职员M1", "教室：103"]],
    ],
    ids=["column", "column below a blank", "beside a label", "classroom", "words", "before",
         "words with a classroom"],
)  # fmt: skip
def test_room_in_a_document_printed_before_the_draw_is_found(
    tmp_path: Path, rows: list[list[object]]
) -> None:
    printed(tmp_path / SITE, "监考证.xlsx", [*HARMLESS, *rows])
    day = DayScene(drafts=[])
    report = reports_of(day, tmp_path)["DRAW-DAY"]
    room = "103" if "103" in str(rows) else "003"
    assert [f.message for f in report.findings] == [f"考点 01：抽签前的文件中已写明考场 {room}"]
    assert report.findings[0].place.startswith("01_第一中学/监考证.xlsx 表 第 ")
    assert report.applies
    day.scene.policy = replace(day.scene.policy, waivers={"DRAW-DAY": "考点偏远"})
    assert [f.waived for f in reports_of(day, tmp_path)["DRAW-DAY"].findings] == [True]


def test_result_of_a_draw_among_documents_of_before_is_found(tmp_path: Path) -> None:
    printed(tmp_path / SITE, "监考安排表_场次1.xlsx", [["x"]])
    printed(tmp_path / SITE, "考场门贴.xlsx", [["考场号", "003"]])
    (text,) = read_early(tmp_path / SITE, "01")
    assert (text.is_file, text.text) == (True, "监考安排表_场次1.xlsx")
    found = broken(DayScene(), tmp_path)
    assert list(found) == ["DRAW-DAY"]
    assert "不应放在抽签前的文件之中" in found["DRAW-DAY"][0]


def test_workbook_whose_name_only_begins_as_that_of_a_draw_is_read(tmp_path: Path) -> None:
    for name in ("监考抽签培训讲稿.xlsx", "监考抽签（更正）.xlsx"):
        printed(tmp_path / SITE, name, [["怎样抽签"]])
    assert read_early(tmp_path / SITE, "01") == ()
    printed(tmp_path / SITE, "监考抽签（更正）.xlsx", [["考场号", "003"]])
    assert [(text.is_file, text.text) for text in read_early(tmp_path / SITE, "01")] == [
        (False, "003")
    ]


def test_copy_of_a_document_about_candidates_is_passed_over(tmp_path: Path) -> None:
    printed(tmp_path / SITE, "考场门贴.xlsx", [["考场号", "003"]])
    door = tmp_path / SITE / "考场门贴.xlsx"
    door.with_name("考场门贴 - 副本.xlsx").write_bytes(door.read_bytes())
    assert read_early(tmp_path / SITE, "01") == ()
    # What such a copy says otherwise is told against the record, once, and is no evidence.
    printed(tmp_path / SITE, "考场门贴 - 副本.xlsx", [["考场号", "003", "职员M1"]])
    assert read_early(tmp_path / SITE, "01") == ()
    door.unlink()
    assert [text.text for text in read_early(tmp_path / SITE, "01")] == ["003"]


def test_column_of_rooms_in_the_posts_is_found(tmp_path: Path) -> None:
    header = ["考点代码", "岗位", "场次", "工号", "姓名", "工作单位", "备用顺序", "备注"]
    rows: list[list[object]] = [
        header, ["01", "监考", 1, "M1", "职员M1", "单位M1", "", "003"],
        ["02", "监考", 1, "M8", "职员M8", "单位M8", "", "003"],
        ["01", "监考", 1, "M2", "职员M2", "单位M2", "", "老师"],
    ]  # fmt: skip
    with xlsxwriter.Workbook(tmp_path / "编排总表.xlsx") as workbook:
        sheet = workbook.add_worksheet("岗位安排")
        for nth, row in enumerate(rows):
            sheet.write_row(nth, 0, row)
    assert [text.text for text in read_early_posts(tmp_path)] == ["003", "003", "老师"]
    report = reports_of(DayScene(), tmp_path)["DRAW-DAY"]
    # Site 02 has no room 003.
    assert [(f.place, f.message) for f in report.findings] == [
        ("编排总表.xlsx 岗位安排 第 2 行", "考点 01：抽签前的文件中已写明考场 003")
    ]
