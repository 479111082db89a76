"""Results made without a freeze are drawn again with a reason, and by two where they count."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from confirming import confirmation

from allocator.record import ledger

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Program = Callable[..., subprocess.CompletedProcess[str]]

A, B = "G00001", "G00002"
TWO = ("--operator", A, "--reviewer", B)
AGAIN = ("--seed", "5", "--replace")
DRAW = ("draw", "--site", "01", "--session", "1", "--seed", "1")


def _bytes(folder: Path) -> dict[str, bytes]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def _log(output: Path) -> list[tuple[str, str, str]]:
    entries = ledger.open_record(output / "record").entries
    bodies = [(entry.act, json.loads(entry.body)) for entry in entries]
    return [(act, body["seed"], body["reason"]) for act, body in bodies]


@pytest.fixture
def copy(arranged: Path, tmp_path: Path) -> Path:
    """Return results that nobody put a name to."""
    return shutil.copytree(arranged, tmp_path / "结果")


@pytest.mark.parametrize("verb", ["run", "arrange"])
def test_without_a_reason_nothing_is_drawn_again(
    copy: Path, workbook: Path, program: Program, verb: str
) -> None:
    before = _bytes(copy)
    for reason in ((), ("--reason", " ")):
        done = program(verb, workbook, *AGAIN, *reason, "-o", copy, "-q")
        assert (done.returncode, "--reason" in done.stderr) == (2, True), done.stderr
    assert _bytes(copy) == before


@pytest.mark.parametrize("verb", ["run", "arrange"])
@pytest.mark.parametrize("there", [True, False], ids=["results", "nothing"])
def test_a_reason_without_replace_is_refused_and_nothing_written(
    copy: Path, workbook: Path, program: Program, tmp_path: Path, verb: str, there: bool
) -> None:
    output = copy if there else tmp_path / "新"
    before = _bytes(tmp_path)
    done = program(verb, workbook, "--seed", "5", "--reason", "试排", "-o", output, "-q")
    assert done.returncode == 2, done.stderr
    assert "--reason 是重抽的理由，只与 --replace 同用" in done.stderr
    assert _bytes(tmp_path) == before
    assert output.exists() == there


def test_replace_with_a_reason_where_nothing_lies_is_a_first_arrangement(
    workbook: Path, program: Program, tmp_path: Path
) -> None:
    output = tmp_path / "新"
    done = program("run", workbook, *AGAIN, "--reason", "试排", "-o", output, "-q")
    assert done.returncode == 0, done.stderr
    assert [act for act, *_ in _log(output)] == ["座位抽签", "岗位抽签"]


def test_a_try_is_drawn_again_by_whoever_says_why(
    copy: Path, workbook: Path, program: Program
) -> None:
    """A new entry with its number and reason; what was there lies aside as it was."""
    assert program(*DRAW, "--rehearse", "-o", copy, "-q").returncode == 0
    before = _bytes(copy)
    done = program("run", workbook, *AGAIN, "--reason", "试排", "-o", copy, "-q", "--json")
    assert done.returncode == 0, done.stderr
    assert _bytes(copy.with_name("结果.旧-001")) == before
    assert _log(copy) == [
        ("座位抽签", "391072", ""),
        ("岗位抽签", "391072", ""),
        ("演练抽签", "1", ""),
        ("重抽", "5", "试排"),
        ("座位抽签", "5", "试排"),
        ("岗位抽签", "5", "试排"),
    ]
    opened = ledger.open_record(copy / "record")
    again, drawn = opened.facts("重抽")[0], opened.facts("座位抽签")[-1]
    assert (again["number"], again["digest"]) == (drawn["number"], drawn["digest"])
    assert drawn["number"] == 2
    verified = program("verify", copy, "-q", "--jobs", "1")
    assert verified.returncode == 0, verified.stdout + verified.stderr
    stranger = subprocess.run(
        [sys.executable, "-I", "-X", "utf8", "复算.py"],
        cwd=copy / "record", capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert stranger.returncode == 0, stranger.stdout


@pytest.mark.parametrize("left", ["编排总表.xlsx", "抽签见证单.xlsx", "抽签见证单_场次1.xlsx"])
def test_documents_whose_record_was_taken_away_are_not_drawn_again(
    copy: Path, workbook: Path, program: Program, left: str
) -> None:
    """A new record would tell of a first draw; and of what was drawn with which seed, nothing."""
    assert program(*DRAW, "-o", copy, "-q").returncode == 0
    shutil.rmtree(copy / "record")
    for path in copy.rglob("*.xlsx"):
        if path.name in ("编排总表.xlsx", "抽签见证单.xlsx", "抽签见证单_场次1.xlsx"):
            path.unlink() if path.name != left else None
    before = _bytes(copy)
    for words in (
        ("run", workbook, "--seed", "5"),
        ("run", workbook, *AGAIN),
        ("arrange", workbook, *AGAIN, "--reason", "记录丢失", *TWO),
        ("freeze", workbook, *TWO),
    ):
        done = program(*words, "-o", copy, "-q")
        assert (done.returncode, "没有它们的记录" in done.stderr) == (6, True), done.stderr
        assert "allocator record restore" in done.stderr
        assert "-o" in done.stderr
    assert _bytes(copy) == before


def test_reports_without_a_record_are_no_results(
    workbook: Path, program: Program, tmp_path: Path
) -> None:
    output = tmp_path / "结果"
    assert program("check", workbook, "-o", output, "-q").returncode == 0
    assert (output / "体检报告.xlsx").exists()
    done = program("run", workbook, "--seed", "5", "-o", output, "-q")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "words",
    [
        (*DRAW,),
        (*DRAW, "--rehearse"),
        ("posts", "--seed", "391072"),
        ("posts", "--seed", "5"),
        ("run", *AGAIN, "--reason", "试排"),
    ],
    ids=["draw", "rehearsal", "posts", "posts-seed", "run"],
)
def test_what_nobody_has_to_confirm_is_not_drawn_as_if_somebody_had(
    copy: Path, workbook: Path, program: Program, words: tuple[str, ...]
) -> None:
    if words[0] == "posts":
        shutil.rmtree(copy)
        program("arrange", workbook, "--seed", "391072", "-o", copy, "-q")
    before = _bytes(copy)
    inputs = (workbook,) if words[0] == "run" else ()
    command = (words[0], *inputs, *words[1:], "-o", copy, "-q")
    done = program(*command, "--confirm", "0123456789abcdef")
    assert done.returncode == 2, done.stderr
    assert "这次抽签不须另一人确认，--confirm 没有用处" in done.stderr
    assert _bytes(copy) == before


def _named(copy: Path, workbook: Path, program: Program) -> str:
    shutil.rmtree(copy)
    program("arrange", workbook, "--seed", "1", "--operator", A, "-o", copy, "-q")
    return f"由 {A} 抽签"


def _witnessed(copy: Path, workbook: Path, program: Program) -> str:
    shutil.rmtree(copy)
    program("arrange", workbook, "--seed", "1", "--witness", "公证处", "-o", copy, "-q")
    return "有见证人"


def _drawn(copy: Path, workbook: Path, program: Program) -> str:
    program(*DRAW, "-o", copy, "-q")
    return "考点 01 场次 1 的监考抽签"


def _packed(copy: Path, workbook: Path, program: Program) -> str:
    word = copy.with_name("口令.txt")
    word.write_text("演示口令 八个字以上", "utf-8")
    program("pack", "--site", "01", "--passphrase-file", word, "--to", copy.with_name("包.aloc"),
            "-o", copy, "-q")  # fmt: skip
    return "已发考点 01 的考点包"


@pytest.mark.parametrize("use", [_named, _witnessed, _drawn, _packed])
def test_results_that_count_are_drawn_again_by_two(
    copy: Path, workbook: Path, program: Program, use: Callable[[Path, Path, Program], str]
) -> None:
    why = use(copy, workbook, program)
    before = _bytes(copy)
    words = ("arrange", workbook, *AGAIN, "--reason", "名单有误", "-o", copy, "-q")
    for persons in ((), TWO[:2], TWO[2:]):
        done = program(*words, *persons)
        assert (done.returncode, why in done.stderr) == (2, True), done.stderr
        assert "--reviewer" in done.stderr
    same = program(*words, "--operator", A, "--reviewer", A)
    assert (same.returncode, "同一人" in same.stderr) == (6, True), same.stderr
    assert _bytes(copy) == before
    asked = program(*words, *TWO)
    assert (asked.returncode, "复核人确认" in asked.stderr) == (2, True), asked.stderr
    assert _bytes(copy) == before
    done = program(*words, *TWO, *confirmation(asked.stderr))
    assert done.returncode == 0, done.stderr
    assert _bytes(copy.with_name("结果.旧-001")) == before
    drawn = ledger.open_record(copy / "record").facts("座位抽签")[-1]
    assert (drawn["number"], drawn["operator"], drawn["reviewer"]) == (2, A, B)
    # From now on it is always two.
    assert program(*words).returncode == 2
