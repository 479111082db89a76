"""What every solver takes and gives: limits, statuses and the results of ordered objectives.

Knows no solver, so that any stage may import it; `allocator.solvers.cpsat` fills it in.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """How a solve ended; a limit is never mistaken for "no"."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"
    NO_ANSWER = "no answer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Deterministic effort, so that the same input gives the same structure on any machine."""

    deterministic_time: float = 60.0
    """CP-SAT's own unit of effort per tier, about a second of one core; never wall-clock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TierResult:
    """One objective of a lexicographic solve."""

    name: str
    value: int
    bound: int
    status: Status
