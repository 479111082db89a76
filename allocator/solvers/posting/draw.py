"""The draw of posts: puts people into the frozen structure of `posting`.

The method, so that anybody can recompute it (streams as in `docs/draws.md`):

1. Posts are taken in the order of `WHOLE_POSTS`, then other posts as the places name them, then
   `DRAWN_POSTS`. Each has the stream `posts/<岗位>`.
2. For each post the kinds are taken in their order, those with places in it: their members not yet
   placed, ascending by 工号, are shuffled. The first so many of them take the kind's places of this
   post, in the order of the place index.
3. Reserves: for each site in the order of the works and each of its turns, the stream
   `reserves/<考点代码>/<first session>` shuffles those posted there as 监考 in that turn, ascending
   by 工号 before the first shuffle; the first `TurnWork.reserves` of them are the reserves, in that
   order. If the draw of the day could not be finished with the others as regulars, the list is
   shuffled again, from 工号 order, by the same stream.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from allocator.errors import InfeasibleError, ModelError
from allocator.models.domain.findings import Clash
from allocator.models.domain.staffing import INVIGILATOR, Posted, PostsPlan, ReserveList
from allocator.randomness import Stream
from allocator.solvers.posting.posts import post_order

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from allocator.models.domain.exam import Inputs
    from allocator.models.domain.staffing import PostingPlan, TurnWork

    Finishable = Callable[[str, int, Sequence[str]], bool]

MOST_TRIES = 200
"""Reserves of a site and turn are shuffled at most so often: part of the published method."""


def draw_posts(
    inputs: Inputs, plan: PostingPlan, *, seed: str, digest: str, finishable: Finishable
) -> PostsPlan:
    """Return who serves where, and the reserves in their order: both draws, one after the other."""
    posted = draw_places(inputs, plan, seed=seed, digest=digest)
    reserves = draw_reserves(plan, posted, seed=seed, digest=digest, finishable=finishable)
    return PostsPlan(posted=posted, reserves=reserves)


def draw_places(inputs: Inputs, plan: PostingPlan, *, seed: str, digest: str) -> tuple[Posted, ...]:
    """Return who serves which site in which post and turns, by site, post and 工号.

    Raises `ModelError` when the plan names people whom `inputs` does not have.
    """
    known = {member.staff for member in inputs.staff}
    if not all(known.issuperset(kind.members) for kind in plan.kinds):
        raise ModelError("posting: the plan names people who are not in the inputs")
    order = post_order(place.post for place in plan.places)
    site_order = {work.site: n for n, work in enumerate(plan.works)}
    return tuple(
        sorted(
            _people(plan, order, seed, digest),
            key=lambda p: (site_order[p.site], order.index(p.post), p.staff),
        )
    )


def draw_reserves(
    plan: PostingPlan,
    posted: Sequence[Posted],
    *,
    seed: str,
    digest: str,
    finishable: Finishable,
) -> tuple[ReserveList, ...]:
    """Return the reserves of each site and turn that has any, in their drawn order.

    `finishable(site, turn index, 工号 of regular 监考)` says whether the draw of the day could be
    finished. Raises `InfeasibleError` naming site and session when no shuffle of reserves will do.
    """
    here: dict[tuple[str, int], list[str]] = defaultdict(list)
    for staff, site, post, turns in posted:
        if post == INVIGILATOR:
            for turn in turns:
                here[site, turn].append(staff)
    lists = []
    for work in plan.works:
        for part in work.turns:
            session = plan.turns[part.turn].name
            stream = Stream(f"reserves/{work.site}/{session}", seed, digest)
            people = sorted(here[work.site, part.turn])
            found = _reserves(work.site, session, people, part, stream, finishable)
            if found.staff:
                lists.append(found)
    return tuple(lists)


def _people(plan: PostingPlan, order: Sequence[str], seed: str, digest: str) -> list[Posted]:
    """Draw people of each kind into its places, post by post."""
    left = [list(kind.members) for kind in plan.kinds]
    posted = []
    for post in order:
        stream = Stream(f"posts/{post}", seed, digest)
        for k, kind in enumerate(plan.kinds):
            places = [
                plan.places[n] for n, people in kind.places for _ in range(people)
                if plan.places[n].post == post
            ]  # fmt: skip
            if not places:
                continue
            stream.shuffle(left[k])
            taken, rest = left[k][: len(places)], left[k][len(places) :]
            left[k] = sorted(rest)
            posted += [
                Posted(staff, place.site, place.post, place.turns)
                for staff, place in zip(taken, places, strict=True)
            ]
    return posted


def _reserves(
    site: str,
    session: int,
    people: Sequence[str],
    part: TurnWork,
    stream: Stream,
    finishable: Finishable,
) -> ReserveList:
    """Draw the reserves of one site and turn until the draw of the day could be finished."""
    number = part.reserves
    tries = MOST_TRIES if number else 1
    for nth in range(1, tries + 1):
        shuffled = list(people)
        stream.shuffle(shuffled)
        if finishable(site, part.turn, sorted(shuffled[number:])):
            return ReserveList(site, part.turn, tuple(shuffled[:number]), nth)
    raise InfeasibleError(
        f"考点 {site} 场次 {session} 的监考人员抽不出可行的责任考场",
        [
            Clash(
                rule="STAFF-RESERVE" if number else "ROOM-TWO",
                cause=f"考点 {site} 场次 {session} 有监考 {len(people)} 人，其中备用 {number} 人；"
                f"抽取备用人员 {tries} 次，其余人员都不能把考场排满"
                "（计算机能力、考场范围的回避或亲属关系）",
                demand=part.invigilators + number,
                supply=len(people),
                cure="核对 其他回避（范围 考场）和 亲属关系 两表，互相回避的人多的，范围改为 考点；"
                "电子化考场核对 计算机能力；或给该考点增加没有回避关系的监考人员",
            )
        ],
    )
