"""The tables and documents of a scene as the audit reads them back."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from audit_builders import a_plan, a_spare, a_table_row, an_order, the_sum

from allocator.audit.exported import (
    DoorPage,
    Exported,
    FoundText,
    Label,
    OrderRow,
    Place,
    RoomRow,
    SeatPage,
    SiteDocuments,
    TableRow,
)
from allocator.models.domain.exam import Form, Paper

if TYPE_CHECKING:
    from audit_scene import Scene

    from allocator.models.domain.ids import RoomId
    from allocator.models.domain.rooms import Site


def export_of(scene: Scene) -> Exported:
    """Return the tables and documents that a run would export of a scene."""
    places = scene.places()
    use: dict[tuple[str, int, RoomId, str, int], dict[Paper, list[Place]]] = {}
    for place in places:
        person = scene.person(place.registration)
        for due in place.dues:
            paper = scene.paper_of(person, place.batch, due.subject)
            key = (place.exam, place.batch, place.room, place.number, due.session)
            use.setdefault(key, {}).setdefault(paper, []).append(place)
    rows: list[RoomRow] = []
    pages: dict[str, list[DoorPage]] = defaultdict(list)
    plans: dict[str, list[SeatPage]] = defaultdict(list)
    tables: dict[str, list[TableRow]] = defaultdict(list)
    use_of: dict[tuple[str, int, RoomId], list[Place]] = defaultdict(list)
    for place in places:
        use_of[place.exam, place.batch, place.room].append(place)
    orders: dict[tuple[str, Paper], list[int]] = defaultdict(list)
    for (exam, batch, room, number, session), papers in use.items():
        texts = ["考场号", number]
        tickets: list[str] = []
        longer = max(
            scene.person(p.registration).need.extra_percent for h in papers.values() for p in h
        )
        for paper, holders in papers.items():
            own = sorted(place.ticket for place in holders)
            tickets += own
            end = scene.end_of(paper, longer)
            rows.append(
                RoomRow(
                    exam,
                    batch,
                    room.site,
                    number,
                    room.building,
                    room.floor,
                    room.classroom,
                    session,
                    f"{paper.start:%Y-%m-%d}",
                    f"{paper.start:%H:%M}",
                    f"{end:%H:%M}",
                    paper.subject,
                    paper.subject_name,
                    paper.level,
                    paper.specialty,
                    len(own),
                    own[0],
                    own[-1],
                    len(rows) + 2,
                )
            )
            texts += [f"{paper.subject_name}（{paper.level} {paper.specialty}）",
                      str(len(own)), f"{own[0]} — {own[-1]}"]  # fmt: skip
            if paper.form is Form.PAPER:
                orders[room.site, paper].append(len(own))
        start = next(iter(papers)).start
        plans[room.site].append(a_plan(number, session, use_of[exam, batch, room], tickets))
        tables[room.site] += [
            a_table_row(session, number, paper, [p.ticket for p in holders])
            for paper, holders in papers.items()
        ]
        pages[room.site].append(
            DoorPage(
                number,
                str(session),
                min(tickets),
                max(tickets),
                str(len(tickets)),
                f"{start.year}年{start.month}月{start.day}日（星期六）",
                f"{start:%H:%M}—{end:%H:%M}",
                f"{room.building} {room.floor}层 {room.classroom}",
                tuple(texts),
                f"场次{session}",
                3,
            )
        )
    return Exported(
        places=tuple(places), room_rows=tuple(rows),
        sites=tuple(
            _site(site, pages, places, plans=plans, tables=tables) for site in scene.sites
        ),
        orders=tuple(
            an_order(nth, site, paper, people)
            for nth, ((site, paper), people) in enumerate(orders.items(), start=4)
        ),
        totals=_totals(scene, orders),
    )  # fmt: skip


def _totals(scene: Scene, orders: dict[tuple[str, Paper], list[int]]) -> tuple[OrderRow, ...]:
    region: dict[Paper, list[int]] = defaultdict(list)
    for (_, paper), people in orders.items():
        region[paper] += people
    rows = [
        an_order(nth, "合计", paper, people)
        for nth, (paper, people) in enumerate(region.items(), start=50)
    ]
    if scene.policy.others.get("备用试卷袋"):
        rows += [a_spare(nth, paper) for nth, paper in enumerate(region, start=60)]
    return (*rows, the_sum(70, rows))


def _site(
    site: Site,
    pages: dict[str, list[DoorPage]],
    places: list[Place],
    *,
    plans: dict[str, list[SeatPage]],
    tables: dict[str, list[TableRow]],
) -> SiteDocuments:
    here = [place for place in places if place.site == site.code]
    labels = [Label(p.ticket, str(p.seat), p.number, "桌贴", n) for n, p in enumerate(here, 1)]
    words = [FoundText(p.ticket, "桌贴", "桌贴", n) for n, p in enumerate(here, 1)]
    return SiteDocuments(
        site=site.code, folder=f"{site.code}_{site.name}", pages=tuple(pages[site.code]),
        labels=tuple(labels), plans=tuple(plans[site.code]), rows=tuple(tables[site.code]),
        words=tuple(words), numbers=(), gaps=(),
    )  # fmt: skip
