"""Moves that happen whatever comes: a list of them is written first, the journal beside the output.

Whoever comes next finishes the moves that were cut short. A file that goes elsewhere, to another
disk perhaps, is brought beside its place before, so that its move is one rename like the others.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_PART = ".part"
_NOTE = "别处.txt"
"""In the work folder: what was brought beside a place elsewhere, and not moved there yet."""


def journal_of(output: Path) -> Path:
    """Return where the moves into a folder are written down."""
    return output.parent / f".{output.name}.发布.json"


def write_journal(
    output: Path,
    moves: Sequence[tuple[Path, Path]],
    kept: Sequence[tuple[Path, Path]] = (),
    sent: Sequence[tuple[Path, Path]] = (),
) -> None:
    """Write down what is to be moved, in this order; from then on it will be.

    First come those put aside (`kept`), last those that go elsewhere (`sent`).
    """
    plan = [[str(old), str(new), True] for old, new in kept]
    plan += [[str(source), str(target), False] for source, target in moves]
    plan += [[str(source), str(target), True] for source, target in sent]
    journal = journal_of(output)
    part = journal.with_suffix(_PART)
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
        # And what lies elsewhere by now is somebody's own.
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


def brought(made: Path, target: Path, work: Path) -> Path:
    """Bring a finished file beside its place, on another disk too, and return where it lies there.

    It holds the roster, and a killed program must leave nothing where nobody looks: the folder of
    unfinished work says where it lies, and whoever comes next clears it (`cleared`).
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}{_PART}")
    (work / _NOTE).write_bytes(os.fsencode(part))
    _sync(made)
    try:
        made.replace(part)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        shutil.copyfile(made, part)
        _sync(part)
    return part


def cleared(work: Path) -> None:
    """Clear a folder of unfinished work, and what was brought from there beside its place."""
    # Neither a disk that is gone nor a note that a power cut left (ValueError) stops anything here.
    with suppress(OSError, ValueError):
        part = Path(os.fsdecode((work / _NOTE).read_bytes()))
        if part.suffix == _PART:
            part.unlink()
    shutil.rmtree(work, ignore_errors=True)


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _move(source: Path, target: Path) -> None:
    """Move unless already moved; an entry in the way can only be an older report of problems."""
    if not source.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.is_dir():
        shutil.rmtree(target)
    source.replace(target)
