"""What `rooming` decides, in integers only: no name, no single candidate, no single room.

Candidates meet rooms only in *counts*: a `Demand` is a number of people who look alike, a `Pattern`
is what a room holds (which paper in which session), a `RoomClass` is a number of rooms of one floor
that look alike. Built by `allocator.solvers.rooming_task`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class RoomClass(NamedTuple):
    """Rooms of one floor that cannot be told apart by any rule."""

    site: int
    floor: int
    """Index of (site, building, floor) over the whole 考区."""
    form: int
    """Index of the exam form; a room serves one form only."""
    places: int
    """People it may hold (ROOM-30)."""
    tail_places: int
    """Further people it may hold as the merged last room (ROOM-TAIL); 0 when that is off."""
    ground: bool
    accessible: bool
    rooms: int
    """How many there are."""
    ranks: tuple[tuple[bool, int, int], ...]
    """ROOM-PRIORITY: (video, priority, rooms), the one to be opened first first."""


class Offer(NamedTuple):
    """What demands of one sitting can tell of a room: classes of equal offer are added up."""

    form: int
    places: int
    tail_places: int
    ground: bool
    accessible: bool


class Pattern(NamedTuple):
    """What one room of one sitting holds: sessions used and who may sit in it."""

    sitting: int
    form: int
    sessions: int
    """Number of sessions in which somebody is due."""
    alone: bool
    """SEAT-NEEDS: one person a room (单独考场)."""


class Demand(NamedTuple):
    """People of one sitting who look alike, and the patterns they fit (ROOM-ONE-PAPER)."""

    sitting: int
    people: int
    patterns: tuple[int, ...]
    """Indexes of patterns, ascending, never empty."""
    ground: bool
    accessible: bool
    site: int
    """指定考点, or -1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomingProblem:
    """One 考区: everything the model may know."""

    sittings: int
    cliques: tuple[tuple[int, ...], ...]
    """Maximal sets of sittings that overlap pairwise in time and so need rooms of their own."""
    classes: tuple[RoomClass, ...]
    patterns: tuple[Pattern, ...]
    demands: tuple[Demand, ...]
    spare: tuple[int, ...]
    """By site: rooms kept free of each form in use (ROOM-SPARE)."""
    least_rooms: tuple[int, ...] = ()
    """By site: rooms that must be opened there; a relaxation's stand-in for SEAT-SITE."""
    apart: tuple[tuple[tuple[int, ...], int], ...] = ()
    """SEAT-KIN: (patterns, rooms): people kept apart need so many rooms of these patterns."""
    patrol_rooms: int = 5
    """PATROL-5: rooms of one floor that one 流动监考 covers."""

    def flags_asked(self) -> list[tuple[bool, bool]]:
        """Return by sitting whether some demand asks for (ground floor, accessible)."""
        asked = [(False, False)] * self.sittings
        for demand in self.demands:
            ground, accessible = asked[demand.sitting]
            asked[demand.sitting] = (ground or demand.ground, accessible or demand.accessible)
        return asked

    @staticmethod
    def offer_of(asked: tuple[bool, bool], room_class: RoomClass) -> Offer:
        """Return how demands see a class: flags that none of them asks for are dropped."""
        ground, accessible = asked
        return Offer(
            form=room_class.form,
            places=room_class.places,
            tail_places=room_class.tail_places,
            ground=room_class.ground and ground,
            accessible=room_class.accessible and accessible,
        )
