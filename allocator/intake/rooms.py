"""Reads sheet 考场.

An electronic room keeps at least 5 % of its machines spare; a paper room with too little space
between seats stays in the list, but closed.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, cast

from allocator.intake import cells
from allocator.intake.exams import form
from allocator.intake.sink import Fault, show
from allocator.intake.sites import site_parser
from allocator.models.domain.exam import Form
from allocator.models.domain.geometry import default_layout
from allocator.models.domain.rooms import FirstSeat, Room, SeatOrder

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from allocator.intake.exams import ExamBook
    from allocator.intake.sink import Sink
    from allocator.intake.tables import Table

    _Place = tuple[str, str, int, str]
    _Read = tuple[str | None, str | None, int | None, str | None]

MOST_SEATS = 500
_count = cells.whole(0, 999)
_seats = cells.whole(1, MOST_SEATS)
_priority = cells.whole(-9999, 9999)
_order = cells.choice({order.value: order for order in SeatOrder}, "列蛇形、列顺序、行蛇形、行顺序")
_first = cells.choice({first.value: first for first in FirstSeat}, "左前、右前")

_FLOOR = re.compile(r"(负|地下|-|b)?第?([0-9]{1,2}|[一二三四五六七八九十]{1,3})(?:楼|层|f)?")
_FLOOR_LETTER = re.compile(r"(f|b)([0-9]{1,2})")
_DIGITS = "零一二三四五六七八九"
_FULL_SPACING = 100
_DEFAULT: tuple[int, ...] = ()

_SPACING = Fault(
    "spacing-low",
    "纸笔考场座位横向间距不足 1.0 个座位宽度，考场不启用。",
    "请拉开座位间距后改填，或保持停用。",
)
_SPARE = Fault(
    "spare-machines-low",
    "备用机为空或不足机位数的 5%，已按 5%（至少 1 台）计。",
    "不用处理；如备用机更多请填写。",
)
_FORM = Fault(
    "form-assumed",
    "考试形式为空，而两种形式的考试都有，已按纸笔处理。",
    "请填写 纸笔 或 电子化。",
)


def floor(cell: object) -> int | Fault:
    """Read 楼层: a number, or `1楼`, `二层`, `F1`, `1F`, `负一层`, `B1`."""
    number = cells.whole(-9, 99)(cell)
    if not isinstance(number, Fault):
        return number
    plain = unicodedata.normalize("NFKC", str(cell)).replace(" ", "").lower()
    found = _FLOOR.fullmatch(plain) or _FLOOR_LETTER.fullmatch(plain)
    if found is not None:
        level = int(found.group(2)) if found.group(2).isdigit() else _chinese(found.group(2))
        if level:
            below = found.group(1) in ("负", "地下", "-", "b")
            return -level if below else level
    message = f"楼层“{show(cell)}”不认识。"
    return Fault("floor-form", message, "请填写数字，例如 1、2，地下一层填 -1。")


def _chinese(text: str) -> int:
    """Return 1 to 99 from Chinese numerals, 0 for what is none."""
    if "十" not in text:
        return _DIGITS.index(text) if len(text) == 1 else 0
    tens, _, ones = text.partition("十")
    if len(tens) > 1 or len(ones) > 1 or "十" in ones:
        return 0
    return 10 * (_DIGITS.index(tens) if tens else 1) + (_DIGITS.index(ones) if ones else 0)


def layout(cell: object) -> tuple[int, ...] | Fault:
    """Read 座位布局: `5x6` is five columns of six, `7-8-7-8` the seats of each column."""
    if isinstance(cell, str):
        plain = unicodedata.normalize("NFKC", cell).replace(" ", "").lower()
        crossed = re.fullmatch(r"([0-9]{1,2})[x×*✕]([0-9]{1,2})", plain)
        if crossed is not None and int(crossed.group(1)) and int(crossed.group(2)):
            return (int(crossed.group(2)),) * int(crossed.group(1))
        if re.fullmatch(r"[0-9]{1,3}(?:[-–—、,+][0-9]{1,3})*", plain):
            columns = tuple(int(part) for part in re.split(r"[-–—、,+]", plain))
            if all(columns):
                return columns
    if not isinstance(cell, str):
        text = cells.text(cell)
        if isinstance(text, Fault):
            return text
    message = f"座位布局“{show(cell)}”不认识。"
    cure = "请写 5x6（五列、每列六座）或 7-8-7-8（每列座位数）。"
    return Fault("layout-form", message, cure)


def read_rooms(
    tables: Sequence[Table], book: ExamBook, sites: Mapping[str, str] | None, sink: Sink
) -> list[Room]:
    """Return the rooms in order; refused rows are left out and told."""
    found: list[Room] = []
    places: dict[_Place, str] = {}
    for table in tables:
        for index, key, room in _room_rows(table, book, sites, sink):
            place = f"{table.file}“{table.sheet}”第 {table.rows[index]} 行"
            first = place if key is None else places.setdefault(key, place)
            if first != place:
                message = f"与{first}是同一间教室。"
                fault = Fault("room-twice", message, "请删去一行，或改正楼栋、楼层、教室。")
                sink.cell(table, index, "classroom", fault)
            elif room is not None:
                found.append(room)
    return found


def _room_columns(
    table: Table, book: ExamBook, sites: Mapping[str, str] | None, sink: Sink
) -> Iterator[tuple[object, ...]]:
    """Return the index and the values of each row, None for what was refused."""
    forms = _forms(table, book, sink)
    seats = cells.read(table, "seats", sink, _seats, 0)
    layouts = _layouts(table, forms, seats, sink)
    spares = _spares(table, forms, seats, sink)
    spacings = cells.read(table, "spacing", sink, cells.hundredths, _FULL_SPACING)
    return zip(
        range(len(table)),
        cells.read(table, "site", sink, site_parser(sites), ""),
        cells.read(table, "building", sink, cells.text, ""),
        cells.read(table, "floor", sink, floor, 0),
        cells.read(table, "classroom", sink, cells.text, ""),
        seats,
        layouts,
        cells.read(table, "order", sink, _order, SeatOrder.COLUMN_SNAKE),
        cells.read(table, "first", sink, _first, FirstSeat.FRONT_LEFT),
        spacings,
        forms,
        spares,
        cells.read(table, "video", sink, cells.yes_no, False),
        cells.read(table, "accessible", sink, cells.yes_no, False),
        cells.read(table, "priority", sink, _priority, 0),
        cells.read(table, "closed", sink, cells.yes_no, False),
        strict=True,
    )


def _room_rows(
    table: Table, book: ExamBook, sites: Mapping[str, str] | None, sink: Sink
) -> list[tuple[int, _Place | None, Room | None]]:
    """Return each row with where it says that the room is; no room where the row is refused."""
    found: list[tuple[int, _Place | None, Room | None]] = []
    narrow: list[int] = []
    for row in _room_columns(table, book, sites, sink):
        key = _place(*cast("_Read", row[1:5])) if "floor" in table.columns else None
        if any(value is None for value in row):
            found.append((cast("int", row[0]), key, None))
            continue
        (index, site, building, level, classroom, seat_count, columns, order, first, spacing,
         kind, spare, video, accessible, priority, closed) = cast(
            "tuple[int, str, str, int, str, int, tuple[int, ...], SeatOrder, FirstSeat, int,"
            " Form, int, bool, bool, int, bool]",
            row,
        )  # fmt: skip
        if kind is Form.PAPER and spacing < _FULL_SPACING and not closed:
            narrow.append(index)
            closed = True
        room = Room(
            site=site,
            building=building,
            floor=level,
            classroom=classroom,
            seats=seat_count,
            layout=columns,
            order=order,
            first=first,
            spacing_hundredths=spacing,
            form=kind,
            spare_machines=spare,
            video=video,
            accessible=accessible,
            priority=priority,
            closed=closed,
        )
        found.append((index, key, room))
    if narrow:
        sink.summary(table, narrow, "spacing", _SPACING)
    return found


def _place(
    site: str | None, building: str | None, level: int | None, classroom: str | None
) -> _Place | None:
    """Return what two rows of one room have in common; None where one of it cannot be read."""
    if not site or not building or level is None or not classroom:
        return None
    return site, cells.canon(building), level, cells.canon(classroom)


def _forms(table: Table, book: ExamBook, sink: Sink) -> list[Form | None]:
    """Return 考试形式; a blank one is that of the exams, or 纸笔 with a warning."""
    only = book.forms[0] if len(book.forms) == 1 else Form.PAPER
    forms = cells.read(table, "form", sink, form, only)
    if len(book.forms) > 1:
        given = table.columns.get("form", [""] * len(table))
        blank = [index for index, cell in enumerate(given) if not str(cell).strip()]
        if blank:
            sink.summary(table, blank, "form", _FORM)
    return forms


def _layouts(
    table: Table, forms: Sequence[Form | None], seats: Sequence[int | None], sink: Sink
) -> list[tuple[int, ...] | None]:
    result: list[tuple[int, ...] | None] = []
    given = cells.read(table, "layout", sink, layout, _DEFAULT)
    for index, (columns, kind, count) in enumerate(zip(given, forms, seats, strict=True)):
        if columns is None or kind is None or not count:
            result.append(None)
        elif not columns:
            result.append(default_layout(count, electronic=kind is Form.ELECTRONIC))
        elif sum(columns) != count:
            message = f"座位布局合计 {sum(columns)} 座，可用座位数是 {count}。"
            fault = Fault("layout-sum", message, "请改正座位布局或可用座位数，使两者相等。")
            sink.cell(table, index, "layout", fault)
            result.append(None)
        else:
            result.append(columns)
    return result


def _spares(
    table: Table, forms: Sequence[Form | None], seats: Sequence[int | None], sink: Sink
) -> list[int | None]:
    """Return 备用机: 0 for paper rooms, at least 5 % rounded up for electronic ones."""
    result: list[int | None] = []
    raised: list[int] = []
    given = cells.read(table, "spare", sink, _count, -1)
    for index, (spare, kind, count) in enumerate(zip(given, forms, seats, strict=True)):
        if spare is None or kind is None or not count:
            result.append(None)
            continue
        if kind is Form.PAPER:
            result.append(0)
            continue
        least = max(1, -(-count // 20))
        if spare < least:
            raised.append(index)
            spare = least
        if spare >= count:
            message = f"备用机 {spare} 台，机位只有 {count} 个，没有可用机位。"
            fault = Fault("spare-machines-all", message, "请改正备用机或可用座位数。")
            sink.cell(table, index, "spare", fault)
            result.append(None)
        else:
            result.append(spare)
    if raised:
        sink.summary(table, raised, "spare", _SPARE)
    return result
