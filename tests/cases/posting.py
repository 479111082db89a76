"""Builders of staff, turns and site needs, and one case for each rule of the model of `posting`."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, timedelta

from cases.small_inputs import a_paper, a_site, moment, small_inputs

from allocator.models.cpsat.posting.problem import (
    ADMINS,
    INVIGILATE,
    INVIGILATE_COMPUTER,
    PATROLS,
    Crew,
    Limit,
    PostingProblem,
    Role,
    SiteNeed,
)
from allocator.models.cpsat.posting.variables import Cover, Load, PostingCounts, Stint
from allocator.models.domain.exam import Form
from allocator.models.domain.ids import RoomId
from allocator.models.domain.staff import StaffMember
from allocator.models.domain.staffing import PatrolGroup, SiteWork, Turn, TurnWork, WorkRoom
from allocator.progress import Silent
from allocator.solvers.posting.sexes import NOBODY
from allocator.solvers.posting.solve import solve_posting


def a_member(staff, *, posts=("监考",), **changes):
    values = {
        "staff": staff,
        "name": f"姓名{staff}",
        "sex": "",
        "id_number": f"S{staff}",
        "employer": "",
        "phone": "",
        "posts": tuple(posts),
        "computer": False,
        "experience": 0,
        "trained": date(2026, 9, 1),
        "source": "单位选派",
        "site": "",
        "sessions": (),
        "max_sessions": None,
        "past_sessions": 0,
    }
    return StaffMember(**{**values, **changes})


def a_turn(*sessions, start=None):
    begin = start or moment(12, 9)
    return Turn(
        sessions=sessions, start=begin, end=begin + timedelta(hours=2), early=begin.hour < 12
    )


def a_turn_work(turn=0, *, invigilators=0, admins=0, reserves=0, groups=0, computer=0, rooms=0):
    """Return the needs of a turn; the rooms, if any are named, are all alike."""
    return TurnWork(
        turn=turn,
        rooms=tuple(
            WorkRoom(f"{n:03d}", RoomId("01", "主楼", 1, f"{n}"), "E", 0, Form.PAPER, 30, 2, 0)
            for n in range(1, rooms + 1)
        ),
        groups=tuple(PatrolGroup("主楼", (1,), (f"{n:03d}",)) for n in range(groups)),
        invigilators=invigilators,
        admins=admins,
        reserves=reserves,
        computer=computer,
    )


def a_work(site="01", turns=(), *, whole=(), exams=("E",)):
    return SiteWork(site=site, exams=tuple(exams), turns=tuple(turns), whole=tuple(whole))


class Judge:
    """Judges every drawing by a function of (posted, site, turn, regulars)."""

    def __init__(self, fine, posted):
        self._fine, self._posted = fine, posted

    def finishable(self, site, turn, regulars):
        return self._fine(self._posted, site, turn, regulars)

    def mix(self, site, turn):
        return NOBODY

    def causes(self, site, turn):
        return ()


def judging(fine=lambda *_: True):
    """Return what judges drawings: everything will do if nothing else is said."""
    return lambda posted: Judge(fine, posted)


def alike(people):
    """Return inputs and plan of one site: people alike for a 主考, two 监考 and a reserve."""
    staff = tuple(a_member(f"G{n}", posts=("主考", "监考")) for n in range(people))
    works = [a_work("01", [a_turn_work(0, invigilators=2, reserves=1)], whole=(("主考", 1),))]
    inputs = small_inputs([], [], papers=[a_paper()], sites=[a_site()], staff=staff)
    return inputs, solve_posting(inputs, [a_turn(1)], works, [], {}, [], Silent())


CHIEF, PAPERS, MEDIC, SITE_ADMIN = 4, 5, 6, 7
ROLES = (
    Role("监考", True),
    Role("监考", True),
    Role("流动监考", True),
    Role("考场系统管理员", True),
    Role("主考", False),
    Role("试卷管理", False),
    Role("医务", False),
    Role("考点系统管理员", False),
)


@dataclass(frozen=True, kw_only=True)
class Case:
    """A problem, counts that obey and counts that break `rule` and nothing else."""

    rule: str
    name: str
    problem: PostingProblem
    obeys: PostingCounts
    breaks: PostingCounts


def a_crew(people=1, *, roles=(INVIGILATE,), **changes):
    values = {
        "roles": tuple(roles),
        "volunteer": False,
        "trained": 0b11,
        "available": 0b11,
        "most": -1,
        "free": 0b11,
        "areas": (0,),
        "past": ((0, people),),
    }
    return Crew(**{**values, **changes})


def a_need(*, turns=2, area=0, whole=(), **needs):
    """Return a site; each need is a number for all turns or one for each turn."""

    def by_turn(value):
        return (value,) * turns if isinstance(value, int) else tuple(value)

    names = ("invigilators", "reserves", "capable", "patrols", "admins", "each_sex")
    rows = {name: by_turn(needs.get(name, 0)) for name in names}
    return SiteNeed(area=area, whole=tuple(whole), **rows)


def a_problem(crews, *sites, sessions=(1, 1), areas=(0b11,), **changes):
    """Return a problem in which every set of the turns of an area is a pattern."""
    every = [tuple(m for m in range(1, 1 << len(sessions)) if not m & ~area) for area in areas]
    problem = PostingProblem(
        sessions=tuple(sessions),
        early=0b01,
        roles=ROLES,
        areas=tuple(areas),
        sites=sites,
        crews=tuple(crews),
        patterns=tuple(every),
    )
    return replace(problem, **changes)


def counts(problem, people, covers=None):
    """Return counts of people by (crew, role, pattern[, area]); one site takes all of an area.

    Everybody of a crew has the same 历史场次 here, so loads follow from the people.
    """
    stints = {}
    for (crew, role, pattern, *rest), number in people.items():
        stints[Stint(crew, rest[0] if rest else 0, role, pattern)] = number
    loads = Counter()
    served = Counter()
    for stint, number in stints.items():
        past = problem.crews[stint.crew].past[0][0]
        loads[Load(stint.crew, past, problem.load[stint.pattern])] += number
        if stint.role <= ADMINS:
            served[Cover(stint.area, stint.role, stint.pattern)] += number
    return PostingCounts(people=stints, covers=covers or dict(served), loads=dict(loads))


def _case(rule, name, problem, obeys, breaks):
    return Case(
        rule=rule,
        name=name,
        problem=problem,
        obeys=counts(problem, obeys),
        breaks=counts(problem, breaks),
    )


def _about_people():
    """Return cases in which crew 1 may do what crew 0 may not."""
    one = a_need(invigilators=1)
    half = a_problem([a_crew(), a_crew()], one)
    first = {(0, INVIGILATE, 0b11): 1}
    second = {(1, INVIGILATE, 0b11): 1}

    def with_first(**changes):
        return replace(half, crews=(a_crew(**changes), a_crew()))

    late = with_first(trained=0b10)
    late_both = {(0, INVIGILATE, 0b10): 1, (1, INVIGILATE, 0b01): 1}
    chief = a_problem([a_crew(roles=(CHIEF,), volunteer=True), a_crew()], a_need(
        invigilators=1, whole=((CHIEF, 1),)))  # fmt: skip
    volunteers = replace(
        chief, crews=(a_crew(roles=(INVIGILATE, CHIEF), volunteer=True, past=((0, 2),)), a_crew())
    )
    twice = a_problem([a_crew(), a_crew()], a_need(invigilators=(2, 1)))
    return [
        _case("STAFF-SOURCE", "a volunteer in a room", with_first(volunteer=True), second, first),
        _case(
            "STAFF-SOURCE",
            "a volunteer may be what is not guarded",
            volunteers,
            {(0, CHIEF, 0b11): 1, **second},
            {(0, CHIEF, 0b11): 1, **first},
        ),
        _case("STAFF-TRAINED", "trained on the first day", late, late_both, first),
        _case("STAFF-AVAILABLE", "on leave", with_first(available=0b01), second, first),
        _case("STAFF-AVAILABLE", "one session at most", with_first(most=1), late_both, first),
        _case(
            "STAFF-ONE-PLACE",
            "one person in a room all day and in another one in the morning",
            twice,
            {(0, INVIGILATE, 0b11): 1, (1, INVIGILATE, 0b01): 1},
            {(0, INVIGILATE, 0b11): 1, (0, INVIGILATE, 0b01): 1},
        ),
    ]


def _about_posts():
    """Return cases in which one post of the whole exam is left empty."""
    cases = []
    posts = (("POST-CHIEF", CHIEF), ("POST-PAPERS", PAPERS), ("POST-OFFICE", MEDIC),
             ("ROOM-SYSADMIN", SITE_ADMIN))  # fmt: skip
    for rule, role in posts:
        problem = a_problem([a_crew(2, roles=(role,))], a_need(whole=((role, 2),)))
        cases.append(
            _case(
                rule, "one of two is missing", problem, {(0, role, 0b11): 2}, {(0, role, 0b11): 1}
            )
        )
    return cases


def _about_rooms():
    """Return cases in which a place that is drawn is left empty in the second turn."""
    cases = []
    needs = (("ROOM-TWO", INVIGILATE, {"invigilators": 1}),
             ("STAFF-RESERVE", INVIGILATE, {"invigilators": (1, 0), "reserves": (0, 1)}),
             ("PATROL-5", PATROLS, {"patrols": 1}),
             ("ROOM-SYSADMIN", ADMINS, {"admins": 1}))  # fmt: skip
    for rule, role, need in needs:
        problem = a_problem([a_crew(roles=(role,))], a_need(**need))
        cases.append(
            _case(rule, "nobody in one turn", problem, {(0, role, 0b11): 1}, {(0, role, 0b01): 1})
        )
    roles = (INVIGILATE, INVIGILATE_COMPUTER)
    skilled = a_problem(
        [a_crew(roles=roles), a_crew()], a_need(invigilators=2, capable=1), sessions=(1, 1)
    )
    rest = {(1, INVIGILATE, 0b11): 1}
    cases.append(
        _case(
            "ROOM-COMPUTER",
            "nobody keeps the place of the computer",
            skilled,
            {(0, INVIGILATE_COMPUTER, 0b11): 1, **rest},
            {(0, INVIGILATE, 0b11): 1, **rest},
        )
    )
    return cases


def _about_rivals():
    """Return crews that must not meet, at a site or at all."""
    both = [a_crew(areas=(0, 1)), a_crew(areas=(0, 1)), a_crew(areas=(0, 1))]
    sites = (a_need(invigilators=(1, 1)), a_need(invigilators=(1, 1), area=1))
    apart = a_problem(both, *sites, areas=(0b11, 0b11), apart=((0, 1, -1),))
    two = a_need(invigilators=2)
    near = a_problem(
        both, two, a_need(invigilators=1, area=1), areas=(0b11, 0b11), apart=((0, 1, 0),)
    )

    def at(*areas):
        return {(crew, INVIGILATE, 0b11, area): 1 for crew, area in enumerate(areas) if area >= 0}

    return [
        _case("RECUSE-OTHER", "both posted", apart, at(0, -1, 1), at(0, 1)),
        _case("RECUSE-OTHER", "both at one site", near, at(0, 1, 0), at(0, 0, 1)),
    ]


def _about_bars():
    """Return crews of which one is barred from a room, which bears one of them in a turn."""
    here = Limit(area=0, roles=(INVIGILATE, INVIGILATE_COMPUTER), turn=1, crews=(0,), most=1)
    problem = a_problem([a_crew(2), a_crew(2)], a_need(invigilators=2), limits=(here,))
    one = {(0, INVIGILATE, 0b11): 1, (1, INVIGILATE, 0b11): 1}
    mornings = {(0, INVIGILATE, 0b01): 2, (1, INVIGILATE, 0b10): 2}
    both = {(0, INVIGILATE, 0b11): 2}
    return [
        _case("RECUSE-OTHER", "all barred from one room", problem, one, both),
        _case("RECUSE-OTHER", "another turn bears more", problem, mornings, both),
    ]


CASES = (*_about_people(), *_about_posts(), *_about_rooms(), *_about_rivals(), *_about_bars())
