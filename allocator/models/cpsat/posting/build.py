"""Makes the model of `posting` from its problem.

`without` leaves rules out by code: tests and `explain_rules` of `solvers.posting` ask what a rule
forbids.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

from allocator.models.cpsat.posting.constraints import CONSTRAINTS
from allocator.models.cpsat.posting.variables import PostingVars

if TYPE_CHECKING:
    from collections.abc import Collection

    from allocator.models.cpsat.posting.problem import PostingProblem


def build(
    problem: PostingProblem, *, without: Collection[str] = (), lenient: bool = False
) -> tuple[cp_model.CpModel, PostingVars]:
    """Return the model with every rule but those named in `without`, and its variables.

    `lenient` lets places kept for 计算机能力 lack somebody (`PostingVars.lack`).
    """
    model = cp_model.CpModel()
    x = PostingVars(model, problem, lenient=lenient)
    for code, constraint in CONSTRAINTS:
        if not code or code not in without:
            constraint(model, problem, x)
    return model, x
