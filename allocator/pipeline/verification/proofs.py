"""Solves the structures again and holds what the record claims as proven against it.

What is claimed of a structure must hold, tier by tier: no better one may be found, and the bound
must be proven again. Another version of the solver may find another structure that is as good; the
same one must find the same, or somebody chose among those that are as good.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.errors import InfeasibleError
from allocator.pipeline.verification.tables import of_record
from allocator.record.solver import solved_by
from allocator.record.staff_store import POSTING, RESILIENCE
from allocator.record.store import STRUCTURE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from allocator.models.domain.day_draws import Resilience
    from allocator.models.domain.exam import Inputs
    from allocator.models.domain.plans import RoomingPlan, Tier
    from allocator.pipeline.verification.staff import Staff
    from allocator.pipeline.verification.tables import Difference
    from allocator.progress import Progress

OTHERWISE = "目标同样好，却不是求解得到的那一个"
UNKNOWN = "没有写明的版本"


class Proofs:
    """What came of solving and proving again."""

    def __init__(self, jobs: int, progress: Progress) -> None:
        self.found: list[Difference] = []
        """Claims that do not hold."""
        self.chosen: list[Difference] = []
        """Structures as good as, but other than, what the same solver finds."""
        self.solvers: set[str] = set()
        """Other solvers that found other structures, as good as those here."""
        self._jobs, self._progress = jobs, progress

    def rooms(self, inputs: Inputs, plan: RoomingPlan, solver: str, *, frozen: bool) -> None:
        """Solve the rooms again, which `solver` found.

        The digest of a `frozen` structure was announced before there was a seed.
        """
        from allocator.pipeline.reading import solve_structure

        try:
            again = solve_structure(inputs, self._progress)
        except InfeasibleError as error:
            self.found.append(of_record(STRUCTURE, f"重新求解考场安排，结论是排不下（{error}）"))
            return
        wrong = list(_tiers(STRUCTURE, plan.tiers, again.tiers))
        self.found += wrong
        if not (wrong or frozen or again == plan):
            self._other(STRUCTURE, solver)

    def posts(self, inputs: Inputs, staff: Staff) -> None:
        """Solve the posts again."""
        from allocator.pipeline.post_structure import workable_posting

        try:
            again = workable_posting(inputs, staff.turns, staff.works, staff.recusals, staff.rooms,
                                     staff.maker, self._progress)  # fmt: skip
        except InfeasibleError as error:
            self.found.append(of_record(POSTING, f"重新求解岗位安排，结论是排不成（{error}）"))
            return
        wrong = list(_tiers(POSTING, staff.posting.tiers, again.tiers))
        self.found += wrong
        if not wrong and again != staff.posting:
            self._other(POSTING, staff.claims.solver)

    def _other(self, name: str, solver: str) -> None:
        """Take in that a structure is not the one that is found here."""
        if solver == solved_by():
            self.chosen.append(of_record(name, OTHERWISE))
        else:
            self.solvers.add(solver or UNKNOWN)

    def draws(self, staff: Staff, resilience: Sequence[Resilience]) -> None:
        """Prove again how many absences each draw bears."""
        from allocator.pipeline.staffing import prove_draws

        claims = staff.claims
        proven = prove_draws(staff.sheets, staff.turns, claims.seed, claims.digest, self._jobs,
                             self._progress)  # fmt: skip
        claimed = {(one.site, one.turn): one for one in resilience}
        for one in proven:
            other = claimed.pop((one.site, one.turn), None)
            if other != one:
                stated = "没有" if other is None else _bears(other)
                key = f"考点 {one.site} 场次 {staff.turns[one.turn].name}"
                words = f"应为 {_bears(one)}，记录为 {stated}"
                self.found.append(of_record(RESILIENCE, words, key))
        for site, turn in sorted(claimed):
            words = f"考点 {site} 第 {turn + 1} 场"
            self.found.append(of_record(RESILIENCE, "记录多出这场抽签", words))


def _tiers(name: str, claimed: Sequence[Tier], again: Sequence[Tier]) -> Iterator[Difference]:
    """Tell where claims do not hold; tiers count in their order, so the first one ends it."""
    titles = [[(tier.name, tier.rule) for tier in tiers] for tiers in (claimed, again)]
    if titles[0] != titles[1]:
        yield of_record(name, "目标的名称或次序与重新求解的不同")
        return
    for one, other in zip(claimed, again, strict=True):
        if one.bound > one.value:
            words = f"目标“{one.name}”的下界 {one.bound} 大于达到的值 {one.value}"
            yield of_record(name, words)
        if other.value < one.bound:
            words = f"目标“{one.name}”称不能少于 {one.bound}，重新求解得到 {other.value}"
            yield of_record(name, words)
        elif other.bound < one.bound:
            words = f"目标“{one.name}”称不能少于 {one.bound}，重新求解只能证明 {other.bound}"
            yield of_record(name, words)
        if other.value != one.value:
            # What follows depends on this tier.
            if one.value < other.bound:
                words = f"目标“{one.name}”为 {one.value}，重新求解证明不能少于 {other.bound}"
                yield of_record(name, words)
            return


def _bears(one: Resilience) -> str:
    words = f"任意 {one.worst} 人、95% 的情形下 {one.likely} 人缺席仍能完成"
    return f"{words}，{'、'.join(one.witness)} 都缺席则不能" if one.witness else words
