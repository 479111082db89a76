"""Late changes that are refused: with which exit code, in which words, and what they leave."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import openpyxl
import pytest
from confirming import confirmation
from late_changes import (
    OPERATOR,
    REVIEWER,
    TWO,
    acts,
    agree,
    amended,
    but_the_log,
    files,
    like,
    posted,
    proposed,
    roster,
    said,
    unrelated,
)
from published import data_of

from allocator.cli import amend as verb
from allocator.synthesis.people import check_digit

if TYPE_CHECKING:
    from pathlib import Path

OUT = ("--out", "LEAVER")
SEED, REASON = ("--seed", "5501"), ("--reason", "生病")


@pytest.fixture(scope="module")
def untouched(arranged: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of a run that no refusal may change."""
    return shutil.copytree(arranged, tmp_path_factory.mktemp("拒绝") / "结果")


@pytest.fixture
def output(arranged: Path, tmp_path: Path) -> Path:
    return shutil.copytree(arranged, tmp_path / "结果")


def _leaver(output: Path, nth: int = 0) -> str:
    return posted(output, "监考")[nth]


def _words(output: Path, workbook: Path, words: tuple[str, ...]) -> list[object]:
    places: dict[str, object] = {"LEAVER": _leaver(output), "ROSTER": workbook}
    return [places.get(word, word) for word in words]


@pytest.mark.parametrize(
    ("words", "persons", "code", "told"),
    [
        ((), TWO, 2, "没有写明变更什么"),
        (REASON, TWO, 2, "没有写明变更什么"),
        ((*OUT, *SEED), TWO, 2, "--reason"),
        ((*OUT, *SEED, "--reason", " "), TWO, 2, "--reason"),
        (("ROSTER",), TWO, 2, "--reason"),
        ((*OUT, *SEED, *REASON), (), 2, "须由两人办理"),
        ((*OUT, *SEED, *REASON), TWO[:2], 2, "须由两人办理"),
        ((*OUT, *SEED, *REASON), TWO[2:], 2, "须由两人办理"),
        ((*OUT, *SEED, *REASON), (*TWO[:2], "--reviewer", OPERATOR), 6, "同一人"),
        ((*OUT, *SEED, *REASON), (*TWO[:2], "--reviewer", "张"), 2, "不像证件号码"),
        ((*OUT, *REASON), TWO, 2, "--seed"),
        (("ROSTER", *SEED, *REASON), TWO, 2, "没有人退出"),
        (("ROSTER", *REASON), TWO, 2, "没有要更正的"),
        (("--out", "G99999", *SEED, *REASON), TWO, 2, "名单中没有工号 G99999"),
        (("--out", "没有.txt", *SEED, *REASON), TWO, 3, "不存在"),
        (("没有.xlsx", *REASON), TWO, 2, "找不到"),
        ((*OUT, *SEED, *REASON), TWO, 2, "核对无误后"),
        ((*OUT, *SEED, *REASON, "--confirm", "0" * 15), TWO, 2, "核对无误后"),
        ((*OUT, *SEED, *REASON, "--confirm", "0" * 16), TWO, 5, "与这次变更不符，没有变更"),
    ],
)
def test_a_refusal_leaves_no_trace(
    untouched: Path, workbook: Path, words: tuple[str, ...], persons: tuple[str, ...], code: int,
    told: str,
) -> None:  # fmt: skip
    before = files(untouched)
    done = proposed(untouched, *_words(untouched, workbook, words), two=persons)
    assert (done.exit_code, told in done.stderr) == (code, True), done.output
    assert files(untouched) == before


def test_one_person_named_in_two_ways_is_one(untouched: Path) -> None:
    before = files(untouched)
    (number,) = [one["id_number"] for one in data_of(untouched, "inputs.json")["staff"]
                 if one["staff"] == OPERATOR]  # fmt: skip
    done = proposed(untouched, "--out", _leaver(untouched), *SEED, *REASON,
                    two=(*TWO[:2], "--reviewer", number))  # fmt: skip
    assert (done.exit_code, "同一人" in done.stderr) == (6, True)
    assert files(untouched) == before


@pytest.mark.parametrize("role", ["--operator", "--reviewer"])
def test_nobody_with_a_relative_in_the_exam_takes_part(untouched: Path, role: str) -> None:
    before = files(untouched)
    candidate = data_of(untouched, "inputs.json")["candidates"][0]["id_number"]
    other = "--reviewer" if role == "--operator" else "--operator"
    done = proposed(untouched, "--out", _leaver(untouched), *SEED, *REASON,
                    two=(role, candidate, other, REVIEWER))  # fmt: skip
    assert (done.exit_code, "RECUSE-PLANNER" in done.stderr) == (4, True)
    assert candidate not in done.output
    assert files(untouched) == before


@pytest.mark.parametrize(
    "other",
    [
        ("--seed", "5502"), ("--reason", "调离"), ("--out", "OTHER"), ("--reviewer", "G00004"),
        ("--operator", "G00004"),
    ],
)  # fmt: skip
def test_a_confirmation_is_of_one_amendment_alone(untouched: Path, other: tuple[str, str]) -> None:
    before = files(untouched)
    words = {"--out": _leaver(untouched), "--seed": "5501", "--reason": "生病",
             "--operator": OPERATOR, "--reviewer": REVIEWER}  # fmt: skip
    asked = proposed(untouched, *(word for pair in words.items() for word in pair), two=())
    words |= {name: _leaver(untouched, 1) if word == "OTHER" else word for name, word in [other]}
    done = proposed(untouched, *(word for pair in words.items() for word in pair),
                    *confirmation(asked.stderr), two=())  # fmt: skip
    assert (done.exit_code, "与这次变更不符" in done.stderr) == (5, True), done.output
    assert files(untouched) == before


@pytest.mark.parametrize(
    ("sheet", "row", "column", "value", "place"),
    [
        ("考生", 4, "工作单位", "示例新单位", "工作表“考生”第 3 行数据（"),
        ("亲属关系", 2, "备注", "示例", "工作表“亲属关系”第 1 行数据"),
        ("工作人员", 3, "监考经验", "9", "工作表“工作人员”第 2 行数据（G"),
        ("考场", 2, "楼层", "7", "工作表“考场”第 1 行数据"),
        ("考点", 2, "地址", "示例路 1 号", "工作表“考点”第 1 行数据（"),
        ("考试", 2, "科目名称", "示例", "工作表“考试”第 1 行数据（"),
        ("岗位", 2, "人数", "9", "工作表“岗位”第 1 行数据"),
        ("考生", 0, "", "", "工作表“考生”的行与现有的不同：少了 26111000070"),
    ],
)
def test_what_an_amendment_cannot_change_is_named(
    untouched: Path, workbook: Path, tmp_path: Path, sheet: str, row: int, column: str, value: str,
    place: str,
) -> None:  # fmt: skip
    before = files(untouched)
    book = openpyxl.load_workbook(workbook)
    if row:
        head = [cell.value for cell in book[sheet][1]]
        book[sheet].cell(row, head.index(column) + 1).value = value
    else:
        book[sheet].delete_rows(book[sheet].max_row)
    # A fact that could be put right beside it does not hide it.
    who = unrelated(untouched, "考生")[0]
    book.save(tmp_path / "改.xlsx")
    book = roster(tmp_path / "改.xlsx", tmp_path / "改.xlsx", ("考生", who, "姓名", "更正之名"))
    done = proposed(untouched, book, *REASON)
    assert done.exit_code == 5, done.output
    assert place in done.stderr
    assert column in done.stderr
    assert "--replace" in done.stderr
    assert files(untouched) == before


def test_errors_of_the_roster_are_reported_as_ever(output: Path, workbook: Path) -> None:
    who = unrelated(output, "考生")[0]
    wrong = ("考生", who, "证件号码", "110101199001010011")  # its check digit is 5
    book = roster(workbook, output.parent / "改.xlsx", wrong)
    before = files(output)
    done = proposed(output, book, *REASON)
    assert done.exit_code == 3, done.output
    after = files(output)
    assert {name for name in after if after[name] != before.get(name)} == {
        "体检报告.xlsx", "改_批注.xlsx",
    }  # fmt: skip


def test_a_clock_set_back_is_told(untouched: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = files(untouched)
    monkeypatch.setattr(verb, "now", lambda: "2020-01-01T00:00:00+08:00")
    done = proposed(untouched, "--out", _leaver(untouched), *SEED, *REASON)
    assert (done.exit_code, "时钟" in done.stderr) == (6, True), done.output
    assert files(untouched) == before


def test_where_nothing_was_arranged_there_is_nothing_to_amend(
    workbook: Path, tmp_path: Path
) -> None:
    done = proposed(tmp_path / "没有", "--out", OPERATOR, *SEED, *REASON)
    assert done.exit_code == 2, done.output
    assert not (tmp_path / "没有").exists()
    frozen = tmp_path / "封存"
    assert said("freeze", workbook, *TWO, "-o", frozen, "-q").exit_code == 0
    before = files(frozen)
    done = proposed(frozen, "--out", OPERATOR, *SEED, *REASON)
    assert (done.exit_code, "还没有抽签" in done.stderr) == (2, True), done.output
    assert files(frozen) == before


def test_seats_without_posts_are_amended_after_posting(workbook: Path, tmp_path: Path) -> None:
    output = tmp_path / "结果"
    assert said("arrange", workbook, "--seed", "1", "-o", output, "-q").exit_code == 0
    before = files(output)
    right = roster(workbook, tmp_path / "改.xlsx", ("考生", "26111000002", "姓名", "更正之名"))
    for words in ((right,), ("--out", OPERATOR, *SEED)):
        done = amended(output, *words, *REASON)
        assert (done.exit_code, "allocator posts" in done.stderr) == (6, True), done.output
    assert files(output) == before


def test_a_pack_keeps_its_site_as_it_is(output: Path, workbook: Path, tmp_path: Path) -> None:
    word = tmp_path / "口令.txt"
    word.write_text("演示口令 八个字以上", "utf-8")
    pack = tmp_path / "考点包.aloc"
    done = said("pack", "--site", "01", "--passphrase-file", word, "--to", pack, "-o", output, "-q")
    assert done.exit_code == 0, done.output
    before = files(output)
    done = amended(output, "--out", _leaver(output), *SEED, *REASON)
    assert (done.exit_code, "考点 01 已作监考抽签，或已发考点包" in done.stderr) == (6, True), (
        done.output
    )
    assert files(output) == before
    # Of candidates a pack says nothing.
    who = unrelated(output, "考生")[0]
    right = roster(workbook, tmp_path / "改.xlsx", ("考生", who, "姓名", "更正之名"))
    done = amended(output, right, "--reason", "改名")
    assert done.exit_code == 0, done.output
    draw = ("draw", "--pack", pack, "--passphrase-file", word, "--session", 1, "--seed", 3, "-q")
    done = said(*draw, "--result-to", tmp_path / "结果文件")
    assert done.exit_code == 0, done.output
    done = said("merge", *(tmp_path / "结果文件").glob("*.alor"), "-o", output, "-q")
    assert done.exit_code == 0, done.output
    assert agree(output) == []


def test_nobody_leaves_twice(output: Path) -> None:
    leaver = _leaver(output)
    assert amended(output, "--out", leaver, *SEED, *REASON).exit_code == 0
    before = files(output)
    done = amended(output, "--out", leaver, *SEED, *REASON)
    assert (done.exit_code, f"工号 {leaver} 在以前的变更中已经退出" in done.stderr) == (2, True)
    assert files(output) == before


def test_where_nobody_can_stand_in_the_reasons_are_written_and_withdrawn(output: Path) -> None:
    everybody = [one["staff"] for one in data_of(output, "inputs.json")["staff"]]
    leave = ",".join(who for who in everybody if who not in (OPERATOR, REVIEWER))
    before, logged = but_the_log(output), acts(output)
    done = amended(output, "--out", leave, *SEED, *REASON)
    assert (done.exit_code, "没有人能接替（共退出" in done.stderr) == (4, True), done.output
    assert "办法" in done.stderr
    assert acts(output) == [*logged, "变更开始"]
    left = but_the_log(output)
    assert {name for name in left if left[name] != before.get(name)} == {"无解说明.xlsx"}
    assert agree(output) == []
    # Another subject's success leaves it; the next amendment takes it away.
    draw = ("draw", "--site", "01", "--session", 1, "--seed", "1", "--rehearse", "-o", output, "-q")
    assert said(*draw).exit_code == 0
    assert (output / "无解说明.xlsx").exists()
    assert amended(output, "--out", _leaver(output), *SEED, *REASON).exit_code == 0
    assert not (output / "无解说明.xlsx").exists()
    assert acts(output)[len(logged) :] == ["变更开始", "演练抽签", "变更开始", "变更"]
    assert agree(output) == []


def test_a_correction_that_changes_which_staff_are_kept_apart_is_refused(
    workbook: Path, tmp_path: Path
) -> None:
    """With the right number he is the brother whom somebody declared."""
    book, output = openpyxl.load_workbook(workbook), tmp_path / "结果"
    rows = [[cell.value for cell in row] for row in book["工作人员"].iter_rows(min_row=2)]
    one, other = (row for row in rows if row[0] in ("G00090", "G00100"))
    book["亲属关系"].append([one[0], "弟弟", other[1], like(other[3])])
    book.save(tied := tmp_path / "有亲属.xlsx")
    assert said("run", tied, "--seed", 1, "-o", output, "-q", "--jobs", 1).exit_code == 0
    right = roster(tied, tmp_path / "改.xlsx", ("工作人员", other[0], "证件号码", like(other[3])))
    before = but_the_log(output)
    done = amended(output, right, "--reason", "改号码")
    assert done.exit_code == 4, done.output
    assert "互相回避的工作人员与原来的不同" in done.stderr
    assert f"工号 {one[0]}、{other[0]}" in done.stderr
    left = but_the_log(output)
    assert {name for name in left if left[name] != before.get(name)} == {"无解说明.xlsx"}
    # Of her own number nothing hangs: she is declared by her 工号.
    right = roster(tied, tmp_path / "又.xlsx", ("工作人员", one[0], "证件号码", like(one[3])))
    assert amended(output, right, "--reason", "改号码").exit_code == 0
    assert agree(output) == []


def test_a_correction_that_changes_who_is_recused_is_refused(
    output: Path, workbook: Path, tmp_path: Path
) -> None:
    _, staff, *_, registration, _, _ = data_of(output, "recusals.json")[0]
    # A name may be put right: it is still he who is recused because of him.
    right = roster(workbook, tmp_path / "名.xlsx", ("考生", registration, "姓名", "更正之名"))
    assert amended(output, right, "--reason", "改名").exit_code == 0
    assert agree(output) == []
    (number,) = (one["id_number"] for one in data_of(output, "inputs.json")["candidates"]
                 if one["registration"] == registration)  # fmt: skip
    plain = f"{number[:16]}{(int(number[16]) + 2) % 10}"
    right = roster(
        workbook, tmp_path / "改.xlsx", ("考生", registration, "姓名", "更正之名"),
        ("考生", registration, "证件号码", plain + check_digit(plain)),
    )  # fmt: skip
    before, logged = but_the_log(output), acts(output)
    done = amended(output, right, "--reason", "改号码")
    assert (done.exit_code, "须回避的人与原来的不同" in done.stderr) == (4, True), done.output
    assert staff in done.stderr
    assert acts(output) == [*logged, "变更开始"]
    left = but_the_log(output)
    assert {name for name in left if left[name] != before.get(name)} == {"无解说明.xlsx"}
