"""One small exam arranged once, as a planner would; tests that change it copy it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from published import drawn

from allocator.synthesis.write import write_exam

if TYPE_CHECKING:
    from collections.abc import Callable

sys.path.insert(0, str(Path(__file__).parents[1]))  # for package `cases`

Program = "Callable[..., subprocess.CompletedProcess[str]]"


@pytest.fixture(scope="session")
def program() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Return what runs `python -m allocator` in a process of its own."""

    def run(*words: object, hash_seed: str = "0") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "allocator", *map(str, words)],
            capture_output=True,
            encoding="utf-8",
            check=False,
            env={**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONUTF8": "1"},
        )

    return run


@pytest.fixture(scope="session")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the workbook of a made-up exam with a few rooms."""
    folder = tmp_path_factory.mktemp("输入")
    (path,) = write_exam(folder, exam="一级消防", candidates=70, sites=2, seed="测试")
    return path


@pytest.fixture(scope="session")
def arranged(
    tmp_path_factory: pytest.TempPathFactory,
    workbook: Path,
    program: Callable[..., subprocess.CompletedProcess[str]],
) -> Path:
    """Return the output folder of a finished run with seed 391072."""
    output = tmp_path_factory.mktemp("输出") / "结果"
    done = program("run", workbook, "--seed", "391072", "-o", output, "--jobs", "1", "-q")
    assert done.returncode == 0, done.stderr
    return output


@pytest.fixture(scope="module")
def original(
    tmp_path_factory: pytest.TempPathFactory,
    arranged: Path,
    program: Callable[..., subprocess.CompletedProcess[str]],
) -> Path:
    """Return the output folder of a run whose draws were made, one of them again."""
    return drawn(program, arranged, tmp_path_factory.mktemp("公布"))


@pytest.fixture
def output(original: Path, tmp_path: Path) -> Path:
    """Return a copy of it, to be changed."""
    return shutil.copytree(original, tmp_path / "结果")
