"""Staff that cannot be enough with any seats, told before anything is frozen or a seed is known.

A seed that two persons made in the open is spent when posting fails after it; so all that does not
depend on who sits where is asked before.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from allocator.pipeline.reading import solve_structure

if TYPE_CHECKING:
    from allocator.models.domain.exam import Inputs
    from allocator.models.domain.plans import RoomingPlan
    from allocator.progress import Progress


def screened_structure(
    inputs: Inputs, frozen: RoomingPlan | None, progress: Progress, *, staffed: bool
) -> RoomingPlan:
    """Return the structure that was frozen, or else solved now; `staffed`: posts are to be filled.

    Raises `InfeasibleError` where rooms, or staff where there is any, cannot be enough.
    """
    plan = frozen or solve_structure(inputs, progress)
    if staffed and inputs.staff:
        _refuse_too_few_staff(inputs, plan, progress)
    return plan


def _refuse_too_few_staff(inputs: Inputs, plan: RoomingPlan, progress: Progress) -> None:
    from allocator.pipeline.post_structure import of_least_needs
    from allocator.solvers.posting.screen import screen_posting
    from allocator.solvers.recusal.graph import KinGraph
    from allocator.solvers.recusal.recusals import recusals, staff_interests
    from allocator.solvers.staff.site_work import turns_of, works_of

    progress.start("岗位预检", 1)
    turns = turns_of(inputs)
    screen = partial(
        screen_posting,
        inputs,
        turns,
        recusals=recusals(inputs, KinGraph(inputs)),
        interests=staff_interests(inputs),
    )
    waived = "PATROL-5" in inputs.policy.waivers
    of_least_needs(screen, works_of(inputs, plan, turns), waived=waived)
    progress.advance()
    progress.finish()
