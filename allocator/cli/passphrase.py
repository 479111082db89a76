"""The passphrase of a site pack or backup: from a file, the environment, or asked unseen."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import click

from allocator.cli.chinese import Option
from allocator.cli.places import Place
from allocator.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

VARIABLE = "ALLOCATOR_PASSPHRASE"


def passphrase_file() -> Callable[[Any], Any]:
    """Return what adds --passphrase-file."""
    return click.option(
        "--passphrase-file", metavar="FILE", type=Place(), cls=Option,
        help="写有口令的文本文件；不写则在提示时输入",
    )  # fmt: skip


def read_passphrase(file: Path | None, *, twice: bool) -> str:
    """Return the passphrase; `twice`: somebody who invents one types it again.

    It is never an option itself, for the command line can be seen by others. Raises `UsageError`
    where it is blank, or nobody can be asked.
    """
    if file is not None:
        word = _read(file)
    elif VARIABLE in os.environ:
        word = os.environ[VARIABLE]
    elif all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr)):
        word = _ask(twice=twice)
    else:
        raise UsageError("没有口令：请在终端里运行以便输入，或用 --passphrase-file 指定口令文件。")
    if not word.strip():
        raise UsageError("口令是空白的。请写明口令后重试。")
    return word


def _read(file: Path) -> str:
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"口令文件 {file} 不存在、无法读取或不是 UTF-8 文本。请核对文件。"
        ) from error
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) > 1:
        raise UsageError(f"口令文件 {file} 有 {len(lines)} 行文字，应只有一行口令。请核对文件。")
    return lines[0] if lines else ""


def _ask(*, twice: bool) -> str:
    word = _hidden("口令（不显示）")
    # Nobody types a blank one again: it is refused.
    if word and twice and _hidden("再输一次") != word:
        raise UsageError("两次输入的口令不同。请重新运行。")
    return word


def _hidden(text: str) -> str:
    """Ask for something unseen; blank for Enter, where click itself would ask for ever."""
    return str(click.prompt(text, hide_input=True, err=True, default="", show_default=False))
