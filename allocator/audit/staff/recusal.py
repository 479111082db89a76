"""Rules of recusal: 回避名单 says who is recused, and nobody works where he must not.

Who is recused is derived again in `staff_recusals`; the range of a room is held against the draws.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from allocator.audit.days.pairs import recuse_other_rooms
from allocator.audit.duty.recusal import (
    duty_at_site_of,
    jobs_of,
    kept_apart_on_duty,
    on_duty_though_recused,
)
from allocator.audit.duty.tables import REGION
from allocator.audit.exported import MASTER
from allocator.audit.plain import once, report
from allocator.audit.staff.recusals import (
    KIN,
    OTHER,
    SCOPES,
    SELF,
    Recused,
    Relatives,
    recused_planner,
    recused_staff,
    staff_interests,
    staff_pairs,
)
from allocator.audit.staff.sites import blocked, services_by_staff
from allocator.audit.staff.tables import POSTS, RECUSALS, at_posts, at_recusals
from allocator.models.domain.findings import Finding, RuleReport

if TYPE_CHECKING:
    from allocator.audit.exported import Exported, Place
    from allocator.audit.facts import RunFacts
    from allocator.audit.staff.sites import Service
    from allocator.audit.staff.tables import RecusalRow
    from allocator.models.domain.exam import Inputs

__all__ = (
    "recuse_kin", "recuse_other", "recuse_planner", "recuse_self", "staff_interests", "staff_pairs",
)  # fmt: skip

PLANNER = "RECUSE-PLANNER"
_WHY = {SELF: "本人报名参加", KIN: "有亲属报名参加", OTHER: "申报了其他回避"}


def recuse_self(book: Exported, inputs: Inputs, run: RunFacts) -> RuleReport:
    """Who is registered in an exam is on the list and does no work of that exam."""
    return blocked(SELF, book, RECUSALS, POSTS) or _checked(
        SELF, book, inputs, [], len(inputs.staff)
    )


def recuse_kin(book: Exported, inputs: Inputs, run: RunFacts) -> RuleReport:
    """Who has a relative of the six classes in an exam is on the list and does no work of it."""
    return blocked(KIN, book, RECUSALS, POSTS) or _checked(KIN, book, inputs, [], len(inputs.staff))


def recuse_other(book: Exported, inputs: Inputs, run: RunFacts) -> RuleReport:
    """A declared interest is on the list and is respected at its range, between staff too."""
    if stop := blocked(OTHER, book, RECUSALS, POSTS):
        return stop
    findings = _at_sites(book, inputs)
    pairs = staff_interests(inputs)
    served = services_by_staff(book, inputs)
    jobs = jobs_of(book, inputs)
    for one, other, scope in sorted(pairs):
        works = {
            staff: [
                *(_Work(staff, service.row.site, at_posts(service.row.line))
                  for service in served.get(staff, ())),
                *(_Work(staff, job.place, job.at) for job in jobs.get(staff, ())),
            ]
            for staff in (one, other)
        }  # fmt: skip
        findings += _together(works[one], works[other], scope)
    findings += kept_apart_on_duty(OTHER, sorted(pairs), book, inputs)
    findings += [
        Finding(rule=OTHER, place=at_recusals(row.line), message=f"规则 {row.rule} 不认识")
        for row in (book.staff.recusals if book.staff else ())
        if row.rule not in (SELF, KIN, OTHER, PLANNER)
    ]
    findings += recuse_other_rooms(book, inputs)
    ties = len(expected_of(OTHER, book, inputs)) + len(pairs)
    return _checked(OTHER, book, inputs, findings, ties)


def recuse_planner(book: Exported, inputs: Inputs, run: RunFacts) -> RuleReport:
    """Operator and reviewer, of the run and of amendments, are recused from none of its exams."""
    people = [("编排人", run.operator), ("复核人", run.reviewer)]
    named = [(role, who) for role, who in (*people, *run.amenders) if who]
    if not named:
        remark = "运行记录没有写明编排人和复核人（--operator、--reviewer），未能核对"
        return RuleReport(rule=PLANNER, checked=0, applies=False, remark=remark)
    findings = []
    codes = {member.staff for member in inputs.staff}
    relatives = _relatives(book, inputs)
    for role, who in named:
        # A 证件号码 may be in no roster: nothing later would hide it.
        shown = who if who in codes else f"{who[:6]}****{who[-2:]}" if len(who) > 8 else "****"
        for one in recused_planner(inputs, who, relatives):
            message = (
                f"{role} {shown} 须回避考试 {one.exam}：{_WHY[one.rule]}"
                f"（{one.kind}，报名序号 {one.registration}）"
            )
            findings.append(Finding(rule=PLANNER, place=role, message=message))
    missing = [role for role, who in people if not who]
    remark = f"没有写明{'、'.join(missing)}" if missing else ""
    return report(PLANNER, len(named), findings, inputs, remark)


def _checked(
    rule: str, book: Exported, inputs: Inputs, findings: list[Finding], checked: int
) -> RuleReport:
    """Return the report of what every rule of recusal asks: the list, and who works where."""
    due = expected_of(rule, book, inputs)
    found = [*_list_wrong(rule, due, book), *_working(rule, due, book, inputs), *findings]
    return report(rule, checked, found, inputs)


def expected(book: Exported, inputs: Inputs) -> list[Recused]:
    """Return what 回避名单 must list, derived once for all rules."""
    return once(
        book, inputs, "recused staff", lambda: recused_staff(inputs, _relatives(book, inputs))
    )


def expected_of(rule: str, book: Exported, inputs: Inputs) -> list[Recused]:
    """Return what it must list by one rule."""
    return [one for one in expected(book, inputs) if one.rule == rule]


def _relatives(book: Exported, inputs: Inputs) -> Relatives:
    return once(book, inputs, "relatives", lambda: Relatives(inputs))


def _list_wrong(rule: str, due: list[Recused], book: Exported) -> list[Finding]:
    """Return what is missing from 回避名单, what is too much and what is said wrongly."""
    places = _places(book)
    asked: dict[tuple[str, str, str], list[Recused]] = defaultdict(list)
    for one in due:
        asked[one.exam, one.staff, one.registration].append(one)
    findings = []
    listed: dict[tuple[str, str, str], list[RecusalRow]] = defaultdict(list)
    for row in book.staff.recusals if book.staff else ():
        if row.rule != rule:
            continue
        key = (row.exam, row.staff, row.registration)
        listed[key].append(row)
        wrong = _row_wrong(row, asked.get(key, []), places)
        findings += [
            Finding(rule=rule, place=at_recusals(row.line), message=f"{_who(key)}：{text}")
            for text in wrong
        ]
    for key, reasons in asked.items():
        widest = min(reasons, key=lambda one: SCOPES.index(one.scope))
        if not any(row.scope.startswith(widest.scope) for row in listed.get(key, ())):
            message = f"{_who(key)}：{widest.kind}，范围 {widest.scope}，不在回避名单中"
            place = f"{MASTER} {RECUSALS}"
            findings.append(Finding(rule=rule, place=place, message=message))
    return findings


def _row_wrong(row: RecusalRow, reasons: list[Recused], places: dict[str, Place]) -> list[str]:
    """Return what one row says wrongly."""
    if not reasons:
        return ["按申报的关系不须回避，不应列入"]
    wrong = []
    if row.kind not in {one.kind for one in reasons}:
        wrong.append(f"类别应为 {reasons[0].kind}，实为 {row.kind or '空'}")
    shown = [_range(one.scope, places.get(row.registration)) for one in reasons]
    if row.scope not in shown:
        wrong.append(f"范围应为 {shown[0]}，实为 {row.scope or '空'}")
    return wrong


def _range(scope: str, place: Place | None) -> str:
    """Return 范围 as 回避名单 has it: where the candidate sits, for a narrower one."""
    if place is None or scope == "考试":
        return scope
    if scope == "考点":
        return f"考点 {place.site}"
    return f"考场 {place.number}（考点 {place.site}）"


def _who(key: tuple[str, str, str]) -> str:
    exam, staff, registration = key
    return f"考试 {exam} 工号 {staff} 报名序号 {registration}"


def _working(rule: str, due: list[Recused], book: Exported, inputs: Inputs) -> list[Finding]:
    """Return the rows of 岗位安排 where, or when, an exam is held from which one is recused.

    Strictly read: never at a site that holds the exam in any session, and never in a session of
    the exam, wherever that be; on duty, never with its papers and never on its days.
    """
    held = {(row.exam, row.site) for row in book.room_rows}
    sat = {(paper.exam, paper.session) for paper in inputs.papers}
    served = services_by_staff(book, inputs)
    barred = dict.fromkeys((one.staff, one.exam) for one in due if one.scope == "考试")
    findings = []
    for staff, exam in barred:
        for service in served.get(staff, ()):
            row = service.row
            when = [session for session in service.sessions if (exam, session) in sat]
            if (exam, row.site) in held:
                where = f"考点 {row.site} 设有该考试"
            elif when:
                where = f"场次 {'、'.join(map(str, when))} 是该考试的场次"
            else:
                continue
            message = f"工号 {staff} {_WHY[rule]}考试 {exam}，不得任 {row.post}：{where}"
            findings.append(_at(service, rule, message))
    findings += on_duty_though_recused(rule, _WHY[rule], barred, book, inputs)
    return findings


def _at_sites(book: Exported, inputs: Inputs) -> list[Finding]:
    """Return the rows of people posted at the site of a candidate they must avoid."""
    places = _places(book)
    served = services_by_staff(book, inputs)
    jobs = jobs_of(book, inputs)
    findings = []
    for one in expected(book, inputs):
        place = places.get(one.registration)
        if one.rule != OTHER or one.scope != "考点" or place is None:
            continue
        for service in served.get(one.staff, ()):
            if service.row.site == place.site:
                message = (
                    f"工号 {one.staff} 与报名序号 {one.registration} 申报了考点范围的回避，"
                    f"不得在考点 {place.site} 任 {service.row.post}"
                )
                findings.append(_at(service, OTHER, message))
        findings += duty_at_site_of(OTHER, one.staff, one.registration, place.site, jobs)
    return findings


class _Work(NamedTuple):
    """A post or a job on duty of somebody."""

    staff: str
    site: str
    """考点代码, or 考区."""
    at: str


def _together(ones: list[_Work], others: list[_Work], scope: str) -> list[Finding]:
    """Return a finding where two members of staff kept apart are at work all the same."""
    if not ones or not others or scope == "考场":
        return []
    if scope == "考试":
        meeting = others[:1]
    else:
        sites = {work.site for work in ones} - {REGION}
        meeting = [work for work in others if work.site in sites][:1]
    first = ones[0].staff
    where = "不得同时参与考试工作" if scope == "考试" else "不得在同一考点"
    return [
        Finding(rule=OTHER, place=work.at,
                message=f"工号 {first} 与 {work.staff} 申报了{scope}范围的回避，{where}")
        for work in meeting
    ]  # fmt: skip


def _places(book: Exported) -> dict[str, Place]:
    return {place.registration: place for place in book.places}


def _at(service: Service, rule: str, message: str) -> Finding:
    return Finding(rule=rule, place=at_posts(service.row.line), message=message)
