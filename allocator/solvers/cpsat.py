"""The only place where a CpSolver is made: one repeatable setting, objectives in order.

One worker that leans on the linear relaxation (`linearization_level=2`) proves counting models in
seconds where several workers without it do not in minutes, and it repeats: `docs/determinism.md`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

from allocator.errors import ModelError
from allocator.solvers.base import Limits, Status, TierResult

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_STATUS = {
    cp_model.OPTIMAL: Status.OPTIMAL,
    cp_model.FEASIBLE: Status.FEASIBLE,
    cp_model.INFEASIBLE: Status.INFEASIBLE,
    cp_model.UNKNOWN: Status.NO_ANSWER,
}


def solver_for(limits: Limits) -> cp_model.CpSolver:
    """Return a solver whose answer depends on the model and the limits only."""
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.linearization_level = 2
    solver.parameters.symmetry_level = 0
    solver.parameters.random_seed = 0
    # Ctrl-C is Python's to handle: a search cut short must never look like an answer.
    solver.parameters.catch_sigint_signal = False
    solver.parameters.max_deterministic_time = limits.deterministic_time
    return solver


def solve(model: cp_model.CpModel, limits: Limits) -> tuple[Status, cp_model.CpSolver]:
    """Solve once; raises `ModelError` with the validation text when the model itself is invalid."""
    solver = solver_for(limits)
    code = solver.solve(model)
    if code == cp_model.MODEL_INVALID:
        raise ModelError(model.validate())
    return _STATUS[code], solver


class Ordered:
    """The outcome of objectives minimised in order, each pinned before the next."""

    def __init__(self, status: Status, tiers: tuple[TierResult, ...], values: list[int]) -> None:
        """Keep status of the first tier, every tier, and all variables' values by index."""
        self.status = status
        self.tiers = tiers
        self._values = values

    @property
    def solution(self) -> dict[int, int]:
        """Return the value of every variable by its index."""
        return dict(enumerate(self._values))

    def value(self, term: cp_model.LinearExprT) -> int:
        """Return the value of a variable in the final solution."""
        if isinstance(term, int):
            return term
        if not isinstance(term, cp_model.IntVar):
            raise ModelError("only variables and numbers can be read back")
        return self._values[term.index]


@dataclass(frozen=True, slots=True, kw_only=True)
class Objective:
    """One tier: its name, its term (made when its turn comes) and a bound known beforehand."""

    name: str
    term: Callable[[], cp_model.LinearExprT]
    known_bound: Callable[[Sequence[TierResult]], int | None] = lambda _: None
    """Proven lower bound, given the tiers before; the search stops at a solution that meets it."""
    limits: Limits | None = None
    """Limits of this tier, where they differ."""


def minimise_in_order(
    model: cp_model.CpModel,
    tiers: Sequence[Objective],
    limits: Limits,
    *,
    hint: Mapping[int, int] | None = None,
    completed: Callable[[Mapping[int, int]], Mapping[int, int]] | None = None,
) -> Ordered:
    """Minimise each term in turn, pinning its value before the next.

    A tier that hits the limit is pinned at the value found and keeps its own bound. Status is that
    of the first tier: INFEASIBLE and NO_ANSWER come with no values. Hints map variable index to
    value; `completed` adds to a solution the variables that a later tier's term has made. Raises
    `ModelError` for an invalid model.
    """
    results: list[TierResult] = []
    values: list[int] = []
    start: Mapping[int, int] = hint or {}
    first = Status.OPTIMAL
    for nth, tier in enumerate(tiers):
        term = tier.term()
        model.minimize(term)
        known = tier.known_bound(results)
        if known is not None:
            model.add(term >= known)
        if completed is not None:
            start = completed(start)
        _hint(model, start)
        status, solver = solve(model, tier.limits or limits)
        if nth == 0:
            first = status
            if status in (Status.INFEASIBLE, Status.NO_ANSWER):
                return Ordered(status, (), [])
        elif status is Status.INFEASIBLE:
            raise ModelError(f"tier {tier.name} infeasible after a solution was found")
        if status in (Status.OPTIMAL, Status.FEASIBLE):
            values = list(solver.response_proto.solution)
            reached = round(solver.objective_value)
        else:
            values = [start[index] for index in sorted(start)]
            reached = _evaluate(model, values)
        start = dict(enumerate(values))
        bound = min(reached, math.ceil(solver.best_objective_bound - 1e-6))
        results.append(TierResult(name=tier.name, value=reached, bound=bound, status=status))
        model.add(term <= reached)
    return Ordered(first, tuple(results), values)


def _hint(model: cp_model.CpModel, values: Mapping[int, int]) -> None:
    """Replace the hints of a model: complete or none, and no variable twice."""
    model.clear_hints()  # type: ignore[no-untyped-call]
    for index, value in values.items():
        model.add_hint(model.get_int_var_from_proto_index(index), value)


def _evaluate(model: cp_model.CpModel, values: list[int]) -> int:
    """Value of the objective just set, in an earlier solution (later variables count as 0)."""
    objective = model.proto.objective
    known = dict(enumerate(values))
    total = sum(c * known.get(v, 0) for v, c in zip(objective.vars, objective.coeffs, strict=True))
    value: float = total + objective.offset
    return round(value)
