"""What went wrong: `Issue` (bad input), `Clash` (no arrangement), `Finding` (a broken rule)."""

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
class RuleReport:
    """The audit of one rule: how much was checked and what was found."""

    rule: str
    checked: int
    """Number of things looked at; 0 with `applies` false where nothing of the kind exists."""
    findings: tuple[Finding, ...] = ()
    applies: bool = True
    remark: str = ""
    """What remains of a should rule, its bound, or why the rule did not apply."""
