"""Rules of rooms: how many sit in one, which may open, what is sat in them, what stays free."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from typing import TYPE_CHECKING

from allocator.audit.people import overlap, rooms_in_use, uses_by_room
from allocator.audit.plain import at_roster, capacity, may_open, report, room_name, rooms_by_id
from allocator.audit.sessions import rooms_by_session
from allocator.models.domain.exam import Form
from allocator.models.domain.findings import Finding, RuleReport

if TYPE_CHECKING:
    from allocator.audit.exported import Exported
    from allocator.audit.facts import RunFacts
    from allocator.audit.people import RoomUse
    from allocator.models.domain.exam import Inputs
    from allocator.models.domain.ids import RoomId, Sitting
    from allocator.models.domain.rooms import Room

TAIL = 3
"""People by whom the merged last room may exceed 标准人数."""
SMALL = 5
"""A room of fewer people is avoided."""


def _count(use: RoomUse) -> int:
    """Return how many people sit in a room, each counted once."""
    return len({place.registration for place in use.places})


def room_30(book: Exported, inputs: Inputs, run: RunFacts) -> RuleReport:
    """No room holds more people than it may, in all and in each session, nor seats beyond."""
    policy = inputs.policy
    findings = []
    merged = 0
    uses = rooms_in_use(book, inputs)
    for use in uses:
        room = use.room
        if room is None:
            continue
        most = capacity(room, policy)
        limit = most
        if policy.merge_tail and room.form is Form.PAPER:
            limit = min(room.seats, most + TAIL)
        people = _count(use)
        if people > most:
            tolerated = people <= limit
            merged += tolerated
            message = f"{room_name(use.id)} 至多 {most} 人，编排了{_counts(use, people, most)}"
            message += "（尾考场合并）" if tolerated else ""
            place_of = at_roster(use.line)
            findings.append(
                Finding(rule="ROOM-30", place=place_of, message=message, waived=tolerated)
            )
        for place in use.places:
            if not 1 <= place.seat <= limit:
                message = f"{room_name(use.id)} 没有可用的座位 {place.seat}（至多 {limit}）"
                findings.append(
                    Finding(rule="ROOM-30", place=at_roster(place.line), message=message)
                )
    remark = f"尾考场合并后超过标准人数的考场 {merged} 个，按豁免计" if merged else ""
    return report("ROOM-30", len(uses), findings, inputs, remark)


def _counts(use: RoomUse, people: int, most: int) -> str:
    """Return how many sit in an overfull room in all, and in each session that is overfull too."""
    sessions: dict[int, set[str]] = defaultdict(set)
    for place in use.places:
        for due in place.dues:
            sessions[due.session].add(place.registration)
    counts = [("全程", people)] + [(f"场次 {s}", len(who)) for s, who in sorted(sessions.items())]
    return "，".join(f"{when} {count} 人" for when, count in counts if count > most)


def room_tail(book: Exported, inputs: Inputs, run: RunFacts) -> RuleReport:
    """Rooms of fewer than five, those of people who need a room of their own aside."""
    findings = []
    apart = 0
    uses = rooms_in_use(book, inputs)
    for use in uses:
        people = _count(use)
        if people >= SMALL:
            continue
        needs = [seated.duty.need for seated in use.people]
        if any(need.alone or need.extra_percent for need in needs):
            apart += 1
            continue
        message = f"{room_name(use.id)} 只有 {people} 人"
        findings.append(Finding(rule="ROOM-TAIL", place=at_roster(use.line), message=message))
    counts = f"不足 {SMALL} 人的考场 {len(findings)} 个；单独、延时考场另有 {apart} 个不计"
    if not inputs.policy.merge_tail:
        remark = f"尾考场合并未启用；{counts}"
        return RuleReport(rule="ROOM-TAIL", checked=0, applies=False, remark=remark)
    return report("ROOM-TAIL", len(uses), findings, inputs, counts)


def room_spacing(book: Exported, inputs: Inputs, run: RunFacts) -> RuleReport:
    """Every open room is in sheet 考场, not closed, and as a paper room wide enough."""
    findings = []
    rooms = uses_by_room(book, inputs)
    for room_id, uses in rooms.items():
        room = uses[0].room
        wrong = ""
        if room is None:
            wrong = "不在考场表中"
        elif room.closed:
            wrong = "已停用，不应启用"
        elif not may_open(room):
            wrong = f"横向间距 {room.spacing_hundredths / 100:.2f}，不足一个座位宽度"
        if wrong:
            message = f"{room_name(room_id)} {wrong}"
            place = at_roster(uses[0].line)
            findings.append(Finding(rule="ROOM-SPACING", place=place, message=message))
    return report("ROOM-SPACING", len(rooms), findings, inputs)


def room_one_paper(book: Exported, inputs: Inputs, run: RunFacts) -> RuleReport:
    """One paper per paper room and session, 混编 aside; one sitting at a time; its form."""
    held: dict[tuple[RoomId, int], set[int]] = defaultdict(set)
    lines: dict[tuple[RoomId, int], int] = {}
    for sheet in rooms_by_session(book, inputs):
        held[sheet.room, sheet.session].update(sheet.papers)
        lines[sheet.room, sheet.session] = sheet.line
    specialties = _specialties(rooms_in_use(book, inputs))
    rooms = rooms_by_id(inputs)
    findings = []
    for (room_id, session), papers in held.items():
        there = specialties[room_id, session]
        wrong = _papers_wrong(rooms.get(room_id), papers, there, inputs)
        if wrong:
            message = f"{room_name(room_id)} 场次 {session}：{wrong}"
            place = at_roster(lines[room_id, session])
            findings.append(Finding(rule="ROOM-ONE-PAPER", place=place, message=message))
    for room_id, uses in uses_by_room(book, inputs).items():
        for one, other in combinations(uses, 2):
            if overlap(one.spans, other.spans):
                message = (
                    f"{room_name(room_id)} 同一时间用于两场考试："
                    f"{_sitting_name(one.sitting)} 与 {_sitting_name(other.sitting)}"
                )
                place = at_roster(other.line)
                findings.append(Finding(rule="ROOM-ONE-PAPER", place=place, message=message))
    return report("ROOM-ONE-PAPER", len(held), findings, inputs)


def _specialties(uses: list[RoomUse]) -> dict[tuple[RoomId, int], set[str]]:
    """Return the specialties of those due in each room and session."""
    found: dict[tuple[RoomId, int], set[str]] = defaultdict(set)
    for use in uses:
        alike = {(seated.duty, seated.candidate.specialty) for seated in use.people}
        for duty, specialty in alike:
            for due in duty.dues:
                found[use.id, due.session].add(specialty)
    return found


def _papers_wrong(
    room: Room | None, papers: set[int], specialties: set[str], inputs: Inputs
) -> str:
    """Return what is wrong with the papers of one room in one session; blank: nothing."""
    if room is None:
        return ""
    forms = {inputs.papers[paper].form for paper in papers}
    if forms != {room.form}:
        return f"试卷的考试形式与考场（{room.form.value}）不符"
    if room.form is Form.ELECTRONIC or len(papers) == 1:
        return ""
    policy = inputs.policy
    if len(papers) > policy.mixed_papers:
        return f"有 {len(papers)} 种试卷，至多 {policy.mixed_papers} 种"
    strangers = sorted(specialties - set(policy.mixed_specialties))
    if strangers:
        return f"混编了未列入混编专业的专业：{'、'.join(name or '（空）' for name in strangers)}"
    return ""


def _sitting_name(sitting: Sitting) -> str:
    return f"{sitting.exam} 批次 {sitting.batch}" if sitting.batch else sitting.exam


def room_spare(book: Exported, inputs: Inputs, run: RunFacts) -> RuleReport:
    """Each site in use keeps its spare rooms of that form, electronic rooms spare machines."""
    opened: dict[tuple[str, Form], set[RoomId]] = defaultdict(set)
    findings = []
    for use in rooms_in_use(book, inputs):
        room = use.room
        if room is None:
            continue
        opened[room.site, room.form].add(use.id)
        if room.form is Form.PAPER:
            continue
        spare, people = max(room.spare_machines, -(-room.seats // 20), 1), _count(use)
        if room.seats - people < spare:
            message = (
                f"{room_name(use.id)} 机位 {room.seats}，编排 {people} 人，备用机不足 {spare} 台"
            )
            findings.append(Finding(rule="ROOM-SPARE", place=at_roster(use.line), message=message))
    spare_rooms = {site.code: site.spare_rooms for site in inputs.sites}
    for (site, form), ids in sorted(opened.items()):
        usable = [r for r in inputs.rooms if r.site == site and r.form is form and may_open(r)]
        left = len([room for room in usable if room.id not in ids])
        if left < spare_rooms.get(site, 0):
            message = f"{form.value}备用考场应留 {spare_rooms[site]} 个，只余 {left} 个"
            findings.append(Finding(rule="ROOM-SPARE", place=f"考点 {site}", message=message))
    return report("ROOM-SPARE", len(opened), findings, inputs)
