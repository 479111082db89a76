"""The should rules of the draw of the day over `PersonModel`: their least, or a bound, as facts."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from allocator.solvers.base import Limits, Status
from allocator.solvers.cpsat import Objective, minimise_in_order
from allocator.solvers.day.model import PersonModel, roles_of
from allocator.solvers.day.task import EXPERIENCED, MAN, WOMAN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ortools.sat.python import cp_model

    from allocator.solvers.base import TierResult
    from allocator.solvers.day.task import DayTask

LIMIT = Limits(deterministic_time=3.0)
"""For each rule."""


def least_shoulds(task: DayTask, turn: int, bounds: Sequence[int]) -> tuple[TierResult, ...]:
    """Return value and bound of each should in force, in their order; empty: no plan in time.

    `bounds` are proven already; a later rule's bound holds for plans no worse in earlier ones.
    """
    model = PersonModel(task.sheet, turn, roles_of(task.party), task.party.groups)
    terms = _Terms(task, model)
    tiers = [
        Objective(name=rule, term=partial(terms.of, rule), known_bound=partial(_known, least))
        for rule, least in zip(task.shoulds, bounds, strict=True)
    ]
    ordered = minimise_in_order(model.model, tiers, LIMIT)
    return ordered.tiers if ordered.status in (Status.OPTIMAL, Status.FEASIBLE) else ()


def _known(least: int, _: Sequence[TierResult]) -> int:
    return least


class _Terms:
    """What is to be kept small for each rule; its variables are made when it is asked for."""

    def __init__(self, task: DayTask, model: PersonModel) -> None:
        self._task, self._model = task, model
        self._people = sorted(task.counted)

    def of(self, rule: str) -> cp_model.LinearExprT:
        if rule == "PAIR-UNIT":
            return self._same_units()
        if rule == "PAIR-GENDER":
            return self._rooms_without((MAN, WOMAN))
        if rule == "PAIR-EXPERIENCE":
            return self._rooms_without((EXPERIENCED,))
        if rule == "ROOM-REPEAT":
            return sum([*self._prices(rule), *self._partners(rule)])
        return sum(self._prices(rule))

    def _rooms_without(self, traits: Sequence[int]) -> cp_model.LinearExprT:
        lacking = []
        for r in range(len(self._task.rooms)):
            lacks = self._model.model.new_bool_var(f"lacks{traits[0]},{r}")
            for trait in traits:
                have = [
                    var
                    for who in self._people
                    if self._task.traits[who] & trait
                    for var in self._model.at(who, r)
                ]
                self._model.model.add(sum(have) + lacks >= 1)
            lacking.append(lacks)
        return sum(lacking)

    def _same_units(self) -> cp_model.LinearExprT:
        """Pairs of k people are at least t k - t (t + 1) / 2 for every t, with equality for one."""
        members: dict[int, list[int]] = {}
        for who in self._people:
            members.setdefault(self._task.units[who], []).append(who)
        pairs: list[cp_model.IntVar] = []
        for unit in sorted(members):
            if len(members[unit]) < 2:
                continue
            for r, room in enumerate(self._task.rooms):
                size = room.invigilators + room.admins
                inside = sum(var for who in members[unit] for var in self._model.at(who, r))
                pair = self._model.model.new_int_var(0, size * size, f"unit{unit},{r}")
                for t in range(1, size):
                    self._model.model.add(pair >= t * inside - t * (t + 1) // 2)
                pairs.append(pair)
        return sum(pairs)

    def _times(self, rule: str, cost: int) -> int:
        return self._task.digits(cost % self._task.must)[self._task.shoulds.index(rule)]

    def _prices(self, rule: str) -> list[cp_model.LinearExprT]:
        return [
            self._times(rule, cost) * var
            for who in self._people
            for r, cost in sorted(self._task.here[who].items())
            if cost < self._task.must
            for var in self._model.at(who, r)
        ]

    def _partners(self, rule: str) -> list[cp_model.IntVar]:
        found: list[cp_model.IntVar] = []
        exams = [room.exam for room in self._task.rooms]
        for exam in sorted(set(exams)):
            rooms = [r for r, other in enumerate(exams) if other == exam]
            far = self._task.far[rooms[0]]
            for a in self._people:
                for b in sorted(far[a]):
                    cost = far[a][b]
                    if a > b or cost >= self._task.must or not self._times(rule, cost):
                        continue
                    again = self._model.model.new_bool_var(f"again{exam},{a},{b}")
                    for r in rooms:
                        both = sum(self._model.at(a, r)) + sum(self._model.at(b, r))
                        self._model.model.add(again >= both - 1)
                    found.append(again)
        return found
