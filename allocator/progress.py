"""Progress as events: stages report, the command line or a page shows (nothing here prints)."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Whoever wants to know how far the work is."""

    def start(self, stage: str, total: int) -> None:
        """Open a stage (Chinese name) of `total` units; it replaces the stage before."""

    def advance(self, count: int = 1) -> None:
        """Report `count` more units of the open stage as done."""

    def finish(self) -> None:
        """Close the open stage."""


class Silent:
    """Progress that nobody watches."""

    def start(self, stage: str, total: int) -> None:
        """Ignore the stage."""

    def advance(self, count: int = 1) -> None:
        """Ignore the units."""

    def finish(self) -> None:
        """Ignore the end."""
