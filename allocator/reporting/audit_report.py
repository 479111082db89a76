"""合规审查报告: what was checked of each rule, what was found, and what the run was made from.

Sheet `合规审查报告`: title, a line with the verdict, then the header 规则, 要求, 内容, 依据,
检查数, 违反数, 豁免数, 结论, 说明 and one row per rule in the order given (catalogue order).
Sheet `明细`: 规则, 位置, 情况, 豁免: every finding. Sheet `与记录不同`, only where what had been
published was audited: 文件, 工作表, 位置, 情况: cells that are not what the record says. Sheet
`基本信息`: 项目, 内容. 违反数 counts findings not waived; 结论 is 符合, 不符合, 豁免, 有剩余 (应当)
or 不适用.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.models.rules import RULE_OF
from allocator.reporting import Report
from allocator.reporting.layout import PORTRAIT, Document
from allocator.reporting.tables import BLANK, DATE_BLANK, Column, Table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from allocator.models.domain.findings import RuleReport

REPORT = Report(name="合规审查报告", audience="考区", public=False)

KEPT, BROKEN, WAIVED, REMAINS, NOT_APPLICABLE = "符合", "不符合", "豁免", "有剩余", "不适用"
_RULES = (
    Column("规则", 32, digits=True),
    Column("要求", 13),
    Column("内容", 60, "left"),
    Column("依据", 38, "left"),
    Column("检查数", 18, digits=True),
    Column("违反数", 15, digits=True),
    Column("豁免数", 15, digits=True),
    Column("结论", 17),
    Column("说明", 54, "left"),
)
_FINDINGS = (
    Column("规则", 36, digits=True),
    Column("位置", 80, "left"),
    Column("情况", 128, "left"),
    Column("豁免", 18),
)
_EDITED = (
    Column("文件", 64, "left"),
    Column("工作表", 34, "left"),
    Column("位置", 44, "left"),
    Column("情况", 120, "left"),
)
_EDITED_MOST = 20_000
"""Rows of 与记录不同: more help nobody, `allocator verify --json` has all."""
_FACTS = (Column("项目", 42), Column("内容", 136, "left"))


def verdict(report: RuleReport) -> str:
    """Return the 结论 of one rule."""
    if not report.applies:
        return NOT_APPLICABLE
    broken = sum(not finding.waived for finding in report.findings)
    if broken:
        return BROKEN if RULE_OF[report.rule].kind == "must" else REMAINS
    return WAIVED if report.findings else KEPT


def write(
    reports: Sequence[RuleReport],
    facts: Mapping[str, str],
    target: Path,
    edited: Sequence[tuple[str, str, str, str]] | None = None,
) -> None:
    """Write the report; `facts` (digest, seed, method …) are shown in their order.

    `edited`: file, sheet, place and words of what differs from the record; None: not compared.
    """
    digest = next((value for name, value in facts.items() if "摘要" in name), "")
    with Document(REPORT.name, target, digest=digest) as document:
        broken = sum(verdict(report) == BROKEN for report in reports)
        note = (
            f"结论：共审查 {len(reports)} 条规则，{broken} 条“必须”规则不符合，不得发布。"
            if broken
            else f"结论：共审查 {len(reports)} 条规则，“必须”规则全部符合（豁免另列）。"
        )
        if edited:
            note += f"文书与记录有 {len(edited)} 处不同，见“与记录不同”。"
        table = Table(
            document, REPORT.name, _RULES, title="考务编排合规审查报告", note=note, size=9
        )
        for report in reports:
            rule = RULE_OF[report.rule]
            waived = sum(finding.waived for finding in report.findings)
            result = verdict(report)
            table.line(
                [rule.code, "必须" if rule.kind == "must" else "应当", rule.title, rule.clause,
                 report.checked, len(report.findings) - waived, waived, result, report.remark],
                bold=result == BROKEN, fill="#F8CBAD" if result == BROKEN else "",
            )  # fmt: skip
        table.sign(f"审查人（签字）：{BLANK}复核人（签字）：{BLANK}{DATE_BLANK}")
        table.close()
        _findings(document, reports)
        if edited is not None:
            _edited(document, edited)
        facts_table = Table(document, "基本信息", _FACTS, title="基本信息", page=PORTRAIT)
        for name, value in facts.items():
            facts_table.line([name, value])
        facts_table.close()


def _findings(document: Document, reports: Sequence[RuleReport]) -> None:
    table = Table(document, "明细", _FINDINGS, title="违反与豁免明细", size=9)
    for report in reports:
        for finding in report.findings:
            table.line(
                [finding.rule, finding.place, finding.message, "豁免" if finding.waived else ""]
            )
    if not any(report.findings for report in reports):
        table.line(["—", "—", "没有发现违反，也没有豁免。", ""])
    table.close()


def _edited(document: Document, edited: Sequence[tuple[str, str, str, str]]) -> None:
    table = Table(document, "与记录不同", _EDITED, title="文书与记录不同之处", size=9)
    for row in edited[:_EDITED_MOST]:
        table.line(list(row))
    if len(edited) > _EDITED_MOST:
        table.line(["……", "", "", f"另有 {len(edited) - _EDITED_MOST} 处，没有列出。"])
    if not edited:
        table.line(["—", "—", "—", "文书与记录逐格一致。"])
    table.close()
