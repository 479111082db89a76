"""Reads the cells of a workbook; an old one (.xls) in a process of its own.

A damaged .xls can make the reader ask for more memory than there is, panic, or never end: no
exception says so. So its process is not ours, and is ended when its time is up.
"""

from __future__ import annotations

import io
import pickle
import struct
import subprocess
import sys
from typing import NamedTuple, cast

from allocator.intake.xls_errors import error_cells
from allocator.old_workbooks import OLE

_LOCKED, _DAMAGED = 3, 4
"""Exit codes of that process."""
_BEGUN = b"1"
"""What it says before it reads: an end without it is no fault of the workbook."""
MOST_SECONDS = 300.0
"""So long a reader may take. A wall clock is in order here: what it decides is whether a file is
refused, never what a result is. The largest workbooks that are let in are read in a fraction."""


class Locked(Exception):
    """There is a password to open."""


class Damaged(Exception):
    """Nothing can be read."""


class Endless(Exception):
    """The reader was ended, since it did not come to an end; the text says after how long."""


class Cells(NamedTuple):
    """The cells of a sheet."""

    name: str
    rows: list[list[object]]
    first_row: int
    """Excel row of the first of them, from 1."""
    first_column: int
    """Column of the first cell of each, from 0."""
    merges: tuple[tuple[tuple[int, int], tuple[int, int]], ...]
    errors: dict[tuple[int, int], str]
    """(Excel row, column from 0) -> error value, of .xls; its cell is read as blank."""
    hidden: bool


def read_cells(data: bytes) -> list[Cells]:
    """Return the sheets of a workbook. Raises `Locked`, `Damaged` and `Endless`."""
    if not data.startswith(OLE):
        return _read(data)
    code, said = _read_apart(data)
    if code == _LOCKED:
        raise Locked
    if not said.startswith(_BEGUN):
        raise RuntimeError(f"the process that reads .xls did not begin: {code}")
    if code is None:
        raise Endless(f"读了 {MOST_SECONDS:g} 秒还没有读完")
    if code:
        raise Damaged  # also where it panicked or was ended for want of memory
    return [Cells(*sheet) for sheet in pickle.loads(said[1:])]


def _read_apart(data: bytes) -> tuple[int | None, bytes]:
    """Return exit code and output of the process that reads; None: it was ended."""
    try:
        done = subprocess.run(
            # -P: nothing that lies in the folder where the command is given is imported.
            [sys.executable, "-P", "-m", "allocator.intake.sheet_reader"],
            input=data, capture_output=True, check=False, timeout=MOST_SECONDS,
        )  # fmt: skip
    except subprocess.TimeoutExpired as ended:
        return None, ended.stdout or b""
    return done.returncode, done.stdout


def _read(data: bytes) -> list[Cells]:
    import python_calamine as calamine

    found = []
    try:
        errors = iter(error_cells(data) if data.startswith(OLE) else ())
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        for about in book.sheets_metadata:
            if about.typ is not calamine.SheetTypeEnum.WorkSheet:
                continue
            sheet = book.get_sheet_by_name(about.name)
            row, column = sheet.start or (0, 0)
            rows = cast("list[list[object]]", sheet.to_python(skip_empty_area=True))
            merges = tuple(sheet.merged_cell_ranges or ())
            hidden = about.visible is not calamine.SheetVisibleEnum.Visible
            wrong = next(errors, {})
            found.append(Cells(about.name, rows, row + 1, column, merges, wrong, hidden))
    except calamine.PasswordError:
        raise Locked from None
    except (calamine.CalamineError, OSError, ValueError, IndexError, struct.error):
        raise Damaged from None
    return found


def _main() -> int:
    import python_calamine  # noqa: F401  (what cannot be imported is no damage of the workbook)

    sys.stdout.buffer.write(_BEGUN)
    sys.stdout.buffer.flush()
    try:
        found = _read(sys.stdin.buffer.read())
    except Locked:
        return _LOCKED
    except Damaged:
        return _DAMAGED
    # As plain tuples: the class has another name where this module is the program.
    sys.stdout.buffer.write(pickle.dumps([tuple(sheet) for sheet in found]))
    return 0


if __name__ == "__main__":
    sys.exit(_main())
