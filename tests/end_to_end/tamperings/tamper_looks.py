"""What a workbook shows is changed, the values that programs read are not.

Whoever prints or reads such a workbook is deceived; whoever reads its cells sees nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font
from tamper_books import edit_book, edit_sheet, with_formula, with_other_texts
from tamper_scene import FLAT, SITE
from tampering import AUDIT, CHECK, STRANGER, VERIFY, Tampering, Target

if TYPE_CHECKING:
    from collections.abc import Callable

    from openpyxl.worksheet.worksheet import Worksheet
    from tampering import Edit

_SEATS, _DUTIES = "考生编排", "场次1"
_DUTY_TABLE = f"{SITE}/监考抽签/监考安排表_场次1.xlsx"


def _kind(name: str, place: str, edit: Edit, file: str = FLAT) -> Tampering:
    return Tampering(name=f"{file.rpartition('/')[2].partition('.')[0]}: {name}", edit=edit,
                     verify=place if place.startswith(file) else f"{file} {place}")  # fmt: skip


def _sheet(change: Callable[[Worksheet], Any], sheet: str = _SEATS, file: str = FLAT) -> Edit:
    return lambda scene: edit_sheet(scene.output / file, sheet, change)


def _filtered(page: Worksheet) -> None:
    """Let a filter show one room alone, as Excel does: rows of the others are hidden."""
    page.auto_filter.ref = "A1:S171"
    page.auto_filter.add_filter_column(12, ["001"])
    for row in range(2, 172):
        page.row_dimensions[row].hidden = page.cell(row, 13).value != "001"


def _shown_as(page: Worksheet) -> None:
    """Let a seat be shown as another by the format of its number."""
    page["Q5"].number_format = '"29"'


def _white(page: Worksheet) -> None:
    for cell in page[5]:
        cell.font = Font(color="FFFFFFFF")


def _each(page: Worksheet, size: float) -> None:
    for cell in page[5]:
        cell.font = Font(sz=size)


def _blanked(page: Worksheet) -> None:
    """Let a rule of Excel write the name of one candidate in white."""
    rule = CellIsRule(operator="equal", formula=[f'"{page["C5"].value}"'],
                      font=Font(color="FFFFFFFF"))  # fmt: skip
    page.conditional_formatting.add("C2:C171", rule)


def _white_name(page: Worksheet) -> None:
    pale = TextBlock(InlineFont(color="FFFFFFFF"), str(page["C5"].value))
    page["C5"] = CellRichText([pale])


TARGET = Target(
    title="What a workbook shows, its values left",
    finders=(CHECK, VERIFY, STRANGER, AUDIT),
    kinds=(
        _kind("a seat as text", f"{_SEATS} 第 5 行", _sheet(
            lambda page: setattr(page["Q5"], "value", str(page["Q5"].value)))),
        _kind("a ticket number as a number", f"{_SEATS} 第 5 行", _sheet(
            lambda page: setattr(page["A5"], "value", int(str(page["A5"].value))))),
        _kind("a formula that gives another seat, the true one kept as its last result",
              f"{_SEATS} 第 5 行",
              lambda scene: with_formula(scene.output / FLAT, _SEATS, "Q5", "14+15")),
        _kind("a seat shown as another by its format", f"{_SEATS} 第 5 行", _sheet(_shown_as)),
        _kind("a row hidden", f"{_SEATS} 第 5 行",
              _sheet(lambda page: setattr(page.row_dimensions[5], "hidden", True))),
        _kind("a row of no height", f"{_SEATS} 第 5 行",
              _sheet(lambda page: setattr(page.row_dimensions[5], "height", 0.1))),
        _kind("a row in white ink", f"{_SEATS} 第 5 行", _sheet(_white)),
        _kind("a row in tiny letters", f"{_SEATS} 第 5 行", _sheet(lambda page: _each(page, 1))),
        _kind("a seat hidden by its format", f"{_SEATS} 第 5 行", _sheet(
            lambda page: setattr(page["Q5"], "number_format", ";;;"))),
        _kind("a rule that blanks a name", _SEATS, _sheet(_blanked)),
        _kind("a name within a cell in white ink", _SEATS, _sheet(_white_name)),
        _kind("rows hidden by a filter", f"{_SEATS}", _sheet(_filtered)),
        _kind("a column hidden", f"{_SEATS}",
              _sheet(lambda page: setattr(page.column_dimensions["Q"], "hidden", True))),
        _kind("a comment on a cell", f"{_SEATS} 第 5 行",
              _sheet(lambda page: setattr(page["Q5"], "comment", Comment("应为 29", "考务办")))),
        _kind("a sheet hidden", "回避名单", lambda scene: edit_book(
            scene.output / FLAT, lambda book: setattr(book["回避名单"], "sheet_state", "hidden"))),
        _kind("a header on every printed page", _SEATS,
              _sheet(lambda page: setattr(page.oddHeader.center, "text", "作废"))),
        _kind("cells merged over a name", f"{_SEATS} 第 6 行",
              _sheet(lambda page: page.merge_cells("C5:C6"))),
        _kind("all rows hidden that say nothing of themselves", _SEATS,
              _sheet(lambda page: setattr(page.sheet_format, "zeroHeight", True))),
        _kind("a column as narrow as a hair", _SEATS,
              _sheet(lambda page: setattr(page.column_dimensions["Q"], "width", 0.1))),
        _kind("texts kept in another part than the usual one", f"{FLAT}：压缩包里另有一份内容",
              lambda scene: with_other_texts(scene.output / FLAT, _SEATS, "C5", "张冠李")),
        _kind("a row hidden", f"{_DUTIES} 第 6 行",
              _sheet(lambda page: setattr(page.row_dimensions[6], "hidden", True), _DUTIES,
                     _DUTY_TABLE), _DUTY_TABLE),
        _kind("rows left out of what is printed", _DUTIES,
              _sheet(lambda page: setattr(page, "print_area", "A1:H6"), _DUTIES, _DUTY_TABLE),
              _DUTY_TABLE),
        _kind("cells merged over a name", f"{_DUTIES} 第 6 行",
              _sheet(lambda page: page.merge_cells("E5:E6"), _DUTIES, _DUTY_TABLE), _DUTY_TABLE),
    ),
)  # fmt: skip
