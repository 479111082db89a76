"""What the log says of the record: every act with the files it added, checked on every opening.

An entry holds who did what, when and with which seed, the digest of all files of the record before
and after, and the digests of the files that changed. Replayed from the first entry this gives the
files that must be there, so that a changed, missing or foreign file is named.

Files join a record in two steps: `propose` puts the entry among the files that are published
together, `settle` appends it to the log when they have all come. Whoever opens a record cut short
between the two settles it first, so that files and log never differ by an accident.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from allocator import METHOD_VERSION
from allocator.errors import AuditError, NoRecordError
from allocator.lettering import printable
from allocator.record import log
from allocator.record.canonical import canonical_bytes, digest_of
from allocator.record.clock import CLOCK, begins, is_back, refuse_clock, time_of
from allocator.record.halves_replay import refuse_wrong_halves

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from allocator.record.log import LogEntry

PENDING = "待记.json"
"""The entry that is appended when the files published with it have come."""
_NAMED = 20
_CHUNK = 1 << 20
# What Windows, macOS and Excel leave in any folder that somebody looked into.
_LITTER = re.compile(r"\.|~\$|Thumbs\.db$|desktop\.ini$|.*:Zone\.Identifier$", re.IGNORECASE)
_NOTHING: Mapping[str, str] = MappingProxyType({})
_BLANK = MappingProxyType(
    dict.fromkeys(("seed", "operator", "reviewer", "witness", "reason", "time"), "")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """A record that was found whole: its log, and its files by name with their SHA-256."""

    folder: Path
    entries: tuple[LogEntry, ...]
    files: Mapping[str, str]

    @property
    def head(self) -> str:
        """Return the digest of the last entry, which covers all that was ever done."""
        return self.entries[-1].digest

    @property
    def digest(self) -> str:
        """Return the digest of all files."""
        return state_digest(self.files)

    def facts(self, act: str) -> list[dict[str, Any]]:
        """Return what the entries of one kind of act say, in their order."""
        return [json.loads(entry.body) for entry in self.entries if entry.act == act]


def record_files(folder: Path) -> dict[str, str]:
    """Return every file of a record but the log, name (with /) to SHA-256, sorted by name.

    What is no regular file, such as a pipe, is never read: its SHA-256 is blank.
    """
    names = {
        path.relative_to(folder).as_posix(): path
        for path in folder.rglob("*")
        if not path.is_dir() and not _LITTER.match(path.name)
    }
    return {
        name: _sha256(names[name]) if names[name].is_file() else ""
        for name in sorted(names)
        if name != PENDING and not name.startswith(log.FILE)
    }


def state_digest(files: Mapping[str, str]) -> str:
    """Return the digest of a record: SHA-256 of the canonical list of (name, SHA-256), sorted."""
    return digest_of(canonical_bytes([[name, files[name]] for name in sorted(files)]))


def open_record(folder: Path) -> Ledger:
    """Return a record after checking log, chain, times and every file.

    Raises `NoRecordError` where there is none, `AuditError` naming what is not as it was written.
    """
    if not folder.is_dir() or not any(folder.iterdir()):
        raise NoRecordError(folder)
    settle(folder)
    entries = read_log(folder)
    if not entries:
        raise AuditError(f"记录不完整：{folder} 中没有日志 {log.FILE}，或日志是空的。请恢复备份。")
    files = _replayed(entries, folder)
    _refuse_other_files(folder, files, record_files(folder))
    refuse_wrong_halves(folder, entries, files)
    return Ledger(folder=folder, entries=entries, files={n: files[n] for n in sorted(files)})


def read_log(folder: Path) -> tuple[LogEntry, ...]:
    """Return the entries of a log; raises `AuditError` where it is not what was written."""
    try:
        return log.read(folder)
    except log.BrokenLogError as error:
        raise AuditError(str(error)) from error


def differences(folder: Path) -> dict[str, str]:
    """Return the files of a record in the making that its log does not tell of yet ("": gone)."""
    return _changed(_files_of(read_log(folder)), record_files(folder))


def append(
    folder: Path, act: str, facts: Mapping[str, Any], *, changed: Mapping[str, str] = _NOTHING
) -> LogEntry:
    """Append an act to the log; `changed` are the files it brought, name to SHA-256 ("": gone).

    Raises `AuditError` for a broken log, `LimitError` where the clock was set back.
    """
    try:
        entry = log.append_made(folder, act, lambda entries: _body(act, entries, facts, changed))
    except log.BrokenLogError as error:
        raise AuditError(str(error)) from error
    assert entry is not None
    return entry


def propose(staged: Path, record: Path, act: str, facts: Mapping[str, Any]) -> None:
    """Put the entry of an act among the files of `staged` that are about to join `record`.

    Call `settle(record)` after they have been published. Raises as `append` does.
    """
    entries = read_log(record)
    files = _files_of(entries)
    changed = {
        name: digest for name, digest in record_files(staged).items() if files.get(name) != digest
    }
    refuse_clock(entries, str(facts.get("time", "")))
    head = entries[-1].digest if entries else log.START
    plan = {"act": act, "facts": dict(facts), "changed": changed, "head": head}
    (staged / PENDING).write_bytes(canonical_bytes(plan))


def settle(folder: Path) -> None:
    """Append the entry that waits for files which have come; nothing where none waits."""
    path = folder / PENDING
    if not path.is_file():
        return
    try:
        plan = json.loads(path.read_bytes())
        act, facts, changed, head = (plan[key] for key in ("act", "facts", "changed", "head"))
    except (ValueError, KeyError, TypeError) as error:
        raise AuditError(f"记录被改动过：{path} 已损坏。请恢复备份。") from error

    def make(entries: Sequence[LogEntry]) -> Mapping[str, Any] | None:
        last = entries[-1] if entries else None
        if (last.digest if last else log.START) == head:
            return _body(act, entries, facts, changed)
        done = last and (last.before, last.act) == (head, act)
        if done and last and json.loads(last.body).get("changed") == changed:
            return None
        raise AuditError(f"记录被改动过：{path} 不是接在日志末条之后的。请恢复备份。")

    try:
        log.append_made(folder, act, make)
    except log.BrokenLogError as error:
        raise AuditError(str(error)) from error
    path.unlink(missing_ok=True)


def masked(who: str) -> str:
    """Return how a person is named in the log: 工号 as it is, a long number masked."""
    who = who.strip()
    return who if len(who) < 15 else f"{who[:3]}{'*' * (len(who) - 7)}{who[-4:]}"


def _body(
    act: str, entries: Sequence[LogEntry], facts: Mapping[str, Any], changed: Mapping[str, str]
) -> dict[str, Any]:
    if act != CLOCK:
        refuse_clock(entries, str(facts.get("time", "")))
    files = _files_of(entries)
    return {
        "method": METHOD_VERSION,
        **_BLANK,
        **facts,
        "changed": dict(changed),
        "state_before": state_digest(files),
        "state_after": state_digest(_with(files, changed)),
    }


def _files_of(entries: Sequence[LogEntry]) -> dict[str, str]:
    """Return the files that the entries say are there."""
    files: dict[str, str] = {}
    for entry in entries:
        files.update(json.loads(entry.body).get("changed", {}))
    return _with(files, {})


def _replayed(entries: Sequence[LogEntry], folder: Path) -> dict[str, str]:
    """Return the same after checking every entry; raises `AuditError` where they disagree."""
    files: dict[str, str] = {}
    digest, last = state_digest(files), ""
    for entry in entries:
        where = f"{folder / log.FILE} 的日志第 {entry.number} 条（{entry.act}）"
        try:
            body = json.loads(entry.body)
            changed, time = body.get("changed", {}), time_of(entry)
            files = _with(files, changed)
            back = bool(time and last) and entry.act != CLOCK and is_back(time, last)
            if time and (not last or begins(entry, time, last)):
                last = time
        except (ValueError, AttributeError, TypeError) as error:
            raise AuditError(f"记录被改动过：{where}无法读懂。请恢复备份。") from error
        before, digest = digest, state_digest(files) if changed else digest
        states = (body.get("state_before", before), body.get("state_after", digest))
        if states != (before, digest):
            raise AuditError(f"记录被改动过：{where}的记录摘要与前面各条不符。请恢复备份。")
        if back:
            raise AuditError(f"记录被改动过：{where}的时间早于前一条。请恢复备份。")
    return files


def _refuse_other_files(folder: Path, files: Mapping[str, str], found: Mapping[str, str]) -> None:
    changed = _changed(files, found)
    if not changed:
        return
    groups = (
        ("被改动", [name for name in changed if name in files and name in found]),
        ("缺失", [name for name in changed if name not in found]),
        ("多出", [name for name in changed if name not in files]),
    )
    lines = [
        f"{what} {len(names)} 个：{'、'.join(names[:_NAMED])}{' 等' if len(names) > _NAMED else ''}"
        for what, names in groups
        if names
    ]
    cure = "请恢复备份（allocator record restore）。"
    if all(name not in files for name in changed):
        cure = "请查明来历，移出记录文件夹后重试。"
    told = printable("；".join(lines))
    raise AuditError(f"记录被改动过：{folder} 中的文件与日志不符，{told}。{cure}")


def _changed(files: Mapping[str, str], found: Mapping[str, str]) -> dict[str, str]:
    names = sorted({*files, *found})
    return {name: found.get(name, "") for name in names if files.get(name) != found.get(name)}


def _with(files: Mapping[str, str], changed: Mapping[str, str]) -> dict[str, str]:
    return {name: digest for name, digest in {**files, **changed}.items() if digest}


def _sha256(path: Path) -> str:
    total = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            total.update(chunk)
    return total.hexdigest()
