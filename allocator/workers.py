"""Processes that work for this one, and end when it ends, however it does.

A pool's processes wait for work on a pipe that they hold open for each other: where the program is
killed, or the system ends it for want of memory, they would wait for ever, the roster in memory,
and some versions of `filelock` would let them keep the folder of results locked.
"""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import parent_process
from threading import Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from multiprocessing.context import BaseContext


def worker_pool(workers: int, context: BaseContext | None = None) -> ProcessPoolExecutor:
    """Return a pool of `workers` processes that do not outlive this one."""
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_end_with_parent)


def _end_with_parent() -> None:
    """Watch the program that this process works for, beside the work."""
    Thread(target=_watch, daemon=True).start()


def _watch() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        # At once: whatever is half written belongs to a run that is no more.
        os._exit(1)
