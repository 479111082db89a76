"""What `allocator amend` shows of an amendment, in words and as data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allocator.cli.summary import rules_data, verdict_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from allocator.pipeline.amending import AmendResult

_SHOWN = 12
"""Documents to print again that are named; all of them stand in 变更单."""


def amended_lines(result: AmendResult) -> Iterator[str]:
    """Yield what was changed, what to print again, and what the audit came to."""
    from allocator.pipeline.amendment_paper import paper_name

    one = result.amendment
    cells, rows = len(one.corrections), len({(c.sheet, c.key) for c in one.corrections})
    done = [f"更正 {rows} 人的 {cells} 处信息"] if cells else []
    done += [f"退出 {len(one.out)} 人，接替 {len(one.moves)} 人次"] if one.out else []
    yield f"第 {one.number} 次变更：{'；'.join(done)}"
    for move in one.moves:
        yield f"  {move.takes} 接替 {move.leaves}（从 {len(move.eligible)} 人中抽定）"
    if result.rehearsed:
        yield f"演练抽签：有变化的考点重做 {result.rehearsed} 次"
    shown = "、".join(result.documents[:_SHOWN])
    more = f" 等 {len(result.documents)} 个" if len(result.documents) > _SHOWN else ""
    yield f"须重新打印：{shown}{more}" if shown else "没有文书需要重新打印。"
    if result.warnings:
        yield f"输入有 {result.warnings} 个警告，用 allocator check 可列出。"
    yield from verdict_lines(result.reports)
    yield f"变更单：{result.output / paper_name(one.number)}"


def amended_data(result: AmendResult) -> Mapping[str, Any]:
    """Return the same for programs; names and numbers of persons are left out."""
    one = result.amendment
    return {
        "number": one.number,
        "seed": one.seed,
        "digest": one.digest,
        "corrections": [
            {"sheet": c.sheet, "key": c.key, "column": c.column} for c in one.corrections
        ],
        "out": list(one.out),
        "moves": [{"leaves": move.leaves, "takes": move.takes} for move in one.moves],
        "documents": list(result.documents),
        "rules": rules_data(result.reports),
    }
