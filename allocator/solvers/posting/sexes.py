"""Reserves that leave women and men enough for the rooms (PAIR-GENDER).

Who is a reserve is drawn; but a draw that takes too many women, or men, out of those who stand in
the rooms would leave rooms without one, however they are drawn on the day.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence


class Mix(NamedTuple):
    """Who may make the rooms of one site and turn mixed."""

    rooms: int
    """Rooms in which at least two people count as 监考."""
    women: frozenset[str]
    men: frozenset[str]
    """工号 of the 监考 posted there."""
    more_women: int
    more_men: int
    """考场系统管理员 who count as 监考: they are regulars in any case."""

    def lacking(self, regulars: Collection[str]) -> int:
        """Return how many rooms are left without a woman or without a man, at least."""
        women = len(self.women.intersection(regulars)) + self.more_women
        men = len(self.men.intersection(regulars)) + self.more_men
        return self._lacking(women, men)

    def least(self, people: Sequence[str], reserves: int) -> int:
        """Return the same for the best choice of so many reserves among people."""
        women, men = len(self.women.intersection(people)), len(self.men.intersection(people))
        others = len(people) - women - men
        return min(
            self._lacking(women - w + self.more_women, men - m + self.more_men)
            for w in range(min(women, reserves) + 1)
            for m in (max(0, reserves - w - others),)
            if m <= men
        )

    def _lacking(self, women: int, men: int) -> int:
        return self.rooms - min(self.rooms, women, men)


NOBODY = Mix(rooms=0, women=frozenset(), men=frozenset(), more_women=0, more_men=0)
"""Where the rule is off, or no room has two: every choice of reserves is as good."""
