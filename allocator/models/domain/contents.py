"""What a printed document says, as one digest: the texts of its cells, and nothing of its looks.

Saving a workbook with another program changes its bytes and not its contents.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

PROPERTY = "内容摘要"
"""Name of the custom property of a workbook that bears the digest."""
Cells = Iterable[tuple[str, str]]
"""Place, such as B7, and text of each cell that is not blank: by row, then by column."""


def contents_digest(sheets: Iterable[tuple[str, Cells]]) -> str:
    """Return the SHA-256 of sheets in their order: name, places and texts, a zero byte after each.

    A whole number counts as its digits.
    """
    total = hashlib.sha256()
    for name, cells in sheets:
        total.update(f"{name}\0".encode())
        total.update("".join(f"{place}\0{text}\0" for place, text in cells).encode())
    return total.hexdigest()
