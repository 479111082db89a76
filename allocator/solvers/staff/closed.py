"""Posts that are closed to a person at a site: in none of its rooms, or groups, could he serve.

Which room somebody serves is for the draw of the day. But there are no more 流动监考 and
考场系统管理员 than groups and rooms want, so whoever fits none of them leaves one without anybody,
whatever is drawn: who is posted has to be one who can serve somewhere. So it is with 监考 where
there are no reserves.
"""

from __future__ import annotations

from collections import defaultdict
from types import MappingProxyType
from typing import TYPE_CHECKING

from allocator.models.domain.staffing import INVIGILATOR, PATROL, ROOM_ADMIN

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from allocator.models.domain.plans import OpenRoom
    from allocator.models.domain.staffing import SiteWork, TurnWork


def closed_posts(
    works: Sequence[SiteWork],
    barred: Mapping[str, Sequence[OpenRoom]],
    *,
    merging: bool,
    strict: Mapping[tuple[str, int], int] = MappingProxyType({}),
) -> dict[str, dict[tuple[str, str], int]]:
    """Return by 工号, then by (考点代码, post), the turns closed to that person as a mask.

    `works` are the needs that are posted for, `barred` is 工号 -> open rooms that the person must
    not serve. With `merging` (PATROL-5 waived) others may take the group of a 流动监考, so his post
    is closed to nobody where more are posted than the site has buildings; with one for each there
    is nothing to merge. `strict` is by (考点代码, turn) more than need be: 1 closes 流动监考 and
    考场系统管理员 to who is barred from any room they want, and 监考 to who could serve none; 2
    closes it to who is barred from any, and 流动监考 also where groups could be merged.
    """
    found: dict[str, dict[tuple[str, str], int]] = {}
    for staff, rooms in barred.items():
        keys: dict[str, set[tuple[str, str, int]]] = defaultdict(set)
        for room in rooms:
            keys[room.room.site].add((room.number, *room.sitting))
        masks: dict[tuple[str, str], int] = defaultdict(int)
        for work in works:
            for part in work.turns if work.site in keys else ():
                strictly = strict.get((work.site, part.turn), 0)
                for post in _closed(part, keys[work.site], strictly, merging=merging):
                    masks[work.site, post] |= 1 << part.turn
        if masks:
            found[staff] = dict(masks)
    return found


def _closed(
    part: TurnWork, barred: set[tuple[str, str, int]], strict: int, *, merging: bool
) -> Iterator[str]:
    """Yield the posts of a turn that are closed to somebody barred from these rooms."""
    shut = {room.number for room in part.rooms if (room.number, room.exam, room.batch) in barred}
    watched = [room.number not in shut for room in part.rooms if room.invigilators]
    # Where groups can be merged, somebody who fits none does no harm: the rules do not close his
    # post, and the bounds of a plan for which it were closed would not be proven.
    mergeable = merging and len(part.groups) > len({group.building for group in part.groups})
    wanted = () if mergeable and strict <= 1 else part.groups
    covered = [shut.isdisjoint(group.rooms) for group in wanted]
    run = [room.number not in shut for room in part.rooms if room.admins]
    fits, watches = (all if strict else any), (all if strict > 1 else any)
    if watched and (strict or not part.reserves) and not watches(watched):
        yield INVIGILATOR
    if covered and not fits(covered):
        yield PATROL
    if run and not fits(run):
        yield ROOM_ADMIN
