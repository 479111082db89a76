"""What a run claims about itself; the audit holds the exported workbooks against it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from allocator.models.domain.plans import Tier


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFacts:
    """The claims of one run, as its record holds them."""

    seed: str
    digest: str
    """Digest of the frozen inputs and structure, lower-case hex."""
    full_ids: bool
    """Whether the run was made with `--full-ids`."""
    tiers: tuple[Tier, ...]
    """ROOM-PRIORITY: what was reached and what is proven."""
    pairs_left: int
    """SEAT-APART: neighbours of one unit that remain."""
    pairs_bound: int
    """Proven least of `pairs_left`."""
