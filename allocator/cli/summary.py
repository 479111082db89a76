"""What commands say of objectives, of the audit and of the staff: the same words everywhere."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from allocator.cli.compared import some
from allocator.models.rules import RULE_OF
from allocator.models.rules.duty import (
    DUTY_RULES,
    NOT_AUDITED_SHORT,
    NOT_ROSTERED,
    ROSTER_BOOK,
    ROSTER_HOW,
    not_arranged,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from allocator.models.domain.findings import Measure, RuleReport
    from allocator.models.domain.plans import Tier
    from allocator.models.domain.staffing import Spread
    from allocator.pipeline.days import DayResult
    from allocator.pipeline.staff_result import StaffResult

_COUNTED = {
    "考场场次": "各场次所用考场数相加",
    "优先级": "所用考场低于最高优先级的级数相加",
    "科目考点": "各科目所在考点数相加",
    "场次均衡": "各人场次数（含历史）的平方和",
    "早场均衡": "各人早场数的平方和",
    "男女搭配": "各场所缺的女监考或男监考人数",
    "单位均衡": "考点内同单位超出均摊的人数",
    "男女均衡": "考点内男女偏离均摊的人数",
    "经验均衡": "考点内有经验者偏离均摊的人数",
    "离开所属考点": "到其他考点的人数",
}
"""What an objective counts, where its name alone would puzzle a planner."""
_ON_DUTY = frozenset(rule.code for rule in DUTY_RULES)
_TIGHT_SHOWN = 3
"""Draws without a person to spare that are named of each post; 抽签预演表 has them all."""


def duty_lines(duties: int) -> tuple[str, ...]:
    """Return the word on rows of 值守: no document of this version holds them."""
    return (f"{not_arranged(duties)}{ROSTER_HOW}",) if duties else ()


def proof(value: int, bound: int) -> str:
    """Return what is proven of an objective."""
    return "已证明最少" if value <= bound else f"已证明不少于 {bound}，差 {value - bound}"


def tier_words(tier: Tier) -> str:
    """Return one objective with what it counts, where its name does not say, and what is proven."""
    counted = f"{_COUNTED[tier.name]}，" if tier.name in _COUNTED else ""
    return f"{tier.name}：{tier.value}（{counted}{proof(tier.value, tier.bound)}）"


def broken(report: RuleReport) -> int:
    """Return how many findings of a rule no waiver covers."""
    return sum(not finding.waived for finding in report.findings)


def verdict_lines(reports: Sequence[RuleReport]) -> list[str]:
    """Return the audit in a few lines: how many rules hold, and which do not."""
    checked = [report for report in reports if report.applies]
    bad = [r for r in checked if broken(r) and RULE_OF[r.rule].kind == "must"]
    looked = sum(report.checked for report in checked)
    if not bad:
        return [f"审查：适用规则 {len(checked)} 条，核对 {looked} 项，必须遵守的规则全部符合。"]
    lines = [f"审查：适用规则 {len(checked)} 条，核对 {looked} 项，{len(bad)} 条不符合："]
    for report in bad:
        first = next(finding for finding in report.findings if not finding.waived)
        lines.append(f"  [{report.rule}] {RULE_OF[report.rule].title}：{broken(report)} 处")
        lines.append(f"    如 {first.place}：{first.message}")
    return lines


def roster_lines(reports: Sequence[RuleReport], others: Sequence[str]) -> list[str]:
    """Return what was not checked of duty: all of it without a roster, or rules without rows.

    `others`: files that bear a name like the roster's, which nobody looked into.
    """
    lines = []
    if any(report.remark == NOT_ROSTERED for report in reports):
        lines.append(f"{NOT_AUDITED_SHORT}{ROSTER_HOW}")
    lines += [
        f"注意：{report.rule} {report.remark}。"
        for report in reports
        if report.rule in _ON_DUTY
        and report.remark != NOT_ROSTERED
        and any(words in report.remark for words in ("未核对", "没有运送"))
    ]
    if others:
        lines.append(
            f"注意：{some(others)} 没有审查；值守安排只认与编排总表.xlsx 放在一起的{ROSTER_BOOK}。"
        )
    return lines


def objective_lines(reports: Sequence[RuleReport]) -> list[str]:
    """Return in a line or two how the objectives of the record came out when counted anew."""
    measures = [measure for report in reports for measure in report.measures]
    false = [_named(measure) for measure in measures if measure.wrong]
    unknown = [_named(measure) for measure in measures if measure.recomputed is None]
    lines = []
    if counted := len(measures) - len(unknown):
        result = (
            f"{len(false)} 项与记录不符：{'、'.join(false)}" if false else "数值和下界均与记录相符"
        )
        lines.append(f"目标：复算 {counted} 项，{result}。")
    if unknown:
        lines.append(f"目标：未能复算 {len(unknown)} 项：{'、'.join(unknown)}。")
    return lines


def _named(measure: Measure) -> str:
    return f"{measure.name}（{measure.scope}）" if measure.scope else measure.name


def rules_data(reports: Sequence[RuleReport]) -> list[dict[str, Any]]:
    """Return the audit for --json."""
    return [
        {
            "rule": report.rule,
            "kind": RULE_OF[report.rule].kind,
            "applies": report.applies,
            "checked": report.checked,
            "broken": broken(report),
            "waived": len(report.findings) - broken(report),
            "remark": report.remark,
            "measures": [asdict(measure) | {"gap": measure.gap} for measure in report.measures],
        }
        for report in reports
    ]


def tiers_data(tiers: Sequence[Tier]) -> list[dict[str, Any]]:
    """Return objectives for --json."""
    names = ("name", "rule", "value", "bound", "optimal")
    return [{name: getattr(tier, name) for name in names} for tier in tiers]


def staff_lines(staff: StaffResult) -> list[str]:
    """Return the summary of posting for the screen."""
    return [
        f"岗位安排完成：上岗 {staff.posted} 人，回避 {staff.recused} 人，"
        f"备用监考 {staff.reserves} 人次。",
        *(f"  {tier_words(tier)}" for tier in staff.tiers),
        *_spread_lines(staff.spreads),
        *_absence_lines(staff),
        *_rehearsal_lines(staff),
    ]


def _absence_lines(staff: StaffResult) -> Iterator[str]:
    head = f"  抽签可行性：{staff.draws} 场抽签全部证明能够完成"
    if not staff.tight:
        yield (
            f"{head}；任意 {staff.worst} 人缺席仍能完成，95% 的演练中 {staff.likely} 人缺席"
            "仍能完成（各场中最少者，逐场见抽签预演表）"
        )
        return
    yield f"{head}，但其中 {len(staff.tight)} 场有岗位一人也缺不得（逐场见抽签预演表）："
    alike: dict[tuple[str, str], list[str]] = defaultdict(list)
    for draw in staff.tight:
        sessions = "、".join(map(str, draw.sessions))
        alike[draw.lacking, draw.cure].append(f"考点 {draw.site} 场次 {sessions}")
    for (lacking, cure), draws in alike.items():
        places = "，".join(draws[:_TIGHT_SHOWN])
        many = f" 等 {len(draws)} 场" if len(draws) > _TIGHT_SHOWN else ""
        yield f"    {lacking or '总人数'}：{places}{many}" + (f"；办法：每场{cure}" if cure else "")


def _rehearsal_lines(staff: StaffResult) -> Iterator[str]:
    if staff.rehearsed:
        yield f"  演练抽签：{staff.rehearsed} 场，全部完成；尽量遵守的规则合计剩余："
        for tier in staff.left:
            yield f"    {tier_words(tier)}"


def _spread_lines(spreads: tuple[Spread, ...]) -> Iterator[str]:
    for spread in spreads:
        yield (
            f"  {spread.name}分布：{spread.people} 人，最少 {spread.least}，最多 {spread.most}，"
            f"基尼系数 {spread.gini / 10000:.4f}"
        )


def staff_data(staff: StaffResult) -> dict[str, Any]:
    """Return the summary of posting for --json."""
    return {
        "recused": staff.recused,
        "posted": staff.posted,
        "reserves": staff.reserves,
        "spreads": [asdict(spread) for spread in staff.spreads],
        "tiers": tiers_data(staff.tiers),
        "draws": staff.draws,
        "worst": staff.worst,
        "likely": staff.likely,
        "tight": [asdict(draw) | {"sessions": list(draw.sessions)} for draw in staff.tight],
        "rehearsed": staff.rehearsed,
        "left": tiers_data(staff.left),
    }


def draw_lines(result: DayResult, now: datetime) -> list[str]:
    """Return the summary of a draw for the screen; `now` tells whether it is the day."""
    from allocator.pipeline.day_acts import other_day

    drawn, turn = result.record.result, result.sheet.turns[result.turn].turn
    what = "演练抽签" if result.record.rehearsal else "抽签"
    sessions = "、".join(map(str, drawn.sessions))
    lines = [
        f"{what}完成：考点 {result.sheet.site} {result.sheet.name}，场次 {sessions}，"
        f"考场 {len(drawn.rooms)} 个，流动监考 {len(drawn.patrols)} 人，"
        f"备用 {len(drawn.reserves)} 人。",
        *(f"  {tier_words(tier)}" for tier in drawn.tiers),
    ]
    if drawn.stepped_in:
        lines.append(f"  备用监考补上：{'、'.join(drawn.stepped_in)}")
    if result.not_due:
        lines.append(f"  本场本来没有任务的缺席人员：{'、'.join(result.not_due)}")
    if not result.record.rehearsal:
        lines += [f"  {note}" for note in other_day(turn, now.isoformat())]
    digest = result.record.result_digest
    grouped = " ".join(digest[n : n + 8] for n in range(0, len(digest), 8))
    return [*lines, f"文书：{result.folder}", f"种子：{result.record.seed}", f"结果摘要：{grouped}"]


def draw_data(result: DayResult) -> dict[str, Any]:
    """Return the summary of a draw for --json."""
    drawn = result.record.result
    return {
        "site": drawn.site,
        "sessions": list(drawn.sessions),
        "number": result.record.number,
        "rehearsal": result.record.rehearsal,
        "seed": result.record.seed,
        "digest": result.record.digest,
        "result_digest": result.record.result_digest,
        "rooms": len(drawn.rooms),
        "patrols": len(drawn.patrols),
        "reserves": list(drawn.reserves),
        "stepped_in": list(drawn.stepped_in),
        "not_due": list(result.not_due),
        "tiers": tiers_data(drawn.tiers),
        "paths": {"folder": str(result.folder)},
    }
