"""What the documents of the 考区 need of each site; made beside the site's documents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from allocator.reporting.views import SiteView


class PaperCount(NamedTuple):
    """One paper at one site."""

    paper: int
    """Index into `BookView.papers`."""
    people: tuple[int, ...]
    """Candidates due in each room, rooms by 考场号; its length is the number of rooms."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteSummary:
    """One site without its people."""

    code: str
    name: str
    rooms: int
    """Rooms opened in any sitting (physical rooms)."""
    spare: int
    """Rooms kept free: 备1, 备2 …"""
    seats: int
    """Candidates arranged, each counted once per sitting."""
    papers: tuple[PaperCount, ...]
    """Ascending by paper."""
    session_rooms: tuple[tuple[int, int, int], ...]
    """(session, rooms in use, people due), ascending by session."""


def summarise(site: SiteView) -> SiteSummary:
    """Return the figures of a site."""
    people: dict[int, list[int]] = {}
    sessions: dict[int, tuple[int, int]] = {}
    for room in site.rooms:
        for due in room.sessions:
            rooms, total = sessions.get(due.session, (0, 0))
            sessions[due.session] = (rooms + 1, total + due.people)
            for part in due.papers:
                people.setdefault(part.paper, []).append(part.people)
    return SiteSummary(
        code=site.code,
        name=site.name,
        rooms=len({(room.building, room.floor, room.classroom) for room in site.rooms}),
        spare=sum(room.state.startswith("备") for room in site.floor_rooms),
        seats=sum(len(room.seats) for room in site.rooms),
        papers=tuple(PaperCount(paper, tuple(people[paper])) for paper in sorted(people)),
        session_rooms=tuple((session, *sessions[session]) for session in sorted(sessions)),
    )
