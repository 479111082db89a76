"""The benchmark of posting says what it measures, and a small one of either kind is optimal."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("more", [[], ["--hard", "--draw"]])
def test_a_small_benchmark_reaches_its_bounds(more):
    script = str(ROOT / "tests" / "benchmarks" / "posting.py")
    done = subprocess.run(
        [sys.executable, script, "--sites", "4", "--staff", "400", *more],
        capture_output=True, check=True, cwd=ROOT, encoding="utf-8",
        env={"PYTHONUTF8": "1", "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.stdout.startswith("4 sites, 400 staff, ")
    for name in ("场次均衡", "早场均衡"):
        value, bound = re.search(rf"{name}: (\d+), bound (\d+)", done.stdout).groups()
        assert 0 < int(value) == int(bound)
    assert "peak memory" in done.stdout
    assert ("draw_posts" in done.stdout) == ("--draw" in more)
