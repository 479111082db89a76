"""What the log says of draws, held against the draws that the record has.

The chain of the log shows that no entry was changed after somebody outside has seen its digest. A
log that was written anew as a whole is whole in itself; it must still say what was drawn.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from allocator.pipeline.verification.tables import of_record
from allocator.record.ceremony import DAY, DAY_BEGUN, POSTS, REDRAWN, SEATS
from allocator.record.ledger import masked

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from allocator.pipeline.verification.tables import Difference
    from allocator.record.log import LogEntry

_LOG = "record.sqlite"
_FIELDS = (("seed", "seed", "种子"), ("digest", "digest", "数据摘要"),
           ("result", "result_digest", "结果摘要"))  # fmt: skip
_OF_DAY = (("operator", "operator", "编排人"), ("reviewer", "reviewer", "复核人"),
           ("witness", "witness", "见证人"), ("reason", "reason", "理由"))  # fmt: skip
"""Field of the log, of the draw, and what it is called; the second ones for draws of the day."""
Key = tuple[str, str, int, int]
"""Act, site, session and number; blank and 0 for seats and posts."""


class _Log(NamedTuple):
    said: dict[Key, tuple[int, Mapping[str, Any]]]
    """The last entry about each draw in force: its number and what it says."""
    attempts: dict[Key, str]
    """Act of the last attempt at each draw of the day."""
    unreadable: list[tuple[int, str]]


def log_differences(record: Path, entries: Sequence[LogEntry]) -> Iterator[Difference]:
    """Tell entries of draws that are not those of the record, and draws without an entry."""
    told = _read(entries)
    for entry, act in told.unreadable:
        yield of_record(_LOG, f"日志第 {entry} 条（{act}）没有写明是哪次抽签")
    drawn = dict(_drawn(record))
    for key in sorted({*told.said, *drawn}):
        what = _words(key)
        if key not in told.said:
            yield of_record(_LOG, f"日志没有这次抽签：{what}")
        elif key not in drawn:
            yield of_record(_LOG, f"日志第 {told.said[key][0]} 条的抽签不在记录中：{what}")
        else:
            yield from _of_draw(key, *told.said[key], drawn[key])
            if key[0] == DAY:
                yield from _of_attempt(key, told.attempts.get(key, ""))


def _of_draw(
    key: Key, number: int, facts: Mapping[str, Any], drawn: Mapping[str, Any]
) -> Iterator[Difference]:
    for field, name, title in (*_FIELDS, *(_OF_DAY if key[0] == DAY else ())):
        own = drawn.get(name)
        if name in ("operator", "reviewer"):
            own = masked(str(own))
        if field in facts and facts[field] != own:
            words = f"日志第 {number} 条（{_words(key)}）的{title}应为 {own}，日志为 {facts[field]}"
            yield of_record(_LOG, words)


def _of_attempt(key: Key, act: str) -> Iterator[Difference]:
    """Tell a draw whose attempt was not logged, or not as what it was."""
    wanted = REDRAWN if key[3] > 1 else DAY_BEGUN
    if act != wanted:
        had = f"记作“{act}”" if act else "没有记载"
        yield of_record(_LOG, f"日志应先有“{wanted}”：{_words(key)}，{had}")


def _read(entries: Sequence[LogEntry]) -> _Log:
    told = _Log({}, {}, [])
    for entry in entries:
        facts = json.loads(entry.body)
        if entry.act == SEATS:
            told.said.clear()  # arranged anew: posts and draws of before are void
            told.attempts.clear()
        if entry.act in (SEATS, POSTS):
            told.said[entry.act, "", 0, 0] = entry.number, facts
        elif entry.act in (DAY, DAY_BEGUN, REDRAWN):
            if entry.act == REDRAWN and "site" not in facts and "number" in facts:
                continue  # of seats
            try:
                key = DAY, facts["site"], facts["session"], facts["number"]
            except KeyError:
                told.unreadable.append((entry.number, entry.act))
                continue
            if entry.act == DAY:
                told.said[key] = entry.number, facts
            else:
                told.attempts[key] = entry.act
    return told


def _drawn(record: Path) -> Iterator[tuple[Key, Mapping[str, Any]]]:
    from allocator.record.day_store import DRAWS
    from allocator.record.staff_store import STAFF_RUN
    from allocator.record.store import RUN

    for act, name in ((SEATS, RUN), (POSTS, STAFF_RUN)):
        if (record / name).is_file():
            yield (act, "", 0, 0), json.loads((record / name).read_bytes())
    for path in sorted((record / DRAWS).glob("[!.]*.json")):
        day = json.loads(path.read_bytes())
        yield (DAY, day["site"], day["session"], day["number"]), day


def _words(key: Key) -> str:
    act, site, session, number = key
    return f"{act}，考点 {site} 场次 {session} 第 {number} 次" if site else act
