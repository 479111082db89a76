"""Rooms for all who have kin (SEAT-KIN) at once, where exchanging pair by pair has failed.

Part of the published method (`docs/draws.md`, step 3): order by chance, then an exact search with a
fixed number of steps, in plain Python, so that a stranger comes to the same end without a solver.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from allocator.errors import LimitError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from allocator.randomness import Stream

SEARCHES, SEARCH_STEPS = 20, 20
"""So many searches, each of so many steps for everybody with kin."""


class NotPartedError(LimitError):
    """Nothing was found that keeps apart the people who must be (SEAT-KIN): no proof."""


class Search:
    """Who has kin, where each may sit, and who of them must not meet."""

    def __init__(
        self,
        people: Sequence[int],
        kind_of: Mapping[int, int],
        kin: Mapping[int, set[int]],
        places: Mapping[int, Sequence[tuple[int, int]]],
    ) -> None:
        """Take everybody with kin (kinds ascending, then 报名序号); `places` has by kind (room, n).

        `kin` may name others too, who are not in the sitting.
        """
        self._people, self._kind_of, self._kin, self._places = people, kind_of, kin, places
        self._rooms: dict[int, list[int]] = {}
        self._free: dict[tuple[int, int], int] = {}
        self._placed: dict[int, int] = {}
        self.exhausted = False
        """Whether everything was tried: no such rooms in this structure and these 批次."""

    def run(self, stream: Stream) -> dict[int, int] | None:
        """Return by person a room without kin, in the drawn order of people; None: not found."""
        for _ in range(SEARCHES):
            order = list(self._people)
            stream.shuffle(order)
            for who in order:
                # A room enters once for each place: larger rooms come first more often.
                row = [r for r, n in self._places[self._kind_of[who]] for _ in range(n)]
                stream.shuffle(row)
                self._rooms[who] = list(dict.fromkeys(row))
            done = self._search(order)
            if done is not None:
                self.exhausted = not done
                return {who: self._placed[who] for who in order} if done else None
        return None

    def _search(self, order: Sequence[int]) -> bool | None:
        """Place everybody, who has fewest rooms left first; None when the steps are used up."""
        self._placed = {}
        self._free = {(k, r): n for k, row in self._places.items() for r, n in row}
        trail: list[tuple[int, list[int]]] = []
        for _ in range(SEARCH_STEPS * len(order) + 1):
            if len(trail) == len(order):
                return True
            trail.append(self._next(order))
            while not trail[-1][1]:
                trail.pop()
                if not trail:
                    return False
                self._leave(trail[-1][0])
            who, rooms = trail[-1]
            self._placed[who] = rooms.pop(0)
            self._free[self._kind_of[who], self._placed[who]] -= 1
        return None

    def _leave(self, who: int) -> None:
        self._free[self._kind_of[who], self._placed.pop(who)] += 1

    def _next(self, order: Sequence[int]) -> tuple[int, list[int]]:
        """Return the first of those with fewest rooms left, and these rooms in his order."""
        chosen, fewest = -1, None
        for who in order:
            if who not in self._placed:
                # No more than the fewest so far need be counted.
                rooms = list(islice(self._open(who), fewest))
                if fewest is None or len(rooms) < fewest:
                    chosen, fewest = who, len(rooms)
        return chosen, list(self._open(chosen))

    def _open(self, who: int) -> Iterator[int]:
        closed = {self._placed.get(other, -1) for other in self._kin[who]}
        kind = self._kind_of[who]
        return (r for r in self._rooms[who] if r not in closed and self._free[kind, r])


def some_of(names: Sequence[str]) -> str:
    """Return the names, the first ten where there are more."""
    return "、".join(names[:10]) + (f" 等 {len(names)} 人" if len(names) > 10 else "")


def not_found(
    names: Sequence[str], pair: tuple[str, str], rooms: int, *, exhausted: bool
) -> NotPartedError:
    """Return the error for people with kin (报名序号) of whom a pair could not be parted.

    `rooms`: how many hold people like the two; `exhausted` as in `Search`. Another structure may
    do in either case, so this never says that nothing can be arranged.
    """
    searched = (
        "试遍了全部分法，在已定的考场和批次中，须回避的考生无法都不同考场"
        if exhausted
        else "在规定的次数内没有找到让须回避的考生都不同考场的座位"
    )
    return NotPartedError(
        f"[SEAT-KIN] 报名序号 {pair[0]} 与 {pair[1]} 须回避（配偶、直系亲属、兄弟姐妹或其他回避），"
        f"可坐的考场 {rooms} 个；{searched}。同批须回避的考生：{some_of(names)}。"
        "这不证明无法安排：考场另作安排也许就排得下。"
        "办法：核对 亲属关系、其他回避 两表有没有填错；"
        "或把 参数 中的 标准人数 由 30 改为 25，多开考场后重新编排；"
        "没有封存、没有公布种子的，也可以换一个种子重试。"
        "已封存的，不得换种子碰运气：请改数据后重新封存、公布新的摘要，再约定种子抽签。"
    )
