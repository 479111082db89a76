"""Who takes the places of people who cannot serve any more: as few moves as can be, by lot.

The method is published in `docs/amend.md`. A chain begins with who leaves; each after that takes
the place of the one before, the last of them served nowhere. Chains of one are tried whole before
those of two, those before chains of three. Among equals the shuffle of a stream decides, so the
result follows from inputs, posts, seed and digest alone.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from allocator.errors import InfeasibleError, LimitError
from allocator.models.domain.amending import with_moves
from allocator.models.domain.amendments import Move
from allocator.models.domain.staffing import DRAWN_POSTS, PostsPlan
from allocator.randomness import Stream
from allocator.solvers.posting.replacing_causes import nobody_stands_in
from allocator.solvers.posting.standing_in import place_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from allocator.models.domain.staffing import PostingPlan, PostPlace
    from allocator.solvers.posting.standing_in import StandIns

LONGEST = 3
"""Chains of more moves than that are not looked for."""
MOST_TRIES = 2000
"""Whole chains that are tried for one person who leaves."""
Workable = Callable[[PostsPlan, frozenset[str]], bool]
"""Whether every draw of the day of some sites (考点代码) can be finished with these posts, and
nobody serves there with whom he must not."""


class Asked(NamedTuple):
    """What an amendment asks of the people posted."""

    number: int
    """Of the amendment."""
    out: tuple[str, ...]
    """工号 of who cannot serve any more, ascending."""
    gone: frozenset[str]
    """工号 of whom earlier amendments took out."""
    fixed: frozenset[str] = frozenset()
    """考点代码 of sites where nobody in a post that is drawn can be moved any more."""


def replace_people(
    posting: PostingPlan,
    posts: PostsPlan,
    asked: Asked,
    stand_ins: StandIns,
    *,
    people: Sequence[str],
    workable: Workable,
    seed: str,
    digest: str,
) -> tuple[tuple[Move, ...], PostsPlan]:
    """Return the moves of an amendment, chain by chain, and the posts after them.

    `people` are the 工号 of the roster. Raises `InfeasibleError` where somebody's place finds no
    chain of `LONGEST`, `LimitError` where more than `MOST_TRIES` were tried.
    """
    moves: list[Move] = []
    served = {one.staff for one in posts.posted}
    leaving = sorted(served.intersection(asked.out))
    for nth, who in enumerate(leaving):
        search = _Search(posting, posts, asked, stand_ins, people=people, workable=workable,
                         stream=(seed, digest), later=leaving[nth + 1 :],
                         moved=frozenset(move.takes for move in moves))  # fmt: skip
        chain = search.chain(who)
        if chain is None:
            raise InfeasibleError(
                f"工号 {who} 退出后没有人能接替{_how_far(leaving, nth)}，没有变更",
                [nobody_stands_in(search.place(who), posting, stand_ins, search.free)],
            )
        moves += chain
        posts = with_moves(posting, posts, chain)
    return tuple(moves), posts


def _how_far(leaving: Sequence[str], nth: int) -> str:
    """Return, where several leave, how many of them somebody could be found for before."""
    return f"（共退出 {len(leaving)} 人，依工号前 {nth} 人有人接替）" if len(leaving) > 1 else ""


class _Search:
    """Looks for the chain of one person who leaves."""

    def __init__(
        self,
        posting: PostingPlan,
        posts: PostsPlan,
        asked: Asked,
        stand_ins: StandIns,
        *,
        people: Sequence[str],
        workable: Workable,
        stream: tuple[str, str],
        later: Sequence[str],
        moved: frozenset[str],
    ) -> None:
        self._posting, self._posts, self._asked = posting, posts, asked
        self._stand_ins, self._workable, self._stream = stand_ins, workable, stream
        self._places = {one.staff: place_of(one) for one in posts.posted}
        gone = asked.gone.union(asked.out)
        self.free = frozenset(people).difference(gone, self._places)
        self._movable = [
            who
            for who, place in self._places.items()
            if who not in gone
            and who not in moved
            and not (place.site in asked.fixed and place.post in DRAWN_POSTS)
        ]
        self._later = [self._places[who] for who in later]
        self._tries = 0
        self._reach = cache(self._find_reach)

    def place(self, who: str) -> PostPlace:
        """Return the place of somebody posted."""
        return self._places[who]

    def chain(self, who: str) -> tuple[Move, ...] | None:
        """Return the first chain of the fewest moves that will do; None where there is none."""
        needed = self._needed_later()
        for length in range(1, LONGEST + 1):
            # Those whom others need end a chain only where nobody else ends one so short.
            for ends in (self.free - needed, self.free & needed):
                for chain in self._chains(who, length, frozenset(), ends) if ends else ():
                    self._tries += 1
                    if self._tries > MOST_TRIES:
                        raise LimitError(
                            f"工号 {who} 的接替人选试了 {MOST_TRIES} 种都排不成当日抽签，"
                            "没有变更。"
                            "请增加人员后重新编排，或在考试当天抽签时用 --absent 注明缺席。"
                        )
                    if self._will_do(chain):
                        return chain
        return None

    def _chains(
        self, leaves: str, length: int, path: frozenset[str], ends: frozenset[str]
    ) -> Iterator[tuple[Move, ...]]:
        """Yield chains of so many moves that end with one of some, in the order of the shuffles."""
        eligible = self._eligible(self._places[leaves], length, path)
        shuffled = list(eligible)
        stream = f"amend/{self._asked.number}/{leaves}/{length}"
        Stream(stream, *self._stream).shuffle(shuffled)
        for passed, takes in enumerate(shuffled):
            move = Move(leaves=leaves, takes=takes, eligible=eligible, passed=passed)
            if length == 1:
                if takes in ends:
                    yield (move,)
            elif self._followed(takes, length - 1, ends):
                for rest in self._chains(takes, length - 1, path | {takes}, ends):
                    yield (move, *rest)

    def _eligible(self, place: PostPlace, length: int, path: frozenset[str]) -> tuple[str, ...]:
        """Return who could take a place with so many people to come, he included, ascending."""
        if length == 1:
            return self._stand_ins.who(place, self.free)
        open_to = (who for who in self._movable if who not in path)
        able = [who for who in open_to if self._followed(who, length - 1, self.free)]
        return self._stand_ins.who(place, able)

    def _followed(self, who: str, moves: int, ends: frozenset[str]) -> bool:
        """Return whether so many moves lead from somebody's place to one of `ends`.

        By the rules for single people; he takes no part in them himself. There are `LONGEST` - 1 at
        most, so that nobody else could be met twice.
        """
        others = self._reach(moves, ends)[self._places[who]]
        if moves > 1 and self._followed(who, moves - 1, ends):
            others -= self._stand_ins.may_take(who, self._places[who])
        return others > 0

    def _find_reach(self, moves: int, ends: frozenset[str]) -> dict[PostPlace, int]:
        """Return by place how many people could take it, so many moves leading to one of `ends`.

        Somebody who has the place is among them where his own place could be taken.
        """
        able: Collection[str] = ends
        if moves > 1:
            able = [who for who in self._movable if self._followed(who, moves - 1, ends)]
        counts = self._stand_ins.kinds_of(able)
        places = set(self._places.values())
        return {place: self._stand_ins.number_of(place, counts) for place in places}

    def _needed_later(self) -> frozenset[str]:
        """Return the people without whom fewer of those after this one could be replaced."""
        if not self._later:
            return frozenset()
        able = [self._stand_ins.who(place, self.free) for place in self._later]
        best = _matched(able)
        return frozenset(
            who for who in sorted(best) if len(_matched(_without(able, who))) < len(best)
        )

    def _will_do(self, chain: tuple[Move, ...]) -> bool:
        sites = {self._places[move.leaves].site for move in chain}
        return self._workable(with_moves(self._posting, self._posts, chain), frozenset(sites))


def _without(able: Sequence[tuple[str, ...]], who: str) -> list[tuple[str, ...]]:
    return [tuple(one for one in row if one != who) for row in able]


def _matched(able: Sequence[tuple[str, ...]]) -> frozenset[str]:
    """Return people matched to places that they could take, as many places as can be."""
    import networkx as nx

    graph = nx.Graph((place, who) for place, people in enumerate(able) for who in people)
    if not graph:
        return frozenset()
    places = [place for place, people in enumerate(able) if people]
    matched = nx.bipartite.hopcroft_karp_matching(graph, places)
    return frozenset(who for who in matched if isinstance(who, str))
