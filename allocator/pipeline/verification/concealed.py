"""What a workbook hides or shows otherwise than its cells say: looked for in the file itself.

The program never hides anything, writes no formula, comment, header, shape, nor a cell whose looks
depend on its value, so that whatever of this there is came later. Saving a workbook with another
program brings none of it.
"""

from __future__ import annotations

import re
from typing import IO, TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

from allocator.pipeline.verification.looks import (
    STYLES,
    UNSEEN,
    has_dark_ground,
    odd_formats,
    pattern_of,
)
from allocator.pipeline.verification.tables import Difference

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from pathlib import Path

_CHUNK, _OVERLAP = 1 << 22, 1 << 10
_TEXTS = "xl/sharedStrings.xml"
_WORKBOOK, _RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_TAG = re.compile(rb"<(?:\w+:)?(sheet|Relationship)\s([^>]*)>")
_ATTRIBUTE = re.compile(rb'([\w:]+)="([^"]*)"')
_AREA = re.compile(
    rb'<definedName (?=[^>]*name="_xlnm\.Print_Area")[^>]*localSheetId="(\d+)"[^>]*>([^<]*)<'
)
_CELL = re.compile(rb"\$[A-Z]+\$[0-9]+")
_COMMENT = re.compile(rb'<comment\s[^>]*\bref="[A-Z]+([0-9]+)"')
_ROW = re.compile(rb'\br="(?:[A-Z]+)?([0-9]+)"')
_ON = rb'="(?:1|true)"'
_SIGNS = (
    (re.compile(rb"<row\s[^>]*\bhidden" + _ON), "行被隐藏"),
    (re.compile(rb'<row\s[^>]*\bht="0(?:\.\d+)?"'), "行的高度近于 0"),
    (re.compile(rb'<c\s[^>]*\br="[A-Z]+[0-9]+"[^>]*><f[\s>]'), "有公式，应为数值或文字"),
    (re.compile(rb"<col\s[^>]*\bhidden" + _ON), "有被隐藏的列"),
    (re.compile(rb'<col\s[^>]*\bwidth="0(?:\.0+)?"'), "有宽度为 0 的列"),
    (re.compile(rb"<(?:odd|even|first)Header>[^<]"), "另加了页眉"),
    (re.compile(rb"<conditionalFormatting[\s>]"), "有条件格式"),
)
_PALE_RUN = re.compile(
    rb'<rPr>(?:(?!</rPr>).){0,400}?(?:<color rgb="[0-9A-Fa-f]{2}(?:[EFef][0-9A-Fa-f]){3}"'
    rb'|<color theme="0"|<sz val="[0-3](?:\.\d+)?")'
)
"""Letters within a cell that are white or tiny; programs give all letters a colour."""
_SHAPE = re.compile(rb"<(?:\w+:)?(?:sp|cxnSp|grpSp|graphicFrame)[\s>]")
_PICTURE = re.compile(rb"<(?:\w+:)?pic[\s>]")
_DRAWING = re.compile(r"xl/drawings/[^/]+\.xml")
Sign = tuple[re.Pattern[bytes], str]


def concealed(path: Path, file: str, sheets: Collection[str] = ()) -> Iterator[Difference]:
    """Tell what a workbook hides; `sheets` are those that it may have, blank: any.

    Nothing is told of a file that cannot be read: whoever compares its cells does.
    """
    try:
        with ZipFile(path) as book:
            signs = (*_SIGNS, *_odd_looks(book))
            yield from (_told(file, "", words) for words in _laid_over(book, signs))
            for name, state, part in _parts(book):
                yield from (_told(file, name, "有批注", row) for row in _comments(book, part))
                if state:
                    yield _told(file, name, "工作表被隐藏")
                if sheets and name not in sheets:
                    yield _told(file, name, "多出这张工作表")
                with book.open(part) as source:
                    yield from (
                        _told(file, name, words, row) for words, row in _signs(source, signs)
                    )
    except (BadZipFile, OSError, KeyError, EOFError):
        return


def pictures(path: Path) -> int:
    """Return how many pictures a workbook has; 0 for a file that cannot be read."""
    try:
        with ZipFile(path) as book:
            return sum(len(_PICTURE.findall(book.read(part))) for part in _drawings(book))
    except (BadZipFile, OSError, KeyError, EOFError):
        return 0


def print_areas(path: Path) -> dict[str, str]:
    """Return what is printed of each sheet that says so: its cells, such as A1:H26.

    Empty for a file that cannot be read.
    """
    try:
        with ZipFile(path) as book:
            names = [name for name, _, _ in _parts(book)]
            areas = _AREA.findall(book.read(_WORKBOOK))
    except (BadZipFile, OSError, KeyError, EOFError):
        return {}
    return {
        names[int(nth)]: ":".join(cell.decode() for cell in _CELL.findall(area)).replace("$", "")
        for nth, area in areas
        if int(nth) < len(names)
    }


def _told(file: str, sheet: str, words: str, row: int = 0) -> Difference:
    return Difference(file, sheet, row, "", "", "", "", words)


def _odd_looks(book: ZipFile) -> Iterator[Sign]:
    """Yield what finds cells with formats that deceive."""
    styles = book.read(STYLES) if STYLES in book.namelist() else b""
    odd = odd_formats(styles)
    for words in sorted(set(odd.values())):
        yield pattern_of([nth for nth, told in odd.items() if told == words]), words
    if not has_dark_ground(styles):
        yield _PALE_RUN, UNSEEN


def _laid_over(book: ZipFile, signs: Sequence[Sign]) -> Iterator[str]:
    """Yield what is told of the workbook, not of a sheet."""
    if any(_SHAPE.search(book.read(part)) for part in _drawings(book)):
        yield "有盖在格上的文本框或图形"
    if (_PALE_RUN, UNSEEN) in signs and _TEXTS in book.namelist():
        with book.open(_TEXTS) as source:
            yield from (words for words, _ in _signs(source, [(_PALE_RUN, UNSEEN)]))


def _drawings(book: ZipFile) -> Iterator[str]:
    yield from (name for name in book.namelist() if _DRAWING.fullmatch(name))


def _comments(book: ZipFile, part: str) -> Iterator[int]:
    """Yield the rows of a sheet that have comments."""
    folder, _, name = part.rpartition("/")
    relations = f"{folder}/_rels/{name}.rels"
    if relations not in book.namelist():
        return
    for found in _tags(book, relations):
        target = found["Target"].rpartition("/")[2]
        if "comment" in target.lower() and target.endswith(".xml"):
            for other in book.namelist():
                if other.endswith(target):
                    rows = _COMMENT.findall(book.read(other))
                    yield from sorted({int(row) for row in rows}) or [0]


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


def _signs(source: IO[bytes], signs: Sequence[Sign]) -> Iterator[tuple[str, int]]:
    """Yield what is found in the XML of a sheet, which may be very long: each kind once.

    With the first row of it, 0 where it is no matter of a row.
    """
    found: dict[int, int] = {}
    before = b""
    while chunk := source.read(_CHUNK):
        piece = before + chunk
        for nth, (sign, _) in enumerate(signs):
            match = None if nth in found else sign.search(piece)
            if match:
                row = _ROW.search(match[0])
                found[nth] = int(row[1]) if row else 0
        before = piece[-_OVERLAP:]
    yield from ((signs[nth][1], found[nth]) for nth in sorted(found))
