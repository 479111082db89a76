"""SEAT-STABLE: one ticket, room and seat for all sessions; seat plans show them so."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from typing import TYPE_CHECKING

from allocator.audit.people import meet, overlap, seated_people, uses_by_room
from allocator.audit.plain import at_roster, report, room_name
from allocator.audit.plans import plans_wrong
from allocator.audit.sites import missing_documents
from allocator.models.domain.findings import Finding, RuleReport

if TYPE_CHECKING:
    from allocator.audit.exported import Exported
    from allocator.audit.facts import RunFacts
    from allocator.audit.people import Duty, RoomUse, Seated
    from allocator.models.domain.exam import Inputs
    from allocator.models.domain.ids import RoomId


def seat_stable(book: Exported, inputs: Inputs, run: RunFacts) -> RuleReport:
    """One ticket, room and seat per candidate; the seat is nobody else's; every subject once.

    考场座次表, by which people are seated in each session, must show exactly that.
    """
    findings = []
    by_person: dict[str, list[Seated]] = defaultdict(list)
    for seated in seated_people(book, inputs):
        by_person[seated.place.registration].append(seated)
    true: dict[Duty, bool] = {}
    for registration, places in by_person.items():
        if len(places) == 1:
            duty = places[0].duty
            if duty not in true:
                true[duty] = not _unstable(places, inputs)
            if true[duty]:
                continue
        for wrong in _unstable(places, inputs):
            place = at_roster(places[-1].place.line)
            message = f"报名序号 {registration}：{wrong}"
            findings.append(Finding(rule="SEAT-STABLE", place=place, message=message))
    for room, uses in uses_by_room(book, inputs).items():
        findings += _shared_seats(room, uses)
    findings += missing_documents("SEAT-STABLE", book, inputs)
    findings += plans_wrong(book, inputs)
    return report("SEAT-STABLE", len(by_person), findings, inputs)


def _unstable(places: list[Seated], inputs: Inputs) -> list[str]:
    """Return what is unstable about the rows of one candidate."""
    wrong = []
    first = places[0]
    if any(_seat_of(seated) != _seat_of(first) for seated in places[1:]):
        wrong.append("各行的准考证号、批次、考场或座位不一致")
    due = first.candidate.subjects
    shown = sorted([entry.subject for seated in places for entry in seated.place.dues])
    if shown != sorted(due):
        wrong.append(f"应考科目 {'、'.join(due)}，编排科目 {'、'.join(shown)}")
    for seated in places:
        rows = zip(seated.place.dues, seated.place.lines, seated.duty.papers, strict=True)
        for entry, line, nth in rows:
            paper = None if nth is None else inputs.papers[nth]
            if paper is None:
                wrong.append(f"第 {line} 行的科目 {entry.subject} 在该批次没有试卷")
            elif paper.session != entry.session:
                wrong.append(f"第 {line} 行的场次应为 {paper.session}")
            elif paper.subject_name != entry.subject_name:
                wrong.append(f"第 {line} 行的科目名称与考试表不一致")
    return wrong


def _seat_of(seated: Seated) -> tuple[object, ...]:
    """Return what must be the same in all rows of a candidate."""
    place = seated.place
    return (place.ticket, seated.use.sitting, place.number, seated.use.id, place.seat)


def _shared_seats(room: RoomId, uses: list[RoomUse]) -> list[Finding]:
    """Return the seats of a room that two people hold in one sitting or at one time."""
    crowded = any(len({s.place.seat for s in use.people}) < len(use.people) for use in uses)
    if not crowded and not any(
        overlap(one.spans, other.spans) for one, other in combinations(uses, 2)
    ):
        return []
    by_seat: dict[int, list[Seated]] = defaultdict(list)
    for use in uses:
        for seated in use.people:
            by_seat[seated.place.seat].append(seated)
    findings = []
    for seat, holders in sorted(by_seat.items()):
        for nth, other in enumerate(holders):
            if any(_share(other, one) for one in holders[:nth]):
                message = f"{room_name(room)} 座位 {seat} 同时安排给两人"
                place = at_roster(other.place.line)
                findings.append(Finding(rule="SEAT-STABLE", place=place, message=message))
    return findings


def _share(one: Seated, other: Seated) -> bool:
    """Return whether two people hold a seat in one sitting or at one time."""
    return one.place.registration != other.place.registration and meet(one, other)
