"""Makes the model of `rooming` from its problem.

`without` leaves rules out by code: tests and `allocator.solvers.explain` ask what a rule forbids.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

from allocator.models.cpsat.rooming.constraints import CONSTRAINTS
from allocator.models.cpsat.rooming.variables import RoomingVars

if TYPE_CHECKING:
    from collections.abc import Collection

    from allocator.models.cpsat.rooming.problem import RoomingProblem


def build(
    problem: RoomingProblem, *, without: Collection[str] = ()
) -> tuple[cp_model.CpModel, RoomingVars]:
    """Return the model with every rule but those named in `without`, and its variables."""
    model = cp_model.CpModel()
    x = RoomingVars(model, problem)
    for code, constraint in CONSTRAINTS:
        if not code or code not in without:
            constraint(model, problem, x)
    return model, x
