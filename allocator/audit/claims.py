"""The objectives that a record claims, rule by rule, before anything is counted.

Where the tables of a rule cannot be read its objectives still stand in the report, as not counted:
a claim that nobody could look at must not pass for one that was found true.
"""

from __future__ import annotations

from collections import defaultdict
from types import MappingProxyType
from typing import TYPE_CHECKING

from allocator.models.domain.findings import Measure
from allocator.models.domain.policy import Apart

if TYPE_CHECKING:
    from collections.abc import Iterable

    from allocator.audit.facts import RunFacts
    from allocator.models.domain.exam import Inputs
    from allocator.models.domain.plans import Tier

PAIRS = "同单位相邻"
LEFT = MappingProxyType(
    {
        "PAIR-UNIT": "同单位搭档",
        "PAIR-GENDER": "男女不全的考场",
        "PAIR-EXPERIENCE": "无有经验监考的考场",
        "ROOM-OWN-UNIT": "监考有本单位考生的考场",
        "ROOM-REPEAT": "重复的考场或搭档",
    }
)
"""What a draw of the day keeps small, by rule."""
OFFICIAL, REHEARSED = "正式抽签", "演练"


def claimed(rule: str, inputs: Inputs, run: RunFacts) -> tuple[Measure, ...]:
    """Return what the record claims of the objectives of a rule, nothing of it counted."""
    if rule == "ROOM-PRIORITY":
        return tuple(_uncounted(run.tiers))
    if rule == "SEAT-APART" and inputs.policy.apart is not Apart.OFF and inputs.policy.is_on(rule):
        return (
            Measure(name=PAIRS, recomputed=None, claimed=run.pairs_left, bound=run.pairs_bound),
        )
    if rule == "STAFF-SPREAD":
        named = {tier.name for tier in run.post_tiers}
        spreads = [
            Measure(name=name, recomputed=None, claimed=spread.squares, bound=spread.bound)
            for spread in run.spreads
            if (name := evenness(spread.name)) not in named
        ]
        return (*spreads, *_uncounted(run.post_tiers))
    return tuple(_of_draws(rule, run)) if rule in LEFT else ()


def evenness(spread: str) -> str:
    """Return the name of the objective that a spread is about."""
    return f"{spread}均衡"


def scope_of(kind: str, draws: int) -> str:
    """Return what the sums over the draws of one kind are about."""
    return f"{kind} {draws} 次"


def _uncounted(tiers: Iterable[Tier]) -> Iterable[Measure]:
    return (
        Measure(name=tier.name, recomputed=None, claimed=tier.value, bound=tier.bound)
        for tier in tiers
    )


def _of_draws(rule: str, run: RunFacts) -> Iterable[Measure]:
    """Yield the sums over official draws and over rehearsals."""
    found: dict[bool, list[Tier]] = defaultdict(list)
    for (_, _, rehearsal), tiers in run.draw_tiers.items():
        found[rehearsal] += [tier for tier in tiers if tier.rule == rule]
    for rehearsal, claims in sorted(found.items()):
        if claims:
            yield Measure(
                name=LEFT[rule],
                scope=scope_of(REHEARSED if rehearsal else OFFICIAL, len(claims)),
                recomputed=None,
                claimed=sum(tier.value for tier in claims),
                bound=sum(tier.bound for tier in claims),
            )
