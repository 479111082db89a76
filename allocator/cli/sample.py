"""`allocator sample`: writes a made-up exam of any size in the input format."""

from __future__ import annotations

import click

from allocator.cli.chinese import OneOf, Option, Text, Verb, Whole
from allocator.cli.guard import Answer
from allocator.cli.options import Desk, shared
from allocator.errors import UsageError
from allocator.synthesis.exams import EXAMS


@click.command(
    "sample",
    cls=Verb,
    short_help="生成任意规模的示例考试（虚构数据）",
    help="生成任意规模的示例考试。人员、单位、考点全部虚构。\n\n"
    "例：allocator sample --exam 经济 --candidates 600 -o 示例",
)
@shared("存放示例的文件夹，默认 inputs", work=False)
@click.option("--exam", type=OneOf(list(EXAMS)), default="一级建造师", cls=Option,
              help=f"考试，默认一级建造师；可选 {'、'.join(EXAMS)}")  # fmt: skip
@click.option("--candidates", type=Whole(), default=1000, cls=Option, help="考生人数，默认 1000")
@click.option("--sites", type=Whole(), cls=Option, help="考点数，默认按人数推算")
@click.option("--seed", type=Text(), default="示例", cls=Option, help="种子，默认“示例”")
@click.option("--replace", is_flag=True, help="覆盖同名文件")
def command(
    desk: Desk, exam: str, candidates: int, sites: int | None, seed: str, replace: bool
) -> Answer:
    """Write the sample."""
    from allocator.synthesis.write import write_exam

    folder = desk.given if desk.given is not None else desk.folder / "inputs"
    old = folder / f"{exam}.xlsx"
    if old.exists() and not replace:
        raise UsageError(f"已有 {old}，没有覆盖。要覆盖请加 --replace。")
    desk.progress.start("生成示例", 1)
    paths = write_exam(folder, exam=exam, candidates=candidates, sites=sites, seed=seed)
    desk.progress.advance()
    lines = [f"已写出虚构的{exam}考试（{candidates} 人）：", *(f"  {path}" for path in paths)]
    data = {"seed": seed, "candidates": candidates, "paths": {"inputs": list(map(str, paths))}}
    return Answer(text="\n".join(lines), data=data)
