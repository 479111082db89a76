"""Paths that nobody can mean are refused before anything is read, asked or written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cli_helpers import allocator, an_exam

from allocator.cli.places import record_around
from allocator.record import log

if TYPE_CHECKING:
    from pathlib import Path

DRAW = ("draw", "--session", 1, "--seed", 1)


@pytest.fixture
def record(tmp_path: Path) -> Path:
    """Return a folder that bears a log, as every record does."""
    folder = tmp_path / "结果" / "record"
    folder.mkdir(parents=True)
    log.append(folder, "抽签", {})
    return folder


@pytest.mark.parametrize(
    "words",
    [
        ("pack", "--site", "01", "--to"),
        ("record", "backup", "--to"),
        ("record", "export", "--to"),
        (*DRAW, "--pack", "p.aloc", "--result-to"),
        ("check", "名单.xlsx", "-o"),
        ("run", "名单.xlsx", "--seed", 1, "-o"),
        ("sample", "-o"),
        ("template", "-o"),
        ("audit", "-o"),
    ],
)
@pytest.mark.parametrize("place", ["", "新.xlsx", "新/文件夹"])
def test_nothing_is_written_into_a_record(
    record: Path, words: tuple[object, ...], place: str
) -> None:
    before = sorted(record.rglob("*"))
    code, _, err = allocator(*words, record / place)
    assert (code, "记录文件夹" in err, str(record) in err) == (2, True, True), err
    assert sorted(record.rglob("*")) == before


@pytest.mark.parametrize("words", [("sample",), ("template",), ("record", "check"), ("verify",)])
def test_nothing_is_done_from_inside_a_record(
    record: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    before = sorted(record.rglob("*"))
    assert allocator(*words, "-C", record).code == 2
    monkeypatch.chdir(record)
    code, _, err = allocator(*words)
    assert (code, "上一级" in err) == (2, True), err
    assert sorted(record.rglob("*")) == before


def test_a_folder_with_a_record_is_none_itself(record: Path) -> None:
    assert record_around(record / "documents" / "x.json") == record
    assert record_around(record.parent) is None
    assert record_around(record.parent / "新" / "x.zip") is None


@pytest.mark.parametrize(
    "words",
    [("check", "{x}"), ("run", "{x}", "--seed", 1), ("sample",), ("record", "check"),
     (*DRAW, "--site", "01"), ("freeze", "{x}", "--operator", "A", "--reviewer", "B")],
)  # fmt: skip
@pytest.mark.parametrize("inside", ["", "里面/再里面"])
def test_a_file_where_the_folder_would_be_is_told_first(
    tmp_path: Path, words: tuple[object, ...], inside: str
) -> None:
    book = an_exam(tmp_path / "名单")
    given = [str(word).format(x=book) for word in words]
    there = tmp_path / "名单.docx"
    there.write_bytes(b"")
    code, _, err = allocator(*given, "-o", there / inside)
    assert (code, f"{there} 是文件" in err) == (2, True), err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["名单", "名单.docx"]


@pytest.mark.parametrize(
    "words",
    [("check", "x.xlsx", "-o", ""), ("check", ""), ("verify", " "), ("audit", ""), ("merge", ""),
     ("record", "restore", ""), ("record", "backup", "--to", ""), ("check", "-C", ""),
     (*DRAW, "--pack", "")],
)  # fmt: skip
def test_a_blank_path_is_not_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[object, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    code, _, err = allocator(*words)
    assert (code, "不能是空白" in err) == (2, True), err
    assert list(tmp_path.iterdir()) == []
