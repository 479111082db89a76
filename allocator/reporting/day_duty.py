"""监考安排表: who serves each room, after the draw, with columns to sign.

Sheets `场次1` … for each session of the draw: title, a line, one header row, one row per person:
考场号, 教室 (both one cell for the room), 角色 (监考甲 … or 考场系统管理员), 负责人 (★ for the room
leader), 姓名, 工作单位, then two columns to sign, whose names depend on 考试形式. The rows of a
room are never parted by a page break. Below them 流动监考 (in 教室 the floor and the rooms of the
session) and 备用监考 (备用1 … in 角色) in the same columns, without 考场号.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.models.domain.exam import Form
from allocator.models.domain.staffing import PATROL, ROOM_ADMIN
from allocator.reporting import Report
from allocator.reporting.day_views import session_form
from allocator.reporting.layout import PORTRAIT
from allocator.reporting.staff_layout import DayDocument, GroupedTable
from allocator.reporting.tables import BLANK, Column

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from allocator.reporting.day_views import DayRoom, DayView
    from allocator.reporting.tables import Value

REPORT = Report(name="监考安排表", audience="考点、主考", public=False)

LEADER = "★"
_SIGN = 20.0
"""mm: a name is written there by hand."""


def _columns(rooms: Sequence[DayRoom], signed: tuple[str, str]) -> tuple[Column, ...]:
    """Return the columns; only 考场系统管理员 is long, 工作单位 takes what other roles leave."""
    role = 29.0 if any(post.role == ROOM_ADMIN for room in rooms for post in room.posts) else 20.0
    first = (
        Column("考场号", 14, digits=True),
        Column("教室", 29),
        Column("角色", role),
        Column("负责人", 13),
        Column("姓名", 28),
    )
    used = sum(column.width for column in first) + 2 * _SIGN
    return (*first, Column("工作单位", PORTRAIT.width - used, "left"),
            *(Column(name, _SIGN) for name in signed))  # fmt: skip


_SIGNED = {
    Form.PAPER: ("领卷\n签字", "交卷\n签字"),
    Form.ELECTRONIC: ("领用具\n签字", "交接\n签字"),
    None: ("领卷\n(用具)\n签字", "交卷\n(交接)\n签字"),
}


def write(day: DayView, target: Path) -> None:
    """Write the table of each session of a draw."""
    signed = _SIGNED[session_form(day)]
    with DayDocument.of_day(REPORT.name, day, target) as document:
        for session in day.sessions:
            rooms = day.rooms_in(session)
            people = sum(len(room.posts) for room in rooms)
            note = (
                f"{day.heading(session)}\n考场 {len(rooms)} 个　　监考等 {people} 人"
                f"　　流动监考 {len(day.patrols)} 人　　备用监考 {len(day.reserves)} 人"
                f"　　{LEADER} 为考场负责人；抽定后不得私自调换。"
            )
            table = GroupedTable(document, f"场次{session}", _columns(rooms, signed), page=PORTRAIT,
                                 title=f"{day.title}　{REPORT.name}", note=note,
                                 least_height=21)  # fmt: skip
            for room in rooms:
                table.group(_lines(room), merged=(0, 1))
            if not rooms:
                table.line([None, "没有考场", *[None] * 6])
            others = _others(day, session)
            if others:
                table.band("流动监考、备用监考", sum(map(table.high, others[:1])))
            for line in others:
                table.group([line])
            table.sign(f"抽签人（签字）：{BLANK}监督人（签字）：{BLANK}主考（签字）：")
            table.close()


def _others(day: DayView, session: int) -> list[list[Value]]:
    """Return the lines of those who serve no room: floor and rooms of 流动监考, then 备用监考."""
    lines: list[list[Value]] = []
    for patrol in day.patrols:
        rooms = "、".join(room.number for room in patrol.rooms_in(session))
        lines.append([None, f"{patrol.place}\n{rooms}".strip(), PATROL, None,
                      patrol.person.name, patrol.person.unit, None, None])  # fmt: skip
    for order, person in enumerate(day.reserves, start=1):
        lines.append([None, "待命", f"备用{order}", None, person.name, person.unit, None, None])
    return lines


def _lines(room: DayRoom) -> list[list[Value]]:
    lines: list[list[Value]] = []
    for nth, post in enumerate(room.posts):
        place = (room.number, room.place) if nth == 0 else (None, None)
        lines.append([*place, post.role, LEADER if post.leader else None, post.person.name,
                      post.person.unit, None, None])  # fmt: skip
    return lines
