"""`allocator confirm`: the second act of the ceremony: another person confirms what was frozen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from allocator.cli.arranging import now
from allocator.cli.chinese import Option, Text, Verb
from allocator.cli.guard import Answer
from allocator.cli.options import shared

if TYPE_CHECKING:
    from allocator.cli.options import Desk


@click.command(
    "confirm",
    cls=Verb,
    short_help="核对摘要，确认封存的数据（复核人）",
    help="复核人核对封存摘要（allocator freeze 给出）后确认。确认之后才能抽签；"
    "编排人本人不能确认（规程 第四十二条）。\n\n"
    "例：allocator confirm --digest 3f2a90c1b7d4e586 --reviewer G00002 -o 结果",
)
@shared("封存时的输出文件夹，默认 reports", work=False)
@click.option("--digest", "shown", type=Text(), required=True, cls=Option,
              help="看到的 SHA-256 摘要，至少前 16 位，可带空格")  # fmt: skip
@click.option("--reviewer", type=Text(), required=True, cls=Option,
              help="复核人的工号或证件号码")  # fmt: skip
def command(desk: Desk, shown: str, reviewer: str) -> Answer:
    """Confirm a freeze."""
    from allocator.pipeline.freezing import confirm
    from allocator.record.ceremony import grouped

    found = confirm(desk.output, desk.record, shown=shown, reviewer=reviewer, time=now())
    operator, reviewer = (
        f"{role}的证件号码" if "*" in who else who
        for role, who in (("编排人", found.operator), ("复核人", found.reviewer))
    )
    two = f" --operator {operator} --reviewer {reviewer}"
    lines = [
        f"已确认第 {found.number} 次封存：编排人 {found.operator}，复核人 {found.reviewer}。",
        f"SHA-256：{grouped(found.digest)}",
        "现在可以当众产生种子，然后由两人抽签（一人提出，复核人按显示的确认摘要确认）：",
        f"  allocator run {'封存时的名单 ' if found.photos else ''}--seed 种子{two}{desk.words}",
        "种子由两人各输入一半的，不写 --seed 种子，改写 --halves。",
    ]
    if found.photos:
        lines.append(
            f"名单写有 {found.photos} 人的照片：照片放在名单旁边，抽签时写明名单，"
            "才印得上考场座次表。"
        )
    data = {"number": found.number, "digest": found.digest, "sm3": found.sm3}
    return Answer(text="\n".join(lines), data=data)
