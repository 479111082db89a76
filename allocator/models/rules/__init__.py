"""The rule catalogue: every rule has one identifier, one sentence, one owner stage and one clause.

To add a rule see `docs/adding.md`; `tests/architecture/test_rule_catalogue.py` names what is
missing.
"""

from __future__ import annotations

from types import MappingProxyType

from allocator.models.rules.candidates import CANDIDATE_RULES
from allocator.models.rules.duty import DUTY_RULES
from allocator.models.rules.rule import Rule
from allocator.models.rules.staff import STAFF_RULES

__all__ = ["CANDIDATE_RULES", "DUTY_RULES", "RULES", "RULE_OF", "STAFF_RULES", "Rule"]

RULES: tuple[Rule, ...] = (*CANDIDATE_RULES, *STAFF_RULES, *DUTY_RULES)

RULE_OF = MappingProxyType({rule.code: rule for rule in RULES})
