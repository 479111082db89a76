"""Each command does what its help says, and overwrites nothing unasked."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from cli_helpers import allocator, an_exam
from openpyxl import load_workbook

from allocator.models.rules import RULES
from allocator.synthesis.tiny import tiny_book, write_book

if TYPE_CHECKING:
    from pathlib import Path


def test_template_is_written_once(tmp_path: Path) -> None:
    code, out, _ = allocator("template", "-C", tmp_path)
    assert code == 0
    assert (tmp_path / "录入模板.xlsx").is_file()
    assert "录入模板.xlsx" in out
    assert allocator("template", "-C", tmp_path).code == 2
    assert allocator("template", "-C", tmp_path, "--replace").code == 0
    assert allocator("template", "-o", tmp_path / "模板.docx").code == 2


def test_sample_lands_in_inputs_and_is_not_overwritten(tmp_path: Path) -> None:
    words = ["sample", "--exam", "一级消防", "--candidates", "40", "-C", tmp_path, "-q"]
    code, out, _ = allocator(*words, "--json")
    made = tmp_path / "inputs" / "一级消防.xlsx"
    assert code == 0
    assert json.loads(out)["paths"]["inputs"] == [str(made)]
    before = made.read_bytes()
    assert allocator(*words, "--seed", "另一个").code == 2
    assert made.read_bytes() == before


def test_check_counts_rows_and_ends_with_0_on_a_good_workbook(tmp_path: Path) -> None:
    code, out, _ = allocator("check", an_exam(tmp_path), "-o", tmp_path / "检查", "--json", "-q")
    data = json.loads(out)
    assert (code, data["ok"], data["errors"]) == (0, True, 0)
    assert all(row["read"] == row["accepted"] for row in data["counts"])
    assert (tmp_path / "检查" / "体检报告.xlsx").is_file()


def test_check_of_a_good_workbook_speaks_of_no_problems(tmp_path: Path) -> None:
    book = tiny_book()
    for sheet in ("工作人员", "亲属关系", "其他回避", "岗位", "值守"):
        del book[sheet]
    write_book(tmp_path / "名单.xlsx", book)
    _, out, _ = allocator("check", tmp_path / "名单.xlsx", "-o", tmp_path / "检查", "-q")
    report = tmp_path / "检查" / "体检报告.xlsx"
    assert out.splitlines()[-2:] == ["没有发现问题。", f"体检报告：{report}"]


def test_every_arranging_verb_says_once_that_duties_are_not_arranged(tmp_path: Path) -> None:
    write_book(tmp_path / "名单.xlsx", tiny_book())
    words = "值守表的 1 项任务已读取、检查，但本版本不编排值守"
    given = (tmp_path / "名单.xlsx", "-q")
    seed = ("--seed", "391072", "-q")
    two = ("--operator", "G11", "--reviewer", "G12")
    for nth, acts in enumerate((
        [("check", *given)],
        [("run", *given, *seed)],
        [("freeze", *given, *two)],
        [("arrange", *given, *seed), ("posts", *seed)],
    )):  # fmt: skip
        for act in acts:
            code, out, _ = allocator(*act, "-o", tmp_path / str(nth))
            assert (code, out.count(words)) == (0, 1), (act, out)
    book = load_workbook(tmp_path / "1" / "合规审查报告.xlsx")
    texts = [[str(cell.value) for row in sheet.iter_rows() for cell in row] for sheet in book]
    assert any("VAULT-TWO" in text and "没有 值守安排.xlsx" in text for text in texts[0])
    assert any("值守规则未核对（没有 值守安排.xlsx）" in text for text in texts[-1])


def test_check_lists_errors_and_ends_with_3(tmp_path: Path) -> None:
    broken = "data/samples/broken/id-check-digit.xlsx"
    code, out, _ = allocator("check", broken, "-o", tmp_path, "-q")
    assert code == 3
    assert "发现错误 1 个" in out
    assert str(tmp_path / "体检报告.xlsx") in out
    assert (tmp_path / "id-check-digit_批注.xlsx").is_file()


def test_rules_prints_the_whole_catalogue() -> None:
    code, out, _ = allocator("rules", "--json")
    assert code == 0
    assert [rule["code"] for rule in json.loads(out)["rules"]] == [rule.code for rule in RULES]


@pytest.mark.parametrize("command", ["audit", "verify"])
def test_a_folder_that_is_not_there_is_wrong_use(tmp_path: Path, command: str) -> None:
    code, _, told = allocator(command, tmp_path / "没有")
    assert code == 2
    assert f"没有文书文件夹 {tmp_path / '没有'}。请写明编排时的输出文件夹" in told
    assert not (tmp_path / "没有").exists()


@pytest.mark.parametrize("command", ["audit", "verify"])
def test_documents_without_their_record_are_wrong_use(tmp_path: Path, command: str) -> None:
    documents = tmp_path / "结果"
    documents.mkdir()
    code, _, told = allocator(command, documents)
    assert code == 2
    assert f"没有编排记录文件夹 {documents / 'record'}。请写明编排时的输出文件夹" in told
    assert [*tmp_path.rglob("*")] == [documents]


@pytest.mark.parametrize(
    "words",
    [
        ("draw", "--site", "01", "--session", "1", "--seed", "1"),
        ("posts", "--seed", "1"),
        ("confirm", "--digest", "0123", "--reviewer", "A"),
        ("merge", "抽签结果_01_场次1.alor"),
        ("record", "check"),
        ("record", "backup"),
        ("record", "export"),
        ("audit",),
        ("verify",),
    ],
    ids=" ".join,
)
def test_where_nothing_was_arranged_is_wrong_use_for_every_command(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    code, _, told = allocator(*words, "-C", tmp_path)
    assert code == 2
    assert str(tmp_path / "record") in told or str(tmp_path / "reports") in told
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize(
    "words",
    [
        ("run", "--seed", "1"),
        ("arrange", "--seed", "1"),
        ("check",),
        ("freeze", "--operator", "A", "--reviewer", "B"),
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("place", [(), ("-o", "新/结果")])
def test_an_input_that_is_not_there_is_wrong_use_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], place: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "名单2026.xlsx").touch()
    verb, *options = words
    code, _, told = allocator(verb, "名单2O26.xlsx", "没有的文件夹", *options, *place)
    assert code == 2
    assert "找不到 名单2O26.xlsx（是不是 名单2026.xlsx？）、没有的文件夹" in told
    assert [path.name for path in tmp_path.iterdir()] == ["名单2026.xlsx"]


def test_a_workbook_with_a_password_opens_by_option_or_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from msoffcrypto.format.ooxml import OOXMLFile

    plain = an_exam(tmp_path / "明文")
    locked = tmp_path / "名单.xlsx"
    with plain.open("rb") as source, locked.open("wb") as target:
        OOXMLFile(source).encrypt("口令", target)
    words = ["check", locked, "-q", "-o", tmp_path / "检查"]
    assert allocator(*words).code == 3
    assert allocator(*words, "--password", "错").code == 3
    assert allocator(*words, "--password", "口令").code == 0
    monkeypatch.setenv("ALLOCATOR_PASSWORD", "口令")
    assert allocator(*words).code == 0
