"""What `posting` wants of its counts, one function per term; `TIERS` gives their order.

Why the least sum of squares: with the same total over the same people, a vector of loads that is
majorised by another has the smaller sum of squares, the smaller largest, the larger least load and
the smaller Gini coefficient, for all of these are Schur-convex. Where every turn has the same
number of sessions and people can be exchanged one turn at a time, the loads within reach form
an M-convex set (the bases of an integral polymatroid: who can take which turn is a transversal
structure). On such a set a vector of least sum of squares is least majorised, that is, majorised by
every other (Frank and Murota, decreasing minimisation on M-convex sets), so all four are best at
once. Posts of the whole exam move several turns at a time, 每人最多场次 may cut a turn of two
sessions, and one site for each person may forbid an exchange: there only the sum of squares is
proven least.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

from allocator.models.cpsat.posting.variables import total
from allocator.models.cpsat.posting.women import WomenVars

if TYPE_CHECKING:
    from collections.abc import Callable

    from allocator.models.cpsat.posting.problem import PostingProblem
    from allocator.models.cpsat.posting.variables import Linear, PostingVars


def sessions_even(model: cp_model.CpModel, problem: PostingProblem, x: PostingVars) -> Linear:
    """Sum over staff of (历史场次 + sessions served) squared."""
    loads = list(x.loads.items())
    return cp_model.LinearExpr.weighted_sum(
        [n for _, n in loads], [k.sessions * (k.sessions + 2 * k.past) for k, _ in loads]
    ) + past_squares(problem)


def early_even(model: cp_model.CpModel, problem: PostingProblem, x: PostingVars) -> Linear:
    """Sum over staff of early turns served, squared."""
    stints = list(x.people.items())
    return cp_model.LinearExpr.weighted_sum(
        [n for _, n in stints], [problem.early_turns(stint.pattern) ** 2 for stint, _ in stints]
    )


def rooms_mixed(model: cp_model.CpModel, problem: PostingProblem, x: PostingVars) -> Linear:
    """Women or men that rooms lack, over sites and turns; makes the variables it needs."""
    if x.women is None:
        x.women = WomenVars(model, problem, x)
    return total(x.women.missing.values())


def past_squares(problem: PostingProblem) -> int:
    """Return the sum of squares before anybody serves."""
    return sum(past * past * people for crew in problem.crews for past, people in crew.past)


TIERS: tuple[tuple[str, Callable[[cp_model.CpModel, PostingProblem, PostingVars], Linear]], ...] = (
    ("场次均衡", sessions_even),
    ("早场均衡", early_even),
    ("男女搭配", rooms_mixed),
)
"""Chinese name of the tier and its term, the most important first."""
