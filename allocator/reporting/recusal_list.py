"""回避名单: who may not serve and why, to print and file; names masked, no 证件号码.

Sheet `回避名单`: title, a line, one header row, one row per recusal in the order given: 序号
(number), 考试代码, 工号, 姓名, 工作单位, 规则, 类别, 范围, 考生报名序号, 关系链, 依据. 姓名 is
masked (张某); the 工号 tells the planner who it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.reporting import Report
from allocator.reporting.layout import Document
from allocator.reporting.tables import BLANK, DATE_BLANK, Column, Table

if TYPE_CHECKING:
    from pathlib import Path

    from allocator.reporting.staff_views import StaffRegionView
    from allocator.reporting.views import BookView

REPORT = Report(name="回避名单", audience="考区（内部）", public=False)

_COLUMNS = (
    Column("序号", 11, digits=True),
    Column("考试代码", 15, digits=True),
    Column("工号", 19, digits=True),
    Column("姓名", 16),
    Column("工作单位", 32, "left"),
    Column("规则", 27, digits=True),
    Column("类别", 22),
    Column("范围", 23),
    Column("考生\n报名序号", 22, digits=True),
    Column("关系链", 52, "left"),
    Column("依据", 23, "left"),
)


def write(book: BookView, region: StaffRegionView, target: Path) -> None:
    """Write the list."""
    people = len({recusal.staff for recusal in region.recusals})
    with Document.of(REPORT.name, book, target) as document:
        note = (
            f"共 {len(region.recusals)} 条，涉及 {people} 人。姓名已隐去，按工号核对；"
            "内部资料，不得张贴。"
        )
        table = Table(document, REPORT.name, _COLUMNS, size=9, note=note,
                      title=f"{book.title}　{REPORT.name}")  # fmt: skip
        for nth, found in enumerate(region.recusals, start=1):
            table.line([nth, found.exam, found.staff, found.name, found.unit, found.rule,
                        found.kind, found.scope, found.registration, found.chain,
                        found.clause])  # fmt: skip
        if not region.recusals:
            table.line(["—"] * 9 + ["没有需要回避的人员。", "—"])
        table.sign(f"编排人（签字）：{BLANK}复核人（签字）：{BLANK}{DATE_BLANK}")
        table.close()
