"""Who must not work together or in a room: PAIR-KIN, and RECUSE-OTHER at the range of a room."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple, Protocol

from allocator.audit.days.plan import at_round, counted, day_plans, gaps_of, stopped
from allocator.audit.days.tables import DUTIES, PATROLS
from allocator.audit.duty.people import relatives_together
from allocator.audit.plain import report
from allocator.audit.sessions import rooms_by_session
from allocator.audit.staff.recusals import Ends, staff_interests, staff_pairs
from allocator.models.domain.findings import Finding, RuleReport

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from allocator.audit.days.plan import DayPlan
    from allocator.audit.exported import Exported
    from allocator.audit.facts import RunFacts
    from allocator.models.domain.exam import Inputs


SCOPE = "考场"


class Relatives(Protocol):
    """Finds the members of staff who are relatives of each other."""

    def __call__(self, inputs: Inputs) -> AbstractSet[tuple[str, str]]:
        """Return pairs of 工号."""


class Worker(NamedTuple):
    """Somebody who serves a room, in it or by walking past."""

    staff: str
    role: str
    place: str
    """Of a finding."""


def pair_kin(book: Exported, inputs: Inputs, run: RunFacts) -> RuleReport:
    """No two relatives serve one room, keep one watch or ride in one vehicle.

    Serving a room is being there as 监考 or 考场系统管理员, or walking past as 流动监考.
    """
    return pair_kin_by(staff_pairs, book, inputs)


def pair_kin_by(relatives: Relatives, book: Exported, inputs: Inputs) -> RuleReport:
    """Return the report of PAIR-KIN for the relatives that the first argument finds."""
    if (stop := stopped("PAIR-KIN", book, inputs)) and (book.duty is None or stop.findings):
        return stop
    plans = day_plans(book, inputs)
    apart = {frozenset(pair) for pair in relatives(inputs)}
    findings = gaps_of("PAIR-KIN", book, DUTIES, PATROLS)
    checked, on_duty = relatives_together(book, inputs, apart)
    findings += on_duty
    for plan in plans:
        for number, workers in workers_by_room(plan).items():
            checked += 1
            for one, other in _together(workers, apart):
                message = (
                    f"{plan.where(number)}：{one.role} 工号 {one.staff} 与 "
                    f"{other.role} 工号 {other.staff} 是亲属"
                )
                findings.append(Finding(rule="PAIR-KIN", place=other.place, message=message))
    remark = f"{stop.remark}，只核对了值守和押运" if stop and checked else counted(plans)
    return report("PAIR-KIN", checked, findings, inputs, remark)


def recuse_other_rooms(book: Exported, inputs: Inputs) -> list[Finding]:
    """Return where 其他回避 at the range of a room is not respected (part of RECUSE-OTHER).

    Nobody serves a room, as 监考, 考场系统管理员 or 流动监考, in which the candidate is due in a
    session of the draw; and two members of staff with such a tie do not serve one room.
    """
    ties = [tie for tie in inputs.other_ties if tie.scope == SCOPE]
    plans = day_plans(book, inputs)
    if not ties or not plans:
        return []
    ends = Ends(inputs)
    barred: dict[str, set[str]] = defaultdict(set)
    for tie in ties:
        first, second = ends.of(tie.first, tie.first_kind), ends.of(tie.second, tie.second_kind)
        for one, other in ((first, second), (second, first)):
            for member in one.staff:
                # Himself as a candidate is RECUSE-SELF's concern.
                barred[member.staff] |= {
                    candidate.registration
                    for candidate in other.candidates
                    if candidate.id_number.upper() != member.id_number.upper()
                }
    apart = {frozenset((a, b)) for a, b, scope in staff_interests(inputs) if scope == SCOPE}
    findings = gaps_of("RECUSE-OTHER", book, DUTIES, PATROLS)
    due = _rooms_of(book, inputs, set().union(*barred.values()))
    for plan in plans:
        findings += _barred_there(plan, barred, due)
        for number, workers in workers_by_room(plan).items():
            for a, b in _together(workers, apart):
                message = (
                    f"{plan.where(number)}：{a.role} 工号 {a.staff} 与 {b.role} 工号 {b.staff} "
                    "申报了其他回避（考场）"
                )
                findings.append(Finding(rule="RECUSE-OTHER", place=b.place, message=message))
    return findings


def workers_by_room(plan: DayPlan) -> dict[str, list[Worker]]:
    """Return everybody who serves each room of a draw, by 考场号."""
    found: dict[str, list[Worker]] = defaultdict(list)
    for number, crew in plan.crews.items():
        for one in crew:
            found[number].append(
                Worker(one.staff, one.role, plan.table.at(DUTIES, one.line))
            )  # fmt: skip
    for staff, rounds in plan.rounds.items():
        for number in rounds:
            found[number].append(Worker(staff, "流动监考", at_round(plan, staff, number)))
    return found


def _together(
    workers: list[Worker], apart: AbstractSet[frozenset[str]]
) -> Iterator[tuple[Worker, Worker]]:
    for one, other in combinations(workers, 2):
        if frozenset((one.staff, other.staff)) in apart:
            yield one, other


def _barred_there(
    plan: DayPlan,
    barred: dict[str, set[str]],
    due: dict[tuple[str, str], dict[int, set[str]]],
) -> Iterator[Finding]:
    """Yield who serves a room in which a candidate is due with whom he has a declared interest."""
    for number, workers in workers_by_room(plan).items():
        by_session = due.get((plan.table.site, number), {})
        sitting = set().union(*(by_session.get(session, ()) for session in plan.sessions))
        for worker in workers:
            for registration in sorted(barred.get(worker.staff, set()) & sitting):
                message = (
                    f"{plan.where(number)}：{worker.role} 工号 {worker.staff} 与考生报名序号 "
                    f"{registration} 申报了其他回避（考场）"
                )
                yield Finding(rule="RECUSE-OTHER", place=worker.place, message=message)


def _rooms_of(
    book: Exported, inputs: Inputs, wanted: set[str]
) -> dict[tuple[str, str], dict[int, set[str]]]:
    """Return which of the wanted candidates are due in each room (site, 考场号) and session."""
    found: dict[tuple[str, str], dict[int, set[str]]] = defaultdict(dict)
    if wanted:
        for sheet in rooms_by_session(book, inputs):
            there = {place.registration for place in sheet.tickets.values()} & wanted
            if there:
                found[sheet.room.site, sheet.number][sheet.session] = there
    return found
