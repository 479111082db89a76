"""Whether staff can be enough at all, before seats are drawn: what no seat has a say in.

Everything that posting asks, but for who is barred from which site because of who sits there. What
cannot be done so cannot be done with any seats; what can be done may still fail with some.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from allocator.errors import InfeasibleError
from allocator.solvers.posting.counts import feasible
from allocator.solvers.posting.explain import clashes, counted
from allocator.solvers.posting.solve import MOST_TURNS, TOO_FEW
from allocator.solvers.posting.task import prepare

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from allocator.models.domain.exam import Inputs
    from allocator.models.domain.staffing import Recusal, SiteWork, Turn
    from allocator.solvers.posting.task import Task


def screen_posting(
    inputs: Inputs,
    turns: Sequence[Turn],
    works: Sequence[SiteWork],
    recusals: Sequence[Recusal],
    interests: Sequence[tuple[str, str, str]],
) -> None:
    """Raise `InfeasibleError`, with the clashes of posting, where no seats make it possible.

    Where turns are too many to solve or the effort runs out, what counting finds decides.
    """
    every = partial(prepare, inputs, turns, works, recusals, {}, interests)
    possible = _possible(every)
    if possible:
        return
    everybody = every(everyone=True)
    found = clashes(everybody) if possible is False else counted(everybody)
    if found:
        raise InfeasibleError(TOO_FEW, found)


def _possible(every: Callable[..., Task]) -> bool | None:
    """Return whether the counts can be had; None where that cannot be told."""
    task = every()
    if task.narrowed:
        if max(area.bit_count() for area in task.problem.areas) > MOST_TURNS:
            return None
        task = every(every_subset=True)
    return feasible(task.problem, ())
