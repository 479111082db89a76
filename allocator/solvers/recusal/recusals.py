"""Recusal: who may not work in which exam, because of whom, and how that comes.

RECUSE-SELF, RECUSE-KIN and RECUSE-OTHER for staff, RECUSE-PLANNER for who arranges the exam; and
which members of staff are relatives, or have a declared interest, among themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from allocator.models.domain.staffing import Recusal
from allocator.solvers.recusal.graph import KinGraph
from allocator.solvers.recusal.interests import People, interest_text, interests
from allocator.solvers.recusal.walk import LEGAL, relatives
from allocator.solvers.recusal.words import chain_text, masked_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from allocator.models.domain.exam import Candidate, Inputs

CLAUSE_KIN, CLAUSE_OTHER, CLAUSE_PLANNER = "规范 5.1", "规范 5.1（末项）、5.2", "规程 第四十九条"
SCOPES = ("考试", "考点", "考场")
_RULES = ("RECUSE-SELF", "RECUSE-KIN", "RECUSE-OTHER", "RECUSE-PLANNER")
_NARROW_LIST = "规程"


def recusals(inputs: Inputs, kin: KinGraph | None = None) -> tuple[Recusal, ...]:
    """Return who of the staff recuses from which exam, because of which candidate.

    One row for a member and a candidate by each rule, for RECUSE-OTHER one by each 范围 declared;
    sorted by exam as in the sheet, 工号, rule and 报名序号. `kin` saves reading the declarations
    again.
    """
    kin = kin if kin is not None else KinGraph(inputs)
    search = _Search(inputs, kin)
    found: list[Recusal] = []
    for member in inputs.staff:
        who = _Who(member.staff, member.name, member.id_number.upper())
        found += search.self(who)
        found += search.kin(who)
    people = search.people
    for tie, one, other in interests(inputs, people, people.staff_of_id, people.candidates_of_id):
        for member in people.staff_of_id[one]:
            who = _Who(member.staff, member.name, one)
            found += search.interest(who, other, tie.scope, tie.reason)
    return search.sorted(found)


def planner_recusals(inputs: Inputs, who: str, kin: KinGraph | None = None) -> tuple[Recusal, ...]:
    """Return why somebody may not arrange or review (RECUSE-PLANNER), by himself or by kin.

    `who` is a 工号 or 证件号码, not necessarily of anybody in the sheets; a declared interest
    counts where it is for the whole exam. `Recusal.staff` is the 工号 where there is one.
    """
    kin = kin if kin is not None else KinGraph(inputs)
    search = _Search(inputs, kin)
    person = search.people.named(who.strip())
    own = search.people.staff_of_id.get(person, ())
    name = own[0].name if own else search.people.name_of_id(person)
    number = own[0].staff if own else who.strip()
    planner = _Who(number, name, person)
    found = [*search.self(planner), *search.kin(planner)]
    for tie, _, other in interests(inputs, search.people, {person}, search.people.candidates_of_id):
        if tie.scope == SCOPES[0]:
            found += search.interest(planner, other, tie.scope, tie.reason)
    return search.sorted(
        [row._replace(rule="RECUSE-PLANNER", clause=CLAUSE_PLANNER) for row in found]
    )


def staff_relatives(inputs: Inputs, kin: KinGraph | None = None) -> tuple[tuple[str, str], ...]:
    """Return the pairs of 工号, each in ascending order, that are relatives (PAIR-KIN).

    Relatives are the classes of `KIN_CLASSES`, whatever 回避范围 says, seen from either of the
    two.
    """
    kin = kin if kin is not None else KinGraph(inputs)
    numbers: dict[int, list[str]] = {}
    for member in inputs.staff:
        node = kin.node_of_id.get(member.id_number.upper())
        if node is not None:
            numbers.setdefault(node, []).append(member.staff)
    pairs: set[tuple[str, str]] = set()
    for node, own in numbers.items():
        for other in relatives(kin, node, numbers):
            pairs.update(_ordered(one, two) for one in own for two in numbers[other])
    return tuple(sorted(pairs))


def staff_interests(inputs: Inputs) -> tuple[tuple[str, str, str], ...]:
    """Return (工号, 工号, 范围) of declared interests between two members of staff, sorted.

    A 工作单位 stands for all its staff. A pair declared at several ranges stands there with each.
    """
    people = People(inputs)
    found: set[tuple[str, str, str]] = set()
    for tie, one, other in interests(inputs, people, people.staff_of_id, people.staff_of_id):
        for first in people.staff_of_id[one]:
            for second in people.staff_of_id[other]:
                found.add((*_ordered(first.staff, second.staff), tie.scope))
    return tuple(sorted(found, key=lambda row: (row[0], row[1], SCOPES.index(row[2]))))


def _ordered(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)


@dataclass(frozen=True, slots=True)
class _Who:
    """Somebody whose recusal is looked for."""

    staff: str
    name: str
    id_number: str


class _Search:
    """Candidates by person, and the rows of 回避名单 that follow."""

    def __init__(self, inputs: Inputs, kin: KinGraph) -> None:
        self.people = People(inputs)
        self._kin = kin
        self._narrow = inputs.policy.others.get("回避范围", "") == _NARROW_LIST
        of_id = self.people.candidates_of_id
        self._entered = {
            node: of_id[number] for number, node in kin.node_of_id.items() if number in of_id
        }
        exams = [*inputs.exam_codes(), *sorted({one.exam for one in inputs.candidates})]
        self._exam_order = {exam: nth for nth, exam in enumerate(dict.fromkeys(exams))}

    def self(self, who: _Who) -> Iterator[Recusal]:
        """Yield the person's own registrations."""
        chain = f"{masked_name(who.name)}：本人"
        for candidate in self.people.candidates_of_id.get(who.id_number, ()):
            yield _row(candidate, who, "RECUSE-SELF", "本人", chain, CLAUSE_KIN)

    def kin(self, who: _Who) -> Iterator[Recusal]:
        """Yield the registrations of the person's relatives."""
        start = self._kin.node_of_id.get(who.id_number)
        if start is None:
            return
        for node, relation in relatives(self._kin, start, self._entered).items():
            if self._narrow and relation.kind == LEGAL:
                continue
            chain = chain_text(self._kin, start, relation)
            for candidate in self._entered[node]:
                yield _row(candidate, who, "RECUSE-KIN", relation.kind, chain, CLAUSE_KIN)

    def interest(self, who: _Who, other: str, scope: str, reason: str) -> Iterator[Recusal]:
        """Yield the registrations of somebody with whom an interest is declared."""
        for candidate in self.people.candidates_of_id.get(other, ()):
            chain = interest_text(who.name, candidate.name, reason)
            row = _row(candidate, who, "RECUSE-OTHER", "其他", chain, CLAUSE_OTHER)
            yield row._replace(scope=scope)

    def sorted(self, rows: Iterable[Recusal]) -> tuple[Recusal, ...]:
        """Return rows in the order of 回避名单, each candidate once for a rule and range."""
        first: dict[tuple[str, str, str, str, str], Recusal] = {}
        for row in rows:
            first.setdefault((row.staff, row.rule, row.kind, row.registration, row.scope), row)
        return tuple(sorted(first.values(), key=self._place))

    def _place(self, row: Recusal) -> tuple[int, str, int, str, int]:
        exam = self._exam_order[row.exam]
        rule, scope = _RULES.index(row.rule), SCOPES.index(row.scope)
        return exam, row.staff, rule, row.registration, scope


def _row(candidate: Candidate, who: _Who, rule: str, kind: str, chain: str, clause: str) -> Recusal:
    return Recusal(
        exam=candidate.exam,
        staff=who.staff,
        rule=rule,
        kind=kind,
        scope=SCOPES[0],
        registration=candidate.registration,
        chain=chain,
        clause=clause,
    )
