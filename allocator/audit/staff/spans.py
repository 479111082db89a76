"""When sessions are held, site by site: what cannot be served at the same time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.audit.plain import Span, once
from allocator.audit.sessions import rooms_by_session

if TYPE_CHECKING:
    from datetime import datetime

    from allocator.audit.exported import Exported
    from allocator.models.domain.exam import Inputs


def session_spans(book: Exported, inputs: Inputs) -> SessionSpans:
    """Return the times of all sessions, derived once for all rules."""
    return once(book, inputs, "times of sessions", lambda: SessionSpans(book, inputs))


class SessionSpans:
    """When each session is held at each site: as long as its last room there, 延时 included."""

    def __init__(self, book: Exported, inputs: Inputs) -> None:
        self._plain: dict[int, Span] = {}
        for paper in inputs.papers:
            known = self._plain.get(paper.session, Span(paper.start, paper.end))
            span = Span(min(known.start, paper.start), max(known.end, paper.end))
            self._plain[paper.session] = span
        self._ends: dict[tuple[str, int], datetime] = {}
        for sheet in rooms_by_session(book, inputs):
            if sheet.percent:
                key = (sheet.room.site, sheet.session)
                _, end = sheet.times(inputs)
                self._ends[key] = max(end, self._ends.get(key, end))

    def overlap(self, one: tuple[str, int], other: tuple[str, int]) -> bool:
        """Return whether two sessions, each at a site, have a common moment."""
        first, second = self.at(*one), self.at(*other)
        return first is not None and second is not None and first.overlaps(second)

    def late(self, one: tuple[str, int], other: tuple[str, int]) -> str:
        """Return which room of 延时 makes two sessions overlap; blank: they overlap without it."""
        if self._plain[one[1]].overlaps(self._plain[other[1]]):
            return ""
        site, session = min(one, other, key=lambda key: self._plain[key[1]].start)
        end = self._ends[site, session]
        return f"（考点 {site} 场次 {session} 有延时考场，{end:%H:%M} 才结束）"

    def at(self, site: str, session: int) -> Span | None:
        """Return when a session is held at a site; None: there is no such session."""
        plain = self._plain.get(session)
        if plain is None or (site, session) not in self._ends:
            return plain
        return Span(plain.start, max(plain.end, self._ends[site, session]))

    def anywhere(self) -> dict[int, Span]:
        """Return when each session is held by its papers, 延时 left out."""
        return self._plain
