"""Who is on duty when: what the rules on people ask of watches, trips and hand-overs.

The checks of those rules (`staff/people.py`, `staff/recusal.py`, `days/pairs.py`) add what is found
here to what they find in 岗位安排 and in the draws.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from allocator.audit.duty.needs import (
    Kind,
    Served,
    faults_of,
    kind_of,
    place_of,
    served_by,
    when,
    where,
)
from allocator.audit.duty.sheets import word
from allocator.audit.duty.tables import HANDOVERS, REGION, TRIPS, WATCHES
from allocator.audit.duty.trips import trips_of
from allocator.audit.plain import Span, once
from allocator.audit.staff.spans import session_spans
from allocator.models.domain.findings import Finding
from allocator.models.domain.staffing import DRAWN_POSTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from collections.abc import Set as AbstractSet
    from datetime import date, datetime

    from allocator.audit.duty.tables import DutyTables, Hand
    from allocator.audit.exported import Exported
    from allocator.models.domain.exam import Inputs
    from allocator.models.domain.staff import StaffMember


_DIGITS = 8
"""Digits from which on an unknown 工号 may be a 证件号码, of whatever kind."""


class Turn(NamedTuple):
    """A watch or a trip of one person."""

    span: Span
    line: int
    sheet: str
    task: str
    place: str
    """考区 or a 考点代码; of a trip the site it goes to."""
    staff: str

    @property
    def kind(self) -> Kind:
        """Return what its task is to the rules."""
        return kind_of(self.task)

    @property
    def name(self) -> str:
        """Return it as a planner calls it."""
        return f"{where(self.place)} {self.task} {when(self.span)}"


def turns(book: Exported, inputs: Inputs) -> dict[str, list[Turn]]:
    """Return watches and trips by 工号, in order of time; rows that say the same stand once.

    A trip that 值守安排 names too is one turn.
    """
    return once(book, inputs, "turns of duty", lambda: _turns(book.duty) if book.duty else {})


def _turns(duty: DutyTables) -> dict[str, list[Turn]]:
    found: dict[str, list[Turn]] = defaultdict(list)
    for trip in trips_of(duty):
        for staff in trip.aboard:
            found[staff].append(
                Turn(trip.span, trip.line, TRIPS, Kind.TRIP.value, trip.site, staff)
            )
    seen = set()
    for watch in duty.watches:
        turn = Turn(watch.span, watch.line, WATCHES, watch.task, watch.place, watch.staff)
        same = turn._replace(line=0)
        named_twice = turn.kind is Kind.TRIP and any(
            turn.span.overlaps(other.span) and turn.place in (other.place, REGION)
            for other in found[watch.staff]
            if other.sheet == TRIPS
        )
        if same not in seen and not named_twice:
            found[watch.staff].append(turn)
        seen.add(same)
    return {staff: sorted(mine) for staff, mine in found.items()}


def hands(book: Exported) -> tuple[Hand, ...]:
    """Return the rows of 交接安排."""
    return book.duty.hands if book.duty is not None else ()


def first_duty_days(book: Exported, inputs: Inputs) -> dict[str, tuple[date, str]]:
    """Return the first day that each member of staff is on duty, with the place of its row."""
    found: dict[str, tuple[date, str]] = {}
    for staff, mine in turns(book, inputs).items():
        found[staff] = (mine[0].span.start.date(), _at(book, mine[0]))
    for hand in hands(book):
        day = hand.time.date()
        if hand.staff not in found or day < found[hand.staff][0]:
            found[hand.staff] = (day, _at_hand(book, hand))
    return found


def in_two_places(book: Exported, inputs: Inputs) -> Iterator[Finding]:
    """Yield who is on duty in two places at once, or on duty and at a post, or is nobody we know.

    A hand-over takes but a moment, at the end of its trip that its 环节 tells (at either end, where
    it does not tell): it may fall into a watch there, or into a session of who is not in a room.
    """
    members = {member.staff: member for member in inputs.staff}
    known = {site.code for site in inputs.sites} | {REGION}
    served = served_by(book, inputs)
    yield from _strangers(book, members, known)
    mine = turns(book, inputs)
    for staff, ones in mine.items():
        for one, other in combinations(ones, 2):
            if one.span.overlaps(other.span):
                words = f"工号 {staff} 在{one.name}（第 {one.line} 行），不能同时在{other.name}"
                yield _found("STAFF-ONE-PLACE", book, other, words)
        for turn in ones:
            posts = [post for post in served.get(staff, ()) if post.span.overlaps(turn.span)]
            if posts:
                at_post = f"考点 {posts[0].site} 场次 {posts[0].session} 任岗"
                words = f"工号 {staff} 在{turn.name}，不能同时在{at_post}"
                yield _found("STAFF-ONE-PLACE", book, turn, words)
    met: dict[tuple[str, datetime], list[Hand]] = defaultdict(list)
    for hand in hands(book):
        away = _elsewhere(hand, mine.get(hand.staff, ()), served.get(hand.staff, ()))
        others = met[hand.staff, hand.time]
        away += [
            f"{where(other.site)} {other.stage}交接（第 {other.line} 行）"
            for other in others
            if _places(other).isdisjoint(_places(hand))
        ]
        others.append(hand)
        if away:
            at = f"{where(hand.site)} {hand.time:%m-%d %H:%M} {hand.stage}交接"
            words = f"工号 {hand.staff} 在{away[0]}，不能同时在{at}"
            yield Finding(rule="STAFF-ONE-PLACE", place=_at_hand(book, hand), message=words)


def _places(hand: Hand) -> set[str]:
    """Return where a hand-over may be."""
    return {place_of(hand)} if place_of(hand) else {hand.site, REGION}


def _elsewhere(hand: Hand, mine: Sequence[Turn], served: Sequence[Served]) -> list[str]:
    """Return what else somebody does, and elsewhere, at the moment of a hand-over."""
    places = _places(hand)
    away = [
        turn.name for turn in mine
        if turn.span.start < hand.time < turn.span.end
        and (turn.sheet == TRIPS or turn.place not in places)
    ]  # fmt: skip
    return away + [
        f"考点 {one.site} 场次 {one.session} 任{one.post}" for one in served
        if one.span.start < hand.time < one.span.end
        and (one.site not in places or one.post in DRAWN_POSTS)
    ]  # fmt: skip


def _strangers(
    book: Exported, members: dict[str, StaffMember], known: AbstractSet[str]
) -> Iterator[Finding]:
    """Yield the rows that name somebody, or a place, that there is not, or that say too little.

    What is wrong with rows of other tasks or sheets, their own rules tell.
    """
    duty = book.duty
    if duty is None:
        return
    yield from faults_of("STAFF-ONE-PLACE", duty, WATCHES, (Kind.TRIP, Kind.OTHER))
    rows = [(WATCHES, one.line, one.staff, one.place, one.name) for one in duty.watches]
    for ride in duty.rides:
        for staff in dict.fromkeys((ride.driver, ride.escort)):
            # A blank one is told by ESCORT-TWO.
            rows += [(TRIPS, ride.line, staff, REGION, "")] if staff else []
    rows += [(HANDOVERS, hand.line, hand.staff, hand.site, "") for hand in duty.hands]
    for sheet, line, staff, place, name in rows:
        member = members.get(staff)
        wrong = []
        if member is None:
            several = any(mark in staff for mark in "、,;/")
            cure = "，一行只写一人" if several else ""
            wrong.append(f"工号 {_shown(staff)} 不在工作人员表中{cure}")
        elif name and name != word(member.name):
            wrong.append(f"工号 {staff} 的姓名与工作人员表不符")
        if place not in known:
            wrong.append(f"地点 {place} 不是考区，也不是考点代码")
        for words in wrong:
            yield Finding(rule="STAFF-ONE-PLACE", place=duty.at(sheet, line), message=words)


def _shown(staff: str) -> str:
    """Return what stands where a 工号 should; what may be a 证件号码 is masked."""
    if sum(sign.isdecimal() for sign in staff) < _DIGITS:
        return staff
    return f"{staff[:3]}****{staff[-2:]}"


def when_unavailable(book: Exported, inputs: Inputs) -> Iterator[Finding]:
    """Yield who is on duty during a session that is not among his 可用场次."""
    held = session_spans(book, inputs).anywhere()
    members = {member.staff: member for member in inputs.staff}
    for staff, ones in turns(book, inputs).items():
        member = members.get(staff)
        if member is None or not member.sessions:
            continue
        for turn in ones:
            away = [
                str(session) for session, span in sorted(held.items())
                if session not in member.sessions and span.overlaps(turn.span)
            ]  # fmt: skip
            if away:
                words = f"工号 {staff} 的可用场次没有 {'、'.join(away)}，却在{turn.name}"
                yield _found("STAFF-AVAILABLE", book, turn, words)


def relatives_together(
    book: Exported, inputs: Inputs, apart: AbstractSet[frozenset[str]]
) -> tuple[int, list[Finding]]:
    """Return how many pairs work together on a watch or in a vehicle, and those who are kin."""
    pairs = working_pairs(book, inputs)
    findings = [
        _found("PAIR-KIN", book, other,
               f"{other.name}：工号 {one.staff} 与工号 {other.staff} 是亲属")
        for one, other in pairs
        if frozenset((one.staff, other.staff)) in apart
    ]  # fmt: skip
    return len(pairs), findings


def working_pairs(book: Exported, inputs: Inputs) -> list[tuple[Turn, Turn]]:
    """Return the pairs of people who share a watch or a vehicle."""
    return once(book, inputs, "pairs on duty", lambda: list(_pairs(book, inputs)))


def _pairs(book: Exported, inputs: Inputs) -> Iterator[tuple[Turn, Turn]]:
    for crew in crews(book, inputs).values():
        yield from together(crew)
    for trip in trips_of(book.duty) if book.duty is not None else ():
        aboard = [
            Turn(trip.span, trip.line, TRIPS, f"{Kind.TRIP.value} 车辆 {trip.vehicle}", trip.site,
                 staff)
            for staff in trip.aboard
        ]  # fmt: skip
        yield from combinations(aboard, 2)


def crews(book: Exported, inputs: Inputs) -> dict[tuple[str, str], list[Turn]]:
    """Return the turns of 值守安排 by task and place, in order of time."""
    found: dict[tuple[str, str], list[Turn]] = defaultdict(list)
    for ones in turns(book, inputs).values():
        for turn in ones:
            if turn.sheet == WATCHES:
                found[turn.task, turn.place].append(turn)
    return {key: sorted(crew) for key, crew in found.items()}


def together(crew: list[Turn]) -> Iterator[tuple[Turn, Turn]]:
    """Yield the pairs of different people whose turns of one task and place overlap."""
    for nth, one in enumerate(crew):
        for other in crew[nth + 1 :]:
            if other.span.start >= one.span.end:
                break
            if one.staff != other.staff and one.span.overlaps(other.span):
                yield one, other


def _found(rule: str, book: Exported, turn: Turn, message: str) -> Finding:
    return Finding(rule=rule, place=_at(book, turn), message=message)


def _at(book: Exported, turn: Turn) -> str:
    return book.duty.at(turn.sheet, turn.line) if book.duty is not None else ""


def _at_hand(book: Exported, hand: Hand) -> str:
    return book.duty.at(HANDOVERS, hand.line) if book.duty is not None else ""
