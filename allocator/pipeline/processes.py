"""Work on sites spread over processes."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from allocator.errors import LimitError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

T = TypeVar("T")
S = TypeVar("S")
_ALONE = 6
"""Fewer sites are worked on in this process: another one costs more than it brings."""


def each_site(work: Callable[[S], T], sites: Sequence[S], jobs: int) -> Iterator[T]:
    """Yield what `work` makes of each site, in their order; in processes where that pays.

    Raises `LimitError` when a process dies.
    """
    if jobs < 2 or len(sites) < _ALONE:
        yield from map(work, sites)
        return
    from concurrent.futures.process import BrokenProcessPool

    from allocator.workers import worker_pool

    try:
        with worker_pool(jobs) as pool:
            yield from pool.map(work, sites)
    except BrokenProcessPool as error:
        raise LimitError(
            "一个工作进程意外结束（可能是内存不足）。请关闭其他程序，或加 --jobs 1 后重试；"
            "原有结果没有改动。"
        ) from error
