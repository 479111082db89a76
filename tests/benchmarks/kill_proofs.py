"""What must hold of the things that acts leave outside the record: archives, backups, results.

Archives and backups are read here by `zipfile` and `hashlib` alone, as whoever gets one would; only
the record inside is opened by the program.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from kill_folders import acts_logged, copied, last_words, program

from allocator.errors import AllocatorError
from allocator.pipeline.issuing import ISSUED
from allocator.record import ledger, log, packs
from allocator.record.archive import unseal_backup
from allocator.record.ceremony import BACKUP, DAY, DAY_BEGUN, EXPORT

if TYPE_CHECKING:
    from collections.abc import Mapping

ARCHIVE, SAVED, SEALED, OTHER = "存档.zip", "备份.zip", "备份.alob", "另一份.zip"
PACK, WORD = "笔记本/考点包_01.aloc", "口令.txt"
_TEXTS = {"说明.txt", "日志.csv", "摘要清单.txt"}
_LISTED = "清单.json"


def no_archive_or_whole(scene: Path) -> str:
    """Return what is wrong with the archive of a scene; it may be absent."""
    return _zip_trouble(scene, ARCHIVE)


def no_backup_or_whole(scene: Path) -> str:
    """Return what is wrong with the backup of a scene; it may be absent."""
    return _zip_trouble(scene, SAVED)


def exported_again(scene: Path) -> str:
    """Do what the refusal to overwrite advises: another name."""
    done = program(scene, "record", "export", "--to", OTHER, "-o", "结果")
    return last_words(done) if done.returncode else _zip_trouble(scene, OTHER, EXPORT)


def comes_back(scene: Path) -> str:
    """Do the same for a backup, and bring the first one back into an empty folder."""
    done = program(scene, "record", "backup", "--to", OTHER, "-o", "结果")
    if done.returncode:
        return last_words(done)
    for words in (("restore", SAVED), ("check",)):
        done = program(scene, "record", *words, "-o", "恢复")
        if done.returncode:
            return f"{words[0]}: {last_words(done)}"
    return _zip_trouble(scene, OTHER, BACKUP)


def no_sealed_or_whole(scene: Path) -> str:
    """Return what is wrong with the encrypted backup of a scene; it may be absent."""
    return _zip_trouble(scene, SEALED)


def sealed_comes_back(scene: Path) -> str:
    """Bring an encrypted backup back into an empty folder."""
    for words in (("restore", SEALED, "--passphrase-file", WORD), ("check",)):
        done = program(scene, "record", *words, "-o", "恢复")
        if done.returncode:
            return f"{words[0]}: {last_words(done)}"
    return ""


def no_pack_or_its_key(scene: Path) -> str:
    """Return what is wrong with the pack of a scene: it is there with its key, or neither is."""
    record, target = scene / "结果" / "record", scene / PACK
    try:
        known = [one.public for one in packs.read_issued(record)]
        logged = [json.loads(e.body)["public"] for e in ledger.read_log(record) if e.act == ISSUED]
        if not target.exists():
            return f"no pack, but keys {known} {logged}" if known or logged else ""
        word = (scene / WORD).read_text("utf-8")
        opened = packs.open_pack(target.read_bytes(), word, target.name)
    except AllocatorError as error:
        return f"{PACK}: {error}"
    return "" if known == logged == [opened.public] else f"keys {known} {logged}"


def drawn_from(scene: Path) -> str:
    """Draw from a pack and merge what comes of it."""
    draw = ("draw", "--pack", PACK, "--passphrase-file", WORD, "--result-to", "笔记本/结果",
            "--session", "1", "--seed", "1", "-q")  # fmt: skip
    done = program(scene, *draw)
    return last_words(done) if done.returncode else merges(scene)


def merges(scene: Path) -> str:
    """Return why what a laptop drew cannot be merged; it is settled once, whatever was killed."""
    settled = [entry.act for entry in log.read(scene / "笔记本" / "考点包_01.状态")].count(DAY)
    if settled != 1:
        return f"{settled} results in the log of the laptop"
    done = program(scene, "merge", *(scene / "笔记本" / "结果").glob("*.alor"), "-o", "结果")
    return last_words(done) if done.returncode else ""


def merged_once(scene: Path) -> str:
    """Return what is wrong with the log after two results were merged: each attempt stands once."""
    acts, said = acts_logged(scene)
    drawn = [act for act in acts if act in (DAY_BEGUN, DAY)]
    return said or ("" if drawn == [DAY_BEGUN, DAY] * 2 else f"logged {drawn}")


def agrees(scene: Path) -> str:
    """Return what audit and verification of results find, asked of a copy: they may write."""
    for words in (("verify",), ("audit", "--jobs", "2")):
        copy = copied(scene, scene.with_name("looked at"))
        done = program(copy, *words, "结果", "-q")
        shutil.rmtree(copy)
        if done.returncode:
            return f"{words[0]} ends with {done.returncode}: {done.stdout[-200:]}{last_words(done)}"
    return ""


def drawn_after(scene: Path) -> str:
    """Draw a turn of the site whose people were changed; all must agree with it."""
    done = program(scene, "draw", "--site", "01", "--session", "1", "--seed", "1", "-q",
                   "-o", "结果")  # fmt: skip
    return last_words(done) if done.returncode else agrees(scene)


def _zip_trouble(scene: Path, name: str, act: str = "") -> str:
    target = scene / name
    if not target.exists():
        return f"no {name}" if act else ""
    act = act or (EXPORT if name == ARCHIVE else BACKUP)
    with TemporaryDirectory() as folder:
        try:
            if target.suffix == ".alob":
                word = (scene / WORD).read_text("utf-8")
                zipped = Path(folder) / "zip"
                unseal_backup(target, word, zipped)
                target = zipped
            return _unpacked(target, Path(folder) / "all", act, scene / "结果" / "record")
        except (OSError, ValueError, KeyError, zipfile.BadZipFile, AllocatorError) as error:
            return f"{name}: {type(error).__name__}: {error}"


def _unpacked(target: Path, folder: Path, act: str, record: Path) -> str:
    with zipfile.ZipFile(target) as book:
        book.extractall(folder)
    found = {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }
    if act == EXPORT:
        lines = (folder / "摘要清单.txt").read_text("utf-8").splitlines()
        listed = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
        others, inside = _TEXTS, folder / "record"
    else:
        listed = json.loads((folder / _LISTED).read_bytes())["files"]
        others, inside = {_LISTED}, folder
    if odd := _odd(found, listed, others):
        return f"{target.name}: not as listed: {odd}"
    if inside == folder:
        (folder / _LISTED).unlink()
    opened = ledger.open_record(inside)
    logged = {entry.digest for entry in ledger.read_log(record)}
    if opened.entries[-1].act != act or opened.head not in logged:
        return f"{target.name}: its last act is not in the log"
    return ""


def _odd(found: Mapping[str, str], listed: Mapping[str, str], others: set[str]) -> list[str]:
    """Return members that are not as the list says, and those of the list that are missing."""
    if not others <= found.keys():
        return sorted(others - found.keys())
    every = {*found, *listed} - others
    return sorted(name for name in every if found.get(name) != listed.get(name))[:5]
