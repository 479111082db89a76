"""What a good workbook becomes, however it is written."""

from __future__ import annotations

import csv
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from intake_books import a_book, an_id, codes, found, put, read, save, with_settings, with_staff

from allocator.intake.load import load
from allocator.models.domain.exam import Form, Need
from allocator.models.domain.policy import Apart
from allocator.models.domain.rooms import FirstSeat, SeatOrder

if TYPE_CHECKING:
    from pathlib import Path


def test_good_workbook_becomes_domain_objects(tmp_path: Path) -> None:
    intake = read(with_staff(a_book()), tmp_path)
    assert intake.issues == ()
    inputs = intake.inputs
    assert inputs is not None
    assert [p.subject for p in inputs.papers] == ["01", "02"]
    assert inputs.papers[0].start == datetime.fromisoformat("2026-09-12T09:00")
    assert inputs.papers[0].form is Form.PAPER
    assert inputs.candidates[1].registration == "B002"
    assert inputs.candidates[1].subjects == ("01", "02")
    room = inputs.rooms[0]
    assert (room.classroom, room.layout, room.order, room.first) == (
        "101", (6,) * 5, SeatOrder.COLUMN_SNAKE, FirstSeat.FRONT_LEFT,
    )  # fmt: skip
    assert room.spacing_hundredths == 100
    assert inputs.rooms[1].layout == (7, 8, 7, 8)
    assert inputs.staff[0].sessions == (1, 2)
    assert inputs.staff[0].posts == ("监考", "流动监考")
    assert inputs.duty_needs[0].place == "考区"


def test_read_is_accepted_plus_rejected(tmp_path: Path) -> None:
    book = put(a_book(5), "考生", 2, "姓名", "")
    put(book, "考生", 4, "证件号码", "123")
    intake = read(book, tmp_path)
    counts = {count.sheet: count for count in intake.counts}
    assert (counts["考生"].read, counts["考生"].accepted, counts["考生"].rejected) == (5, 3, 2)
    assert all(count.read == count.accepted + count.rejected for count in intake.counts)
    assert intake.inputs is None


def test_every_error_of_every_row_is_found_in_one_pass(tmp_path: Path) -> None:
    book = put(a_book(), "考生", 1, "姓名", "")
    put(book, "考生", 1, "特殊需求", "靠窗")
    put(book, "考生", 3, "性别", "女")
    put(book, "考场", 2, "可用座位数", 31)
    assert found(read(book, tmp_path)) == {
        ("required-blank", "考生", 2, "姓名"),
        ("need-unknown", "考生", 2, "特殊需求"),
        ("id-sex", "考生", 4, "性别"),
        ("layout-sum", "考场", 3, "座位布局"),
    }


def test_rows_are_numbered_as_excel_shows_them_below_a_title(tmp_path: Path) -> None:
    book = a_book()
    workbook = openpyxl.load_workbook(save(book, tmp_path / "a.xlsx"))
    sheet = workbook["考生"]
    sheet.insert_rows(1, amount=3)
    sheet.insert_cols(1, amount=2)
    sheet["C2"] = "考 生 名 单"
    sheet.merge_cells("C2:H2")
    sheet["D6"] = None
    workbook.save(tmp_path / "b.xlsx")
    assert found(load([tmp_path / "b.xlsx"])) == {("required-blank", "考生", 6, "姓名")}


def test_header_over_two_merged_rows_is_read(tmp_path: Path) -> None:
    book = a_book()
    head = book["考试"][0]
    upper = [text if text not in ("日期", "开始时间", "结束时间") else "" for text in head]
    upper[11] = "考试时间"
    lower = [text if text in ("日期", "开始时间", "结束时间") else "" for text in head]
    book["考试"][0:1] = [upper, lower]
    intake = read(book, tmp_path)
    assert intake.issues == ()
    assert intake.inputs is not None
    assert len(intake.inputs.papers) == 2


@pytest.mark.parametrize(
    ("written", "known"),
    [("身份证号", "证件号码"), ("证 件\n号 码", "证件号码"), ("单位", "工作单位"),
    ("证件号码（必填）", "证件号码")],
)  # fmt: skip
def test_other_names_of_columns_are_known(tmp_path: Path, written: str, known: str) -> None:
    book = a_book()
    head = book["考生"][0]
    head[head.index(known)] = written
    assert read(book, tmp_path).issues == ()


def test_sheet_is_known_by_its_headers(tmp_path: Path) -> None:
    book = a_book()
    book = {("Sheet1" if name == "考场" else name): rows for name, rows in book.items()}
    intake = read(book, tmp_path)
    assert intake.inputs is not None
    assert len(intake.inputs.rooms) == 2


def test_unknown_sheets_and_columns_are_told(tmp_path: Path) -> None:
    book = a_book()
    book["随手记"] = [["电话", "某某"], ["1", "2"]]
    book["考点"][0].append("食堂")
    intake = read(book, tmp_path)
    assert found(intake) == {
        ("sheet-unknown", "随手记", 0, ""),
        ("column-unknown", "考点", 1, "食堂"),
    }
    assert intake.inputs is not None


def test_rows_of_one_sheet_add_up_over_files_and_folders(tmp_path: Path) -> None:
    book = a_book()
    rooms = {"考场": [book["考场"][0], ["01", "西楼", "二层", "201", 25, "", "", "", "", "", ""]]}
    folder = tmp_path / "inputs"
    (folder / "考点报送").mkdir(parents=True)
    save(book, folder / "总表.xlsx")
    save(rooms, folder / "考点报送" / "西楼.xlsx")
    (folder / "~$总表.xlsx").write_bytes(b"x")
    (folder / "体检报告.xlsx").write_bytes(b"x")
    (folder / "总表_批注.xlsx").write_bytes(b"x")
    intake = load([folder])
    assert intake.inputs is not None
    assert [room.building for room in intake.inputs.rooms] == ["教学楼", "教学楼", "西楼"]
    assert intake.inputs.rooms[2].floor == 2
    assert intake.inputs.rooms[2].layout == (5, 5, 5, 5, 5)


def test_hidden_sheets_and_rows_are_read(tmp_path: Path) -> None:
    workbook = openpyxl.load_workbook(save(a_book(), tmp_path / "a.xlsx"))
    workbook["考场"].sheet_state = "hidden"
    workbook["考生"].row_dimensions[3].hidden = True
    workbook.save(tmp_path / "b.xlsx")
    intake = load([tmp_path / "b.xlsx"])
    assert intake.inputs is not None
    assert (len(intake.inputs.rooms), len(intake.inputs.candidates)) == (2, 3)
    assert codes(intake) == {"sheet-hidden", "row-hidden"}


@pytest.mark.parametrize(
    ("day", "start"),
    [
        ("2026年9月12日", "9：00"),
        ("2026.09.12", "9点"),
        ("２０２６/９/12", "上午9:00"),
        (datetime.fromisoformat("2026-09-12"), time(9, 0)),
        ("20260912", 0.375),
        (20260912, "９时00分"),
    ],
)
def test_dates_and_times_are_read_as_meant(tmp_path: Path, day: Any, start: Any) -> None:
    book = put(a_book(), "考试", 1, "日期", day)
    intake = read(put(book, "考试", 1, "开始时间", start), tmp_path)
    assert intake.inputs is not None
    assert intake.inputs.papers[0].start == datetime.fromisoformat("2026-09-12T09:00")


def test_names_are_kept_and_codes_are_narrowed(tmp_path: Path) -> None:
    long_name = "阿卜杜热合曼·买买提图尔荪江·艾力库尔班江·吐尔洪"
    book = put(a_book(), "考生", 1, "姓名", "𠮷 䶮 ")
    put(book, "考生", 2, "姓名", long_name)
    put(book, "考生", 3, "姓名", "=李四")
    put(book, "考生", 1, "报名序号", "Ｂ００１")
    put(book, "考生", 2, "证件号码", an_id(4).lower())
    path = save(book, tmp_path / "名单.xlsx")
    workbook = openpyxl.load_workbook(path)
    workbook["考生"]["B4"].value = "=李四"
    workbook["考生"]["B4"].data_type = "s"
    workbook.save(path)
    intake = load([path])
    assert intake.inputs is not None
    assert [c.name for c in intake.inputs.candidates] == ["𠮷 䶮", long_name, "=李四"]
    assert intake.inputs.candidates[0].registration == "B001"
    assert found(intake) == {
        ("spaces-trimmed", "考生", 2, "姓名"),
        ("name-odd", "考生", 2, "姓名"),
        ("name-odd", "考生", 4, "姓名"),
    }


def test_one_column_per_subject_and_blank_subjects(tmp_path: Path) -> None:
    book = a_book()
    at = book["考生"][0].index("科目")
    for row in book["考生"]:
        del row[at]
    book["考生"][0] += ["甲科", "02"]
    for row, marks in zip(book["考生"][1:], (["√", ""], ["是", 1], ["否", "Y"]), strict=True):
        row += marks
    intake = read(book, tmp_path)
    assert intake.issues == ()
    assert intake.inputs is not None
    assert [c.subjects for c in intake.inputs.candidates] == [("01",), ("01", "02"), ("02",)]


def test_blank_subjects_are_filled_and_told_once(tmp_path: Path) -> None:
    book = a_book(40)
    for row in range(1, 41):
        put(book, "考生", row, "科目", "")
    intake = read(book, tmp_path)
    assert intake.inputs is not None
    assert {c.subjects for c in intake.inputs.candidates} == {("01", "02")}
    assert found(intake) == {
        ("subjects-filled", "考生", 2, "科目"),
    }
    assert "40 行" in intake.issues[0].message


@pytest.mark.parametrize("text", ["甲科 乙科", "01;02", "乙科\n01", "02，甲科", "01、乙科"])
def test_subjects_by_code_or_name_with_any_separator(tmp_path: Path, text: str) -> None:
    intake = read(put(a_book(), "考生", 1, "科目", text), tmp_path)
    assert intake.inputs is not None
    assert intake.inputs.candidates[0].subjects == ("01", "02")


@pytest.mark.parametrize(
    ("text", "need"),
    [
        ("一楼", Need(ground=True)),
        ("轮椅、延时（30%）", Need(accessible=True, extra_percent=30)),
        ("单人考场；延长30％", Need(alone=True, extra_percent=30)),
        ("无", Need()),
    ],
)
def test_needs_are_understood(tmp_path: Path, text: str, need: Need) -> None:
    intake = read(put(a_book(), "考生", 1, "特殊需求", text), tmp_path)
    assert intake.inputs is not None
    assert intake.inputs.candidates[0].need == need


def test_employer_placeholders_are_no_unit(tmp_path: Path) -> None:
    book = put(a_book(), "考生", 1, "工作单位", "待业")
    intake = read(put(book, "考生", 2, "工作单位", "Ａ公司"), tmp_path)
    assert intake.inputs is not None
    assert [c.employer for c in intake.inputs.candidates] == ["", "A公司", "单位3"]
    assert codes(intake) == {"employer-placeholder"}


def test_electronic_rooms_keep_five_percent_spare(tmp_path: Path) -> None:
    book = a_book()
    for row in (1, 2):
        put(book, "考试", row, "考试形式", "机考")
    book["考场"][2] = ["01", "机房楼", 1, "机房1", 41, "", "", "电子化", 5, "", ""]
    intake = read(book, tmp_path)
    assert intake.inputs is not None
    assert [(r.form.value, r.spare_machines) for r in intake.inputs.rooms] == [
        ("电子化", 2),
        ("电子化", 5),
    ]
    assert intake.inputs.rooms[1].layout == (10, 10, 10, 10, 1)
    assert found(intake) == {("spare-machines-low", "考场", 2, "备用机")}


def test_narrow_paper_room_is_closed(tmp_path: Path) -> None:
    intake = read(put(a_book(), "考场", 1, "横向间距", 0.8), tmp_path)
    assert intake.inputs is not None
    assert [room.closed for room in intake.inputs.rooms] == [True, False]
    assert codes(intake) == {"spacing-low"}


def test_levels_by_code_and_filled_when_there_is_one(tmp_path: Path) -> None:
    book = a_book()
    for row in (1, 2):
        put(book, "考试", row, "级别", "考全科")
        put(book, "考试", row, "级别代码", "1")
    put(book, "考生", 1, "级别", "1")
    intake = read(book, tmp_path)
    assert intake.inputs is not None
    assert {c.level for c in intake.inputs.candidates} == {"考全科"}


def test_policy_is_read(tmp_path: Path) -> None:
    book = with_settings(
        a_book(),
        ("标准人数", "25"),
        ("同单位间隔", "八邻"),
        ("试卷袋规格", "30、25/5"),
        ("准考证模板", "{年:2}{考点:2}{考场:3}{座位:2}"),
        ("准考证模板:01", "{省:2}{流水:5}"),
        ("省", "15"),
        ("ROOM-TAIL", "否"),
        ("PATROL-5", "豁免", "楼层只有一名流动监考"),
        ("备用考场", "2"),
        ("档案保存", "5年"),
    )
    put(book, "考点", 1, "备用考场", "")
    intake = read(book, tmp_path)
    assert intake.issues == ()
    assert intake.inputs is not None
    policy = intake.inputs.policy
    assert (policy.standard_size, policy.apart, policy.bag_sizes) == (25, Apart.EIGHT, (30, 25, 5))
    assert policy.template_of("01") == "{省:2}{流水:5}"
    assert policy.template_of("02") == "{年:2}{考点:2}{考场:3}{座位:2}"
    assert not policy.is_on("ROOM-TAIL")
    assert policy.waivers == {"PATROL-5": "楼层只有一名流动监考"}
    assert policy.others == {"备用考场": "2", "档案保存": "5年"}
    assert intake.inputs.sites[0].spare_rooms == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_is_read_as_text_in_three_encodings(tmp_path: Path, encoding: str) -> None:
    book = a_book()
    roster = book.pop("考生")
    put({"考生": roster}, "考生", 1, "姓名", "𠮷一")
    with (tmp_path / "一区考生.csv").open("w", encoding=encoding, newline="") as stream:
        csv.writer(stream).writerows(roster)
    save(book, tmp_path / "总表.xlsx")
    intake = load([tmp_path])
    assert intake.inputs is not None
    assert intake.inputs.candidates[0].name == "𠮷一"
    assert intake.inputs.candidates[0].exam == "01"


def test_csv_mangled_by_excel_is_an_error(tmp_path: Path) -> None:
    book = a_book()
    roster = book.pop("考生")
    roster[1][4] = "1.10101E+17"
    with (tmp_path / "考生.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(roster)
    save(book, tmp_path / "总表.xlsx")
    assert ("number-as-code", "考生", 2, "证件号码") in found(load([tmp_path]))


def test_code_turned_into_a_number_is_the_only_thing_told(tmp_path: Path) -> None:
    book = with_staff(a_book(5))
    put(book, "考生", 1, "报名序号", 26101000005)
    book["其他回避"] = [["甲", "乙"], ["26101000005", "B002"]]
    put(book, "考点", 1, "考点代码", 1)
    issues = read(book, tmp_path).issues
    errors = [(issue.sheet, issue.row, issue.message) for issue in issues]
    assert [(sheet, row) for sheet, row, _ in errors] == [("考生", 2), ("考点", 2)]
    assert "数字 26101000005，" in errors[0][2]
    assert "数字 1，" in errors[1][2]


def test_sheets_with_faults_are_told_in_the_order_of_the_template(tmp_path: Path) -> None:
    book = with_staff(a_book())
    for sheet, header in (
        ("工作人员", "性别"),
        ("考场", "楼层"),
        ("考生", "性别"),
        ("考试", "日期"),
    ):
        put(book, sheet, 1, header, "？")
    told = dict.fromkeys(issue.sheet for issue in read(book, tmp_path).issues)
    assert list(told) == ["考试", "考生", "考场", "工作人员"]


def test_a_file_that_is_not_there_is_told_before_the_sheets_it_would_hold(tmp_path: Path) -> None:
    first, *others = load([tmp_path / "没有.xlsx"]).issues
    assert first.file == "没有.xlsx"
    assert {issue.code for issue in others} == {"sheet-missing"}


def _dbf(rows: list[list[str]], path: Path) -> None:
    """Character fields, names cut at ten bytes of GBK."""
    heads = [head.encode("gbk")[:10] for head in rows[0]]
    cells = [[text.encode("gbk") for text in row] for row in rows[1:]]
    widths = [max(1, *(len(row[at]) for row in cells)) for at in range(len(heads))]
    data = bytearray(b"\x03\x7e\x01\x01")
    data += len(cells).to_bytes(4, "little")
    data += (32 + 32 * len(heads) + 1).to_bytes(2, "little") + (1 + sum(widths)).to_bytes(
        2, "little"
    )
    data += bytes(20)
    for head, width in zip(heads, widths, strict=True):
        data += head.ljust(11, b"\0") + b"C" + bytes(4) + bytes([width]) + bytes(15)
    data += b"\r"
    for row in cells:
        data += b" " + b"".join(text.ljust(width) for text, width in zip(row, widths, strict=True))
    path.write_bytes(bytes(data) + b"\x1a")


def test_dbf_in_gbk_with_cut_names_is_read(tmp_path: Path) -> None:
    book = with_staff(a_book())
    staff = book.pop("工作人员")
    staff[0][5] = "每人最多场次"
    staff[1][5], staff[2][5] = "3", ""
    _dbf(staff, tmp_path / "gzry.dbf")
    save(book, tmp_path / "总表.xlsx")
    intake = load([tmp_path])
    assert codes(intake) == {"sheet-by-headers"}
    assert intake.inputs is not None
    assert [s.max_sessions for s in intake.inputs.staff] == [3, None]
    assert intake.inputs.staff[0].name == "工一"


def test_same_input_gives_same_result(tmp_path: Path) -> None:
    book = put(with_staff(a_book()), "考生", 1, "姓名", "姓名2")
    first, second = read(book, tmp_path), read(book, tmp_path)
    assert first == second
    assert codes(first) == {"same-name"}


def test_needs_and_sites_are_dropped_where_their_rules_are_off() -> None:
    from allocator.intake.load import _in_force
    from allocator.models.domain.exam import Candidate, Need
    from allocator.models.domain.policy import Policy

    who = Candidate(
        registration="R1", name="示例", sex="", id_type="其他", id_number="X1", exam="T1",
        level="", specialty="", subjects=("1",), employer="", site="01",
        need=Need(ground=True), photo="", note="",
    )  # fmt: skip
    assert _in_force([who], Policy()) == (who,)
    off = Policy(switches={"SEAT-NEEDS": False})
    assert _in_force([who], off)[0].need == Need()
    assert _in_force([who], off)[0].site == "01"
    assert _in_force([who], Policy(switches={"SEAT-SITE": False}))[0].site == ""
