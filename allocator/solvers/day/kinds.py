"""How few rooms can break the rules about pairs, counted on kinds of people.

A kind is everybody alike in sex, experience, computer skill and large unit. Bars, relatives and
earlier draws are left out, so the least found here is a bound for the draw, and nearly always its
least. Asked only where plain counting (`bounds`) leaves a gap.
"""

from __future__ import annotations

from collections import Counter
from functools import partial
from itertools import combinations_with_replacement
from typing import TYPE_CHECKING, NamedTuple

from ortools.sat.python import cp_model

from allocator.models.domain.exam import Form
from allocator.solvers.base import Limits, Status
from allocator.solvers.cpsat import Objective, minimise_in_order
from allocator.solvers.day.task import COMPUTER, EXPERIENCED

if TYPE_CHECKING:
    from allocator.models.domain.staffing import WorkRoom
    from allocator.solvers.base import TierResult
    from allocator.solvers.day.task import DayTask

LIMIT = Limits(deterministic_time=3.0)
MOST_TEAMS = 20_000
PAIR_RULES = ("PAIR-UNIT", "PAIR-GENDER", "PAIR-EXPERIENCE")


class _Kind(NamedTuple):
    admin: bool
    unit: int
    """-1: one that cannot crowd the rooms."""
    traits: int


class _Team(NamedTuple):
    kinds: tuple[tuple[_Kind, int], ...]
    rooms: cp_model.IntVar
    costs: dict[str, int]


def least_on_kinds(task: DayTask) -> tuple[TierResult, ...]:
    """Return value and bound of the pair rules in force; empty: too many kinds or none in time."""
    kinds = _kinds(task)
    alike = Counter(_shape(room) for room in task.rooms)
    model = cp_model.CpModel()
    teams: list[_Team] = []
    for (electronic, watch, admins), rooms in sorted(alike.items()):
        found: list[_Team] = []
        for mixed in _mixes(kinds, watch, admins):
            have = 0
            for kind in mixed:
                have |= kind.traits
            if electronic and not have & COMPUTER:
                continue
            var = model.new_int_var(0, rooms, f"t{len(teams)},{len(found)}")
            found.append(_Team(tuple(Counter(mixed).items()), var, _costs(mixed, have)))
            if len(teams) + len(found) > MOST_TEAMS:
                return ()
        model.add(sum(team.rooms for team in found) == rooms)
        teams += found
    for kind, people in kinds.items():
        used = [dict(team.kinds).get(kind, 0) * team.rooms for team in teams]
        model.add(sum(used) <= people)
    tiers = [
        Objective(name=rule, term=partial(_total, teams, rule))
        for rule in task.shoulds
        if rule in PAIR_RULES
    ]
    if not tiers:
        return ()
    ordered = minimise_in_order(model, tiers, LIMIT)
    return ordered.tiers if ordered.status in (Status.OPTIMAL, Status.FEASIBLE) else ()


def _total(teams: list[_Team], rule: str) -> cp_model.LinearExprT:
    return sum(team.costs[rule] * team.rooms for team in teams)


def _shape(room: WorkRoom) -> tuple[bool, int, int]:
    return room.form is Form.ELECTRONIC, room.invigilators, room.admins


def _kinds(task: DayTask) -> dict[_Kind, int]:
    """Count people by kind; units that fit one a room are no limit, whoever the others are."""
    sizes = Counter(task.units[who] for who in sorted(task.counted))
    party = task.party
    found: Counter[_Kind] = Counter()
    for admin, people in ((False, party.invigilators), (True, party.admins)):
        for who in people:
            unit = task.units[who]
            crowds = unit >= 0 and 2 * sizes[unit] > len(task.rooms)
            found[_Kind(admin, unit if crowds else -1, task.traits[who])] += 1
    return dict(sorted(found.items()))


def _mixes(kinds: dict[_Kind, int], watch: int, admins: int) -> list[tuple[_Kind, ...]]:
    watching = [kind for kind in kinds if not kind.admin]
    running = [kind for kind in kinds if kind.admin]
    return [
        first + second
        for first in combinations_with_replacement(watching, watch)
        for second in combinations_with_replacement(running, admins)
    ]


def _costs(team: tuple[_Kind, ...], have: int) -> dict[str, int]:
    pairs = sum(a.unit == b.unit and a.unit >= 0 for n, a in enumerate(team) for b in team[:n])
    return {
        "PAIR-UNIT": pairs,
        "PAIR-GENDER": int(have & 3 != 3),
        "PAIR-EXPERIENCE": int(not have & EXPERIENCED),
    }
