"""监考抽签: the result of a draw for other programs and for checking (see `workbooks.md`).

Sheets `监考安排`, `流动监考` and `备用监考`: one header row and flat rows, for each session of the
draw; a rehearsal has 演练 in a row above the header. Codes are text; 场次, 楼层 and 顺序 numbers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.reporting import Report
from allocator.reporting.staff_layout import DayDocument, plain_sheet
from allocator.reporting.tables import Column

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from allocator.reporting.day_views import DayView
    from allocator.reporting.tables import Value

REPORT = Report(name="监考抽签", audience="考点、其他程序", public=False)

ROOMS = (
    Column("考试代码", 22),
    Column("场次", 14, digits=True),
    Column("考点代码", 22),
    Column("考场号", 20),
    Column("教室", 38),
    Column("角色", 34),
    Column("工号", 28),
    Column("姓名", 34),
    Column("工作单位", 50),
)
PATROLS = (
    Column("场次", 16, digits=True),
    Column("考点代码", 26),
    Column("楼栋", 40),
    Column("楼层", 16, digits=True),
    Column("工号", 36),
    Column("姓名", 50),
    Column("考场号", 30),
)
RESERVES = (
    Column("场次", 16, digits=True),
    Column("考点代码", 26),
    Column("顺序", 16, digits=True),
    Column("工号", 36),
    Column("姓名", 50),
)


def write(day: DayView, target: Path) -> None:
    """Write the three sheets."""
    with DayDocument.of_day(REPORT.name, day, target, flat=True) as document:
        plain_sheet(document, "监考安排", ROOMS, _rooms(day))
        plain_sheet(document, "流动监考", PATROLS, _patrols(day))
        plain_sheet(document, "备用监考", RESERVES, _reserves(day))


def _rooms(day: DayView) -> Iterator[list[Value]]:
    for session in day.sessions:
        for room in day.rooms_in(session):
            for post in room.posts:
                yield [room.exam, session, day.site, room.number, room.room.classroom, post.role,
                       *post.person]  # fmt: skip


def _patrols(day: DayView) -> Iterator[list[Value]]:
    for session in day.sessions:
        for patrol in day.patrols:
            for room in patrol.rooms_in(session):
                yield [session, day.site, room.room.building, room.room.floor,
                       patrol.person.staff, patrol.person.name, room.number]  # fmt: skip


def _reserves(day: DayView) -> Iterator[list[Value]]:
    for session in day.sessions:
        for order, person in enumerate(day.reserves, start=1):
            yield [session, day.site, order, person.staff, person.name]
