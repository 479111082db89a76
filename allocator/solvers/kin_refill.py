"""SEAT-KIN: laid rooms filled otherwise, so that kin can be parted in them; exact.

Counts by kind and room, and a place for each of the few people who have kin: no one else is named.
As few people as can be change rooms. A room may take on a wider pattern: the fewest sessions, for
which a room was given to one paper, may have left no place that kin could change to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.solvers.base import Limits, Status
from allocator.solvers.kin_check import people_with_kin
from allocator.solvers.kin_rooms import lay_again, may_enter, portion_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ortools.sat.python import cp_model

    from allocator.solvers.laying import LaidRoom
    from allocator.solvers.rooming_task import Task

_LIMITS = Limits(deterministic_time=5.0)


def refill(task: Task, sitting: int, rooms: Sequence[LaidRoom]) -> bool:
    """Fill the rooms of a sitting so that everybody with kin may get a place without any.

    `rooms` are those of the sitting that is not one of several 批次; each keeps somebody. Returns
    False, and leaves the rooms as they are, where that cannot be or the effort ran out.
    """
    from ortools.sat.python import cp_model

    from allocator.solvers.cpsat import solve

    model = cp_model.CpModel()
    shared = [room for room in rooms if not task.patterns[room.pattern].family.alone]
    wider = [_wider(task, room) for room in shared]
    chosen = [[model.new_bool_var("") for _ in row] for row in wider]
    counts = _counts(task, sitting, shared, model)
    _part(task, counts, model)
    for (kind, n), y in counts.items():
        fitting = task.portions[portion_of(task, kind, sitting)].patterns
        fits = [z for p, z in zip(wider[n], chosen[n], strict=True) if p in fitting]
        model.add(y <= len(task.kinds.members[kind]) * sum(fits))
    for row in chosen:
        model.add_exactly_one(row)
    for n, room in enumerate(shared):
        here = cp_model.LinearExpr.sum([y for (_, r), y in counts.items() if r == n])
        # A room of the tail may hold more than its places already.
        model.add_linear_constraint(here, 1, max(room.places, room.total))
    moved = []
    for (kind, n), y in counts.items():
        before = shared[n].people.get(kind, 0)
        more = model.new_int_var(0, len(task.kinds.members[kind]), "")
        model.add(more >= y - before)
        moved.append(more)
    changed = [z for row in chosen for z in row[1:]]
    model.minimize(cp_model.LinearExpr.sum([*moved, *changed]))
    status, solver = solve(model, _LIMITS)
    if status in (Status.INFEASIBLE, Status.NO_ANSWER):
        return False
    people: list[dict[int, int]] = [{} for _ in shared]
    for (kind, n), y in counts.items():
        if value := solver.value(y):
            people[n][kind] = value
    lay_again(shared, people)
    for room, row, patterns in zip(shared, chosen, wider, strict=True):
        room.pattern = next(p for p, z in zip(patterns, row, strict=True) if solver.value(z))
    return True


def _wider(task: Task, room: LaidRoom) -> list[int]:
    """Return the pattern of a room and the maximal ones that it might have in its family."""
    family = task.patterns[room.pattern].family
    maximal = [p for p, one in enumerate(task.patterns) if one.maximal and one.family == family]
    return [room.pattern, *(p for p in maximal if p != room.pattern)]


def _counts(
    task: Task, sitting: int, rooms: Sequence[LaidRoom], model: cp_model.CpModel
) -> dict[tuple[int, int], cp_model.IntVar]:
    """Return by (kind, room) how many sit there, all of each kind that sits in `rooms`."""
    counts = {}
    for portion, part in enumerate(task.portions):
        total = sum(room.people.get(part.kind, 0) for room in rooms)
        if part.sitting == sitting and total:
            family = task.patterns[part.patterns[0]].family
            here = [
                n
                for n, room in enumerate(rooms)
                if task.patterns[room.pattern].family == family and may_enter(task, portion, room)
            ]
            row = {(part.kind, n): model.new_int_var(0, total, "") for n in here}
            model.add(sum(row.values()) == total)
            counts.update(row)
    return counts


def _part(
    task: Task, counts: dict[tuple[int, int], cp_model.IntVar], model: cp_model.CpModel
) -> None:
    """Give everybody with kin a place of his kind where none of them is."""
    places: dict[int, dict[int, cp_model.IntVar]] = {}
    for kind, people in people_with_kin(task).items():
        here = {n: y for (k, n), y in counts.items() if k == kind}
        if not here:
            continue
        for who in people:
            places[who] = {n: model.new_bool_var("") for n in here}
            model.add_exactly_one(places[who].values())
        for n, y in here.items():
            model.add(sum(places[who][n] for who in people) <= y)
    for one, other in task.kinds.kin:
        first, second = places.get(one, {}), places.get(other, {})
        for n in sorted(first.keys() & second.keys()):
            model.add_at_most_one(first[n], second[n])
