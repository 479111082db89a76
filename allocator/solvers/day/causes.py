"""Why a draw of the day cannot be finished: counts first, then bars and relatives, with cures."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from allocator.models.domain.findings import Clash
from allocator.models.domain.staffing import INVIGILATOR, PATROL, ROOM_ADMIN
from allocator.solvers.day.cures import ON_THE_DAY
from allocator.solvers.day.party import can_step_in, groupings, lacks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from allocator.models.domain.day_draws import DrawTurn, SiteSheet
    from allocator.models.domain.staffing import PatrolGroup
    from allocator.solvers.day.cures import Words
    from allocator.solvers.day.party import Lack, Present

_RULES = {INVIGILATOR: "ROOM-TWO", PATROL: "PATROL-5", ROOM_ADMIN: "ROOM-SYSADMIN"}
_NAMED = 6
"""People or rooms named in one message."""


def causes_of(
    sheet: SiteSheet, turn: int, present: Present, words: Words = ON_THE_DAY
) -> list[Clash]:
    """Return every cause found, never none, with cures for whoever is told."""
    row = sheet.turns[turn]
    *_, groups = groupings(row, sheet.patrol_waiver)
    found = [_of_count(sheet, lack, words) for lack in lacks(sheet, row, present, groups)]
    if not found:
        found = [
            *_barred_rooms(sheet, row, present, words),
            *_barred_groups(sheet, row, present, groups, words),
        ]
    return found or _by_leaving_out(sheet, turn, present, groups, words)


def _of_count(sheet: SiteSheet, lack: Lack, words: Words) -> Clash:
    short = lack.demand - lack.supply
    if not lack.posts:
        return Clash(
            rule="ROOM-COMPUTER",
            cause=words.unskilled,
            demand=lack.demand,
            supply=lack.supply,
            cure=words.add_skilled.format(short=short),
        )
    names = "、".join(lack.posts)
    waiver = words.waive if PATROL in lack.posts and not sheet.patrol_waiver else ""
    return Clash(
        rule=_RULES[lack.posts[0]],
        cause=words.too_few.format(posts=names),
        demand=lack.demand,
        supply=lack.supply,
        cure=words.add.format(short=short, posts=names, waiver=waiver),
    )


def _able(sheet: SiteSheet, present: Present, post: str) -> list[int]:
    reserves = [who for who in present.reserves if post in sheet.people[who].posts]
    return [*present.regular[post], *reserves]


def _names(sheet: SiteSheet, people: Sequence[int]) -> str:
    shown = "、".join(
        f"{sheet.people[who].staff} {sheet.people[who].name}" for who in people[:_NAMED]
    )
    return shown + (f" 等 {len(people)} 人" if len(people) > _NAMED else "")


def _barred_rooms(
    sheet: SiteSheet, row: DrawTurn, present: Present, words: Words
) -> Iterator[Clash]:
    """Yield rooms that too few people of a post may serve."""
    barred = set(row.barred)
    for r, room in enumerate(row.rooms):
        for post, need in ((INVIGILATOR, room.invigilators), (ROOM_ADMIN, room.admins)):
            able = _able(sheet, present, post)
            kept = [who for who in able if (who, r) in barred]
            if need > len(able) - len(kept):
                yield Clash(
                    rule="RECUSE-OTHER",
                    cause=f"考场 {room.number} 须回避的{post}过多：{_names(sheet, kept)}",
                    demand=need,
                    supply=len(able) - len(kept),
                    cure=words.barred_room.format(room=room.number, post=post),
                )


def _barred_groups(
    sheet: SiteSheet,
    row: DrawTurn,
    present: Present,
    groups: Sequence[PatrolGroup],
    words: Words,
) -> Iterator[Clash]:
    """Yield groups that nobody may patrol."""
    barred = set(row.barred)
    number = {room.number: r for r, room in enumerate(row.rooms)}
    able = _able(sheet, present, PATROL)
    for group in groups:
        rooms = [number[text] for text in group.rooms]
        if not any(all((who, r) not in barred for r in rooms) for who in able):
            yield Clash(
                rule="RECUSE-OTHER",
                cause=f"考场 {'、'.join(group.rooms)} 的流动监考都须回避：{_names(sheet, able)}",
                demand=1,
                supply=0,
                cure=words.barred_group,
            )


def _by_leaving_out(
    sheet: SiteSheet,
    turn: int,
    present: Present,
    groups: tuple[PatrolGroup, ...],
    words: Words,
) -> list[Clash]:
    """Name the rules without which the draw could be finished; both where only both help."""
    row = sheet.turns[turn]
    free = replace(row, barred=())
    turns = tuple(free if n == turn else other for n, other in enumerate(sheet.turns))
    people = sorted({*(w for s in present.regular.values() for w in s), *present.reserves})
    here = set(people)
    pairs = [(a, b) for a, b in sheet.relatives if a in here and b in here]
    barred = sorted({who for who, _ in row.barred if who in here})
    trials = (
        (replace(sheet, relatives=()), ("PAIR-KIN",)),
        (replace(sheet, turns=turns), ("RECUSE-OTHER",)),
        (replace(sheet, turns=turns, relatives=()), ("PAIR-KIN", "RECUSE-OTHER")),
    )
    texts = {
        "PAIR-KIN": (
            f"有亲属或回避关系的 {len(pairs)} 对人员无法分开安排",
            len(pairs),
            words.relatives,
        ),
        "RECUSE-OTHER": (
            f"须回避考场的人员无法错开：{_names(sheet, barred)}",
            len(barred),
            words.barred,
        ),
    }
    for trial, rules in trials:
        if can_step_in(trial, turn, present, groups):
            return [
                Clash(
                    rule=rule, cause=texts[rule][0], demand=texts[rule][1], supply=0,
                    cure=texts[rule][2],
                )
                for rule in rules
            ]  # fmt: skip
    skilled = sum(sheet.people[who].computer for who in people)
    return [
        Clash(
            rule="ROOM-COMPUTER",
            cause=words.together,
            demand=sum(room.invigilators + room.admins for room in row.rooms) + len(groups),
            supply=len(people),
            cure=words.skilled.format(skilled=skilled),
        )
    ]
