"""What `arrange` and `run` share: their options, the call of the pipeline and the summary."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from allocator.cli.chinese import Option, Text
from allocator.cli.guard import Answer
from allocator.models.rules import RULE_OF
from allocator.randomness import normal_seed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from allocator.cli.options import Desk
    from allocator.models.domain.findings import RuleReport
    from allocator.models.domain.plans import Tier
    from allocator.pipeline import Result


def arranging(command: Callable[..., Answer]) -> Callable[..., Answer]:
    """Add the options of an arrangement."""
    for option in reversed(
        (
            click.option("--seed", type=Text(), required=True, cls=Option,
                         help="抽签种子，如当众摇出的数字"),
            click.option("--operator", default="", metavar="TEXT", cls=Option,
                         help="编排人的工号或证件号码"),
            click.option("--reviewer", default="", metavar="TEXT", cls=Option,
                         help="复核人的工号或证件号码"),
            click.option("--full-ids", is_flag=True, cls=Option,
                         help="非公开文书显示完整证件号码"),
            click.option("--replace", is_flag=True, cls=Option, help="替换已有的编排结果"),
        )
    ):  # fmt: skip
        command = option(command)
    return command


def arrange_inputs(desk: Desk, inputs: Sequence[Path], **given: Any) -> Answer:
    """Arrange the inputs and return the summary; `given` holds the options of `arranging`."""
    from allocator.pipeline import Options, arrange

    given["seed"] = normal_seed(given["seed"])
    result = arrange(
        desk.inputs(inputs),
        desk.output,
        desk.record,
        Options(jobs=desk.jobs, **given),
        password=desk.password,
        progress=desk.progress,
    )
    return Answer(text="\n".join(_lines(result)), data=_data(result))


def _lines(result: Result) -> list[str]:
    grouped = " ".join(result.digest[n : n + 8] for n in range(0, len(result.digest), 8))
    pairs = "" if not result.pairs_left else f"（{_proof(result.pairs_left, result.pairs_bound)}）"
    lines = [
        f"编排完成：考生 {result.candidates} 人，考场 {result.rooms} 个。",
        *(f"  {tier_words(tier)}" for tier in result.tiers),
        f"  同单位相邻：{result.pairs_left} 对{pairs}",
        *verdict_lines(result.reports),
    ]
    if result.warnings:
        lines.append(f"输入有 {result.warnings} 个警告，用 allocator check 可列出。")
    if result.aside is not None:
        lines.append(f"原有结果已整体移到 {result.aside}")
    return [
        *lines,
        f"文书：{result.output}",
        f"记录：{result.record}",
        f"种子：{result.seed}",
        f"摘要：{grouped}",
    ]


def _proof(value: int, bound: int) -> str:
    return "已证明最少" if value <= bound else f"已证明不少于 {bound}，差 {value - bound}"


def tier_words(tier: Tier) -> str:
    """Return one objective with what is proven of it."""
    return f"{tier.name}：{tier.value}（{_proof(tier.value, tier.bound)}）"


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
        }
        for report in reports
    ]


def _data(result: Result) -> dict[str, Any]:
    names = ("name", "rule", "value", "bound", "optimal")
    return {
        "seed": result.seed,
        "digest": result.digest,
        "candidates": result.candidates,
        "rooms": result.rooms,
        "tiers": [{name: getattr(tier, name) for name in names} for tier in result.tiers],
        "pairs_left": result.pairs_left,
        "pairs_bound": result.pairs_bound,
        "rules": rules_data(result.reports),
        "warnings": result.warnings,
        "issues": [],
        "paths": {
            "output": str(result.output),
            "record": str(result.record),
            "aside": str(result.aside) if result.aside is not None else None,
        },
        "seconds": {stage: round(seconds, 3) for stage, seconds in result.seconds.items()},
    }
