"""The objectives of posting, counted of people as they are posted.

While posting is solved they are kept as sums (`swaps`, `deal`); here they are counted anew for
posts that an amendment changed (`docs/posting.md`, "The tiers").
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from allocator.models.domain.staff_policy import admin_doubles, experienced_from
from allocator.models.domain.staffing import INVIGILATOR, ROOM_ADMIN
from allocator.solvers.posting.spread import spread

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from allocator.models.domain.exam import Inputs
    from allocator.models.domain.plans import Tier
    from allocator.models.domain.staff import StaffMember
    from allocator.models.domain.staffing import Posted, PostingPlan, Spread


def measured(
    inputs: Inputs, posting: PostingPlan, posted: Sequence[Posted]
) -> tuple[tuple[Spread, ...], tuple[Tier, ...]]:
    """Return the spreads and tiers of a plan with the values that these posts come to.

    What is proven least of plans as posting makes them stays. Of what comes after a value that
    changed nothing is proven, nor of a value below its bound: an amended plan may do what those of
    posting must not, such as have reserves without 计算机能力.
    """
    count = _Count(inputs, posting, posted)
    spreads, same = [], True
    for one, loads in zip(posting.spreads, (count.sessions(), count.early()), strict=True):
        now = spread(one.name, loads, one.bound)
        proven = one.bound if same and one.bound <= now.squares else 0
        spreads.append(replace(now, bound=proven))
        same = same and now.squares == one.squares
    tiers, same = [], True
    for tier in posting.tiers:
        value = _VALUES[tier.name](count)
        proven = tier.bound if same and tier.bound <= value else 0
        tiers.append(replace(tier, value=value, bound=proven))
        same = same and value == tier.value
    return tuple(spreads), tuple(tiers)


class _Count:
    """People posted, as the tiers see them."""

    def __init__(self, inputs: Inputs, posting: PostingPlan, posted: Sequence[Posted]) -> None:
        members = {member.staff: member for member in inputs.staff}
        self._inputs, self._posting, self._posted = inputs, posting, posted
        self._pool = [members[who] for kind in posting.kinds for who in kind.members]
        self._here: list[tuple[StaffMember, str]] = [(members[p.staff], p.site) for p in posted]
        self._size = Counter(site for _, site in self._here)

    def sessions(self) -> list[int]:
        """Return 历史场次 and sessions of everybody who may serve."""
        turns = self._posting.turns
        served = {p.staff: sum(len(turns[t].sessions) for t in p.turns) for p in self._posted}
        return [member.past_sessions + served.get(member.staff, 0) for member in self._pool]

    def early(self) -> list[int]:
        """Return early turns of everybody who may serve."""
        turns = self._posting.turns
        served = {p.staff: sum(turns[t].early for t in p.turns) for p in self._posted}
        return [served.get(member.staff, 0) for member in self._pool]

    def unmixed(self) -> int:
        """Return how many women, or men, the rooms of sites lack in their turns."""
        policy = self._inputs.policy
        counted = {INVIGILATOR, ROOM_ADMIN} if admin_doubles(policy) else {INVIGILATOR}
        sex = {member.staff: member.sex for member in self._inputs.staff}
        here = Counter(
            (p.site, turn, sex[p.staff])
            for p in self._posted
            if p.post in counted
            for turn in p.turns
        )
        spares = policy.is_on("STAFF-RESERVE")
        lacking = 0
        for work in self._posting.works:
            for part in work.turns:
                wanted = len(part.rooms) + (part.reserves // 2 if spares else 0)
                have = [here[work.site, part.turn, one] for one in ("女", "男")]
                lacking += max(0, *(wanted - number for number in have))
        return lacking

    def units(self) -> int:
        """Return people of one 工作单位 at a site beyond its share rounded up."""
        of_unit = Counter(member.employer for member, _ in self._here)
        together = Counter((member.employer, site) for member, site in self._here)
        total = len(self._here)
        return sum(
            max(0, people - -(-of_unit[unit] * self._size[site] // total))
            for (unit, site), people in together.items()
            if unit
        )

    def off_share(self, some: Callable[[StaffMember], bool]) -> int:
        """Return by how many of some people sites are off their share, rounded up or down."""
        have = Counter(site for member, site in self._here if some(member))
        total, off = len(self._here), 0
        for site, people in self._size.items():
            share = have.total() * people
            off += max(0, have[site] - -(-share // total), share // total - have[site])
        return off

    def women(self) -> int:
        """Return by how many women sites are off their share."""
        return self.off_share(lambda member: member.sex == "女")

    def veterans(self) -> int:
        """Return the same of people with 有经验."""
        least = experienced_from(self._inputs.policy)
        return self.off_share(lambda member: member.experience >= least)

    def away(self) -> int:
        """Return people with 所属考点 who serve elsewhere."""
        return sum(member.site not in ("", site) for member, site in self._here)


def _squares(loads: Sequence[int]) -> int:
    return sum(load * load for load in loads)


_VALUES: Mapping[str, Callable[[_Count], int]] = {
    "场次均衡": lambda count: _squares(count.sessions()),
    "早场均衡": lambda count: _squares(count.early()),
    "男女搭配": _Count.unmixed,
    "单位均衡": _Count.units,
    "男女均衡": _Count.women,
    "经验均衡": _Count.veterans,
    "离开所属考点": _Count.away,
}
