"""The draws of the day: what is frozen for them, what they give, how many may be absent.

Plain and ordered as the rest of staffing: people are named by 工号 or by their place in the sheet,
rooms by 考场号 within their site.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from allocator.models.domain.ids import RoomId
    from allocator.models.domain.plans import Tier
    from allocator.models.domain.staffing import PatrolGroup, Turn, WorkRoom


class DrawPerson(NamedTuple):
    """Somebody who may be drawn at a site."""

    staff: str
    name: str
    unit: str
    """工作单位; blank: none."""
    sex: str
    experience: int
    """监考经验: times served."""
    computer: bool
    posts: tuple[str, ...]
    """Those of `DRAWN_POSTS` that he may take in a draw, in that order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawTurn:
    """One draw of the day, before it is known who is present."""

    turn: Turn
    rooms: tuple[WorkRoom, ...]
    """Ascending by 考场号."""
    groups: tuple[PatrolGroup, ...]
    invigilators: tuple[int, ...]
    """Regular 监考, indexes into `SiteSheet.people`, ascending."""
    patrols: tuple[int, ...]
    admins: tuple[int, ...]
    reserves: tuple[int, ...]
    """In their drawn order."""
    barred: tuple[tuple[int, int], ...]
    """RECUSE-OTHER at the range of a room: pairs (person, index into `rooms`), sorted."""
    own: tuple[tuple[int, int], ...]
    """ROOM-OWN-UNIT: pairs (person, room) where candidates of the person's 工作单位 sit, sorted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteSheet:
    """All that the draws of one site need: frozen with the posts, usable without anything else."""

    site: str
    name: str
    title: str
    """Names of the exams, joined with 、."""
    digest: str
    """Digest of the record of posts, lower-case hex."""
    experienced: int
    """有经验: 监考经验 from which a person counts as experienced."""
    doubles: bool
    """系统管理员兼任监考."""
    patrol_waiver: str
    """Reason of the waiver of PATROL-5; blank: none."""
    rules: tuple[str, ...]
    """Pairing rules in force, of PAIR-KIN, PAIR-UNIT, PAIR-GENDER, PAIR-EXPERIENCE,
    ROOM-OWN-UNIT and ROOM-REPEAT, in that order."""
    people: tuple[DrawPerson, ...]
    """Ascending by 工号."""
    relatives: tuple[tuple[int, int], ...]
    """Pairs of people who must not work together (PAIR-KIN, RECUSE-OTHER), i < j, sorted."""
    turns: tuple[DrawTurn, ...]


class RoomDuty(NamedTuple):
    """Who serves one room in one turn."""

    number: str
    room: RoomId
    exam: str
    invigilators: tuple[str, ...]
    """工号 of 监考甲, 乙, 丙, 丁; 甲 is the most experienced."""
    admin: str
    """工号 of the 考场系统管理员; blank: none."""


class PatrolDuty(NamedTuple):
    """Who covers one group of rooms."""

    staff: str
    group: PatrolGroup


@dataclass(frozen=True, slots=True, kw_only=True)
class DayDraw:
    """The result of one draw of the day."""

    site: str
    sessions: tuple[int, ...]
    rooms: tuple[RoomDuty, ...]
    """Ascending by 考场号."""
    patrols: tuple[PatrolDuty, ...]
    reserves: tuple[str, ...]
    """Those left over, in order."""
    stepped_in: tuple[str, ...]
    """Reserves who serve, in their drawn order."""
    tiers: tuple[Tier, ...]
    """Each *should* rule in force: what is left and the proven least."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resilience:
    """How many may be absent from one draw of the day before it cannot be finished."""

    site: str
    turn: int
    people: int
    """Posted for the turn in the posts that are drawn, reserves among them."""
    worst: int
    """Proven: whoever is absent, with so many the draw can be finished."""
    witness: tuple[str, ...]
    """工号 of people whose absence together would stop it: `worst` + 1 of them where it is known
    to be exact, more where `worst` is only a proven least."""
    likely: int
    """Most absent with whom at least 950 of 1,000 seeded rehearsals can be finished."""
    lacking: str
    """Who is scarcest, such as 流动监考; blank: simply people."""
    cure: str
    """Smallest number and kind of reserves that would raise `worst`, in Chinese."""
