"""Photos of a frozen exam lie beside the roster: who draws without it is told, and has frames."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from zipfile import ZipFile

import openpyxl
import pytest
from confirming import confirmed as by_two
from pictured import with_photos

from allocator.record import ledger

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    Program = Callable[..., subprocess.CompletedProcess[str]]

_PERSONS = ("--operator", "G00001", "--reviewer", "G00002")


@pytest.fixture(name="roster")
def fixture_roster(workbook: Path, tmp_path: Path) -> Path:
    return with_photos(workbook, tmp_path / "输入")


def _frozen(roster: Path, output: Path, program: Program) -> str:
    assert program("freeze", roster, *_PERSONS, "-o", output, "-q").returncode == 0
    digest = str(ledger.open_record(output / "record").facts("封存")[-1]["digest"])
    done = program("confirm", "--digest", digest, "--reviewer", "G00002", "-o", output)
    assert done.returncode == 0, done.stderr
    return done.stdout


def _plans(output: Path) -> tuple[int, list[list[float]]]:
    """Return how many pictures the seat plans have, and the heights of their rows."""
    pictures, heights = 0, []
    for path in sorted(output.glob("*/考场座次表.xlsx")):
        # openpyxl drops images where Pillow is missing: count them in the package.
        with ZipFile(path) as package:
            pictures += sum(package.read(name).count(b"<xdr:pic>") for name in package.namelist()
                            if name.startswith("xl/drawings/drawing"))  # fmt: skip
        for sheet in openpyxl.load_workbook(path):
            heights.append([sheet.row_dimensions[n].height for n in range(1, sheet.max_row + 1)])
    return pictures, heights


def test_without_the_roster_there_are_frames_and_a_word_of_it(
    roster: Path, program: Program, tmp_path: Path
) -> None:
    told = _frozen(roster, tmp_path / "齐全", program)
    assert "allocator run 封存时的名单 --seed 种子" in told
    assert "人的照片：照片放在名单旁边" in told
    _frozen(roster, tmp_path / "没有", program)
    words = ("--seed", "391072", *_PERSONS, "-q")
    whole = by_two(program, "run", roster, *words, "-o", tmp_path / "齐全")
    assert whole.returncode == 0, whole.stderr
    assert "照片" not in whole.stdout
    bare = by_two(program, "run", *words, "-o", tmp_path / "没有")
    assert bare.returncode == 0, bare.stderr
    people = len(json.loads((tmp_path / "没有/record/inputs.json").read_bytes())["candidates"])
    assert f"名单写有 {people} 人的照片，这次没有写明名单（INPUT）" in bare.stdout
    (pictures, mine), (none, theirs) = _plans(tmp_path / "齐全"), _plans(tmp_path / "没有")
    assert (pictures >= people, none) == (True, 0)
    assert mine == theirs
    for name in ("齐全", "没有"):
        assert program("verify", tmp_path / name, "-q", "--jobs", "1").returncode == 0
