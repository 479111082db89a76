"""考场情况记录单: one A4 page per room and session, head filled in (规范 7.4, 表1).

Page shape (sheets `场次1` …, columns A:H): row 1 the exam and 考场情况记录单, then labels each
followed by its value: 考点, 考场号, 教室, 科目（类别）, 场次 (number), 日期, 时间, 准考证起号,
准考证止号, 应考人数 (number); empty: 实考人数, 缺考人数; blocks for 缺考考生, 违纪情况,
异常情况, counts of papers (机位 in electronic rooms) and signatures. No names are printed.
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
WIDTHS = (27.0, 21.0, 20.0, 21.0, 22.0, 22.0, 22.0, 23.0)


def write(book: BookView, site: SiteView, target: Path) -> None:
    """Write the forms of a site: a sheet per session, rooms by 考场号."""
    with Document.of(REPORT.name, book, target, site.name) as document:
        sessions = by_session(site)
        for session, rooms in sessions:
            for start in range(0, len(rooms), PAGES_PER_SHEET):
                sheet = document.sheet(f"场次{session}", PORTRAIT, WIDTHS)
                form = Form(document, sheet, WIDTHS)
                for room, due in rooms[start : start + PAGES_PER_SHEET]:
                    _head(form, book, site, room, due)
                    form.once(f"{room.form.value} {room.roles}", partial(_body, room=room))
                    sheet.end_page()
                sheet.finish()
        if not sessions:
            document.nothing("本考点没有启用的考场。")


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


def _body(form: Form, room: RoomView) -> None:
    """Write what is filled in by hand; lines to sign for more people take from what is free."""
    lines = signature_lines(room.roles)
    lower = _SIGN * (lines - 2) / 2
    _absent(form)
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


def _absent(form: Form) -> None:
    form.heads(19.5, (8, "缺考考生"))
    form.heads(
        18, (1, "座位号"), (2, "准考证号"), (1, "姓名"), (1, "座位号"), (2, "准考证号"), (1, "姓名")
    )
    form.blanks(22.5, 6, 1, 2, 1, 1, 2, 1)
    form.heads(19.5, (8, "违纪违规情况"))
    form.heads(18, (1, "姓名"), (2, "准考证号"), (1, "时间"), (3, "行为及处理"), (1, "考生签字"))
    form.blanks(28.5, 3, 1, 2, 1, 3, 1)


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
