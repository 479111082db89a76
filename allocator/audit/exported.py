"""What was read back from the exported workbooks: plain rows, each with its place in Excel.

Nothing here is judged and nothing is put right; a text is as it stands in the cell. A number that
cannot be read as one is `MISSING`, so that a check sees a value that no plan can have.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from allocator.models.domain.ids import RoomId, Sitting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.audit.days.early import EarlyText
    from allocator.audit.days.tables import DayTable
    from allocator.audit.duty.tables import DutyTables
    from allocator.audit.staff.tables import StaffTables

MISSING = -1
"""Stands for a whole number that the cell does not hold."""

MASTER = "编排总表.xlsx"
ROSTER = "考生编排"
ROOMS = "考场编排"
DOOR_SIGNS = "考场门贴"
LABELS = "桌贴"
FLOOR_MAP = "考场分布图"
SEAT_PLANS = "考场座次表"
ROOM_TABLE = "考场安排表"
RECORDS = "考场情况记录单"
COVERS = "试卷袋封面"
ORDER = "试卷预定单"
TOTAL, SPARE, GRAND_TOTAL = TOTALS = ("合计", "备用", "总计")
"""What stands for the 考点代码 in the last rows of 试卷预定单."""
SUMMARY = "考场编排汇总表"
REGION = (ORDER, SUMMARY)
"""Documents of the 考区 that the audit looks at."""
PUBLIC = (DOOR_SIGNS, LABELS, FLOOR_MAP)
"""Documents of a site that hang where everybody reads them."""
STAFF_ONLY = (SEAT_PLANS, ROOM_TABLE, RECORDS, COVERS)
"""Documents of a site for 监考 and 考务; `COVERS` only where there are rooms of 纸笔 exams."""
OWNER = MappingProxyType(
    {
        DOOR_SIGNS: "DOOR",
        FLOOR_MAP: "DOOR",
        ROOM_TABLE: "DOOR",
        RECORDS: "DOOR",
        LABELS: "DESK",
        SEAT_PLANS: "SEAT-STABLE",
        COVERS: "PAPERS",
        SUMMARY: "DOOR",
        ORDER: "PAPERS",
    }
)
"""The rule that is broken where a document is missing or unreadable: the rule whose facts it shows.
Private numbers in any document are DOOR's, which has the clause on privacy."""


class Due(NamedTuple):
    """One row of 考生编排 beyond its place: a subject in which the candidate is due."""

    session: int
    subject: str
    subject_name: str


class Place(NamedTuple):
    """One candidate at one seat: rows of 考生编排 that agree in all but subject and session."""

    ticket: str
    registration: str
    name: str
    id_shown: str
    exam: str
    batch: int
    """0 where the cell is blank."""
    level: str
    specialty: str
    site: str
    number: str
    building: str
    floor: int
    classroom: str
    seat: int
    row: int
    column: int
    ticket_is_text: bool
    dues: tuple[Due, ...]
    lines: tuple[int, ...]
    """Excel row of each of `dues`."""

    @property
    def line(self) -> int:
        """Return the Excel row of the first of its rows."""
        return self.lines[0]

    @property
    def room(self) -> RoomId:
        """Return the physical room."""
        return RoomId(self.site, self.building, self.floor, self.classroom)

    @property
    def sitting(self) -> Sitting:
        """Return the exam, or the 批次 of it, that the seat is for."""
        return Sitting(self.exam, self.batch)


class RoomRow(NamedTuple):
    """One row of 考场编排: one room, session and paper."""

    exam: str
    batch: int
    site: str
    number: str
    building: str
    floor: int
    classroom: str
    session: int
    date: str
    start: str
    end: str
    subject: str
    subject_name: str
    level: str
    specialty: str
    people: int
    first: str
    last: str
    line: int

    @property
    def room(self) -> RoomId:
        """Return the physical room."""
        return RoomId(self.site, self.building, self.floor, self.classroom)


class DoorPage(NamedTuple):
    """One page of 考场门贴: the value beside each label, blank where the label was not found."""

    number: str
    session: str
    first: str
    last: str
    people: str
    date: str
    time: str
    place: str
    texts: tuple[str, ...]
    """Every text of the page from 考场号 on, for the papers, which have no label of their own."""
    sheet: str
    line: int


class Label(NamedTuple):
    """One label of 桌贴."""

    ticket: str
    seat: str
    number: str
    sheet: str
    line: int


Spot = tuple[int, int, int, str]
"""座位号, 行, 列 and ticket of one person on a seat plan."""


class SeatPage(NamedTuple):
    """One page of 考场座次表."""

    number: str
    session: str
    people: str
    """应考人数."""
    due: tuple[Spot, ...]
    """Who is to sign, ascending."""
    absent: tuple[Spot, ...]
    """Whose seat says 本场不考, ascending."""
    sheet: str
    line: int


class TableRow(NamedTuple):
    """One row of 考场安排表: one room and paper in one session."""

    session: str
    number: str
    paper: str
    time: str
    first: str
    last: str
    people: str
    sheet: str
    line: int


class FoundText(NamedTuple):
    """A word in a document, where it first stands; to be held against names and numbers."""

    text: str
    document: str
    sheet: str
    line: int


class Gap(NamedTuple):
    """Something that should be there and cannot be read."""

    document: str
    """Name without ending, such as 考场门贴."""
    place: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteDocuments:
    """What the documents of one site folder say."""

    site: str
    folder: str
    pages: tuple[DoorPage, ...]
    labels: tuple[Label, ...]
    plans: tuple[SeatPage, ...]
    rows: tuple[TableRow, ...]
    words: tuple[FoundText, ...]
    """Every word of the documents in `PUBLIC`."""
    numbers: tuple[FoundText, ...]
    """Words of the documents in `STAFF_ONLY` that may be a 证件号码: long numbers, no tickets."""
    gaps: tuple[Gap, ...]


class OrderRow(NamedTuple):
    """One row of 试卷预定单 for one site and paper."""

    site: str
    level: str
    specialty: str
    subject: str
    subject_name: str
    rooms: int
    people: int
    bags: tuple[tuple[int, int], ...]
    """Pairs (copies in a bag, bags), as the columns stand."""
    bags_total: int
    copies_total: int
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """Everything that was read back, in the order in which it stands."""

    places: tuple[Place, ...]
    room_rows: tuple[RoomRow, ...]
    sites: Sequence[SiteDocuments]
    """May be read by other processes while checks of the tables run already."""
    orders: tuple[OrderRow, ...]
    totals: tuple[OrderRow, ...] = ()
    """Rows of 试卷预定单 for the 考区; `site` says 合计, 备用 or 总计."""
    region_numbers: tuple[FoundText, ...] = ()
    """Words of the documents of the 考区 that may be a 证件号码."""
    gaps: tuple[Gap, ...] = ()
    """Gaps of 编排总表 and 试卷预定单; those of a site stand with the site."""
    staff: StaffTables | None = None
    """岗位安排 and 回避名单; None: the run had no staff, so that no posts were given."""
    draws: tuple[DayTable, ...] = ()
    """Draws of the day of all sites, rehearsals too; superseded ones are not read."""
    duty: DutyTables | None = None
    """值守安排, 押运安排 and 交接安排; None: nobody has made a roster of duty."""
    early: tuple[EarlyText, ...] = ()
    """What documents printed before the draw may say about rooms."""
    derived: dict[str, tuple[object, object]] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )
    """What several checks derive from these tables, kept by `plain.once`; never part of them."""
