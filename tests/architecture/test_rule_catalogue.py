"""Every rule has all its faces: audit check, constraint where the model carries it, docs row."""

from __future__ import annotations

import re

import pytest
from house import PACKAGE, ROOT

from allocator.audit.run import CHECKS
from allocator.cli.rules import find
from allocator.models.cpsat.posting import constraints as posting_constraints
from allocator.models.cpsat.posting import objective as posting_objective
from allocator.models.cpsat.rooming import constraints as rooming_constraints
from allocator.models.cpsat.rooming import objective as rooming_objective
from allocator.models.rules import RULE_OF, RULES, Rule

_CODES = [rule.code for rule in RULES]
_CONSTRAINTS = {
    "posting": posting_constraints.CONSTRAINTS,
    "rooming": rooming_constraints.CONSTRAINTS,
}
_TIERS = {"posting": posting_objective.TIERS, "rooming": rooming_objective.TIERS}


def test_identifiers_are_unique_and_well_formed() -> None:
    assert len(set(_CODES)) == len(_CODES)
    assert [code for code in _CODES if not re.fullmatch(r"[A-Z]+(-[A-Z0-9]+)*", code)] == []


def test_the_audit_checks_every_rule_in_catalogue_order() -> None:
    assert [check.__name__ for check in CHECKS] == [rule.snake for rule in RULES]


@pytest.mark.parametrize("rule", RULES, ids=_CODES)
def test_the_check_stands_in_the_audit_and_only_there_once(rule: Rule) -> None:
    places = find(rule, "allocator/audit/**/*.py")
    assert len(places) == 1, f"write one function {rule.snake} in allocator/audit/"


@pytest.mark.parametrize(
    "rule", [r for r in RULES if r.carried_by == "model"], ids=lambda r: r.code
)
def test_a_rule_of_the_model_has_a_constraint_of_its_name(rule: Rule) -> None:
    places = find(rule, "allocator/models/cpsat/*/constraints.py")
    assert places, f"write {rule.snake} in allocator/models/cpsat/{rule.stage}/constraints.py"
    listed = [
        function.__name__
        for constraints in _CONSTRAINTS.values()
        for code, function in constraints
        if code == rule.code
    ]
    assert rule.snake in listed, f"list {rule.snake} in CONSTRAINTS under {rule.code}"


def test_every_model_folder_is_listed_here() -> None:
    folders = {path.parent.name for path in (PACKAGE / "models/cpsat").glob("*/build.py")}
    assert folders == set(_CONSTRAINTS) == set(_TIERS)


@pytest.mark.parametrize("stage", _CONSTRAINTS)
def test_constraints_name_known_rules_only_and_none_is_unlisted(stage: str) -> None:
    constraints = _CONSTRAINTS[stage]
    assert {code for code, _ in constraints if code} <= set(RULE_OF)
    text = (PACKAGE / "models/cpsat" / stage / "constraints.py").read_text("utf-8")
    defined = set(re.findall(r"^def ([a-z]\w*)\(", text, re.MULTILINE))
    assert defined == {function.__name__ for _, function in constraints}


@pytest.mark.parametrize("stage", _TIERS)
def test_every_objective_term_is_a_tier(stage: str) -> None:
    text = (PACKAGE / "models/cpsat" / stage / "objective.py").read_text("utf-8")
    defined = set(re.findall(r"^def ([a-z]\w*)\(.*x: \w*Vars", text, re.MULTILINE))
    assert defined == {term.__name__ for _, term in _TIERS[stage]}
    page = (ROOT / "docs" / f"{stage}.md").read_text("utf-8")
    assert [name for name, _ in _TIERS[stage] if f"| {name} |" not in page] == []


@pytest.mark.parametrize("rule", RULES, ids=_CODES)
def test_every_rule_has_a_row_in_the_docs(rule: Rule) -> None:
    assert f"| `{rule.code}` | {rule.kind} |" in (ROOT / "docs" / "rules.md").read_text("utf-8")


@pytest.mark.parametrize("rule", RULES, ids=_CODES)
def test_only_what_practice_or_yuanzeshang_allows_may_be_relaxed(rule: Rule) -> None:
    assert not (rule.switchable and rule.clause.startswith("规范 6.3.1"))
    assert rule.title
    assert rule.clause
