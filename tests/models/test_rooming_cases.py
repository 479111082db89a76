"""Every rule in the model of `rooming` allows what obeys it and refuses what breaks it."""

import pytest
from cases.held import status_of
from cases.rooming import CASES
from ortools.sat.python import cp_model

from allocator.models.cpsat.rooming.build import build
from allocator.models.cpsat.rooming.constraints import CONSTRAINTS
from allocator.models.rules import RULE_OF, RULES

ALSO_IN_THE_MODEL = ("SEAT-CLASH", "SEAT-KIN")
"""Carried by the intake for one person and by the draw; the model keeps overlapping exams out of
one room, and gives kin as many rooms as the draw needs to part them."""
CARRIED = sorted(
    {r.code for r in RULES if (r.stage, r.carried_by) == ("rooming", "model")}
    | {*ALSO_IN_THE_MODEL}
)


@pytest.mark.parametrize("rule", CARRIED)
def test_every_rule_of_the_model_has_a_case(rule):
    assert rule in {case.rule for case in CASES}, f"add a case for {rule} to tests/cases/rooming.py"


@pytest.mark.parametrize("rule", CARRIED)
def test_every_rule_of_the_model_has_a_constraint(rule):
    assert rule in {code for code, _ in CONSTRAINTS}


def test_every_constraint_that_names_a_rule_names_one_of_the_catalogue():
    assert {code for code, _ in CONSTRAINTS if code} <= set(RULE_OF)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule}: {case.name}")
class TestCase:
    def test_what_obeys_is_feasible(self, case):
        assert status_of(build, case.problem, case.obeys) in (cp_model.OPTIMAL, cp_model.FEASIBLE)

    def test_what_breaks_is_infeasible(self, case):
        assert status_of(build, case.problem, case.breaks) == cp_model.INFEASIBLE

    def test_what_breaks_is_feasible_without_the_rule(self, case):
        status = status_of(build, case.problem, case.breaks, without=[case.rule])
        assert status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
