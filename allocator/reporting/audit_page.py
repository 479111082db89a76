"""合规审查单页: the audit on one page of A4, to be signed and filed.

Sheet `合规审查单页` of 合规审查报告: what the run is known by; the verdict; a row for every rule
with its clause, 检查数, 违反数, 豁免数 and 结论; where broken ones stand in `明细`; waivers with
their reasons; every objective as the audit counted it, beside value and bound of the record; lines
to sign.

Type is as large as the page allows, at least 7.2 points. Where even that does not fit, rules that
do not apply share a line and reasons are cut; both stand in full on the other sheets.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from allocator.models.rules.duty import NOT_AUDITED_SHORT, NOT_ROSTERED
from allocator.reporting.audit_objectives import FALSE, objectives
from allocator.reporting.audit_rules import BLUE, FILLS, GREEN, RED, rule_rows, shortened
from allocator.reporting.audit_words import BROKEN, REMAINS
from allocator.reporting.grid import Box, Grid
from allocator.reporting.layout import HEI, PALE, SONG, Page

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from allocator.reporting.audit_words import Outcome
    from allocator.reporting.layout import Document

NAME = "合规审查单页"
TITLE = "考务编排合规审查单页"
PAGE = Page(landscape=False, width=197.2, height=772.0, top=8.0, bottom=12.0, side=7.0)
"""Fuller than other pages: it is shrunk by a hair where a printer needs more room."""


class _Way(NamedTuple):
    """One way to lay the page out."""

    size: float
    gather: bool = False
    """Rules that do not apply share a line."""
    places: bool = True
    """It is told where in 明细 each broken rule stands."""
    reasons: int = 1000
    """Lines of waivers at most."""
    letters: int = 1000
    """Letters of a reason at most."""
    sign: float = 30.0
    """Points of the lines to sign, at least."""


_BY_HAND = 18.0
"""Points of a row whose value is filled in by hand."""
_LABEL = 11
"""Columns of a label."""
_LEAST = 7.2
_WAYS = (
    *(_Way(size) for size in (9.0, 8.6, 8.2, 7.8)),
    *(_Way(size, gather=True) for size in (9.0, 8.6, 8.2, 7.8)),
    *(_Way(size) for size in (7.5, _LEAST)),
    *(_Way(size, gather=True) for size in (7.5, _LEAST)),
    *(
        _Way(_LEAST, gather=True, places=False, reasons=most, letters=45)
        for most in (1000, 24, 20, 16, 13, 10, 8, 6, 5, 4, 3, 2, 1, 0)
    ),
    _Way(_LEAST, gather=True, places=False, reasons=0, letters=45, sign=24.0),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What the page says of the run itself; blank: left to be filled in by hand."""

    exams: str = ""
    region: str = ""
    time: str = ""
    people: str = ""
    seed: str = ""
    method: str = ""
    digest: str = ""
    result: str = ""
    waivers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Reasons of sheet 参数, by rule."""


def write_page(
    document: Document,
    outcomes: Sequence[Outcome],
    head: Head,
    details: Mapping[str, tuple[int, int]],
    edited: int | None = None,
) -> None:
    """Append the page.

    `details` gives the first and last row of each rule in sheet 明细, `edited` the rows of sheet
    与记录不同; None: there is none.
    """
    for way in _WAYS:
        grid = _laid(way, outcomes, head, details, edited)
        if grid.height <= PAGE.height:
            break
    grid.write(document, NAME, PAGE)


def _laid(
    way: _Way,
    outcomes: Sequence[Outcome],
    head: Head,
    details: Mapping[str, tuple[int, int]],
    edited: int | None,
) -> Grid:
    grid = Grid.of(PAGE, way.size)
    grid.across(TITLE, font=HEI, factor=1.9, open="border")
    _head(grid, head)
    _verdict(grid, outcomes, edited)
    rule_rows(grid, outcomes, gather=way.gather)
    _broken(grid, outcomes, details if way.places else {})
    _waivers(grid, outcomes, head.waivers, way)
    objectives(grid, [measure for one in outcomes for measure in one.report.measures])
    _sign(grid, way)
    return grid


def _fields(grid: Grid, *fields: tuple[str, str, int], least: float = 0.0) -> None:
    """Write labels with their values; the last value takes what is left of the row.

    `least`: points of the row.
    """
    boxes: list[Box] = []
    left = grid.columns
    for nth, (label, value, span) in enumerate(fields):
        wide = left - _LABEL if nth == len(fields) - 1 else span
        boxes += [Box(_LABEL, label, font=HEI, fill=PALE), Box(wide, value, "left")]
        left -= _LABEL + wide
    grid.row(*boxes, least=least, grows=False)


def _head(grid: Grid, head: Head) -> None:
    _fields(grid, ("考试", head.exams, 40), ("考试时间", head.time, 0))
    by_hand = 0.0 if head.region else _BY_HAND
    _fields(grid, ("考区", head.region, 31), ("规模", head.people, 0), least=by_hand)
    _fields(grid, ("种子", head.seed, 40), ("方法版本", head.method, 0))
    _fields(grid, ("数据与结构摘要", _grouped(head.digest), 0))
    _fields(grid, ("抽签结果摘要", _grouped(head.result), 0))


def _grouped(digest: str) -> str:
    return " ".join(digest[n : n + 8] for n in range(0, len(digest), 8))


def _verdict(grid: Grid, outcomes: Sequence[Outcome], edited: int | None) -> None:
    """Write the verdict: first whether every *must* holds, then what else there is to know."""
    applied = [one for one in outcomes if one.report.applies]
    wrong = [one for one in applied if one.verdict == BROKEN]
    looked = f"适用规则 {len(applied)} 条，核对 {sum(one.report.checked for one in applied)} 项"
    if wrong:
        count = sum(one.broken for one in wrong)
        text = (
            f"结论：不符合。“必须”规则 {len(wrong)} 条不符合，共 {count} 处，不得发布（{looked}）。"
        )
    else:
        text = f"结论：符合。“必须”规则全部符合（{looked}）。"
    remaining = sum(one.verdict == REMAINS for one in applied)
    false = [measure for one in outcomes for measure in one.report.measures if measure.wrong]
    parts = [
        f"“应当”规则 {remaining} 条有剩余" if remaining else "“应当”规则没有剩余",
        f"豁免 {sum(one.waived for one in outcomes)} 处",
        f"目标 {len(false)} 项{FALSE}" if false else "",
    ]
    if edited is not None:
        differ = f"有 {edited} 处不同，见工作表“与记录不同”" if edited else "逐格一致"
        parts.append(f"文书与记录{differ}")
    text += "；".join(part for part in parts if part) + "。"
    if any(one.report.remark == NOT_ROSTERED for one in outcomes):
        text += NOT_AUDITED_SHORT
    grid.across(text, align="left", font=HEI, factor=1.15, fill=RED if wrong or edited else GREEN)


def _broken(
    grid: Grid, outcomes: Sequence[Outcome], details: Mapping[str, tuple[int, int]]
) -> None:
    """Say of the rules with findings where they stand."""
    for result, label, font in ((BROKEN, "不符合", HEI), (REMAINS, "有剩余", SONG)):
        found = [one for one in outcomes if one.verdict == result]
        if not found:
            continue
        text = f"{label} {len(found)} 条，逐处见工作表“明细”"
        if all(one.code in details for one in found):
            words = (f"{one.code} {one.broken} 处（{_rows(*details[one.code])}）" for one in found)
            text += f"：{'；'.join(words)}"
        grid.across(f"{text}。", align="left", fill=FILLS[result], font=font)


def _rows(first: int, last: int) -> str:
    return f"第 {first} 行" if first == last else f"第 {first}—{last} 行"


def _waivers(
    grid: Grid, outcomes: Sequence[Outcome], reasons: Mapping[str, str], way: _Way
) -> None:
    """Write a line for each reason, with the rules it is given for and how often each was used."""
    used = {one.code: one.waived for one in outcomes if one.waived}
    remarks = {one.code: one.report.remark for one in outcomes}
    gathered: dict[str, list[str]] = defaultdict(list)
    for rule in (*reasons, *(rule for rule in used if rule not in reasons)):
        gathered[reasons.get(rule) or remarks.get(rule) or "理由见明细"].append(rule)
    lines = list(gathered.items())
    if lines and not way.reasons:
        text = f"{len(used | dict(reasons))} 条规则的豁免理由见工作表“基本信息”，逐处见“明细”。"
        grid.across(f"豁免及理由：{text}", align="left", fill=BLUE)
        return
    head = "豁免及理由" if gathered else "豁免及理由：没有豁免。"
    grid.across(head, align="left", font=HEI, fill=PALE)
    for reason, rules in lines[: way.reasons]:
        named = "、".join(f"{rule}（{used.get(rule, 0)} 处）" for rule in rules)
        grid.across(f"{named}：{shortened(reason, way.letters)}", align="left", fill=BLUE)
    rest = sum(len(rules) for _, rules in lines[way.reasons :])
    if rest:
        text = f"其余 {rest} 条规则的豁免理由见工作表“基本信息”，逐处见“明细”。"
        grid.across(text, align="left", fill=BLUE)


def _sign(grid: Grid, way: _Way) -> None:
    third = grid.columns // 3
    names = ("审查人", "复核人", "监督人")
    spans = (third, third, grid.columns - 2 * third)
    grid.row(
        *(
            Box(span, f"{name}（签字）：\n　　　　　　　年　　月　　日", "left", factor=1.15)
            for span, name in zip(spans, names, strict=True)
        ),
        least=way.sign,
        grows=False,
    )
