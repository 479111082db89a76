"""Staff: who is recused, who serves where, and the proof that each draw can be finished.

Works on an arrangement whose seats are drawn, for who may serve where depends on where candidates
sit. The structure of posts is frozen before its draw, like that of rooms.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import TYPE_CHECKING

from allocator.errors import InfeasibleError
from allocator.pipeline.processes import each_site

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from allocator.models.domain.exam import Inputs
    from allocator.models.domain.plans import RoomingPlan, SeatingPlan
    from allocator.models.domain.staffing import (
        Posted,
        PostingPlan,
        PostsPlan,
        Recusal,
        Resilience,
        SiteSheet,
        SiteWork,
        Turn,
    )
    from allocator.progress import Progress
    from allocator.record.staff_store import FrozenPosts, StaffClaims
    from allocator.reporting.flat_table import MoreSheet
    from allocator.reporting.views import BookView
    from allocator.solvers.posting.draw import Finishable
    from allocator.solvers.staff.places import Rooms
    from allocator.solvers.staff.site_sheets import SheetMaker

_FEW_PARTNERS = 3
"""With more people kept out of one's room than this, one serves at another site than they."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Staffing:
    """Everything about the staff of one arrangement."""

    recusals: tuple[Recusal, ...]
    scopes: Mapping[Recusal, str]
    posting: PostingPlan
    posts: PostsPlan
    sheets: tuple[SiteSheet, ...]
    resilience: tuple[Resilience, ...]
    frozen: FrozenPosts
    seed: str


def post_staff(
    inputs: Inputs,
    plan: RoomingPlan,
    seating: SeatingPlan,
    seats: Sequence[bytes],
    *,
    seed: str,
    jobs: int,
    progress: Progress,
) -> Staffing:
    """Return recusals, posts, sheets and proofs; `seats`: see `staff_store.freeze_posts`.

    Raises `InfeasibleError` where there are not the people for the posts.
    """
    from allocator.record.staff_store import freeze_posts
    from allocator.solvers.posting.solve import draw_posts
    from allocator.solvers.recusal.graph import KinGraph
    from allocator.solvers.recusal.recusals import recusals, staff_interests, staff_relatives
    from allocator.solvers.staff.places import barred_rooms, printed_scopes, rooms_of_candidates
    from allocator.solvers.staff.site_sheets import SheetMaker
    from allocator.solvers.staff.site_work import turns_of, works_of

    progress.start("回避核对", 2)
    kin = KinGraph(inputs)
    found = recusals(inputs, kin)
    progress.advance()
    relatives, interests = staff_relatives(inputs, kin), staff_interests(inputs)
    progress.advance()
    progress.finish()
    named = [recusal.registration for recusal in found if recusal.scope != "考试"]
    rooms = rooms_of_candidates(inputs, plan, seating, named)
    turns = turns_of(inputs)
    works = works_of(inputs, plan, turns)
    posting = solved_posting(inputs, turns, works, found, rooms, progress)
    frozen = freeze_posts(seats, found, posting)
    maker = SheetMaker(
        inputs,
        plan,
        seating,
        posting,
        works=works,
        relatives=(*relatives, *((one, other) for one, other, _ in interests)),
        barred=barred_rooms(found, rooms),
        digest=frozen.digest,
    )
    posts = draw_posts(
        inputs, posting, seed=seed, digest=frozen.digest, judge=judge_by(maker, turns)
    )
    sheets = maker.make(posts)
    return Staffing(
        recusals=found,
        scopes=printed_scopes(found, rooms),
        posting=posting,
        posts=posts,
        sheets=sheets,
        resilience=prove_draws(sheets, turns, seed, frozen.digest, jobs, progress),
        frozen=frozen,
        seed=seed,
    )


def solved_posting(
    inputs: Inputs,
    turns: tuple[Turn, ...],
    works: tuple[SiteWork, ...],
    found: tuple[Recusal, ...],
    rooms: Rooms,
    progress: Progress,
) -> PostingPlan:
    """Return how many of which kind of people serve where, with what is proven of it.

    `rooms` are those of the candidates whom a recusal names. Raises `InfeasibleError`.
    """
    from allocator.solvers.posting.solve import solve_posting
    from allocator.solvers.recusal.recusals import staff_interests
    from allocator.solvers.staff.closed import closed_posts
    from allocator.solvers.staff.places import barred_rooms, barred_sites

    waived = "PATROL-5" in inputs.policy.waivers
    solve = partial(
        solve_posting,
        inputs,
        turns,
        recusals=found,
        barred_sites=barred_sites(found, rooms),
        progress=progress,
        closed=closed_posts(works, barred_rooms(found, rooms), merging=waived),
    )
    return _apart(solve, works, staff_interests(inputs), waived=waived)


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
            return _solved(partial(solve, interests=parted), works, waived=waived)
        except InfeasibleError:
            # The range that was declared asks for less.
            pass
    return _solved(partial(solve, interests=interests), works, waived=waived)


def _solved(
    solve: Callable[..., PostingPlan], works: tuple[SiteWork, ...], *, waived: bool
) -> PostingPlan:
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


def judge_by(maker: SheetMaker, turns: Sequence[Turn]) -> Callable[[Sequence[Posted]], Finishable]:
    """Return what tells of people posted whether a draw can be finished with so few 监考."""
    from allocator.models.domain.staffing import PostsPlan

    def judge(posted: Sequence[Posted]) -> Finishable:
        # Without reserves everybody posted is a regular; of most drawings few sites are looked at.
        posts = PostsPlan(posted=tuple(posted), reserves=())
        return _finishable_by(cache(lambda site: maker.make_one(site, posts)), turns)

    return judge


def _finishable_by(sheet_of: Callable[[str], SiteSheet], turns: Sequence[Turn]) -> Finishable:
    from allocator.solvers.day.draw import can_finish

    def finishable(site: str, turn: int, regulars: Sequence[str]) -> bool:
        sheet = sheet_of(site)
        place = next(n for n, one in enumerate(sheet.turns) if one.turn == turns[turn])
        here = sheet.turns[place]
        others = {sheet.people[person].staff for person in (*here.patrols, *here.admins)}
        return can_finish(sheet, place, frozenset((*regulars, *others)))

    return finishable


def prove_draws(
    sheets: Sequence[SiteSheet],
    turns: Sequence[Turn],
    seed: str,
    digest: str,
    jobs: int,
    progress: Progress,
) -> tuple[Resilience, ...]:
    """Return for every site and turn how many absences its draw bears."""
    progress.start("抽签可行性证明", len(sheets))
    prove = partial(_prove_site, seed=seed, digest=digest)
    found: list[Resilience] = []
    for sheet, proofs in zip(sheets, each_site(prove, sheets, jobs), strict=True):
        for one, proof in zip(sheet.turns, proofs, strict=True):
            # A sheet counts the turns of its own site, the record those of the exam.
            found.append(replace(proof, turn=turns.index(one.turn)))
        progress.advance()
    progress.finish()
    return tuple(found)


def _prove_site(sheet: SiteSheet, *, seed: str, digest: str) -> tuple[Resilience, ...]:
    from allocator.solvers.resilience.prove import resilience

    return tuple(
        resilience(sheet, turn, seed=seed, digest=digest) for turn in range(len(sheet.turns))
    )


def staff_sheets(inputs: Inputs, staffing: Staffing) -> tuple[MoreSheet, ...]:
    """Return sheets 岗位安排 and 回避名单 of 编排总表."""
    from allocator.reporting.staff_export import sheets

    return sheets(inputs, staffing.posting, staffing.posts, staffing.recusals, staffing.scopes)


def publish_staff(
    output: Path,
    record: Path,
    inputs: Inputs,
    staffing: Staffing,
    book: BookView,
    progress: Progress,
    *,
    operator: str,
    reviewer: str,
) -> StaffClaims:
    """Write record and documents of staff into folders in the making."""
    from allocator.record.staff_store import write_staff
    from allocator.reporting.staff_export import export_staff

    claims = write_staff(
        record,
        staffing.frozen,
        staffing.posts,
        staffing.sheets,
        staffing.resilience,
        seed=staffing.seed,
        operator=operator,
        reviewer=reviewer,
    )
    export_staff(
        inputs,
        staffing.posting,
        staffing.posts,
        staffing.recusals,
        staffing.scopes,
        staffing.resilience,
        book,
        output,
        progress,
    )
    return claims
