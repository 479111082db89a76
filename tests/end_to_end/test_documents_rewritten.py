"""Lost documents are written once more from the record: the same, and nothing else is touched."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from late_changes import amended, files, posted, roster, unrelated
from pictured import with_photos
from published import data_of, recomputed

from allocator.record import ledger

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    Program = Callable[..., subprocess.CompletedProcess[str]]

_REPORT = "合规审查报告.xlsx"


def _documents(output: Path) -> dict[str, bytes]:
    """Return all documents but the report, which `audit` writes."""
    found = files(output)
    return {n: data for n, data in found.items() if not n.startswith("record/") and n != _REPORT}


def _lost(output: Path, which: str = "*") -> dict[str, bytes]:
    """Take documents away; return what there was."""
    before = _documents(output)
    for name in before:
        if (output / name).match(which):
            (output / name).unlink()
    return before


def _agree(output: Path, program: Program) -> None:
    assert program("audit", output, "-q", "--jobs", "1").returncode == 0
    done = program("verify", output, "-q", "--jobs", "1")
    assert done.returncode == 0, done.stdout
    assert recomputed(output).returncode == 0


def test_a_folder_with_draws_and_a_redraw_comes_back_to_the_last_byte(
    output: Path, program: Program
) -> None:
    before = _lost(output)
    assert any("已作废" in name for name in before)
    assert any("演练" in name for name in before)
    done = program("documents", "-o", output, "-q")
    assert done.returncode == 0, done.stderr
    assert f"补写文书 {len(before)} 个。" in done.stdout
    assert _documents(output) == before
    assert ledger.open_record(output / "record").entries[-1].act == "补写文书"
    _agree(output, program)


def test_what_lies_there_is_not_touched(output: Path, program: Program) -> None:
    before = _lost(output, "桌贴.xlsx")
    (edited,) = sorted(output.glob("01_*/考场门贴.xlsx"))
    edited.write_bytes(b"signed and scanned")
    done = program("documents", "-o", output, "-q")
    labels = [name for name in before if name.endswith("桌贴.xlsx")]
    assert (done.returncode, done.stdout.count("桌贴.xlsx")) == (0, len(labels))
    now = _documents(output)
    assert {name for name in before if now[name] != before[name]} == {
        edited.relative_to(output).as_posix()
    }
    before_log = ledger.open_record(output / "record").entries
    done = program("documents", "-o", output, "-q")
    assert (done.returncode, done.stdout) == (0, "文书都在，没有补写。\n")
    assert ledger.open_record(output / "record").entries == before_log


def test_an_amended_folder_and_a_restored_record_get_theirs(
    arranged: Path, workbook: Path, program: Program, tmp_path: Path
) -> None:
    output = shutil.copytree(arranged, tmp_path / "结果")
    key = unrelated(output, "考生")[0]
    given = roster(workbook, tmp_path / "改.xlsx", ("考生", key, "姓名", "改过的名"))
    done = amended(output, given, "--out", posted(output, "监考")[0], "--seed", "5501",
                   "--reason", "生病")  # fmt: skip
    assert done.exit_code == 0, done.output
    saved = tmp_path / "备份.zip"
    assert program("record", "backup", "--to", saved, "-o", output).returncode == 0
    other = tmp_path / "另一处"
    assert program("record", "restore", saved, "-o", other).returncode == 0
    assert program("documents", "-o", other, "-q").returncode == 0
    assert _documents(other) == _documents(output)
    _agree(other, program)


@pytest.fixture(name="pictured")
def fixture_pictured(workbook: Path, program: Program, tmp_path: Path) -> tuple[Path, Path]:
    """Return a roster with photos beside it, and what was arranged of it."""
    given = with_photos(workbook, tmp_path / "输入")
    output = tmp_path / "结果"
    done = program("run", given, "--seed", "1", "-o", output, "--jobs", "1", "-q")
    assert done.returncode == 0, done.stderr
    return given, output


def test_plans_with_photos_wait_for_the_roster(
    pictured: tuple[Path, Path], program: Program, tmp_path: Path
) -> None:
    given, output = pictured
    before = _lost(output)
    plans = sorted(name for name in before if name.endswith("考场座次表.xlsx"))
    done = program("documents", "-o", output, "-q")
    assert done.returncode == 0, done.stderr
    assert f"没有补写 {len(plans)} 个" in done.stdout
    assert "请写明编排时的名单（照片放在它旁边）" in done.stdout
    assert {*before} - {*_documents(output)} == {*plans}
    key = data_of(output, "inputs.json")["candidates"][0]["registration"]
    wrong = roster(given, given.parent / "错.xlsx", ("考生", key, "工作单位", "别的单位"))
    given.rename(tmp_path / given.name)
    refused = program("documents", wrong, "-o", output, "-q")
    assert refused.returncode == 5, refused.stderr
    wrong.unlink()
    (tmp_path / given.name).rename(given)
    done = program("documents", given, "-o", output, "-q")
    assert done.returncode == 0, done.stderr
    assert _documents(output) == before
