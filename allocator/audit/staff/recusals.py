"""Who is recused from what, derived once more from the rosters: what 回避名单 must say.

Nothing here looks at the export; `recusal` holds the sheet and the posts against it.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from allocator.audit.staff.kin_facts import KinFacts, kin_facts
from allocator.audit.staff.kin_list import CLASSES, OTHER_KIN, relatives_on_the_list

if TYPE_CHECKING:
    from allocator.models.domain.exam import Candidate, Inputs
    from allocator.models.domain.kinship import TieEnd
    from allocator.models.domain.staff import StaffMember

SELF, KIN, OTHER = "RECUSE-SELF", "RECUSE-KIN", "RECUSE-OTHER"
SCOPES = ("考试", "考点", "考场")
"""范围 of 其他回避, the widest first."""
STRICT, NARROW = "规范", "规程"
"""Values of 回避范围; the second knows no 其他亲属 (rules.md)."""


class Recused(NamedTuple):
    """One reason why somebody may not work."""

    exam: str
    staff: str
    """工号; of a planner who is none of the staff what names him."""
    rule: str
    kind: str
    """类别: 本人, one of `CLASSES`, or 其他."""
    scope: str
    """One of `SCOPES`."""
    registration: str


class Relatives:
    """Who of the candidates and staff is a relative of whom, asked person by person."""

    def __init__(self, inputs: Inputs) -> None:
        self._facts: KinFacts = kin_facts(inputs)

    def of(self, id_number: str, classes: tuple[str, ...]) -> dict[str, str]:
        """Return 证件号码 in upper case of all relatives of these classes, with the class."""
        person = self._facts.number_of(id_number)
        if person is None:
            return {}
        return {
            other_id: kind
            for other, kind in relatives_on_the_list(self._facts, person).items()
            for other_id in self._facts.ids_of(other)
            if kind in classes
        }


def classes_in_force(inputs: Inputs) -> tuple[str, ...]:
    """Return the classes of kin that recuse by 回避范围, the longer list by default."""
    if NARROW in inputs.policy.others.get("回避范围", STRICT):
        return tuple(name for name in CLASSES if name != OTHER_KIN)
    return CLASSES


def recused_staff(inputs: Inputs, known: Relatives | None = None) -> list[Recused]:
    """Return every reason for every member of staff, staff by staff as in the sheet.

    `known` saves reading sheet 亲属关系 again.
    """
    relatives, candidates = known or Relatives(inputs), _by_id(inputs)
    interests = _interests_of_staff(inputs)
    found = []
    for member in inputs.staff:
        found += _of_person(member.staff, member.id_number, inputs, relatives, candidates)
        found += [
            Recused(one.exam, member.staff, OTHER, "其他", scope, one.registration)
            for one, scope in interests.get(member.staff, ())
        ]
    return list(dict.fromkeys(found))


def recused_planner(inputs: Inputs, who: str, known: Relatives | None = None) -> list[Recused]:
    """Return the reasons why somebody named by 工号 or 证件号码 may not arrange this exam.

    其他回避 counts at the range of the exam only: nobody arranges one 考点 or 考场 alone.
    """
    codes = {member.staff: member.id_number for member in inputs.staff}
    id_number = codes.get(who, who).upper()
    found = _of_person(who, id_number, inputs, known or Relatives(inputs), _by_id(inputs))
    ends = Ends(inputs)
    for tie in inputs.other_ties:
        first, second = ends.of(tie.first, tie.first_kind), ends.of(tie.second, tie.second_kind)
        for mine, other in ((first, second), (second, first)):
            if tie.scope == "考试" and id_number in mine.ids:
                found += [
                    Recused(one.exam, who, OTHER, "其他", tie.scope, one.registration)
                    for one in other.candidates
                    if one.id_number.upper() != id_number
                ]
    return list(dict.fromkeys(found))


def _of_person(
    name: str,
    id_number: str,
    inputs: Inputs,
    relatives: Relatives,
    candidates: dict[str, list[Candidate]],
) -> list[Recused]:
    """Return the reasons that lie in the person and in his family."""
    found = [
        Recused(one.exam, name, SELF, "本人", "考试", one.registration)
        for one in candidates.get(id_number.upper(), ())
    ]
    for other, kind in sorted(relatives.of(id_number, classes_in_force(inputs)).items()):
        found += [
            Recused(one.exam, name, KIN, kind, "考试", one.registration)
            for one in candidates.get(other, ())
        ]
    return found


def staff_pairs(inputs: Inputs) -> set[tuple[str, str]]:
    """Return pairs of 工号, ascending, of whom one is on the list of the other (PAIR-KIN)."""
    relatives = Relatives(inputs)
    staff_of = {member.id_number.upper(): member.staff for member in inputs.staff}
    pairs = set()
    for id_number, staff in staff_of.items():
        for other in relatives.of(id_number, CLASSES):
            if other in staff_of and staff_of[other] != staff:
                pairs.add((min(staff, staff_of[other]), max(staff, staff_of[other])))
    return pairs


def staff_interests(inputs: Inputs) -> set[tuple[str, str, str]]:
    """Return pairs of 工号, ascending, with the 范围 at which 其他回避 keeps the two apart."""
    ends = Ends(inputs)
    found = set()
    for tie in inputs.other_ties:
        for one in ends.of(tie.first, tie.first_kind).staff:
            for other in ends.of(tie.second, tie.second_kind).staff:
                if one.staff != other.staff:
                    pair = (min(one.staff, other.staff), max(one.staff, other.staff))
                    found.add((*pair, str(tie.scope)))
    return found


class End(NamedTuple):
    """Everybody whom one end of a row of 其他回避 stands for."""

    ids: frozenset[str]
    """证件号码 in upper case, that of an outsider among them."""
    staff: tuple[StaffMember, ...]
    candidates: tuple[Candidate, ...]


class Ends:
    """Whom the ends stand for: a person as staff and as candidate, a 工作单位 for all of it."""

    def __init__(self, inputs: Inputs) -> None:
        self._staff: dict[tuple[str, str], list[StaffMember]] = defaultdict(list)
        self._candidates: dict[tuple[str, str], list[Candidate]] = defaultdict(list)
        self._number_of: dict[tuple[str, str], str] = {}
        # Without rows of 其他回避 nobody will ask.
        for member in inputs.staff if inputs.other_ties else ():
            self._number_of["工号", member.staff] = member.id_number.upper()
            self._staff["证件号码", member.id_number.upper()].append(member)
            self._staff["工作单位", member.employer].append(member)
        for one in inputs.candidates if inputs.other_ties else ():
            self._number_of["报名序号", one.registration] = one.id_number.upper()
            self._candidates["证件号码", one.id_number.upper()].append(one)
            self._candidates["工作单位", one.employer].append(one)

    def of(self, value: str, kind: TieEnd) -> End:
        """Return everybody whom one end stands for; nobody where it is blank or unknown."""
        if not value:
            return End(frozenset(), (), ())
        if kind == "工作单位":
            staff = tuple(self._staff.get((kind, value), ()))
            candidates = tuple(self._candidates.get((kind, value), ()))
            ids = frozenset(one.id_number.upper() for one in staff)
            ids |= frozenset(one.id_number.upper() for one in candidates)
            return End(ids, staff, candidates)
        number = value.upper() if kind == "证件号码" else self._number_of.get((kind, value), "")
        return End(
            frozenset({number}),
            tuple(self._staff.get(("证件号码", number), ())),
            tuple(self._candidates.get(("证件号码", number), ())),
        )


def _interests_of_staff(inputs: Inputs) -> dict[str, list[tuple[Candidate, str]]]:
    """Return for each 工号 the candidates in whom it has a declared interest, with the 范围."""
    ends = Ends(inputs)
    found: dict[str, list[tuple[Candidate, str]]] = defaultdict(list)
    for tie in inputs.other_ties:
        first, second = ends.of(tie.first, tie.first_kind), ends.of(tie.second, tie.second_kind)
        for one, other in ((first, second), (second, first)):
            for member in one.staff:
                found[member.staff] += [
                    (candidate, tie.scope)
                    for candidate in other.candidates
                    if candidate.id_number.upper() != member.id_number.upper()
                ]
    return found


def _by_id(inputs: Inputs) -> dict[str, list[Candidate]]:
    found: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in inputs.candidates:
        found[candidate.id_number.upper()].append(candidate)
    return found
