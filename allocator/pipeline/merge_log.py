"""The log that comes with a result of a site pack: whether its laptop can have written it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from allocator.errors import AuditError
from allocator.pipeline.pack_state import ATTEMPTS, HANDED_ON, facts_of
from allocator.record.halves import COPIED

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from allocator.record.day_store import DayRecord
    from allocator.record.log import LogEntry
    from allocator.record.packs import SiteResult


FROM_PACK = "来自考点包"


def refuse_log(record: Path, name: str, result: SiteResult, earlier: Sequence[SiteResult]) -> None:
    """Refuse a log that is no chain, does not end with this draw, or does not go on from before.

    `earlier` are results that are merged in the same call, before this one.
    """
    from allocator.record import log
    from allocator.record.halves_replay import first_wrong

    before = log.START
    for place, entry in enumerate(result.log, start=1):
        whole = (entry.number, entry.before) == (place, before)
        if not whole or entry.digest != log.entry_digest(*entry[:4]):
            raise AuditError(f"{name} 的日志第 {place} 条与前后不符，没有并入。请查明文件来源。")
        before = entry.digest
    last = result.log[-1] if result.log else None
    if last is None or last.act not in ATTEMPTS or not _begins(facts_of(last), result.day):
        raise AuditError(f"{name} 的日志末条不是这次抽签的开始，没有并入。请查明文件来源。")
    wrong = _foreign(result) or first_wrong(result.log)
    if wrong is not None:
        raise AuditError(
            f"{name} 的日志第 {wrong[0].number} 条（{wrong[0].act}）{wrong[1]}，没有并入。"
            "请查明文件来源。"
        )
    digests = {entry.digest for entry in result.log}
    merged = set(merged_entries(record, result))
    for one in earlier:
        if one.key == result.key:
            merged |= {entry.digest for entry in one.log if entry.act in HANDED_ON}
    if merged - digests:
        raise AuditError(
            f"{name} 的日志与同一考点包先前的结果不相接（状态文件夹被删除过，或同一个包在两台电脑上"
            "用过），没有并入。请查明哪一次是当天公布的结果；换电脑时请考区重新发包。"
        )


def _foreign(result: SiteResult) -> tuple[LogEntry, str] | None:
    """Return the first entry that no laptop of this site writes, and why it cannot be one."""
    for entry in result.log:
        facts = facts_of(entry)
        if entry.act in HANDED_ON and (facts.get("site") != result.site or COPIED in facts):
            return entry, "不是本考点笔记本写的"
    return None


def _begins(body: dict[str, object], day: DayRecord) -> bool:
    mine = {
        "site": day.site, "session": day.session, "number": day.number, "seed": day.seed,
        "absent": list(day.absent), "reason": day.reason, "operator": day.operator,
        "reviewer": day.reviewer, "witness": day.witness,
    }  # fmt: skip
    return {key: body.get(key) for key in mine} == mine


def merged_entries(record: Path, result: SiteResult) -> Iterator[str]:
    """Yield the digests of the laptop's entries of this pack that the record's log holds."""
    from allocator.record import ledger

    for entry in ledger.read_log(record):
        body = json.loads(entry.body)
        if entry.act in HANDED_ON and body.get(FROM_PACK) == label_of(result):
            yield str(body.get(COPIED, ""))


def label_of(result: SiteResult) -> str:
    """Return how the record's log names the pack of a result."""
    return f"{result.site} 第{result.pack}号"
