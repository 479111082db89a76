"""抽签预演表: with how many absent each draw of the day can still be finished.

Sheet `抽签预演表`: title, a line, one header row, one row per site and draw: 考点代码, 考点名称,
场次 (text, joined with 、), 参加人数, 最坏可缺, 95%可缺 (numbers), 最紧缺, 补救, 不可同缺 (工号
whose absence together would stop the draw).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.reporting import Report
from allocator.reporting.layout import Document
from allocator.reporting.tables import Column, Table

if TYPE_CHECKING:
    from pathlib import Path

    from allocator.reporting.staff_views import StaffRegionView
    from allocator.reporting.views import BookView

REPORT = Report(name="抽签预演表", audience="考区", public=False)

_SHOWN = 6
_COLUMNS = (
    Column("考点代码", 17, digits=True),
    Column("考点名称", 46, "left"),
    Column("场次", 18, digits=True),
    Column("参加\n人数", 15, digits=True),
    Column("最坏\n可缺", 15, digits=True),
    Column("95%\n可缺", 15, digits=True),
    Column("最紧缺", 27),
    Column("补救", 62, "left"),
    Column("不可同缺（工号）", 47, "left"),
)
_NOTE = (
    "最坏可缺：无论缺的是谁，缺到这个人数仍能完成抽签（已证明）；95%可缺：1000 次预演中至少 950 次"
    "能完成的"
    "缺席人数。最坏可缺为 0 的行标红。"
)


def write(book: BookView, region: StaffRegionView, target: Path) -> None:
    """Write the table, sites in the order given."""
    with Document.of(REPORT.name, book, target) as document:
        table = Table(document, REPORT.name, _COLUMNS, size=9, note=_NOTE,
                      title=f"{book.title}　{REPORT.name}")  # fmt: skip
        for found in region.resilience:
            table.line(
                [found.site, found.name, "、".join(map(str, found.sessions)), found.people,
                 found.worst, found.likely, found.lacking or "总人数", found.cure,
                 _witness(found.witness)],
                fill="#F8CBAD" if found.worst == 0 else "",
            )  # fmt: skip
        if not region.resilience:
            table.line(["—"] * len(_COLUMNS))
        table.close()


def _witness(people: tuple[str, ...]) -> str:
    text = " ".join(people[:_SHOWN])
    return text if len(people) <= _SHOWN else f"{text} 等 {len(people)} 人"
