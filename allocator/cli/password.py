"""Answers "what is the password of this workbook?": from the option, or by asking unseen."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pathlib import Path

_TRIES = 3


class Passwords:
    """Knows or asks the password of each workbook; what was right once is not asked again."""

    def __init__(self, given: str | None) -> None:
        """Take the password of the command line, if any."""
        self._given = given
        self._known: dict[Path, str] = {}

    def __call__(self, path: Path) -> str | None:
        """Return the password of a workbook; None gives up on it."""
        if path in self._known:
            return self._known[path]
        if self._given is not None and (self._opens(path, self._given) or not _can_ask()):
            return self._keep(path, self._given)
        if not _can_ask():
            return None
        word = ""
        for _ in range(_TRIES):
            word = _ask(path)
            if not word:
                return None
            if self._opens(path, word):
                break
            click.echo("密码不对。", err=True)
        return self._keep(path, word)

    def _keep(self, path: Path, word: str) -> str:
        self._known[path] = word
        return word

    @staticmethod
    def _opens(path: Path, word: str) -> bool:
        from allocator.intake.workbook import Unlocked, unlock

        return isinstance(unlock(path, lambda _: word), Unlocked)


def _can_ask() -> bool:
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr))


def _ask(path: Path) -> str:
    word: str = click.prompt(
        f"\n{path.name} 的打开密码（不显示，直接回车则跳过）",
        hide_input=True, default="", show_default=False, err=True,
    )  # fmt: skip
    return word
