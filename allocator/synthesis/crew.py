"""Rows of sheets 工作人员, 岗位 and 值守: enough people for every post of every site."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

from allocator.synthesis.people import CITY, pick

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from allocator.randomness import Stream
    from allocator.synthesis.people import Employers, Person, Registry
    from allocator.synthesis.venues import Site

_OFFICES = (
    "市人事考试中心",
    "市教育局",
    "市人力资源和社会保障局",
    "市公安局",
    "市卫生健康委",
    "市供电公司",
)

# Posts of one site with the people made for them: twice what is needed, or a little more, since
# some will be recused.
_SITE_POSTS = (
    ("主考、副主考", 2),
    ("副主考", 3),
    ("考务办公室、值班", 8),
    ("医务", 2),
    ("保电", 2),
    ("保卫", 4),
    ("驾驶员", 4),
    ("押运", 4),
)

# The same where sites can help each other out: what is needed, and now and then one more.
_MANY_SITES = 20
_LEAN_POSTS = (
    ("主考、副主考", 2),
    ("副主考", 2),
    ("考务办公室、值班", 5),
    ("医务", 1),
    ("保电", 1),
    ("保卫", 3),
    ("驾驶员", 1),
    ("押运", 2),
)
_FEW_ROOMS = 4
"""Rooms up to which an exam is so small that each person who is recused or away counts."""
_MARGIN = 4
_SPARE_EVERY = 8
"""Sites to one more of each post, where there are many sites."""


class Staff(NamedTuple):
    """One row of sheet 工作人员."""

    number: str
    person: Person
    employer: str
    phone: str
    posts: str
    computer: str
    experience: int
    trained: date
    source: str
    site: str
    sessions: str
    most: int | None
    past: int

    def cells(self) -> tuple[object, ...]:
        """Return the row in the order of the sheet's columns."""
        person = self.person
        who = (self.number, person.name, person.sex, person.id_number)
        return who + self[2:]


@dataclass(frozen=True, slots=True, kw_only=True)
class Crew:
    """What staff are made for, and out of."""

    sites: Sequence[Site]
    sessions: Sequence[int]
    first_day: date
    electronic: bool
    people: Registry
    employers: Employers
    stream: Stream


def make_staff(crew: Crew, count: int, *, opened: int) -> list[Staff]:
    """Return at least `count` people: the posts of each site, the 卷库, and 监考 for the rest.

    `opened`: rooms that will be opened.
    """
    wanted = list(_posts(count, crew.sites, opened, crew.electronic))
    maker = _Maker(crew)
    return [maker.member(nth, posts, site) for nth, (posts, site) in enumerate(wanted, 1)]


def missing_invigilators(
    staff: Sequence[Staff], lost: set[str], *, opened: int, sites: int, sessions: Sequence[int]
) -> int:
    """Return how many 监考 are wanting in the session that has fewest; `lost` are recused.

    Two in a room, one to patrol every other room (floors are small), two in reserve at each site.
    """
    needed = 2 * opened + -(-opened // 2) + 2 * sites + _MARGIN
    able = [member for member in staff if "监考" in member.posts and member.number not in lost]
    return max(
        0,
        *(
            needed
            - sum(not one.sessions or str(session) in one.sessions.split("、") for one in able)
            for session in sessions
        ),
    )


def more_staff(crew: Crew, staff: list[Staff], lost: set[str], invigilators: int) -> None:
    """Append so many 监考, and one like each of those in `lost` who hold another post."""
    invigilates = "考场系统管理员、监考" if crew.electronic else "监考、流动监考"
    held = [(one.posts, one.site) for one in staff if one.number in lost]
    wanted = [(invigilates, "")] * invigilators
    wanted += [(posts, site) for posts, site in held if "监考" not in posts]
    maker = _Maker(crew)
    new = [maker.member(nth, *one) for nth, one in enumerate(wanted, len(staff) + 1)]
    staff.extend(new)


def _posts(
    count: int, sites: Sequence[Site], rooms: int, electronic: bool
) -> Iterator[tuple[str, str]]:
    given = 0
    many = len(sites) > _MANY_SITES
    posts = [*_LEAN_POSTS] if many else [*_SITE_POSTS]
    if electronic:
        posts.append(("考点系统管理员", 1 if many else 2))
    else:
        posts.append(("试卷管理", 2 if many else 5))
    for nth, site in enumerate(sites):
        for post, people in posts:
            wanted = people + (many and nth % _SPARE_EVERY == 0)
            yield from [(post, site.code)] * wanted
            given += wanted
    for post, people in (("卷库值守", 12), ("值班", 8)):
        yield from [(post, "")] * people
        given += people
    if electronic:
        runners = rooms + rooms // 5 + 3 + (2 if rooms <= _FEW_ROOMS else 0)
        yield from [("考场系统管理员、监考", "")] * runners
        given += runners
    # Two in a room, a fifth to two fifths more for patrols, and some for reserves, recusals and
    # sessions that somebody cannot serve; a small exam has no luck to even these out.
    least = 5 * rooms // 2 + 3 * len(sites) + 4
    if not many and not electronic:
        least += rooms // 3 + 4
    if rooms <= _FEW_ROOMS:
        least += 6
    yield from [("监考、流动监考", "")] * max(count - given, least)


class _Maker:
    """Makes one member of staff at a time."""

    def __init__(self, crew: Crew) -> None:
        self._crew = crew
        self._stream = crew.stream
        self._schools = [site.name for site in crew.sites]
        self._sites = [site.code for site in crew.sites]
        self._computer = 60 if crew.electronic else 35

    def member(self, nth: int, posts: str, site: str) -> Staff:
        stream = self._stream
        invigilates = "监考" in posts
        helper = not invigilates and any(post in posts for post in ("医务", "保卫", "驾驶员"))
        source = "单位选派"
        if helper and stream.below(100) < 25:
            source = pick(stream, ("志愿者招募", "社会招聘"))
        skilled = "系统管理员" in posts or stream.below(100) < self._computer
        if invigilates and not site and stream.below(100) < 20:
            site = pick(stream, self._sites)
        return Staff(
            f"G{nth:05d}",
            self._crew.people.person(resident=True),
            self._employer(),
            f"0999-1{stream.below(10**6):06d}",
            posts,
            "是" if skilled else "否",
            stream.below(9),
            self._crew.first_day - timedelta(days=1 + stream.below(9)),
            source,
            site,
            *self._limits(whole=not invigilates),
            stream.below(20),
        )

    def _limits(self, *, whole: bool) -> tuple[str, int | None]:
        """Return 可用场次 and 每人最多场次; none for who is only there for the whole exam."""
        sessions = self._available()
        most = None if self._stream.below(100) < 92 else max(2, len(self._crew.sessions) // 2)
        return ("", None) if whole else (sessions, most)

    def _employer(self) -> str:
        stream = self._stream
        chance = stream.below(100)
        if chance < 60:
            return pick(stream, self._schools)
        if chance < 85:
            return CITY + pick(stream, _OFFICES)
        return self._crew.employers.draw(stream) or self._schools[0]

    def _available(self) -> str:
        """Nearly all can serve throughout; some only in one half of the sessions."""
        if self._stream.below(100) < 96 or len(self._crew.sessions) < 2:
            return ""
        half = len(self._crew.sessions) // 2
        part = self._crew.sessions[:half] if self._stream.below(2) else self._crew.sessions[half:]
        return "、".join(map(str, part))


def post_rows(sites: Sequence[Site]) -> list[tuple[object, ...]]:
    """Return the rows of sheet 岗位: one rule for all sites and one site of its own."""
    rows: list[tuple[object, ...]] = [("", "保卫", 3)]
    if len(sites) > 1:
        rows.append((sites[-1].code, "保卫", 2))
    return rows


def duty_rows(
    sites: Sequence[Site], days: Sequence[date], *, electronic: bool
) -> list[tuple[object, ...]]:
    """Return the rows of sheet 值守: the 卷库 day and night, a telephone at every place.

    That of a site is answered every day of the exam until rooms of 延时 have ended too.
    """
    first, last = min(days), max(days)
    arrival = datetime.combine(first - timedelta(days=1), time(15))
    back = datetime.combine(last, time(21))
    rows: list[tuple[object, ...]] = []
    if not electronic:
        rows.append(("卷库值守", "考区", arrival, back, 8, 2, "卷库值守"))
    rows.append(("值班电话", "考区", arrival, back, 12, 1, "值班"))
    rows.extend(
        ("值班电话", site.code, datetime.combine(day, time(7)), datetime.combine(day, time(21)),
         7, 1, "值班")
        for site in sites
        for day in sorted(set(days))
    )  # fmt: skip
    return rows
