"""`allocator arrange`: rooms, seats, tickets and the documents of the candidates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from allocator.cli.arranging import arrange_inputs, arranging
from allocator.cli.chinese import Verb
from allocator.cli.options import Desk, reading, shared

if TYPE_CHECKING:
    from pathlib import Path

    from allocator.cli.guard import Answer


@click.command(
    "arrange",
    cls=Verb,
    short_help="编排考场、座位和准考证号，生成考务文书",
    help="编排考场、座位和准考证号，生成考务文书，并在发布前审查。\n\n"
    "INPUT 为工作簿或文件夹，可写多个；不写则读项目文件夹的 inputs。"
    "已封存并确认的（allocator freeze、confirm），从封存的数据抽签，可不写 INPUT。\n\n"
    "例：allocator arrange 名单.xlsx --seed 391072 -o 结果",
)
@reading()
@shared("存放文书的文件夹，默认 reports")
@arranging
def command(desk: Desk, inputs: tuple[Path, ...], **given: Any) -> Answer:
    """Arrange rooms, seats and tickets."""
    return arrange_inputs(desk, inputs, **given)
