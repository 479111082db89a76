"""Made-up 考点 and 考场: schools of two buildings with rooms in a row along each corridor."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from allocator.synthesis.people import CITY, Shares, pick

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from allocator.randomness import Stream
    from allocator.synthesis.roster import Options

_DISTRICTS = (
    "青山",
    "临河",
    "云桥",
    "白塔",
    "望江",
    "松岭",
    "金沙",
    "东湖",
    "西苑",
    "南屏",
    "北原",
    "高新",
)
_KINDS = ("实验中学", "外国语学校", "高级中学", "职业技术学校", "第一小学", "第二小学", "中心学校")
_COLLEGES = ("工业职业学院", "师范学院", "建筑工程学院", "商业学校", "理工大学南校区", "卫生学校")
_BUILDINGS = (
    ("明德楼", "致远楼"),
    ("1号教学楼", "2号教学楼"),
    ("南楼", "北楼"),
    ("求是楼", "笃行楼"),
)
_LABS = (("实训楼", "信息楼"), ("机房楼", "图书馆"))

# Seats, layout, share in a thousand.
_PAPER_ROOMS = (
    (30, "5x6", 420),
    (30, "7-8-7-8", 240),
    (30, "6-6-6-6-6", 150),
    (30, "", 60),
    (36, "6x6", 55),
    (40, "5x8", 45),
    (48, "6x8", 30),
)
_SMALL_ROOMS = ((25, "5x5", 700), (25, "", 200), (25, "6-6-6-7", 100))
_LAB_ROOMS = ((40, "4x10", 25), (45, "5x9", 20), (50, "5x10", 25), (52, "", 15), (60, "6x10", 15))


class Site(NamedTuple):
    """One row of sheet 考点, in the order of `sheets.SITES`."""

    code: str
    name: str
    address: str
    contact: str
    phone: str
    spare_rooms: int


class Room(NamedTuple):
    """One row of sheet 考场, in the order of `sheets.ROOMS`."""

    site: str
    building: str
    floor: int
    classroom: str
    seats: int
    layout: str
    order: str
    first: str
    spacing: float | None
    form: str
    spare_machines: int | None
    video: str
    accessible: str
    priority: int
    closed: str


def make_sites(stream: Stream, count: int) -> tuple[Site, ...]:
    """Return `count` schools; codes have two digits, three when there are 100 or more."""
    width = 3 if count > 99 else 2
    return tuple(
        Site(
            f"{nth:0{width}d}",
            name,
            f"{CITY}市{pick(stream, _DISTRICTS)}区学府路{1 + stream.below(300)}号",
            f"{pick(stream, '王李张刘陈杨赵周')}老师",
            # No exchange has numbers that begin with 0.
            f"0999-0{stream.below(10**6):06d}",
            1,
        )
        for nth, name in enumerate(_names(count), 1)
    )


def _names(count: int) -> Iterator[str]:
    names = [f"{CITY}市第{_numeral(nth)}中学" for nth in range(1, 31)]
    names += [f"{CITY}{name}" for name in _COLLEGES]
    names += [f"{CITY}市{place}区{kind}" for kind in _KINDS for place in _DISTRICTS]
    # Towns enough for any size.
    extra = max(0, count - len(names))
    names += [f"{CITY}市第{_numeral(nth)}中学" for nth in range(31, 31 + extra)]
    # Sites of one kind do not stand side by side in the smallest exams either.
    firsts = [names[0], names[30], names[36], names[1], names[48]]
    return iter([*firsts, *(name for name in names if name not in firsts)][:count])


def _numeral(number: int) -> str:
    digits = "零一二三四五六七八九"
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = f"{digits[hundreds]}百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else digits[tens]) + "十"
    elif hundreds and ones:
        text += "零"
    return text + (digits[ones] if ones else "")


def make_rooms(
    stream: Stream, sites: Sequence[Site], count: int, *, electronic: bool, options: Options
) -> tuple[Room, ...]:
    """Return about `count` rooms spread over the sites, and one in a hundred more that is 停用."""
    weights = [80 + stream.below(41) for _ in sites]
    rooms: list[Room] = []
    given = total = 0
    for site, weight in zip(sites, weights, strict=True):
        total += weight
        upto = -(-count * total // sum(weights))
        rooms.extend(_site_rooms(stream, site, upto - given, electronic, options))
        given = upto
    return tuple(rooms)


def _site_rooms(
    stream: Stream, site: Site, count: int, electronic: bool, options: Options
) -> Iterator[Room]:
    buildings: Sequence[str] = pick(stream, _LABS if electronic else _BUILDINGS)
    if count <= 10:
        buildings = buildings[:1]
    floors = 4 + stream.below(2) if count > 10 else 3
    order = pick(stream, ("", "", "", "列蛇形", "列蛇形", "列顺序", "行蛇形"))
    first = pick(stream, ("", "", "", "左前", "右前"))
    spacing = pick(stream, (None, None, 1.0, 1.2))
    for building, floor, number in _places(buildings, floors, count):
        closed = stream.below(100) == 0
        for spot in (number + 50, number) if closed else (number,):
            seats, layout = _kind(stream, electronic, options)
            yield Room(
                site.code,
                building,
                floor,
                f"{floor}{spot:02d}",
                seats,
                layout,
                order,
                first,
                None if electronic else spacing,
                "电子化" if electronic else "纸笔",
                -(-seats // 20) if electronic else None,
                "否" if stream.below(100) < 6 else "是",
                "是" if floor == 1 and number <= 3 else "否",
                2 if stream.below(100) < 70 else 1,
                "是" if spot > number else "",
            )


def _places(buildings: Sequence[str], floors: int, count: int) -> Iterator[tuple[str, int, int]]:
    """Yield building, floor and number along the corridor, floors as equally full as can be."""
    cells = [(building, floor) for building in buildings for floor in range(1, floors + 1)]
    base, longer = divmod(count, len(cells))
    for nth, (building, floor) in enumerate(cells):
        for number in range(1, base + (nth < longer) + 1):
            yield building, floor, number


_PAPER_SHARES = Shares([share for _, _, share in _PAPER_ROOMS])
_SMALL_SHARES = Shares([share for _, _, share in _SMALL_ROOMS])
_LAB_SHARES = Shares([share for _, _, share in _LAB_ROOMS])


def _kind(stream: Stream, electronic: bool, options: Options) -> tuple[int, str]:
    if electronic:
        return _LAB_ROOMS[_LAB_SHARES.draw(stream)][:2]
    if options.mixed_rooms and stream.below(3) == 0:
        return _SMALL_ROOMS[_SMALL_SHARES.draw(stream)][:2]
    return _PAPER_ROOMS[_PAPER_SHARES.draw(stream)][:2]
