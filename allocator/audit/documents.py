"""Reading the documents of one site folder back into labels, pages, rows and words.

`read_site` runs in a worker process when there are several: it takes and gives plain values only.
The shape of a page is stated by the documents themselves (their labels); cells are found by label.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from allocator.audit.cells import Unreadable, sheets, text
from allocator.audit.exported import (
    COVERS,
    DOOR_SIGNS,
    FLOOR_MAP,
    LABELS,
    RECORDS,
    ROOM_TABLE,
    SEAT_PLANS,
    STAFF_ONLY,
    DoorPage,
    FoundText,
    Gap,
    Label,
    SeatPage,
    SiteDocuments,
    TableRow,
)
from allocator.audit.long_numbers import long_numbers, words_of
from allocator.audit.seat_pages import seat_pages

if TYPE_CHECKING:
    from pathlib import Path

    from allocator.audit.cells import Row

_SIGN_LABELS = (
    "考场号",
    "教室",
    "场次",
    "日期",
    "时间",
    "准考证起号",
    "准考证止号",
    "人数",
    "批次",
)
_TABLE_COLUMNS = ("考场号", "科目（类别）", "时间", "准考证起号", "准考证止号", "人数")
_SESSION = re.compile(r"场次：(\d+)")


def read_site(site: str, folder: Path, harmless: frozenset[str]) -> SiteDocuments:
    """Return what the documents of a site say; what cannot be read is a gap.

    `harmless` are long numbers that are no 证件号码, such as 科目代码.
    """
    found = _Found(folder)
    for document in (DOOR_SIGNS, LABELS, FLOOR_MAP, SEAT_PLANS, ROOM_TABLE, RECORDS, COVERS):
        path = folder / f"{document}.xlsx"
        try:
            if document not in (RECORDS, COVERS):
                for name, rows in sheets(path):
                    found.enter(document, name, list(rows))
            if document in STAFF_ONLY:
                # Whether these are tickets DESK judges; no need to hand them all on.
                tickets = [label.ticket for label in found.labels]
                found.numbers += long_numbers(path, document, harmless.union(tickets))
        except Unreadable as problem:
            found.gaps.append(Gap(document, f"{folder.name}/{path.name}", str(problem)))
    return SiteDocuments(
        site=site, folder=folder.name, pages=tuple(found.pages), labels=tuple(found.labels),
        plans=tuple(found.plans), rows=tuple(found.rows), words=tuple(found.words.values()),
        numbers=tuple(found.numbers), gaps=tuple(found.gaps),
    )  # fmt: skip


class _Found:
    """What was read of a site so far."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.pages: list[DoorPage] = []
        self.labels: list[Label] = []
        self.plans: list[SeatPage] = []
        self.rows: list[TableRow] = []
        self.words: dict[str, FoundText] = {}
        self.numbers: list[FoundText] = []
        self.gaps: list[Gap] = []

    def enter(self, document: str, sheet: str, rows: list[Row]) -> None:
        """Read one sheet."""
        if document == SEAT_PLANS:
            self.plans += seat_pages(sheet, rows)
        elif document == ROOM_TABLE:
            self.rows += table_rows(sheet, rows)
        else:
            tickets: set[str] = set()
            if document == DOOR_SIGNS:
                self.pages += door_pages(sheet, rows)
            elif document == LABELS:
                labels = desk_labels(sheet, rows)
                self.labels += labels
                tickets = {label.ticket for label in labels}
            self._collect(document, sheet, rows, tickets)

    def _collect(self, document: str, sheet: str, rows: list[Row], known: set[str]) -> None:
        """Note each text and each of its words where it first stands."""
        seen: set[object] = {"", *known}
        for line, row in enumerate(rows, start=1):
            fresh = set(row) - seen
            if fresh:
                seen |= fresh
                for cell in row:
                    if cell in fresh:
                        for word in words_of(text(cell)):
                            if word not in self.words:
                                self.words[word] = FoundText(word, document, sheet, line)


def door_pages(sheet: str, rows: list[Row]) -> list[DoorPage]:
    """Return the pages of a sheet of door signs: each begins at the label 考场号.

    The value of a label is the next cell that is not blank.
    """
    cells = [
        (line, text(cell)) for line, row in enumerate(rows, start=1) for cell in row if cell != ""
    ]
    starts = [nth for nth, (_, cell) in enumerate(cells) if cell == "考场号"]
    pages = []
    for start, end in pairwise([*starts, len(cells)]):
        texts = [cell for _, cell in cells[start:end]]
        value = values_of(_SIGN_LABELS, texts)
        pages.append(
            DoorPage(
                number=value["考场号"],
                session=value["场次"],
                first=value["准考证起号"],
                last=value["准考证止号"],
                people=value["人数"],
                date=value["日期"],
                time=value["时间"],
                place=value["教室"],
                texts=tuple(texts),
                sheet=sheet,
                line=cells[start][0],
            )
        )
    return pages


def values_of(labels: tuple[str, ...], texts: list[str]) -> dict[str, str]:
    """Return the text after each label; blank where another label or nothing follows."""
    value = dict.fromkeys(labels, "")
    for label, following in pairwise(texts):
        if value.get(label) == "" and following not in labels:
            value[label] = following
    return value


def desk_labels(sheet: str, rows: list[Row]) -> list[Label]:
    """Return the labels of a sheet: below 座位号 the seat, below that the ticket, 考场号 beside."""
    labels = []
    for nth, row in enumerate(rows):
        if "座位号" not in row:
            continue
        below, lowest = [*rows[nth + 1 : nth + 3], (), ()][:2]
        for column, cell in enumerate(row):
            if cell == "座位号":
                labels.append(
                    Label(
                        ticket=_at(lowest, column),
                        seat=_at(below, column),
                        number=_at(below, column + 1),
                        sheet=sheet,
                        line=nth + 1,
                    )
                )
    return labels


def _at(row: Row, column: int) -> str:
    return text(row[column]) if column < len(row) else ""


def table_rows(sheet: str, rows: list[Row]) -> list[TableRow]:
    """Return the rows of a sheet of 考场安排表, rooms kept free left out, 合计 included."""
    session = ""
    at: list[int] = []
    found = []
    for line, row in enumerate(rows, start=1):
        if not at:
            for cell in row:
                stated = _SESSION.search(cell) if isinstance(cell, str) else None
                session = stated[1] if stated else session
            if set(_TABLE_COLUMNS) <= set(row):
                at = [row.index(column) for column in _TABLE_COLUMNS]
            continue
        number, paper, time, first, last, people = [text(row[column]) for column in at]
        if people:
            found.append(TableRow(session, number, paper, time, first, last, people, sheet, line))
    return found
