"""Seats drawn again, and what a run claims of them, against the record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allocator.pipeline.verification.tables import Difference, of_record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from allocator.models.domain.exam import Inputs
    from allocator.models.domain.plans import RoomingPlan, SeatingPlan
    from allocator.record.store import RunClaims


def seat_differences(
    inputs: Inputs, plan: RoomingPlan, ours: SeatingPlan, theirs: SeatingPlan
) -> Iterator[Difference]:
    """Tell whose recorded seat or ticket is not the drawn one."""
    recorded = {seat.candidate: seat for seat in theirs.seats}
    if len(recorded) != len(theirs.seats) or len(theirs.seats) != len(ours.seats):
        words = f"应有 {len(ours.seats)} 个座位，记录有 {len(theirs.seats)} 个"
        yield of_record("draw.json", words)

    def words_of(seat: Any) -> str:
        if seat is None:
            return "没有"
        return (
            f"考场 {plan.open_rooms[seat.open_room].number} 座位 {seat.seat} 准考证号 {seat.ticket}"
        )

    for seat in ours.seats:
        other = recorded.get(seat.candidate)
        if other != seat:
            key = f"报名序号 {inputs.candidates[seat.candidate].registration}"
            yield of_record("draw.json", f"应为 {words_of(seat)}，记录为 {words_of(other)}", key)


def claim_differences(
    claims: RunClaims, plan: RoomingPlan, seating: SeatingPlan
) -> Iterator[Difference]:
    """Tell which objective a run states otherwise than its structure and seats do."""
    if claims.tiers != plan.tiers:
        yield of_record("run.json", "各项目标 tiers 与 structure.json 不符")
    stated = (claims.pairs_left, claims.pairs_bound)
    if stated != (seating.pairs_left, seating.pairs_bound):
        words = f"同单位相邻应为 {seating.pairs_left} 对，记录为 {claims.pairs_left} 对"
        yield of_record("run.json", words)
