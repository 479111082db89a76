"""Copies beside the documents: what says the same is nobody's fault, what does not is told once."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from published import Program

_OURS = ("合规审查报告", "无解说明", "体检报告")
_DRAW = "*/监考抽签/监考抽签_01_场次1.xlsx"


def _documents(output: Path) -> list[Path]:
    return [path for path in sorted(output.rglob("*.xlsx")) if not path.name.startswith(_OURS)]


def _audited(program: Program, output: Path) -> dict[str, Any]:
    done = program("audit", output, "-q", "--json", "--jobs", "1")
    data: dict[str, Any] = json.loads(done.stdout)
    return data


def _saved_again(path: Path, target: Path, cell: tuple[str, str] | None = None) -> Path:
    """Save a workbook under another name with another program, with one cell changed perhaps."""
    book = openpyxl.load_workbook(path)
    if cell is not None:
        book.worksheets[0][cell[0]] = cell[1]
    book.save(target)
    return target


def _evidence(data: dict[str, Any]) -> list[tuple[str, int, int]]:
    return [(rule["rule"], rule["checked"], rule["broken"]) for rule in data["rules"]]


def _told(data: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one["file"].rpartition("/")[2], one["words"]) for one in data["differences"]]


@pytest.mark.parametrize("name", ["{} - 副本", "{}(1)", "{} - Copy (2)", "复件 {}", "{}_备份"])
def test_copies_that_say_the_same_are_not_accused(
    original: Path, output: Path, program: Program, name: str
) -> None:
    before = _audited(program, original)
    for path in _documents(output):
        shutil.copy(path, path.with_stem(name.format(path.stem)))
    after = _audited(program, output)
    assert (after["exit"], after["differences"]) == (0, [])
    assert _evidence(after) == _evidence(before)


def test_copies_saved_again_by_another_program_are_not_accused(
    original: Path, output: Path, program: Program
) -> None:
    before = _audited(program, original)
    for path in _documents(output):
        _saved_again(path, path.with_stem(f"{path.stem} - 副本"))
    after = _audited(program, output)
    assert (after["exit"], after["differences"]) == (0, [])
    assert _evidence(after) == _evidence(before)


@pytest.mark.parametrize("name", ["{} - 副本", "复件 {}", "{}（更正）"])
@pytest.mark.parametrize(
    ("file", "cell"),
    [
        (_DRAW, "G2"),
        ("*/考场安排表.xlsx", "B4"),
        ("*/考场门贴.xlsx", "A1"),
        ("*/岗位安排表.xlsx", "A1"),
        ("*/监考抽签/监考安排表_场次1.xlsx", "A1"),
        ("*/监考抽签/抽签见证单_场次1.xlsx", "A1"),
        ("编排总表.xlsx", "A2"),
        ("试卷预定单.xlsx", "A1"),
    ],
)
def test_a_copy_that_says_something_else_is_told_once_and_is_no_evidence(
    original: Path, output: Path, program: Program, file: str, cell: str, name: str
) -> None:
    before = _audited(program, original)
    path = next(output.glob(file))
    copy = _saved_again(path, path.with_stem(name.format(path.stem)), (cell, "改过的内容"))
    after = _audited(program, output)
    ((told, _),) = _told(after)
    assert told == copy.name
    assert after["exit"] == 5
    assert _evidence(after) == _evidence(before)


def test_a_copy_alone_does_not_stand_for_the_document(output: Path, program: Program) -> None:
    path = next(output.glob(_DRAW))
    copy = path.rename(path.with_stem(f"{path.stem} - 副本"))
    data = _audited(program, output)
    assert _told(data) == [(path.name, "没有这个工作簿")]
    copy.unlink()
    gone = _audited(program, output)
    assert (gone["differences"], _evidence(gone)) == (data["differences"], _evidence(data))
    assert next(rule["broken"] for rule in gone["rules"] if rule["rule"] == "DRAW-DAY") == 1


def test_a_copy_of_the_folder_of_a_site(original: Path, output: Path, program: Program) -> None:
    before = _audited(program, original)
    folder = next(output.glob("01_*"))
    copy = shutil.copytree(folder, folder.with_name(f"{folder.name} - 副本"))
    after = _audited(program, output)
    assert (after["exit"], after["differences"]) == (0, [])
    assert _evidence(after) == _evidence(before)
    _saved_again(copy / "考场门贴.xlsx", copy / "考场门贴.xlsx", ("A1", "改过的内容"))
    (copy / "多出.xlsx").write_bytes((copy / "桌贴.xlsx").read_bytes())
    after = _audited(program, output)
    ((told, _),) = _told(after)
    assert told == copy.name
    assert _evidence(after) == _evidence(before)


def test_a_workbook_of_ones_own_is_not_taken_for_a_copy(output: Path, program: Program) -> None:
    book = openpyxl.Workbook()
    book.save(next(output.glob("01_*")) / "通讯录.xlsx")
    book.save(output / "说明.xlsx")
    data = _audited(program, output)
    assert (data["exit"], data["differences"]) == (0, [])
