"""DESK: one label for each occupied seat, and each seat stands where its number says."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from allocator.audit.exported import LABELS
from allocator.audit.people import rooms_in_use
from allocator.audit.plain import as_number, at_roster, report, seat_cells
from allocator.audit.sites import missing_documents, unreadable
from allocator.models.domain.findings import Finding, RuleReport

if TYPE_CHECKING:
    from allocator.audit.exported import Exported, SiteDocuments
    from allocator.audit.facts import RunFacts
    from allocator.models.domain.exam import Inputs
    from allocator.models.domain.ids import RoomId

LabelKey = tuple[str, str, str]
"""准考证号, 座位号 and 考场号, as a label shows them."""


def desk(book: Exported, inputs: Inputs, run: RunFacts) -> RuleReport:
    """Labels = occupied seats, with ticket and seat; 行 and 列 are where that seat stands."""
    findings = _cells_wrong(book, inputs)
    due: dict[str, dict[LabelKey, int]] = defaultdict(dict)
    for place in book.places:
        due[place.site][place.ticket, str(place.seat), place.number] = place.lines[0]
    findings += missing_documents("DESK", book, inputs)
    for site in book.sites:
        if not unreadable(site, LABELS):
            findings += _labels_wrong(site, due[site.site])
    return report("DESK", len(book.places), findings, inputs)


def _labels_wrong(site: SiteDocuments, due: dict[LabelKey, int]) -> list[Finding]:
    """Hold the labels of a site against the seats taken there; `due` has their Excel rows."""
    counts = Counter([label[:3] for label in site.labels])
    if counts == dict.fromkeys(due, 1):
        return []
    findings = []
    seen: set[LabelKey] = set()
    for label in site.labels:
        key = label[:3]
        if key not in due or key in seen:
            why = "重复" if key in due else "没有这样的座位和考生"
            message = f"桌贴 考场 {label.number} 座位 {label.seat} {as_number(label.ticket)}：{why}"
            place = f"{site.folder}/{LABELS}.xlsx {label.sheet} 第 {label.line} 行"
            findings.append(Finding(rule="DESK", place=place, message=message))
        seen.add(key)
    for key, line in due.items():
        if key not in seen:
            ticket, seat, number = key
            message = f"考场 {number} 座位 {seat}（准考证号 {ticket}）没有桌贴"
            findings.append(Finding(rule="DESK", place=at_roster(line), message=message))
    return findings


def _cells_wrong(book: Exported, inputs: Inputs) -> list[Finding]:
    """Return places whose 行 and 列 are not where the seat number stands in the room."""
    cells: dict[RoomId, list[tuple[int, int]]] = {}
    findings = []
    for use in rooms_in_use(book, inputs):
        if use.room is None:
            continue  # It has no seats to compare with; ROOM-SPACING names it.
        walked = cells.get(use.id)
        if walked is None:
            walked = cells[use.id] = seat_cells(use.room)
        for place in use.places:
            if not 1 <= place.seat <= len(walked):
                continue
            row, column = walked[place.seat - 1]
            if place.row != row or place.column != column:
                message = (
                    f"报名序号 {place.registration}：座位 {place.seat} 在行 {row} 列 {column}，"
                    f"表中为行 {place.row} 列 {place.column}"
                )
                findings.append(Finding(rule="DESK", place=at_roster(place.line), message=message))
    return findings
