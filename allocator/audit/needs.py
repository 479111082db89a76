"""Rules of what single candidates are promised: special needs and the designated site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.audit.exported import DOOR_SIGNS
from allocator.audit.people import meet, seated_people, uses_by_room
from allocator.audit.plain import at_rooms, at_roster, end_of, report, room_name
from allocator.audit.sessions import rooms_by_session
from allocator.models.domain.findings import Finding, RuleReport
from allocator.models.domain.ids import RoomId, Sitting

if TYPE_CHECKING:
    from allocator.audit.exported import Exported
    from allocator.audit.facts import RunFacts
    from allocator.audit.people import RoomUse, Seated
    from allocator.models.domain.exam import Inputs


def seat_needs(book: Exported, inputs: Inputs, run: RunFacts) -> RuleReport:
    """Every declared need is met, and the longer end time of 延时 stands in 考场编排."""
    rooms = uses_by_room(book, inputs)
    needy = [seated for seated in seated_people(book, inputs) if seated.duty.needy]
    findings = []
    for seated in needy:
        mates = _mates(seated, rooms[seated.use.id])
        for wrong in _unmet(seated, mates):
            message = f"报名序号 {seated.place.registration}：{wrong}"
            place = at_roster(seated.place.line)
            findings.append(Finding(rule="SEAT-NEEDS", place=place, message=message))
    longer = {
        (s.use.sitting, s.use.id): s.candidate.need.extra_percent
        for s in needy
        if s.candidate.need.extra_percent
    }
    findings += _short_ends(book, inputs, longer)
    findings += _short_signs(book, inputs)
    return report("SEAT-NEEDS", len(needy), findings, inputs)


def _mates(seated: Seated, uses: list[RoomUse]) -> list[Seated]:
    """Return who else is in the room, in the same sitting or at the same time."""
    return [
        other
        for use in uses
        for other in use.people
        if other.place.registration != seated.place.registration and meet(seated, other)
    ]


def _unmet(seated: Seated, mates: list[Seated]) -> list[str]:
    """Return the needs of one candidate that are not met."""
    room = seated.use.room
    need = seated.candidate.need
    unmet = []
    if need.ground and seated.place.floor != 1:
        unmet.append(f"须安排在一楼，实际在 {seated.place.floor} 楼")
    if need.accessible and (room is None or not room.accessible):
        unmet.append("须安排在无障碍考场")
    if need.alone and mates:
        unmet.append(f"须单独考场，同考场另有 {len(mates)} 人")
    percent = need.extra_percent
    if percent and any(mate.candidate.need.extra_percent != percent for mate in mates):
        unmet.append(f"延时 {percent}% 的考生与延时不同的考生同考场")
    return unmet


def _short_ends(
    book: Exported, inputs: Inputs, longer: dict[tuple[Sitting, RoomId], int]
) -> list[Finding]:
    """Return the rows of 考场编排 whose 结束时间 is not the one that 延时 asks for."""
    papers = {
        (p.exam, p.batch, p.session, p.subject, p.level, p.specialty): p for p in inputs.papers
    }
    findings = []
    for row in book.room_rows:
        percent = longer.get((Sitting(row.exam, row.batch), row.room))
        key = (row.exam, row.batch, row.session, row.subject, row.level, row.specialty)
        if percent is None or key not in papers:
            continue
        due = f"{end_of(papers[key], percent):%H:%M}"
        if row.end != due:
            message = f"{room_name(row.room)} 延时 {percent}%，结束时间应为 {due}，表中为 {row.end}"
            findings.append(Finding(rule="SEAT-NEEDS", place=at_rooms(row.line), message=message))
    return findings


def _short_signs(book: Exported, inputs: Inputs) -> list[Finding]:
    """Return the door signs of rooms with 延时 that do not show the longer end time."""
    pages = {
        (site.site, page.number, page.session): (site, page)
        for site in book.sites
        for page in site.pages
    }
    findings = []
    for sheet in rooms_by_session(book, inputs):
        if not sheet.percent:
            continue
        found = pages.get((sheet.room.site, sheet.number, str(sheet.session)))
        _, end = sheet.times(inputs)
        if found and f"{end:%H:%M}" not in found[1].time[5:]:
            site, page = found
            place = f"{site.folder}/{DOOR_SIGNS}.xlsx {page.sheet} 第 {page.line} 行"
            message = (
                f"门贴 考场 {sheet.number} 延时 {sheet.percent}%，"
                f"结束时间应为 {end:%H:%M}，实为 {page.time}"
            )
            findings.append(Finding(rule="SEAT-NEEDS", place=place, message=message))
    return findings


def seat_site(book: Exported, inputs: Inputs, run: RunFacts) -> RuleReport:
    """Who has a 指定考点 is arranged there."""
    findings = []
    bound = 0
    for seated in seated_people(book, inputs):
        place, candidate = seated.place, seated.candidate
        if not candidate.site:
            continue
        bound += 1
        if place.site != candidate.site:
            message = (
                f"报名序号 {place.registration}：指定考点 {candidate.site}，实际在 {place.site}"
            )
            findings.append(Finding(rule="SEAT-SITE", place=at_roster(place.line), message=message))
    return report("SEAT-SITE", bound, findings, inputs)
