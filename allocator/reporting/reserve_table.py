"""备用监考表: reserves in the order in which they step in, before the draw and after it.

Before the draw, sheets `场次1` … (one per session): title, a line, header, rows 顺序 (number),
工号, 姓名, 工作单位, 递补时间, 递补岗位, 签名; the last three are filled in by hand. The order was
drawn with the posts. After the draw (`write_day`, titled 备用监考表（抽签后）), one sheet per
session of the turn: 顺序 (number for those still waiting, 已递补 for those who serve), 工号, 姓名,
工作单位, 去向, 到岗时间, 签名.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.reporting import Report
from allocator.reporting.layout import PORTRAIT, Document
from allocator.reporting.staff_layout import DayDocument, NotedTable
from allocator.reporting.tables import BLANK, Column
from allocator.reporting.text import date_text

if TYPE_CHECKING:
    from pathlib import Path

    from allocator.reporting.day_views import DayView
    from allocator.reporting.staff_views import StaffSiteView
    from allocator.reporting.views import BookView

REPORT = Report(name="备用监考表", audience="考点、主考", public=False)

WAITING, STEPPED_IN = "待命", "已递补"
_FIRST = (
    Column("顺序", 17, digits=True),
    Column("工号", 22, digits=True),
    Column("姓名", 34),
    Column("工作单位", 41, "left"),
)
_COLUMNS = (*_FIRST, Column("递补时间", 18), Column("递补岗位", 24), Column("签名", 22))
_DAY_COLUMNS = (*_FIRST, Column("去向", 28), Column("到岗时间", 16), Column("签名", 20))


def write(book: BookView, site: StaffSiteView, target: Path) -> None:
    """Write the reserves of each session of a site, in their drawn order."""
    with Document.of(REPORT.name, book, target, site.name) as document:
        any_sheet = False
        for session in site.sessions:
            reserves = [(order, person) for person, order in site.serving(session) if order]
            if not reserves:
                continue
            any_sheet = True
            note = (
                f"考点：{site.code}　{site.name}　　场次：{session.shown}"
                f"　　{date_text(session.start)}\n备用 {len(reserves)} 人；有人缺席时按顺序递补。"
            )
            table = NotedTable(document, f"场次{session.session}", _COLUMNS, page=PORTRAIT,
                               title=f"{site.title}　{REPORT.name}", note=note,
                               least_height=27)  # fmt: skip
            for order, person in sorted(reserves):
                table.line([order, person.staff, person.name, person.unit, None, None, None])
            table.sign(f"主考（签字）：{BLANK}考务办公室（签字）：")
            table.close()
        if not any_sheet:
            document.nothing("本考点没有备用监考。")


def write_day(day: DayView, target: Path) -> None:
    """Write who is still in reserve after the draw, and where those went who stepped in."""
    with DayDocument.of_day(REPORT.name, day, target) as document:
        for session in day.sessions:
            note = (
                f"{day.heading(session)}\n待命 {len(day.reserves)} 人，"
                f"已递补 {len(day.stepped_in)} 人；再有缺席时按顺序递补。"
            )
            table = NotedTable(document, f"场次{session}", _DAY_COLUMNS, page=PORTRAIT, note=note,
                               title=f"{day.title}　{REPORT.name}（抽签后）",
                               least_height=27)  # fmt: skip
            for order, person in enumerate(day.reserves, start=1):
                table.line([order, *person, WAITING, None, None])
            for person, place in day.stepped_in:
                table.line([STEPPED_IN, *person, place, None, None], fill="#F2F2F2")
            if not day.reserves and not day.stepped_in:
                table.line(["—", None, "没有备用监考", None, None, None, None])
            table.sign(f"主考（签字）：{BLANK}考务办公室（签字）：")
            table.close()
