"""Reads sheets 亲属关系 and 其他回避: who is named, and whether anybody here is meant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple, cast, get_args

from allocator.intake import cells, identity, needs
from allocator.intake.sink import Fault
from allocator.intake.third_persons import NO_NUMBERS, third_persons
from allocator.models.domain.kin_terms import chain_of, nearest_terms
from allocator.models.domain.kinship import KinTie, OtherTie, TieEnd

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence, Set

    from allocator.intake.sink import Sink
    from allocator.intake.tables import Table
    from allocator.models.domain.exam import Candidate
    from allocator.models.domain.staff import StaffMember

_scope = cells.one_of(("考试", "考点", "考场"))
_NO_ID = Fault(
    "relative-no-id",
    "亲属没有证件号码，无法与考生和工作人员比对。",
    "请补上亲属证件号码；确实没有的，请人工核对。",
)


_NOBODY = (
    "请核对工号或证件号码；申报人是名单以外的第三人的，须另有一行说明他是谁的亲属，"
    "并在该行“亲属证件号码”填写他的证件号码。"
)
_DECLARERS: tuple[TieEnd, ...] = ("工号", "证件号码")
_RAW: tuple[tuple[str, TieEnd], ...] = (
    ("staff", "工号"),
    ("registration", "报名序号"),
    ("id_number", "证件号码"),
    ("employer", "工作单位"),
)


def _all_have(tables: Iterable[Table], sheet: str, keys: Iterable[str]) -> bool:
    """Return whether there are rows of a sheet, and no table of it lacks a column."""
    those = [table for table in tables if table.spec.key == sheet]
    return any(map(len, those)) and all(key in table.columns for key in keys for table in those)


def _written(cell: object) -> str:
    """Return a cell as others write it: a refused number too, lest who names it be told as well."""
    return f"{cell:.0f}" if isinstance(cell, int | float) else str(cell)


class Missed(str):
    """Who was looked up in vain where a whole sheet is missing; told once for all rows."""

    __slots__ = ()


class PlacedTie(NamedTuple):
    """A row of sheet 亲属关系 with where it stands."""

    tie: KinTie
    table: Table
    at: int
    """Index of the row in the table."""


class People:
    """Everybody by 工号, 报名序号, 证件号码 and 工作单位, refused rows among them."""

    def __init__(
        self,
        candidates: Iterable[Candidate],
        staff: Iterable[StaffMember],
        tables: Iterable[Table] = (),
    ) -> None:
        tables = tuple(tables)
        self.whole = _all_have(tables, "candidates", ("registration", "id_number"))
        """Off: a fault of sheet 考生 was told already; nobody is missed for want of it."""
        self.no_staff = not _all_have(tables, "staff", ("staff",))
        self._kinds: dict[TieEnd, set[str]] = {kind: set() for kind in get_args(TieEnd)}
        for table in tables:
            for key, kind in _RAW:
                column = table.columns.get(key, ())
                self._kinds[kind].update(map(_written, column))
        for member in staff:
            self._kinds["工号"].add(member.staff)
            self._kinds["证件号码"].add(member.id_number)
            self._kinds["工作单位"].add(member.employer)
        for candidate in candidates:
            self._kinds["报名序号"].add(candidate.registration)
            self._kinds["证件号码"].add(candidate.id_number)
            self._kinds["工作单位"].add(candidate.employer)

    @property
    def excused(self) -> bool:
        """Tell whether a sheet is missing in which somebody looked up in vain might stand."""
        return not self.whole or self.no_staff

    def declares(self, text: str) -> bool:
        """Tell whether a text is a 工号 or 证件号码 of the rosters."""
        return self.look_up(text, _DECLARERS) is not None

    def look_up(self, text: str, kinds: Sequence[TieEnd]) -> tuple[str, TieEnd] | None:
        """Return the text as it is kept and what it is, trying `kinds` in order."""
        for kind in kinds:
            key = identity.clean(text) if kind == "证件号码" else text
            if key in self._kinds[kind]:
                return key, kind
        return None


def relation(cell: object) -> str | Fault:
    """Read 关系: one known term, or a chain of them with 的."""
    text = cells.text(cell)
    if isinstance(text, Fault):
        return text
    word = cells.canon(text)
    if chain_of(word) is not None:
        return word
    near = nearest_terms(word)
    cure = (
        f"相近的称谓：{'、'.join(near)}。"
        if near
        else "请用通用称谓，或用“的”连接，如 妻子的弟弟。"
    )
    return Fault("relation-unknown", f"亲属称谓“{text}”不认识。", cure)


def _number(cell: object) -> str | Fault:
    """Read 亲属证件号码; words for none are blank, lest all such relatives be one person."""
    text = cells.code(cell)
    if isinstance(text, Fault):
        return text
    number = identity.clean(text)
    if needs.is_placeholder(number) or number in NO_NUMBERS:
        return ""
    return cells.ditto(text) or identity.check(identity.kind_of(number), number, "") or number


def read_kin(tables: Sequence[Table], people: People, sink: Sink) -> list[PlacedTie]:
    """Return the rows of sheet 亲属关系."""
    found: list[PlacedTie] = []
    parse = _declarer(people, third_persons(tables, people.declares))
    for table in tables:
        numbers = cells.read(table, "id_number", sink, _number, "")
        blank = [index for index, number in enumerate(numbers) if number == ""]
        if blank:
            sink.summary(table, blank, "id_number", _NO_ID)
        declarers = cells.read(table, "declarer", sink, parse, "")
        _tell_missed(table, "declarer", declarers, people, "declarer-unknown", sink)
        rows = zip(
            declarers,
            cells.read(table, "relation", sink, relation, ""),
            cells.read(table, "name", sink, cells.name, ""),
            numbers,
            cells.read(table, "note", sink, cells.text, ""),
            strict=True,
        )
        for at, row in enumerate(rows):
            if None in row or isinstance(row[0], Missed):
                continue
            declarer, term, name, number, note = cast("tuple[str, str, str, str, str]", row)
            tie = KinTie(declarer=declarer, relation=term, name=name, id_number=number, note=note)
            found.append(PlacedTie(tie, table, at))
    return found


def _declarer(people: People, others: Set[str]) -> Callable[[object], str | Fault]:
    """Return a parser of 申报人; `others` are those who are in no roster and may declare."""

    def parse(cell: object) -> str | Fault:
        text = cells.code(cell)
        if isinstance(text, Fault):
            return text
        found = people.look_up(text, _DECLARERS)
        if found is not None:
            return found[0]
        number = identity.clean(text)
        if number in others:
            return identity.check(identity.kind_of(number), number, "") or number
        if people.excused:
            return Missed(text)
        message = f"申报人“{text}”既不是工号，也不是考生或工作人员的证件号码。"
        return Fault("declarer-unknown", message, _NOBODY)

    return parse


def _tell_missed(
    table: Table, key: str, values: Sequence[object], people: People, code: str, sink: Sink
) -> None:
    """Tell in one issue who was looked up in vain, where there is no staff to look them up in."""
    missed = [at for at, value in enumerate(values) if isinstance(value, Missed)]
    if missed and people.whole:
        message = "这里写的不在考生名单中，又没有工作人员（缺少“工作人员”表，或表中没有工号）可查。"
        cure = "写的是工作人员的，请加上“工作人员”表，或删去这些行；写的是考生的，请核对。"
        sink.summary(table, missed, key, Fault(code, message, cure))


def read_other(tables: Sequence[Table], people: People, sink: Sink) -> list[OtherTie]:
    """Return the rows of sheet 其他回避; a blank 范围 is the widest, 考试."""
    found: list[OtherTie] = []
    parse = _end(people)
    for table in tables:
        firsts = cells.read(table, "first", sink, parse, None)
        seconds = cells.read(table, "second", sink, parse, None)
        for key, ends in (("first", firsts), ("second", seconds)):
            names = [end and end[0] for end in ends]
            _tell_missed(table, key, names, people, "tie-end-unknown", sink)
        rows = zip(
            firsts,
            seconds,
            cells.read(table, "scope", sink, _scope, "考试"),
            cells.read(table, "reason", sink, cells.text, ""),
            strict=True,
        )
        for first, second, scope, reason in rows:
            if first is None or second is None or scope is None or reason is None:
                continue
            found.append(
                OtherTie(
                    first=first[0],
                    first_kind=first[1],
                    second=second[0],
                    second_kind=second[1],
                    scope=cast("Literal['考试', '考点', '考场']", scope),
                    reason=reason,
                )
            )
    return found


def _end(people: People) -> Callable[[object], tuple[str, TieEnd] | Fault]:
    kinds: tuple[TieEnd, ...] = get_args(TieEnd)

    def parse(cell: object) -> tuple[str, TieEnd] | Fault:
        text = cells.code(cell)
        if isinstance(text, Fault):
            return text
        found = people.look_up(text, kinds)
        if found is None and people.excused:
            return Missed(text), "工号"
        if found is None:
            message = f"“{text}”不是工号、报名序号、证件号码或工作单位。"
            return Fault("tie-end-unknown", message, "请核对；单位须与名单中的工作单位完全相同。")
        return found

    return parse
