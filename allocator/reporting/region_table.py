"""考场编排汇总表: rooms and people of every site by session and paper, for the 考区.

Sheet `考场编排汇总表`: title, header, flat rows: 考点代码, 考点名称, 场次, 日期, 时间,
考试代码, 科目代码, 科目名称, 级别, 专业, 考试形式, 考场数, 人数; one row per site and paper,
then in column 考点代码 `合计` (one row per paper), unless there is only one site. A room with
several papers counts in the row of each. Sheet `考点汇总`: 考点代码, 考点名称, 启用考场,
备用考场, 考生, then 考场 and 人数 of every session, and a row `合计`; more than six sessions are
shared out among sheets alike. Each sheet ends with a line for signatures.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.reporting import Report
from allocator.reporting.layout import LANDSCAPE, PORTRAIT, Document
from allocator.reporting.tables import COMPILED, Column, Table
from allocator.reporting.text import date_text, time_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from allocator.reporting.summary import SiteSummary
    from allocator.reporting.tables import Value
    from allocator.reporting.views import BookView

REPORT = Report(name="考场编排汇总表", audience="考区", public=False)

TOTAL = "合计"
_COLUMNS = (
    Column("考点代码", 17, digits=True),
    Column("考点名称", 33.5, "left"),
    Column("场次", 10, digits=True),
    Column("日期", 29),
    Column("时间", 22, digits=True),
    Column("考试代码", 16, digits=True),
    Column("科目代码", 16, digits=True),
    Column("科目名称", 33.5, "left"),
    Column("级别", 17),
    Column("专业", 26),
    Column("考试形式", 15),
    Column("考场数", 13, digits=True),
    Column("人数", 14, digits=True),
)
_SESSIONS_PER_SHEET, _SESSIONS_UPRIGHT = 6, 3


def write(book: BookView, sites: Sequence[SiteSummary], target: Path) -> None:
    """Write the table of the 考区; sites in the order given."""
    with Document.of(REPORT.name, book, target) as document:
        table = Table(document, REPORT.name, _COLUMNS, size=9, title=f"{book.title}　{REPORT.name}")
        totals: dict[int, tuple[int, int]] = {}
        for site in sites:
            for count in site.papers:
                rooms, people = len(count.people), sum(count.people)
                had = totals.get(count.paper, (0, 0))
                totals[count.paper] = (had[0] + rooms, had[1] + people)
                table.line(_line(book, site.code, site.name, count.paper, rooms, people))
        # Totals of the only site would be its rows again.
        for paper in sorted(totals) if len(sites) > 1 else ():
            table.line(
                _line(book, TOTAL, "全考区", paper, *totals[paper]), bold=True, fill="#F2F2F2"
            )
        table.sign(COMPILED)
        table.close()
        _by_site(document, book, sites)


def _line(book: BookView, code: str, name: str, index: int, rooms: int, people: int) -> list[Value]:
    paper = book.papers[index]
    return [code, name, paper.session, date_text(paper.start), time_text(paper.start, paper.end),
            paper.exam, paper.subject, paper.subject_name, paper.level, paper.specialty,
            paper.form.value, rooms, people]  # fmt: skip


def _by_site(document: Document, book: BookView, sites: Sequence[SiteSummary]) -> None:
    sessions = sorted({session for site in sites for session, _, _ in site.session_rooms})
    sheets = max(1, -(-len(sessions) // _SESSIONS_PER_SHEET))
    share = max(1, -(-len(sessions) // sheets))
    page = PORTRAIT if share <= _SESSIONS_UPRIGHT else LANDSCAPE
    for start in range(0, max(1, len(sessions)), share):
        shown = sessions[start : start + share]
        cell = 14.0
        name_width = page.width - 17 - 3 * 17 - cell * 2 * len(shown)
        columns = [
            Column("考点代码", 17, digits=True),
            Column("考点名称", min(80.0, name_width), "left"),
            *(Column(name, 17, digits=True) for name in ("启用考场", "备用考场", "考生")),
        ]
        for session in shown:
            columns += [
                Column(f"场次{session}\n{unit}", cell, digits=True) for unit in ("考场", "人数")
            ]
        table = Table(
            document, "考点汇总", columns, size=9, page=page, title=f"{book.title}　考点汇总"
        )
        sums = [0] * (3 + 2 * len(shown))
        for site in sites:
            due = {session: (rooms, people) for session, rooms, people in site.session_rooms}
            figures = [site.rooms, site.spare, site.seats]
            for session in shown:
                figures += due.get(session, (0, 0))
            sums = [had + more for had, more in zip(sums, figures, strict=True)]
            table.line([site.code, site.name, *figures])
        table.line([TOTAL, "全考区", *sums], bold=True, fill="#F2F2F2")
        table.sign(COMPILED)
        table.close()
