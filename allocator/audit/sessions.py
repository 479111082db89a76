"""Who is due in which room and session by 考生编排: the basis of signs, plans, bags and orders."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from allocator.audit.people import rooms_in_use
from allocator.audit.plain import end_of, once

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from allocator.audit.exported import Exported, Place
    from allocator.audit.people import Duty, RoomUse
    from allocator.models.domain.exam import Inputs
    from allocator.models.domain.ids import RoomId, Sitting

SheetKey = tuple[str, int]
"""考场号 and 场次, unique within a site."""


@dataclass(slots=True)
class Sheet:
    """One room in one session with those due."""

    use: RoomUse
    number: str
    session: int
    line: int
    """Excel row of the first of them in 考生编排."""
    percent: int = 0
    """延时 of the room, the longest where they differ."""
    tickets: dict[str, Place] = field(default_factory=dict)
    """Who is due, by ticket."""
    papers: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Tickets by index into `Inputs.papers`."""

    @property
    def room(self) -> RoomId:
        """Return the physical room."""
        return self.use.id

    @property
    def sitting(self) -> Sitting:
        """Return the exam, or the 批次 of it."""
        return self.use.sitting

    def times(self, inputs: Inputs) -> tuple[datetime, datetime]:
        """Return the first start and the last end of its papers, 延时 included."""
        papers = [inputs.papers[paper] for paper in self.papers]
        ends = [end_of(paper, self.percent) for paper in papers]
        return min(paper.start for paper in papers), max(ends)


def rooms_by_session(book: Exported, inputs: Inputs) -> list[Sheet]:
    """Return every room and session in which somebody is due, in the order of 考生编排."""
    return once(
        book,
        inputs,
        "rooms by session",
        lambda: [sheet for use in rooms_in_use(book, inputs) for sheet in _sheets(use)],
    )


def sheets_by_site(book: Exported, inputs: Inputs) -> dict[str, dict[SheetKey, Sheet]]:
    """Return the same by site and by what the documents call it."""
    return once(book, inputs, "sheets by site", lambda: _by_site(rooms_by_session(book, inputs)))


def _by_site(sheets: list[Sheet]) -> dict[str, dict[SheetKey, Sheet]]:
    by_site: dict[str, dict[SheetKey, Sheet]] = defaultdict(dict)
    for sheet in sheets:
        by_site[sheet.room.site][sheet.number, sheet.session] = sheet
    return by_site


def _sheets(use: RoomUse) -> Iterator[Sheet]:
    """Yield the sessions of one room; those who are due in the same are entered together."""
    alike: dict[tuple[Duty, str], list[Place]] = defaultdict(list)
    for seated in use.people:
        alike[seated.duty, seated.place.number].append(seated.place)
    found: dict[SheetKey, Sheet] = {}
    for (duty, number), places in alike.items():
        by_ticket = {place.ticket: place for place in places}
        for nth, (due, paper) in enumerate(zip(duty.dues, duty.papers, strict=True)):
            if paper is None:
                continue
            sheet = found.get((number, due.session))
            if sheet is None:
                sheet = Sheet(use, number, due.session, places[0].lines[nth])
                found[number, due.session] = sheet
            sheet.percent = max(sheet.percent, duty.need.extra_percent)
            sheet.tickets.update(by_ticket)
            sheet.papers[paper].update(by_ticket)
    yield from found.values()
