"""`allocator documents`: documents of a record that are lost are written once more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from allocator.cli.arranging import now
from allocator.cli.chinese import Verb
from allocator.cli.guard import Answer
from allocator.cli.options import reading, shared

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from allocator.cli.options import Desk
    from allocator.pipeline.rewriting import Rewritten


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
    from allocator.pipeline.rewriting import rewrite

    done = rewrite(
        desk.inputs(inputs) if inputs else (), desk.output, desk.record, time=now(),
        jobs=desk.jobs, password=desk.password, progress=desk.progress,
    )  # fmt: skip
    data = {"documents": list(done.documents), "left": list(done.left)}
    return Answer(text="\n".join(_lines(done)), data=data)


def _lines(done: Rewritten) -> Iterator[str]:
    """Yield what is said of it."""
    yield f"补写文书 {len(done.documents)} 个。" if done.documents else "文书都在，没有补写。"
    yield from (f"  {place}" for place in done.documents[:20])
    if len(done.documents) > 20:
        yield f"  …… 另有 {len(done.documents) - 20} 个"
    if done.left:
        why = f"由程序 {'、'.join(done.versions)} 版生成，本版本写出的不同，请用原来的版本补写"
        if done.photos:
            why = "印有照片的，请写明编排时的名单（照片放在它旁边）"
        yield f"没有补写 {len(done.left)} 个，因为写出的与公布的不会相同（{why}）："
        yield from (f"  {place}" for place in done.left[:20])
