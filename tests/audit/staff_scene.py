"""The scene with staff: a roster, an obeying 岗位安排 and 回避名单, and the claims of the run.

Site 01 has exams A (sessions 1, 2 on paper), B (3) and C (4, 5, electronic), site 02 exam A alone.
`StaffScene` is mutable on purpose: a test spoils the roster, the ties, the rows or the claims.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from audit_builders import a_clerk, kin
from audit_scene import Scene

from allocator.audit.staff.people import (
    staff_available,
    staff_one_place,
    staff_source,
    staff_trained,
)
from allocator.audit.staff.posts import (
    post_chief,
    post_office,
    post_papers,
    room_sysadmin,
    room_two,
    staff_reserve,
)
from allocator.audit.staff.recusal import recuse_kin, recuse_other, recuse_planner, recuse_self
from allocator.audit.staff.spread import staff_spread
from allocator.audit.staff.tables import PostRow, RecusalRow, StaffTables
from allocator.models.domain.kinship import OtherTie
from allocator.models.domain.staffing import Spread

if TYPE_CHECKING:
    from allocator.audit.exported import Exported
    from allocator.audit.facts import RunFacts
    from allocator.models.domain.exam import Inputs
    from allocator.models.domain.findings import RuleReport
    from allocator.models.domain.staff import PostNeed, StaffMember

CHECKS = (
    recuse_self, recuse_kin, recuse_other, recuse_planner, staff_source, staff_trained,
    staff_one_place, staff_available, post_chief, post_papers, post_office, room_two,
    room_sysadmin, staff_spread, staff_reserve,
)  # fmt: skip

WHOLE = {
    "01": {"主考": 1, "副主考": 1, "试卷管理": 2, "考务办公室": 3, "考点系统管理员": 1, "医务": 1,
           "保电": 1, "保卫": 2, "驾驶员": 1},
    "02": {"主考": 1, "副主考": 1, "试卷管理": 2, "考务办公室": 3, "医务": 1, "保电": 1, "保卫": 2,
           "驾驶员": 1},
}  # fmt: skip
REGULAR = {("01", 1): 8, ("01", 2): 8, ("01", 3): 3, ("01", 4): 1, ("01", 5): 1,
           ("02", 1): 2, ("02", 2): 2}  # fmt: skip
PATROLS = {("01", 1): 2, ("01", 2): 2, ("01", 3): 1, ("01", 4): 1, ("01", 5): 1,
           ("02", 1): 1, ("02", 2): 1}  # fmt: skip
ADMINS = {("01", 3): 2, ("01", 4): 1, ("01", 5): 1}
ON_DUTY = {"卷库值守", "押运", "值班"}
"""Posts that no session needs."""
SITES_OF_EARLY = {1: True, 2: False, 3: True, 4: False, 5: False}
"""Sessions, and whether each begins its day before noon."""


def a_member(staff: str, *posts: str, **more: object) -> StaffMember:
    facts: dict[str, object] = {
        "name": f"职员{staff}", "employer": f"单位{staff[-1]}", "posts": posts,
        "trained": date(2026, 9, 10), "source": "单位选派", "past_sessions": len(staff) % 3,
    }  # fmt: skip
    return replace(a_clerk(staff, f"ID{staff}"), **(facts | more))  # type: ignore[arg-type]


@dataclass
class StaffScene:
    """A scene with everything about staff; `book`, `inputs` and `run` freeze it."""

    scene: Scene = field(default_factory=Scene)
    rows: list[PostRow] = field(default_factory=list)
    recusals: list[RecusalRow] = field(default_factory=list)
    needs: list[PostNeed] = field(default_factory=list)
    claims: dict[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.scene.staff = []
        for site, posts in WHOLE.items():
            for post, people in posts.items():
                for nth in range(people):
                    self.hire(f"{post}{site}{nth}", post)
                    self.post(site, post, 0, f"{post}{site}{nth}")
        for post, numbers in (("监考", REGULAR), ("流动监考", PATROLS), ("考场系统管理员", ADMINS)):
            for (site, session), people in numbers.items():
                for nth in range(people):
                    staff = f"{post}{site}{nth}"
                    if staff not in {member.staff for member in self.scene.staff}:
                        self.hire(staff, post, computer=post == "考场系统管理员")
                    self.post(site, post, session, staff)
        for site, session in REGULAR:
            for order in (1, 2):
                staff = f"备{site}{order}"
                if staff not in {member.staff for member in self.scene.staff}:
                    self.hire(staff, "监考")
                self.post(site, "监考", session, staff, order)
        self._recuse()
        self.claims |= {"operator": "监考010", "reviewer": "ID监考020"}

    def _recuse(self) -> None:
        """Enter people recused in every way, each where he may be."""
        self.hire("X1", "监考", id_number=self.scene.person("A02").id_number)
        self.listed("A", "X1", "RECUSE-SELF", "本人", "考试", "A02")
        # Recused from B, he serves where and when B is not held; B00 declared him.
        self.scene.kin.append(kin("B00000", "舅舅", "ID备021"))
        self.listed("B", "备021", "RECUSE-KIN", "三代以内旁系血亲", "考试", "B00")
        self.hire("X2", "医务")
        self.scene.kin.append(kin("X2", "养女", "C00003"))
        self.listed("C", "X2", "RECUSE-KIN", "其他亲属", "考试", "C3")
        for staff, other, scope, shown, exam in (
            ("X2", "C2", "考试", "考试", "C"), ("保电020", "A03", "考点", "考点 01", "A"),
            ("监考013", "A07", "考场", "考场 002（考点 01）", "A"),
        ):  # fmt: skip
            if scope == "考场":  # either may stand first
                self.interest(other, "报名序号", staff, "工号", scope)
            else:
                self.interest(staff, "工号", other, "报名序号", scope)
            self.listed(exam, staff, "RECUSE-OTHER", "其他", shown, other)
        self.interest("医务010", "工号", "ID医务020", "证件号码", "考点")
        self.interest("X2", "工号", "保卫010", "工号", "考试")

    def hire(self, staff: str, *posts: str, **more: object) -> None:
        self.scene.staff.append(a_member(staff, *posts, **more))

    def post(self, site: str, post: str, session: int, staff: str, order: int = 0) -> None:
        member = self.member(staff)
        line = len(self.rows) + 2
        row = PostRow(site, post, session, staff, member.name, member.employer, order, line)
        self.rows.append(row)

    def listed(self, exam: str, staff: str, rule: str, kind: str, scope: str, who: str) -> None:
        line = len(self.recusals) + 2
        name = self.member(staff).name
        chain = "某人 —…→ 某人"
        row = RecusalRow(exam, staff, name, rule, kind, scope, who, chain, "规范 5.1", line)
        self.recusals.append(row)

    def interest(self, one: str, kind: str, other: str, other_kind: str, scope: str) -> None:
        self.scene.other.append(
            OtherTie(
                first=one, first_kind=kind, second=other, second_kind=other_kind, scope=scope,  # type: ignore[arg-type]
                reason="",
            )
        )  # fmt: skip

    def member(self, staff: str) -> StaffMember:
        return next(member for member in self.scene.staff if member.staff == staff)

    def change(self, staff: str, **changes: object) -> None:
        nth = [member.staff for member in self.scene.staff].index(staff)
        self.scene.staff[nth] = replace(self.scene.staff[nth], **changes)  # type: ignore[arg-type]

    def change_rows(self, who: str, **changes: object) -> None:
        self.rows = [
            row._replace(**changes) if row.staff == who else row for row in self.rows
        ]  # fmt: skip

    def drop(self, staff: str, session: int | None = None) -> None:
        """Take somebody's rows out: all of them, or that of a session."""
        self.rows = [
            row for row in self.rows
            if row.staff != staff or session not in (None, row.session)
        ]  # fmt: skip

    def book(self) -> Exported:
        tables = StaffTables(posts=tuple(self.rows), recusals=tuple(self.recusals))
        return replace(self.scene.export(), staff=tables)

    def inputs(self) -> Inputs:
        return replace(self.scene.inputs(), post_needs=tuple(self.needs))

    def run(self) -> RunFacts:
        claims = {"spreads": self.spreads(), **self.claims}
        return replace(self.scene.run, **claims)  # type: ignore[arg-type]

    def loads(self, *, early: bool) -> list[int]:
        """Return the load of everybody who can serve a session.

        X1 cannot: both sites and all A sessions are closed to him.
        """
        loads = []
        for member in self.scene.staff:
            served: set[int] = set()
            for row in self.rows:
                if row.staff == member.staff:
                    whole = {1, 2, 3, 4, 5} if row.site == "01" else {1, 2}
                    served |= {row.session} if row.session else whole
            if early:
                served = {session for session in served if SITES_OF_EARLY[session]}
            if member.staff != "X1" and not set(member.posts) <= ON_DUTY:
                loads.append(len(served) + (0 if early else member.past_sessions))
        return loads

    def spreads(self) -> tuple[Spread, ...]:
        return tuple(
            _spread(name, self.loads(early=name == "早场")) for name in ("场次", "早场")
        )  # fmt: skip


def _spread(name: str, loads: list[int]) -> Spread:
    apart = sum(abs(one - other) for one in loads for other in loads)
    squares = sum(load**2 for load in loads)
    return Spread(
        name=name, people=len(loads), least=min(loads), most=max(loads),
        gini=round(10000 * apart / (2 * len(loads) * sum(loads))), squares=squares, bound=squares,
    )  # fmt: skip


def reports(scene: StaffScene, book: Exported | None = None) -> dict[str, RuleReport]:
    """Return the report of every staff rule checked here."""
    made = [check(book or scene.book(), scene.inputs(), scene.run()) for check in CHECKS]
    return {report.rule: report for report in made}


def broken(scene: StaffScene, book: Exported | None = None) -> dict[str, list[str]]:
    """Return the findings by rule, with their places."""
    return {
        rule: [f"{finding.place}｜{finding.message}" for finding in report.findings]
        for rule, report in reports(scene, book).items()
        if report.findings
    }
