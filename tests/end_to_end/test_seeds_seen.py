"""A seed with a sign that nobody sees: refused before anything is done, and told in any record."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from published import recomputed

from allocator.pipeline import Options, arrange

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    Program = Callable[..., subprocess.CompletedProcess[str]]

_UNSEEN = "391072\u200b"


@pytest.mark.parametrize(
    "words",
    [
        ("draw", "--site", "01", "--session", "1"),
        ("amend", "--out", "G00005", "--reason", "生病", "--operator", "G00001",
         "--reviewer", "G00002"),
        ("run", "--replace", "--reason", "重来", "--operator", "G00001", "--reviewer", "G00002"),
    ],
)  # fmt: skip
def test_no_act_takes_it(
    words: tuple[str, ...], arranged: Path, workbook: Path, program: Program, tmp_path: Path
) -> None:
    output = shutil.copytree(arranged, tmp_path / "结果")
    before = {p: p.read_bytes() for p in sorted(output.rglob("*")) if p.is_file()}
    given = (workbook,) if words[0] == "run" else ()
    done = program(words[0], *given, *words[1:], "--seed", _UNSEEN, "-o", output, "-q")
    assert (done.returncode, "第 7 个字（U+200B）看不见" in done.stderr) == (2, True), done.stderr
    assert {p: p.read_bytes() for p in sorted(output.rglob("*")) if p.is_file()} == before


def test_a_record_drawn_with_it_is_told(
    workbook: Path, program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = tmp_path / "结果"
    monkeypatch.setattr("allocator.pipeline.arrangement.refuse_unseen", lambda *_, **__: None)
    arrange([workbook], output, output / "record", Options(seed=_UNSEEN, jobs=1, posts=True))
    done = program("verify", output, "-q", "--jobs", "1")
    assert (done.returncode, "的种子有看不见" in done.stdout) == (5, True), done.stdout
    done = recomputed(output)
    assert (done.returncode, "的种子有看不见" in done.stdout) == (1, True), done.stdout
