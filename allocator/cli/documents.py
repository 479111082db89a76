"""`allocator documents`: documents of a record that are lost are written once more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from allocator.cli.arranging import now
from allocator.cli.chinese import Verb
from allocator.cli.guard import Answer
from allocator.cli.options import reading, shared

if TYPE_CHECKING:
    from pathlib import Path

    from allocator.cli.options import Desk


@click.command(
    "documents",
    cls=Verb,
    short_help="按记录补写缺少的文书，与公布的相同",
    help="按记录补写缺少的文书（丢失、损坏的先移走，或恢复备份以后），与公布的相同；"
    "已有的文书不动，不重新抽签。合规审查报告用 allocator audit 重新作出。\n\n"
    "座次表印有照片的，写明编排时的名单 INPUT，照片放在它旁边。\n\n例：allocator documents -o 结果",
)
@reading()
@shared("存放文书的文件夹，默认 reports")
def command(desk: Desk, inputs: tuple[Path, ...]) -> Answer:
    """Write what is missing."""
    from allocator.pipeline.rewriting import rewrite, rewritten_lines

    done = rewrite(
        desk.inputs(inputs) if inputs else (), desk.output, desk.record, time=now(),
        jobs=desk.jobs, password=desk.password, progress=desk.progress,
    )  # fmt: skip
    data = {"documents": list(done.documents), "left": list(done.left)}
    return Answer(text="\n".join(rewritten_lines(done)), data=data)
