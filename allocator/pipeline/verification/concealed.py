"""What a workbook hides or shows otherwise than its cells say: looked for in the file itself.

The program never hides anything, writes no formula, comment, header, shape, nor a cell whose looks
depend on its value, so that whatever of this there is came later. Saving a workbook with another
program brings none of it.
"""

from __future__ import annotations

import re
from typing import IO, TYPE_CHECKING
from zipfile import ZipFile, is_zipfile

from allocator.pipeline.verification.book_parts import (
    BROKEN,
    WORKBOOK,
    relations,
    sheet_parts,
    two_faced,
    unescaped,
)
from allocator.pipeline.verification.looks import (
    CROSSED,
    SIGNS,
    STYLES,
    SYMBOLS,
    UNSEEN,
    has_dark_ground,
    odd_formats,
    odd_theme,
    pattern_of,
)
from allocator.pipeline.verification.plain_xml import plain, rest_of
from allocator.pipeline.verification.tables import Difference

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from pathlib import Path

_CHUNK = 1 << 22
_TEXTS = "xl/sharedStrings.xml"
_AREA = re.compile(
    rb'<definedName (?=[^>]*name="_xlnm\.Print_Area")[^>]*localSheetId="(\d+)"[^>]*>([^<]*)<'
)
_CELL = re.compile(rb"\$[A-Z]+\$[0-9]+")
_COMMENT = re.compile(rb'<comment\s[^>]*\bref="[A-Z]+([0-9]+)"')
_ROW = re.compile(rb'\br="(?:[A-Z]+)?([0-9]+)"')
_ON = rb'="(?:1|true)"'
_FRACTION = rb"|0*\.\d+|[0-9.]*[eE]-\d+)"
_LOW, _NARROW, _HAIR = (
    rb"(?:0*[0-2](?:\.\d*)?" + _FRACTION,
    rb"(?:0*(?:0(?:\.\d*)?|1(?:\.[0-4]\d*)?)" + _FRACTION,
    rb"(?:0*(?:\.[0-4]\d*)?|[0-9.]*[eE]-\d+)",
)
"""Less than 3 points, than one digit and a half: rows and columns of the program are larger."""
_WITH_HAIRS = ("考场座次表", "合规审查报告")
"""Documents with narrower columns: of a very wide room, between others."""
_SCROLLED = rb'<sheetView\s[^>]*\btopLeftCell="(?!A1")[A-Z]+\d+"'
"""A window that does not begin with A1; where its top is frozen, nobody gets above."""
_SIGNS = (
    (re.compile(rb"<row\s[^>]*\bhidden" + _ON + rb"[^>]*"), "行被隐藏"),
    (re.compile(rb'<row\s[^>]*\bht="' + _LOW + rb'"[^>]*'), "行的高度近于 0"),
    (re.compile(rb"<sheetFormatPr\s[^>]*\bzeroHeight" + _ON), "行被隐藏"),
    (re.compile(rb'<c\s[^>]*\br="[A-Z]+[0-9]+"[^>]*><f[\s>]'), "有公式，应为数值或文字"),
    (re.compile(rb"<col\s[^>]*\bhidden" + _ON), "有被隐藏的列"),
    (re.compile(rb'<sheetFormatPr\s[^>]*\bdefaultRowHeight="\d?(?:\.\d*)?"'), "行的高度近于 0"),
    (
        re.compile(rb'<sheetFormatPr\s[^>]*\bdefaultColWidth="[0-4]?(?:\.\d*)?"'),
        "有宽度近于 0 的列",
    ),
    (re.compile(rb"<sheetView\s[^>]*\brightToLeft" + _ON), "左右颠倒"),
    (re.compile(rb"<sheetView\s[^>]*\bshowFormulas" + _ON), "显示的是公式，不是数值"),
    (re.compile(rb'<pageMargins\s[^>]*="(?:[3-9]|\d\d)'), "页边距大得印不出内容"),
    (re.compile(rb'<pageSetup\s[^>]*\bscale="[1-3]?\d"'), "印出来小得看不清"),
    (re.compile(rb"<picture\s"), "另加了背景图片"),
    (re.compile(_SCROLLED + rb'[^>]*>\s*<pane\s[^>]*\bstate="frozen'), "有行或列被冻结在视线之外"),
    (re.compile(rb"<(?:odd|even|first)Header>[^<]"), "另加了页眉"),
    (re.compile(rb"<(?:even|first)Footer>[^<]"), "另加了页脚"),
    (re.compile(rb"<rPh[\s>]"), "文字上加了注音"),
    (re.compile(rb"<dataValidation\s"), "有输入提示"),
    (re.compile(rb"<hyperlink\s"), "有超链接"),
    (re.compile(rb"<conditionalFormatting[\s>]"), "有条件格式"),
)
_RUN = rb"<rPr>(?:(?!</rPr>).){0,400}?"
_PALE_RUN = re.compile(
    _RUN + rb'(?:<color (?:rgb="[0-9A-Fa-f]{2}(?:[EFef][0-9A-Fa-f]){3}"|theme="(?!1")'
    rb'|indexed="(?!64")|[^>]*tint=)|<sz val="[0-3](?:\.\d+)?")'
)
"""Letters within a cell that are pale or tiny; programs give all letters a colour."""
_ODD_RUNS = (
    (re.compile(_RUN + rb'<(?:strike|vertAlign)(?! val="(?:0|false|baseline)")'), CROSSED),
    (re.compile(_RUN + rb'<rFont val="' + SYMBOLS), SIGNS),
)
"""Letters within a cell that deceive otherwise: the program has none that differ."""
_SHAPE = re.compile(rb"<(?:\w+:)?(?:sp|cxnSp|grpSp|graphicFrame)[\s>]")
_ODD_PICTURE = re.compile(
    rb'<(?:\w+:)?srcRect\s[^>]*="-?[1-9]|\brot="-?[1-9]|\bflip[HV]="(?:1|true)"'
    rb'|<(?:\w+:)?cNvPr\s[^>]*\bhidden="(?:1|true)"|<(?:\w+:)?(?:alpha\w+|lum|clrChange|duotone|biLevel)\s'
)
"""A picture cut, turned, hidden or made faint."""
_LAID_OVER = "有盖在格上的文本框或图形"
_COMMENTS = frozenset({"comments", "threadedComment"})
_EMBEDDED = frozenset({"control", "ctrlProp", "oleObject", "package", "table", "pivotTable"})
"""Kinds of relations of a sheet."""
_VML_SHAPE = re.compile(rb"<(?:\w+:)?(?:shape|rect|roundrect|oval|line|polyline|image)[\s>]")
_DRAWING = re.compile(r"xl/drawings/[^/]+\.xml")
_FOOTER = re.compile(rb"<oddFooter>([^<]*)<")
_LOOKS = re.compile(r'&"[^"]*"|&[0-9]+|_x000[aAdD]_|&#(?:10|13);|\s')
"""Font, size, blanks and ends of lines of a footer, which other programs write otherwise."""
Sign = tuple[re.Pattern[bytes], str]


def concealed(path: Path, file: str, sheets: Collection[str] = ()) -> Iterator[Difference]:
    """Tell what a workbook hides; `sheets` are those that it may have, blank: any.

    Nothing is told of a file that cannot be opened: whoever compares its cells does.
    """
    try:
        with ZipFile(path) as book:
            yield from _in(book, file, sheets)
    except BROKEN:
        if is_zipfile(path):
            yield _told(file, "", "有缺失或损坏的部件，不能核对是否隐藏了内容")


def _in(book: ZipFile, file: str, sheets: Collection[str]) -> Iterator[Difference]:
    if two_faced(book):
        yield _told(file, "", "压缩包里另有一份内容，表格软件显示的可能是那一份")
    narrow = _HAIR if any(name in file for name in _WITH_HAIRS) else _NARROW
    column = re.compile(rb'<col\s[^>]*\bwidth="' + narrow + rb'"'), "有宽度近于 0 的列"
    signs = (*_SIGNS, column, *_odd_looks(book))
    yield from (_told(file, "", words) for words in _laid_over(book, signs))
    for name, state, part in sheet_parts(book):
        yield from (_told(file, name, *beside) for beside in _beside(book, part))
        if state:
            yield _told(file, name, "工作表被隐藏")
        if sheets and name not in sheets:
            yield _told(file, name, "多出这张工作表")
        with plain(book, part) as source:
            yield from (_told(file, name, words, row) for words, row in _signs(source, signs))


def print_areas(path: Path) -> dict[str, str]:
    """Return what is printed of each sheet that says so: its cells, such as A1:H26.

    Empty for a file that cannot be read.
    """
    try:
        with ZipFile(path) as book:
            names = [name for name, _, _ in sheet_parts(book)]
            areas = _AREA.findall(plain(book, WORKBOOK).read())
    except BROKEN:
        return {}
    return {
        names[int(nth)]: ":".join(cell.decode() for cell in _CELL.findall(area)).replace("$", "")
        for nth, area in areas
        if int(nth) < len(names)
    }


def footers(path: Path) -> dict[str, str]:
    """Return what stands below each page, by sheet, without the looks and blanks of it.

    Empty for a file that cannot be read.
    """
    try:
        with ZipFile(path) as book:
            return {name: _footer(book, part) for name, _, part in sheet_parts(book)}
    except BROKEN:
        return {}


def _footer(book: ZipFile, part: str) -> str:
    with plain(book, part) as source:
        before = b""
        while chunk := source.read(_CHUNK):
            # It stands behind all cells.
            before = (before + chunk)[-2 * _CHUNK :]
    found = _FOOTER.findall(before)
    return plain_footer(unescaped(found[-1].decode())) if found else ""


def plain_footer(codes: str) -> str:
    """Return the codes of a footer without its looks and blanks."""
    return _LOOKS.sub("", codes)


def _told(file: str, sheet: str, words: str, row: int = 0) -> Difference:
    return Difference(file, sheet, row, "", "", "", "", words)


def _odd_looks(book: ZipFile) -> Iterator[Sign]:
    """Yield what finds cells with formats that deceive."""
    styles, theme = book.read(STYLES) if STYLES in book.namelist() else b"", _theme(book)
    odd = odd_formats(styles, theme)
    for words in sorted(set(odd.values())):
        yield pattern_of([nth for nth, told in odd.items() if told == words]), words
    if not has_dark_ground(styles, theme):
        yield _PALE_RUN, UNSEEN
    yield from _ODD_RUNS


def _theme(book: ZipFile) -> bytes:
    parts = [part for kind, part in relations(book, WORKBOOK) if kind == "theme"]
    return plain(book, parts[0]).read() if parts else b""


def _laid_over(book: ZipFile, signs: Sequence[Sign]) -> Iterator[str]:
    """Yield what is told of the workbook, not of a sheet."""
    drawings = [plain(book, part).read() for part in sorted(_drawings(book))]
    if any(map(_SHAPE.search, drawings)):
        yield _LAID_OVER
    if any(map(_ODD_PICTURE.search, drawings)):
        yield "图片被裁剪、旋转、隐藏或变淡"
    yield from odd_theme(_theme(book))
    if _TEXTS in book.namelist():
        runs = [one for one in signs if one in ((_PALE_RUN, UNSEEN), *_ODD_RUNS)]
        with plain(book, _TEXTS) as source:
            yield from (words for words, _ in _signs(source, runs))


def _drawings(book: ZipFile) -> set[str]:
    """Return the parts with what lies over cells, wherever they are."""
    named = {name for name in book.namelist() if _DRAWING.fullmatch(name)}
    return named.union(*(_drawings_of(book, part) for _, _, part in sheet_parts(book)))


def _drawings_of(book: ZipFile, part: str) -> set[str]:
    return {target for kind, target in relations(book, part) if kind == "drawing"}


def _beside(book: ZipFile, part: str) -> Iterator[tuple[str, int]]:
    """Yield what is told of what a sheet has besides its cells, and the row."""
    for kind, target in relations(book, part):
        if kind in _COMMENTS:
            rows = {int(row) for row in _COMMENT.findall(plain(book, target).read())}
            yield from (("有批注", row) for row in sorted(rows) or [0])
        elif kind == "vmlDrawing" and _VML_SHAPE.search(book.read(target)):
            yield _LAID_OVER, 0
        elif kind in _EMBEDDED:
            yield "有嵌入的对象或控件", 0


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
        before = rest_of(piece)
    yield from ((signs[nth][1], found[nth]) for nth in sorted(found))
