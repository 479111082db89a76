"""A small exam of every kind, an obeying plan of it, and the tables that a run would export.

`Scene` is mutable on purpose: a test spoils the plan (then all tables follow) or the tables.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from audit_builders import a_clerk, a_paper, a_person, a_room, a_site, kin
from audit_export import export_of

from allocator.audit.exported import Due, Exported, Place
from allocator.audit.facts import RunFacts
from allocator.models.domain.exam import Candidate, Form, Inputs, Need, Paper
from allocator.models.domain.geometry import walk
from allocator.models.domain.kinship import KinTie, OtherTie
from allocator.models.domain.plans import Tier
from allocator.models.domain.policy import Policy

if TYPE_CHECKING:
    from allocator.models.domain.ids import RoomId
    from allocator.models.domain.rooms import Room, Site
    from allocator.models.domain.staff import StaffMember

TEMPLATE_A = "{级别:1}{专业:2}{年:2}{省:2}{市:2}{考点:2}{考场:3}{座位:2}"


@dataclass
class Draft:
    """One seat of the plan; what is None follows from the rest."""

    registration: str
    exam: str
    batch: int
    room: RoomId
    seat: int
    number: str | None = None
    ticket: str | None = None
    subjects: list[str] | None = None


def _papers() -> list[Paper]:
    first = {"level": "一级", "level_code": "1"}
    electronic = {"form": Form.ELECTRONIC}
    return [
        a_paper("A", "S1", 1, "2026-09-12T09:00", 150, **first),
        a_paper(
            "A", "S2", 2, "2026-09-12T14:00", 185, specialty="建筑", specialty_code="01", **first
        ),
        a_paper(
            "A", "S2", 2, "2026-09-12T14:00", 185, specialty="公路", specialty_code="02", **first
        ),
        a_paper("B", "T1", 3, "2026-09-13T09:00", 90, **electronic),
        a_paper("C", "U1", 4, "2026-09-13T14:00", 90, batch=1, **electronic),
        a_paper("C", "U1", 5, "2026-09-13T16:30", 90, batch=2, **electronic),
    ]


def _rooms() -> list[Room]:
    electronic = {"form": Form.ELECTRONIC}
    return [
        a_room("01", "101", accessible=True),
        a_room("01", "102"),
        a_room("01", "103"),
        a_room("01", "201", 2),
        a_room("01", "202", 2),
        a_room("01", "301", 3, **electronic),
        a_room("01", "302", 3, video=False, **electronic),
        a_room("01", "303", 3, **electronic),
        a_room("01", "401", 4, closed=True),
        a_room("01", "402", 4, spacing_hundredths=90),
        a_room("02", "101", priority=-1),
        a_room("02", "102"),
    ]


def _people() -> list[Candidate]:
    built = {"level": "一级", "specialty": "建筑"}
    road = {"level": "一级", "specialty": "公路"}
    people = [
        a_person("A01", "A", "S1 S2", employer="甲公司", **built),
        a_person("A02", "A", "S1 S2", need=Need(ground=True), **built),
        a_person("A03", "A", "S1 S2", employer="甲公司", **built),
        a_person("A04", "A", "S1", need=Need(accessible=True), **built),
        a_person("A05", "A", "S1 S2", **built),
        a_person("A06", "A", "S1 S2", employer="丙公司", **built),
        a_person("A07", "A", "S1 S2", need=Need(extra_percent=30), **built),
        a_person("A08", "A", "S1 S2", need=Need(extra_percent=30), **built),
        a_person("A09", "A", "S1 S2", need=Need(alone=True), **built),
        *(a_person(f"A{n}", "A", "S1 S2", **road) for n in range(10, 15)),
        a_person("A15", "A", "S1 S2", site="02", **built),
        *(a_person(f"A{n}", "A", "S1 S2", employer="乙公司" if n == 16 else "", **built)
          for n in range(16, 21)),
        *(a_person(f"B{n:02d}", "B", "T1", id_number=f"B{n:05d}") for n in range(60)),
        *(a_person(f"C{n}", "C", "U1", id_number=f"C{n:05d}") for n in range(1, 9)),
    ]  # fmt: skip
    # The same person sits exams A and C.
    last = next(nth for nth, person in enumerate(people) if person.registration == "C1")
    people[last] = replace(people[last], id_number=people[0].id_number)
    return people


def _seats() -> list[Draft]:
    r = {room.classroom + room.site: room.id for room in _rooms()}
    seats = []

    def fill(exam: str, batch: int, room: RoomId, registrations: list[str]) -> None:
        for seat, registration in enumerate(registrations, start=1):
            seats.append(Draft(registration, exam, batch, room, seat))

    fill("A", 0, r["10101"], ["A01", "A02", "A03", "A04", "A05", "A06"])
    fill("A", 0, r["10201"], ["A07", "A08"])
    fill("A", 0, r["10301"], ["A09"])
    fill("A", 0, r["20101"], [f"A{n}" for n in range(10, 15)])
    fill("A", 0, r["10102"], [f"A{n}" for n in range(15, 21)])
    # Sheet order times 23 modulo 60 is a fixed order that bears no trace of the sheet's.
    mixed = [f"B{n * 23 % 60:02d}" for n in range(60)]
    fill("B", 0, r["30101"], mixed[:36])
    fill("B", 0, r["30201"], mixed[36:])
    fill("C", 1, r["30101"], ["C3", "C1", "C8", "C5"])
    fill("C", 2, r["30101"], ["C2", "C7", "C4", "C6"])
    return seats


@dataclass
class Scene:
    """Inputs, plan and claims; `export` and `inputs` freeze them."""

    papers: list[Paper] = field(default_factory=_papers)
    people: list[Candidate] = field(default_factory=_people)
    rooms: list[Room] = field(default_factory=_rooms)
    sites: list[Site] = field(
        default_factory=lambda: [a_site("01", "第一中学"), a_site("02", "第二中学")]
    )
    staff: list[StaffMember] = field(default_factory=lambda: [a_clerk("G1", "S0001")])
    kin: list[KinTie] = field(default_factory=lambda: [kin("S0009", "父亲", "S0008")])
    other: list[OtherTie] = field(
        default_factory=lambda: [
            OtherTie(
                first="甲公司", first_kind="工作单位", second="乙公司", second_kind="工作单位",
                scope="考场", reason="",
            )
        ]
    )  # fmt: skip
    policy: Policy = field(
        default_factory=lambda: Policy(
            templates={"A": TEMPLATE_A}, province="15", city="01", switches={}, waivers={}
        )
    )
    seats: list[Draft] = field(default_factory=_seats)
    run: RunFacts = field(
        default_factory=lambda: RunFacts(
            seed="391072", digest="ab" * 32, full_ids=False, pairs_left=0, pairs_bound=0,
            tiers=tuple(
                Tier(name=name, rule="ROOM-PRIORITY", value=value, bound=value)
                for name, value in (
                    ("启用考场", 7), ("考场场次", 14), ("启用考点", 2), ("流动监考", 4),
                    ("无监控考场", 1), ("优先级", 1), ("科目考点", 8),
                )
            ),
        )
    )  # fmt: skip

    def inputs(self) -> Inputs:
        return Inputs(
            papers=tuple(self.papers), candidates=tuple(self.people), sites=tuple(self.sites),
            rooms=tuple(self.rooms), staff=tuple(self.staff), kin_ties=tuple(self.kin),
            other_ties=tuple(self.other), post_needs=(), duty_needs=(), policy=self.policy,
        )  # fmt: skip

    def person(self, registration: str) -> Candidate:
        return next(p for p in self.people if p.registration == registration)

    def change_person(self, registration: str, **changes: object) -> None:
        nth = [p.registration for p in self.people].index(registration)
        self.people[nth] = replace(self.people[nth], **changes)  # type: ignore[arg-type]

    def change_room(self, site: str, classroom: str, **changes: object) -> None:
        nth = [(r.site, r.classroom) for r in self.rooms].index((site, classroom))
        self.rooms[nth] = replace(self.rooms[nth], **changes)  # type: ignore[arg-type]

    def room(self, site: str, classroom: str) -> RoomId:
        return next(r.id for r in self.rooms if (r.site, r.classroom) == (site, classroom))

    def draft(self, registration: str) -> Draft:
        return next(d for d in self.seats if d.registration == registration)

    def claim(self, **changes: object) -> None:
        self.run = replace(self.run, **changes)  # type: ignore[arg-type]

    def swap(self, one: str, other: str) -> None:
        """Let two candidates change seats."""
        a, b = self.draft(one), self.draft(other)
        a.registration, b.registration = b.registration, a.registration

    def numbers(self) -> dict[tuple[str, RoomId], str]:
        """Return 考场号: one for each room of an exam, whatever the 批次, counted by site."""
        exams = list(dict.fromkeys(paper.exam for paper in self.papers))
        order = {room.id: nth for nth, room in enumerate(self.rooms)}
        opened = {(d.exam, d.room) for d in self.seats}
        numbers = {}
        count: dict[str, int] = defaultdict(int)
        for exam, room in sorted(
            opened, key=lambda use: (exams.index(use[0]), order.get(use[1], 99))
        ):
            count[room.site] += 1
            numbers[exam, room] = f"{count[room.site]:03d}"
        return numbers

    def _ticket(self, draft: Draft, number: str) -> str:
        if draft.exam == "A":
            specialty = {"建筑": "01", "公路": "02"}[self.person(draft.registration).specialty]
            return f"1{specialty}261501{draft.room.site}{number}{draft.seat:02d}"
        order = {"B": 2, "C": 3}[draft.exam]
        return f"26{order}{draft.batch}{draft.room.site}{number}{draft.seat:02d}"

    @staticmethod
    def end_of(paper: Paper, percent: int) -> datetime:
        minutes = (paper.end - paper.start).total_seconds() / 60 * (1 + percent / 100)
        return paper.start + timedelta(minutes=-(-minutes // 1))

    def paper_of(self, person: Candidate, batch: int, subject: str) -> Paper:
        return next(
            p for p in self.papers
            if (p.exam, p.batch, p.subject) == (person.exam, batch, subject)
            and p.level in ("", person.level) and p.specialty in ("", person.specialty)
        )  # fmt: skip

    def places(self) -> list[Place]:
        rooms = {room.id: room for room in self.rooms}
        numbers = self.numbers()
        places, line = [], 2
        for draft in self.seats:
            person = self.person(draft.registration)
            number = draft.number or numbers[draft.exam, draft.room]
            dues, lines = [], []
            for subject in draft.subjects or list(person.subjects):
                paper = self.paper_of(person, draft.batch, subject)
                dues.append(Due(paper.session, subject, paper.subject_name))
                lines.append(line)
                line += 1
            room = rooms[draft.room]
            cells = walk(room.layout, room.order, room.first)
            cell = cells[draft.seat - 1] if draft.seat <= len(cells) else (99, 99)
            shown = person.id_number[:6] + "****" + person.id_number[-2:]
            places.append(
                Place(
                    draft.ticket or self._ticket(draft, number),
                    person.registration,
                    person.name,
                    shown,
                    person.exam,
                    draft.batch,
                    person.level,
                    person.specialty,
                    draft.room.site,
                    number,
                    draft.room.building,
                    draft.room.floor,
                    draft.room.classroom,
                    draft.seat,
                    cell[0],
                    cell[1],
                    True,
                    tuple(dues),
                    tuple(lines),
                )
            )
        return places

    def export(self) -> Exported:
        return export_of(self)
