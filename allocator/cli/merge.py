"""`allocator merge`: signed results of site packs join the record, each recomputed first."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from allocator.cli.chinese import Verb
from allocator.cli.guard import Answer
from allocator.cli.options import shared
from allocator.cli.places import Place
from allocator.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from allocator.cli.options import Desk


@click.command(
    "merge",
    cls=Verb,
    short_help="并入考点包的抽签结果",
    help="把考点用考点包抽签得到的结果文件（抽签结果_*.alor）并入考区。先核对签名、考试和考点，"
    "再按种子重算，一致才发布文书；一个文件不符，全部不并入。\n\n"
    "例：allocator merge 抽签结果_01_场次1.alor -o 结果",
)
@click.argument("files", metavar="[FILE]...", nargs=-1, type=Place())
@shared("存放文书的文件夹，默认 reports", work=False)
def command(desk: Desk, files: tuple[Path, ...]) -> Answer:
    """Merge results."""
    from allocator.pipeline.merging import merge

    if not files:
        raise UsageError("没有写明结果文件。例：allocator merge 抽签结果_01_场次1.alor -o 结果")
    time = datetime.now().astimezone().isoformat(timespec="seconds")
    merged = merge(desk.output, desk.record, files, time)
    lines = [
        f"已并入：考点 {one.day.site} 场次 {one.day.session} 第 {one.day.number} 次抽签"
        f"（第 {one.pack} 号考点包，种子 {one.day.seed}），文书：{one.folder}"
        for one in merged
    ]
    data = {
        "merged": [
            {
                "file": one.file, "site": one.day.site, "session": one.day.session,
                "number": one.day.number, "pack": one.pack, "seed": one.day.seed,
                "digest": one.day.digest, "result_digest": one.day.result_digest,
                "paths": {"folder": str(one.folder)},
            }
            for one in merged
        ]
    }  # fmt: skip
    return Answer(text="\n".join(lines), data=data)
