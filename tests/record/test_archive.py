"""Backups come back whole or not at all; the archive opens with a zip program and a text editor."""

import csv
import errno
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import pytest
from cases.cut_short import PRELUDE
from kept import TIME, files

from allocator import moving
from allocator.errors import AuditError, LimitError
from allocator.pipeline import archiving, recording
from allocator.publish import added
from allocator.record import ledger, log
from allocator.record.archive import LISTED, keep_until, read_backup, unpack
from allocator.record.canonical import canonical_bytes


def _backup(output, name="备份.zip"):
    target = output.parent / name
    archiving.backup(output, output / "record", target, TIME)
    return target


def test_a_backup_comes_back_as_it_was(output, tmp_path):
    target = _backup(output)
    before = ledger.open_record(output / "record")
    assert before.entries[-1].act == "备份"
    new = tmp_path / "新" / "结果"
    done = archiving.restore(new, new / "record", target, TIME)
    after = ledger.open_record(new / "record")
    assert after.files == before.files
    assert after.entries[:-1] == before.entries
    assert (after.entries[-1].act, done.entries) == ("恢复", len(after.entries))
    body = json.loads(after.entries[-1].body)
    assert body["backup"] == hashlib.sha256(target.read_bytes()).hexdigest()
    mine, theirs = files(new / "record"), files(output / "record")
    assert {n: d for n, d in mine.items() if n != log.FILE} == {
        n: d for n, d in theirs.items() if n != log.FILE
    }


def test_nothing_is_overwritten(output):
    target = _backup(output)
    data, acts = target.read_bytes(), len(ledger.open_record(output / "record").entries)
    for make in (archiving.backup, archiving.export):
        with pytest.raises(LimitError, match="没有覆盖"):
            make(output, output / "record", target, TIME)
    assert target.read_bytes() == data
    assert len(ledger.open_record(output / "record").entries) == acts
    assert [p.name for p in output.parent.iterdir() if p.name.endswith(".part")] == []


_KILLED = """
import os, sys
from pathlib import Path
from allocator.pipeline import archiving
from allocator.record import archive
def half(ledger, copied, target, *_, **__):
    target.write_bytes(b"half")
    os._exit(9)
archive.write_backup = archive.write_archive = half
output = Path(sys.argv[1])
getattr(archiving, sys.argv[2])(output, output / "record", Path(sys.argv[3]), sys.argv[4])
"""


@pytest.mark.parametrize("act", ["backup", "export"])
def test_half_a_file_is_cleared_by_whoever_comes_next(output, tmp_path, act):
    """Not only by the same command again: the usual name of the file has the time in it."""
    target = tmp_path / "别处" / "一半.zip"
    words = [sys.executable, "-c", _KILLED, str(output), act, str(target), TIME]
    assert subprocess.run(words, check=False).returncode == 9
    assert [p for p in tmp_path.rglob("*") if p.is_file() and p.read_bytes() == b"half"]
    ledger.open_record(output / "record")
    _backup(output)
    assert not [p for p in tmp_path.rglob("*") if p.is_file() and p.read_bytes() == b"half"]
    assert not list(tmp_path.rglob("*.part"))


@pytest.mark.parametrize("full", [False, True])
def test_a_file_on_another_disk_comes_whole_or_not_at_all(output, tmp_path, monkeypatch, full):
    target, replace = tmp_path / "另一个盘" / "备份.zip", Path.replace

    def across(self, other):
        if (self.parent == target.parent) != (Path(other).parent == target.parent):
            raise OSError(errno.EXDEV, "another disk")
        return replace(self, other)

    def no_room(_, part):
        part.write_bytes(b"half")
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(Path, "replace", across)
    if full:
        monkeypatch.setattr(shutil, "copyfile", no_room)
        with pytest.raises(LimitError, match="磁盘已满"):
            archiving.backup(output, output / "record", target, TIME)
        assert list(target.parent.iterdir()) == []
        assert ledger.open_record(output / "record").entries[-1].act == "封存"
    else:
        archiving.backup(output, output / "record", target, TIME)
        assert list(target.parent.iterdir()) == [target]
        assert read_backup(target).entries == 2


_KILLED_COPYING = """
import errno, os, shutil, sys
from pathlib import Path
from allocator.pipeline import archiving
output, target = Path(sys.argv[1]), Path(sys.argv[2])
replace = Path.replace
def across(self, other):
    if Path(other).parent == target.parent:
        raise OSError(errno.EXDEV, "another disk")
    return replace(self, other)
def half(_, part):
    part.write_bytes(b"half")
    os._exit(9)
Path.replace, shutil.copyfile = across, half
archiving.backup(output, output / "record", target, sys.argv[3])
"""


def test_half_a_file_on_another_disk_is_cleared_by_whoever_comes_next(output, tmp_path):
    target = tmp_path / "另一个盘" / "备份.zip"
    words = [sys.executable, "-c", _KILLED_COPYING, str(output), str(target), TIME]
    assert subprocess.run(words, check=False).returncode == 9
    assert [path.read_bytes() for path in target.parent.iterdir()] == [b"half"]
    _backup(output)
    assert list(target.parent.iterdir()) == []


def test_a_disk_that_is_gone_stops_nothing(output, tmp_path):
    target = tmp_path / "另一个盘" / "备份.zip"
    words = [sys.executable, "-c", _KILLED_COPYING, str(output), str(target), TIME]
    assert subprocess.run(words, check=False).returncode == 9
    shutil.rmtree(target.parent)
    assert read_backup(_backup(output)).entries == 2


_CUT_SHORT = f"""{PRELUDE}
from allocator.pipeline import archiving
getattr(archiving, sys.argv[3])(output, output / "record", Path(sys.argv[4]), sys.argv[5])
"""


@pytest.mark.parametrize("gate", ["journal", "0", "1", "settle"])
@pytest.mark.parametrize("act", ["backup", "export"])
def test_the_file_and_its_entry_come_together_wherever_it_is_killed(output, tmp_path, act, gate):
    target = tmp_path / "别处" / "一份.zip"
    words = [sys.executable, "-c", _CUT_SHORT, str(output), gate, act, str(target), TIME]
    assert subprocess.run(words, check=False).returncode == 9
    with added(output, output / "record"):
        opened = recording.opened_alone(output, output / "record")
    done = gate != "journal"
    assert [entry.act for entry in opened.entries[1:]] == (
        [{"backup": "备份", "export": "导出"}[act]] if done else []
    )
    assert [path.name for path in target.parent.iterdir()] == (["一份.zip"] if done else [])
    if done:
        place = "record/" if act == "export" else ""
        with zipfile.ZipFile(target) as book:
            (tmp_path / log.FILE).write_bytes(book.read(place + log.FILE))
        assert log.read(tmp_path) == opened.entries


def test_a_file_that_came_in_between_is_not_overwritten(output, tmp_path):
    target = tmp_path / "别处" / "一份.zip"
    words = [sys.executable, "-c", _CUT_SHORT, str(output), "1", "backup", str(target), TIME]
    assert subprocess.run(words, check=False).returncode == 9
    target.write_bytes(b"mine")
    recording.opened(output, output / "record")
    assert target.read_bytes() == b"mine"
    assert list(target.parent.iterdir()) == [target]


def test_a_backup_is_on_the_disk_before_it_has_its_name(output, tmp_path, monkeypatch):
    target, replace, sync, seen = tmp_path / "备份.zip", Path.replace, moving.os.fsync, []

    def moved(self, other):
        seen.append(f"moved to {Path(other).name}")
        return replace(self, other)

    def synced(file):
        seen.append(os.fstat(file).st_size)
        sync(file)

    monkeypatch.setattr(moving.os, "fsync", synced)
    monkeypatch.setattr(Path, "replace", moved)
    archiving.backup(output, output / "record", target, TIME)
    assert target.stat().st_size in seen[: seen.index("moved to 备份.zip")]


def test_a_restore_is_refused_where_a_record_is(output, tmp_path):
    target = _backup(output)
    for act, told in ((None, "相同"), ("备份", "备份较旧：只到日志第 2 条，现有记录已有 3 条")):
        if act:
            ledger.append(output / "record", act, {"time": TIME})
        before = files(output)
        with pytest.raises(LimitError, match=told):
            archiving.restore(output, output / "record", target, TIME)
        assert files(output) == before
    (output / "record" / log.FILE).write_bytes(b"x" * 200)
    with pytest.raises(LimitError, match="已损坏"):
        archiving.restore(output, output / "record", target, TIME)
    other = tmp_path / "另一次"
    (other / "record").mkdir(parents=True)
    (other / "record" / "x.json").write_bytes(b"{}")
    ledger.append(other / "record", "座位抽签", {}, changed=ledger.differences(other / "record"))
    with pytest.raises(LimitError, match="不是同一份"):
        archiving.restore(other, other / "record", target, TIME)


def test_a_backup_older_than_the_documents_there_is_refused(output, tmp_path):
    target = _backup(output)
    new = tmp_path / "新"
    (new / "01_一中" / "监考抽签").mkdir(parents=True)
    (new / "01_一中" / "监考抽签" / "监考抽签_01_场次2.xlsx").write_bytes(b"")
    with pytest.raises(LimitError, match=r"备份较旧：.*场次2"):
        archiving.restore(new, new / "record", target, TIME)
    assert not (new / "record").exists()


def test_a_clock_set_back_is_told_but_stops_no_backup(output, tmp_path):
    """Nothing is drawn, and a record whose clock is in doubt needs a backup all the more."""
    early = "2026-11-08T09:00:00+08:00"
    last = ledger.open_record(output / "record").entries[-1]
    done = archiving.backup(output, output / "record", tmp_path / "x.zip", early)
    assert done.behind == last
    entry = json.loads(ledger.open_record(output / "record").entries[-1].body)
    assert (entry["time"], entry["clock"]) == ("", early)
    new = tmp_path / "新"
    assert archiving.restore(new, new / "record", tmp_path / "x.zip", early).behind == last
    assert ledger.open_record(new / "record").entries[-1].act == "恢复"


def _rewritten(target, change):
    """Write a backup anew after `change` of its files, given as a dict."""
    with zipfile.ZipFile(target) as book:
        files = {name: book.read(name) for name in book.namelist()}
    change(files)
    with zipfile.ZipFile(target, "w") as book:
        for name, data in files.items():
            book.writestr(name, data)


def _relisted(files, **more):
    listed = json.loads(files[LISTED])
    listed["files"] = {
        name: hashlib.sha256(data).hexdigest() for name, data in files.items() if name != LISTED
    }
    files[LISTED] = canonical_bytes(listed | more)


def _edit(name, **relist):
    def change(files):
        files[name] = files[name].replace(b"G00001", b"G00009").replace(b"40", b"41") + b" "
        if relist:
            _relisted(files)

    return change


@pytest.mark.parametrize(
    "change",
    [
        _edit("inputs.json"),
        _edit("structure.json", relist=True),
        lambda files: files.pop("structure.json"),
        lambda files: files.update({"more.json": b"{}"}),
        lambda files: (files.pop("structure.json"), _relisted(files)),
        lambda files: (files.update({"more.json": b"{}"}), _relisted(files)),
        lambda files: files.pop(LISTED),
        lambda files: files.update({LISTED: b"{"}),
        lambda files: files.update({LISTED: b"[]"}),
        lambda files: _relisted(files, format="x"),
        lambda files: _relisted(files, head="0" * 64),
        lambda files: _relisted(files, entries=1),
        lambda files: (files.update({log.FILE: b"x" * 500}), _relisted(files)),
    ],
)
def test_a_changed_backup_is_refused_and_nothing_is_written(output, tmp_path, change):
    target = _backup(output)
    _rewritten(target, change)
    new = tmp_path / "新"
    with pytest.raises(AuditError):
        archiving.restore(new, new / "record", target, TIME)
    assert not new.exists()


@pytest.mark.parametrize("name", ["../x.json", "{}/x.json", "a/../../x.json", "..\\x.json", "C:x"])
def test_a_backup_never_writes_outside_its_folder_on_any_system(output, tmp_path, name):
    target, place = _backup(output), name.format(tmp_path.as_posix())
    _rewritten(target, lambda files: (files.update({place: b"{}"}), _relisted(files)))
    with pytest.raises(AuditError, match="文件与清单不符"):
        archiving.restore(tmp_path / "新", tmp_path / "新" / "record", target, TIME)
    assert list(tmp_path.rglob("*x.json")) == []


def test_the_changed_file_of_a_backup_is_named(output):
    target = _backup(output)
    _rewritten(target, _edit("structure.json"))
    with pytest.raises(AuditError, match=r"structure\.json 已损坏或被改动"):
        read_backup(target)


def test_a_truncated_backup_and_one_that_is_none_are_refused(output, tmp_path):
    target = _backup(output)
    data = target.read_bytes()
    for length in (0, 10, len(data) // 2, len(data) - 1):
        target.write_bytes(data[:length])
        with pytest.raises(AuditError, match="损坏"):
            read_backup(target)
    with pytest.raises(LimitError, match="找不到"):
        read_backup(tmp_path / "没有.zip")


def test_a_flipped_byte_of_a_backup_is_found_or_means_nothing(output, tmp_path):
    target = _backup(output)
    whole = target.read_bytes()
    good = read_backup(target)
    unpack(target, tmp_path / "原样")
    found = 0
    for place in range(0, len(whole), 211):
        data = bytearray(whole)
        data[place] ^= 0x10
        target.write_bytes(data)
        try:
            assert read_backup(target).files == good.files
            shutil.rmtree(tmp_path / "又", ignore_errors=True)
            unpack(target, tmp_path / "又")
            assert files(tmp_path / "又") == files(tmp_path / "原样")
        except AuditError:
            found += 1
    assert found > 20


def test_a_changed_record_is_neither_backed_up_nor_exported(output, tmp_path):
    (output / "record" / "structure.json").write_bytes(b"{}")
    for make in (archiving.backup, archiving.export):
        with pytest.raises(AuditError, match=r"structure\.json"):
            make(output, output / "record", tmp_path / "x.zip", TIME)
    assert not (tmp_path / "x.zip").exists()


def test_the_archive_is_checked_without_this_program(output, tmp_path):
    target = tmp_path / "存档.zip"
    ledger.append(output / "record", "备份", {"reason": "=1+1", "time": TIME})
    done = archiving.export(output, output / "record", target, TIME)
    place = tmp_path / "打开"
    with zipfile.ZipFile(target) as book:
        book.extractall(place)
    words = (place / "说明.txt").read_text("utf-8-sig")
    assert "不少于 5 年" in words
    assert re.search(r"至少保存到 2031-\d\d-\d\d", words)
    assert done.until in words
    assert done.head in words
    rows = list(csv.DictReader(io.StringIO((place / "日志.csv").read_text("utf-8-sig"))))
    assert [row["操作"] for row in rows] == ["封存", "备份", "导出"]
    assert rows[1]["理由"] == "'=1+1"
    before = "0" * 64
    for row in rows:
        text = "\0".join((row["序号"], row["操作"], row["内容"], before))
        before = hashlib.sha256(text.encode()).hexdigest()
        assert row["本条摘要"] == before
    assert before == done.head
    listed = (place / "摘要清单.txt").read_text("utf-8").splitlines()
    assert len(listed) == done.files + 1
    for line in listed:
        digest, name = line.split("  ")
        assert hashlib.sha256((place / name).read_bytes()).hexdigest() == digest
    assert {"record/inputs.json", f"record/{log.FILE}"} <= {line.split("  ")[1] for line in listed}
    script = "import sqlite3; print(sqlite3.connect('record.sqlite')" \
        ".execute('SELECT count(*) FROM log').fetchone()[0])"  # fmt: skip
    count = subprocess.run([sys.executable, "-I", "-c", script], cwd=place / "record",
                           capture_output=True, encoding="utf-8", check=True)  # fmt: skip
    assert count.stdout.strip() == "3"


def test_the_same_record_gives_the_same_archive_but_for_its_log(output, tmp_path):
    names = []
    for name in ("甲.zip", "乙.zip"):
        archiving.backup(output, output / "record", tmp_path / name, TIME)
        with zipfile.ZipFile(tmp_path / name) as book:
            infos = book.infolist()
        names.append([(i.filename, i.CRC) for i in infos if i.filename not in (LISTED, log.FILE)])
        # No clock; and whoever unpacks the roster is the only one who reads it.
        assert {i.date_time for i in infos} == {(2000, 1, 1, 0, 0, 0)}
        assert {i.external_attr >> 16 for i in infos} == {0o600}
    assert names[0] == names[1]


@pytest.mark.parametrize(
    ("stated", "until"),
    [("", "2031-02-28"), ("6", "2032-02-28"), ("10年", "2036-02-28"), ("3 年", "2031-02-28"),
     ("6 个月", "2031-02-28")],
)  # fmt: skip
def test_never_kept_for_less_than_five_years(stated, until):
    assert keep_until(date(2026, 2, 28), stated).isoformat() == until
    assert keep_until(date(2028, 2, 29), "").isoformat() == "2033-02-28"
