"""The moments at which acts are killed, and what a kill meets there."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from typing import TYPE_CHECKING, NamedTuple

from kill_acts import LOCKED, MOVING, Act
from kill_folders import command, copied, environment, is_work, remains

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_LOOK = 0.0002
"""Seconds between two looks at a scene."""
_PATIENCE = 20.0
"""Seconds in which every process of a killed program must have ended."""
_TRIES = 5
"""Times that an act may end before its kill, on a machine that others use too."""
_MADE = (".xlsx", ".zip", ".png", ".alor", ".aloc", ".alob")
"""What an act makes for people, not the frozen files and the log."""


class Struck(NamedTuple):
    """What a kill met."""

    running: bool
    making: bool
    """Documents, a zip or a result lay in the work folder."""
    moving: bool
    """The journal was written, the moves not done."""
    orphans: bool
    """A process of the program lived on."""
    waited: float
    """Seconds from the mark to the kill, or to the end of the act where that came first."""


class Course(NamedTuple):
    """How an act went that nobody killed."""

    code: int
    length: float
    """Seconds."""
    reached: dict[tuple[str, ...], float]
    """When, in seconds, each of the marks appeared."""


def started(act: Act, scene: Path) -> subprocess.Popen[bytes]:
    """Start an act; its processes hold the pipe open until the last of them has ended."""
    return subprocess.Popen(
        command(*act.words), cwd=scene, env=environment(), stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def appeared(scene: Path, mark: Sequence[str]) -> bool:
    """Return whether a scene holds one of these files; none are named: always."""
    # Not `glob`: a journal may be there for a millisecond only.
    return not mark or any(os.path.exists(scene / name) for name in mark)


def watched(act: Act, scene: Path) -> Course:
    """Do an act to its end."""
    reached: dict[tuple[str, ...], float] = {(): 0.0}
    begin = time.monotonic()
    with started(act, scene) as running:
        while running.poll() is None:
            for mark in (LOCKED, act.late, MOVING):
                if mark not in reached and appeared(scene, mark):
                    reached[mark] = time.monotonic() - begin
            time.sleep(_LOOK)
        length = time.monotonic() - begin
    return Course(running.returncode, length, reached)


def killed(act: Act, scene: Path, mark: tuple[str, ...], after: float) -> Struck:
    """Start an act and kill it some seconds after a mark has appeared."""
    with started(act, scene) as running:
        while running.poll() is None and not appeared(scene, mark):
            time.sleep(_LOOK)
        begin = time.monotonic()
        while running.poll() is None and time.monotonic() < begin + after:
            time.sleep(_LOOK)
        waited = time.monotonic() - begin
        was_running = running.poll() is None
        running.kill()
        orphans = False
        try:
            running.communicate(timeout=_PATIENCE)
        except subprocess.TimeoutExpired:
            orphans = True
    works = [scene / name for name in remains(scene) if is_work(name)]
    making = any(path.suffix in _MADE for work in works for path in work.rglob("*"))
    return Struck(was_running, making, appeared(scene, MOVING), orphans, waited)


def killed_in_time(
    act: Act, source: Path, scene: Path, span: float, mark: tuple[str, ...], share: float
) -> Struck:
    """Kill an act at a share of the span since a mark; where it was faster this time, again."""
    for _ in range(_TRIES):
        struck = killed(act, copied(source, scene), mark, span * share)
        if struck.running or struck.orphans:
            break
        span = struck.waited
        shutil.rmtree(scene)
    else:
        struck = killed(act, copied(source, scene), mark, 0.0)
    return struck
