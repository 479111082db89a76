"""The log of acts on a record: entries that follow each other by hash and are never changed.

One SQLite file beside the frozen JSON. Every entry holds the digest of the one before it, so that
a change, a loss or an insertion shows; triggers refuse to change or remove an entry, and SQLite's
own counter tells of a last entry that is gone. What an entry says: `allocator.record.ledger`.
"""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from allocator.errors import LimitError
from allocator.record.canonical import canonical_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

FILE = "record.sqlite"
START = "0" * 64
"""What the first entry has for the digest of the one before."""
_SCHEMA = (
    """CREATE TABLE log (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  act TEXT NOT NULL,
  body TEXT NOT NULL,
  before TEXT NOT NULL,
  digest TEXT NOT NULL UNIQUE
)""",
    """CREATE TRIGGER log_keeps_updates_out BEFORE UPDATE ON log
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END""",
    """CREATE TRIGGER log_keeps_deletions_out BEFORE DELETE ON log
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END""",
)
_PARTS = (
    "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite!_%' ESCAPE '!' "
    "ORDER BY name"
)
# What SQLite says where the disk or another program is in the way, not the file itself.
_IN_THE_WAY = ("locked", "readonly", "unable to open", "is full", "busy")


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


class BrokenLogError(LimitError):
    """The log is not what was written: damaged, cut short or changed."""


def entry_digest(number: int, act: str, body: str, before: str) -> str:
    """Return the digest of an entry: its parts with a zero byte between them, in UTF-8."""
    text = "\0".join((str(number), act, body, before))
    return hashlib.sha256(text.encode()).hexdigest()


def append(folder: Path, act: str, body: Mapping[str, Any]) -> LogEntry:
    """Append an act to the log of a record, durably, and return the entry.

    Raises `BrokenLogError` where the file is damaged or the chain is broken: nothing is added to a
    log that cannot be trusted.
    """
    entry = append_made(folder, act, lambda _: body)
    assert entry is not None
    return entry


def append_made(
    folder: Path, act: str, make: Callable[[Sequence[LogEntry]], Mapping[str, Any] | None]
) -> LogEntry | None:
    """Append what `make` makes of the entries so far, while nobody else writes; None: nothing."""
    try:
        with closing(_open(folder / FILE)) as base, base:
            if _is_empty(base):
                base.execute("PRAGMA journal_mode=WAL")
            base.execute("BEGIN IMMEDIATE")
            if _is_empty(base):
                # In one transaction with the first entry: no kill leaves half a log.
                for statement in _SCHEMA:
                    base.execute(statement)
            entries = _checked(base, folder)
            body = make(entries)
            if body is None:
                return None
            text = canonical_bytes(body).decode()
            number = len(entries) + 1
            before = entries[-1].digest if entries else START
            entry = LogEntry(number, act, text, before, entry_digest(number, act, text, before))
            base.execute("INSERT INTO log VALUES (?, ?, ?, ?, ?)", entry)
    except sqlite3.Error as error:
        raise _trouble(folder, error) from error
    return entry


def read(folder: Path) -> tuple[LogEntry, ...]:
    """Return all entries; raises `BrokenLogError` where file or chain is not whole."""
    path = folder / FILE
    if not path.is_file():
        return ()
    try:
        with closing(_open(path)) as base:
            return tuple(_checked(base, folder))
    except sqlite3.OperationalError as error:
        # A disk that takes no writing: read the file as it lies, if all of it is in the file.
        if "unable to open" not in str(error) or path.with_name(f"{FILE}-wal").exists():
            raise _trouble(folder, error) from error
        return _read_as_it_lies(folder)
    except sqlite3.Error as error:
        raise _trouble(folder, error) from error


def copy(folder: Path, target: Path) -> None:
    """Copy the log of a record, with what a killed program left beside it, to another folder."""
    try:
        with closing(_open(folder / FILE)) as base, closing(_open(target / FILE)) as other:
            base.backup(other)
            other.execute("PRAGMA journal_mode=WAL")
    except sqlite3.Error as error:
        raise _trouble(folder, error) from error


def _read_as_it_lies(folder: Path) -> tuple[LogEntry, ...]:
    where = f"{(folder / FILE).resolve().as_uri()}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(where, uri=True, isolation_level=None)) as base:
            return tuple(_checked(base, folder))
    except sqlite3.Error as error:
        raise _trouble(folder, error) from error


def _open(path: Path) -> sqlite3.Connection:
    base = sqlite3.connect(path, isolation_level=None)
    base.execute("PRAGMA synchronous=FULL")
    base.execute("PRAGMA foreign_keys=ON")
    return base


def _checked(base: sqlite3.Connection, folder: Path) -> list[LogEntry]:
    """Return the entries of a log whose file, chain and defences are whole."""
    if _is_empty(base):
        return []
    if base.execute("PRAGMA integrity_check(1)").fetchone() != ("ok",):
        raise _damaged(folder)
    if not base.execute("SELECT 1 FROM sqlite_master WHERE name = 'log'").fetchone():
        raise _damaged(folder)
    rows = base.execute("SELECT number, act, body, before, digest FROM log ORDER BY number")
    entries = [LogEntry(*row) for row in rows]
    _refuse_broken(entries, folder)
    if base.execute(_PARTS).fetchall() != _defences():
        raise BrokenLogError(
            f"记录被改动过：{folder / FILE} 的防改写设置不是程序写入的。请恢复备份。"
        )
    counted = base.execute("SELECT seq FROM sqlite_sequence WHERE name = 'log'").fetchone()
    if counted != ((len(entries),) if entries else None):
        raise BrokenLogError(
            f"记录被改动过：{folder / FILE} 的日志第 {len(entries) + 1} 条缺失。请恢复备份。"
        )
    return entries


def _is_empty(base: sqlite3.Connection) -> bool:
    """Return whether nothing was ever written, as where the first append was killed."""
    return not base.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchall()


@cache
def _defences() -> list[tuple[str, str, str]]:
    """Return table and triggers as this program makes them."""
    with closing(sqlite3.connect(":memory:")) as base:
        for statement in _SCHEMA:
            base.execute(statement)
        return base.execute(_PARTS).fetchall()


def _refuse_broken(entries: list[LogEntry], folder: Path) -> None:
    before = START
    for place, entry in enumerate(entries, start=1):
        texts = all(isinstance(part, str) for part in entry[1:])
        whole = texts and entry.number == place and entry.before == before
        if not whole or entry.digest != entry_digest(*entry[:4]):
            raise BrokenLogError(
                f"记录被改动过：{folder / FILE} 的日志第 {place} 条与前后不符。请恢复备份。"
            )
        before = entry.digest


def _trouble(folder: Path, error: sqlite3.Error) -> LimitError:
    if any(words in str(error) for words in _IN_THE_WAY):
        return LimitError(
            f"日志 {folder / FILE} 暂时无法读写（磁盘、权限、路径太长，或另一个程序占用）。"
            "请检查后重试。"
        )
    return _damaged(folder)


def _damaged(folder: Path) -> BrokenLogError:
    return BrokenLogError(f"日志 {folder / FILE} 已损坏，无法读取。请恢复备份。")
