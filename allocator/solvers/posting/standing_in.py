"""Who could take somebody's place, as far as the rules see single people.

People whom the rules see alike are looked at once. What several together spoil (relatives in one
room, two who are kept apart) is for `replacing` to find out.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from allocator.models.domain.staffing import PostPlace
from allocator.solvers.posting.crews import Maker
from allocator.solvers.staff.closed import closed_posts
from allocator.solvers.staff.places import barred_rooms, barred_sites

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from allocator.models.cpsat.posting.problem import Crew
    from allocator.models.domain.exam import Inputs
    from allocator.models.domain.staffing import Posted, PostingPlan, Recusal
    from allocator.solvers.staff.places import Rooms


class _Alike(NamedTuple):
    """What the rules see of a person who is to take a place."""

    crew: Crew
    barred: frozenset[str]
    closed: tuple[tuple[tuple[str, str], int], ...]
    """Pairs ((考点代码, post), mask of turns) in which he could serve no room there."""


def place_of(posted: Posted) -> PostPlace:
    """Return the place that somebody has."""
    return PostPlace(posted.site, posted.post, posted.turns)


class StandIns:
    """The people of one arrangement as those who might take a place."""

    def __init__(
        self, inputs: Inputs, posting: PostingPlan, recusals: Sequence[Recusal], rooms: Rooms
    ) -> None:
        """Look at everybody; `rooms` are those of the candidates whom a recusal names."""
        self._maker = Maker(inputs, posting.turns, posting.works, recusals, ())
        sites = barred_sites(recusals, rooms)
        closed = closed_posts(
            posting.works,
            barred_rooms(recusals, rooms),
            merging="PATROL-5" in inputs.policy.waivers,
        )
        alike: dict[_Alike, list[str]] = defaultdict(list)
        for member in inputs.staff:
            barred = sites.get(member.staff, frozenset())
            shut = tuple(sorted(closed.get(member.staff, {}).items()))
            alike[_Alike(self._maker.crew(member, barred, {}), barred, shut)].append(member.staff)
        self._kinds = list(alike)
        self._members = [tuple(sorted(people)) for people in alike.values()]
        self._kind_of = {who: k for k, people in enumerate(self._members) for who in people}
        self._kinds_for = cache(self._find_kinds)

    def may_take(self, staff: str, place: PostPlace) -> bool:
        """Return whether the rules leave somebody a place."""
        return self._kind_of[staff] in self._kinds_for(place)

    def who(self, place: PostPlace, people: Collection[str]) -> tuple[str, ...]:
        """Return who of some people could take a place, ascending by 工号."""
        kinds = self._kinds_for(place)
        return tuple(sorted(one for one in people if self._kind_of[one] in kinds))

    def number_of(self, place: PostPlace, counts: Mapping[int, int]) -> int:
        """Return how many could take a place, of people counted by `kinds_of`."""
        return sum(counts.get(kind, 0) for kind in self._kinds_for(place))

    def kinds_of(self, people: Collection[str]) -> Mapping[int, int]:
        """Return how many of each kind some people are."""
        return Counter(self._kind_of[one] for one in people)

    def _find_kinds(self, place: PostPlace) -> frozenset[int]:
        mask = sum(1 << turn for turn in place.turns)
        return frozenset(
            k
            for k, kind in enumerate(self._kinds)
            if self._maker.may_take(kind.crew, kind.barred, place)
            and not dict(kind.closed).get((place.site, place.post), 0) & mask
        )
