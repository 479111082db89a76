"""`allocator freeze`: the first act of the ceremony: inputs and structure fixed, without a seed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from allocator.cli.arranging import now, reasoned, refuse_idle_reason
from allocator.cli.chinese import Option, Text, Verb
from allocator.cli.guard import Answer
from allocator.cli.options import Desk, reading, shared
from allocator.cli.summary import duty_lines

if TYPE_CHECKING:
    from pathlib import Path


@click.command(
    "freeze",
    cls=Verb,
    short_help="抽签前封存数据和考场结构，公布摘要（编排人）",
    help="检查输入、安排考场、预检岗位人数，封存数据和结构并给出摘要，不抽签。由另一人核对摘要后用 "
    "allocator confirm 确认，然后当众产生种子，用 allocator run 抽签（规程 第四十二条）。\n\n"
    "INPUT 为工作簿或文件夹，可写多个；不写则读项目文件夹的 inputs。\n\n"
    "例：allocator freeze 名单.xlsx --operator G00001 --reviewer G00002 -o 结果",
)
@reading()
@shared("存放文书的文件夹，默认 reports")
@click.option("--operator", type=Text(), required=True, cls=Option, help="编排人的工号或证件号码")
@click.option("--reviewer", type=Text(), required=True, cls=Option,
              help="将要确认的复核人的工号或证件号码")  # fmt: skip
@click.option("--replace", is_flag=True, cls=Option, help="抽签前重新封存，须写理由")
@reasoned("重新封存的理由")
def command(desk: Desk, inputs: tuple[Path, ...], **given: Any) -> Answer:
    """Freeze inputs and structure."""
    from allocator.pipeline.freezing import FreezeOptions, freeze
    from allocator.record.ceremony import grouped

    refuse_idle_reason(given, "replace", "重新封存")
    result = freeze(
        desk.inputs(inputs), desk.output, desk.record, FreezeOptions(time=now(), **given),
        password=desk.password, progress=desk.progress,
    )  # fmt: skip
    # Who is known by a masked 证件号码 only must type it himself.
    reviewer = "复核人的证件号码" if "*" in result.reviewer else result.reviewer
    lines = [
        f"已封存（第 {result.number} 次）：考生 {result.candidates} 人，考场 {result.rooms} 个。",
        f"SHA-256：{grouped(result.digest)}",
        f"SM3　　：{grouped(result.sm3)}",
        f"公布用的摘要和二维码：{'、'.join(map(str, result.files))}",
        "请复核人核对摘要后运行：",
        f"  allocator confirm --digest {result.digest[:16]} --reviewer {reviewer}{desk.words}",
    ]
    lines[1:1] = duty_lines(result.duties)
    if result.warnings:
        lines.insert(1, f"输入有 {result.warnings} 个警告，用 allocator check 可列出。")
    data = {
        "number": result.number,
        "digest": result.digest,
        "sm3": result.sm3,
        "candidates": result.candidates,
        "rooms": result.rooms,
        "warnings": result.warnings,
        "paths": {"record": str(desk.record), "files": list(map(str, result.files))},
    }
    return Answer(text="\n".join(lines), data=data)
