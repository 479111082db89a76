"""A small exam with staff: who is posted, obeying draws of every turn, and their workbooks on disk.

Site 01 has seven paper rooms of exam A open on two floors (classroom 104 between them is closed to
it) in sessions 1 and 2, and two electronic rooms of exam C in sessions 3 and 4, which are one turn.
Site 02 has one paper room. A test spoils the draws, the rows, the people or the claims.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

import xlsxwriter
from audit_builders import a_paper, a_person, a_room, a_site
from audit_scene import Draft, Scene

from allocator.audit.days.early import read_early, read_early_posts
from allocator.audit.days.tables import read_draws
from allocator.audit.staff.tables import PostRow, StaffTables
from allocator.models.domain.exam import Form
from allocator.models.domain.plans import Tier
from allocator.models.domain.staff import StaffMember

if TYPE_CHECKING:
    from pathlib import Path

    from allocator.audit.exported import Exported
    from allocator.audit.facts import RunFacts
    from allocator.models.domain.exam import Candidate, Inputs, Paper
    from allocator.models.domain.ids import RoomId
    from allocator.models.domain.rooms import Room

Key = tuple[str, int, bool]
Rows = list[list[object]]
HEADERS = {
    "监考安排": [
        "考试代码",
        "场次",
        "考点代码",
        "考场号",
        "教室",
        "角色",
        "工号",
        "姓名",
        "工作单位",
    ],
    "流动监考": ["场次", "考点代码", "楼栋", "楼层", "工号", "姓名", "考场号"],
    "备用监考": ["场次", "考点代码", "顺序", "工号", "姓名"],
}
FOLDERS = {"01": "01_第一中学", "02": "02_第二中学"}
SHOULD = ("PAIR-UNIT", "PAIR-GENDER", "PAIR-EXPERIENCE", "ROOM-OWN-UNIT", "ROOM-REPEAT")
FLOOR_1 = ("101", "102", "103", "105", "106", "107")


def a_member(staff: str, posts: str, **more: object) -> StaffMember:
    facts: dict[str, object] = {
        "staff": staff,
        "name": f"职员{staff}",
        "sex": "男",
        "id_number": f"S{staff}00001",
        "employer": f"单位{staff}",
        "phone": "",
        "posts": tuple(posts.split()),
        "computer": False,
        "experience": 0,
        "trained": date(2026, 9, 1),
        "source": "单位选派",
        "site": "",
        "sessions": (),
        "max_sessions": None,
        "past_sessions": 0,
    }
    return StaffMember(**(facts | more))  # type: ignore[arg-type]


def _staff() -> list[StaffMember]:
    men = [a_member(f"M{n}", "监考 流动监考", experience=5) for n in range(1, 10)]
    women = [a_member(f"W{n}", "监考", sex="女") for n in range(1, 10)]
    patrols = [a_member(f"P{n}", "流动监考 监考") for n in range(1, 6)]
    admins = [a_member(f"K{n}", "考场系统管理员 监考", sex="女", computer=True) for n in (1, 2)]
    reserves = [a_member(f"R{n}", "监考 流动监考 考场系统管理员") for n in range(1, 5)]
    return [*men, *women, *patrols, *admins, *reserves]


def _papers() -> list[Paper]:
    built = {"level": "一级", "level_code": "1", "specialty": "建筑", "specialty_code": "01"}
    machine = {"form": Form.ELECTRONIC, "batch": 1}
    return [
        a_paper("A", "S1", 1, "2026-09-12T09:00", 150, **built),
        a_paper("A", "S2", 2, "2026-09-12T14:00", 180, **built),
        a_paper("C", "U1", 3, "2026-09-13T09:00", 90, **machine),
        a_paper("C", "U2", 4, "2026-09-13T11:00", 60, **machine),
    ]


def _rooms() -> list[Room]:
    machine = {"form": Form.ELECTRONIC}
    return [
        *(a_room("01", f"10{n}") for n in range(1, 8)),
        a_room("01", "201", 2),
        a_room("01", "301", 3, **machine),
        a_room("01", "302", 3, **machine),
        a_room("02", "101"),
    ]


def _people_and_seats() -> tuple[list[Candidate], list[Draft]]:
    """Two people a room; the second of a paper room sits the first subject only."""
    room = {r.site + r.classroom: r.id for r in _rooms()}
    people, seats = [], []

    def seat(registration: str, exam: str, batch: int, where: RoomId, nth: int, subjects: str,
             **more: object) -> None:  # fmt: skip
        people.append(a_person(registration, exam, subjects, **more))
        seats.append(Draft(registration, exam, batch, where, nth))

    built = {"level": "一级", "specialty": "建筑"}
    for nth, name in enumerate([*(f"01{n}" for n in (*FLOOR_1, "201")), "02101"], start=1):
        seat(f"A{nth}1", "A", 0, room[name], 1, "S1 S2", employer=f"公司{nth}1", **built)
        seat(f"A{nth}2", "A", 0, room[name], 2, "S1", employer=f"公司{nth}2", **built)
    seat("C11", "C", 1, room["01301"], 1, "U1 U2")
    seat("C12", "C", 1, room["01301"], 2, "U1")
    seat("C21", "C", 1, room["01302"], 1, "U2", employer="公司C2")
    return people, seats


def _scene() -> Scene:
    people, seats = _people_and_seats()
    scene = Scene(papers=_papers(), people=people, rooms=_rooms(), seats=seats, staff=_staff(),
                  kin=[], other=[])  # fmt: skip
    scene.sites = [a_site("01", "第一中学"), a_site("02", "第二中学")]
    return scene


@dataclass
class DayDraft:
    """One draw: its sheets follow from who is where."""

    site: str
    sessions: tuple[int, ...]
    rehearsal: bool
    rooms: dict[str, list[tuple[str, str]]]
    """(role, 工号) by 考场号."""
    patrols: list[tuple[str, list[str]]]
    reserves: list[str]

    @property
    def key(self) -> Key:
        return self.site, self.sessions[0], self.rehearsal

    def swap(self, one: tuple[str, int], other: tuple[str, int]) -> None:
        """Let two people (考场号, nth of the room) change places, the roles staying."""
        (room, nth), (other_room, other_nth) = one, other
        a, b = self.rooms[room], self.rooms[other_room]
        (role, who), (other_role, other_who) = a[nth], b[other_nth]
        a[nth], b[other_nth] = (role, other_who), (other_role, who)

    def put(self, number: str, nth: int, staff: str) -> None:
        self.rooms[number][nth] = (self.rooms[number][nth][0], staff)


def pair(man: str, woman: str) -> list[tuple[str, str]]:
    return [("监考甲", man), ("监考乙", woman)]


def _drafts() -> list[DayDraft]:
    sevens = [f"00{n}" for n in range(1, 8)]
    first = {number: pair(f"M{n}", f"W{n}") for n, number in enumerate(sevens, 1)}
    second = {
        number: pair(f"M{n % 7 + 1}", f"W{(n + 1) % 7 + 1}") for n, number in enumerate(sevens, 1)
    }
    patrols = [("P1", sevens[:3]), ("P2", sevens[3:6]), ("P3", sevens[6:])]
    machines = {
        "008": [("监考甲", "M1"), ("考场系统管理员", "K1")],
        "009": [("监考甲", "M2"), ("考场系统管理员", "K2")],
    }
    return [
        DayDraft("01", (1,), False, first, patrols[:], ["R1", "R2"]),
        DayDraft("01", (2,), False, second, patrols[:], ["R1", "R2"]),
        DayDraft("01", (3, 4), False, machines, [("P1", ["008", "009"])], ["R1", "R2"]),
        DayDraft("02", (1,), False, {"001": pair("M8", "W8")}, [("P4", ["001"])], ["R3", "R4"]),
        DayDraft("02", (2,), False, {"001": pair("M9", "W9")}, [("P4", ["001"])], ["R3", "R4"]),
        DayDraft("01", (1,), True, {k: list(v) for k, v in first.items()}, patrols[:],
                 ["R1", "R2"]),
    ]  # fmt: skip


@dataclass
class DayScene:
    """Exam, posts, draws and claims."""

    scene: Scene = field(default_factory=_scene)
    drafts: list[DayDraft] = field(default_factory=_drafts)
    posts: list[PostRow] = field(default_factory=list)
    claims: dict[Key, dict[str, int]] = field(default_factory=dict)
    bounds: dict[Key, dict[str, int]] = field(default_factory=dict)
    """Bounds claimed; a rule not named: 0."""
    absent: dict[Key, tuple[str, ...]] = field(default_factory=dict)
    rows: dict[tuple[Key, str], Rows] = field(default_factory=dict)
    """Sheets that are not what follows from the draft; a test enters them."""

    def __post_init__(self) -> None:
        for draft in self.drafts:
            self.claims[draft.key] = dict.fromkeys(SHOULD, 0)
            if draft.rehearsal:
                self.absent[draft.key] = ()
            if not draft.rehearsal:
                self._post(draft)

    def _post(self, draft: DayDraft) -> None:
        """Post whoever is in a draw: once for each session of the turn."""
        for session in draft.sessions:
            for crew in draft.rooms.values():
                for role, staff in crew:
                    post = role if role == "考场系统管理员" else "监考"
                    self.post(draft.site, post, session, staff)
            for staff, _ in draft.patrols:
                self.post(draft.site, "流动监考", session, staff)
            for order, staff in enumerate(draft.reserves, start=1):
                self.post(draft.site, "监考", session, staff, order)

    def post(self, site: str, post: str, session: int, staff: str, order: int = 0) -> None:
        row = PostRow(site, post, session, staff, f"职员{staff}", f"单位{staff}", order,
                      len(self.posts) + 2)  # fmt: skip
        self.posts.append(row)

    def draft(self, site: str, session: int, rehearsal: bool = False) -> DayDraft:
        return next(d for d in self.drafts if d.key == (site, session, rehearsal))

    def member(self, staff: str) -> StaffMember:
        return next(
            (m for m in self.scene.staff if m.staff == staff), a_member(staff, "监考")
        )  # fmt: skip

    def change(self, staff: str, **changes: object) -> None:
        nth = [m.staff for m in self.scene.staff].index(staff)
        self.scene.staff[nth] = replace(self.scene.staff[nth], **changes)  # type: ignore[arg-type]

    def sheet(self, site: str, session: int, name: str, rehearsal: bool = False) -> Rows:
        """Return the rows of a sheet, from now on independent of the draft."""
        draft = self.draft(site, session, rehearsal)
        return self.rows.setdefault((draft.key, name), self._follow(draft)[name])

    def _follow(self, draft: DayDraft) -> dict[str, Rows]:
        numbers = self.scene.numbers()
        room = {(where.site, no): (exam, where) for (exam, where), no in numbers.items()}
        sheets: dict[str, Rows] = {name: [] for name in HEADERS}
        for session in draft.sessions:
            for number, crew in draft.rooms.items():
                exam, where = room.get((draft.site, number), ("A", None))
                for role, staff in crew:
                    member = self.member(staff)
                    sheets["监考安排"].append(
                        [exam, session, draft.site, number, where.classroom if where else "109",
                         role, staff, member.name, member.employer])  # fmt: skip
            for staff, rooms in draft.patrols:
                for number in rooms:
                    _, where = room[draft.site, number]
                    sheets["流动监考"].append(
                        [session, draft.site, where.building, where.floor, staff,
                         self.member(staff).name, number])  # fmt: skip
            for order, staff in enumerate(draft.reserves, start=1):
                sheets["备用监考"].append(
                    [session, draft.site, order, staff, self.member(staff).name])  # fmt: skip
        return sheets

    def write(self, output: Path) -> None:
        """Write every draw as the tool would: a title above each header, 演练 where it is one."""
        for folder in FOLDERS.values():
            (output / folder).mkdir(parents=True, exist_ok=True)
        for draft in self.drafts:
            kind = "演练" if draft.rehearsal else "监考抽签"
            path = output / FOLDERS[draft.site] / kind
            path.mkdir(exist_ok=True)
            sheets = self._follow(draft)
            sheets |= {name: rows for (key, name), rows in self.rows.items() if key == draft.key}
            name = f"监考抽签_{draft.site}_场次{draft.sessions[0]}.xlsx"
            write_draw(path / name, sheets, "演练" if draft.rehearsal else "监考抽签")

    def inputs(self) -> Inputs:
        return self.scene.inputs()

    def book(self, output: Path) -> Exported:
        """Return the tables of the exam with the draws as they are read back from `output`."""
        sites = [(output / folder, site) for site, folder in FOLDERS.items()]
        early = [text for folder, site in sites for text in read_early(folder, site)]
        return replace(
            self.scene.export(),
            staff=StaffTables(posts=tuple(self.posts)),
            draws=tuple(draw for folder, site in sites for draw in read_draws(folder, site)),
            early=(*early, *read_early_posts(output)),
        )

    def run(self) -> RunFacts:
        tiers = {
            key: tuple(
                Tier(name=rule, rule=rule, value=value, bound=self.bounds.get(key, {}).get(rule, 0))
                for rule, value in claims.items()
            )
            for key, claims in self.claims.items()
        }
        return replace(self.scene.run, draw_tiers=tiers, draw_absent=self.absent)


def write_draw(path: Path, sheets: dict[str, Rows], title: str) -> None:
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as workbook:
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            sheet.write(0, 0, title)
            for nth, row in enumerate([HEADERS.get(name, []), *rows], start=1):
                sheet.write_row(nth, 0, row)
            sheet.write(len(rows) + 3, 0, "抽签人签字：")
