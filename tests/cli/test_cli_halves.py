"""How halves of a seed are asked for: unseen, twice, by two, or not at all."""

from __future__ import annotations

import getpass
import sys
from typing import TYPE_CHECKING

import pytest
from cli_helpers import allocator
from click.testing import CliRunner

from allocator.cli import halves
from allocator.cli.halves import Terminal
from allocator.cli.main import cli
from allocator.errors import UsageError
from allocator.progress import Silent

if TYPE_CHECKING:
    from pathlib import Path

TWO = ("--operator", "G00001", "--reviewer", "G00002")
DRAW = ("draw", "--site", "01", "--session", "1")


@pytest.mark.parametrize("verb", [("run", "名单.xlsx"), ("arrange", "名单.xlsx"), DRAW])
@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("--seed", "1", "--halves", *TWO), 2, "只能用一个"),
        (TWO, 2, "缺少选项 --seed：请写明种子，或用 --halves"),
        (("--halves",), 2, "--operator"),
        (("--halves", *TWO[:2]), 2, "--reviewer"),
        (("--halves", *TWO[:2], "--reviewer", " "), 2, "两人"),
        (("--halves", *TWO[:2], "--reviewer", "G00001"), 6, "同一人"),
        (("--halves", *TWO), 2, "没有终端"),
    ],
)
def test_what_does_not_fit_is_told_before_anything_is_read(
    tmp_path: Path, verb: tuple[str, ...], words: tuple[str, ...], code: int, told: str
) -> None:
    done = allocator(*verb, *words, "-o", tmp_path / "结果")
    assert (done.code, done.out) == (code, "")
    assert told in done.err
    assert list(tmp_path.iterdir()) == []


def _asked(typed: str) -> tuple[str, str, UsageError | None]:
    """Return what one person gives, all that was shown, and what was raised."""
    half, raised = "", None
    with CliRunner().isolation(input=typed) as (out, err, _):
        try:
            half = Terminal(Silent()).half("A", "G00001")
        except UsageError as error:
            raised = error
        shown = out.getvalue().decode() + err.getvalue().decode()
    return half, shown, raised


@pytest.mark.parametrize(
    ("typed", "half", "told"),
    [
        ("5501\n5501\n", "5501", "编排人（A角）G00001 的一半（不显示）"),
        (" ５５０１ \n5501\n", "5501", "再输一次"),
        ("5501\n5502\n7777\n7777\n", "7777", "两次输入的不同"),
        ("550\n7777\n7777\n", "7777", "应为 4 至 10 位数字"),
        ("\n5501\n\n7777\n7777\n", "7777", "应为 4 至 10 位数字"),
        ("abcd\n01234567890\n7777\n7777\n", "7777", "应为 4 至 10 位数字"),
    ],
)
def test_a_half_is_typed_twice_and_never_shown(typed: str, half: str, told: str) -> None:
    given, shown, raised = _asked(typed)
    assert (given, raised) == (half, None)
    assert told in shown
    assert [word for word in typed.split() if word in shown] == []


@pytest.mark.parametrize("typed", ["55\n" * 3, "\n" * 3, "5501\n5502\n" * 3, "5501\n5502\nx\n44\n"])
def test_three_tries_are_enough(typed: str) -> None:
    given, shown, raised = _asked(typed)
    assert given == ""
    assert "没有抽签，两半都没有公开" in str(raised)
    assert [word for word in typed.split() if word in shown + str(raised)] == []


def test_a_terminal_that_would_show_what_is_typed_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """`getpass` warns and then reads in the open; here it gets no so far."""

    def read(*_: object, **__: object) -> str:
        raise AssertionError("read in the open")

    monkeypatch.setattr(getpass, "_raw_input", read)
    monkeypatch.setattr(
        "click.termui.hidden_prompt_func", lambda text: getpass.fallback_getpass(text)
    )
    with pytest.raises(UsageError, match="不能隐藏输入"):
        Terminal(Silent()).half("A", "G00001")


def test_only_a_terminal_for_input_and_messages_will_do(monkeypatch: pytest.MonkeyPatch) -> None:
    for stream in ("stdin", "stderr"):
        monkeypatch.setattr(getattr(sys, stream), "isatty", lambda: True, raising=False)
    assert halves.can_ask()
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False, raising=False)
    assert not halves.can_ask()
    monkeypatch.setattr(sys, "stdin", None)
    assert not halves.can_ask()


def test_halves_are_taken_of_what_was_frozen_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(halves, "can_ask", lambda: True)
    (tmp_path / "名单.xlsx").touch()
    for words in (("run",), ("arrange",), ("run", str(tmp_path / "名单.xlsx"))):
        done = CliRunner().invoke(cli, [*words, "--halves", *TWO, "-o", str(tmp_path / "结果")])
        assert (done.exit_code, "allocator freeze" in done.stderr) == (6, True), done.stderr
        assert "的一半" not in done.stderr
        assert not (tmp_path / "结果").exists()


def test_a_rehearsal_takes_any_seed_but_no_halves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(halves, "can_ask", lambda: True)
    done = CliRunner().invoke(cli, [*DRAW, "--rehearse", "--halves", *TWO, "-o", str(tmp_path)])
    assert (done.exit_code, "演练不用 --halves" in done.stderr) == (2, True), done.stderr
