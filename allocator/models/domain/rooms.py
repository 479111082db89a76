"""Sites, rooms and where their seats stand."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from allocator.models.domain.ids import RoomId

if TYPE_CHECKING:
    from allocator.models.domain.exam import Form


class SeatOrder(StrEnum):
    """The way from seat to seat: 座位顺序."""

    COLUMN_SNAKE = "列蛇形"
    COLUMN = "列顺序"
    ROW_SNAKE = "行蛇形"
    ROW = "行顺序"


class FirstSeat(StrEnum):
    """The corner of seat 1, as the candidates face the board: 首座."""

    FRONT_LEFT = "左前"
    FRONT_RIGHT = "右前"


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One row of sheet 考点."""

    code: str
    name: str
    address: str
    contact: str
    phone: str
    spare_rooms: int
    """备用考场: rooms kept free."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """One row of sheet 考场, in the order along the corridor."""

    site: str
    building: str
    floor: int
    classroom: str
    seats: int
    """可用座位数; for an electronic room all machines."""
    layout: tuple[int, ...]
    """Seats per column, column 1 leftmost as the candidates face the board; sums to `seats`."""
    order: SeatOrder
    first: FirstSeat
    spacing_hundredths: int
    """横向间距 in hundredths of a seat width."""
    form: Form
    spare_machines: int
    """备用机 of an electronic room; 0 for a paper room."""
    video: bool
    accessible: bool
    priority: int
    closed: bool

    @property
    def id(self) -> RoomId:
        """Return the room's identity."""
        return RoomId(self.site, self.building, self.floor, self.classroom)
