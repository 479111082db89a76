"""What is told before any command runs: an interruption, and words that cannot be read."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from cli_helpers import allocator

import allocator.__main__ as program

if TYPE_CHECKING:
    from pathlib import Path


def test_ctrl_c_while_the_program_is_loaded_ends_in_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(program, "_run", interrupted)
    with pytest.raises(SystemExit) as ended:
        program.main()
    assert ended.value.code == 130
    assert capsys.readouterr().err == "已中断。\n"


def test_nothing_but_python_itself_is_loaded_before_an_interruption_is_caught() -> None:
    code = "import sys; a = set(sys.modules); import allocator.__main__; b = set(sys.modules) - a"
    done = subprocess.run(
        [sys.executable, "-c", f"{code}; print(*b)"],
        capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    assert set(done.stdout.split()) - {"__future__"} == {"allocator", "allocator.__main__"}


def test_what_is_not_utf_8_on_the_command_line_is_wrong_use(tmp_path: Path) -> None:
    for words in (("run", "x.xlsx", "--seed", "39\udcff"), ("check", "\udcc3\udcfb.xlsx")):
        done = allocator(*words, "-o", tmp_path / "结果")
        assert (done.code, "不能识别的字符" in done.err) == (2, True), done.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform != "linux", reason="others read names as UTF-8 whatever is set")
def test_where_chinese_names_cannot_be_read_nothing_is_done(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "allocator", "verify", "x"],
        cwd=tmp_path, capture_output=True, encoding="utf-8", check=False,
        env={**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0",
             "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, "")
    assert "PYTHONUTF8=1" in done.stderr
    assert len(done.stderr.splitlines()) == 1
