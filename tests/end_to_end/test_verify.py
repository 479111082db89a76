"""`allocator verify` makes everything again and tells every cell that is not as it must be."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from published import (
    FLAT,
    data_of,
    edit_book,
    edit_record,
    redigest_frozen,
    rewrite_log,
    set_cell,
    swap_rows,
)

from allocator.solvers.posting.draw import MOST_TRIES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from published import Program

_DRAW = "01_青岚市第一中学/监考抽签/监考抽签_01_场次1.xlsx"
_OLD = "01_青岚市第一中学/监考抽签/已作废/第1次/监考抽签_01_场次1.xlsx"


def _verify(program: Program, output: Path) -> tuple[int, dict[str, Any]]:
    done = program("verify", output, "-q", "--json", "--jobs", "1")
    assert done.returncode in (0, 5), done.stderr
    return done.returncode, json.loads(done.stdout)


def test_what_was_published_is_found_the_same(original: Path, program: Program) -> None:
    code, data = _verify(program, original)
    assert data["differences"] == []
    assert code == 0
    assert (data["seats"], data["draws"]) == (70, 4)
    assert data["cells"] > 3000
    done = program("verify", "-o", original, "-q")
    assert done.returncode == 0
    assert "复核一致" in done.stdout
    # Whoever names the record itself means what lies around it.
    assert "复核一致" in program("verify", original / "record", "-q").stdout


def test_nothing_is_written(output: Path, program: Program) -> None:
    def state() -> dict[str, bytes]:
        files = (path for path in sorted(output.rglob("*")) if path.is_file())
        return {str(p): p.read_bytes() for p in files if "record.sqlite" not in p.name}

    before = state()
    edit_book(output / _DRAW, "备用监考", set_cell(2, "姓名", "李某"))
    changed = {name for name, data in state().items() if data != before[name]}
    before = state()
    assert _verify(program, output)[0] == 5
    assert state() == before
    assert len(changed) == 1


def test_a_workbook_saved_by_another_program_is_not_accused(output: Path, program: Program) -> None:
    for path in (output / FLAT, output / _DRAW, output / _OLD):
        openpyxl.load_workbook(path).save(path)
    assert _verify(program, output)[1]["differences"] == []


def test_rows_are_told_where_they_are_missing_or_too_many(output: Path, program: Program) -> None:
    edit_book(output / FLAT, "考生编排", lambda s: s.delete_rows(12))
    edit_book(output / FLAT, "考场编排", lambda s: s.append(["某"]))
    edit_book(output / _DRAW, "监考安排", lambda s: s.cell(2, 14, "注"))
    data = _verify(program, output)[1]
    told = [(d["sheet"], d["row"], d["words"]) for d in data["differences"]]
    assert told[0] == ("考生编排", 11, "此行之后缺少应有的一行")
    assert told[1][0::2] == ("考场编排", "不应有这一行")
    assert told[2] == ("监考安排", 2, "表外多出内容“注”")
    assert len(told) == 3


def test_exchanged_rows_are_told(output: Path, program: Program) -> None:
    edit_book(output / FLAT, "考生编排", lambda s: swap_rows(s, 4, 60))
    data = _verify(program, output)[1]
    assert {d["row"] for d in data["differences"]} == {4, 60}


def test_contents_that_are_personal_are_not_given_to_programs(
    output: Path, program: Program
) -> None:
    edit_book(output / FLAT, "考生编排", set_cell(7, "姓名", "张冠李"))
    edit_book(output / FLAT, "考生编排", set_cell(8, "证件号码", "110101199001011234"))
    shown = program("verify", output, "-q", "--json").stdout
    assert "张冠李" not in shown
    assert "110101199001011234" not in shown
    assert "110101199001011234" not in program("verify", output, "-q").stdout


def _bound(name: str, place: int, value: int, bound: int) -> Callable[[Path], None]:
    def change(data: Any) -> None:
        data["tiers"][place].update(value=value, bound=bound)

    return lambda output: edit_record(output, name, change)


def _tougher(output: Path) -> None:
    edit_record(output, "resilience.json", lambda data: data[0].update(worst=9))


def _fact(act: str, **facts: object) -> Callable[[list[list[Any]]], None]:
    def change(entries: list[list[Any]]) -> None:
        next(said for name, said in reversed(entries) if name == act).update(facts)

    return change


def _without_last_draw(entries: list[list[Any]]) -> None:
    entries.remove(next(entry for entry in reversed(entries) if entry[0] == "抽签结果"))


_FORGED: dict[str, tuple[Callable[[Path], None], Any, str, str]] = {
    "rooms proven that are not": (
        _bound("structure.json", 0, 9, 9), lambda _: None,
        "structure.json", "“启用考场”称不能少于 9，重新求解得到",
    ),
    "rooms that are too few": (
        _bound("structure.json", 0, 1, 1), lambda _: None,
        "structure.json", "“启用考场”为 1，重新求解证明不能少于",
    ),
    "posts proven that are not": (
        _bound("posting.json", 0, 10**6, 10**6), lambda _: None,
        "posting.json", "称不能少于 1000000，重新求解得到",
    ),
    "another version of the method": (
        lambda output: edit_record(output, "run.json", lambda run: run.update(method="0")),
        lambda _: None, "", "方法版本为 0，本程序为",
    ),
    "draws that bear more": (_tougher, lambda _: None, "resilience.json", "记录为 任意 9 人"),
    "seed of the seats in the log": (
        lambda _: None, _fact("座位抽签", seed="1"), "record.sqlite", "的种子应为 391072，日志为 1",
    ),
    "result of a draw in the log": (
        lambda _: None, _fact("抽签结果", result="0"), "record.sqlite",
        "场次 2 第 1 次）的结果摘要",
    ),
    "a draw that the log forgets": (
        lambda _: None, _without_last_draw, "record.sqlite", "日志没有这次抽签",
    ),
}  # fmt: skip


@pytest.mark.parametrize("forgery", _FORGED)
def test_a_forger_who_writes_log_and_digests_anew_is_found(
    output: Path, program: Program, forgery: str
) -> None:
    change, change_log, file, words = _FORGED[forgery]
    change(output)
    redigest_frozen(output)
    rewrite_log(output, change_log)
    assert program("record", "check", "-o", output, "-q").returncode == 0
    code, data = _verify(program, output)
    assert code == 5
    told = [d for d in data["differences"] if d["file"] == f"record/{file}"]
    assert any(words in d["words"] for d in told), data["differences"][:8]


def test_a_workbook_that_is_gone_or_a_stranger_is_told(output: Path, program: Program) -> None:
    shutil.copy(output / _DRAW, (output / _DRAW).with_name("监考抽签_01_场次9.xlsx"))
    (output / _OLD).unlink()
    data = _verify(program, output)[1]
    told = {(d["file"].rpartition("/")[2], d["words"]) for d in data["differences"]}
    assert told == {
        ("监考抽签_01_场次9.xlsx", "记录中没有这次抽签"),
        ("监考抽签_01_场次1.xlsx", "没有这个工作簿"),
    }


def test_a_folder_without_results_is_refused(tmp_path: Path, program: Program) -> None:
    assert program("verify", tmp_path, "-q").returncode == 2
    (tmp_path / "record").mkdir()
    done = program("verify", tmp_path, "-q")
    assert done.returncode == 2
    assert "找不到记录" in done.stderr


def test_the_record_says_how_often_reserves_were_shuffled(original: Path) -> None:
    tries = [entry[3] for entry in data_of(original, "posts.json")["reserves"]]
    assert 1 <= min(tries) <= max(tries) <= MOST_TRIES
    assert max(tries) > 1  # one woman or man too many among the reserves of the first
