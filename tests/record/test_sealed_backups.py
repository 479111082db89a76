"""Backups sealed with a passphrase: they come back with it, and with nothing else."""

import json
import zipfile

import pytest
from kept import TIME, files

from allocator.errors import AuditError, LimitError, UsageError
from allocator.pipeline import archiving
from allocator.record import log
from allocator.record.signing import BACKUP, seal, unseal

WORD = "青岚 correct horse"


def _sealed(output):
    target = output.parent / "备份.alob"
    archiving.backup(output, output / "record", target, TIME, WORD)
    return target


def test_an_encrypted_backup_comes_back_with_its_passphrase(output, tmp_path):
    target, new = _sealed(output), tmp_path / "新"
    assert not zipfile.is_zipfile(target)
    name = json.loads((output / "record" / "inputs.json").read_bytes())["candidates"][0]["name"]
    assert name.encode() not in target.read_bytes()
    archiving.restore(new, new / "record", target, TIME, f" {WORD}")
    mine, theirs = files(output / "record"), files(new / "record")
    assert {n: d for n, d in mine.items() if not n.startswith(log.FILE)} == {
        n: d for n, d in theirs.items() if not n.startswith(log.FILE)
    }
    assert list(tmp_path.rglob("*.zip")) == []


def test_an_encrypted_backup_does_not_open_otherwise(output, tmp_path):
    target, new = _sealed(output), tmp_path / "新"
    whole = target.read_bytes()
    with pytest.raises(LimitError, match="口令不对"):
        archiving.restore(new, new / "record", target, TIME, "错的口令口令口令")
    for data in (whole[:-1], whole[:200], b"{", whole[:400] + b"x" + whole[401:]):
        target.write_bytes(data)
        with pytest.raises(AuditError, match="不是完整的备份"):
            archiving.restore(new, new / "record", target, TIME, WORD)
    assert not new.exists() or not any(new.iterdir())


def test_something_else_that_was_sealed_is_no_backup(output, tmp_path):
    """A site pack is sealed alike, and may have the same passphrase."""
    target, whole = tmp_path / "考点包.aloc", _sealed(output)
    plain = unseal(whole.read_bytes(), WORD, "备份", BACKUP)
    target.write_bytes(seal(plain, WORD, {"format": "allocator-pack-v1"}))
    with pytest.raises(AuditError, match="不是本程序的记录备份"):
        archiving.restore(tmp_path / "新", tmp_path / "新" / "record", target, TIME)


@pytest.mark.parametrize("short", ["1234567", "  1234567\n"])
def test_a_short_passphrase_is_refused_before_anything_is_written(output, short):
    before = files(output)
    with pytest.raises(UsageError, match="至少 8 个字符"):
        archiving.backup(output, output / "record", output.parent / "x.alob", TIME, short)
    assert files(output) == before
    assert not (output.parent / "x.alob").exists()
