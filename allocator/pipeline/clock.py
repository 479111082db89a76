"""Seconds that the stages of a run took, for whoever waits for them; nothing drawn sees them."""

from __future__ import annotations

from contextlib import contextmanager
from time import perf_counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class Clock:
    """Seconds by stage, for the summary only."""

    def __init__(self) -> None:
        """Begin without a stage."""
        self.seconds: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Take the time of a stage."""
        begin = perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = round(perf_counter() - begin, 3)
