"""抽签见证单 of a draw: what a witness signs, put together from the record of the draw."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator import METHOD_VERSION

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from allocator.models.domain.day_draws import SiteSheet
    from allocator.record.day_store import DayRecord
    from allocator.record.halves import Revealed
    from allocator.record.store import RunClaims

WITNESS_SHEET = "抽签见证单"
_NAMED = 20
"""People absent whose 工号 the sheet names; of more it says how many."""


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
    revealed: Revealed | None = None,
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
        halves=revealed,
    )
    write(sheet, folder / f"{WITNESS_SHEET}.xlsx")


def absent_words(absent: Collection[str]) -> str:
    """Return how many were absent and their 工号, those of many cut short; blank for nobody."""
    if not absent:
        return ""
    named = "、".join(sorted(absent)[:_NAMED])
    return f"；缺席 {len(absent)} 人：{named}{' 等' if len(absent) > _NAMED else ''}"


def witness_day(
    sheet: SiteSheet, drawn: DayRecord, folder: Path, revealed: Revealed | None, *, time: str
) -> None:
    """Write the sheet of a draw of the day beside its documents, `抽签见证单_场次<n>.xlsx`.

    `revealed`: the halves that its seed was made of.
    """
    from allocator.record.ledger import masked
    from allocator.reporting.witness_sheet import Witnessed, write

    sessions = "、".join(map(str, drawn.result.sessions))
    found = Witnessed(
        title=sheet.title,
        what=f"监考抽签：考点 {sheet.site} {sheet.name}，场次 {sessions}"
        + absent_words(drawn.absent),
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
        halves=revealed,
    )  # fmt: skip
    write(found, folder / f"{WITNESS_SHEET}_场次{drawn.session}.xlsx")
