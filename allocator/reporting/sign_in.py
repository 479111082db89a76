"""考务人员签到表: one set of pages per session, signed before the draw; posts, no rooms.

Sheets `场次1` …: title, a line (site, date, when to report; where the session before, of the same
draw, ends too late for that, when it does), one header row, one row per person who serves the
session: 序号 (number), 岗位 (reserves: 监考（备用1） …), 姓名, 工作单位, 到岗时间, 签名. The last
two are filled in by hand. Who is absent here is named to the draw of the day.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from allocator.reporting import Report
from allocator.reporting.layout import PORTRAIT, Document
from allocator.reporting.staff_layout import NotedTable
from allocator.reporting.staff_steps import MEETING_BEFORE, REPORT_BEFORE, follows
from allocator.reporting.tables import BLANK, Column
from allocator.reporting.text import date_text

if TYPE_CHECKING:
    from pathlib import Path

    from allocator.reporting.staff_views import StaffSession, StaffSiteView
    from allocator.reporting.views import BookView

REPORT = Report(name="考务人员签到表", audience="考点", public=False)

_COLUMNS = (
    Column("序号", 12, digits=True),
    Column("岗位", 35),
    Column("姓名", 34),
    Column("工作单位", 43, "left"),
    Column("到岗时间", 22),
    Column("签名", 32),
)


def write(book: BookView, site: StaffSiteView, target: Path) -> None:
    """Write the sheets of a site, one per session."""
    with Document.of(REPORT.name, book, target, site.name) as document:
        for session in site.sessions:
            people = site.serving(session)
            table = NotedTable(document, f"场次{session.session}", _COLUMNS, page=PORTRAIT,
                               title=f"{site.title}　{REPORT.name}", least_height=22.5,
                               note=_note(site, session, len(people)))  # fmt: skip
            for nth, (person, order) in enumerate(people, start=1):
                post = f"{person.post}（备用{order}）" if order else person.post
                table.line([nth, post, person.name, person.unit, None, None])
            table.sign(
                f"应到：{len(people)} 人　　实到：　　　　人"
                f"　　考务办公室（签字）：{BLANK}主考（签字）："
            )
            table.close()
        if not site.sessions:
            document.nothing("本考点没有启用的考场。")


def _note(site: StaffSiteView, session: StaffSession, people: int) -> str:
    return (
        f"考点：{site.code}　{site.name}　　场次：{session.shown}　　{date_text(session.start)}\n"
        f"应到 {people} 人　　{_gathering(session)}　　{session.start:%H:%M} 开考"
    )


def _gathering(session: StaffSession) -> str:
    """Return when to report and to meet; of a session that follows another, when that ends."""
    if session.after and follows(session):
        before, free = session.after
        return f"场次{before}于 {free:%H:%M} 结束后接续，开考前签名"
    report = session.start - timedelta(minutes=REPORT_BEFORE)
    meeting = session.start - timedelta(minutes=MEETING_BEFORE)
    then = "考前会、抽签" if session.drawn else "考前会"
    return f"{report:%H:%M} 前到岗签到　　{meeting:%H:%M} {then}"
