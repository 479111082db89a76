"""Small facts that several checks need, derived from the inputs in the plainest way.

Nothing here is shared with the code that makes plans: what both sides need is written twice.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple, TypeVar, cast

from allocator.audit.exported import MASTER, ROOMS, ROSTER
from allocator.models.domain.exam import Form
from allocator.models.domain.findings import Finding, RuleReport
from allocator.models.domain.rooms import FirstSeat, SeatOrder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from allocator.audit.exported import Exported
    from allocator.models.domain.exam import Inputs, Paper
    from allocator.models.domain.findings import Measure
    from allocator.models.domain.ids import RoomId
    from allocator.models.domain.policy import Policy
    from allocator.models.domain.rooms import Room


T = TypeVar("T")


class Span(NamedTuple):
    """A stretch of time in which somebody is due."""

    start: datetime
    end: datetime

    def overlaps(self, other: Span) -> bool:
        """Return whether the two share more than a moment."""
        return self.start < other.end and other.start < self.end


class Timetable:
    """Which paper of the inputs a subject of a candidate is, and when it is sat."""

    def __init__(self, inputs: Inputs) -> None:
        self.papers = inputs.papers
        self._known: dict[tuple[str, int, str, str, str], int | None] = {}
        self._spans: dict[tuple[int, int], Span] = {}

    def index(self, exam: str, batch: int, level: str, specialty: str, subject: str) -> int | None:
        """Return the index of the paper that fits, the most particular one; None: there is none."""
        key = (exam, batch, level, specialty, subject)
        if key not in self._known:
            self._known[key] = self._search(exam, batch, level, specialty, subject)
        return self._known[key]

    def _search(
        self, exam: str, batch: int, level: str, specialty: str, subject: str
    ) -> int | None:
        best: int | None = None
        most = -1
        for nth, paper in enumerate(self.papers):
            fits = paper.exam == exam and paper.batch == batch and paper.subject == subject
            fits = fits and paper.level in ("", level) and paper.specialty in ("", specialty)
            named = (paper.level != "") + (paper.specialty != "")
            if fits and named > most:
                best, most = nth, named
        return best

    def span(self, paper: int, percent: int) -> Span:
        """Return when a paper is sat with so many per cent of 延时."""
        if (paper, percent) not in self._spans:
            sat = self.papers[paper]
            self._spans[paper, percent] = Span(sat.start, end_of(sat, percent))
        return self._spans[paper, percent]


def end_of(paper: Paper, percent: int) -> datetime:
    """Return when a paper ends: its duration longer by `percent`, rounded up to the minute."""
    seconds = int((paper.end - paper.start).total_seconds()) * (100 + percent)
    minutes = -(-seconds // 6000)
    return paper.start + timedelta(minutes=minutes)


def once(book: Exported, inputs: Inputs, name: str, make: Callable[[], T]) -> T:
    """Return what `make` derives from these tables and inputs, made only the first time."""
    kept = book.derived.get(name)
    if kept is None or kept[0] is not inputs:
        kept = (inputs, make())
        book.derived[name] = kept
    return cast("T", kept[1])


def rooms_by_id(inputs: Inputs) -> dict[RoomId, Room]:
    """Return the rooms of sheet 考场 by their identity."""
    return {room.id: room for room in inputs.rooms}


def capacity(room: Room, policy: Policy) -> int:
    """Return how many people a room may hold, the merged last room aside."""
    if room.form is Form.ELECTRONIC:
        return room.seats - room.spare_machines
    return min(room.seats, policy.standard_size)


def may_open(room: Room) -> bool:
    """Return whether a room may be used at all: not closed, and a paper room not too narrow."""
    return not room.closed and (room.form is Form.ELECTRONIC or room.spacing_hundredths >= 100)


def seat_cells(room: Room) -> list[tuple[int, int]]:
    """Return (行, 列) of seat 1, 2, … as one walks the room.

    The columns (or rows) are written down one after the other; in a snake every second one
    backwards.
    """
    columns = [
        [(row, column) for row in range(1, seats + 1)]
        for column, seats in enumerate(room.layout, start=1)
    ]
    if room.first is FirstSeat.FRONT_RIGHT:
        columns = columns[::-1]
    lines = columns
    if room.order in (SeatOrder.ROW, SeatOrder.ROW_SNAKE):
        deepest = max(len(column) for column in columns)
        lines = [
            [column[depth] for column in columns if len(column) > depth] for depth in range(deepest)
        ]
    if room.order in (SeatOrder.COLUMN_SNAKE, SeatOrder.ROW_SNAKE):
        lines = [line[::-1] if nth % 2 else line for nth, line in enumerate(lines)]
    return [cell for line in lines for cell in line]


def at_roster(line: int) -> str:
    """Return the place of a finding in 考生编排."""
    return f"{MASTER} {ROSTER} 第 {line} 行"


def at_rooms(line: int) -> str:
    """Return the place of a finding in 考场编排."""
    return f"{MASTER} {ROOMS} 第 {line} 行"


def room_name(room: RoomId) -> str:
    """Return a room as a planner calls it."""
    return f"考点 {room.site} {room.building} {room.floor} 楼 {room.classroom}"


def as_number(cell: str) -> str:
    """Return what stands where a ticket should, for a message; a name is not repeated."""
    return cell if any(char.isdecimal() for char in cell) else "（不是号码）"


def sorted_findings(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings without repetition, in the order in which they were found."""
    return tuple(dict.fromkeys(findings))


def _masked(message: str, private: set[str]) -> str:
    """Return a message in which no 证件号码 is whole, though a cell that it quotes may hold one."""

    def hide(found: re.Match[str]) -> str:
        word = found[0]
        return f"{word[:6]}****{word[-2:]}" if word.upper() in private else word

    return re.sub(r"[0-9A-Za-z]{6,}", hide, message)


def report(
    rule: str,
    checked: int,
    findings: Iterable[Finding],
    inputs: Inputs,
    remark: str = "",
    measures: Iterable[Measure] = (),
) -> RuleReport:
    """Return the report of a rule; where the rule is waived in 参数, so are its findings."""
    found = sorted_findings(findings)
    if found:
        waived = rule in inputs.policy.waivers
        private = {candidate.id_number.upper() for candidate in inputs.candidates}
        private.update(staff.id_number.upper() for staff in inputs.staff)
        found = tuple(
            replace(f, message=_masked(f.message, private), waived=f.waived or waived)
            for f in found
        )
    return RuleReport(
        rule=rule,
        checked=checked,
        findings=found,
        applies=checked > 0 or bool(found),
        remark=remark,
        measures=tuple(measures),
    )
