"""Reading a roster of duty back: sheets 值守安排, 押运安排 and 交接安排.

They are looked for in 编排总表.xlsx and in `ROSTER_BOOK` beside it, which people fill in by hand:
a cell merged over several rows stands for all of them, and a row that cannot be read is a fault
with its place, never left out in silence.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from allocator.audit.cells import Unreadable
from allocator.audit.duty.moments import midnight, moment
from allocator.audit.duty.sheets import RosterSheet, roster_sheets, word
from allocator.audit.exported import MASTER
from allocator.audit.plain import Span
from allocator.models.rules.duty import ROSTER_BOOK

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

REGION = "考区"
WATCHES, TRIPS, HANDOVERS = "值守安排", "押运安排", "交接安排"
COLUMNS = {
    WATCHES: ("任务", "地点", "开始", "结束", "工号", "姓名"),
    TRIPS: ("考点代码", "出发时间", "到达时间", "车辆", "驾驶员工号", "押运工号"),
    HANDOVERS: ("考点代码", "时间", "环节", "方", "工号"),
}
_BLANK_FORM = "；列名以 allocator template --duties 生成的空白表为准"
OPTIONAL = ("姓名", "环节")
"""Columns that may be missing: what they say is only compared or repeated."""
_PEOPLE = {WATCHES: (4,), TRIPS: (4, 5), HANDOVERS: (4,)}
"""Places of the cells that name people among the columns of a sheet."""
GIVING, TAKING = "交", "接"
_SIDES = {"交": GIVING, "交方": GIVING, "交付方": GIVING, "交出方": GIVING,
          "接": TAKING, "接方": TAKING, "接收方": TAKING}  # fmt: skip


class Watch(NamedTuple):
    """One row of 值守安排: one person on one watch."""

    task: str
    place: str
    """考区, also where the cell is blank, or a 考点代码."""
    span: Span
    staff: str
    name: str
    line: int


class Ride(NamedTuple):
    """One row of 押运安排: one escort on one trip."""

    site: str
    span: Span
    vehicle: str
    driver: str
    escort: str
    line: int


class Hand(NamedTuple):
    """One row of 交接安排: one person of one side of one hand-over."""

    site: str
    time: datetime
    stage: str
    side: str
    staff: str
    line: int


class Fault(NamedTuple):
    """Something in the roster that cannot be read."""

    sheet: str
    line: int
    """Excel row; 0: the whole sheet, or all of the workbook."""
    task: str
    """任务 of the row, as far as it can be told."""
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyTables:
    """The roster, in the order in which it stands."""

    book: str = ROSTER_BOOK
    """Name of the workbook that it stands in."""
    watches: tuple[Watch, ...] = ()
    rides: tuple[Ride, ...] = ()
    hands: tuple[Hand, ...] = ()
    sheets: tuple[str, ...] = (WATCHES, TRIPS, HANDOVERS)
    """Sheets that are there with all their columns."""
    faults: tuple[Fault, ...] = ()

    def at(self, sheet: str, line: int = 0) -> str:
        """Return the place of a finding."""
        return f"{self.book} {sheet}" + (f" 第 {line} 行" if line else "")


def read_duty_tables(output: Path) -> DutyTables | None:
    """Return the roster below `output`; None: there is none.

    A roster in two workbooks at once is a fault of all sheets: nobody can tell which one holds.
    """
    found: dict[str, list[RosterSheet]] = {}
    for name in (MASTER, ROSTER_BOOK):
        try:
            there = list(roster_sheets(output / name, COLUMNS, OPTIONAL))
        except Unreadable as problem:
            if name == MASTER:
                continue  # Every rule on candidates tells that.
            words = f"{problem}；请在 Excel 中打开、另存为 {ROSTER_BOOK}，或从备份恢复"
            return DutyTables(sheets=(), faults=_of_all(words))
        if there:
            found[name] = there
    if len(found) > 1:
        words = f"{MASTER} 和 {ROSTER_BOOK} 中都有值守安排，请只留一处"
        return DutyTables(sheets=(), faults=_of_all(words))
    for name, there in found.items():
        return _Reading(name).read(there)
    if (output / ROSTER_BOOK).is_file():
        words = f"{ROSTER_BOOK} 中没有工作表 {'、'.join(COLUMNS)}{_BLANK_FORM}"
        return DutyTables(sheets=(), faults=_of_all(words))
    return None


def _of_all(message: str) -> tuple[Fault, ...]:
    return tuple(Fault(sheet, 0, "", message) for sheet in COLUMNS)


class _Reading:
    """Takes the rows of the sheets of one workbook."""

    def __init__(self, book: str) -> None:
        self._book = book
        self._watches: list[Watch] = []
        self._rides: list[Ride] = []
        self._hands: list[Hand] = []
        self._faults: list[Fault] = []

    def read(self, there: list[RosterSheet]) -> DutyTables:
        takers = {WATCHES: self._watch, TRIPS: self._ride, HANDOVERS: self._hand}
        for sheet in there:
            if sheet.missing:
                words = f"缺少列：{'、'.join(sheet.missing)}{_BLANK_FORM}"
                self._faults.append(Fault(sheet.name, 0, "", words))
            for line, cells in sheet.rows:
                named = any(cells[place] != "" for place in _PEOPLE[sheet.name])
                # A single cell that names nobody is a note, or a line to sign.
                if named or sum(cell != "" for cell in cells) > 1:
                    wrong = takers[sheet.name](line, cells)
                    if wrong:
                        task = word(cells[0]) if sheet.name == WATCHES else ""
                        self._faults.append(Fault(sheet.name, line, task, wrong))
        return DutyTables(
            book=self._book, watches=tuple(self._watches), rides=tuple(self._rides),
            hands=tuple(self._hands), faults=tuple(self._faults),
            sheets=tuple(sheet.name for sheet in there if not sheet.missing),
        )  # fmt: skip

    def _watch(self, line: int, cells: tuple[object, ...]) -> str:
        task, place, start, end, staff, name = cells
        blank = _blank(task=task, start=start, end=end)
        span, wrong = _span("开始", start, "结束", end)
        if blank or span is None:
            return blank or wrong
        if not word(staff):
            return "工号为空：这一班没有写明是谁，请填写"
        self._watches.append(
            Watch(word(task), word(place) or REGION, span, word(staff), word(name), line)
        )  # fmt: skip
        return ""

    def _ride(self, line: int, cells: tuple[object, ...]) -> str:
        site, depart, arrive, vehicle, driver, escort = cells
        blank = _blank(site=site, depart=depart, arrive=arrive)
        span, wrong = _span("出发时间", depart, "到达时间", arrive)
        if blank or span is None:
            return blank or wrong
        self._rides.append(
            Ride(word(site), span, word(vehicle), word(driver), word(escort), line)
        )  # fmt: skip
        return ""

    def _hand(self, line: int, cells: tuple[object, ...]) -> str:
        site, at, stage, side, staff = cells
        blank = _blank(site=site, time=at)
        when = moment(at)
        if blank or when is None:
            return blank or _no_moment("时间", at)
        known = _SIDES.get(word(side))
        if known is None:
            return f"方应为 交 或 接，实为 {word(side) or '空'}，请改正"
        if not word(staff):
            return "工号为空：交接人员没有事先确定，请填写"
        self._hands.append(Hand(word(site), when, word(stage), known, word(staff), line))
        return ""


_NAMES = {"task": "任务", "start": "开始", "end": "结束", "site": "考点代码",
          "depart": "出发时间", "arrive": "到达时间", "time": "时间"}  # fmt: skip


def _blank(**cells: object) -> str:
    empty = [_NAMES[key] for key, cell in cells.items() if not word(cell)]
    return f"{'、'.join(empty)}为空，请填写" if empty else ""


def _span(first: str, start: object, second: str, end: object) -> tuple[Span | None, str]:
    """Return the stretch between two cells, or what is wrong about them.

    A day beside a time is its midnight; two days may well be days without times.
    """
    begun, ended = moment(start), moment(end)
    if ended is not None:
        begun = begun or midnight(start)
    elif begun is not None:
        ended = midnight(end)
    if begun is None:
        return None, _no_moment(first, start)
    if ended is None:
        return None, _no_moment(second, end)
    if ended <= begun:
        return None, f"{second} {ended:%m-%d %H:%M} 不晚于{first} {begun:%m-%d %H:%M}，请改正"
    return Span(begun, ended), ""


def _no_moment(name: str, cell: object) -> str:
    if isinstance(cell, int | float):
        return (
            f"{name} {word(cell)} 是没有设成日期格式的数字，请把单元格格式设为日期时间，核对后再存"
        )
    if midnight(cell) is not None:
        return f"{name} {cell} 只有日期，没有写明几点；是零点的，请用文本写成 {cell} 00:00"
    shown = str(cell).strip()
    return f"{name}“{shown}”不是日期和时间，请写成 2026-09-12 09:00 的样子"
