"""Third tier of `posting` in people of single sites: women and men that rooms lack, and swaps.

Rooms of a site want as many women, and as many men, in a turn as `SiteNeed.each_sex` says. Two
people who change places change it only where they differ in sex.
"""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING

from allocator.solvers.posting.task import MAN, WOMAN

if TYPE_CHECKING:
    from allocator.solvers.posting.deal import Bucket, Deal, Kinds
    from allocator.solvers.posting.task import Task


class Pairing:
    """Women and men in the rooms of every site and turn of a deal."""

    def __init__(self, task: Task, kinds: Kinds, deal: Deal) -> None:
        """Count the deal as it is."""
        self._deal = deal
        self._in_rooms = frozenset(task.problem.in_rooms)
        self._wanted = [site.each_sex for site in task.problem.sites]
        self._sex = [kinds.keys[k].sex for k in deal.kind]
        turns = tuple(range(len(task.turns)))
        self._turns = {
            pattern: tuple(t for t in turns if pattern >> t & 1)
            for pattern in {bucket.pattern for bucket in deal.bucket}
        }
        sexes = sorted({MAN, WOMAN, *self._sex})
        self._here = {sex: [[0] * len(turns) for _ in self._wanted] for sex in sexes}
        for sex, bucket, site in zip(self._sex, deal.bucket, deal.site, strict=True):
            for t in self._open(bucket):
                self._here[sex][site][t] += 1
        self._effect = {
            pair: [[0] * len(turns) for _ in self._wanted] for pair in permutations(sexes, 2)
        }
        for site in range(len(self._wanted)):
            self._weigh(site, turns)

    def missing(self) -> int:
        """Return the women or men fewer than wanted, over sites and turns."""
        return sum(
            max(0, wanted - women, wanted - men)
            for wanted_here, women_here, men_here in zip(
                self._wanted, self._here[WOMAN], self._here[MAN], strict=True
            )
            for wanted, women, men in zip(wanted_here, women_here, men_here, strict=True)
        )

    def apart(self, n: int, m: int) -> bool:
        """Return whether two tokens differ in sex."""
        return self._sex[n] != self._sex[m]

    def harms(self, n: int) -> bool:
        """Return whether somebody of another sex in the place of a token would make it less."""
        site, mine = self._deal.site[n], self._sex[n]
        return any(
            self._effect[mine, other][site][t] < 0
            for t in self._open(self._deal.bucket[n])
            for other in (MAN, WOMAN)
            if other != mine
        )

    def change(self, n: int, m: int) -> int:
        """Return by how much there would be more missing if two tokens changed places."""
        mine, other = self._sex[n], self._sex[m]
        if mine == other:
            return 0
        one, two = self._deal.site[n], self._deal.site[m]
        first, second = self._open(self._deal.bucket[n]), self._open(self._deal.bucket[m])
        if one == two:
            # Where both serve in the rooms of one site, the rooms see no difference.
            both = {*first} & {*second}
            first = tuple(t for t in first if t not in both)
            second = tuple(t for t in second if t not in both)
        there, back = self._effect[mine, other][one], self._effect[other, mine][two]
        return sum(there[t] for t in first) + sum(back[t] for t in second)

    def swap(self, n: int, m: int) -> None:
        """Note that two tokens change places; to be called before they do."""
        if self._sex[n] == self._sex[m]:
            return
        for leaves, comes in ((n, m), (m, n)):
            site, turns = self._deal.site[leaves], self._open(self._deal.bucket[leaves])
            for t in turns:
                self._here[self._sex[leaves]][site][t] -= 1
                self._here[self._sex[comes]][site][t] += 1
            self._weigh(site, turns)

    def _open(self, bucket: Bucket) -> tuple[int, ...]:
        """Return the turns in which a place counts: none outside the rooms."""
        return self._turns[bucket.pattern] if bucket.role in self._in_rooms else ()

    def _weigh(self, site: int, turns: tuple[int, ...]) -> None:
        """Note what one for another would change at a site, by the sexes of both."""
        for t in turns:
            wanted = self._wanted[site][t]
            women, men = self._here[WOMAN][site][t], self._here[MAN][site][t]
            now = max(0, wanted - women, wanted - men)
            for (leaves, comes), effect in self._effect.items():
                more_women = (comes == WOMAN) - (leaves == WOMAN)
                more_men = (comes == MAN) - (leaves == MAN)
                then = max(0, wanted - women - more_women, wanted - men - more_men)
                effect[site][t] = then - now
