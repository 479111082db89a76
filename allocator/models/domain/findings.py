"""What went wrong: `Issue` (bad input), `Clash` (no arrangement), `Finding` (a broken rule).

And how the audit tells it, rule by rule: `RuleReport`, with a `Measure` for each objective.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One problem of one cell, with its place and its cure; all texts are Chinese."""

    code: str
    """Stable identifier such as `id-check-digit`; `data/samples/broken/` has one file for each."""
    severity: Literal["错误", "警告"]
    file: str
    sheet: str
    row: int
    """Row number as Excel shows it; 0: the whole sheet or file."""
    column: str
    value: str
    message: str
    cure: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """One cause of "cannot be arranged": what is demanded, what there is, and what would help."""

    rule: str
    cause: str
    demand: int
    supply: int
    cure: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One breach of one rule, seen in the exported workbooks."""

    rule: str
    place: str
    """File, sheet and Excel row, or the thing concerned."""
    message: str
    waived: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One objective: what the exported tables come to, beside what the record claims of it."""

    name: str
    """Chinese name, as the planner reads it."""
    scope: str = ""
    """What was added up, such as the draws of one kind; blank: the plan as a whole."""
    recomputed: int | None
    """Counted from the exported tables; None: it could not be."""
    claimed: int | None
    """Value of the record; None: the record has none."""
    bound: int | None
    """Least that the record claims to be proven."""
    floor: int | None = None
    """Least that counting alone shows, without a solver; None: not counted."""
    wrong: int = 0
    """Claims about it, of value or bound, that the tables refute."""

    @property
    def gap(self) -> int | None:
        """Return how far the value is from the better of both bounds; None: not known."""
        least = max((n for n in (self.bound, self.floor) if n is not None), default=None)
        return None if least is None or self.recomputed is None else self.recomputed - least


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleReport:
    """The audit of one rule: how much was checked and what was found."""

    rule: str
    checked: int
    """Number of things looked at; 0 with `applies` false where nothing of the kind exists."""
    findings: tuple[Finding, ...] = ()
    applies: bool = True
    remark: str = ""
    """What remains of a should rule, its bound, or why the rule did not apply."""
    measures: tuple[Measure, ...] = ()
    """The objectives of the rule, in the order of the record."""
