"""What `arrange` and `run` share: their options, the call of the pipeline and the summary."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from allocator.cli.chinese import Option, Text
from allocator.cli.confirming import choose_confirmer, confirmable
from allocator.cli.guard import Answer
from allocator.cli.halves import choose_seed, seeded_or_halves
from allocator.cli.summary import (
    duty_lines,
    proof,
    rules_data,
    staff_data,
    staff_lines,
    tier_words,
    tiers_data,
    verdict_lines,
)
from allocator.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from allocator.cli.options import Desk
    from allocator.pipeline import Result


def seeded(text: str) -> Callable[[Callable[..., Answer]], Callable[..., Answer]]:
    """Return what adds --seed, with its help."""
    return click.option("--seed", type=Text(), required=True, cls=Option, help=text)


def planners(command: Callable[..., Answer]) -> Callable[..., Answer]:
    """Add the options that name the two persons who do it."""
    for option in (
        click.option("--reviewer", default="", metavar="TEXT", cls=Option,
                     help="复核人的工号或证件号码"),
        click.option("--operator", default="", metavar="TEXT", cls=Option,
                     help="编排人的工号或证件号码"),
    ):  # fmt: skip
        command = option(command)
    return command


def reasoned(text: str) -> Callable[[Callable[..., Answer]], Callable[..., Answer]]:
    """Return what adds --reason, with its help; numbers of persons in it go nowhere whole."""
    return click.option("--reason", default="", metavar="TEXT", cls=Option, help=text,
                        callback=_without_numbers)  # fmt: skip


def witnessed(command: Callable[..., Answer]) -> Callable[..., Answer]:
    """Add the option that names the witness, whose 证件号码 goes nowhere whole."""
    option = click.option("--witness", default="", metavar="TEXT", cls=Option, help="见证人",
                          callback=_without_numbers)  # fmt: skip
    return option(command)


def _without_numbers(_: click.Context, __: click.Parameter, text: str) -> str:
    from allocator.pipeline.masking import without_numbers

    return without_numbers(text)


def now() -> str:
    """Return the time of an act, for the log and the witness sheet."""
    return datetime.now().astimezone().isoformat(timespec="seconds")


def refuse_idle_reason(given: Mapping[str, Any], flag: str, act: str) -> None:
    """Raise `UsageError` for a reason of something that is not asked for.

    Taken in silence it would stand in the log as the reason of a redraw that was none.
    """
    if given["reason"] and not given[flag]:
        raise UsageError(
            f"--reason 是{act}的理由，只与 --{flag} 同用：要{act}，请加 --{flag}；不是{act}，"
            "请去掉 --reason。没有写任何文件。"
        )


def arranging(command: Callable[..., Answer]) -> Callable[..., Answer]:
    """Add the options of an arrangement."""
    for option in (
        confirmable,
        reasoned("重抽的理由，与 --replace 同用"),
        click.option("--replace", is_flag=True, cls=Option, help="替换已有的编排结果，须写理由"),
        click.option("--full-ids", is_flag=True, cls=Option,
                     help="非公开文书显示完整证件号码"),
        witnessed,
        planners,
        seeded_or_halves("抽签种子，如当众摇出的数字"),
    ):  # fmt: skip
        command = option(command)
    return command


def arrange_inputs(desk: Desk, inputs: Sequence[Path], **given: Any) -> Answer:
    """Arrange the inputs and return the summary; `given` holds the options of `arranging`.

    Raises `UsageError` for a reason without --replace, before anything is read, asked or written.
    """
    from allocator.pipeline import Options, arrange

    refuse_idle_reason(given, "replace", "重抽")
    choose_seed(given, desk.progress)
    choose_confirmer(given, desk.progress)
    result = arrange(
        _paths(desk, inputs, halves=given["halves"] is not None),
        desk.output,
        desk.record,
        Options(jobs=desk.jobs, time=now(), **given),
        password=desk.password,
        progress=desk.progress,
    )
    return Answer(text="\n".join(_lines(result)), data=_data(result))


def _paths(desk: Desk, inputs: Sequence[Path], *, halves: bool) -> Sequence[Path]:
    """Return what to read: nothing where two persons froze the inputs and none are given.

    `halves` are taken of a freeze only; without one the refusal is the pipeline's.
    """
    from allocator.pipeline.freezing import is_frozen

    given = inputs or (desk.folder / "inputs").is_dir()
    if given or not (halves or is_frozen(desk.output, desk.record)):
        return desk.inputs(inputs)
    return ()


def _lines(result: Result) -> list[str]:
    grouped = " ".join(result.digest[n : n + 8] for n in range(0, len(result.digest), 8))
    pairs = "" if not result.pairs_left else f"（{proof(result.pairs_left, result.pairs_bound)}）"
    lines = [
        f"编排完成：考生 {result.candidates} 人，考场 {result.rooms} 个。",
        *(f"  {tier_words(tier)}" for tier in result.tiers),
        f"  同单位相邻：{result.pairs_left} 对{pairs}",
        *(staff_lines(result.staff) if result.staff is not None else ()),
        *verdict_lines(result.reports),
    ]
    lines += duty_lines(result.duties)
    if result.warnings:
        lines.append(f"输入有 {result.warnings} 个警告，用 allocator check 可列出。")
    if result.photos_left_out:
        lines.append(
            f"注意：名单写有 {result.photos_left_out} 人的照片，这次没有写明名单（INPUT），"
            "考场座次表没有印照片，留有照片框。"
        )
    if result.aside is not None:
        lines.append(f"原有结果已整体移到 {result.aside}")
    return [
        *lines,
        f"文书：{result.output}",
        f"记录：{result.record}",
        f"种子：{result.seed}",
        f"摘要：{grouped}",
    ]


def _data(result: Result) -> dict[str, Any]:
    return {
        "seed": result.seed,
        "digest": result.digest,
        "candidates": result.candidates,
        "rooms": result.rooms,
        "tiers": tiers_data(result.tiers),
        "pairs_left": result.pairs_left,
        "pairs_bound": result.pairs_bound,
        "staff": staff_data(result.staff) if result.staff is not None else None,
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
