"""Who of those named absent matters to a draw of the day, and who is only noted."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from allocator.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from allocator.models.domain.day_draws import SiteSheet
    from allocator.pipeline.days import DayOptions


def due_in(sheet: SiteSheet, turn: int) -> set[str]:
    """Return the 工号 of all who are due in a turn, reserves included."""
    here = sheet.turns[turn]
    due = (*here.invigilators, *here.patrols, *here.admins, *here.reserves)
    return {sheet.people[person].staff for person in due}


def is_due(sheet: SiteSheet, turn: int, absent: Sequence[str]) -> bool:
    """Return whether a record names absentees as it must: each once, sorted, due in the turn."""
    return sorted(due_in(sheet, turn).intersection(absent)) == list(absent)


def with_those_due(
    sheet: SiteSheet,
    turn: int,
    options: DayOptions,
    posted: Callable[[], Collection[str]] = tuple,
    left: Callable[[], Mapping[str, int]] = dict,
) -> DayOptions:
    """Return the options with those absent who are due, the others as idle.

    Who is absent enters the digest of the draw, and so do its random numbers: to name people whose
    absence changes nothing must not be a way to look for a draw that somebody likes. `posted`
    is asked for the 工号 of the site who are in none of its draws, only where somebody else is
    named, and `left` for those whom an amendment took out, with its number. Raises `InputError` for
    an absentee who is not of the site.
    """
    known = {person.staff for person in sheet.people}
    others = [who for who in options.absent if who not in known]
    here = posted() if others else ()
    strangers = [who for who in others if who not in here]
    gone = left() if strangers else {}
    if told := [f"{who} 已在第 {gone[who]} 次变更退出" for who in strangers if who in gone]:
        raise InputError(
            f"缺席名单中有已不任职的人员：{'、'.join(told[:20])}。请去掉这些工号，"
            "接替的人缺席的，写接替的人；没有抽签。"
        )
    if strangers:
        raise InputError(
            f"缺席名单中有 {len(strangers)} 个工号在考点 {sheet.site} 查不到："
            f"{'、'.join(strangers[:20])}。请核对工号，不参加抽签的人员不必写；没有抽签。"
        )
    due, named = due_in(sheet, turn), dict.fromkeys(options.absent)
    return replace(
        options,
        absent=tuple(who for who in named if who in due),
        idle=tuple(who for who in named if who not in due),
    )
