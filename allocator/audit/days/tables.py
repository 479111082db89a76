"""Reading the draws of the day: workbooks 监考抽签 of one site, official ones and rehearsals.

Superseded draws lie in a folder of their own below the official ones and are not read. Rows stand
as they are in the cells; what cannot be read is a gap of its table.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from allocator.audit.cells import Unreadable, sheets, table, text, whole
from allocator.audit.exported import MISSING, Gap

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DRAW, REHEARSAL = "监考抽签", "演练"
"""Folders of official draws and of rehearsals in the folder of a site."""
DUTIES, PATROLS, RESERVES = "监考安排", "流动监考", "备用监考"
"""Sheets of a draw."""
_DUTY_COLUMNS = (
    "考试代码", "场次", "考点代码", "考场号", "教室", "角色", "工号", "姓名", "工作单位",
)  # fmt: skip
_PATROL_COLUMNS = ("场次", "考点代码", "楼栋", "楼层", "工号", "姓名", "考场号")
_RESERVE_COLUMNS = ("场次", "考点代码", "顺序", "工号", "姓名")
_NAME = re.compile(r"监考抽签_(.+)_场次([0-9]+)\.xlsx")


class DutyRow(NamedTuple):
    """One row of 监考安排: one person in one room and session."""

    exam: str
    session: int
    site: str
    number: str
    classroom: str
    role: str
    staff: str
    name: str
    unit: str
    line: int


class PatrolRow(NamedTuple):
    """One row of 流动监考: one room that somebody covers in one session."""

    session: int
    site: str
    building: str
    floor: int
    staff: str
    name: str
    number: str
    line: int


class ReserveRow(NamedTuple):
    """One row of 备用监考."""

    session: int
    site: str
    order: int
    staff: str
    name: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DayTable:
    """One draw of the day as its workbook has it."""

    site: str
    session: int
    """The session that names the file."""
    rehearsal: bool
    duties: tuple[DutyRow, ...]
    patrols: tuple[PatrolRow, ...]
    reserves: tuple[ReserveRow, ...]
    file: str
    """Site folder, folder and name of the file."""
    marks: tuple[tuple[str, bool], ...]
    """Each sheet of the file, and whether its first row says 演练."""
    gaps: tuple[Gap, ...] = ()
    """What cannot be read; `document` is the sheet."""

    def at(self, sheet: str, line: int) -> str:
        """Return the place of a finding."""
        return f"{self.file} {sheet} 第 {line} 行"

    def lacks(self, sheet: str) -> bool:
        """Return whether a sheet could not be read."""
        return any(gap.document == sheet for gap in self.gaps)


def read_draws(folder: Path, site: str) -> tuple[DayTable, ...]:
    """Return the draws in the folder of a site, official ones first, each by its session."""
    found = []
    for name in (DRAW, REHEARSAL):
        for path in sorted((folder / name).glob("监考抽签_*.xlsx")):
            if _NAME.fullmatch(path.name) is None:
                # A copy of a draw, such as "… - 副本", is no draw; what it says is held against
                # the record by whoever asks for the audit.
                continue
            found.append(_read(path, f"{folder.name}/{name}/{path.name}", site, name == REHEARSAL))
    return tuple(sorted(found, key=lambda draw: (draw.rehearsal, draw.session, draw.file)))


def _read(path: Path, file: str, site: str, rehearsal: bool) -> DayTable:
    """Read one workbook; what is damaged becomes a gap."""
    gaps = []
    named = _NAME.fullmatch(path.name)
    if named is None or named[1] != _legal(site):
        message = f"文件名应为 监考抽签_{_legal(site)}_场次<n>.xlsx"
        gaps.append(Gap("文件名", file, message))
    duties: tuple[DutyRow, ...] = ()
    patrols: tuple[PatrolRow, ...] = ()
    reserves: tuple[ReserveRow, ...] = ()
    marks: tuple[tuple[str, bool], ...] = ()
    try:
        duties = tuple(_duties(path))
    except Unreadable as problem:
        gaps.append(Gap(DUTIES, file, str(problem)))
    try:
        patrols = tuple(_patrols(path))
    except Unreadable as problem:
        gaps.append(Gap(PATROLS, file, str(problem)))
    try:
        reserves = tuple(_reserves(path))
        marks = tuple(_marks(path))
    except Unreadable as problem:
        gaps.append(Gap(RESERVES, file, str(problem)))
    return DayTable(
        site=site, session=int(named[2]) if named else 0, rehearsal=rehearsal, duties=duties,
        patrols=patrols, reserves=reserves, file=file, marks=marks, gaps=tuple(gaps),
    )  # fmt: skip


def _duties(path: Path) -> Iterator[DutyRow]:
    for line, cells in _rows(path, DUTIES, _DUTY_COLUMNS):
        exam, session, site, number, classroom, role, staff, name, unit = cells
        yield DutyRow(
            text(exam), whole(session), text(site), text(number), text(classroom), text(role),
            text(staff), text(name), text(unit), line,
        )  # fmt: skip


def _patrols(path: Path) -> Iterator[PatrolRow]:
    for line, (session, site, building, floor, staff, name, number) in _rows(
        path, PATROLS, _PATROL_COLUMNS
    ):
        yield PatrolRow(
            whole(session), text(site), text(building), whole(floor), text(staff), text(name),
            text(number), line,
        )  # fmt: skip


def _reserves(path: Path) -> Iterator[ReserveRow]:
    for line, (session, site, order, staff, name) in _rows(path, RESERVES, _RESERVE_COLUMNS):
        yield ReserveRow(whole(session), text(site), whole(order), text(staff), text(name), line)


def _rows(
    path: Path, sheet: str, columns: tuple[str, ...]
) -> Iterator[tuple[int, tuple[object, ...]]]:
    """Yield Excel row and the cells of `columns`; lines to sign hold neither 工号 nor a 场次."""
    header, rows = table(path, sheet, columns)
    at = [header.index(column) for column in columns]
    session, staff = header.index("场次"), header.index("工号")
    for line, row in rows:
        if row[staff] != "" or whole(row[session]) != MISSING:
            yield line, tuple(row[nth] for nth in at)


def _marks(path: Path) -> Iterator[tuple[str, bool]]:
    """Yield each sheet of the file, and whether its first row says 演练."""
    for name, rows in sheets(path):
        first = next(iter(rows), ())
        yield name, any("演练" in text(cell) for cell in first)


def _legal(code: str) -> str:
    """Return a code as it stands in the name of a file, where Windows allows less."""
    return re.sub(r'[\\/:*?"<>|\x00-\x1f]', "_", code)
