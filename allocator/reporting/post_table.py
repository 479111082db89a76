"""岗位安排表: who serves a site in which post and in which sessions; posts, no rooms.

Sheet `岗位安排表`: title, a line (site, people of each post), one header row, one row per person:
序号 (number), 岗位, 工号, 姓名, 工作单位, 场次 (全程, or sessions as 1—3、5), 备注 (in
which sessions 备用, in which place). Neither telephone nor 证件号码. Which room a 监考 serves is
drawn on the day and stands nowhere before (规范 7.2.1.3).
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from allocator.models.domain.staffing import DRAWN_POSTS
from allocator.reporting import Report
from allocator.reporting.layout import PORTRAIT, Document
from allocator.reporting.staff_layout import NotedTable
from allocator.reporting.tables import BLANK, DATE_BLANK, Column
from allocator.reporting.text import ranges

if TYPE_CHECKING:
    from pathlib import Path

    from allocator.reporting.staff_views import PostPerson, StaffSiteView
    from allocator.reporting.views import BookView

REPORT = Report(name="岗位安排表", audience="考点", public=False)

WHOLE = "全程"
_COLUMNS = (
    Column("序号", 11, digits=True),
    Column("岗位", 28),
    Column("工号", 20, digits=True),
    Column("姓名", 29),
    Column("工作单位", 36, "left"),
    Column("场次", 23, digits=True),
    Column("备注", 31),
)


def write(book: BookView, site: StaffSiteView, target: Path) -> None:
    """Write the table of a site."""
    with Document.of(REPORT.name, book, target, site.name) as document:
        if not site.people:
            document.nothing("本考点没有安排工作人员。")
            return
        counts = Counter(person.post for person in site.people)
        posts = "、".join(f"{post} {people}" for post, people in counts.items())
        note = f"考点：{site.code}　{site.name}　　共 {len(site.people)} 人\n{posts}"
        table = NotedTable(document, REPORT.name, _COLUMNS, page=PORTRAIT,
                           title=f"{site.title}　{REPORT.name}", note=note)  # fmt: skip
        for nth, person in enumerate(site.people, start=1):
            table.line([nth, person.post, person.staff, person.name, person.unit,
                        _served(site, person), _reserve(site, person)])  # fmt: skip
        table.sign(f"考点（盖章）：{BLANK}主考（签字）：{BLANK}{DATE_BLANK}")
        table.close()


def _served(site: StaffSiteView, person: PostPerson) -> str:
    return WHOLE if person.post not in DRAWN_POSTS else ranges(site.sessions_of(person))


def _reserve(site: StaffSiteView, person: PostPerson) -> str:
    """Return the sessions in which somebody is a reserve, a line for each place in the order."""
    places: dict[int, list[int]] = {}
    for session in site.sessions:
        order = person.order_in(session.turn)
        if order:
            places.setdefault(order, []).append(session.session)
    return "\n".join(f"场次{ranges(held)}：备用{order}" for order, held in places.items())
