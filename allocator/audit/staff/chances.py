"""Everybody for whom the rules leave some post at some site: those over whom work is spread."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from allocator.audit.days.plan import turn_of
from allocator.audit.plain import once
from allocator.audit.staff.people import OUTSIDERS, first_days, invigilating_posts
from allocator.audit.staff.recusal import expected
from allocator.audit.staff.recusals import OTHER
from allocator.audit.staff.sites import admins, invigilators_needed, site_needs
from allocator.models.domain.staff_policy import may_administer, reserves_for
from allocator.models.domain.staffing import INVIGILATOR, PATROL, ROOM_ADMIN

if TYPE_CHECKING:
    from allocator.audit.exported import Exported
    from allocator.audit.staff.sites import SiteNeeds
    from allocator.models.domain.exam import Inputs
    from allocator.models.domain.staff import StaffMember


class Chance(NamedTuple):
    """Something that somebody is needed for: a post in sessions that are served together."""

    post: str
    sessions: tuple[int, ...]
    exams: tuple[str, ...]
    """Exams held at the site."""


def may_serve(book: Exported, inputs: Inputs) -> list[StaffMember]:
    """Return everybody for whom the rules leave some post at some site, in the roster's order."""
    return once(book, inputs, "may serve", lambda: _may_serve(book, inputs))


def _may_serve(book: Exported, inputs: Inputs) -> list[StaffMember]:
    chances = _chances(book, inputs)
    recused: dict[str, set[str]] = defaultdict(set)
    barred: dict[str, set[str]] = defaultdict(set)
    site_of = {place.registration: place.site for place in book.places}
    for one in expected(book, inputs):
        if one.scope == "考试":
            recused[one.staff].add(one.exam)
        elif one.rule == OTHER and one.scope == "考点" and one.registration in site_of:
            barred[one.staff].add(site_of[one.registration])
    rules = _Rules(inputs)
    return [
        member
        for member in inputs.staff
        if any(
            sites - barred.get(member.staff, set())
            and rules.allow(member, chance, recused.get(member.staff, set()))
            for chance, sites in chances.items()
            if chance.post in member.posts
            and (chance.post != ROOM_ADMIN or may_administer(inputs.policy, member))
        )
    ]


class _Rules:
    """What the rules on single people say of a chance."""

    def __init__(self, inputs: Inputs) -> None:
        self._days = first_days(inputs)
        self._guarded = invigilating_posts(inputs)
        self._available = inputs.policy.is_on("STAFF-AVAILABLE")
        self._exams: dict[int, set[str]] = defaultdict(set)
        for paper in inputs.papers:
            self._exams[paper.session].add(paper.exam)

    def allow(self, member: StaffMember, chance: Chance, recused: set[str]) -> bool:
        """Return whether somebody able to take the post may take it there and then."""
        if chance.post in self._guarded and member.source in OUTSIDERS:
            return False
        first = min(self._days[session] for session in chance.sessions)
        if member.trained is None or member.trained >= first:
            return False
        sat = set(chance.exams).union(*(self._exams[session] for session in chance.sessions))
        if recused & sat:
            return False
        if not self._available:
            return True
        most = member.max_sessions
        fits = most is None or len(chance.sessions) <= most
        return fits and all(
            session in (member.sessions or chance.sessions) for session in chance.sessions
        )


def _chances(book: Exported, inputs: Inputs) -> dict[Chance, set[str]]:
    """Return what people are needed for, with the sites where."""
    exams: dict[str, set[str]] = defaultdict(set)
    for row in book.room_rows:
        exams[row.site].add(row.exam)
    found: dict[Chance, set[str]] = defaultdict(set)
    for site, needs in site_needs(book, inputs).items():
        held = tuple(sorted(exams[site]))
        for post, people in needs.whole.items():
            if people:
                found[Chance(post, needs.sessions, held)].add(site)
        for post, sessions in _drawn(needs, inputs):
            found[Chance(post, sessions, held)].add(site)
    return found


def _drawn(needs: SiteNeeds, inputs: Inputs) -> set[tuple[str, tuple[int, ...]]]:
    """Return the posts that are drawn, with the turn for which one may be posted alone."""
    turns = turn_of(inputs)
    wanted = set()
    for session, rooms in needs.rooms.items():
        regular = invigilators_needed(inputs, rooms, session)
        spare = reserves_for(regular) if inputs.policy.is_on("STAFF-RESERVE") else 0
        if regular + spare:
            wanted.add((INVIGILATOR, turns[session]))
        wanted.add((PATROL, turns[session]))
        if any(admins(inputs, room) for room in rooms):
            wanted.add((ROOM_ADMIN, turns[session]))
    return wanted
