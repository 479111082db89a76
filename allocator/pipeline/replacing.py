"""Whether earlier results may be drawn again: with a reason, and by two where they count.

No program can tell a try from results that somebody printed, so every redraw has a reason. Results
that two persons froze, that bear a name or had a witness, or with which the day of the exam has
begun, are drawn again by two (规程 第四十二条).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from allocator.errors import LimitError, UsageError
from allocator.pipeline.persons import refuse_unnamed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.pipeline.arrangement import Options
    from allocator.pipeline.days import DayOptions
    from allocator.record.day_store import DayRecord
    from allocator.record.ledger import Ledger
    from allocator.record.log import LogEntry


def refuse_silent_redraw(ledger: Ledger, options: Options, *, frozen: bool) -> bool:
    """Raise `UsageError` where results are drawn again without a reason or the two it takes.

    `ledger` is the record that is carried on, `frozen` whether it begins with a freeze. Returns
    whether it takes two.
    """
    if not options.reason.strip():
        if frozen:
            raise UsageError(
                "封存的数据已抽过签，重抽必须写明理由：加 --reason 理由，并写明 --operator 和 "
                "--reviewer。没有重抽。"
            )
        raise UsageError(
            "这里已有编排结果，重新编排必须写明理由：加 --reason 理由（记入日志；准备阶段试排，"
            "写“试排”即可，或用 -o 另指定文件夹）。没有重抽，原有结果没有改动。"
        )
    use = "已由两人封存" if frozen else _use(ledger.entries)
    if use and not (options.operator.strip() and options.reviewer.strip()):
        raise UsageError(
            f"这里的结果{use}，重抽须由两人办理（规程 第四十二条）：请用 --operator 写明编排人、"
            "--reviewer 写明复核人。没有重抽，原有结果没有改动。"
        )
    return bool(use)


def _use(entries: Sequence[LogEntry]) -> str:
    """Return what made results more than a try, as a planner reads it; blank: nothing did."""
    from allocator.pipeline.issuing import ISSUED
    from allocator.record.ceremony import AMENDED, DAY, DAY_BEGUN, POSTS, REDRAWN, SEATS

    last = max((n for n, entry in enumerate(entries) if entry.act == SEATS), default=0)
    for entry in entries[last:]:  # what came before is of results that were replaced
        facts = json.loads(entry.body)
        if entry.act in (SEATS, POSTS):
            people = [facts[role] for role in ("operator", "reviewer") if facts.get(role)]
            if people:
                return f"由 {'、'.join(people)} 抽签"
            if facts.get("witness"):
                return f"抽签时有见证人（{facts['witness']}）"
        elif entry.act == AMENDED:
            return f"已有由 {facts['operator']}、{facts['reviewer']} 办理的变更"
        elif entry.act in (DAY_BEGUN, DAY, REDRAWN) and "site" in facts:
            return f"已用于考点 {facts['site']} 场次 {facts['session']} 的监考抽签"
        elif entry.act == ISSUED:
            return f"已发考点 {facts['site']} 的考点包"
    return ""


def refuse_again(mine: Sequence[DayRecord], options: DayOptions) -> None:
    """Refuse to draw a turn again (`mine`: its draws) unless asked for, with a reason, by two.

    Raises `LimitError` or `UsageError`.
    """
    if mine and not options.redraw:
        raise LimitError(
            f"考点 {options.site} 场次 {options.session} 已抽签（第 {mine[-1].number} 次，"
            f"种子 {mine[-1].seed}），没有重抽。确需重抽，加 --redraw 并用 --reason 写明理由；"
            "先前的结果会保留并标明作废。"
        )
    if options.redraw and not mine:
        raise UsageError(
            f"考点 {options.site} 场次 {options.session} 还没有抽签，不用加 --redraw。"
        )
    if options.redraw and not options.reason.strip():
        raise UsageError("重抽必须写明理由：加 --reason 理由。没有重抽。")
    if options.redraw:
        refuse_unnamed(options.operator, options.reviewer, "重抽")
    if options.redraw and options.operator.strip() == options.reviewer.strip():
        raise LimitError("抽签人和复核人是同一人，没有重抽。须由两人分别担任（规程 第四十二条）。")
