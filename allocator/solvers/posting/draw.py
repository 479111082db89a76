"""The draw of posts: puts people into the frozen structure of `posting`.

The method, so that anybody can recompute it (streams as in `docs/draws.md`):

1. Posts are taken in the order of `WHOLE_POSTS`, then other posts as the places name them, then
   `DRAWN_POSTS`. Each has the stream `posts/<岗位>`.
2. For each post the kinds are taken in their order, those with places in it: their members not yet
   placed, ascending by 工号, are shuffled. The first so many of them take the kind's places of this
   post, in the order of the place index.
3. Reserves: for each site in the order of the works and each of its turns, the stream
   `reserves/<考点代码>/<first session>` shuffles those posted there as 监考 in that turn, up to 200
   times, ascending by 工号 before each; the first `TurnWork.reserves` are the reserves, in that
   order. Taken is the first shuffle with which the draw of the day could be finished by the others
   as regulars and which leaves as few rooms without a woman or a man as can be (`sexes`); where no
   shuffle does both, the first of those that leave fewest.
4. Where no list of a site and turn will do, everybody is drawn anew: 1 and 2 with the same streams
   as they stand, then 3 from the start of its streams.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple, Protocol

from allocator.errors import InfeasibleError, ModelError
from allocator.models.domain.findings import Clash
from allocator.models.domain.post_order import post_order
from allocator.models.domain.staffing import INVIGILATOR, Posted, PostsPlan, ReserveList
from allocator.randomness import Stream
from allocator.solvers.posting.sexes import NOBODY, Mix

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from allocator.models.domain.exam import Inputs
    from allocator.models.domain.staffing import PostingPlan, TurnWork

Finishable = Callable[[str, int, Sequence[str]], bool]
"""Whether the draw of the day of a site and turn (index) can be finished with these 监考."""


class Judged(Protocol):
    """What is known of one drawing of posts."""

    def finishable(self, site: str, turn: int, regulars: Sequence[str]) -> bool:
        """Return whether the draw of a site and turn (index) can be finished with these 监考."""

    def mix(self, site: str, turn: int) -> Mix:
        """Return who of those posted for a site and turn (index) may make its rooms mixed."""

    def causes(self, site: str, turn: int) -> Sequence[Clash]:
        """Return why not even all of them could finish it, with cures; empty where they could."""


MOST_TRIES = 200
"""Reserves of a site and turn are shuffled at most so often: part of the published method."""
MOST_DRAWINGS = 200
"""Everybody is drawn at most so often."""


class Watch(NamedTuple):
    """The 监考 of a site and turn, before it is drawn who of them are reserves."""

    site: str
    part: TurnWork
    session: int
    people: tuple[str, ...]
    """工号 of those posted there as 监考, ascending."""


class _Stuck(NamedTuple):
    here: Watch
    judged: Judged


def draw_posts(
    inputs: Inputs,
    plan: PostingPlan,
    *,
    seed: str,
    digest: str,
    judge: Callable[[Sequence[Posted]], Judged],
) -> PostsPlan:
    """Return who serves where, and the reserves in their order: the first drawing that will do.

    `judge` returns, for people posted, what tells whether a draw can be finished. Raises
    `InfeasibleError` naming site and session when none of `MOST_DRAWINGS` will do.
    """
    stuck: list[_Stuck] = []
    for nth, posted in enumerate(islice(drawings(inputs, plan, seed, digest), MOST_DRAWINGS), 1):
        judged = judge(posted)
        found = draw_reserves(
            plan,
            posted,
            seed=seed,
            digest=digest,
            finishable=judged.finishable,
            mix=judged.mix,
            first=[one.here for one in stuck[-1:]],
        )
        if not isinstance(found, Watch):
            return PostsPlan(posted=posted, reserves=found, tries=nth)
        stuck.append(_Stuck(found, judged))
    raise _impossible(stuck)


def draw_places(inputs: Inputs, plan: PostingPlan, *, seed: str, digest: str) -> tuple[Posted, ...]:
    """Return the first drawing of who serves which site in which post and turns.

    Raises `ModelError` when the plan names people whom `inputs` does not have.
    """
    return next(drawings(inputs, plan, seed, digest))


def drawings(
    inputs: Inputs, plan: PostingPlan, seed: str, digest: str
) -> Iterator[tuple[Posted, ...]]:
    """Yield drawing after drawing of the posts, each by site, post and 工号."""
    known = {member.staff for member in inputs.staff}
    if not all(known.issuperset(kind.members) for kind in plan.kinds):
        raise ModelError("posting: the plan names people who are not in the inputs")
    order = post_order(place.post for place in plan.places)
    site_order = {work.site: n for n, work in enumerate(plan.works)}
    streams = {post: Stream(f"posts/{post}", seed, digest) for post in order}
    while True:
        yield tuple(
            sorted(
                _people(plan, streams),
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
    mix: Callable[[str, int], Mix] = lambda *_: NOBODY,
    first: Sequence[Watch] = (),
) -> tuple[ReserveList, ...] | Watch:
    """Return the reserves of each site and turn that has any, in their drawn order.

    Or a site and turn where no shuffle will do; those of `first` are looked at before all others,
    which spares work where they fail again.
    """
    wanted = watches(plan, posted)
    known = {(one.site, one.part.turn) for one in first}
    for one in wanted:
        if (one.site, one.part.turn) in known and not finishable(
            one.site, one.part.turn, one.people
        ):
            return one
    lists = []
    for one in wanted:
        stream = Stream(f"reserves/{one.site}/{one.session}", seed, digest)
        found = _reserves(one, stream, finishable, mix(one.site, one.part.turn))
        if found is None:
            return one
        if found.staff:
            lists.append(found)
    return tuple(lists)


def watches(plan: PostingPlan, posted: Sequence[Posted]) -> list[Watch]:
    """Return who is posted as 监考, by site in the order of the works and by turn."""
    here: dict[tuple[str, int], list[str]] = defaultdict(list)
    for staff, site, post, turns in posted:
        if post == INVIGILATOR:
            for turn in turns:
                here[site, turn].append(staff)
    return [
        Watch(
            work.site, part, plan.turns[part.turn].name, tuple(sorted(here[work.site, part.turn]))
        )
        for work in plan.works
        for part in work.turns
    ]


def _people(plan: PostingPlan, streams: Mapping[str, Stream]) -> list[Posted]:
    """Draw people of each kind into its places, post by post."""
    left = [list(kind.members) for kind in plan.kinds]
    posted = []
    for post, stream in streams.items():
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


def _reserves(here: Watch, stream: Stream, finishable: Finishable, mix: Mix) -> ReserveList | None:
    """Draw the reserves of one site and turn until the draw of the day could be finished."""
    site, part, people = here.site, here.part, here.people
    for asked, (nth, shuffled) in enumerate(_shuffles(here, stream, mix)):
        if finishable(site, part.turn, sorted(shuffled[part.reserves :])):
            return ReserveList(site, part.turn, tuple(shuffled[: part.reserves]), nth)
        # What cannot be done with all of them cannot be done with fewer.
        if not asked and not (part.reserves and finishable(site, part.turn, people)):
            return None
    return None


def _shuffles(here: Watch, stream: Stream, mix: Mix) -> Iterator[tuple[int, list[str]]]:
    """Yield shuffles with their numbers: as they come those that leave most rooms mixed.

    Then the others, those first that leave more rooms mixed.
    """
    reserves = here.part.reserves
    least, others = mix.least(here.people, reserves), []
    for nth in range(1, MOST_TRIES + 1):
        shuffled = list(here.people)
        stream.shuffle(shuffled)
        lacking = mix.lacking(shuffled[reserves:])
        if lacking == least:
            yield nth, shuffled
        else:
            others.append((lacking, nth, shuffled))
    for _, nth, shuffled in sorted(others):
        yield nth, shuffled


def _impossible(stuck: Sequence[_Stuck]) -> InfeasibleError:
    """Return the error that names the site and session which failed most often."""
    often = Counter((one.here.site, one.here.session) for one in stuck)
    worst = max(stuck, key=lambda one: often[one.here.site, one.here.session])
    here, people = worst.here, len(worst.here.people)
    number = here.part.reserves
    told = worst.judged.causes(here.site, here.part.turn) or [
        Clash(
            rule="STAFF-RESERVE",
            cause=f"有监考 {people} 人，其中备用 {number} 人；抽取备用人员 {MOST_TRIES} 次，"
            "其余人员都不能把考场排满（计算机能力、考场范围的回避或亲属关系）",
            demand=here.part.invigilators + number,
            supply=people,
            cure="请在 工作人员 表增加没有回避关系、具备计算机能力的监考人员，"
            "或核对 亲属关系、其他回避 两表；改后用 allocator run 重新编排",
        )
    ]
    where = f"考点 {here.site} 场次 {here.session}"
    return InfeasibleError(
        f"{where} 的监考人员抽不出可行的责任考场",
        [
            replace(
                clash,
                cause=f"{where}：岗位抽签 {len(stuck)} 次都排不成，末次抽到的人员中，{clash.cause}",
            )
            for clash in told
        ],
    )
