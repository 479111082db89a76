"""What a rule is: one identifier, one sentence, one owner stage and one clause."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Stage = Literal[
    "intake", "rooming", "seating", "tickets", "documents", "recusal", "posting", "draw", "patrol",
    "duty",
]  # fmt: skip
CarriedBy = Literal["model", "construction", "objective", "draw", "intake", "recusal", "hand"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule of the exam, as the compliance report prints it."""

    code: str
    title: str
    """Chinese, one line."""
    kind: Literal["must", "should"]
    stage: Stage
    carried_by: CarriedBy
    clause: str
    """Where it comes from; 惯例 for rules of practice."""
    switchable: bool = False
    """A practice rule that 是/否 in sheet 参数 switches."""
    waivable: bool = False
    """A 原则上 rule that 豁免 with a 理由 waives."""

    @property
    def snake(self) -> str:
        """Return the name shared by constraint, audit check and test case."""
        return self.code.lower().replace("-", "_")
