"""What the compliance report calls the outcome of a rule: the same words on all its sheets."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from allocator.models.rules import RULE_OF, Rule

if TYPE_CHECKING:
    from allocator.models.domain.findings import RuleReport

KEPT, BROKEN, WAIVED, REMAINS, NOT_APPLICABLE = "符合", "不符合", "豁免", "有剩余", "不适用"


class Outcome(NamedTuple):
    """The report of a rule, its findings counted once: there may be a million of them."""

    report: RuleReport
    broken: int
    """Findings that no waiver covers."""
    waived: int

    @property
    def rule(self) -> Rule:
        """Return the rule itself."""
        return RULE_OF[self.report.rule]

    @property
    def code(self) -> str:
        """Return the identifier of the rule."""
        return self.report.rule

    @property
    def verdict(self) -> str:
        """Return the 结论."""
        if not self.report.applies:
            return NOT_APPLICABLE
        if self.broken:
            return BROKEN if self.rule.kind == "must" else REMAINS
        return WAIVED if self.waived else KEPT

    @property
    def kind(self) -> str:
        """Return the 要求."""
        return "必须" if self.rule.kind == "must" else "应当"


def outcome_of(report: RuleReport) -> Outcome:
    """Return the outcome of one rule."""
    waived = sum(finding.waived for finding in report.findings)
    return Outcome(report, len(report.findings) - waived, waived)
