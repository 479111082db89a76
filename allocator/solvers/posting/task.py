"""What `posting` is asked, before anything is solved: crews and areas made of staff and sites.

`prepare` derives for each member of staff what the rules leave open and groups those who look
alike; sites that hold the same exams in the same turns form an area. `docs/posting.md` says why.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from allocator.solvers.posting.crews import Maker
from allocator.solvers.posting.limits import limits_of
from allocator.solvers.posting.patterns import ALL_SUBSETS
from allocator.solvers.staff.fitting import NOTHING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from allocator.models.cpsat.posting.problem import Crew, PostingProblem
    from allocator.models.domain.exam import Inputs
    from allocator.models.domain.staff import StaffMember
    from allocator.models.domain.staffing import Recusal, SiteWork, Turn
    from allocator.solvers.posting.crews import Closing, Closings
    from allocator.solvers.staff.fitting import Bar, Fitting

MAN, WOMAN = "男", "女"


class CrewKey(NamedTuple):
    """Everything the first two objectives and the hard rules see of a person but 历史场次."""

    crew: Crew
    rivals: tuple[tuple[str, str], ...]
    """Pairs (工号, 范围) of 其他回避 between staff, sorted, as far as the model can tell."""
    bars: tuple[Bar, ...]
    """Rooms and groups they are barred from where posting is told to count them, sorted."""


@dataclass(frozen=True, kw_only=True)
class Task:
    """Everything `posting` derives from the inputs before it solves."""

    inputs: Inputs
    turns: tuple[Turn, ...]
    works: tuple[SiteWork, ...]
    problem: PostingProblem
    members: tuple[tuple[StaffMember, ...], ...]
    """By crew, ascending by 工号."""
    barred: Mapping[str, tuple[str, ...]]
    """By 工号: sites of its areas that are barred all the same (areas of several sites)."""
    closed: Mapping[str, tuple[Closing, ...]]
    """By 工号: turns closed to him in a drawn role at a site, where others of its area are not."""
    rivals: Mapping[str, tuple[str, ...]]
    """By 工号: members who must not be at the same site."""
    everybody: tuple[tuple[StaffMember, Crew], ...]
    """All staff with how they look to the model, ascending by 工号, recused ones too."""
    narrowed: bool
    """Some area has so many turns that not every set of turns is a pattern."""

    def sites_of(self, area: int) -> list[int]:
        """Return the sites of an area in the order of the works."""
        return [j for j, site in enumerate(self.problem.sites) if site.area == area]


def prepare(
    inputs: Inputs,
    turns: Sequence[Turn],
    works: Sequence[SiteWork],
    recusals: Sequence[Recusal],
    barred_sites: Mapping[str, frozenset[str]],
    interests: Sequence[tuple[str, str, str]],
    *,
    closed: Mapping[str, Closings] = MappingProxyType({}),
    fitting: Fitting = NOTHING,
    alone: Collection[str] = (),
    everyone: bool = False,
    every_subset: bool = False,
) -> Task:
    """Group staff and sites.

    `closed` is by 工号 what `solvers.staff.closed` found; `fitting` tells where it is counted who
    may serve which room: these sites form areas of their own, and so does each site of `alone`.
    `everyone` keeps staff whom a rule leaves nothing to serve (for asking what that rule forbids);
    `every_subset` makes every set of turns a pattern however many turns there are.
    """
    alone = {*alone, *(site for site, _, _ in fitting.wanted)}
    maker = Maker(inputs, turns, works, recusals, alone)
    rivals = _rivals(interests)
    everybody = tuple(
        (
            member,
            maker.crew(
                member,
                barred_sites.get(member.staff, frozenset()),
                closed.get(member.staff, {}),
            ),
        )
        for member in sorted(inputs.staff, key=lambda m: m.staff)
    )
    grouped, within = _grouped(
        maker, everybody, barred_sites, rivals, fitting.bars, everyone=everyone
    )
    keys = sorted(grouped)
    members = tuple(tuple(grouped[key]) for key in keys)
    crews = tuple(
        key.crew._replace(past=_past(people), women=_women(people))
        for key, people in zip(keys, members, strict=True)
    )
    problem = replace(
        maker.problem(crews, every_subset=every_subset),
        apart=tuple(_apart(_pairs(keys, members), crews, maker.sites_in)),
        limits=tuple(limits_of(fitting, [key.bars for key in keys], maker.needs)),
    )
    return Task(
        inputs=inputs,
        turns=tuple(turns),
        works=tuple(works),
        problem=problem,
        members=members,
        barred={staff: sites for staff, sites in within.items() if sites},
        closed={
            member.staff: rest
            for member, crew in everybody
            if (rest := maker.closed_within(crew, closed.get(member.staff, {})))
        },
        rivals=_among(rivals, within),
        everybody=everybody,
        narrowed=not every_subset and any(a.bit_count() > ALL_SUBSETS for a in maker.areas),
    )


def _grouped(
    maker: Maker,
    everybody: Sequence[tuple[StaffMember, Crew]],
    barred_sites: Mapping[str, frozenset[str]],
    rivals: Mapping[str, set[tuple[str, str]]],
    bars: Mapping[str, tuple[Bar, ...]],
    *,
    everyone: bool,
) -> tuple[dict[CrewKey, list[StaffMember]], dict[str, tuple[str, ...]]]:
    """Return people by crew, and by 工号 the barred sites that their areas leave open."""
    grouped: dict[CrewKey, list[StaffMember]] = defaultdict(list)
    within: dict[str, tuple[str, ...]] = {}
    for member, crew in everybody:
        barred = barred_sites.get(member.staff, frozenset())
        if crew.roles and crew.areas and (everyone or maker.may_serve(crew, barred)):
            mine = sorted(rivals.get(member.staff, ()))
            # At sites that are an area together, rivals are for the second level to part.
            told = tuple(r for r in mine if r[1] == "考试" or 1 in maker.sites_in)
            grouped[CrewKey(crew, told, bars.get(member.staff, ()))].append(member)
            within[member.staff] = maker.within(crew, barred)
    return grouped, within


def _past(people: Sequence[StaffMember]) -> tuple[tuple[int, int], ...]:
    counts: dict[int, int] = defaultdict(int)
    for member in people:
        counts[member.past_sessions] += 1
    return tuple(sorted(counts.items()))


def _women(people: Sequence[StaffMember]) -> tuple[int, ...]:
    counts = dict.fromkeys((past for past, _ in _past(people)), 0)
    for member in people:
        counts[member.past_sessions] += member.sex == WOMAN
    return tuple(counts.values())


def _rivals(interests: Sequence[tuple[str, str, str]]) -> dict[str, set[tuple[str, str]]]:
    """Return by 工号 whom it must be kept apart from, with the 范围; 考场 is not for posting."""
    rivals: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for one, other, scope in interests:
        if scope != "考场" and one != other:
            rivals[one].add((other, scope))
            rivals[other].add((one, scope))
    return rivals


def _among(
    rivals: Mapping[str, set[tuple[str, str]]], members: Collection[str]
) -> dict[str, tuple[str, ...]]:
    """Return by 工号 of members the rivals who are members too, sorted."""
    return {
        staff: tuple(sorted({other for other, _ in rivals[staff] if other in members}))
        for staff in members
        if staff in rivals
    }


def _pairs(
    keys: Sequence[CrewKey], members: Sequence[Sequence[StaffMember]]
) -> tuple[tuple[int, int, bool], ...]:
    """Return pairs of crews kept apart, with whether anywhere (考试) or at one site (考点).

    People of one crew have the same rivals, so every member of one is a rival of every member of
    the other, and nobody is a rival within his crew.
    """
    crew_of = {m.staff: c for c, people in enumerate(members) for m in people}
    pairs = {
        (c, crew_of[other], scope == "考试")
        for c, key in enumerate(keys)
        for other, scope in key.rivals
        if other in crew_of and c < crew_of[other]
    }
    return tuple(sorted(pairs))


def _apart(
    pairs: Sequence[tuple[int, int, bool]], crews: Sequence[Crew], sites_in: Sequence[int]
) -> list[tuple[int, int, int]]:
    """Return what of `pairs` the model can say: anywhere, and in areas of a single site."""
    apart = []
    for one, other, anywhere in pairs:
        if anywhere:
            apart.append((one, other, -1))
            continue
        common = set(crews[one].areas) & set(crews[other].areas)
        apart += [(one, other, area) for area in sorted(common) if sites_in[area] == 1]
    return apart
