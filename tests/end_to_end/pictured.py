"""A roster that names a photo of everybody, which lies beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openpyxl

from allocator.reporting.witness_sheet import qr_png

if TYPE_CHECKING:
    from pathlib import Path


def with_photos(workbook: Path, folder: Path) -> Path:
    """Write it into a folder that is made for it, and return its place."""
    folder.mkdir()
    (folder / "a.png").write_bytes(qr_png("照片"))
    book: Any = openpyxl.load_workbook(workbook)
    sheet = book["考生"]
    column = [cell.value for cell in sheet[1]].index("照片") + 1
    for row in range(2, sheet.max_row + 1):
        sheet.cell(row, column).value = "a.png" if sheet.cell(row, 1).value else None
    book.save(folder / "名单.xlsx")
    return folder / "名单.xlsx"
