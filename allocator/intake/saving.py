"""Files that appear whole or not at all, also where the disk is full or the target is in use."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def save(target: Path, data: bytes) -> None:
    """Write a file beside its place and move it there; raises OSError and leaves nothing then."""
    beside = target.with_name(f".{target.name}.tmp")
    try:
        beside.write_bytes(data)
        os.replace(beside, target)
    finally:
        beside.unlink(missing_ok=True)
