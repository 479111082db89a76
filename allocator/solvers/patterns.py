"""What rooms may hold (ROOM-ONE-PAPER), derived from what candidates sit.

A *pattern* is a set of (session, paper) pairs that one room may hold; a kind fits patterns that
contain all it sits. Patterns are unions of compatible kinds. Rooms never mix sittings, forms, 延时,
nor 级别 / 专业 codes of the ticket template (TICKET: numbers ascend within a room).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from allocator.errors import LimitError
from allocator.models.domain.exam import Form
from allocator.models.domain.ids import Sitting
from allocator.models.domain.tickets import parse_template

if TYPE_CHECKING:
    from collections.abc import Callable

    from allocator.models.domain.exam import Inputs
    from allocator.solvers.batching import BatchCounts
    from allocator.solvers.kinds import Kinds
    from allocator.solvers.slots import Slots

Due = frozenset[tuple[int, int]]
"""Pairs (session, paper index)."""

Row = tuple[int, int, Due, str]
"""People of one kind in one sitting: (kind, people, due, specialty)."""

_MOST_PATTERNS = 4000


class Family(NamedTuple):
    """What never shares a room with anything else."""

    sitting: int
    """Its slot: see `allocator.solvers.slots`."""
    form: Form
    extra_percent: int
    alone: bool
    level_code: str
    specialty_code: str


class RoomPattern(NamedTuple):
    """One pattern of one family."""

    family: Family
    due: Due
    maximal: bool
    """No other pattern of the family contains it."""

    @property
    def sessions(self) -> int:
        """Return in how many sessions somebody is due."""
        return len({session for session, _ in self.due})


@dataclass(frozen=True, slots=True, kw_only=True)
class Portion:
    """People of one kind in one sitting, with the patterns they fit."""

    kind: int
    sitting: int
    people: int
    patterns: tuple[int, ...]
    maximal: tuple[int, ...]
    """Those of `patterns` that are maximal."""


def patterns_of(
    inputs: Inputs,
    kinds: Kinds,
    slots: Slots,
    batch_counts: BatchCounts,
) -> tuple[tuple[RoomPattern, ...], tuple[Portion, ...]]:
    """Return every pattern (sorted by family) and every portion with the patterns it fits.

    Portions ascend by sitting and kind. Raises `LimitError` when there are too many patterns.
    """
    found = _families(inputs, kinds, slots, batch_counts)
    mixed = set(inputs.policy.mixed_specialties)
    patterns: list[RoomPattern] = []
    portions: list[Portion] = []
    for family in sorted(found):
        rows = found[family]
        made = _family_patterns(inputs, family, rows)
        base = len(patterns)
        patterns.extend(made)
        fits: dict[tuple[Due, bool], tuple[int, ...]] = {}
        for k, people, due, specialty in rows:
            key = (due, specialty in mixed)
            if key not in fits:
                fits[key] = tuple(
                    base + n
                    for n, pattern in enumerate(made)
                    if _fits(family, due, pattern.due, may_mix=specialty in mixed, inputs=inputs)
                )
            maximal = tuple(p for p in fits[key] if patterns[p].maximal)
            portions.append(
                Portion(
                    kind=k,
                    sitting=family.sitting,
                    people=people,
                    patterns=fits[key],
                    maximal=maximal,
                )
            )
    return tuple(patterns), tuple(sorted(portions, key=lambda part: (part.sitting, part.kind)))


def _families(
    inputs: Inputs, kinds: Kinds, slots: Slots, batch_counts: BatchCounts
) -> dict[Family, list[Row]]:
    """Return by family the people in it, kind by kind."""
    codes = _ticket_codes(inputs)
    found: dict[Family, list[Row]] = defaultdict(list)
    for k, kind in enumerate(kinds.kinds):
        for batch, people in batch_counts[k]:
            due = frozenset(kinds.due(kind, batch))
            form = inputs.papers[min(due)[1]].form
            family = Family(
                slots.number[Sitting(kind.exam, batch), kind.need.extra_percent],
                form,
                kind.need.extra_percent,
                kind.need.alone,
                *codes(kind.exam, kind.level, kind.specialty),
            )
            found[family].append((k, people, due, kind.specialty))
    return found


def _family_patterns(inputs: Inputs, family: Family, rows: list[Row]) -> list[RoomPattern]:
    """Return the patterns of a family, those of most papers first."""
    dues = sorted({due for _, _, due, _ in rows}, key=sorted)
    if family.alone:
        return [RoomPattern(family, due, True) for due in dues]
    free = family.form is Form.ELECTRONIC or not inputs.policy.is_on("ROOM-ONE-PAPER")
    if free:
        # Each machine shows its own paper: only the sessions in use matter.
        dues = sorted({frozenset((s, -1) for s, _ in due) for due in dues}, key=sorted)
    closed = _unions(dues)
    if not free and inputs.policy.mixed_papers > 1:
        closed |= _mixed(inputs, rows)
    if len(closed) > _MOST_PATTERNS:
        raise LimitError(
            f"科目组合过多（{len(closed)} 种，上限 {_MOST_PATTERNS} 种）。"
            "请减少 参数 中 混编专业 的个数，或分次编排。"
        )
    order = sorted(closed, key=lambda due: (-len(due), sorted(due)))
    return [RoomPattern(family, due, not any(due < other for other in order)) for due in order]


def _unions(dues: list[Due]) -> set[Due]:
    """Close a family under unions that hold at most one paper per session."""
    closed = set(dues)
    todo = list(dues)
    while todo:
        due = todo.pop()
        for other in dues:
            union = due | other
            if union not in closed and len({s for s, _ in union}) == len(union):
                closed.add(union)
                todo.append(union)
                if len(closed) > _MOST_PATTERNS:
                    return closed
    return closed


def _mixed(inputs: Inputs, rows: list[Row]) -> set[Due]:
    """Patterns of 允许混编: up to so many named specialties together, in any of their sessions."""
    policy = inputs.policy
    whole: dict[str, set[tuple[int, int]]] = defaultdict(set)
    for _, _, due, specialty in rows:
        if specialty in policy.mixed_specialties:
            whole[specialty] |= due
    made: set[Due] = set()
    for size in range(2, policy.mixed_papers + 1):
        for chosen in combinations(sorted(whole), size):
            together = frozenset().union(*(whole[name] for name in chosen))
            sessions = sorted({s for s, _ in together})
            for count in range(1, len(sessions) + 1):
                for kept in combinations(sessions, count):
                    due = frozenset(pair for pair in together if pair[0] in kept)
                    most = max(sum(1 for s, _ in due if s == session) for session in kept)
                    if most <= policy.mixed_papers:
                        made.add(due)
    return made


def _fits(family: Family, due: Due, pattern: Due, *, may_mix: bool, inputs: Inputs) -> bool:
    free = family.form is Form.ELECTRONIC or not inputs.policy.is_on("ROOM-ONE-PAPER")
    if free and not family.alone:
        return {s for s, _ in due} <= {s for s, _ in pattern}
    if family.alone:
        return due == pattern
    is_mixed = len({s for s, _ in pattern}) < len(pattern)
    return due <= pattern and (may_mix or not is_mixed)


def _ticket_codes(inputs: Inputs) -> Callable[[str, str, str], tuple[str, str]]:
    """Return what gives the codes by which the ticket template parts rooms.

    From (exam, level, specialty) to (级别 code, 专业 code), blank where the template has none.
    """
    level_codes: dict[tuple[str, str], str] = {}
    specialty_codes: dict[tuple[str, str], str] = {}
    for paper in inputs.papers:
        level_codes.setdefault((paper.exam, paper.level), paper.level_code)
        specialty_codes.setdefault((paper.exam, paper.specialty), paper.specialty_code)
    parts: dict[str, tuple[bool, bool]] = {}
    for exam in inputs.exam_codes():
        names = {segment.name for segment in parse_template(inputs.policy.template_of(exam))}
        parts[exam] = ("级别" in names, "专业" in names)

    def codes(exam: str, level: str, specialty: str) -> tuple[str, str]:
        by_level, by_specialty = parts[exam]
        return (
            level_codes.get((exam, level), "") if by_level else "",
            specialty_codes.get((exam, specialty), "") if by_specialty else "",
        )

    return codes
