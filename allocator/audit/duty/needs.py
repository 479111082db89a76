"""What a roster of duty must cover, and when sessions are held: the facts its rules rest on."""

from __future__ import annotations

import re
from collections import defaultdict
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from allocator.audit.duty.sheets import word
from allocator.audit.duty.tables import COLUMNS, REGION
from allocator.audit.plain import Span, once
from allocator.audit.staff.sites import NO_STAFF, services_by_staff, site_needs
from allocator.audit.staff.spans import session_spans
from allocator.models.domain.findings import Finding, RuleReport
from allocator.models.rules.duty import NOT_ROSTERED

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from allocator.audit.duty.tables import DutyTables, Hand, Watch
    from allocator.audit.exported import Exported
    from allocator.models.domain.exam import Inputs
    from allocator.models.domain.staff import DutyNeed


class Kind(Enum):
    """What a 任务 is to the rules; tasks are free text."""

    VAULT = "卷库值守"
    TRIP = "试卷押运"
    SORTING = "分发（回收）室值班"
    PHONE = "值班电话"
    OTHER = "其他"


_WORDS = (
    (Kind.VAULT, ("卷库", "保密室", "试卷保管")),
    (Kind.TRIP, ("押运", "运送", "运卷", "送卷")),
    (Kind.SORTING, ("分发", "回收", "分卷")),
    (Kind.PHONE, ("电话", "值班")),
)


_NOT_THE_PHONE = (
    "保电", "电力", "医务", "医疗", "监控", "保卫", "安保", "巡逻", "网络", "设备", "技术",
)  # fmt: skip
"""What else has people on duty (值班) during an exam: 规范 7.3.2 and others."""


def kind_of(task: str) -> Kind:
    """Return what a task is, by the first words that it holds."""
    for kind, words in _WORDS:
        if any(one in task for one in words):
            other = kind is Kind.PHONE and "电话" not in task
            return Kind.OTHER if other and any(one in task for one in _NOT_THE_PHONE) else kind
    return Kind.OTHER


class Cover(NamedTuple):
    """A stretch of time in which so many different people must be at a place."""

    place: str
    span: Span
    least: int
    task: str = ""
    """任务 of the watches that count; blank: every one of the kind."""
    posts: frozenset[str] = frozenset()
    """岗位 of sheet 值守, which may name several; empty: any."""
    of_post: int = 0
    """How many of them must be able to take one of these posts."""


class Served(NamedTuple):
    """A session that somebody serves at a site, reserves included."""

    site: str
    session: int
    span: Span
    post: str


def stopped(
    rule: str, book: Exported, inputs: Inputs, sheet: str = "", *, due: bool = True
) -> RuleReport | None:
    """Return the report of a rule without roster, or without the sheet it needs; None: go on.

    `due`: whether there is anything that the sheet must say; without it a sheet may be missing.
    """
    if book.staff is None:
        return RuleReport(rule=rule, checked=0, applies=False, remark=NO_STAFF)
    duty = book.duty
    if duty is None:
        return RuleReport(rule=rule, checked=0, applies=False, remark=NOT_ROSTERED)
    if not sheet or sheet in duty.sheets:
        return None
    told = [fault.message for fault in duty.faults if fault.sheet == sheet]
    if not told and not due:
        return RuleReport(rule=rule, checked=0, applies=False, remark=f"没有{sheet}，未核对")
    message = told[0] if told else f"没有工作表 {sheet}（列：{'、'.join(COLUMNS[sheet])}）"
    findings = (Finding(rule=rule, place=duty.at(sheet), message=message),)
    return RuleReport(rule=rule, checked=0, findings=findings, remark="未能核对")


def asked(inputs: Inputs, kind: Kind) -> list[DutyNeed]:
    """Return the rows of sheet 值守 of one kind."""
    return [need for need in inputs.duty_needs if kind_of(word(need.task)) is kind]


def faults_of(
    rule: str, duty: DutyTables, sheet: str, kinds: Iterable[Kind] = tuple(Kind)
) -> list[Finding]:
    """Return the rows of a sheet that cannot be read, of tasks of some kinds.

    A sheet of which nothing can be read is told by `stopped`.
    """
    return [
        Finding(rule=rule, place=duty.at(sheet, fault.line), message=fault.message)
        for fault in duty.faults
        if fault.line and fault.sheet == sheet and kind_of(fault.task) in kinds
    ]


def covers(inputs: Inputs, kind: Kind, least: int) -> list[Cover]:
    """Return what sheet 值守 asks for of one kind, at least `least` people at a time.

    Where it has several tasks of the kind for one place, each is to be covered by its own watches.
    """
    rows = asked(inputs, kind)
    tasks: dict[str, set[str]] = defaultdict(set)
    for need in rows:
        tasks[need.place].add(word(need.task))
    found = []
    for need in rows:
        people = need.people or least
        task = need.task if len(tasks[need.place]) > 1 else ""
        posts = posts_of(need)
        total = least if posts else max(least, people)
        span = Span(need.start, need.end)
        found.append(Cover(need.place, span, total, task, posts, people if posts else 0))
    return found


def posts_of(need: DutyNeed) -> frozenset[str]:
    """Return the posts that a row of sheet 值守 names."""
    return frozenset(filter(None, re.split(r"[、，,;；/\s]+", need.post)))


def session_covers(book: Exported, inputs: Inputs) -> list[Cover]:
    """Return the hours of the exam, day by day, at the 考区 and at every site with an open room.

    From the start of the first session of the day there to the end of the last, 延时 included.
    """
    days: dict[tuple[str, object], list[Span]] = defaultdict(list)
    spans = session_spans(book, inputs)
    for site, needs in site_needs(book, inputs).items():
        for session in needs.sessions:
            span = spans.at(site, session)
            if span is not None:
                for place in (REGION, site):
                    days[place, span.start.date()].append(span)
    return [
        Cover(place, Span(min(one.start for one in held), max(one.end for one in held)), 1)
        for (place, _), held in days.items()
    ]


def served_by(book: Exported, inputs: Inputs) -> dict[str, list[Served]]:
    """Return the sessions that each member of staff serves, by 工号, in order of time."""
    return once(book, inputs, "sessions served", lambda: _served_by(book, inputs))


def _served_by(book: Exported, inputs: Inputs) -> dict[str, list[Served]]:
    spans = session_spans(book, inputs)
    found: dict[str, set[Served]] = defaultdict(set)
    for staff, rows in services_by_staff(book, inputs).items():
        for service in rows:
            for session in service.sessions:
                span = spans.at(service.row.site, session)
                if span is not None:
                    row = service.row
                    found[staff].add(Served(row.site, session, span, row.post))
    return {
        staff: sorted(served, key=lambda one: (one.span, one.site, one.session, one.post))
        for staff, served in found.items()
    }


def watches_of(duty: DutyTables, kind: Kind) -> list[Watch]:
    """Return the rows of 值守安排 of one kind."""
    return [watch for watch in duty.watches if kind_of(watch.task) is kind]


def hulls(watches: Sequence[Watch], known: Iterable[str]) -> list[Cover]:
    """Return from the first to the last watch of each place that sheet 值守 does not name."""
    named = set(known)
    places: dict[str, list[Span]] = defaultdict(list)
    for watch in watches:
        if watch.place not in named:
            places[watch.place].append(watch.span)
    return [
        Cover(place, Span(min(s.start for s in spans), max(s.end for s in spans)), 2)
        for place, spans in places.items()
    ]


def place_of(hand: Hand) -> str:
    """Return where a hand-over is, by the words of its 环节: 考区 or its site; blank: either.

    到考点卷库 names both: a site may have a 卷库 of its own.
    """
    region = any(mark in hand.stage for mark in ("库", "考区"))
    if region == ("考点" in hand.stage):
        return ""
    return REGION if region else hand.site


def where(place: str) -> str:
    """Return a place as a planner calls it."""
    return place if place == REGION else f"考点 {place}"


def when(span: Span) -> str:
    """Return a stretch of time as a planner reads it."""
    end = f"{span.end:%H:%M}" if span.start.date() == span.end.date() else f"{span.end:%m-%d %H:%M}"
    return f"{span.start:%m-%d %H:%M}—{end}"
