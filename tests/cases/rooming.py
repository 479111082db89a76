"""One case or more for each rule that the model of `rooming` carries.

A case is a tiny problem with counts that keep every rule and counts that break just this one. To
add a rule, add its case here; `tests/models/test_rooming_cases.py` names what is missing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from allocator.models.cpsat.rooming.problem import (
    Demand,
    Offer,
    Pattern,
    RoomClass,
    RoomingProblem,
)
from allocator.models.cpsat.rooming.variables import RoomingCounts

ANY = Offer(form=0, places=30, tail_places=0, ground=False, accessible=False)
"""How a room of 30 looks to a sitting in which nobody needs anything."""


@dataclass(frozen=True, kw_only=True)
class Case:
    """A problem, counts that obey and counts that break `rule` and nothing else."""

    rule: str
    name: str
    problem: RoomingProblem
    obeys: RoomingCounts
    breaks: RoomingCounts


def a_class(*, site=0, floor=None, rooms=1, places=30, tail=0, ground=False, accessible=False):
    return RoomClass(
        site=site,
        floor=2 * site + (not ground) if floor is None else floor,
        form=0,
        places=places,
        tail_places=tail,
        ground=ground,
        accessible=accessible,
        rooms=rooms,
        ranks=((True, 0, rooms),),
    )


def a_demand(people, *, sitting=0, ground=False, accessible=False, site=-1):
    return Demand(
        sitting=sitting,
        people=people,
        patterns=(sitting,),
        ground=ground,
        accessible=accessible,
        site=site,
    )


def a_problem(classes, demands, *, sittings=1, alone=False, spare=0):
    """Return a problem with one pattern for each sitting; all sittings overlap."""
    sites = 1 + max(room_class.site for room_class in classes)
    return RoomingProblem(
        sittings=sittings,
        cliques=(tuple(range(sittings)),),
        classes=tuple(classes),
        patterns=tuple(Pattern(s, 0, 1, alone) for s in range(sittings)),
        demands=tuple(demands),
        spare=(spare,) * sites,
    )


def counts(opened, *, used=None, rooms=None, tail=(), people=None, flow=None, site_rooms=None):
    """Return counts; with one sitting, the rooms used are those opened and of offer `ANY`."""
    return RoomingCounts(
        opened=list(opened),
        used={(0, c): n for c, n in enumerate(opened)} if used is None else used,
        rooms={(0, ANY): sum(opened)} if rooms is None else rooms,
        tail=set(tail),
        people=people or {},
        flow=flow or {},
        site_rooms=site_rooms or {},
    )


def _room_30() -> list[Case]:
    tailed = replace_offer(tail_places=3)
    return [
        Case(
            rule="ROOM-30",
            name="31 people in rooms of 30",
            problem=a_problem([a_class(rooms=2)], [a_demand(31)]),
            obeys=counts([2]),
            breaks=counts([1]),
        ),
        Case(
            rule="ROOM-30",
            name="one person a room",
            problem=a_problem([a_class(rooms=2)], [a_demand(2)], alone=True),
            obeys=counts([2]),
            breaks=counts([1]),
        ),
        Case(
            rule="ROOM-30",
            name="33 people only in the merged last room",
            problem=a_problem([a_class(tail=3)], [a_demand(33)]),
            obeys=counts([1], rooms={(0, tailed): 1}, tail=[(0, tailed)]),
            breaks=counts([1], rooms={(0, tailed): 1}),
        ),
        _two_tails(),
        _tail_without_room(),
    ]


def _tail_without_room() -> Case:
    """Return 32 people who fit one room only with the further places of a room not used."""
    tailed = replace_offer(tail_places=3)
    both = {(0, ANY): 1, (0, tailed): 1}
    return Case(
        rule="ROOM-30",
        name="further places belong to a room in use",
        problem=a_problem([a_class(), a_class(tail=3)], [a_demand(32)]),
        obeys=counts([1, 1], rooms=both),
        breaks=counts([1, 0], rooms={(0, ANY): 1}, tail=[(0, tailed)]),
    )


def _two_tails() -> Case:
    """Return 65 people and two rooms that might each be the merged last one; only one may be."""
    offers = [replace_offer(tail_places=extra) for extra in (2, 3)]
    classes = [a_class(tail=extra, rooms=1) for extra in (2, 3)]
    return Case(
        rule="ROOM-30",
        name="only one last room is merged",
        problem=a_problem([*classes, a_class(rooms=1)], [a_demand(65)]),
        obeys=counts(
            [1, 1, 1],
            rooms={(0, offers[0]): 1, (0, offers[1]): 1, (0, ANY): 1},
            tail=[(0, offers[1])],
        ),
        breaks=counts(
            [1, 1, 0],
            rooms={(0, offers[0]): 1, (0, offers[1]): 1},
            tail=[(0, offers[0]), (0, offers[1])],
        ),
    )


def replace_offer(**changes) -> Offer:
    return ANY._replace(**changes)


def _seat_needs() -> list[Case]:
    cases = []
    for flag in ("ground", "accessible"):
        special = replace_offer(**{flag: True})
        classes = [a_class(floor=0), a_class(floor=1, **{flag: True})]
        cases.append(
            Case(
                rule="SEAT-NEEDS",
                name=f"one person needs {flag}",
                problem=a_problem(classes, [a_demand(1, **{flag: True})]),
                obeys=counts([0, 1], rooms={(0, special): 1}, flow={(0, 0, special): 1}),
                breaks=counts([1, 0], rooms={(0, ANY): 1}),
            )
        )
    return cases


def _seat_site() -> list[Case]:
    apart = a_problem([a_class(site=0), a_class(site=1)], [a_demand(1, site=0)])
    tight = a_problem([a_class(site=0), a_class(site=1, rooms=2)], [a_demand(31, site=1)])
    forced = a_problem([a_class(site=0), a_class(site=1)], [a_demand(1)])
    flow = {(0, 0, ANY): 1}
    return [
        Case(
            rule="SEAT-SITE",
            name="the room is at the other site",
            problem=apart,
            obeys=counts([1, 0], flow=flow, site_rooms={(0, 0, ANY): 1}),
            breaks=counts([0, 1], flow=flow, site_rooms={(0, 0, ANY): 1}),
        ),
        Case(
            rule="SEAT-SITE",
            name="one of two rooms is at the other site",
            problem=tight,
            obeys=counts([0, 2], flow={(0, 0, ANY): 31}, site_rooms={(1, 0, ANY): 2}),
            breaks=counts([1, 1], flow={(0, 0, ANY): 31}, site_rooms={(1, 0, ANY): 1}),
        ),
        Case(
            rule="SEAT-SITE",
            name="rooms a site must open",
            problem=replace(forced, least_rooms=(1, 0)),
            obeys=counts([1, 0]),
            breaks=counts([0, 1]),
        ),
    ]


def _room_spare() -> list[Case]:
    return [
        Case(
            rule="ROOM-SPARE",
            name="one of two rooms stays free",
            problem=a_problem([a_class(site=0, rooms=2), a_class(site=1, rooms=2)],
                              [a_demand(60)], spare=1),
            obeys=counts([1, 1]),
            breaks=counts([2, 0]),
        )
    ]  # fmt: skip


def _seat_clash() -> list[Case]:
    problem = a_problem([a_class(rooms=2)], [a_demand(5), a_demand(5, sitting=1)], sittings=2)
    both = {"used": {(0, 0): 1, (1, 0): 1}, "rooms": {(0, ANY): 1, (1, ANY): 1}}
    return [
        Case(
            rule="SEAT-CLASH",
            name="two exams at one time in one room",
            problem=problem,
            obeys=counts([2], **both),
            breaks=counts([1], **both),
        )
    ]


def _seat_kin() -> list[Case]:
    """Return people who must be apart: as many rooms they fit, places alone do not do."""
    two = a_problem([a_class(rooms=2)], [a_demand(2)])
    either = a_problem([a_class(rooms=4)], [a_demand(2), a_demand(2, sitting=1)], sittings=2)
    used = {"used": {(0, 0): 2, (1, 0): 1}, "rooms": {(0, ANY): 2, (1, ANY): 1}}
    few = {"used": {(0, 0): 1, (1, 0): 2}, "rooms": {(0, ANY): 1, (1, ANY): 2}}
    return [
        Case(
            rule="SEAT-KIN",
            name="two kin in one room",
            problem=replace(two, apart=(((0,), 2),)),
            obeys=counts([2]),
            breaks=counts([1]),
        ),
        Case(
            rule="SEAT-KIN",
            name="the second room is one they do not fit",
            problem=replace(either, apart=(((0,), 2),)),
            obeys=counts([3], **used),
            breaks=counts([3], **few),
        ),
    ]


CASES: tuple[Case, ...] = (
    *_room_30(),
    *_seat_needs(),
    *_seat_site(),
    *_room_spare(),
    *_seat_clash(),
    *_seat_kin(),
)
