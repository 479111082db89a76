"""What a finished run has to say of its staff, for whoever shows it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from allocator.models.domain.plans import Tier
    from allocator.models.domain.staffing import Spread
    from allocator.pipeline.staffing import Staffing
    from allocator.record.day_store import DayRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Tight:
    """A draw that bears no absence whoever it is: for want of whom, and what would help."""

    site: str
    sessions: tuple[int, ...]
    lacking: str
    """Who is scarcest; blank: simply people."""
    cure: str
    """Blank: none is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffResult:
    """What a run has to say of its staff."""

    recused: int
    """People out of a whole exam."""
    posted: int
    reserves: int
    """Summed over sites and turns."""
    spreads: tuple[Spread, ...]
    tiers: tuple[Tier, ...]
    draws: int
    """Sites and turns whose draw is proven to be possible."""
    worst: int
    """Fewest absences, over all draws, that each draw bears whoever they are."""
    likely: int
    """The same in 95 % of the rehearsals."""
    tight: tuple[Tight, ...]
    """Draws in which there is somebody who must not be absent."""
    rehearsed: int
    """Rehearsal draws made; 0 where none were asked for."""
    left: tuple[Tier, ...]
    """Each *should* rule of the draws, summed over the rehearsals: what is left, and bounds."""


def summarise(staffing: Staffing, rehearsals: Sequence[DayRecord] = ()) -> StaffResult:
    """Return what the command line says of the staff."""
    posts = staffing.posts
    return StaffResult(
        recused=len({recusal.staff for recusal in staffing.recusals if recusal.scope == "考试"}),
        posted=len(posts.posted),
        reserves=sum(len(one.staff) for one in posts.reserves),
        spreads=staffing.posting.spreads,
        tiers=staffing.posting.tiers,
        draws=len(staffing.resilience),
        worst=min((proof.worst for proof in staffing.resilience), default=0),
        likely=min((proof.likely for proof in staffing.resilience), default=0),
        tight=tuple(
            Tight(
                site=proof.site,
                sessions=staffing.posting.turns[proof.turn].sessions,
                lacking=proof.lacking,
                cure=proof.cure,
            )
            for proof in staffing.resilience
            if proof.worst <= 0
        ),
        rehearsed=len(rehearsals),
        left=_summed(tier for day in rehearsals for tier in day.result.tiers),
    )


def _summed(tiers: Iterable[Tier]) -> tuple[Tier, ...]:
    """Return one tier for each rule, values and bounds added up, in the order of first sight."""
    sums: dict[str, Tier] = {}
    for tier in tiers:
        before = sums.get(tier.rule)
        value, bound = (before.value, before.bound) if before else (0, 0)
        sums[tier.rule] = replace(tier, value=value + tier.value, bound=bound + tier.bound)
    return tuple(sums.values())
