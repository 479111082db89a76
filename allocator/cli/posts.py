"""`allocator posts`: recusal, posts by site, reserves and their documents, for an arrangement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from allocator.cli.arranging import now, planners, seeded, witnessed
from allocator.cli.chinese import Option, Verb
from allocator.cli.confirming import choose_confirmer, confirmable
from allocator.cli.guard import Answer
from allocator.cli.options import shared
from allocator.cli.summary import duty_lines, rules_data, staff_data, staff_lines, verdict_lines
from allocator.randomness import normal_seed

if TYPE_CHECKING:
    from allocator.cli.options import Desk


@click.command(
    "posts",
    cls=Verb,
    short_help="为已有的编排安排岗位：回避、岗位、备用和文书",
    help="为已有的编排（allocator arrange 的结果）核对回避、安排各考点岗位和备用监考，"
    "证明每场抽签能够完成，生成岗位文书。全部符合才发布。\n\n"
    "例：allocator posts -o 结果 --seed 391072",
)
@shared("存放文书的文件夹，默认 reports")
@seeded("岗位抽签的种子，如当众摇出的数字")
@planners
@witnessed
@confirmable
@click.option("--rehearse", is_flag=True, cls=Option, help="另作全部考点、场次的演练抽签")
def command(desk: Desk, **given: Any) -> Answer:
    """Post the staff of an arrangement."""
    from allocator.pipeline.arrangement import Options
    from allocator.pipeline.posting import post

    given["seed"] = normal_seed(given["seed"])
    choose_confirmer(given, desk.progress)
    options = Options(jobs=desk.jobs, posts=True, time=now(), **given)
    result = post(desk.output, desk.record, options, desk.progress)
    lines = [*staff_lines(result.staff), *verdict_lines(result.reports)]
    lines += duty_lines(result.duties)
    lines += [f"文书：{result.output}", f"种子：{result.seed}"]
    data = {
        "seed": result.seed,
        "digest": result.digest,
        "staff": staff_data(result.staff),
        "rules": rules_data(result.reports),
        "paths": {"output": str(result.output), "record": str(desk.record)},
    }
    return Answer(text="\n".join(lines), data=data)
