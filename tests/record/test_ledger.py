"""A record is what its log says, or the opening tells what is not, by name and place."""

import json
import shutil
import sqlite3
from contextlib import closing

import pytest

from allocator.errors import AuditError, LimitError, UsageError
from allocator.record import ledger, log

NOON = "2026-09-12T12:00:00+08:00"
LATER = "2026-09-12T12:05:00+08:00"


@pytest.fixture
def record(tmp_path):
    """Return a record of three files, made in two acts."""
    folder = tmp_path / "record"
    (folder / "sheets").mkdir(parents=True)
    (folder / "inputs.json").write_bytes(b'{"candidates":[]}')
    (folder / "sheets" / "01.json").write_bytes(b'{"site":"01"}')
    ledger.append(folder, "座位抽签", {"seed": "391072", "operator": "G00001", "time": NOON},
                  changed=ledger.differences(folder))  # fmt: skip
    (folder / "posts.json").write_bytes(b'{"posted":[]}')
    ledger.append(folder, "岗位抽签", {"seed": "5", "time": LATER},
                  changed=ledger.differences(folder))  # fmt: skip
    return folder


def _bytes(folder):
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _rewrite(record, *statements, chained=False):
    """Change the log behind its triggers, and the chain with it where asked."""
    with closing(sqlite3.connect(record / log.FILE)) as base:
        triggers = base.execute("SELECT name, sql FROM sqlite_master WHERE type='trigger'")
        triggers = triggers.fetchall()
        for name, _ in triggers:
            base.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            base.execute(statement)
        if chained:
            before = log.START
            rows = base.execute("SELECT number, act, body FROM log ORDER BY number").fetchall()
            for number, act, body in rows:
                digest = log.entry_digest(number, act, body, before)
                base.execute("UPDATE log SET before = ?, digest = ? WHERE number = ?",
                             (before, digest, number))  # fmt: skip
                before = digest
        for _, sql in triggers:
            base.execute(sql)
        base.commit()


def test_an_untouched_record_opens_with_its_acts_and_files(record):
    opened = ledger.open_record(record)
    assert [entry.act for entry in opened.entries] == ["座位抽签", "岗位抽签"]
    assert list(opened.files) == ["inputs.json", "posts.json", "sheets/01.json"]
    first, second = (json.loads(entry.body) for entry in opened.entries)
    assert set(first["changed"]) == {"inputs.json", "sheets/01.json"}
    assert set(second["changed"]) == {"posts.json"}
    assert first["state_before"] == ledger.state_digest({})
    assert first["state_after"] == second["state_before"]
    assert second["state_after"] == opened.digest == ledger.state_digest(opened.files)
    for field in ("method", "seed", "operator", "reviewer", "witness", "reason", "time"):
        assert field in first
    assert opened.facts("座位抽签")[0]["seed"] == "391072"


def test_opening_changes_nothing(record):
    before = _bytes(record)
    ledger.open_record(record)
    assert _bytes(record) == before


def test_what_a_desktop_leaves_in_a_folder_is_no_change(record):
    for name in ("Thumbs.db", ".DS_Store", "desktop.ini", "~$posts.json", ".~lock.x#"):
        (record / name).write_bytes(b"x")
    (record / "sheets" / "Thumbs.db").write_bytes(b"x")
    assert len(ledger.open_record(record).files) == 3


@pytest.mark.parametrize(
    ("tamper", "told"),
    [
        (lambda r: (r / "inputs.json").write_bytes(b'{"candidates":[1]}'), "被改动 1 个：inputs"),
        (lambda r: (r / "inputs.json").write_bytes(b'{"candid'), "被改动 1 个：inputs.json"),
        (lambda r: (r / "sheets/01.json").write_bytes(b""), "被改动 1 个：sheets/01.json"),
        (lambda r: (r / "posts.json").unlink(), "缺失 1 个：posts.json"),
        (lambda r: shutil.rmtree(r / "sheets"), "缺失 1 个：sheets/01.json"),
        (lambda r: (r / "draws.json").write_bytes(b"{}"), "多出 1 个：draws.json"),
        (lambda r: (r / "posts.json").rename(r / "post.json"), "缺失 1 个：posts.json；多出 1 个"),
    ],
)
def test_a_changed_missing_or_foreign_file_is_named(record, tamper, told):
    tamper(record)
    before = _bytes(record)
    with pytest.raises(AuditError, match=told) as caught:
        ledger.open_record(record)
    assert ("移出记录文件夹" if told.startswith("多出") else "恢复备份") in str(caught.value)
    assert _bytes(record) == before


@pytest.mark.parametrize(
    ("statement", "chained", "told"),
    [
        ("UPDATE log SET body = replace(body, '391072', '391073') WHERE number = 1", False,
         "第 1 条"),
        ("UPDATE log SET body = replace(body, 'G00001', 'G00002')", False, "第 1 条"),
        ("UPDATE log SET act = '重抽' WHERE number = 2", False, "第 2 条"),
        ("UPDATE log SET digest = replace(digest, substr(digest, 1, 1), 'x') WHERE number = 2",
         False, "第 2 条"),
        ("UPDATE log SET before = digest WHERE number = 2", False, "第 2 条"),
        ("UPDATE log SET body = CAST('7b7d' AS BLOB) WHERE number = 1", False, "第 1 条"),
        ("DELETE FROM log WHERE number = 1", False, "第 1 条"),
        ("DELETE FROM log WHERE number = 2", False, "第 2 条缺失"),
        ("DELETE FROM log", False, "第 1 条缺失"),
        ("UPDATE log SET number = 3 WHERE number = 2", False, "第 2 条"),
        ("INSERT INTO log VALUES (3, '重抽', '{}', 'a', 'b')", False, "第 3 条"),
        ("DROP TABLE log", False, "损坏|防改写"),
        # Whoever makes the chain good again is found by what the entries say.
        ("UPDATE log SET body = replace(body, 'state_after\":\"', 'state_after\":\"0') "
         "WHERE number = 1", True, "第 1 条.*记录摘要"),
        ("UPDATE log SET body = replace(body, 'state_before\":\"', 'state_before\":\"0') "
         "WHERE number = 2", True, "第 2 条.*记录摘要"),
        ("UPDATE log SET body = replace(body, 'inputs.json', 'input.json') WHERE number = 1",
         True, "第 1 条.*记录摘要"),
        ("UPDATE log SET body = replace(body, '12:05', '11:00') WHERE number = 2", True,
         "第 2 条.*时间早于"),
        ("UPDATE log SET body = 'x' WHERE number = 2", True, "第 2 条.*无法读懂"),
    ],
)  # fmt: skip
def test_a_change_of_the_log_is_told_with_its_entry(record, statement, chained, told):
    if statement == "DROP TABLE log":
        with closing(sqlite3.connect(record / log.FILE)) as base:
            base.execute(statement)
            base.commit()
    else:
        _rewrite(record, statement, chained=chained)
    with pytest.raises(AuditError, match=told):
        ledger.open_record(record)


@pytest.mark.parametrize(
    "defence",
    ["DROP TRIGGER log_keeps_updates_out", "DROP TRIGGER log_keeps_deletions_out"],
)
def test_a_log_without_its_defences_is_told(record, defence):
    with closing(sqlite3.connect(record / log.FILE)) as base:
        base.execute(defence)
        base.commit()
    with pytest.raises(AuditError, match="防改写"):
        ledger.open_record(record)


@pytest.mark.parametrize("length", [0, 50, 100, 3000, 4096, 9000])
def test_a_truncated_log_is_told(record, length):
    path = record / log.FILE
    assert path.stat().st_size > length
    path.write_bytes(path.read_bytes()[:length])
    with pytest.raises(AuditError, match=r"损坏|空"):
        ledger.open_record(record)


def test_a_flipped_byte_anywhere_in_the_log_is_told_or_means_nothing(record):
    """What is not told must leave all entries as they were (bytes that SQLite does not use)."""
    path = record / log.FILE
    whole, entries = path.read_bytes(), log.read(record)
    told = 0
    for place in range(0, len(whole), 97):
        data = bytearray(whole)
        data[place] ^= 0x55
        path.write_bytes(data)
        try:
            assert ledger.open_record(record).entries == entries
        except (AuditError, LimitError):
            told += 1
        for name in ("-wal", "-shm"):
            path.with_name(log.FILE + name).unlink(missing_ok=True)
    assert told > 20


def test_a_record_without_log_or_without_anything_is_told(record, tmp_path):
    (record / log.FILE).unlink()
    with pytest.raises(AuditError, match="没有日志"):
        ledger.open_record(record)
    with pytest.raises(UsageError, match="找不到记录"):
        ledger.open_record(tmp_path / "没有")


def test_a_clock_set_back_is_refused_and_nothing_is_logged(record):
    with pytest.raises(LimitError, match=r"时钟回拨.*校准"):
        ledger.append(record, "抽签开始", {"time": "2026-09-12T11:00:00+08:00"})
    # The same moment in another time zone, and one that waited for another command, are none.
    ledger.append(record, "抽签开始", {"time": "2026-09-12T04:05:00+00:00"})
    ledger.append(record, "抽签开始", {"time": "2026-09-12T12:04:30+08:00"})
    with pytest.raises(LimitError, match="时钟回拨"):
        ledger.append(record, "抽签开始", {"time": "2026-09-12T12:03:30+08:00"})
    assert len(ledger.open_record(record).entries) == 4


def test_an_entry_timed_ahead_is_named_and_times_begin_anew_only_by_an_act_that_says_so(record):
    ahead, now = "2026-10-12T12:04:00+08:00", "2026-09-12T12:06:00+08:00"
    number = ledger.append(record, "抽签开始", {"time": ahead}).number
    with pytest.raises(LimitError, match=rf"第 {number} 条（抽签开始）.*时钟快了.*record clock"):
        ledger.append(record, "抽签开始", {"time": now})
    ledger.append(record, "对时", {"time": now, "reason": "时钟快一个月"})
    ledger.append(record, "抽签开始", {"time": now})
    with pytest.raises(LimitError, match="时钟回拨"):
        ledger.append(record, "抽签开始", {"time": "2026-09-12T12:04:00+08:00"})
    assert [entry.act for entry in ledger.open_record(record).entries][-2:] == ["对时", "抽签开始"]


def test_nothing_is_appended_to_a_broken_log(record):
    _rewrite(record, "UPDATE log SET act = '重抽' WHERE number = 1")
    before = (record / log.FILE).read_bytes()
    with pytest.raises(AuditError):
        ledger.append(record, "抽签开始", {"time": LATER})
    assert (record / log.FILE).read_bytes() == before


def test_a_proposed_entry_joins_with_its_files_and_only_once(record, tmp_path):
    staged = tmp_path / "staged"
    (staged / "draws").mkdir(parents=True)
    (staged / "draws" / "01_1_1.json").write_bytes(b"{}")
    ledger.propose(staged, record, "抽签结果", {"seed": "7", "time": LATER})
    shutil.copytree(staged, record, dirs_exist_ok=True)
    pending = (record / ledger.PENDING).read_bytes()
    # Killed before `settle`: the next opening settles it; killed within: it is not entered twice.
    assert ledger.open_record(record).entries[-1].act == "抽签结果"
    assert not (record / ledger.PENDING).exists()
    (record / ledger.PENDING).write_bytes(pending)
    opened = ledger.open_record(record)
    assert (len(opened.entries), "draws/01_1_1.json" in opened.files) == (3, True)
    # One that brought other files was never entered, though it follows the same entry.
    (record / ledger.PENDING).write_bytes(pending.replace(b"01_1_1", b"01_1_2"))
    with pytest.raises(AuditError, match="待记"):
        ledger.open_record(record)
    (record / ledger.PENDING).unlink()
    ledger.append(record, "备份", {"time": LATER})
    (record / ledger.PENDING).write_bytes(pending)
    with pytest.raises(AuditError, match="待记"):
        ledger.open_record(record)
    (record / ledger.PENDING).write_bytes(pending[:40])
    with pytest.raises(AuditError, match="待记"):
        ledger.open_record(record)


def test_a_clock_set_back_is_told_before_files_are_published(record, tmp_path):
    staged = tmp_path / "staged"
    staged.mkdir()
    with pytest.raises(LimitError, match="时钟回拨"):
        ledger.propose(staged, record, "抽签结果", {"time": NOON})
    assert list(staged.iterdir()) == []


def test_people_are_masked_in_the_log():
    assert ledger.masked("G00012") == "G00012"
    assert ledger.masked("990101198806120026") == "990***********0026"
    assert ledger.masked("990101880612002") == "990********2002"
