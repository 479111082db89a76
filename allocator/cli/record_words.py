"""What `allocator record` says of a record that was checked, kept or brought back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allocator.cli.guard import Answer
from allocator.record.clock import time_of

if TYPE_CHECKING:
    from pathlib import Path

    from allocator.cli.options import Desk
    from allocator.pipeline.archiving import Kept

KEPT = {"backup": "记录备份", "export": "记录存档"}
"""Acts that write a file, and what it is called."""
_DONE = {"backup": "已备份到", "export": "已导出存档", "restore": "已恢复自"}


def beside(output: Path, act: str, time: str, ending: str) -> Path:
    """Return where a backup or archive goes unless said: beside the output, named by its time."""
    place = output.resolve()
    stamp = "".join(sign for sign in time[:19] if sign.isdigit())
    return place.with_name(f"{place.name}_{KEPT[act]}_{stamp}.{ending}")


def kept_answer(act: str, done: Kept) -> Answer:
    """Return what was written or restored."""
    lines = [f"{_DONE[act]} {done.file}：文件 {done.files} 个，日志 {done.entries} 条。",
             f"日志末条摘要：{done.head}"]  # fmt: skip
    if done.behind is not None:
        lines.append(
            f"注意：时钟回拨。电脑现在的时间早于日志第 {done.behind.number} 条的时间 "
            f"{time_of(done.behind)}，这次的时间没有记作日志的时间。请校准时钟；是第 "
            f"{done.behind.number} 条记错的，请运行 allocator record clock。"
        )
    if done.until:
        lines.append(f"至少保存到 {done.until}；含个人信息，请加密存放。")
    data = {"entries": done.entries, "head": done.head, "files": done.files,
            "until": done.until, "paths": {"file": str(done.file)}}  # fmt: skip
    return Answer(text="\n".join(lines), data=data)


def clock_set(desk: Desk, reason: str, operator: str, reviewer: str) -> Answer:
    """Let the times of the log begin anew, and return which entry was timed ahead."""
    from allocator.cli.arranging import now
    from allocator.pipeline.setting_clock import ClockOptions, set_clock

    options = ClockOptions(reason=reason, operator=operator, reviewer=reviewer, time=now())
    ahead = set_clock(desk.output, desk.record, options)
    return Answer(
        text=f"已记入日志：第 {ahead.number} 条（{ahead.act}）的时间 {time_of(ahead)} 是走快的时钟"
        f"记下的，以后的时间从 {options.time} 算起。可以继续。",
        data={"entry": ahead.number, "ahead": time_of(ahead), "time": options.time},
    )


def checked(desk: Desk) -> Answer:
    """Check the record and return all of its acts."""
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
