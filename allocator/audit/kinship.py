"""SEAT-KIN: relatives, and people with a declared reason to keep apart, are not in one room."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from allocator.audit.people import meet, people_by_id, seated_people
from allocator.audit.plain import at_roster, report, room_name
from allocator.audit.relatives import relatives_of_candidates
from allocator.models.domain.findings import Finding, RuleReport

if TYPE_CHECKING:
    from allocator.audit.exported import Exported
    from allocator.audit.facts import RunFacts
    from allocator.audit.people import Seated
    from allocator.models.domain.exam import Inputs
    from allocator.models.domain.ids import RoomId
    from allocator.models.domain.kinship import TieEnd


def seat_kin(book: Exported, inputs: Inputs, run: RunFacts) -> RuleReport:
    """No two candidates of a pair sit in one room in one sitting or at overlapping times."""
    by_id = people_by_id(book, inputs)
    findings = []
    pairs = relatives_of_candidates(inputs)
    for (one, other), relation in sorted(pairs.items()):
        findings += _together(by_id.get(one, []), by_id.get(other, []), relation)
    ends = _Ends(book, inputs)
    for tie in inputs.other_ties:
        ones = ends.of(tie.first, tie.first_kind)
        others = ends.of(tie.second, tie.second_kind)
        findings += _together(ones, others, "其他回避")
    checked = len(pairs) + len(inputs.other_ties)
    return report("SEAT-KIN", checked, findings, inputs)


class _Ends:
    """Whom one end of a row of 其他回避 stands for."""

    def __init__(self, book: Exported, inputs: Inputs) -> None:
        self._by_id = people_by_id(book, inputs)
        self._staff = {staff.staff: staff.id_number.upper() for staff in inputs.staff}
        self._units: dict[str, list[Seated]] = defaultdict(list)
        self._registrations: dict[str, list[Seated]] = defaultdict(list)
        # Without rows of 其他回避 nobody will ask.
        for seated in seated_people(book, inputs) if inputs.other_ties else []:
            self._units[seated.candidate.employer].append(seated)
            self._registrations[seated.candidate.registration].append(seated)

    def of(self, value: str, kind: TieEnd) -> list[Seated]:
        """Return the candidates that one end stands for."""
        if kind == "工作单位":
            return self._units.get(value, [])
        if kind == "报名序号":
            return self._registrations.get(value, [])
        if kind == "证件号码":
            return self._by_id.get(value.upper(), [])
        return self._by_id.get(self._staff.get(value, ""), [])


def _together(ones: list[Seated], others: list[Seated], why: str) -> list[Finding]:
    """Return a finding for each pair that meets in a room."""
    in_room: dict[RoomId, list[Seated]] = defaultdict(list)
    for seated in ones:
        in_room[seated.use.id].append(seated)
    findings = []
    for other in others:
        for one in in_room.get(other.use.id, []):
            if one.candidate.id_number.upper() == other.candidate.id_number.upper():
                continue
            if meet(one, other):
                first, last = sorted((one, other), key=lambda seated: seated.place.line)
                message = (
                    f"报名序号 {first.place.registration} 与 {last.place.registration}"
                    f"（{why}）同在 {room_name(other.use.id)}"
                )
                place = at_roster(last.place.line)
                findings.append(Finding(rule="SEAT-KIN", place=place, message=message))
    return findings
