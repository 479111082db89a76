"""What the log says of draws, held against the draws that the record has.

The chain of the log shows that no entry was changed after somebody outside has seen its digest. A
log that was written anew as a whole is whole in itself; it must still say what was drawn.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from allocator.pipeline.verification.tables import of_record
from allocator.record.ceremony import DAY, POSTS, SEATS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from allocator.pipeline.verification.tables import Difference
    from allocator.record.log import LogEntry

_LOG = "record.sqlite"
_FIELDS = (("seed", "seed", "种子"), ("digest", "digest", "数据摘要"),
           ("result", "result_digest", "结果摘要"))  # fmt: skip
"""Field of the log, of the draw, and what it is called."""
Key = tuple[str, str, int, int]
"""Act, site, session and number; blank and 0 for seats and posts."""


def log_differences(record: Path, entries: Sequence[LogEntry]) -> Iterator[Difference]:
    """Tell entries of draws that are not those of the record, and draws without an entry."""
    said = _said(entries)
    drawn = dict(_drawn(record))
    for key in sorted({*said, *drawn}):
        what = _words(key)
        if key not in said:
            yield of_record(_LOG, f"日志没有这次抽签：{what}")
        elif key not in drawn:
            yield of_record(_LOG, f"日志第 {said[key][0]} 条的抽签不在记录中：{what}")
        else:
            number, facts = said[key]
            for field, name, title in _FIELDS:
                own = drawn[key].get(name)
                if field in facts and facts[field] != own:
                    words = (
                        f"日志第 {number} 条（{what}）的{title}应为 {own}，日志为 {facts[field]}"
                    )
                    yield of_record(_LOG, words)


def _said(entries: Sequence[LogEntry]) -> dict[Key, tuple[int, Mapping[str, Any]]]:
    """Return the last entry about each draw in force: its number and what it says."""
    found: dict[Key, tuple[int, Mapping[str, Any]]] = {}
    for entry in entries:
        facts = json.loads(entry.body)
        if entry.act == SEATS:
            found = {}  # arranged anew: posts and draws of before are void
        if entry.act in (SEATS, POSTS):
            found[entry.act, "", 0, 0] = entry.number, facts
        elif entry.act == DAY:
            key = entry.act, facts["site"], facts["session"], facts["number"]
            found[key] = entry.number, facts
    return found


def _drawn(record: Path) -> Iterator[tuple[Key, Mapping[str, Any]]]:
    from allocator.record.day_store import DRAWS
    from allocator.record.staff_store import STAFF_RUN
    from allocator.record.store import RUN

    for act, name in ((SEATS, RUN), (POSTS, STAFF_RUN)):
        if (record / name).is_file():
            yield (act, "", 0, 0), json.loads((record / name).read_bytes())
    for path in sorted((record / DRAWS).glob("*.json")):
        day = json.loads(path.read_bytes())
        yield (DAY, day["site"], day["session"], day["number"]), day


def _words(key: Key) -> str:
    act, site, session, number = key
    return f"{act}，考点 {site} 场次 {session} 第 {number} 次" if site else act
