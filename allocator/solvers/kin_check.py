"""Whether the people whom SEAT-KIN keeps apart can be parted in laid rooms, by exact search."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from allocator.solvers.base import Limits, Status

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from allocator.solvers.laying import LaidRoom
    from allocator.solvers.rooming_task import Task

MANY_ROOMS = 12
"""People of a kind in more rooms than this find one without kin whoever sits where."""
_LIMITS = Limits(deterministic_time=5.0)


def people_with_kin(
    task: Task, pairs: Iterable[tuple[int, int]] | None = None
) -> dict[int, list[int]]:
    """Return by kind, ascending, its candidates who must not sit with somebody.

    `pairs`: only these pairs of kin are looked at; None for all.
    """
    kind_of = {who: k for k, members in enumerate(task.kinds.members) for who in members}
    found: dict[int, list[int]] = defaultdict(list)
    for who in sorted({who for pair in _of(task, pairs) for who in pair}):
        found[kind_of[who]].append(who)
    return dict(sorted(found.items()))


def _of(task: Task, pairs: Iterable[tuple[int, int]] | None) -> Iterable[tuple[int, int]]:
    return task.kinds.kin if pairs is None else pairs


def can_part(
    task: Task, rooms: Sequence[LaidRoom], pairs: Collection[tuple[int, int]] | None = None
) -> bool:
    """Return whether everybody with kin in a sitting may get a place of his kind without any.

    `rooms` are those of one sitting that is not one of several 批次; `pairs` as above. A limit of
    effort is no "no".
    """
    from ortools.sat.python import cp_model

    from allocator.solvers.cpsat import solve

    model = cp_model.CpModel()
    places: dict[int, dict[int, cp_model.IntVar]] = {}
    for kind, people in people_with_kin(task, pairs).items():
        here = [n for n, room in enumerate(rooms) if room.people.get(kind)]
        if not here or len(here) > MANY_ROOMS:
            continue
        for who in people:
            places[who] = {n: model.new_bool_var("") for n in here}
            model.add_exactly_one(places[who].values())
        for n in here:
            model.add(sum(places[who][n] for who in people) <= rooms[n].people[kind])
    for one, other in _of(task, pairs):
        first, second = places.get(one, {}), places.get(other, {})
        for n in first.keys() & second.keys():
            model.add_at_most_one(first[n], second[n])
    return solve(model, _LIMITS)[0] is not Status.INFEASIBLE
