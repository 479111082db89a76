"""One function per rule of `posting`, named by the rule; `CONSTRAINTS` is the whole list.

No function depends on another having run. `build(without=...)` leaves rules out by code.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from allocator.models.cpsat.posting.problem import (
    ADMINS,
    DRAWN_ROLES,
    INVIGILATE,
    INVIGILATE_COMPUTER,
    PATROLS,
)
from allocator.models.cpsat.posting.variables import PostingVars, Stint, total

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

    from allocator.models.cpsat.posting.problem import PostingProblem

_CHIEF = ("主考", "副主考")
_PAPERS = ("试卷管理",)
_SITE_ADMIN = ("考点系统管理员",)


def stints_are_loads(model: cp_model.CpModel, problem: PostingProblem, x: PostingVars) -> None:
    """People of a crew who serve so many sessions are the same by stint and by 历史场次."""
    by_stint: dict[tuple[int, int], list[cp_model.IntVar]] = defaultdict(list)
    for stint, people in x.people.items():
        by_stint[stint.crew, problem.load[stint.pattern]].append(people)
    by_load: dict[tuple[int, int], list[cp_model.IntVar]] = defaultdict(list)
    for load, loaded in x.loads.items():
        by_load[load.crew, load.sessions].append(loaded)
    for key, stints in by_stint.items():
        model.add(total(stints) == total(by_load[key]))


def staff_one_place(model: cp_model.CpModel, problem: PostingProblem, x: PostingVars) -> None:
    """Of the people of a crew with the same 历史场次 each serves in one stint at most."""
    by_past: dict[tuple[int, int], list[cp_model.IntVar]] = defaultdict(list)
    for load, loaded in x.loads.items():
        by_past[load.crew, load.past].append(loaded)
    for c, crew in enumerate(problem.crews):
        for past, people in crew.past:
            if by_past[c, past]:
                model.add(total(by_past[c, past]) <= people)


def staff_source(model: cp_model.CpModel, problem: PostingProblem, x: PostingVars) -> None:
    """志愿者招募 and 社会招聘 serve in no guarded post (规程 第二十条(二))."""
    _nobody(
        model,
        (
            people
            for stint, people in x.people.items()
            if problem.crews[stint.crew].volunteer and problem.roles[stint.role].guarded
        ),
    )


def staff_trained(model: cp_model.CpModel, problem: PostingProblem, x: PostingVars) -> None:
    """Nobody serves a turn on or before the day of training: so not the first one either."""
    _nobody(
        model,
        (n for stint, n in x.people.items() if stint.pattern & ~problem.crews[stint.crew].trained),
    )


def staff_available(model: cp_model.CpModel, problem: PostingProblem, x: PostingVars) -> None:
    """Nobody serves outside 可用场次 or more sessions than 每人最多场次."""

    def refused(stint: Stint) -> bool:
        crew = problem.crews[stint.crew]
        too_many = 0 <= crew.most < problem.load[stint.pattern]
        return too_many or bool(stint.pattern & ~crew.available)

    _nobody(model, (people for stint, people in x.people.items() if refused(stint)))


def crews_apart(model: cp_model.CpModel, problem: PostingProblem, x: PostingVars) -> None:
    """Of two crews kept apart (其他回避) one at most is posted, in an area or anywhere."""
    stints: dict[tuple[int, int], list[cp_model.IntVar]] = defaultdict(list)
    for stint, people in x.people.items():
        stints[stint.crew, stint.area].append(people)
        stints[stint.crew, -1].append(people)
    for (crew, area), here in x.posted_here.items():
        model.add(total(stints[crew, area]) <= problem.crews[crew].people * here)
    for one, other, area in problem.apart:
        model.add(x.posted_here[one, area] + x.posted_here[other, area] <= 1)


def rooms_bear(model: cp_model.CpModel, problem: PostingProblem, x: PostingVars) -> None:
    """Of crews barred from the same rooms no more serve a turn than the rooms leave places to."""
    stints: dict[tuple[int, int], list[tuple[Stint, cp_model.IntVar]]] = defaultdict(list)
    for stint, people in x.people.items() if problem.limits else ():
        stints[stint.area, stint.crew].append((stint, people))
    for area, roles, turn, crews, most in problem.limits:
        model.add(
            total(
                people
                for crew in crews
                for stint, people in stints[area, crew]
                if stint.role in roles and stint.pattern >> turn & 1
            )
            <= most
        )


def covers_are_stints(model: cp_model.CpModel, problem: PostingProblem, x: PostingVars) -> None:
    """Crews and sites meet only here: people of an area, role and pattern = places of its sites."""
    stints: dict[tuple[int, int, int], list[cp_model.IntVar]] = defaultdict(list)
    places: dict[tuple[int, int, int], list[cp_model.IntVar]] = defaultdict(list)
    for stint, people in x.people.items():
        if stint.role in DRAWN_ROLES:
            stints[stint.area, stint.role, stint.pattern].append(people)
    for cover, count in x.covers.items():
        places[problem.sites[cover.site].area, cover.role, cover.pattern].append(count)
    for key in sorted({*stints, *places}):
        model.add(total(stints[key]) == total(places[key]))


def no_more_than_needed(model: cp_model.CpModel, problem: PostingProblem, x: PostingVars) -> None:
    """Nobody is posted beyond the need."""
    for j, site in enumerate(problem.sites):
        for t, (rooms, reserves) in enumerate(zip(site.invigilators, site.reserves, strict=True)):
            _served(model, x, j, t, (INVIGILATE, INVIGILATE_COMPUTER), most=rooms + reserves)
            _served(model, x, j, t, (PATROLS,), most=site.patrols[t])
            _served(model, x, j, t, (ADMINS,), most=site.admins[t])
    for people, need in _whole(problem, x).values():
        if people:
            model.add(total(people) <= need)


def sites_share(model: cp_model.CpModel, problem: PostingProblem, x: PostingVars) -> None:
    """Of sites put together no more serve several turns than the sites apart allow."""
    for site, roles, mask, most in problem.together:
        model.add(total(x.served_all(site, mask, roles)) <= most)


def room_two(model: cp_model.CpModel, problem: PostingProblem, x: PostingVars) -> None:
    """Each site has the 监考 of its rooms in each turn (规范 6.3.2.2.2)."""
    for j, site in enumerate(problem.sites):
        for t, rooms in enumerate(site.invigilators):
            _served(model, x, j, t, (INVIGILATE, INVIGILATE_COMPUTER), least=rooms)


def staff_reserve(model: cp_model.CpModel, problem: PostingProblem, x: PostingVars) -> None:
    """Each site has reserve 监考 besides in each turn."""
    for j, site in enumerate(problem.sites):
        for t, (rooms, more) in enumerate(zip(site.invigilators, site.reserves, strict=True)):
            if more:
                _served(model, x, j, t, (INVIGILATE, INVIGILATE_COMPUTER), least=rooms + more)


def room_computer(model: cp_model.CpModel, problem: PostingProblem, x: PostingVars) -> None:
    """Places kept for 监考 with 计算机能力 are served (规范 6.3.2.2.3); `lack` may fall short."""
    for j, site in enumerate(problem.sites):
        for t, capable in enumerate(site.capable):
            short = x.lack.get((j, t))
            _served(model, x, j, t, (INVIGILATE_COMPUTER,), least=capable, short=short)


def patrol_5(model: cp_model.CpModel, problem: PostingProblem, x: PostingVars) -> None:
    """Each group of rooms has a 流动监考 (规范 7.2.1.4)."""
    for j, site in enumerate(problem.sites):
        for t, groups in enumerate(site.patrols):
            _served(model, x, j, t, (PATROLS,), least=groups)


def room_sysadmin(model: cp_model.CpModel, problem: PostingProblem, x: PostingVars) -> None:
    """Each electronic room has a 考场系统管理员, each electronic site its 考点系统管理员."""
    for j, site in enumerate(problem.sites):
        for t, rooms in enumerate(site.admins):
            _served(model, x, j, t, (ADMINS,), least=rooms)
    _filled(model, problem, x, lambda post: post in _SITE_ADMIN)


def post_chief(model: cp_model.CpModel, problem: PostingProblem, x: PostingVars) -> None:
    """Each site has its 主考 and 副主考 (规范 7.2.1.2)."""
    _filled(model, problem, x, lambda post: post in _CHIEF)


def post_papers(model: cp_model.CpModel, problem: PostingProblem, x: PostingVars) -> None:
    """Each paper site has its 试卷管理 through the whole exam (规范 9.1.2.5)."""
    _filled(model, problem, x, lambda post: post in _PAPERS)


def post_office(model: cp_model.CpModel, problem: PostingProblem, x: PostingVars) -> None:
    """Every other post that serves the whole exam is filled (规范 7.2.1.6, 7.3)."""
    _filled(model, problem, x, lambda post: post not in _CHIEF + _PAPERS + _SITE_ADMIN)


def _nobody(model: cp_model.CpModel, refused: Iterable[cp_model.IntVar]) -> None:
    """Fix counts to zero."""
    terms = list(refused)
    if terms:
        model.add(total(terms) == 0)


def _served(
    model: cp_model.CpModel,
    x: PostingVars,
    site: int,
    turn: int,
    roles: Sequence[int],
    *,
    least: int = 0,
    most: int | None = None,
    short: cp_model.IntVar | None = None,
) -> None:
    """Bound the places of a site in some roles that are served in a turn."""
    served = x.served_all(site, 1 << turn, roles)
    if most is not None and served:
        model.add(total(served) <= most)
    if least:
        model.add(total(served if short is None else [*served, short]) >= least)


def _whole(
    problem: PostingProblem, x: PostingVars
) -> dict[tuple[int, int], tuple[list[cp_model.IntVar], int]]:
    """Return by (area, role) of posts that serve the whole exam: people posted, people needed."""
    need: dict[tuple[int, int], int] = defaultdict(int)
    for site in problem.sites:
        for role, number in site.whole:
            need[site.area, role] += number
    posted: dict[tuple[int, int], list[cp_model.IntVar]] = defaultdict(list)
    for stint, people in x.people.items():
        if stint.role not in DRAWN_ROLES:
            posted[stint.area, stint.role].append(people)
    return {key: (posted[key], need[key]) for key in sorted({*need, *posted})}


def _filled(
    model: cp_model.CpModel,
    problem: PostingProblem,
    x: PostingVars,
    of: Callable[[str], bool],
) -> None:
    """Fill the posts that serve the whole exam and whose name is meant."""
    for (_, role), (people, need) in _whole(problem, x).items():
        if of(problem.roles[role].post):
            model.add(total(people) >= need)


Constraint = Callable[["cp_model.CpModel", "PostingProblem", PostingVars], None]

CONSTRAINTS: tuple[tuple[str, Constraint], ...] = (
    ("", stints_are_loads),
    ("STAFF-ONE-PLACE", staff_one_place),
    ("STAFF-SOURCE", staff_source),
    ("STAFF-TRAINED", staff_trained),
    ("STAFF-AVAILABLE", staff_available),
    ("RECUSE-OTHER", crews_apart),
    ("RECUSE-OTHER", rooms_bear),
    ("", covers_are_stints),
    ("", no_more_than_needed),
    ("", sites_share),
    ("ROOM-TWO", room_two),
    ("STAFF-RESERVE", staff_reserve),
    ("ROOM-COMPUTER", room_computer),
    ("PATROL-5", patrol_5),
    ("ROOM-SYSADMIN", room_sysadmin),
    ("POST-CHIEF", post_chief),
    ("POST-PAPERS", post_papers),
    ("POST-OFFICE", post_office),
)
"""Rule code ("" for the book-keeping that gives the counts their meaning) and its function."""
