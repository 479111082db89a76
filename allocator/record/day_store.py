"""The record of draws of the day: one file a draw, numbered within its site and turn.

A later draw of the same turn never replaces an earlier one: it has the next number and a reason.
Rehearsals lie in a folder of their own and count for nothing.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from allocator import METHOD_VERSION
from allocator.errors import LimitError
from allocator.record.canonical import canonical_bytes, digest_of, thaw

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from allocator.models.domain.day_draws import DayDraw

DRAWS, REHEARSALS = "draws", "rehearsals"


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRecord:
    """One draw of the day with all that enters it beside the sheet of the site."""

    method: str
    site: str
    session: int
    """The session that names the turn."""
    number: int
    """1 for the first draw of the turn, 2 for its first redraw …"""
    rehearsal: bool
    seed: str
    digest: str
    """What enters the stream: see `day_digest`."""
    absent: tuple[str, ...]
    """工号 of those absent, sorted."""
    earlier: tuple[str, ...]
    """Result digests of the draws of other turns that ROOM-REPEAT looked at, in their order."""
    reason: str
    """Why it was drawn again; blank for the first."""
    operator: str
    reviewer: str
    witness: str
    result: DayDraw
    result_digest: str
    """SHA-256 of the canonical result."""


def day_digest(
    sheet: bytes, session: int, absent: Sequence[str], earlier: Sequence[str], number: int
) -> str:
    """Return the digest that enters the draw: sheet, turn, who is absent, draws before, number."""
    facts = {
        "absent": tuple(absent),
        "earlier": tuple(earlier),
        "number": number,
        "session": session,
    }
    return digest_of(sheet, canonical_bytes(facts))


def day_record(
    result: DayDraw,
    *,
    number: int,
    rehearsal: bool,
    seed: str,
    digest: str,
    absent: Sequence[str],
    earlier: Sequence[str],
    reason: str = "",
    operator: str = "",
    reviewer: str = "",
    witness: str = "",
) -> DayRecord:
    """Return the record of a draw that has been made."""
    return DayRecord(
        method=METHOD_VERSION,
        site=result.site,
        session=result.sessions[0],
        number=number,
        rehearsal=rehearsal,
        seed=seed,
        digest=digest,
        absent=tuple(absent),
        earlier=tuple(earlier),
        reason=reason,
        operator=operator,
        reviewer=reviewer,
        witness=witness,
        result=result,
        result_digest=digest_of(canonical_bytes(result)),
    )


def write_day(folder: Path, record: DayRecord) -> Path:
    """Write a draw below `folder` (a record, or one in the making) and return the file."""
    place = folder / (REHEARSALS if record.rehearsal else DRAWS)
    place.mkdir(parents=True, exist_ok=True)
    path = place / f"{_safe(record.site)}_{record.session}_{record.number}.json"
    path.write_bytes(canonical_bytes(record))
    return path


def read_days(
    folder: Path, site: str | None = None, *, rehearsals: bool = False
) -> tuple[DayRecord, ...]:
    """Return the draws of a record, or of one site of it, by site, session and number.

    Raises `LimitError` for a file that is damaged or whose result is not that of its digest.
    """
    found = []
    # No file that begins with a full stop: macOS leaves such beside those of a foreign disk.
    mine = "[!.]*" if site is None else _safe(site)
    for path in sorted((folder / (REHEARSALS if rehearsals else DRAWS)).glob(f"{mine}_*.json")):
        try:
            record = thaw(DayRecord, json.loads(path.read_bytes()))
        except (ValueError, KeyError, TypeError) as error:
            raise LimitError(f"抽签记录 {path} 已损坏，无法读取。请恢复备份。") from error
        if digest_of(canonical_bytes(record.result)) != record.result_digest:
            raise LimitError(f"抽签记录被改动过：{path} 的结果与摘要不符。请恢复备份。")
        if site is None or record.site == site:
            found.append(record)
    return tuple(sorted(found, key=lambda record: (record.site, record.session, record.number)))


def in_force(records: Sequence[DayRecord]) -> tuple[DayRecord, ...]:
    """Return the last draw of each site and turn."""
    last = {(record.site, record.session): record for record in records}
    return tuple(last[key] for key in sorted(last))


def _safe(site: str) -> str:
    return re.sub(r'[\\/:*?"<>|\x00-\x1f\[\]]', "_", site)
