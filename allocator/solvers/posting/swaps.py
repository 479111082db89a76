"""Spreads units, sexes and experience over sites and keeps people at home, by swaps.

Two moves leave the first two tiers and every hard rule as they are: two tokens of one bucket change
sites; two tokens of one pool change bucket and site. A swap is made when the vector of the five
tiers becomes smaller, compared in order; the search is deterministic and of fixed effort.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from allocator.solvers.posting.deal import Walls
from allocator.solvers.posting.pairing import Pairing
from allocator.solvers.posting.task import WOMAN

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from allocator.solvers.posting.deal import Deal, Kinds
    from allocator.solvers.posting.task import Task

TRIES = (40, 5000, 400, 400, 400)
"""By tier: partners looked at for one token in one round."""
ROUNDS = 6
NAMES = ("单位均衡", "男女均衡", "经验均衡", "离开所属考点")
"""The tiers that follow those of the model."""
PAIRS, UNITS, WOMEN, VETERANS, HOME = range(5)
Cost = tuple[int, int, int, int, int]
_SAME = (0, 0, 0, 0, 0)


class _Range(NamedTuple):
    """Fair share of a site, rounded down and up."""

    low: int
    high: int

    def off(self, count: int) -> int:
        """Return how far a count is from the fair share."""
        return max(self.low - count, count - self.high, 0)


class Spreader:
    """The five tallies of a deal and the swaps that better them."""

    def __init__(self, task: Task, kinds: Kinds, deal: Deal, *, bound: int = 0) -> None:
        """Count the deal as it is; `bound` is what is proven of the first tier."""
        self._deal = deal
        self._bound = bound
        self._walls = Walls(task, kinds)
        self._pairing = Pairing(task, kinds, deal)
        keys = kinds.keys
        number = {work.site: j for j, work in enumerate(task.works)}
        self._kind = list(deal.kind)
        self._pool = [(keys[k].crew, keys[k].past) for k in deal.kind]
        self._woman = [keys[k].sex == WOMAN for k in deal.kind]
        self._skilled = [keys[k].experienced for k in deal.kind]
        self._home = [-2 if not keys[k].home else number.get(keys[k].home, -1) for k in deal.kind]
        units = sorted({keys[k].unit for k in deal.kind})
        unit_number = {unit: n if unit else -1 for n, unit in enumerate(units)}
        self._unit = [unit_number[keys[k].unit] for k in deal.kind]
        self._staffed = [0] * len(task.works)
        for site in deal.site:
            self._staffed[site] += 1
        self._count()
        self._limits()
        self._by_bucket: dict[object, list[int]] = defaultdict(list)
        self._by_pool: dict[object, list[int]] = defaultdict(list)
        for n in range(len(deal.kind)):
            self._by_bucket[deal.bucket[n]].append(n)
            self._by_pool[self._pool[n]].append(n)

    def _count(self) -> None:
        self._units: dict[tuple[int, int], int] = defaultdict(int)
        self._women = [0] * len(self._staffed)
        self._veterans = [0] * len(self._staffed)
        for n, site in enumerate(self._deal.site):
            self._units[self._unit[n], site] += 1
            self._women[site] += self._woman[n]
            self._veterans[site] += self._skilled[n]
            self._walls.count(self._kind[n], site, 1)

    def _limits(self) -> None:
        everybody = max(1, sum(self._staffed))
        people: dict[int, int] = defaultdict(int)
        for unit in self._unit:
            people[unit] += 1
        self._cap = {
            (unit, site): -(-number * here // everybody)
            for unit, number in sorted(people.items())
            for site, here in enumerate(self._staffed)
            if unit >= 0
        }
        self._women_share = self._shares(sum(self._woman), everybody)
        self._veteran_share = self._shares(sum(self._skilled), everybody)

    def _shares(self, number: int, everybody: int) -> list[_Range]:
        return [
            _Range(number * here // everybody, -(-number * here // everybody))
            for here in self._staffed
        ]

    def cost(self) -> Cost:
        """Return the five tiers: rooms unmixed, units, women, experience off, not home."""
        return (
            self._pairing.missing(),
            sum(max(0, here - self._cap[key]) for key, here in self._units.items() if key[0] >= 0),
            sum(map(_Range.off, self._women_share, self._women)),
            sum(map(_Range.off, self._veteran_share, self._veterans)),
            sum(
                home != -2 and home != site
                for home, site in zip(self._home, self._deal.site, strict=True)
            ),
        )

    def run(self) -> None:
        """Swap until a round finds nothing better.

        The first tier is left alone once it has reached its bound or a round of it changed nothing.
        """
        tiers = [PAIRS, UNITS, WOMEN, VETERANS, HOME]
        for _ in range(ROUNDS):
            if PAIRS in tiers and self._pairing.missing() <= self._bound:
                tiers.remove(PAIRS)
            made = {tier: self._round(tier) for tier in tiers}
            if not any(made.values()):
                return
            if made.get(PAIRS) == 0:
                tiers.remove(PAIRS)

    def _round(self, tier: int) -> int:
        """Try every token that does harm in a tier; return how many swaps were made."""
        made = 0
        for n in range(len(self._deal.kind)):
            if self._harms(n, tier):
                made += self._better(n, tier)
        return made

    def _harms(self, n: int, tier: int) -> bool:
        site = self._deal.site[n]
        if tier == PAIRS:
            return self._pairing.harms(n)
        if tier == UNITS:
            key = (self._unit[n], site)
            return key[0] >= 0 and self._units[key] > self._cap[key]
        if tier == HOME:
            return self._home[n] >= 0 and self._home[n] != site
        has, here, share = self._trait(tier)
        if has[n]:
            return here[site] > share[site].high
        return here[site] < share[site].low

    def _trait(self, tier: int) -> tuple[Sequence[bool], Sequence[int], Sequence[_Range]]:
        if tier == WOMEN:
            return self._woman, self._women, self._women_share
        return self._skilled, self._veterans, self._veteran_share

    def _better(self, n: int, tier: int) -> bool:
        """Swap a token with the first partner that makes the tiers smaller."""
        return any(self._gain(n, m) for m in self._partners(n, tier))

    def _partners(self, n: int, tier: int) -> Iterator[int]:
        """Yield partners of the bucket, then of the pool, from a place that moves with the token.

        Only partners that can help are looked at: of another sex for the first tier, at home for
        the last one, of the other kind for the middle ones. Only the first one asks for turns.
        """
        tries = 0
        deal, site = self._deal, self._deal.site[n]
        for group in (self._by_bucket[deal.bucket[n]], self._by_pool[self._pool[n]]):
            start = n * 7919 % len(group)
            for m in (*group[start:], *group[:start]):
                if deal.site[m] == site and (tier != PAIRS or deal.bucket[m] == deal.bucket[n]):
                    continue
                if not self._can_help(n, m, tier):
                    continue
                tries += 1
                if tries > TRIES[tier]:
                    return
                yield m

    def _can_help(self, n: int, m: int, tier: int) -> bool:
        if tier == PAIRS:
            return self._pairing.apart(n, m)
        if tier == HOME:
            return self._deal.site[m] == self._home[n]
        return tier == UNITS or self._trait(tier)[0][m] != self._trait(tier)[0][n]

    def _gain(self, n: int, m: int) -> bool:
        """Make the swap of two tokens if it makes the tiers smaller; return whether it does."""
        one, other = self._deal.site[n], self._deal.site[m]
        paired = self._pairing.change(n, m)
        if paired > 0 or (paired, *self._change(n, m, one, other)) >= _SAME:
            return False
        if self._kind[n] != self._kind[m] and not self._walled(n, m, one, other):
            return False
        self._pairing.swap(n, m)
        self._move(n, one, other)
        self._move(m, other, one)
        if self._deal.bucket[n] != self._deal.bucket[m]:
            first, second = self._deal.bucket[n], self._deal.bucket[m]
            self._deal.bucket[n], self._deal.bucket[m] = second, first
            self._by_bucket[first][self._by_bucket[first].index(n)] = m
            self._by_bucket[second][self._by_bucket[second].index(m)] = n
        return True

    def _change(self, n: int, m: int, one: int, other: int) -> tuple[int, int, int, int]:
        """Return by how much tiers after the first change if n goes to `other` and m to `one`."""
        units = 0
        if self._unit[n] != self._unit[m]:
            units += self._unit_step(self._unit[n], one, other)
            units += self._unit_step(self._unit[m], other, one)
        women = veterans = 0
        if self._woman[n] != self._woman[m]:
            women = _shift(self._women, self._women_share, one, other, out=self._woman[n])
        if self._skilled[n] != self._skilled[m]:
            veterans = _shift(self._veterans, self._veteran_share, one, other, out=self._skilled[n])
        home = (self._home[n] == one) - (self._home[n] == other)
        home += (self._home[m] == other) - (self._home[m] == one)
        return units, women, veterans, home

    def _unit_step(self, unit: int, old: int, new: int) -> int:
        if unit < 0:
            return 0
        relief = self._units[unit, old] > self._cap[unit, old]
        burden = self._units[unit, new] >= self._cap[unit, new]
        return burden - relief

    def _walled(self, n: int, m: int, one: int, other: int) -> bool:
        """Return whether walls allow two tokens of different kinds to change places."""
        if not self._walls.concern(self._kind[n]) and not self._walls.concern(self._kind[m]):
            return True
        self._walls.count(self._kind[n], one, -1)
        self._walls.count(self._kind[m], other, -1)
        buckets = self._deal.bucket
        fine = self._walls.allow(self._kind[n], other, buckets[m]) and self._walls.allow(
            self._kind[m], one, buckets[n]
        )
        self._walls.count(self._kind[n], one, 1)
        self._walls.count(self._kind[m], other, 1)
        return fine

    def _move(self, n: int, old: int, new: int) -> None:
        self._deal.site[n] = new
        self._units[self._unit[n], old] -= 1
        self._units[self._unit[n], new] += 1
        self._women[old] -= self._woman[n]
        self._women[new] += self._woman[n]
        self._veterans[old] -= self._skilled[n]
        self._veterans[new] += self._skilled[n]
        self._walls.count(self._kind[n], old, -1)
        self._walls.count(self._kind[n], new, 1)


def _shift(here: Sequence[int], share: Sequence[_Range], one: int, other: int, *, out: bool) -> int:
    """Return the change when somebody with a trait leaves `one` for `other`, or the other way."""
    old, new = (one, other) if out else (other, one)
    before = share[old].off(here[old]) + share[new].off(here[new])
    return share[old].off(here[old] - 1) + share[new].off(here[new] + 1) - before
