"""The workbooks that programs read, 编排总表 and 监考抽签: cells, rows, columns and sheets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tamper_books import edit_book, edit_sheet, exchange, set_cell
from tamper_scene import FLAT, SITE
from tampering import CHECK, STRANGER, VERIFY, Tampering, Target

if TYPE_CHECKING:
    from collections.abc import Callable

    from openpyxl.worksheet.worksheet import Worksheet
    from tamper_scene import Scene
    from tampering import Edit

_DAYS = f"{SITE}/监考抽签"
DRAWN = f"{_DAYS}/监考抽签_01_场次1.xlsx"
_VOID = f"{_DAYS}/已作废/第1次/监考抽签_01_场次1.xlsx"
_REHEARSED = f"{SITE}/演练/监考抽签_01_场次3.xlsx"
SEATS, ROOMS, POSTS, RECUSED = "考生编排", "考场编排", "岗位安排", "回避名单"
_OWN = (SEATS, POSTS, "监考安排", "流动监考", "备用监考")
"""Sheets that 复算.py compares."""


def _kind(
    name: str, file: str, sheet: str, edit: Edit, place: str, *, alone: bool = False,
    stranger: str | None = None,
) -> Tampering:  # fmt: skip
    """Return an edit of a sheet; `place` follows its name in what the two recomputations say."""
    theirs = f"{file} · {sheet}] {place}" if sheet in _OWN else ""
    return Tampering(
        name=f"{sheet}: {name}", edit=edit, verify=f"{file} {sheet} {place}",
        stranger=theirs if stranger is None else stranger, alone=alone,
    )  # fmt: skip


def _cell(what: str, where: str, value: object, sheet: str = SEATS, file: str = FLAT) -> Tampering:
    """Return another value in one cell."""
    line = "".join(sign for sign in where if sign.isdigit())
    place = f"第 {line} 行 … {what}"
    name = what if file in (FLAT, DRAWN) else f"{what} ({'replaced' if file == _VOID else '演练'})"
    return _kind(name, file, sheet,
                 lambda scene: set_cell(scene.output / file, sheet, where, value),
                 place, alone=True)  # fmt: skip


def _spoilt(what: str, name: str, where: str, spoil: Callable[[str], str]) -> Tampering:
    """Return a value of 考生编排 that looks the same, or nearly so."""

    def edit(scene: Scene) -> None:
        def change(page: Worksheet) -> None:
            before = str(page[where].value)
            page[where].value = spoil(before)
            assert page[where].value != before

        edit_sheet(scene.output / FLAT, SEATS, change)

    return _kind(name, FLAT, SEATS, edit, f"第 {where[1:]} 行 … {what}", alone=True)


def _exchange(one: str, other: str, sheet: str, file: str = FLAT) -> Edit:
    return lambda scene: exchange(scene.output / file, sheet, one, other)


def _change(sheet: str, change: Callable[[Any], Any], file: str = FLAT) -> Edit:
    return lambda scene: edit_sheet(scene.output / file, sheet, change)


def _book(change: Callable[[Any], Any], file: str = FLAT) -> Edit:
    return lambda scene: edit_book(scene.output / file, change)


def _without(name: str) -> Edit:
    return _book(lambda book: book.remove(book[name]))


_CELLS = (
    _cell("座位号", "Q5", 29),
    _cell("姓名", "C7", "张冠李"),
    _cell("准考证号", "A9", "2615990100999"),
    _cell("证件号码", "D8", "991105**********94"),
    _cell("科目名称", "J10", "别的科目"),
    _cell("考场号", "M11", "002"),
    _spoilt("姓名", "a blank behind a name", "C7", lambda text: f"{text} "),
    _spoilt("姓名", "a sign without width in a name", "C7",
            lambda text: f"{text[0]}\u200b{text[1:]}"),
    _spoilt("准考证号", "full-width digits", "A9",
            lambda text: text.translate({48 + n: 0xFF10 + n for n in range(10)})),
    _spoilt("准考证号", "a letter O for a zero", "A9", lambda text: text.replace("0", "O", 1)),
    _cell("人数", "P3", 31, ROOMS),
    _cell("结束时间", "K4", "18:00", ROOMS),
    _cell("岗位", "B3", "保卫", POSTS),
    _cell("工作单位", "F4", "某校", POSTS),
    _cell("工号", "D5", "G00099", POSTS),
    _cell("关系链", "H2", "朋友", RECUSED),
    _cell("规则", "D2", "RECUSE-OTHER", RECUSED),
    _cell("教室", "E3", "999", "监考安排", DRAWN),
    _cell("工号", "G3", "G00100", "监考安排", DRAWN),
    _cell("姓名", "F2", "某某", "流动监考", DRAWN),
    _cell("工号", "D2", "G00001", "备用监考", DRAWN),
    _cell("角色", "F2", "监考丁", "监考安排", _VOID),
    _cell("姓名", "H3", "某某", "监考安排", _REHEARSED),
)  # fmt: skip
_ROWS = (
    _kind("two rows exchanged", FLAT, SEATS, _exchange("4", "60", SEATS), "第 4 行"),
    _kind("two neighbouring rows exchanged", FLAT, SEATS, _exchange("4", "5", SEATS), "第 5 行",
          stranger=f"{FLAT} · {SEATS}] 第 "),
    _kind("a row deleted", FLAT, SEATS, _change(SEATS, lambda page: page.delete_rows(12)),
          "第 11 行 … 此行之后缺少", alone=True,
          stranger=f"{FLAT} · {SEATS}] 第 11 行之后缺少 报名序号"),
    _kind("a row added", FLAT, SEATS, _change(SEATS, lambda page: page.append(["1", "2", "某某"])),
          "第 172 行 … 不应有这一行", alone=True,
          stranger=f"{FLAT} · {SEATS}] 第 172 行不应有"),
    _kind("a row twice", FLAT, SEATS, _change(SEATS, lambda page: page.append(
        [cell.value for cell in page[171]])), "第 172 行 … 不应有这一行", alone=True,
          stranger=f"{FLAT} · {SEATS}] 第 172 行不应有"),
    _kind("a row above the table", FLAT, SEATS,
          _change(SEATS, lambda page: _above(page, "更正：座位 29 为张冠李")), "",
          stranger=f"{FLAT} · {SEATS}]"),
    _kind("a row above the table", DRAWN, "监考安排",
          _change("监考安排", lambda page: _above(page, "更正：001 考场监考甲为张冠李"), DRAWN), "",
          stranger=f"{DRAWN} · 监考安排]"),
    _kind("a word beside the header", FLAT, SEATS,
          _change(SEATS, lambda page: page.cell(1, 22, "照顾")), "第 1 行",
          stranger=f"{FLAT} · {SEATS}] 第 1 行多出的内容：照顾"),
    _kind("a word beside the table", FLAT, SEATS,
          _change(SEATS, lambda page: page.cell(6, 22, "照顾")), "第 6 行 … 多出内容", alone=True,
          stranger=f"{FLAT} · {SEATS}] 第 6 行多出的内容：照顾"),
    _kind("a row added", FLAT, ROOMS, _change(ROOMS, lambda page: page.append(["某"])),
          "第 10 行 … 不应有这一行", alone=True),
    _kind("a row deleted", FLAT, RECUSED, _change(RECUSED, lambda page: page.delete_rows(3)),
          "第 2 行 … 此行之后缺少", alone=True),
    _kind("the order of two reserves", FLAT, POSTS, _exchange("G19", "G20", POSTS), "第 20 行",
          stranger=f"{FLAT} · {POSTS}] 第 "),
    _kind("two invigilators exchanged", DRAWN, "监考安排", _exchange("G2", "G4", "监考安排", DRAWN),
          "第 2 行 … 工号", stranger=f"{DRAWN} · 监考安排] 第 2 行"),
    _kind("a row deleted", DRAWN, "备用监考",
          _change("备用监考", lambda page: page.delete_rows(2), DRAWN), "第 1 行 … 此行之后缺少",
          alone=True, stranger=f"{DRAWN} · 备用监考] 第 1 行之后缺少"),
)  # fmt: skip
_SHEETS = (
    _kind("a column's header", FLAT, SEATS, _change(SEATS, lambda page: page.cell(1, 3, "名字")),
          "… 缺少列：姓名", stranger=f"{FLAT} · {SEATS}] 缺少列"),
    _kind("two columns exchanged, headers left", FLAT, SEATS, _change(SEATS, lambda page: [
        exchange_values(page.cell(row, 17), page.cell(row, 18)) for row in range(2, 172)]),
        "第 5 行"),
    _kind("the sheet deleted", FLAT, POSTS, _without(POSTS), "… 不存在",
          stranger=f"{FLAT}] 工作表 {POSTS} 不存在"),
    _kind("the sheet renamed", FLAT, SEATS,
          _book(lambda book: setattr(book[SEATS], "title", "编排")), "… 不存在",
          stranger=f"{FLAT}] 工作表 {SEATS} 不存在"),
    _kind("the sheet emptied", FLAT, SEATS,
          _change(SEATS, lambda page: page.delete_rows(1, 171)), "… 缺少列",
          stranger=f"{FLAT} · {SEATS}] 缺少列"),
    Tampering(name="编排总表: a sheet of other seats before the true one",
              edit=lambda scene: edit_book(scene.output / FLAT, _another_sheet),
              verify=f"{FLAT} 考生编排（更正）"),
)  # fmt: skip


def _above(page: Worksheet, text: str) -> None:
    page.insert_rows(1)
    page.cell(1, 1, text)


def exchange_values(one: Any, other: Any) -> None:
    one.value, other.value = other.value, one.value


def _another_sheet(book: Any) -> None:
    """Put a copy of 考生编排 with two candidates exchanged before it."""
    page = book.copy_worksheet(book[SEATS])
    page.title = "考生编排（更正）"
    for column in range(1, 5):
        exchange_values(page.cell(2, column), page.cell(5, column))
    book.move_sheet(page, offset=-len(book.sheetnames))


TARGET = Target(
    title="编排总表 and 监考抽签",
    finders=(CHECK, VERIFY, STRANGER),
    kinds=(*_CELLS, *_ROWS, *_SHEETS),
)
