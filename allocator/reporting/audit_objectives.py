"""目标与下界 on the page of the audit: each objective as counted, claimed, and proven."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from allocator.reporting.audit_rules import RED, YELLOW
from allocator.reporting.grid import Box
from allocator.reporting.layout import HEI, PALE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.models.domain.findings import Measure
    from allocator.reporting.grid import Grid

FALSE = "与记录不符"
COUNTED, PROVEN, GAP, WRONG, NOT_COUNTED = "最少", "最少*", "未证", "不符", "未复算"
_NAME, _VALUES, _RESULT = 12, (7, 7, 7, 6), 5
_SHORT = MappingProxyType(
    {
        "男女不全的考场": "男女不全",
        "无有经验监考的考场": "无有经验监考",
        "监考有本单位考生的考场": "监考本单位",
        "重复的考场或搭档": "重复考场搭档",
    }
)
"""Names that are too long for their column."""
_NOTE = (
    f"复算值按导出的表格清点，清点下界只凭计数。{COUNTED}：清点即可证明；{PROVEN}：记录所载求解的证明；"
    f"{GAP}：数值与下界之间或有余地。"
)


def outcome(measure: Measure) -> str:
    """Return what is to be said of an objective in a word."""
    value = measure.recomputed
    if value is None:
        return NOT_COUNTED
    if measure.wrong:
        return WRONG
    if measure.floor is not None and measure.floor >= value:
        return COUNTED
    return PROVEN if measure.bound is not None and measure.bound >= value else GAP


def objectives(grid: Grid, measures: Sequence[Measure]) -> None:
    """Write every objective, in two halves side by side."""
    grid.across("目标与下界" if measures else "目标与下界：没有记录目标。", align="left", font=HEI,
                fill=PALE)  # fmt: skip
    if not measures:
        return
    heads = ("目标", "复算值", "记录值", "记录下界", "清点下界", "结论")
    spans = (_NAME, *_VALUES, _RESULT)
    head = [Box(span, text, font=HEI) for span, text in zip(spans, heads, strict=True)]
    grid.row(*head, *head, grows=False)
    half = -(-len(measures) // 2)
    for nth in range(half):
        pair = measures[nth : nth + half + 1 : half]
        boxes = [box for measure in pair for box in _boxes(measure)]
        if len(pair) == 1:
            boxes.append(Box(grid.columns // 2, None))
        grid.row(*boxes)
    grid.across(_NOTE, align="left", open="border", factor=1.0)


def _boxes(measure: Measure) -> list[Box]:
    result = outcome(measure)
    fill = {WRONG: RED, NOT_COUNTED: YELLOW}.get(result, "")
    scope = measure.scope[:2]
    name = _SHORT.get(measure.name, measure.name)
    name = f"{scope} {name}" if scope else name
    values = (measure.recomputed, measure.claimed, measure.bound, measure.floor)
    return [
        Box(_NAME, name, "left", fill=fill),
        *(
            Box(span, "—" if value is None else value, fill=fill)
            for span, value in zip(_VALUES, values, strict=True)
        ),
        Box(_RESULT, result, fill=fill, font=HEI),
    ]
