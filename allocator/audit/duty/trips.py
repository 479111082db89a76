"""Trips of papers: who rides in each vehicle, where it goes, who hands over at either end."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from allocator.audit.duty.needs import Kind, asked, faults_of, posts_of, stopped, when, where
from allocator.audit.duty.tables import GIVING, HANDOVERS, REGION, TAKING, TRIPS, DutyTables
from allocator.audit.plain import Span, report
from allocator.audit.staff.sites import site_needs
from allocator.models.domain.findings import Finding, RuleReport

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from allocator.audit.duty.tables import Hand, Ride
    from allocator.audit.exported import Exported
    from allocator.audit.facts import RunFacts
    from allocator.models.domain.exam import Inputs

DRIVER = "驾驶员"
_LEAST = 2
"""Escorts of a vehicle, and people of each side of a hand-over."""
_NEAR = timedelta(hours=3)
"""From a hand-over to the departure, or from the arrival to a hand-over."""


class Trip(NamedTuple):
    """One vehicle on one way: the rows of 押运安排 that agree in site, times and 车辆."""

    site: str
    span: Span
    vehicle: str
    drivers: tuple[str, ...]
    """工号, each once, in the order of the rows."""
    escorts: tuple[str, ...]
    line: int
    """Excel row of its first row."""

    @property
    def name(self) -> str:
        """Return the trip as a planner calls it."""
        return f"{where(self.site)} {when(self.span)} 车辆 {self.vehicle or '（空）'}"

    @property
    def aboard(self) -> tuple[str, ...]:
        """Return everybody in the vehicle."""
        return tuple(dict.fromkeys((*self.drivers, *self.escorts)))


def trips_of(duty: DutyTables) -> list[Trip]:
    """Return the trips in the order of their first rows."""
    rows: dict[tuple[str, Span, str], list[Ride]] = defaultdict(list)
    for ride in duty.rides:
        rows[ride.site, ride.span, ride.vehicle].append(ride)
    return [
        Trip(
            *key,
            tuple(dict.fromkeys(ride.driver for ride in rides if ride.driver)),
            tuple(dict.fromkeys(ride.escort for ride in rides if ride.escort)),
            rides[0].line,
        )
        for key, rides in rows.items()
    ]


def escort_two(book: Exported, inputs: Inputs, run: RunFacts) -> RuleReport:
    """Each vehicle carries its driver and two escorts, nobody else, straight to one site."""
    due = asked(inputs, Kind.TRIP)
    if stop := stopped("ESCORT-TWO", book, inputs, TRIPS, due=bool(due)):
        return stop
    duty = book.duty or DutyTables()
    trips = trips_of(duty)
    findings = faults_of("ESCORT-TWO", duty, TRIPS)
    sites = {*site_needs(book, inputs), REGION}
    able = {member.staff: frozenset(member.posts) for member in inputs.staff}
    for trip in trips:
        place = duty.at(TRIPS, trip.line)
        findings += [
            Finding(rule="ESCORT-TWO", place=place, message=f"{trip.name}：{words}")
            for words in _trip_wrong(trip, sites, able, _wanted(trip, inputs))
        ]
    findings += _not_straight(trips, duty)
    findings += _not_made(trips, duty, inputs)
    return report("ESCORT-TWO", len(trips), findings, inputs, _sites_without(trips, book))


def _trip_wrong(
    trip: Trip, sites: set[str], able: dict[str, frozenset[str]], wanted: tuple[int, frozenset[str]]
) -> Iterator[str]:
    least, posts = wanted
    escorts = [staff for staff in trip.escorts if staff not in trip.drivers]
    if len(escorts) < least:
        yield f"除驾驶员外押运 {len(escorts)} 人，应有至少 {least} 人"
    if len(trip.drivers) != 1:
        named = f"有 {len(trip.drivers)} 名驾驶员" if trip.drivers else "没有写明驾驶员"
        yield f"{named}，应为 1 名"
    if not trip.vehicle:
        yield "没有写明车辆"
    if trip.site not in sites:
        yield "不是设有考场的考点，没有直达一个考点"
    for staff in trip.drivers:
        if DRIVER not in able.get(staff, (DRIVER,)):
            yield f"驾驶员工号 {staff} 的可任岗位中没有{DRIVER}"
    for staff in escorts:
        if posts and not posts & able.get(staff, posts):
            named = "、".join(sorted(posts))
            yield f"工号 {staff} 的可任岗位中没有{named}，无关人员不得搭乘"


def _wanted(trip: Trip, inputs: Inputs) -> tuple[int, frozenset[str]]:
    """Return how many escorts a trip must have, and the posts that sheet 值守 asks of them."""
    rows = [
        need for need in asked(inputs, Kind.TRIP)
        if need.place in (trip.site, REGION) and Span(need.start, need.end).overlaps(trip.span)
    ]  # fmt: skip
    mine = [need for need in rows if need.place == trip.site] or rows
    posts = [posts_of(need) for need in mine]
    return (
        max([_LEAST, *(need.people or 0 for need in mine)]),
        frozenset().union(*posts) if all(posts) else frozenset(),
    )


def _not_straight(trips: Sequence[Trip], duty: DutyTables) -> Iterator[Finding]:
    """Yield the vehicles that are on two ways at once."""
    last: dict[str, Trip] = {}
    for trip in sorted(trips, key=lambda one: (one.span, one.line)):
        before = last.get(trip.vehicle) if trip.vehicle else None
        if before is not None and before.span.overlaps(trip.span):
            words = (
                f"{trip.name}：这辆车同时在去考点 {before.site} 的路上"
                f"（第 {before.line} 行），没有直达一个考点"
            )
            yield Finding(rule="ESCORT-TWO", place=duty.at(TRIPS, trip.line), message=words)
        if before is None or trip.span.end > before.span.end:
            last[trip.vehicle] = trip


def _sites_without(trips: Sequence[Trip], book: Exported) -> str:
    """Return which sites with papers no trip goes to, for a remark: other means may be."""
    served = {trip.site for trip in trips}
    on_paper = dict.fromkeys(order.site for order in book.orders)
    missing = [site for site in on_paper if site not in served]
    return f"没有运送安排的纸笔考点：{'、'.join(missing)}" if missing else ""


def _not_made(trips: Sequence[Trip], duty: DutyTables, inputs: Inputs) -> Iterator[Finding]:
    """Yield the rows of sheet 值守 for which there is no trip."""
    for need in asked(inputs, Kind.TRIP):
        span = Span(need.start, need.end)
        if not any(
            need.place in (trip.site, REGION) and trip.span.overlaps(span) for trip in trips
        ):
            words = f"值守表要求的{need.task}（{where(need.place)} {when(span)}）没有安排"
            yield Finding(rule="ESCORT-TWO", place=duty.at(TRIPS), message=words)


class _Meeting(NamedTuple):
    """One hand-over: the rows of 交接安排 that agree in site, time and 环节."""

    site: str
    time: datetime
    stage: str


def handover_two(book: Exported, inputs: Inputs, run: RunFacts) -> RuleReport:
    """Each hand-over has two different people of each side; each trip has one at either end."""
    duty = book.duty or DutyTables()
    ways = trips_of(duty)
    due = ways or asked(inputs, Kind.TRIP)
    if stop := stopped("HANDOVER-TWO", book, inputs, HANDOVERS, due=bool(due)):
        return stop
    findings = faults_of("HANDOVER-TWO", duty, HANDOVERS)
    meetings: dict[_Meeting, list[Hand]] = defaultdict(list)
    for hand in duty.hands:
        meetings[_Meeting(hand.site, hand.time, hand.stage)].append(hand)
    for meeting, hands in meetings.items():
        place = duty.at(HANDOVERS, hands[0].line)
        findings += [
            Finding(rule="HANDOVER-TWO", place=place, message=f"{_named(meeting)}：{words}")
            for words in _meeting_wrong(hands)
        ]
    findings += _ends_without(ways, meetings, duty)
    return report("HANDOVER-TWO", len(meetings) + 2 * len(ways), findings, inputs)


def _named(meeting: _Meeting) -> str:
    return f"{where(meeting.site)} {meeting.time:%m-%d %H:%M} {meeting.stage}".rstrip()


def _meeting_wrong(hands: Sequence[Hand]) -> Iterator[str]:
    sides = {side: _side(hands, side) for side in (GIVING, TAKING)}
    for side, people in sides.items():
        if len(people) < _LEAST:
            yield f"{side}方 {len(people)} 人，应有至少 {_LEAST} 人"
    both = sorted(sides[GIVING] & sides[TAKING])
    if both:
        yield f"工号 {'、'.join(both)} 同在交、接两方"


def _side(hands: Sequence[Hand], side: str) -> set[str]:
    return {hand.staff for hand in hands if hand.side == side}


def _ends_without(
    trips: Sequence[Trip], meetings: Mapping[_Meeting, Sequence[Hand]], duty: DutyTables
) -> Iterator[Finding]:
    """Yield the ends of trips at which no hand-over to, or by, those aboard is planned.

    Who rides has taken the papers before and gives them away after: two of the escorts at least,
    and not hours apart, or the papers would lie about. Of a trip between the province and the 考区,
    one end is the province's business.
    """
    hours = f"{_NEAR.total_seconds() / 3600:.0f}"
    for trip in trips:
        escorts = set(trip.escorts) - set(trip.drivers)
        wanted = min(_LEAST, len(escorts))
        lacking = [
            words
            for words, side, span in (
                (
                    "出发前没有由随车押运接收",
                    TAKING,
                    Span(trip.span.start - _NEAR, trip.span.start),
                ),
                ("到达后没有由随车押运交出", GIVING, Span(trip.span.end, trip.span.end + _NEAR)),
            )
            if not any(
                meeting.site == trip.site
                and span.start <= meeting.time <= span.end
                and len(_side(hands, side) & escorts) >= wanted
                for meeting, hands in meetings.items()
            )
        ]
        if trip.site == REGION and len(lacking) == 1:
            continue
        for words in lacking:
            message = f"{trip.name}：{words}的交接安排（{hours} 小时以内，至少 {_LEAST} 人）"
            place = duty.at(TRIPS, trip.line)
            yield Finding(rule="HANDOVER-TWO", place=place, message=message)
