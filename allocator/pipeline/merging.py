"""Merging: draws made with site packs come back and join the record, each checked and recomputed.

Nothing of a result is believed: its signature must be that of an issued pack, and the draw made
here again from the seed and the 考区's own sheet must be the same to the last byte.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from allocator.errors import LimitError
from allocator.pipeline.day_acts import result_facts
from allocator.pipeline.days import OFFICIAL, put_aside, write_documents
from allocator.pipeline.listing import list_day
from allocator.pipeline.merge_checks import Checked, check
from allocator.pipeline.merge_log import FROM_PACK, label_of, merged_entries
from allocator.pipeline.pack_state import HANDED_ON, drawn_at, facts_of, halves_of
from allocator.pipeline.recording import opened
from allocator.pipeline.witnessing import witness_day
from allocator.record.ceremony import COMMITTED, DAY, REVEALED
from allocator.record.halves import COPIED
from allocator.reporting.text import folder_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.record.day_store import DayRecord
    from allocator.record.log import LogEntry
    from allocator.record.packs import SiteResult

_ALWAYS = ("site", "session", "number", "operator", "reviewer", "witness")
_OF_ATTEMPTS = ("seed", "absent", "reason", "halves", "confirmed")
_MORE = {
    COMMITTED: ("digest", "role", "commitment"),
    REVEALED: ("digest", "seed", "halves", "nonces", "commitments"),
}
"""What the record's log takes over from entries of a laptop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """A draw that has joined the record."""

    file: str
    pack: int
    day: DayRecord
    folder: Path


def merge(output: Path, record: Path, files: Sequence[Path], time: str) -> tuple[Merged, ...]:
    """Merge results of site packs, in the order in which they were drawn.

    All are checked before the first joins. Raises `AuditError` for a result that was changed,
    forged or cannot be recomputed, `LimitError` for one that does not belong here, was merged
    before, or lacks one that was drawn before it; then nothing is merged.
    """
    from allocator.record.packs import read_file, read_result

    opened(output, record)
    found = [(path.name, read_result(read_file(path, "抽签结果"), path.name)) for path in files]
    found.sort(key=lambda one: (one[1].site, one[1].pack, one[1].sequence))
    checked: list[Checked] = []
    for name, result in found:
        checked.append(check(record, name, result, checked))
    return tuple(_join(output, record, one, time) for one in checked)


def _join(output: Path, record: Path, one: Checked, time: str) -> Merged:
    """Publish documents and record of a checked draw, as the draw there would have."""
    from allocator.publish import added
    from allocator.record import ledger
    from allocator.record.day_store import read_days, write_day

    day, place = one.result.day, Path(folder_name(one.sheet.site, one.sheet.name)) / OFFICIAL
    with added(output, record) as staging:
        ledger.open_record(record)
        days = read_days(record, day.site)
        if days != one.before:
            raise LimitError(f"考点 {day.site} 同时有另一次抽签，{one.name} 没有并入。请重试。")
        merged = set(merged_entries(record, one.result))
        for entry in one.result.log:
            if entry.act in HANDED_ON and entry.digest not in merged:
                ledger.append(record, entry.act, _facts(one.result, entry, time))
        write_documents(one.sheet, one.turn, day, staging.output / place)
        halves = halves_of(one.result)
        witness_day(one.sheet, day, staging.output / place, halves, time=drawn_at(one.result))
        mine = [old for old in days if old.session == day.session]
        if mine:
            put_aside(staging, output / place, mine[-1])
        write_day(staging.record, day)
        list_day(staging.output, staging.record, day)
        facts = result_facts(day, time) | {FROM_PACK: label_of(one.result)}
        ledger.propose(staging.record, record, DAY, facts)
        staging.publish()
        ledger.settle(record)
    return Merged(file=one.name, pack=one.result.pack, day=day, folder=output / place)


def _facts(result: SiteResult, entry: LogEntry, time: str) -> dict[str, object]:
    """Return what the record's log says of an attempt or of halves on the laptop."""
    facts = facts_of(entry)
    # Named one by one: what else a laptop may have written has no place in the record's log.
    names = (*_ALWAYS, *_MORE.get(entry.act, _OF_ATTEMPTS))
    said = {name: facts[name] for name in names if name in facts}
    marks = {FROM_PACK: label_of(result), COPIED: entry.digest, "drawn": facts.get("time", "")}
    return said | marks | {"time": time}
