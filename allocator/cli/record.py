"""`allocator record`: the record is checked, backed up, restored, or exported for the archives."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from allocator.cli.arranging import now
from allocator.cli.chinese import OneOf, Option, Verb
from allocator.cli.guard import Answer
from allocator.cli.options import shared
from allocator.errors import UsageError

if TYPE_CHECKING:
    from allocator.cli.options import Desk

_NAMES = {"backup": "记录备份", "export": "记录存档"}
_DONE = {"backup": "已备份到", "export": "已导出存档", "restore": "已恢复自"}


@click.command(
    "record",
    cls=Verb,
    short_help="核对、备份、恢复、导出编排记录",
    help="check 核对记录是否完整、有无改动；backup 备份为一个文件；restore 从备份 FILE 恢复到"
    "没有记录的文件夹；export 导出不需要本程序即可打开的存档（保存不少于 5 年）。\n\n"
    "备份和存档含个人信息，应加密存放。\n\n例：allocator record backup --to 备份.zip -o 结果",
)
@click.argument("act", metavar="check|backup|restore|export",
                type=OneOf(["check", "backup", "restore", "export"]))  # fmt: skip
@click.argument("file", metavar="[FILE]", required=False, type=click.Path(path_type=Path))
@shared("存放文书的文件夹，默认 reports", work=False)
@click.option("--to", "target", metavar="FILE", type=click.Path(path_type=Path), cls=Option,
              help="备份或存档的文件名，默认在文书文件夹旁边，名字带时间")  # fmt: skip
def command(desk: Desk, act: str, file: Path | None, target: Path | None) -> Answer:
    """Do one of the four."""
    from allocator.pipeline import archiving

    if (file is None) == (act == "restore") or (target is not None and act not in _NAMES):
        raise UsageError("备份文件 FILE 只用于 restore（必写），--to 只用于 backup 和 export。")
    if act == "check":
        return _checked(desk)
    time = now()
    if file is not None:
        done = archiving.restore(desk.output, desk.record, file, time)
    else:
        place = desk.output.resolve()
        stamp = "".join(sign for sign in time[:19] if sign.isdigit())
        target = target or place.with_name(f"{place.name}_{_NAMES[act]}_{stamp}.zip")
        make = archiving.backup if act == "backup" else archiving.export
        done = make(desk.output, desk.record, target, time)
    lines = [f"{_DONE[act]} {done.file}：文件 {done.files} 个，日志 {done.entries} 条。",
             f"日志末条摘要：{done.head}"]  # fmt: skip
    if done.until:
        lines.append(f"至少保存到 {done.until}；含个人信息，请加密存放。")
    data = {"entries": done.entries, "head": done.head, "files": done.files,
            "until": done.until, "paths": {"file": str(done.file)}}  # fmt: skip
    return Answer(text="\n".join(lines), data=data)


def _checked(desk: Desk) -> Answer:
    from allocator.pipeline.archiving import acts
    from allocator.pipeline.recording import opened

    found = opened(desk.output, desk.record)
    told = acts(found)
    lines = [f"记录完整，没有改动：文件 {len(found.files)} 个，日志 {len(found.entries)} 条。"]
    lines += [f"  {' '.join(part for part in map(str, row.values()) if part)}" for row in told]
    lines += [f"记录摘要：{found.digest}", f"日志末条摘要：{found.head}"]
    data: dict[str, Any] = {"files": len(found.files), "entries": len(found.entries),
                            "digest": found.digest, "head": found.head, "acts": told}  # fmt: skip
    return Answer(text="\n".join(lines), data=data)
