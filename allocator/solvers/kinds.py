"""Groups candidates who look alike to `rooming`, and says which 批次 each may be drawn into.

Everything after this counts kinds; only the draw looks at the candidates in them again.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from allocator.errors import InfeasibleError
from allocator.models.domain.findings import Clash
from allocator.models.domain.paper_index import PaperIndex
from allocator.models.domain.plans import Kind
from allocator.solvers.kin_pairs import forbidden_pairs
from allocator.solvers.times import meet, sat

if TYPE_CHECKING:
    from allocator.models.domain.exam import Candidate, Inputs
    from allocator.solvers.times import Span


class Kinds:
    """Every kind with the candidates in it; kinds sorted, members ascending by 报名序号."""

    def __init__(self, inputs: Inputs) -> None:
        """Group the candidates of `inputs`."""
        self._inputs = inputs
        self.papers = PaperIndex(inputs.papers)
        batches = {exam: inputs.batches_of(exam) for exam in inputs.exam_codes()}
        limited = self._batches_without_clash(batches)
        members: dict[Kind, list[int]] = defaultdict(list)
        allowed: dict[tuple[str, str, str, tuple[str, ...]], tuple[int, ...]] = {}
        for n, who in enumerate(inputs.candidates):
            key = (who.exam, who.level, who.specialty, who.subjects)
            if key not in allowed:
                allowed[key] = tuple(b for b in batches[who.exam] if self._complete(who, b))
            options = allowed[key]
            if n in limited:
                options = tuple(b for b in options if b in limited[n])
            if not options:
                raise _no_batch(who)
            members[Kind(*key[:3], who.subjects, who.need, who.site, options)].append(n)
        candidates = inputs.candidates
        order = sorted(members)
        self.kinds: tuple[Kind, ...] = tuple(order)
        self.members: tuple[tuple[int, ...], ...] = tuple(
            tuple(sorted(members[kind], key=lambda n: candidates[n].registration)) for kind in order
        )

    @cached_property
    def kin(self) -> tuple[tuple[int, int], ...]:
        """Return the pairs of candidates that SEAT-KIN keeps apart; none when it is off."""
        if not self._inputs.policy.is_on("SEAT-KIN"):
            return ()
        return forbidden_pairs(self._inputs)

    def due(self, kind: Kind, batch: int) -> tuple[tuple[int, int], ...]:
        """Return pairs (session, paper index) a kind is due for in a batch, ascending.

        Raises ValueError for a batch in which the kind has no paper of a subject.
        """
        found = []
        for subject in kind.subjects:
            paper = self.papers.find(kind.exam, batch, kind.level, kind.specialty, subject)
            if paper is None:
                raise ValueError(f"kind without paper: {kind}")
            found.append((self._inputs.papers[paper].session, paper))
        return tuple(sorted(found))

    def _complete(self, who: Candidate, batch: int) -> bool:
        return all(
            self.papers.find(who.exam, batch, who.level, who.specialty, subject) is not None
            for subject in who.subjects
        )

    def _spans_of(self, who: Candidate, batch: int) -> list[Span]:
        """Return when somebody sits in a batch, 延时 included."""
        found = self.papers.of_subjects(who.exam, batch, who.level, who.specialty, who.subjects)
        return [sat(self._inputs.papers[n], who.need.extra_percent) for n in found]

    def _batches_without_clash(self, batches: dict[str, tuple[int, ...]]) -> dict[int, set[int]]:
        """SEAT-CLASH: who is in two exams may only be drawn into batches that do not overlap."""
        people: dict[str, list[int]] = defaultdict(list)
        for n, who in enumerate(self._inputs.candidates):
            people[who.id_number].append(n)
        limited: dict[int, set[int]] = {}
        for rows in people.values():
            if len(rows) > 1:
                # Exams without a choice first; each later one keeps clear of those before it.
                rows.sort(key=lambda n: (len(batches[self._inputs.candidates[n].exam]), n))
                taken: list[Span] = []
                for n in rows:
                    who = self._inputs.candidates[n]
                    free = [
                        b
                        for b in batches[who.exam]
                        if self._complete(who, b) and not meet(self._spans_of(who, b), taken)
                    ]
                    if len(free) > 1 and n != rows[-1]:
                        free = free[:1]
                    limited[n] = set(free)
                    for b in free:
                        taken.extend(self._spans_of(who, b))
        return limited


def _no_batch(who: Candidate) -> InfeasibleError:
    clash = Clash(
        rule="SEAT-CLASH",
        cause=f"报名序号 {who.registration}（考试 {who.exam}）的考生还报了其他考试，"
        "没有一个批次能与那些考试的时间都错开",
        demand=1,
        supply=0,
        cure="核对该考生的几条报名，删去时间冲突的一条；或调整 考试 表的批次时间",
    )
    return InfeasibleError("同一考生的几个考试时间冲突", [clash])
