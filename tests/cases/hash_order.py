"""What a piece of code prints under different orders of hashing."""

import os
import subprocess
import sys
from pathlib import Path

_TESTS = Path(__file__).resolve().parents[1]


def printed(code: str) -> set[str]:
    """Run `code` in new processes with two hash seeds; one text means that the order is no matter.

    It may import the package, and the modules of `tests` and `tests/solvers`.
    """
    folders = (_TESTS.parent, _TESTS, _TESTS / "solvers")
    return {
        subprocess.run(
            [sys.executable, "-c", code],
            env={
                **os.environ,
                "PYTHONHASHSEED": seed,
                "PYTHONPATH": os.pathsep.join(map(str, folders)),
                "PYTHONUTF8": "1",
            },
            capture_output=True,
            encoding="utf-8",
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
