"""What a workbook hides is found however its XML is spelt and wherever its parts lie."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pytest
import xlsxwriter

from allocator.pipeline.verification.books import compare_books
from allocator.pipeline.verification.concealed import concealed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Parts = dict[str, bytes]
_PAGE, _BESIDE = "xl/worksheets/sheet1.xml", "xl/worksheets/_rels/sheet1.xml.rels"
_ROW, _TYPE = b'<row r="3"', "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def _book(folder: Path, name: str = "甲.xlsx", footer: str = "校验 6596c8d0") -> Path:
    path = folder / name
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("页")
        page.write(0, 0, "座位号")
        page.write(2, 1, "张三")
        page.set_footer(f'&R&"宋体"&8{footer}')
    return path


def _told(path: Path, change: Callable[[Parts], object]) -> list[tuple[str, int]]:
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    before = dict(parts)
    change(parts)
    assert parts != before
    with zipfile.ZipFile(path, "w") as book:
        for name, data in parts.items():
            book.writestr(name, data)
    return [(one.words, one.row) for one in concealed(path, path.name)]


def _page(old: bytes, new: bytes) -> Callable[[Parts], None]:
    def change(parts: Parts) -> None:
        assert old in parts[_PAGE]
        parts[_PAGE] = parts[_PAGE].replace(old, new)

    return change


def _prefixed(parts: Parts) -> None:
    page = parts[_PAGE].replace(_ROW, _ROW + b' hidden="1"').replace(b"xmlns=", b"xmlns:x=")
    for name in (b"worksheet", b"sheetData", b"row", b"c", b"v", b"cols", b"col"):
        for begin in (b"<", b"</"):
            for end in (b" ", b">", b"/"):
                page = page.replace(begin + name + end, begin + b"x:" + name + end)
    parts[_PAGE] = page


@pytest.mark.parametrize(
    "change",
    [
        _page(_ROW, _ROW + b' hidden="1"'),
        _page(_ROW, b"<row hidden='1' r=\"3\""),
        _page(_ROW, b'<row hidden = "1" r="3"'),
        _page(_ROW, b'<row\n hidden\n="1" r="3"'),
        _page(_ROW, b'<row hidden="&#49;" r="3"'),
        _page(_ROW, b'<row more="' + b"a" * 5000 + b'" hidden="1" r="3"'),
        _prefixed,
    ],
)
def test_a_hidden_row_is_found_in_every_spelling(
    tmp_path: Path, change: Callable[[Parts], None]
) -> None:
    assert _told(_book(tmp_path), change) == [("行被隐藏", 3)]


@pytest.mark.parametrize("height", [b"0", b"00", b".1", b"1e-3", b"1", b"2.9"])
def test_a_row_of_next_to_no_height_is_told(tmp_path: Path, height: bytes) -> None:
    change = _page(_ROW, _ROW + b' ht="' + height + b'" customHeight="1"')
    assert _told(_book(tmp_path), change) == [("行的高度近于 0", 3)]


@pytest.mark.parametrize("height", [b"6", b"12.8", b"20", b"100", b"3"])
def test_low_rows_are_not_told(tmp_path: Path, height: bytes) -> None:
    assert _told(_book(tmp_path), _page(_ROW, _ROW + b' ht="' + height + b'"')) == []


@pytest.mark.parametrize(
    ("width", "words"),
    [(b"0", ["有宽度近于 0 的列"]), (b"0.2", ["有宽度近于 0 的列"]), (b"1", ["有宽度近于 0 的列"]),
     (b"1.2", ["有宽度近于 0 的列"]), (b"1.5703125", []), (b"10", []), (b"20.5", [])],
)  # fmt: skip
def test_a_column_of_next_to_no_width_is_told(
    tmp_path: Path, width: bytes, words: list[str]
) -> None:
    cols = b'<cols><col min="2" max="2" width="' + width + b'"/></cols><sheetData>'
    told = _told(_book(tmp_path), _page(b"<sheetData>", cols))
    assert [one for one, _ in told] == words


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (b"<sheetFormatPr ", b'<sheetFormatPr zeroHeight="1" ', "行被隐藏"),
        (b"<pageMargins", b'<dataValidations count="1"><dataValidation prompt="29" sqref="B3"/>'
         b"</dataValidations><pageMargins", "有输入提示"),
        (b"<pageMargins", b'<hyperlinks><hyperlink ref="B3" tooltip="29" location="A1"/>'
         b"</hyperlinks><pageMargins", "有超链接"),
        (b"</oddFooter>", "</oddFooter><evenFooter>作废</evenFooter>".encode(), "另加了页脚"),
        (b'tabSelected="1" workbookViewId="0"/>', b'topLeftCell="A9" workbookViewId="0">'
         b'<pane ySplit="2" topLeftCell="A11" state="frozen"/></sheetView>',
         "有行或列被冻结在视线之外"),
    ],
)  # fmt: skip
def test_what_a_sheet_shows_besides_is_told(
    tmp_path: Path, old: bytes, new: bytes, words: str
) -> None:
    assert [one for one, _ in _told(_book(tmp_path), _page(old, new))] == [words]


def _beside(kind: str, part: str, data: bytes) -> Callable[[Parts], None]:
    def change(parts: Parts) -> None:
        parts[_BESIDE] = (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="rId7" Type="{_TYPE}/{kind}" Target="/{part}"/></Relationships>'
        ).encode()
        if data:
            parts[part] = data

    return change


@pytest.mark.parametrize(
    ("kind", "part", "data", "told"),
    [
        ("comments", "xl/notes.xml", b'<x:comments><x:comment ref="B3"/></x:comments>',
         ("有批注", 3)),
        ("drawing", "xl/media/d.xml", b"<d:wsDr><d:sp>29</d:sp></d:wsDr>",
         ("有盖在格上的文本框或图形", 0)),
        ("vmlDrawing", "xl/drawings/v.vml", b"<xml><v:rect>29</v:rect></xml>",
         ("有盖在格上的文本框或图形", 0)),
        ("oleObject", "xl/embeddings/o.bin", b"29", ("有嵌入的对象或控件", 0)),
        ("drawing", "xl/media/d.xml", b"", ("有缺失或损坏的部件，不能核对是否隐藏了内容", 0)),
    ],
)  # fmt: skip
def test_parts_of_a_sheet_are_found_wherever_they_lie(
    tmp_path: Path, kind: str, part: str, data: bytes, told: tuple[str, int]
) -> None:
    assert _told(_book(tmp_path), _beside(kind, part, data)) == [told]


def _another(part: str, old: bytes, new: bytes, name: str) -> Callable[[Parts], None]:
    def change(parts: Parts) -> None:
        assert old in parts[part]
        parts[part] = parts[part].replace(old, new)
        parts[name] = b"<x/>"

    return change


def _main_elsewhere(parts: Parts) -> None:
    """Let Excel open another workbook than the one under the usual name."""
    parts["xl/book.xml"] = parts["xl/workbook.xml"]
    parts["_rels/.rels"] = parts["_rels/.rels"].replace(b"xl/workbook.xml", b"xl/book.xml")


@pytest.mark.parametrize(
    "change",
    [
        _main_elsewhere,
        _another("xl/_rels/workbook.xml.rels", b"sharedStrings.xml", b"words.xml", "xl/words.xml"),
        _another("xl/_rels/workbook.xml.rels", b"styles.xml", b"looks.xml", "xl/looks.xml"),
        lambda parts: parts.update({"xl/Worksheets/Sheet1.xml": b"<worksheet/>"}),
    ],
)
def test_an_archive_with_two_faces_is_told(
    tmp_path: Path, change: Callable[[Parts], object]
) -> None:
    told = [words for words, _ in _told(_book(tmp_path), change)]
    assert told == ["压缩包里另有一份内容，表格软件显示的可能是那一份"]


def test_another_footer_is_told(tmp_path: Path) -> None:
    """The seed and the digest stand there on every printed page."""
    ours, theirs = _book(tmp_path), _book(tmp_path, "乙.xlsx", "校验 00000000")
    (told,) = compare_books(ours, theirs, "乙.xlsx").differences
    assert told.words == "页脚应为“&R校验6596c8d0”，现为“&R校验00000000”"
    assert told.sheet == "页"


def test_a_footer_in_other_looks_is_the_same(tmp_path: Path) -> None:
    """Other programs write the font otherwise, and a blank behind the size."""
    ours, theirs = _book(tmp_path), _book(tmp_path, "乙.xlsx")
    looks = "&amp;&quot;宋体,Regular&quot;&amp;8 ".encode()
    assert _told(theirs, _page('&amp;"宋体"&amp;8'.encode(), looks)) == []
    assert compare_books(ours, theirs, "乙.xlsx").differences == ()
