"""Who takes part in a draw of the day: those present by post, reserves for those who are missing.

The shortest prefix of the reserves present with which the draw can be finished steps in; earlier
ones take the scarcer posts.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from allocator.errors import LimitError
from allocator.models.domain.exam import Form
from allocator.models.domain.staffing import INVIGILATOR, PATROL, ROOM_ADMIN
from allocator.randomness import Stream
from allocator.solvers.day.exact import ExactDraw, small
from allocator.solvers.day.patrols import merged_groups
from allocator.solvers.day.search import Search
from allocator.solvers.day.task import DayTask, Party

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from allocator.models.domain.day_draws import DrawTurn, SiteSheet
    from allocator.models.domain.staffing import PatrolGroup

POSTS = (ROOM_ADMIN, PATROL, INVIGILATOR)
"""Scarcest first: in this order reserves step in."""
QUICK_SWEEPS = 60
CHOICES = 300
"""Ways to give posts to one prefix of the reserves that are tried before giving up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """Who of a turn is present, as indexes into `SiteSheet.people`."""

    regular: dict[str, tuple[int, ...]]
    """By post, ascending."""
    reserves: tuple[int, ...]
    """In their drawn order."""


class Lack(NamedTuple):
    """A count that rules a draw out: these posts together want more people than there are."""

    posts: tuple[str, ...]
    """Empty: electronic rooms without anybody with 计算机能力."""
    demand: int
    supply: int


def present_of(sheet: SiteSheet, turn: DrawTurn, absent: frozenset[str]) -> Present:
    """Return those of the turn who are not absent (工号)."""

    def here(people: Sequence[int]) -> tuple[int, ...]:
        return tuple(who for who in people if sheet.people[who].staff not in absent)

    return Present(
        regular={
            INVIGILATOR: here(turn.invigilators),
            PATROL: here(turn.patrols),
            ROOM_ADMIN: here(turn.admins),
        },
        reserves=here(turn.reserves),
    )


def demands(turn: DrawTurn, groups: Sequence[PatrolGroup]) -> dict[str, int]:
    """Return the people needed in each post."""
    return {
        INVIGILATOR: sum(room.invigilators for room in turn.rooms),
        PATROL: len(groups),
        ROOM_ADMIN: sum(room.admins for room in turn.rooms),
    }


def vacancies(turn: DrawTurn, present: Present, groups: Sequence[PatrolGroup]) -> dict[str, int]:
    """Return the places of each post that reserves must take."""
    need = demands(turn, groups)
    return {post: max(0, need[post] - len(present.regular[post])) for post in POSTS}


def lacks(
    sheet: SiteSheet, turn: DrawTurn, present: Present, groups: Sequence[PatrolGroup]
) -> list[Lack]:
    """Return the counts that rule the draw out (Hall's condition over posts; 计算机能力)."""
    open_ = vacancies(turn, present, groups)
    found: list[Lack] = []
    for size in (1, 2, 3):
        for posts in combinations(POSTS, size):
            want = sum(open_[post] for post in posts)
            able = sum(
                any(post in sheet.people[who].posts for post in posts) for who in present.reserves
            )
            if want > able and not any(set(lack.posts) <= set(posts) for lack in found):
                need = demands(turn, groups)
                demand = sum(need[post] for post in posts)
                found.append(Lack(posts, demand, demand - want + able))
    rooms = sum(room.form is Form.ELECTRONIC for room in turn.rooms)
    counted = (INVIGILATOR, ROOM_ADMIN) if sheet.doubles else (INVIGILATOR,)
    able_people = [who for post in counted for who in present.regular[post]]
    able_people += [
        who for who in present.reserves if any(post in sheet.people[who].posts for post in counted)
    ]
    skilled = sum(sheet.people[who].computer for who in able_people)
    if rooms > skilled:
        found.append(Lack((), rooms, skilled))
    return found


def groupings(turn: DrawTurn, waiver: str) -> Iterator[tuple[PatrolGroup, ...]]:
    """Yield the groups of the turn, then under the waiver ever fewer ones."""
    yield turn.groups
    if not waiver:
        return
    last = len(turn.groups)
    for people in range(len(turn.groups) - 1, 0, -1):
        groups = merged_groups(turn.groups, people)
        if len(groups) < last:
            last = len(groups)
            yield groups


def choices(
    sheet: SiteSheet, turn: DrawTurn, present: Present, groups: tuple[PatrolGroup, ...]
) -> Iterator[Party]:
    """Yield parties in order of preference: who of the reserves administers, patrols, watches."""
    open_ = vacancies(turn, present, groups)
    people = sheet.people

    def able(post: str, taken: Sequence[int]) -> list[int]:
        return [w for w in present.reserves if post in people[w].posts and w not in taken]

    # Somebody more than missing is needed only where those present must not serve here or there.
    for more in range(len(present.reserves) + 1):
        for extra in range(more + 1):
            running, walking = open_[ROOM_ADMIN] + more - extra, open_[PATROL] + extra
            for admins in combinations(able(ROOM_ADMIN, ()), running):
                for patrols in combinations(able(PATROL, admins), walking):
                    rest = able(INVIGILATOR, admins + patrols)
                    for many in range(open_[INVIGILATOR], len(rest) + 1):
                        yield _party(present, groups, rest[:many], admins, patrols)


def _party(
    present: Present,
    groups: tuple[PatrolGroup, ...],
    watch: Sequence[int],
    admins: Sequence[int],
    patrols: Sequence[int],
) -> Party:
    return Party(
        invigilators=tuple(sorted((*present.regular[INVIGILATOR], *watch))),
        admins=tuple(sorted((*present.regular[ROOM_ADMIN], *admins))),
        patrols=tuple(sorted((*present.regular[PATROL], *patrols))),
        groups=groups,
    )


def musts_of(sheet: SiteSheet) -> SiteSheet:
    """Return the sheet without any should."""
    return replace(sheet, rules=tuple(rule for rule in sheet.rules if rule == "PAIR-KIN"))


def seems_possible(sheet: SiteSheet, turn: int, party: Party) -> bool:
    """Return whether a plan that keeps every must is found quickly; False proves nothing."""
    task = DayTask(musts_of(sheet), turn, party)
    if not task.enough or len(party.patrols) < len(party.groups):
        return False
    stream = Stream(f"finish/{sheet.site}/{turn}", "", "")
    return Search(task, stream).until(0, QUICK_SWEEPS)


def possible(sheet: SiteSheet, turn: int, party: Party) -> bool:
    """Return whether this party can finish the draw: exact; raises LimitError if undecided."""
    rooms = sheet.turns[turn].rooms
    task = DayTask(musts_of(sheet), turn, party)
    if not task.enough or len(party.patrols) < len(party.groups):
        return False
    skilled = sum(sheet.people[who].computer for who in sorted(task.counted))
    if skilled < sum(room.form is Form.ELECTRONIC for room in rooms):
        return False
    if not task.patrols_fit(task.closed):
        return False
    if seems_possible(sheet, turn, party):
        return True
    if small(task):
        return ExactDraw(task).least() is not None
    from allocator.solvers.day.model import musts_can_hold

    return musts_can_hold(sheet, turn, party)


def can_step_in(
    sheet: SiteSheet, turn: int, present: Present, groups: tuple[PatrolGroup, ...]
) -> bool:
    """Return whether the draw can be finished with these groups, reserves free in their posts."""
    row = sheet.turns[turn]
    if lacks(sheet, row, present, groups):
        return False
    widest = _widest(sheet, row, present, groups)
    if widest is not None and seems_possible(sheet, turn, widest):
        return True
    if not _free(sheet, present):
        return widest is not None and possible(sheet, turn, widest)
    from allocator.solvers.day.model import reserves_can_finish

    return reserves_can_finish(sheet, turn, present, groups)


def _widest(
    sheet: SiteSheet, turn: DrawTurn, present: Present, groups: tuple[PatrolGroup, ...]
) -> Party | None:
    """Return the first choice of posts with every other reserve among the 监考."""
    widest: Party | None = None
    for party in choices(sheet, turn, present, groups):
        if widest is not None and party.admins + party.patrols != widest.admins + widest.patrols:
            break
        widest = party
    return widest


def _free(sheet: SiteSheet, present: Present) -> bool:
    """Return whether some reserve has a choice of posts."""
    return any(sheet.people[who].posts != (INVIGILATOR,) for who in present.reserves)


def party_of(sheet: SiteSheet, turn: int, present: Present) -> Party | None:
    """Return who takes part; None: the draw cannot be finished.

    Groups are merged only where no prefix of the reserves helps. Raises LimitError when too many
    ways to give posts to reserves were tried.
    """
    row = sheet.turns[turn]
    for groups in groupings(row, sheet.patrol_waiver):
        if not can_step_in(sheet, turn, present, groups):
            continue
        for count in range(len(present.reserves) + 1):
            prefix = replace(present, reserves=present.reserves[:count])
            if lacks(sheet, row, prefix, groups):
                continue
            party = _first_possible(sheet, turn, prefix, groups)
            if party is not None:
                return party
    return None


def _first_possible(
    sheet: SiteSheet, turn: int, present: Present, groups: tuple[PatrolGroup, ...]
) -> Party | None:
    for tried, party in enumerate(choices(sheet, sheet.turns[turn], present, groups)):
        if tried >= CHOICES:
            raise LimitError(
                f"考点 {sheet.site} 替补人员的岗位分配试了 {CHOICES} 种仍未确定，"
                "请补派只担任一种岗位的备用人员后重新抽签"
            )
        if possible(sheet, turn, party):
            return party
    return None
