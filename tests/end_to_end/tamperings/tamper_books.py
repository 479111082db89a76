"""Ways to edit a published workbook: cells by openpyxl, what openpyxl cannot do in its XML."""

from __future__ import annotations

import re
import zipfile
from typing import TYPE_CHECKING, Any

import openpyxl

from allocator.models.domain.contents import PROPERTY
from allocator.pipeline.verification.books import contents_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHEETS = re.compile(r'<sheet name="([^"]+)"[^>]*r:id="([^"]+)"')


def edit_book(path: Path, change: Callable[[openpyxl.Workbook], Any]) -> None:
    """Change a workbook and write it as Excel would."""
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)


def edit_sheet(path: Path, sheet: str, change: Callable[[Worksheet], Any]) -> None:
    edit_book(path, lambda book: change(book[sheet]))


def set_cell(path: Path, sheet: str, where: str, value: object) -> None:
    """Write another value into a cell that holds one."""

    def change(page: Worksheet) -> None:
        assert page[where].value not in (None, value), (path.name, sheet, where)
        page[where].value = value

    edit_sheet(path, sheet, change)


def own_digest_again(path: Path) -> None:
    """Make the digest that a workbook bears of its contents that of what it now says."""
    digest = contents_of(path)

    def change(book: openpyxl.Workbook) -> None:
        book.custom_doc_props[PROPERTY].value = digest

    edit_book(path, change)


def exchange(path: Path, sheet: str, one: str, other: str) -> None:
    """Exchange the values of two cells, or of all cells of two rows or ranges."""

    def change(page: Worksheet) -> None:
        pairs = zip(_cells(page, one), _cells(page, other), strict=True)
        changed = [_exchanged(a, b) for a, b in pairs]
        assert any(changed)

    edit_sheet(path, sheet, change)


def _cells(page: Worksheet, where: str) -> list[Any]:
    found: Any = page[where]
    if not isinstance(found, tuple):
        return [found]
    return [cell for row in found for cell in (row if isinstance(row, tuple) else (row,))]


def _exchanged(one: Any, other: Any) -> bool:
    if one.value == other.value:
        return False
    one.value, other.value = other.value, one.value
    return True


def edit_parts(path: Path, change: Callable[[str, str], str]) -> bool:
    """Change the text of parts of a workbook, by name; all others stay to the last byte.

    Returns whether any was changed.
    """
    with zipfile.ZipFile(path) as book:
        before = {entry.filename: book.read(entry) for entry in book.infolist()}
    after = {
        name: change(name, data.decode()).encode() if name.endswith(".xml") else data
        for name, data in before.items()
    }
    if after == before:
        return False
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, data in after.items():
            book.writestr(name, data)
    return True


def part_of(path: Path, sheet: str) -> str:
    """Return the part of a workbook that holds a sheet."""
    with zipfile.ZipFile(path) as book:
        ids = dict(_SHEETS.findall(book.read("xl/workbook.xml").decode()))
        targets = book.read("xl/_rels/workbook.xml.rels").decode()
    (relation,) = (tag for tag in re.findall(r"<Relationship [^>]+>", targets)
                   if f'Id="{ids[sheet]}"' in tag)  # fmt: skip
    (target,) = re.findall(r'Target="/?(?:xl/)?([^"]+)"', relation)
    return f"xl/{target}"


def with_formula(path: Path, sheet: str, where: str, formula: str) -> None:
    """Give a cell a formula of another result, and keep the true value as its last result."""
    part = part_of(path, sheet)

    def change(name: str, text: str) -> str:
        cell = rf'(<c r="{where}"[^>]*>)(<v>)'
        return re.sub(cell, rf"\1<f>{formula}</f>\2", text) if name == part else text

    assert edit_parts(path, change)


def with_other_texts(path: Path, sheet: str, where: str, text: str) -> None:
    """Let a cell say another text, as Excel shows it: from a part for texts of an unusual name.

    A part of the usual name has the true text; nothing refers to it.
    """
    edit_book(path, lambda book: None)
    page = part_of(path, sheet)
    with zipfile.ZipFile(path) as book:
        parts = {entry.filename: book.read(entry).decode() for entry in book.infolist()}
    cell = rf'(<c r="{where}"[^>]*) t="inlineStr"><is>(<t[^>]*>[^<]*</t>)</is></c>'
    (found,) = re.findall(cell, parts[page])
    parts[page] = re.sub(cell, r'\1 t="s"><v>0</v></c>', parts[page])
    for name, words in (("sharedStrings", found[1]), ("texts", f"<t>{text}</t>")):
        parts[f"xl/{name}.xml"] = f'<sst xmlns="{_MAIN}"><si>{words}</si></sst>'
    part = (
        '<Override PartName="/xl/texts.xml" ContentType="application/vnd.openxmlformats-'
        'officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
    )
    related = f'<Relationship Id="rId99" Type="{_RELATED}/sharedStrings" Target="texts.xml"/>'
    for name, end, more in (
        ("[Content_Types].xml", "</Types>", part),
        ("xl/_rels/workbook.xml.rels", "</Relationships>", f"{related}</Relationships>"),
    ):
        rest = re.sub(r"<(Override|Relationship) [^>]*sharedStrings[^>]*>", "", parts[name])
        parts[name] = rest.replace(end, more)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, data in parts.items():
            book.writestr(name, data)


def say_instead(folder: Path, old: str, new: str) -> None:
    """Replace a text in every workbook below a folder."""
    done = [
        edit_parts(path, lambda _, text: text.replace(old, new)) for path in folder.rglob("*.xlsx")
    ]
    assert any(done)
