"""Reads sheets 岗位 and 值守: what staff is needed for besides the rooms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.intake import cells, times
from allocator.intake.sink import Fault
from allocator.intake.sites import site_parser
from allocator.intake.staff import tell_unlisted
from allocator.models.domain.exam import Form
from allocator.models.domain.staff import DutyNeed, PostNeed

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from allocator.intake.exams import ExamBook
    from allocator.intake.sink import Sink
    from allocator.intake.tables import Table

REGION = "考区"
_FOLLOWS = ("监考", "流动监考", "考场系统管理员")
_count = cells.whole(0, 9999)
_people = cells.whole(1, 9999)
_hours = cells.whole(1, 24)
_ONE_DUTY = "请删去一行；要多派人请改“每班人数”。"


def read_posts(
    tables: Sequence[Table], book: ExamBook, sites: Mapping[str, str] | None, sink: Sink
) -> list[PostNeed]:
    """Return the rows of sheet 岗位."""
    forms = {paper.form for paper in book.papers}
    found: list[PostNeed] = []
    places: dict[tuple[str, str], tuple[str, int]] = {}
    for table in tables:
        codes = cells.read(table, "site", sink, site_parser(sites), "")
        posts = cells.read(table, "post", sink, cells.text, "")
        people = cells.read(table, "people", sink, _count, 0)
        tell_unlisted(table, "post", [(post,) if post else () for post in posts], sink)
        for index, (site, post, count) in enumerate(zip(codes, posts, people, strict=True)):
            if post in _FOLLOWS:
                message = f"“{post}”的人数由考场数推出，不在岗位表设置。"
                fault = Fault("post-not-here", message, "请删去这一行；每考场监考在参数中设置。")
                sink.cell(table, index, "post", fault)
                continue
            if site is None or not post:
                continue
            row = table.rows[index]
            first = places.setdefault((site, post), (table.file, row))
            if first != (table.file, row):
                message = f"该考点的“{post}”与第 {first[1]} 行重复。"
                fault = Fault("post-twice", message, "同一考点同一岗位只写一行。")
                sink.cell(table, index, "post", fault)
                continue
            below = None if count is None else _below_regulation(post, count, forms)
            if below is not None:
                sink.cell(table, index, "people", below)
            elif count is not None:
                found.append(PostNeed(site=site, post=post, people=count))
    return found


def _below_regulation(post: str, people: int, forms: Collection[Form]) -> Fault | None:
    """Return why so many of a post are not what the regulations ask for; None: they are."""
    if post == "主考" and people != 1:
        clause = "每个考点主考恰好 1 名（规范 7.2.1.2）"
    elif post == "试卷管理" and people < 2 and Form.PAPER in forms:
        clause = "试卷管理任何时候不少于 2 名（规范 9.1.2.5）"
    elif post == "考点系统管理员" and people < 1 and Form.ELECTRONIC in forms:
        clause = "每个考点至少 1 名考点系统管理员（规范 7.2.1.5）"
    else:
        return None
    return Fault("post-below", f"“{post}”{people} 人不符合规定：{clause}。", "请改正人数。")


def read_duties(
    tables: Sequence[Table], sites: Mapping[str, str] | None, sink: Sink
) -> list[DutyNeed]:
    """Return the rows of sheet 值守; a blank 地点 is the 考区."""
    found: list[DutyNeed] = []
    first: dict[tuple[object, ...], str] = {}
    places = None if sites is None else {**sites, REGION: REGION}
    for table in tables:
        starts = cells.read(table, "start", sink, times.moment, None)
        ends = cells.read(table, "end", sink, times.moment, None)
        for index, cell in enumerate(table.columns.get("end", ())):
            alone = times.day_alone(cell)
            if alone is not None:
                sink.cell(table, index, "end", alone)
        rows = zip(
            range(len(table)),
            cells.read(table, "task", sink, cells.text, ""),
            cells.read(table, "place", sink, site_parser(places), REGION),
            starts,
            ends,
            cells.read(table, "shift_hours", sink, _hours, 0),
            cells.read(table, "people", sink, _people, 0),
            cells.read(table, "post", sink, cells.text, ""),
            strict=True,
        )
        for index, task, place, start, end, hours, people, post in rows:
            if task is None or place is None or start is None or end is None or post is None:
                continue
            row = f"{table.file}“{table.sheet}”第 {table.rows[index]} 行"
            same = first.setdefault((task, place, start, end, post), row)
            if same != row:
                fault = Fault("duty-twice", f"与{same}是同一项值守。", _ONE_DUTY)
                sink.cell(table, index, "task", fault)
            elif end <= start:
                fault = Fault("end-before-start", "结束不晚于开始。", "请改正开始或结束的时间。")
                sink.cell(table, index, "end", fault)
            elif hours is not None and people is not None:
                need = DutyNeed(
                    task=task,
                    place=place,
                    start=start,
                    end=end,
                    shift_hours=hours or None,
                    people=people or None,
                    post=post,
                )
                found.append(need)
    return found
