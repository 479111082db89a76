"""`allocator run`: the whole work in one command, from workbooks in to audited documents out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from allocator.cli.arranging import arrange_inputs, arranging
from allocator.cli.chinese import Option, Verb
from allocator.cli.options import Desk, reading, shared

if TYPE_CHECKING:
    from pathlib import Path

    from allocator.cli.guard import Answer


@click.command(
    "run",
    cls=Verb,
    short_help="一次完成检查、编排、岗位、导出和审查",
    help="一次完成检查、编排、岗位、导出和审查。全部符合才发布，否则先前的结果不动。\n\n"
    "INPUT 为工作簿或文件夹，可写多个；不写则读项目文件夹的 inputs。"
    "已封存并确认的（allocator freeze、confirm），从封存的数据抽签，可不写 INPUT。\n\n"
    "例：allocator run 名单.xlsx --seed 391072 -o 结果",
)
@reading()
@shared("存放文书的文件夹，默认 reports")
@arranging
@click.option("--rehearse", is_flag=True, cls=Option, help="另作全部考点、场次的演练抽签")
def command(desk: Desk, inputs: tuple[Path, ...], **given: Any) -> Answer:
    """Check, arrange, post, export and audit."""
    return arrange_inputs(desk, inputs, posts=True, **given)
