"""考场情况记录单: one A4 page per room and session, head filled in (规范 7.4, 表1).

Page shape (sheets `场次1` …, columns A:H): row 1 the exam and 考场情况记录单, then labels each
followed by its value: 考点, 考场号, 教室, 科目（类别）, 场次 (number), 日期, 时间, 准考证起号,
准考证止号, 应考人数 (number); empty: 实考人数, 缺考人数; blocks for 缺考考生 (lines for half of
those due), 违纪情况, 异常情况, counts of papers (机位 in electronic rooms) and signatures. A room
of more than 32 people has a further page, 续页, for 缺考考生. No names are printed.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from allocator.models.domain.exam import Form as ExamForm
from allocator.reporting import Report
from allocator.reporting.form import Form, signature_lines
from allocator.reporting.layout import PAGES_PER_SHEET, PORTRAIT, Document, inside
from allocator.reporting.paper_names import papers_text
from allocator.reporting.text import (
    READ,
    by_session,
    date_text,
    exam_text,
    height_of,
    room_place,
    room_time,
    shared_heights,
)

if TYPE_CHECKING:
    from pathlib import Path

    from allocator.reporting.views import BookView, RoomSession, RoomView, SiteView

REPORT = Report(name="考场情况记录单", audience="监考、考务办公室", public=False)

_SPARE, _LINE = 15.0, 18.0
"""Points that the page of one paper leaves free, and of the lowest line of facts."""
_SIGN = 33.0
"""Points of a line to sign."""
_ABREAST, _FEWEST, _MOST, _FURTHER = 2, 6, 8, 23
"""People on a line of those absent, and such lines on the first page and on a further one."""
_BLANKS, _LOW = 135.0, 18.0
"""Points of these lines together, and of the lowest one."""
WIDTHS = (27.0, 21.0, 20.0, 21.0, 22.0, 22.0, 22.0, 23.0)


def write(book: BookView, site: SiteView, target: Path) -> None:
    """Write the forms of a site: a sheet per session, rooms by 考场号."""
    with Document.of(REPORT.name, book, target, site.name) as document:
        sessions = by_session(site)
        for session, rooms in sessions:
            # A room takes two pages at most.
            for start in range(0, len(rooms), PAGES_PER_SHEET // 2):
                sheet = document.sheet(f"场次{session}", PORTRAIT, WIDTHS)
                form = Form(document, sheet, WIDTHS)
                for room, due in rooms[start : start + PAGES_PER_SHEET // 2]:
                    _pages(form, book, site, room, due)
                sheet.finish()
        if not sessions:
            document.nothing("本考点没有启用的考场。")


def _pages(form: Form, book: BookView, site: SiteView, room: RoomView, due: RoomSession) -> None:
    """Write the page of a room, and another one where half of its people have no room on it."""
    rows = -(-due.people // 2 // _ABREAST)
    here = max(_FEWEST, min(_MOST, rows))
    more = rows > here
    _head(form, book, site, room, due)
    form.once(f"{room.form.value} {room.roles} {here} {more}",
              partial(_body, room=room, rows=here, more=more))  # fmt: skip
    form.sheet.end_page()
    if more:
        form.title(f"{exam_text(room)}　考场情况记录单（续页）")
        form.line(24, (1, "考点"), (3, site.name), (1, "考场号"), (1, room.number), (1, "场次"),
                  (1, due.session))  # fmt: skip
        form.line(24, (1, "教室"), (3, room_place(room)), (1, "日期"), (3, date_text(due.start)))
        _absent(form, "缺考考生（续）", min(_FURTHER, rows - here), 22.5)
        form.signatures(_SIGN, room.roles)
        form.sheet.end_page()


def _head(form: Form, book: BookView, site: SiteView, room: RoomView, due: RoomSession) -> None:
    form.title(f"{exam_text(room)}　考场情况记录单")
    papers = papers_text(book, due)
    high = _heights([site.name, room_place(room), papers], many=len(due.papers) > 1)
    form.line(high[0], (1, "考点"), (3, site.name), (1, "考场号"), (1, room.number), (1, "场次"),
              (1, due.session))  # fmt: skip
    form.line(high[1], (1, "教室"), (3, room_place(room)), (1, "日期"), (3, date_text(due.start)))
    form.line(
        high[2],
        (1, "科目（类别）"),
        (3, papers),
        (1, "时间"),
        (3, room_time(room, due)),
    )
    form.line(
        high[3], (1, "准考证起号"), (3, due.first_ticket), (1, "准考证止号"), (3, due.last_ticket)
    )
    form.line(
        high[4],
        (1, "应考人数"),
        (1, due.people),
        (1, "实考人数"),
        (2, None),
        (1, "缺考人数"),
        (2, None),
    )


def _heights(texts: list[str], *, many: bool) -> tuple[float, ...]:
    """Return heights for 考点, 教室, 科目（类别）, tickets and counts.

    Long names take what the page and the other lines can spare.
    """
    width = inside(sum(WIDTHS[1:4]))
    usual = (24.0, 24.0, 39.0 if many else 24.0, 24.0, 24.0, 0.0 if many else _SPARE)
    needed = [max(_LINE, height_of(text, width, READ)) for text in texts]
    return shared_heights(usual, (*needed, _LINE, _LINE, 0.0))


def _body(form: Form, room: RoomView, rows: int, more: bool) -> None:
    """Write what is filled in by hand; more lines for people or to sign take from what is free."""
    lines = signature_lines(room.roles)
    high = max(_LOW, int(4 * _BLANKS / rows) / 4)
    lower = (_SIGN * (lines - 2) + high * rows - _BLANKS) / 2
    _absent(form, "缺考考生（写不下的写在续页）" if more else "缺考考生", rows, high)
    form.heads(19.5, (8, "违纪违规情况"))
    form.heads(18, (1, "姓名"), (2, "准考证号"), (1, "时间"), (3, "行为及处理"), (1, "考生签字"))
    form.blanks(28.5, 3, 1, 2, 1, 3, 1)
    if room.form is ExamForm.PAPER:
        _papers(form, 66 - lower)
    else:
        _machines(form, 66 - lower)
    form.area(42 - lower, "其他说明")
    form.signatures(_SIGN, room.roles)
    copy = "随答题卡（纸）封存" if room.form is ExamForm.PAPER else "随考试数据备份移交"
    form.note(
        f"一式两份：一份{copy}，一份交考务办公室。"
        "违纪情况须由两名监考签字；考生拒签的，注明“拒签”。"
    )


def _absent(form: Form, head: str, rows: int, height: float) -> None:
    """Write lines for those who are absent, two on each."""
    form.heads(19.5, (8, head))
    form.heads(
        18, (1, "座位号"), (2, "准考证号"), (1, "姓名"), (1, "座位号"), (2, "准考证号"), (1, "姓名")
    )
    form.blanks(height, rows, 1, 2, 1, 1, 2, 1)


def _papers(form: Form, height: float) -> None:
    form.heads(19.5, (2, "试卷、答题卡"), (2, "领取份数"), (2, "使用份数"), (2, "交回份数"))
    form.count(24, "试卷", 2, 2, 2, 2)
    form.count(24, "答题卡（纸）", 2, 2, 2, 2)
    form.area(
        height,
        "异常情况",
        "（试卷、答题卡调换或缺损，停电，迟到，突发疾病等：准考证号、时间、情况、处理）",
    )


def _machines(form: Form, height: float) -> None:
    form.heads(19.5, (2, "机位"), (2, "启用"), (2, "备用"), (2, "更换"))
    form.count(24, "数量", 2, 2, 2, 2)
    form.count(24, "换机记录", 2, 6)
    form.area(
        height,
        "异常情况",
        "（换机、断网、停电、补时，迟到，突发疾病等：准考证号、时间、情况、处理）",
    )
