"""Of structures as good as each other nobody may choose: `verify` solves again and sees."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING, Any

import pytest
from published import data_of

from allocator.pipeline import Options, arrange, post_structure
from allocator.solvers.posting.draw import drawings
from allocator.solvers.posting.measures import measured
from allocator.synthesis.write import write_exam

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    from allocator.models.domain.exam import Inputs
    from allocator.models.domain.staffing import PostingPlan

    Program = Callable[..., subprocess.CompletedProcess[str]]


def _exchanged(plan: PostingPlan, i: int, j: int) -> PostingPlan:
    kinds = list(plan.kinds)
    kinds[i], kinds[j] = (
        replace(kinds[i], places=kinds[j].places), replace(kinds[j], places=kinds[i].places),
    )  # fmt: skip
    return replace(plan, kinds=tuple(kinds))


def _as_good(inputs: Inputs, plan: PostingPlan) -> PostingPlan:
    """Return the structure with two people exchanged, in which all objectives are the same."""

    def objectives(of: PostingPlan) -> Any:
        posted = next(iter(drawings(inputs, of, "1", "")))
        return measured(inputs, of, posted)

    known = {member.staff: member for member in inputs.staff}
    for (i, one), (j, other) in combinations(enumerate(plan.kinds), 2):
        if not len(one.members) == len(other.members) == len(one.places) == len(other.places) == 1:
            continue
        first, second = (plan.places[kind.places[0][0]] for kind in (one, other))
        able = all(first.post in known[kind.members[0]].posts for kind in (one, other))
        if first._replace(site="") == second._replace(site="") and first != second and able:
            found = _exchanged(plan, i, j)
            if objectives(found) == objectives(plan):
                return found
    raise AssertionError("no two are as good as each other: take another sample")


@pytest.fixture(name="steered", scope="module")
def fixture_steered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an exam arranged by a program that exchanges two people in the structure of posts."""
    folder = tmp_path_factory.mktemp("挑选")
    (roster,) = write_exam(folder, exam="社会工作者", candidates=300, sites=3, seed="挑选")
    find = post_structure.workable_posting

    def chosen(inputs: Inputs, *words: Any) -> PostingPlan:
        return _as_good(inputs, find(inputs, *words))

    output = folder / "结果"
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(post_structure, "workable_posting", chosen)
        arrange([roster], output, output / "record", Options(seed="1", posts=True, jobs=1))
    return output


def test_who_chose_among_structures_of_posts_is_told(steered: Path, program: Program) -> None:
    done = program("verify", steered, "-q", "--jobs", "1")
    assert done.returncode == 6, done.stdout
    assert done.stdout.startswith("不能断定：")
    assert "record/posting.json" in done.stdout
    assert "目标同样好，却不是求解得到的那一个" in done.stdout


def test_of_another_solver_it_is_said_that_nothing_is_known(
    steered: Path, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    claims = data_of(steered, "staff.json")
    assert claims["solver"].startswith("allocator ")
    monkeypatch.setattr("allocator.pipeline.verification.proofs.solved_by", lambda: "别的版本")
    from allocator.pipeline.verification.verify import verify
    from allocator.progress import Silent

    done = verify(steered, steered / "record", jobs=1, progress=Silent())
    assert (done.differences, done.chosen, done.solvers) == ((), (), (claims["solver"],))
    shown = program("verify", steered, "-q", "--jobs", "1", "--json")
    assert [one["file"] for one in json.loads(shown.stdout)["chosen"]] == ["record/posting.json"]
