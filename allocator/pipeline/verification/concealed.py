"""What a workbook hides or shows otherwise than its cells say: looked for in the file itself.

The program never hides anything, writes no formula, no comment and no header, so that whatever of
this there is came later. Saving a workbook with another program brings none of it.
"""

from __future__ import annotations

import re
from typing import IO, TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

from allocator.pipeline.verification.tables import Difference

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

_CHUNK, _OVERLAP = 1 << 22, 1 << 10
_WORKBOOK, _RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_TAG = re.compile(rb"<(?:\w+:)?(sheet|Relationship)\s([^>]*)>")
_ATTRIBUTE = re.compile(rb'([\w:]+)="([^"]*)"')
_AREA = re.compile(rb'<definedName [^>]*name="_xlnm\.Print_Area"[^>]*>([^<]*)<')
_CELL = re.compile(rb"\$[A-Z]+\$[0-9]+")
_ON = rb'="(?:1|true)"'
_SIGNS = (
    (re.compile(rb"<row\s[^>]*\bhidden" + _ON), "有被隐藏的行"),
    (re.compile(rb'<row\s[^>]*\bht="0(?:\.\d+)?"'), "有高度近于 0 的行"),
    (re.compile(rb"<col\s[^>]*\bhidden" + _ON), "有被隐藏的列"),
    (re.compile(rb'<col\s[^>]*\bwidth="0(?:\.0+)?"'), "有宽度为 0 的列"),
    (re.compile(rb"<f[\s>]"), "有公式，应为数值或文字"),
    (re.compile(rb"<(?:odd|even|first)Header>[^<]"), "另加了页眉"),
)


def concealed(path: Path, file: str, sheets: Collection[str] = ()) -> Iterator[Difference]:
    """Tell what a workbook hides; `sheets` are those that it may have, blank: any.

    Nothing is told of a file that cannot be read: whoever compares its cells does.
    """
    try:
        with ZipFile(path) as book:
            if any("comments" in name.lower() for name in book.namelist()):
                yield _told(file, "", "有批注")
            for name, state, part in _parts(book):
                if state:
                    yield _told(file, name, "工作表被隐藏")
                if sheets and name not in sheets:
                    yield _told(file, name, "多出这张工作表")
                with book.open(part) as source:
                    yield from (_told(file, name, words) for words in _signs(source))
    except (BadZipFile, OSError, KeyError, EOFError):
        return


def print_areas(path: Path) -> list[str]:
    """Return what is printed of each sheet that says so: its cells, such as A1:H26.

    Empty for a file that cannot be read.
    """
    try:
        with ZipFile(path) as book:
            areas = _AREA.findall(book.read(_WORKBOOK))
    except (BadZipFile, OSError, KeyError, EOFError):
        return []
    return [":".join(part.decode() for part in _CELL.findall(area)).replace("$", "")
            for area in areas]  # fmt: skip


def _told(file: str, sheet: str, words: str) -> Difference:
    return Difference(file, sheet, 0, "", "", "", "", words)


def _parts(book: ZipFile) -> Iterator[tuple[str, str, str]]:
    """Yield name, state (blank: shown) and part of each sheet."""
    targets = {found["Id"]: found["Target"] for found in _tags(book, _RELATIONS)}
    for found in _tags(book, _WORKBOOK):
        target = targets[next(value for key, value in found.items() if key.endswith(":id"))]
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        state = found.get("state", "visible")
        yield _plain(found["name"]), "" if state == "visible" else state, part


def _tags(book: ZipFile, part: str) -> Iterator[dict[str, str]]:
    for found in _TAG.finditer(book.read(part)):
        yield {key.decode(): value.decode() for key, value in _ATTRIBUTE.findall(found[2])}


def _plain(text: str) -> str:
    for entity, sign in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        text = text.replace(entity, sign)
    return text


def _signs(source: IO[bytes]) -> Iterator[str]:
    """Yield what is found in the XML of a sheet, each kind once; the XML may be very long."""
    found, before = set(), b""
    while chunk := source.read(_CHUNK):
        piece = before + chunk
        found |= {nth for nth, (sign, _) in enumerate(_SIGNS) if sign.search(piece)}
        before = piece[-_OVERLAP:]
    yield from (_SIGNS[nth][1] for nth in sorted(found))
