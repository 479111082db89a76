"""The log of acts on a record: entries that follow each other by hash and are never changed.

One SQLite file beside the frozen JSON. Every entry holds the digest of the one before it, so that
a change, a loss or an insertion shows; triggers refuse to change or remove an entry.
"""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any, NamedTuple

from allocator.errors import LimitError
from allocator.record.canonical import canonical_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FILE = "record.sqlite"
_START = "0" * 64
_SCHEMA = """
CREATE TABLE IF NOT EXISTS log (
  number INTEGER PRIMARY KEY,
  act TEXT NOT NULL,
  body TEXT NOT NULL,
  before TEXT NOT NULL,
  digest TEXT NOT NULL UNIQUE
);
CREATE TRIGGER IF NOT EXISTS log_keeps_updates_out BEFORE UPDATE ON log
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER IF NOT EXISTS log_keeps_deletions_out BEFORE DELETE ON log
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
"""


class LogEntry(NamedTuple):
    """One act."""

    number: int
    """From 1."""
    act: str
    """Chinese, such as 抽签."""
    body: str
    """Canonical JSON."""
    before: str
    """Digest of the entry before; zeros for the first."""
    digest: str
    """SHA-256 of number, act, body and `before`, as `entry_digest` makes it."""


def entry_digest(number: int, act: str, body: str, before: str) -> str:
    """Return the digest of an entry: its parts with a zero byte between them, in UTF-8."""
    text = "\0".join((str(number), act, body, before))
    return hashlib.sha256(text.encode()).hexdigest()


def append(folder: Path, act: str, body: Mapping[str, Any]) -> LogEntry:
    """Append an act to the log of a record, durably, and return the entry.

    Raises `LimitError` where the file is damaged or the chain is broken: nothing is added to a log
    that cannot be trusted.
    """
    text = canonical_bytes(body).decode()
    try:
        with closing(_open(folder / FILE)) as base, base:
            base.execute("BEGIN IMMEDIATE")
            entries = _entries(base)
            _refuse_broken(entries, folder)
            number = len(entries) + 1
            before = entries[-1].digest if entries else _START
            entry = LogEntry(number, act, text, before, entry_digest(number, act, text, before))
            base.execute("INSERT INTO log VALUES (?, ?, ?, ?, ?)", entry)
    except sqlite3.Error as error:
        raise _damaged(folder) from error
    return entry


def read(folder: Path) -> tuple[LogEntry, ...]:
    """Return all entries; raises `LimitError` where the file is damaged or the chain is broken."""
    if not (folder / FILE).is_file():
        return ()
    try:
        with closing(_open(folder / FILE)) as base:
            entries = _entries(base)
    except sqlite3.Error as error:
        raise _damaged(folder) from error
    _refuse_broken(entries, folder)
    return tuple(entries)


def _open(path: Path) -> sqlite3.Connection:
    base = sqlite3.connect(path, isolation_level=None)
    base.execute("PRAGMA journal_mode=WAL")
    base.execute("PRAGMA synchronous=FULL")
    base.execute("PRAGMA foreign_keys=ON")
    base.executescript(_SCHEMA)
    return base


def _entries(base: sqlite3.Connection) -> list[LogEntry]:
    rows = base.execute("SELECT number, act, body, before, digest FROM log ORDER BY number")
    return [LogEntry(*row) for row in rows]


def _refuse_broken(entries: list[LogEntry], folder: Path) -> None:
    before = _START
    for place, entry in enumerate(entries, start=1):
        whole = entry.number == place and entry.before == before
        if not whole or entry.digest != entry_digest(*entry[:4]):
            raise LimitError(
                f"记录被改动过：{folder / FILE} 的日志第 {place} 条与前后不符。请恢复备份。"
            )
        before = entry.digest


def _damaged(folder: Path) -> LimitError:
    return LimitError(f"日志 {folder / FILE} 无法读写或已损坏。请检查磁盘和权限，或恢复备份。")
