"""A draw of all sessions of a 批次 is asked for by any of them, and named by the first."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from allocator.record import log
from allocator.synthesis.write import write_exam

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    Program = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory, program: Program) -> Path:
    """Return a 考区 whose sessions 1 and 2 are one 批次, and share a draw."""
    folder = tmp_path_factory.mktemp("批次")
    (path,) = write_exam(folder / "输入", exam="经济", candidates=120, sites=1, seed="测试")
    done = program("run", path, "--seed", "1", "-o", folder / "结果", "--jobs", 1, "-q")
    assert done.returncode == 0, done.stderr
    return folder / "结果"


def test_a_draw_asked_for_by_a_later_session_is_merged(
    region: Path, tmp_path: Path, program: Program
) -> None:
    word = tmp_path / "口令.txt"
    word.write_text("测试口令 八个字以上", "utf-8")
    pack, results = tmp_path / "包.aloc", tmp_path / "结果"
    done = program("pack", "--site", "01", "-o", region, "--to", pack, "--passphrase-file", word)
    assert done.returncode == 0, done.stderr
    done = program("draw", "--pack", pack, "--session", 2, "--seed", 7, "--result-to", results,
                   "--passphrase-file", word)  # fmt: skip
    assert done.returncode == 0, done.stderr
    done = program("merge", results / "抽签结果_01_场次1.alor", "-o", region)
    assert done.returncode == 0, done.stderr
    done = program("draw", "--site", "01", "--session", 4, "--seed", 7, "-o", region)
    assert done.returncode == 0, done.stderr
    bodies = [json.loads(entry.body) for entry in log.read(region / "record")]
    assert [body["session"] for body in bodies if "session" in body] == [1, 1, 3, 3]
    again = program("draw", "--site", "01", "--session", 4, "--seed", 8, "-o", region)
    assert (again.returncode, "场次 4 已抽签" in again.stderr) == (6, True)
