"""What a run claims about itself; the audit holds the exported workbooks against it."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from allocator.models.domain.day_draws import DayDraw
    from allocator.models.domain.plans import Tier
    from allocator.models.domain.staffing import Spread


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
    draw_tiers: Mapping[tuple[str, int, bool], tuple[Tier, ...]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    """What is left of each *should* rule in each draw of the day, by site, first session, and
    whether it is a rehearsal."""
    draws: Mapping[tuple[str, int, bool], DayDraw] = field(
        default_factory=lambda: MappingProxyType({})
    )
    """The draws of the record, by site, first session, and whether it is a rehearsal."""
    draw_absent: Mapping[tuple[str, int, bool], tuple[str, ...]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    """工号 of those absent from each draw of the day, likewise; a draw not named: not known."""
    operator: str = ""
    """工号 or 证件号码 of the person who ran the arrangement; blank: not named."""
    reviewer: str = ""
    """The second person, likewise."""
    post_tiers: tuple[Tier, ...] = ()
    """STAFF-SPREAD: what posting reached and what is proven, in its order."""
    spreads: tuple[Spread, ...] = ()
    """STAFF-SPREAD: how evenly sessions and early turns lie on people, and what is proven."""
    amenders: tuple[tuple[str, str], ...] = ()
    """(role, 工号 or 证件号码) of who proposed and who confirmed each amendment."""
