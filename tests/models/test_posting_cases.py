"""Every rule in the model of `posting` allows what obeys it and refuses what breaks it."""

import pytest
from cases.held import status_of
from cases.posting import CASES, a_crew, a_need, a_problem
from ortools.sat.python import cp_model

from allocator.models.cpsat.posting.build import build
from allocator.models.cpsat.posting.constraints import CONSTRAINTS
from allocator.models.cpsat.posting.objective import TIERS
from allocator.models.cpsat.posting.problem import INVIGILATE
from allocator.models.rules import RULE_OF, RULES
from allocator.solvers.base import Limits
from allocator.solvers.cpsat import solver_for

ALSO_IN_THE_MODEL = ("ROOM-TWO", "ROOM-COMPUTER", "PATROL-5", "RECUSE-OTHER")
"""Carried by the draw of the day, patrols and recusal; the model posts the people they need."""
CARRIED = sorted(
    {r.code for r in RULES if r.carried_by == "model" and r.stage == "posting"}
    | {*ALSO_IN_THE_MODEL}
)


@pytest.mark.parametrize("rule", CARRIED)
def test_every_rule_of_posting_has_a_case(rule):
    assert rule in {case.rule for case in CASES}, f"add a case for {rule} to tests/cases/posting.py"


@pytest.mark.parametrize("rule", CARRIED)
def test_every_rule_of_posting_has_a_constraint(rule):
    named = {function.__name__ for code, function in CONSTRAINTS if code == rule}
    assert named & {RULE_OF[rule].snake, "crews_apart"}


def test_every_constraint_that_names_a_rule_names_one_of_the_catalogue():
    assert {code for code, _ in CONSTRAINTS if code} <= set(RULE_OF)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule}: {case.name}")
class TestPostingCase:
    def test_what_obeys_is_feasible(self, case):
        assert status_of(build, case.problem, case.obeys) in (cp_model.OPTIMAL, cp_model.FEASIBLE)

    def test_what_breaks_is_infeasible(self, case):
        assert status_of(build, case.problem, case.breaks) == cp_model.INFEASIBLE

    def test_what_breaks_is_feasible_without_the_rule(self, case):
        status = status_of(build, case.problem, case.breaks, without=[case.rule])
        assert status in (cp_model.OPTIMAL, cp_model.FEASIBLE)


def least(problem):
    """Return the least of every tier, each by itself, and whether there is any plan."""
    found = []
    for _, term in TIERS:
        model, x = build(problem)
        model.minimize(term(model, problem, x))
        solver = solver_for(Limits(deterministic_time=5.0))
        if solver.solve(model) != cp_model.OPTIMAL:
            return None
        found.append(round(solver.objective_value))
    return found


def test_sites_put_together_are_a_relaxation_and_no_more_generous_than_needs_allow():
    """Two sites that need 2 in different turns: nobody can serve both turns, merged or not."""
    sites = (a_need(invigilators=(2, 1)), a_need(invigilators=(1, 2)))
    problem = a_problem([a_crew(6)], *sites)
    assert least(problem) == least(problem.merged()) == [6, 3, 0]
    few = a_problem([a_crew(3)], *sites)
    assert least(few) is None
    assert least(few.merged()) is None
    four = a_problem([a_crew(4)], *sites)
    assert least(four) == least(four.merged()) == [2 * 2**2 + 2, 3, 0]


def test_rooms_of_sites_together_lack_no_more_of_either_sex():
    """Two women and two men: one site alone wants two of each in the morning, the other later."""
    sites = (
        a_need(invigilators=(4, 0), each_sex=(2, 0)),
        a_need(invigilators=(0, 4), each_sex=(0, 2)),
    )
    problem = a_problem([a_crew(4, women=(2,)), a_crew(4, women=(1,))], *sites)
    assert least(problem)[2] == 1
    assert least(problem.merged())[2] <= 1
    even = a_problem([a_crew(8, women=(4,))], *sites)
    assert least(even) == least(even.merged()) == [8, 4, 0]


def test_nobody_is_posted_beyond_the_need():
    problem = a_problem([a_crew(2)], a_need(invigilators=1))
    model, x = build(problem)
    model.add(sum(n for stint, n in x.people.items() if stint.role == INVIGILATE) == 2)
    model.add(sum(n for stint, n in x.people.items() if stint.pattern == 0b11) >= 1)
    assert solver_for(Limits()).solve(model) == cp_model.INFEASIBLE
