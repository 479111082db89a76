"""From inputs and plans to what documents show: sorts, joins and masks, decides nothing.

One `Builder` serves a run and remembers what many candidates share. The views it makes are plain
data (`views`), so that the documents of a site can be written in another process.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from allocator.models.domain.exam import Form
from allocator.models.domain.extra_time import extended_end
from allocator.models.domain.geometry import walk
from allocator.models.domain.paper_index import PaperIndex
from allocator.reporting.room_roles import roles_of
from allocator.reporting.views import (
    BookView,
    FloorRoom,
    PaperView,
    RoomPaper,
    RoomSession,
    RoomView,
    SeatView,
    SiteView,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from pathlib import Path

    from allocator.models.domain.exam import Candidate, Inputs, Paper
    from allocator.models.domain.geometry import Cell
    from allocator.models.domain.ids import RoomId
    from allocator.models.domain.plans import OpenRoom, RoomingPlan, Seat, SeatingPlan
    from allocator.models.domain.rooms import Room, Site

_LATE_ENTRY = "语音、视频类考试开考后禁止入场；其他考试开考 5 分钟后禁止入场"
"""规程 第三十条(二); setting 禁止入场 overrides it."""

FlatRow = tuple[str | int | None, ...]


class _Due(NamedTuple):
    """What candidates of one (exam, batch, level, specialty, subjects) sit."""

    papers: tuple[tuple[int, int], ...]


def masked(number: str) -> str:
    """Return a 证件号码 with at most its first 6 and last 2 characters shown (规程 第四十八条)."""
    if len(number) <= 8:
        return number[:1] + "*" * max(1, len(number) - 2) + number[-1:]
    return number[:6] + "*" * (len(number) - 8) + number[-2:]


def _paper_view(paper: Paper) -> PaperView:
    return PaperView(
        exam=paper.exam,
        exam_name=paper.exam_name,
        level=paper.level,
        specialty=paper.specialty,
        subject=paper.subject,
        subject_name=paper.subject_name,
        form=paper.form,
        session=paper.session,
        start=paper.start,
        end=paper.end,
        audio_video=paper.audio_video,
    )


class Builder:
    """Answers for every view of one run."""

    def __init__(
        self,
        inputs: Inputs,
        plan: RoomingPlan,
        seating: SeatingPlan,
        *,
        full_ids: bool,
        mark: str = "",
        marks: Mapping[str, str] | None = None,
        only: Collection[str] | None = None,
        photo_folders: Sequence[Path] = (),
        photos_assumed: bool = False,
    ) -> None:
        """Index seats by room; photos are looked for in `photo_folders`, one after another.

        With `photos_assumed` every photo that the roster names leaves room for itself, found or
        not: so documents with photos can be laid out again where the pictures are not at hand.
        """
        self._photo_folders = photo_folders
        self._photos_assumed = photos_assumed
        self._inputs = inputs
        self._plan = plan
        self._full_ids = full_ids
        self._papers = PaperIndex(inputs.papers)
        self._rooms = {room.id: room for room in inputs.rooms}
        self._seats: dict[int, list[Seat]] = defaultdict(list)
        for seat in seating.seats:
            self._seats[seat.open_room].append(seat)
        self._due: dict[tuple[str, int, str, str, tuple[str, ...]], _Due] = {}
        self._exam_names = {paper.exam: paper.exam_name for paper in reversed(inputs.papers)}
        others = inputs.policy.others
        self.book = BookView(
            title=inputs.title(),
            papers=tuple(_paper_view(paper) for paper in inputs.papers),
            bag_sizes=inputs.policy.bag_sizes,
            spare_bags=others.get("备用试卷袋", ""),
            entry_rule=others.get("禁止入场", _LATE_ENTRY),
            full_ids=full_ids,
            mark=mark,
            marks=dict(marks or {}),
            only=None if only is None else frozenset(only),
        )

    def sites(self) -> Iterator[SiteView]:
        """Yield every site with an open room, in the order of sheet 考点."""
        of_site: dict[str, list[int]] = defaultdict(list)
        for n, room in enumerate(self._plan.open_rooms):
            of_site[room.room.site].append(n)
        for site in self._inputs.sites:
            if site.code in of_site:
                yield self._site(site, of_site[site.code])

    def candidate_rows(self) -> Iterator[FlatRow]:
        """Yield 考生编排: one row per candidate and subject, by 考场号, seat and session."""
        inputs = self._inputs
        for n, room in enumerate(self._plan.open_rooms):
            physical = self._rooms[room.room]
            cells = walk(physical.layout, physical.order, physical.first)
            exam, batch = room.sitting
            site, building, floor, classroom = room.room
            for seat in self._seats[n]:
                who = inputs.candidates[seat.candidate]
                row, column = cells[seat.seat - 1]
                shown = self._shown(who)
                for _, p in self._papers_of(who, batch):
                    paper = inputs.papers[p]
                    yield (
                        seat.ticket, who.registration, who.name, shown, exam, batch or None,
                        who.level, who.specialty, paper.subject, paper.subject_name, paper.session,
                        site, room.number, building, floor, classroom, seat.seat, row, column,
                    )  # fmt: skip

    def room_rows(self) -> Iterator[FlatRow]:
        """Yield 考场编排: one row per open room, session and paper."""
        for n, room in enumerate(self._plan.open_rooms):
            exam, batch = room.sitting
            site, building, floor, classroom = room.room
            for due in self._room(room, n).sessions:
                for part in due.papers:
                    paper = self._inputs.papers[part.paper]
                    end = extended_end(paper.start, paper.end, self._extra(room))
                    yield (
                        exam, batch or None, site, room.number, building, floor, classroom,
                        due.session, f"{paper.start:%Y-%m-%d}", f"{paper.start:%H:%M}",
                        f"{end:%H:%M}", paper.subject, paper.subject_name, paper.level,
                        paper.specialty, part.people, part.first_ticket, part.last_ticket,
                    )  # fmt: skip

    def _site(self, site: Site, numbers: list[int]) -> SiteView:
        labels = dict(self._plan.spare_rooms)
        opened = {self._plan.open_rooms[n].room for n in numbers}
        floor_rooms = tuple(
            FloorRoom(room.building, room.floor, room.classroom, self._state(room, opened, labels))
            for room in self._inputs.rooms
            if room.site == site.code
        )
        rooms = [self._room(self._plan.open_rooms[n], n) for n in numbers]
        return SiteView(
            code=site.code,
            name=site.name,
            address=site.address,
            contact=site.contact,
            phone=site.phone,
            rooms=tuple(sorted(rooms, key=lambda room: (int(room.number), room.batch))),
            floor_rooms=floor_rooms,
        )

    @staticmethod
    def _state(room: Room, opened: set[RoomId], labels: Mapping[RoomId, str]) -> str:
        """Return what a floor map says of a room without candidates; blank for an open one."""
        if room.id in opened:
            return ""
        if room.id in labels:
            return labels[room.id]
        return "停用" if room.closed else "未启用"

    def _room(self, room: OpenRoom, number: int) -> RoomView:
        physical = self._rooms[room.room]
        exam, batch = room.sitting
        cells = walk(physical.layout, physical.order, physical.first)
        seats = [self._seat(seat, cells, batch) for seat in self._seats[number]]
        if physical.form is Form.PAPER:
            usable = min(physical.seats, self._inputs.policy.standard_size)
        else:
            usable = physical.seats - physical.spare_machines
        sessions = self._sessions(seats, self._extra(room))
        most = max(due.people for due in sessions)
        return RoomView(
            exam=exam,
            exam_name=self._exam_names[exam],
            batch=batch,
            number=room.number,
            building=physical.building,
            floor=physical.floor,
            classroom=physical.classroom,
            form=physical.form,
            layout=physical.layout,
            order=physical.order,
            first=physical.first,
            usable=max(len(seats), usable),
            extra_percent=self._extra(room),
            seats=tuple(seats),
            sessions=sessions,
            roles=roles_of(self._inputs.policy, physical.form, most),
        )

    def _seat(self, seat: Seat, cells: Sequence[Cell], batch: int) -> SeatView:
        who = self._inputs.candidates[seat.candidate]
        row, column = cells[seat.seat - 1]
        return SeatView(
            seat.seat, row, column, seat.ticket, who.registration, who.name, self._shown(who),
            self._photo(who), self._papers_of(who, batch), who.level, who.specialty,
        )  # fmt: skip

    def _extra(self, room: OpenRoom) -> int:
        """Return the 延时 percentage of a room: all its kinds have the same."""
        return self._plan.kinds[room.counts[0][0]].need.extra_percent

    def _sessions(self, seats: list[SeatView], extra: int) -> tuple[RoomSession, ...]:
        tickets: dict[int, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
        for seat in seats:
            for session, paper in seat.papers:
                tickets[session][paper].append(seat.ticket)
        found = []
        for session in sorted(tickets):
            parts = tickets[session]
            everybody = sorted(ticket for part in parts.values() for ticket in part)
            papers = [self._inputs.papers[p] for p in parts]
            found.append(
                RoomSession(
                    session=session,
                    start=min(p.start for p in papers),
                    end=max(extended_end(p.start, p.end, extra) for p in papers),
                    people=len(everybody),
                    first_ticket=everybody[0],
                    last_ticket=everybody[-1],
                    papers=tuple(
                        RoomPaper(
                            paper=p,
                            people=len(parts[p]),
                            first_ticket=min(parts[p]),
                            last_ticket=max(parts[p]),
                        )
                        for p in sorted(parts)
                    ),
                )
            )
        return tuple(found)

    def _papers_of(self, who: Candidate, batch: int) -> tuple[tuple[int, int], ...]:
        key = (who.exam, batch, who.level, who.specialty, who.subjects)
        known = self._due.get(key)
        if known is None:
            found = self._papers.of_subjects(
                who.exam, batch, who.level, who.specialty, who.subjects
            )
            papers = sorted((self._inputs.papers[p].session, p) for p in found)
            known = self._due[key] = _Due(tuple(papers))
        return known.papers

    def _photo(self, who: Candidate) -> str:
        """Return the path of a picture that exists, or blank (the intake has told who has none)."""
        if who.photo:
            for folder in self._photo_folders:
                path = folder / who.photo.replace("\\", "/")
                if path.is_file():
                    return str(path)
            if self._photos_assumed:
                return who.photo
        return ""

    def _shown(self, who: Candidate) -> str:
        return who.id_number if self._full_ids else masked(who.id_number)
