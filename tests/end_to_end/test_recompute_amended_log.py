"""复算.py understands a log, documents and tables that tell of amendments."""

from __future__ import annotations

import shutil
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from amending import TWO, confirmed_digest, digested, entries_of, plain, two_asked
from late_changes import agree, amended, like, posted, roster, said, unrelated
from published import (
    FLAT,
    canonical,
    data_of,
    digest_of,
    edit_book,
    edit_record,
    recomputed,
    rewrite_log,
    stranger,
)

from allocator.record import ledger

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Change = Callable[[Any], Any]

CHANGED_NAME, SLIP = "张三改", "变更单_第1次.xlsx"


def _told_of_log(folder: Path, change: Change, late: Change = lambda _: None) -> list[str]:
    """Return what is told of a log with two amendments after a redraw of the seats."""
    other, asked = stranger(), two_asked()
    for one in asked:
        del one["chains"]
        digested(one, [])
    run = {"digest": "d", "seed": "1", "result_digest": "r", "full_ids": False}
    entries: list[tuple[str, dict[str, Any]]] = [
        ("座位抽签", {"digest": "d", "seed": "1", "result": "r", "number": 1}),
        *entries_of(plain(1, digest="old")),
        ("重抽", {"digest": "d", "seed": "1", "number": 2, "reason": "重排"}),
        ("座位抽签", {"digest": "d", "seed": "1", "result": "r", "number": 2}),
        *(entry for one in asked for entry in entries_of(one)),
    ]
    change(entries)
    (folder / "amendments").mkdir()
    files = {"run.json": run, **{f"amendments/{one['number']}.json": one for one in asked}}
    late(files)
    for name, one in files.items():
        (folder / name).write_bytes(canonical(one))
    for n, (act, facts) in enumerate(entries, start=1):
        changed = ledger.differences(folder) if n == len(entries) else {}
        ledger.append(folder, act, facts, changed=changed)
    record, report = other.Record(folder, other.Report(0)), other.Report(0)
    said: list[str] = []
    report.say = said.append
    other.Ceremony(other.Log(record, report))
    return said


def _entry(nth: int, **fields: Any) -> Change:
    """Return a change of an entry: 5 begins the first amendment, 6 is it; 7 and 8 the second."""
    return lambda entries: entries[nth][1].update(fields)


def _both(**fields: Any) -> Change:
    """Return a change of both entries of the first amendment, confirmed as it is then."""

    def change(entries: Any) -> None:
        for _, facts in entries[5:7]:
            facts.update(fields)
        entries[5][1]["confirmed"] = confirmed_digest(entries[5][1])

    return change


_NO_ATTEMPT = "（变更）之前应有这次抽签的“变更开始”"


def test_a_log_with_amendments_is_understood(tmp_path: Path) -> None:
    assert _told_of_log(tmp_path, lambda _: None) == []


def test_an_attempt_that_failed_accuses_nobody(tmp_path: Path) -> None:
    def failed(entries: Any) -> None:
        entries.insert(5, ("变更开始", {**entries[5][1], "seed": "4711"}))
        entries.append(("变更开始", {**entries[-2][1], "number": 3}))

    told = _told_of_log(tmp_path, failed)
    assert [line for line in told if not line.startswith("  说明：")] == []
    assert any("已开始过，种子 4711，没有结果" in line for line in told)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        pytest.param(lambda e: e.pop(5), f"第 6 条{_NO_ATTEMPT}", id="no attempt"),
        pytest.param(_entry(5, number=2), f"第 7 条{_NO_ATTEMPT}", id="other number"),
        pytest.param(_entry(5, seed="4711"), "第 7 条（变更）的 seed 与开始", id="seed begun"),
        pytest.param(_entry(5, digest="x"), "第 7 条（变更）的 digest 与开始", id="digest begun"),
        pytest.param(_entry(5, reviewer="G3"), "第 7 条（变更）的 reviewer 与开始", id="two begun"),
        pytest.param(_entry(5, reason="无"), "第 7 条（变更）的 reason 与开始", id="reason begun"),
        pytest.param(_entry(5, confirmed="x"), "第 7 条（变更）须由两人抽签", id="confirmed"),
        pytest.param(_entry(5, confirmed=""), "第 7 条（变更）须由两人抽签", id="not confirmed"),
        pytest.param(lambda e: e[5][1].pop("confirmed"), "变更）须由两人抽签", id="in one act"),
        pytest.param(_both(seed="4711"), "第 7 条（变更）的 seed 与记录不符", id="seed"),
        pytest.param(_both(digest="x"), "第 7 条（变更）的 digest 与记录不符", id="digest"),
        pytest.param(_both(operator="G3"), "第 7 条（变更）的 operator 与记录不符", id="operator"),
        pytest.param(_both(reason="无"), "第 7 条（变更）的 reason 与记录不符", id="reason"),
        pytest.param(_both(witness="某人"), "第 7 条（变更）的 witness 与记录不符", id="witness"),
        pytest.param(_both(reviewer="G00001"), "第 7 条（变更）没有写明两人", id="one person"),
        pytest.param(_both(reviewer=""), "第 7 条（变更）没有写明两人", id="one named"),
        pytest.param(_both(witness="甲"), "第 7 条（变更）的 witness 与记录不符", id="witness"),
        pytest.param(lambda e: e.insert(5, ("发考点包", {"site": "02", "pack": 1, "public": "",
                                                     "sheet": ""})),
                     "第 8 条（变更）计入的以前的抽签，不是", id="pack before"),
        pytest.param(_entry(6, result="x"), "第 7 条（变更）的 result 与记录不符", id="result"),
        pytest.param(lambda e: [e.pop(), e.pop()], "变更 第 2 次：日志没有", id="no entry"),
        pytest.param(lambda e: e.append(e[-1]), "同一次抽签有两个结果", id="two entries"),
        pytest.param(lambda e: e.insert(5, e.pop(8)), "（变更）之前没有前一次变更", id="order"),
        pytest.param(lambda e: e.append(e.pop(4)), "变更 第 1 次：日志没有", id="before the seats"),
    ],
)  # fmt: skip
def test_the_log_must_say_what_an_amendment_is(tmp_path: Path, change: Change, words: str) -> None:
    assert any(words in line for line in _told_of_log(tmp_path, change))


def test_no_amendment_changes_the_sheet_of_a_site_that_has_drawn(tmp_path: Path) -> None:
    day = {"site": "01", "session": 1, "number": 1, "digest": "d", "seed": "1", "result": "r",
           **TWO}  # fmt: skip

    def drawn(entries: Any) -> None:
        entries.insert(5, ("抽签结果", day))

    (tmp_path / "sheets").mkdir()
    (tmp_path / "sheets/01.json").write_bytes(b"{}")
    told = _told_of_log(tmp_path, drawn)
    assert any("第 10 条（变更）改动了已抽签或已发考点包的考点的抽签资料" in line for line in told)
    assert not any("第 8 条（变更）改动了" in line for line in told)


def test_an_entry_without_its_amendment_is_told(tmp_path: Path) -> None:
    told = _told_of_log(tmp_path, lambda _: None, lambda files: files.pop("amendments/2.json"))
    assert any("变更 第 2 次：记录没有" in line for line in told)


def test_an_audit_of_after_an_amendment_is_one_that_the_record_had() -> None:
    raw = {"posts.json": b"p", "amendments/1.json": b"1", "amendments/2.json": b"2"}
    acts = [("座位抽签", {"result": "q"}), ("变更", {"number": 1}),
            ("座位抽签", {"result": "r"}), ("岗位抽签", {}),
            ("变更", {"number": 1}), ("变更", {"number": 2, "reports": ["a"]}),
            ("抽签结果", {"site": "01", "session": 1, "result": "d"})]  # fmt: skip
    log = SimpleNamespace(entries=[(n, *act, "") for n, act in enumerate(acts, start=1)])
    said = stranger().audited_draws(SimpleNamespace(raw=raw, data={}), log)
    parts = [b"r", b"p", b"1", b"2", b"01\x001\x00d"]
    words = ("座位、岗位、变更 2 次", "座位、岗位、变更 2 次、监考抽签 1 次")
    assert list(said) == [
        f"{text}；结果摘要前 16 位 {digest_of(*parts[:n])[:16]}" for n, text in enumerate(words, 4)
    ]
    assert next(iter(said.values())) == ["a"]


def test_lists_of_amendments_come_between_posts_and_draws_of_the_day() -> None:
    names = ["seats", "posts", "amend_2", "amend_10", "draw_01_1_1"]
    other = stranger()
    record = object.__new__(other.Record)
    record.data = {  # Each list has one file less than the one before it.
        f"documents/{name}.json": {"files": dict.fromkeys(names[: len(names) - n], name)}
        for n, name in enumerate(names)
    }
    assert list(other.listed_documents(record).values()) == names[::-1]


@pytest.fixture(scope="module")
def published(arranged: Path, workbook: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a published exam that was amended: a name put right, and an invigilator replaced."""
    folder = tmp_path_factory.mktemp("变更")
    output = shutil.copytree(arranged, folder / "结果")
    who = unrelated(output, "考生")[0]
    right = roster(workbook, folder / "名单.xlsx", ("考生", who, "姓名", CHANGED_NAME))
    done = amended(output, right, "--out", posted(output, "监考")[0], "--seed", "5501",
                   "--reason", "姓名有误；生病")  # fmt: skip
    assert done.exit_code == 0, done.output
    return output


def test_the_tables_of_an_amended_exam_agree(published: Path) -> None:
    done = recomputed(published)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert "0 个没有放在这里" in done.stdout


def test_odd_but_honest_words_accuse_nobody(workbook: Path, tmp_path: Path) -> None:
    """工号 with signs, a name that is a post, a reason that is a label, who corrects his own."""
    book, output = openpyxl.load_workbook(workbook), tmp_path / "结果"
    staff = {row[0].value: row for row in book["工作人员"].iter_rows(min_row=2) if row[0].value}
    odd = "G(0+8["
    staff["G00100"][0].value = odd
    staff["G00020"][1].value = "驾驶员"
    for row in book["亲属关系"].iter_rows(min_row=2, max_col=1):
        row[0].value = odd if row[0].value == "G00100" else row[0].value
    book.save(given := tmp_path / "名单.xlsx")
    assert said("run", given, "--seed", 3, "-o", output, "-q", "--jobs", 1).exit_code == 0
    assert recomputed(output).returncode == 0
    number = like(staff["G00001"][3].value)
    right = roster(given, tmp_path / "更正.xlsx", ("工作人员", "G00001", "证件号码", number))
    done = amended(output, right, "--out", odd, "--seed", "5501", "--reason", "种子",
                   two=("--operator", number, "--reviewer", "G00003"))  # fmt: skip
    assert done.exit_code == 0, done.output
    assert odd in [move[0] for move in data_of(output, "amendments/1.json")["moves"]]
    done = recomputed(output)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert agree(output) == []


def _saying(found: str, put: str) -> Change:
    def change(page: Any) -> None:
        for cell in (cell for row in page for cell in row if cell.value == found):
            cell.value = put

    return change


def test_what_says_what_was_before_is_told(published: Path, tmp_path: Path) -> None:
    output = shutil.copytree(published, tmp_path / "结果")
    one = data_of(output, "amendments/1.json")
    (leaves, takes, *_), old = one["moves"][0], one["corrections"][0][3]
    edit_book(output / FLAT, "考生编排", _saying(CHANGED_NAME, old))
    edit_book(output / FLAT, "岗位安排", _saying(takes, leaves))
    edit_book(output / SLIP, "变更单", _saying("更正考生", "更正工作人员"))
    (plans,) = output.glob("*/考场座次表.xlsx")
    for page in openpyxl.load_workbook(plans).sheetnames:
        edit_book(plans, page, _saying(CHANGED_NAME, old))
    edit_record(output, "sheets/01.json", lambda sheet: _put_back(sheet, takes, leaves))
    rewrite_log(output)
    told = recomputed(output).stdout
    for words in (
        f"的 姓名：应为“{CHANGED_NAME}”，表中为“{old}”",
        f"的 工号：应为“{takes}”，表中为“{leaves}”",
        f"[{SLIP}] 内容与公布时不同",
        f"[{SLIP}] 应有的一项变更：更正考生 ",
        f" {CHANGED_NAME}，记录为 ",
        "[record/sheets/01.json] 场次",
    ):
        assert words in told


def _put_back(sheet: Any, takes: str, leaves: str) -> None:
    (person,) = (one for one in sheet["people"] if one[0] == takes)
    person[0] = leaves


def test_an_amendment_that_was_taken_out_is_told(published: Path, tmp_path: Path) -> None:
    output = shutil.copytree(published, tmp_path / "结果")
    (output / "record/amendments/1.json").unlink()
    rewrite_log(output)
    told = recomputed(output).stdout
    assert "变更 第 1 次：记录没有" in told
    assert f"表中为“{CHANGED_NAME}”" in told
