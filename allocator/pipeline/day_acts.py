"""What the log says of a draw of the day: what it is about, the attempt, and the result."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from allocator.models.domain.day_draws import SiteSheet
    from allocator.models.domain.staffing import Turn
    from allocator.pipeline.days import DayOptions
    from allocator.record.day_store import DayRecord
    from allocator.record.halves import Subject


def subject_of(sheet: SiteSheet, options: DayOptions, number: int, digest: str) -> Subject:
    """Return what a digest is confirmed of, and what the halves of a seed are committed to."""
    from allocator.record.halves import Subject
    from allocator.record.ledger import masked

    return Subject(
        digest=digest,
        number=number,
        operator=masked(options.operator),
        reviewer=masked(options.reviewer),
        witness=options.witness,
        site=sheet.site,
        session=options.session,
    )


def turn_words(sheet: SiteSheet, options: DayOptions) -> str:
    """Return which turn is drawn, and who is absent, as whoever confirms a draw reads it."""
    absent = "、".join(sorted(options.absent)) or "无"
    return f"考点 {sheet.site} {sheet.name} 场次 {options.session}（缺席：{absent}）"


def other_day(turn: Turn, time: str) -> tuple[str, ...]:
    """Return the warning that a draw which counts is not made on the day of the exam, if so."""
    if not time or datetime.fromisoformat(time).date() == turn.start.date():
        return ()
    return (
        f"注意：今天不是考试日期 {turn.start:%Y-%m-%d}。正式抽签应在考试当天进行；"
        "练习请加 --rehearse。",
    )


def attempt_facts(options: DayOptions, number: int) -> dict[str, object]:
    """Return what the log says of an attempt to draw."""
    from allocator.record.ledger import masked

    more = {} if options.revealed is None else {"halves": options.revealed.entry}
    if options.confirmed:
        more["confirmed"] = options.confirmed
    return {
        **more,
        "site": options.site,
        "session": options.session,
        "number": number,
        "seed": options.seed,
        "absent": tuple(sorted(options.absent)),
        "reason": options.reason,
        "operator": masked(options.operator),
        "reviewer": masked(options.reviewer),
        "witness": options.witness,
        "time": options.time,
    }


def result_facts(drawn: DayRecord, time: str) -> dict[str, object]:
    """Return what the log says of a finished draw."""
    from allocator.record.ledger import masked

    return {
        "site": drawn.site,
        "session": drawn.session,
        "number": drawn.number,
        "method": drawn.method,
        "seed": drawn.seed,
        "digest": drawn.digest,
        "result": drawn.result_digest,
        "reason": drawn.reason,
        "operator": masked(drawn.operator),
        "reviewer": masked(drawn.reviewer),
        "witness": drawn.witness,
        "time": time,
    }
