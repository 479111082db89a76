"""Small sheets for `resilience`, and the plainest way to tell whether a draw can be finished."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import combinations
from typing import TYPE_CHECKING

from allocator.models.domain.day_draws import DrawPerson, DrawTurn, SiteSheet
from allocator.models.domain.exam import Form
from allocator.models.domain.ids import RoomId
from allocator.models.domain.staffing import PatrolGroup, Turn, WorkRoom

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.randomness import Stream

WATCH, PATROL, ADMIN = "监考", "流动监考", "考场系统管理员"


def _clock(hour: int) -> datetime:
    return datetime(2026, 9, 12, hour, tzinfo=UTC).replace(tzinfo=None)


TURN = Turn((1,), _clock(9), _clock(11), early=True)


def a_room(
    nth: int, invigilators: int = 2, admins: int = 0, *, electronic: bool = False
) -> WorkRoom:
    form = Form.ELECTRONIC if electronic else Form.PAPER
    room = RoomId("01", "主楼", 1, f"{100 + nth}")
    return WorkRoom(f"{nth:03d}", room, "T1", 0, form, 30, invigilators, admins)


def a_person(nth: int, posts: Sequence[str] = (WATCH,), *, computer: bool = False) -> DrawPerson:
    return DrawPerson(f"G{nth:03d}", f"示例{nth}", "", "男", 1, computer, tuple(posts))


def a_sheet(
    rooms: Sequence[WorkRoom],
    people: Sequence[DrawPerson],
    *,
    groups: Sequence[Sequence[int]] = (),
    barred: Sequence[tuple[int, int]] = (),
    relatives: Sequence[tuple[int, int]] = (),
    doubles: bool = True,
    reserves: Sequence[int] = (),
) -> SiteSheet:
    """Everybody is posted in the first of his posts, but for the reserves."""
    regular = [nth for nth in range(len(people)) if nth not in set(reserves)]

    def of(post: str) -> tuple[int, ...]:
        return tuple(nth for nth in regular if people[nth].posts[0] == post)

    work = DrawTurn(
        turn=TURN,
        rooms=tuple(rooms),
        groups=tuple(
            PatrolGroup("主楼", (1,), tuple(rooms[nth].number for nth in group)) for group in groups
        ),
        invigilators=of(WATCH),
        patrols=of(PATROL),
        admins=of(ADMIN),
        reserves=tuple(reserves),
        barred=tuple(sorted(barred)),
        own=(),
    )
    return SiteSheet(
        site="01",
        name="示例第一中学",
        title="示例考试",
        digest="00",
        experienced=1,
        doubles=doubles,
        patrol_waiver="",
        rules=("PAIR-KIN",),
        people=tuple(people),
        relatives=tuple(sorted(relatives)),
        turns=(work,),
    )


def random_sheet(stream: Stream, *, electronic: bool, bars: int, kin: int) -> SiteSheet:
    """Return a site of one to three rooms with up to eight people and a few to spare."""
    rooms = [
        a_room(
            nth,
            1 + stream.below(2),
            stream.below(2) if electronic else 0,
            electronic=electronic and (stream.below(4) > 0),
        )
        for nth in range(1 + stream.below(3))
    ]
    rooms = [room if room.form is Form.ELECTRONIC else _without_admins(room) for room in rooms]
    number = sum(room.invigilators + room.admins for room in rooms) + 1 + stream.below(3)
    number = min(number, 8)
    posts = [post for post in (WATCH, PATROL, ADMIN) if post != ADMIN or electronic]
    people = []
    for nth in range(number):
        able = [post for post in posts if stream.below(100) < (70 if post == WATCH else 45)]
        people.append(a_person(nth, able or [WATCH], computer=stream.below(100) < 60))
    groups = [list(range(len(rooms)))] if stream.below(2) else [[nth] for nth in range(len(rooms))]
    if stream.below(3) == 0:
        groups = []
    return a_sheet(
        rooms,
        people,
        groups=groups,
        barred={(stream.below(number), stream.below(len(rooms))) for _ in range(bars)},
        relatives={
            (min(pair), max(pair))
            for pair in ((stream.below(number), stream.below(number)) for _ in range(kin))
            if pair[0] != pair[1]
        },
        doubles=stream.below(2) == 0,
        reserves=range(number - 1 - stream.below(4), number) if number > 4 else [number - 1],
    )


def _without_admins(room: WorkRoom) -> WorkRoom:
    return room._replace(admins=0)


def by_hand(sheet: SiteSheet, turn: int, present: frozenset[str]) -> bool:
    """Try every way to fill every place, room by room."""
    work = sheet.turns[turn]
    here = [nth for nth, who in enumerate(sheet.people) if who.staff in present]
    kin = {frozenset(pair) for pair in sheet.relatives}
    barred = set(work.barred)

    regular = {WATCH: work.invigilators, PATROL: work.patrols, ADMIN: work.admins}

    def able(people: list[int], post: str) -> list[int]:
        """Regulars serve in their post, reserves in any of theirs."""
        return [
            nth
            for nth in people
            if nth in regular[post] or (nth in work.reserves and post in sheet.people[nth].posts)
        ]

    def related(some: Sequence[int]) -> bool:
        return any(frozenset(pair) in kin for pair in combinations(some, 2))

    def rooms(nth: int, people: list[int], inside: dict[str, tuple[int, ...]]) -> bool:
        if nth == len(work.rooms):
            return patrols(0, people, inside)
        room = work.rooms[nth]
        free = [who for who in people if (who, nth) not in barred]
        for admins in combinations(able(free, ADMIN), room.admins):
            others = [who for who in free if who not in admins]
            for watching in combinations(able(others, WATCH), room.invigilators):
                team = (*watching, *admins)
                skilled = team if sheet.doubles else watching
                if related(team) or (
                    room.form is Form.ELECTRONIC
                    and not any(sheet.people[who].computer for who in skilled)
                ):
                    continue
                left = [who for who in people if who not in team]
                if rooms(nth + 1, left, {**inside, room.number: team}):
                    return True
        return False

    place = {room.number: nth for nth, room in enumerate(work.rooms)}

    def patrols(nth: int, people: list[int], inside: dict[str, tuple[int, ...]]) -> bool:
        if nth == len(work.groups):
            return True
        covered = work.groups[nth].rooms
        for who in able(people, PATROL):
            if any((who, place[number]) in barred for number in covered):
                continue
            if any(frozenset((who, other)) in kin for n in covered for other in inside[n]):
                continue
            if patrols(nth + 1, [other for other in people if other != who], inside):
                return True
        return False

    return rooms(0, here, {})


def worst_by_hand(sheet: SiteSheet, turn: int) -> int:
    """Try every set of absent people, small ones first."""
    work = sheet.turns[turn]
    posted = [*work.invigilators, *work.patrols, *work.admins, *work.reserves]
    staff = sorted(sheet.people[nth].staff for nth in posted)
    for absent in range(len(staff) + 1):
        for away in combinations(staff, absent):
            if not by_hand(sheet, turn, frozenset(staff).difference(away)):
                return absent - 1
    return len(staff)
