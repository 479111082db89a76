"""Our exceptions: one family for each exit code of the command line (see `docs/cli.md`).

Only `allocator.cli` turns them into exit codes; whoever raises one writes what the planner reads.
"""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from allocator.models.domain.findings import Clash, Issue


class AllocatorError(Exception):
    """Base of everything that a user can meet; its text is Chinese and names the cure."""

    exit_code = 1


class UsageError(AllocatorError):
    """The command was used in a way that has no meaning."""

    exit_code = 2

    def __init__(self, message: str, details: Sequence[str] = ()) -> None:
        """Keep lines that are for people only beside the message: they may hold names."""
        super().__init__(message)
        self.details = tuple(details)


class InputError(AllocatorError):
    """The input has errors; all of them are listed in `issues`."""

    exit_code = 3

    def __init__(self, message: str, issues: Sequence[Issue] = ()) -> None:
        """Keep every issue beside the one-line message."""
        super().__init__(message)
        self.issues = tuple(issues)


class InfeasibleError(AllocatorError):
    """No arrangement exists; `clashes` says which demands and supplies collide, and the cures."""

    exit_code = 4

    def __init__(self, message: str, clashes: Sequence[Clash] = ()) -> None:
        """Keep every clash beside the one-line message."""
        super().__init__(message)
        self.clashes = tuple(clashes)


class AuditError(AllocatorError):
    """The audit found a broken must rule; nothing is published."""

    exit_code = 5


class LimitError(AllocatorError):
    """A limit, a full disk or a lost worker; earlier results are untouched."""

    exit_code = 6


class NoRecordError(UsageError):
    """There is no record where one is needed: the folder named is not that of an arrangement."""

    def __init__(self, place: Path) -> None:
        """Name the file or folder that was looked for."""
        super().__init__(
            f"找不到记录 {place}。请指定 allocator run 的输出文件夹（其中有 record 文件夹）。"
        )


class NotDrawnError(UsageError):
    """What was frozen has not been drawn yet: there are no results to look at."""

    def __init__(self) -> None:
        """Say what can be done instead."""
        super().__init__(
            "数据已封存，还没有抽签，没有可核对的结果。请在确认（allocator confirm）并抽签"
            "（allocator run）之后再核对；只核对记录有无改动，请用 allocator record check。"
        )


class ModelError(AllocatorError):
    """The solver rejected our model: a defect of ours, never of the input."""

    exit_code = 1


_REASONS = {
    errno.ENOSPC: "磁盘已满，请清理磁盘或用 {option} 换一个盘",
    errno.EDQUOT: "磁盘配额已用完，请清理磁盘或用 {option} 换一个盘",
    errno.EACCES: "没有写入权限，或文件正被 Excel 打开，请关闭后重试",
    errno.EPERM: "没有写入权限，或文件正被 Excel 打开，请关闭后重试",
    errno.EROFS: "磁盘是只读的，请把整个文件夹复制到可写的磁盘，或用 {option} 换一个文件夹",
    errno.ENAMETOOLONG: "文件名太长，请用 {option} 换一个路径较短的文件夹",
    errno.ENOTDIR: "路径上有文件与文件夹同名，请用 {option} 换一个文件夹",
    errno.EEXIST: "路径上有文件与文件夹同名，请用 {option} 换一个文件夹",
}


def reason_of(error: BaseException, option: str = "-o") -> str:
    """Return in Chinese why a file could not be written, with the cure; `option` says where to."""
    number = error.errno if isinstance(error, OSError) else None
    if number is None and error.args:
        # XlsxWriter wraps the system's error in one of its own.
        inner = error.args[0]
        number = inner.errno if isinstance(inner, OSError) else None
    return _REASONS.get(number or 0, "请检查磁盘空间和文件夹权限后重试").format(option=option)
