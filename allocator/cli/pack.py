"""`allocator pack`: one encrypted file with what the draws of one site need, for its laptop."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from allocator.cli.chinese import Option, Text, Verb
from allocator.cli.guard import Answer
from allocator.cli.options import shared
from allocator.cli.passphrase import passphrase_file, read_passphrase
from allocator.cli.places import Target

if TYPE_CHECKING:
    from pathlib import Path

    from allocator.cli.options import Desk


@click.command(
    "pack",
    cls=Verb,
    short_help="为一个考点生成加密的考点包",
    help="把一个考点当天抽签所需的资料写成一个加密文件，交考点笔记本使用（规程 第四十八条）。"
    "口令另行告知，不与文件同送。考点用 allocator draw --pack 抽签，结果由 allocator merge 并入。"
    "\n\n例：allocator pack --site 01 -o 结果",
)
@shared("存放文书的文件夹，默认 reports", work=False)
@click.option("--site", type=Text(), required=True, cls=Option, help="考点代码")
@click.option("--to", "target", metavar="FILE", type=Target(), cls=Option,
              help="考点包文件，默认为文书文件夹中的 考点包_<考点代码>.aloc")  # fmt: skip
@click.option("--withdraw", is_flag=True, cls=Option,
              help="停用该考点先前的考点包（丢失时），其结果不再接受")  # fmt: skip
@passphrase_file()
def command(
    desk: Desk, site: str, target: Path | None, withdraw: bool, passphrase_file: Path | None
) -> Answer:
    """Issue one pack."""
    from allocator.pipeline.issuing import PackOptions, issue

    options = PackOptions(
        site=site,
        passphrase=read_passphrase(passphrase_file, twice=True),
        target=target,
        withdraw=withdraw,
        time=datetime.now().astimezone().isoformat(timespec="seconds"),
    )
    issued = issue(desk.output, desk.record, options)
    sheet = issued.sheet
    lines = [
        f"考点包已生成：考点 {sheet.site} {sheet.name}，第 {issued.number} 号，"
        f"含已作的抽签 {issued.draws} 次。",
        f"文件：{issued.file}",
        f"公钥：{' '.join(issued.public[n : n + 8] for n in range(0, len(issued.public), 8))}",
    ]
    if issued.valid:
        numbers = "、".join(map(str, issued.valid))
        lines.append(
            f"  注意：该考点先前的第 {numbers} 号包仍然有效。一个考点只用一个包；"
            "旧包丢失时，重新发包并加 --withdraw。"
        )
    data = {
        "site": sheet.site, "number": issued.number, "draws": issued.draws,
        "public": issued.public, "digest": sheet.digest, "still_valid": list(issued.valid),
        "paths": {"file": str(issued.file)},
    }  # fmt: skip
    return Answer(text="\n".join(lines), data=data)
