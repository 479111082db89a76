"""监考安排表: who serves each room, after the draw, with columns to sign.

Sheets `场次1` … for each session of the draw: title, a line, one header row, one row per person:
考场号, 教室 (both one cell for the room), 角色 (监考甲 … or 考场系统管理员), 负责人 (★ for the
room leader), 姓名, 工作单位, then two columns to sign, whose names depend on 考试形式. The rows of
a room are never parted by a page break.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.models.domain.exam import Form
from allocator.reporting import Report
from allocator.reporting.day_views import session_form
from allocator.reporting.layout import PORTRAIT
from allocator.reporting.staff_layout import DayDocument, GroupedTable
from allocator.reporting.tables import BLANK, Column

if TYPE_CHECKING:
    from pathlib import Path

    from allocator.reporting.day_views import DayRoom, DayView
    from allocator.reporting.tables import Value

REPORT = Report(name="监考安排表", audience="考点、主考", public=False)

LEADER = "★"
_COLUMNS = (
    Column("考场号", 16, digits=True),
    Column("教室", 33),
    Column("角色", 29),
    Column("负责人", 13),
    Column("姓名", 28),
    Column("工作单位", 27, "left"),
)
_SIGNED = {
    Form.PAPER: ("领卷\n签字", "交卷\n签字"),
    Form.ELECTRONIC: ("领用具\n签字", "交接\n签字"),
    None: ("领卷\n(用具)\n签字", "交卷\n(交接)\n签字"),
}


def write(day: DayView, target: Path) -> None:
    """Write the table of each session of a draw."""
    signed = tuple(Column(name, 16) for name in _SIGNED[session_form(day)])
    with DayDocument.of_day(REPORT.name, day, target) as document:
        for session in day.sessions:
            rooms = day.rooms_in(session)
            people = sum(len(room.posts) for room in rooms)
            note = (
                f"{day.heading(session)}\n考场 {len(rooms)} 个　　监考等 {people} 人"
                f"　　{LEADER} 为考场负责人；抽定后不得私自调换。"
            )
            table = GroupedTable(document, f"场次{session}", (*_COLUMNS, *signed), page=PORTRAIT,
                                 title=f"{day.title}　{REPORT.name}", note=note,
                                 least_height=21)  # fmt: skip
            for room in rooms:
                table.group(_lines(room), merged=(0, 1))
            if not rooms:
                table.line([None, "没有考场", *[None] * 6])
            table.sign(f"抽签人（签字）：{BLANK}监督人（签字）：{BLANK}主考（签字）：")
            table.close()


def _lines(room: DayRoom) -> list[list[Value]]:
    lines: list[list[Value]] = []
    for nth, post in enumerate(room.posts):
        place = (room.number, room.place) if nth == 0 else (None, None)
        lines.append([*place, post.role, LEADER if post.leader else None, post.person.name,
                      post.person.unit, None, None])  # fmt: skip
    return lines
