"""Draws of the day joined with the rooms and people they are about: the basis of their checks.

A turn is the sessions that share one draw: a single one, or all of one 批次.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from allocator.audit.claims import OFFICIAL, REHEARSED, scope_of
from allocator.audit.days.tables import DUTIES, PATROLS
from allocator.audit.exported import ROOMS
from allocator.audit.plain import once, rooms_by_id
from allocator.models.domain.exam import Form
from allocator.models.domain.findings import Finding, RuleReport
from allocator.models.domain.staff_policy import admin_doubles

if TYPE_CHECKING:
    from collections.abc import Iterable

    from allocator.audit.days.tables import DayTable
    from allocator.audit.exported import Exported
    from allocator.models.domain.exam import Inputs
    from allocator.models.domain.ids import RoomId
    from allocator.models.domain.staff import StaffMember

ADMIN = "考场系统管理员"
ROLES = tuple(f"监考{letter}" for letter in "甲乙丙丁戊己庚辛壬癸")
"""监考 in their order; 甲 is the 考场负责人. Four do for the default 监考配比."""
NOT_YET = "尚未抽签"


@dataclass(slots=True, eq=False)
class DayRoom:
    """A room of 考场编排 in one turn."""

    number: str
    room: RoomId
    exam: str
    form: Form
    due: Counter[int] = field(default_factory=Counter)
    """People due by session; a turn may have sessions in which nobody is."""

    @property
    def most(self) -> int:
        """Return how many are due at most in one session."""
        return max(self.due.values())


class Serving(NamedTuple):
    """Somebody in a room."""

    staff: str
    role: str
    line: int
    """Excel row of 监考安排."""


@dataclass(slots=True, eq=False)
class DayPlan:
    """One draw: who serves which open room, and who covers which."""

    table: DayTable
    sessions: tuple[int, ...]
    """Of its turn, ascending."""
    open: dict[str, DayRoom]
    """The open rooms of site and turn by 考场号."""
    crews: dict[str, tuple[Serving, ...]]
    """Everybody of 监考安排 by 考场号, once for each role, whatever the session."""
    rounds: dict[str, dict[str, int]]
    """Rooms that each 流动监考 covers (工号, then 考场号), with the first Excel row."""

    @property
    def key(self) -> tuple[str, int, bool]:
        """Return how the record names the draw."""
        return self.table.site, self.table.session, self.table.rehearsal

    @property
    def kind(self) -> str:
        """Return what a planner calls it."""
        return REHEARSED if self.table.rehearsal else OFFICIAL

    def where(self, number: str) -> str:
        """Return a room as a planner calls it."""
        return f"考点 {self.table.site} 场次 {self.table.session} 考场 {number}"

    def at_room(self, number: str) -> str:
        """Return the place of a finding about a room: its first row."""
        crew = self.crews.get(number)
        return self.table.at(DUTIES, crew[0].line) if crew else f"{self.table.file} {DUTIES}"


def day_plans(book: Exported, inputs: Inputs) -> list[DayPlan]:
    """Return every draw, official ones and rehearsals, joined with its open rooms."""
    return once(book, inputs, "draws of the day", lambda: _joined(book, inputs))


def members(inputs: Inputs) -> dict[str, StaffMember]:
    """Return sheet 工作人员 by 工号."""
    return {member.staff: member for member in inputs.staff}


def turn_of(inputs: Inputs) -> dict[int, tuple[int, ...]]:
    """Return for each session those that share its draw, itself included, ascending."""
    together = {paper.session: {paper.session} for paper in inputs.papers}
    by_batch: dict[tuple[str, int], list[int]] = defaultdict(list)
    for paper in inputs.papers:
        if paper.batch:
            by_batch[paper.exam, paper.batch].append(paper.session)
    for sessions in by_batch.values():
        joined = set().union(*(together[session] for session in sessions))
        for session in joined:
            together[session] = joined
    return {session: tuple(sorted(joined)) for session, joined in together.items()}


def open_rooms(book: Exported, inputs: Inputs) -> dict[tuple[str, int], dict[str, DayRoom]]:
    """Return the rooms of 考场编排 by site and first session of the turn, then by 考场号."""
    turns = turn_of(inputs)
    known = rooms_by_id(inputs)
    forms = {paper.exam: paper.form for paper in inputs.papers}
    found: dict[tuple[str, int], dict[str, DayRoom]] = defaultdict(dict)
    for row in book.room_rows:
        if row.session not in turns:
            continue
        room = known.get(row.room)
        form = room.form if room else forms.get(row.exam, Form.PAPER)
        rooms = found[row.site, turns[row.session][0]]
        day_room = rooms.setdefault(row.number, DayRoom(row.number, row.room, row.exam, form))
        day_room.due[row.session] += row.people
    return found


def invigilators(plan: DayPlan, number: str, inputs: Inputs) -> list[Serving]:
    """Return who counts as 监考 in a room, each person once; who doubles is one of them.

    规范 7.2.1.3: only in an electronic room, and only where 系统管理员兼任监考 is on.
    """
    doubling = plan.open[number].form is Form.ELECTRONIC and admin_doubles(inputs.policy)
    found: dict[str, Serving] = {}
    for serving in plan.crews.get(number, ()):
        counts = serving.role in ROLES or (serving.role == ADMIN and doubling)
        if counts and serving.staff:
            found.setdefault(serving.staff, serving)
    return list(found.values())


def stopped(rule: str, book: Exported, inputs: Inputs) -> RuleReport | None:
    """Return the report of a rule before there is any draw, or without 考场编排; None: go on."""
    if not book.draws:
        return RuleReport(rule=rule, checked=0, applies=False, remark=NOT_YET)
    gaps = [gap for gap in book.gaps if gap.document == ROOMS]
    if not gaps:
        return None
    findings = tuple(Finding(rule=rule, place=gap.place, message=gap.message) for gap in gaps)
    return RuleReport(rule=rule, checked=0, findings=findings, remark="所需的表无法读取，未能核对")


def counted(plans: Iterable[DayPlan]) -> str:
    """Return how many draws of which kind were looked at, for a remark."""
    kinds = [plan.kind for plan in plans]
    names = (OFFICIAL, REHEARSED)
    return "，".join(scope_of(name, kinds.count(name)) for name in names if name in kinds)


def gaps_of(rule: str, book: Exported, *needed: str) -> list[Finding]:
    """Return a finding for each sheet of a draw that a rule needs and that cannot be read."""
    return [
        Finding(rule=rule, place=gap.place, message=gap.message)
        for table in book.draws
        for gap in table.gaps
        if gap.document in needed
    ]


def _joined(book: Exported, inputs: Inputs) -> list[DayPlan]:
    turns = turn_of(inputs)
    rooms = open_rooms(book, inputs)
    plans = []
    for table in book.draws:
        sessions = turns.get(table.session, (table.session,))
        plans.append(
            DayPlan(
                table=table,
                sessions=sessions,
                open=rooms.get((table.site, sessions[0]), {}),
                crews=_crews(table),
                rounds=_rounds(table),
            )
        )
    return plans


def _crews(table: DayTable) -> dict[str, tuple[Serving, ...]]:
    found: dict[str, dict[tuple[str, str], Serving]] = defaultdict(dict)
    for row in table.duties:
        found[row.number].setdefault((row.staff, row.role), Serving(row.staff, row.role, row.line))
    return {number: tuple(crew.values()) for number, crew in found.items()}


def _rounds(table: DayTable) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for row in table.patrols:
        found[row.staff].setdefault(row.number, row.line)
    return dict(found)


def at_round(plan: DayPlan, staff: str, number: str = "") -> str:
    """Return the place of a finding about a 流动监考, or about one room covered."""
    rounds = plan.rounds[staff]
    return plan.table.at(PATROLS, rounds[number] if number else min(rounds.values()))
