"""Two persons who type halves of a seed, for tests: they stop when told, and note what they saw."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.record import log

if TYPE_CHECKING:
    from pathlib import Path

    from allocator.record.halves import Revealed

BY_HALVES = ["种子承诺", "种子承诺", "种子揭示"]
ONE, OTHER = "3141592653", "2718281828"
"""So long that no digest holds them by chance."""
SEED = f"{ONE}-{OTHER}"


class Stopped(Exception):
    """As if the power had failed."""


class Typist:
    """Types halves, and keeps what the log had whenever something was asked or shown."""

    def __init__(self, record: Path, *halves: str, stop: str = "") -> None:
        self._record, self._halves, self._stop = record, list(halves), stop
        self.seen: list[tuple[str, int]] = []
        self.found: Revealed | None = None

    def now(self) -> str:
        return ""

    def _see(self, what: str) -> None:
        acts = [entry.act for entry in log.read(self._record)]
        self.seen.append((what, sum(act in BY_HALVES for act in acts)))
        if what == self._stop:
            raise Stopped

    def half(self, role: str, who: str) -> str:
        self._see(f"half {role} {who}")
        return self._halves.pop(0)

    def committed(self, role: str, who: str, commitment: str) -> None:
        self._see(f"committed {role} {who}")

    def ready(self) -> None:
        self._see("ready")

    def revealed(self, found: Revealed, *, again: bool) -> None:
        self.found = found
        self._see("again" if again else "revealed")
