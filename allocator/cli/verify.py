"""`allocator verify`: recomputes everything from the record, and compares cell by cell."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from allocator.cli.audit import folders
from allocator.cli.chinese import Verb
from allocator.cli.guard import Answer
from allocator.cli.options import Desk, shared
from allocator.cli.summary import difference_data

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.pipeline.verification.tables import Difference

_SHOWN = 200
"""Differences on the screen; --json has all of them."""


@click.command(
    "verify",
    cls=Verb,
    short_help="凭记录和种子重新计算，与公布的工作簿逐格核对",
    help="凭记录和种子重新计算座位、岗位和每次抽签，与公布的工作簿逐格核对，写明不同的行和列；"
    "不改任何文件。\n\n"
    "DIR 为存放文书的文件夹或项目文件夹；不写则为当前项目文件夹。\n\n例：allocator verify 结果",
)
@click.argument("place", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@shared("存放文书的文件夹，与 DIR 相同")
def command(desk: Desk, place: Path | None) -> Answer:
    """Verify what was published."""
    from allocator.pipeline.verification.verify import verify

    output, record = folders(desk, place)
    done = verify(output, record, jobs=desk.jobs, progress=desk.progress)
    looked = f"重算座位 {done.seats} 个、监考抽签 {done.draws} 次，核对工作簿 {done.books} 个"
    data = {
        "seats": done.seats,
        "draws": done.draws,
        "books": done.books,
        "cells": done.cells,
        "believed": list(done.believed),
        "differences": [difference_data(one) for one in done.differences],
    }
    lines = [f"复核一致：{looked}，与记录完全相同。"]
    if done.differences:
        lines = _lines(done.differences, looked)
    if done.believed:
        lines.append(
            f"注意：文书由程序 {'、'.join(done.believed)} 版生成，与本程序的版本不同：印制的文书"
            "只按记录中的清单核对，没有重新生成，抽签见证单没有核对。要完全核对请用原来的版本。"
        )
    code = 5 if done.differences else 0
    return Answer(text="\n".join(lines), data=data, exit_code=code)


def _lines(differences: Sequence[Difference], looked: str) -> list[str]:
    lines = [f"复核不一致：{looked}，有 {len(differences)} 处不同。请查明原因，或恢复备份。"]
    lines += [f"  {one.text}" for one in differences[:_SHOWN]]
    if len(differences) > _SHOWN:
        lines.append(f"  …… 另有 {len(differences) - _SHOWN} 处，加 --json 可全部列出。")
    return lines
