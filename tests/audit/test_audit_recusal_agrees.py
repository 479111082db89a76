"""The plain method of the audit and the walk of the solver find the same people."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from staff_families import declare, forget, grow, inputs_of

from allocator.audit.staff.recusals import (
    recused_planner,
    recused_staff,
    staff_interests,
    staff_pairs,
)
from allocator.intake.load import load
from allocator.models.domain.kinship import OtherTie
from allocator.randomness import Stream
from allocator.solvers.recusal import recusals as recusal
from allocator.synthesis.write import write_exam

if TYPE_CHECKING:
    from pathlib import Path

    from allocator.models.domain.exam import Inputs
    from allocator.models.domain.staffing import Recusal

Reason = tuple[str, str, str, str, str, str]


def _solver(found: tuple[Recusal, ...]) -> list[Reason]:
    return sorted((r.exam, r.staff, r.rule, r.kind, r.scope, r.registration) for r in found)


def _assert_agree(inputs: Inputs) -> int:
    """Compare everything both sides derive; return how many rows of 回避名单 there are."""
    ours = sorted(map(tuple, recused_staff(inputs)))
    assert ours == _solver(recusal.recusals(inputs))
    assert staff_pairs(inputs) == set(recusal.staff_relatives(inputs))
    assert staff_interests(inputs) == set(recusal.staff_interests(inputs))
    return len(ours)


@pytest.mark.parametrize(
    ("exam", "candidates"), [("一级建造师", 900), ("经济", 600), ("造价与注安", 900)]
)
def test_same_people_on_synthetic_exams(tmp_path: Path, exam: str, candidates: int) -> None:
    paths = write_exam(tmp_path, exam=exam, candidates=candidates, sites=2, seed="回避")
    inputs = load(list(paths)).inputs
    assert inputs is not None
    assert len(inputs.kin_ties) > 20
    assert _assert_agree(inputs) > 5
    for who in (inputs.staff[0].staff, inputs.candidates[0].id_number):
        ours = sorted(tuple(one[:2]) + tuple(one[3:]) for one in recused_planner(inputs, who))
        theirs = recusal.planner_recusals(inputs, who)
        assert ours == sorted((r.exam, r.staff, r.kind, r.scope, r.registration) for r in theirs)


@pytest.mark.parametrize("nth", range(12))
def test_same_people_where_much_is_unknown(nth: int) -> None:
    """Rows are missing and relatives have names only, so third persons must be found out."""
    stream = Stream("part of families", str(nth), "")
    world = grow(stream, 16)
    rows = forget(declare(world, stream), stream)
    inputs = inputs_of(world, rows, stream)
    assert _assert_agree(_with_interests(inputs, stream)) > 100


def _with_interests(inputs: Inputs, stream: Stream) -> Inputs:
    """Add rows of 其他回避 of every kind of end, and units to the people."""
    staff = tuple(replace(m, employer=f"单位{n % 9}") for n, m in enumerate(inputs.staff))
    candidates = tuple(
        replace(one, employer=f"单位{n % 40}") for n, one in enumerate(inputs.candidates)
    )
    ends = [("工号", m.staff) for m in staff] + [("证件号码", m.id_number) for m in staff]
    ends += [("报名序号", c.registration) for c in candidates]
    ends += [("证件号码", c.id_number) for c in candidates]
    ends += [("工作单位", f"单位{n}") for n in range(40)] * 5
    ties = []
    for _ in range(60):
        first, second = (ends[stream.below(len(ends))] for _ in range(2))
        ties.append(
            OtherTie(
                first=first[1], first_kind=first[0],  # type: ignore[arg-type]
                second=second[1], second_kind=second[0],  # type: ignore[arg-type]
                scope=("考试", "考点", "考场")[stream.below(3)], reason="",  # type: ignore[arg-type]
            )
        )  # fmt: skip
    return replace(inputs, staff=staff, candidates=candidates, other_ties=tuple(ties))
