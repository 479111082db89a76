"""The log of acts on a record: entries that follow each other by hash and are never changed.

One SQLite file beside the frozen JSON. Every entry holds the digest of the one before it, so that
a change, a loss or an insertion shows; triggers refuse to change or remove an entry, and SQLite's
own counter tells of a last entry that is gone. What an entry says: `allocator.record.ledger`.
"""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
import tempfile
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from allocator.errors import LimitError
from allocator.record.canonical import canonical_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

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
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL)
_NO_DISK = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN,
            sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM)  # fmt: skip


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
    except sqlite3.Error as error:
        if _kind(error) not in _NO_DISK:
            raise _trouble(folder, error) from error
    # A disk that takes no writing, full or write-protected: SQLite reads only where it can write.
    return _read_copied(folder)


def copy(folder: Path, target: Path) -> None:
    """Copy the log of a record, with what a killed program left beside it, to another folder."""
    try:
        with closing(_open(folder / FILE)) as base, closing(_open(target / FILE)) as other:
            base.backup(other)
            other.execute("PRAGMA journal_mode=WAL")
    except sqlite3.Error as error:
        raise _trouble(folder, error) from error


def _read_copied(folder: Path) -> tuple[LogEntry, ...]:
    with tempfile.TemporaryDirectory() as place:
        for name in (FILE, f"{FILE}-wal"):
            if (folder / name).is_file():
                shutil.copyfile(folder / name, Path(place, name))
        try:
            with closing(_open(Path(place, FILE))) as base:
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
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    if code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_SHMSIZE):
        return LimitError(
            f"磁盘已满：不能读写日志 {folder / FILE}。请清理这个磁盘后重试；记录没有损坏。"
        )
    if code == sqlite3.SQLITE_IOERR_SHORT_READ:
        return _damaged(folder)
    if _kind(error) == sqlite3.SQLITE_IOERR:
        return LimitError(
            f"日志 {folder / FILE} 读写出错（磁盘已满、已拔出或有故障）。请检查磁盘后重试。"
        )
    if _kind(error) in (*_NO_DISK, *_BUSY):
        return LimitError(
            f"日志 {folder / FILE} 暂时无法读写（磁盘、权限、路径太长，或另一个程序占用）。"
            "请检查后重试。"
        )
    return _damaged(folder)


def _kind(error: sqlite3.Error) -> int:
    """Return SQLite's kind of error, whatever more its code tells; errors of Python have none."""
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF


def _damaged(folder: Path) -> BrokenLogError:
    return BrokenLogError(f"日志 {folder / FILE} 已损坏，无法读取。请恢复备份。")
