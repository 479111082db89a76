"""抽签见证单 of a draw: what a witness signs, put together from the record of the draw."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from allocator import METHOD_VERSION

if TYPE_CHECKING:
    from pathlib import Path

    from allocator.models.domain.staffing import SiteSheet
    from allocator.record.day_store import DayRecord
    from allocator.record.ledger import Ledger
    from allocator.record.store import RunClaims

WITNESS_SHEET = "抽签见证单"


def witness_seats(
    claims: RunClaims,
    folder: Path,
    *,
    title: str,
    number: int,
    sm3: str,
    persons: tuple[str, str, str],
    reason: str,
    time: str,
) -> None:
    """Write the sheet of the draw of seats; `persons`: operator, reviewer and witness."""
    from allocator.reporting.witness_sheet import Witnessed, write

    operator, reviewer, witness = persons
    digests = [("数据与结构摘要\nSHA-256", claims.digest)]
    if sm3:
        digests.append(("数据与结构摘要\nSM3", sm3))
    digests.append(("抽签结果摘要\nSHA-256", claims.result_digest))
    sheet = Witnessed(
        title=title,
        what="座位抽签（考点、考场、座位）",
        number=number,
        digests=tuple(digests),
        seed=claims.seed,
        method=claims.method,
        operator=operator,
        reviewer=reviewer,
        witness=witness,
        reason=reason,
        time=time,
    )
    write(sheet, folder / f"{WITNESS_SHEET}.xlsx")


def witness_recorded_seats(ledger: Ledger, claims: RunClaims, folder: Path, *, title: str) -> None:
    """Write the sheet of the last draw of seats again, from what the log says of it."""
    from allocator.record.ceremony import SEATS, proposal_of

    facts, proposal = ledger.facts(SEATS)[-1], proposal_of(ledger)
    operator, reviewer = (
        facts[name] or (getattr(proposal, name) if proposal is not None else "")
        for name in ("operator", "reviewer")
    )
    witness_seats(
        claims,
        folder,
        title=title,
        number=facts["number"],
        sm3=proposal.sm3 if proposal is not None else "",
        persons=(operator, reviewer, facts["witness"]),
        reason=facts["reason"],
        time=facts["time"],
    )


def times_of_days(ledger: Ledger) -> dict[tuple[str, int, int], str]:
    """Return when each draw of the day was made: (site, session, number) to the time on its sheet.

    For a draw that came back from a site pack that is the time of the laptop.
    """
    from allocator.record.ceremony import DAY, DAY_BEGUN, REDRAWN

    found: dict[tuple[str, int, int], str] = {}
    laptop: dict[tuple[str, int, int], str] = {}
    for entry in ledger.entries:
        if entry.act in (DAY_BEGUN, REDRAWN, DAY):
            facts = json.loads(entry.body)
            key = (facts.get("site", ""), facts.get("session", 0), facts["number"])
            if entry.act == DAY:
                found[key] = laptop.get(key) or facts["time"]
            else:
                laptop[key] = facts.get("drawn", "")
    return found


def witness_day(sheet: SiteSheet, drawn: DayRecord, folder: Path, *, time: str) -> None:
    """Write the sheet of a draw of the day beside its documents, `抽签见证单_场次<n>.xlsx`."""
    from allocator.record.ledger import masked
    from allocator.reporting.witness_sheet import Witnessed, write

    sessions = "、".join(map(str, drawn.result.sessions))
    found = Witnessed(
        title=sheet.title,
        what=f"监考抽签：考点 {sheet.site} {sheet.name}，场次 {sessions}"
        + (f"；缺席 {len(drawn.absent)} 人" if drawn.absent else ""),
        number=drawn.number,
        digests=(("抽签依据摘要\nSHA-256", drawn.digest),
                 ("抽签结果摘要\nSHA-256", drawn.result_digest)),
        seed=drawn.seed,
        method=drawn.method or METHOD_VERSION,
        operator=masked(drawn.operator),
        reviewer=masked(drawn.reviewer),
        witness=drawn.witness,
        reason=drawn.reason,
        time=time,
    )  # fmt: skip
    write(found, folder / f"{WITNESS_SHEET}_场次{drawn.session}.xlsx")
