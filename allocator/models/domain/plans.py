"""What each stage produces: plain, ordered, free of solver objects and of names of people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from allocator.models.domain.exam import Need
    from allocator.models.domain.ids import RoomId, Sitting


class Kind(NamedTuple):
    """Candidates who look alike to `rooming`: they may be exchanged without it noticing."""

    exam: str
    level: str
    specialty: str
    subjects: tuple[str, ...]
    need: Need
    site: str
    """指定考点; blank: any."""
    batches: tuple[int, ...]
    """批次 they may be drawn into; `(0,)` where the exam has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """One objective, in its order: what was reached and what is proven."""

    name: str
    """Chinese name, as the planner reads it."""
    rule: str
    value: int
    bound: int
    """Proven least; equal to `value` when optimal."""

    @property
    def optimal(self) -> bool:
        """Return whether the value is proven least."""
        return self.value == self.bound


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRoom:
    """A room opened for one sitting, and how many of which kind sit in it (all sessions)."""

    sitting: Sitting
    room: RoomId
    number: str
    """考场号, text with leading zeros."""
    counts: tuple[tuple[int, int], ...]
    """Pairs (index into `RoomingPlan.kinds`, people), ascending by index, people >= 1."""

    @property
    def people(self) -> int:
        """Return how many sit here in all."""
        return sum(people for _, people in self.counts)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomingPlan:
    """The structure: frozen into the record before the draw."""

    kinds: tuple[Kind, ...]
    batch_counts: tuple[tuple[tuple[int, int], ...], ...]
    """For each kind its pairs (批次, people), ascending."""
    open_rooms: tuple[OpenRoom, ...]
    """By exam and batch, then site and room in the order of the sheets (as 考场号 run)."""
    spare_rooms: tuple[tuple[RoomId, str], ...]
    """Rooms kept free, with their label 备1, 备2 … of the site."""
    tiers: tuple[Tier, ...]
    apart: tuple[tuple[int, int], ...] = ()
    """Pairs of indexes into `Inputs.candidates`, i < j, that SEAT-KIN keeps apart, sorted; empty
    when it is switched off. Frozen, so that the draw needs no declarations of kinship."""


class Seat(NamedTuple):
    """Where one candidate sits, for all sessions of the sitting."""

    candidate: int
    """Index into `Inputs.candidates`."""
    open_room: int
    """Index into `RoomingPlan.open_rooms`."""
    seat: int
    """座位号 from 1, in the walking order of the room."""
    ticket: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatingPlan:
    """The result of the draw; seats ascending by (open room, seat)."""

    seats: tuple[Seat, ...]
    pairs_left: int
    """SEAT-APART: neighbours of one unit that remain."""
    pairs_bound: int
    """Proven least of `pairs_left`."""
