"""Runs the program in this process, and makes the small exam that its tests arrange."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from click.testing import CliRunner

from allocator.cli.main import cli
from allocator.synthesis.write import write_exam

if TYPE_CHECKING:
    from pathlib import Path


class Said(NamedTuple):
    """What the program said and how it ended."""

    code: int
    out: str
    err: str


def allocator(*words: object) -> Said:
    """Run the program with these words."""
    result = CliRunner().invoke(cli, [str(word) for word in words], prog_name="allocator")
    return Said(result.exit_code, result.stdout, result.stderr)


def an_exam(folder: Path, candidates: int = 70) -> Path:
    """Write a made-up exam of a few rooms and return its workbook."""
    (path,) = write_exam(folder, exam="一级消防", candidates=candidates, sites=2, seed="测试")
    return path
