"""Rows of sheets 亲属关系 and 其他回避 between people of fitting age and sex."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import combinations
from typing import TYPE_CHECKING

from allocator.synthesis.people import pick

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from allocator.randomness import Stream
    from allocator.synthesis.crew import Staff
    from allocator.synthesis.people import Person
    from allocator.synthesis.roster import Row

Tie = tuple[str, str, str, str, str]
"""申报人, 关系, 亲属姓名, 亲属证件号码, 备注."""

# Relation, sex of the relative, least and most years the relative is older, 备注, and whether both
# bear one surname.
_OF_STAFF = (
    ("儿子", "男", -60, -20, "", True),
    ("女儿", "女", -60, -20, "", True),
    ("父亲", "男", 20, 60, "", True),
    ("弟弟", "男", -15, -1, "", True),
    ("姐姐", "女", 1, 15, "", True),
    ("堂弟", "男", -20, -1, "", True),
    ("表姐", "女", 1, 20, "", False),
    ("外甥", "男", -45, -10, "", False),
    ("侄女", "女", -45, -10, "", False),
    ("舅舅", "男", 5, 40, "", False),
    ("姑姑", "女", 5, 40, "", False),
    ("妻子的弟弟", "男", -15, 10, "", False),
    ("女婿", "男", -45, -15, "", False),
    ("养女", "女", -45, -20, "", True),
    ("继子", "男", -45, -18, "形成抚养关系", False),
    ("妻子", "女", -8, 6, "离婚", False),
    ("堂兄的儿子", "男", -50, -15, "", False),
)
_FEW = 3
"""People made for a post of a site up to which its last one has no relative in the exam."""
_TINY = 110
"""Staff below which an exam is too small to lose many to recusal."""
_HUSBANDS = frozenset({"妻子", "妻子的弟弟"})
_OF_CANDIDATES = (
    ("妻子", "男", "女", -8, 5, False),
    ("弟弟", "", "男", -12, -1, True),
    ("父亲", "男", "男", 20, 38, True),
    ("妹妹", "", "女", -12, -1, True),
)


def kin_rows(staff: Sequence[Staff], rows: Sequence[Row], stream: Stream) -> Iterator[Tie]:
    """Yield ties of staff to candidates, of candidates to each other, and through third persons."""
    # In a tiny exam every post of a site counts: only 监考, of whom there are some to spare, have
    # relatives there.
    tiny = len(staff) < _TINY
    declarers = [member for member in staff if not tiny or "监考" in member.posts]
    members = [member.person for member in declarers]
    number_of = {member.person.id_number: member.number for member in staff}
    people = [row.person for row in rows if row.person.id_type == "居民身份证"]
    pairs = _Pairs(stream, people, _Crews(staff))
    most = len(declarers) // 8 if tiny else max(len(_OF_STAFF), len(staff) // 60)
    for nth in range(most):
        relation, sex, least, most, note, named = _OF_STAFF[nth % len(_OF_STAFF)]
        own = "男" if relation in _HUSBANDS else ""
        pair = pairs.find(members, own, sex, (least, most), named=named)
        if pair:
            declarer, relative = pair
            number = number_of[declarer.id_number]
            yield number, relation, relative.name, relative.id_number, note
    for nth in range(max(min(8, len(rows) // 40), len(rows) // 1500)):
        relation, own, sex, least, most, named = _OF_CANDIDATES[nth % len(_OF_CANDIDATES)]
        pair = pairs.find(people, own, sex, (least, most), named=named)
        if pair:
            declarer, relative = pair
            yield declarer.id_number, relation, relative.name, relative.id_number, ""
    yield from _through_staff(members, number_of, pairs)
    # A relative who sits no exam, one known by name only, and a step son not brought up together.
    yield staff[0].number, "母亲", "李桂兰", "", "已故"
    yield staff[1].number, "表弟", "王立新", "", ""
    yield staff[2].number, "继子", "张子轩", "", "未形成抚养关系"


def _through_staff(
    members: Sequence[Person], number_of: Mapping[str, str], pairs: _Pairs
) -> Iterator[Tie]:
    """Yield one declarer's father and brother: two candidates who are father and son."""
    pair = pairs.find(members, "", "男", (20, 60), named=True)
    if pair is None:
        return
    declarer, father = pair
    brother = pairs.relative_of(declarer, "男", (1, 15), named=True)
    number = number_of[declarer.id_number]
    yield number, "父亲", father.name, father.id_number, ""
    if brother and brother.born.year - father.born.year >= 20:
        yield number, "哥哥", brother.name, brother.id_number, ""


class _Crews:
    """How many of each small crew of a site may still be recused: one stays."""

    def __init__(self, staff: Sequence[Staff]) -> None:
        self._crew_of: dict[str, tuple[str, str] | None] = {
            member.person.id_number: (member.posts, member.site)
            for member in staff
            if "监考" not in member.posts
        }
        made = Counter(self._crew_of.values())
        self._spare = {crew: people - 1 for crew, people in made.items() if people <= _FEW}

    def can_spare(self, person: Person) -> bool:
        crew = self._crew_of.get(person.id_number)
        return crew not in self._spare or self._spare[crew] > 0

    def lose(self, person: Person) -> None:
        crew = self._crew_of.get(person.id_number)
        if crew in self._spare:
            self._spare[crew] -= 1


class _Pairs:
    """Finds people for a tie; nobody is used in two."""

    def __init__(self, stream: Stream, relatives: Sequence[Person], crews: _Crews) -> None:
        self._stream = stream
        self._crews = crews
        self._relatives = relatives
        self._of_surname: dict[str, list[Person]] = {}
        for person in relatives:
            self._of_surname.setdefault(person.name[0], []).append(person)
        self._used: set[str] = set()

    def find(
        self,
        declarers: Sequence[Person],
        declarer_sex: str,
        sex: str,
        older: tuple[int, int],
        *,
        named: bool,
    ) -> tuple[Person, Person] | None:
        """Return two unused people whose years and sexes fit, if a number of tries finds them."""
        for _ in range(200):
            declarer = pick(self._stream, declarers)
            if declarer.id_number in self._used or declarer_sex not in ("", declarer.sex):
                continue
            if not self._crews.can_spare(declarer):
                continue
            self._used.add(declarer.id_number)
            relative = self.relative_of(declarer, sex, older, named=named)
            if relative:
                self._crews.lose(declarer)
                return declarer, relative
            self._used.remove(declarer.id_number)
        return None

    def relative_of(
        self, declarer: Person, sex: str, older: tuple[int, int], *, named: bool
    ) -> Person | None:
        """Return an unused relative of `declarer`; `older` is the least and most years."""
        pool = self._of_surname.get(declarer.name[0], []) if named else self._relatives
        for _ in range(min(30, len(pool))):
            relative = pick(self._stream, pool)
            years = declarer.born.year - relative.born.year
            fits = relative.sex == sex and older[0] <= years <= older[1]
            if fits and relative.id_number not in self._used:
                self._used.add(relative.id_number)
                return relative
        return None


def other_rows(
    staff: Sequence[Staff], rows: Sequence[Row], stream: Stream
) -> Iterator[tuple[str, str, str, str]]:
    """Yield declared interests at each range: people with people, and with a 工作单位."""
    # Staff without a post of its own site, so that a whole site can still be served.
    helpers = [member for member in staff if "监考" in member.posts] or list(staff)
    scopes = ("考试", "考点", "考场")
    for nth in range(max(3, len(staff) // 400)):
        member, row = pick(stream, helpers), pick(stream, rows)
        yield member.number, row.registration, scopes[nth % 3], "曾任其培训教师"
    employers = sorted({row.employer for row in rows if row.employer})
    if employers:
        yield pick(stream, helpers).number, pick(stream, employers), "考场", "兼职单位"
    for _ in range(max(2, len(rows) // 5000)):
        first, second = pick(stream, rows), pick(stream, rows)
        if first is not second:
            yield first.registration, second.registration, "考场", "同一培训班"


def kept_apart(
    rows: Sequence[Row], kin: Sequence[Tie], other: Sequence[tuple[str, str, str, str]]
) -> list[tuple[int, int]]:
    """Return pairs of rows who may not share a room; relatives of one declarer count as such."""
    of_id = {row.person.id_number: nth for nth, row in enumerate(rows)}
    of_registration = {row.registration: nth for nth, row in enumerate(rows)}
    families: dict[str, list[int]] = defaultdict(list)
    for declarer, _, _, relative, _ in kin:
        if declarer in of_id and not families[declarer]:
            families[declarer].append(of_id[declarer])
        if relative in of_id:
            families[declarer].append(of_id[relative])
    pairs = [pair for family in families.values() for pair in combinations(family, 2)]
    for first, second, _, _ in other:
        if first in of_registration and second in of_registration:
            pairs.append((of_registration[first], of_registration[second]))
    return pairs


def recused(
    rows: Sequence[Row], kin: Sequence[Tie], other: Sequence[tuple[str, str, str, str]]
) -> set[str]:
    """Return who of the staff, by 工号, has a relative or a declared interest among the rows."""
    ids = {row.person.id_number for row in rows}
    found = {declarer for declarer, _, _, relative, _ in kin if relative in ids}
    return found | {first for first, _, scope, _ in other if scope != "考场"}
