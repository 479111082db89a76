"""One program at a time writes beside a folder of results; what it leaves undone is cleared."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from allocator import moving
from allocator.errors import LimitError, reason_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def alone(output: Path, *, wait: float) -> Iterator[Path]:
    """Lend an empty work folder beside `output` while nobody else writes there.

    Raises `LimitError` where somebody does for longer than `wait` seconds, and where the disk fails
    or takes no files.
    """
    from filelock import FileLock, Timeout

    output.parent.mkdir(parents=True, exist_ok=True)
    # The lock file stays on Unix, hidden by its dot (Windows takes it away): whoever waits has it
    # open, and were it removed, he would lock that and the next comer a new one, both at once. Nor
    # can it lie in the folders that are moved or removed while it is held, or on this machine only.
    place = output.parent / f".{output.name}.lock"
    lock = FileLock(place)
    try:
        lock.acquire(timeout=wait)
    except Timeout as error:
        if not place.exists():
            raise LimitError(
                f"不能在 {output.parent} 里写文件，没有改动。请用 -o 另指定一个可以写的文件夹。"
            ) from error
        raise LimitError(
            f"另一个程序正在使用 {output}，也许正等复核人输入确认摘要。请等它做完，或结束它，"
            "再重新运行；没有改动。"
        ) from error
    work = output.parent / f".{output.name}.未完成"
    try:
        moving.recover(output)
        moving.cleared(work)
        yield work
    except OSError as error:
        if moving.journal_of(output).exists():
            raise LimitError(
                f"结果已经写成，但有文件没有移到 {error.filename2 or output}：{reason_of(error)}。"
                "排除后运行 allocator record check 或任何其他命令，即接着移完。"
            ) from error
        raise LimitError(f"{output} 没有写成：{reason_of(error)}。原有结果没有改动。") from error
    finally:
        # What a journal says is to be moved lies nowhere else.
        if not moving.journal_of(output).exists():
            moving.cleared(work)
        lock.release()
