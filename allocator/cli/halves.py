"""The options for a seed: given, or made on the spot of two halves that are typed unseen."""

from __future__ import annotations

import sys
import warnings
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from allocator.cli.chinese import Option, Text
from allocator.errors import UsageError
from allocator.randomness import normal_seed

if TYPE_CHECKING:
    from collections.abc import Callable

    from allocator.cli.guard import Answer
    from allocator.progress import Progress
    from allocator.record.halves import Revealed

_TRIES = 3
_ROLES = {"A": "编排人（A角）", "B": "复核人（B角）"}


def seeded_or_halves(text: str) -> Callable[[Callable[..., Answer]], Callable[..., Answer]]:
    """Return what adds --seed, with its help, and --halves in its place."""

    def decorate(command: Callable[..., Answer]) -> Callable[..., Answer]:
        for option in (
            click.option("--halves", is_flag=True, cls=Option,
                         help="不用 --seed：编排人、复核人当场各输入一半种子，先公布承诺再公开"),
            click.option("--seed", type=Text(), cls=Option, help=f"{text}（必填，或用 --halves）"),
        ):  # fmt: skip
            command = option(command)
        return command

    return decorate


def choose_seed(given: dict[str, Any], progress: Progress) -> None:
    """Put the seed, or whoever asks for its halves, in the place of the options.

    Raises `UsageError` where neither or both are given, or nobody can be asked unseen.
    """
    from allocator.pipeline.halves import refuse_halves_of_one

    seed, wanted = given["seed"], given["halves"]
    if seed is None and not wanted:
        raise UsageError("缺少选项 --seed：请写明种子，或用 --halves 由两人当场各输入一半。")
    if seed is not None and wanted:
        raise UsageError("--seed 和 --halves 只能用一个：种子或者写明，或者由两人各输入一半。")
    if wanted:
        refuse_halves_of_one(given["operator"], given["reviewer"])
    if wanted and not can_ask():
        raise UsageError(
            "--halves 须由两人在终端里当场输入，这里没有终端，无法不显示地输入。"
            "请在终端窗口里运行，不要用管道或重定向；没有抽签。"
        )
    given["seed"] = normal_seed(seed or "")
    given["halves"] = Terminal(progress) if wanted else None


def can_ask() -> bool:
    """Return whether somebody can type unseen."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr))


class Terminal:
    """Asks two persons at one keyboard; whatever it shows goes to standard error."""

    def __init__(self, progress: Progress) -> None:
        """Take the progress that is shown there too."""
        self._progress = progress

    def now(self) -> str:
        """Return the time, for the log."""
        return datetime.now().astimezone().isoformat(timespec="seconds")

    def half(self, role: str, who: str) -> str:
        """Return a half; mistyped ones are asked for again, a few times."""
        from allocator.record.halves import LEAST, MOST, is_half, normal_half

        if role == "A":
            self._progress.finish()
            click.echo(
                f"种子由两人各输入一半合成，各 {LEAST} 至 {MOST} 位数字，不要用生日、电话等能猜到的"
                "数字。一人输入时，他人请回避视线。",
                err=True,
            )
        for _ in range(_TRIES):
            half = normal_half(_hidden(f"{_ROLES[role]}{who} 的一半（不显示）"))
            if not is_half(half):
                click.echo(f"应为 {LEAST} 至 {MOST} 位数字，请重新输入。", err=True)
            elif normal_half(_hidden("再输一次")) != half:
                click.echo("两次输入的不同，请重新输入。", err=True)
            else:
                return half
        raise UsageError("三次都没有输入成功，没有抽签，两半都没有公开。请重新运行同一命令。")

    def committed(self, role: str, who: str, commitment: str) -> None:
        """Show a commitment."""
        from allocator.record.ceremony import grouped

        click.echo(f"{_ROLES[role]}{who} 的承诺：{grouped(commitment)}", err=True)

    def ready(self) -> None:
        """Wait until the commitments have been noted down."""
        _hidden("请见证人记下两份承诺，然后按回车公开两半")

    def revealed(self, found: Revealed, *, again: bool) -> None:
        """Show the halves, and the seed that they make."""
        if again:
            self._progress.finish()
            click.echo("本次抽签的种子先前已由两半合成并公开，抽签没有完成，现在继续：", err=True)
        for role, who, half, nonce in zip(
            "AB", (found.operator, found.reviewer), found.halves, found.nonces, strict=True
        ):
            click.echo(f"{_ROLES[role]}{who} 的一半：{half}（随机数 {nonce}）", err=True)
        click.echo(f"种子：{found.seed}", err=True)


def _hidden(text: str) -> str:
    """Ask for something unseen, blank for Enter; rather nothing than what a terminal would show."""
    from getpass import GetPassWarning

    with warnings.catch_warnings():
        warnings.simplefilter("error", GetPassWarning)
        try:
            typed: str = click.prompt(
                text, hide_input=True, err=True, default="", show_default=False
            )
        except GetPassWarning as error:
            raise UsageError("这个终端不能隐藏输入，没有抽签。请换一个终端窗口重试。") from error
    return typed
