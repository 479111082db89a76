"""无解说明: why no arrangement exists, with the numbers that collide and what would help.

Sheet `无解说明`: title, a line that begins with what cannot be done, then the header 序号, 规则,
规则内容, 原因, 需要, 现有, 缺口, 建议; one row per cause.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.models.rules import RULE_OF
from allocator.reporting import Report
from allocator.reporting.layout import Document
from allocator.reporting.tables import Column, Table

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from allocator.models.domain.findings import Clash

REPORT = Report(name="无解说明", audience="考区", public=False)

_COLUMNS = (
    Column("序号", 12, digits=True),
    Column("规则", 33, digits=True),
    Column("规则内容", 52, "left"),
    Column("原因", 62, "left"),
    Column("需要", 17, digits=True),
    Column("现有", 17, digits=True),
    Column("缺口", 15, digits=True),
    Column("建议", 54, "left"),
)
_NOTE = (
    "{subject}：按下列原因，现有条件下没有任何编排能满足全部“必须”规则；"
    "没有写出编排结果。按“建议”修改录入表后重新运行。"
)


def write(clashes: Sequence[Clash], target: Path, subject: str) -> None:
    """Write the causes in the order given; `subject` is what cannot be done."""
    with Document(REPORT.name, target) as document:
        table = Table(document, REPORT.name, _COLUMNS, title="无法编排的原因与建议",
                      note=_NOTE.format(subject=subject))  # fmt: skip
        for nth, clash in enumerate(clashes, 1):
            rule = RULE_OF.get(clash.rule)
            table.line([nth, clash.rule, rule.title if rule else "", clash.cause, clash.demand,
                        clash.supply, max(0, clash.demand - clash.supply), clash.cure])  # fmt: skip
        table.close()


def subject_of(path: Path) -> str:
    """Return what a 无解说明 says cannot be done; blank where it cannot be read."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        rows = CalamineWorkbook.from_path(path).get_sheet_by_name(REPORT.name).to_python(nrows=2)
    except (CalamineError, OSError):
        return ""
    return str(rows[1][0]).partition("：")[0] if len(rows) == 2 else ""
