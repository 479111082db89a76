"""One spoilt workbook: what a defect is, and the usual ways to make one."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from allocator.synthesis.tiny import Book


class Defect(NamedTuple):
    """One spoilt workbook: its issue code, where the issue is expected, and what spoils it."""

    code: str
    sheet: str
    row: int
    column: str
    spoil: Callable[[Book], None]
    along: tuple[str, ...] = ()
    """Other codes that come with it of necessity."""


def cell(
    code: str, sheet: str, row: int, column: str, value: object, *along: str, **other: object
) -> Defect:
    """Return a defect of one cell; `other` are further cells of the same row."""

    def spoil(book: Book) -> None:
        book[sheet][row - 2].update({column: value, **other})

    return Defect(code, sheet, row, column, spoil, along)


def added(
    code: str, sheet: str, row: int, column: str, like: int, *along: str, **changes: object
) -> Defect:
    """Return a defect by one more row at the end, like row `like` but for `changes`."""

    def spoil(book: Book) -> None:
        book[sheet].append({**book[sheet][like - 2], **changes})

    return Defect(code, sheet, row, column, spoil, along)


def template(code: str, sheet: str, row: int, column: str, text: str, exam: str = "") -> Defect:
    """Return a defect by a 准考证模板 added to sheet 参数."""

    def spoil(book: Book) -> None:
        book["参数"].append({"名称": f"准考证模板{exam}", "值": text, "理由": ""})

    return Defect(code, sheet, row, column, spoil)
