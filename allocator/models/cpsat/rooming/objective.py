"""What `rooming` wants, one function per term; `TIERS` gives the order of importance.

A term may make variables of its own (`opened_of_rank`), so it is called only when its turn comes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.models.cpsat.rooming.variables import Linear, RoomingVars, total

if TYPE_CHECKING:
    from collections.abc import Callable

    from ortools.sat.python import cp_model

    from allocator.models.cpsat.rooming.problem import RoomingProblem


def rooms(model: cp_model.CpModel, problem: RoomingProblem, x: RoomingVars) -> Linear:
    """Physical rooms opened."""
    return x.rooms_opened()


def room_sessions(model: cp_model.CpModel, problem: RoomingProblem, x: RoomingVars) -> Linear:
    """Rooms in which somebody is due, over all sessions: each costs two 监考."""
    return total(n * problem.patterns[p].sessions for (p, _), n in x.rooms.items())


def sites(model: cp_model.CpModel, problem: RoomingProblem, x: RoomingVars) -> Linear:
    """Sites with an open room."""
    return total(x.site_open)


def patrols(model: cp_model.CpModel, problem: RoomingProblem, x: RoomingVars) -> Linear:
    """流动监考: rooms of a floor / 5, rounded up (规范 7.2.1.4)."""
    return x.patrols()


def without_video(model: cp_model.CpModel, problem: RoomingProblem, x: RoomingVars) -> Linear:
    """Rooms opened without 视频监控 (规范 6.3.2.2.1)."""
    ranks = x.opened_of_rank(model)
    return total(n for (_, video, _), n in ranks.items() if not video)


def low_priority(model: cp_model.CpModel, problem: RoomingProblem, x: RoomingVars) -> Linear:
    """Shortfall of 优先级 below the highest there is, over opened rooms."""
    ranks = x.opened_of_rank(model)
    best = max((priority for _, _, priority in ranks), default=0)
    return total(n * (best - priority) for (_, _, priority), n in ranks.items() if priority < best)


TIERS: tuple[tuple[str, Callable[[cp_model.CpModel, RoomingProblem, RoomingVars], Linear]], ...] = (
    ("启用考场", rooms),
    ("考场场次", room_sessions),
    ("启用考点", sites),
    ("流动监考", patrols),
    ("无监控考场", without_video),
    ("优先级", low_priority),
)
"""Chinese name of the tier and its term, the most important first."""
