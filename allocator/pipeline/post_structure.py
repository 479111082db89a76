"""The structure of posts: solved, then tried, and solved again where nobody could finish with it.

The model of posting knows in which posts one person is of no use, but not what several together
spoil: two who may cover the same group only, relatives in the only room. So its plan is drawn a few
times with a blank seed. Where no such drawing lets a site and turn be finished, posting is told
more of them, step by step, and solved again. All of this is before the seed and does not know it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from allocator.errors import InfeasibleError, LimitError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from allocator.models.domain.exam import Inputs
    from allocator.models.domain.plans import Tier
    from allocator.models.domain.staffing import PostingPlan, Recusal, SiteWork, Spread, Turn
    from allocator.progress import Progress
    from allocator.solvers.staff.places import Rooms
    from allocator.solvers.staff.site_sheets import SheetMaker

T = TypeVar("T")
_FEW_PARTNERS = 3
"""With more people kept out of one's room than this, one serves at another site than they."""
TRIALS = 5
"""Drawings in which a structure is tried; one that can be finished is enough."""
ROUNDS = 8
"""So often at most posting is solved again."""
_STRICTEST = 2


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What posting is told beyond the rules, so that the draws of the day can be finished."""

    strict: Mapping[tuple[str, int], int] = field(default_factory=dict)
    """By (考点代码, turn index) how strict bars from rooms are: see `solvers.staff.closed`."""
    apart: frozenset[tuple[str, str]] = frozenset()
    """Pairs (工号, 工号) who shall not be at one site."""
    counted: frozenset[tuple[str, int]] = frozenset()
    """(考点代码, turn index) where it is counted who may serve which room."""

    def steps(self, spoilt: Spoilt) -> Iterator[Narrowing]:
        """Yield what may be told next: of bars, of relatives, of both."""
        strict = dict(self.strict)
        for place in spoilt.places:
            strict[place] = min(_STRICTEST, strict.get(place, 0) + 1)
        apart = self.apart | spoilt.related
        if strict != self.strict:
            yield Narrowing(strict, self.apart)
        if apart != self.apart:
            yield Narrowing(self.strict, apart)
            if strict != self.strict:
                yield Narrowing(strict, apart)

    def counting(self, spoilt: Spoilt) -> Iterator[Narrowing]:
        """Yield what may be told next where bars are too many to close posts for each of them.

        What is counted is no more than the rules ask, so it is never taken back.
        """
        counted = self.counted.union(spoilt.places)
        apart = self.apart | spoilt.related
        if counted != self.counted:
            yield replace(self, counted=counted)
        if apart != self.apart:
            yield replace(self, counted=counted, apart=apart)


@dataclass(frozen=True, slots=True)
class Spoilt:
    """Where most trials could not be finished; empty where one could be finished everywhere."""

    places: tuple[tuple[str, int], ...]
    """(考点代码, turn index)."""
    related: frozenset[tuple[str, str]]
    """Pairs of relatives (工号, ascending) drawn together to these sites."""


def workable_posting(
    inputs: Inputs,
    turns: tuple[Turn, ...],
    works: tuple[SiteWork, ...],
    found: tuple[Recusal, ...],
    rooms: Rooms,
    maker: SheetMaker,
    progress: Progress,
) -> PostingPlan:
    """Return a structure with which the draws of the day can be finished, where one is found.

    Bounds are those of the first one solved. Raises `InfeasibleError` where needs cannot be met.
    """
    solve = partial(solved_posting, inputs, turns, works, found, rooms, progress)
    spoilt = partial(_spoilt, inputs, maker=maker)
    first = solve()
    start = _Tried(Narrowing(), first, spoilt(first))
    best = _bettered(start, Narrowing.steps, solve, spoilt)
    if best.spoilt.places and not _drawn(inputs, best.plan, maker):
        again = _bettered(start, Narrowing.counting, solve, spoilt)
        best = min(best, again, key=_Tried.harm)
    return first if best.plan is first else _with_bounds(best.plan, first)


def _bettered(
    start: _Tried,
    steps: Callable[[Narrowing, Spoilt], Iterator[Narrowing]],
    solve: Callable[..., PostingPlan],
    spoilt: Callable[[PostingPlan], Spoilt],
) -> _Tried:
    """Return the best that step after step leads to; what was begun with where none is better."""
    best = now = start
    for _ in range(ROUNDS):
        if not now.spoilt.places:
            break
        tried = []
        for step in steps(now.narrowing, now.spoilt):
            try:
                plan = solve(narrowing=step)
            except (InfeasibleError, LimitError):
                # It was more than the rules ask; another step may ask less.
                continue
            tried.append(_Tried(step, plan, spoilt(plan)))
        if not tried:
            break
        now = min(tried, key=_Tried.harm)
        best = min(best, now, key=_Tried.harm)
    return best


def _drawn(inputs: Inputs, plan: PostingPlan, maker: SheetMaker) -> bool:
    """Return whether a draw of posts succeeds after all, in more drawings than were tried.

    Where it does, the real one nearly always will.
    """
    from allocator.pipeline.judging import judge_by
    from allocator.solvers.posting.draw import draw_posts

    try:
        draw_posts(inputs, plan, seed="", digest="", judge=judge_by(maker, plan.turns))
    except InfeasibleError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class _Tried:
    narrowing: Narrowing
    plan: PostingPlan
    spoilt: Spoilt

    def harm(self) -> tuple[int, ...]:
        """Return what the best step has least of."""
        return len(self.spoilt.places), *(tier.value for tier in self.plan.tiers)


def _spoilt(inputs: Inputs, plan: PostingPlan, maker: SheetMaker) -> Spoilt:
    """Return where most trials failed; nothing where one of them can be finished everywhere."""
    from allocator.pipeline.judging import Judgement
    from allocator.solvers.posting.draw import drawings, watches

    failed: Counter[tuple[str, int]] = Counter()
    related: dict[str, set[tuple[str, str]]] = {}
    for posted in islice(drawings(inputs, plan, "", ""), TRIALS):
        judged = Judgement(maker, plan.turns, posted)
        now = [
            (here.site, here.part.turn)
            for here in watches(plan, posted)
            if not judged.finishable(here.site, here.part.turn, here.people)
        ]
        if not now:
            return Spoilt((), frozenset())
        failed.update(now)
        for site in sorted({site for site, _ in now}):
            sheet = judged.sheet(site)
            names = [person.staff for person in sheet.people]
            related.setdefault(site, set()).update((names[a], names[b]) for a, b in sheet.relatives)
    most = max(failed.values())
    places = tuple(sorted(place for place, number in failed.items() if number == most))
    return Spoilt(places, frozenset(pair for site, _ in places for pair in related[site]))


def _with_bounds(plan: PostingPlan, first: PostingPlan) -> PostingPlan:
    """Return a plan that claims what was proven before posting was told more than the rules.

    Of a tier after one that became larger nothing is proven.
    """
    tiers: list[Tier] = []
    same = True
    for tier, before in zip(plan.tiers, first.tiers, strict=True):
        tiers.append(replace(tier, bound=before.bound if same else 0))
        same = same and tier.value == before.value
    spreads: list[Spread] = []
    same = True
    for spread, known in zip(plan.spreads, first.spreads, strict=True):
        spreads.append(replace(spread, bound=known.bound if same else 0))
        same = same and spread.squares == known.squares
    return replace(plan, tiers=tuple(tiers), spreads=tuple(spreads))


def solved_posting(
    inputs: Inputs,
    turns: tuple[Turn, ...],
    works: tuple[SiteWork, ...],
    found: tuple[Recusal, ...],
    rooms: Rooms,
    progress: Progress,
    *,
    narrowing: Narrowing | None = None,
) -> PostingPlan:
    """Return how many of which kind of people serve where, with what is proven of it.

    `rooms` are those of the candidates whom a recusal names; `narrowing` is kept besides the rules.
    Raises `InfeasibleError`.
    """
    from allocator.solvers.posting.solve import solve_posting
    from allocator.solvers.recusal.recusals import staff_interests
    from allocator.solvers.staff.closed import closed_posts
    from allocator.solvers.staff.fitting import fitting_of
    from allocator.solvers.staff.places import barred_rooms, barred_sites

    tight = narrowing or Narrowing()
    barred, sites = barred_rooms(found, rooms), barred_sites(found, rooms)
    waived = "PATROL-5" in inputs.policy.waivers

    def solve(
        works: tuple[SiteWork, ...], interests: Sequence[tuple[str, str, str]]
    ) -> PostingPlan:
        # With fewer 流动监考 other posts are closed.
        closed = closed_posts(works, barred, merging=waived, strict=tight.strict)
        fitting = fitting_of(works, barred, tight.counted, merging=waived)
        return solve_posting(
            inputs, turns, works, found, sites, interests, progress, closed=closed, fitting=fitting
        )

    apart = tuple((one, other, "考点") for one, other in sorted(tight.apart))
    return _apart(solve, works, (*staff_interests(inputs), *apart), waived=waived)


def _apart(
    solve: Callable[..., PostingPlan],
    works: tuple[SiteWork, ...],
    interests: Sequence[tuple[str, str, str]],
    *,
    waived: bool,
) -> PostingPlan:
    """Return the posting; who may share a room with few others there goes to another site.

    An interest at the range of a 考场 is for the draw of the day, but one between two 工作单位
    leaves it no pairs at a site where both are. Where sites cannot part them, the draw has to.
    """
    partners = Counter(who for *pair, scope in interests if scope == "考场" for who in pair)
    parted = [
        (one, other, "考点")
        if scope == "考场" and max(partners[one], partners[other]) > _FEW_PARTNERS
        else (one, other, scope)
        for one, other, scope in interests
    ]
    if parted != list(interests):
        try:
            return of_least_needs(partial(solve, interests=parted), works, waived=waived)
        except InfeasibleError:
            # The range that was declared asks for less.
            pass
    return of_least_needs(partial(solve, interests=interests), works, waived=waived)


def of_least_needs(solve: Callable[..., T], works: tuple[SiteWork, ...], *, waived: bool) -> T:
    """Return the posting of these needs; with PATROL-5 waived, of as many 流动监考 as there are.

    Raises the `InfeasibleError` of the least needs that were tried where none can be met.
    """
    from allocator.solvers.staff.patrol import with_fewer_patrols

    try:
        return solve(works=works)
    except InfeasibleError as error:
        if not waived:
            raise
        last = error
        for fewer in with_fewer_patrols(works):
            try:
                return solve(works=fewer)
            except InfeasibleError as again:
                last = again
        raise last from None
