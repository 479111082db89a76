"""The flat tables, the documents of the 考区 and the reports, read back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from cases.hash_order import printed
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook
from reporting_builders import a_book, a_room, a_site, demo_site
from staff_reading import assert_fits, columns, flows, pages, repeated

from allocator.audit.reading import read_orders
from allocator.errors import LimitError
from allocator.models.domain.findings import Clash, Finding, RuleReport
from allocator.models.rules import RULES
from allocator.reporting import audit_report, flat_table, infeasible, paper_order, region_table
from allocator.reporting.layout import LANDSCAPE, NARROWEST, PORTRAIT, Document, inside
from allocator.reporting.summary import summarise
from allocator.reporting.tables import BLANK, DATE_BLANK, Column, Table, signatures
from allocator.reporting.text import LINE, date_text, ems, lines_at, word_ems

if TYPE_CHECKING:
    from pathlib import Path

    from allocator.reporting.layout import Page


def a_row(**changes: Any) -> list[Any]:
    values = dict.fromkeys(flat_table.CANDIDATE_COLUMNS, "文")
    values |= {"批次": 0, "场次": 1, "楼层": -1, "座位号": 7, "行": 2, "列": 3, "准考证号": "0012"}
    return list((values | changes).values())


def flat(tmp_path: Path, *rows: list[Any]) -> Path:
    target = tmp_path / "编排总表.xlsx"
    flat_table.write(a_book(), iter(rows), iter([]), target)
    return target


def test_flat_table_reads_the_same_with_openpyxl_and_calamine(tmp_path: Path) -> None:
    rows = [
        a_row(姓名=name) for name in ("=1+1", "<a> & b", "𠮷𡈼", "_x0041_", "·", "a'\"b", "None")
    ]
    target = flat(tmp_path, *rows)
    sheet = load_workbook(target)["考生编排"]
    assert [cell.value for cell in sheet[1]] == list(flat_table.CANDIDATE_COLUMNS)
    names = [sheet.cell(n + 2, 3).value for n in range(len(rows))]
    assert names[:3] == ["=1+1", "<a> & b", "𠮷𡈼"]
    read = CalamineWorkbook.from_path(str(target)).get_sheet_by_name("考生编排").to_python()
    assert len(read) == len(rows) + 1
    assert [row[2] for row in read[1:4]] == ["=1+1", "<a> & b", "𠮷𡈼"]
    assert read[-1][2] == "None"
    assert read[1][0] == "0012"
    assert [read[1][n] for n in (10, 14, 16, 17, 18)] == [1, -1, 7, 2, 3]


def test_blanks_stay_blank_and_batch_zero_is_blank(tmp_path: Path) -> None:
    sheet = load_workbook(flat(tmp_path, a_row(级别="", 专业=None), a_row(批次=3)))["考生编排"]
    assert [sheet.cell(2, n).value for n in (6, 7, 8)] == [None] * 3
    assert sheet.cell(3, 6).value == 3
    assert sheet.cell(2, 1).data_type in {"s", "str", "inlineStr"}
    assert sheet.cell(2, 1).number_format == "@"


def test_control_characters_do_not_break_the_file(tmp_path: Path) -> None:
    target = flat(tmp_path, a_row(姓名="甲\x00\x07乙\ud800\ufffe"))
    value = load_workbook(target)["考生编排"].cell(2, 3).value
    assert value.startswith("甲")
    assert "乙" in value


_LONG = {
    "准考证号": "2615992010030133", "报名序号": "261010000012345", "证件号码": "11010519491231002X",
    "姓名": "ABDURRAHMANJAN MUHAMMADALI", "考试代码": "ZJGCS", "批次": 12, "级别": "考全科",
    "专业": "金属非金属矿山安全", "科目代码": "03", "场次": 12, "考场号": "1001",
    "科目名称": "建设工程技术与计量（交通运输工程、土木建筑工程）", "楼栋": "逸夫教学楼（东区）",
    "教室": "多媒体阶梯教室305", "座位号": 100, "考点代码": "0123",
}  # fmt: skip


def test_flat_table_of_long_texts_prints_in_letters_that_are_read(tmp_path: Path) -> None:
    sheet = load_workbook(flat(tmp_path, a_row(), a_row(**_LONG)))["考生编排"]
    margins = sheet.page_margins
    across = (297 / 25.4 - margins.left - margins.right) * 96
    wide = sum(round(7 * column.width) for column in columns(sheet)) / NARROWEST
    assert 10 * across / wide >= 6
    for header, cell, column in zip(sheet[1], sheet[3], columns(sheet), strict=True):
        assert cell.font.sz == header.font.sz == 10
        assert header.alignment.wrap_text
        width = round(7 * column.width) * 0.75 - 7
        text = str(cell.value)
        lines = lines_at(text, width, 10)
        assert lines == 1 or cell.alignment.wrap_text, header.value
        assert lines * 10 * LINE <= sheet.row_dimensions[3].height, header.value
        assert word_ems(text) * 10 <= width, header.value
        assert ems(header.value) * 10 / 2 <= width, header.value


def test_only_rows_of_long_texts_are_high(tmp_path: Path) -> None:
    rows = [a_row() for _ in range(2500)]
    rows[1:1] = rows[2300:2300] = [a_row(**_LONG)]
    sheet = load_workbook(flat(tmp_path, *rows))["考生编排"]
    assert sheet.sheet_format.defaultRowHeight <= 15
    high = {row for row, found in sheet.row_dimensions.items() if (found.height or 0) > 15}
    assert high == {
        1,
        3,
        next(n for n in range(4, 2503) if sheet.cell(n, 3).value == _LONG["姓名"]),
    }


def test_flat_table_of_ordinary_texts_has_low_rows(tmp_path: Path) -> None:
    ordinary = _LONG | {"姓名": "欧阳文静", "科目名称": "建设工程技术与计量（土木建筑工程）"}
    sheet = load_workbook(flat(tmp_path, a_row(**ordinary)))["考生编排"]
    assert sheet.sheet_format.defaultRowHeight <= 15
    assert (sheet.row_dimensions[2].height or 0) <= 15


def test_no_column_of_the_flat_table_is_wider_than_excel_allows(tmp_path: Path) -> None:
    sheet = load_workbook(flat(tmp_path, a_row(准考证号="1" * 999, 姓名="名" * 999)))["考生编排"]
    assert max(column.width for column in columns(sheet)) <= 255


def test_flat_table_is_no_wider_than_its_texts(tmp_path: Path) -> None:
    short, long = (
        load_workbook(flat(folder, a_row(**row)))["考生编排"].column_dimensions["A"].width
        for folder, row in ((tmp_path, {}), (tmp_path, {"准考证号": "2615992010030133"}))
    )
    assert short < long / 1.5


def test_flat_table_is_the_same_in_every_order_of_hashing() -> None:
    """Of texts as wide as each other one may have more capitals, and so need more room."""
    code = """
import hashlib, tempfile
from pathlib import Path
from allocator.reporting import flat_table
from reporting.reporting_builders import a_book
numbers = dict.fromkeys(("批次", "场次", "楼层", "座位号", "行", "列"), 1)
# Other texts in each column, or one order of hashing could choose as another by luck.
rows = [{**{name: f"{text}{nth:02d}" for nth, name in enumerate(flat_table.CANDIDATE_COLUMNS)},
         **numbers}
        for text in ("abcd", "ABCD", "AbCd", "aBcD", "abCD", "ABcd", "aBCD", "Abcd")]
target = Path(tempfile.mkdtemp(), "编排总表.xlsx")
flat_table.write(a_book(), (tuple(row.values()) for row in rows), [], target)
print(hashlib.sha256(target.read_bytes()).hexdigest())
"""
    assert len(printed(code)) == 1


def test_flat_table_has_filter_frozen_header_and_print_titles(tmp_path: Path) -> None:
    sheet = load_workbook(flat(tmp_path, *[a_row() for _ in range(3000)]))["考生编排"]
    assert sheet.max_row == 3001
    assert sheet.auto_filter.ref == "A1:S3001"
    assert sheet.freeze_panes == "A2"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.print_title_rows == "$1:$1"


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(LimitError, match="没有写成"):
        flat_table.write(a_book(), [], [], tmp_path / "无" / "编排总表.xlsx")


def order(tmp_path: Path, *sites: Any, **changes: Any) -> list[dict[str, Any]]:
    target = tmp_path / "试卷预定单.xlsx"
    paper_order.write(a_book(**changes), [summarise(site) for site in sites], target)
    rows = list(load_workbook(target)["试卷预定单"].iter_rows(values_only=True))
    header = next(row for row in rows if row[0] == "考点代码")
    found = rows[rows.index(header) + 1 :]
    rows = [dict(zip(header, row, strict=True)) for row in found]
    return [row for row in rows if row["考场数"] is not None]


def test_order_agrees_with_rooms_and_people(tmp_path: Path) -> None:
    site = a_site((a_room("001"), a_room("002", people=33, layout=(7, 7, 7, 6, 6))))
    rows = order(tmp_path, site)
    first = rows[0]
    names = "考点代码 考点名称 专业 科目代码 科目名称 场次 时间 考场数 人数"
    sizes = "30份 25份 20份 15份 10份 5份 袋数合计 份数合计 考试代码"
    assert list(first) == [*names.split(), *sizes.split()]
    assert (first["考点名称"], first["时间"]) == ("市第一中学", "9月12日\n09:00—11:00")
    assert (first["考点代码"], first["科目代码"], first["考场数"], first["人数"]) == (
        "01",
        "01",
        2,
        63,
    )
    assert [first[name] for name in ("30份", "5份", "袋数合计", "份数合计")] == [2, 1, 3, 65]


def test_order_has_no_column_that_is_blank_throughout_and_is_read_so(tmp_path: Path) -> None:
    papers = tuple(replace(paper, level="", specialty="") for paper in a_book().papers)
    assert "专业" not in order(tmp_path, a_site((a_room("001"),)), papers=papers)[0]
    rows, totals = read_orders(tmp_path / "试卷预定单.xlsx")
    assert {(row.level, row.specialty) for row in (*rows, *totals)} == {("", "")}
    assert [row.copies_total for row in totals][-1] == sum(row.copies_total for row in rows)
    levels = tuple(replace(paper, level="考全科") for paper in a_book().papers)
    assert order(tmp_path, a_site((a_room("001"),)), papers=levels)[0]["级别"] == "考全科"


def test_names_of_subjects_have_the_room_that_other_columns_leave(tmp_path: Path) -> None:
    name = "建设工程技术与计量（土木建筑工程）"
    papers = tuple(replace(paper, level="", specialty="", subject_name=name)
                   for paper in a_book().papers)  # fmt: skip
    order(tmp_path, a_site((a_room("001"),)), papers=papers)
    sheet = load_workbook(tmp_path / "试卷预定单.xlsx")["试卷预定单"]
    at = [cell.value for cell in sheet[3]].index("科目名称")
    width = 7 * columns(sheet)[at].width / NARROWEST / 96 * 25.4
    assert lines_at(name, inside(width), 9) == 1


def test_electronic_papers_are_not_ordered(tmp_path: Path) -> None:
    assert all(int(row["科目代码"] or 0) <= 6 for row in order(tmp_path, demo_site()))


def test_spare_bags_stand_in_rows_of_their_own(tmp_path: Path) -> None:
    rows = order(tmp_path, a_site((a_room("001", papers=((0,),)),)), spare_bags="30:1；5:2")
    spare = [row for row in rows if row["考点代码"] == "备用"]
    assert [(row["30份"], row["5份"], row["份数合计"], row["人数"]) for row in spare] == [
        (1, 2, 40, 0)
    ]
    assert rows[-1]["考点代码"] == "总计"
    assert rows[-1]["份数合计"] == 70


def test_order_totals_are_the_sum_of_the_sites(tmp_path: Path) -> None:
    rows = order(tmp_path, demo_site(), a_site((a_room("009"),), "02"))
    parts = [row for row in rows if row["考点代码"] in {"01", "02"}]
    sums = [row for row in rows if row["考点代码"] == "合计"]
    for name in ("考场数", "人数", "30份", "5份", "袋数合计", "份数合计"):
        assert sum(row[name] for row in parts) == sum(row[name] for row in sums) == rows[-1][name]


def test_region_table_counts_rooms_and_people(tmp_path: Path) -> None:
    target = tmp_path / "考场编排汇总表.xlsx"
    region_table.write(a_book(), [summarise(demo_site())], target)
    rows = list(load_workbook(target)["考点汇总"].iter_rows(values_only=True))
    site = next(row for row in rows if row[0] == "01")
    assert site[2:5] == (8, 1, sum(len(room.seats) for room in demo_site().rooms))


def region_rows(tmp_path: Path, *sites: Any) -> list[tuple[Any, ...]]:
    target = tmp_path / "考场编排汇总表.xlsx"
    region_table.write(a_book(), [summarise(site) for site in sites], target)
    return list(load_workbook(target)["考场编排汇总表"].iter_rows(values_only=True))


def test_rows_of_the_only_site_are_not_said_again_as_totals(tmp_path: Path) -> None:
    alone = region_rows(tmp_path, demo_site())
    assert {row[0] for row in alone[2:-1]} == {"01"}
    assert alone[-1][0].startswith("编制人（签字）：")


def test_region_table_adds_up_each_paper_over_several_sites(tmp_path: Path) -> None:
    rows = region_rows(tmp_path, demo_site(), replace(demo_site(), code="02", name="市第二中学"))
    one, total = (
        {row[2:11]: row[11:] for row in rows if row[0] == code} for code in ("01", "合计")
    )
    assert total == {paper: (2 * rooms, 2 * people) for paper, (rooms, people) in one.items()}
    assert len(total) > 1


def test_region_table_writes_days_as_the_other_documents_do(tmp_path: Path) -> None:
    target = tmp_path / "考场编排汇总表.xlsx"
    region_table.write(a_book(), [summarise(demo_site())], target)
    sheet = load_workbook(target)["考场编排汇总表"]
    days = [row[3] for row in sheet.iter_rows(min_row=3, values_only=True) if row[3]]
    assert days
    assert set(days) <= {date_text(paper.start) for paper in a_book().papers}


@pytest.mark.parametrize(("sessions", "shown"), [(3, [3]), (6, [6]), (8, [4, 4]), (13, [5, 5, 3])])
def test_region_table_shares_many_sessions_out_among_sheets_alike(
    sessions: int, shown: list[int], tmp_path: Path
) -> None:
    target = tmp_path / "考场编排汇总表.xlsx"
    due = tuple((session, 2, 60) for session in range(1, sessions + 1))
    site = replace(summarise(demo_site()), session_rooms=due)
    region_table.write(a_book(), [site], target)
    sheets = [sheet for sheet in load_workbook(target) if sheet.title.startswith("考点汇总")]
    assert [(sheet.max_column - 5) // 2 for sheet in sheets] == shown
    assert len({sheet.page_setup.orientation for sheet in sheets}) == 1


_TWO_EXAMS = (
    "2026年度一级造价工程师（含土木建筑、交通运输、水利、安装工程）职业资格全国统一考试、"
    "2026年度中级注册安全工程师（建筑施工、金属冶炼、矿山安全等类别）职业资格考试"
)


@pytest.mark.parametrize("page", [PORTRAIT, LANDSCAPE])
def test_title_of_several_long_exams_stays_a_title(page: Page, tmp_path: Path) -> None:
    name, target = "考场安排表", tmp_path / "表.xlsx"
    columns = [Column(str(nth), page.width / 4) for nth in range(4)]
    with Document(name, target) as document:
        table = Table(document, "表", columns, title=f"{_TWO_EXAMS}　{name}", page=page)
        table.line(["甲"] * 4)
        table.close()
    sheet = load_workbook(target)["表"]
    cell = sheet["A1"]
    assert cell.value == _TWO_EXAMS.replace("考试、", "考试\n") + f"\n{name}"
    assert cell.font.sz >= 11
    needed = lines_at(cell.value, inside(page.width), cell.font.sz) * cell.font.sz * LINE
    assert needed <= sheet.row_dimensions[1].height


def test_audit_report_has_every_rule_and_every_finding(tmp_path: Path) -> None:
    finding = Finding(rule="DOOR", place="01/考场门贴.xlsx 第3行", message="=止号不符")
    waived = Finding(rule="ROOM-30", place="考场 002", message="33 人", waived=True)
    found = {"DOOR": (finding,), "ROOM-30": (waived,)}
    reports = [RuleReport(rule=rule.code, checked=5, findings=found.get(rule.code, ()),
                          applies=rule.code != "SEAT-KIN") for rule in RULES]  # fmt: skip
    target = tmp_path / "合规审查报告.xlsx"
    audit_report.write(reports, {"输入摘要": "abc", "种子": "甲"}, target)
    book = load_workbook(target)
    rows = {row[0]: row for row in book["合规审查报告"].iter_rows(values_only=True)}
    assert [row[0] for row in book["合规审查报告"].iter_rows(values_only=True)][3:-1] == [
        r.code for r in RULES
    ]
    assert rows["DOOR"][4:8] == (5, 1, 0, "不符合")
    assert rows["ROOM-30"][4:8] == (5, 0, 1, "豁免")
    assert rows["SEAT-KIN"][7] == "不适用"
    assert rows["DESK"][7] == "符合"
    details = [row[2] for row in book["明细"].iter_rows(values_only=True)]
    assert "=止号不符" in details
    assert ("种子", "甲") in list(book["基本信息"].iter_rows(values_only=True))


def test_infeasible_names_cause_numbers_and_cure(tmp_path: Path) -> None:
    target = tmp_path / "无解说明.xlsx"
    infeasible.write(
        [Clash(rule="ROOM-30", cause="座位不够", demand=9, supply=7, cure="加考场")],
        target,
        "岗位安排",
    )
    assert infeasible.subject_of(target) == "岗位安排"
    row = list(load_workbook(target)["无解说明"].iter_rows(values_only=True))[-1]
    assert (row[1], row[3:]) == ("ROOM-30", ("座位不够", 9, 7, 2, "加考场"))


def test_a_line_for_signatures_does_not_break_within_the_date() -> None:
    text = f"考点（盖章）：{BLANK}主考（签字）：{BLANK}{DATE_BLANK}"
    width = inside(PORTRAIT.width)
    assert ems(text) * 11 > width
    line = signatures(text, width)
    assert ems(line) * 11 <= width
    assert line.replace("　", "") == text.replace("　", "")
    assert line.endswith(DATE_BLANK)
    assert line.count("　" * 7) == 2


def test_a_line_for_signatures_that_fits_stays_as_it_is() -> None:
    text = f"抽签人（签字）：{BLANK}主考（签字）："
    assert signatures(text, inside(PORTRAIT.width)) == text


@pytest.mark.parametrize("lines", range(1, 45))
def test_no_page_of_a_table_begins_with_its_end(tmp_path: Path, lines: int) -> None:
    target = tmp_path / "表.xlsx"
    with Document("表", target) as document:
        table = Table(document, "表", (Column("甲", 40), Column("乙", 60)), title="表", note="注")
        for nth in range(lines):
            table.line([nth, "很长的考点名称" * (1 + nth % 4)])
        table.line(["合计", lines], bold=True)
        table.sign("主考（签字）：")
        table.close()
    sheet = load_workbook(target)["表"]
    assert not flows(sheet)
    assert repeated(sheet) == [1, 2, 3]
    assert_fits(sheet)
    *_, last = pages(sheet)
    assert len(last) >= 4
