"""Reads sheet 工作人员."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING, NamedTuple, cast

from allocator.intake import cells, identity, times
from allocator.intake.candidates import read_employers, sex
from allocator.intake.row_keys import RowKeys, staff_once
from allocator.intake.sink import Fault, show
from allocator.intake.sites import site_parser
from allocator.models.domain.staff import POSTS, StaffMember

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from allocator.intake.exams import ExamBook
    from allocator.intake.sink import Sink
    from allocator.intake.tables import Table

_SOURCES = {"单位选派": "单位选派", "选派": "单位选派", "志愿者招募": "志愿者招募",
            "志愿者": "志愿者招募", "社会招聘": "社会招聘", "招聘": "社会招聘"}  # fmt: skip
_source = cells.choice(_SOURCES, "单位选派、志愿者招募、社会招聘")
_count = cells.whole(0, 9999)
_people = cells.whole(1, 9999)
_SEPARATORS = re.compile(r"[、；;,，\s|/]+")
_NOT_TRAINED = date.min
_NO_POSTS: tuple[str, ...] = ()
_ALL_SESSIONS: tuple[int, ...] = ()


class StaffEntry(NamedTuple):
    """One member of staff and where he stands."""

    member: StaffMember
    table: Table
    at: int
    """Data row of `table`, from 0."""


class Crew(NamedTuple):
    """Sheet 工作人员 as it was read, in order, nobody twice."""

    entries: list[StaffEntry]
    """Without refused rows."""
    rows: list[RowKeys]
    """Refused ones too."""


def read_staff(
    tables: Sequence[Table], book: ExamBook, sites: Mapping[str, str] | None, sink: Sink
) -> Crew:
    """Return the staff in order; refused rows are told."""
    found: list[StaffEntry] = []
    rows: list[RowKeys] = []
    for table in tables:
        found += _staff_rows(table, book, sites, sink, rows)
    once = staff_once(rows, sink)
    kept = {(id(row.table), row.at) for row in once}
    return Crew([entry for entry in found if (id(entry.table), entry.at) in kept], once)


def _staff_columns(
    table: Table, book: ExamBook, sites: Mapping[str, str] | None, sink: Sink
) -> Iterator[tuple[object, ...]]:
    """Return the index and the values of each row, None for what was refused."""
    sexes = cells.read(table, "sex", sink, sex, "")
    numbers = identity.identify(table, _kinds(table), sexes, sink)
    posts = cells.read(table, "posts", sink, _posts, _NO_POSTS)
    tell_unlisted(table, "posts", posts, sink)
    return zip(
        range(len(table)),
        cells.read(table, "staff", sink, cells.code, ""),
        cells.read(table, "name", sink, cells.name, ""),
        numbers.readable,
        sexes,
        numbers.taken,
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
    table: Table,
    book: ExamBook,
    sites: Mapping[str, str] | None,
    sink: Sink,
    rows: list[RowKeys],
) -> list[StaffEntry]:
    """Return the members of one table, and add whom each of its rows is about to `rows`."""
    found: list[StaffEntry] = []
    for row in _staff_columns(table, book, sites, sink):
        at, code, called, readable = cast("tuple[int, str | None, str | None, str]", row[:4])
        rows.append(RowKeys(table, at, code or "", called or "", readable))
        if any(value is None for value in row):
            continue
        (index, staff, name, _, gender, number, employer, phone, able, computer, experience,
         trained, source, site, sessions, most, past) = cast(
            "tuple[int, str, str, str, str, str, str, str, tuple[str, ...], bool, int, date, str,"
            " str, tuple[int, ...], int, int]",
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
        found.append(StaffEntry(member, table, index))
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


def tell_unlisted(
    table: Table, key: str, posts: Sequence[tuple[str, ...] | None], sink: Sink
) -> None:
    """Tell once of posts outside the usual list, as `posts` of each row have them."""
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
