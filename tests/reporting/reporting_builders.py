"""A small book with every kind of room, and helpers to build others."""

from __future__ import annotations

from datetime import datetime, timedelta

from allocator.models.domain.exam import Form
from allocator.models.domain.geometry import walk
from allocator.models.domain.rooms import FirstSeat, SeatOrder
from allocator.reporting.views import (
    BookView,
    FloorRoom,
    PaperView,
    RoomPaper,
    RoomSession,
    RoomView,
    SeatView,
    SiteView,
)

EXAM = "2026年度一级建造师职业资格考试"
LONG_NAME = "阿卜杜热合曼·买买提吐尔逊·艾合买提江·喀迪尔阿洪"
RARE_NAMES = (
    "𠮷𡈼䶮",
    "欧阳𬱖",
    "=1+1",
    "-王",
    "@李",
    "+赵",
    "尼玛·次仁·卓玛·央金·白玛·格桑·罗布·多吉",
)


def a_paper(
    index: int,
    *,
    subject_name: str = "",
    form: Form = Form.PAPER,
    session: int = 1,
    level: str = "",
    specialty: str = "",
    hours: int = 3,
    exam_name: str = EXAM,
) -> PaperView:
    day, hour = 12 + (session - 1) // 2, 9 if session % 2 else 14
    start = datetime(2026, 9, day, hour)  # noqa: DTZ001  # local time, as the planner writes it
    return PaperView(
        exam="YJ",
        exam_name=exam_name,
        level=level,
        specialty=specialty,
        subject=f"{index + 1:02d}",
        subject_name=subject_name or f"科目{index + 1}",
        form=form,
        session=session,
        start=start,
        end=start + timedelta(hours=hours),
        audio_video=False,
    )


PAPERS = (
    a_paper(0, subject_name="建设工程经济", session=1, hours=2),
    a_paper(1, subject_name="建设工程法规及相关知识", session=2),
    a_paper(2, subject_name="建设工程项目管理", session=3),
    a_paper(3, subject_name="专业工程管理与实务", specialty="建筑工程", session=4, hours=4),
    a_paper(4, subject_name="专业工程管理与实务", specialty="市政公用工程", session=4, hours=4),
    a_paper(5, subject_name="专业工程管理与实务", specialty="机电工程", session=4, hours=4),
    *(
        a_paper(6 + i, subject_name="专业知识和实务", level="中级", specialty=name, session=1,
                form=Form.ELECTRONIC, exam_name="2026年度经济专业技术资格考试")
        for i, name in enumerate(("工商管理", "农业经济", "财政税收", "金融", "保险", "运输经济",
                                  "人力资源管理", "旅游经济", "建筑与房地产经济", "知识产权"))
    ),
)  # fmt: skip


def a_book(**changes: object) -> BookView:
    settings: dict[str, object] = {
        "title": EXAM,
        "papers": PAPERS,
        "bag_sizes": (30, 25, 20, 15, 10, 5),
        "spare_bags": "",
        "entry_rule": "开考5分钟后，禁止进入考场",
        "mark": "校验 5f2d8a91",
        "full_ids": False,
    }
    return BookView(**(settings | changes))  # type: ignore[arg-type]


def a_seat(
    seat: int,
    cell: tuple[int, int],
    ticket: str,
    papers: tuple[tuple[int, int], ...],
    **changes: object,
) -> SeatView:
    names = ("王小明", "李华", "张建国", "欧阳文静", LONG_NAME, *RARE_NAMES)
    settings: dict[str, object] = {
        "seat": seat,
        "row": cell[0],
        "column": cell[1],
        "ticket": ticket,
        "registration": f"R{ticket}",
        "name": names[seat % len(names)],
        "id_shown": "110101**********1X",
        "photo": "",
        "papers": papers,
        "level": "",
        "specialty": "",
    }
    return SeatView(**(settings | changes))  # type: ignore[arg-type]


def a_room(
    number: str = "001",
    *,
    people: int = 30,
    layout: tuple[int, ...] = (6, 6, 6, 6, 6),
    order: SeatOrder = SeatOrder.COLUMN_SNAKE,
    first: FirstSeat = FirstSeat.FRONT_LEFT,
    papers: tuple[tuple[int, ...], ...] = ((0, 1, 2, 3),),
    prefix: str = "326110101",
    extra: int = 0,
    floor: int = 1,
    classroom: str = "101",
    form: Form = Form.PAPER,
    book_papers: tuple[PaperView, ...] = PAPERS,
    photo: str = "",
    batch: int = 0,
    roles: tuple[str, ...] = ("监考甲", "监考乙"),
) -> RoomView:
    """`papers`: kinds of candidates as tuples of paper indices, dealt round in seat order."""
    cells = walk(layout, order, first)
    seats = tuple(
        a_seat(
            n + 1, cells[n], f"{prefix}{number}{n + 1:02d}",
            tuple((book_papers[p].session, p) for p in papers[n % len(papers)]), photo=photo,
        )
        for n in range(people)
    )  # fmt: skip
    return RoomView(
        exam="YJ", exam_name=book_papers[papers[0][0]].exam_name, batch=batch, number=number,
        building="明德楼", floor=floor, classroom=classroom, form=form, layout=layout, order=order,
        first=first, usable=sum(layout), extra_percent=extra, seats=seats,
        sessions=sessions_of(seats, book_papers, extra), roles=roles,
    )  # fmt: skip


def sessions_of(
    seats: tuple[SeatView, ...], papers: tuple[PaperView, ...], extra: int
) -> tuple[RoomSession, ...]:
    found = []
    for session in sorted({s for seat in seats for s, _ in seat.papers}):
        due = [(seat, p) for seat in seats for s, p in seat.papers if s == session]
        parts = []
        for paper in sorted({p for _, p in due}):
            tickets = [seat.ticket for seat, p in due if p == paper]
            parts.append(
                RoomPaper(paper=paper, people=len(tickets), first_ticket=tickets[0],
                          last_ticket=tickets[-1])
            )  # fmt: skip
        start = papers[due[0][1]].start
        length = max(papers[p].end for _, p in due) - start
        found.append(
            RoomSession(session=session, start=start, end=start + length * (100 + extra) / 100,
                        people=len(due), first_ticket=due[0][0].ticket,
                        last_ticket=due[-1][0].ticket, papers=tuple(parts))
        )  # fmt: skip
    return tuple(found)


def a_site(rooms: tuple[RoomView, ...], code: str = "01", name: str = "市第一中学") -> SiteView:
    floors = [FloorRoom(r.building, r.floor, r.classroom, "") for r in rooms]
    floors += [
        FloorRoom("明德楼", 1, "199", "备1"),
        FloorRoom("明德楼", 2, "299", "未启用"),
        FloorRoom("明德楼", 2, "298", "停用"),
    ]
    floors.sort(key=lambda r: (r.building, r.floor))
    return SiteView(code=code, name=name, address="东风路1号", contact="甲", phone="0470-0000000",
                    rooms=rooms, floor_rooms=tuple(floors))  # fmt: skip


def demo_site() -> SiteView:
    """Every kind of room that has made trouble for a layout."""
    electronic = tuple((6 + i,) for i in range(10))
    ten = (10,) * 9 + (9,)
    return a_site(
        (
            a_room("001"),
            a_room("002", layout=(7, 8, 7, 8), classroom="102", first=FirstSeat.FRONT_RIGHT,
                   papers=((0, 1, 2, 3), (1, 3), (0, 1, 2, 3))),
            a_room("003", classroom="103", papers=((0, 1, 2, 3), (0, 1, 2, 4), (2, 5))),
            a_room("004", classroom="104", people=7, extra=30, order=SeatOrder.ROW_SNAKE),
            a_room("005", classroom="105", people=33, layout=(7, 7, 7, 6, 6)),
            a_room("006", classroom="106", people=1, layout=(1,)),
            a_room("007", classroom="电教室（一）北侧", floor=2, people=94, layout=ten,
                   papers=electronic, form=Form.ELECTRONIC),
            a_room("008", classroom="202", floor=2, people=22, layout=(8, 7, 7, 8)),
        )
    )  # fmt: skip


def big_site(rooms: int = 31) -> SiteView:
    """A site of ordinary size: full rooms of 30 in four sessions."""
    return a_site(tuple(a_room(f"{n + 1:03d}", floor=1 + n // 8, classroom=f"{n + 1:03d}")
                        for n in range(rooms)))  # fmt: skip
