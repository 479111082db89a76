"""`seating`: the draw of 批次 and of seats, from structure, seed and published method only.

Sitting by sitting: `seat_draw` draws one, `seat_deal` is the first part of it, and `docs/draws.md`
gives the method in words that a stranger can follow.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from allocator.errors import LimitError
from allocator.models.domain.plans import Seat, SeatingPlan
from allocator.models.domain.policy import Apart
from allocator.randomness import Stream
from allocator.solvers.apart_bound import pairs_bound
from allocator.solvers.kin_search import NotPartedError
from allocator.solvers.neighbours import neighbours_of
from allocator.solvers.seat_draw import DrawnRoom, SittingDraw

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from allocator.models.domain.exam import Inputs
    from allocator.models.domain.ids import Sitting
    from allocator.models.domain.plans import RoomingPlan
    from allocator.progress import Progress
    from allocator.solvers.kinds import Kinds


BATCH_DRAWS = 50
"""The 批次 of an exam are drawn up to so many times, until kin can be parted in each of them."""


def draw_batches(
    inputs: Inputs, kinds: Kinds, plan: RoomingPlan, exam: str, stream: Stream
) -> dict[tuple[int, int], list[int]]:
    """Draw who of a kind of an exam goes into which 批次.

    Return candidates by (kind, batch), ascending by 报名序号; kinds of one batch are not drawn.
    """
    drawn: dict[tuple[int, int], list[int]] = {}
    for k, kind in enumerate(kinds.kinds):
        if kind.exam != exam:
            continue
        members = list(kinds.members[k])
        parts = plan.batch_counts[k]
        if len(parts) > 1:
            stream.shuffle(members)
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
    draw = _Draw(inputs, kinds, plan, progress)
    rooms: dict[str, list[int]] = defaultdict(list)
    for n, room in enumerate(plan.open_rooms):
        rooms[room.sitting.exam].append(n)
    for exam, numbers in rooms.items():
        batches = Stream(f"batches/{exam}", seed, digest)
        draw.exam(exam, numbers, batches, Stream(f"seats/{exam}", seed, digest))
    progress.finish()
    seats = tuple(
        Seat(who, n, seat, "")
        for n, people in sorted(draw.people_of.items())
        for seat, who in enumerate(people, start=1)
    )
    return SeatingPlan(seats=seats, pairs_left=draw.left, pairs_bound=min(draw.left, draw.bound))


class _Draw:
    """The draws of all exams, one after another."""

    def __init__(self, inputs: Inputs, kinds: Kinds, plan: RoomingPlan, progress: Progress) -> None:
        self.people_of: dict[int, list[int]] = {}
        """By open room: candidates in seat order."""
        self.left = self.bound = 0
        self._inputs, self._kinds, self._plan, self._progress = inputs, kinds, plan, progress
        self._apart = inputs.policy.apart if inputs.policy.is_on("SEAT-APART") else Apart.OFF
        self._kin, self._units = _kin(plan), _units(inputs)
        self._room_of_id = {room.id: room for room in inputs.rooms}

    def exam(self, exam: str, numbers: Sequence[int], batches: Stream, stream: Stream) -> None:
        """Draw an exam, whose open rooms are `numbers`.

        Where people meet in a 批次 whom its rooms cannot part, 批次 and seats of the exam are drawn
        anew, on with both streams: the first draw that can be done is as likely as every other.
        """
        parts = (self._plan.batch_counts[k] for k, kind in enumerate(self._kinds.kinds)
                 if kind.exam == exam)  # fmt: skip
        draws = BATCH_DRAWS if any(len(row) > 1 for row in parts) else 1
        for draw in range(1, draws + 1):
            self._progress.start("抽取座位", len(self._plan.open_rooms))
            self._progress.advance(len(self.people_of))
            members = draw_batches(self._inputs, self._kinds, self._plan, exam, batches)
            try:
                drawn = [
                    self._sitting(rooms, members, stream) for rooms in self._by_sitting(numbers)
                ]
            except NotPartedError as error:
                if draw == draws:
                    tried = f"批次依次抽了 {draws} 次，都是如此。" if draws > 1 else ""
                    raise LimitError(f"{error}{tried}") from error
            else:
                for people_of, left, bound in drawn:
                    self.people_of.update(people_of)
                    self.left += left
                    self.bound += bound
                return

    def _by_sitting(self, numbers: Sequence[int]) -> list[list[int]]:
        """Return open rooms by sitting, in the order of its first one."""
        rooms: dict[Sitting, list[int]] = defaultdict(list)
        for n in numbers:
            rooms[self._plan.open_rooms[n].sitting].append(n)
        return list(rooms.values())

    def _sitting(
        self, numbers: Sequence[int], members: Mapping[tuple[int, int], list[int]], stream: Stream
    ) -> tuple[dict[int, list[int]], int, int]:
        """Return people by room, pairs of one unit left, and the fewest that must be left."""
        opened = [self._plan.open_rooms[n] for n in numbers]
        rooms = [
            DrawnRoom(
                room.counts, neighbours_of(self._room_of_id[room.room], room.people, self._apart)
            )
            for room in opened
        ]
        batch = opened[0].sitting.batch
        here = {k: members[k, batch] for room in rooms for k, _ in room.counts}
        draw = SittingDraw(rooms, here, self._units, self._kin, stream, self._name_of)
        plan = draw.run(self._progress)
        left = draw.pairs_left(plan)
        bound = _bound(rooms, here, self._units) if left else 0
        return dict(zip(numbers, plan, strict=True)), left, bound

    def _name_of(self, candidate: int) -> str:
        return self._inputs.candidates[candidate].registration


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
