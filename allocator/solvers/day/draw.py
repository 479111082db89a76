"""`draw`: the draw of the day of one site and turn, from its sheet, who is absent and the seed.

`party` says who takes part, `rooms` draws the rooms, `patrols` who covers which group;
`docs/draw-day.md` publishes the method. No solver takes part unless a gap must be closed.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from allocator.errors import InfeasibleError
from allocator.models.domain.day_draws import DayDraw, PatrolDuty, RoomDuty
from allocator.models.domain.plans import Tier
from allocator.randomness import Stream
from allocator.solvers.day.causes import causes_of
from allocator.solvers.day.party import can_step_in, groupings, party_of, present_of
from allocator.solvers.day.patrols import draw_patrols
from allocator.solvers.day.rooms import draw_rooms
from allocator.solvers.day.task import DayTask

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.models.domain.day_draws import SiteSheet
    from allocator.solvers.day.party import Present
    from allocator.solvers.day.rooms import Drawn


LEFT_NAMES = MappingProxyType(
    {
        "PAIR-UNIT": "同单位搭档",
        "PAIR-GENDER": "男女不全的考场",
        "PAIR-EXPERIENCE": "无有经验监考的考场",
        "ROOM-OWN-UNIT": "监考有本单位考生的考场",
        "ROOM-REPEAT": "重复的考场或搭档",
    }
)
"""What is left of each *should* rule, as planners read it."""


def draw_day(
    sheet: SiteSheet,
    turn: int,
    *,
    absent: frozenset[str],
    earlier: Sequence[DayDraw],
    seed: str,
    digest: str,
) -> DayDraw:
    """Draw rooms, patrols and the order of those left over.

    `turn` is an index into `sheet.turns`; `absent` holds 工号; `earlier` draws count for
    ROOM-REPEAT. Raises `InfeasibleError` with every cause when no plan keeps all musts,
    `LimitError` when that could not be decided.
    """
    row = sheet.turns[turn]
    present = present_of(sheet, row, absent)
    party = party_of(sheet, turn, present)
    if party is None:
        raise InfeasibleError(
            f"考点 {sheet.site} {sheet.name} 第 {row.turn.name} 场的抽签无法完成",
            causes_of(sheet, turn, present),
        )
    task = DayTask(sheet, turn, party, earlier)
    place = f"{sheet.site}/{row.turn.name}"
    drawn, stream = draw_rooms(task, turn, lambda: Stream(f"invigilators/{place}", seed, digest))
    duties = _duties(task, drawn.who, stream)
    patrols = draw_patrols(task, drawn.who, Stream(f"patrols/{place}", seed, digest))
    serving = {*drawn.who[: task.in_rooms], *patrols}
    return DayDraw(
        site=sheet.site,
        sessions=row.turn.sessions,
        rooms=duties,
        patrols=tuple(
            PatrolDuty(sheet.people[who].staff, group)
            for who, group in zip(patrols, party.groups, strict=True)
        ),
        reserves=_left_over(sheet, present, serving, stream),
        stepped_in=tuple(sheet.people[who].staff for who in present.reserves if who in serving),
        tiers=_tiers(task, drawn),
    )


def can_finish(sheet: SiteSheet, turn: int, present: frozenset[str]) -> bool:
    """Return whether the draw can be finished with these people (工号): exact, as to the musts.

    Regulars serve in their post, reserves in any of theirs; under the waiver of PATROL-5 groups may
    be merged. Raises `LimitError` when that could not be decided.
    """
    row = sheet.turns[turn]
    staff = (*row.invigilators, *row.patrols, *row.admins, *row.reserves)
    absent = frozenset(sheet.people[who].staff for who in staff) - present
    here = present_of(sheet, row, absent)
    return any(
        can_step_in(sheet, turn, here, groups) for groups in groupings(row, sheet.patrol_waiver)
    )


def _duties(task: DayTask, who: Sequence[int], stream: Stream) -> tuple[RoomDuty, ...]:
    """Name 监考甲, 乙 … by falling experience; a lot decides between equals."""
    people = task.sheet.people
    duties = []
    for r, room in enumerate(task.rooms):
        first = task.start[r]
        team = list(who[first : first + room.invigilators])
        stream.shuffle(team)
        team.sort(key=lambda person: -people[person].experience)
        admin = people[who[first + room.invigilators]].staff if room.admins else ""
        names = tuple(people[person].staff for person in team)
        duties.append(RoomDuty(room.number, room.room, room.exam, names, admin))
    return tuple(duties)


def _left_over(
    sheet: SiteSheet, present: Present, serving: set[int], stream: Stream
) -> tuple[str, ...]:
    """Shuffle the regulars left over; reserves that do not serve follow in their order."""
    regular = [
        who
        for who in sorted(who for people in present.regular.values() for who in people)
        if who not in serving
    ]
    stream.shuffle(regular)
    rest = [who for who in present.reserves if who not in serving]
    return tuple(sheet.people[who].staff for who in regular + rest)


def _tiers(task: DayTask, drawn: Drawn) -> tuple[Tier, ...]:
    return tuple(
        Tier(name=LEFT_NAMES[rule], rule=rule, value=value, bound=bound)
        for rule, value, bound in zip(task.shoulds, drawn.values, drawn.bounds, strict=True)
    )
