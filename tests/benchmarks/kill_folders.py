"""Folders that acts are killed in: made from prepared ones, compared, looked over for remains.

A *scene* is one folder with everything that an act reads and writes; the program runs in it, so
that the same words do the same in every copy.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import allocator
from allocator.errors import AllocatorError
from allocator.record import ledger
from allocator.record.signing import split

if TYPE_CHECKING:
    from collections.abc import Sequence

VOLATILE = ("抽签见证单", "存档.zip", "备份.zip")
"""What holds the time of an act, so that only its presence is compared: a witness sheet shows it;
archive and backup hold the log, in which every act is timed. They are looked into otherwise."""
_LOG = "record.sqlite"
"""Attempts are entries too, so the log is compared by its acts; SQLite puts more files beside it,
and takes them away when somebody reads it."""

_BORN = ("体检报告", "_批注")
"""Workbooks that bear the time in their properties, of which only the rest is compared."""

State: TypeAlias = dict[str, str]
"""File to digest; "" for what holds the time."""


def environment() -> dict[str, str]:
    """Return what the program is started with, from any folder."""
    here = str(Path(allocator.__file__).resolve().parents[1])
    return {**os.environ, "PYTHONUTF8": "1", "PYTHONPATH": here}


def command(*words: object) -> list[str]:
    """Return the program with these words."""
    return [sys.executable, "-m", "allocator", *map(str, words)]


def program(scene: Path, *words: object) -> subprocess.CompletedProcess[str]:
    """Run the program in a scene to its end."""
    return subprocess.run(
        command(*words), cwd=scene, capture_output=True, encoding="utf-8", check=False,
        env=environment(),
    )  # fmt: skip


def copied(source: Path, scene: Path) -> Path:
    """Make a scene from a prepared one, without the locks that were used there."""
    shutil.copytree(source, scene, ignore=shutil.ignore_patterns(".*"))
    return scene


def state(scene: Path, fresh: Sequence[str] = ()) -> State:
    """Return the published files of a scene; what is hidden is published by nobody.

    Of files with one of `fresh` in their place only the presence counts.
    """
    found = {}
    for path in sorted(scene.rglob("*")):
        place = path.relative_to(scene)
        hidden = any(part.startswith(".") for part in place.parts)
        if path.is_file() and not hidden and not path.name.startswith(_LOG):
            timed = any(word in place.as_posix() for word in (*VOLATILE, *fresh))
            found[place.as_posix()] = "" if timed else _digest(path)
    return found


def _digest(path: Path) -> str:
    data = path.read_bytes()
    if path.suffix == ".alor":
        # A signed result carries the laptop's log, attempts and times and all: the rest counts.
        parts = split(data)
        facts = json.loads(parts[0]) if parts else {}
        facts.pop("log", None)
        data = json.dumps(facts, sort_keys=True).encode()
    if any(word in path.name for word in _BORN) and zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as book:
            names = sorted(name for name in book.namelist() if not name.startswith("docProps/"))
            data = b"".join(name.encode() + book.read(name) for name in names)
    return hashlib.sha256(data).hexdigest()


def opens(scene: Path) -> str:
    """Return what is wrong with the record of a scene, asked the first time after a kill.

    Where files are missing that should be there, comparing states tells.
    """
    done = program(scene, "record", "check", "-o", "结果", "-q")
    is_there = any(name.startswith("结果/record/") for name in state(scene))
    if done.returncode != (0 if is_there else 2):
        return f"record check ends with {done.returncode}: {last_words(done)}"
    return ""


def acts_logged(scene: Path) -> tuple[list[str], str]:
    """Return the acts in the log of a scene, and what is wrong with its record."""
    folder = scene / "结果" / "record"
    if not folder.exists():
        return [], ""
    try:
        return [entry.act for entry in ledger.open_record(folder).entries], ""
    except AllocatorError as error:
        return [], str(error)


def remains(scene: Path) -> list[str]:
    """Return what an act that was killed has left beside the results, but for locks."""
    return [
        path.relative_to(scene).as_posix()
        for path in scene.rglob(".*")
        if path.suffix != ".lock" or path.stat().st_size
    ]


def is_work(name: str) -> bool:
    """Return whether something that remains is a work folder, where nothing is published yet."""
    return name.endswith(".未完成")


def last_words(done: subprocess.CompletedProcess[str]) -> str:
    """Return the end of what a command said when it failed."""
    return done.stderr.strip()[-200:]
