"""The option with which the second person confirms a draw, or the prompt for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from allocator.cli.chinese import Option
from allocator.cli.halves import can_ask

if TYPE_CHECKING:
    from collections.abc import Callable

    from allocator.cli.guard import Answer
    from allocator.pipeline.confirming import Proposed
    from allocator.progress import Progress

_TRIES = 3


def confirmable(command: Callable[..., Answer]) -> Callable[..., Answer]:
    """Add the option of whoever confirms a draw."""
    words = (
        "封存的数据抽签、重抽、变更时由复核人写：核对后的确认摘要，至少前 16 位；不写则在终端询问"
    )
    option = click.option(
        "--confirm", "confirmer", default="", metavar="TEXT", cls=Option, help=words
    )
    return option(command)


def choose_confirmer(given: dict[str, Any], progress: Progress) -> None:
    """Put whoever gets a draw confirmed in the place of what was typed."""
    from allocator.pipeline.confirming import Shown

    typed = given["confirmer"]
    if typed or not can_ask():
        given["confirmer"] = Shown(typed)
    else:
        given["confirmer"] = Terminal(progress)


@dataclass(frozen=True, slots=True)
class Terminal:
    """Asks the second person at the keyboard."""

    progress: Progress

    def typed(self, proposed: Proposed) -> str:
        """Return the digits that he typed off; mistyped ones are asked for again, a few times."""
        from allocator.errors import AuditError, UsageError
        from allocator.record.ceremony import LEAST_SHOWN, grouped, shows

        self.progress.finish()
        click.echo("\n".join((proposed.words, *proposed.details)), err=True)
        click.echo(f"确认摘要：{grouped(proposed.digest)}", err=True)
        words = (
            f"复核人 {proposed.reviewer} 核对无误后，输入确认摘要的前 {LEAST_SHOWN} 位"
            "（不同意则直接回车）"
        )
        for _ in range(_TRIES):
            typed = str(click.prompt(words, err=True, default="", show_default=False))
            if not typed:
                raise UsageError(f"复核人 {proposed.reviewer} 没有确认，没有{proposed.noun}。")
            if shows(proposed.digest, typed):
                return typed
            click.echo("与确认摘要不符，请核对后重新输入。", err=True)
        raise AuditError(
            f"{_TRIES} 次输入都与确认摘要不符，没有{proposed.noun}。"
            "请两人核对内容、种子、缺席人员、次数和理由后重新运行。"
        )
