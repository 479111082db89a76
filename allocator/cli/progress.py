"""Shows progress on standard error: a bar on a terminal, plain lines elsewhere, nothing with -q."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Never

import click

from allocator.progress import Silent

if TYPE_CHECKING:
    from tqdm import tqdm

    from allocator.progress import Progress

_BAR = "{desc} {percentage:3.0f}%|{bar:30}| {n_fmt}/{total_fmt} 已用 {elapsed} 剩余 {remaining}"


class Bars:
    """A bar for each stage, with count and time left."""

    def __init__(self) -> None:
        """Begin without a stage."""
        self._bar: tqdm[Never] | None = None

    def start(self, stage: str, total: int) -> None:
        """Close the stage before and show a bar of `total` units."""
        from tqdm import tqdm

        self.finish()
        self._bar = tqdm(
            total=total, desc=stage, bar_format=_BAR, file=sys.stderr, dynamic_ncols=True
        )

    def advance(self, count: int = 1) -> None:
        """Move the bar."""
        if self._bar is not None:
            self._bar.update(count)

    def finish(self) -> None:
        """Close the bar."""
        if self._bar is not None:
            self._bar.close()
            self._bar = None


class Lines:
    """A line when a stage begins and one when it is done."""

    def __init__(self) -> None:
        """Begin without a stage."""
        self._stage = ""
        self._since = 0.0

    def start(self, stage: str, total: int) -> None:
        """Close the stage before and name the new one."""
        self.finish()
        self._stage, self._since = stage, time.monotonic()
        click.echo(f"开始：{stage}（{total}）", err=True)

    def advance(self, count: int = 1) -> None:
        """Say nothing: lines are for logs."""

    def finish(self) -> None:
        """Say that the stage is done, and its seconds."""
        if self._stage:
            click.echo(f"完成：{self._stage}，{time.monotonic() - self._since:.1f} 秒", err=True)
            self._stage = ""

    def stop(self) -> None:
        """Say that the stage was not brought to its end."""
        if self._stage:
            click.echo(f"停止：{self._stage}", err=True)
            self._stage = ""


def stop(progress: Progress) -> None:
    """Close the open stage of work that failed, without calling it done."""
    if isinstance(progress, Lines):
        progress.stop()
    else:
        progress.finish()


def make_progress(*, quiet: bool) -> Progress:
    """Return what suits the place where standard error goes."""
    if quiet:
        return Silent()
    return Bars() if sys.stderr is not None and sys.stderr.isatty() else Lines()
