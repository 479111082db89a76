"""考场安排表: the rooms of a site in a session, with columns to sign by hand.

Sheets `场次1` …: title, a line (site, date, rooms, people), one header row, one row per room and
paper: 考场号, 教室, 科目（类别）, 时间, 准考证起号, 准考证止号, 人数, 领卷试卷, 领卷答题卡,
回收试卷, 回收答题卡, 签字 (发放草稿纸, 回收草稿纸, 签字 where every room is electronic: one cell
for a room). What is after 人数 is signed on the day and empty. 准考证起号/止号/人数 are those of
the row's paper. Then rows `备1` … for rooms kept free and a row `合计` (number of rooms in 教室,
people in 人数).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.models.domain.exam import Form
from allocator.reporting import Report
from allocator.reporting.layout import Document
from allocator.reporting.paper_names import paper_text
from allocator.reporting.tables import BLANK, Column, Table
from allocator.reporting.text import (
    by_session,
    date_text,
    exam_text,
    place_text,
    room_place,
    time_text,
)

if TYPE_CHECKING:
    from pathlib import Path

    from allocator.reporting.views import BookView, RoomSession, RoomView, SiteView

REPORT = Report(name="考场安排表", audience="考点", public=False)

_COLUMNS = (
    Column("考场号", 14, digits=True),
    Column("教室", 32),
    Column("科目（类别）", 42),
    Column("时间", 24, digits=True),
    Column("准考证起号", 32, digits=True),
    Column("准考证止号", 32, digits=True),
    Column("人数", 12, digits=True),
    Column("领卷\n试卷", 13),
    Column("领卷\n答题卡", 13),
    Column("回收\n试卷", 13),
    Column("回收\n答题卡", 13),
    Column("签字", 22),
)
_FACTS = 7
_ELECTRONIC = (
    *_COLUMNS[:_FACTS],
    Column("发放\n草稿纸", 22),
    Column("回收\n草稿纸", 22),
    Column("签字", 30),
)
"""Where no room of a session has papers to hand out."""


def write(book: BookView, site: SiteView, target: Path) -> None:
    """Write the table of each session of a site."""
    spare = [room for room in site.floor_rooms if room.state.startswith("备")]
    with Document.of(REPORT.name, book, target, site.name) as document:
        sessions = by_session(site)
        for session, rooms in sessions:
            table = _open(document, site, session, rooms)
            empty = (None,) * (len(table.columns) - _FACTS)
            for room, due in rooms:
                first = table.sheet.rows_written
                for part in due.papers:
                    paper = paper_text(book, part.paper)
                    table.line([room.number, room_place(room), paper, _time(room, due),
                                part.first_ticket, part.last_ticket, part.people,
                                *empty])  # fmt: skip
                if _electronic(rooms):
                    table.merge(first, range(_FACTS, len(table.columns)))
            for kept in spare:
                place = place_text(kept.building, kept.floor, kept.classroom)
                table.line([kept.state, place, "备用考场", *[None] * 4, *empty])
            people = sum(due.people for _, due in rooms)
            table.line(["合计", f"{len(rooms)} 个考场", *[None] * 4, people, *empty],
                       bold=True, fill="#F2F2F2")  # fmt: skip
            out, back = ("发放人", "回收人") if _electronic(rooms) else ("发卷人", "收卷人")
            table.sign(f"{out}（签字）：{BLANK}{back}（签字）：{BLANK}主考（签字）：")
            table.close()
        if not sessions:
            document.nothing("本考点没有启用的考场。")


def _electronic(rooms: list[tuple[RoomView, RoomSession]]) -> bool:
    return all(room.form is Form.ELECTRONIC for room, _ in rooms)


def _time(room: RoomView, due: RoomSession) -> str:
    extra = f"\n延时{room.extra_percent}%" if room.extra_percent else ""
    return time_text(due.start, due.end) + extra


def _open(
    document: Document, site: SiteView, session: int, rooms: list[tuple[RoomView, RoomSession]]
) -> Table:
    exams = "、".join(dict.fromkeys(exam_text(room) for room, _ in rooms))
    people = sum(due.people for _, due in rooms)
    note = (
        f"考点：{site.code}　{site.name}　　场次：{session}　　日期：{date_text(rooms[0][1].start)}"
        f"　　考场：{len(rooms)} 个　　应考人数：{people}"
    )
    columns = _ELECTRONIC if _electronic(rooms) else _COLUMNS
    return Table(document, f"场次{session}", columns, title=f"{exams}　{REPORT.name}", note=note,
                 least_height=24)  # fmt: skip
