"""Staff: who is recused, who serves where, and the proof that each draw can be finished.

Works on an arrangement whose seats are drawn, for who may serve where depends on where candidates
sit. The structure of posts is frozen before its draw, like that of rooms.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from allocator.pipeline.processes import each_site

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from allocator.models.domain.day_draws import Resilience, SiteSheet
    from allocator.models.domain.exam import Inputs
    from allocator.models.domain.plans import RoomingPlan, SeatingPlan
    from allocator.models.domain.staffing import PostingPlan, PostsPlan, Recusal, Turn
    from allocator.progress import Progress
    from allocator.record.staff_store import FrozenPosts, StaffClaims
    from allocator.reporting.flat_table import MoreSheet
    from allocator.reporting.views import BookView


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
    from allocator.pipeline.derived import Derived
    from allocator.pipeline.judging import judge_by
    from allocator.pipeline.post_structure import workable_posting
    from allocator.record.staff_store import freeze_posts
    from allocator.solvers.posting.solve import draw_posts

    known = Derived(inputs, plan, seating, progress)
    maker, turns = known.maker, known.turns
    posting = workable_posting(
        inputs, turns, known.works, known.recusals, known.rooms, maker, progress
    )
    frozen = freeze_posts(seats, known.recusals, posting)
    posts = draw_posts(
        inputs, posting, seed=seed, digest=frozen.digest, judge=judge_by(maker, turns)
    )
    sheets = maker.make(posts, frozen.digest)
    return Staffing(
        recusals=known.recusals,
        scopes=known.scopes,
        posting=posting,
        posts=posts,
        sheets=sheets,
        resilience=prove_draws(sheets, turns, seed, frozen.digest, jobs, progress),
        frozen=frozen,
        seed=seed,
    )


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
    from allocator.reporting.marks import mark_of
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
        replace(book, mark=mark_of(claims.result_digest)),
        output,
        progress,
    )
    return claims
