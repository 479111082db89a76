"""A roster of duty is read as people make it in Excel, and what cannot be read is told."""

from __future__ import annotations

import zipfile
from datetime import datetime
from typing import TYPE_CHECKING

import openpyxl
import pytest
from audit_tables import save

from allocator.audit.duty.moments import midnight, moment
from allocator.audit.duty.needs import Kind, kind_of
from allocator.audit.duty.tables import (
    COLUMNS,
    HANDOVERS,
    TRIPS,
    WATCHES,
    DutyTables,
    read_duty_tables,
)

if TYPE_CHECKING:
    from pathlib import Path

BOOK = "值守安排.xlsx"
FORM = "；列名以 allocator template --duties 生成的空白表为准"
AGAIN = "；请在 Excel 中打开、另存为 值守安排.xlsx，或从备份恢复"
EIGHT, NOON = datetime.fromisoformat("2026-09-12T08:00"), datetime.fromisoformat("2026-09-12T12:00")
FIRST_MIDNIGHT = datetime.fromisoformat("2026-09-12T00:00")
LAST_MIDNIGHT = datetime.fromisoformat("2026-09-13T00:00")


def read(
    folder: Path, *rows: list[object], header: tuple[str, ...] = COLUMNS[WATCHES]
) -> DutyTables:
    save(folder / BOOK, {WATCHES: (header, list(rows))})
    found = read_duty_tables(folder)
    assert found is not None
    return found


def a_row(**cells: object) -> list[object]:
    row = {
        "task": "卷库值守",
        "place": "考区",
        "start": EIGHT,
        "end": NOON,
        "staff": "V1",
        "name": "甲",
    }
    return list((row | cells).values())


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        (EIGHT, "2026-09-12T08:00"),
        (datetime.fromisoformat("2026-09-12T07:59:59.999"), "2026-09-12T08:00"),
        ("2026-09-12 08:00", "2026-09-12T08:00"),
        ("2026/9/12 8:00:00", "2026-09-12T08:00"),
        ("2026年9月12日8时30分", "2026-09-12T08:30"),
        ("2026年9月12日（星期六）8点", "2026-09-12T08:00"),
        ("２０２６．９．１２　８：００", "2026-09-12T08:00"),
        ("2026-09-12T08:00:00", "2026-09-12T08:00"),
        ("2026-09-12 24:00", "2026-09-13T00:00"),
        ("2026-09-12 08:59", "2026-09-12T08:59"),
        (" 2026-09-12 08:00 ", "2026-09-12T08:00"),
        ("2026-09-12 08:00:00.000", "2026-09-12T08:00"),
        (datetime.fromisoformat("2026-09-12T08:00:29.999"), "2026-09-12T08:00"),
        (datetime.fromisoformat("2026-09-12T08:00:30"), "2026-09-12T08:01"),
    ],
)  # fmt: skip
def test_moments_as_excel_keeps_them_and_as_people_type_them(cell: object, meant: str) -> None:
    assert moment(cell) == datetime.fromisoformat(meant)


@pytest.mark.parametrize(
    "cell",
    ["", "08:00", "2026-09-12", "9月12日 8:00", "2026-13-12 08:00", "2026-09-12 25:00",
     "2026-09-12 08:60", "2026-09-12 24:30", 46277.33, "早上8点", "2026-09-12 08:00起"],
)  # fmt: skip
def test_what_names_no_day_and_time_is_no_moment(cell: object) -> None:
    assert moment(cell) is None


def test_a_day_alone_may_be_its_midnight_and_nothing_else_may() -> None:
    assert midnight(EIGHT.date()) == FIRST_MIDNIGHT
    assert [midnight(cell) for cell in (EIGHT, FIRST_MIDNIGHT, "2026-09-12", 46277, "")] == [
        None
    ] * 5


def test_a_watch_may_begin_or_end_at_midnight(tmp_path: Path) -> None:
    # A workbook keeps 00:00 of a day as the day alone.
    found = read(tmp_path, a_row(end=LAST_MIDNIGHT), a_row(start=FIRST_MIDNIGHT))
    assert found.faults == ()
    assert [watch.span for watch in found.watches] == [
        (EIGHT, LAST_MIDNIGHT), (FIRST_MIDNIGHT, NOON),
    ]  # fmt: skip


def test_days_without_times_are_not_read_as_midnights(tmp_path: Path) -> None:
    found = read(tmp_path, a_row(start=FIRST_MIDNIGHT, end=LAST_MIDNIGHT))
    assert [fault.message for fault in found.faults] == [
        "开始 2026-09-12 只有日期，没有写明几点；是零点的，请用文本写成 2026-09-12 00:00"
    ]
    written = a_row(start="2026-09-12 00:00", end="2026-09-13 00:00")
    assert read(tmp_path, written).watches[0].span == (FIRST_MIDNIGHT, LAST_MIDNIGHT)


def test_rows_come_back_with_their_places(tmp_path: Path) -> None:
    found = read(tmp_path, a_row(), a_row(staff=7, place=1, name="甲 乙"))
    assert found.faults == ()
    assert [(w.line, w.staff, w.place, w.name) for w in found.watches] == [
        (2, "V1", "考区", "甲"), (3, "7", "1", "甲乙"),
    ]  # fmt: skip
    assert found.watches[0].span == (EIGHT, NOON)
    assert found.at(WATCHES, 3) == "值守安排.xlsx 值守安排 第 3 行"
    assert found.sheets == (WATCHES,)


def test_title_order_of_columns_and_marks_in_the_header_do_no_harm(tmp_path: Path) -> None:
    header = ("姓 名", "工号*", "结束", "开始", "地点", "任务＊", "备注")
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = " 值守安排 "
    sheet.append(["卷库值守表"])
    sheet.merge_cells("A1:G1")
    sheet.append([])
    sheet.append(header)
    sheet.append(["甲", "V1", NOON, EIGHT, "考区", "卷库值守", "x"])
    book.save(tmp_path / BOOK)
    found = read_duty_tables(tmp_path)
    assert found is not None
    (watch,) = found.watches
    assert (watch.task, watch.place, watch.staff, watch.line) == ("卷库值守", "考区", "V1", 4)
    assert watch.span == (EIGHT, NOON)


def test_a_cell_merged_over_rows_stands_for_all_of_them(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = WATCHES
    sheet.append(COLUMNS[WATCHES])
    sheet.append(a_row())
    sheet.append(["", "", "", "", "V2", "乙"])
    sheet.append(["", "", "", "", "V3", "丙"])
    for column in "ABCD":
        sheet.merge_cells(f"{column}2:{column}3")
    book.save(tmp_path / BOOK)
    found = read_duty_tables(tmp_path)
    assert found is not None
    assert [(w.staff, w.span) for w in found.watches] == [
        ("V1", (EIGHT, NOON)),
        ("V2", (EIGHT, NOON)),
    ]
    # What is merely blank is not guessed.
    assert [(f.line, f.message) for f in found.faults] == [(4, "任务、开始、结束为空，请填写")]


def test_notes_and_lines_to_sign_are_no_rows(tmp_path: Path) -> None:
    note: list[object] = ["注：夜班 8 小时", "", "", "", "", ""]
    found = read(tmp_path, a_row(), ["", "", "", "", "", ""], note)
    assert (len(found.watches), found.faults) == (1, ())


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (a_row(staff=""), "工号为空"),
        (a_row(start="8点"), "开始“8点”不是日期和时间"),
        (a_row(end=46277.5), "结束 46277.5 是没有设成日期格式的数字"),
        (a_row(end=EIGHT), "结束 09-12 08:00 不晚于开始 09-12 08:00"),
        (a_row(end=46277), "结束 46277 是没有设成日期格式的数字"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_read_is_told_with_its_task(
    row: list[object], says: str, tmp_path: Path
) -> None:
    found = read(tmp_path, a_row(), row)
    (fault,) = found.faults
    assert (fault.sheet, fault.line, fault.task) == (WATCHES, 3, "卷库值守")
    assert says in fault.message
    assert len(found.watches) == 1


def test_missing_columns_are_named(tmp_path: Path) -> None:
    found = read(tmp_path, header=("任务", "地点", "开始", "结束", "人员", "姓名"))
    assert [fault.message for fault in found.faults] == [
        "缺少列：工号；列名以 allocator template --duties 生成的空白表为准"
    ]


def test_names_and_stages_may_be_missing_and_a_blank_place_is_the_region(tmp_path: Path) -> None:
    found = read(tmp_path, a_row(place="")[:5], header=COLUMNS[WATCHES][:5])
    assert found.faults == ()
    assert [(w.place, w.name) for w in found.watches] == [("考区", "")]


@pytest.mark.parametrize("row", [["", "", "", "", "V1", ""], ["巡逻", "", "", "", "V1", ""]])
def test_a_row_that_names_somebody_is_never_a_note(row: list[object], tmp_path: Path) -> None:
    (fault,) = read(tmp_path, a_row(), row).faults
    assert fault.line == 3
    assert "开始、结束为空" in fault.message


def test_trips_and_hand_overs_come_back(tmp_path: Path) -> None:
    trips = [["01", EIGHT, NOON, "蒙A1", "D1", "E1"], ["01", EIGHT, NOON, "", "", ""]]
    hands = [["01", EIGHT, "出库", "交方", "V1"], ["01", EIGHT, "", "接收方", "E1"]]
    tables = {TRIPS: (COLUMNS[TRIPS], trips), HANDOVERS: (COLUMNS[HANDOVERS], hands)}
    save(tmp_path / BOOK, tables)
    found = read_duty_tables(tmp_path)
    assert found is not None
    assert [(r.site, r.vehicle, r.driver, r.escort) for r in found.rides] == [
        ("01", "蒙A1", "D1", "E1"), ("01", "", "", ""),
    ]  # fmt: skip
    assert [(h.time, h.stage, h.side, h.staff) for h in found.hands] == [
        (EIGHT, "出库", "交", "V1"), (EIGHT, "", "接", "E1"),
    ]  # fmt: skip
    assert (found.faults, found.sheets) == ((), (TRIPS, HANDOVERS))


def test_rows_of_trips_and_hand_overs_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    trips = [["", EIGHT, "", "蒙A1", "D1", "E1"], ["01", EIGHT, EIGHT, "蒙A1", "D1", "E1"]]
    hands = [["", "", "出库", "交", "V1"], ["01", EIGHT, "出库", "", "V1"]]
    save(
        tmp_path / BOOK,
        {TRIPS: (COLUMNS[TRIPS], trips), HANDOVERS: (COLUMNS[HANDOVERS], hands)},
    )
    found = read_duty_tables(tmp_path)
    assert found is not None
    assert (found.rides, found.hands) == ((), ())
    assert [(f.sheet, f.line, f.task, f.message) for f in found.faults] == [
        (TRIPS, 2, "", "考点代码、到达时间为空，请填写"),
        (TRIPS, 3, "", "到达时间 09-12 08:00 不晚于出发时间 09-12 08:00，请改正"),
        (HANDOVERS, 2, "", "考点代码、时间为空，请填写"),
        (HANDOVERS, 3, "", "方应为 交 或 接，实为 空，请改正"),
    ]


@pytest.mark.parametrize(
    ("said", "side"),
    [("交", "交"), ("交方", "交"), ("交付方", "交"), ("交出方", "交"),
     ("接", "接"), ("接方", "接"), ("接收方", "接")],
)  # fmt: skip
def test_sides_are_known_by_what_people_call_them(said: str, side: str, tmp_path: Path) -> None:
    rows: list[list[object]] = [["01", EIGHT, "出库", said, "V1"]]
    save(tmp_path / BOOK, {HANDOVERS: (COLUMNS[HANDOVERS], rows)})
    found = read_duty_tables(tmp_path)
    assert found is not None
    assert [hand.side for hand in found.hands] == [side]


@pytest.mark.parametrize(("above", "read_at_all"), [(19, True), (20, False)])
def test_a_header_is_looked_for_in_twenty_rows(
    above: int, read_at_all: bool, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = WATCHES
    sheet.cell(above + 1, 1)
    for nth, column in enumerate(COLUMNS[WATCHES], start=1):
        sheet.cell(above + 1, nth, column)
        sheet.cell(above + 2, nth, a_row()[nth - 1])  # type: ignore[arg-type]
    sheet.cell(1, 1, "卷库值守表")
    book.save(tmp_path / BOOK)
    found = read_duty_tables(tmp_path)
    assert found is not None
    assert [watch.line for watch in found.watches] == ([above + 2] if read_at_all else [])
    assert bool(found.faults) is not read_at_all


def test_the_row_nearest_to_a_header_tells_which_columns_are_missing(tmp_path: Path) -> None:
    header = ("任务", "地点", "开始", "结束", "人员", "姓名")
    found = read(tmp_path, ["卷库", "工号", "开始", "结束", "", ""], a_row(), header=header)
    assert [fault.message for fault in found.faults] == [
        "缺少列：工号；列名以 allocator template --duties 生成的空白表为准"
    ]
    # Of two rows as near the first one counts.
    found = read(tmp_path, ["任务", "地点", "开始", "", "工号", ""], a_row(), header=header)
    assert [fault.message for fault in found.faults] == [
        "缺少列：工号；列名以 allocator template --duties 生成的空白表为准"
    ]


def test_blanks_about_a_cell_and_titles_over_the_rows_say_nothing(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = WATCHES
    sheet.append(COLUMNS[WATCHES])
    sheet.append(a_row(name=" 甲 "))
    sheet.append(["注：夜班 8 小时", "", "", "", "", "　"])
    sheet.append(["", " ", "", "", "", "签字："])
    # Merged over more than one column, and beyond what is written.
    sheet.merge_cells("A3:B4")
    sheet.merge_cells("A30:A40")
    sheet.merge_cells("K3:K4")
    book.save(tmp_path / BOOK)
    found = read_duty_tables(tmp_path)
    assert found is not None
    assert found.faults == ()
    assert [watch.name for watch in found.watches] == ["甲"]


def test_without_a_roster_there_is_none(tmp_path: Path) -> None:
    assert read_duty_tables(tmp_path) is None
    save(tmp_path / "编排总表.xlsx", {"岗位安排": (("工号",), [])})
    assert read_duty_tables(tmp_path) is None


def test_a_roster_may_stand_in_the_master_workbook(tmp_path: Path) -> None:
    save(tmp_path / "编排总表.xlsx", {WATCHES: (COLUMNS[WATCHES], [a_row()])})
    found = read_duty_tables(tmp_path)
    assert found is not None
    assert found.at(WATCHES, 2) == "编排总表.xlsx 值守安排 第 2 行"


def test_a_roster_in_two_places_is_in_none(tmp_path: Path) -> None:
    for name in ("编排总表.xlsx", BOOK):
        save(tmp_path / name, {WATCHES: (COLUMNS[WATCHES], [a_row()])})
    found = read_duty_tables(tmp_path)
    assert found is not None
    assert {fault.sheet for fault in found.faults} == set(COLUMNS)
    assert "请只留一处" in found.faults[0].message
    assert found.watches == ()


def test_a_workbook_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / BOOK).write_bytes(b"PK\x03\x04 damaged")
    found = read_duty_tables(tmp_path)
    assert found is not None
    assert found.faults[0].message == (f"值守安排.xlsx 已损坏，无法读取{AGAIN}")
    save(tmp_path / BOOK, {"别的表": (("工号",), [])})
    found = read_duty_tables(tmp_path)
    assert found is not None
    assert "没有工作表 值守安排、押运安排、交接安排" in found.faults[0].message


def test_a_sheet_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    save(tmp_path / "whole.xlsx", {WATCHES: (COLUMNS[WATCHES], [a_row()])})
    with (
        zipfile.ZipFile(tmp_path / "whole.xlsx") as whole,
        zipfile.ZipFile(tmp_path / BOOK, "w") as damaged,
    ):
        for name in whole.namelist():
            text = whole.read(name)
            damaged.writestr(name, text[: len(text) // 2] if "sheet1" in name else text)
    found = read_duty_tables(tmp_path)
    assert found is not None
    assert {fault.message for fault in found.faults} == {f"值守安排.xlsx 已损坏，无法读取{AGAIN}"}


def test_a_damaged_master_workbook_hides_no_roster(tmp_path: Path) -> None:
    (tmp_path / "编排总表.xlsx").write_bytes(b"PK\x03\x04 damaged")
    assert read_duty_tables(tmp_path) is None
    found = read(tmp_path, a_row())
    assert (len(found.watches), found.faults) == (1, ())


@pytest.mark.parametrize(
    ("task", "kind"),
    [
        ("卷库值守", Kind.VAULT), ("保密室值班", Kind.VAULT), ("试卷押运", Kind.TRIP),
        ("答卷回收押运", Kind.TRIP), ("分发（回收）室值班", Kind.SORTING), ("值班电话", Kind.PHONE),
        ("考区值班", Kind.PHONE), ("网络保障", Kind.OTHER), ("", Kind.OTHER),
        ("保电值班", Kind.OTHER), ("监控室值班", Kind.OTHER), ("保卫值班电话", Kind.PHONE),
        ("卷库监控值守", Kind.VAULT),
        ("试卷保管", Kind.VAULT), ("试卷运送", Kind.TRIP), ("运卷", Kind.TRIP), ("送卷", Kind.TRIP),
        ("试卷分发", Kind.SORTING), ("答卷回收", Kind.SORTING), ("分卷", Kind.SORTING),
        ("电话接听", Kind.PHONE),
    ],
)  # fmt: skip
def test_tasks_are_known_by_their_words(task: str, kind: Kind) -> None:
    assert kind_of(task) is kind
