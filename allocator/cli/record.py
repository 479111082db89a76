"""`allocator record`: the record is checked, backed up, restored, exported, its clock put right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from allocator.cli.arranging import now, planners, reasoned
from allocator.cli.chinese import OneOf, Option, Verb
from allocator.cli.options import shared
from allocator.cli.passphrase import passphrase_file, read_passphrase
from allocator.cli.places import Place, Target
from allocator.cli.record_words import KEPT, beside, checked, clock_set, kept_answer
from allocator.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from allocator.cli.guard import Answer
    from allocator.cli.options import Desk


@click.command(
    "record",
    cls=Verb,
    short_help="核对、备份、恢复、导出编排记录",
    help="check 核对记录是否完整、有无改动；backup 备份为一个文件；restore 从备份 FILE 恢复到"
    "没有记录的文件夹；export 导出不需要本程序即可打开的存档（保存不少于 5 年）；clock 由两人写明"
    "理由，记下日志中的时间是走快的时钟记的，以后重新算起。\n\n"
    "备份和存档含个人信息，应加密存放：备份可加 --encrypt，用口令加密，恢复时输入同一口令。\n\n"
    "例：allocator record backup --to 备份.zip -o 结果",
)
@click.argument("act", metavar="check|backup|restore|export|clock",
                type=OneOf(["check", "backup", "restore", "export", "clock"]))  # fmt: skip
@click.argument("file", metavar="[FILE]", required=False, type=Place())
@shared("存放文书的文件夹，默认 reports", work=False)
@click.option("--to", "target", metavar="FILE", type=Target(), cls=Option,
              help="备份或存档的文件名，默认在文书文件夹旁边，名字带时间")  # fmt: skip
@click.option("--encrypt", is_flag=True, cls=Option, help="用口令加密，只用于 backup")
@passphrase_file()
@reasoned("时钟走快的情况，只用于 clock（必写）")
@planners
def command(
    desk: Desk,
    act: str,
    file: Path | None,
    target: Path | None,
    encrypt: bool,
    passphrase_file: Path | None,
    **given: Any,
) -> Answer:
    """Do one of the five."""
    from allocator.pipeline import archiving
    from allocator.record.archive import is_sealed

    if (file is None) == (act == "restore") or (target is not None and act not in KEPT):
        raise UsageError("备份文件 FILE 只用于 restore（必写），--to 只用于 backup 和 export。")
    if encrypt and act != "backup":
        raise UsageError("--encrypt 只用于 backup。存档要能不用本程序打开，请另用压缩软件加密。")
    if act == "clock":
        return clock_set(desk, **given)
    if any(given.values()):
        raise UsageError("--reason、--operator、--reviewer 只用于 clock。")
    if act == "check":
        return checked(desk)
    time = now()
    if file is not None:
        word = read_passphrase(passphrase_file, twice=False) if is_sealed(file) else ""
        done = archiving.restore(desk.output, desk.record, file, time, word)
    else:
        target = target or beside(desk.output, act, time, "alob" if encrypt else "zip")
        if act == "backup":
            word = read_passphrase(passphrase_file, twice=True) if encrypt else ""
            done = archiving.backup(desk.output, desk.record, target, time, word)
        else:
            done = archiving.export(desk.output, desk.record, target, time)
    return kept_answer(act, done)
