"""Cells that lie so far from the others that reading their sheet would exhaust the memory.

A sheet is read as one rectangle up to its last row and column. One cell at XFD1048576, typed there
by mistake or on purpose, makes that 17,000,000,000 cells, and the process is killed without a word.
"""

from __future__ import annotations

import re
import zlib
from typing import IO, TYPE_CHECKING
from zipfile import BadZipFile, ZipFile, is_zipfile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_MOST = 30_000_000
"""Cells of a rectangle; the largest real sheets have a tenth of it. Takes about 1 GB."""
_CHUNK, _OVERLAP = 1 << 22, 1 << 12
# Columns up to Z are no danger: most parts are looked through for wider ones only. A cell that only
# has a format is an empty element, and no reader lays it out.
_WIDE = re.compile(rb"\br=[\"']([A-Za-z]{2,3})([0-9]{1,7})[\"'][^<>]*(?<!/)>")
# A row that is cut off by the end of a piece may have a filled cell there.
_ROW = re.compile(
    rb"<(?:\w+:)?row\s[^<>]*?\br=[\"']([0-9]{1,7})[\"'][^<>]*(?<!/)>"
    rb"(?:\s*<(?:\w+:)?c\s[^<>]*/>)*+\s*(?:<(?!/)|\Z)"
)


def far_cell(file: Path | IO[bytes]) -> str:
    """Return the place of a cell that is too far away, such as XFD1048576; blank: none is.

    Blank also for a file that is no archive or a damaged one: whoever reads it says so.
    """
    if not is_zipfile(file):
        return ""
    try:
        with ZipFile(file) as book:
            parts = [name for name in book.namelist() if name.lower().endswith(".xml")]
            return next((place for name in parts if (place := _far(book, name))), "")
    except (BadZipFile, OSError, EOFError, RuntimeError, zlib.error):
        return ""


def _far(book: ZipFile, part: str) -> str:
    column, row, place = 0, 0, ""
    for piece in _pieces(book, part):
        for letters, number in _WIDE.findall(piece):
            row = max(row, int(number))
            if _column(letters) > column:
                column, place = _column(letters), (letters + number).decode()
    if column * row <= _MOST and column * _last_row(book, part, column) <= _MOST:
        return ""
    return place


def _last_row(book: ZipFile, part: str, column: int) -> int:
    """Return the last row of a part with a filled cell, 0 where no column is wide."""
    if not column:
        return 0
    numbers = (int(one) for piece in _pieces(book, part) for one in _ROW.findall(piece))
    return max(numbers, default=0)


def _pieces(book: ZipFile, part: str) -> Iterator[bytes]:
    with book.open(part) as source:
        before = b""
        while chunk := source.read(_CHUNK):
            yield before + chunk
            before = chunk[-_OVERLAP:]


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
