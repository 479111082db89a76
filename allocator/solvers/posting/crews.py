"""Staff and needs in the terms of the model of `posting`: crews, areas, roles and patterns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING

from allocator.models.cpsat.posting.problem import (
    ADMINS,
    DRAWN_ROLES,
    INVIGILATE,
    INVIGILATE_COMPUTER,
    PATROLS,
    Crew,
    PostingProblem,
    Role,
    SiteNeed,
    needed,
)
from allocator.models.domain.post_order import post_order
from allocator.models.domain.staff import may_invigilate
from allocator.models.domain.staff_policy import admin_doubles, may_administer
from allocator.models.domain.staffing import DRAWN_POSTS, INVIGILATOR, PATROL, ROOM_ADMIN
from allocator.solvers.posting.patterns import clear, patterns

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from allocator.models.domain.exam import Inputs
    from allocator.models.domain.staff import StaffMember
    from allocator.models.domain.staffing import PostPlace, Recusal, SiteWork, Turn

_INVIGILATE = (INVIGILATE, INVIGILATE_COMPUTER)
_DRAWN_POST = {
    INVIGILATE: INVIGILATOR,
    INVIGILATE_COMPUTER: INVIGILATOR,
    PATROLS: PATROL,
    ADMINS: ROOM_ADMIN,
}


Signature = tuple[tuple[str, ...], int, str, tuple[tuple[int, int], ...]]
"""What sites of one area have in common: exams, mask of turns, a site told apart, overlaps."""
Closings = Mapping[tuple[str, str], int]
"""By (考点代码, drawn post): mask of the turns in which a person could serve no room there."""
Closing = tuple[str, int, int]
"""考点代码, drawn role, mask of turns."""


class Maker:
    """Needs and people of one arrangement; areas are numbered in the order of their signature."""

    def __init__(
        self,
        inputs: Inputs,
        turns: Sequence[Turn],
        works: Sequence[SiteWork],
        recusals: Sequence[Recusal],
        alone: Collection[str],
    ) -> None:
        policy = self._policy = inputs.policy
        self._turns, self._works = turns, works
        self._sessions = tuple(len(turn.sessions) for turn in turns)
        self._spares = policy.is_on("STAFF-RESERVE")
        self._available = policy.is_on("STAFF-AVAILABLE")
        self._doubles = admin_doubles(policy)
        self._mixed = policy.is_on("PAIR-GENDER")
        self.roles = _roles(works, doubles=self._doubles)
        self._role_of_post = {role.post: n for n, role in enumerate(self.roles) if n != 1}
        signatures: dict[Signature, list[str]] = defaultdict(list)
        for work in works:
            mask = sum(1 << part.turn for part in work.turns)
            single = work.site if work.site in alone else ""
            signatures[work.exams, mask, single, work.overlaps].append(work.site)
        order = sorted(signatures)
        self.areas = tuple(mask for _, mask, _, _ in order)
        self._overlaps = tuple(pairs for _, _, _, pairs in order)
        self.sites_in = [len(signatures[key]) for key in order]
        self._exams = [set(exams) for exams, _, _, _ in order]
        self._sites = [set(signatures[key]) for key in order]
        self._area_of = {site: a for a, key in enumerate(order) for site in signatures[key]}
        self._needs = tuple(self._need(work) for work in works)
        self._turns_of_role = self._wanted()
        self._may_serve: dict[tuple[Crew, tuple[str, ...]], bool] = {}
        self._turns_of_exam: dict[str, int] = defaultdict(int)
        for paper in inputs.papers:
            for t, turn in enumerate(turns):
                if paper.session in turn.sessions:
                    self._turns_of_exam[paper.exam] |= 1 << t
        self._recused: dict[str, set[str]] = defaultdict(set)
        for recusal in recusals:
            if recusal.scope == "考试":
                self._recused[recusal.staff].add(recusal.exam)

    def _need(self, work: SiteWork) -> SiteNeed:
        numbers = {part.turn: part for part in work.turns}
        rows = [numbers.get(t) for t in range(len(self._turns))]
        spare = [r.reserves if r and self._spares else 0 for r in rows]
        regular = [r.invigilators if r else 0 for r in rows]
        capable = [r.computer if r else 0 for r in rows]
        kept = [
            min(computer + more, people + more) if computer else 0
            for computer, people, more in zip(capable, regular, spare, strict=True)
        ]
        return SiteNeed(
            area=self._area_of[work.site],
            whole=tuple((self._role_of_post[post], people) for post, people in work.whole),
            invigilators=tuple(regular),
            reserves=tuple(spare),
            capable=tuple(kept),
            patrols=tuple(len(r.groups) if r else 0 for r in rows),
            admins=tuple(r.admins if r else 0 for r in rows),
            each_sex=tuple(
                len(r.rooms) + more // 2 if r and self._mixed else 0
                for r, more in zip(rows, spare, strict=True)
            ),
        )

    @property
    def needs(self) -> dict[str, SiteNeed]:
        """Return the needs by 考点代码."""
        return {work.site: need for work, need in zip(self._works, self._needs, strict=True)}

    def _wanted(self) -> dict[tuple[str, int], int]:
        """Return by (site, role) the turns in which somebody is needed."""
        wanted: dict[tuple[str, int], int] = defaultdict(int)
        for work, need in zip(self._works, self._needs, strict=True):
            for role, _ in need.whole:
                wanted[work.site, role] = self.areas[need.area]
            for role in DRAWN_ROLES:
                for t, people in enumerate(needed(need, role)):
                    if people:
                        wanted[work.site, role] |= 1 << t
        return wanted

    def within(self, crew: Crew, barred: frozenset[str]) -> tuple[str, ...]:
        """Return the barred sites that the areas of a crew leave open."""
        return tuple(sorted(s for s in barred if self._area_of.get(s, -1) in crew.areas))

    def closed_within(self, crew: Crew, closed: Closings) -> tuple[Closing, ...]:
        """Return what of the posts closed to a person the areas of his crew do not tell."""
        return tuple(
            (site, role, mask)
            for (site, post), mask in sorted(closed.items())
            for role in DRAWN_ROLES
            if _DRAWN_POST[role] == post
            and (area := self._area_of.get(site, -1)) in crew.areas
            and mask & crew.free_in(area, role)
        )

    def _closed(
        self, areas: Sequence[int], barred: frozenset[str], closed: Closings
    ) -> tuple[tuple[int, int, int], ...]:
        """Return (area, role, mask) of turns closed at all sites of the area open to a person."""
        found = []
        for area in areas if closed else ():
            sites = sorted(self._sites[area] - barred)
            for role in DRAWN_ROLES:
                mask = self.areas[area]
                for site in sites:
                    mask &= closed.get((site, _DRAWN_POST[role]), 0)
                if mask:
                    found.append((area, role, mask))
        return tuple(found)

    def crew(self, member: StaffMember, barred: frozenset[str], closed: Closings) -> Crew:
        """Return how a person looks to the model."""
        every = (1 << len(self._turns)) - 1
        recused = self._recused.get(member.staff, set())
        trained = available = 0
        for t, turn in enumerate(self._turns):
            if member.trained is not None and member.trained < turn.start.date():
                trained |= 1 << t
            if not member.sessions or set(turn.sessions) <= set(member.sessions):
                available |= 1 << t
        most = -1 if member.max_sessions is None else member.max_sessions
        if not self._available or most >= sum(self._sessions):
            most = -1
        areas = tuple(
            area
            for area, exams in enumerate(self._exams)
            if not exams & recused and not self._sites[area] <= barred
        )
        wanted = {role for _, role in self._turns_of_role}
        roles = {self._role_of_post.get(post, -1) for post in member.posts} & wanted
        if not may_administer(self._policy, member):
            roles.discard(ADMINS)
        if INVIGILATE in roles and INVIGILATE_COMPUTER in wanted and member.computer:
            roles.add(INVIGILATE_COMPUTER)
        volunteer = not may_invigilate(member) and any(self.roles[r].guarded for r in roles)
        free = every
        for exam in recused:
            free &= ~self._turns_of_exam[exam]
        return Crew(
            roles=tuple(sorted(roles)),
            volunteer=volunteer,
            trained=trained,
            available=available if self._available else every,
            most=most,
            free=free,
            areas=areas,
            past=(),
            closed=self._closed(areas, barred, closed),
        )

    def may_serve(self, crew: Crew, barred: frozenset[str]) -> bool:
        """Return whether the rules leave a person any place at all."""
        key = (crew, self.within(crew, barred))
        if key not in self._may_serve:
            self._may_serve[key] = any(
                self._may_take(crew, role, turns)
                for (site, role), turns in self._turns_of_role.items()
                if self._area_of[site] in crew.areas and site not in barred
            )
        return self._may_serve[key]

    def may_take(self, crew: Crew, barred: frozenset[str], place: PostPlace) -> bool:
        """Return whether the rules leave a person just this place: all its turns at its site."""
        role, area = self._role_of_post.get(place.post, -1), self._area_of.get(place.site, -1)
        if role not in crew.roles or area not in crew.areas or place.site in barred:
            return False
        if crew.volunteer and self.roles[role].guarded:
            return False
        mask = sum(1 << turn for turn in place.turns)
        if mask & ~(crew.trained & crew.available & crew.free_in(area, role)):
            return False
        return crew.most < 0 or sum(self._sessions[turn] for turn in place.turns) <= crew.most

    def _may_take(self, crew: Crew, role: int, wanted: int) -> bool:
        """Return whether a crew may take a role that is wanted in some turns, in one at least."""
        if role not in crew.roles or (crew.volunteer and self.roles[role].guarded):
            return False
        turns = crew.trained & crew.available & crew.free
        needs = [n for t, n in enumerate(self._sessions) if wanted >> t & 1]
        if role in DRAWN_ROLES:
            loads = [n for t, n in enumerate(self._sessions) if turns & wanted & 1 << t]
        else:
            loads = [] if wanted & ~turns else [sum(needs)]
        return bool(loads) and (crew.most < 0 or min(loads) <= crew.most)

    def problem(self, crews: tuple[Crew, ...], *, every_subset: bool) -> PostingProblem:
        """Return the integers."""
        masks = {crew.trained & crew.available & crew.free for crew in crews}
        return PostingProblem(
            sessions=self._sessions,
            early=sum(1 << t for t, turn in enumerate(self._turns) if turn.early),
            roles=self.roles,
            areas=self.areas,
            sites=self._needs,
            crews=crews,
            patterns=tuple(
                clear(patterns(area, masks, every_subset=every_subset), pairs)
                for area, pairs in zip(self.areas, self._overlaps, strict=True)
            ),
            overlaps=self._overlaps,
            in_rooms=_INVIGILATE + ((ADMINS,) if self._doubles else ()),
        )


def _roles(works: Sequence[SiteWork], *, doubles: bool) -> tuple[Role, ...]:
    """Return the drawn roles, then posts that serve the whole exam, in printing order."""
    drawn = [Role(post, guarded=role != ADMINS or doubles) for role, post in _DRAWN_POST.items()]
    whole = post_order(post for work in works for post, _ in work.whole)
    return (*drawn, *(Role(post, guarded=False) for post in whole if post not in DRAWN_POSTS))
