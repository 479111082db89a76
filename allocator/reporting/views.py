"""What the documents show: finished facts, already in reading order, nothing left to decide.

Built once per site by `allocator.reporting.build` and handed to every document of the site; small
enough to be sent to another process.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import datetime

    from allocator.models.domain.exam import Form
    from allocator.models.domain.rooms import FirstSeat, SeatOrder


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperView:
    """One paper of 考试 as documents name it."""

    exam: str
    exam_name: str
    level: str
    specialty: str
    subject: str
    subject_name: str
    form: Form
    session: int
    start: datetime
    end: datetime
    audio_video: bool


class SeatView(NamedTuple):
    """One occupied seat, for the whole sitting."""

    seat: int
    row: int
    """1 is nearest the board."""
    column: int
    """1 is leftmost as the candidates face the board."""
    ticket: str
    registration: str
    name: str
    id_shown: str
    """证件号码 masked, or whole with --full-ids."""
    photo: str
    """Path of a picture that exists, or blank."""
    papers: tuple[tuple[int, int], ...]
    """Pairs (session, index into `BookView.papers`) in which the candidate is due, ascending."""
    level: str
    specialty: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomPaper:
    """One paper in one room and session: a row of 考场编排."""

    paper: int
    """Index into `BookView.papers`."""
    people: int
    first_ticket: str
    last_ticket: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomSession:
    """One room in one session in which somebody is due: one door sign, one seat plan."""

    session: int
    start: datetime
    end: datetime
    """Longer than the paper's where the room has 延时."""
    people: int
    first_ticket: str
    last_ticket: str
    papers: tuple[RoomPaper, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomView:
    """One open room of one sitting."""

    exam: str
    exam_name: str
    batch: int
    """0: the exam has no 批次."""
    number: str
    """考场号."""
    building: str
    floor: int
    classroom: str
    form: Form
    layout: tuple[int, ...]
    """Seats per column as the room stands, occupied or not."""
    order: SeatOrder
    first: FirstSeat
    usable: int
    """Seats that may be used: at most 标准人数, or machines less 备用机."""
    extra_percent: int
    """延时: 30 for 30 %; 0 none."""
    seats: tuple[SeatView, ...]
    """Ascending by seat number, which is the walking order."""
    sessions: tuple[RoomSession, ...]
    roles: tuple[str, ...]
    """Who serves it, as `roles_of`."""


class FloorRoom(NamedTuple):
    """A room on the map of a floor, open or not, in corridor order."""

    building: str
    floor: int
    classroom: str
    state: str
    """Blank when open in some sitting; 备用 with its label (备1 …); 未启用; 停用."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteView:
    """One site with all it needs for its documents."""

    code: str
    name: str
    address: str
    contact: str
    phone: str
    rooms: tuple[RoomView, ...]
    """Ascending by 考场号."""
    floor_rooms: tuple[FloorRoom, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BookView:
    """What is the same for every document of one run."""

    title: str
    """Names of the exams, joined with 、."""
    papers: tuple[PaperView, ...]
    bag_sizes: tuple[int, ...]
    """试卷袋规格, descending."""
    spare_bags: str
    """Setting 备用试卷袋 as text, blank when not given."""
    entry_rule: str
    """禁止入场 as printed on notices."""
    full_ids: bool
    mark: str = ""
    """校验, in the footer of every document (`marks`)."""
    marks: dict[str, str] = field(default_factory=dict)
    """By path below the folder of results: the mark of a document with one of its own."""
    only: frozenset[str] | None = None
    """Paths of the documents to write; None: all."""

    def marked(self, mark: str) -> BookView:
        """Return the same with another mark, of a later draw."""
        return replace(self, mark=mark)

    def at(self, place: str) -> BookView | None:
        """Return what the document of a path is written with; None: it is not to be written."""
        if self.only is not None and place not in self.only:
            return None
        return replace(self, mark=self.marks.get(place, self.mark))
