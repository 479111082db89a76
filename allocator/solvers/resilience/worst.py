"""The worst case of a draw: how many may be absent whoever they are, and who would stop it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from allocator.solvers.resilience import counts, lemma
from allocator.solvers.resilience.case import plain
from allocator.solvers.resilience.search import Effort, finishable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from allocator.solvers.resilience.case import Case, Kind
    from allocator.solvers.resilience.counts import Bound

    Answer = Callable[[Sequence[int]], bool | None]
    """Whether the people present can finish the draw; None: not known."""

_SETS = 3_000
"""Sets of absent people looked at for the worst case of one site and turn."""


class Sure(NamedTuple):
    """Inequalities that are enough to finish the draw without some people, bars or no bars."""

    bounds: tuple[Bound, ...]
    spared: tuple[int, ...]
    """Who is left over beforehand, because bars or relatives could stop the draw; mostly nobody."""
    worst: int
    """With so many absent the others hold all the inequalities."""


class Proof:
    """What is known about one draw."""

    def __init__(
        self, case: Case, answer: Answer | None = None, effort: Effort | None = None
    ) -> None:
        """Prove the worst case; `answer` is exact, left out: a search of bounded effort."""
        self.case = case
        self.kinds = [plain(case, kind) for kind in case.kinds]
        self.people = Counter(self.kinds)
        self.bounds = counts.bounds_of(case)
        self.fewest, self.first = counts.weakest(self.bounds, self.people)
        """The fewest absent that stop the draw by counting, and the inequality they break."""
        self.sure = self.surely(self.fewest - 1)
        allowed = effort or Effort.for_case(case)
        self.exact = answer
        self._answer = answer or (lambda present: finishable(case, present, allowed))
        self.worst = self.sure.worst
        """Proven: with so many absent the draw can be finished, whoever they are."""
        self.witness = self.counted_witness()
        """People whose absence stops the draw; `worst` + 1 of them where `worst` is exact."""
        if not self.counted:
            self._search()

    def counted_witness(self) -> tuple[int, ...]:
        """Return people whose absence stops the draw by counting; nobody where none is needed."""
        if self.first is None:
            return ()
        return counts.breakers(self.first, self.kinds, self.fewest)

    def surely(self, absent: int) -> Sure:
        """Return what counting proves by the lemma with at most so many absent."""
        # That each room gets its 计算机能力 from a 监考 is more than is asked for, but then the
        # lemma covers sites where only some of the administrators who double have it.
        ways = [self.case]
        if self.case.doubles and self.case.computer:
            ways.append(replace(self.case, doubles=False))
        found = []
        for way in ways:
            bounds = self.bounds if way is self.case else counts.bounds_of(way)
            spared = lemma.spare_people(way, absent)
            rest = self.people - Counter(self.kinds[person] for person in spared)
            found.append(Sure(bounds, spared, counts.weakest(bounds, rest)[0] - 1))
        return max(found, key=lambda sure: sure.worst)

    @property
    def counted(self) -> bool:
        """Tell whether bars and relatives make the worst case no worse than counting does."""
        return self.worst == self.fewest - 1

    def _search(self) -> None:
        """Raise `worst` set by set, until some people stop the draw or effort runs out."""
        looked = 0
        for absent in range(self.worst + 1, self.fewest):
            for away in self._absentees(absent):
                looked += 1
                gone = frozenset(away)
                present = [person for person in range(len(self.kinds)) if person not in gone]
                answer = self._answer(present) if looked <= _SETS else None
                if answer is None:
                    return
                if not answer:
                    self.witness = tuple(sorted(away))
                    return
            self.worst = absent

    def _absentees(self, absent: int) -> Iterator[tuple[int, ...]]:
        """Yield sets of so many people; of people alike to every rule only the first ones."""
        troubled = self.case.troubled()
        alike: dict[Kind, list[int]] = {}
        for person in range(len(self.kinds)):
            if not self.case.barred[person] and not self.case.kin[person]:
                alike.setdefault(self.kinds[person], []).append(person)
        for number in range(min(absent, len(troubled)), -1, -1):
            for others in _first_ones(list(alike.values()), absent - number):
                for some in combinations(troubled, number):
                    yield (*some, *others)


def _first_ones(alike: Sequence[Sequence[int]], number: int) -> Iterator[tuple[int, ...]]:
    """Yield `number` people, from each list only its first ones."""
    if not alike:
        if number == 0:
            yield ()
        return
    for some in range(min(number, len(alike[0])), -1, -1):
        for others in _first_ones(alike[1:], number - some):
            yield (*alike[0][:some], *others)


def cure_of(proof: Proof) -> tuple[int, Kind] | None:
    """Return the fewest people, and the kind that can do least, who would raise the worst case.

    They have no bar and no relative in the draw. None: nobody is needed, or up to three of one kind
    could not be proven to be enough.
    """
    if proof.counted:
        kind = counts.cure(proof.case, proof.bounds, proof.people)
        return None if kind is None else (1, kind)
    if len(proof.witness) != proof.worst + 1:
        return None
    effort = Effort.for_case(proof.case)
    for number in (1, 2, 3):
        for kind in counts.every_kind(proof.case):
            more = _with_more(proof.case, number, kind)
            here = [p for p in range(len(more.staff)) if p not in proof.witness]
            if finishable(more, here, effort) and Proof(more, effort=effort).worst > proof.worst:
                return number, kind
    return None


def _with_more(case: Case, number: int, kind: Kind) -> Case:
    return replace(
        case,
        staff=(*case.staff, *[""] * number),
        kinds=(*case.kinds, *[kind] * number),
        barred=(*case.barred, *[frozenset[int]()] * number),
        kin=(*case.kin, *[frozenset[int]()] * number),
    )
