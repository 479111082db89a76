"""合规审查报告: what was checked of each rule, what was found, and what the run was made from.

Sheet `合规审查报告`: title, a line with the verdict, then the header 规则, 要求, 内容, 依据,
检查数, 违反数, 豁免数, 结论, 说明 and one row per rule in the order given (catalogue order).
Sheet `明细`: 规则, 位置, 情况, 豁免: every finding. Sheet `与记录不同`, only where what had been
published was audited: 文件, 工作表, 位置, 情况: cells that are not what the record says. Sheet
`基本信息`: 项目, 内容. Sheet `合规审查单页`: all of it on one page (see `audit_page`).
违反数 counts findings not waived; 结论 is 符合, 不符合, 豁免, 有剩余 (应当) or 不适用.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.models.rules.duty import NOT_AUDITED, NOT_ROSTERED
from allocator.reporting import Report
from allocator.reporting.audit_page import Head, write_page
from allocator.reporting.audit_rules import RED
from allocator.reporting.audit_words import BROKEN, outcome_of
from allocator.reporting.layout import PORTRAIT, Document
from allocator.reporting.marks import mark_of
from allocator.reporting.tables import BLANK, DATE_BLANK, Column, Table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from allocator.models.domain.findings import RuleReport

REPORT = Report(name="合规审查报告", audience="考区", public=False)

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


def write(
    reports: Sequence[RuleReport],
    facts: Mapping[str, str],
    target: Path,
    edited: Sequence[tuple[str, str, str, str]] | None = None,
    head: Head | None = None,
) -> None:
    """Write the report; `facts` (digest, seed, method …) are shown in their order.

    `edited`: file, sheet, place and words of what differs from the record; None: not compared.
    `head` is what the single page says of the run.
    """
    outcomes = [outcome_of(report) for report in reports]
    digest = next((value for name, value in facts.items() if "摘要" in name), "")
    with Document(REPORT.name, target, mark=mark_of(digest)) as document:
        wrong = sum(one.verdict == BROKEN for one in outcomes)
        note = (
            f"结论：共审查 {len(reports)} 条规则，{wrong} 条“必须”规则不符合，不得发布。"
            if wrong
            else f"结论：共审查 {len(reports)} 条规则，“必须”规则全部符合（豁免另列）。"
        )
        if any(report.remark == NOT_ROSTERED for report in reports):
            note += NOT_AUDITED
        if edited:
            note += f"文书与记录有 {len(edited)} 处不同，见“与记录不同”。"
        table = Table(
            document, REPORT.name, _RULES, title="考务编排合规审查报告", note=note, size=9
        )
        for one in outcomes:
            rule, report = one.rule, one.report
            table.line(
                [rule.code, one.kind, rule.title, rule.clause, report.checked, one.broken,
                 one.waived, one.verdict, report.remark],
                bold=one.verdict == BROKEN, fill=RED if one.verdict == BROKEN else "",
            )  # fmt: skip
        table.sign(f"审查人（签字）：{BLANK}复核人（签字）：{BLANK}{DATE_BLANK}")
        table.close()
        details = _findings(document, reports)
        if edited is not None:
            _edited(document, edited)
        facts_table = Table(document, "基本信息", _FACTS, title="基本信息", page=PORTRAIT)
        for name, value in facts.items():
            facts_table.line([name, value])
        facts_table.close()
        differ = None if edited is None else len(edited)
        write_page(document, outcomes, head or Head(), details, differ)


def _findings(document: Document, reports: Sequence[RuleReport]) -> dict[str, tuple[int, int]]:
    """Write every finding; return the first and last row of each rule."""
    table = Table(document, "明细", _FINDINGS, title="违反与豁免明细", size=9)
    rows = {}
    for report in reports:
        first = table.sheet.rows_written + 1
        for finding in report.findings:
            table.line(
                [finding.rule, finding.place, finding.message, "豁免" if finding.waived else ""]
            )
        if report.findings:
            rows[report.rule] = (first, table.sheet.rows_written)
    if not rows:
        table.line(["—", "—", "没有发现违反，也没有豁免。", ""])
    table.close()
    return rows


def _edited(document: Document, edited: Sequence[tuple[str, str, str, str]]) -> None:
    table = Table(document, "与记录不同", _EDITED, title="文书与记录不同之处", size=9)
    for row in edited[:_EDITED_MOST]:
        table.line(list(row))
    if len(edited) > _EDITED_MOST:
        table.line(["……", "", "", f"另有 {len(edited) - _EDITED_MOST} 处，没有列出。"])
    if not edited:
        table.line(["—", "—", "—", "文书与记录逐格一致。"])
    table.close()
