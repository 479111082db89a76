"""Solves the structures again and holds what the record claims as proven against it.

A frozen structure need not be found again: another version of the solver may find another one that
is as good. What is claimed of it must hold, tier by tier: no better one may be found, and the
bound must be proven again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.errors import InfeasibleError
from allocator.pipeline.verification.tables import of_record
from allocator.record.staff_store import POSTING, RESILIENCE
from allocator.record.store import STRUCTURE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from allocator.models.domain.day_draws import Resilience
    from allocator.models.domain.exam import Inputs
    from allocator.models.domain.plans import RoomingPlan, Tier
    from allocator.pipeline.verification.staff import Staff
    from allocator.pipeline.verification.tables import Difference
    from allocator.progress import Progress


def room_proofs(inputs: Inputs, plan: RoomingPlan, progress: Progress) -> Iterator[Difference]:
    """Solve the rooms again and tell which claim about them does not hold."""
    from allocator.pipeline.reading import solve_structure

    try:
        again = solve_structure(inputs, progress)
    except InfeasibleError as error:
        yield of_record(STRUCTURE, f"重新求解考场安排，结论是排不下（{error}）")
        return
    yield from _tiers(STRUCTURE, plan.tiers, again.tiers)


def staff_proofs(
    inputs: Inputs,
    staff: Staff,
    resilience: Sequence[Resilience],
    jobs: int,
    progress: Progress,
) -> Iterator[Difference]:
    """Solve the posts again and prove the draws again; tell which claim does not hold."""
    from allocator.pipeline.post_structure import solved_posting
    from allocator.pipeline.staffing import prove_draws

    try:
        again = solved_posting(
            inputs, staff.turns, staff.works, staff.recusals, staff.rooms, progress
        )
    except InfeasibleError as error:
        yield of_record(POSTING, f"重新求解岗位安排，结论是排不成（{error}）")
        return
    yield from _tiers(POSTING, staff.posting.tiers, again.tiers)
    claims = staff.claims
    proven = prove_draws(staff.sheets, staff.turns, claims.seed, claims.digest, jobs, progress)
    claimed = {(one.site, one.turn): one for one in resilience}
    for one in proven:
        other = claimed.pop((one.site, one.turn), None)
        if other != one:
            stated = "没有" if other is None else _bears(other)
            key = f"考点 {one.site} 场次 {staff.turns[one.turn].name}"
            yield of_record(RESILIENCE, f"应为 {_bears(one)}，记录为 {stated}", key)
    for site, turn in sorted(claimed):
        yield of_record(RESILIENCE, "记录多出这场抽签", f"考点 {site} 第 {turn + 1} 场")


def _tiers(name: str, claimed: Sequence[Tier], again: Sequence[Tier]) -> Iterator[Difference]:
    """Tell where claims do not hold; tiers count in their order, so the first one ends it."""
    titles = [[(tier.name, tier.rule) for tier in tiers] for tiers in (claimed, again)]
    if titles[0] != titles[1]:
        yield of_record(name, "目标的名称或次序与重新求解的不同")
        return
    for one, other in zip(claimed, again, strict=True):
        if one.bound > one.value:
            words = f"目标“{one.name}”的下界 {one.bound} 大于达到的值 {one.value}"
            yield of_record(name, words)
        if other.value < one.bound:
            words = f"目标“{one.name}”称不能少于 {one.bound}，重新求解得到 {other.value}"
            yield of_record(name, words)
        elif other.bound < one.bound:
            words = f"目标“{one.name}”称不能少于 {one.bound}，重新求解只能证明 {other.bound}"
            yield of_record(name, words)
        if other.value != one.value:
            # What follows depends on this tier.
            if one.value < other.bound:
                words = f"目标“{one.name}”为 {one.value}，重新求解证明不能少于 {other.bound}"
                yield of_record(name, words)
            return


def _bears(one: Resilience) -> str:
    words = f"任意 {one.worst} 人、95% 的情形下 {one.likely} 人缺席仍能完成"
    return f"{words}，{'、'.join(one.witness)} 都缺席则不能" if one.witness else words
