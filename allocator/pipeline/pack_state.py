"""What a laptop keeps beside its pack, and what must not get into the results.

The folder holds the signed results and the log of attempts, and belongs to one pack. It can be
deleted like any folder; the merge finds that out, because logs and earlier draws no longer join.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from allocator.errors import AuditError, LimitError, UsageError
from allocator.pipeline.masking import tells_number
from allocator.record.ceremony import COMMITTED, DAY, DAY_BEGUN, REDRAWN, REVEALED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from allocator.models.domain.day_draws import SiteSheet
    from allocator.pipeline.days import DayOptions
    from allocator.record.day_store import DayRecord
    from allocator.record.halves import Revealed
    from allocator.record.log import LogEntry
    from allocator.record.packs import Pack, SiteResult

STATE, DONE = ".状态", ".已写出"
"""Endings: of the folder beside a pack, and of the mark of a result whose documents are out."""
ATTEMPTS = (DAY_BEGUN, REDRAWN)
HANDED_ON = (COMMITTED, REVEALED, *ATTEMPTS)
"""Acts of the laptop that the record's log takes over."""
_WAY_ON = "改用考区另发的考点包（allocator pack --withdraw）"
_CODE = re.compile(r"[0-9A-Za-z_.-]{0,14}")


def read_state(state: Path, pack: Pack) -> tuple[SiteResult, ...]:
    """Return the results in the folder of a pack, in the order in which they were drawn.

    Raises `AuditError` where one is missing or was changed, `LimitError` where the folder belongs
    to another pack.
    """
    from allocator.record import log
    from allocator.record.halves_replay import refuse_wrong_halves
    from allocator.record.packs import read_file, read_result

    results = [
        read_result(read_file(path, "抽签结果"), path.name) for path in sorted(state.glob("*.alor"))
    ]
    try:
        entries = log.read(state)
    except log.BrokenLogError as error:
        raise AuditError(str(error)) from error
    keys = {one.key for one in results}
    keys |= {json.loads(entry.body).get("key", pack.public) for entry in entries}
    if keys - {pack.public}:
        raise LimitError(
            f"文件夹 {state} 属于另一个考点包，没有抽签。请把考点包放进一个新的文件夹再用。"
        )
    results.sort(key=lambda one: one.sequence)
    _refuse_gaps(state, results, entries)
    refuse_wrong_halves(state, entries, {})
    return tuple(results)


def _refuse_gaps(state: Path, results: Sequence[SiteResult], entries: Sequence[LogEntry]) -> None:
    """Refuse a folder from which a result or a part of the log was taken."""
    present = {one.day.result_digest for one in results}
    logged = [json.loads(entry.body) for entry in entries if entry.act == DAY]
    lost = [body for body in logged if body.get("result") not in present]
    if lost or [one.sequence for one in results] != list(range(1, len(results) + 1)):
        raise AuditError(
            f"{state} 中缺少用这个考点包抽过的结果，没有抽签。请从备份或 --result-to 的文件夹"
            "把“抽签结果_*.alor”复制回来。"
        )
    if results and tuple(entries[: len(results[-1].log)]) != results[-1].log:
        raise AuditError(
            f"{state} 的日志与已签名的结果不相接，被删除或改动过，没有抽签。请恢复备份；"
            "无法恢复时，请考区并入已有结果后重新发包。"
        )


def settle_state(state: Path, results: Sequence[SiteResult], time: str) -> None:
    """Log results that were kept by a draw cut short before it could log them."""
    from allocator.record import log

    logged = [json.loads(entry.body) for entry in log.read(state) if entry.act == DAY]
    for one in results:
        if all(body.get("result") != one.day.result_digest for body in logged):
            log_result(state, one.day, time)


class StateBook:
    """The log of the laptop."""

    def __init__(self, state: Path, pack: Pack) -> None:
        """Take the folder beside a pack."""
        self._state, self._key = state, pack.public

    def entries(self) -> tuple[LogEntry, ...]:
        """Return all entries."""
        from allocator.record import log

        return log.read(self._state)

    def append(self, act: str, facts: Mapping[str, Any]) -> LogEntry:
        """Append an act; raises `LimitError` where the clock was set back."""
        from allocator.record import log
        from allocator.record.clock import refuse_clock

        refuse_clock(self.entries(), str(facts.get("time", "")), _WAY_ON)
        self._state.mkdir(exist_ok=True)
        return log.append(self._state, act, {**facts, "key": self._key})


def drawn_at(result: SiteResult) -> str:
    """Return when the laptop made a draw, by its own clock."""
    time = facts_of(result.log[-1]).get("time", "") if result.log else ""
    return time if isinstance(time, str) else ""


def halves_of(result: SiteResult) -> Revealed | None:
    """Return the halves that the seed of a draw was made of, if it was."""
    from allocator.record.halves import revealed_by

    made = facts_of(result.log[-1]).get("halves", "") if result.log else ""
    return revealed_by(result.log, made) if made else None


def facts_of(entry: LogEntry) -> dict[str, Any]:
    """Return what an entry of a laptop says; nothing where it cannot be read."""
    try:
        facts = json.loads(entry.body)
    except ValueError:
        return {}
    return facts if isinstance(facts, dict) else {}


def log_result(state: Path, day: DayRecord, time: str) -> None:
    """Append the result of a draw to the log of the laptop."""
    from allocator.record import log

    body = {
        "site": day.site, "session": day.session, "number": day.number, "method": day.method,
        "seed": day.seed, "digest": day.digest, "result": day.result_digest, "time": time,
    }  # fmt: skip
    log.append(state, DAY, body)


def refuse_names(sheet: SiteSheet, options: DayOptions) -> None:
    """Refuse names and numbers of persons in what would stand in the signed result.

    Raises `UsageError`: results and logs of a pack hold 工号 only (规程 第四十八条).
    """
    codes = {person.staff for person in sheet.people}
    people = (
        ("--operator", options.operator), ("--reviewer", options.reviewer),
        ("--witness", options.witness),
    )  # fmt: skip
    for option, text in people:
        if text not in codes and not _CODE.fullmatch(text):
            raise UsageError(
                f"{option} 请写工号（或不含姓名的代号）：结果文件和日志不记姓名和证件号码。"
                "姓名签在纸面上；没有抽签。"
            )
    names = {person.name for person in sheet.people if len(person.name) > 1}
    for option, text in (("--reason", options.reason), ("--seed", options.seed)):
        numbers = option == "--reason" and tells_number(text)
        if numbers or any(name in text for name in names):
            raise UsageError(
                f"{option} 里有姓名、证件号码或手机号码：结果文件和日志只记工号。"
                "请改用工号；没有抽签。"
            )
