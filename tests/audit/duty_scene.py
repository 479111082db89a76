"""The scene with staff and an obeying roster of duty, made by hand in a workbook of its own.

Exam A is on paper on 09-12, B and C are electronic on 09-13. `DutyScene` is mutable on purpose: a
test spoils the cells of the roster, sheet 值守, the people or the policy.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from audit_tables import save
from staff_scene import CHECKS, StaffScene

from allocator.audit.days.pairs import pair_kin
from allocator.audit.duty.rest import duty_pair, duty_rest
from allocator.audit.duty.tables import COLUMNS, HANDOVERS, TRIPS, WATCHES, read_duty_tables
from allocator.audit.duty.trips import escort_two, handover_two
from allocator.audit.duty.watches import phone, sorting_two, vault_two
from allocator.models.domain.staff import DutyNeed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from allocator.audit.exported import Exported
    from allocator.audit.facts import RunFacts
    from allocator.models.domain.exam import Inputs
    from allocator.models.domain.findings import RuleReport

    Check = Callable[[Exported, Inputs, RunFacts], RuleReport]

DUTY_CHECKS = (vault_two, escort_two, handover_two, sorting_two, phone, duty_rest, duty_pair)
VAULT, SORTING, PHONE, TRIP = "卷库值守", "分发（回收）室值班", "值班电话", "试卷押运"
GUARD = "网络保障"
"""A task of no rule of its own: only the people are checked."""


def at(text: str) -> datetime:
    """Return a moment of September 2026, such as `12 07:30`."""
    day, clock = text.split()
    return datetime.fromisoformat(f"2026-09-{day}T{clock}")


@dataclass
class DutyScene:
    """`cells` holds the rows of each sheet, as a planner has filled them in."""

    staff: StaffScene = field(default_factory=StaffScene)
    needs: list[DutyNeed] = field(default_factory=list)
    cells: dict[str, list[list[object]]] = field(
        default_factory=lambda: {WATCHES: [], TRIPS: [], HANDOVERS: []}
    )

    def __post_init__(self) -> None:
        crews = ("V1 V2", "V3 V4", "V5 V6", "V7 V8")
        moments = ("11 15:00", "11 23:00", "12 07:00", "12 15:00", "12 20:00")
        for start, end, crew in zip(moments, moments[1:], crews, strict=False):
            self.watch(VAULT, "考区", start, end, *crew.split())
        for place, day, staff in (
            ("考区", 12, "P1"), ("考区", 13, "P2"), ("01", 12, "P3"), ("01", 13, "P4"),
            ("02", 12, "P5"),
        ):  # fmt: skip
            self.watch(PHONE, place, f"{day} 08:00", f"{day} 20:00", staff)
        self.watch(SORTING, "01", "12 07:30", "12 19:00", "S1", "S2")
        self.watch(SORTING, "02", "12 07:30", "12 19:00", "S3", "S4")
        for site, out, back in (("01", "D1 E1 E2", "D2 E3 E4"), ("02", "D3 E5 E6", "D4 E7 E8")):
            keepers = f"试卷管理{site}0 试卷管理{site}1"
            self.trip(site, "12 06:30", "12 07:10", f"蒙A{site}", *out.split())
            self.trip(site, "12 18:30", "12 19:10", f"蒙A{site}", *back.split())
            self.meet(site, "12 06:20", "出库", "V3 V4", out[3:])
            self.meet(site, "12 07:10", "到考点", out[3:], keepers)
            self.meet(site, "12 18:25", "考后离考点", keepers, back[3:])
            self.meet(site, "12 19:15", "回库", back[3:], "V7 V8")
            self.need(TRIP, site, "12 06:00", "12 08:00", 2, "押运")
            self.need(SORTING, site, "12 07:30", "12 19:00", 2)
        self.need(VAULT, "考区", "11 15:00", "12 20:00", 2, "卷库值守")
        self.need(PHONE, "考区", "12 08:00", "12 20:00", None, "值班")
        posts = {"V": "卷库值守", "P": "值班", "S": "试卷管理", "E": "押运", "D": "驾驶员"}
        people = {str(row[4]) for row in self.cells[WATCHES]}
        people |= {str(cell) for row in self.cells[TRIPS] for cell in row[4:]}
        for name in sorted(people):
            self.staff.hire(name, posts[name[0]])
        for row in self.cells[WATCHES]:
            row[5] = self.staff.member(str(row[4])).name

    def watch(self, task: str, place: str, start: str, end: str, *staff: str) -> None:
        """Add a watch of several people, a row for each."""
        rows = [[task, place, at(start), at(end), one, ""] for one in staff]
        self.cells[WATCHES] += rows

    def trip(self, site: str, depart: str, arrive: str, car: str, driver: str, *who: str) -> None:
        """Add a trip, a row for each escort."""
        rows = [[site, at(depart), at(arrive), car, driver, one] for one in who]
        self.cells[TRIPS] += rows

    def meet(self, site: str, time: str, stage: str, giving: str, taking: str) -> None:
        """Add a hand-over, a row for each person; names are separated by blanks."""
        for side, names in (("交", giving), ("接", taking)):
            self.cells[HANDOVERS] += [[site, at(time), stage, side, one] for one in names.split()]

    def need(
        self, task: str, place: str, start: str, end: str, people: int | None, post: str = ""
    ) -> None:
        """Add a row of sheet 值守."""
        self.needs.append(
            DutyNeed(task=task, place=place, start=at(start), end=at(end), shift_hours=None,
                     people=people, post=post)
        )  # fmt: skip

    def rows(self, sheet: str, *words: str) -> list[list[object]]:
        """Return the rows of a sheet that hold all of these words."""
        return [row for row in self.cells[sheet] if set(words) <= {str(cell) for cell in row}]

    def drop(self, sheet: str, *words: str) -> None:
        """Take out the rows of a sheet that hold all of these words."""
        gone = self.rows(sheet, *words)
        assert gone, words
        self.cells[sheet] = [row for row in self.cells[sheet] if row not in gone]

    def shift(self, sheet: str, column: int, value: object, *words: str) -> None:
        """Write a value into a column of the rows that hold all of these words."""
        found = self.rows(sheet, *words)
        assert found, words
        for row in found:
            row[column] = value

    def rename(self, old: str, new: str) -> None:
        """Let somebody take over all duties of another."""
        name = self.staff.member(new).name
        for sheet, rows in self.cells.items():
            for row in rows:
                row[:] = [new if cell == old else cell for cell in row]
                if sheet == WATCHES and row[4] == new:
                    row[5] = name

    def without(self, *tasks: str) -> None:
        """Take tasks out of sheet 值守."""
        self.needs = [need for need in self.needs if need.task not in tasks]

    def rest(self, hours: int) -> None:
        """Write 最短休息 into sheet 参数."""
        policy = self.staff.scene.policy
        self.staff.scene.policy = replace(policy, others={"最短休息": str(hours)})

    def serving(self, site: str, *sessions: int) -> str:
        """Add somebody who serves these sessions as a further reserve, and return his 工号."""
        self.staff.hire("N1", "监考")
        for session in sessions:
            self.staff.post(site, "监考", session, "N1", 3)
        return "N1"

    def move_session(self, session: int, start: str, end: str) -> None:
        """Hold a session at another time."""
        self.staff.scene.papers = [
            replace(paper, start=at(start), end=at(end)) if paper.session == session else paper
            for paper in self.staff.scene.papers
        ]

    def book(self, folder: Path) -> Exported:
        """Write the roster, read it back and put it beside the other tables."""
        tables = {name: (COLUMNS[name], rows) for name, rows in self.cells.items()}
        save(folder / "值守安排.xlsx", tables)
        return replace(self.staff.book(), duty=read_duty_tables(folder))

    def inputs(self) -> Inputs:
        return replace(self.staff.inputs(), duty_needs=tuple(self.needs))


def reports(scene: DutyScene, book: Exported) -> dict[str, RuleReport]:
    """Return the report of every rule on staff or duty but those on draws of the day."""
    inputs, run = scene.inputs(), scene.staff.run()
    made = [check(book, inputs, run) for check in (*CHECKS, pair_kin, *DUTY_CHECKS)]
    return {report.rule: report for report in made}


def broken(scene: DutyScene, book: Exported) -> dict[str, list[str]]:
    """Return the findings by rule, with their places."""
    return {
        rule: [f"{finding.place}｜{finding.message}" for finding in report.findings]
        for rule, report in reports(scene, book).items()
        if report.findings
    }


def rules(scene: DutyScene, folder: Path) -> list[str]:
    """Return the rules that are broken."""
    return sorted(broken(scene, scene.book(folder)))


def report(check: Check, scene: DutyScene, folder: Path) -> RuleReport:
    return check(scene.book(folder), scene.inputs(), scene.staff.run())


def told(check: Check, scene: DutyScene, folder: Path) -> list[str]:
    """Return what a rule finds."""
    return [finding.message for finding in report(check, scene, folder).findings]
