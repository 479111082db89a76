"""`allocator amend`: late changes of what was published, by two persons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from allocator.cli.absence import read_numbers
from allocator.cli.amended import amended_data, amended_lines
from allocator.cli.arranging import now, planners, reasoned, witnessed
from allocator.cli.chinese import Option, Verb
from allocator.cli.confirming import choose_confirmer, confirmable
from allocator.cli.guard import Answer
from allocator.cli.options import reading, shared
from allocator.randomness import normal_seed

if TYPE_CHECKING:
    from pathlib import Path

    from allocator.cli.options import Desk


@click.command(
    "amend",
    cls=Verb,
    short_help="公布后的变更：更正信息、人员退出与接替，由两人办理",
    help="公布后的变更，由两人办理（规程 第四十二条）：一人提出，另一人核对确认摘要后确认。"
    "封存和抽签的结果不动，只改写有变化的文书，另出变更单。\n\n"
    "更正考生的姓名、性别、证件类型、证件号码、照片，工作人员的姓名、证件号码、电话："
    "改好名单，作为 INPUT 给出。\n\n"
    "人员不能到岗：--out 写明工号，接替的人由抽签产生，变动的人尽量少。\n\n"
    "例：allocator amend --out G00012 --seed 5501 --reason 生病 --operator G00001 "
    "--reviewer G00002 -o 结果",
)
@shared("存放文书的文件夹，默认 reports")
@reading()
@click.option("--out", default="", metavar="TEXT", cls=Option,
              help="退出的人员：工号用逗号分隔，或写有工号的 txt、csv、xlsx 文件")  # fmt: skip
@click.option("--seed", default="", metavar="TEXT", cls=Option,
              help="抽接替人员的种子，如当众摇出的数字；与 --out 同用")  # fmt: skip
@reasoned("变更的理由")
@confirmable
@witnessed
@planners
def command(desk: Desk, inputs: tuple[Path, ...], out: str, seed: str, **given: Any) -> Answer:
    """Make one amendment."""
    from allocator.pipeline.amending import AmendOptions, amend

    choose_confirmer(given, desk.progress)
    given["reason"] = " ".join(given["reason"].split())
    options = AmendOptions(
        out=tuple(sorted(read_numbers(out, "退出人员名单", "没有变更"))),
        seed=normal_seed(seed),
        jobs=desk.jobs,
        time=now(),
        **given,
    )
    paths = desk.inputs(inputs) if inputs else ()
    result = amend(
        paths, desk.output, desk.record, options, password=desk.password, progress=desk.progress
    )
    return Answer(text="\n".join(amended_lines(result)), data=amended_data(result))
