"""Colours, fonts, rows, columns and pages of a workbook are changed in its XML, the values left.

What a spreadsheet program can set and openpyxl cannot, or only together with something else.
"""

from __future__ import annotations

import re
import zipfile
from typing import TYPE_CHECKING

from tamper_books import edit_book, edit_parts
from tamper_scene import FLAT, SITE
from tampering import AUDIT, CHECK, STRANGER, VERIFY, Tampering, Target

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tamper_scene import Scene
    from tampering import Edit

_DUTIES = f"{SITE}/监考抽签/监考安排表_场次1.xlsx"
_STYLES, _THEME, _SHEETS = "xl/styles.xml", "xl/theme/theme1.xml", "xl/worksheets/"
_LETTERS = '<color theme="1"/>'
"""The colour of all letters to which the program gives none."""


def _part(file: str, part: str, *changes: tuple[str, str]) -> Edit:
    """Replace patterns in parts whose names begin so; each must be met."""

    def change(name: str, text: str) -> str:
        for old, new in changes if name.startswith(part) else ():
            text, count = re.subn(old, new, text)
            assert count, (name, old)
        return text

    return lambda scene: _must(scene.output / file, change)


def _must(path: Path, change: Callable[[str, str], str]) -> None:
    assert edit_parts(path, change)


def _both(*edits: Edit) -> Edit:
    def edit(scene: Scene) -> None:
        for one in edits:
            one(scene)

    return edit


def _run(looks: str) -> Edit:
    """Write the first name of a table as letters of a look of their own."""
    return _part(_DUTIES, _SHEETS, (
        r"(<c r=\"E5\"[^>]*><is>)(<t[^>]*>[^<]*</t>)",
        rf"\1<r><rPr>{looks}</rPr>\2</r>"))  # fmt: skip


def _view(words: str) -> Edit:
    return _part(_DUTIES, _SHEETS, (r"<sheetView ", f"<sheetView {words} "))


def _cell_looks(words: str) -> Edit:
    return _part(_DUTIES, _STYLES, (r"<alignment ", f"<alignment {words} "))


def _text_box(scene: Scene) -> None:
    """Lay a text box over the table as Excel 2003 did, in VML."""
    path = scene.output / _DUTIES
    edit_book(path, lambda book: None)
    _must(
        path,
        lambda name, text: (
            text.replace(
                "</worksheet>",
                '<legacyDrawing xmlns:r="http://schemas.openxmlformats.org/officeDocument/'
                '2006/relationships" r:id="rId1"/></worksheet>',
            )
            if name.startswith(_SHEETS)
            else text
        ),
    )
    with zipfile.ZipFile(path, "a") as book:
        book.writestr(
            "xl/drawings/vmlDrawing1.vml",
            '<xml xmlns:v="urn:schemas-microsoft-com:vml">'
            '<v:shape id="s" style="width:300pt;height:90pt" fillcolor="white"/></xml>',
        )
        book.writestr(
            "xl/worksheets/_rels/sheet1.xml.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
            'relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.'
            'org/officeDocument/2006/relationships/vmlDrawing" '
            'Target="../drawings/vmlDrawing1.vml"/></Relationships>',
        )


def _kind(name: str, edit: Edit, words: str, stranger: str, file: str = _DUTIES) -> Tampering:
    return Tampering(name=f"{file.rpartition('/')[2].partition('.')[0]}: {name}", edit=edit,
                     verify=f"{file} … {words}", stranger=f"{file}] {stranger}")  # fmt: skip


_UNSEEN, _CELLS = "看不见", "有的格式会显示为别的内容，或看不见"
_WHITE = '<a:srgbClr val="FFFFFF"/>'
_PALE = "格中有颜色浅或极小的字"
_PAGE = "显示或印出的不是整张表"
_ODD, _SIGNS = "有字被划去、移开或转了方向", "有字体把字显示为符号"
TARGET = Target(
    title="Colours, fonts and pages of a workbook",
    finders=(CHECK, VERIFY, STRANGER, AUDIT),
    kinds=(
        _kind("letters of an accent of the theme that was made white", _both(
            _part(_DUTIES, _STYLES, (_LETTERS, '<color theme="7"/>')),
            _part(_DUTIES, _THEME, (r"(<a:accent4>).*?(</a:accent4>)", rf"\1{_WHITE}\2"))),
            _UNSEEN, _CELLS),
        _kind("the dark colour of the theme made white", _part(
            _DUTIES, _THEME, (r"(<a:dk1>).*?(</a:dk1>)", rf"\1{_WHITE}\2")), _UNSEEN, _CELLS),
        _kind("letters of a palette of its own, all white", _part(
            _DUTIES, _STYLES, (_LETTERS, '<color indexed="8"/>'),
            ("</styleSheet>", "<colors><indexedColors>" + '<rgbColor rgb="00FFFFFF"/>' * 64
             + "</indexedColors></colors></styleSheet>")), _UNSEEN, _CELLS),
        _kind("letters of a light colour of the usual palette", _part(
            _DUTIES, _STYLES, (_LETTERS, '<color indexed="26"/>')), _UNSEEN, _CELLS),
        _kind("letters tinted nearly white", _part(
            _DUTIES, _STYLES, (_LETTERS, '<color theme="1" tint="0.99"/>')), _UNSEEN, _CELLS),
        _kind("a ground that runs from black to black", _part(
            _DUTIES, _STYLES, (
                r"<fill><patternFill patternType=\"none\"/></fill>",
                '<fill><gradientFill><stop position="0"><color rgb="FF000000"/></stop><stop '
                'position="1"><color rgb="FF000000"/></stop></gradientFill></fill>')),
            _UNSEEN, _CELLS),
        _kind("a ground hatched in black", _part(
            _DUTIES, _STYLES, (
                r"<fill><patternFill patternType=\"none\"/></fill>",
                '<fill><patternFill patternType="darkGray"><fgColor rgb="FF000000"/></patternFill>'
                "</fill>")), _UNSEEN, _CELLS),
        _kind("a name within a cell in a light colour of the theme",
              _run('<color theme="2"/>'), _UNSEEN, _PALE),
        _kind("a name within a cell crossed out", _run('<strike/><color theme="1"/>'),
              "文字被划去", _ODD),
        _kind("a name within a cell in a font of signs", _run('<rFont val="Wingdings"/>'),
              "字体把文字显示为符号", _SIGNS),
        _kind("the font of the theme made one of signs", _part(
            _DUTIES, _THEME, (r'(<a:minorFont><a:latin typeface=")[^"]*', r"\1Wingdings")),
            "字体把文字显示为符号", _SIGNS),
        _kind("all letters crossed out", _part(_DUTIES, _STYLES, ("<font>", "<font><strike/>")),
              "文字被划去", _ODD),
        _kind("lines across all cells", _part(
            _DUTIES, _STYLES, ("<border>", '<border diagonalUp="1">'),
            ("<diagonal/>", '<diagonal style="thick"/>')), "文字被划去", _ODD),
        _kind("letters turned", _cell_looks('textRotation="180"'), "转了方向", _ODD),
        _kind("letters one below the other", _cell_looks('textRotation="255"'), "转了方向", _ODD),
        _kind("cells filled with what they say", _part(
            _DUTIES, _STYLES, (r'horizontal="\w+"', 'horizontal="fill"')), "移出格外", _ODD),
        _kind("from right to left", _view('rightToLeft="1"'), "左右颠倒", _PAGE),
        _kind("formulas for values", _view('showFormulas="1"'), "显示的是公式", _PAGE),
        _kind("a window that begins far below, its top frozen",
              _view('topLeftCell="A400"'), "冻结在视线之外", _PAGE),
        _kind("rows as low as a hair unless they say another height", _part(
            _DUTIES, _SHEETS, (r'defaultRowHeight="15"',
                               'defaultRowHeight="1.5" customHeight="1"')),
            "行的高度近于 0", "有隐藏的行"),
        _kind("a row of 2.5 points", _part(_DUTIES, _SHEETS, (
            r'(<row r="6"[^>]*\bht=")[^"]*', r"\g<1>2.5")), "行的高度近于 0", "有隐藏的行"),
        _kind("columns as narrow as a hair where none says its width", _part(
            _DUTIES, _SHEETS, (r"<cols>.*</cols>", ""),
            (r"<sheetFormatPr ", '<sheetFormatPr defaultColWidth="0.3" ')),
            "有宽度近于 0 的列", "有隐藏的列"),
        _kind("a column of 1.2 letters", _part(
            _DUTIES, _SHEETS, (r'(<col min="5"[^>]*\bwidth=")[^"]*', r"\g<1>1.2")),
            "有宽度近于 0 的列", "有隐藏的列"),
        _kind("margins of 7 inches", _part(
            _DUTIES, _SHEETS, (r'(<pageMargins left=")[^"]*', r"\g<1>7")),
            "页边距大得印不出内容", _PAGE),
        _kind("printed at a tenth of its size", _part(
            _DUTIES, _SHEETS, (r"<pageSetup ", '<pageSetup scale="10" ')), "小得看不清", _PAGE),
        _kind("a text box of the kind that Excel 2003 wrote", _text_box,
              "有盖在格上的文本框或图形", "有背景、控件或文本框"),
        _kind("letters of an accent of the theme that was made white", _both(
            _part(FLAT, _STYLES, (_LETTERS, '<color theme="7"/>')),
            _part(FLAT, _THEME, (r"(<a:accent4>).*?(</a:accent4>)", rf"\1{_WHITE}\2"))),
            _UNSEEN, _CELLS, FLAT),
        _kind("another footer", _part(FLAT, _SHEETS, ("编排总表　", "编排总表（作废）　")),
              "页脚应为", "页脚被改动过", FLAT),
        _kind("from right to left", _part(FLAT, _SHEETS, (
            "<sheetView ", '<sheetView rightToLeft="1" ')), "左右颠倒", _PAGE, FLAT),
    ),
)  # fmt: skip
