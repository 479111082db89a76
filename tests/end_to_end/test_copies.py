"""Copies beside the documents: what says the same is nobody's fault, what does not is told once."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

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


def _verified(program: Program, output: Path) -> dict[str, Any]:
    done = program("verify", output, "-q", "--json", "--jobs", "1")
    data: dict[str, Any] = json.loads(done.stdout)
    return data


def _as_macros(path: Path, target: Path) -> Path:
    """Save a workbook as .xlsm, as Excel calls its contents then."""
    with ZipFile(path) as book, ZipFile(target, "w") as other:
        for name in book.namelist():
            data = book.read(name)
            if name == "[Content_Types].xml":
                data = data.replace(b"spreadsheetml.sheet.main",
                                    b"ms-excel.sheet.macroEnabled.main")  # fmt: skip
            other.writestr(name, data)
    return target


def _elsewhere(output: Path, place: str) -> Path:
    target = output / place
    target.parent.mkdir(parents=True, exist_ok=True)
    return target


_ELSEWHERE = [
    ("编排总表.xlsx", "更正/编排总表.xlsx"),
    ("编排总表.xlsx", "更正/新 的/编排总表（终稿）.xlsx"),
    ("编排总表.xlsx", "编排总表.xlsm"),
    ("编排总表.xlsx", "编排总表终.XLSX"),
    ("*/考场座次表.xlsx", "更正/考场座次表.xlsx"),
    ("*/考场座次表.xlsx", "考场座次表.xlsx"),
    ("*/考场门贴.xlsx", "{}/门口/考场门贴.xlsx"),
    ("*/监考抽签/监考安排表_场次1.xlsx", "更正/监考安排表_场次1.xlsx"),
    ("*/监考抽签/监考安排表_场次1.xlsx", "更正/监考安排表.xlsx"),
    ("抽签见证单.xlsx", "更正/抽签见证单.xlsx"),
    ("*/监考抽签/抽签见证单_场次1.xlsx", "更正/监考抽签/抽签见证单_场次1.xlsx"),
]
"""A document and where somebody put it."""


def _placed(output: Path, place: str) -> Path:
    (site,) = output.glob("01_*")
    return _elsewhere(output, place.format(site.name))


@pytest.mark.parametrize(("file", "place"), _ELSEWHERE)
def test_what_passes_for_a_document_anywhere_is_told_once(
    original: Path, output: Path, program: Program, file: str, place: str
) -> None:
    before = _audited(program, original)
    target = _placed(output, place)
    made = _saved_again(next(output.glob(file)), output.parent / "改.xlsx", ("A1", "改过的内容"))
    (_as_macros if place.endswith("m") else shutil.copy)(made, target)
    for data in (_audited(program, output), _verified(program, output)):
        assert [one["file"] for one in data["differences"]] == [
            target.relative_to(output).as_posix()
        ]
        assert (data["exit"], data["uncompared"]) == (5, [])
    assert _evidence(_audited(program, output)) == _evidence(before)


def test_what_says_the_same_anywhere_is_nobodys_fault(output: Path, program: Program) -> None:
    for file, place in _ELSEWHERE:
        made = _saved_again(next(output.glob(file)), output.parent / "存.xlsx")
        (_as_macros if place.endswith("m") else shutil.copy)(made, _placed(output, place))
    # A folder of copies, and what was drawn again in its own folder of void draws.
    site = next(output.glob("01_*"))
    shutil.copytree(site, output / "备份 9 月" / site.name)
    for folder in ("备份_0912", "备份"):
        shutil.copytree(site, output / folder)
    for data in (_audited(program, output), _verified(program, output)):
        assert (data["exit"], data["differences"], data["uncompared"]) == (0, [], [])


def test_a_void_draw_outside_its_folder_is_told(output: Path, program: Program) -> None:
    (void,) = output.glob("*/监考抽签/已作废/第1次/监考安排表_场次1.xlsx")
    shutil.copy(void, _elsewhere(output, "更正/监考安排表_场次1.xlsx"))
    assert [one["file"] for one in _audited(program, output)["differences"]] == [
        "更正/监考安排表_场次1.xlsx"
    ]


@pytest.mark.parametrize("place", ["更正/编排总表.xlsx", "编排总表 - 副本.xlsx"])
def test_a_copy_that_hides_a_row_is_told(output: Path, program: Program, place: str) -> None:
    book = openpyxl.load_workbook(output / "编排总表.xlsx")
    book.worksheets[0].row_dimensions[3].hidden = True
    book.save(_elsewhere(output, place))
    assert [one["file"] for one in _audited(program, output)["differences"]] == [place]


def test_a_document_of_a_session_that_has_none_is_told(output: Path, program: Program) -> None:
    one = next(output.glob("*/监考抽签/监考安排表_场次1.xlsx"))
    shutil.copy(one, _elsewhere(output, "更正/监考安排表_场次9.xlsx"))
    assert [one["file"] for one in _audited(program, output)["differences"]] == [
        "更正/监考安排表_场次9.xlsx"
    ]


def test_what_cannot_be_compared_is_named_and_accuses_nobody(
    output: Path, program: Program
) -> None:
    forms = ("更正/编排总表.ods", "考场门贴.PDF", "编排总表.csv", "更正/考场座次表（终稿）.et",
             "编排总表.xlsb", "更正/编排总表.xls")  # fmt: skip
    for place in (*forms, "通讯录.pdf", "合规审查报告.pdf"):
        _elsewhere(output, place).write_bytes(b"%PDF")
    for verb in ("audit", "verify"):
        done = program(verb, output, "-q", "--json", "--jobs", "1")
        data = json.loads(done.stdout)
        assert (data["exit"], data["differences"]) == (0, []), done.stderr
        assert sorted(data["uncompared"]) == sorted(forms)
    done = program("verify", output, "-q", "--jobs", "1")
    (told,) = [line for line in done.stdout.splitlines() if "不能核对" in line]
    assert "6 个" in told
    assert "更正/编排总表.ods" in told


def test_another_publication_inside_is_named_and_not_compared(
    arranged: Path, output: Path, program: Program
) -> None:
    shutil.copytree(arranged, output / "旧" / "上次")
    edited = output / "旧" / "上次" / "编排总表.xlsx"
    _saved_again(edited, edited, ("A2", "改过的内容"))
    data = _audited(program, output)
    assert (data["exit"], data["differences"], data["uncompared"]) == (0, [], ["旧/上次/"])
