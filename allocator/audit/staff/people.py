"""Whether those in 岗位安排 may be there: who they are, where from, trained, available, once."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from allocator.audit.duty.people import first_duty_days, in_two_places, turns, when_unavailable
from allocator.audit.plain import report
from allocator.audit.staff.posts import unqualified
from allocator.audit.staff.sites import (
    blocked,
    services,
    services_by_staff,
    sessions_served,
    site_needs,
)
from allocator.audit.staff.spans import session_spans
from allocator.audit.staff.tables import POSTS, at_posts
from allocator.models.domain.findings import Finding
from allocator.models.domain.staff_policy import admin_doubles, admin_in_each_room
from allocator.models.domain.staffing import DRAWN_POSTS, INVIGILATOR, PATROL, ROOM_ADMIN

if TYPE_CHECKING:
    from datetime import date

    from allocator.audit.exported import Exported
    from allocator.audit.facts import RunFacts
    from allocator.audit.staff.sites import Service, SiteNeeds
    from allocator.audit.staff.spans import SessionSpans
    from allocator.models.domain.exam import Inputs
    from allocator.models.domain.findings import RuleReport
    from allocator.models.domain.staff import StaffMember

OUTSIDERS = ("志愿者招募", "社会招聘")


def invigilating_posts(inputs: Inputs) -> tuple[str, ...]:
    """Return the posts that 规程 第二十条(二) keeps for 单位选派, a doubling one among them."""
    if admin_in_each_room(inputs.policy) and admin_doubles(inputs.policy):
        return (INVIGILATOR, PATROL, ROOM_ADMIN)
    return (INVIGILATOR, PATROL)


def first_days(inputs: Inputs) -> dict[int, date]:
    """Return the day of each session."""
    days: dict[int, date] = {}
    for paper in inputs.papers:
        day = paper.start.date()
        days[paper.session] = min(days.get(paper.session, day), day)
    return days


def staff_source(book: Exported, inputs: Inputs, run: RunFacts) -> RuleReport:
    """监考 and 流动监考 are sent by their 单位, and named as able to take that post."""
    if stop := blocked("STAFF-SOURCE", book, POSTS):
        return stop
    members = _members(inputs)
    posts = invigilating_posts(inputs)
    findings = unqualified("STAFF-SOURCE", book, inputs, PATROL)
    rows = [service for service in services(book, inputs) if service.row.post in posts]
    for service in rows:
        member = members.get(service.row.staff)
        if member is not None and member.source in OUTSIDERS:
            message = f"工号 {member.staff} 的选派方式为 {member.source}，不得任 {service.row.post}"
            findings.append(_at(service, "STAFF-SOURCE", message))
    return report("STAFF-SOURCE", len(rows), findings, inputs)


def staff_trained(book: Exported, inputs: Inputs, run: RunFacts) -> RuleReport:
    """Everybody posted or on duty is trained on a day before the first one served."""
    if stop := blocked("STAFF-TRAINED", book, POSTS):
        return stop
    members = _members(inputs)
    days = first_days(inputs)
    findings = []
    served = services_by_staff(book, inputs)
    firsts = {
        staff: (min(held), at_posts(rows[0].row.line))
        for staff, rows in served.items()
        if (held := [days[one] for one in sessions_served(rows) if one in days])
    }
    for staff, duty in first_duty_days(book, inputs).items():
        firsts[staff] = min(firsts.get(staff, duty), duty, key=lambda one: one[0])
    for staff, (first, place) in firsts.items():
        member = members.get(staff)
        if member is None:
            continue
        if member.trained is None:
            message = f"工号 {staff} 没有培训日期，首个服务日为 {first:%Y-%m-%d}"
            findings.append(Finding(rule="STAFF-TRAINED", place=place, message=message))
        elif member.trained >= first:
            message = (
                f"工号 {staff} 于 {member.trained:%Y-%m-%d} 培训，应早于首个服务日 {first:%Y-%m-%d}"
            )
            findings.append(Finding(rule="STAFF-TRAINED", place=place, message=message))
    return report("STAFF-TRAINED", len(served.keys() | firsts.keys()), findings, inputs)


def staff_available(book: Exported, inputs: Inputs, run: RunFacts) -> RuleReport:
    """Nobody serves outside of 可用场次, nor more sessions than 每人最多场次."""
    if stop := blocked("STAFF-AVAILABLE", book, POSTS):
        return stop
    members = _members(inputs)
    findings = []
    served = services_by_staff(book, inputs)
    for staff, rows in served.items():
        member = members.get(staff)
        if member is None:
            continue
        for service in rows:
            away = [one for one in service.sessions if one not in (member.sessions or (one,))]
            if away:
                message = f"工号 {staff} 的可用场次没有 {'、'.join(map(str, away))}"
                findings.append(_at(service, "STAFF-AVAILABLE", message))
        count = len(sessions_served(rows))
        if member.max_sessions is not None and count > member.max_sessions:
            message = f"工号 {staff} 服务 {count} 场，每人最多场次为 {member.max_sessions}"
            findings.append(_at(rows[-1], "STAFF-AVAILABLE", message))
    findings += when_unavailable(book, inputs)
    people = served.keys() | turns(book, inputs).keys()
    return report("STAFF-AVAILABLE", len(people), findings, inputs)


def staff_one_place(book: Exported, inputs: Inputs, run: RunFacts) -> RuleReport:
    """Every row names somebody of the rosters, and nobody stands in two at one time."""
    if stop := blocked("STAFF-ONE-PLACE", book, POSTS):
        return stop
    findings = []
    members = _members(inputs)
    needs = site_needs(book, inputs)
    for service in services(book, inputs):
        findings += [
            _at(service, "STAFF-ONE-PLACE", wrong)
            for wrong in _row_wrong(service, members.get(service.row.staff), needs)
        ]
    spans = session_spans(book, inputs)
    served = services_by_staff(book, inputs)
    for rows in served.values():
        for one, other in combinations(rows, 2):
            findings += _twice(one, other, spans)
    findings += in_two_places(book, inputs)
    people = served.keys() | turns(book, inputs).keys()
    return report("STAFF-ONE-PLACE", len(people), findings, inputs)


def _row_wrong(
    service: Service, member: StaffMember | None, needs: dict[str, SiteNeeds]
) -> list[str]:
    """Return what a row says of somebody or somewhere that there is not."""
    row = service.row
    wrong = []
    if member is None:
        wrong.append(f"工号 {row.staff or '（空）'} 不在工作人员表中")
    elif (row.name, row.unit) != (member.name, member.employer):
        wrong.append(f"工号 {row.staff} 的姓名或工作单位与工作人员表不符")
    if row.site not in needs:
        wrong.append(f"考点 {row.site or '（空）'} 没有启用考场")
    elif row.session and row.session not in needs[row.site].sessions:
        wrong.append(f"考点 {row.site} 场次 {row.session} 没有启用考场")
    return wrong


def _twice(one: Service, other: Service, spans: SessionSpans) -> list[Finding]:
    """Return a finding where two rows of one person are at the same time.

    Who serves one site in one post may be posted to sessions that overlap, unless a room is drawn
    in each of them: which room that is, 岗位安排 does not say, so it may be the one of 延时.
    """
    together = (one.row.site, one.row.post) == (other.row.site, other.row.post)
    same = sorted(set(one.sessions) & set(other.sessions))
    clash = [
        (first, second)
        for first in one.sessions
        for second in other.sessions
        if spans.overlap((one.row.site, first), (other.row.site, second))
    ]
    if not same and (not clash or (together and one.row.post not in DRAWN_POSTS)):
        return []
    session = same[0] if same else clash[0][1]
    why = "" if same else spans.late((one.row.site, clash[0][0]), (other.row.site, clash[0][1]))
    message = (
        f"工号 {one.row.staff} 场次 {session} 已在第 {one.row.line} 行"
        f"（考点 {one.row.site} {one.row.post}），"
        f"不能同时任考点 {other.row.site} {other.row.post}{why}"
    )
    return [_at(other, "STAFF-ONE-PLACE", message)]


def _members(inputs: Inputs) -> dict[str, StaffMember]:
    return {member.staff: member for member in inputs.staff}


def _at(service: Service, rule: str, message: str) -> Finding:
    return Finding(rule=rule, place=at_posts(service.row.line), message=message)
