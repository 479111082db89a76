"""Rest between turns of duty and sessions, and pairs that watch together again and again."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from allocator.audit.duty.needs import served_by, stopped
from allocator.audit.duty.people import crews, together, turns
from allocator.audit.duty.tables import WATCHES, DutyTables
from allocator.audit.plain import Span, report
from allocator.models.domain.findings import Finding, RuleReport

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from allocator.audit.duty.needs import Served
    from allocator.audit.duty.people import Turn
    from allocator.audit.exported import Exported
    from allocator.audit.facts import RunFacts
    from allocator.models.domain.exam import Inputs

_SETTING, _HOURS = "最短休息", 8
"""Setting of sheet 参数 and its default, in hours."""
_NIGHT_FROM, _NIGHT_TO, _NOON = time(22), time(6), time(12)


def duty_rest(book: Exported, inputs: Inputs, run: RunFacts) -> RuleReport:
    """Everybody rests between two turns, and between a turn and a session, 最短休息 hours.

    And nobody watches between 22:00 and 06:00 before a session of his that starts before noon.
    What overlaps is STAFF-ONE-PLACE's concern.
    """
    if stop := stopped("DUTY-REST", book, inputs):
        return stop
    duty = book.duty or DutyTables()
    least = timedelta(hours=int(inputs.policy.others.get(_SETTING, _HOURS)))
    served = served_by(book, inputs)
    findings, checked = [], 0
    for staff, mine in turns(book, inputs).items():
        checked += len(mine)
        told = [
            *_between_turns(mine, least),
            *_around_sessions(mine, served.get(staff, ()), least),
            *_nights(mine, served.get(staff, ())),
        ]
        findings += [
            Finding(rule="DUTY-REST", place=duty.at(turn.sheet, turn.line),
                    message=f"工号 {staff} {words}")
            for turn, words in told
        ]  # fmt: skip
    return report("DUTY-REST", checked, findings, inputs)


def _between_turns(mine: list[Turn], least: timedelta) -> Iterator[tuple[Turn, str]]:
    for other in mine:
        ended = [one for one in mine if one.span.end <= other.span.start]
        if not ended:
            continue
        one = max(ended, key=lambda turn: turn.span.end)
        rest = other.span.start - one.span.end
        if rest < least:
            yield other, f"{one.name}之后只隔 {_hours(rest)}，又在{other.name}{_due(least)}"


def _around_sessions(
    mine: list[Turn], served: Sequence[Served], least: timedelta
) -> Iterator[tuple[Turn, str]]:
    """Yield turns too near to the last session before them, or the next one after them."""
    for turn in mine:
        after = [one for one in served if one.span.start >= turn.span.end]
        before = [one for one in served if one.span.end <= turn.span.start]
        near = []
        if after:
            coming = min(after, key=lambda one: one.span.start)
            near.append((turn.name, coming.span.start - turn.span.end, f"任{_session(coming)}"))
        if before:
            last = max(before, key=lambda one: one.span.end)
            near.append((f"任{_session(last)}", turn.span.start - last.span.end, f"在{turn.name}"))
        for first, rest, then in near:
            if rest < least:
                yield turn, f"{first}之后只隔 {_hours(rest)}，又{then}{_due(least)}"


def _nights(mine: list[Turn], served: Sequence[Served]) -> Iterator[tuple[Turn, str]]:
    """Yield the watches in the night before a morning session, each with the first such session."""
    for turn in mine:
        if turn.sheet != WATCHES:
            continue
        for one in served:
            day = one.span.start.date()
            night = Span(
                datetime.combine(day - timedelta(days=1), _NIGHT_FROM),
                datetime.combine(day, _NIGHT_TO),
            )
            if one.span.start.time() < _NOON and night.overlaps(turn.span):
                yield turn, f"{turn.name}是夜班，次日上午又任{_session(one)}"
                break


def _session(one: Served) -> str:
    return f"考点 {one.site} 场次 {one.session}（{one.span.start:%m-%d %H:%M} 开考）"


def _hours(rest: timedelta) -> str:
    # To the minute: a minute less than eight hours must not read as eight.
    hours, minutes = divmod(rest // timedelta(minutes=1), 60)
    if not minutes:
        return f"{hours} 小时"
    return f"{hours} 小时 {minutes} 分" if hours else f"{minutes} 分钟"


def _due(least: timedelta) -> str:
    return f"，应隔至少 {least.total_seconds() / 3600:.0f} 小时"


def duty_pair(book: Exported, inputs: Inputs, run: RunFacts) -> RuleReport:
    """No two people are together again on the very next watch of both."""
    if stop := stopped("DUTY-PAIR", book, inputs, WATCHES, due=False):
        return stop
    duty = book.duty or DutyTables()
    shared: dict[frozenset[tuple[str, int]], tuple[Turn, Turn]] = {}
    place: dict[Turn, tuple[str, int]] = {}
    for staff, mine in turns(book, inputs).items():
        watches = [turn for turn in mine if turn.sheet == WATCHES]
        place |= {turn: (staff, nth) for nth, turn in enumerate(watches)}
    for crew in crews(book, inputs).values():
        for one, other in together(crew):
            shared[frozenset((place[one], place[other]))] = (one, other)
    findings = []
    for one, other in shared.values():
        before = frozenset((staff, nth - 1) for staff, nth in (place[one], place[other]))
        if before in shared:
            words = f"{other.name}：工号 {one.staff} 与 {other.staff} 上一班也在一起"
            at = duty.at(WATCHES, max(one.line, other.line))
            findings.append(Finding(rule="DUTY-PAIR", place=at, message=words))
    return report("DUTY-PAIR", len(shared), findings, inputs)
