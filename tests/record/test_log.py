"""The log only grows, and whatever is done to it otherwise shows."""

import shutil
import sqlite3
from contextlib import closing

import pytest

from allocator.errors import LimitError
from allocator.record import log


def _filled(folder):
    for number in range(1, 4):
        log.append(folder, "抽签", {"number": number, "seed": f"种子{number}"})
    return folder / log.FILE


def _filled_entries(folder):
    _filled(folder)
    return log.read(folder)


def _behind_the_triggers(folder, *statements):
    with closing(sqlite3.connect(folder / log.FILE)) as base:
        base.execute("DROP TRIGGER log_keeps_updates_out")
        base.execute("DROP TRIGGER log_keeps_deletions_out")
        for statement in statements:
            base.execute(statement)
        base.commit()


def test_entries_follow_each_other_by_digest(tmp_path):
    _filled(tmp_path)
    entries = log.read(tmp_path)
    assert [entry.number for entry in entries] == [1, 2, 3]
    assert entries[0].before == "0" * 64
    assert [entry.before for entry in entries[1:]] == [entry.digest for entry in entries[:-1]]
    assert entries[1].body == '{"number":2,"seed":"种子2"}'
    assert all(e.digest == log.entry_digest(*e[:4]) for e in entries)


def test_no_log_is_an_empty_log(tmp_path):
    assert log.read(tmp_path) == ()
    assert not (tmp_path / log.FILE).exists()


@pytest.mark.parametrize(
    "statement",
    ["UPDATE log SET body = '{}' WHERE number = 2", "DELETE FROM log WHERE number = 3"],
)
def test_triggers_refuse_to_change_or_remove_an_entry(tmp_path, statement):
    path = _filled(tmp_path)
    base = sqlite3.connect(path)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        base.execute(statement)
    base.close()
    assert len(log.read(tmp_path)) == 3


@pytest.mark.parametrize(
    ("statement", "place"),
    [
        ("UPDATE log SET body = '{}' WHERE number = 2", 2),
        ("DELETE FROM log WHERE number = 1", 1),
        ("DELETE FROM log WHERE number = 2", 2),
        ("UPDATE log SET before = digest WHERE number = 3", 3),
        ("UPDATE log SET act = '重抽' WHERE number = 1", 1),
    ],
)
def test_a_change_behind_the_triggers_is_found_and_nothing_is_added(tmp_path, statement, place):
    path = _filled(tmp_path)
    _behind_the_triggers(tmp_path, statement)
    with pytest.raises(LimitError, match=f"第 {place} 条"):
        log.read(tmp_path)
    before = sqlite3.connect(path).execute("SELECT count(*) FROM log").fetchone()
    with pytest.raises(LimitError):
        log.append(tmp_path, "抽签", {})
    assert sqlite3.connect(path).execute("SELECT count(*) FROM log").fetchone() == before


def test_an_entry_that_follows_one_which_is_gone_is_found(tmp_path):
    """Renumbered, with a digest of its own made good, by somebody who left the rest as it was."""
    _, gone, last = _filled_entries(tmp_path)
    digest = log.entry_digest(2, last.act, last.body, gone.digest)
    _behind_the_triggers(
        tmp_path,
        "DELETE FROM log WHERE number = 2",
        f"UPDATE log SET number = 2, digest = '{digest}' WHERE number = 3",
    )
    with pytest.raises(LimitError, match="第 2 条与前后不符"):
        log.read(tmp_path)


def test_a_number_that_was_left_out_is_found_though_everything_else_agrees(tmp_path):
    *_, last = _filled_entries(tmp_path)
    digest = log.entry_digest(4, *last[1:4])
    _behind_the_triggers(
        tmp_path, f"UPDATE log SET number = 4, digest = '{digest}' WHERE number = 3"
    )
    with pytest.raises(LimitError, match="第 3 条与前后不符"):
        log.read(tmp_path)


def _failing(monkeypatch, folder, code):
    """Let SQLite fail with `code` on the log in `folder`, as it does on a bad disk."""

    def opened(path):
        if path.parent == folder:
            error = sqlite3.OperationalError("as SQLite words it")
            error.sqlite_errorcode = code
            raise error
        return really(path)

    really = log._open
    monkeypatch.setattr(log, "_open", opened)


@pytest.mark.parametrize(
    "code",
    [sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_SHMSIZE, sqlite3.SQLITE_CANTOPEN,
     sqlite3.SQLITE_READONLY_DIRECTORY],
)  # fmt: skip
def test_a_log_is_read_on_a_disk_that_takes_no_writing_with_what_waits_beside_it(
    tmp_path, monkeypatch, code
):
    _filled(tmp_path)
    copied = tmp_path / "只读"
    copied.mkdir()
    # The last entry is in the -wal only, as a killed program or a pulled stick leaves it.
    with closing(log._open(tmp_path / log.FILE)) as base:
        base.execute("PRAGMA wal_autocheckpoint=0")
        log.append(tmp_path, "抽签", {"number": 4})
        for name in (log.FILE, f"{log.FILE}-wal"):
            shutil.copyfile(tmp_path / name, copied / name)
    assert (copied / f"{log.FILE}-wal").stat().st_size > 0
    _failing(monkeypatch, copied, code)
    assert [entry.number for entry in log.read(copied)] == [1, 2, 3, 4]
    assert sorted(path.name for path in copied.iterdir()) == [log.FILE, f"{log.FILE}-wal"]


@pytest.mark.parametrize(
    ("code", "told"),
    [
        (sqlite3.SQLITE_FULL, "磁盘已满.*清理.*没有损坏"),
        (sqlite3.SQLITE_IOERR_SHMSIZE, "磁盘已满.*清理.*没有损坏"),
        (sqlite3.SQLITE_IOERR_WRITE, "读写出错.*检查磁盘"),
        (sqlite3.SQLITE_CANTOPEN, "暂时无法读写"),
        (sqlite3.SQLITE_BUSY, "暂时无法读写"),
    ],
)
def test_a_disk_in_the_way_is_no_damage(tmp_path, monkeypatch, code, told):
    _filled(tmp_path)
    _failing(monkeypatch, tmp_path, code)
    with pytest.raises(LimitError, match=told) as caught:
        log.append(tmp_path, "抽签", {"number": 4})
    assert not isinstance(caught.value, log.BrokenLogError)
    assert "备份" not in str(caught.value)


def test_an_entry_is_on_the_disk_when_it_is_appended(tmp_path):
    """SQLite does not wait for the disk unless told so for each connection."""
    with closing(log._open(_filled(tmp_path))) as base:
        assert base.execute("PRAGMA synchronous").fetchone() == (2,)


def test_a_damaged_file_is_told(tmp_path):
    (tmp_path / log.FILE).write_bytes(b"no database at all" * 100)
    with pytest.raises(LimitError, match="损坏"):
        log.read(tmp_path)
