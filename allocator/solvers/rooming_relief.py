"""What would make an impossible rooming possible, each cure proven by solving with it.

Three cures: rooms added, spare rooms lent, and something that fewer candidates ask for. A cure that
could not be proven within the effort is not told.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from allocator.errors import LimitError
from allocator.models.cpsat.rooming.build import build
from allocator.models.cpsat.rooming.problem import RoomClass
from allocator.models.cpsat.rooming.variables import total
from allocator.models.domain.exam import Form
from allocator.solvers.base import Limits, Status
from allocator.solvers.cpsat import Objective, minimise_in_order, solve
from allocator.solvers.rooming import feasible
from allocator.solvers.rooming_task import prepare, problem_of
from allocator.solvers.supply import FORMS, places, usable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ortools.sat.python import cp_model

    from allocator.models.cpsat.rooming.problem import RoomingProblem
    from allocator.models.cpsat.rooming.variables import RoomingVars
    from allocator.models.domain.exam import Candidate, Inputs
    from allocator.solvers.rooming_task import Task

_LIMITS = Limits(deterministic_time=2.0)
_ELECTRONIC_PLACES = 30
"""Places of an electronic room to be added where there is none to be like."""


class Added(NamedTuple):
    """Rooms to be added at one site, all alike."""

    site: str
    form: Form
    ground: bool
    accessible: bool
    places: int
    """People each of them must hold."""
    rooms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Relief:
    """Rooms whose addition makes everything possible."""

    added: tuple[Added, ...]
    least: bool
    """Proven that fewer do not suffice."""

    @property
    def rooms(self) -> int:
        """Return how many rooms there are to add."""
        return sum(entry.rooms for entry in self.added)


def rooms_to_add(task: Task) -> Relief | None:
    """Return the fewest rooms that help, without 一楼 and 无障碍 where these do not matter.

    At as few sites as can be. None: no number of rooms helps, or the effort ran out.
    """
    problem = problem_of(task, widest=True).problem
    offered = _offered(task, problem)
    real = len(problem.classes)
    problem = replace(problem, classes=(*problem.classes, *offered))
    model, x = build(problem, without=("ROOM-SPARE",))
    added = [
        model.new_int_var(0, entry.rooms, f"added[{c}]") for c, entry in enumerate(offered, real)
    ]
    for c, number in enumerate(added, real):
        model.add(x.opened[c] <= number)
    _keep_spare(model, problem, x, dict(enumerate(added, real)), {})
    at = [model.new_bool_var(f"at[{s}]") for s in range(len(problem.spare))]
    for entry, number in zip(offered, added, strict=True):
        model.add(number <= entry.rooms * at[entry.site])
    flags = [number * (e.ground + e.accessible) for e, number in zip(offered, added, strict=True)]
    tiers = [
        Objective(name=name, term=partial(total, terms))
        for name, terms in (("考场", added), ("一楼、无障碍", flags), ("考点", at))
    ]
    outcome = minimise_in_order(model, tiers, _LIMITS)
    if not outcome.tiers:
        return None
    sites = task.inputs.sites
    found = [
        Added(sites[e.site].code, FORMS[e.form], e.ground, e.accessible, e.places, count)
        for e, number in zip(offered, added, strict=True)
        if (count := outcome.value(number))
    ]
    return Relief(added=tuple(found), least=outcome.tiers[0].status is Status.OPTIMAL)


def _offered(task: Task, problem: RoomingProblem) -> list[RoomClass]:
    """Return classes of rooms that might be added: by site, form and what somebody asks for."""
    grounds = (False, True) if any(demand.ground for demand in problem.demands) else (False,)
    marks = (False, True) if any(demand.accessible for demand in problem.demands) else (False,)
    asked = [(ground, accessible) for ground in grounds for accessible in marks]
    people = sum(demand.people for demand in problem.demands)
    floor = 1 + max((k.floor for k in problem.classes), default=-1)
    made: list[RoomClass] = []
    for form in sorted({pattern.form for pattern in problem.patterns}):
        for site in range(len(problem.spare)):
            for ground, accessible in asked:
                made.append(
                    RoomClass(
                        site=site, floor=floor + len(made), form=form,
                        places=added_places(task, FORMS[form]), tail_places=0,
                        ground=ground, accessible=accessible, rooms=people + problem.spare[site],
                        ranks=((True, 0, people + problem.spare[site]),),
                    )
                )  # fmt: skip
    return made


def added_places(task: Task, form: Form) -> int:
    """Return how many people an added room of a form is taken to hold."""
    if form is Form.PAPER:
        return task.inputs.policy.standard_size
    like = [places(r, None) for r in task.inputs.rooms if r.form is form and usable(r)]
    return min(like, default=_ELECTRONIC_PLACES)


def _keep_spare(
    model: cp_model.CpModel,
    problem: RoomingProblem,
    x: RoomingVars,
    added: dict[int, cp_model.IntVar],
    lent: dict[int, cp_model.IntVar],
) -> None:
    """ROOM-SPARE with rooms added (by class) and spare rooms lent (by site)."""
    for site, spare in enumerate(problem.spare):
        for form in range(len(FORMS)):
            here = [c for c, k in enumerate(problem.classes) if (k.site, k.form) == (site, form)]
            there = sum(problem.classes[c].rooms for c in here if c not in added)
            more = [added[c] for c in here if c in added] + [lent[s] for s in lent if s == site]
            used = model.new_bool_var(f"used[{site},{form}]")
            opened = total(x.opened[c] for c in here)
            model.add(opened <= there - spare + total(more)).only_enforce_if(used)
            model.add(opened == 0).only_enforce_if(~used)


def spare_to_lend(task: Task) -> dict[str, int] | None:
    """Return by site the fewest spare rooms to lend; None: that alone does not help."""
    problem = problem_of(task, widest=True).problem
    if not any(problem.spare):
        return None
    model, x = build(problem, without=("ROOM-SPARE",))
    lent = {
        site: model.new_int_var(0, spare, f"lent[{site}]")
        for site, spare in enumerate(problem.spare)
    }
    _keep_spare(model, problem, x, {}, lent)
    model.minimize(total(lent.values()))
    status, solver = solve(model, _LIMITS)
    if status not in (Status.OPTIMAL, Status.FEASIBLE):
        return None
    sites = task.inputs.sites
    return {sites[s].code: count for s, number in lent.items() if (count := solver.value(number))}


def fewest_changed(
    task: Task, concerned: Sequence[int], change: Callable[[Candidate], Candidate]
) -> int | None:
    """Return how many of the candidates `concerned` must be changed, the last of them first.

    None: not even all of them suffice, or that could not be proven.
    """
    few, many = 0, len(concerned)
    if not many or not _possible_with(task, concerned, change):
        return None
    while many - few > 1:
        middle = (few + many) // 2
        if _possible_with(task, concerned[-middle:], change):
            many = middle
        else:
            few = middle
    return many


def _possible_with(
    task: Task, changed: Sequence[int], change: Callable[[Candidate], Candidate]
) -> bool:
    candidates = list(task.inputs.candidates)
    for n in changed:
        candidates[n] = change(candidates[n])
    return possible(replace(task.inputs, candidates=tuple(candidates)))


def possible(inputs: Inputs) -> bool:
    """Return whether other inputs are proven to have an arrangement."""
    try:
        return feasible(prepare(inputs), ()) is True
    except LimitError:
        # Too many combinations of papers: nothing is known, so nothing is told.
        return False
