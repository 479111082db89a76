"""Rows of sheets 考试 and 考生: who sits what, with employers, needs and designated sites."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from allocator.synthesis.people import Shares, pick

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from allocator.randomness import Stream
    from allocator.synthesis.exams import ExamPlan, Level, Slot
    from allocator.synthesis.people import Employers, Person, Registry

NEEDS = ("一楼", "无障碍", "延时30%", "一楼", "单独考场", "无障碍", "延时30%", "一楼、无障碍")
"""Turn by turn, so that even a small exam has some of each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What makes an exam harder than usual; shares are in percent."""

    dominant_percent: int = 0
    """Share of one employer among the candidates of each exam's first 专业."""
    designated_percent: int = 0
    """Candidates with a 指定考点."""
    mixed_rooms: bool = False
    """A third of the paper rooms hold 25."""
    workbook_per_site: bool = False
    """Rooms come in one workbook for each site."""
    blank_subjects: bool = False
    """Who sits every subject leaves 科目 blank."""


class Row(NamedTuple):
    """One candidate with what room numbers depend on."""

    registration: str
    person: Person
    plan: ExamPlan
    level: Level
    specialty: str
    subjects: tuple[str, ...]
    employer: str
    site: str
    need: str
    note: str


def paper_rows(plans: Sequence[ExamPlan]) -> Iterator[tuple[object, ...]]:
    """Yield the rows of sheet 考试 in the order of `sheets.PAPERS`."""
    for plan in plans:
        codes = {level.name: level.code for level in plan.levels}
        form = "电子化" if plan.electronic else "纸笔"
        for slot in plan.slots:
            for specialty, code, name in _papers_of(plan, slot):
                yield (
                    plan.code,
                    plan.name,
                    slot.level,
                    codes.get(slot.level, ""),
                    specialty,
                    code,
                    slot.subject,
                    name,
                    form,
                    slot.batch or None,
                    slot.session,
                    plan.days[slot.day],
                    slot.start,
                    slot.end,
                    "否",
                )


def _papers_of(plan: ExamPlan, slot: Slot) -> Iterator[tuple[str, str, str]]:
    if not slot.by_specialty:
        yield "", "", slot.name
        return
    for specialty in plan.specialties:
        yield specialty.name, specialty.code, f"{slot.name}（{specialty.name}）"


def candidate_rows(
    plans: Sequence[ExamPlan],
    count: int,
    sites: Sequence[str],
    *,
    people: Registry,
    employers: Employers,
    stream: Stream,
    options: Options,
) -> list[Row]:
    """Return `count` candidates in the order of registration."""
    whole = sum(plan.share for plan in plans)
    makers = [
        _Maker(plan, f"{plan.days[0]:%y%m}{nth}", sites, people, employers, stream, options)
        for nth, plan in enumerate(plans, 1)
    ]
    needing = _needing(stream, count)
    return [
        makers[nth].candidate(needing.get(place, ""))
        for place, nth in enumerate(_exam_of_each(plans, count, whole))
    ]


def _exam_of_each(plans: Sequence[ExamPlan], count: int, whole: int) -> Iterator[int]:
    given = 0
    for nth, plan in enumerate(plans):
        people = count - given if nth == len(plans) - 1 else count * plan.share // whole
        given += people
        yield from [nth] * people


def _needing(stream: Stream, count: int) -> dict[int, str]:
    """Give one candidate in 200 a need, at least one of each kind in an exam of 400."""
    wanted = max(len(NEEDS), count // 200) if count >= 400 else count // 50
    places: dict[int, str] = {}
    while len(places) < wanted:
        places.setdefault(stream.below(count), NEEDS[len(places) % len(NEEDS)])
    return places


class _Maker:
    """Makes the candidates of one exam, one at a time."""

    def __init__(
        self,
        plan: ExamPlan,
        prefix: str,
        sites: Sequence[str],
        people: Registry,
        employers: Employers,
        stream: Stream,
        options: Options,
    ) -> None:
        self._plan = plan
        self._prefix = prefix
        self._sites = sites
        self._people = people
        self._employers = employers
        self._stream = stream
        self._options = options
        self._levels = Shares([level.share for level in plan.levels])
        self._specialties = Shares([entry.share for entry in plan.specialties] or [1])
        self._made = 0

    def candidate(self, need: str) -> Row:
        plan, stream, options = self._plan, self._stream, self._options
        self._made += 1
        level = plan.levels[self._levels.draw(stream)]
        nth = self._specialties.draw(stream)
        employer = self._employers.draw(stream)
        if nth == 0 and stream.below(100) < options.dominant_percent:
            employer = self._employers.names[0]
        subjects = _subjects(plan, level, stream)
        designated = stream.below(100) < options.designated_percent
        return Row(
            f"{self._prefix}{self._made:06d}",
            self._people.person(),
            plan,
            level,
            plan.specialties[nth].name if plan.specialties else "",
            subjects,
            employer,
            pick(stream, self._sites) if designated else "",
            need,
            "滚动期内" if len(subjects) < len(level.subjects) else "",
        )


def _subjects(plan: ExamPlan, level: Level, stream: Stream) -> tuple[str, ...]:
    """Return what is left to sit: all, or a part in which the last, hardest one mostly stands."""
    every = level.subjects
    if len(every) == 1 or stream.below(100) < plan.full_percent:
        return every
    while True:
        left = tuple(
            subject for subject in every if stream.below(100) < (80 if subject == every[-1] else 45)
        )
        if left and left != every:
            return left


def subjects_cell(row: Row, options: Options) -> str:
    """Return the text of column 科目."""
    if options.blank_subjects and row.subjects == tuple(_all_subjects(row)):
        return ""
    return "、".join(row.subjects)


def _all_subjects(row: Row) -> list[str]:
    """What a blank cell stands for: all subjects that have a paper for the level."""
    return sorted({slot.subject for slot in row.plan.slots if slot.level in ("", row.level.name)})


def rooms_needed(rows: Sequence[Row], room_size: int, apart: Sequence[tuple[int, int]] = ()) -> int:
    """Return about how many rooms will be opened: one kind of paper set fills rooms of its own.

    `apart` are pairs of rows that may not share a room, not even one of their kind.
    """
    groups: Counter[tuple[str, str, str, str]] = Counter()
    alone = 0
    for row in rows:
        if row.need == "单独考场":
            alone += 1
            continue
        groups[_group(row)] += 1
    # By row with somebody to avoid: its room among those of its kind, the first that is free.
    colour: dict[int, int] = {}
    beside: dict[int, set[int]] = defaultdict(set)
    for one, other in apart:
        if _group(rows[one]) == _group(rows[other]):
            beside[one].add(other)
            beside[other].add(one)
    least: Counter[tuple[str, str, str, str]] = Counter()
    for nth in sorted(beside):
        taken = {colour.get(other) for other in beside[nth]}
        colour[nth] = next(n for n in range(len(taken) + 1) if n not in taken)
        least[_group(rows[nth])] = max(least[_group(rows[nth])], colour[nth] + 1)
    batches = max(len(row.plan.batches()) for row in rows)
    return alone + sum(
        max(-(-people // (room_size * batches)), least[group]) for group, people in groups.items()
    )


def _group(row: Row) -> tuple[str, str, str, str]:
    """Return what candidates of one room have in common."""
    extra = row.need if row.need.startswith("延时") else ""
    level = row.level.name if row.plan.level_in_papers else ""
    specialty = "" if row.plan.electronic else row.specialty
    return row.plan.code, level, specialty, extra
