"""抽签见证单 written again from what the log says of the draws."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from allocator.record.ceremony import DAY, DAY_BEGUN, REDRAWN, SEATS, SEATS_BEGUN
from allocator.record.halves import Revealed, revealed_by

if TYPE_CHECKING:
    from pathlib import Path

    from allocator.record.ledger import Ledger
    from allocator.record.store import RunClaims


class MadeDay(NamedTuple):
    """What the sheet of a draw of the day says beyond the record of the draw."""

    time: str
    """When; of a draw that came back from a site pack, by the clock of the laptop."""
    halves: Revealed | None


def days_made(ledger: Ledger) -> dict[tuple[str, int, int], MadeDay]:
    """Return site, session and number of each draw of the day to how it was made."""
    found: dict[tuple[str, int, int], MadeDay] = {}
    attempts: dict[tuple[str, int, int], dict[str, Any]] = {}
    for entry in ledger.entries:
        facts = json.loads(entry.body)
        if entry.act not in (DAY_BEGUN, REDRAWN, DAY) or "site" not in facts:
            continue
        key = facts["site"], facts["session"], facts["number"]
        if entry.act == DAY:
            attempt = attempts.get(key, {})
            time = attempt.get("drawn", "") or facts["time"]
            found[key] = MadeDay(time=time, halves=_halves(ledger, attempt))
        else:
            attempts[key] = facts
    return found


def write_seats_again(ledger: Ledger, claims: RunClaims, folder: Path, *, title: str) -> None:
    """Write the sheet of the last draw of seats again."""
    from allocator.pipeline.witnessing import witness_seats
    from allocator.record.ceremony import proposal_of

    facts, proposal = ledger.facts(SEATS)[-1], proposal_of(ledger)
    attempts = [
        body
        for body in (*ledger.facts(SEATS_BEGUN), *ledger.facts(REDRAWN))
        if "site" not in body and body.get("number") == facts["number"]
    ]
    witness_seats(
        claims,
        folder,
        title=title,
        number=facts["number"],
        sm3=proposal.sm3 if proposal is not None else "",
        persons=(facts["operator"], facts["reviewer"], facts["witness"]),
        reason=facts["reason"],
        revealed=_halves(ledger, attempts[-1]) if attempts else None,
        time=facts["time"],
    )


def _halves(ledger: Ledger, attempt: dict[str, Any]) -> Revealed | None:
    """Return the halves that the seed of an attempt was made of, if it was."""
    key = attempt.get("halves", "")
    return revealed_by(ledger.entries, key) if key else None
