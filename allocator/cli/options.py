"""The options that all commands share, and where a command reads and writes."""

from __future__ import annotations

import functools
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from allocator.cli.chinese import Option, Whole
from allocator.cli.places import Place, Target, file_in_the_way, record_around
from allocator.cli.progress import make_progress, stop
from allocator.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from allocator.cli.guard import Answer
    from allocator.cli.password import Passwords
    from allocator.progress import Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Where a command works, and how it speaks."""

    folder: Path
    """The project folder, `-C`."""
    given: Path | None
    """What `-o` gave."""
    jobs: int
    password: Passwords
    progress: Progress

    @property
    def output(self) -> Path:
        """Return the folder for documents: `-o`, or `reports` of the project folder."""
        return self.given if self.given is not None else self.folder / "reports"

    @property
    def record(self) -> Path:
        """Return the folder of the record: inside `-o`, or `record` of the project folder."""
        return (self.given if self.given is not None else self.folder) / "record"

    @property
    def words(self) -> str:
        """Return the options by which another command finds the same folders, as one types them."""
        if self.given is not None:
            return f" -o {_quoted(self.given)}"
        return "" if self.folder == Path() else f" -C {_quoted(self.folder)}"

    def inputs(self, paths: Sequence[Path]) -> tuple[Path, ...]:
        """Return the paths given, or `inputs` of the project folder.

        Raises `UsageError` without either, and for a path that does not exist.
        """
        if absent := [path for path in paths if not path.exists()]:
            raise UsageError(
                f"找不到 {'、'.join(map(_with_guess, absent))}。请检查路径和文件名"
                f"（当前文件夹 {Path.cwd()}）；没有写任何文件。"
            )
        if paths:
            return tuple(paths)
        default = self.folder / "inputs"
        if not default.is_dir():
            raise UsageError(f"没有给出输入文件，也没有文件夹 {default}。请写明工作簿或文件夹。")
        return (default,)


def _with_guess(path: Path) -> str:
    """Return a path that does not exist, and what it may have been meant to be."""
    from difflib import get_close_matches

    there = sorted(other.name for other in path.parent.iterdir()) if path.parent.is_dir() else []
    near = get_close_matches(path.name, there, n=1)
    return f"{path}（是不是 {path.with_name(near[0])}？）" if near else str(path)


def _quoted(path: Path) -> str:
    """Return a path as one types it, in a shell of Windows as of Unix."""
    text = str(path)
    return f'"{text}"' if any(map(str.isspace, text)) else text


def shared(
    output: str, *, work: bool = True, folder: bool = True
) -> Callable[[Callable[..., Answer]], Callable[..., Answer]]:
    """Add the shared options; the command receives them as its first argument, a `Desk`.

    `output` is the help of `-o`; `work`: the command also takes --jobs and --password;
    `folder`: what it names is a folder, which no file may stand in the way of.
    """

    def decorate(command: Callable[..., Answer]) -> Callable[..., Answer]:
        @functools.wraps(command)
        def run(**given: Any) -> Answer:
            desk = _desk(given)
            click.get_current_context().meta["allocator.output"] = desk.output
            if given.get("place") is None:
                _refuse_output(desk.output, folder=folder)
            done = False
            try:
                answer = command(desk, **given)
                done = True
                return answer
            finally:
                if done:
                    desk.progress.finish()
                else:
                    stop(desk.progress)

        wrapped: Callable[..., Answer] = run
        for option in reversed(_options(output, work)):
            wrapped = option(wrapped)
        return wrapped

    return decorate


def _refuse_output(output: Path, *, folder: bool) -> None:
    """Raise `UsageError` where nothing can be written to: a record, or a file in the way."""
    if (record := record_around(output)) is not None:
        raise UsageError(
            f"当前文件夹或 -C 写明的文件夹在记录文件夹 {record} 里，那里只放程序自己的记录。"
            "请换到记录的上一级文件夹再运行；没有写任何文件。"
        )
    if folder and (file := file_in_the_way(output)) is not None:
        raise UsageError(
            f"{file} 是文件，不是文件夹，不能用作 {output}。请用 -o 另写一个文件夹；"
            "没有写任何文件。"
        )


def _desk(given: dict[str, Any]) -> Desk:
    from allocator.cli.password import Passwords

    given.pop("as_json")
    return Desk(
        folder=given.pop("folder"),
        given=given.pop("output"),
        jobs=given.pop("jobs", None) or os.cpu_count() or 1,
        password=Passwords(given.pop("password", None)),
        progress=make_progress(quiet=given.pop("quiet")),
    )


def _options(output: str, work: bool) -> list[Callable[[Any], Any]]:
    options = [
        click.option("-C", "folder", metavar="DIR", type=Place(), default=Path(), cls=Option,
                     help="项目文件夹，默认当前文件夹"),
        click.option("-o", "--output", metavar="PATH", type=Target(), cls=Option, help=output),
    ]  # fmt: skip
    if work:
        options += [
            click.option("--jobs", type=Whole(), cls=Option, help="进程数，默认为处理器核数"),
            click.option("--password", metavar="TEXT", envvar="ALLOCATOR_PASSWORD", cls=Option,
                         help="加密工作簿的打开密码；不写则在提示时输入"),
        ]  # fmt: skip
    options += [
        click.option("-q", "--quiet", is_flag=True, cls=Option, help="不显示进度"),
        click.option("--json", "as_json", is_flag=True, cls=Option, help="输出 JSON 摘要"),
    ]
    return options


def reading() -> Callable[[Any], Any]:
    """Return the argument INPUT: workbooks and folders to read."""
    return click.argument("inputs", metavar="[INPUT]...", nargs=-1, type=Place())
