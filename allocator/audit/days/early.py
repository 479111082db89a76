"""What documents printed before the draw say about rooms (part of DRAW-DAY: they must say nothing).

Read is every workbook of a site but those about candidates, and sheet 岗位安排. Kept are the few
texts that may name a room; the check then holds them against the rooms that are open.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from allocator.audit.cells import Unreadable, sheets, table, text
from allocator.audit.exported import MASTER, PUBLIC, STAFF_ONLY
from allocator.models.domain.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from allocator.audit.cells import Row
    from allocator.audit.exported import Exported

POSTS = "岗位安排"
_POST_COLUMNS = ("考点代码", "岗位", "场次", "工号", "姓名", "工作单位", "备用顺序")
_LABELS = ("考场号", "考场", "教室", "责任考场", "监考考场", "负责考场")
_SPEAKS = re.compile(
    r"(?:考场|教室)号?[\s:：第为是]*([0-9A-Za-z-]+)(?!\s*[个间人名0-9A-Za-z-])"
    r"|([0-9A-Za-z-]+)\s*号?(?:考场|教室)"
)
_COUNTS = ("共", "有", "计")
"""A room named in words; a number of rooms or people (考场 30 个, 共 30 考场) is none."""
_AFTER_THE_DRAW = re.compile(r"(?:监考抽签|监考安排表|流动监考路线卡|抽签条)_.*场次[0-9]+.*")
"""Documents that follow from a draw: they lie beside it, never among those printed before. Other
names that begin so, such as 监考抽签培训讲稿, are those of any workbook, and it is read."""


class EarlyText(NamedTuple):
    """A text of a document printed before the draw that may name a room."""

    site: str
    place: str
    text: str
    """The room as it may be, or the name of a file that should not be there."""
    is_file: bool = False


def read_early(folder: Path, site: str) -> tuple[EarlyText, ...]:
    """Return what the documents in the folder of a site may say about rooms before the draw.

    A workbook that cannot be read says nothing; whether it should be there is not asked here. A
    copy of a document about candidates, such as 考场门贴 - 副本, is passed over as the document is:
    that it says the same is asked of the record by whoever asks for the audit.
    """
    found = []
    there = [name for name in (*PUBLIC, *STAFF_ONLY) if (folder / f"{name}.xlsx").is_file()]
    for path in sorted(folder.glob("*.xlsx")):
        if path.stem in (*PUBLIC, *STAFF_ONLY) or path.name.startswith("~$"):
            continue
        if any(name in path.stem for name in there):
            continue
        file = f"{folder.name}/{path.name}"
        if _AFTER_THE_DRAW.fullmatch(path.stem):
            found.append(EarlyText(site, file, path.name, is_file=True))
            continue
        try:
            for sheet, rows in sheets(path):
                for line, words in _suspects(rows):
                    found.append(EarlyText(site, f"{file} {sheet} 第 {line} 行", words))
        except Unreadable:
            continue
    return tuple(found)


def read_early_posts(output: Path) -> tuple[EarlyText, ...]:
    """Return what stands in sheet 岗位安排 beyond its columns, and may be a room.

    Where there is no such sheet there is nothing; that it is missing is the finding of others.
    """
    try:
        header, rows = table(output / MASTER, POSTS, _POST_COLUMNS)
    except Unreadable:
        return ()
    site = header.index("考点代码")
    beyond = [nth for nth, name in enumerate(header) if name not in _POST_COLUMNS]
    place = f"{MASTER} {POSTS} 第 {{}} 行"
    return tuple(
        EarlyText(text(row[site]), place.format(line), text(row[nth]))
        for line, row in rows
        for nth in beyond
        if row[nth] != ""
    )


def early_rooms(book: Exported) -> list[Finding]:
    """Return a finding for each document printed before the draw that names a room of its site."""
    known: dict[str, set[str]] = {}
    for row in book.room_rows:
        known.setdefault(row.site, set()).update((row.number, row.classroom))
    findings = []
    for early in book.early:
        message = ""
        if early.is_file:
            message = f"考点 {early.site}：{early.text} 含抽签结果，不应放在抽签前的文件之中"
        elif early.text in known.get(early.site, ()):
            message = f"考点 {early.site}：抽签前的文件中已写明考场 {early.text}"
        if message:
            findings.append(Finding(rule="DRAW-DAY", place=early.place, message=message))
    return findings


def _suspects(rows: Iterator[Row]) -> Iterator[tuple[int, str]]:
    """Yield Excel row and text of what stands below or beside a label such as 考场号, or with it.

    Numbers that are no text, such as those of lines, are no 考场号.
    """
    labelled: set[int] = set()
    for line, row in enumerate(rows, start=1):
        beside = False
        for nth, cell in enumerate(row):
            if cell == "" or not isinstance(cell, str):
                continue
            words = cell.strip()
            if words.rstrip(":：") in _LABELS:
                labelled.add(nth)
                beside = True
            elif beside or nth in labelled:
                yield line, words
                beside = False
            for found in _SPEAKS.finditer(words):
                if not words[: found.start()].rstrip().endswith(_COUNTS):
                    yield line, found[1] or found[2]
