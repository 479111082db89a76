"""Builders of the smallest things an exam is made of, with defaults."""

from __future__ import annotations

from datetime import datetime, timedelta

from allocator.audit.exported import OrderRow, Place, SeatPage, TableRow
from allocator.models.domain.exam import Candidate, Form, Need, Paper
from allocator.models.domain.geometry import default_layout
from allocator.models.domain.kinship import KinTie
from allocator.models.domain.rooms import FirstSeat, Room, SeatOrder, Site
from allocator.models.domain.staff import StaffMember

SIZES = (30, 25, 20, 15, 10, 5)


def a_paper(
    exam: str, subject: str, session: int, start: str, minutes: int, **more: object
) -> Paper:
    begin = datetime.fromisoformat(start)
    facts: dict[str, object] = {
        "exam": exam,
        "exam_name": f"{exam}类资格考试",
        "level": "",
        "level_code": "",
        "specialty": "",
        "specialty_code": "",
        "subject": subject,
        "subject_name": f"科目{subject}",
        "form": Form.PAPER,
        "batch": 0,
        "session": session,
        "start": begin,
        "end": begin + timedelta(minutes=minutes),
        "audio_video": False,
    }
    return Paper(**(facts | more))  # type: ignore[arg-type]


def a_room(site: str, classroom: str, floor: int = 1, **more: object) -> Room:
    electronic = more.get("form") is Form.ELECTRONIC
    seats = 40 if electronic else 30
    facts: dict[str, object] = {
        "site": site,
        "building": "明德楼",
        "floor": floor,
        "classroom": classroom,
        "seats": seats,
        "layout": default_layout(seats, electronic=electronic),
        "order": SeatOrder.COLUMN_SNAKE,
        "first": FirstSeat.FRONT_LEFT,
        "spacing_hundredths": 100,
        "form": Form.PAPER,
        "spare_machines": 2 if electronic else 0,
        "video": True,
        "accessible": False,
        "priority": 0,
        "closed": False,
    }
    return Room(**(facts | more))  # type: ignore[arg-type]


def a_site(code: str, name: str) -> Site:
    return Site(code=code, name=name, address="", contact="", phone="", spare_rooms=1)


def a_person(registration: str, exam: str, subjects: str, **more: object) -> Candidate:
    facts: dict[str, object] = {
        "registration": registration,
        "name": f"考生{registration}",
        "sex": "男",
        "id_type": "居民身份证",
        "id_number": f"11010119900101{registration[-4:]:0>4}"[:18],
        "exam": exam,
        "level": "",
        "specialty": "",
        "subjects": tuple(subjects.split()),
        "employer": "",
        "site": "",
        "need": Need(),
        "photo": "",
        "note": "",
    }
    return Candidate(**(facts | more))  # type: ignore[arg-type]


def a_clerk(staff: str, id_number: str) -> StaffMember:
    return StaffMember(
        staff=staff, name="职员", sex="女", id_number=id_number, employer="", phone="", posts=(),
        computer=False, experience=0, trained=None, source="", site="", sessions=(),
        max_sessions=None, past_sessions=0,
    )  # fmt: skip


def kin(declarer: str, relation: str, id_number: str, note: str = "") -> KinTie:
    return KinTie(declarer=declarer, relation=relation, name="某", id_number=id_number, note=note)


def an_order(line: int, site: str, paper: Paper, people: list[int]) -> OrderRow:
    """Order one bag a room, which is right up to 30 people."""
    bags = dict.fromkeys(SIZES, 0)
    for count in people:
        bags[min(size for size in SIZES if size >= count)] += 1
    return OrderRow(
        site, paper.level, paper.specialty, paper.subject, paper.subject_name, len(people),
        sum(people), tuple(bags.items()), sum(bags.values()),
        sum(size * count for size, count in bags.items()), line,
    )  # fmt: skip


def a_spare(line: int, paper: Paper) -> OrderRow:
    """Two spare bags of 30 for a paper."""
    bags = dict.fromkeys(SIZES, 0) | {30: 2}
    return OrderRow(
        "备用", paper.level, paper.specialty, paper.subject, paper.subject_name, 0, 0,
        tuple(bags.items()), 2, 60, line,
    )  # fmt: skip


def the_sum(line: int, rows: list[OrderRow]) -> OrderRow:
    bags = dict.fromkeys(SIZES, 0)
    for row in rows:
        for size, count in row.bags:
            bags[size] += count
    return OrderRow(
        "总计", "", "", "", "", sum(row.rooms for row in rows), sum(row.people for row in rows),
        tuple(bags.items()), sum(row.bags_total for row in rows),
        sum(row.copies_total for row in rows), line,
    )  # fmt: skip


def a_plan(number: str, session: int, places: list[Place], due: list[str]) -> SeatPage:
    spots = sorted((p.seat, p.row, p.column, p.ticket) for p in places)
    return SeatPage(
        number, str(session), str(len(due)), tuple(s for s in spots if s[3] in due),
        tuple(s for s in spots if s[3] not in due), f"场次{session}", 2,
    )  # fmt: skip


def a_table_row(session: int, number: str, paper: Paper, tickets: list[str]) -> TableRow:
    name = " ".join(part for part in (paper.subject_name, paper.level, paper.specialty) if part)
    return TableRow(
        str(session), number, name, f"{paper.start:%H:%M}—11:30", min(tickets), max(tickets),
        str(len(tickets)), f"场次{session}", 4,
    )  # fmt: skip
