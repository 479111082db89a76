"""What `posting` decides, in integers only: no name, no single person, no single place.

Staff meet sites only in *counts*. A `Crew` is staff who look alike but for 历史场次, an `Area` is
sites that hold the same exams in the same turns, a *pattern* is a set of turns served, as a mask:
bit t is turn t. Built by `allocator.solvers.posting.task`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

INVIGILATE, INVIGILATE_COMPUTER = 0, 1
"""Roles of the post 监考: any place, and a place kept for somebody with 计算机能力."""
PATROLS, ADMINS = 2, 3
DRAWN_ROLES = (INVIGILATE, INVIGILATE_COMPUTER, PATROLS, ADMINS)
JOINT_ROLES = ((INVIGILATE, INVIGILATE_COMPUTER), (PATROLS,), (ADMINS,))
"""Roles that share the places of one post."""


class Role(NamedTuple):
    """A post as the model sees it; the first four are those of `DRAWN_ROLES`."""

    post: str
    guarded: bool
    """Not for 志愿者招募 and 社会招聘 (STAFF-SOURCE)."""


class SiteNeed(NamedTuple):
    """What one site needs; numbers by turn have an entry for every turn, 0 where closed."""

    area: int
    whole: tuple[tuple[int, int], ...]
    """Pairs (role, people) serving every turn of the area."""
    invigilators: tuple[int, ...]
    """By turn, without reserves (ROOM-TWO)."""
    reserves: tuple[int, ...]
    capable: tuple[int, ...]
    """监考 with 计算机能力 to post, so that whoever is drawn as a reserve enough are left."""
    patrols: tuple[int, ...]
    admins: tuple[int, ...]
    each_sex: tuple[int, ...]
    """Women wanted in `PostingProblem.in_rooms`, and as many men (PAIR-GENDER)."""


class Crew(NamedTuple):
    """Staff who differ in nothing that counts for the first two objectives but 历史场次."""

    roles: tuple[int, ...]
    """Roles of 可任岗位 that some site needs, ascending."""
    volunteer: bool
    """志愿者招募 or 社会招聘."""
    trained: int
    """Mask of turns that begin after the day of 培训日期."""
    available: int
    """Mask of turns within 可用场次."""
    most: int
    """每人最多场次; -1: no limit."""
    free: int
    """Mask of turns without a session of an exam the crew is recused from."""
    areas: tuple[int, ...]
    """Where it may serve as to recusal, ascending."""
    past: tuple[tuple[int, int], ...]
    """Pairs (历史场次, people), ascending."""
    women: tuple[int, ...] = ()
    """How many of each pair of `past` are women; empty: none."""
    closed: tuple[tuple[int, int, int], ...] = ()
    """(area, drawn role, mask): turns in which it could serve no room of any site there."""

    @property
    def people(self) -> int:
        """Return how many they are."""
        return sum(people for _, people in self.past)

    @property
    def pools(self) -> tuple[tuple[int, int, int], ...]:
        """Return (历史场次, people, women among them), ascending."""
        women = self.women or (0,) * len(self.past)
        return tuple((*pair, number) for pair, number in zip(self.past, women, strict=True))

    def free_in(self, area: int, role: int) -> int:
        """Return the mask of turns that recusal leaves it in a role at an area."""
        free = self.free
        for where, post, mask in self.closed:
            if (where, post) == (area, role):
                free &= ~mask
        return free


class Limit(NamedTuple):
    """Of some crews no more may serve in some roles of an area in one turn."""

    area: int
    roles: tuple[int, ...]
    turn: int
    crews: tuple[int, ...]
    most: int


@dataclass(frozen=True, kw_only=True)
class PostingProblem:
    """One 考区: everything the model may know."""

    sessions: tuple[int, ...]
    """By turn: how many sessions it has."""
    early: int
    """Mask of early turns."""
    roles: tuple[Role, ...]
    areas: tuple[int, ...]
    """By area: mask of the turns in which its sites are open."""
    sites: tuple[SiteNeed, ...]
    crews: tuple[Crew, ...]
    patterns: tuple[tuple[int, ...], ...]
    """By area: patterns that may be served there in a drawn post; of turns that overlap in time
    there (STAFF-ONE-PLACE) one at most."""
    overlaps: tuple[tuple[tuple[int, int], ...], ...] = ()
    """By area: pairs of turns that overlap in time there; empty: none anywhere."""
    together: tuple[tuple[int, tuple[int, ...], int, int], ...] = ()
    """(site, roles, mask, most): people who serve all turns of the mask in these roles; says of
    sites that `merged` has put together what each of them alone allows."""
    apart: tuple[tuple[int, int, int], ...] = ()
    """(crew, crew, area): not both posted there; area -1: not both posted at all."""
    limits: tuple[Limit, ...] = ()
    """What rooms leave to those barred from them, in areas of a single site."""
    in_rooms: tuple[int, ...] = (INVIGILATE, INVIGILATE_COMPUTER)
    """Roles whose people count as 监考 of a room: `ADMINS` too where these double."""

    @cached_property
    def load(self) -> tuple[int, ...]:
        """Return by mask the sessions served with it."""
        loads = [0] * (1 << len(self.sessions))
        for mask in range(1, len(loads)):
            low = (mask & -mask).bit_length() - 1
            loads[mask] = loads[mask & (mask - 1)] + self.sessions[low]
        return tuple(loads)

    def early_turns(self, mask: int) -> int:
        """Return how many early turns a pattern has."""
        return (mask & self.early).bit_count()

    @property
    def mixing(self) -> bool:
        """Return whether any room wants people of both sexes."""
        return any(any(site.each_sex) for site in self.sites)

    def merged(self) -> PostingProblem:
        """Return the relaxation in which the sites of an area are one.

        Somebody serves at one site, so of those who serve all turns of a mask a site has no more
        than it needs in the turn of least need; the sum over sites is kept as `together`.
        """
        sites, together = [], []
        for area in range(len(self.areas)):
            here = [site for site in self.sites if site.area == area]
            for roles in JOINT_ROLES:
                for mask in self.patterns[area]:
                    if mask & (mask - 1):
                        most = sum(_least(site, roles, mask) for site in here)
                        together.append((area, roles, mask, most))
            sites.append(_sum(area, here, len(self.sessions)))
        return replace(self, sites=tuple(sites), together=tuple(together))


def needed(site: SiteNeed, role: int) -> tuple[int, ...]:
    """Return by turn the places a site has in a drawn role, at most."""
    if role == INVIGILATE:
        return _added(site.invigilators, site.reserves)
    return {INVIGILATE_COMPUTER: site.capable, PATROLS: site.patrols, ADMINS: site.admins}[role]


def drawn_roles(site: SiteNeed) -> list[int]:
    """Return the drawn roles of which a site needs anybody."""
    return [role for role in DRAWN_ROLES if any(needed(site, role))]


def _least(site: SiteNeed, roles: tuple[int, ...], mask: int) -> int:
    need = needed(site, roles[0])
    return min(need[t] for t in range(len(need)) if mask >> t & 1)


def _added(*rows: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(map(sum, zip(*rows, strict=True)))


def _sum(area: int, sites: list[SiteNeed], turns: int) -> SiteNeed:
    whole: dict[int, int] = {}
    for site in sites:
        for role, people in site.whole:
            whole[role] = whole.get(role, 0) + people
    nothing = (0,) * turns
    return SiteNeed(
        area=area,
        whole=tuple(sorted(whole.items())),
        invigilators=_added(nothing, *(site.invigilators for site in sites)),
        reserves=_added(nothing, *(site.reserves for site in sites)),
        capable=_added(nothing, *(site.capable for site in sites)),
        patrols=_added(nothing, *(site.patrols for site in sites)),
        admins=_added(nothing, *(site.admins for site in sites)),
        each_sex=_added(nothing, *(site.each_sex for site in sites)),
    )
