"""复算.py, which lies in every record: recomputes the results without this program.

It is data of the package, never imported: plain Python from 3.8 with the standard library only, so
that a stranger can read it and run it where nothing is installed.
"""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

RECOMPUTE = "复算.py"


def text_of_recompute() -> bytes:
    """Return the file as it is written into records."""
    return files(__package__).joinpath(RECOMPUTE).read_bytes()


def write_recompute(folder: Path) -> Path:
    """Write 复算.py into the folder of a record and return the file."""
    path = folder / RECOMPUTE
    path.write_bytes(text_of_recompute())
    return path
