"""试卷袋封面: one A4 page per room, session and paper, 纸笔 exams only (规范 表1, rule PAPERS).

Page shape (sheets `场次1` …, columns A:H): row 1 the exam, row 2 试卷袋封面, then labels each
followed by its value: 科目（类别）, 科目代码, 考点, 考场号, 教室, 场次 (number), 日期, 时间,
准考证起号, 准考证止号, 应考人数 (number), 试卷份数 (number: copies in the bags) and 分装 (such
as "30份×1袋，5份×1袋"); the rest is filled in by hand. No names are printed.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from allocator.models.domain.exam import Form as ExamForm
from allocator.reporting import Report
from allocator.reporting.bags import bags_for
from allocator.reporting.form import Form, signature_lines
from allocator.reporting.layout import PAGES_PER_SHEET, PORTRAIT, Document
from allocator.reporting.paper_names import paper_text
from allocator.reporting.text import (
    by_session,
    date_text,
    exam_text,
    room_place,
    room_time,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from allocator.reporting.views import BookView, RoomPaper, RoomSession, RoomView, SiteView

REPORT = Report(name="试卷袋封面", audience="试卷管理、监考", public=False)

_SIGN = 39.0
"""Points of a line to sign."""
WIDTHS = (27.0, 20.0, 20.0, 21.0, 24.0, 22.0, 22.0, 22.0)


def write(book: BookView, site: SiteView, target: Path) -> None:
    """Write the covers of a site: a sheet per session, rooms by 考场号, papers in their order."""
    with Document.of(REPORT.name, book, target, site.name) as document:
        any_page = False
        for session, rooms in by_session(site):
            pages = [(room, due, part) for room, due in rooms if room.form is ExamForm.PAPER
                     for part in due.papers]  # fmt: skip
            for start in range(0, len(pages), PAGES_PER_SHEET):
                any_page = True
                sheet = document.sheet(f"场次{session}", PORTRAIT, WIDTHS)
                form = Form(document, sheet, WIDTHS)
                for room, due, part in pages[start : start + PAGES_PER_SHEET]:
                    _cover(form, book, site, room, due, part)
                    sheet.end_page()
                sheet.finish()
        if not any_page:
            document.nothing("本考点没有纸笔考试的考场。")


def _cover(
    form: Form, book: BookView, site: SiteView, room: RoomView, due: RoomSession, part: RoomPaper
) -> None:
    paper = book.papers[part.paper]
    bags = bags_for(part.people, book.bag_sizes)
    pairs = [(size, count) for size, count in zip(book.bag_sizes, bags, strict=True) if count]
    packed = "，".join(f"{size}份×{count}袋" for size, count in pairs)
    copies = sum(size * count for size, count in pairs)
    form.title(exam_text(room), 48)
    form.title("试卷袋封面", 42)
    form.line(
        42,
        (1, "科目（类别）"),
        (5, paper_text(book, part.paper)),
        (1, "科目代码"),
        (1, paper.subject),
    )
    form.line(33, (1, "考点"), (5, site.name), (1, "考场号"), (1, room.number))
    form.line(33, (1, "教室"), (5, room_place(room)), (1, "场次"), (1, due.session))
    form.line(33, (1, "日期"), (3, date_text(due.start)), (1, "时间"), (3, room_time(room, due)))
    form.line(
        36, (1, "准考证起号"), (3, part.first_ticket), (1, "准考证止号"), (3, part.last_ticket)
    )
    form.line(
        33,
        (1, "应考人数"),
        (1, part.people),
        (1, "试卷份数"),
        (1, copies),
        (1, "分装"),
        (3, packed),
    )
    form.once(f"手填 {room.roles}", partial(_by_hand, roles=room.roles))


def _by_hand(form: Form, roles: Sequence[str]) -> None:
    form.line(
        33, (1, "实考人数"), (1, None), (1, "缺考人数"), (1, None), (1, "交回份数"), (3, None)
    )
    form.area(144, "缺考\n准考证号")
    form.line(33, (1, "启封时间"), (3, None), (1, "封装时间"), (3, None))
    form.line(39, (1, "验封考生\n签字（一）"), (3, None), (1, "验封考生\n签字（二）"), (3, None))
    form.signatures(_SIGN, roles)
    form.area(78 - _SIGN * (signature_lines(roles) - 2), "异常情况")
    form.note(
        "开考前由监考当众验封，请两名应试人员签字；考试结束后按准考证号由小到大整理，缺考的空白卷按序放入。",
        24,
    )
