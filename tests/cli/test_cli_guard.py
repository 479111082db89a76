"""What goes wrong becomes the right exit code, Chinese words, and a log without persons."""

from __future__ import annotations

import errno
import json
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from cli_helpers import allocator

import allocator.pipeline as pipeline
from allocator.errors import AuditError, InfeasibleError, InputError, LimitError, ModelError
from allocator.models.domain.findings import Clash, Issue

if TYPE_CHECKING:
    from pathlib import Path


def _failing(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(pipeline, "arrange", fail)


def an_issue(row: int) -> Issue:
    return Issue(
        code="id-length", severity="错误", file="名单.xlsx", sheet="考生", row=row,
        column="证件号码", value="99010119900101001", message="少一位。", cure="请补齐。",
    )  # fmt: skip


def a_clash() -> Clash:
    return Clash(rule="ROOM-30", cause="座位不足", demand=9, supply=5, cure="加考场")


def test_rows_of_which_the_same_is_said_share_a_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    others = [replace(an_issue(row), column="姓名", message=f"空白 {row}。") for row in range(30)]
    _failing(monkeypatch, InputError("数据有错误", [*map(an_issue, range(3, 50)), *others]))
    _, _, err = allocator("arrange", tmp_path, "--seed", "1", "-o", tmp_path / "out")
    lines = err.splitlines()
    same = "名单.xlsx 考生 第 3、4、5、6、7 等 47 行 证件号码：少一位。"
    assert [line.strip() for line in lines if "少一位" in line] == [f"错误 {same}"]
    assert "另有 11 个问题" in err


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (InputError("数据有错误", [an_issue(3)]), 3, "名单.xlsx 考生 第 3 行 证件号码：少一位。"),
        (InfeasibleError("排不下", [a_clash()]), 4, "[ROOM-30] 座位不足（需要 9，现有 5）"),
        (AuditError("审查不通过"), 5, "审查不通过"),
        (LimitError("计算量用完"), 6, "计算量用完"),
        (ModelError("模型有误"), 1, "模型有误"),
        (OSError(errno.ENOSPC, "No space left on device"), 6, "磁盘已满"),
        (OSError(errno.ENAMETOOLONG, "File name too long", "长"), 6, "：长。文件名太长"),
        (OSError(errno.EROFS, "Read-only file system", "盘"), 6, "：盘。磁盘是只读的"),
        (OSError(errno.EEXIST, "File exists", "名单.xlsx"), 6, "与文件夹同名"),
        (PermissionError(errno.EACCES, "denied", "编排总表.xlsx"), 6, "在 Excel 中打开"),
        (MemoryError(), 6, "内存不足"),
        (BrokenProcessPool("gone"), 6, "工作进程意外中止"),
        (KeyboardInterrupt(), 6, "要么已完整写好，要么没有写，先前的结果没有改动"),
    ],
)
def test_each_failure_has_its_exit_code_and_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int, said: str
) -> None:
    _failing(monkeypatch, error)
    got, out, err = allocator("run", tmp_path, "--seed", "1", "-o", tmp_path / "结果")
    assert (got, out) == (code, "")
    assert said in err


@pytest.mark.parametrize("failure", [InputError("数据有错误", [an_issue(3)]), AuditError("不通过")])
def test_json_reports_a_failure_on_standard_output(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failure: Exception
) -> None:
    _failing(monkeypatch, failure)
    code, out, err = allocator("run", tmp_path, "--seed", "1", "--json", "-q")
    data = json.loads(out)
    assert (data["ok"], data["exit"], data["message"]) == (False, code, str(failure))
    assert err == ""
    if isinstance(failure, InputError):
        assert data["issues"][0]["code"] == "id-length"
        assert "99010119900101001" not in out


def test_only_the_first_twenty_problems_are_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    issues = [replace(an_issue(row), message=f"少 {row} 位。") for row in range(2, 52)]
    _failing(monkeypatch, InputError("数据有错误", issues))
    _, _, err = allocator("run", tmp_path, "--seed", "1")
    assert "第 21 行" in err
    assert "第 22 行" not in err
    assert "另有 30 个问题" in err


@pytest.mark.parametrize(
    "words", [("sample", "-o"), ("template", "-o"), ("check", "pyproject.toml", "-o")]
)
def test_a_full_disk_leaves_no_part_of_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    def full(path: Path, data: bytes) -> int:
        with path.open("wb") as file:
            file.write(data[:100])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_bytes", full)
    target = tmp_path / ("录入模板.xlsx" if words[0] == "template" else "结果")
    code, _, err = allocator(*words, target)
    assert code == 6
    assert "磁盘已满" in err
    left = [path for path in tmp_path.rglob("*") if path.is_file() and path.suffix != ".lock"]
    assert left == []


def test_a_defect_leaves_a_log_without_values(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _failing(monkeypatch, ValueError("张三 990101199001010011"))
    code, _, err = allocator("run", tmp_path, "--seed", "1", "-o", tmp_path / "结果")
    (log,) = tmp_path.glob("allocator-错误-*.log")
    text = log.read_text(encoding="utf-8")
    assert code == 1
    assert log.name in err
    assert "ValueError" in text
    assert "allocator.cli.arranging:" in text
    for secret in ("张三", "990101199001010011", str(tmp_path)):
        assert secret not in text
        assert secret not in err.replace(str(log), "")


def test_without_input_and_without_the_folder_inputs_it_is_wrong_use(tmp_path: Path) -> None:
    code, _, err = allocator("run", "--seed", "1", "-C", tmp_path)
    assert code == 2
    assert str(tmp_path / "inputs") in err
