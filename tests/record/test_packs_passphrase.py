"""The passphrase of a pack: where it comes from, and what is refused."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click
import pytest
from click.testing import CliRunner

from allocator.cli.passphrase import VARIABLE, read_passphrase
from allocator.errors import UsageError
from allocator.record.signing import normal_passphrase

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return what will be typed at a terminal, unseen."""
    words: list[str] = []

    def prompt(_text: str, *, hide_input: bool, err: bool, **_: object) -> str:
        assert hide_input
        assert err
        return words.pop(0)

    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setattr(click, "prompt", prompt)
    for stream in ("stdin", "stderr"):
        monkeypatch.setattr(getattr(sys, stream), "isatty", lambda: True, raising=False)
    return words


def test_whoever_invents_a_passphrase_types_it_twice(typed: list[str]) -> None:
    typed += ["一二三四五六七八"] * 3
    assert read_passphrase(None, twice=True) == "一二三四五六七八"
    assert len(typed) == 1
    assert read_passphrase(None, twice=False) == "一二三四五六七八"
    typed += ["一二三四五六七八", "一二三四五六七"]
    with pytest.raises(UsageError, match="不同"):
        read_passphrase(None, twice=True)


def test_a_file_comes_before_the_environment_and_that_before_asking(
    typed: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "口令.txt"
    file.write_bytes("\ufeff文件里的口令\r\n\r\n".encode())
    monkeypatch.setenv(VARIABLE, "环境里的口令")
    assert read_passphrase(file, twice=True) == "文件里的口令"
    assert read_passphrase(None, twice=True) == "环境里的口令"
    assert typed == []


@pytest.mark.parametrize(
    ("data", "told"),
    [(b"", "空白"), (b" \n", "空白"), ("一\n二".encode(), "2 行"), (b"\xff\xfe\x00", "UTF-8")],
)
def test_a_file_that_is_no_passphrase_is_refused(tmp_path: Path, data: bytes, told: str) -> None:
    file = tmp_path / "口令.txt"
    file.write_bytes(data)
    with pytest.raises(UsageError, match=told):
        read_passphrase(file, twice=False)
    with pytest.raises(UsageError, match="不存在"):
        read_passphrase(tmp_path / "没有.txt", twice=False)


def test_without_a_terminal_nobody_is_asked(
    typed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False, raising=False)
    with pytest.raises(UsageError, match="--passphrase-file"):
        read_passphrase(None, twice=False)
    assert typed == []


def test_the_same_words_are_the_same_passphrase_on_every_keyboard() -> None:
    """An accent may be one sign or two."""
    assert normal_passphrase(" caf\u0065\u0301 ") == normal_passphrase("caf\u00e9")


@pytest.mark.parametrize("twice", [True, False])
def test_enter_is_a_blank_passphrase_and_not_asked_for_ever(
    monkeypatch: pytest.MonkeyPatch, twice: bool
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    with CliRunner().isolation(input="\n"):
        for stream in ("stdin", "stderr"):
            monkeypatch.setattr(getattr(sys, stream), "isatty", lambda: True, raising=False)
        with pytest.raises(UsageError, match="空白"):
            read_passphrase(None, twice=twice)
