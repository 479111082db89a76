"""The page of the audit: one page in type that can be read, whatever there is to say on it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import pytest
from openpyxl import load_workbook

from allocator.models.domain.findings import Finding, Measure, RuleReport
from allocator.models.rules import RULES
from allocator.reporting import audit_report
from allocator.reporting.audit_page import NAME, PAGE, Head
from allocator.reporting.audit_rules import BLUE, RED, short_clause

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

DIGEST = "a1da4d9997e35729775043299485280bd06fa919ee77bbc49f1094e2ecb1bea1"
HEAD = Head(
    exams="二〇二六年度全国专业技术人员计算机应用能力考试甲",
    region="示例自治区青岚市专业技术人员资格考试考区",
    time="2026-09-12 09:00 至 2026-09-13 18:00",
    people="考生 100000 人，考点 110 个，考场 3451 个，上岗 9194 人",
    seed="391072",
    method="allocator-draw-v1",
    digest=DIGEST,
    result=DIGEST[::-1],
)
ROOMS = ("启用考场", "考场场次", "启用考点", "流动监考", "无监控考场", "优先级", "科目考点")
POSTS = (
    "场次均衡", "早场均衡", "男女搭配", "单位均衡", "男女均衡", "经验均衡", "离开所属考点",
)  # fmt: skip
DRAWN = {
    "PAIR-UNIT": "同单位搭档",
    "PAIR-GENDER": "男女不全的考场",
    "PAIR-EXPERIENCE": "无有经验监考的考场",
    "ROOM-OWN-UNIT": "监考有本单位考生的考场",
    "ROOM-REPEAT": "重复的考场或搭档",
}


def a_measure(name: str, value: int = 1234567, scope: str = "", **more: int | None) -> Measure:
    facts: dict[str, int | None] = {"recomputed": value, "claimed": value, "bound": value}
    return Measure(name=name, scope=scope, **(facts | {"floor": 0} | more))  # type: ignore[arg-type]


def measures_of(rule: str) -> tuple[Measure, ...]:
    """Return every objective there is, draws of both kinds with them."""
    names = {"ROOM-PRIORITY": ROOMS, "SEAT-APART": ("同单位相邻",), "STAFF-SPREAD": POSTS}
    if rule in DRAWN:
        return tuple(a_measure(DRAWN[rule], scope=f"{k} 330 次") for k in ("正式抽签", "演练"))
    return tuple(a_measure(name) for name in names.get(rule, ()))


def a_report(rule: str, found: int = 0, waived: int = 0, **more: object) -> RuleReport:
    findings = [
        Finding(rule=rule, place=f"第 {n} 行", message="某某", waived=n < waived)
        for n in range(found + waived)
    ]
    facts: dict[str, object] = {"checked": 1234567, "measures": measures_of(rule)}
    return RuleReport(rule=rule, findings=tuple(findings), **(facts | more))  # type: ignore[arg-type]


class Shown(NamedTuple):
    sheet: Worksheet
    details: Worksheet
    rows: list[list[object]]
    """What stands in each row, from left to right."""

    def row(self, first: object) -> list[object]:
        """Return the row that begins so."""
        return next(row for row in self.rows if row[:1] == [first])

    def line(self, words: str) -> str:
        """Return the text that begins so."""
        return next(
            cell for row in self.rows for cell in row
            if isinstance(cell, str) and cell.startswith(words)
        )  # fmt: skip

    def fill(self, words: object) -> str:
        (cell,) = [c for row in self.sheet.iter_rows() for c in row if c.value == words]
        return f"#{cell.fill.start_color.rgb[2:]}"


def show(
    tmp_path: Path,
    reports: Iterable[RuleReport],
    head: Head = HEAD,
    edited: Sequence[tuple[str, str, str, str]] | None = None,
) -> Shown:
    target = tmp_path / "合规审查报告.xlsx"
    audit_report.write(list(reports), {"数据与结构摘要": DIGEST}, target, edited, head)
    book = load_workbook(target)
    rows = [
        [cell.value for cell in row if cell.value is not None] for row in book[NAME].iter_rows()
    ]
    return Shown(book[NAME], book["明细"], rows)


def a_reason(rule: str) -> str:
    return f"{rule} 因场地条件所限，经考区考试工作领导小组会议研究并报省人事考试中心备案同意" * 2


CASES = {
    "all is well": ([a_report(rule.code) for rule in RULES], HEAD),
    "nothing known": ([RuleReport(rule=rule.code, checked=0) for rule in RULES], Head()),
    "no staff": (
        [
            a_report(
                rule.code, applies=nth < 18, remark="没有工作人员名单，未安排岗位" * (nth > 17)
            )
            for nth, rule in enumerate(RULES)
        ],
        HEAD,
    ),
    "all broken": ([a_report(rule.code, 40) for rule in RULES], HEAD),
    "thirty waived": (
        [a_report(rule.code, 0, 7 * (nth < 30)) for nth, rule in enumerate(RULES)],
        replace(HEAD, waivers={rule.code: a_reason(rule.code) for rule in RULES[:30]}),
    ),
    "no name of the region, all broken": (
        [a_report(rule.code, 40) for rule in RULES],
        replace(HEAD, region=""),
    ),
    "three exams, all broken and waived": (
        [a_report(rule.code, 20, 20) for rule in RULES],
        replace(
            HEAD,
            exams="、".join([HEAD.exams] * 3),
            waivers={rule.code: a_reason(rule.code) for rule in RULES},
        ),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_it_is_one_page_in_type_that_can_be_read(case: str, tmp_path: Path) -> None:
    sheet = show(tmp_path, *CASES[case]).sheet
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) in {(None, None), (1, 1)}
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "portrait")
    assert sheet.print_area == f"'{NAME}'!$A$1:$CJ${sheet.max_row}"
    heights = [sheet.row_dimensions[n].height for n in range(1, sheet.max_row + 1)]
    # Whole pixels, or programs make rows lower than they were laid out.
    assert [height for height in heights if height % 0.75] == []
    assert sum(heights) <= PAGE.height
    sizes = [cell.font.size for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert min(sizes) >= 7.2
    margins = sheet.page_margins
    points = 72 * (margins.top + margins.bottom) + PAGE.height
    assert points <= 297 / 25.4 * 72 * 0.99


@pytest.mark.parametrize("case", CASES)
def test_every_rule_and_every_objective_has_its_figures(case: str, tmp_path: Path) -> None:
    reports, head = CASES[case]
    shown = show(tmp_path, reports, head)
    rows = {row[0]: row for row in shown.rows if row}
    assert [row[0] for row in shown.rows if row and row[0] in {r.code for r in RULES}] == [
        report.rule for report in reports if report.applies or report.rule in rows
    ]
    for report, rule in zip(reports, RULES, strict=True):
        if not report.applies:
            continue
        waived = sum(finding.waived for finding in report.findings)
        code, title, clause, kind, *counts = rows[rule.code][:7]
        assert (code, title, clause) == (rule.code, rule.title, short_clause(rule))
        assert kind == {"must": "必须", "should": "应当"}[rule.kind]
        assert counts == [report.checked, len(report.findings) - waived, waived]
    words = [cell for row in shown.rows for cell in row]
    measures = [measure for report in reports for measure in report.measures if not measure.scope]
    assert [measure.name for measure in measures if measure.name not in words] == []
    for name in ("审查人", "复核人", "监督人"):
        assert any(str(word).startswith(f"{name}（签字）") for word in words)


@pytest.mark.parametrize(("region", "least"), [("", 16.0), (HEAD.region, 9.0)])
def test_a_region_without_a_name_leaves_room_to_write_it(
    region: str, least: float, tmp_path: Path
) -> None:
    head = replace(HEAD, region=region, people="考生 30 人")
    sheet = show(tmp_path, CASES["all broken"][0], head).sheet
    row = next(c.row for c in sheet["A"] if c.value == "考区")
    assert sheet.row_dimensions[row].height >= least


def test_clauses_are_numbers_alone() -> None:
    assert {short_clause(rule) for rule in RULES} >= {
        "规程 第四十九条", "规范 5.1、5.2", "规范 6.3.2.2.2；规程 第十九条", "惯例",
    }  # fmt: skip
    assert all("（" not in short_clause(rule) for rule in RULES)


def test_digests_stand_in_groups(tmp_path: Path) -> None:
    shown = show(tmp_path, [a_report(rule.code) for rule in RULES])
    assert shown.row("数据与结构摘要")[1] == " ".join(DIGEST[n : n + 8] for n in range(0, 64, 8))
    assert shown.row("种子")[1:] == ["391072", "方法版本", "allocator-draw-v1"]


def test_what_is_broken_is_told_first_and_with_its_rows(tmp_path: Path) -> None:
    found = {"ROOM-30": 3, "DOOR": 1, "PAIR-UNIT": 2}
    shown = show(tmp_path, [a_report(rule.code, found.get(rule.code, 0)) for rule in RULES])
    verdict = shown.line("结论：")
    assert verdict.startswith("结论：不符合。“必须”规则 2 条不符合，共 4 处，不得发布")
    assert "“应当”规则 1 条有剩余" in verdict
    assert shown.fill(verdict) == shown.fill("DOOR") == RED
    broken = shown.line("不符合 2 条")
    assert broken.endswith("“明细”：ROOM-30 3 处（第 3—5 行）；DOOR 1 处（第 6 行）。")
    assert [shown.details.cell(n, 1).value for n in (3, 5, 6)] == ["ROOM-30", "ROOM-30", "DOOR"]
    assert shown.line("有剩余 1 条").endswith("PAIR-UNIT 2 处（第 7—8 行）。")


def test_rules_that_do_not_apply_are_told_with_the_reason(tmp_path: Path) -> None:
    remarks = {
        "ROOM-TAIL": "尾考场合并未启用；不足 5 人的考场 0 个",
        "SEAT-SITE": "",
        "ROOM-COMPUTER": "演练 12 次",
        "RECUSE-PLANNER": "运行记录没有写明编排人（--operator）",
    }
    reports = [
        RuleReport(rule=rule.code, checked=3, applies=rule.code not in remarks,
                   remark=remarks.get(rule.code, ""))
        for rule in RULES
    ]  # fmt: skip
    shown = show(tmp_path, reports)
    # Larger type goes before a row of their own.
    assert all(row[:1] != ["SEAT-SITE"] for row in shown.rows)
    assert shown.line("不适用 4 条") == (
        "不适用 4 条：ROOM-TAIL（尾考场合并未启用）；SEAT-SITE、ROOM-COMPUTER（没有须核对的对象）；"
        "RECUSE-PLANNER（运行记录没有写明编排人）。"
    )


def test_waivers_stand_with_their_reasons_and_how_often_they_were_used(tmp_path: Path) -> None:
    reports = [a_report(rule.code, 0, 4 * (rule.code == "PATROL-5")) for rule in RULES]
    waivers = {"DRAW-DAY": "网络不可靠，提前一天抽签", "PATROL-5": "楼层分散"}
    shown = show(tmp_path, reports, replace(HEAD, waivers=waivers))
    assert shown.line("DRAW-DAY（") == "DRAW-DAY（0 处）：网络不可靠，提前一天抽签"
    assert shown.line("PATROL-5（") == "PATROL-5（4 处）：楼层分散"
    assert shown.row("PATROL-5")[-1] == "豁免"
    assert shown.fill("PATROL-5") == BLUE
    assert "豁免 4 处" in shown.line("结论：符合")


def test_one_reason_for_several_rules_is_written_once(tmp_path: Path) -> None:
    waivers = {"DRAW-DAY": "经批准", "PATROL-5": "经批准"}
    shown = show(tmp_path, [a_report(r.code) for r in RULES], replace(HEAD, waivers=waivers))
    assert shown.line("DRAW-DAY（") == "DRAW-DAY（0 处）、PATROL-5（0 处）：经批准"


def test_reasons_for_which_there_is_no_room_are_on_another_sheet(tmp_path: Path) -> None:
    shown = show(tmp_path, *CASES["thirty waived"])
    shown.line("SEAT-RANDOM（7 处）：SEAT-RANDOM 因场地条件所限")
    rest = shown.line("其余 ")
    assert rest.endswith("条规则的豁免理由见工作表“基本信息”，逐处见“明细”。")


def test_what_is_waived_by_a_setting_is_explained_by_the_remark(tmp_path: Path) -> None:
    remark = "尾考场合并后超过标准人数的考场 2 个，按豁免计"
    reports = [
        a_report(rule.code, 0, 2 * (rule.code == "ROOM-30"), remark=remark) for rule in RULES
    ]
    assert show(tmp_path, reports).line("ROOM-30（") == f"ROOM-30（2 处）：{remark}"


@pytest.mark.parametrize(
    ("measure", "outcome"),
    [
        (a_measure("启用考场", 5, floor=5), "最少"),
        (a_measure("启用考场", 5, floor=4), "最少*"),
        (a_measure("启用考场", 5, bound=3, floor=4), "未证"),
        (a_measure("启用考场", 5, bound=None, claimed=None), "未证"),
        (a_measure("启用考场", 5, claimed=4, wrong=1), "不符"),
        (a_measure("启用考场", 5, recomputed=None, floor=None), "未复算"),
    ],
)
def test_objectives_say_what_is_proven_and_how(
    measure: Measure, outcome: str, tmp_path: Path
) -> None:
    shown = show(tmp_path, [RuleReport(rule="ROOM-PRIORITY", checked=1, measures=(measure,))])
    values = (measure.recomputed, measure.claimed, measure.bound, measure.floor)
    assert shown.row("启用考场")[1:] == [*("—" if v is None else v for v in values), outcome]
    assert ("目标 1 项与记录不符" in shown.line("结论：")) == (outcome == "不符")
    if outcome == "不符":
        assert shown.fill("启用考场") == RED


def test_a_proven_least_is_called_by_one_word(tmp_path: Path) -> None:
    shown = show(tmp_path, *CASES["all is well"])
    heads = ["目标", "复算值", "记录值", "记录下界", "清点下界", "结论"]
    assert shown.row("目标") == heads * 2
    said = [cell for row in shown.rows for cell in row if isinstance(cell, str) and "界" in cell]
    assert [text for text in said if text.count("界") != text.count("下界")] == []


def test_a_number_that_is_too_wide_for_its_cell_is_text(tmp_path: Path) -> None:
    report = RuleReport(rule="DOOR", checked=1234567890123)
    row = show(tmp_path, [report]).row("DOOR")
    assert row[4] == "1234567890123"


@pytest.mark.parametrize(
    ("edited", "words"), [([], "逐格一致"), ([("甲",) * 4] * 3, "有 3 处不同")]
)
def test_whether_workbooks_were_edited_is_told(
    edited: list[tuple[str, str, str, str]], words: str, tmp_path: Path
) -> None:
    reports = [a_report(rule.code) for rule in RULES]
    verdict = show(tmp_path, reports, edited=edited).line("结论：")
    assert f"文书与记录{words}" in verdict
    assert "文书与记录" not in show(tmp_path, reports).line("结论：")
