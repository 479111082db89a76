"""Puts people who cannot serve any more out of their posts, and others in their places.

What `amend` does and what whoever verifies it does again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.solvers.posting.draw import watches
from allocator.solvers.posting.replacing import Asked, replace_people
from allocator.solvers.posting.standing_in import StandIns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.models.domain.amendments import Amendment, Move
    from allocator.models.domain.exam import Inputs
    from allocator.models.domain.staffing import PostingPlan, PostsPlan
    from allocator.pipeline.derived import Derived


def moved(
    inputs: Inputs,
    known: Derived,
    posting: PostingPlan,
    posts: PostsPlan,
    out: tuple[str, ...],
    fixed: tuple[str, ...],
    earlier: Sequence[Amendment],
    *,
    seed: str,
    digest: str,
) -> tuple[tuple[Move, ...], PostsPlan]:
    """Return the moves of the amendment after `earlier` that takes `out`, and the posts then.

    Raises as `replace_people` does.
    """
    asked = Asked(
        number=len(earlier) + 1,
        out=out,
        gone=frozenset(who for one in earlier for who in one.out),
        fixed=frozenset(fixed),
    )
    return replace_people(
        posting,
        posts,
        asked,
        StandIns(inputs, posting, known.recusals, known.rooms),
        people=sorted(member.staff for member in inputs.staff),
        workable=Workable(known, posting, frozenset(out)),
        seed=seed,
        digest=digest,
    )


class Workable:
    """Whether sites can go on with changed posts."""

    def __init__(self, known: Derived, posting: PostingPlan, leaving: frozenset[str]) -> None:
        """`leaving`: 工号 of who is about to leave; they stand in nobody's way."""
        self._known, self._posting, self._leaving = known, posting, leaving

    def __call__(self, posts: PostsPlan, sites: frozenset[str]) -> bool:
        """Return whether the draws of the day of some sites can be finished, nobody with a rival.

        With the reserves as the posts have them.
        """
        from allocator.pipeline.judging import Judgement

        if self._rivals_meet(posts, sites):
            return False
        judged = Judgement(self._known.maker, self._posting.turns, posts.posted)
        reserves = {(one.site, one.turn): set(one.staff) for one in posts.reserves}
        return all(
            judged.finishable(
                here.site,
                here.part.turn,
                [w for w in here.people if w not in reserves.get((here.site, here.part.turn), ())],
            )
            for here in watches(self._posting, posts.posted)
            if here.site in sites
        )

    def _rivals_meet(self, posts: PostsPlan, sites: frozenset[str]) -> bool:
        """Return whether somebody serves at one of the sites with whom an interest parts him.

        An interest at the range of a 考场 is for the draw of the day.
        """
        site_of = {p.staff: p.site for p in posts.posted if p.staff not in self._leaving}
        return any(
            one in site_of
            and other in site_of
            and not sites.isdisjoint((site_of[one], site_of[other]))
            and (scope == "考试" or (scope == "考点" and site_of[one] == site_of[other]))
            for one, other, scope in self._known.interests
        )
