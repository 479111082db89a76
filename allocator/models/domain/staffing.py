"""Staffing: turns and needs of sites, recusals, and who serves which post.

People are named by 工号, rooms by 考场号 within their site, sessions by their number. All of it is
plain and ordered, so that it goes into the record and comes back the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime  # noqa: TC003  # the record resolves it at run time
from typing import TYPE_CHECKING, NamedTuple

from allocator.models.domain.ids import RoomId  # noqa: TC001  # the record resolves it

if TYPE_CHECKING:
    from allocator.models.domain.exam import Form
    from allocator.models.domain.plans import Tier

INVIGILATOR, PATROL, ROOM_ADMIN = "监考", "流动监考", "考场系统管理员"
DRAWN_POSTS = (INVIGILATOR, PATROL, ROOM_ADMIN)
"""Posts whose place within the site is drawn on the day; everybody else serves the whole exam."""
WHOLE_POSTS = (
    "主考", "副主考", "试卷管理", "考务办公室", "考点系统管理员", "医务", "保电", "保卫", "驾驶员",
)  # fmt: skip
"""Posts of the default needs that serve a site through the whole exam, in printing order."""


class Recusal(NamedTuple):
    """Why one member of staff may not work, and where: a row of 回避名单."""

    exam: str
    """考试代码 of the exam concerned."""
    staff: str
    rule: str
    """RECUSE-SELF, RECUSE-KIN or RECUSE-OTHER."""
    kind: str
    """类别: 本人, 配偶, 直系血亲, 三代以内旁系血亲, 近姻亲, 其他亲属 or 其他."""
    scope: str
    """考试, 考点 or 考场."""
    registration: str
    """报名序号 of the candidate."""
    chain: str
    """The relation in words, names masked."""
    clause: str


class Turn(NamedTuple):
    """Sessions that share one draw of the day: a single one, or all of one 批次."""

    sessions: tuple[int, ...]
    """Ascending; the first one names the turn."""
    start: datetime
    end: datetime
    early: bool
    """The first turn of its day, beginning before noon."""
    times: tuple[tuple[datetime, datetime], ...] = ()
    """Begin and end of each session; empty: known of the turn as a whole only."""

    @property
    def name(self) -> int:
        """Return the session that names the turn."""
        return self.sessions[0]


class WorkRoom(NamedTuple):
    """An open room in one turn, as staff see it."""

    number: str
    """考场号, unique within site and turn."""
    room: RoomId
    exam: str
    batch: int
    form: Form
    due: int
    """Candidates due, at most in one session of the turn."""
    invigilators: int
    """监考 to be drawn, without a system administrator who counts as one (ROOM-TWO)."""
    admins: int
    """考场系统管理员 to be drawn: 0 or 1 (ROOM-SYSADMIN)."""
    sessions: tuple[int, ...] = ()
    """Sessions of the turn in which somebody is due here, ascending; empty: all of them."""


class PatrolGroup(NamedTuple):
    """Neighbouring rooms of one floor that one 流动监考 covers (PATROL-5)."""

    building: str
    floors: tuple[int, ...]
    """One floor; several only under the waiver."""
    rooms: tuple[str, ...]
    """考场号 in corridor order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnWork:
    """What one site needs in one turn."""

    turn: int
    """Index into the turns of the plan."""
    rooms: tuple[WorkRoom, ...]
    """Ascending by 考场号."""
    groups: tuple[PatrolGroup, ...]
    invigilators: int
    """监考 in rooms, sum over `rooms`."""
    admins: int
    reserves: int
    """Reserve 监考 (STAFF-RESERVE)."""
    computer: int
    """Rooms that need a 监考 with 计算机能力 among their `invigilators` (ROOM-COMPUTER); 0 where
    a doubling 考场系统管理员 has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteWork:
    """What one site needs over the whole exam."""

    site: str
    exams: tuple[str, ...]
    """考试代码 of all exams held there, sorted."""
    turns: tuple[TurnWork, ...]
    """Turns in which the site has an open room, ascending."""
    whole: tuple[tuple[str, int], ...]
    """Pairs (post, people) that serve all these turns, in the order of `WHOLE_POSTS`, then
    others of sheet 岗位 in their order; people >= 1."""
    overlaps: tuple[tuple[int, int], ...] = field(default=(), metadata={"unsaid": True})
    """Pairs of these turns, i < j, that overlap in time here, rooms of 延时 included, sorted: in
    posts that are drawn nobody serves both (STAFF-ONE-PLACE)."""


class PostPlace(NamedTuple):
    """Places that are alike to posting: one post at one site in the same turns."""

    site: str
    post: str
    turns: tuple[int, ...]
    """Indexes of turns, ascending."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffKind:
    """Staff who look alike to posting, and how many of them go where."""

    members: tuple[str, ...]
    """工号, ascending as text."""
    places: tuple[tuple[int, int], ...]
    """Pairs (index into `PostingPlan.places`, people), ascending; people >= 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How evenly something lies on people, STAFF-SPREAD: what was reached."""

    name: str
    """场次 or 早场."""
    people: int
    """Those who may serve."""
    least: int
    most: int
    gini: int
    """Gini coefficient in ten-thousandths."""
    squares: int
    """Sum of squares over people, which is minimised."""
    bound: int
    """Proven least of `squares`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingPlan:
    """The structure of posting: how many of which kind serve where; frozen before the draw."""

    turns: tuple[Turn, ...]
    works: tuple[SiteWork, ...]
    places: tuple[PostPlace, ...]
    kinds: tuple[StaffKind, ...]
    spreads: tuple[Spread, ...]
    tiers: tuple[Tier, ...]
    """Objectives in their order, value and bound."""


class Posted(NamedTuple):
    """One person in one post."""

    staff: str
    site: str
    post: str
    turns: tuple[int, ...]
    """Indexes of turns, ascending."""


class ReserveList(NamedTuple):
    """Reserve 监考 of one site and turn in their drawn order; they are among those posted there."""

    site: str
    turn: int
    staff: tuple[str, ...]
    tries: int = 1
    """Shuffles until the others could finish the draw of the day, this one included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostsPlan:
    """Who serves which site in which post and turn: the result of the draw of posts."""

    posted: tuple[Posted, ...]
    """By site as in the sheet, post in printing order, 工号; each person at most once."""
    reserves: tuple[ReserveList, ...]
    """By site and turn."""
    tries: int = field(default=1, metadata={"unsaid": True})
    """Drawings of posts until every draw of the day could be finished, this one included."""
