"""Backups of a record, and the archive that is kept for years and opens without this program.

A backup is a zip of the whole record with a list of digests; it is believed only if every file in
it is there and as listed, and the log in it is whole. It may be sealed with a passphrase. The
archive adds words for whoever opens it.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from allocator.errors import AuditError, LimitError
from allocator.record import log
from allocator.record.canonical import canonical_bytes
from allocator.record.signing import BACKUP, header, seal, unseal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from allocator.record.ledger import Ledger
    from allocator.record.log import LogEntry

SEALED = "allocator-sealed-backup-v1"
FORMAT, LISTED = "allocator-backup-v1", "清单.json"
_FIXED = (2000, 1, 1, 0, 0, 0)
_TOLD = ("time", "operator", "reviewer", "witness", "seed", "reason", "method")
_HEAD = ("序号", "操作", "时间", "编排人", "复核人", "见证人", "种子", "理由", "方法版本",
         "此前记录摘要", "此后记录摘要", "前一条摘要", "本条摘要", "内容")  # fmt: skip
_FORMULA = re.compile(r"[=+\-@\t\r]")
_LEAST_YEARS = 5
_RECOMPUTE = """\
    复算.py          只用 Python 3 标准库的复算程序，可逐行核对全部抽签：把当时公布的文书
                     （编排总表.xlsx 和各考点文件夹）放在 record 文件夹旁边，在 record 中
                     运行 python3 -I 复算.py；没有文书的，会说找不到这些工作簿"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """What a backup says of itself, after all of it was checked."""

    time: str
    entries: int
    head: str
    """Digest of the last entry of its log."""
    files: Mapping[str, str]
    digest: str
    """SHA-256 of the zip itself."""


def write_backup(ledger: Ledger, copied: Path, target: Path, time: str) -> None:
    """Write a backup of a record whose log was copied to the folder `copied`."""
    data = (copied / log.FILE).read_bytes()
    files = {**ledger.files, log.FILE: hashlib.sha256(data).hexdigest()}
    listed = {
        "format": FORMAT,
        "time": time,
        "entries": len(ledger.entries),
        "head": ledger.head,
        "files": files,
    }
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as book:
        _add(book, LISTED, canonical_bytes(listed))
        _add_record(book, "", ledger, data)


def seal_backup(path: Path, passphrase: str) -> None:
    """Encrypt a backup where it lies."""
    path.write_bytes(seal(path.read_bytes(), passphrase, {"format": SEALED}))


def is_sealed(path: Path) -> bool:
    """Return whether a file looks like a sealed backup: no zip, but a line of JSON first."""
    try:
        with path.open("rb") as file:
            return file.read(1) == b"{"
    except OSError:
        return False


def unseal_backup(path: Path, passphrase: str, target: Path) -> None:
    """Write the zip in a sealed backup to `target`; raises as `unseal` does."""
    data = path.read_bytes()
    facts = header(data, path.name, BACKUP)
    if facts.get("format") != SEALED:
        raise AuditError(f"{path} 不是本程序的记录备份。请换一份备份。")
    target.write_bytes(unseal(data, passphrase, path.name, BACKUP))


def read_backup(path: Path, named: Path | None = None) -> Backup:
    """Check every file of a backup; raises `AuditError` where it is damaged or was changed.

    `named` is the file that messages name, where `path` was unsealed from it.
    """
    named = named or path
    if not path.is_file():
        raise LimitError(f"找不到备份文件 {named}。请核对文件名。")
    try:
        with zipfile.ZipFile(path) as book:
            listed = _listed(book, named)
            for name, digest in listed["files"].items():
                if hashlib.sha256(book.read(name)).hexdigest() != digest:
                    raise AuditError(f"备份 {named} 中的 {name} 已损坏或被改动。请换一份备份。")
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, KeyError, TypeError,
            NotImplementedError, RuntimeError) as error:  # fmt: skip
        raise AuditError(f"备份 {named} 已损坏或不完整，没有恢复。请换一份备份。") from error
    return Backup(
        time=listed["time"],
        entries=listed["entries"],
        head=listed["head"],
        files=listed["files"],
        digest=hashlib.sha256(path.read_bytes()).hexdigest(),
    )


def unpack(path: Path, folder: Path) -> None:
    """Write the files of a checked backup into an empty folder."""
    with zipfile.ZipFile(path) as book:
        for name in _listed(book, path)["files"]:
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(book.read(name))


def _listed(book: zipfile.ZipFile, path: Path) -> dict[str, Any]:
    listed: dict[str, Any] = json.loads(book.read(LISTED))
    names = book.namelist()
    if listed["format"] != FORMAT:
        raise AuditError(f"{path} 不是本程序的记录备份。请换一份备份。")
    if sorted(names) != sorted({*listed["files"], LISTED}) or not all(map(_is_safe, names)):
        raise AuditError(f"备份 {path} 中的文件与清单不符，没有恢复。请换一份备份。")
    return listed


def _is_safe(name: str) -> bool:
    """Return whether a name stays inside the folder it is unpacked to, on any system."""
    parts = PurePosixPath(name).parts
    return not name.startswith("/") and ".." not in parts and not re.search(r"[\\:]", name)


def write_archive(
    ledger: Ledger, copied: Path, target: Path, *, title: str, until: date, time: str
) -> None:
    """Write the archive that is kept until `until`, at the least."""
    data = (copied / log.FILE).read_bytes()
    files = {f"record/{name}": digest for name, digest in ledger.files.items()}
    files[f"record/{log.FILE}"] = hashlib.sha256(data).hexdigest()
    texts = {
        "说明.txt": _words(ledger, title, until, time),
        "日志.csv": _csv(ledger.entries),
        "摘要清单.txt": "".join(f"{digest}  {name}\n" for name, digest in files.items()),
    }
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as book:
        for name, text in texts.items():
            # Excel and Notepad take a text for UTF-8 only with this mark at its head.
            mark = "" if name == "摘要清单.txt" else "\ufeff"
            _add(book, name, (mark + text).encode())
        _add_record(book, "record/", ledger, data)


def keep_until(last: date, stated: str) -> date:
    """Return until when a record is kept: `stated` is 档案保存, never less than five years."""
    years = re.search(r"\d+", stated) if "月" not in stated else None
    count = max(_LEAST_YEARS, int(years[0])) if years else _LEAST_YEARS
    day = 28 if (last.month, last.day) == (2, 29) else last.day
    return last.replace(year=last.year + count, day=day)


def _csv(entries: Sequence[LogEntry]) -> str:
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\r\n")
    table.writerow(_HEAD)
    for entry in entries:
        body = json.loads(entry.body)
        told = [_plain(str(body.get(name, ""))) for name in _TOLD]
        states = [body.get("state_before", ""), body.get("state_after", "")]
        table.writerow(
            [entry.number, entry.act, *told, *states, entry.before, entry.digest, entry.body]
        )
    return text.getvalue()


def _plain(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def _words(ledger: Ledger, title: str, until: date, time: str) -> str:
    code = "复算.py" in ledger.files
    return f"""考务编排记录存档

考试：{title}
导出时间：{time}
日志：{len(ledger.entries)} 条；末条摘要（SHA-256）：{ledger.head}
记录摘要（SHA-256）：{ledger.digest}
保存期限：不少于 {_LEAST_YEARS} 年（规程 第二十五条，档案保存），至少保存到 {until.isoformat()}。
本存档含考生和工作人员的个人信息（规程 第四十八条），应加密存放、专人保管，不得公开。

不需要编排程序，用任何解压软件和文本、表格软件即可打开：
  日志.csv      每一次操作：做了什么、何时、何人、种子、理由、前后摘要（Excel 可打开）
  摘要清单.txt  记录中每个文件的 SHA-256，可用 sha256sum -c 摘要清单.txt 核对
  record/       记录原件，均为 UTF-8 编码的 JSON：
    inputs.json      封存的全部输入        structure.json  封存的考场结构
    draw.json        座位抽签结果          run.json        种子、摘要和各项指标
    recusals.json    回避                  posting.json    岗位结构
    posts.json       岗位抽签结果          staff.json      岗位抽签的种子和摘要
    sheets/          各考点的抽签资料      draws/          考试当天的抽签，每次一个文件
    documents/       公布的各文书的摘要：文件的 SHA-256，各格文字的 SHA-256
    record.sqlite    日志原件（SQLite 3，表 log）
{_RECOMPUTE if code else ""}

核对日志：每条的“本条摘要”是“序号、操作、内容、前一条摘要”四项之间各加一个零字节、
按 UTF-8 编码后的 SHA-256；第一条的“前一条摘要”是 64 个 0。任何一条被改动、删除或插入，
其后各条都会对不上。“内容”中的 changed 是该次操作增加或改动的文件及其 SHA-256。
""".replace("\n", "\r\n")


def _add_record(book: zipfile.ZipFile, prefix: str, ledger: Ledger, data: bytes) -> None:
    for name in ledger.files:
        _add(book, prefix + name, (ledger.folder / name).read_bytes())
    _add(book, prefix + log.FILE, data)


def _add(book: zipfile.ZipFile, name: str, data: bytes) -> None:
    """Add a file with a fixed time, so that the same record gives the same archive."""
    entry = zipfile.ZipInfo(name, _FIXED)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    book.writestr(entry, data)
