"""What follows for the staff from inputs and seats, before anybody is posted: nothing is drawn.

The same for posting, for amendments and for whoever verifies either.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from allocator.models.domain.exam import Inputs
    from allocator.models.domain.plans import RoomingPlan, SeatingPlan
    from allocator.models.domain.staffing import Recusal, SiteWork, Turn
    from allocator.progress import Progress
    from allocator.solvers.staff.places import Rooms
    from allocator.solvers.staff.site_sheets import SheetMaker


class Derived:
    """Recusals, needs of the sites and what makes their sheets."""

    recusals: tuple[Recusal, ...]
    relatives: tuple[tuple[str, str], ...]
    """Pairs of 工号 who are relatives (PAIR-KIN)."""
    interests: tuple[tuple[str, str, str], ...]
    """(工号, 工号, 范围) of declared interests between two members of staff."""
    rooms: Rooms
    """Of the candidates whom a recusal at the range of a 考点 or 考场 names."""
    turns: tuple[Turn, ...]
    works: tuple[SiteWork, ...]
    """Needs with every patrol group that PATROL-5 asks for."""

    def __init__(
        self, inputs: Inputs, plan: RoomingPlan, seating: SeatingPlan, progress: Progress
    ) -> None:
        """Derive everything but what is asked for later."""
        from allocator.solvers.recusal.graph import KinGraph
        from allocator.solvers.recusal.recusals import recusals, staff_interests, staff_relatives
        from allocator.solvers.staff.places import rooms_of_candidates
        from allocator.solvers.staff.site_work import turns_of, works_of

        self._inputs, self._plan, self._seating = inputs, plan, seating
        progress.start("回避核对", 2)
        kin = KinGraph(inputs)
        self.recusals = recusals(inputs, kin)
        progress.advance()
        self.relatives, self.interests = staff_relatives(inputs, kin), staff_interests(inputs)
        progress.advance()
        progress.finish()
        named = [recusal.registration for recusal in self.recusals if recusal.scope != "考试"]
        self.rooms = rooms_of_candidates(inputs, plan, seating, named)
        self.turns = turns_of(inputs)
        self.works = works_of(inputs, plan, self.turns)

    @cached_property
    def maker(self) -> SheetMaker:
        """Return what makes the sheets of the sites."""
        from allocator.solvers.staff.places import barred_rooms
        from allocator.solvers.staff.site_sheets import SheetMaker

        return SheetMaker(
            self._inputs,
            self._plan,
            self._seating,
            self.turns,
            works=self.works,
            relatives=(*self.relatives, *((one, other) for one, other, _ in self.interests)),
            barred=barred_rooms(self.recusals, self.rooms),
        )

    @property
    def scopes(self) -> Mapping[Recusal, str]:
        """Return the printed 范围 of each recusal."""
        from allocator.solvers.staff.places import printed_scopes

        return printed_scopes(self.recusals, self.rooms)
