"""Error values in the cells of an old workbook (.xls), which its reader shows as blank."""

from __future__ import annotations

import io
import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_BOF, _EOF, _SHEET, _FORMULA, _BOOL_OR_ERROR = 0x0809, 0x000A, 0x0085, 0x0006, 0x0205
_WORKSHEET = 0
_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?",
           0x24: "#NUM!", 0x2A: "#N/A"}  # fmt: skip


def error_cells(data: bytes) -> list[dict[tuple[int, int], str]]:
    """Return (row from 1, column from 0) -> error value, for each worksheet in their order.

    Raises OSError, struct.error or IndexError for a damaged workbook.
    """
    import olefile

    with olefile.OleFileIO(io.BytesIO(data)) as container:
        name = next((one for one in ("Workbook", "Book") if container.exists(one)), None)
        if name is None:
            return []
        stream = container.openstream(name).read()
    starts = []
    for kind, body in _records(stream, 0):
        if kind == _SHEET and body[5] == _WORKSHEET:
            starts.append(struct.unpack_from("<I", body)[0])
    return [dict(errors_of(stream, start)) for start in starts]


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """Yield the records of a substream up to its end, those of charts within it too."""
    depth = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + size]
        depth += (kind == _BOF) - (kind == _EOF)
        if depth <= 0:
            return
        at += 4 + size


def errors_of(stream: bytes, start: int) -> Iterator[tuple[tuple[int, int], str]]:
    """Yield ((row from 1, column from 0), error value) of the sheet that begins at `start`."""
    for kind, body in _records(stream, start):
        code = None
        if kind == _BOOL_OR_ERROR and body[7]:
            code = body[6]
        elif kind == _FORMULA and body[6] == 2 and body[12:14] == b"\xff\xff":
            code = body[8]
        if code is not None:
            row, column = struct.unpack_from("<HH", body)
            yield (row + 1, column), _ERRORS.get(code, "#N/A")
