"""Records are checked, backed up, restored and handed on; each of it is an act in the log."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from allocator.errors import AuditError, LimitError
from allocator.pipeline.announcing import announce_again
from allocator.pipeline.freezing import frozen_source
from allocator.pipeline.recording import newer_document, opened_alone
from allocator.publish import FLAT_TABLE, added
from allocator.record.clock import CLOCK, ahead_of, timed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from allocator.publish import Addition
    from allocator.record.archive import Backup
    from allocator.record.ledger import Ledger
    from allocator.record.log import LogEntry

_SEATED = (FLAT_TABLE, "考场座次表.xlsx")
"""Documents that another draw of the same people makes otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A backup or an archive that was written, or a record restored from one."""

    file: Path
    entries: int
    head: str
    files: int
    until: str = ""
    """Until when an archive is to be kept, at the least."""
    behind: LogEntry | None = None
    """The entry whose time lies after that of this act: a clock was set back, or ahead then."""


def backup(output: Path, record: Path, target: Path, time: str, passphrase: str = "") -> Kept:
    """Write a backup of the whole record; the backup itself is the last act in it.

    With a passphrase it is encrypted. Raises `UsageError` for a short one, `LimitError` where the
    file is there already, and as `open_record` does.
    """
    from allocator.record import ledger
    from allocator.record.archive import seal_backup, write_backup
    from allocator.record.ceremony import BACKUP
    from allocator.record.signing import refuse_short

    if passphrase:
        refuse_short(passphrase, "没有备份。")

    with added(output, record, existing=True) as staging:
        opened, copied = _noted(output, record, staging, target, BACKUP, time)
        made = staging.elsewhere / target.name
        write_backup(opened, copied, made, time)
        if passphrase:
            seal_backup(made, passphrase)
        staging.send(made, target)
        staging.publish()
        ledger.settle(record)
    return Kept(file=target, entries=len(opened.entries), head=opened.head,
                files=len(opened.files), behind=ahead_of(opened.entries, time))  # fmt: skip


def export(output: Path, record: Path, target: Path, time: str) -> Kept:
    """Write the archive that opens without this program; raises as `backup` does."""
    from allocator.models.domain.exam import Inputs
    from allocator.record import ledger
    from allocator.record.archive import keep_until, write_archive
    from allocator.record.canonical import thaw
    from allocator.record.ceremony import EXPORT
    from allocator.record.store import INPUTS, load_json

    with added(output, record, existing=True) as staging:
        opened, copied = _noted(output, record, staging, target, EXPORT, time)
        inputs = thaw(Inputs, load_json(record / INPUTS))
        names = {paper.exam: paper.exam_name for paper in inputs.papers}
        last = max(paper.end for paper in inputs.papers).date()
        until = keep_until(last, inputs.policy.others.get("档案保存", ""))
        made = staging.elsewhere / target.name
        write_archive(opened, copied, made, title="、".join(names.values()),
                      until=until, time=time)  # fmt: skip
        staging.send(made, target)
        staging.publish()
        ledger.settle(record)
    return Kept(file=target, entries=len(opened.entries), head=opened.head,
                files=len(opened.files), until=until.isoformat(),
                behind=ahead_of(opened.entries, time))  # fmt: skip


def restore(output: Path, record: Path, file: Path, time: str, passphrase: str = "") -> Kept:
    """Bring a backup back to where no record is.

    An encrypted one is opened with its passphrase, in memory and in the folder of unfinished work.
    封存摘要 of a freeze, which no backup holds, is written again where it is gone. Raises
    `AuditError` for a damaged backup and where documents of another draw lie, `LimitError` where
    there is a record already or the documents there are newer than the backup.
    """
    from allocator.record import ledger
    from allocator.record.archive import is_sealed, read_backup, unpack, unseal_backup
    from allocator.record.ceremony import RESTORE, proposal_of

    with added(output, record) as staging:
        zipped = file
        if is_sealed(file):
            # Beside what is published, in the folder that goes when the command ends.
            zipped = staging.output.with_name(f"{file.name}.zip")
            unseal_backup(file, passphrase, zipped)
        found = read_backup(zipped, file)
        _refuse_present(record, found)
        _refuse_newer_documents(output, found.files)
        unpack(zipped, staging.record)
        opened = ledger.open_record(staging.record)
        if (opened.head, len(opened.entries)) != (found.head, found.entries):
            raise AuditError(f"备份 {file} 的日志与清单不符，没有恢复。请换一份备份。")
        _refuse_other_documents(output, staging.record)
        facts = {"backup": found.digest, "entries": found.entries}
        facts |= timed(opened.entries, time)
        entry = ledger.append(staging.record, RESTORE, facts)
        if (proposal := proposal_of(opened)) is not None:
            announce_again(staging.output, output, frozen_source(opened, proposal)[0], proposal)
        staging.publish()
    return Kept(file=file, entries=entry.number, head=entry.digest, files=len(opened.files),
                behind=ahead_of(opened.entries, time))  # fmt: skip


def _noted(
    output: Path, record: Path, staging: Addition, target: Path, act: str, time: str
) -> tuple[Ledger, Path]:
    """Check the record; return it as it will be with the act, and the folder with that log.

    The file holds its own act, which enters the record when the file has come.
    """
    from allocator.record import ledger, log

    opened = opened_alone(output, record)
    if target.exists():
        raise LimitError(f"已有 {target}，没有覆盖。请用 --to 指定另一个文件名。")
    facts = {"file": target.name, **timed(opened.entries, time)}
    copied = staging.elsewhere.with_name("日志")
    copied.mkdir()
    log.copy(record, copied)
    ledger.append(copied, act, facts)
    ledger.propose(staging.record, record, act, facts)
    entries = ledger.read_log(copied)
    return ledger.Ledger(folder=record, entries=entries, files=opened.files), copied


def _refuse_present(record: Path, found: Backup) -> None:
    from allocator.record import ledger

    if not record.is_dir() or not any(record.iterdir()):
        return
    try:
        entries = ledger.read_log(record)
    except AuditError:
        told = "现有记录的日志已损坏"
    else:
        digests = [entry.digest for entry in entries]
        if found.head in digests[:-1]:
            told = f"备份较旧：只到日志第 {found.entries} 条，现有记录已有 {len(entries)} 条"
        elif found.head in digests:
            told = "备份与现有记录相同"
        else:
            told = "备份与现有记录不是同一份，或比现有记录新"
    raise LimitError(
        f"{record} 里已有记录，没有恢复，也没有改动（{told}）。"
        "只能恢复到没有记录的文件夹；现有记录确已损坏的，先把它移到别处保存。"
    )


def _refuse_newer_documents(output: Path, files: Mapping[str, str]) -> None:
    """Refuse a backup made before draws whose documents lie where it is to be restored."""
    path = newer_document(output, files)
    if path is not None:
        raise LimitError(
            f"备份较旧：{path} 的抽签不在备份里，没有恢复。请用抽签之后的备份；"
            "没有的，恢复到另一个空文件夹。"
        )


def _refuse_other_documents(output: Path, record: Path) -> None:
    """Refuse a backup of another draw than that of the documents where it is to be restored.

    Single documents may have been edited since; that is for `verify` to tell.
    """
    from allocator.pipeline.days import VOID
    from allocator.pipeline.verification.books import contents_of
    from allocator.record.documents import read_published, sha256_of

    listed = read_published(record, VOID).files
    places = [p for p in listed if PurePosixPath(p).name in _SEATED and (output / p).is_file()]
    strange = [
        place
        for place in places
        if sha256_of(output / place) != listed[place].digest
        and contents_of(output / place) != (listed[place].contents or None)
    ]
    if len(strange) == len(places) and (strange or (output / FLAT_TABLE).is_file()):
        raise AuditError(
            f"{output} 里的文书（如 {(strange or [FLAT_TABLE])[0]}）不是这份备份的那次编排的，"
            "没有恢复。请恢复到另一个空文件夹，或先把这些文书移到别处。"
        )


def acts(ledger: Ledger) -> list[dict[str, Any]]:
    """Return what was done, act by act, for whoever reads the log."""
    found = []
    for entry in ledger.entries:
        body = json.loads(entry.body)
        site, session = body.get("site", ""), body.get("session", "")
        place = f"考点 {site} 场次 {session}" if session else ""
        if entry.act == CLOCK:
            place = f"第 {body['entry']} 条的时钟快了：{body['reason']}"
        who = "、".join(part for part in (body.get("operator"), body.get("reviewer")) if part)
        found.append({
            "number": entry.number,
            "time": body.get("time", "") or body.get("clock", ""),
            "act": entry.act,
            "place": place,
            "who": who,
        })  # fmt: skip
    return found
