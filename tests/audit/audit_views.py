"""The documents' own views of a scene, so that real documents can be written and audited."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

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
    from audit_scene import Scene

    from allocator.audit.exported import Exported, Place
    from allocator.models.domain.rooms import Room


def book_view(scene: Scene) -> BookView:
    papers = tuple(
        PaperView(
            exam=p.exam, exam_name=p.exam_name, level=p.level, specialty=p.specialty,
            subject=p.subject, subject_name=p.subject_name, form=p.form, session=p.session,
            start=p.start, end=p.end, audio_video=p.audio_video,
        )
        for p in scene.papers
    )  # fmt: skip
    return BookView(
        title="示例考试", papers=papers, bag_sizes=scene.policy.bag_sizes,
        spare_bags=scene.policy.others.get("备用试卷袋", ""),
        entry_rule="", full_ids=False,
    )  # fmt: skip


def site_views(scene: Scene, book: Exported) -> list[SiteView]:
    people: dict[tuple[str, str, int], list[Place]] = defaultdict(list)
    for place in book.places:
        people[place.site, place.number, place.batch].append(place)
    rooms = {room.id: room for room in scene.rooms}
    return [
        SiteView(
            code=site.code, name=site.name, address="", contact="", phone="",
            rooms=tuple(
                _room_view(scene, rooms[places[0].room], sorted(places, key=lambda p: p.seat))
                for (code, _, _), places in sorted(people.items())
                if code == site.code
            ),
            floor_rooms=tuple(
                FloorRoom(room.building, room.floor, room.classroom, "")
                for room in scene.rooms
                if room.site == site.code
            ),
        )
        for site in scene.sites
    ]  # fmt: skip


def _room_view(scene: Scene, room: Room, places: list[Place]) -> RoomView:
    first = places[0]
    index = {id(paper): nth for nth, paper in enumerate(scene.papers)}
    due: dict[int, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    seats = []
    for place in places:
        person = scene.person(place.registration)
        papers = []
        for entry in place.dues:
            nth = index[id(scene.paper_of(person, place.batch, entry.subject))]
            due[entry.session][nth].append(place.ticket)
            papers.append((entry.session, nth))
        seats.append(
            SeatView(
                place.seat,
                place.row,
                place.column,
                place.ticket,
                place.registration,
                place.name,
                place.id_shown,
                "",
                tuple(papers),
                place.level,
                place.specialty,
            )
        )
    percent = scene.person(first.registration).need.extra_percent
    return RoomView(
        exam=first.exam, exam_name=f"{first.exam}类资格考试", batch=first.batch,
        number=first.number, building=room.building, floor=room.floor, classroom=room.classroom,
        form=room.form, layout=room.layout, order=room.order, first=room.first, usable=room.seats,
        extra_percent=percent, seats=tuple(seats),
        sessions=tuple(
            _session(scene, session, papers, percent) for session, papers in sorted(due.items())
        ),
        roles=("监考甲", "监考乙"),
    )  # fmt: skip


def _session(scene: Scene, session: int, papers: dict[int, list[str]], percent: int) -> RoomSession:
    tickets = sorted(ticket for own in papers.values() for ticket in own)
    first = scene.papers[min(papers)]
    return RoomSession(
        session=session, start=first.start, end=scene.end_of(first, percent), people=len(tickets),
        first_ticket=tickets[0], last_ticket=tickets[-1],
        papers=tuple(
            RoomPaper(paper=nth, people=len(own), first_ticket=min(own), last_ticket=max(own))
            for nth, own in sorted(papers.items())
        ),
    )  # fmt: skip
