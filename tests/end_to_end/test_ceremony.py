"""Two persons freeze and confirm, then the seed comes; and whoever strays from it is told."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from functools import partial
from typing import TYPE_CHECKING
from xml.etree.ElementTree import fromstring
from zipfile import ZipFile

import openpyxl
import pytest
from cases.cut_short import PRELUDE
from confirming import confirmation
from confirming import confirmed as by_two
from published import recomputed
from python_calamine import CalamineWorkbook

from allocator import pipeline
from allocator.errors import AuditError, LimitError
from allocator.pipeline.freezing import FreezeOptions, confirm, freeze
from allocator.progress import Silent
from allocator.record import ledger, log
from allocator.reporting.text import moment_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Program = Callable[..., subprocess.CompletedProcess[str]]

A, B, C = "G00001", "G00002", "G00003"
FREEZE = ("--operator", A, "--reviewer", B)
SVG_TEXT = "{http://www.w3.org/2000/svg}text"


def _bytes(folder: Path) -> dict[str, bytes]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def _acts(output: Path) -> list[str]:
    return [entry.act for entry in ledger.open_record(output / "record").entries]


def _arrange(program: Program, output: Path, verb: str = "arrange") -> None:
    """Draw seats of what was frozen, with seed 1, by two."""
    done = by_two(program, verb, "--seed", "1", "-o", output, "-q", *FREEZE)
    assert done.returncode == 0, done.stderr


def _digest(output: Path) -> str:
    return str(ledger.open_record(output / "record").facts("封存")[-1]["digest"])


@pytest.fixture(scope="module")
def frozen_once(tmp_path_factory: pytest.TempPathFactory, workbook: Path, program: Program) -> Path:
    output = tmp_path_factory.mktemp("封存") / "结果"
    done = program("freeze", workbook, *FREEZE, "-o", output, "-q")
    assert done.returncode == 0, done.stderr
    return output


@pytest.fixture
def frozen(frozen_once: Path, tmp_path: Path) -> Path:
    return shutil.copytree(frozen_once, tmp_path / "结果")


@pytest.fixture
def confirmed(frozen: Path) -> Path:
    confirm(frozen, frozen / "record", shown=_digest(frozen), reviewer=B, time="")
    return frozen


@pytest.mark.parametrize("place", ["-o", "-C"])
def test_the_commands_that_are_told_can_be_run_as_they_are(
    workbook: Path, tmp_path: Path, program: Program, place: str
) -> None:
    folder = tmp_path / "2026 年 结果"
    frozen = program("freeze", workbook, *FREEZE, place, folder, "-q")
    (told,) = [line for line in frozen.stdout.splitlines() if "allocator confirm" in line]
    assert f"--reviewer {B}" in told
    confirmed = program(*shlex.split(told)[1:])
    assert confirmed.returncode == 0, confirmed.stderr
    (told,) = [line for line in confirmed.stdout.splitlines() if "allocator run" in line]
    assert f"--operator {A} --reviewer {B}" in told
    drawn = by_two(program, *shlex.split(told)[1:], "-q")
    assert drawn.returncode == 0, drawn.stderr


def test_whoever_is_no_member_of_staff_is_not_named_by_a_masked_number(
    workbook: Path, tmp_path: Path, program: Program
) -> None:
    who = ("--operator", A, "--reviewer", "990101198001010014")
    done = program("freeze", workbook, *who, "-o", tmp_path / "结果", "-q")
    (told,) = [line for line in done.stdout.splitlines() if "allocator confirm" in line]
    assert "--reviewer 复核人的证件号码" in told


def test_the_whole_ceremony(frozen: Path, arranged: Path, program: Program) -> None:
    digest = _digest(frozen)
    early = program("run", "--seed", "391072", "-o", frozen, "-q")
    assert (early.returncode, "尚未由复核人确认" in early.stderr) == (6, True)
    assert f"--reviewer {B}。" in early.stderr
    shown = " ".join(digest[n : n + 8] for n in range(0, 16, 8)).upper()
    done = program("confirm", "--digest", shown, "--reviewer", B, "-o", frozen)
    assert done.returncode == 0, done.stderr
    again = program("confirm", "--digest", shown, "--reviewer", B, "-o", frozen)
    assert (again.returncode, "已经确认过" in again.stderr) == (6, True)
    words = ("run", "--seed", "391072", "--witness", "公证处", "-o", frozen, "-q")
    for persons in ((), FREEZE[:2], FREEZE[2:]):
        alone = program(*words, *persons)
        assert (alone.returncode, "须由两人办理" in alone.stderr) == (2, True), alone.stderr
    before = _bytes(frozen)
    wrong = program(*words, *FREEZE, "--confirm", "0" * 16)
    assert (wrong.returncode, "与这次抽签不符" in wrong.stderr) == (5, True), wrong.stderr
    proposed = program(*words, *FREEZE)
    assert "提出：编排座位，第 1 次抽签，种子 391072。" in proposed.stderr
    assert _bytes(frozen) == before
    done = program(*words, *FREEZE, *confirmation(proposed.stderr), "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["digest"] == digest
    assert _acts(frozen) == ["封存", "确认", "座位抽签开始", "座位抽签", "岗位抽签"]
    # The seed decides, not the ceremony: one act with the same inputs gives the same record, but
    # for the persons.
    mine, theirs = _bytes(frozen / "record"), _bytes(arranged / "record")
    assert {n for n in theirs if mine.get(n) != theirs[n]} == {log.FILE, "run.json", "staff.json"}
    for name in ("run.json", "staff.json"):
        claims = json.loads(theirs[name]) | {"operator": A, "reviewer": B}
        if name == "run.json":
            del claims["solver"]  # the structure was found when it was frozen
        assert json.loads(mine[name]) == claims
    assert set(mine) == set(theirs)
    assert program("audit", frozen, "-q").returncode == 0


def test_what_is_shown_is_the_digest_twice_over(frozen_once: Path, program: Program) -> None:
    fact = ledger.open_record(frozen_once / "record").facts("封存")[0]
    text = (frozen_once / "封存摘要.txt").read_text("utf-8-sig")
    for name in ("digest", "sm3"):
        groups = " ".join(fact[name][n : n + 8] for n in range(0, 64, 8))
        assert groups in text
    assert "█" in text
    assert (frozen_once / "封存摘要.png").read_bytes().startswith(b"\x89PNG")
    page = (frozen_once / "封存摘要.svg").read_text("utf-8")
    shown = [line for name in ("digest", "sm3") for line in (fact[name][:32], fact[name][32:])]
    told = [text.text or "" for text in fromstring(page).iter(SVG_TEXT)]
    exam = text.splitlines()[0].removeprefix("封存摘要：")
    assert {"封存摘要", exam, "第 1 次封存", "SHA-256", "SM3"} <= set(told)
    assert [line.replace(" ", "") for line in told if " " in line and len(line) == 35] == shown
    assert (fact["operator"], fact["reviewer"], fact["seed"]) == (A, B, "")
    assert {p.name for p in (frozen_once / "record").iterdir()} == {
        "inputs.json", "structure.json", log.FILE,
    }  # fmt: skip


def test_a_page_to_print_of_another_digest_is_told_and_one_taken_away_is_not(
    confirmed: Path, program: Program
) -> None:
    _arrange(program, confirmed)
    page, digest = confirmed / "封存摘要.svg", _digest(confirmed)
    text = page.read_text("utf-8")
    other = f"{'0' if digest[0] != '0' else '1'}{digest[1:8]}"
    page.write_text(text.replace(digest[:8], other), "utf-8")
    done = program("verify", confirmed, "-q")
    assert (done.returncode, "封存摘要.svg" in done.stdout + done.stderr) == (5, True)
    assert "[封存摘要.svg] 与封存时的摘要不同" in recomputed(confirmed).stdout
    page.unlink()
    assert program("verify", confirmed, "-q").returncode == 0


def test_a_record_brought_back_comes_with_its_announcement(
    frozen: Path, tmp_path: Path, program: Program
) -> None:
    """Byte by byte as it was announced; what is there is left as it is."""
    backup, pages = tmp_path / "备份.zip", sorted(frozen.glob("封存摘要.*"))
    assert program("record", "backup", "--to", backup, "-o", frozen).returncode == 0
    here = tmp_path / "恢复处"
    here.mkdir()
    (here / pages[0].name).write_bytes(b"kept")
    assert program("record", "restore", backup, "-o", here).returncode == 0
    assert len(pages) == 3
    assert (here / pages[0].name).read_bytes() == b"kept"
    for page in pages[1:]:
        assert (here / page.name).read_bytes() == page.read_bytes()


@pytest.mark.parametrize("verb", ["verify", "audit"])
def test_nobody_is_accused_before_the_draw(frozen: Path, program: Program, verb: str) -> None:
    done = program(verb, frozen, "-q")
    assert done.returncode == 2, done.stdout
    assert "还没有抽签" in done.stderr


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("--digest", "{16}", "--reviewer", A), 6, "另一人"),
        (("--digest", "{16}", "--reviewer", C), 6, "不是封存时写明的复核人"),
        (("--digest", "{15}", "--reviewer", B), 2, "至少前 16 位"),
        (("--digest", "0" * 64, "--reviewer", B), 5, "摘要与封存的数据不符"),
        (("--digest", "{64}0", "--reviewer", B), 2, "至少前 16 位"),
        (("--digest", "封存摘要封存摘要封存摘要封存摘要", "--reviewer", B), 2, "至少前 16 位"),
        (("--digest", "{16}",), 2, "--reviewer"),
    ],
)  # fmt: skip
def test_a_wrong_confirmation_leaves_no_trace(
    frozen: Path, program: Program, words: tuple[str, ...], code: int, told: str
) -> None:
    before, digest = _bytes(frozen), _digest(frozen)
    said = [re.sub(r"\{(\d+)\}", lambda m: digest[: int(m[1])], word) for word in words]
    done = program("confirm", *said, "-o", frozen)
    assert (done.returncode, told in done.stderr) == (code, True), done.stderr
    assert _bytes(frozen) == before


def test_one_person_named_in_two_ways_is_one(
    workbook: Path, frozen: Path, tmp_path: Path, program: Program
) -> None:
    rows = CalamineWorkbook.from_path(workbook).get_sheet_by_name("工作人员").to_python()
    number = next(str(r[rows[0].index("证件号码")]) for r in rows if r[0] == A)
    done = program("freeze", workbook, "--operator", A, "--reviewer", number, "-o", tmp_path / "x")
    assert (done.returncode, "同一人" in done.stderr) == (6, True)
    assert not (tmp_path / "x").exists()
    done = program("confirm", "--digest", _digest(frozen), "--reviewer", number, "-o", frozen)
    assert (done.returncode, "另一人" in done.stderr) == (6, True)
    run = program("run", workbook, "--seed", "1", "--operator", A, "--reviewer", number,
                  "-o", tmp_path / "y", "-q")  # fmt: skip
    assert run.returncode == 6
    assert not (tmp_path / "y").exists()


@pytest.mark.parametrize("role", ["--operator", "--reviewer"])
def test_a_number_that_is_nobodys_names_nobody(
    role: str, workbook: Path, program: Program, tmp_path: Path
) -> None:
    """By one wrong digit a person would pass for another one, who has no relatives either."""
    sheet = openpyxl.load_workbook(workbook)["工作人员"]
    column = [cell.value for cell in sheet[1]].index("证件号码")
    number = str(sheet[2][column].value)
    for wrong in (number[:-1] + ("1" if number[-1] != "1" else "2"), number[:-1], number + "1"):
        persons = {"--operator": A, "--reviewer": B} | {role: wrong}
        words = [word for pair in persons.items() for word in pair]
        done = program("freeze", workbook, *words, "-o", tmp_path / "x", "-q")
        assert (done.returncode, "有误，无法核对是谁" in done.stderr) == (2, True), done.stderr
        assert wrong not in done.stderr
        assert not (tmp_path / "x" / "record").exists()


def test_nobody_with_a_relative_in_the_exam_takes_part(
    workbook: Path, frozen: Path, tmp_path: Path, program: Program
) -> None:
    rows = CalamineWorkbook.from_path(workbook).get_sheet_by_name("考生").to_python()
    candidate = str(rows[1][rows[0].index("证件号码")])
    for operator, reviewer in ((candidate, B), (A, candidate)):
        done = program("freeze", workbook, "--operator", operator, "--reviewer", reviewer,
                       "-o", tmp_path / "x", "-q")  # fmt: skip
        assert (done.returncode, "RECUSE-PLANNER" in done.stderr) == (4, True)
        assert not (tmp_path / "x" / "record").exists()


def test_nobody_else_is_in_the_log_by_number(frozen: Path, workbook: Path) -> None:
    """Somebody who is not of the staff is named by 证件号码, which the log masks."""
    number = "99010119700101001X"
    options = FreezeOptions(operator=A, reviewer=number, replace=True, reason="换复核人")
    record = frozen / "record"
    freeze([workbook], frozen, record, options, password=None, progress=Silent())
    assert number.encode() not in (record / log.FILE).read_bytes()
    with pytest.raises(LimitError, match="不是封存时写明的复核人"):
        confirm(frozen, record, shown=_digest(frozen), reviewer=B, time="")
    confirm(frozen, record, shown=_digest(frozen), reviewer=number, time="")
    assert _acts(frozen) == ["封存", "封存", "确认"]


def _edited(workbook: Path, target: Path, sheet: str, row: int, column: str, value: str) -> Path:
    book = openpyxl.load_workbook(workbook)
    head = [cell.value for cell in book[sheet][1]]
    book[sheet].cell(row, head.index(column) + 1).value = value
    book.save(target)
    return target


@pytest.mark.parametrize(
    ("sheet", "row", "column", "value", "place"),
    [
        ("考生", 4, "工作单位", "示例新单位", "工作表“考生”第 3 行数据（"),
        ("工作人员", 3, "监考经验", "9", "工作表“工作人员”第 2 行数据（G"),
        ("考场", 2, "楼层", "7", "工作表“考场”第 1 行数据"),
        ("考点", 2, "地址", "示例路 1 号", "工作表“考点”第 1 行数据（"),
    ],
)
def test_an_input_changed_after_the_freeze_is_named_and_refused(
    confirmed: Path, workbook: Path, tmp_path: Path, program: Program,
    sheet: str, row: int, column: str, value: str, place: str,
) -> None:  # fmt: skip
    before = _bytes(confirmed)
    book = _edited(workbook, tmp_path / "改.xlsx", sheet, row, column, value)
    done = program("run", book, "--seed", "1", "-o", confirmed, "-q", *FREEZE)
    assert done.returncode == 5, done.stderr
    assert place in done.stderr
    assert column in done.stderr
    assert "重新封存" in done.stderr
    assert _bytes(confirmed) == before
    same = by_two(program, "arrange", workbook, "--seed", "1", "-o", confirmed, "-q", *FREEZE)
    assert same.returncode == 0, same.stderr


def test_a_row_more_or_less_and_a_setting_are_named(confirmed: Path, workbook: Path) -> None:
    from dataclasses import replace

    from allocator.pipeline.comparing import first_difference
    from allocator.pipeline.freezing import frozen_source
    from allocator.record.ceremony import proposal_of

    opened = ledger.open_record(confirmed / "record")
    proposal = proposal_of(opened)
    assert proposal is not None
    inputs, _ = frozen_source(opened, proposal)
    assert first_difference(inputs, inputs) == ""
    less = replace(inputs, candidates=inputs.candidates[:-2])
    assert first_difference(inputs, less).endswith("第 69 行数据起少了 2 行")
    assert first_difference(less, inputs).endswith("第 69 行数据起多出 2 行")
    policy = replace(inputs.policy, others={**inputs.policy.others, "有经验": "7"})
    assert first_difference(inputs, replace(inputs, policy=policy)) == "工作表“参数”的有经验"


def test_inputs_of_the_project_folder_are_compared_too(
    workbook: Path, tmp_path: Path, program: Program
) -> None:
    (tmp_path / "inputs").mkdir()
    book = tmp_path / "inputs" / "名单.xlsx"
    shutil.copy(workbook, book)
    assert program("freeze", *FREEZE, "-C", tmp_path, "-q").returncode == 0
    output, record = tmp_path / "reports", tmp_path / "record"
    digest = str(ledger.open_record(record).facts("封存")[0]["digest"])
    done = program("confirm", "--digest", digest, "--reviewer", B, "-C", tmp_path)
    assert done.returncode == 0, done.stderr
    _edited(workbook, book, "考生", 2, "工作单位", "示例新单位")
    words = ("run", "--seed", "1", "-C", tmp_path, "-q", *FREEZE)
    done = program(*words)
    assert (done.returncode, "第 1 行数据" in done.stderr) == (5, True)
    shutil.copy(workbook, book)
    done = by_two(program, *words)
    assert done.returncode == 0, done.stderr
    assert (output / "编排总表.xlsx").is_file()
    assert program("record", "check", "-C", tmp_path).returncode == 0


def test_a_freeze_is_replaced_before_the_draw_only_and_with_a_reason(
    confirmed: Path, workbook: Path, program: Program
) -> None:
    words = ("freeze", workbook, *FREEZE, "-o", confirmed, "-q")
    assert program(*words).returncode == 6
    assert program(*words, "--replace").returncode == 2
    assert program(*words, "--replace", "--reason", "名单补报").returncode == 0
    done = program("run", "--seed", "1", "-o", confirmed, "-q")
    assert (done.returncode, "尚未由复核人确认" in done.stderr) == (6, True)
    confirm(confirmed, confirmed / "record", shown=_digest(confirmed), reviewer=B, time="")
    _arrange(program, confirmed)
    before = _bytes(confirmed)
    late = program(*words, "--replace", "--reason", "再改")
    assert (late.returncode, _bytes(confirmed) == before) == (6, True)
    assert _acts(confirmed) == ["封存", "确认", "封存", "确认", "座位抽签开始", "座位抽签"]


def test_seats_are_drawn_again_by_two_and_with_a_reason(confirmed: Path, program: Program) -> None:
    words = ("arrange", "--seed", "2", "-o", confirmed, "-q")
    _arrange(program, confirmed)
    before = _bytes(confirmed)
    assert program(*words).returncode == 6
    assert program(*words, "--replace").returncode == 2
    assert program(*words, "--replace", "--reason", "种子作废").returncode == 2
    assert _bytes(confirmed) == before
    done = by_two(program, *words, "--replace", "--reason", "种子作废", *FREEZE)
    assert done.returncode == 0, done.stderr
    assert _acts(confirmed)[-2:] == ["重抽", "座位抽签"]
    assert ledger.open_record(confirmed / "record").facts("座位抽签")[-1]["number"] == 2
    aside = confirmed.with_name("结果.旧-001")
    assert (aside / "record" / "draw.json").read_bytes() == before["record/draw.json"]


def test_what_two_froze_is_drawn_on_the_day_by_two(confirmed: Path, program: Program) -> None:
    _arrange(program, confirmed, "run")
    before = _bytes(confirmed)
    words = ("draw", "--site", "01", "--session", "1", "--seed", "1", "-o", confirmed)
    for persons in ((), FREEZE[:2], FREEZE[2:]):
        done = program(*words, *persons)
        assert (done.returncode, "须由两人办理" in done.stderr) == (2, True), done.stderr
    assert _bytes(confirmed) == before
    assert program(*words, "--rehearse").returncode == 0
    before = _bytes(confirmed)
    proposed = program(*words, *FREEZE)
    assert (proposed.returncode, "第 1 次抽签，种子 1。" in proposed.stderr) == (2, True)
    assert _bytes(confirmed) == before
    done = program(*words, *FREEZE, *confirmation(proposed.stderr))
    assert done.returncode == 0, done.stderr
    told = ledger.open_record(confirmed / "record").facts("抽签开始")[0]
    assert told["confirmed"].startswith(confirmation(proposed.stderr)[1])


def test_posts_with_a_seed_of_their_own_tell_it_before_they_are_drawn(
    confirmed: Path, program: Program
) -> None:
    _arrange(program, confirmed)
    before = _bytes(confirmed)
    words = ("posts", "-o", confirmed, "-q", "--jobs", "1", "--seed")
    done = program(*words, "2", *FREEZE[:2])
    assert (done.returncode, "须由两人办理" in done.stderr) == (2, True), done.stderr
    assert _bytes(confirmed) == before
    same = shutil.copytree(confirmed, confirmed.with_name("同一种子"))
    done = by_two(program, *words, "2", *FREEZE)
    assert done.returncode == 0, done.stderr
    assert _acts(confirmed)[-2:] == ["岗位抽签开始", "岗位抽签"]
    told = ledger.open_record(confirmed / "record").facts("岗位抽签开始")[0]
    assert (told["seed"], told["operator"], told["reviewer"]) == ("2", A, B)
    # With the seed that everybody knows there is nothing to tell, and nothing to choose.
    done = program("posts", "-o", same, "-q", "--jobs", "1", "--seed", "1")
    assert done.returncode == 0, done.stderr
    assert _acts(same)[-2:] == ["座位抽签", "岗位抽签"]
    for output in (confirmed, same):
        verified = program("verify", output, "-q", "--jobs", "1")
        assert verified.returncode == 0, verified.stdout
        stranger = recomputed(output)
        assert stranger.returncode == 0, stranger.stdout


def test_the_witness_sheet_says_what_the_record_says(confirmed: Path, program: Program) -> None:
    words = ("run", "--seed", "391072", "--witness", "公证处", *FREEZE, "-o", confirmed, "-q")
    done = by_two(program, *words)
    assert done.returncode == 0, done.stderr
    opened = ledger.open_record(confirmed / "record")
    drawn = opened.facts("座位抽签")[0]
    _assert_witnessed(confirmed / "抽签见证单.xlsx", drawn, (A, B, "公证处"))
    sm3 = opened.facts("封存")[0]["sm3"]
    assert sm3[:8] in _text(confirmed / "抽签见证单.xlsx")
    words = ("draw", "--site", "01", "--session", "1", "--seed", "77", *FREEZE,
             "--witness", "公证处", "-o", confirmed)  # fmt: skip
    assert "今天不是考试日期" in program(*words).stderr
    done = by_two(program, *words)
    assert (done.returncode, done.stdout.count("今天不是考试日期")) == (0, 1), done.stderr
    (place,) = confirmed.glob("01_*/监考抽签/抽签见证单_场次1.xlsx")
    drawn = ledger.open_record(confirmed / "record").facts("抽签结果")[0]
    _assert_witnessed(place, drawn, (A, B, "公证处"))


def _text(path: Path) -> str:
    rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    return "\n".join(str(cell) for row in rows for cell in row if cell != "")


def _assert_witnessed(path: Path, drawn: dict[str, str], persons: tuple[str, ...]) -> None:
    text = _text(path)
    plain = "".join(text.split())
    time = "".join(moment_text(drawn["time"]).split())
    for value in (drawn["digest"], drawn["result"], drawn["seed"], time, *persons):
        assert value in plain
    assert all(f"{role}\n签字、日期" in text for role in ("编排人", "复核人", "见证人"))
    with ZipFile(path) as book:
        assert any(name.startswith("xl/media/") for name in book.namelist())
        pages = book.read("xl/worksheets/sheet1.xml").decode()
    assert "rowBreaks" not in pages, "one page"
    assert 'paperSize="9"' in pages


def _set_back(output: Path) -> None:
    ledger.append(output / "record", "备份", {"time": "2099-01-01T00:00:00+08:00"})


def test_a_clock_set_back_stops_every_act_that_draws(
    confirmed: Path, workbook: Path, arranged: Path, tmp_path: Path, program: Program
) -> None:
    _set_back(confirmed)
    drawn = shutil.copytree(arranged, tmp_path / "抽过")
    _set_back(drawn)
    for output, words in (
        (confirmed, ("run", "--seed", "1")),
        (confirmed, ("freeze", workbook, *FREEZE, "--replace", "--reason", "x")),
        (drawn, ("draw", "--site", "01", "--session", "1", "--seed", "1")),
        (drawn, ("draw", "--site", "01", "--session", "1", "--seed", "1", "--rehearse")),
        (drawn, ("run", workbook, "--seed", "2", "--replace", "--reason", "x")),
    ):
        before = _bytes(output)
        done = program(*words, "-o", output)
        assert (done.returncode, "时钟回拨" in done.stderr) == (6, True), (words, done.stderr)
        assert _bytes(output) == before, words
    for act in ("backup", "export"):
        done = program("record", act, "--to", tmp_path / f"{act}.zip", "-o", drawn)
        assert (done.returncode, "时钟回拨" in done.stdout) == (0, True), (act, done.stderr)


def test_two_persons_say_that_an_entry_was_timed_ahead_and_go_on(
    arranged: Path, tmp_path: Path, program: Program
) -> None:
    drawn = shutil.copytree(arranged, tmp_path / "抽过")
    _set_back(drawn)
    clock = ("record", "clock", "-o", drawn)
    two = ("--operator", "G00001", "--reviewer", "G00002")
    before = _bytes(drawn)
    for words in (two, ("--reason", "笔记本的时钟快了"), ("--reason", "快了", *two[:3], "G00001")):
        done = program(*clock, *words)
        assert done.returncode in (2, 6), (words, done.stdout)
        assert _bytes(drawn) == before, words
    done = program(*clock, *two, "--reason", "笔记本的时钟快了")
    assert done.returncode == 0, done.stderr
    done = program(*clock, *two, "--reason", "笔记本的时钟快了")
    assert (done.returncode, "不用对时" in done.stderr) == (2, True), done.stdout
    done = program("draw", "--site", "01", "--session", "1", "--seed", "1", "-o", drawn)
    assert done.returncode == 0, done.stderr
    told = program("record", "check", "-o", drawn).stdout
    assert re.search(r"对时 第 \d+ 条的时钟快了：笔记本的时钟快了 G00001、G00002", told), told
    assert program("verify", drawn, "-q").returncode == 0
    done = subprocess.run(
        [sys.executable, "-I", drawn / "record" / "复算.py", drawn / "record"],
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


def _change_draw(record: Path) -> None:
    data = json.loads((record / "draw.json").read_bytes())
    data["pairs_left"] += 1
    (record / "draw.json").write_text(json.dumps(data), "utf-8")


@pytest.mark.parametrize(
    ("tamper", "told"),
    [
        (_change_draw, "draw.json"),
        (lambda r: (r / "sheets" / "01.json").unlink(), "sheets/01.json"),
        (lambda r: (r / "inputs.json").write_bytes((r / "inputs.json").read_bytes()[:-9]),
         "inputs.json"),
        (lambda r: (r / "more.json").write_bytes(b"{}"), "more.json"),
        (lambda r: (r / log.FILE).write_bytes((r / log.FILE).read_bytes()[:5000]), "日志"),
        (lambda r: (r / log.FILE).unlink(), "日志"),
    ],
)  # fmt: skip
def test_a_changed_record_stops_every_command(
    arranged: Path, workbook: Path, tmp_path: Path, program: Program,
    tamper: Callable[[Path], None], told: str,
) -> None:  # fmt: skip
    output = shutil.copytree(arranged, tmp_path / "结果")
    tamper(output / "record")
    before = _bytes(output)
    for words in (
        ("audit", output),
        ("record", "check", "-o", output),
        ("posts", "--seed", "1", "-o", output),
        ("draw", "--site", "01", "--session", "1", "--seed", "1", "-o", output),
        ("run", workbook, "--seed", "2", "--replace", "--reason", "x", "-o", output),
    ):
        done = program(*words, "-q")
        assert (done.returncode, told in done.stderr) == (5, True), (words, done.stderr)
        assert _bytes(output) == before, words


def test_an_earlier_copy_of_the_record_put_back_is_found(
    arranged: Path, tmp_path: Path, program: Program
) -> None:
    """So nobody draws until he likes it."""
    output = shutil.copytree(arranged, tmp_path / "结果")
    words = ("draw", "--site", "01", "--session", "1", "-o", output)
    for again in ((), ("--redraw", "--reason", "名单有误", *FREEZE)):
        old = shutil.copytree(output / "record", tmp_path / f"旧{len(again)}")
        ask = partial(by_two, program) if again else program
        assert ask(*words, "--seed", "1", *again).returncode == 0
        new = shutil.copytree(output / "record", tmp_path / f"新{len(again)}")
        shutil.rmtree(output / "record")
        shutil.copytree(old, output / "record")
        for tried in ((*words, "--seed", "2", *again), ("audit", output),
                      ("record", "check", "-o", output)):  # fmt: skip
            done = program(*tried)
            assert (done.returncode, "记录比文书旧" in done.stderr) == (5, True), tried
        shutil.rmtree(output / "record")
        shutil.copytree(new, output / "record")
    bare = shutil.copytree(arranged, tmp_path / "没有岗位")
    for name in ("posts.json", "staff.json"):
        (bare / "record" / name).unlink()
    assert program("posts", "--seed", "1", "-o", bare, "-q").returncode == 5


def test_record_verbs_of_the_program(arranged: Path, tmp_path: Path, program: Program) -> None:
    output = shutil.copytree(arranged, tmp_path / "结果")
    done = program("record", "check", "-o", output, "--json")
    data = json.loads(done.stdout)
    assert [act["act"] for act in data["acts"]] == ["座位抽签", "岗位抽签"]
    assert program("record", "backup", "-o", output).returncode == 0
    (zipped,) = tmp_path.glob("结果_记录备份_*.zip")
    refused = program("record", "restore", zipped, "-o", output)
    assert (refused.returncode, "相同" in refused.stderr) == (6, True)
    shutil.rmtree(output / "record")
    assert program("record", "restore", zipped, "-o", output).returncode == 0
    assert program("audit", output, "-q").returncode == 0
    assert program("record", "export", "-o", output).returncode == 0
    (archive,) = tmp_path.glob("结果_记录存档_*.zip")
    with ZipFile(archive) as book:
        assert "record/复算.py" in book.namelist()
        assert "python3 -I 复算.py" in book.read("说明.txt").decode("utf-8-sig")
    assert _acts(output)[-3:] == ["备份", "恢复", "导出"]
    for words in (("restore",), ("check", zipped), ("check", "--to", "x"), ("verify",)):
        assert program("record", *words, "-o", output).returncode == 2, words


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal to send")
def test_killed_at_any_moment_the_record_opens_and_goes_on(
    confirmed: Path, program: Program
) -> None:
    """The draw of a freeze: before, or after; never an accusation."""
    run = ("run", "--seed", "1", "-o", str(confirmed), "-q", *FREEZE)
    run += confirmation(program(*run).stderr)
    words = [sys.executable, "-m", "allocator", *run]
    for tenths in range(4, 40, 3):
        with subprocess.Popen(
            words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONUTF8": "1"},
        ) as running:  # fmt: skip
            time.sleep(tenths / 10)
            running.send_signal(signal.SIGKILL)
        checked = program("record", "check", "-o", confirmed, "--json")
        assert checked.returncode == 0, checked.stdout
        acts = [act["act"] for act in json.loads(checked.stdout)["acts"]]
        assert acts[:2] == ["封存", "确认"]
        assert set(acts[2:]) <= {"座位抽签开始", "座位抽签", "岗位抽签"}
        if "座位抽签" in acts:
            break
    else:
        assert program(*run).returncode == 0
    assert program("audit", confirmed, "-q").returncode == 0


_CUT_SHORT = f"""{PRELUDE}
from allocator import pipeline
pipeline.draw(output, output / "record", pipeline.DayOptions(site="01", session=1, seed="1"))
"""


@pytest.mark.parametrize("gate", ["journal", "0", "1", "6", "7", "settle"])
def test_cut_short_around_the_move_of_files_nothing_is_lost_or_accused(
    arranged: Path, tmp_path: Path, program: Program, gate: str
) -> None:
    """Before files move, after some have moved, and when all have but the log has no entry."""
    output = shutil.copytree(arranged, tmp_path / "结果")
    words = [sys.executable, "-c", _CUT_SHORT, str(output), gate]
    assert subprocess.run(words, check=False).returncode == 9
    done = program("record", "check", "-o", output, "--json")
    assert done.returncode == 0, done.stdout
    acts = [act["act"] for act in json.loads(done.stdout)["acts"]][2:]
    assert acts == (["抽签开始"] if gate == "journal" else ["抽签开始", "抽签结果"])
    assert not (output / "record" / ledger.PENDING).exists()
    assert program("audit", output, "-q").returncode == 0


def test_two_draws_at_once_are_two_acts_one_after_the_other(
    arranged: Path, tmp_path: Path, program: Program
) -> None:
    output = shutil.copytree(arranged, tmp_path / "结果")
    words = [sys.executable, "-m", "allocator", "draw", "--site", "01", "--seed", "1"]
    words += ["-o", str(output), "--session"]
    running = [
        subprocess.Popen([*words, session], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                         env={**os.environ, "PYTHONUTF8": "1"})
        for session in ("1", "2", "3")
    ]  # fmt: skip
    while any(one.poll() is None for one in running):
        checked = program("record", "check", "-o", output)
        assert checked.returncode == 0, checked.stderr
    said = [one.communicate()[1].decode() for one in running]
    assert [one.returncode for one in running] == [0, 0, 0], said
    assert _acts(output)[2:] == ["抽签开始", "抽签结果"] * 3


def test_an_unconfirmed_freeze_or_a_broken_one_is_never_drawn_from(
    frozen: Path, workbook: Path
) -> None:
    options = pipeline.Options(seed="1")
    with pytest.raises(LimitError, match="尚未"):
        pipeline.arrange([workbook], frozen, frozen / "record", options)
    (frozen / "record" / "structure.json").write_bytes(b"{}")
    with pytest.raises(AuditError, match=r"structure\.json"):
        confirm(frozen, frozen / "record", shown="0" * 16, reviewer=B, time="")
