"""The sheet of each site: all that its draws of the day need, and nothing of other sites.

People with the qualifications the draw looks at, rooms and patrol groups by turn, reserves in their
drawn order, who may not serve which room, and where candidates of one's own 工作单位 sit.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from allocator.models.domain import staff_policy
from allocator.models.domain.day_draws import DrawPerson, DrawTurn, SiteSheet
from allocator.models.domain.paper_index import PaperIndex
from allocator.models.domain.staff import may_invigilate
from allocator.models.domain.staffing import DRAWN_POSTS, INVIGILATOR, PATROL, ROOM_ADMIN

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from allocator.models.domain.exam import Inputs
    from allocator.models.domain.plans import OpenRoom, RoomingPlan, SeatingPlan
    from allocator.models.domain.staff import StaffMember
    from allocator.models.domain.staffing import PostsPlan, SiteWork, Turn, TurnWork

PAIRING_RULES = (
    "PAIR-KIN", "PAIR-UNIT", "PAIR-GENDER", "PAIR-EXPERIENCE", "ROOM-OWN-UNIT", "ROOM-REPEAT",
)  # fmt: skip


class SheetMaker:
    """Makes the sheets of one run; `make` takes the posts."""

    def __init__(
        self,
        inputs: Inputs,
        plan: RoomingPlan,
        seating: SeatingPlan,
        turns: Sequence[Turn],
        *,
        works: Sequence[SiteWork],
        relatives: Iterable[tuple[str, str]],
        barred: Mapping[str, Sequence[OpenRoom]],
    ) -> None:
        """Index what all sites share.

        `works`: the needs with every patrol group that PATROL-5 asks for, which may be more than
        were posted for under its waiver; `relatives`: pairs of 工号 that must not work together;
        `barred`: 工号 to open rooms that the person must not serve.
        """
        self._inputs = inputs
        self._turns = turns
        self._works = works
        self._barred = barred
        self._names = {site.code: site.name for site in inputs.sites}
        self._members = {member.staff: member for member in inputs.staff}
        self._relatives: dict[str, set[str]] = defaultdict(set)
        for one, other in relatives:
            self._relatives[one].add(other)
        self._units = _units_of_rooms(inputs, plan, seating, turns)

    def make(self, posts: PostsPlan, digest: str) -> tuple[SiteSheet, ...]:
        """Return the sheet of each site with drawn posts, in the order of sheet 考点.

        `digest` is that of the record of posts.
        """
        return tuple(self._sheet(work, posts, digest) for work in self._works if work.turns)

    def make_one(self, site: str, posts: PostsPlan) -> SiteSheet:
        """Return the sheet of one site with drawn posts, for a draw that nobody records."""
        return self._sheet(next(work for work in self._works if work.site == site), posts, "")

    def _sheet(self, work: SiteWork, posts: PostsPlan, digest: str) -> SiteSheet:
        policy = self._inputs.policy
        mine = [p for p in posts.posted if p.site == work.site and p.post in DRAWN_POSTS]
        people = sorted({post.staff for post in mine})
        place = {staff: nth for nth, staff in enumerate(people)}
        reserves = {
            one.turn: [place[staff] for staff in one.staff]
            for one in posts.reserves
            if one.site == work.site
        }
        regulars: dict[tuple[int, str], list[int]] = defaultdict(list)
        for post in mine:
            for turn in post.turns:
                if place[post.staff] not in reserves.get(turn, ()):
                    regulars[turn, post.post].append(place[post.staff])
        return SiteSheet(
            site=work.site,
            name=self._names[work.site],
            title=self._inputs.title(),
            digest=digest,
            experienced=staff_policy.experienced_from(policy),
            doubles=staff_policy.admin_doubles(policy),
            patrol_waiver=policy.waivers.get("PATROL-5", ""),
            rules=tuple(rule for rule in PAIRING_RULES if policy.is_on(rule)),
            people=tuple(self._person(self._members[staff]) for staff in people),
            relatives=tuple(
                sorted(
                    (place[one], place[other])
                    for one in people
                    for other in self._relatives.get(one, ())
                    if other in place and place[one] < place[other]
                )
            ),
            turns=tuple(
                self._turn(work.site, turn, people, regulars, reserves.get(turn.turn, ()))
                for turn in work.turns
            ),
        )

    def _person(self, member: StaffMember) -> DrawPerson:
        doubles = staff_policy.admin_doubles(self._inputs.policy)
        trusted = may_invigilate(member)
        posts = tuple(
            post
            for post in DRAWN_POSTS
            if post in member.posts
            and (trusted or (post == ROOM_ADMIN and not doubles))
            and (post != ROOM_ADMIN or staff_policy.may_administer(self._inputs.policy, member))
        )
        return DrawPerson(
            member.staff, member.name, member.employer, member.sex, member.experience,
            member.computer, posts,
        )  # fmt: skip

    def _turn(
        self,
        site: str,
        work: TurnWork,
        people: Sequence[str],
        regulars: Mapping[tuple[int, str], list[int]],
        reserves: Sequence[int],
    ) -> DrawTurn:
        rooms = {(room.number, room.exam, room.batch): n for n, room in enumerate(work.rooms)}
        barred, own = [], []
        for person, staff in enumerate(people):
            for room in self._barred.get(staff, ()):
                key = (room.number, *room.sitting)
                if room.room.site == site and key in rooms:
                    barred.append((person, rooms[key]))
            unit = self._members[staff].employer
            own += [
                (person, rooms[number, exam, batch])
                for number, exam, batch in self._units.get((site, work.turn, unit), ())
            ]
        return DrawTurn(
            turn=self._turns[work.turn],
            rooms=work.rooms,
            groups=work.groups,
            invigilators=tuple(sorted(regulars.get((work.turn, INVIGILATOR), ()))),
            patrols=tuple(sorted(regulars.get((work.turn, PATROL), ()))),
            admins=tuple(sorted(regulars.get((work.turn, ROOM_ADMIN), ()))),
            reserves=tuple(reserves),
            barred=tuple(sorted(set(barred))),
            own=tuple(sorted(own)),
        )


def _units_of_rooms(
    inputs: Inputs, plan: RoomingPlan, seating: SeatingPlan, turns: Sequence[Turn]
) -> Mapping[tuple[str, int, str], tuple[tuple[str, str, int], ...]]:
    """Return (site, turn, 工作单位) to the rooms (考场号, 考试代码, 批次) where such are due.

    Only units that some member of staff is of.
    """
    index = PaperIndex(inputs.papers)
    turn_of = {s: nth for nth, turn in enumerate(turns) for s in turn.sessions}
    units = {member.employer for member in inputs.staff if member.employer}
    found: dict[tuple[str, int, str], set[tuple[str, str, int]]] = defaultdict(set)
    for seat in seating.seats:
        who = inputs.candidates[seat.candidate]
        if who.employer not in units:
            continue
        room = plan.open_rooms[seat.open_room]
        exam, batch = room.sitting
        for subject in who.subjects:
            paper = index.find(exam, batch, who.level, who.specialty, subject)
            if paper is not None:
                turn = turn_of[inputs.papers[paper].session]
                found[room.room.site, turn, who.employer].add((room.number, exam, batch))
    return {key: tuple(sorted(found[key])) for key in sorted(found)}
