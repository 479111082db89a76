"""`seating`: the draw of 批次 and of seats, from structure, seed and published method only.

Sitting by sitting: `seat_draw` draws one, `seat_deal` is the first part of it, and `docs/draws.md`
gives the method in words that a stranger can follow.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from allocator.models.domain.plans import Seat, SeatingPlan
from allocator.models.domain.policy import Apart
from allocator.randomness import Stream
from allocator.solvers.apart_bound import pairs_bound
from allocator.solvers.neighbours import neighbours_of
from allocator.solvers.seat_draw import DrawnRoom, SittingDraw

if TYPE_CHECKING:
    from allocator.models.domain.exam import Inputs
    from allocator.models.domain.ids import Sitting
    from allocator.models.domain.plans import RoomingPlan
    from allocator.progress import Progress
    from allocator.solvers.kinds import Kinds


def draw_batches(
    inputs: Inputs, kinds: Kinds, plan: RoomingPlan, *, seed: str, digest: str
) -> dict[tuple[int, int], list[int]]:
    """Draw who of a kind goes into which 批次.

    Return candidates by (kind, batch), ascending by 报名序号; kinds of one batch are not drawn.
    """
    drawn: dict[tuple[int, int], list[int]] = {}
    streams = {exam: Stream(f"batches/{exam}", seed, digest) for exam in inputs.exam_codes()}
    for k, kind in enumerate(kinds.kinds):
        members = list(kinds.members[k])
        parts = plan.batch_counts[k]
        if len(parts) > 1:
            streams[kind.exam].shuffle(members)
        start = 0
        for batch, people in parts:
            drawn[k, batch] = sorted(
                members[start : start + people],
                key=lambda n: inputs.candidates[n].registration,
            )
            start += people
    return drawn


def draw_seats(
    inputs: Inputs,
    kinds: Kinds,
    plan: RoomingPlan,
    *,
    seed: str,
    digest: str,
    progress: Progress,
) -> SeatingPlan:
    """Draw every seat; tickets are still blank (see `allocator.solvers.tickets`).

    Raises `LimitError` when no plan was found that keeps people apart who must be (SEAT-KIN).
    """
    apart = inputs.policy.apart if inputs.policy.is_on("SEAT-APART") else Apart.OFF
    people_of = draw_batches(inputs, kinds, plan, seed=seed, digest=digest)
    kin, units = _kin(plan), _units(inputs)
    room_of_id = {room.id: room for room in inputs.rooms}
    streams = {exam: Stream(f"seats/{exam}", seed, digest) for exam in inputs.exam_codes()}
    open_rooms: dict[Sitting, list[int]] = defaultdict(list)
    for n, room in enumerate(plan.open_rooms):
        open_rooms[room.sitting].append(n)

    def name_of(candidate: int) -> str:
        return inputs.candidates[candidate].registration

    progress.start("抽取座位", len(plan.open_rooms))
    seats: list[Seat] = []
    left = bound = 0
    for sitting, numbers in open_rooms.items():
        opened = [plan.open_rooms[n] for n in numbers]
        rooms = [
            DrawnRoom(room.counts, neighbours_of(room_of_id[room.room], room.people, apart))
            for room in opened
        ]
        members = {k: people_of[k, sitting.batch] for r in rooms for k, _ in r.counts}
        draw = SittingDraw(rooms, members, units, kin, streams[sitting.exam], name_of)
        result = draw.run(progress)
        for n, people in zip(numbers, result, strict=True):
            seats.extend(Seat(who, n, seat, "") for seat, who in enumerate(people, start=1))
        pairs = draw.pairs_left(result)
        left += pairs
        if pairs:
            bound += _bound(rooms, members, units)
    progress.finish()
    return SeatingPlan(seats=tuple(seats), pairs_left=left, pairs_bound=min(left, bound))


def _kin(plan: RoomingPlan) -> dict[int, set[int]]:
    """Return by candidate whom he must not share a room with (SEAT-KIN)."""
    kin: dict[int, set[int]] = defaultdict(set)
    for a, b in plan.apart:
        kin[a].add(b)
        kin[b].add(a)
    return kin


def _units(inputs: Inputs) -> list[int]:
    """Return by candidate the number of his 工作单位, 0 for none; blank units keep nobody apart."""
    names = sorted({who.employer for who in inputs.candidates if who.employer})
    number = {name: n for n, name in enumerate(names, start=1)}
    number[""] = 0
    return [number[who.employer] for who in inputs.candidates]


def _bound(rooms: list[DrawnRoom], members: dict[int, list[int]], units: list[int]) -> int:
    people: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for kind, of_kind in members.items():
        for who in of_kind:
            if units[who]:
                people[units[who]][kind] += 1
    return pairs_bound(people, [(room.neighbours, dict(room.counts)) for room in rooms])
