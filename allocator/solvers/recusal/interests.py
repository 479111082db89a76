"""Declared interests (其他回避): whom each end of a row stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.solvers.recusal.words import masked_name

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from allocator.models.domain.exam import Candidate, Inputs
    from allocator.models.domain.kinship import OtherTie, TieEnd
    from allocator.models.domain.staff import StaffMember


class People:
    """Everybody in the rosters by person, a person being a 证件号码 in upper case."""

    def __init__(self, inputs: Inputs) -> None:
        """Index staff and candidates."""
        self.staff_of_id: dict[str, list[StaffMember]] = {}
        self.candidates_of_id: dict[str, list[Candidate]] = {}
        """All registrations of a person, in the order of the sheet."""
        self._id_of_staff: dict[str, str] = {}
        self._id_of_registration: dict[str, str] = {}
        self._ids_of_unit: dict[str, dict[str, None]] = {}
        for member in inputs.staff:
            number = member.id_number.upper()
            self.staff_of_id.setdefault(number, []).append(member)
            self._id_of_staff[member.staff] = number
            self._ids_of_unit.setdefault(member.employer, {})[number] = None
        for candidate in inputs.candidates:
            number = candidate.id_number.upper()
            self.candidates_of_id.setdefault(number, []).append(candidate)
            self._id_of_registration[candidate.registration] = number
            self._ids_of_unit.setdefault(candidate.employer, {})[number] = None

    def named(self, who: str) -> str:
        """Return the person of a 工号, or else of a 证件号码."""
        return self._id_of_staff.get(who) or who.upper()

    def name_of_id(self, number: str) -> str:
        """Return the name of somebody in the rosters, blank for others."""
        names = [one.name for one in self.staff_of_id.get(number, ())]
        names += [one.name for one in self.candidates_of_id.get(number, ())]
        return names[0] if names else ""

    def of_end(self, value: str, kind: TieEnd) -> list[str]:
        """Return the people that one end of a row stands for.

        A registration stands for the person with all registrations, a 工作单位 for its staff and
        its candidates.
        """
        if kind == "工作单位":
            return list(self._ids_of_unit.get(value, ())) if value else []
        if kind == "工号":
            found = self._id_of_staff.get(value)
        elif kind == "报名序号":
            found = self._id_of_registration.get(value)
        else:
            found = value.upper()
        return [found] if found else []


def interests(
    inputs: Inputs, people: People, ones: Container[str], others: Container[str]
) -> Iterator[tuple[OtherTie, str, str]]:
    """Yield (row, person of `ones`, person of `others`), whichever of the two is 甲."""
    for tie in inputs.other_ties:
        first = people.of_end(tie.first, tie.first_kind)
        second = people.of_end(tie.second, tie.second_kind)
        for mine, theirs in ((first, second), (second, first)):
            targets = [other for other in theirs if other in others]
            for one in mine:
                if one in ones:
                    yield from ((tie, one, other) for other in targets if other != one)


def interest_text(name: str, other: str, reason: str) -> str:
    """Return what 回避名单 says of a declared interest, names masked."""
    why = f"（{reason}）" if reason else ""
    return f"{masked_name(name)} — {masked_name(other)}：其他回避{why}"
