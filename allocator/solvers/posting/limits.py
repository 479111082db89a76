"""How many of those barred from the same rooms a site and turn bears (Hall's condition).

Units (rooms, or groups of rooms) can be filled from those posted if and only if, for every set of
units, those who may serve any of them are as many as these want: no more may be barred from all of
the set than the post has people beyond that. Sets from which the same people are barred need only
be looked at once, at their largest: what the bars of some people have in common.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from allocator.models.cpsat.posting.problem import (
    ADMINS,
    INVIGILATE,
    INVIGILATE_COMPUTER,
    PATROLS,
    Limit,
    needed,
)
from allocator.models.domain.staffing import INVIGILATOR, PATROL, ROOM_ADMIN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from allocator.models.cpsat.posting.problem import SiteNeed
    from allocator.solvers.staff.fitting import Bar, Fitting

_ROLES = {
    INVIGILATOR: (INVIGILATE, INVIGILATE_COMPUTER),
    PATROL: (PATROLS,),
    ROOM_ADMIN: (ADMINS,),
}
_MOST_SETS = 500
"""Sets of units looked at for one spot; with more, the draw of the day may still fail."""


def limits_of(
    fitting: Fitting, bars: Sequence[tuple[Bar, ...]], needs: Mapping[str, SiteNeed]
) -> Iterator[Limit]:
    """Yield the limits of each spot; `bars` is by crew, `needs` by 考点代码, areas of their own."""
    for (site, post, turn), wanted in fitting.wanted.items():
        masks: dict[int, list[int]] = defaultdict(list)
        for crew, mine in enumerate(bars):
            for *spot, mask in mine:
                if spot == [site, post, turn]:
                    masks[mask].append(crew)
        roles = _ROLES[post]
        posted = needed(needs[site], roles[0])[turn]
        for units in _common(masks):
            crews = sorted(c for mask, here in masks.items() if not units & ~mask for c in here)
            most = posted - sum(n for unit, n in enumerate(wanted) if units >> unit & 1)
            yield Limit(needs[site].area, roles, turn, tuple(crews), max(0, most))


def _common(masks: Iterable[int]) -> list[int]:
    """Return what any of the masks have in common, without nothing, ascending."""
    found: set[int] = set()
    for mask in sorted(masks):
        if len(found) > _MOST_SETS:
            break
        found |= {mask, *(mask & other for other in found)}
    return sorted(found - {0})
