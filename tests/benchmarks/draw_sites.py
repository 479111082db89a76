"""Sites for the draw of the day, every valid plan of small ones, and a plain check of large ones.

Shares nothing with the engine: rules are counted here as `rules.md` words them.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime
from itertools import combinations, permutations
from typing import TYPE_CHECKING

from allocator.models.domain.day_draws import DayDraw, DrawPerson, DrawTurn, SiteSheet
from allocator.models.domain.exam import Form
from allocator.models.domain.ids import RoomId
from allocator.models.domain.staffing import (
    INVIGILATOR,
    PATROL,
    ROOM_ADMIN,
    PatrolGroup,
    Turn,
    WorkRoom,
)
from allocator.randomness import Stream

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

RULES = (
    "PAIR-KIN", "PAIR-UNIT", "PAIR-GENDER", "PAIR-EXPERIENCE", "ROOM-OWN-UNIT", "ROOM-REPEAT",
)  # fmt: skip
SHOULDS = RULES[1:]
DIGEST = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
FLOOR = 12
"""Rooms of a floor."""
Plan = tuple[tuple[tuple[int, ...], int], ...]
"""By room: 监考 ascending, and the 考场系统管理员 or -1."""


def turn_of(session: int) -> Turn:
    """Return a turn of one session."""
    start, end = (datetime.fromisoformat(f"2026-01-0{session}T{hour}:00") for hour in ("09", "11"))
    return Turn((session,), start, end, early=True)


def groups_of(rooms: Sequence[WorkRoom], most: int = 5) -> tuple[PatrolGroup, ...]:
    """Split each floor evenly."""
    found = []
    for floor in sorted({room.room.floor for room in rooms}):
        numbers = [room.number for room in rooms if room.room.floor == floor]
        parts = -(-len(numbers) // most)
        for n in range(parts):
            part = numbers[len(numbers) * n // parts : len(numbers) * (n + 1) // parts]
            found.append(PatrolGroup("A", (floor,), tuple(part)))
    return tuple(found)


def make_site(
    rooms: int,
    slack: int = 0,
    *,
    seed: str = "0",
    watch: int = 2,
    admins: int = 0,
    electronic: bool = False,
    doubles: bool = True,
    women: int = 50,
    skilled: int = 60,
    experienced: int = 55,
    barred: int = 30,
    bars: int = 1,
    own: int = 20,
    units: int = 0,
    kin: int = 0,
    patrols: int | None = None,
    reserves: tuple[tuple[str, ...], ...] = (),
    waiver: str = "",
    turns: int = 1,
) -> SiteSheet:
    """Return a seeded site: percentages of people, `kin` pairs, `slack` 监考 more than places.

    `barred` percent of the people are barred from a room, `bars` times over.
    """
    stream = Stream("draw-sites", seed, DIGEST)
    kinds = units or max(4, rooms * watch // 6)
    people: list[DrawPerson] = []

    def person(posts: tuple[str, ...]) -> int:
        number = len(people)
        sex = "女" if stream.below(100) < women else "男"
        served = 1 + stream.below(5) if stream.below(100) < experienced else 0
        unit = f"单位{stream.below(kinds)}"
        able = stream.below(100) < skilled
        people.append(DrawPerson(f"G{number:05d}", f"人{number}", unit, sex, served, able, posts))
        return number

    form = Form.ELECTRONIC if electronic else Form.PAPER
    opened = tuple(
        WorkRoom(
            f"{r + 1:04d}",
            RoomId("01", "A", r // FLOOR + 1, f"{r % FLOOR + 1:02d}"),
            "E", 0, form, 30, watch, admins,
        )
        for r in range(rooms)
    )  # fmt: skip
    groups = groups_of(opened) if patrols is None or patrols > 0 else ()
    watching = tuple(person((INVIGILATOR,)) for _ in range(rooms * watch + slack))
    running = tuple(person((ROOM_ADMIN,)) for _ in range(rooms * admins))
    rounds = tuple(person((PATROL,)) for _ in range(len(groups) if patrols is None else patrols))
    spare = tuple(person(posts) for posts in reserves)
    total = len(people)
    pairs = set()
    for _ in range(kin):
        a, b = stream.below(total), stream.below(total)
        if a != b:
            pairs.add((min(a, b), max(a, b)))
    made = []
    for session in range(1, turns + 1):
        made.append(
            DrawTurn(
                turn=turn_of(session), rooms=opened, groups=groups, invigilators=watching,
                patrols=rounds, admins=running, reserves=spare,
                barred=_some(stream, total, rooms, barred, bars),
                own=_some(stream, total, rooms, own),
            )
        )  # fmt: skip
    return SiteSheet(
        site="01", name="第一中学", title="考试", digest=DIGEST, experienced=1, doubles=doubles,
        patrol_waiver=waiver, rules=RULES, people=tuple(people), relatives=tuple(sorted(pairs)),
        turns=tuple(made),
    )  # fmt: skip


def _some(
    stream: Stream, people: int, rooms: int, percent: int, times: int = 1
) -> tuple[tuple[int, int], ...]:
    return tuple(
        sorted(
            {
                (who, stream.below(rooms))
                for _ in range(times)
                for who in range(people)
                if stream.below(100) < percent
            }
        )
    )


def counted(sheet: SiteSheet, team: Sequence[int], admin: int) -> list[int]:
    """Return who of a room counts as 监考."""
    return [*team, admin] if admin >= 0 and sheet.doubles else list(team)


def keeps_musts(sheet: SiteSheet, turn: DrawTurn, r: int, team: Sequence[int], admin: int) -> bool:
    """Return whether a room keeps every must."""
    everybody = [*team, admin] if admin >= 0 else list(team)
    if any((who, r) in turn.barred for who in everybody):
        return False
    if any((min(p), max(p)) in sheet.relatives for p in combinations(everybody, 2)):
        return False
    if turn.rooms[r].form is Form.ELECTRONIC:
        return any(sheet.people[who].computer for who in counted(sheet, team, admin))
    return True


def broken(
    sheet: SiteSheet, turn: DrawTurn, plan: Plan, earlier: Sequence[DayDraw] = ()
) -> tuple[int, ...]:
    """Return how often each should in force is broken, in their order."""
    number = {person.staff: n for n, person in enumerate(sheet.people)}
    rooms_before, pairs_before = set(), set()
    for draw in earlier:
        for duty in draw.rooms:
            staff = duty.invigilators + ((duty.admin,) if duty.admin and sheet.doubles else ())
            team = sorted(number[one] for one in staff)
            rooms_before |= {(who, duty.room, duty.exam) for who in team}
            pairs_before |= {(*pair, duty.exam) for pair in combinations(team, 2)}
    count: Counter[str] = Counter()
    for r, (team, admin) in enumerate(plan):
        room = turn.rooms[r]
        watch = sorted(counted(sheet, team, admin))
        people = [sheet.people[who] for who in watch]
        pairs = list(combinations(range(len(people)), 2))
        count["PAIR-UNIT"] += sum(people[i].unit == people[j].unit != "" for i, j in pairs)
        count["PAIR-GENDER"] += not {"男", "女"} <= {one.sex for one in people}
        count["PAIR-EXPERIENCE"] += all(one.experience < sheet.experienced for one in people)
        count["ROOM-OWN-UNIT"] += sum((who, r) in turn.own for who in watch)
        count["ROOM-REPEAT"] += sum((who, room.room, room.exam) in rooms_before for who in watch)
        count["ROOM-REPEAT"] += sum(
            (watch[i], watch[j], room.exam) in pairs_before for i, j in pairs
        )
    return tuple(count[rule] for rule in SHOULDS if rule in sheet.rules)


def patrol_rows(
    sheet: SiteSheet,
    turn: DrawTurn,
    plan: Plan,
    patrols: Sequence[int],
    groups: Sequence[PatrolGroup],
) -> Iterator[tuple[int, ...]]:
    """Yield every way to give each group somebody that keeps the musts."""
    index = {room.number: r for r, room in enumerate(turn.rooms)}
    for row in permutations(patrols, len(groups)):
        for who, group in zip(row, groups, strict=True):
            rooms = [index[number] for number in group.rooms]
            inside = [one for r in rooms for one in (*plan[r][0], plan[r][1]) if one >= 0]
            if any((who, r) in turn.barred for r in rooms):
                break
            if any((min(who, one), max(who, one)) in sheet.relatives for one in inside):
                break
        else:
            yield row


def all_plans(
    sheet: SiteSheet,
    turn: DrawTurn,
    watch: Sequence[int],
    admins: Sequence[int] = (),
    patrols: Sequence[int] = (),
    groups: Sequence[PatrolGroup] = (),
) -> Iterator[Plan]:
    """Yield every plan that keeps the musts, a possible 流动监考 for each group among them."""

    def fill(r: int, left: tuple[int, ...], free: tuple[int, ...], plan: Plan) -> Iterator[Plan]:
        if r == len(turn.rooms):
            if not groups or any(patrol_rows(sheet, turn, plan, patrols, groups)):
                yield plan
            return
        room = turn.rooms[r]
        for team in combinations(left, room.invigilators):
            for admin in free if room.admins else (-1,):
                if keeps_musts(sheet, turn, r, team, admin):
                    yield from fill(
                        r + 1,
                        tuple(w for w in left if w not in team),
                        tuple(a for a in free if a != admin),
                        (*plan, (team, admin)),
                    )

    yield from fill(0, tuple(watch), tuple(admins), ())


def best_plans(
    sheet: SiteSheet, turn: DrawTurn, plans: Iterator[Plan], earlier: Sequence[DayDraw] = ()
) -> tuple[tuple[int, ...], list[Plan]]:
    """Return the least vector of shoulds and the plans that have it."""
    least: tuple[int, ...] | None = None
    best: list[Plan] = []
    for plan in plans:
        vector = broken(sheet, turn, plan, earlier)
        if least is None or vector < least:
            least, best = vector, []
        if vector == least:
            best.append(plan)
    return least or (), best


def plan_of(sheet: SiteSheet, draw: DayDraw) -> Plan:
    """Return the rooms of a draw as a plan."""
    number = {person.staff: n for n, person in enumerate(sheet.people)}
    return tuple(
        (
            tuple(sorted(number[staff] for staff in duty.invigilators)),
            number[duty.admin] if duty.admin else -1,
        )
        for duty in draw.rooms
    )


def only(sheet: SiteSheet, *rules: str) -> SiteSheet:
    """Return the sheet with these rules in force."""
    return replace(sheet, rules=rules)
