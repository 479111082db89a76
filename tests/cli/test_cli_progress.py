"""Progress: a bar with count and time left on a terminal, lines elsewhere, silence with -q."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from cli_helpers import allocator, an_exam

from allocator.cli.password import Passwords
from allocator.cli.progress import Bars, Lines, make_progress, stop
from allocator.progress import Silent

if TYPE_CHECKING:
    import pytest


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_gets_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = _Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    progress = make_progress(quiet=False)
    assert isinstance(progress, Bars)
    progress.start("抽取座位", 4)
    progress.advance(3)
    progress.advance()
    progress.finish()
    text = screen.getvalue()
    assert "抽取座位 100%" in text
    assert "4/4" in text
    assert "剩余" in text


def test_a_file_gets_lines(capsys: pytest.CaptureFixture[str]) -> None:
    progress = make_progress(quiet=False)
    assert isinstance(progress, Lines)
    progress.start("读取文件", 2)
    progress.advance()
    progress.start("检查数据", 5)
    progress.finish()
    progress.finish()
    lines = capsys.readouterr().err.splitlines()
    assert [line.split("，")[0] for line in lines] == [
        "开始：读取文件（2）", "完成：读取文件", "开始：检查数据（5）", "完成：检查数据",
    ]  # fmt: skip


def test_a_stage_that_fails_is_not_called_done(capsys: pytest.CaptureFixture[str]) -> None:
    progress = make_progress(quiet=False)
    progress.start("启用考场", 2)
    stop(progress)
    progress.finish()
    assert capsys.readouterr().err.splitlines() == ["开始：启用考场（2）", "停止：启用考场"]


def test_quiet_is_silent(tmp_path: Path) -> None:
    assert isinstance(make_progress(quiet=True), Silent)
    assert allocator("check", an_exam(tmp_path), "-q", "-o", tmp_path / "检查").err == ""


def test_a_given_password_is_used_and_without_a_terminal_nothing_is_asked() -> None:
    book = Path("data/samples/broken/file-password.xlsx")
    assert Passwords("甲")(book) == "甲"
    assert Passwords(None)(book) is None


def test_a_password_is_asked_unseen_until_it_opens_and_only_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from allocator.cli import password

    answers = iter(["错", "对"])
    monkeypatch.setattr(password, "_can_ask", lambda: True)
    monkeypatch.setattr(password, "_ask", lambda _: next(answers))
    monkeypatch.setattr(Passwords, "_opens", staticmethod(lambda _, word: word == "对"))
    ask = Passwords(None)
    assert [ask(Path("甲.xlsx")), ask(Path("甲.xlsx"))] == ["对", "对"]
