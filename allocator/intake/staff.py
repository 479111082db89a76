"""Reads sheets 工作人员, 岗位 and 值守."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING, NamedTuple, cast

from allocator.intake import cells, identity, times
from allocator.intake.candidates import identify, read_employers, sex
from allocator.intake.sink import Fault, show
from allocator.intake.sites import site_parser
from allocator.models.domain.exam import Form
from allocator.models.domain.staff import POSTS, DutyNeed, PostNeed, StaffMember

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from allocator.intake.exams import ExamBook
    from allocator.intake.sink import Sink
    from allocator.intake.tables import Table

REGION = "考区"
_FOLLOWS = ("监考", "流动监考", "考场系统管理员")
_SOURCES = {"单位选派": "单位选派", "选派": "单位选派", "志愿者招募": "志愿者招募",
            "志愿者": "志愿者招募", "社会招聘": "社会招聘", "招聘": "社会招聘"}  # fmt: skip
_source = cells.choice(_SOURCES, "单位选派、志愿者招募、社会招聘")
_count = cells.whole(0, 9999)
_people = cells.whole(1, 9999)
_hours = cells.whole(1, 24)
_SEPARATORS = re.compile(r"[、；;,，\s|/]+")
_NOT_TRAINED = date.min
_ONE_DUTY = "请删去一行；要多派人请改“每班人数”。"
_NO_POSTS: tuple[str, ...] = ()
_ALL_SESSIONS: tuple[int, ...] = ()


class StaffEntry(NamedTuple):
    """One member of staff and where he stands."""

    member: StaffMember
    table: Table
    at: int
    """Data row of `table`, from 0."""


def read_staff(
    tables: Sequence[Table], book: ExamBook, sites: Mapping[str, str] | None, sink: Sink
) -> list[StaffEntry]:
    """Return the staff in order; refused rows are left out and told."""
    found: list[StaffEntry] = []
    numbers: dict[str, str] = {}
    people: dict[str, tuple[str, str]] = {}
    for table in tables:
        for index, member in _staff_rows(table, book, sites, sink):
            place = f"{table.file}“{table.sheet}”第 {table.rows[index]} 行"
            if numbers.setdefault(member.staff, place) != place:
                message = f"工号 {member.staff} 与{numbers[member.staff]}重复。"
                fault = Fault("staff-twice", message, "一人一个工号，一个工号只写一行。")
                sink.cell(table, index, "staff", fault)
            elif people.setdefault(member.id_number, (member.staff, place))[1] != place:
                other, there = people[member.id_number]
                message = f"工号 {member.staff} 与工号 {other} 是同一证件号码（{there}）。"
                cure = "同一人只用一个工号、只写一行；不是同一人的请核对证件号码。"
                sink.cell(table, index, "id_number", Fault("staff-id-twice", message, cure))
            else:
                found.append(StaffEntry(member, table, index))
    return found


def _staff_columns(
    table: Table, book: ExamBook, sites: Mapping[str, str] | None, sink: Sink
) -> Iterator[tuple[object, ...]]:
    """Return the index and the values of each row, None for what was refused."""
    sexes = cells.read(table, "sex", sink, sex, "")
    kinds = _kinds(table)
    posts = cells.read(table, "posts", sink, _posts, _NO_POSTS)
    _tell_unlisted(table, "posts", posts, sink)
    return zip(
        range(len(table)),
        cells.read(table, "staff", sink, cells.code, ""),
        cells.read(table, "name", sink, cells.name, ""),
        sexes,
        identify(table, kinds, sexes, sink),
        read_employers(table, sink),
        cells.read(table, "phone", sink, cells.text, ""),
        posts,
        cells.read(table, "computer", sink, cells.yes_no, False),
        cells.read(table, "experience", sink, _count, 0),
        cells.read(table, "trained", sink, times.day, _NOT_TRAINED),
        cells.read(table, "source", sink, _source, "单位选派"),
        cells.read(table, "site", sink, site_parser(sites), ""),
        cells.read(table, "sessions", sink, _sessions(book), _ALL_SESSIONS),
        cells.read(table, "max_sessions", sink, _people, 0),
        cells.read(table, "past_sessions", sink, _count, 0),
        strict=True,
    )


def _staff_rows(
    table: Table, book: ExamBook, sites: Mapping[str, str] | None, sink: Sink
) -> list[tuple[int, StaffMember]]:
    found: list[tuple[int, StaffMember]] = []
    for row in _staff_columns(table, book, sites, sink):
        if any(value is None for value in row):
            continue
        (index, staff, name, gender, number, employer, phone, able, computer, experience, trained,
         source, site, sessions, most, past) = cast(
            "tuple[int, str, str, str, str, str, str, tuple[str, ...], bool, int, date, str, str,"
            " tuple[int, ...], int, int]",
            row,
        )  # fmt: skip
        member = StaffMember(
            staff=staff,
            name=name,
            sex=gender,
            id_number=number,
            employer=employer,
            phone=phone,
            posts=able,
            computer=computer,
            experience=experience,
            trained=None if trained == _NOT_TRAINED else trained,
            source=source,
            site=site,
            sessions=sessions,
            max_sessions=most or None,
            past_sessions=past,
        )
        found.append((index, member))
    return found


def _kinds(table: Table) -> list[str | None]:
    """Return 证件类型, which the sheet does not have."""
    numbers = table.columns.get("id_number", [""] * len(table))
    return [identity.kind_of(unicodedata.normalize("NFKC", str(cell)).strip()) for cell in numbers]


def _posts(cell: object) -> tuple[str, ...] | Fault:
    text = cells.text(cell)
    if isinstance(text, Fault):
        return text
    words = filter(None, _SEPARATORS.split(unicodedata.normalize("NFKC", text)))
    return tuple(dict.fromkeys(words))


def _tell_unlisted(
    table: Table, key: str, posts: Sequence[tuple[str, ...] | None], sink: Sink
) -> None:
    names: dict[str, None] = {}
    found: list[int] = []
    for index, able in enumerate(posts):
        other = [post for post in able or () if post not in POSTS]
        if other:
            names.update(dict.fromkeys(other))
            found.append(index)
    if found:
        message = f"岗位“{'、'.join(list(names)[:10])}”不在常用名单内，按原样保留。"
        cure = f"如是笔误请改正{_meant(names)}；常用岗位：{'、'.join(POSTS)}。"
        sink.summary(table, found, key, Fault("post-unlisted", message, cure))


def _meant(names: Iterable[str]) -> str:
    """Return what unlisted posts probably mean, in brackets; blank where nothing is near."""
    near = {name: get_close_matches(name, POSTS, n=1, cutoff=0.6) for name in names}
    meant = [f"“{name}”是否为“{found[0]}”？" for name, found in near.items() if found]
    return f"（{''.join(meant[:10])}）" if meant else ""


def _sessions(book: ExamBook) -> Callable[[object], tuple[int, ...] | Fault]:
    """Return a parser of 可用场次: `1、2`, `1-4`, or a number."""

    def parse(cell: object) -> tuple[int, ...] | Fault:
        text = cells.text(cell)
        if isinstance(text, Fault):
            return text
        chosen: set[int] = set()
        for part in filter(None, _SEPARATORS.split(unicodedata.normalize("NFKC", text))):
            span = re.fullmatch(r"(\d{1,3})(?:[-~—–至](\d{1,3}))?", part, re.ASCII)
            if span is None:
                message = f"可用场次“{show(cell)}”不认识。"
                return Fault("not-whole-number", message, "请写场次号，如 1、2 或 1-4。")
            first = int(span.group(1))
            last = int(span.group(2) or first)
            if last < first:
                message = f"可用场次“{part}”的起止颠倒。"
                return Fault("session-span", message, f"请写成 {last}-{first}。")
            chosen.update(range(first, last + 1))
        for session in sorted(chosen - book.sessions):
            message = f"场次 {session} 在考试表中没有。"
            have = "、".join(str(known) for known in sorted(book.sessions))
            return Fault("session-unknown", message, f"现有场次：{have}。")
        return tuple(sorted(chosen))

    return parse


def read_posts(
    tables: Sequence[Table], book: ExamBook, sites: Mapping[str, str] | None, sink: Sink
) -> list[PostNeed]:
    """Return the rows of sheet 岗位."""
    forms = {paper.form for paper in book.papers}
    found: list[PostNeed] = []
    places: dict[tuple[str, str], int] = {}
    for table in tables:
        codes = cells.read(table, "site", sink, site_parser(sites), "")
        posts = cells.read(table, "post", sink, cells.text, "")
        people = cells.read(table, "people", sink, _count, 0)
        _tell_unlisted(table, "post", [(post,) if post else () for post in posts], sink)
        for index, (site, post, count) in enumerate(zip(codes, posts, people, strict=True)):
            if post in _FOLLOWS:
                message = f"“{post}”的人数由考场数推出，不在岗位表设置。"
                fault = Fault("post-not-here", message, "请删去这一行；每考场监考在参数中设置。")
                sink.cell(table, index, "post", fault)
            elif site is not None and post is not None and count is not None:
                if (site, post) in places:
                    message = f"该考点的“{post}”与第 {places[site, post]} 行重复。"
                    fault = Fault("post-twice", message, "同一考点同一岗位只写一行。")
                    sink.cell(table, index, "post", fault)
                    continue
                below = _below_regulation(post, count, forms)
                if below is not None:
                    sink.cell(table, index, "people", below)
                    continue
                places[site, post] = table.rows[index]
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
            if start is not None and end is not None and end <= start:
                fault = Fault("end-before-start", "结束不晚于开始。", "请改正开始或结束的时间。")
                sink.cell(table, index, "end", fault)
            elif (
                task is not None and place is not None and start is not None and end is not None
                and hours is not None and people is not None and post is not None
            ):  # fmt: skip
                need = DutyNeed(
                    task=task,
                    place=place,
                    start=start,
                    end=end,
                    shift_hours=hours or None,
                    people=people or None,
                    post=post,
                )
                row = f"{table.file}“{table.sheet}”第 {table.rows[index]} 行"
                same = first.setdefault((task, place, start, end, post), row)
                if same != row:
                    fault = Fault("duty-twice", f"与{same}是同一项值守。", _ONE_DUTY)
                    sink.cell(table, index, "task", fault)
                    continue
                found.append(need)
    return found
