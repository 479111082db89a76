"""The log only grows, and whatever is done to it otherwise shows."""

import sqlite3

import pytest

from allocator.errors import LimitError
from allocator.record import log


def _filled(folder):
    for number in range(1, 4):
        log.append(folder, "抽签", {"number": number, "seed": f"种子{number}"})
    return folder / log.FILE


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
    base = sqlite3.connect(path)
    base.execute("DROP TRIGGER log_keeps_updates_out")
    base.execute("DROP TRIGGER log_keeps_deletions_out")
    base.execute(statement)
    base.commit()
    base.close()
    with pytest.raises(LimitError, match=f"第 {place} 条"):
        log.read(tmp_path)
    before = sqlite3.connect(path).execute("SELECT count(*) FROM log").fetchone()
    with pytest.raises(LimitError):
        log.append(tmp_path, "抽签", {})
    assert sqlite3.connect(path).execute("SELECT count(*) FROM log").fetchone() == before


def test_a_damaged_file_is_told(tmp_path):
    (tmp_path / log.FILE).write_bytes(b"no database at all" * 100)
    with pytest.raises(LimitError, match="损坏"):
        log.read(tmp_path)
