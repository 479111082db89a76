"""Reading an output folder back: the flat tables and the order here, the sites in `site_work`."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING

from allocator.audit.cells import Unreadable, table, text, whole
from allocator.audit.exported import (
    MASTER,
    ORDER,
    REGION,
    ROOMS,
    ROSTER,
    TOTALS,
    Due,
    Exported,
    FoundText,
    Gap,
    OrderRow,
    Place,
    RoomRow,
)
from allocator.audit.long_numbers import long_numbers
from allocator.errors import LimitError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from allocator.audit.exported import SiteDocuments
    from allocator.progress import Progress

_ROSTER_COLUMNS = (
    "准考证号", "报名序号", "姓名", "证件号码", "考试代码", "批次", "级别", "专业", "考点代码",
    "考场号", "楼栋", "楼层", "教室", "座位号", "行", "列", "场次", "科目代码", "科目名称",
)  # fmt: skip
_ROOM_COLUMNS = (
    "考试代码", "批次", "考点代码", "考场号", "楼栋", "楼层", "教室", "场次", "日期", "开始时间",
    "结束时间", "科目代码", "科目名称", "级别", "专业", "人数", "准考证起号", "准考证止号",
)  # fmt: skip
_ORDER_COLUMNS = (
    "考点代码", "科目代码", "科目名称", "考场数", "人数", "袋数合计", "份数合计",
)  # fmt: skip
_ORDER_CLASSES = ("级别", "专业")
"""Columns that stand there only where some paper has one."""
_PLACE_CELLS = 16
"""The first columns of the roster say who and where; the other three what and when."""
TABLES = 3
"""Steps of progress that `read_exported` takes."""


def read_exported(
    output: Path, sites: Sequence[SiteDocuments], harmless: frozenset[str], progress: Progress
) -> Exported:
    """Return all that the audit looks at below `output`, the documents of the sites as given.

    `harmless`: numbers that stand in many documents and are no 证件号码.

    Raises LimitError where 编排总表.xlsx is not there at all: then nothing can be judged.
    """
    gaps: list[Gap] = []
    places: tuple[Place, ...] = ()
    rooms: tuple[RoomRow, ...] = ()
    orders: tuple[OrderRow, ...] = ()
    totals: tuple[OrderRow, ...] = ()
    numbers: list[FoundText] = []
    if not (output / MASTER).is_file():
        raise LimitError(f"{output} 中没有 {MASTER}，无法审查；请先完成编排，或检查文件夹是否正确")
    try:
        places = read_roster(output / MASTER)
    except Unreadable as problem:
        gaps.append(Gap(ROSTER, MASTER, str(problem)))
    progress.advance()
    try:
        rooms = read_rooms(output / MASTER)
    except Unreadable as problem:
        gaps.append(Gap(ROOMS, MASTER, str(problem)))
    progress.advance()
    for name in REGION:
        path = output / f"{name}.xlsx"
        try:
            if name == ORDER:
                orders, totals = read_orders(path)
            numbers += long_numbers(path, name, harmless)
        except Unreadable as problem:
            gaps.append(Gap(name, path.name, str(problem)))
    progress.advance()
    return Exported(
        places=places, room_rows=rooms, sites=sites, orders=orders, totals=totals,
        region_numbers=tuple(numbers), gaps=tuple(gaps),
    )  # fmt: skip


def _select(
    path: Path, sheet: str, columns: tuple[str, ...]
) -> Iterator[tuple[int, tuple[object, ...]]]:
    """Yield Excel row and the cells of `columns`, in that order, for each row that is not blank."""
    header, rows = table(path, sheet, columns)
    pick = itemgetter(*(header.index(column) for column in columns))
    for line, row in rows:
        cells = pick(row)
        # The first columns are filled in every row that is not blank, as a rule.
        if cells[0] != "" or any(cell != "" for cell in row):
            yield line, cells


def read_roster(path: Path) -> tuple[Place, ...]:
    """Return sheet 考生编排, rows of one candidate and seat together."""
    found: dict[tuple[object, ...], tuple[list[Due], list[int]]] = {}
    known: dict[tuple[object, ...], Due] = {}
    where: tuple[object, ...] = ()
    for line, cells in _select(path, ROSTER, _ROSTER_COLUMNS):
        what = cells[_PLACE_CELLS:]
        due = known.get(what)
        if due is None:
            session, subject, name = what
            due = known[what] = Due(whole(session), text(subject), text(name))
        here = cells[:_PLACE_CELLS]
        if here != where:
            # Rows of a candidate stand together, but need not.
            where = here
            dues, lines = found.setdefault(here, ([], []))
        dues.append(due)
        lines.append(line)
    return tuple(_places(found))


def _places(
    found: dict[tuple[object, ...], tuple[list[Due], list[int]]],
) -> Iterator[Place]:
    """Yield the places; what many of them have in common is one object."""
    same_dues: dict[tuple[Due, ...], tuple[Due, ...]] = {}
    raw: tuple[object, ...] = ()
    shared = ("", 0, "", "", "", "", "", 0, "")
    for cells, (dues, lines) in found.items():
        ticket, registration, name, id_shown = cells[:4]
        if cells[4:13] != raw:
            raw = cells[4:13]
            exam, batch, level, specialty, site, number, building, floor, classroom = raw
            shared = (
                text(exam), _batch(batch), text(level), text(specialty), text(site), text(number),
                text(building), whole(floor), text(classroom),
            )  # fmt: skip
        due = tuple(dues)
        yield Place(
            text(ticket), text(registration), text(name), text(id_shown), *shared,
            whole(cells[13]), whole(cells[14]), whole(cells[15]), isinstance(ticket, str),
            same_dues.setdefault(due, due), tuple(lines),
        )  # fmt: skip


def _batch(cell: object) -> int:
    return 0 if cell == "" else whole(cell)


def read_rooms(path: Path) -> tuple[RoomRow, ...]:
    """Return sheet 考场编排 as it stands."""
    found = []
    for line, cells in _select(path, ROOMS, _ROOM_COLUMNS):
        (exam, batch, site, number, building, floor, classroom, session, date, start, end, subject,
         subject_name, level, specialty, people, first, last) = cells  # fmt: skip
        found.append(
            RoomRow(
                text(exam),
                _batch(batch),
                text(site),
                text(number),
                text(building),
                whole(floor),
                text(classroom),
                whole(session),
                text(date),
                text(start)[:5],
                text(end)[:5],
                text(subject),
                text(subject_name),
                text(level),
                text(specialty),
                whole(people),
                text(first),
                text(last),
                line,
            )
        )
    return tuple(found)


def read_orders(path: Path) -> tuple[tuple[OrderRow, ...], tuple[OrderRow, ...]]:
    """Return the rows of sheet 试卷预定单: those of the sites, and 合计, 备用 and 总计."""
    header, rows = table(path, ORDER, _ORDER_COLUMNS)
    sizes = [(int(name[:-1]), nth) for nth, name in enumerate(header) if _is_size(name)]
    at = [header.index(column) for column in _ORDER_COLUMNS]
    classes = [header.index(name) if name in header else None for name in _ORDER_CLASSES]
    orders: list[OrderRow] = []
    totals: list[OrderRow] = []
    for line, row in rows:
        site, subject, name, rooms, people, bags, copies = (row[nth] for nth in at)
        level, specialty = ("" if nth is None else row[nth] for nth in classes)
        total = text(site) in TOTALS
        if subject == "" and not total:
            continue  # a line to sign
        (totals if total else orders).append(
            OrderRow(
                text(site),
                text(level),
                text(specialty),
                text(subject),
                text(name),
                _count(rooms),
                _count(people),
                tuple((size, _count(row[nth])) for size, nth in sizes),
                _count(bags),
                _count(copies),
                line,
            )
        )
    return tuple(orders), tuple(totals)


def _count(cell: object) -> int:
    return 0 if cell == "" else whole(cell)


def _is_size(name: str) -> bool:
    return name.endswith("份") and name[:-1].isdecimal()
