"""The rules on the page of the audit: a row for each, and why some do not apply."""

from __future__ import annotations

import re
from collections import defaultdict
from types import MappingProxyType
from typing import TYPE_CHECKING

from allocator.reporting.audit_words import BROKEN, NOT_APPLICABLE, REMAINS, WAIVED
from allocator.reporting.grid import Box, Grid, columns_for
from allocator.reporting.layout import HEI, PALE, SONG

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.models.domain.findings import RuleReport
    from allocator.models.rules import Rule
    from allocator.reporting.audit_words import Outcome

RED, YELLOW, BLUE, GREEN = "#F8CBAD", "#FFF2CC", "#DDEBF7", "#E2EFDA"
FILLS = MappingProxyType({BROKEN: RED, REMAINS: YELLOW, WAIVED: BLUE})
_CLAUSE = 17
"""Columns of 依据 where nothing asks for others."""
_FEW = 8
"""Rules that do not apply are all named up to so many."""
_KIND, _CHECKED, _BROKEN, _WAIVED, _RESULT = 4, 6, 5, 5, 5


def rule_rows(grid: Grid, outcomes: Sequence[Outcome], *, gather: bool) -> None:
    """Write the rows; with `gather` rules that do not apply stand only in the line below them."""
    code = columns_for(max((one.code for one in outcomes), key=len), grid.size)
    middle = grid.columns - code - _KIND - _CHECKED - _BROKEN - _WAIVED - _RESULT
    heads = [
        Box(code, "规则"), Box(middle - _CLAUSE, "检查内容", "left", open="right"),
        Box(_CLAUSE, "依据", "right", open="left"), Box(_KIND, "要求"), Box(_CHECKED, "检查数"),
        Box(_BROKEN, "违反数"), Box(_WAIVED, "豁免数"), Box(_RESULT, "结论"),
    ]  # fmt: skip
    grid.row(*(box._replace(font=HEI, fill=PALE) for box in heads), grows=False)
    idle: dict[str, list[str]] = defaultdict(list)
    for one in outcomes:
        if one.report.applies or not gather:
            _rule(grid, one, code, middle)
        if not one.report.applies:
            idle[_reason(one.report)].append(one.code)
    if idle:
        groups = (f"{_named(codes, gather)}（{reason}）" for reason, codes in idle.items())
        text = f"不适用 {sum(map(len, idle.values()))} 条：{'；'.join(groups)}。"
        grid.across(text, align="left")


def _named(codes: list[str], gathered: bool) -> str:
    """Return rules as a list; a long one of rules that have rows of their own is cut."""
    few = codes if gathered or len(codes) <= _FEW else codes[:3]
    return "、".join(few) + (f" 等 {len(codes)} 条" if len(few) < len(codes) else "")


def _reason(report: RuleReport) -> str:
    """Return in a few words why a rule does not apply."""
    words = re.sub(r"（[^）]*）", "", report.remark).partition("；")[0]
    # Where there was nothing to look at, a remark may say only how many draws were gone through.
    if not words or re.match(r"(正式抽签|演练) \d", words):
        return "没有须核对的对象"
    return shortened(words, 30)


def _rule(grid: Grid, one: Outcome, code: int, middle: int) -> None:
    result, fill = one.verdict, FILLS.get(one.verdict, "")
    font = HEI if result == BROKEN else SONG
    title, clause = _split(grid, one.rule, middle)
    counts: tuple[str | int, ...] = (one.report.checked, one.broken, one.waived)
    if result == NOT_APPLICABLE:
        counts = ("—", "—", "—")
    grid.row(
        Box(code, one.code, "left", fill=fill, font=font),
        Box(title, one.rule.title, "left", fill=fill, open="right", font=font),
        Box(clause, short_clause(one.rule), "right", fill=fill, open="left"),
        Box(_KIND, one.kind, fill=fill),
        *(
            Box(span, count, fill=fill, font=font)
            for span, count in zip((_CHECKED, _BROKEN, _WAIVED), counts, strict=True)
        ),
        Box(_RESULT, result, fill=fill, font=font),
    )


def _split(grid: Grid, rule: Rule, columns: int) -> tuple[int, int]:
    """Share the columns between title and clause so that both stand on few lines.

    There is no line between them, so the share may differ from row to row.
    """
    clause = short_clause(rule)

    def lines(of_clause: int) -> int:
        return max(grid.lines(rule.title, columns - of_clause), grid.lines(clause, of_clause))

    best = min(
        range(4, columns - 8),
        key=lambda span: (lines(span), grid.lines(clause, span), abs(span - _CLAUSE)),
    )
    return columns - best, best


def short_clause(rule: Rule) -> str:
    """Return the numbers of a clause, without what is said beside them."""
    return re.sub(r"（[^）]*）", "", rule.clause)


def shortened(text: str, most: int) -> str:
    """Return a text of so many letters at most."""
    return text if len(text) <= most else text[: most - 1] + "…"
