"""Reports that tell what a command found appear whole or not at all, also where it is killed."""

from __future__ import annotations

import errno
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from allocator.errors import InfeasibleError, LimitError
from allocator.models.domain.findings import Clash
from allocator.pipeline import HEALTH_REPORT, NO_WAY, audit_folder, check, telling
from allocator.progress import Silent
from allocator.publish import added
from allocator.verdict import COMPLIANCE

if TYPE_CHECKING:
    from collections.abc import Callable

    Program = Callable[..., subprocess.CompletedProcess[str]]

_KILLED = """
import os, sys
from allocator.cli.main import cli
from allocator.intake import saving
from allocator.reporting import audit_report, infeasible
def half(_, *words):
    target = words[1] if sys.argv[1] == "audit" else words[0]
    target.write_bytes(b"half")
    os._exit(9)
audit_report.write = infeasible.write = half
saving.os.replace = lambda *_: os._exit(9)
cli(sys.argv[1:])
"""
_BROKEN = "data/samples/broken/id-check-digit.xlsx"
_HOPELESS = "data/samples/infeasible/没有一楼考场.xlsx"


def _killed(*words: object) -> int:
    words = (sys.executable, "-c", _KILLED, *map(str, words))
    return subprocess.run(words, check=False, capture_output=True).returncode


def _files(folder: Path) -> dict[str, bytes]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def _hidden(folder: Path) -> list[Path]:
    return [path for path in folder.rglob(".*") if path.suffix != ".lock"]


def test_an_audit_that_is_killed_leaves_the_report_that_was_there(
    arranged: Path, tmp_path: Path, program: Program
) -> None:
    output = shutil.copytree(arranged, tmp_path / "结果")
    before = _files(output)
    assert _killed("audit", output, "-q", "--jobs", "1") == 9
    assert {n: data for n, data in _files(output).items() if "sqlite-" not in n} == before
    done = program("audit", output, "-q", "--jobs", "1")
    assert done.returncode == 0, done.stderr
    assert _hidden(tmp_path) == []


def test_a_run_that_is_killed_while_it_explains_leaves_nothing(
    tmp_path: Path, program: Program
) -> None:
    output = tmp_path / "结果"
    words = ("run", _HOPELESS, "--seed", "1", "-o", output, "-q")
    assert _killed(*words) == 9
    assert not output.exists()
    assert program(*words).returncode == 4
    assert set(_files(output)) == {NO_WAY}
    assert _hidden(tmp_path) == []


def test_a_check_that_is_killed_leaves_nothing_or_what_was_there(
    tmp_path: Path, program: Program
) -> None:
    output = tmp_path / "检查"
    assert _killed("check", _BROKEN, "-o", output, "-q") == 9
    assert not output.exists() or _files(output) == {}
    assert program("check", _BROKEN, "-o", output, "-q").returncode == 3
    before = _files(output)
    assert set(before) == {HEALTH_REPORT, "id-check-digit_批注.xlsx"}
    assert _killed("check", _BROKEN, "-o", output, "-q") == 9
    assert _files(output) == before
    assert program("check", _BROKEN, "-o", output, "-q").returncode == 3
    assert _hidden(tmp_path) == []


@pytest.fixture
def in_excel(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Return what makes Windows refuse to replace files of a name: Excel has them open."""
    replace = Path.replace

    def opened(name: str) -> None:
        def refused(self: Path, target: Path) -> Path:
            if Path(target).name == name:
                raise PermissionError(errno.EACCES, "open in Excel")
            return replace(self, target)

        monkeypatch.setattr(Path, "replace", refused)

    return opened


def test_an_audit_whose_report_is_open_in_excel_is_told(
    arranged: Path, tmp_path: Path, in_excel: Callable[[str], None]
) -> None:
    output = shutil.copytree(arranged, tmp_path / "结果")
    before = (output / COMPLIANCE).read_bytes()
    in_excel(COMPLIANCE)
    with pytest.raises(LimitError, match=r"^合规审查报告\.xlsx 没有写成：.*正被 Excel 打开"):
        audit_folder(output, output / "record", jobs=1, progress=Silent())
    assert (output / COMPLIANCE).read_bytes() == before
    assert _hidden(tmp_path) == []


def test_a_check_whose_report_is_open_in_excel_is_told(
    tmp_path: Path, in_excel: Callable[[str], None]
) -> None:
    in_excel(HEALTH_REPORT)
    with pytest.raises(LimitError, match=r"^体检报告\.xlsx 没有写成：.*正被 Excel 打开"):
        check([Path(_BROKEN)], tmp_path / "检查", progress=Silent())
    assert _hidden(tmp_path) == []


def test_an_explanation_that_is_open_in_excel_is_told(
    tmp_path: Path, in_excel: Callable[[str], None]
) -> None:
    output = tmp_path / "结果"
    error = InfeasibleError("不行", [Clash(rule="", cause="缺", demand=2, supply=1, cure="加")])
    with added(output, output / "record") as staging:
        telling.explain(error, staging, telling.POSTING)
    before = (output / NO_WAY).read_bytes()
    in_excel(NO_WAY)
    with (
        pytest.raises(LimitError, match=r"^无解说明\.xlsx 没有写成：.*正被 Excel 打开"),
        added(output, output / "record") as staging,
    ):
        telling.explain(error, staging, telling.POSTING)
    assert (output / NO_WAY).read_bytes() == before
