"""Disks that are full or take no writing: nobody is accused, and what only reads works."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from contextlib import suppress

import pytest

_DROP, _DAC_OVERRIDE = 24, 1  # of Linux' prctl: a capability out of the bounding set


def _without_privilege():
    """Let the permissions of folders bind root, too, under whom tests may run."""
    ctypes.CDLL(None).prctl(_DROP, _DAC_OVERRIDE, 0, 0, 0)


def _run(*words):
    return subprocess.run(
        [sys.executable, "-m", "allocator", *map(str, words)],
        capture_output=True, encoding="utf-8", check=False, preexec_fn=_without_privilege,
        env={**os.environ, "PYTHONUTF8": "1"},
    )  # fmt: skip


@pytest.fixture
def protected(arranged, tmp_path):
    """Return a copy of published results in which nothing can be written."""
    output = shutil.copytree(arranged, tmp_path / "只读" / "结果")
    for name in ("record.sqlite-wal", "record.sqlite-shm"):
        (output / "record" / name).unlink(missing_ok=True)
    paths = (output.parent, *output.parent.rglob("*"))
    for path in paths:
        path.chmod(0o555 if path.is_dir() else 0o444)
    yield output
    for path in paths:
        path.chmod(0o755 if path.is_dir() else 0o644)


@pytest.fixture
def full(arranged, tmp_path):
    """Return a copy of published results on a disk without a byte left."""
    disk = tmp_path / "满盘"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("needs the right to mount a small disk")
    output = shutil.copytree(arranged, disk / "结果")
    try:
        with suppress(OSError), (disk / "占满").open("wb", buffering=0) as file:
            while file.write(bytes(4096)):
                pass
        yield output
    finally:
        subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.skipif(sys.platform != "linux", reason="permissions as Linux knows them")
def test_what_only_reads_works_where_nothing_can_be_written(protected):
    for words in (("verify", protected, "-q"), ("record", "check", "-o", protected)):
        done = _run(*words)
        assert done.returncode == 0, (words, done.stdout, done.stderr)
    done = _run("draw", "--site", "01", "--session", "1", "--seed", "5", "-o", protected)
    assert done.returncode == 6, done.stderr
    assert "损坏" not in done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="mounts a disk")
def test_a_full_disk_is_told_as_full_and_never_as_damage(full, tmp_path):
    for words in (("verify", full, "-q"), ("record", "check", "-o", full)):
        done = _run(*words)
        assert done.returncode == 0, (words, done.stdout, done.stderr)
    draw = ("draw", "--site", "01", "--session", "1", "--seed", "5", "-o", full)
    backup = ("record", "backup", "--to", tmp_path / "备份.zip", "-o", full)
    before = (full / "record" / "record.sqlite").read_bytes()
    for words in (draw, backup):
        done = _run(*words)
        assert done.returncode == 6, (words, done.stdout, done.stderr)
        assert "磁盘已满" in done.stderr
        assert "清理" in done.stderr
        assert "备份" not in done.stderr
    assert (full / "record" / "record.sqlite").read_bytes() == before
    (full.parent / "占满").unlink()
    done = _run(*draw)
    assert done.returncode == 0, done.stderr
