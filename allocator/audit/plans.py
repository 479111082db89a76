"""考场座次表 held against 考生编排 (part of SEAT-STABLE): one true page per room and session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.audit.exported import SEAT_PLANS
from allocator.audit.plain import as_number
from allocator.audit.sessions import sheets_by_site
from allocator.audit.sites import unreadable
from allocator.models.domain.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable

    from allocator.audit.exported import Exported, Place, SeatPage, SiteDocuments, Spot
    from allocator.audit.sessions import Sheet, SheetKey
    from allocator.models.domain.exam import Inputs


def plans_wrong(book: Exported, inputs: Inputs) -> list[Finding]:
    """Return where seat plans are missing, too many, or show others than who is due."""
    due = sheets_by_site(book, inputs)
    findings = []
    for site in book.sites:
        if not unreadable(site, SEAT_PLANS):
            findings += _site_wrong(site, due.get(site.site, {}))
    return findings


def _site_wrong(site: SiteDocuments, sheets: dict[SheetKey, Sheet]) -> list[Finding]:
    seen = set()
    findings = []
    for page in site.plans:
        key = (page.number, int(page.session) if page.session.isdecimal() else 0)
        sheet = sheets.get(key)
        if sheet is None:
            wrong = ["没有这样的考场和场次"]
        elif key in seen:
            wrong = ["多出一页"]
        else:
            wrong = _page_wrong(page, sheet)
        seen.add(key)
        place = f"{site.folder}/{SEAT_PLANS}.xlsx {page.sheet} 第 {page.line} 行"
        name = f"座次表 考场 {page.number} 场次 {page.session}"
        findings += [
            Finding(rule="SEAT-STABLE", place=place, message=f"{name}：{text}") for text in wrong
        ]
    for number, session in sheets:
        if (number, session) not in seen:
            message = f"考场 {number} 场次 {session} 没有座次表"
            place = f"{site.folder}/{SEAT_PLANS}.xlsx"
            findings.append(Finding(rule="SEAT-STABLE", place=place, message=message))
    return findings


def _page_wrong(page: SeatPage, sheet: Sheet) -> list[str]:
    """Return what is wrong about a page: who is to sign there, and who is marked 本场不考."""
    wrong = []
    if page.people != str(len(sheet.tickets)):
        wrong.append(f"应考人数应为 {len(sheet.tickets)}，实为 {page.people or '空'}")
    absent = [
        seated.place
        for seated in sheet.use.people
        if seated.place.ticket not in sheet.tickets and seated.place.number == sheet.number
    ]
    wrong += _differences("应考", page.due, _spots(sheet.tickets.values()))
    wrong += _differences("本场不考", page.absent, _spots(absent))
    return wrong


def _spots(places: Iterable[Place]) -> tuple[Spot, ...]:
    return tuple(sorted([(p.seat, p.row, p.column, p.ticket) for p in places]))


def _differences(what: str, shown: tuple[Spot, ...], due: tuple[Spot, ...]) -> list[str]:
    """Return a sentence for each seat that is missing, strange or shown twice."""
    if shown == due:
        return []
    wrong = [f"{what}的{_name(spot)}没有或不在应在的位置" for spot in due if spot not in shown]
    wrong += [f"{_name(spot)}标为{what}，与考生编排不符" for spot in shown if spot not in due]
    twice = {spot for spot in shown if shown.count(spot) > 1}
    wrong += [f"{_name(spot)}出现不止一次" for spot in sorted(twice)]
    return wrong


def _name(spot: Spot) -> str:
    seat, row, column, ticket = spot
    return f"座位 {seat}（行 {row} 列 {column}）准考证号 {as_number(ticket)} "
