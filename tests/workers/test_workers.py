"""Nothing that works for a program lives on when the program is killed."""

import os
import subprocess
import sys

import pytest

_POOL = """
import sys, time
from multiprocessing import get_context
from allocator.workers import worker_pool
if __name__ == "__main__":
    way, task = sys.argv[1:]
    with worker_pool(2, get_context(way)) as pool:
        list(pool.map(abs, range(8)))
        if task == "busy":
            tasks = [pool.submit(time.sleep, 600) for _ in range(2)]
        print("up", flush=True)
        time.sleep(600)
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows starts processes in one way only")
@pytest.mark.parametrize("task", ["idle", "busy"])
@pytest.mark.parametrize("way", ["fork", "spawn"])
def test_processes_end_with_a_program_that_is_killed(way, task):
    """Each of them holds the output open: it ends when the last of them has."""
    with subprocess.Popen(
        [sys.executable, "-c", _POOL, way, task], stdout=subprocess.PIPE, encoding="utf-8"
    ) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == "up\n"
        running.kill()
        assert running.communicate(timeout=60) == ("", None)
