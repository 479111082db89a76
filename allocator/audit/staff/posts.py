"""Whether every site has the people it needs: heads, papers, office, system administrators.

ROOM-TWO and ROOM-SYSADMIN have two parts: what 岗位安排 answers for is looked at here, who serves
which room in `audit.days.rooms` when it has been drawn.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from allocator.audit.days.plan import NOT_YET, counted, day_plans
from allocator.audit.days.rooms import drawn_rooms, room_sysadmin_findings, room_two_findings
from allocator.audit.exported import MASTER
from allocator.audit.plain import report
from allocator.audit.staff.sites import (
    CHIEF,
    DEPUTY,
    PAPERS,
    SITE_ADMIN,
    admins,
    blocked,
    invigilators_needed,
    services,
    site_needs,
)
from allocator.audit.staff.tables import POSTS, at_posts
from allocator.models.domain.findings import Finding
from allocator.models.domain.staff_policy import reserves_for
from allocator.models.domain.staffing import DRAWN_POSTS, INVIGILATOR, ROOM_ADMIN

if TYPE_CHECKING:
    from collections.abc import Callable

    from allocator.audit.exported import Exported
    from allocator.audit.facts import RunFacts
    from allocator.audit.staff.sites import Service, SiteNeeds
    from allocator.models.domain.exam import Inputs
    from allocator.models.domain.findings import RuleReport

_NOT_OFFICE = (CHIEF, DEPUTY, PAPERS, SITE_ADMIN, *DRAWN_POSTS)
_IN_POSTS = f"{MASTER} {POSTS}"


def post_chief(book: Exported, inputs: Inputs, run: RunFacts) -> RuleReport:
    """Every site has exactly one 主考, and the 副主考 that its rooms ask for."""
    if stop := blocked("POST-CHIEF", book, POSTS):
        return stop
    findings = _whole_posts("POST-CHIEF", book, inputs, lambda post: post in (CHIEF, DEPUTY))
    chiefs: dict[str, list[Service]] = defaultdict(list)
    for service in services(book, inputs):
        if service.row.post == CHIEF:
            chiefs[service.row.site].append(service)
    for site, rows in chiefs.items():
        people = sorted({service.row.staff for service in rows})
        if len(people) > 1:
            place = at_posts(rows[-1].row.line)
            message = f"考点 {site} 有 {len(people)} 名主考（{'、'.join(people)}），应恰好 1 名"
            findings.append(Finding(rule="POST-CHIEF", place=place, message=message))
    return report("POST-CHIEF", len(site_needs(book, inputs)), findings, inputs)


def post_papers(book: Exported, inputs: Inputs, run: RunFacts) -> RuleReport:
    """Every site with paper rooms has at least two 试卷管理 throughout."""
    if stop := blocked("POST-PAPERS", book, POSTS):
        return stop
    findings = _whole_posts("POST-PAPERS", book, inputs, lambda post: post == PAPERS)
    sites = [site for site, needs in site_needs(book, inputs).items() if needs.whole[PAPERS]]
    return report("POST-PAPERS", len(sites), findings, inputs)


def post_office(book: Exported, inputs: Inputs, run: RunFacts) -> RuleReport:
    """Every other post of the default table and of sheet 岗位 has its people throughout."""
    if stop := blocked("POST-OFFICE", book, POSTS):
        return stop
    findings = _whole_posts("POST-OFFICE", book, inputs, lambda post: post not in _NOT_OFFICE)
    return report("POST-OFFICE", len(site_needs(book, inputs)), findings, inputs)


def room_sysadmin(book: Exported, inputs: Inputs, run: RunFacts) -> RuleReport:
    """A site with machines has a 考点系统管理员, and in each session one for each such room."""
    if stop := blocked("ROOM-SYSADMIN", book, POSTS):
        return stop
    rule = "ROOM-SYSADMIN"
    findings = _whole_posts(rule, book, inputs, lambda post: post == SITE_ADMIN)
    findings += unqualified(rule, book, inputs, ROOM_ADMIN)
    served = _people_by_session(services(book, inputs))
    checked = 0
    for site, needs in site_needs(book, inputs).items():
        for session, rooms in sorted(needs.rooms.items()):
            needed = sum(admins(inputs, room) for room in rooms)
            posted = len(served[site, ROOM_ADMIN, session])
            checked += needed
            if posted < needed:
                message = _short(site, session, ROOM_ADMIN, needed, posted)
                findings.append(Finding(rule=rule, place=_IN_POSTS, message=message))
    findings += room_sysadmin_findings(book, inputs)
    return report(rule, checked, findings, inputs)


def room_two(book: Exported, inputs: Inputs, run: RunFacts) -> RuleReport:
    """Enough 监考 are posted to each site and session, and stand in each room that was drawn."""
    if stop := blocked("ROOM-TWO", book, POSTS):
        return stop
    findings = [*posted_findings(book, inputs), *room_two_findings(book, inputs)]
    posted = sum(len(needs.rooms) for needs in site_needs(book, inputs).values())
    drawn = sum(1 for _ in drawn_rooms(book, inputs))
    remark = counted(day_plans(book, inputs)) or NOT_YET
    return report("ROOM-TWO", posted + drawn, findings, inputs, remark)


def posted_findings(book: Exported, inputs: Inputs) -> list[Finding]:
    """Return what 岗位安排 breaks of ROOM-TWO: enough 监考, reserves not counted, and able ones.

    Empty where there are no posts or where the sheet cannot be read.
    """
    if blocked("ROOM-TWO", book, POSTS):
        return []
    findings = unqualified("ROOM-TWO", book, inputs, INVIGILATOR)
    regular = [service for service in services(book, inputs) if not service.reserve]
    served = _people_by_session(regular)
    for site, needs in site_needs(book, inputs).items():
        for session, rooms in sorted(needs.rooms.items()):
            needed = invigilators_needed(inputs, rooms, session)
            posted = len(served[site, INVIGILATOR, session])
            if posted < needed:
                message = _short(site, session, "监考（备用除外）", needed, posted)
                findings.append(Finding(rule="ROOM-TWO", place=_IN_POSTS, message=message))
    return findings


def staff_reserve(book: Exported, inputs: Inputs, run: RunFacts) -> RuleReport:
    """Every site and session has its reserve 监考, numbered 1, 2, … without a gap."""
    if stop := blocked("STAFF-RESERVE", book, POSTS):
        return stop
    findings = []
    orders: dict[tuple[str, int], list[tuple[int, str, int]]] = defaultdict(list)
    for service in services(book, inputs):
        row = service.row
        if service.reserve and row.post != INVIGILATOR:
            message = f"工号 {row.staff} 有备用顺序，岗位却是 {row.post}；备用人员的岗位为监考"
            findings.append(_at(service, "STAFF-RESERVE", message))
        elif service.reserve:
            for session in service.sessions:
                orders[row.site, session].append((row.order, row.staff, row.line))
    checked = 0
    for site, needs in site_needs(book, inputs).items():
        for session in needs.sessions:
            found = sorted(orders[site, session])
            if [order for order, *_ in found] != list(range(1, len(found) + 1)):
                numbers = "、".join(str(order) for order, *_ in found)
                message = f"考点 {site} 场次 {session} 的备用顺序为 {numbers}，应从 1 起连续不重复"
                place = at_posts(found[-1][2])
                findings.append(Finding(rule="STAFF-RESERVE", place=place, message=message))
            if rooms := needs.rooms.get(session, []):
                checked += 1
                needed = reserves_for(invigilators_needed(inputs, rooms, session))
                people = len({staff for _, staff, _ in found})
                if people < needed:
                    message = _short(site, session, "备用监考", needed, people)
                    findings.append(Finding(rule="STAFF-RESERVE", place=_IN_POSTS, message=message))
    return report("STAFF-RESERVE", checked, findings, inputs)


def unqualified(rule: str, book: Exported, inputs: Inputs, post: str) -> list[Finding]:
    """Return the rows of a post whose people do not name it among their 可任岗位."""
    unable = {member.staff for member in inputs.staff if post not in member.posts}
    return [
        _at(service, rule, f"工号 {service.row.staff} 的可任岗位中没有 {post}")
        for service in services(book, inputs)
        if service.row.post == post and service.row.staff in unable
    ]


def _whole_posts(
    rule: str, book: Exported, inputs: Inputs, mine: Callable[[str], bool]
) -> list[Finding]:
    """Return what is wrong with posts that serve a site throughout."""
    served = _people_by_session(services(book, inputs))
    findings = []
    posts = dict.fromkeys(service.row.post for service in services(book, inputs))
    for post in filter(mine, posts):
        findings += unqualified(rule, book, inputs, post)
    for service in services(book, inputs):
        if mine(service.row.post) and service.row.session:
            message = f"{service.row.post} 服务整场考试，场次应留空，实为 {service.row.session}"
            findings.append(_at(service, rule, message))
    for site, needs in site_needs(book, inputs).items():
        for post, needed in needs.whole.items():
            if mine(post):
                findings += _shortage(rule, site, needs, post, needed, served)
    return findings


def _shortage(
    rule: str,
    site: str,
    needs: SiteNeeds,
    post: str,
    needed: int,
    served: dict[tuple[str, str, int], set[str]],
) -> list[Finding]:
    """Return one finding for a post that lacks people: the session with the fewest."""
    if not needs.sessions:
        return []
    least = min(needs.sessions, key=lambda session: (len(served[site, post, session]), session))
    posted = len(served[site, post, least])
    if posted >= needed:
        return []
    message = _short(site, least, post, needed, posted)
    return [Finding(rule=rule, place=_IN_POSTS, message=message)]


def _people_by_session(rows: list[Service]) -> dict[tuple[str, str, int], set[str]]:
    """Return who serves by (考点代码, 岗位, 场次)."""
    found: dict[tuple[str, str, int], set[str]] = defaultdict(set)
    for service in rows:
        for session in service.sessions:
            found[service.row.site, service.row.post, session].add(service.row.staff)
    return found


def _short(site: str, session: int, what: str, needed: int, posted: int) -> str:
    return f"考点 {site} 场次 {session}：{what}至少 {needed} 名，实有 {posted} 名"


def _at(service: Service, rule: str, message: str) -> Finding:
    return Finding(rule=rule, place=at_posts(service.row.line), message=message)
