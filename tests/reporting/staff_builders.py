"""Sites with staff, posts and draws, made to be hard to print: long names, four 监考, 60 rooms."""

from __future__ import annotations

from datetime import datetime, timedelta

from allocator.models.domain.day_draws import (
    DayDraw,
    DrawPerson,
    DrawTurn,
    PatrolDuty,
    Resilience,
    RoomDuty,
    SiteSheet,
)
from allocator.models.domain.exam import Form, Inputs, Paper
from allocator.models.domain.ids import RoomId
from allocator.models.domain.plans import Tier
from allocator.models.domain.policy import Policy
from allocator.models.domain.rooms import Site
from allocator.models.domain.staff import StaffMember
from allocator.models.domain.staffing import (
    PatrolGroup,
    Posted,
    PostingPlan,
    PostsPlan,
    Recusal,
    ReserveList,
    SiteWork,
    Spread,
    Turn,
    TurnWork,
    WorkRoom,
)

LONG = "阿卜杜热合曼·买买提吐尔逊·艾合买提江·喀迪尔阿洪"
UNITS = ("示例市第一中学", "示例市职业技术教育中心学校（北校区）", "", "示例县人力资源和社会保障局")
EXAM = "2026年度一级建造师职业资格考试"


def clock(session: int) -> datetime:
    """Two sessions a day from 12 September 2026: 09:00 and 14:00."""
    day, hour = 12 + (session - 1) // 2, 9 if session % 2 else 14
    return datetime(2026, 9, day, hour)  # noqa: DTZ001  # local time, as the planner writes it


def a_paper(session: int, *, form: Form = Form.PAPER, **changes: object) -> Paper:
    values: dict[str, object] = {
        "exam": "YJ", "exam_name": EXAM, "level": "", "level_code": "", "specialty": "",
        "specialty_code": "", "subject": f"{session:02d}", "subject_name": f"科目{session}",
        "form": form, "batch": 0, "session": session, "start": clock(session),
        "end": clock(session) + timedelta(hours=2, minutes=30), "audio_video": False,
    }  # fmt: skip
    return Paper(**(values | changes))  # type: ignore[arg-type]


def a_member(staff: str, *, nth: int = 0, **changes: object) -> StaffMember:
    values: dict[str, object] = {
        "staff": staff, "name": LONG if nth % 17 == 5 else f"工作人员{nth}", "sex": "男",
        "id_number": f"99010119800101{nth:04d}", "employer": UNITS[nth % len(UNITS)],
        "phone": f"1390000{nth:04d}", "posts": ("监考",), "computer": True, "experience": nth % 4,
        "trained": None, "source": "单位选派", "site": "", "sessions": (), "max_sessions": None,
        "past_sessions": 0,
    }  # fmt: skip
    return StaffMember(**(values | changes))  # type: ignore[arg-type]


def a_turn(*sessions: int) -> Turn:
    end = clock(sessions[-1]) + timedelta(hours=2, minutes=30)
    return Turn(sessions, clock(sessions[0]), end, sessions[0] % 4 == 1)


def a_work_room(nth: int, *, site: str = "01", form: Form = Form.PAPER, invigilators: int = 2,
                admins: int = 0, exam: str = "YJ", batch: int = 0) -> WorkRoom:  # fmt: skip
    floor = 1 + (nth - 1) // 8
    room = RoomId(site, "明德楼", floor, f"{floor}{(nth - 1) % 8 + 1:02d}")
    return WorkRoom(f"{nth:03d}", room, exam, batch, form, 30, invigilators, admins)


def groups_of(rooms: tuple[WorkRoom, ...]) -> tuple[PatrolGroup, ...]:
    found = []
    for floor in sorted({room.room.floor for room in rooms}):
        numbers = [room.number for room in rooms if room.room.floor == floor]
        found += [PatrolGroup("明德楼", (floor,), tuple(numbers[n : n + 4]))
                  for n in range(0, len(numbers), 4)]  # fmt: skip
    return tuple(found)


class Case:
    """One 考区: what the reporting of posts takes, built site by site."""

    def __init__(self, *turns: Turn, papers: tuple[Paper, ...] = ()) -> None:
        self.turns = turns or (a_turn(1), a_turn(2))
        sessions = [session for turn in self.turns for session in turn.sessions]
        self.papers = papers or tuple(a_paper(session) for session in sessions)
        self.sites: list[Site] = []
        self.staff: list[StaffMember] = []
        self.works: list[SiteWork] = []
        self.posted: list[Posted] = []
        self.reserves: list[ReserveList] = []
        self.recusals: list[Recusal] = []
        self.scopes: dict[Recusal, str] = {}
        self.resilience: list[Resilience] = []

    def site(
        self,
        code: str = "01",
        *,
        rooms: tuple[WorkRoom, ...],
        reserves: int = 2,
        patrols: bool = True,
        whole: tuple[tuple[str, int], ...] = (("主考", 1), ("副主考", 1), ("考务办公室", 3)),
        name: str = "示例市第一中学",
    ) -> Case:
        """Add a site whose rooms are open in all turns; everybody serves all turns."""
        self.sites.append(Site(code=code, name=name, address="", contact="", phone="0470-1234567",
                               spare_rooms=0))  # fmt: skip
        groups = groups_of(rooms) if patrols else ()
        invigilators = sum(room.invigilators for room in rooms)
        admins = sum(room.admins for room in rooms)
        everywhere = tuple(range(len(self.turns)))
        self.works.append(SiteWork(
            site=code, exams=tuple(sorted({room.exam for room in rooms})), whole=whole,
            turns=tuple(TurnWork(turn=turn, rooms=rooms, groups=groups, reserves=reserves,
                                 invigilators=invigilators, admins=admins, computer=0)
                        for turn in everywhere),
        ))  # fmt: skip
        drawn = (("监考", invigilators + reserves), ("流动监考", len(groups)),
                 ("考场系统管理员", admins))  # fmt: skip
        for post, people in (*whole, *drawn):
            members = [self._member(code, post) for _ in range(people)]
            self.posted += [Posted(staff, code, post, everywhere) for staff in members]
            if post == "监考" and reserves:
                # The drawn order is not the order of 工号.
                waiting = tuple(reversed(members[-reserves:]))
                self.reserves += [ReserveList(code, turn, waiting) for turn in everywhere]
        return self

    def _member(self, code: str, post: str) -> str:
        nth = len(self.staff) + 1
        staff = f"G{code}{nth:04d}"
        self.staff.append(a_member(staff, nth=nth, posts=(post,)))
        return staff

    def recused(self, scope: str, printed: str, **changes: object) -> Recusal:
        """Add a recusal of the first member of staff."""
        values: dict[str, object] = {
            "exam": "YJ", "staff": self.staff[0].staff, "rule": "RECUSE-KIN",
            "kind": "三代以内旁系血亲", "scope": scope, "registration": "R000123",
            "chain": "张某 —父亲→ 张某某 —哥哥→ 张某 —儿子→ 张某：堂兄弟", "clause": "规范 5.1",
        }  # fmt: skip
        recusal = Recusal(**(values | changes))  # type: ignore[arg-type]
        self.recusals.append(recusal)
        self.scopes[recusal] = printed
        return recusal

    @property
    def inputs(self) -> Inputs:
        return Inputs(papers=self.papers, candidates=(), sites=tuple(self.sites), rooms=(),
                      staff=tuple(self.staff), kin_ties=(), other_ties=(), post_needs=(),
                      duty_needs=(), policy=Policy())  # fmt: skip

    @property
    def posting(self) -> PostingPlan:
        spread = Spread(name="场次", people=40, least=1, most=3, gini=1234, squares=90, bound=88)
        tier = Tier(name="场次均衡", rule="STAFF-SPREAD", value=90, bound=88)
        return PostingPlan(turns=self.turns, works=tuple(self.works), places=(), kinds=(),
                           spreads=(spread,), tiers=(tier,))  # fmt: skip

    @property
    def posts(self) -> PostsPlan:
        return PostsPlan(posted=tuple(self.posted), reserves=tuple(self.reserves))


def a_sheet(
    rooms: tuple[WorkRoom, ...],
    *,
    sessions: tuple[int, ...] = (1,),
    reserves: int = 3,
    patrols: bool = True,
    people: dict[int, str] | None = None,
) -> tuple[SiteSheet, DayDraw]:
    """Return a sheet of one turn and a draw of it: people in order of 工号, room after room.

    The first reserve steps in for nobody in particular: he is 监考甲 of the first room.
    """
    names = people or {}
    needed = sum(room.invigilators + room.admins for room in rooms)
    groups = groups_of(rooms) if patrols else ()
    crew = tuple(
        DrawPerson(f"G{nth:04d}", names.get(nth, LONG if nth % 23 == 3 else f"监考员{nth}"),
                   UNITS[nth % len(UNITS)], "男", 1, True, ("监考",))
        for nth in range(needed + len(groups) + reserves)
    )  # fmt: skip
    free = iter(crew)
    duties = []
    for room in rooms:
        pair = tuple(next(free).staff for _ in range(room.invigilators))
        admin = next(free).staff if room.admins else ""
        duties.append(RoomDuty(room.number, room.room, room.exam, pair, admin))
    walks = tuple(PatrolDuty(next(free).staff, group) for group in groups)
    rest = tuple(person.staff for person in free)
    known = DrawTurn(turn=a_turn(*sessions), rooms=rooms, groups=groups, invigilators=(),
                     patrols=(), admins=(), reserves=(), barred=(), own=())  # fmt: skip
    sheet = SiteSheet(site="01", name="示例市第一中学", title=EXAM, digest="ab" * 32, experienced=1,
                      doubles=True, patrol_waiver="", rules=(), people=crew, relatives=(),
                      turns=(known,))  # fmt: skip
    draw = DayDraw(site="01", sessions=sessions, rooms=tuple(duties), patrols=walks,
                   reserves=rest, stepped_in=duties[0].invigilators[:1], tiers=())  # fmt: skip
    return sheet, draw
