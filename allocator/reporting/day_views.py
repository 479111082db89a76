"""What the documents of one draw show: built from the sheet of the site and the draw alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from allocator.models.domain.exam import Form
from allocator.models.domain.staffing import PATROL, ROOM_ADMIN
from allocator.reporting.room_roles import role_name
from allocator.reporting.text import date_text, floor_text, place_text, session_text, time_text

if TYPE_CHECKING:
    from datetime import datetime

    from allocator.models.domain.day_draws import DayDraw, PatrolDuty, RoomDuty, SiteSheet
    from allocator.models.domain.ids import RoomId
    from allocator.models.domain.staffing import WorkRoom

REHEARSAL = "演练"


class DayPerson(NamedTuple):
    """Somebody as documents name him."""

    staff: str
    name: str
    unit: str
    """工作单位; blank: none."""


class DayPost(NamedTuple):
    """One person in one room."""

    role: str
    """监考甲, 监考乙 … or 考场系统管理员."""
    leader: bool
    """考场负责人: 监考甲, or the 考场系统管理员 where nobody else serves."""
    person: DayPerson


class DayRoom(NamedTuple):
    """One room and who serves it."""

    number: str
    exam: str
    form: Form
    room: RoomId
    batch: int
    """0: the exam has no 批次."""
    posts: tuple[DayPost, ...]
    """监考 in their order, then the 考场系统管理员."""
    sessions: tuple[int, ...]
    """Sessions in which somebody is due."""

    @property
    def place(self) -> str:
        """Return building, floor and classroom."""
        return place_text(self.room.building, self.room.floor, self.room.classroom)


class DayPatrol(NamedTuple):
    """One 流动监考 and his rooms."""

    person: DayPerson
    building: str
    floors: tuple[int, ...]
    rooms: tuple[DayRoom, ...]
    """In corridor order."""

    def rooms_in(self, session: int) -> tuple[DayRoom, ...]:
        """Return those of the rooms in which somebody is due in a session."""
        return tuple(room for room in self.rooms if session in room.sessions)

    @property
    def place(self) -> str:
        """Return 明德楼 3层, or 明德楼 地下1、3、4层."""
        floors = "、".join(floor_text(floor).removesuffix("层") for floor in self.floors)
        return f"{self.building} {floors}层".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class DayView:
    """One draw of the day."""

    site: str
    name: str
    title: str
    """Names of the exams, joined with 、."""
    sessions: tuple[int, ...]
    """Sessions that share the draw; the first one names it."""
    times: tuple[tuple[datetime, datetime], ...]
    """When each of them begins and ends."""
    start: datetime
    """When the first of them begins."""
    rooms: tuple[DayRoom, ...]
    """Ascending by 考场号."""
    patrols: tuple[DayPatrol, ...]
    """In the order of their rooms."""
    reserves: tuple[DayPerson, ...]
    """Those left over, in order."""
    stepped_in: tuple[tuple[DayPerson, str], ...]
    """Reserves who serve, in their drawn order, and where."""
    seed: str
    digest: str
    number: int
    """1 for the first draw of the turn, 2 for its first redraw …"""
    rehearsal: bool

    @property
    def warning(self) -> str:
        """Return what tells this draw from another one of its turn; blank for a first draw."""
        if self.rehearsal:
            return REHEARSAL
        return f"第{self.number}次抽签" if self.number > 1 else ""

    @property
    def turn(self) -> int:
        """Return the session that names the draw."""
        return self.sessions[0]

    def rooms_in(self, session: int) -> tuple[DayRoom, ...]:
        """Return the rooms in which somebody is due in a session."""
        return tuple(room for room in self.rooms if session in room.sessions)

    def shown(self, *sessions: int) -> str:
        """Return sessions as documents name them, with their 批次."""
        batches = {room.batch for session in sessions for room in self.rooms_in(session)}
        return session_text(sessions, sorted(batches - {0}))

    def start_of(self, session: int) -> datetime:
        """Return when a session begins."""
        return self.times[self.sessions.index(session)][0]

    def from_when(self, session: int, minutes: int) -> datetime:
        """Return so many minutes before a session, but not while one before it is held."""
        start = self.start_of(session)
        ends = (end for _, end in self.times if end <= start)
        return max([start - timedelta(minutes=minutes), *ends])

    def time_of(self, session: int) -> str:
        """Return date, begin and end of a session."""
        start, end = self.times[self.sessions.index(session)]
        return f"{date_text(start)}　{time_text(start, end)}"

    def heading(self, session: int) -> str:
        """Return site, session and time as the line under a title has them."""
        more = "" if session == self.turn else f"　　与场次{self.turn}同一次抽签"
        return (
            f"考点：{self.site}　{self.name}　　场次：{self.shown(session)}"
            f"　　{self.time_of(session)}{more}"
        )


def day_view(
    sheet: SiteSheet,
    turn: int,
    draw: DayDraw,
    *,
    seed: str,
    digest: str,
    number: int,
    rehearsal: bool,
) -> DayView:
    """Return what the documents of a draw show; `turn` is an index into `sheet.turns`."""
    people = {one.staff: DayPerson(one.staff, one.name, one.unit) for one in sheet.people}
    known = sheet.turns[turn]
    work = {room.number: room for room in known.rooms}
    due = {room.number: room.sessions or draw.sessions for room in known.rooms}
    rooms = tuple(_room(duty, work[duty.number], people, due[duty.number]) for duty in draw.rooms)
    of_number = {room.number: room for room in rooms}
    patrols = tuple(_patrol(duty, of_number, people) for duty in draw.patrols)
    where = _where(rooms, patrols)
    return DayView(
        site=sheet.site,
        name=sheet.name,
        title=sheet.title,
        sessions=draw.sessions,
        times=known.turn.times or ((known.turn.start, known.turn.end),) * len(draw.sessions),
        start=known.turn.start,
        rooms=rooms,
        patrols=patrols,
        reserves=tuple(people[staff] for staff in draw.reserves),
        stepped_in=tuple((people[staff], where.get(staff, "")) for staff in draw.stepped_in),
        seed=seed,
        digest=digest,
        number=number,
        rehearsal=rehearsal,
    )


def _room(
    duty: RoomDuty, work: WorkRoom, people: dict[str, DayPerson], sessions: tuple[int, ...]
) -> DayRoom:
    posts = [
        DayPost(role_name(nth), nth == 0, people[staff])
        for nth, staff in enumerate(duty.invigilators)
    ]
    if duty.admin:
        posts.append(DayPost(ROOM_ADMIN, not posts, people[duty.admin]))
    return DayRoom(duty.number, duty.exam, work.form, duty.room, work.batch, tuple(posts), sessions)


def _patrol(duty: PatrolDuty, rooms: dict[str, DayRoom], people: dict[str, DayPerson]) -> DayPatrol:
    group = duty.group
    return DayPatrol(
        people[duty.staff], group.building, group.floors,
        tuple(rooms[number] for number in group.rooms),
    )  # fmt: skip


def _where(rooms: tuple[DayRoom, ...], patrols: tuple[DayPatrol, ...]) -> dict[str, str]:
    """Return where everybody serves, in words."""
    found = {
        post.person.staff: f"考场 {room.number}\n{post.role}"
        for room in rooms
        for post in room.posts
    }
    found |= {patrol.person.staff: f"{PATROL}\n{patrol.place}" for patrol in patrols}
    return found


def session_form(day: DayView) -> Form | None:
    """Return the form of all rooms of a draw; None where there are both."""
    forms = [form for form in Form if any(room.form is form for room in day.rooms)]
    return forms[0] if len(forms) == 1 else None
