"""What the documents of the staff show before the draw of the day: finished facts, no rooms.

Built by `allocator.reporting.staff_build`. No view here holds a 证件号码, a telephone number or the
考场号 that somebody serves: what is not there cannot be printed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from allocator.reporting.text import session_text

if TYPE_CHECKING:
    from datetime import datetime

    from allocator.models.domain.exam import Form
    from allocator.models.domain.plans import Tier
    from allocator.models.domain.staffing import Spread


class FormTimes(NamedTuple):
    """The clock of one session at one site in its paper rooms, or in its electronic ones."""

    form: Form
    start: datetime
    ends: tuple[tuple[datetime, str], ...]
    """Every time at which papers end, ascending, with the names of the subjects (、)."""
    audio_video: bool
    """Some paper is 语音视频: nobody enters once it has begun."""
    others: bool
    """Some paper is not."""


class StaffSession(NamedTuple):
    """One session in which the site has an open room."""

    session: int
    turn: int
    """Index into the turns of the plan."""
    turn_sessions: tuple[int, ...]
    """Sessions that share its draw, ascending."""
    times: tuple[FormTimes, ...]
    """纸笔 before 电子化, those that are held."""
    after: tuple[int, datetime] | None
    """The session before it that shares its draw, and when that ends; None: it is the first."""
    batches: tuple[int, ...]
    """批次 that sit, ascending; empty: the exams have none."""

    @property
    def shown(self) -> str:
        """Return the session as documents name it, with its 批次."""
        return session_text((self.session,), self.batches)

    @property
    def start(self) -> datetime:
        """Return when the first paper begins."""
        return min(times.start for times in self.times)

    @property
    def end(self) -> datetime:
        """Return when the last paper ends, without 延时."""
        return max(times.ends[-1][0] for times in self.times)

    @property
    def drawn(self) -> bool:
        """Return whether the draw is held before this session, not before an earlier one."""
        return self.session == self.turn_sessions[0]


class PostPerson(NamedTuple):
    """One person in one post of a site."""

    staff: str
    name: str
    unit: str
    """工作单位; blank: none."""
    post: str
    turns: tuple[int, ...]
    """Indexes of the turns served, ascending."""
    reserve: tuple[tuple[int, int], ...]
    """Pairs (turn, 备用顺序 from 1) of the turns in which the person is a reserve, ascending."""

    def order_in(self, turn: int) -> int:
        """Return the 备用顺序 in a turn; 0: no reserve."""
        return dict(self.reserve).get(turn, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffSiteView:
    """One site with all that its staff documents need."""

    code: str
    name: str
    title: str
    """Names of the exams held there, joined with 、."""
    sessions: tuple[StaffSession, ...]
    """Ascending."""
    people: tuple[PostPerson, ...]
    """By post in printing order; within 监考 reserves after the others."""
    extended: bool
    """Somebody who sits one of the exams has 延时."""

    def serving(self, session: StaffSession) -> list[tuple[PostPerson, int]]:
        """Return who serves a session with their 备用顺序 there (0: none), reserves in order last.

        Reserves follow the other people of their post.
        """
        turn = session.turn
        present = [(person, person.order_in(turn)) for person in self.people
                   if turn in person.turns]  # fmt: skip
        place = {post: nth for nth, post in
                 enumerate(dict.fromkeys(person.post for person in self.people))}  # fmt: skip
        return sorted(present, key=lambda found: (place[found[0].post], found[1]))

    def sessions_of(self, person: PostPerson) -> list[int]:
        """Return the sessions that somebody serves."""
        return [session.session for session in self.sessions if session.turn in person.turns]


class PostCount(NamedTuple):
    """People of one post at one site, needed and posted."""

    post: str
    needed: int
    posted: int


class TurnCounts(NamedTuple):
    """What one site needs in one turn, and has."""

    sessions: tuple[int, ...]
    rooms: int
    counts: tuple[PostCount, ...]
    """监考 in rooms, 备用监考, 流动监考, 考场系统管理员."""


class SiteCounts(NamedTuple):
    """Needs against people of one site."""

    code: str
    name: str
    turns: tuple[TurnCounts, ...]
    whole: tuple[PostCount, ...]
    """Posts that serve the whole exam, in printing order."""


class RecusalView(NamedTuple):
    """One recusal as it is printed: names masked."""

    exam: str
    staff: str
    name: str
    """Masked."""
    unit: str
    rule: str
    kind: str
    scope: str
    """考试, 考点 01, 考场 003（考点 01）."""
    registration: str
    chain: str
    clause: str


class ResilienceView(NamedTuple):
    """How many may be absent from one draw."""

    site: str
    name: str
    sessions: tuple[int, ...]
    people: int
    worst: int
    likely: int
    lacking: str
    cure: str
    witness: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffRegionView:
    """What the documents of the 考区 show about staff."""

    sites: tuple[SiteCounts, ...]
    """In the order of sheet 考点."""
    spreads: tuple[Spread, ...]
    tiers: tuple[Tier, ...]
    recusals: tuple[RecusalView, ...]
    resilience: tuple[ResilienceView, ...]
