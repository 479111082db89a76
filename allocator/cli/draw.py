"""`allocator draw`: the draw of the day, on a laptop, from the project folder alone."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from allocator.cli.absence import read_absent
from allocator.cli.arranging import planners, reasoned, refuse_idle_reason, witnessed
from allocator.cli.chinese import Option, Text, Verb, Whole
from allocator.cli.confirming import choose_confirmer, confirmable
from allocator.cli.guard import Answer
from allocator.cli.halves import choose_seed, seeded_or_halves
from allocator.cli.options import shared
from allocator.cli.packing import draw_packed, taken, with_pack
from allocator.cli.summary import draw_data, draw_lines

if TYPE_CHECKING:
    from allocator.cli.options import Desk


@click.command(
    "draw",
    cls=Verb,
    short_help="考试当天抽签：谁监考哪个考场",
    help="考试当天从到岗人员中抽定各考场监考、流动监考。不需要网络，只用项目文件夹。"
    "缺席人员由备用监考按抽定的顺序补上。\n\n"
    "例：allocator draw --site 01 --session 1 --seed 391072 --absent G00012,G00034 -o 结果",
)
@shared("存放文书的文件夹，默认 reports", work=False)
@click.option("--site", type=Text(), cls=Option, help="考点代码（用考点包时不必写）")
@click.option("--session", type=Whole(), required=True, cls=Option, help="场次")
@seeded_or_halves("抽签种子，如当天当众摇出的数字")
@click.option(
    "--absent",
    default="",
    metavar="TEXT",
    cls=Option,
    help="缺席人员：工号用逗号分隔，或写有工号的 txt、csv、xlsx 文件",
)
@click.option("--redraw", is_flag=True, cls=Option, help="重抽已抽过的场次，须写理由和两人")
@reasoned("重抽的理由")
@confirmable
@click.option("--rehearse", "rehearsal", is_flag=True, cls=Option, help="只作演练，不计入")
@witnessed
@planners
@with_pack
def command(desk: Desk, absent: str, **given: Any) -> Answer:
    """Make one draw."""
    from allocator.pipeline.days import DayOptions, draw

    refuse_idle_reason(given, "redraw", "重抽")
    now = datetime.now().astimezone()
    choose_seed(given, desk.progress)
    choose_confirmer(given, desk.progress)
    pack = taken(given)
    options = DayOptions(
        absent=read_absent(absent), time=now.isoformat(timespec="seconds"), **given
    )
    if pack.file is not None:
        return draw_packed(pack, options, now)
    result = draw(desk.output, desk.record, options)
    return Answer(text="\n".join(draw_lines(result, now)), data=draw_data(result))
