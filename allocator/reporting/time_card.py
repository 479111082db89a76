"""时间卡: one card per role and session with the clock times of 规范 表1 and 表2.

Sheets `场次1 监考` …, with （电子化） or （纸笔） where the site has both: title, a line (site,
date, time), one header row, one row per step: 时间 (08:30, blank where none is fixed), 节点
(考前30分钟 …), 任务, 操作要求. Roles: 监考, 流动监考, 考场系统管理员, 考点系统管理员 (those posted
to the session), 主考、考务办公室. Cards name no person and no room.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.reporting import Report
from allocator.reporting.layout import PORTRAIT, Document
from allocator.reporting.staff_layout import NotedTable
from allocator.reporting.staff_steps import OFFICE, ROLES, steps
from allocator.reporting.tables import Column
from allocator.reporting.text import date_text, time_text

if TYPE_CHECKING:
    from pathlib import Path

    from allocator.reporting.staff_views import FormTimes, StaffSession, StaffSiteView
    from allocator.reporting.views import BookView

REPORT = Report(name="时间卡", audience="考点工作人员", public=False)

_COLUMNS = (
    Column("时间", 15, digits=True),
    Column("节点", 37),
    Column("任务", 37, "left"),
    Column("操作要求", 89, "left"),
)


def write(book: BookView, site: StaffSiteView, target: Path) -> None:
    """Write the cards of a site, sessions ascending, roles in their order."""
    with Document.of(REPORT.name, book, target, site.name) as document:
        for session in site.sessions:
            present = {person.post for person, _ in site.serving(session)}
            for times in session.times:
                for role in ROLES[times.form]:
                    if role == OFFICE or role in present:
                        _card(document, book, site, session, times, role)
        if not site.sessions:
            document.nothing("本考点没有启用的考场。")


def _card(
    document: Document,
    book: BookView,
    site: StaffSiteView,
    session: StaffSession,
    times: FormTimes,
    role: str,
) -> None:
    form = f"（{times.form.value}）" if len(session.times) > 1 else ""
    last, _ = times.ends[-1]
    note = (
        f"{site.title}\n考点：{site.code}　{site.name}\n"
        f"场次：{session.shown}　　{date_text(times.start)}　　{time_text(times.start, last)}"
    )
    table = NotedTable(document, f"场次{session.session} {role}{form}", _COLUMNS, page=PORTRAIT,
                       title=f"{role}{form}　{REPORT.name}", note=note, size=10.5,
                       least_height=27)  # fmt: skip
    for step in steps(role, session, times, book.entry_rule):
        table.line([step.clock, step.moment, step.task, step.duty])
    extended = "延时考场的结束时间以考场门贴为准；" if site.extended else ""
    table.sign(f"{extended}时间以考点统一信号为准。")
    table.close()
    # A card that is carried is one page, also where papers end at several times.
    table.sheet.one_page()
