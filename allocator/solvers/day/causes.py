"""Why a draw of the day cannot be finished: counts first, then bars and relatives, with cures."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from allocator.models.domain.findings import Clash
from allocator.models.domain.staffing import INVIGILATOR, PATROL, ROOM_ADMIN
from allocator.solvers.day.party import can_step_in, groupings, lacks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from allocator.models.domain.staffing import DrawTurn, PatrolGroup, SiteSheet
    from allocator.solvers.day.party import Lack, Present

_CALL_IN = "通知缺席名单中的人员到岗，到岗后从 --absent 中去掉再抽"
_LAST_RESORT = (
    "仍不够的，由考区在工作人员表补充人员后用 allocator run --replace 重新编排"
    "（写明 --reason、--operator、--reviewer；封存过的，另用 -o 新文件夹重新封存）"
)
_RULES = {INVIGILATOR: "ROOM-TWO", PATROL: "PATROL-5", ROOM_ADMIN: "ROOM-SYSADMIN"}
_NAMED = 6
"""People or rooms named in one message."""


def causes_of(sheet: SiteSheet, turn: int, present: Present) -> list[Clash]:
    """Return every cause found, never none."""
    row = sheet.turns[turn]
    *_, groups = groupings(row, sheet.patrol_waiver)
    found = [_of_count(sheet, lack) for lack in lacks(sheet, row, present, groups)]
    if not found:
        found = [*_barred_rooms(sheet, row, present), *_barred_groups(sheet, row, present, groups)]
    return found or _by_leaving_out(sheet, turn, present, groups)


def _of_count(sheet: SiteSheet, lack: Lack) -> Clash:
    short = lack.demand - lack.supply
    if not lack.posts:
        return Clash(
            rule="ROOM-COMPUTER",
            cause="电子化考场每场至少 1 名监考具备计算机能力，到岗人员不够",
            demand=lack.demand,
            supply=lack.supply,
            cure=f"{_CALL_IN}：至少 {short} 名具备计算机能力；{_LAST_RESORT}",
        )
    names = "、".join(lack.posts)
    cure = f"{_CALL_IN}：至少 {short} 名可任{names}；{_LAST_RESORT}"
    if PATROL in lack.posts and not sheet.patrol_waiver:
        cure += "，并可在参数表登记 PATROL-5 豁免及理由，由其他流动监考兼顾相邻考场"
    return Clash(
        rule=_RULES[lack.posts[0]],
        cause=f"{names}到岗人员连同备用人员不够",
        demand=lack.demand,
        supply=lack.supply,
        cure=cure,
    )


def _able(sheet: SiteSheet, present: Present, post: str) -> list[int]:
    reserves = [who for who in present.reserves if post in sheet.people[who].posts]
    return [*present.regular[post], *reserves]


def _names(sheet: SiteSheet, people: Sequence[int]) -> str:
    shown = "、".join(
        f"{sheet.people[who].staff} {sheet.people[who].name}" for who in people[:_NAMED]
    )
    return shown + (f" 等 {len(people)} 人" if len(people) > _NAMED else "")


def _barred_rooms(sheet: SiteSheet, row: DrawTurn, present: Present) -> Iterator[Clash]:
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
                    cure=f"请增派与考场 {room.number} 考生无回避关系、可任{post}的备用人员",
                )


def _barred_groups(
    sheet: SiteSheet, row: DrawTurn, present: Present, groups: Sequence[PatrolGroup]
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
                cure="请增派与这些考场考生无回避关系、可任流动监考的备用人员",
            )


def _by_leaving_out(
    sheet: SiteSheet, turn: int, present: Present, groups: tuple[PatrolGroup, ...]
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
            "请增派与他们无亲属关系的备用人员，或让其中一人不参加本场",
        ),
        "RECUSE-OTHER": (
            f"须回避考场的人员无法错开：{_names(sheet, barred)}",
            len(barred),
            "请增派无须回避的备用人员",
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
            cause="各岗位人数、计算机能力和备用人员可任岗位合在一起无法满足",
            demand=sum(room.invigilators + room.admins for room in row.rooms) + len(groups),
            supply=len(people),
            cure=f"请增派具备计算机能力的备用监考（现有 {skilled} 人）",
        )
    ]
