"""Turns that overlap in time at a site: who serves a drawn post in one cannot serve in the other.

A session lasts as long as its last room at the site: where 延时 keeps a room until after the next
session has begun, which room somebody serves is known on the day only, so nobody serves in both.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from typing import TYPE_CHECKING

from allocator.models.domain.paper_index import PaperIndex
from allocator.solvers.times import meet, sat

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from allocator.models.domain.exam import Inputs
    from allocator.models.domain.plans import OpenRoom, RoomingPlan
    from allocator.models.domain.staffing import Turn
    from allocator.solvers.times import Span


def overlapping_turns(
    inputs: Inputs, plan: RoomingPlan, turns: Sequence[Turn]
) -> Mapping[str, tuple[tuple[int, int], ...]]:
    """Return by 考点代码 the pairs of turns (indexes, i < j) that overlap there, sorted."""
    index = PaperIndex(inputs.papers)
    turn_of = {session: nth for nth, turn in enumerate(turns) for session in turn.sessions}
    held: dict[str, dict[int, set[Span]]] = defaultdict(lambda: defaultdict(set))
    for room in plan.open_rooms:
        for session, span in _spans(inputs, plan, index, room):
            turn = turn_of[session]
            held[room.room.site][turn].add(span)
            held[room.room.site][turn].update(turns[turn].times)
    return {
        site: tuple(
            (one, other)
            for one, other in combinations(sorted(spans), 2)
            if meet(spans[one], spans[other])
        )
        for site, spans in held.items()
    }


def _spans(
    inputs: Inputs, plan: RoomingPlan, index: PaperIndex, room: OpenRoom
) -> Iterator[tuple[int, Span]]:
    """Yield the sessions in which somebody is due in a room, and when."""
    for number, _ in room.counts:
        kind = plan.kinds[number]
        for paper in index.of_subjects(
            kind.exam, room.sitting.batch, kind.level, kind.specialty, kind.subjects
        ):
            sitting = inputs.papers[paper]
            yield sitting.session, sat(sitting, kind.need.extra_percent)
