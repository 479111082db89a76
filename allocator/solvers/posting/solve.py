"""`posting`: who serves which site in which post and session, as counts of kinds of staff.

Two levels: `counts` proves how many of each crew serve where and when; `deal` and
`swaps` split that over kinds and sites. `draw` then puts people in.
"""

from __future__ import annotations

from collections import defaultdict
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from allocator.errors import InfeasibleError, LimitError, ModelError
from allocator.models.cpsat.posting.objective import TIERS
from allocator.models.domain.plans import Tier
from allocator.models.domain.post_order import post_order
from allocator.models.domain.staffing import PostingPlan, PostPlace, StaffKind
from allocator.solvers.posting.counts import FIRST, solve_counts
from allocator.solvers.posting.deal import Stuck, dealt, kinds_of
from allocator.solvers.posting.draw import draw_places, draw_posts, draw_reserves
from allocator.solvers.posting.explain import clashes
from allocator.solvers.posting.mixing import with_women
from allocator.solvers.posting.spread import spreads_of
from allocator.solvers.posting.swaps import NAMES, Spreader
from allocator.solvers.posting.task import prepare
from allocator.solvers.staff.fitting import NOTHING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from allocator.models.domain.exam import Inputs
    from allocator.models.domain.staffing import Recusal, SiteWork, Turn
    from allocator.progress import Progress
    from allocator.solvers.base import TierResult
    from allocator.solvers.posting.counts import Counted
    from allocator.solvers.posting.crews import Closings
    from allocator.solvers.posting.deal import Deal, Kinds
    from allocator.solvers.posting.task import Task
    from allocator.solvers.staff.fitting import Fitting

__all__ = ["MOST_TURNS", "TOO_FEW", "draw_places", "draw_posts", "draw_reserves", "solve_posting"]

TOO_FEW = "工作人员不足，岗位无法排满"
_RULE = "STAFF-SPREAD"
_MIXED, _ = TIERS[len(FIRST)]
MOST_TURNS = 10
"""With more turns than this not every set of turns can be tried."""


def solve_posting(
    inputs: Inputs,
    turns: Sequence[Turn],
    works: Sequence[SiteWork],
    recusals: Sequence[Recusal],
    barred_sites: Mapping[str, frozenset[str]],
    interests: Sequence[tuple[str, str, str]],
    progress: Progress,
    *,
    closed: Mapping[str, Closings] = MappingProxyType({}),
    fitting: Fitting = NOTHING,
) -> PostingPlan:
    """Return how many of which kind serve where, with the spread reached and its proven bound.

    `barred_sites` is 工号 -> sites barred by 其他回避; `interests` are pairs of staff kept apart
    (工号, 工号, 范围); `closed` is by 工号 what `solvers.staff.closed` found; `fitting` tells where
    it is counted who may serve which room. Raises `InfeasibleError` with the clashes when needs
    cannot be met, and `LimitError` when the effort ran out.
    """
    every = partial(
        prepare, inputs, turns, works, recusals, barred_sites, interests,
        closed=closed, fitting=fitting,
    )  # fmt: skip
    progress.start("岗位安排", 3)
    found = _solved(every)
    if isinstance(found, Apart):
        told = clashes(every(alone=found.sites, everyone=True))
        raise InfeasibleError(TOO_FEW, told)
    progress.advance()
    task, counted, kinds, deal = found
    proven = {tier.name: tier.bound for tier in counted.tiers}
    spreader = Spreader(task, kinds, deal, bound=proven.get(_MIXED, 0))
    spreader.run()
    progress.advance()
    first = counted.tiers[: len(FIRST)]
    values = (*(tier.value for tier in first), *spreader.cost())
    plan = _plan(task, kinds, deal, first, _tiers(inputs, values, proven))
    progress.advance()
    progress.finish()
    return plan


def _tiers(inputs: Inputs, values: Sequence[int], proven: Mapping[str, int]) -> tuple[Tier, ...]:
    """Return what is claimed: nothing where the rule is off, of mixed rooms if these are wanted."""
    policy = inputs.policy
    names = (*(name for name, _ in TIERS), *NAMES)
    return tuple(
        Tier(name=name, rule=_RULE, value=value, bound=proven.get(name, 0))
        for name, value in zip(names, values, strict=True)
        if policy.is_on(_RULE) and (name != _MIXED or policy.is_on("PAIR-GENDER"))
    )


class Apart(NamedTuple):
    """It cannot be done, these sites being areas of their own."""

    sites: tuple[str, ...]


def _solved(every: Callable[..., Task]) -> tuple[Task, Counted, Kinds, Deal] | Apart:
    """Solve both levels; sites at which walls stand in the way are told apart and all is redone.

    Sites are told apart one after the other at most, so this ends.
    """
    alone: tuple[str, ...] = ()
    while True:
        task = every(alone=alone)
        counted = solve_counts(task.problem, narrowed=task.narrowed)
        if counted is None and task.narrowed:
            if max(a.bit_count() for a in task.problem.areas) > MOST_TURNS:
                raise LimitError(
                    f"抽签时段超过 {MOST_TURNS} 个，岗位安排未能在规定的计算量内完成。"
                    "请分开编排各项考试。"
                )
            task = every(alone=alone, every_subset=True)
            counted = solve_counts(task.problem, narrowed=False)
        if counted is None:
            return Apart(alone)
        counted = with_women(task.problem, counted, narrowed=task.narrowed)
        kinds = kinds_of(task)
        deal = dealt(task, kinds, counted.counts)
        if not isinstance(deal, Stuck):
            return task, counted, kinds, deal
        if set(deal.sites) <= set(alone):
            raise ModelError("posting: sites told apart still stand in the way")
        alone = tuple(sorted({*alone, *deal.sites}))


def _plan(
    task: Task, kinds: Kinds, deal: Deal, solved: Sequence[TierResult], tiers: tuple[Tier, ...]
) -> PostingPlan:
    """Return the structure in the terms of the domain: places in printing order, kinds in order."""
    site_order = {work.site: n for n, work in enumerate(task.works)}
    posts = post_order(role.post for role in task.problem.roles)
    rows: dict[int, dict[PostPlace, int]] = defaultdict(lambda: defaultdict(int))
    for k, bucket, site in zip(deal.kind, deal.bucket, deal.site, strict=True):
        served = tuple(t for t in range(len(task.turns)) if bucket.pattern >> t & 1)
        post = task.problem.roles[bucket.role].post
        rows[k][PostPlace(task.works[site].site, post, served)] += 1
    places = sorted(
        {place for counts in rows.values() for place in counts},
        key=lambda p: (site_order[p.site], posts.index(p.post), p.turns),
    )
    number = {place: n for n, place in enumerate(places)}
    return PostingPlan(
        turns=task.turns,
        works=task.works,
        places=tuple(places),
        kinds=tuple(
            StaffKind(
                members=members,
                places=tuple(sorted((number[p], n) for p, n in rows[k].items())),
            )
            for k, members in enumerate(kinds.members)
        ),
        spreads=spreads_of(task, kinds, deal, solved),
        tiers=tiers,
    )
