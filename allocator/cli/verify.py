"""`allocator verify`: recomputes everything from the record, and compares cell by cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from allocator.cli.audit import folders
from allocator.cli.chinese import Verb
from allocator.cli.compared import difference_data, verified_lines
from allocator.cli.guard import Answer
from allocator.cli.options import Desk, shared
from allocator.cli.places import Place

if TYPE_CHECKING:
    from pathlib import Path


@click.command(
    "verify",
    cls=Verb,
    short_help="凭记录和种子重新计算，与公布的工作簿逐格核对",
    help="凭记录和种子重新计算座位、岗位和每次抽签，与公布的工作簿逐格核对，写明不同的行和列；"
    "不改任何文件。\n\n"
    "DIR 为存放文书的文件夹或项目文件夹；不写则为当前项目文件夹。\n\n例：allocator verify 结果",
)
@click.argument("place", metavar="[DIR]", required=False, type=Place())
@shared("存放文书的文件夹，与 DIR 相同")
def command(desk: Desk, place: Path | None) -> Answer:
    """Verify what was published."""
    from allocator.pipeline.verification.verify import verify

    output, record = folders(desk, place)
    done = verify(output, record, jobs=desk.jobs, progress=desk.progress)
    looked = f"重算座位 {done.seats} 个{done.recomputed}，核对工作簿 {done.books} 个"
    data = {
        "seats": done.seats,
        "draws": done.draws,
        "rehearsals": done.rehearsals,
        "redraws": done.redraws,
        "amendments": done.amendments,
        "books": done.books,
        "cells": done.cells,
        "versions": list(done.versions),
        "differences": [difference_data(one) for one in done.differences],
        "doubtful": [difference_data(one) for one in done.doubtful],
        "chosen": [difference_data(one) for one in done.chosen],
        "solvers": list(done.solvers),
        "stale_report": done.stale_report,
        "uncompared": list(done.uncompared),
    }
    code = 5 if done.differences else 6 if done.doubtful or done.chosen else 0
    return Answer(text="\n".join(verified_lines(done, looked)), data=data, exit_code=code)
