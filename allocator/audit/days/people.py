"""Who was drawn, held against 岗位安排 and 工作人员 (part of DRAW-DAY): those posted, once each."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from allocator.audit.days.plan import ADMIN, ROLES, members
from allocator.audit.days.tables import DUTIES, PATROLS, RESERVES
from allocator.audit.plain import Span
from allocator.audit.staff.tables import POSTS
from allocator.models.domain.findings import Finding
from allocator.models.domain.staff_policy import admin_doubles
from allocator.models.domain.staffing import DRAWN_POSTS, INVIGILATOR, PATROL, ROOM_ADMIN

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from allocator.audit.days.plan import DayPlan
    from allocator.audit.days.tables import DayTable
    from allocator.audit.exported import Exported
    from allocator.audit.facts import RunFacts
    from allocator.models.domain.exam import Inputs
    from allocator.models.domain.staff import StaffMember

RULE = "DRAW-DAY"
_POST_OF = {ADMIN: ROOM_ADMIN, **dict.fromkeys(ROLES, INVIGILATOR)}
_BARRED_SOURCES = ("志愿者招募", "社会招聘")


class Presence(NamedTuple):
    """One person at one place of a draw in one session."""

    session: int
    staff: str
    name: str
    unit: str | None
    """None: the sheet has no such column."""
    place: str
    """Where in words, such as 考场 001 监考甲."""
    post: str
    """可任岗位 that it takes; blank: none."""
    sheet: str
    line: int


def people_wrong(
    book: Exported, inputs: Inputs, run: RunFacts, plans: Sequence[DayPlan]
) -> tuple[list[Finding], str]:
    """Return findings on who was drawn, and a remark on how many posted people are not listed.

    Where the record says who was absent, everybody else posted must be listed, and nobody absent.
    """
    known = members(inputs)
    posted = _posted(book, inputs)
    findings: list[Finding] = []
    away = 0
    for plan in plans:
        there = list(_presences(plan.table))
        findings += _unfit(plan.table, there, known, inputs)
        findings += _twice(plan.table, there)
        findings += _reserve_orders(plan.table)
        if posted is None:
            message = f"没有可读的{POSTS}，无法核对抽签人员"
            findings.append(Finding(rule=RULE, place=plan.table.file, message=message))
            continue
        findings += _not_posted(plan.table, there, posted)
        absent = run.draw_absent.get(plan.key)
        missing = {} if plan.table.gaps else _missing(plan, there, posted)
        away += sum(absent is None or staff in absent for _, staff in missing)
        if absent is not None:
            findings += [found for (_, staff), found in missing.items() if staff not in absent]
            findings += _absent_yet_there(plan.table, there, absent)
    findings += _in_two_places(plans, inputs)
    remark = f"；岗位安排中有 {away} 人次未到岗，未列入抽签" if away else ""
    return findings, remark


def present(table: DayTable) -> set[str]:
    """Return the 工号 of everybody in a draw."""
    return {presence.staff for presence in _presences(table)}


def _presences(table: DayTable) -> Iterator[Presence]:
    for duty in table.duties:
        yield Presence(
            duty.session, duty.staff, duty.name, duty.unit, f"考场 {duty.number} {duty.role}",
            _POST_OF.get(duty.role, ""), DUTIES, duty.line,
        )  # fmt: skip
    seen = set()
    for patrol in table.patrols:
        # One row for each room covered, but one place.
        key = (patrol.session, patrol.staff, patrol.name)
        if key not in seen:
            seen.add(key)
            yield Presence(
                patrol.session, patrol.staff, patrol.name, None, PATROL, PATROL, PATROLS,
                patrol.line,
            )  # fmt: skip
    for reserve in table.reserves:
        yield Presence(
            reserve.session, reserve.staff, reserve.name, None, f"备用 {reserve.order}", "",
            RESERVES, reserve.line,
        )  # fmt: skip


def _unfit(
    table: DayTable, there: list[Presence], known: dict[str, StaffMember], inputs: Inputs
) -> Iterator[Finding]:
    """Yield who is not in 工作人员, stands there otherwise, or may not take such a post."""
    sent = [INVIGILATOR, PATROL, *([ROOM_ADMIN] if admin_doubles(inputs.policy) else [])]
    for one in there:
        member = known.get(one.staff)
        wrong = ""
        if member is None:
            wrong = "不在工作人员表中"
        elif one.name != member.name or one.unit not in (None, member.employer):
            wrong = "姓名或工作单位与工作人员表不一致"
        elif one.post and one.post not in member.posts:
            wrong = f"可任岗位中没有{one.post}"
        elif one.post in sent and member.source in _BARRED_SOURCES:
            # 规程 第二十条(二): whatever he was posted as.
            wrong = f"选派方式为{member.source}，不得任{one.post}"
        if wrong:
            message = f"{one.place} 工号 {one.staff or '空'}：{wrong}"
            yield Finding(rule=RULE, place=table.at(one.sheet, one.line), message=message)


def _twice(table: DayTable, there: list[Presence]) -> Iterator[Finding]:
    """Yield who stands in more than one place of a draw in one session."""
    first: dict[tuple[int, str], Presence] = {}
    for one in there:
        other = first.setdefault((one.session, one.staff), one)
        if other is not one:
            message = f"工号 {one.staff} 场次 {one.session} 不止一处：{other.place}、{one.place}"
            yield Finding(rule=RULE, place=table.at(one.sheet, one.line), message=message)


def _reserve_orders(table: DayTable) -> Iterator[Finding]:
    """Yield the sessions whose 备用监考 are not numbered 1, 2, 3 …"""
    orders: dict[int, list[int]] = defaultdict(list)
    for row in table.reserves:
        orders[row.session].append(row.order)
    for session, found in sorted(orders.items()):
        if sorted(found) != list(range(1, len(found) + 1)):
            message = f"场次 {session} 备用监考的顺序不是从 1 起连续编号"
            yield Finding(rule=RULE, place=f"{table.file} {RESERVES}", message=message)


Posted = dict[tuple[str, int], dict[str, str]]
"""Post by 工号, by site and session; session 0: all."""


def _posted(book: Exported, inputs: Inputs) -> Posted | None:
    """Return who is posted to posts that are drawn; None: there is no 岗位安排 to be read."""
    if book.staff is None or any(gap.document == POSTS for gap in book.staff.gaps):
        return None
    found: Posted = defaultdict(dict)
    sessions = sorted({paper.session for paper in inputs.papers})
    for row in book.staff.posts:
        if row.post in DRAWN_POSTS:
            for session in [row.session] if row.session else sessions:
                found[row.site, session][row.staff] = row.post
    return found


def _not_posted(table: DayTable, there: list[Presence], posted: Posted) -> Iterator[Finding]:
    for one in there:
        if one.staff not in posted.get((table.site, one.session), {}):
            message = (
                f"{one.place} 工号 {one.staff}：岗位安排中不在考点 {table.site} 场次 {one.session}"
            )
            yield Finding(rule=RULE, place=table.at(one.sheet, one.line), message=message)


def _missing(
    plan: DayPlan, there: list[Presence], posted: Posted
) -> dict[tuple[int, str], Finding]:
    """Return who is posted and not in the draw, by session and 工号.

    Whose room or range is not in use in one session of a turn is listed in the others.
    """
    listed = {one.staff for one in there}
    found = {}
    for session in plan.sessions:
        for staff, post in posted.get((plan.table.site, session), {}).items():
            if staff not in listed:
                message = f"场次 {session} {post} 工号 {staff} 在岗位安排中，没有列入抽签"
                found[session, staff] = Finding(
                    rule=RULE, place=plan.table.file, message=message
                )  # fmt: skip
    return found


def _absent_yet_there(
    table: DayTable, there: list[Presence], absent: tuple[str, ...]
) -> Iterator[Finding]:
    for one in there:
        if one.staff in absent:
            message = f"{one.place} 工号 {one.staff}：运行记录称其未到岗"
            yield Finding(rule=RULE, place=table.at(one.sheet, one.line), message=message)


def _in_two_places(plans: Sequence[DayPlan], inputs: Inputs) -> list[Finding]:
    """Return who stands in two draws of one kind, in sessions that are held at one time."""
    spans = _spans(inputs)
    found: dict[tuple[bool, str], dict[tuple[int, int], Presence]] = defaultdict(dict)
    for nth, plan in enumerate(plans):
        for one in _presences(plan.table):
            if one.session in spans:
                entries = found[plan.table.rehearsal, one.staff]
                entries.setdefault((nth, one.session), one)
    findings = []
    for (_, staff), entries in found.items():
        for ((nth, session), one), ((later, other_session), other) in combinations(
            entries.items(), 2
        ):
            if nth != later and spans[session].overlaps(spans[other_session]):
                site, other_site = plans[nth].table.site, plans[later].table.site
                message = (
                    f"工号 {staff} 同一时间在两处：考点 {site} 场次 {session} {one.place}、"
                    f"考点 {other_site} 场次 {other_session} {other.place}"
                )
                place = plans[later].table.at(other.sheet, other.line)
                findings.append(Finding(rule=RULE, place=place, message=message))
    return findings


def _spans(inputs: Inputs) -> dict[int, Span]:
    """Return when each session is held.

    延时 aside: who is posted to a session and to one that begins before its room of 延时 ends is
    STAFF-ONE-PLACE's finding, whatever is drawn; who is drawn without being posted is found here.
    """
    found: dict[int, Span] = {}
    for paper in inputs.papers:
        span = found.get(paper.session, Span(paper.start, paper.end))
        found[paper.session] = Span(min(span.start, paper.start), max(span.end, paper.end))
    return found
