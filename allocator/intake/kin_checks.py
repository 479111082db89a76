"""Checks of sheet 亲属关系 as a whole: contradictions, doubtful rows, people who may be one."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING

from allocator.intake.kin_families import SPOUSE, Families, circles
from allocator.intake.sink import Fault, placed
from allocator.models.domain.kin_terms import chain_of, is_chain
from allocator.models.domain.kinship import ending_unclear, marriage_ended

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from allocator.intake.candidates import Entry
    from allocator.intake.sink import Sink
    from allocator.intake.ties import PlacedTie
    from allocator.models.domain.kin_words import Step
    from allocator.models.domain.staff import StaffMember

_RAISED, _UPBRINGING = "形成抚养关系", "抚养"
_DENIED = ("未", "没有", "没")
_LATE = ("已故", "去世", "病故", "亡故", "过世", "逝世")
_NAMES_LISTED = 5


def check(
    rows: Sequence[PlacedTie], entries: Iterable[Entry], staff: Iterable[StaffMember], sink: Sink
) -> None:
    """Report what is wrong or doubtful; nothing is guessed away or dropped."""
    entries, staff = tuple(entries), tuple(staff)
    people = _People(entries, staff)
    for row in rows:
        _check_row(row, people, sink)
    _check_together(rows, people, sink)
    _ask_of_names(rows, entries, staff, sink)


class _People:
    """Numbers, sexes and births of everybody in the rosters."""

    def __init__(self, entries: Sequence[Entry], staff: Sequence[StaffMember]) -> None:
        self._id_of_staff = {one.staff: one.id_number.upper() for one in staff}
        self._sex = {e.candidate.id_number.upper(): e.candidate.sex for e in entries}
        self._sex.update((one.id_number.upper(), one.sex) for one in staff if one.sex)

    def declarer(self, row: PlacedTie) -> str:
        """Return the 证件号码 of who declares."""
        return self._id_of_staff.get(row.tie.declarer, row.tie.declarer).upper()

    def sex(self, number: str) -> str:
        """Return a sex by the rosters or the number itself, blank if neither tells."""
        known = self._sex.get(number, "")
        if known or not born(number):
            return known
        return "男" if int(number[16]) % 2 else "女"


def born(number: str) -> str:
    """Return eight digits of the day of birth in an 18-character number, blank for any other."""
    digits = number[6:14]
    if len(number) != len("990101199001010000") or not (number[:17].isascii() and
                                                        number[:17].isdigit()):  # fmt: skip
        return ""
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return ""
    return digits


def _steps(row: PlacedTie) -> tuple[Step, ...]:
    return chain_of(row.tie.relation) or ()


def _says(note: str, words: Iterable[str]) -> bool:
    text = "".join(note.split())
    return any(
        not head.endswith(_DENIED) for word in words for head in text.split(word)[:-1]
    )  # fmt: skip


def _marries(steps: Sequence[Step]) -> bool:
    return any(step.kind == "spouse" for step in steps)


def _check_row(row: PlacedTie, people: _People, sink: Sink) -> None:
    tie, steps = row.tie, _steps(row)
    if any(step.tie == "step" for step in steps) and _UPBRINGING not in tie.note:
        message = f"“{tie.relation}”是否形成抚养关系，备注没有说明，暂不回避。"
        cure = "请核实后在备注写“形成抚养关系”或“未形成抚养关系”。"
        _tell(row, "note", Fault("kin-step-unsaid", message, cure), sink)
    if _marries(steps) and ending_unclear(tie.note):
        message = f"备注“{tie.note}”没有说明婚姻已经结束，按婚姻仍在、须回避处理。"
        cure = "已离婚的备注只写“离婚”；未离婚、已复婚的请删去“离婚”字样。"
        _tell(row, "note", Fault("kin-ended-unclear", message, cure), sink)
    if is_chain(tie.relation) and _marries(steps) and marriage_ended(tie.note):
        message = f"“{tie.relation}”的备注写有离婚或前配偶，看不出是哪一段婚姻。"
        cure = "请把各步关系分行申报，在已结束的婚姻那一行的备注写离婚。"
        _tell(row, "note", Fault("kin-ended-chain", message, cure), sink)
    if sum(step.tie != "blood" for step in steps) > 1:
        message = f"“{tie.relation}”经过两次收养或继亲关系，不在回避名单之列。"
        cure = "请核实；确需回避的，请填入“其他回避”。"
        _tell(row, "relation", Fault("kin-two-ties", message, cure), sink)
    number = tie.id_number.upper()
    sex = people.sex(number) if number else ""
    if steps and sex and steps[-1].sex and sex != steps[-1].sex:
        message = f"“{tie.relation}”应为{steps[-1].sex}性，该证件号码的人是{sex}性。"
        cure = "请核对关系和亲属证件号码。"
        _tell(row, "relation", Fault("kin-sex", message, cure), sink)


def _check_together(rows: Sequence[PlacedTie], people: _People, sink: Sink) -> None:
    families = _families(rows, people)
    rows_of: dict[str, list[int]] = defaultdict(list)
    for nth, row in enumerate(rows):
        for number in (people.declarer(row), row.tie.id_number.upper()):
            rows_of[number].append(nth)
    for place, first, second in dict.fromkeys(families.clashes):
        concerned = sorted({*rows_of[first], *rows_of[second]})
        spouse = place == SPOUSE
        code = "kin-two-spouses" if spouse else "kin-two-parents"
        what = "同时有两个配偶" if spouse else f"有两个不同的{place}"
        message = f"按{_places(rows, concerned)}，同一人{what}。"
        cure = "请核对关系和证件号码；" + (
            "已离婚的在备注写离婚，已故的写已故。" if spouse else "养父母、继父母请写养、继。"
        )
        _tell(rows[concerned[-1]], "id_number", Fault(code, message, cure), sink)
    for circle in circles(families.born_of()):
        message = f"按{_places(rows, circle)}，有人成了自己的长辈。"
        fault = Fault("kin-parent-cycle", message, "请核对这些行的申报人、关系和证件号码。")
        _tell(rows[circle[-1]], "relation", fault, sink)
    younger = {
        nth for child, parent, nth in families.numbers_of_edges() if _not_older(parent, child)
    }
    for nth in sorted(younger | _younger_forebears(rows, people)):
        message = f"按证件号码，“{rows[nth].tie.relation}”一行中的长辈不比晚辈年长。"
        fault = Fault("kin-parent-younger", message, "请核对申报人、关系和亲属证件号码。")
        _tell(rows[nth], "relation", fault, sink)


def _not_older(elder: str, child: str) -> bool:
    first, second = born(elder), born(child)
    return bool(first and second and first >= second)


def _younger_forebears(rows: Sequence[PlacedTie], people: _People) -> set[int]:
    """Return rows in direct line, adopted ones too, whose elder is not older."""
    found = set()
    for nth, row in enumerate(rows):
        kinds = {step.kind for step in _steps(row)}
        # A step parent may well be younger than the child.
        if any(step.tie == "step" for step in _steps(row)):
            continue
        ends = (row.tie.id_number.upper(), people.declarer(row))
        if (kinds == {"parent"} and _not_older(*ends)) or (
            kinds == {"child"} and _not_older(*reversed(ends))
        ):
            found.add(nth)
    return found


def _families(rows: Sequence[PlacedTie], people: _People) -> Families:
    """Enter what the rows say of blood and of marriages of the present time."""
    families = Families()
    sexes: dict[str, str] = {}
    for row in rows:
        if row.tie.id_number:
            number = row.tie.id_number.upper()
            sexes.setdefault(number, people.sex(number) or _steps(row)[-1].sex)
    nodes: dict[str, int] = {}

    def node(number: str) -> int:
        if number not in nodes:
            nodes[number] = families.person(number, people.sex(number) or sexes.get(number, ""))
        return nodes[number]

    for nth, row in enumerate(rows):
        steps, number = _steps(row), row.tie.id_number.upper()
        step_tie = any(step.tie == "step" for step in steps)
        if (step_tie and not _says(row.tie.note, (_RAISED,))) or (
            _marries(steps) and (marriage_ended(row.tie.note) or _says(row.tie.note, _LATE))
        ):
            continue
        here = node(people.declarer(row))
        for place, step in enumerate(steps, start=1):
            last = place == len(steps) and number
            there = node(number) if last else families.person("", step.sex)
            _enter(families, here, step, there, nth)
            here = there
    return families


def _enter(families: Families, here: int, step: Step, there: int, row: int) -> None:
    if step.tie != "blood":
        return
    if step.kind == "parent":
        families.add_parent(here, there, row)
    elif step.kind == "child":
        families.add_parent(there, here, row)
    elif step.kind == "spouse":
        families.add_spouses(here, there)
    else:
        families.join_siblings(here, there)


def _ask_of_names(
    rows: Sequence[PlacedTie], entries: Sequence[Entry], staff: Sequence[StaffMember], sink: Sink
) -> None:
    """Ask of relatives without 证件号码 whether they are people of that name named elsewhere."""
    nameless: dict[str, list[int]] = defaultdict(list)
    numbered: dict[str, list[int]] = defaultdict(list)
    for nth, row in enumerate(rows):
        (numbered if row.tie.id_number else nameless)[row.tie.name].append(nth)
    candidates: dict[str, list[str]] = defaultdict(list)
    for entry in entries:
        if entry.candidate.name in nameless:
            candidates[entry.candidate.name].append(f"考生 {entry.candidate.registration}")
    for member in staff:
        if member.name in nameless:
            candidates[member.name].append(f"工作人员 {member.staff}")
    for name, own in nameless.items():
        same = candidates.get(name, [])
        other = numbered.get(name, [])
        if len(own) < 2 and not same and not other:
            continue
        message = f"疑似同一人：{_places(rows, own)}的亲属“{name}”没有证件号码"
        if other:
            message += f"，{_places(rows, other)}有同名亲属"
        if same:
            more = " 等" if len(same) > _NAMES_LISTED else ""
            message += f"，与{'、'.join(same[:_NAMES_LISTED])}{more}同名"
        cure = "请核实；是同一人的，请在各行填上同一证件号码。没有填写的按不同的人处理。"
        _tell(rows[own[0]], "name", Fault("kin-same-person", message + "。", cure), sink)


def _tell(row: PlacedTie, key: str, fault: Fault, sink: Sink) -> None:
    sink.cell(row.table, row.at, key, fault)


def _places(rows: Sequence[PlacedTie], concerned: Sequence[int]) -> str:
    """Return 第 2、5 行, with the file where the sheet came in several."""
    return placed([(rows[nth].table, rows[nth].at) for nth in concerned])
