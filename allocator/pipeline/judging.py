"""Whether the draws of the day can be finished with people as they were posted."""

from __future__ import annotations

from collections import Counter
from functools import cache, partial
from typing import TYPE_CHECKING

from allocator.models.domain.staffing import PostsPlan

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from allocator.models.domain.day_draws import SiteSheet
    from allocator.models.domain.findings import Clash
    from allocator.models.domain.staffing import Posted, Turn
    from allocator.solvers.posting.draw import Judged
    from allocator.solvers.posting.sexes import Mix
    from allocator.solvers.staff.site_sheets import SheetMaker


def judge_by(maker: SheetMaker, turns: Sequence[Turn]) -> Callable[[Sequence[Posted]], Judged]:
    """Return what judges people posted."""
    return partial(Judgement, maker, turns)


class Judgement:
    """What one drawing of posts leaves possible; of most drawings few sites are looked at."""

    def __init__(self, maker: SheetMaker, turns: Sequence[Turn], posted: Sequence[Posted]) -> None:
        """Keep the drawing; `turns` are those of the exam."""
        # Without reserves everybody posted is a regular.
        posts = PostsPlan(posted=tuple(posted), reserves=())
        self._turns = turns
        self.sheet: Callable[[str], SiteSheet] = cache(lambda site: maker.make_one(site, posts))

    def finishable(self, site: str, turn: int, regulars: Sequence[str]) -> bool:
        """Return whether the draw of a site and turn (index) can be finished with these 监考."""
        from allocator.solvers.day.draw import can_finish

        sheet, place = self.sheet(site), self._place(site, turn)
        here = sheet.turns[place]
        others = {sheet.people[person].staff for person in (*here.patrols, *here.admins)}
        return can_finish(sheet, place, frozenset((*regulars, *others)))

    def mix(self, site: str, turn: int) -> Mix:
        """Return who of those posted for a site and turn (index) may make its rooms mixed."""
        from allocator.solvers.posting.sexes import NOBODY, Mix

        sheet, place = self.sheet(site), self._place(site, turn)
        if "PAIR-GENDER" not in sheet.rules:
            return NOBODY
        here, people = sheet.turns[place], sheet.people
        women, men = (
            frozenset(people[who].staff for who in here.invigilators if people[who].sex == sex)
            for sex in ("女", "男")
        )
        more = Counter(people[who].sex for who in (here.admins if sheet.doubles else ()))
        counted = [room.invigilators + (room.admins if sheet.doubles else 0) for room in here.rooms]
        both = sum(number > 1 for number in counted)
        return Mix(both, women, men, more_women=more["女"], more_men=more["男"])

    def causes(self, site: str, turn: int) -> Sequence[Clash]:
        """Return why not even all of them could finish it; empty where they could.

        The cures are for whoever draws posts, weeks before the exam.
        """
        from allocator.solvers.day.causes import causes_of
        from allocator.solvers.day.cures import AT_POSTING
        from allocator.solvers.day.party import present_of

        sheet, place = self.sheet(site), self._place(site, turn)
        here = sheet.turns[place]
        if self.finishable(site, turn, [sheet.people[who].staff for who in here.invigilators]):
            return ()
        return causes_of(sheet, place, present_of(sheet, here, frozenset()), AT_POSTING)

    def _place(self, site: str, turn: int) -> int:
        """Return the number of a turn of the exam among those of the site."""
        turns = self.sheet(site).turns
        return next(n for n, one in enumerate(turns) if one.turn == self._turns[turn])
