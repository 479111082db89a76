"""Every rule of the catalogue is broken by some mutation, and the page lists them all."""

from __future__ import annotations

from mutation_table import PAGE, page, rows

from allocator.models.rules import RULES


def test_every_rule_is_broken_in_some_way() -> None:
    assert {row.rule for row in rows()} == {rule.code for rule in RULES}


def test_what_a_mutation_entails_are_other_rules_of_the_catalogue() -> None:
    codes = {rule.code for rule in RULES}
    assert [row for row in rows() if not set(row.also) <= codes - {row.rule}] == []


def test_the_page_is_fresh() -> None:
    text = PAGE.read_text("utf-8")
    assert page(text) == text, "run python tests/audit/mutation_table.py"
