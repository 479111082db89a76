"""流动监考路线卡: one card per 流动监考 and session: floor, rooms in corridor order, boxes to sign.

Card shape (sheets `场次1` …, columns A:H, one below the other, never parted by a page break):
title, exam, then labels each followed by its value (姓名, 工作单位, 考点, 楼层, 场次, 时间),
a header 顺序, 考场号, 教室, 监考人员, 开考前, 开考后, 结束清点 and one row per room, a line of
duties and one of signatures.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from allocator.models.domain.exam import Form
from allocator.reporting import Report
from allocator.reporting.form import Form as Lines
from allocator.reporting.layout import DIGITS, PORTRAIT, SONG, inside
from allocator.reporting.staff_layout import DayDocument
from allocator.reporting.staff_steps import FETCH_BEFORE
from allocator.reporting.text import height_of

if TYPE_CHECKING:
    from pathlib import Path

    from allocator.reporting.day_views import DayPatrol, DayRoom, DayView
    from allocator.reporting.form import Field

REPORT = Report(name="流动监考路线卡", audience="流动监考", public=False)

WIDTHS = (13.0, 20.0, 40.0, 18.0, 30.0, 19.0, 19.0, 19.0)
_TITLE, _EXAM, _FACT, _HEAD, _NOTE, _SIGN, _SPACE = 30.0, 19.0, 20.0, 30.0, 27.0, 24.0, 10.0
_LEAST, _MOST = 24.0, 80.0
_LETTERS = 9.0
_NAMES = 8.5
_CHECKED_AFTER = 30  # minutes after the start: 缺考 are checked, 规范 表1
_DUTIES = {
    Form.PAPER: "开考前：查看两名监考到岗、试卷直达考场、“验封签字”；开考后：核对缺考人数；考试结"
    "束：进入考场"
    "再次清点试卷及答题卡（纸），无误后方可装袋密封并签字（规范 表1）。",
    Form.ELECTRONIC: "开考前：查看监考人员、考场系统管理员到岗；开考后：核对缺考人数；考试结束：查"
    "看交卷、"
    "清点交接情况（规范 表2）。",
}


def write(day: DayView, target: Path) -> None:
    """Write the cards of each session of a draw."""
    with DayDocument.of_day(REPORT.name, day, target) as document:
        if not day.patrols:
            document.nothing("本场次没有流动监考。")
            return
        for session in day.sessions:
            sheet = document.sheet(f"场次{session}", PORTRAIT, WIDTHS)
            lines = Lines(document, sheet, WIDTHS)
            begun = sheet.rows_written
            exam = max(_EXAM, height_of(day.title, inside(sum(WIDTHS)), _LETTERS) + 2)
            for patrol in day.patrols:
                rooms = patrol.rooms_in(session)
                heights = [_row_height(room) for room in rooms]
                facts = _facts(day, session, patrol._replace(rooms=rooms))
                above = _TITLE + exam + sum(height for height, _ in facts) + _HEAD
                whole = above + sum(heights) + _NOTE + _SIGN + _SPACE
                if sheet.rows_written > begun and sheet.height_left() < whole:
                    document.next_page(sheet)
                _card(document, lines, day, session, patrol._replace(rooms=rooms), exam, heights)
            sheet.finish()


def _row_height(room: DayRoom) -> float:
    """Return the height of a room's row: its names and its place in full."""
    names = height_of(_names(room), inside(WIDTHS[3] + WIDTHS[4]), _NAMES)
    place = height_of(room.place, inside(WIDTHS[2]), _NAMES)
    return min(_MOST, max(_LEAST, names + 6, place + 6))


def _facts(day: DayView, session: int, patrol: DayPatrol) -> list[tuple[float, tuple[Field, ...]]]:
    """Return the lines of facts with their heights, which long names may need more of."""
    lines: list[tuple[Field, ...]] = [
        ((1, "姓名"), (2, patrol.person.name), (1, "工作单位"), (4, patrol.person.unit)),
        ((1, "考点"), (2, day.name), (1, "楼层"),
         (4, f"{patrol.place}（{len(patrol.rooms)} 个考场）")),
        ((1, "场次"), (2, day.shown(session)), (1, "时间"), (4, day.time_of(session))),
    ]  # fmt: skip
    first, second = inside(sum(WIDTHS[1:3])), inside(sum(WIDTHS[4:]))
    return [
        (max(_FACT, *(height_of(str(line[nth][1]), width, _LETTERS)
                      for nth, width in ((1, first), (3, second)))), line)
        for line in lines
    ]  # fmt: skip


def _names(room: DayRoom) -> str:
    return "、".join(post.person.name for post in room.posts)


def _card(
    document: DayDocument,
    lines: Lines,
    day: DayView,
    session: int,
    patrol: DayPatrol,
    exam: float,
    heights: list[float],
) -> None:
    lines.title(REPORT.name, _TITLE)
    lines.note(day.title, exam)
    for height, fields in _facts(day, session, patrol):
        lines.line(height, *fields)
    lines.heads(_HEAD, *_heads(day, session))
    style = document.style
    digits = style(DIGITS, 11, align="center", border=1)
    bold = style(DIGITS, 13, align="center", border=1, bold=True)
    text = style(SONG, _NAMES, align="center", border=1, text_wrap=True)
    for nth, (room, height) in enumerate(zip(patrol.rooms, heights, strict=True)):
        lines.sheet.row(height, [
            (0, 0, digits, nth + 1), (1, 1, bold, room.number), (2, 2, text, room.place),
            (3, 4, text, _names(room)), (5, 5, lines.blank, None), (6, 6, lines.blank, None),
            (7, 7, lines.blank, None),
        ])  # fmt: skip
    duties = " ".join(_DUTIES[form] for form in Form
                      if any(room.form is form for room in patrol.rooms))  # fmt: skip
    lines.note(duties, _NOTE)
    lines.note("流动监考（签字）：　　　　　　　　　　　　主考（签字）：", _SIGN)
    lines.sheet.row(_SPACE, [])


def _heads(day: DayView, session: int) -> tuple[tuple[int, str], ...]:
    """Return how wide each column is and its name, with the clock where the start is known."""
    start = day.start_of(session)
    before = f"开考前\n{day.from_when(session, FETCH_BEFORE):%H:%M}"
    after = f"开考后\n{start + timedelta(minutes=_CHECKED_AFTER):%H:%M}"
    return ((1, "顺序"), (1, "考场号"), (1, "教室"), (2, "监考人员"), (1, before), (1, after),
            (1, "结束清点"))  # fmt: skip
