"""Moves that happen whatever comes: a list of them is written first, the journal beside the output.

Whoever comes next finishes the moves that were cut short.
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def journal_of(output: Path) -> Path:
    """Return where the moves into a folder are written down."""
    return output.parent / f".{output.name}.发布.json"


def write_journal(
    output: Path, moves: Sequence[tuple[Path, Path]], kept: Sequence[tuple[Path, Path]] = ()
) -> None:
    """Write down what is to be moved, those put aside first; from then on it will be."""
    plan = [[str(old), str(new), True] for old, new in kept]
    plan += [[str(source), str(target), False] for source, target in moves]
    journal = journal_of(output)
    part = journal.with_suffix(".part")
    with part.open("w", encoding="utf-8") as file:
        json.dump(plan, file)
        file.flush()
        os.fsync(file.fileno())
    part.replace(journal)


def recover(output: Path) -> None:
    """Finish moves that were cut short, if there are any; only while nobody else writes there."""
    journal = journal_of(output)
    if not journal.exists():
        return
    for source, target, once in json.loads(journal.read_text(encoding="utf-8")):
        old, new = Path(source), Path(target)
        # What was put aside is where its successor comes: once moved, it is never moved again.
        if not (once and new.exists()):
            _move(old, new)
    journal.unlink()


def finish(output: Path) -> None:
    """Move what the journal says; an interruption comes too late and is not heeded."""
    while True:
        try:
            recover(output)
        except KeyboardInterrupt:
            continue
        return


def _move(source: Path, target: Path) -> None:
    """Move unless already moved; an entry in the way can only be an older report of problems."""
    if not source.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.is_dir():
        shutil.rmtree(target)
    source.replace(target)
