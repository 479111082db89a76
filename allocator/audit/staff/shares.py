"""How evenly people posted lie over sites, counted anew: the tiers of STAFF-SPREAD after the first.

Fair shares are by people posted: of n people with something in common, a site with a tenth of all
posted has n / 10 (docs/posting.md).
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from allocator.models.domain.staff_policy import experienced_from

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from allocator.models.domain.exam import Inputs
    from allocator.models.domain.staff import StaffMember

UNITS, WOMEN, EXPERIENCE, HOME = "单位均衡", "男女均衡", "经验均衡", "离开所属考点"


class Stationed(NamedTuple):
    """Somebody posted, and the site."""

    member: StaffMember
    site: str


def counted(posted: Iterable[Stationed], inputs: Inputs) -> Mapping[str, int]:
    """Return what each tier comes to, by its name."""
    people = list(posted)
    least = experienced_from(inputs.policy)
    women = [one.site for one in people if one.member.sex == "女"]
    skilled = [one.site for one in people if one.member.experience >= least]
    size = Counter(one.site for one in people)
    return {
        UNITS: _too_many_of_a_unit(people, size),
        WOMEN: _off_the_share(Counter(women), size),
        EXPERIENCE: _off_the_share(Counter(skilled), size),
        HOME: sum(one.member.site not in ("", one.site) for one in people),
    }


def _too_many_of_a_unit(people: list[Stationed], size: Counter[str]) -> int:
    """Return the people of one 工作单位 at a site beyond its share rounded up, summed."""
    units = Counter(one.member.employer for one in people if one.member.employer)
    together = Counter((one.member.employer, one.site) for one in people if one.member.employer)
    total = size.total()
    return sum(
        max(0, count - -(-units[unit] * size[site] // total))
        for (unit, site), count in together.items()
    )


def _off_the_share(some: Counter[str], size: Counter[str]) -> int:
    """Return by how many each site is above its share rounded up, or below it rounded down."""
    total = size.total()
    off = 0
    for site, people in size.items():
        share = some.total() * people
        off += max(0, some[site] - -(-share // total), share // total - some[site])
    return off
